/* SPDX-License-Identifier: MIT */
/*
 * nxpop3/client.h: a POP3 client for C programs. Blocking:
 *
 *     struct pop3_client_options options = {.password = "..."};
 *     struct pop3_client_error error;
 *     struct pop3_client *c = pop3_client_open("pop3s://me@pop.example.org", &options, &error);
 *     if (!c)
 *         fprintf(stderr, "%s\n", error.text);
 *     pop3_client_list(), pop3_client_fetch(), pop3_client_delete(), pop3_client_quit()
 *     pop3_client_close(c);
 *
 * or from an event loop, see pop3_client_start(). Both are one client; the
 * blocking calls are poll() around the others.
 *
 * Zeroed options are the safe ones: TLS verified against the system's
 * authorities, before an octet of a secret is sent, or nothing (RFC 8314).
 * There is no switch that turns verification off; a server that no authority
 * vouches for is reached by its pin.
 *
 * A client uses one connection and never opens another. It raises no signal,
 * starts no thread and has no state outside of itself: different threads may
 * use different clients. Interrupted system calls are repeated. Passwords are
 * copied, and wiped when the login is over, one way or another.
 *
 * Protocol: RFC 1939, 2449, 2595, 3206, 5034, 6856; URLs of RFC 2384.
 */
#ifndef NXPOP3_CLIENT_H
#define NXPOP3_CLIENT_H

#include <poll.h>

#include "nxpop3/login.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What went wrong, by what to do about it. */
enum pop3_fault {
    POP3_FAULT_NONE = 0,
    POP3_FAULT_LATER, /* try again later: maildrop in use, login delay, no answer in time */
    POP3_FAULT_CREDENTIALS, /* login refused: do not try again with the same */
    POP3_FAULT_POLICY,      /* the options forbid what the server would need */
    POP3_FAULT_TLS,         /* no TLS, or the server is not whom it should be */
    POP3_FAULT_PROTOCOL,    /* the server does not speak POP3 as it should */
    POP3_FAULT_LIMIT,       /* more than the options allow */
    POP3_FAULT_HOST,        /* there is no such host */
    POP3_FAULT_NETWORK,     /* no connection, or the connection was lost */
    POP3_FAULT_SERVER,      /* trouble that the server's operator must mend */
    POP3_FAULT_REFUSED,     /* -ERR to a command; the session goes on */
    POP3_FAULT_STOPPED,     /* a sink said so */
    POP3_FAULT_LOCAL        /* options, memory, misuse of these functions */
};

/* A word for a log: "later", "credentials" ...; never NULL. */
const char *pop3_fault_name(enum pop3_fault fault);

#define POP3_CLIENT_TEXT 1280u
#define POP3_CLIENT_SAID 520u
#define POP3_CLIENT_PIN  53u
struct pop3_client_error {
    enum pop3_fault fault;
    bool over;                   /* the session is; else it may be used on */
    enum pop3_code code;         /* of the server's reply */
    uint32_t msg;                /* the message in question, 0 if none */
    const char *word;            /* closer than fault: "wrong-host", "timeout" ...; constant */
    char said[POP3_CLIENT_SAID]; /* what the server said, escaped; "" if nothing */
    char pin[POP3_CLIENT_PIN];   /* of the key that the server presented, for trust on
                                    first use; "" if none was seen */
    char text[POP3_CLIENT_TEXT]; /* one sentence without a full stop: where, what, what to do */
};

/*
 * pop3s://user@host[:port]                TLS from the first octet, port 995
 * pop3://user@host[:port]                 STLS is required, port 110
 * pop://user;AUTH=mechanism@host[:port]   as pop3://, with the mechanism (RFC 2384)
 *
 * A user with "@" is written as it is, the last "@" counts, or with %40. ;AUTH=
 * goes with each scheme; "*" leaves the choice, "+APOP" is APOP. IPv6 addresses stand in [].
 * A password in a URL is refused.
 */
#define POP3_URL_FIELD 256u
struct pop3_url {
    char user[POP3_URL_FIELD]; /* decoded; "" if none */
    char host[POP3_URL_FIELD]; /* with [] where it had them */
    char auth[32];             /* as in pop3_client_options.auth; "" if any */
    uint16_t port;
    bool tls_first;
};

/* NULL, or what is wrong with the text: a sentence that does not repeat it. */
const char *pop3_url_parse(struct pop3_url *url, const char *text);

enum pop3_client_tls { POP3_CLIENT_TLS_1_2, POP3_CLIENT_TLS_1_3 };
enum pop3_client_family { POP3_CLIENT_ANY, POP3_CLIENT_IPV4, POP3_CLIENT_IPV6 };

/*
 * What clients may share, so that the authorities are read once:
 * pop3_tls_context_new() of pop3_tls.h makes it. Clients may outlive it.
 */
struct pop3_tls_context;

#define POP3_CLIENT_SECRET     8192u /* octets that password_get and token_get may write */
#define POP3_CLIENT_MAX_DEPTH  64u
#define POP3_CLIENT_CONNECT_MS 30000u /* for connect_ms == 0 */
#define POP3_CLIENT_REPLY_MS   60000u /* for reply_ms == 0 */
#define POP3_CLIENT_DEPTH      32u    /* for depth == 0 */

/*
 * Zero is the default of each. Strings end in NUL and are not needed after
 * pop3_client_open() or pop3_client_start(); context is handed to the callbacks.
 */
struct pop3_client_options {
    void *context;

    /* Who: the user is in the URL. One of these four, or a client certificate. */
    const char *password;
    const char *token; /* an OAuth 2 access token */
    /*
     * Asked for it when it is needed, when the server is verified. Write it to to,
     * return the octets; 0: there is none. to is wiped.
     */
    size_t (*password_get)(void *context, uint8_t *to, size_t cap);
    size_t (*token_get)(void *context, uint8_t *to, size_t cap);
    const char *authzid; /* act as, for PLAIN, SCRAM and EXTERNAL */
    /*
     * Mechanisms that may be used, best first, with commas: user, apop, plain, login,
     * cram-md5, scram-sha-1, scram-sha-1-plus, scram-sha-256, scram-sha-256-plus,
     * oauthbearer, xoauth2, external. NULL or "auto": all that take the secret. One
     * is tried, once; what the URL names, if it does, must be among them.
     */
    const char *auth;
    bool two_steps; /* no initial response: Microsoft 365 wants that */
    bool utf8;      /* UTF8 of RFC 6856 where the server offers it */

    /* Whom to trust. */
    enum pop3_cleartext cleartext; /* without verified TLS: zero is nothing */
    const char *ca_file;           /* PEM, the only authorities; NULL: the system's */
    const char *pins;              /* "sha256//BASE64;...": the server's key is one of these */
    bool pin_alone;                /* and nothing else about its certificate counts */
    const char *cert_file, *key_file; /* PEM, ours; key_file NULL: in cert_file */
    enum pop3_client_tls tls_min;
    struct pop3_tls_context
        *tls_context; /* in place of ca_file, cert_file, key_file, tls_min */
    /*
     * Where sessions to resume are kept, by server and user: secrets. load writes
     * at most cap octets and returns how many, 0 if there is none; each is used once.
     */
    size_t (*resume_load)(void *context, uint8_t *to, size_t cap);
    void (*resume_save)(void *context, const uint8_t *p, size_t n);

    /* The way there. */
    const char *source;       /* our IP address */
    const char *proxy;        /* "socks5://[user:password@]host:port", "http://..." */
    const char *name_servers; /* "address[:port],..."; NULL: the system's */
    enum pop3_client_family family;

    /* Limits. */
    uint32_t connect_ms; /* names, connection, proxy */
    uint32_t reply_ms;   /* silence while an answer is due; all of a TLS handshake */
    uint32_t session_ms; /* the whole session; 0: none */
    uint64_t max_octets; /* of a message; 0: POP3_DEFAULT_OCTETS */
    uint32_t max_items;  /* of a listing; 0: POP3_DEFAULT_ITEMS */
    uint8_t depth;       /* commands in flight where the server offers PIPELINING; 1: never */

    /*
     * Lines of the session as they come: mark is '>' for ours, '<' for the server's,
     * '*' for a remark. Escaped; secrets, what was made of them, and what the
     * server repeats of them, are redacted. Bodies are not shown.
     */
    void (*trace)(void *context, char mark, const char *line);
};

struct pop3_client;

/* Connects, secures, logs in. NULL on failure, with the reason in *error. */
struct pop3_client *pop3_client_open(const char *url, const struct pop3_client_options *options,
                                     struct pop3_client_error *error);

/*
 * Ends the connection and frees; NULL is fine. Without pop3_client_quit() before,
 * the server forgets deletions. Does not wait.
 */
void pop3_client_close(struct pop3_client *c);

/* The last failure; valid until the next call. fault is POP3_FAULT_NONE if none. */
const struct pop3_client_error *pop3_client_error(const struct pop3_client *c);

/* Facts for a log, valid until the next call; "" where unknown. */
struct pop3_client_facts {
    const char *where;  /* "pop.example.org port 995 (192.0.2.1)" */
    const char *method; /* "SCRAM-SHA-256" */
    const char *tls, *cipher, *peer,
        *pin; /* "TLSv1.3", its suite, whose certificate, which key */
    bool resumed, certificate_sent;
    const struct pop3_capabilities *capa; /* after login */
};
struct pop3_client_facts pop3_client_facts(const struct pop3_client *c);

/*
 * Blocking calls. false: see pop3_client_error(). They may be mixed with the
 * non-blocking ones as long as no command of those is under way.
 */

/* A message of a listing; uid is NULL where it was not asked for or cannot identify. */
struct pop3_client_item {
    uint32_t msg;
    uint64_t octets; /* as the server says */
    const char *uid;
};
struct pop3_client_listing {
    struct pop3_client_item *item;
    size_t count;
    char *text; /* the unique-ids */
};

/* LIST and UIDL. On false the listing is empty. */
bool pop3_client_list(struct pop3_client *c, struct pop3_client_listing *listing);
bool pop3_client_uids(struct pop3_client *c, struct pop3_client_listing *listing);
void pop3_client_listing_free(struct pop3_client_listing *listing);

bool pop3_client_stat(struct pop3_client *c, uint32_t *messages, uint64_t *octets);

/* Of the transaction state, as the login learned them; asks nobody. */
const struct pop3_capabilities *pop3_client_capabilities(const struct pop3_client *c);

/* What a sink wants. It may take its time: no time-out runs meanwhile. */
enum pop3_client_say {
    POP3_CLIENT_GO_ON,
    POP3_CLIENT_SKIP, /* no more of this message; the rest is read and dropped */
    POP3_CLIENT_STOP  /* end the session, now */
};

/*
 * Where messages go. octets gets a message's octets as they come, CRLF at line
 * ends and dots unstuffed. end, which may be NULL, is called once for each message
 * that was asked for: why is NULL only if all of it came.
 */
struct pop3_client_sink {
    enum pop3_client_say (*octets)(void *context, uint32_t msg, struct pop3_bytes octets);
    void (*end)(void *context, uint32_t msg, const struct pop3_client_error *why);
    void *context;
};

/*
 * RETR, one or many, and TOP. Many are pipelined where the server announced it, and
 * one that is refused does not stop the others. True: all came whole. A connection
 * that ends before the final dot never does.
 */
bool pop3_client_fetch(struct pop3_client *c, uint32_t msg,
                       const struct pop3_client_sink *sink);
bool pop3_client_fetch_all(struct pop3_client *c, const uint32_t *msgs, size_t count,
                           const struct pop3_client_sink *sink);
bool pop3_client_top(struct pop3_client *c, uint32_t msg, uint32_t lines,
                     const struct pop3_client_sink *sink);

/* DELE marks; the server deletes at pop3_client_quit(). Many: pipelined; all are tried. */
bool pop3_client_delete(struct pop3_client *c, uint32_t msg);
bool pop3_client_delete_all(struct pop3_client *c, const uint32_t *msgs, size_t count);

/* RSET: nothing is marked any more. */
bool pop3_client_reset(struct pop3_client *c);
bool pop3_client_noop(struct pop3_client *c);

/* What became of the messages marked as deleted. */
enum pop3_client_quit {
    POP3_CLIENT_COMMITTED, /* QUIT was answered +OK */
    POP3_CLIENT_PARTLY,    /* QUIT was answered -ERR: some may still be there */
    POP3_CLIENT_UNKNOWN    /* the connection ended before the answer: list again to know */
};

/* QUIT; the session is over whatever it returns. */
enum pop3_client_quit pop3_client_quit(struct pop3_client *c);

/*
 * Non-blocking:
 *
 *     c = pop3_client_start(url, &options, &error);
 *     for (;;) {
 *         while (pop3_client_drive(c, fds, n, &ev) != POP3_CLIENT_WAIT)
 *             <act on ev; leave at CLOSED and FAILED>
 *         n = pop3_client_fds(c, fds);
 *         poll(fds, n, (int)pop3_client_timeout(c));      or what your loop does
 *     }
 */
struct pop3_client *pop3_client_start(const char *url,
                                      const struct pop3_client_options *options,
                                      struct pop3_client_error *error);

#define POP3_CLIENT_MAX_FDS 32u

/*
 * What to wait for, with revents 0; one descriptor once connected, several before,
 * none while paused. Ask again after each drive: they come and go.
 */
size_t pop3_client_fds(const struct pop3_client *c, struct pollfd fds[POP3_CLIENT_MAX_FDS]);

/* Milliseconds until a drive is due whatever the descriptors do; UINT32_MAX: for ever. */
uint32_t pop3_client_timeout(const struct pop3_client *c);

enum pop3_client_what {
    POP3_CLIENT_WAIT,   /* nothing more now: wait for pop3_client_fds() */
    POP3_CLIENT_OPENED, /* logged in */
    POP3_CLIENT_ITEM,   /* LIST: msg, octets. UIDL: msg, uid. CAPA: data is the line */
    POP3_CLIENT_DATA,   /* data: octets of message msg */
    POP3_CLIENT_DONE,   /* the command is answered, with all that belongs to it */
    POP3_CLIENT_CLOSED, /* the session is over after QUIT; the last event */
    POP3_CLIENT_FAILED  /* the session is over; the last event */
};

/* Borrowed until the next call on the client. */
struct pop3_client_event {
    enum pop3_client_what what;
    uint32_t id; /* of the command that this answers */
    enum pop3_verb verb;
    uint32_t msg;    /* of STAT: how many there are */
    uint64_t octets; /* of LIST and STAT */
    bool ok;         /* DONE: +OK. ITEM: the line is as it should be */
    enum pop3_code code;
    struct pop3_bytes uid;  /* of UIDL; empty if it cannot identify the message */
    struct pop3_bytes data; /* DONE: the text of the reply, as it came */
    const struct pop3_client_error *error; /* FAILED, and DONE that is not ok */
};

/*
 * Goes on. fds are descriptors that something happened on, by revents; all of
 * pop3_client_fds() will do, or one at a time, or none. Call it until it answers
 * WAIT, or once and again after pop3_client_timeout(), which is 0 while there is more.
 * After the last event it only returns that again.
 */
enum pop3_client_what pop3_client_drive(struct pop3_client *c, const struct pollfd *fds,
                                        size_t n, struct pop3_client_event *ev);

/*
 * Queues a command; at any time, also before OPENED. STAT, LIST, UIDL (msg 0: all),
 * RETR, TOP, DELE, NOOP, RSET, CAPA and QUIT. Returns its id, 0 on failure: see
 * pop3_client_error().
 */
uint32_t pop3_client_command(struct pop3_client *c, enum pop3_verb verb, uint32_t msg,
                             uint32_t lines);

/* Paused, a client reads nothing, wants nothing and its time stands still. */
void pop3_client_pause(struct pop3_client *c, bool paused);

#ifdef __cplusplus
}
#endif

#endif
