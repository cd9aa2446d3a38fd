/* SPDX-License-Identifier: MIT */
/*
 * nxpop3/login.h: from the greeting to the transaction state, by policy. The
 * login eats the engine's events and sends the engine's commands; it does no
 * I/O and no cryptography of its own, and shakes no hands:
 *
 *     pop3_init(&p, &config);
 *     pop3_login_init(&login, &p, &policy);
 *     <pump pop3_next(); give each event to pop3_login_event(), until it says>
 *     POP3_LOGIN_TLS      do the handshake, then pop3_login_secured()
 *     POP3_LOGIN_DONE     the session is in the transaction state
 *     POP3_LOGIN_REFUSED  it is not: login.why, login.code
 *
 * The policy cannot be tricked into less than was configured: one mechanism is
 * tried, once; what was said before TLS counts for nothing after it (RFC 2595
 * section 4); a missing STLS, a refused one and a CAPA without an answer all
 * end the login where TLS is required, before an octet of a secret is sent.
 */
#ifndef NXPOP3_LOGIN_H
#define NXPOP3_LOGIN_H

#include "nxpop3/sasl.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What may happen without verified TLS. Zero is the safe default. */
enum pop3_cleartext {
    POP3_CLEARTEXT_TLS_ONLY, /* nothing but CAPA, STLS and QUIT */
    POP3_CLEARTEXT_NEVER,    /* nothing at all: TLS comes first, STLS is not used */
    POP3_CLEARTEXT_ALLOW     /* everything; STLS where the server offers it */
};

/* Beside the POP3_SASL_* of pop3.h, the two ways of RFC 1939. */
#define POP3_METHOD_APOP 0x10000u
#define POP3_METHOD_USER 0x20000u

struct pop3_login;

/* A way to log in; const, one object for each, linked only where it is named. */
struct pop3_method {
    const char *name;
    uint32_t bit;   /* POP3_SASL_* or POP3_METHOD_* */
    uint8_t binds;  /* SCRAM: 1 is the -PLUS form */
    bool plaintext; /* the secret itself is sent: only inside TLS, or by ALLOW */
    bool token;     /* takes the token, not the password */
    bool (*begin)(struct pop3_login *login); /* sets login->sasl; NULL for APOP and USER */
};

extern const struct pop3_method pop3_method_scram_sha_256_plus, pop3_method_scram_sha_256,
    pop3_method_scram_sha_1_plus, pop3_method_scram_sha_1, pop3_method_cram_md5,
    pop3_method_plain, pop3_method_login, pop3_method_oauthbearer, pop3_method_xoauth2,
    pop3_method_external, pop3_method_apop, pop3_method_user;

/*
 * Passwords, best first: SCRAM bound, SCRAM, then, as TLS protects them, PLAIN
 * and LOGIN, then CRAM-MD5, APOP, and USER. Tokens: OAUTHBEARER, XOAUTH2. Where
 * the policy allows to log in without TLS, those that send no secret come first
 * whatever the order, or whoever takes STLS out of an offer would get it.
 */
extern const struct pop3_method *const pop3_methods_password[];
extern const struct pop3_method *const pop3_methods_token[];

/* All bytes stay the caller's until the login is over. */
struct pop3_login_config {
    const struct pop3_method *const *methods; /* in order of preference, NULL at the end */
    struct pop3_bytes user, password, token, authzid;
    struct pop3_bytes host; /* as configured, for OAUTHBEARER */
    uint16_t port;
    struct pop3_bytes nonce; /* for SCRAM: see struct pop3_scram_config */
    enum pop3_cleartext cleartext;
    bool tls_first;            /* TLS came before the greeting and is verified */
    bool two_steps;            /* never an initial response (Microsoft 365) */
    bool utf8;                 /* UTF8 where announced (RFC 6856) */
    enum pop3_binding binding; /* where TLS came first: see pop3_login_secured() */
    struct pop3_bytes binding_data;
    uint32_t max_iterations, slice; /* of SCRAM */
};

enum pop3_login_what {
    POP3_LOGIN_MORE, /* go on pumping and transmitting */
    POP3_LOGIN_TLS,  /* shake hands, then pop3_login_secured() */
    POP3_LOGIN_DONE,
    POP3_LOGIN_REFUSED /* send QUIT if the engine still can, and close */
};

/* Why a login was refused. */
enum pop3_login_why {
    POP3_WHY_NOTHING,
    POP3_WHY_GREETING,    /* the greeting was -ERR; see code: later, or never */
    POP3_WHY_CLEARTEXT,   /* the policy wants TLS first */
    POP3_WHY_NO_STLS,     /* TLS is required and STLS is not offered, or CAPA failed */
    POP3_WHY_STLS,        /* STLS was answered -ERR */
    POP3_WHY_NO_METHOD,   /* none of the configured methods is offered or allowed */
    POP3_WHY_INPUT,       /* user, password or token cannot be sent with the method */
    POP3_WHY_EXCHANGE,    /* what the server sent in AUTH was unacceptable, and its -ERR has no
                             code: not the password's fault */
    POP3_WHY_CREDENTIALS, /* wrong user or password: do not try again unasked */
    POP3_WHY_IN_USE,      /* credentials good, maildrop locked: later */
    POP3_WHY_DELAY,       /* too early after the last login */
    POP3_WHY_TEMPORARY,   /* the server's trouble: later */
    POP3_WHY_PERMANENT,   /* the server's trouble: tell somebody */
    POP3_WHY_UNKNOWN,     /* the server does not say */
    POP3_WHY_SESSION      /* the session broke: pop3_error() */
};

union pop3_mechanism {
    struct pop3_plain plain;
    struct pop3_auth_login login;
    struct pop3_cram cram;
    struct pop3_external external;
    struct pop3_oauth oauth;
    struct pop3_scram scram;
};

/* Read capa, method, why and code; the rest is the login's. */
struct pop3_login {
    struct pop3 *pop3;
    const struct pop3_login_config *config;
    const struct pop3_method *method; /* the one that is or was tried; NULL before */
    struct pop3_capabilities capa; /* the latest, after login those of the transaction state */
    enum pop3_login_why why;
    enum pop3_code code;
    struct pop3_sasl *sasl;
    union pop3_mechanism mechanism;
    enum pop3_binding binding;
    struct pop3_bytes binding_data;
    uint8_t digest[16]; /* of APOP, made when the greeting is read */
    uint8_t step;
    bool tls, has_digest, has_capa;
};

/* config and p stay the caller's; p was just initialised. */
void pop3_login_init(struct pop3_login *login, struct pop3 *p,
                     const struct pop3_login_config *config);

/* Call it for each event until it answers DONE or REFUSED. */
enum pop3_login_what pop3_login_event(struct pop3_login *login, const struct pop3_event *ev);

/*
 * After POP3_LOGIN_TLS: the handshake is done and the peer is verified. The
 * channel binding, if there is one, for the -PLUS mechanisms; its octets must
 * live until the login is over.
 */
enum pop3_login_what pop3_login_secured(struct pop3_login *login, enum pop3_binding binding,
                                        struct pop3_bytes binding_data);

/* Drops what was derived from secrets; at any time. DONE and REFUSED did it already. */
void pop3_login_wipe(struct pop3_login *login);

/* A sentence without a full stop; never NULL. */
const char *pop3_login_strwhy(enum pop3_login_why why);

#ifdef __cplusplus
}
#endif

#endif
