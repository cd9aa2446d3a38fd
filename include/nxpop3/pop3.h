/* SPDX-License-Identifier: MIT */
/*
 * nxpop3/pop3.h: the client side of POP3 as an engine without I/O.
 *
 * Bytes from the server go in, events come out; commands go in, bytes for the
 * server come out. The engine allocates nothing, reads no clock, opens no
 * socket and keeps no pointer into the input it is lent, so the same code runs
 * under NetX, under lwIP and under an event loop. One session is one
 * struct pop3 and the buffers lent to it; two threads may drive two sessions,
 * never the same one at a time.
 *
 *     pop3_init(&p, &config);                    the greeting is now due
 *     for (;;) {
 *         struct pop3_bytes in = <what arrived>;
 *         while (pop3_next(&p, &in, &ev) != POP3_NONE)
 *             <act on ev; pop3_send() the next command when idle>
 *         struct pop3_bytes out = pop3_out(&p);
 *         pop3_sent(&p, <octets of out that the transport took>);
 *         <wait at most pop3_tick(&p, now) ms for more input>
 *     }
 *
 * Protocol: RFC 1939, RFC 2449 (CAPA, response codes), RFC 3206, STLS of
 * RFC 2595, UTF8 and LANG of RFC 6856; AUTH of RFC 5034 is in sasl.h.
 */
#ifndef NXPOP3_POP3_H
#define NXPOP3_POP3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Octets that belong to somebody else: never freed, never kept. */
struct pop3_bytes {
    const uint8_t *p;
    size_t n;
};

/* Limits of the protocol and of this engine, in octets unless said. */
#define POP3_MAX_COMMAND      255u                /* with its CRLF, RFC 2449 section 4 */
#define POP3_MAX_LINE         4096u               /* a reply line; RFC 2449 promises 512 */
#define POP3_MIN_LINE         64u                 /* the least line buffer */
#define POP3_MAX_UID          255u                /* RFC 1939 says 70, servers exceed it */
#define POP3_MAX_CAPABILITIES 256u                /* lines of one CAPA reply */
#define POP3_DEFAULT_ITEMS    1000000u            /* lines of one LIST or UIDL */
#define POP3_DEFAULT_OCTETS   (UINT64_C(1) << 32) /* one message */
#define POP3_MIN_PROGRESS     256u                /* body octets that count as progress */

/* Commands. POP3_GREETING is the pseudo command that the greeting answers. */
enum pop3_verb {
    POP3_GREETING,
    POP3_USER,
    POP3_PASS,
    POP3_APOP,
    POP3_AUTH,
    POP3_CAPA,
    POP3_STLS,
    POP3_UTF8,
    POP3_LANG,
    POP3_STAT,
    POP3_LIST,
    POP3_UIDL,
    POP3_RETR,
    POP3_TOP,
    POP3_DELE,
    POP3_NOOP,
    POP3_RSET,
    POP3_QUIT
};

/*
 * Errors, in two kinds. Misuse is returned by the call that made it; nothing
 * was sent and the session is as before. A broken session is sticky: it is
 * reported by one POP3_FAILED event, the rest of the input is swallowed and
 * every later call returns the same error. (The third kind, -ERR from the
 * server, is no error here but an event with ok == false.)
 */
enum pop3_err {
    POP3_OK = 0,
    /* misuse */
    POP3_ERR_STATE,    /* the command is not allowed in this state */
    POP3_ERR_ARGUMENT, /* number missing or needless, CR, LF, NUL or no text */
    POP3_ERR_LENGTH,   /* the command would exceed POP3_MAX_COMMAND */
    POP3_ERR_FULL,     /* the queue or the output buffer is full */
    POP3_ERR_PIPELINE, /* a reply is due and PIPELINING was not announced */
    POP3_ERR_BARRIER,  /* a login, STLS, RSET or QUIT is in flight */
    POP3_ERR_DELETED,  /* the message was deleted in this session */
    /* broken session */
    POP3_ERR_CONFIG,     /* the buffers lent cannot hold a reply */
    POP3_ERR_REPLY,      /* not "+OK" or "-ERR" */
    POP3_ERR_LINE,       /* NUL, or LF without CR, in a reply line */
    POP3_ERR_TOO_LONG,   /* a reply line over POP3_MAX_LINE */
    POP3_ERR_NUMBER,     /* STAT, LIST n or UIDL n answered without its numbers */
    POP3_ERR_LIMIT,      /* more items or octets than the configuration allows */
    POP3_ERR_UNASKED,    /* octets although no reply was due */
    POP3_ERR_AFTER_STLS, /* octets between STLS's +OK and the handshake */
    POP3_ERR_EOF,        /* the connection ended before QUIT was answered */
    POP3_ERR_TIMEOUT,    /* no progress for reply_ms */
    POP3_ERR_LINK,       /* pop3_fail(): the transport broke */
    POP3_ERR_TLS,        /* pop3_fail(): TLS failed */
    POP3_ERR_PROOF       /* AUTH accepted before the mechanism was through with it */
};

/* Response codes, RFC 2449 section 8, RFC 3206, RFC 6856 section 5. */
enum pop3_code {
    POP3_CODE_NONE,    /* none, or "[" that is no code */
    POP3_CODE_UNKNOWN, /* a well-formed code that is not below */
    POP3_CODE_LOGIN_DELAY,
    POP3_CODE_IN_USE,
    POP3_CODE_SYS_TEMP, /* also SYS with a sub-level that is not known */
    POP3_CODE_SYS_PERM,
    POP3_CODE_AUTH,
    POP3_CODE_UTF8
};

/* Leniency, one flag each; none is set by default. */
#define POP3_QUIRK_BARE_LF 0x01u /* LF alone ends a line, in replies and bodies */

/* One command in flight. Opaque. */
struct pop3_slot {
    uint32_t msg;
    uint8_t verb, shape;
};

/*
 * What pop3_init() copies. The buffers stay the caller's and must live as long
 * as the session, or until pop3_lend() replaces them. Zero means the default.
 */
struct pop3_config {
    uint8_t *line; /* gathers a reply line that the network split */
    uint16_t
        line_cap;     /* >= POP3_MIN_LINE; text beyond is cut; 512 holds what RFC 2449 allows */
    uint8_t *out;     /* commands not yet taken by the transport */
    uint16_t out_cap; /* POP3_MAX_COMMAND holds any one command */
    struct pop3_slot *slot; /* depth elements */
    uint8_t depth;          /* commands in flight at once; 1: never pipeline */
    uint8_t *deleted;       /* optional: bit n is message n, see POP3_ERR_DELETED */
    uint16_t deleted_cap;   /* octets of it; messages beyond are not tracked */
    uint32_t reply_ms;      /* silence allowed while a reply is due; 0: for ever */
    uint32_t max_items;     /* lines of a LIST or UIDL; 0: POP3_DEFAULT_ITEMS */
    uint64_t max_octets;    /* of one message; 0: POP3_DEFAULT_OCTETS */
    uint8_t quirks;         /* POP3_QUIRK_* */
};

struct pop3_sasl; /* see sasl.h */

/* A session. The fields are the engine's; the size is public for allocation. */
struct pop3 {
    uint64_t max_octets;
    union {
        uint64_t left;          /* of a listing or a body */
        struct pop3_sasl *sasl; /* while AUTH is in flight */
    };
    uint8_t *line, *out, *deleted;
    struct pop3_slot *slot;
    uint32_t reply_ms, last_ms, max_items;
    uint16_t line_cap, line_len, out_cap, out_len, deleted_cap, credit;
    uint8_t depth, head, count, state, reader, err, flags, quirks;
};

enum pop3_what {
    POP3_NONE,      /* in is empty: send, receive more, or wait */
    POP3_REPLY,     /* the status line of a command; data is the text after it */
    POP3_ITEM,      /* a line of LIST, UIDL, CAPA or LANG; data is the line */
    POP3_BODY,      /* octets of the message, dots unstuffed; data is in the input */
    POP3_END,       /* the listing or message is complete */
    POP3_START_TLS, /* STLS was accepted: shake hands, then pop3_secured() */
    POP3_CLOSED,    /* end of stream where it may be: after QUIT or a -ERR greeting */
    POP3_FAILED     /* the session is broken; see pop3_error() */
};

/*
 * An event. data is borrowed from the input, the line buffer or (one octet of
 * a body, CR) static memory, and is valid until the next call on the session
 * or until the input is reused. A FAILED event names the command that was
 * waiting, if one was, and carries the offending line where there is one.
 */
struct pop3_event {
    enum pop3_what what;
    enum pop3_verb verb; /* the command that this answers */
    uint32_t msg;        /* and its message number, 0 if none */
    bool ok;             /* "+OK" */
    bool cut;            /* the text exceeded line_cap and was cut: identify nothing by it */
    enum pop3_code code; /* of a REPLY */
    struct pop3_bytes data;
};

/* Starts a session on a connection that was just opened: the greeting is due. */
void pop3_init(struct pop3 *p, const struct pop3_config *config);

/*
 * Replaces the line and output buffers, so that a session between commands
 * needs none: lend them for a command, take them back (NULL, 0) after it.
 * POP3_ERR_STATE while either still holds octets.
 */
enum pop3_err pop3_lend(struct pop3 *p, uint8_t *line, uint16_t line_cap, uint8_t *out,
                        uint16_t out_cap);

/*
 * Queues a command. msg is the message number: needed for RETR, TOP and DELE,
 * optional for LIST and UIDL (0: the whole listing), else 0. lines is for TOP.
 * Call it when pop3_next() has returned POP3_NONE: octets of the server that
 * were not yet looked at and that no command asked for break the session.
 */
enum pop3_err pop3_send(struct pop3 *p, enum pop3_verb verb, uint32_t msg, uint32_t lines);

/*
 * Queues USER, PASS, APOP or LANG with its argument as it stands, spaces included
 * (APOP: "name digest"; LANG: a tag, pop3_send() lists what there is). The text is copied to
 * the output buffer and wiped from there by pop3_sent().
 */
enum pop3_err pop3_send_text(struct pop3 *p, enum pop3_verb verb, struct pop3_bytes text);

/*
 * The next event. Advances *in past what it used; returns POP3_NONE only when
 * in is empty. The events are the same however the stream is cut into inputs,
 * but for where one POP3_BODY span ends and the next begins. Returns ev->what.
 */
enum pop3_what pop3_next(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev);

/* Octets to transmit, at most out_cap; valid until the next call on the session. */
struct pop3_bytes pop3_out(const struct pop3 *p);

/* The transport took the first n octets of pop3_out(); they are wiped. */
void pop3_sent(struct pop3 *p, size_t n);

/*
 * The handshake is done: after POP3_START_TLS, or before the greeting where
 * TLS comes first. What was announced before is forgotten (RFC 2595 section 4).
 */
void pop3_secured(struct pop3 *p);

/* The server closed its side; pop3_next() says what that means. */
void pop3_eof(struct pop3 *p);

/*
 * The session is broken for a reason outside: POP3_ERR_LINK, POP3_ERR_TLS ... No
 * effect once QUIT is answered or the greeting was -ERR.
 */
void pop3_fail(struct pop3 *p, enum pop3_err err);

/*
 * The clock. Returns the milliseconds left until the session times out, 0 when
 * it just did (POP3_FAILED follows), UINT32_MAX when nothing is due. now_ms
 * may wrap. What restarts the time is a line, of a reply or of a body, that
 * became complete, or POP3_MIN_PROGRESS octets of a body; single octets that
 * trickle in do not. Call it after the input at hand has gone through
 * pop3_next(); while the application itself pauses a session, do not call it,
 * or let now_ms stand still.
 */
uint32_t pop3_tick(struct pop3 *p, uint32_t now_ms);

/* Another reply_ms, from the next pop3_tick() on. */
void pop3_timeout(struct pop3 *p, uint32_t reply_ms);

/* Why the session is broken; POP3_OK if it is not. */
enum pop3_err pop3_error(const struct pop3 *p);

/* True when no reply is due, nothing waits to be sent and nothing is broken. */
bool pop3_idle(const struct pop3 *p);

/* A sentence without a full stop, for people; never NULL. */
const char *pop3_strerror(enum pop3_err err);

/* The keyword of a command, "greeting" for POP3_GREETING; never NULL. */
const char *pop3_verb_name(enum pop3_verb verb);

/* Overwrites a secret; the compiler cannot leave it out. */
void pop3_wipe(void *p, size_t n);

/*
 * Pure functions on texts and lines of events. Numbers are decimal without a
 * sign; one that does not fit makes the function false. Fields may be parted
 * by several spaces; text behind the last field is ignored. On false the
 * results are untouched unless said.
 */

/* Text of STAT: messages and octets (RFC 1939 section 5). */
bool pop3_parse_stat(struct pop3_bytes text, uint32_t *messages, uint64_t *octets);

/* A scan listing: message number (1 or more) and octets (RFC 1939 section 5). */
bool pop3_parse_list(struct pop3_bytes line, uint32_t *msg, uint64_t *octets);

/*
 * A unique-id listing (RFC 1939 section 7). uid->n is 0 where the unique-id is
 * missing, over POP3_MAX_UID, followed by more text, or has an octet outside
 * 0x21-0x7E: it cannot identify the message then.
 */
bool pop3_parse_uidl(struct pop3_bytes line, uint32_t *msg, struct pop3_bytes *uid);

/* The size that many servers put first into RETR's text; false if none. */
bool pop3_parse_octets(struct pop3_bytes text, uint64_t *octets);

/* The response code at the very start of a text (RFC 2449 section 8). */
enum pop3_code pop3_parse_code(struct pop3_bytes text);

/*
 * The APOP timestamp in the greeting's text, angle brackets included: exactly
 * one "<" local "@" domain ">" of printable ASCII (RFC 1939 section 7 with the
 * msg-id syntax of RFC 822; anything else is refused, CVE-2007-1558). False
 * also where the line was cut: pass a line that is whole.
 */
bool pop3_parse_timestamp(struct pop3_bytes text, struct pop3_bytes *timestamp);

/* What CAPA announced. Zero it, then give each ITEM to pop3_parse_capability(). */
#define POP3_CAP_TOP            0x0001u
#define POP3_CAP_USER           0x0002u
#define POP3_CAP_SASL           0x0004u
#define POP3_CAP_RESP_CODES     0x0008u
#define POP3_CAP_LOGIN_DELAY    0x0010u
#define POP3_CAP_PIPELINING     0x0020u
#define POP3_CAP_EXPIRE         0x0040u
#define POP3_CAP_UIDL           0x0080u
#define POP3_CAP_IMPLEMENTATION 0x0100u
#define POP3_CAP_STLS           0x0200u
#define POP3_CAP_AUTH_RESP_CODE 0x0400u
#define POP3_CAP_UTF8           0x0800u
#define POP3_CAP_UTF8_USER      0x1000u /* UTF8 with the argument USER */
#define POP3_CAP_LANG           0x2000u
#define POP3_CAP_PER_USER       0x4000u /* an argument USER: ask again after login */

#define POP3_SASL_PLAIN              0x0001u
#define POP3_SASL_LOGIN              0x0002u
#define POP3_SASL_CRAM_MD5           0x0004u
#define POP3_SASL_SCRAM_SHA_1        0x0008u
#define POP3_SASL_SCRAM_SHA_1_PLUS   0x0010u
#define POP3_SASL_SCRAM_SHA_256      0x0020u
#define POP3_SASL_SCRAM_SHA_256_PLUS 0x0040u
#define POP3_SASL_XOAUTH2            0x0080u
#define POP3_SASL_OAUTHBEARER        0x0100u
#define POP3_SASL_EXTERNAL           0x0200u

#define POP3_EXPIRE_NEVER UINT32_MAX

struct pop3_capabilities {
    uint32_t tags;        /* POP3_CAP_* */
    uint32_t sasl;        /* POP3_SASL_*, of the first SASL line */
    uint32_t login_delay; /* seconds between logins, of LOGIN-DELAY */
    uint32_t expire;      /* days, of EXPIRE; POP3_EXPIRE_NEVER; 0: RETR may delete */
};

/*
 * One line of CAPA. Case does not matter; unknown and X tags are ignored, and of
 * a tag that comes twice all but the first. A malformed number: no delay, no
 * expiry.
 */
void pop3_parse_capability(struct pop3_capabilities *capa, struct pop3_bytes line);

/*
 * Why a login was refused, by the response code of its -ERR. auth_resp_code:
 * AUTH-RESP-CODE was announced, so that a missing [AUTH] tells something
 * (RFC 3206 section 6).
 */
enum pop3_refusal {
    POP3_REFUSED_CREDENTIALS, /* wrong name or password: do not retry unasked */
    POP3_REFUSED_IN_USE,      /* credentials good, maildrop locked: later */
    POP3_REFUSED_DELAY,       /* too early after the last login: back off */
    POP3_REFUSED_TEMPORARY,   /* the server's trouble: later, silently */
    POP3_REFUSED_PERMANENT,   /* the server's trouble: tell, and stop */
    POP3_REFUSED_UNKNOWN      /* the server does not say */
};
enum pop3_refusal pop3_refusal(enum pop3_code code, bool auth_resp_code);

#ifdef __cplusplus
}
#endif

#endif
