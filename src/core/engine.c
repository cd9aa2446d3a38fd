/* SPDX-License-Identifier: MIT */
/*
 * The session: replies matched to commands, states, time, the end
 * (RFC 1939 sections 3 to 6).
 *
 * Invariants.
 * - The queue holds, oldest first, the commands whose replies are due; the
 *   greeting is the first. An octet that arrives while it is empty was not
 *   asked for and breaks the session (after QUIT's reply it is ignored).
 * - The reader is READ_STATUS unless the head command's +OK was read and its
 *   items or body follow; only the last octet of a reply takes it off.
 * - err is sticky. Whoever breaks the session leaves nothing to transmit, and
 *   exactly one FAILED event tells of it.
 * - No pointer into the input outlives a call.
 */
#include "core.h"
#include "nxpop3/sasl.h"

#include <string.h>

/* A challenge, or with ev NULL more of the mechanism's work. */
static void auth_drive(struct pop3 *p, const struct pop3_event *ev)
{
    p->sasl->drive(p, ev);
}

void pop3_init(struct pop3 *p, const struct pop3_config *config)
{
    memset(p, 0, sizeof *p);
    p->line = config->line;
    p->line_cap = config->line_cap;
    p->out = config->out;
    p->out_cap = config->out_cap;
    p->slot = config->slot;
    p->depth = config->depth;
    p->deleted = config->deleted;
    p->deleted_cap = config->deleted ? config->deleted_cap : 0;
    p->reply_ms = config->reply_ms;
    p->max_items = config->max_items ? config->max_items : POP3_DEFAULT_ITEMS;
    p->max_octets = config->max_octets ? config->max_octets : POP3_DEFAULT_OCTETS;
    p->quirks = config->quirks;
    p->state = IN_GREETING;
    if (p->deleted_cap > 0)
        memset(p->deleted, 0, p->deleted_cap);
    if (!p->slot || p->depth == 0) {
        pop3_break(p, POP3_ERR_CONFIG);
        return;
    }
    memset(p->slot, 0, sizeof *p->slot); /* POP3_GREETING, SHAPE_LINE */
    p->count = 1;
    p->flags = F_PROGRESS;
}

enum pop3_err pop3_lend(struct pop3 *p, uint8_t *line, uint16_t line_cap, uint8_t *out,
                        uint16_t out_cap)
{
    if (p->line_len > 0 || p->out_len > 0 || pop3_is_auth(p))
        return POP3_ERR_STATE;
    p->line = line;
    p->line_cap = line_cap;
    p->out = out;
    p->out_cap = out_cap;
    return POP3_OK;
}

/* "+OK" or "-ERR", then a space or the end; the text behind goes to *text. */
static bool status_split(struct pop3_bytes line, bool *ok, struct pop3_bytes *text)
{
    *ok = line.n >= 3 && memcmp(line.p, "+OK", 3) == 0;
    if (!*ok && (line.n < 4 || memcmp(line.p, "-ERR", 4) != 0))
        return false;
    size_t n = *ok ? 3 : 4;
    if (line.n > n && line.p[n++] != ' ')
        return false;
    text->p = line.p + n;
    text->n = line.n - n;
    return true;
}

/* "+", or "+ " and a challenge (RFC 5034 section 4). */
static bool challenge_split(struct pop3_bytes line, struct pop3_bytes *text)
{
    if (line.n == 0 || line.p[0] != '+' || (line.n > 1 && line.p[1] != ' '))
        return false;
    size_t n = line.n > 1 ? 2 : 1;
    *text = (struct pop3_bytes){line.p + n, line.n - n};
    return true;
}

/* The numbers that +OK must carry, whole: STAT's, and the message asked for. */
static bool numbers_fit(const struct pop3_slot *slot, const struct pop3_event *ev)
{
    uint32_t n = 0;
    uint64_t octets;
    struct pop3_bytes text = ev->data, uid;
    while (ev->cut && text.n > 0 && text.p[text.n - 1] != ' ')
        text.n--;
    if (slot->verb == POP3_STAT)
        return pop3_parse_stat(text, &n, &octets);
    if (slot->shape != SHAPE_LINE || slot->msg == 0)
        return true;
    if (slot->verb == POP3_LIST)
        return pop3_parse_list(text, &n, &octets) && n == slot->msg;
    if (slot->verb == POP3_UIDL)
        return pop3_parse_uidl(text, &n, &uid) && n == slot->msg;
    return true;
}

/* What a reply changes beside the state. */
static void reply_apply(struct pop3 *p, const struct pop3_slot *slot, bool ok)
{
    if (slot->verb == POP3_AUTH && !pop3_auth_over(p) && ok)
        pop3_break(p, POP3_ERR_PROOF);
    if (slot->verb == POP3_DELE && !ok)
        pop3_set_deleted(p, slot->msg, false);
    if (slot->verb == POP3_RSET && ok && p->deleted_cap > 0)
        memset(p->deleted, 0, p->deleted_cap);
    if (slot->verb == POP3_UTF8 && ok)
        p->flags |= F_NO_STLS; /* RFC 6856 section 2 */
    if (slot->verb == POP3_CAPA && ok)
        p->flags &= (uint8_t)~F_PIPELINING;

    uint8_t state = ok ? pop3_rows[slot->verb].accepted : pop3_rows[slot->verb].refused;
    if (state != 0)
        p->state = state;
}

/* After a +OK with more to come, or the reply is complete. */
static void reply_follow(struct pop3 *p, const struct pop3_bytes *in,
                         const struct pop3_slot *slot, bool ok)
{
    if (!ok || slot->shape == SHAPE_LINE) {
        pop3_answered(p, in);
    } else if (slot->shape == SHAPE_BODY) {
        p->reader = READ_BOL;
        p->left = p->max_octets;
    } else {
        p->reader = READ_ITEMS;
        p->left = slot->verb == POP3_CAPA ? POP3_MAX_CAPABILITIES : p->max_items;
    }
}

static void status_next(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev)
{
    /* A status is text: what cannot begin one (TLS, say) need not end one. */
    if (p->line_len == 0 && (*in->p < ' ' || *in->p > '~')) {
        ev->data = (struct pop3_bytes){in->p, 1};
        pop3_break(p, POP3_ERR_REPLY);
        return;
    }
    if (!pop3_line_get(p, in, ev))
        return;
    struct pop3_slot *slot = pop3_head(p);
    struct pop3_bytes line = ev->data;
    p->flags |= F_PROGRESS;
    if (pop3_is_auth(p) && challenge_split(line, &ev->data)) {
        auth_drive(p, ev);
        ev->data.n = 0; /* the line buffer has changed */
        ev->cut = false;
        return;
    }
    if (!status_split(line, &ev->ok, &ev->data)) {
        pop3_break(p, POP3_ERR_REPLY);
        return;
    }
    ev->code = pop3_parse_code(ev->data);
    if (ev->ok && !numbers_fit(slot, ev)) {
        pop3_break(p, POP3_ERR_NUMBER);
        return;
    }
    reply_apply(p, slot, ev->ok);
    reply_follow(p, in, slot, ev->ok);
    ev->what = p->state == IN_HANDSHAKE ? POP3_START_TLS : POP3_REPLY;
}

static void item_next(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev)
{
    struct pop3_bytes *line = &ev->data;
    if (!pop3_line_get(p, in, ev))
        return;
    p->flags |= F_PROGRESS;
    if (line->n > 0 && line->p[0] == '.') {
        line->p++;
        line->n--;
        if (line->n == 0) {
            p->reader = READ_STATUS;
            ev->what = POP3_END;
            pop3_answered(p, in);
            return;
        }
    }
    if (p->left-- == 0) {
        pop3_break(p, POP3_ERR_LIMIT);
        return;
    }
    struct pop3_bytes rest = *line;
    if (pop3_head(p)->verb == POP3_CAPA && pop3_same(pop3_field(&rest), "PIPELINING"))
        p->flags |= F_PIPELINING;
    ev->what = POP3_ITEM;
}

/* Octets although no reply is due. A whole line is awaited, to tell what it said. */
static void unasked_next(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev)
{
    if (p->state == IN_HANDSHAKE)
        pop3_break(p, POP3_ERR_AFTER_STLS);
    else if (p->line_cap < POP3_MIN_LINE || pop3_line_get(p, in, ev))
        pop3_break(p, POP3_ERR_UNASKED);
}

static void swallow(struct pop3_bytes *in)
{
    if (in->n > 0) /* p may be NULL else */
        in->p += in->n;
    in->n = 0;
}

static void input_next(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev)
{
    if (p->state == IN_END)
        swallow(in);
    else if (p->count == 0)
        unasked_next(p, in, ev);
    else if (p->reader == READ_NOTHING)
        pop3_break(p, POP3_ERR_UNASKED);
    else if (p->reader == READ_STATUS)
        status_next(p, in, ev);
    else
        item_next(p, in, ev);
}

static void stream_end(struct pop3 *p, struct pop3_event *ev)
{
    p->flags &= (uint8_t)~F_EOF;
    if (p->state != IN_END)
        pop3_break(p, POP3_ERR_EOF);
    else if (!(p->flags & F_CLOSED))
        ev->what = POP3_CLOSED;
    p->flags |= F_CLOSED;
}

/* The session is broken: told once, and the rest of the input is not looked at. */
static void failure_tell(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev)
{
    swallow(in);
    ev->what = p->flags & F_REPORT ? POP3_FAILED : POP3_NONE;
    ev->ok = false;
    p->flags &= (uint8_t)~F_REPORT;
}

enum pop3_what pop3_next(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev)
{
    *ev = (struct pop3_event){.what = POP3_NONE, .ok = true};
    if (p->count > 0) {
        ev->verb = (enum pop3_verb)pop3_head(p)->verb;
        ev->msg = pop3_head(p)->msg;
    }
    if (p->reader >= READ_BOL && in->n > 0) { /* nothing is broken */
        pop3_body_next(p, in, ev);
        if (ev->what != POP3_NONE)
            return ev->what;
    }
    if (p->reader == READ_NOTHING && in->n == 0)
        auth_drive(p, NULL);
    p->flags &= (uint8_t)~F_UNREAD;
    while (p->err == POP3_OK && in->n > 0 && ev->what == POP3_NONE)
        input_next(p, in, ev);
    if (p->err == POP3_OK && ev->what == POP3_NONE && p->flags & F_EOF)
        stream_end(p, ev);
    if (p->err != POP3_OK)
        failure_tell(p, in, ev);
    return ev->what;
}

void pop3_secured(struct pop3 *p)
{
    if (p->state == IN_HANDSHAKE && p->flags & F_UNREAD)
        pop3_break(p, POP3_ERR_AFTER_STLS); /* octets that nobody showed to pop3_next() */
    p->flags = (uint8_t)((p->flags | F_NO_STLS) & ~F_PIPELINING);
    if (p->state == IN_HANDSHAKE)
        p->state = IN_AUTHORIZATION;
}

void pop3_eof(struct pop3 *p)
{
    p->flags |= F_EOF;
}

void pop3_fail(struct pop3 *p, enum pop3_err err)
{
    if (err != POP3_OK && p->state != IN_END)
        pop3_break(p, err);
}

uint32_t pop3_tick(struct pop3 *p, uint32_t now_ms)
{
    if (p->err != POP3_OK || p->count == 0 || p->reply_ms == 0)
        return UINT32_MAX;
    if (p->flags & F_PROGRESS || p->credit >= POP3_MIN_PROGRESS) {
        p->flags &= (uint8_t)~F_PROGRESS;
        p->credit = 0;
        p->last_ms = now_ms;
    }
    uint32_t silent = now_ms - p->last_ms;
    if (silent < p->reply_ms)
        return p->reply_ms - silent;
    pop3_break(p, POP3_ERR_TIMEOUT);
    return 0;
}

void pop3_timeout(struct pop3 *p, uint32_t reply_ms)
{
    p->reply_ms = reply_ms;
}

enum pop3_err pop3_error(const struct pop3 *p)
{
    return (enum pop3_err)p->err;
}

bool pop3_idle(const struct pop3 *p)
{
    return p->err == POP3_OK && p->count == 0 && p->out_len == 0;
}
