/* SPDX-License-Identifier: MIT */
/* Line ends and stuffed dots, see wire.h. Works line by line with memchr and memcpy; keeps no
 * octet between calls, only the three facts of struct wire_line. RFC 1939 §3 and §7 (TOP). */
#include "wire.h"

#include <string.h>

static size_t line_find(const uint8_t *in, size_t n, bool *whole)
{
    const uint8_t *lf = memchr(in, '\n', n);

    *whole = lf != NULL;
    return lf ? (size_t)(lf - in) : n;
}

static void text_note(struct wire_line *line, const uint8_t *in, size_t n)
{
    if (!n)
        return;
    line->text = line->text || line->begun || n > 1 || in[0] != '\r';
    line->begun = true;
    line->cr = in[n - 1] == '\r';
}

void wire_measure(struct wire_measure *m, const uint8_t *in, size_t n)
{
    m->octets += n;
    for (size_t i = 0; i < n;) {
        bool whole;
        size_t text = line_find(in + i, n - i, &whole);

        if (!m->line.begun && in[i] == '.')
            m->altered = true;
        text_note(&m->line, in + i, text);
        i += text;
        if (!whole)
            return;
        i++;
        if (!m->line.cr) {
            m->octets++;
            m->altered = true;
        }
        m->line = (struct wire_line){0};
    }
}

void wire_measure_end(struct wire_measure *m)
{
    if (!m->line.begun)
        return;
    m->octets += 2;
    m->altered = true;
}

static void line_end(struct wire *w)
{
    bool blank = !w->line.text;

    w->line = (struct wire_line){0};
    if (!w->limited)
        return;
    if (w->in_body)
        w->lines--;
    else
        w->in_body = blank;
    w->done = w->in_body && w->lines == 0;
}

size_t wire_convert(struct wire *w, const uint8_t *in, size_t *n, uint8_t *out, size_t cap)
{
    size_t i = 0, o = 0;

    while (i < *n && !w->done && cap - o >= 4) {
        bool whole;
        size_t text = line_find(in + i, *n - i, &whole);

        if (text > cap - o - 3) {
            text = cap - o - 3;
            whole = false;
        }
        if (!w->line.begun && in[i] == '.')
            out[o++] = '.';
        memcpy(out + o, in + i, text);
        text_note(&w->line, in + i, text);
        o += text;
        i += text;
        if (!whole)
            continue;
        i++;
        if (!w->line.cr)
            out[o++] = '\r';
        out[o++] = '\n';
        line_end(w);
    }
    *n = i;
    return o;
}

size_t wire_end(struct wire *w, uint8_t *out)
{
    size_t o = 0;

    if (w->line.begun) {
        out[o++] = '\r';
        out[o++] = '\n';
        w->line = (struct wire_line){0};
    }
    memcpy(out + o, ".\r\n", 3);
    return o + 3;
}
