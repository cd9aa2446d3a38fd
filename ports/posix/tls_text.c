/* SPDX-License-Identifier: MIT */
/*
 * Text for people: what the peer had a hand in is escaped, so that a terminal, a
 * log or a right-to-left override cannot be made to show something else.
 *
 * Invariant: the buffer always ends in NUL, and an escape or an UTF-8
 * character is in it whole or not at all.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tls_parts.h"

#define MAX_NAME  120u /* octets of one name in a sentence */
#define MAX_NAMES 4    /* of a certificate in a sentence */

static bool text_put(struct tls_text *text, const char *p, size_t n)
{
    if (text->cap == 0 || n > text->cap - 1 - text->n)
        return false;
    memcpy(text->p + text->n, p, n);
    text->n += n;
    text->p[text->n] = '\0';
    return true;
}

void tls_text_add(struct tls_text *text, const char *ours)
{
    size_t n = strlen(ours);

    if (text->cap == 0)
        return;
    text->p[text->n] = '\0';
    if (n > text->cap - 1 - text->n)
        n = text->cap - 1 - text->n;
    text_put(text, ours, n);
}

/* Octets of the UTF-8 character at p (RFC 3629), 0 if it is none; *c is its number. */
static size_t utf8_get(const uint8_t *p, size_t n, uint32_t *c)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t more = *p < 0x80   ? 1
                  : *p < 0xC2 ? 0
                  : *p < 0xE0 ? 2
                  : *p < 0xF0 ? 3
                  : *p < 0xF5 ? 4
                              : 0;

    if (more == 0 || more > n)
        return 0;
    *c = more == 1 ? *p : *p & (0x7Fu >> more);
    for (size_t i = 1; i < more; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        *c = *c << 6 | (p[i] & 0x3Fu);
    }
    return *c >= least[more] && *c <= 0x10FFFF && (*c < 0xD800 || *c > 0xDFFF) ? more : 0;
}

/* Controls C0, DEL, C1; line and direction marks; invisible joiners; tags. */
static bool harmless(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } bad[] = {{0x00, 0x1F},     {'\\', '\\'},     {0x7F, 0x9F},     {0xAD, 0xAD},
               {0x061C, 0x061C}, {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},
               {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE0FFF}};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (c >= bad[i].first && c <= bad[i].last)
            return false;
    return true;
}

/* "\xHH" an octet. */
static bool text_escape(struct tls_text *text, const uint8_t *p, size_t n)
{
    char hex[4 * 4 + 1];
    size_t used = 0;

    for (size_t i = 0; i < n && i < 4; i++)
        used += (size_t)snprintf(hex + used, sizeof(hex) - used, "\\x%02X", p[i]);
    return text_put(text, hex, used);
}

void tls_text_peer(struct tls_text *text, const uint8_t *theirs, size_t n, size_t most)
{
    size_t limit = text->n + most;

    while (n > 0) {
        uint32_t c = 0;
        size_t size = utf8_get(theirs, n, &c);
        bool plain = size != 0 && harmless(c);

        size = size != 0 ? size : 1;
        if (text->n >= limit) {
            text_put(text, "...", 3);
            return;
        }
        if (!(plain ? text_put(text, (const char *)theirs, size)
                    : text_escape(text, theirs, size)))
            return;
        theirs += size;
        n -= size;
    }
}

/* What a memory BIO gathered, escaped; frees it. */
static void text_bio(struct tls_text *text, BIO *bio)
{
    char *p = NULL;
    long n = bio != NULL ? BIO_get_mem_data(bio, &p) : 0;

    if (n > 0)
        tls_text_peer(text, (const uint8_t *)p, (size_t)n, MAX_NAME);
    BIO_free(bio);
}

void tls_text_name(struct tls_text *text, const X509_NAME *name)
{
    BIO *bio = BIO_new(BIO_s_mem());

    if (bio != NULL && X509_NAME_entry_count(name) > 0)
        X509_NAME_print_ex(bio, name, 0,
                           ASN1_STRFLGS_UTF8_CONVERT | XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_SN);
    else if (bio != NULL)
        BIO_puts(bio, "(no name)");
    text_bio(text, bio);
}

void tls_text_time(struct tls_text *text, const ASN1_TIME *when)
{
    struct tm tm;
    char date[40];

    if (when == NULL || ASN1_TIME_to_tm(when, &tm) != 1 ||
        strftime(date, sizeof(date), "%Y-%m-%d %H:%M UTC", &tm) == 0)
        tls_text_add(text, "an unreadable date");
    else
        tls_text_add(text, date);
}

void tls_text_pin(struct tls_text *text, const X509 *cert)
{
    uint8_t digest[TLS_DIGEST];
    char pin[POP3_TLS_PIN_TEXT];

    if (cert == NULL || !tls_pin_of(cert, digest)) {
        tls_text_add(text, "of an unreadable key");
        return;
    }
    tls_pin_print(digest, pin);
    tls_text_add(text, pin);
}

/* One subjectAltName that could name a host; false if it is another kind. */
static bool text_san(struct tls_text *text, const GENERAL_NAME *name, const char *before)
{
    char ip[64];
    int type;
    const ASN1_STRING *value = GENERAL_NAME_get0_value(name, &type);
    const uint8_t *p;
    size_t n;

    if (type != GEN_DNS && type != GEN_IPADD)
        return false;
    p = ASN1_STRING_get0_data(value);
    n = (size_t)ASN1_STRING_length(value);
    tls_text_add(text, before);
    if (type == GEN_DNS) {
        tls_text_peer(text, p, n, MAX_NAME);
        return true;
    }
    if (n == 4)
        snprintf(ip, sizeof(ip), "%u.%u.%u.%u", p[0], p[1], p[2], p[3]);
    else
        snprintf(ip, sizeof(ip), "an IPv6 address");
    tls_text_add(text, ip);
    return true;
}

void tls_text_sans(struct tls_text *text, const X509 *cert)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
    int shown = 0;

    for (int i = 0; names != NULL && i < sk_GENERAL_NAME_num(names); i++) {
        if (shown == MAX_NAMES) {
            tls_text_add(text, " and others");
            break;
        }
        if (text_san(text, sk_GENERAL_NAME_value(names, i), shown == 0 ? "" : ", "))
            shown++;
    }
    if (shown == 0)
        tls_text_add(text, "no host at all");
    GENERAL_NAMES_free(names);
}
