/* SPDX-License-Identifier: MIT */
/*
 * Reply lines (RFC 1939 section 3). A line that lies whole in the input is
 * borrowed from it; one that the network split is gathered in the caller's
 * line buffer. Text beyond the buffer is dropped, not stored, up to
 * POP3_MAX_LINE. Both ways give the same text, the same cut and the same
 * error at the same octet, because line_len counts what was seen, not kept.
 */
#include "core.h"

#include <string.h>

/* Octets of a line that are looked at: the longest text, CR and LF. */
#define LONGEST (POP3_MAX_LINE + 2u)

static void line_keep(struct pop3 *p, const uint8_t *from, size_t n)
{
    size_t kept = p->line_len < p->line_cap ? p->line_len : p->line_cap;
    size_t room = p->line_cap - kept;
    memcpy(p->line + kept, from, n < room ? n : room);
}

/* Ends the line: its text is the first n octets, wherever they are. */
static void line_close(struct pop3 *p, struct pop3_event *ev, const uint8_t *whole, size_t n)
{
    ev->cut = n > p->line_cap;
    ev->data.p = whole ? whole : p->line;
    ev->data.n = ev->cut ? p->line_cap : n;
    p->flags &= (uint8_t)~F_CR;
    p->line_len = 0;
}

bool pop3_line_get(struct pop3 *p, struct pop3_bytes *in, struct pop3_event *ev)
{
    if (!p->line || p->line_cap < POP3_MIN_LINE) {
        pop3_break(p, POP3_ERR_CONFIG);
        return false;
    }
    size_t room = LONGEST - p->line_len;
    size_t n = in->n < room ? in->n : room;
    const uint8_t *start = in->p;
    const uint8_t *lf = memchr(start, '\n', n);
    size_t take = lf ? (size_t)(lf - start) : n;
    const uint8_t *nul = memchr(start, 0, take);
    if (nul)
        take = (size_t)(nul - start);

    bool cr = take > 0 ? start[take - 1] == '\r' : (p->flags & F_CR) != 0;
    bool ends = nul || lf || n == room;
    const uint8_t *whole = p->line_len == 0 && ends ? start : NULL;
    size_t seen = p->line_len + take;
    if (!whole)
        line_keep(p, start, take);
    in->p += take + (lf && !nul);
    in->n -= take + (lf && !nul);

    if (!ends) {
        p->line_len = (uint16_t)seen;
        p->flags = (uint8_t)((p->flags & ~F_CR) | (cr ? F_CR : 0));
        return false;
    }
    bool bare = lf && !cr && !(p->quirks & POP3_QUIRK_BARE_LF);
    size_t text = seen - (lf && !nul && cr);
    if (nul || bare)
        pop3_break(p, POP3_ERR_LINE);
    else if (!lf || text > POP3_MAX_LINE)
        pop3_break(p, POP3_ERR_TOO_LONG);
    line_close(p, ev, whole, text);
    return p->err == POP3_OK;
}
