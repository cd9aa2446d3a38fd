/* SPDX-License-Identifier: MIT */
/*
 * Commands on their way out: the checks before one is queued, its octets in
 * the output buffer, its slot in the queue (RFC 1939 section 3; RFC 2449
 * section 4 for the length and 6.6 for PIPELINING).
 *
 * A refused command leaves no trace: every check stands before the first
 * octet is written.
 */
#include "core.h"

#include <string.h>

bool pop3_is_deleted(const struct pop3 *p, uint32_t msg)
{
    return msg / 8 < p->deleted_cap && (p->deleted[msg / 8] >> (msg % 8) & 1) != 0;
}

void pop3_set_deleted(struct pop3 *p, uint32_t msg, bool deleted)
{
    if (msg / 8 >= p->deleted_cap)
        return;
    unsigned bit = 1u << (msg % 8);
    unsigned octet = p->deleted[msg / 8];
    p->deleted[msg / 8] = (uint8_t)(deleted ? octet | bit : octet & ~bit);
}

static bool text_is_clean(struct pop3_bytes text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '\r' || text.p[i] == '\n' || text.p[i] == 0)
            return false;
    return text.n > 0;
}

/* May a command stand in the queue now? */
static enum pop3_err queue_check(const struct pop3 *p, const struct pop3_row *row)
{
    if (p->count == 0)
        return POP3_OK;
    const struct pop3_slot *last = &p->slot[(p->head + p->count - 1) % p->depth];
    if (row->barrier == GOES_ALONE || pop3_rows[last->verb].barrier != PIPELINES)
        return POP3_ERR_BARRIER;
    if (p->count == p->depth)
        return POP3_ERR_FULL;
    return p->flags & F_PIPELINING ? POP3_OK : POP3_ERR_PIPELINE;
}

/* Nobody may answer a command before it was sent: that reply is not for it. */
static bool heard_unasked(const struct pop3 *p)
{
    return p->count == 0 && (p->line_len > 0 || (p->flags & F_UNREAD));
}

static void slot_push(struct pop3 *p, enum pop3_verb verb, uint32_t msg, bool argument)
{
    const struct pop3_row *row = &pop3_rows[verb];
    struct pop3_slot *slot = &p->slot[(p->head + p->count) % p->depth];
    slot->verb = (uint8_t)verb;
    slot->msg = msg;
    bool optional = row->argument == MAY_TAKE_MSG || row->argument == MAY_TAKE_TEXT;
    slot->shape = optional && argument ? SHAPE_LINE : row->shape;
    if (p->count++ == 0)
        p->flags |= F_PROGRESS;
    if (verb == POP3_DELE)
        pop3_set_deleted(p, msg, true);
}

enum pop3_err pop3_send_check(struct pop3 *p, enum pop3_verb verb, uint32_t msg)
{
    const struct pop3_row *row = &pop3_rows[verb];
    if (!(p->state & row->states) || (verb == POP3_STLS && p->flags & F_NO_STLS))
        return POP3_ERR_STATE;
    enum pop3_err err = queue_check(p, row);
    if (err != POP3_OK)
        return err;
    if (pop3_is_deleted(p, msg))
        return POP3_ERR_DELETED;
    if (heard_unasked(p)) {
        pop3_break(p, POP3_ERR_UNASKED);
        return POP3_ERR_UNASKED;
    }
    return POP3_OK;
}

enum pop3_err pop3_command_put(struct pop3 *p, enum pop3_verb verb, uint32_t msg,
                               struct pop3_bytes text)
{
    const char *name = pop3_rows[verb].name;
    size_t len = strlen(name);
    size_t total = len + (text.n > 0) + text.n + 2;
    if (text.n > POP3_MAX_COMMAND || total > POP3_MAX_COMMAND)
        return POP3_ERR_LENGTH;
    if (total > (size_t)(p->out_cap - p->out_len))
        return POP3_ERR_FULL;

    uint8_t *to = p->out + p->out_len;
    memcpy(to, name, len);
    to += len;
    if (text.n > 0) {
        *to++ = ' ';
        memmove(to, text.p, text.n); /* AUTH's is in the buffer already */
        to += text.n;
    }
    memcpy(to, "\r\n", 2);
    p->out_len = (uint16_t)(p->out_len + total);
    slot_push(p, verb, msg, text.n > 0);
    return POP3_OK;
}

static enum pop3_err command_send(struct pop3 *p, enum pop3_verb verb, uint32_t msg,
                                  struct pop3_bytes text)
{
    enum pop3_err err = pop3_send_check(p, verb, msg);
    return err == POP3_OK ? pop3_command_put(p, verb, msg, text) : err;
}

/* Writes v before end; returns where it begins. */
static uint8_t *decimal(uint8_t *end, uint32_t v)
{
    do
        *--end = (uint8_t)('0' + v % 10);
    while ((v /= 10) > 0);
    return end;
}

static bool takes_numbers(enum pop3_verb verb, uint32_t msg, uint32_t lines)
{
    if (verb <= POP3_GREETING || verb > POP3_QUIT)
        return false;
    switch ((enum pop3_argument)pop3_rows[verb].argument) {
    case TAKES_NOTHING:
    case MAY_TAKE_TEXT:
        return msg == 0 && lines == 0;
    case TAKES_TEXT:
    case TAKES_SASL:
        break;
    case TAKES_MSG:
        return msg > 0 && lines == 0;
    case MAY_TAKE_MSG:
        return lines == 0;
    case TAKES_MSG_LINES:
        return msg > 0;
    }
    return false;
}

static bool takes_text(enum pop3_verb verb)
{
    return verb > POP3_GREETING && verb <= POP3_QUIT &&
           (pop3_rows[verb].argument == TAKES_TEXT ||
            pop3_rows[verb].argument == MAY_TAKE_TEXT);
}

enum pop3_err pop3_send(struct pop3 *p, enum pop3_verb verb, uint32_t msg, uint32_t lines)
{
    if (p->err != POP3_OK)
        return (enum pop3_err)p->err;
    if (!takes_numbers(verb, msg, lines))
        return POP3_ERR_ARGUMENT;
    uint8_t text[21]; /* two numbers of ten digits and a space */
    uint8_t *end = text + sizeof text, *start = end;
    if (pop3_rows[verb].argument == TAKES_MSG_LINES) {
        start = decimal(start, lines);
        *--start = ' ';
    }
    if (msg > 0)
        start = decimal(start, msg);
    return command_send(p, verb, msg, (struct pop3_bytes){start, (size_t)(end - start)});
}

enum pop3_err pop3_send_text(struct pop3 *p, enum pop3_verb verb, struct pop3_bytes text)
{
    if (p->err != POP3_OK)
        return (enum pop3_err)p->err;
    if (!takes_text(verb) || !text_is_clean(text))
        return POP3_ERR_ARGUMENT;
    return command_send(p, verb, 0, text);
}
