/* SPDX-License-Identifier: MIT */
/*
 * What the files of the engine share and nobody else sees. The names begin
 * with pop3_ because a C library has one name space, not because they are
 * public.
 */
#ifndef POP3_CORE_H
#define POP3_CORE_H

#include "nxpop3/pop3.h"

/* Where the session stands (RFC 1939 section 3); bits, for struct pop3_row. */
enum pop3_state {
    IN_GREETING = 0x01, /* nothing may be sent yet */
    IN_AUTHORIZATION = 0x02,
    IN_USER = 0x04,      /* USER was accepted, PASS is next */
    IN_HANDSHAKE = 0x08, /* STLS was accepted, pop3_secured() is awaited */
    IN_TRANSACTION = 0x10,
    IN_END = 0x20 /* QUIT or a -ERR greeting was read */
};

/* What the next octet of the server belongs to. From READ_BOL on: a body. */
enum pop3_reader {
    READ_STATUS,
    READ_ITEMS,
    READ_NOTHING, /* a SASL mechanism computes: it is the client's turn */
    READ_BOL,     /* first octet of a body line */
    READ_MID,     /* inside a line */
    READ_CR,      /* inside a line, the octet before was CR */
    READ_DOT,     /* a dot opened the line */
    READ_DOT_CR   /* ... and CR followed it */
};

enum pop3_shape { SHAPE_LINE, SHAPE_ITEMS, SHAPE_BODY };

enum pop3_argument {
    TAKES_NOTHING,
    TAKES_TEXT,
    MAY_TAKE_TEXT,
    TAKES_SASL,
    TAKES_MSG,
    MAY_TAKE_MSG,
    TAKES_MSG_LINES
};

enum pop3_barrier {
    PIPELINES, /* may stand anywhere in the queue */
    GOES_LAST, /* nothing may be sent behind it until it is answered */
    GOES_ALONE /* ... nor may anything be in flight before it */
};

/* One command: all that the engine knows of it stands in this row. */
struct pop3_row {
    char name[5];
    uint8_t states; /* where it may be sent */
    uint8_t argument;
    uint8_t shape; /* of its +OK; LIST n and UIDL n: SHAPE_LINE */
    uint8_t barrier;
    uint8_t accepted; /* state after +OK, 0: the same */
    uint8_t refused;  /* state after -ERR, 0: the same */
};

extern const struct pop3_row pop3_rows[];

/* pop3.flags */
#define F_REPORT     0x01u /* the error waits for its FAILED event */
#define F_EOF        0x02u
#define F_UNREAD     0x04u /* idle, but the last input was not used up */
#define F_CR         0x08u /* the line gathered so far ends in CR */
#define F_PROGRESS   0x10u /* something arrived since the last tick */
#define F_PIPELINING 0x20u /* announced by CAPA */
#define F_NO_STLS    0x40u /* TLS is up, or UTF8 was accepted */
#define F_CLOSED     0x80u /* the end of the stream was told */

/* The oldest command in flight; only while count > 0. */
static inline struct pop3_slot *pop3_head(const struct pop3 *p)
{
    return &p->slot[p->head];
}

/* AUTH is in flight. */
bool pop3_is_auth(const struct pop3 *p);

/* Its exchange ends, one way or another. True if the mechanism is through with it. */
bool pop3_auth_over(struct pop3 *p);

/* Breaks the session, once; what waits to be sent is wiped. */
void pop3_break(struct pop3 *p, enum pop3_err err);

/* The head command is answered; in is what follows its reply. */
void pop3_answered(struct pop3 *p, const struct pop3_bytes *in);

/* A command that may be sent now, and its octets: pop3_send() in two halves. */
enum pop3_err pop3_send_check(struct pop3 *p, enum pop3_verb verb, uint32_t msg);
enum pop3_err pop3_command_put(struct pop3 *p, enum pop3_verb verb, uint32_t msg,
                               struct pop3_bytes text);

/* The bitmap of deleted messages. */
bool pop3_is_deleted(const struct pop3 *p, uint32_t msg);
void pop3_set_deleted(struct pop3 *p, uint32_t msg, bool deleted);

/*
 * Takes a line off the input into ev->data and ev->cut. True: it is the text
 * without the CRLF, cut at line_cap. False: the input is used up, or the
 * session broke and it is the text up to there.
 */
bool pop3_line_get(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev);

/*
 * Octets of a body, of which there is at least one. A BODY or END event, or none
 * when the input is used up or the session broke.
 */
void pop3_body_next(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev);

/* Case-insensitive comparison of ASCII with a literal in capitals. */
bool pop3_same(struct pop3_bytes text, const char *capitals);

/* Splits the next field, parted by spaces, off the front of *s. */
struct pop3_bytes pop3_field(struct pop3_bytes *s);

#endif
