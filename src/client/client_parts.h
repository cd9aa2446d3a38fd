/* SPDX-License-Identifier: MIT */
/*
 * What the files of the client share; the functions begin with pop3c_ because a
 * C program has one name space. From the bottom up:
 *
 *     text.c      escaped text            url.c      the URL
 *     fault.c     failures as sentences   trace.c    lines for people, without secrets
 *     queue.c     commands to send        wire.c     octets, through TLS and the link
 *     secret.c    passwords, bindings     login.c    TLS and login
 *     drive.c     what is next: the non-blocking client
 *     options.c, start.c   from options to a client; how one ends
 *     call.c, listing.c, fetch.c   the blocking calls
 */
#ifndef NXPOP3_CLIENT_PARTS_H
#define NXPOP3_CLIENT_PARTS_H

#include "nxpop3/client.h"
#include "pop3_link.h"
#include "pop3_tls.h"

#define CLIENT_LINE 4096u
#define CLIENT_OUT  4096u
#define CLIENT_OUT_TOKEN                                                                       \
    16384u /* a token of POP3_CLIENT_SECRET octets, in base64, and scratch */
#define CLIENT_PLAIN       16384u /* one TLS record */
#define CLIENT_CIPHER      32768u
#define CLIENT_ECHO        12u
#define CLIENT_NONCE       24u
#define CLIENT_METHODS     13u   /* all, and NULL */
#define CLIENT_SCRAM_SLICE 8192u /* iterations between two looks at the network: some ms */

enum client_state {
    CLIENT_CONNECTING,
    CLIENT_SHAKING, /* TLS first, or, once the login began, after STLS */
    CLIENT_LOGIN,
    CLIENT_OPEN,
    CLIENT_ENDING, /* QUIT is answered: the last octets leave */
    CLIENT_OVER
};

struct client_command {
    uint32_t id, msg, lines;
    enum pop3_verb verb;
};

/* A ring; the first sent ones are in flight. */
struct client_queue {
    struct client_command *ring;
    size_t cap, head, len, sent;
    uint32_t last_id;
    bool quit; /* QUIT was queued: nothing comes behind it */
};

/* Octets of our own, wiped before they are freed. */
struct client_secret {
    uint8_t *p;
    size_t n;
};

struct client_text {
    char *p;
    size_t n, cap;
};

struct pop3_client {
    enum client_state state;
    enum pop3_client_what last; /* the event that OVER repeats */
    struct pop3_url url;
    struct pop3_client_options o; /* the strings are NULL: what is needed of them is below */
    struct client_secret password, token, authzid;
    uint8_t echo[CLIENT_ECHO]; /* how what was made of a secret begins */
    size_t echo_n;
    const struct pop3_method *methods[CLIENT_METHODS];
    bool begun, in_auth; /* the login; an AUTH of it */
    bool secured, ended, write_broken;
    bool paused, rests, due, wakes; /* due: drive again at once; wakes: at wake_ms */

    struct pop3_link *link;
    struct pop3_tls *tls;
    struct pop3 pop3;
    struct pop3_login_config login_config;
    struct pop3_login login;
    struct client_queue queue;

    uint32_t stood_ms, rested_at, wake_ms; /* see pop3c_now() */
    uint32_t begun_ms, since_ms;           /* the session; SHAKING or ENDING */
    uint8_t nonce[CLIENT_NONCE], binding[POP3_SCRAM_MAX_BINDING];
    uint8_t *plain, *cipher;
    struct pop3_bytes in, cipher_in; /* what of them is not used yet */
    uint8_t *out;
    size_t out_cap, traced; /* octets of pop3_out() that were traced */
    uint64_t body;          /* octets of the message under way */
    struct pop3_capabilities capa;
    struct pop3_slot slot[POP3_CLIENT_MAX_DEPTH];
    uint8_t line[CLIENT_LINE];

    char where[POP3_LINK_TEXT], version[16], suite[48], peer[512], pin[POP3_CLIENT_PIN];
    bool resumed, certificate_sent;
    const char *method;
    struct pop3_client_error error;
};

/* ---- text.c ---- */
void pop3c_text_add(struct client_text *text, const char *ours);
void pop3c_text_peer(struct client_text *text, struct pop3_bytes theirs);

/* ---- fault.c ---- */
/* Fills *e; said, pin, code and msg are as they were. where may be "". */
void pop3c_fault_set(struct pop3_client_error *e, enum pop3_fault fault, const char *word,
                     const char *where, const char *what, const char *advice);
void pop3c_fault_clear(struct pop3_client_error *e);
/* These two are false. */
bool pop3c_fault_local(struct pop3_client_error *e, const char *what, const char *advice);
bool pop3c_fault_memory(struct pop3_client_error *e);
void pop3c_fault_link(struct pop3_client *c);
void pop3c_fault_tls(struct pop3_client *c);
void pop3c_fault_session(struct pop3_client *c, const struct pop3_event *ev);
void pop3c_fault_login(struct pop3_client *c);
void pop3c_fault_refused(struct pop3_client *c, const struct pop3_event *ev);

/* ---- trace.c ---- */
/* The server's text, with what it repeats of our secrets taken out, escaped. */
void pop3c_said_set(struct pop3_client *c, char *to, size_t cap, struct pop3_bytes text);
void pop3c_trace_note(const struct pop3_client *c, const char *line);
void pop3c_trace_out(struct pop3_client *c); /* before pop3_sent() */
void pop3c_trace_in(struct pop3_client *c, const struct pop3_event *ev);

/* ---- queue.c ---- */
/* The id, 0 without memory. */
uint32_t pop3c_queue_push(struct client_queue *q, const struct client_command *command);
const struct client_command *pop3c_queue_at(const struct client_queue *q, size_t i);
void pop3c_queue_pop(struct client_queue *q);
void pop3c_queue_free(struct client_queue *q);

/* ---- secret.c ---- */
bool pop3c_secret_set(struct client_secret *s, const uint8_t *p, size_t n);
void pop3c_secret_free(struct client_secret *s);
bool pop3c_secrets_get(struct pop3_client *c); /* by the callbacks; false with c->error set */
void pop3c_secrets_wipe(struct pop3_client *c);
bool pop3c_nonce_make(uint8_t nonce[CLIENT_NONCE]);
enum pop3_binding pop3c_binding_make(struct pop3_client *c, struct pop3_bytes *data);

/* ---- wire.c ---- */
enum wire_got { WIRE_SOME, WIRE_NONE, WIRE_TOLD };
void pop3c_wire_flush(struct pop3_client *c);
bool pop3c_wire_flushed(const struct pop3_client *c);
/* SOME: c->in has octets. TOLD: the engine knows that there will be no more. */
enum wire_got pop3c_wire_fill(struct pop3_client *c);
/* A read into cipher_in, for the handshake. TOLD: TLS or the engine knows. */
enum wire_got pop3c_wire_cipher(struct pop3_client *c);
/* Says good-bye, as far as that needs no waiting. */
void pop3c_wire_close(struct pop3_client *c);

/* ---- login.c ---- */
/* Each: true if there is more to do or an event in *ev. */
bool pop3c_login_begin(struct pop3_client *c, struct pop3_client_event *ev);
bool pop3c_login_shake(struct pop3_client *c, struct pop3_client_event *ev);
bool pop3c_login_event(struct pop3_client *c, const struct pop3_event *pe,
                       struct pop3_client_event *ev);

/* ---- drive.c ---- */
uint32_t pop3c_now(const struct pop3_client *c);
void pop3c_rests(struct pop3_client *c, bool rests); /* its time stands still, or goes on */
/* The session is over, c->error says why. Always true. */
bool pop3c_failed(struct pop3_client *c, struct pop3_client_event *ev);

/* ---- options.c ---- */
bool pop3c_options_take(struct pop3_client *c, const char *url,
                        const struct pop3_client_options *options);

/* ---- start.c ---- */
void pop3c_release(struct pop3_client *c); /* connection, TLS, buffers, secrets */

/* ---- call.c ---- */
/* The next event, however long it takes. */
enum pop3_client_what pop3c_call_wait(struct pop3_client *c, struct pop3_client_event *ev);
/* May a blocking call begin? Clears the error; false with it set. */
bool pop3c_call_begin(struct pop3_client *c);
/* One command, to its DONE; false also where it is not ok. */
bool pop3c_call_simple(struct pop3_client *c, enum pop3_verb verb, uint32_t msg,
                       struct pop3_client_event *ev);

#endif
