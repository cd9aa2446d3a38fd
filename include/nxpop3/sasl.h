/* SPDX-License-Identifier: MIT */
/*
 * nxpop3/sasl.h: SASL mechanisms for POP3 (RFC 5034). A mechanism is a struct
 * whose first field is a struct pop3_sasl; its init function takes what it
 * needs and pop3_send_auth() hands it to the engine, which does the base64.
 * No heap: the struct and every pop3_bytes given to an init function stay the
 * caller's and must live until the reply to AUTH (or pop3_sasl_wipe()).
 *
 * An object serves one exchange: init begins the next one.
 *
 * Inputs are refused by init (false), and the object then cancels whatever it is
 * asked: NUL, CR or LF anywhere, an empty user or password, ^A in a user for
 * OAuth, a token, host or nonce with more than visible ASCII. UTF-8 goes
 * through as it is; no SASLprep is applied: give names and passwords as the
 * server stores them.
 */
#ifndef NXPOP3_SASL_H
#define NXPOP3_SASL_H

#include "nxpop3/hash.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Room for a response, lent by the engine: write at p, at most cap, set n. It is
 * apart from the challenge; a step may use all of it as scratch memory.
 */
struct pop3_room {
    uint8_t *p;
    size_t n, cap;
};

enum pop3_sasl_step {
    POP3_SASL_RESPOND, /* what is in the room is the response, perhaps empty */
    POP3_SASL_AGAIN,   /* not done computing: ask again with the same challenge */
    POP3_SASL_CANCEL   /* the challenge is unacceptable: "*" is sent; also where the
                          room is too small, and a first step may then be asked
                          again with more */
};

struct pop3_sasl;

/* What all objects of one mechanism share; const. */
struct pop3_sasl_class {
    const char *name;  /* as in "AUTH name" */
    uint32_t bit;      /* POP3_SASL_* of pop3.h */
    bool client_first; /* it has an initial response; the first step has no challenge */
    bool plaintext;    /* the secret itself is sent: only inside TLS */
    enum pop3_sasl_step (*step)(struct pop3_sasl *sasl, struct pop3_bytes challenge,
                                struct pop3_room *response);
    bool (*proved)(const struct pop3_sasl *sasl); /* may +OK be believed? not after wipe */
    void (*wipe)(struct pop3_sasl *sasl);         /* drops every secret it derived */
};

/*
 * drive, held and rounds are the engine's. After AUTH rounds tells whether it was
 * the client that ended the exchange: POP3_CANCELLED.
 */
#define POP3_CANCELLED 255u
struct pop3_sasl {
    const struct pop3_sasl_class *vt;
    void (*drive)(struct pop3 *p, const struct pop3_event *ev);
    uint16_t held;
    uint8_t rounds;
};

/* Forgets what a mechanism derived; safe on one that was zeroed and never begun. */
void pop3_sasl_wipe(struct pop3_sasl *sasl);

/* RFC 4616. authzid may be empty. */
struct pop3_plain {
    struct pop3_sasl sasl;
    struct pop3_bytes authzid, user, password;
    uint8_t round;
};
bool pop3_plain_init(struct pop3_plain *m, struct pop3_bytes authzid, struct pop3_bytes user,
                     struct pop3_bytes password);

/* The LOGIN that servers have, draft-murchison-sasl-login: user, then password. */
struct pop3_auth_login {
    struct pop3_sasl sasl;
    struct pop3_bytes user, password;
    uint8_t round;
};
bool pop3_auth_login_init(struct pop3_auth_login *m, struct pop3_bytes user,
                          struct pop3_bytes password);

/* RFC 2195. */
struct pop3_cram {
    struct pop3_sasl sasl;
    struct pop3_bytes user, password;
    uint8_t round;
};
bool pop3_cram_init(struct pop3_cram *m, struct pop3_bytes user, struct pop3_bytes password);

/* RFC 4422 appendix A. authzid may be empty. */
struct pop3_external {
    struct pop3_sasl sasl;
    struct pop3_bytes authzid;
    uint8_t round;
};
bool pop3_external_init(struct pop3_external *m, struct pop3_bytes authzid);

/*
 * OAuth bearer tokens: OAUTHBEARER of RFC 7628 with host and port of the
 * server, XOAUTH2 as Google and Microsoft document it. The server's error
 * challenge is answered as each of them wants it, and -ERR follows.
 */
struct pop3_oauth {
    struct pop3_sasl sasl;
    struct pop3_bytes user, token, host;
    uint16_t port;
    uint8_t round;
};
bool pop3_oauthbearer_init(struct pop3_oauth *m, struct pop3_bytes user,
                           struct pop3_bytes token, struct pop3_bytes host, uint16_t port);
bool pop3_xoauth2_init(struct pop3_oauth *m, struct pop3_bytes user, struct pop3_bytes token);

/*
 * SCRAM (RFC 5802, RFC 7677) with channel binding (RFC 5929, RFC 9266).
 *
 * nonce: at least 18 random octets of the caller, printable, without comma
 * (base64 of 18 random octets will do); a nonce is for one exchange.
 *
 * binding: POP3_BIND_NONE where the client cannot bind (GS2 flag "n");
 * POP3_BIND_UNUSED where it can but the server offered no -PLUS ("y");
 * otherwise the type and its data ("p="), and the mechanism is the -PLUS form.
 *
 * The work of the key derivation is cut into slices: a step answers
 * POP3_SASL_AGAIN after so many iterations; 0 for all at once.
 */
enum pop3_binding {
    POP3_BIND_NONE,
    POP3_BIND_UNUSED,
    POP3_BIND_TLS_EXPORTER,
    POP3_BIND_TLS_SERVER_END_POINT,
    POP3_BIND_TLS_UNIQUE
};

#define POP3_SCRAM_MIN_ITERATIONS 4096u
#define POP3_SCRAM_MAX_ITERATIONS 1000000u /* where max_iterations is 0 */
#define POP3_SCRAM_MAX_BINDING    64u      /* octets of channel binding data */

struct pop3_scram_config {
    enum pop3_hash hash; /* POP3_SHA_1 or POP3_SHA_256 */
    struct pop3_bytes authzid, user, password, nonce;
    enum pop3_binding binding;
    struct pop3_bytes binding_data;
    uint32_t max_iterations; /* a server may ask for; 0: the default above */
    uint32_t slice;
};

struct pop3_scram {
    struct pop3_sasl sasl;
    struct pop3_scram_config config;
    uint32_t iterations, done;
    uint8_t u[POP3_MAX_DIGEST], salted[POP3_MAX_DIGEST], server_signature[POP3_MAX_DIGEST];
    uint8_t round;
};
bool pop3_scram_init(struct pop3_scram *m, const struct pop3_scram_config *config);

/* Challenges of one AUTH; a server that goes on is cut off with POP3_ERR_LIMIT. */
#define POP3_MAX_ROUNDS 10u

/*
 * AUTH: see pop3_send() for what all commands have in common. The exchange is
 * one command; its REPLY is the end of it, and a +OK that the mechanism does
 * not believe is POP3_ERR_PROOF. The mechanism's octets go through the line
 * buffer (a challenge that does not fit is answered with "*") and the output
 * buffer, which must hold a response in base64: POP3_ERR_FULL if not even the
 * first one fits.
 *
 * initial: send the initial response along with AUTH where the line stays
 * within POP3_MAX_COMMAND (RFC 5034 section 4). Without it, and for a mechanism
 * whose name the SASL capability did not list, it waits for the server's empty
 * challenge; so Microsoft 365 wants it always.
 */
enum pop3_err pop3_send_auth(struct pop3 *p, struct pop3_sasl *sasl, bool initial);

/*
 * A mechanism that answered POP3_SASL_AGAIN goes on in pop3_next(), called with
 * what input there is or none; true while there is work to do, so that the
 * caller does not wait for the network.
 */
bool pop3_auth_busy(const struct pop3 *p);

#ifdef __cplusplus
}
#endif

#endif
