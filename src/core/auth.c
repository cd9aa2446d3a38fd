/* SPDX-License-Identifier: MIT */
/*
 * AUTH (RFC 5034): the exchange between a mechanism and the server, base64 on
 * both sides.
 *
 * Invariants.
 * - The mechanism sees challenges decoded, in the line buffer; its responses
 *   are written at the front of the free output buffer, moved to its end and
 *   encoded from there to the front, so that there is no third buffer.
 * - held: the octets, plus one, of an initial response that waits at the end
 *   of the output buffer for the server's empty challenge; or, while the
 *   mechanism computes, the octets of the challenge.
 * - Whatever a mechanism wrote is wiped from the output buffer once encoded,
 *   and the mechanism forgets what it derived when the reply is read or the
 *   session breaks.
 */
#include "base64.h"
#include "core.h"
#include "nxpop3/sasl.h"

#include <string.h>

static struct pop3_room room_get(struct pop3 *p)
{
    return (struct pop3_room){p->out + p->out_len, 0, (size_t)(p->out_cap - p->out_len)};
}

static void put(struct pop3 *p, const char *text, size_t n)
{
    memcpy(p->out + p->out_len, text, n);
    p->out_len = (uint16_t)(p->out_len + n);
}

/* The mechanism gives up; the server will answer -ERR. */
static void cancel(struct pop3 *p)
{
    struct pop3_room room = room_get(p);
    p->sasl->vt->wipe(p->sasl);
    p->sasl->rounds = POP3_CANCELLED;
    p->sasl->held = 0;
    p->reader = READ_STATUS;
    pop3_wipe(room.p, room.cap);
    if (room.cap < 3)
        pop3_break(p, POP3_ERR_FULL);
    else
        put(p, "*\r\n", 3);
}

/* Moves n octets from the front of a room to its end. */
static uint8_t *raw_park(struct pop3_room *room)
{
    uint8_t *raw = room->p + room->cap - room->n;
    memmove(raw, room->p, room->n);
    return raw;
}

/* Sends what is parked as a line of its own; an empty response is a bare CRLF. */
static void respond(struct pop3 *p, size_t n)
{
    struct pop3_room room = room_get(p);
    size_t len = POP3_BASE64_SIZE(n);
    p->sasl->held = 0;
    p->reader = READ_STATUS;
    if (room.cap < len + 2) {
        cancel(p);
        return;
    }
    pop3_base64_encode(room.p, len, room.p + room.cap - n, n);
    p->out_len = (uint16_t)(p->out_len + len);
    put(p, "\r\n", 2);
    pop3_wipe(p->out + p->out_len, (size_t)(p->out_cap - p->out_len));
}

static void step(struct pop3 *p, struct pop3_bytes challenge)
{
    struct pop3_room room = room_get(p);
    switch (p->sasl->vt->step(p->sasl, challenge, &room)) {
    case POP3_SASL_RESPOND:
        raw_park(&room);
        respond(p, room.n);
        break;
    case POP3_SASL_AGAIN:
        p->sasl->held = (uint16_t)challenge.n;
        p->reader = READ_NOTHING;
        break;
    case POP3_SASL_CANCEL:
        cancel(p);
        break;
    }
}

static void challenge_take(struct pop3 *p, const struct pop3_event *ev)
{
    struct pop3_sasl *sasl = p->sasl;
    size_t n;
    if (sasl->rounds >= POP3_MAX_ROUNDS) { /* or "*" was answered with more */
        pop3_break(p, POP3_ERR_LIMIT);
        return;
    }
    sasl->rounds++;
    bool good = !ev->cut && pop3_base64_decode(p->line, &n, ev->data.p, ev->data.n);
    if (!good || (sasl->held > 0 && n > 0))
        cancel(p);
    else if (sasl->held > 0)
        respond(p, sasl->held - 1u);
    else
        step(p, (struct pop3_bytes){p->line, n});
}

/* See struct pop3_sasl: a pointer, so that a program without AUTH is linked without this. */
static void drive(struct pop3 *p, const struct pop3_event *ev)
{
    if (ev)
        challenge_take(p, ev);
    else
        step(p, (struct pop3_bytes){p->line, p->sasl->held});
}

/* "NAME", or "NAME response" where that is wanted and fits; in the output buffer. */
static enum pop3_err command_put(struct pop3 *p, struct pop3_sasl *sasl,
                                 struct pop3_room *response, bool initial)
{
    size_t name = strlen(sasl->vt->name);
    size_t coded = response->n > 0 ? POP3_BASE64_SIZE(response->n) : 1;
    size_t total = 5 + name + 1 + coded + 2;
    uint8_t *text = response->p + 5;
    if (response->cap < 5 + name + 2 + response->n || response->cap < coded + 2)
        return POP3_ERR_FULL;
    raw_park(response);
    memcpy(text, sasl->vt->name, name);
    if (!initial || total > POP3_MAX_COMMAND || total > response->cap) {
        sasl->held = sasl->vt->client_first ? (uint16_t)(response->n + 1) : 0;
        return pop3_command_put(p, POP3_AUTH, 0, (struct pop3_bytes){text, name});
    }
    text[name] = ' ';
    text[name + 1] = '=';
    pop3_base64_encode(text + name + 1, coded, response->p + response->cap - response->n,
                       response->n);
    struct pop3_bytes line = {text, name + 1 + coded};
    enum pop3_err err = pop3_command_put(p, POP3_AUTH, 0, line);
    pop3_wipe(p->out + p->out_len, (size_t)(p->out_cap - p->out_len));
    return err;
}

enum pop3_err pop3_send_auth(struct pop3 *p, struct pop3_sasl *sasl, bool initial)
{
    if (p->err != POP3_OK)
        return (enum pop3_err)p->err;
    enum pop3_err err = pop3_send_check(p, POP3_AUTH, 0);
    if (err != POP3_OK)
        return err;
    struct pop3_room response = room_get(p);
    sasl->drive = drive;
    sasl->held = 0;
    sasl->rounds = 0;
    bool client_first = sasl->vt->client_first;
    if (client_first &&
        sasl->vt->step(sasl, (struct pop3_bytes){NULL, 0}, &response) != POP3_SASL_RESPOND)
        err = POP3_ERR_FULL;
    else
        err = command_put(p, sasl, &response, initial && client_first);
    if (err == POP3_OK) {
        p->sasl = sasl;
        return POP3_OK;
    }
    sasl->vt->wipe(sasl);
    pop3_wipe(response.p, response.cap);
    return err;
}

bool pop3_auth_busy(const struct pop3 *p)
{
    return p->reader == READ_NOTHING;
}
