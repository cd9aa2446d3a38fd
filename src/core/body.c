/* SPDX-License-Identifier: MIT */
/*
 * Message bodies (RFC 1939 section 3, multi-line responses): dots at the start
 * of a line are unstuffed, the line that is exactly "." ends the message.
 *
 * The body is read as lines, so the CRLF before the final dot belongs to the
 * message and nothing is ever held back: what arrives leaves in the same call,
 * but for ".", ".CR", which may be the end. A span ends at a dot that opens a
 * line or where the input ends; pop3_scan() finds such dots at memory speed.
 * Only CRLF ends a line, unless POP3_QUIRK_BARE_LF says otherwise: a bare
 * "LF." must not end a message that a sender crafted so.
 */
#include "core.h"
#include "scan.h"

#include <string.h>

static const uint8_t carriage_return = '\r';

static void skip(struct pop3_bytes *in, size_t n)
{
    in->p += n;
    in->n -= n;
}

static bool bare_lf(const struct pop3 *p)
{
    return (p->quirks & POP3_QUIRK_BARE_LF) != 0;
}

static void emit(struct pop3 *p, struct pop3_event *ev, const uint8_t *data, size_t n)
{
    p->left -= n;
    if (p->credit < POP3_MIN_PROGRESS)
        p->credit = (uint16_t)(p->credit + (n < POP3_MIN_PROGRESS ? n : POP3_MIN_PROGRESS));
    ev->what = POP3_BODY;
    ev->data.p = data;
    ev->data.n = n;
}

static void end(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev)
{
    skip(in, 1);
    ev->what = POP3_END;
    p->reader = READ_STATUS;
    pop3_answered(p, in);
}

/* The LF at in[i] ends a line: what is before it is CR, perhaps of an earlier input. */
static bool ends_line(const struct pop3 *p, const struct pop3_bytes *in, size_t i)
{
    return bare_lf(p) || (i > 0 ? in->p[i - 1] == '\r' : p->reader == READ_CR);
}

/* Where the first dot that opens a line is, after the first octet; in->n if nowhere. */
static size_t dot_find(const struct pop3 *p, const struct pop3_bytes *in)
{
    size_t i = 0;
    do
        i += pop3_scan(in->p + i, in->n - i);
    while (i < in->n && !ends_line(p, in, i - 1));
    return i;
}

static enum pop3_reader reader_after(const struct pop3 *p, const struct pop3_bytes *in,
                                     size_t n)
{
    switch (in->p[n - 1]) {
    case '\r':
        return READ_CR;
    case '\n':
        return ends_line(p, in, n - 1) ? READ_BOL : READ_MID;
    default:
        return READ_MID;
    }
}

/* A line ends within the span. Long spans are progress anyhow and not searched. */
static bool has_line(const struct pop3_bytes *in, size_t n)
{
    return n < POP3_MIN_PROGRESS && memchr(in->p, '\n', n) != NULL;
}

static void span_next(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev)
{
    if (p->left == 0) {
        pop3_break(p, POP3_ERR_LIMIT);
        return;
    }
    size_t n = dot_find(p, in);
    bool dot = n < in->n;
    if (n > p->left) {
        n = (size_t)p->left;
        dot = false;
    }
    enum pop3_reader after = dot ? READ_DOT : reader_after(p, in, n);
    if (after == READ_DOT || after == READ_BOL || has_line(in, n))
        p->flags |= F_PROGRESS;
    emit(p, ev, in->p, n);
    skip(in, n + dot);
    p->reader = (uint8_t)after;
}

/* Behind ".CR": the end, or a CR that was data. */
static void dot_cr_next(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev)
{
    if (*in->p == '\n') {
        end(p, in, ev);
    } else if (p->left == 0) {
        pop3_break(p, POP3_ERR_LIMIT);
    } else {
        p->reader = READ_CR;
        emit(p, ev, &carriage_return, 1);
    }
}

/* Behind the dot that opened a line: the end, or more of a line that was stuffed. */
static void dot_next(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev)
{
    if (*in->p == '\n' && bare_lf(p)) {
        end(p, in, ev);
    } else if (*in->p != '\r' || (in->n > 1 && in->p[1] != '\n')) {
        span_next(p, in, ev);
    } else {
        skip(in, 1);
        p->reader = READ_DOT_CR;
    }
}

void pop3_body_next(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev)
{
    do {
        if (p->reader == READ_DOT) {
            dot_next(p, in, ev);
        } else if (p->reader == READ_DOT_CR) {
            dot_cr_next(p, in, ev);
        } else if (p->reader == READ_BOL && *in->p == '.') {
            skip(in, 1);
            p->reader = READ_DOT;
        } else {
            span_next(p, in, ev);
        }
    } while (ev->what == POP3_NONE && in->n > 0 && p->err == POP3_OK);
}
