/* SPDX-License-Identifier: MIT */
/* See base64.h. No table of 256 octets: this runs a few times a login. */
#include "base64.h"

static uint8_t digit_of(unsigned v)
{
    if (v < 26)
        return (uint8_t)('A' + v);
    if (v < 52)
        return (uint8_t)('a' + v - 26);
    if (v < 62)
        return (uint8_t)('0' + v - 52);
    return v == 62 ? '+' : '/';
}

/* 0 to 63, or 64 for what is no digit. */
static unsigned value_of(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 0u;
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26u;
    if (c >= '0' && c <= '9')
        return c - '0' + 52u;
    return c == '+' ? 62 : c == '/' ? 63 : 64;
}

size_t pop3_base64_encode(uint8_t *to, size_t cap, const uint8_t *from, size_t n)
{
    size_t written = 0;
    if (cap < POP3_BASE64_SIZE(n))
        return 0;
    for (size_t i = 0; i < n; i += 3) {
        size_t have = n - i < 3 ? n - i : 3;
        unsigned long v = (unsigned long)from[i] << 16;
        if (have > 1)
            v |= (unsigned long)from[i + 1] << 8;
        if (have > 2)
            v |= from[i + 2];
        to[written++] = digit_of(v >> 18 & 63);
        to[written++] = digit_of(v >> 12 & 63);
        to[written++] = have > 1 ? digit_of(v >> 6 & 63) : (uint8_t)'=';
        to[written++] = have > 2 ? digit_of(v & 63) : (uint8_t)'=';
    }
    return written;
}

bool pop3_base64_decode(uint8_t *to, size_t *n, const uint8_t *from, size_t len)
{
    size_t written = 0;
    *n = 0;
    if (len % 4 != 0)
        return false;
    for (size_t i = 0; i < len; i += 4) {
        size_t digits = 4;
        unsigned long v = 0;
        if (i + 4 == len && from[i + 3] == '=')
            digits = from[i + 2] == '=' ? 2 : 3;
        for (size_t k = 0; k < digits; k++) {
            unsigned digit = value_of(from[i + k]);
            if (digit > 63)
                return false;
            v |= (unsigned long)digit << (18 - 6 * k);
        }
        if ((digits == 2 && (v & 0xFFFF)) || (digits == 3 && (v & 0xFF)))
            return false;
        to[written++] = (uint8_t)(v >> 16);
        if (digits > 2)
            to[written++] = (uint8_t)(v >> 8 & 0xFF);
        if (digits > 3)
            to[written++] = (uint8_t)(v & 0xFF);
    }
    *n = written;
    return true;
}
