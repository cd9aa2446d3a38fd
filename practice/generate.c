/* SPDX-License-Identifier: MIT */
/* Message generator, see generate.h. `left` counts down the octets still to be written as
 * they are on the wire (RFC 5322 §2.1), so that the size is right to the octet. */
#include "generate.h"

#include <string.h>
#include <time.h>

#define FIRST_DATE 1700000000

struct maker {
    FILE *f;
    const char *eol;
    uint64_t left, state;
};

/* SplitMix64: small, and the same on every machine. */
static uint64_t draw(struct maker *m)
{
    uint64_t z = m->state += 0x9e3779b97f4a7c15U;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

static void line_write(struct maker *m, const char *text, size_t n)
{
    fwrite(text, 1, n, m->f);
    fputs(m->eol, m->f);
    m->left -= n + 2;
}

static void text_write(struct maker *m, const char *text)
{
    line_write(m, text, strlen(text));
}

static void header_write(struct maker *m, const struct generate *g)
{
    static const char *const type[] = {
        [GENERATE_BASE64] = "application/octet-stream; name=\"data.bin\"",
        [GENERATE_PROSE] = "text/plain; charset=us-ascii",
        [GENERATE_DOTS] = "text/plain; charset=us-ascii",
    };
    time_t when = (time_t)FIRST_DATE + (time_t)g->number * 60;
    struct tm tm;
    char line[160];

    text_write(m, "From: Generator <generator@example.net>");
    text_write(m, "To: Reader <reader@example.org>");
    snprintf(line, sizeof line, "Subject: Generated message %u", g->number);
    text_write(m, line);
    gmtime_r(&when, &tm);
    strftime(line, sizeof line, "Date: %a, %d %b %Y %H:%M:%S +0000", &tm);
    text_write(m, line);
    snprintf(line, sizeof line, "Message-ID: <%u.%llu.%llu@generator.example.net>", g->number,
             (unsigned long long)g->seed, (unsigned long long)g->size);
    text_write(m, line);
    text_write(m, "MIME-Version: 1.0");
    snprintf(line, sizeof line, "Content-Type: %s", type[g->kind]);
    text_write(m, line);
}

/* Base64 comes in fours: a header field takes up what is left over. */
static void base64_write(struct maker *m)
{
    static const char digit[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char line[76], filler[24] = "X-Filler: abcde";
    uint64_t body, last;

    text_write(m, "Content-Transfer-Encoding: base64");
    body = m->left - (10 + 2) - 2; /* without the filler field and the blank line */
    last = body % 78;
    last = last >= 6 ? (last - 2) / 4 * 4 + 2 : 0;
    line_write(m, filler, 10 + (size_t)(body - body / 78 * 78 - last));
    line_write(m, "", 0);
    while (m->left) {
        size_t n = m->left >= 78 ? 76 : (size_t)m->left - 2;
        uint64_t bits = 0;

        for (size_t i = 0; i < n; i++, bits >>= 6) {
            if (i % 10 == 0)
                bits = draw(m);
            line[i] = digit[bits & 63];
        }
        line_write(m, line, n);
    }
}

/* A line's length such that a line, or nothing, can follow it. */
static size_t length_draw(struct maker *m, size_t least, size_t most)
{
    size_t n = least + (size_t)(draw(m) % (most - least + 1));

    if (m->left <= most + 2)
        return (size_t)m->left - 2;
    while (m->left - (n + 2) < least + 2)
        n--;
    return n;
}

static void prose_write(struct maker *m)
{
    static const char *const word[] = {
        "harbour", "rope", "a",    "the",   "morning", "and",    "under", "lantern",
        "slowly",  "of",   "tide", "sails", "between", "letter", "we",    "found",
        "in",      "blue", "who",  "never", "counted", "gulls",  "wind",  "again",
    };
    char line[80];

    line_write(m, "", 0);
    while (m->left) {
        size_t n = length_draw(m, 2, 72), at = 0;

        while (at < n) {
            const char *w = word[draw(m) % (sizeof word / sizeof word[0])];
            size_t k = strlen(w) < n - at ? strlen(w) : n - at;

            memcpy(line + at, w, k);
            at += k;
            if (at < n)
                line[at++] = ' ';
        }
        line[n - 1] = '.';
        line_write(m, line, n);
        if (m->left > 80 && draw(m) % 8 == 0)
            line_write(m, "", 0);
    }
}

static void dots_write(struct maker *m)
{
    char line[16];

    line_write(m, "", 0);
    while (m->left) {
        size_t n = length_draw(m, 1, 8);
        uint64_t bits = draw(m);

        line[0] = '.';
        for (size_t i = 1; i < n; i++, bits >>= 2)
            line[i] = bits & 3 ? (char)('a' + (bits & 3)) : '.';
        line_write(m, line, n);
    }
}

bool generate_message(const struct generate *g, FILE *f)
{
    struct maker m = {.f = f, .eol = g->lf ? "\n" : "\r\n", .left = g->size};

    if (g->size < GENERATE_MIN)
        return false;
    m.state = g->seed * 0x2545f4914f6cdd1dU + g->number;
    header_write(&m, g);
    switch (g->kind) {
    case GENERATE_BASE64:
        base64_write(&m);
        break;
    case GENERATE_PROSE:
        prose_write(&m);
        break;
    case GENERATE_DOTS:
        dots_write(&m);
        break;
    }
    return !ferror(f);
}
