/* SPDX-License-Identifier: MIT */
/* The naive client, see reference.h. */
#include "reference.h"

#include <stdlib.h>
#include <string.h>

void reference_open(struct reference *r, const struct options *options)
{
    memset(r, 0, sizeof *r);
    r->options = *options;
    r->queued = 1; /* the greeting */
    r->queue[0].verb = POP3_GREETING;
}

void reference_close(struct reference *r)
{
    log_free(&r->log);
}

static void tell(struct reference *r, enum pop3_what what, bool ok, const uint8_t *p, size_t n)
{
    struct pop3_event ev = {.what = what, .ok = ok, .data = {p, n}};

    if (r->queued > 0) {
        ev.verb = r->queue[0].verb;
        ev.msg = r->queue[0].msg;
    }
    if (p >= r->line && p <= r->line + sizeof r->line) { /* the line is cut, not its text */
        size_t room = r->options.line_cap - (size_t)(p - r->line);
        ev.cut = n > room;
        ev.data.n = n > room ? room : n;
    }
    if (what == POP3_REPLY)
        ev.code = pop3_parse_code(ev.data);
    log_event(&r->log, &ev, r->err);
}

static void fail(struct reference *r, enum pop3_err err, const uint8_t *p, size_t n)
{
    r->err = err;
    r->out = 0;
    tell(r, POP3_FAILED, false, p, n);
}

static void answered(struct reference *r)
{
    r->queued--;
    memmove(r->queue, r->queue + 1, r->queued * sizeof r->queue[0]);
    r->place = AT_STATUS;
}

static bool is_login(enum pop3_verb verb)
{
    return verb == POP3_USER || verb == POP3_PASS || verb == POP3_APOP;
}

static bool is_alone(enum pop3_verb verb)
{
    return is_login(verb) || verb == POP3_STLS || verb == POP3_GREETING;
}

static bool is_allowed(const struct reference *r, enum pop3_verb verb)
{
    bool outside = r->state == OUTSIDE || r->state == NAMED;

    if (verb == POP3_CAPA || verb == POP3_QUIT)
        return outside || r->state == INSIDE;
    if (verb == POP3_USER || verb == POP3_APOP)
        return outside;
    if (verb == POP3_PASS)
        return r->state == NAMED;
    if (verb == POP3_STLS)
        return outside && !r->tls;
    return r->state == INSIDE;
}

static bool tracked(const struct reference *r, uint32_t msg)
{
    return msg < 4096 && msg < r->options.deleted_cap * 8u;
}

enum pop3_err reference_send(struct reference *r, enum pop3_verb verb, uint32_t msg,
                             size_t length)
{
    if (r->err != POP3_OK)
        return r->err;
    if (!is_allowed(r, verb))
        return POP3_ERR_STATE;
    if (r->queued > 0) {
        enum pop3_verb last = r->queue[r->queued - 1].verb;
        if (is_alone(verb) || is_alone(last) || last == POP3_RSET || last == POP3_QUIT)
            return POP3_ERR_BARRIER;
        if (r->queued == r->options.depth)
            return POP3_ERR_FULL;
        if (!r->pipelining)
            return POP3_ERR_PIPELINE;
    }
    if (tracked(r, msg) && r->deleted[msg])
        return POP3_ERR_DELETED;
    if (r->queued == 0 && r->line_n > 0) {
        fail(r, POP3_ERR_UNASKED, NULL, 0);
        return POP3_ERR_UNASKED;
    }
    if (length > r->options.out_cap - r->out)
        return POP3_ERR_FULL;
    r->out += length;
    r->queue[r->queued++] = (struct reference_command){verb, msg};
    if (verb == POP3_DELE && tracked(r, msg))
        r->deleted[msg] = true;
    return POP3_OK;
}

/* Digits and spaces, as much of them as a reply must have. */
static bool number_read(const char **t, uint64_t max, uint64_t *v)
{
    size_t digits;

    while (**t == ' ')
        ++*t;
    digits = strspn(*t, "0123456789");
    if (digits == 0 || ((*t)[digits] != ' ' && (*t)[digits] != '\0'))
        return false;
    *v = 0;
    for (size_t i = 0; i < digits; i++) {
        unsigned d = (unsigned)((*t)[i] - '0');
        if (*v > max / 10 || *v * 10 > max - d)
            return false;
        *v = *v * 10 + d;
    }
    *t += digits;
    return true;
}

static bool numbers_are_there(const struct reference *r, const uint8_t *p, size_t n)
{
    enum pop3_verb verb = r->queue[0].verb;
    uint64_t first, second;
    char text[REFERENCE_LINE + 1];
    const char *t = text;

    memcpy(text, p, n);
    text[n] = '\0';
    if (verb != POP3_STAT && ((verb != POP3_LIST && verb != POP3_UIDL) || r->queue[0].msg == 0))
        return true;
    if (!number_read(&t, UINT32_MAX, &first))
        return false;
    if (verb != POP3_STAT && first != r->queue[0].msg)
        return false;
    return verb == POP3_UIDL || number_read(&t, UINT64_MAX, &second);
}

static void state_step(struct reference *r, enum pop3_verb verb, uint32_t msg, bool ok)
{
    if (verb == POP3_GREETING)
        r->state = ok ? OUTSIDE : AFTER;
    if (verb == POP3_USER)
        r->state = ok ? NAMED : OUTSIDE;
    if (verb == POP3_PASS || verb == POP3_APOP)
        r->state = ok ? INSIDE : OUTSIDE;
    if (verb == POP3_STLS && ok)
        r->state = SHAKING;
    if (verb == POP3_QUIT)
        r->state = AFTER;
    if (verb == POP3_DELE && !ok && tracked(r, msg))
        r->deleted[msg] = false;
    if (verb == POP3_RSET && ok)
        memset(r->deleted, 0, sizeof r->deleted);
    if (verb == POP3_CAPA && ok)
        r->pipelining = false;
}

static void status_read(struct reference *r, size_t n)
{
    bool ok = n >= 3 && memcmp(r->line, "+OK", 3) == 0;
    bool err = n >= 4 && memcmp(r->line, "-ERR", 4) == 0;
    size_t text = ok ? 3 : 4;
    enum pop3_verb verb = r->queue[0].verb;
    uint32_t msg = r->queue[0].msg;

    if ((!ok && !err) || (n > text && r->line[text] != ' ')) {
        fail(r, POP3_ERR_REPLY, r->line, n);
        return;
    }
    text += n > text;
    if (ok && !numbers_are_there(r, r->line + text, n - text)) {
        fail(r, POP3_ERR_NUMBER, r->line + text, n - text);
        return;
    }
    state_step(r, verb, msg, ok);
    tell(r, verb == POP3_STLS && ok ? POP3_START_TLS : POP3_REPLY, ok, r->line + text,
         n - text);
    bool listing = (verb == POP3_LIST || verb == POP3_UIDL) ? msg == 0 : verb == POP3_CAPA;
    bool body = verb == POP3_RETR || verb == POP3_TOP;
    if (!ok || (!listing && !body))
        answered(r);
    else
        r->place = listing ? AT_ITEMS : AT_BODY;
    r->count = 0;
    r->held_n = 0;
    r->line_start = true;
}

static bool is_pipelining(const uint8_t *p, size_t n)
{
    static const char tag[] = "PIPELINING";

    for (size_t i = 0; i < 10; i++) {
        if (i >= n || (p[i] & ~0x20) != tag[i])
            return false;
    }
    return n == 10 || p[10] == ' ';
}

static void item_read(struct reference *r, size_t n)
{
    const uint8_t *p = r->line;
    bool capa = r->queue[0].verb == POP3_CAPA;

    if (n > 0 && *p == '.') {
        p++;
        n--;
        if (n == 0) {
            tell(r, POP3_END, true, p, 0);
            answered(r);
            return;
        }
    }
    if (r->count++ == (capa ? POP3_MAX_CAPABILITIES : r->options.max_items)) {
        fail(r, POP3_ERR_LIMIT, p, n);
        return;
    }
    if (capa && is_pipelining(p, n))
        r->pipelining = true;
    tell(r, POP3_ITEM, true, p, n);
}

static void line_octet(struct reference *r, uint8_t c)
{
    bool bare = (r->options.quirks & POP3_QUIRK_BARE_LF) != 0;
    bool cr = r->line_n > 0 && r->line[r->line_n - 1] == '\r';
    size_t n = r->line_n;

    if (c == 0 || (c == '\n' && !cr && !bare)) {
        fail(r, POP3_ERR_LINE, r->line, n);
        return;
    }
    if (c == '\n') {
        r->line_n = 0;
        if (r->queued == 0)
            fail(r, POP3_ERR_UNASKED, r->line, n - cr);
        else if (r->place == AT_STATUS)
            status_read(r, n - cr);
        else
            item_read(r, n - cr);
        return;
    }
    r->line[r->line_n++] = c;
    if (r->line_n == sizeof r->line)
        fail(r, POP3_ERR_TOO_LONG, r->line, r->line_n);
}

static void body_emit(struct reference *r, uint8_t c)
{
    bool bare = (r->options.quirks & POP3_QUIRK_BARE_LF) != 0;

    if (r->err != POP3_OK)
        return;
    if (r->count++ == r->options.max_octets) {
        fail(r, POP3_ERR_LIMIT, NULL, 0);
        return;
    }
    tell(r, POP3_BODY, true, &c, 1);
    r->line_start = c == '\n' && (bare || r->before == '\r');
    r->before = c;
}

static bool held_is(const struct reference *r, const char *text)
{
    return r->held_n == strlen(text) && memcmp(r->held, text, r->held_n) == 0;
}

static void body_octet(struct reference *r, uint8_t c)
{
    bool bare = (r->options.quirks & POP3_QUIRK_BARE_LF) != 0;

    if (r->line_start)
        r->before = '\n';
    if (!r->line_start && r->held_n == 0) {
        body_emit(r, c);
        return;
    }
    r->held[r->held_n++] = c;
    if (held_is(r, ".") || held_is(r, ".\r"))
        return;
    if (held_is(r, ".\r\n") || (held_is(r, ".\n") && bare)) {
        tell(r, POP3_END, true, NULL, 0);
        answered(r);
        return;
    }
    size_t n = r->held_n;
    r->held_n = 0;
    for (size_t i = r->held[0] == '.'; i < n; i++)
        body_emit(r, r->held[i]);
}

void reference_octet(struct reference *r, uint8_t c)
{
    if (r->err != POP3_OK || r->state == AFTER)
        return;
    if (r->state == SHAKING)
        fail(r, POP3_ERR_AFTER_STLS, NULL, 0);
    else if (r->place == AT_BODY)
        body_octet(r, c);
    else if (r->queued > 0 && r->place == AT_STATUS && r->line_n == 0 && (c < 0x20 || c > 0x7e))
        fail(r, POP3_ERR_REPLY, &c, 1);
    else
        line_octet(r, c);
}

void reference_eof(struct reference *r)
{
    if (r->err != POP3_OK)
        return;
    if (r->state == AFTER)
        tell(r, POP3_CLOSED, true, NULL, 0);
    else
        fail(r, POP3_ERR_EOF, NULL, 0);
}

void reference_secured(struct reference *r)
{
    r->tls = true;
    r->pipelining = false;
    if (r->state == SHAKING)
        r->state = OUTSIDE;
}
