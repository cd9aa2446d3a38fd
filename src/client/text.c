/* SPDX-License-Identifier: MIT */
/*
 * Text for people. What the server had a hand in is escaped, so that a terminal
 * or a log cannot be made to show something else: controls, direction marks,
 * invisible characters and octets that are no UTF-8 become \xHH.
 *
 * Invariant: the buffer ends in NUL, and an escape or character is in it whole
 * or not at all.
 */
#include "client_parts.h"

#include <string.h>

static bool text_put(struct client_text *text, const char *p, size_t n)
{
    if (n > text->cap - 1 - text->n)
        return false;
    memcpy(text->p + text->n, p, n);
    text->n += n;
    text->p[text->n] = '\0';
    return true;
}

void pop3c_text_add(struct client_text *text, const char *ours)
{
    size_t n = strlen(ours), room = text->cap - 1 - text->n;
    text_put(text, ours, n < room ? n : room);
}

/* The character at p (RFC 3629) and its octets; 0 if it is none. */
static size_t character_get(const uint8_t *p, size_t n, uint32_t *c)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size = *p < 0x80   ? 1
                  : *p < 0xC2 ? 0
                  : *p < 0xE0 ? 2
                  : *p < 0xF0 ? 3
                  : *p < 0xF5 ? 4
                              : 0;
    if (size == 0 || size > n)
        return 0;
    *c = size == 1 ? *p : *p & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        *c = *c << 6 | (p[i] & 0x3Fu);
    }
    return *c >= least[size] && *c <= 0x10FFFF && (*c < 0xD800 || *c > 0xDFFF) ? size : 0;
}

static bool is_harmless(uint32_t c)
{
    static const uint32_t bad[][2] = {{0x00, 0x1F},      {'\\', '\\'},     {0x7F, 0x9F},
                                      {0xAD, 0xAD},      {0x061C, 0x061C}, {0x180E, 0x180E},
                                      {0x200B, 0x200F},  {0x2028, 0x202E}, {0x2060, 0x206F},
                                      {0xFE00, 0xFE0F},  {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB},
                                      {0xE0000, 0xE0FFF}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (c >= bad[i][0] && c <= bad[i][1])
            return false;
    return true;
}

static bool octet_escape(struct client_text *text, uint8_t octet)
{
    static const char hex[] = "0123456789ABCDEF";
    char escape[4] = {'\\', 'x', hex[octet >> 4], hex[octet & 15]};
    return text_put(text, escape, sizeof escape);
}

void pop3c_text_peer(struct client_text *text, struct pop3_bytes theirs)
{
    for (size_t i = 0, size; i < theirs.n; i += size) {
        uint32_t c = 0;
        size = character_get(theirs.p + i, theirs.n - i, &c);
        bool plain = size > 0 && is_harmless(c);
        size = plain ? size : 1;
        if (!(plain ? text_put(text, (const char *)theirs.p + i, size)
                    : octet_escape(text, theirs.p[i])))
            return;
    }
}
