/* SPDX-License-Identifier: MIT */
/* Digests as lower-case hexadecimal text, by OpenSSL, and unguessable octets. */
#ifndef PRACTICE_DIGEST_H
#define PRACTICE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIGEST_MD5_TEXT    33 /* with the final NUL */
#define DIGEST_SHA256_TEXT 65

/* MD5 of the two texts, one after the other: APOP's digest (RFC 1939 §7). False: the library
 * refuses MD5, as it does in FIPS mode. */
bool digest_md5(const char *a, const char *b, char out[DIGEST_MD5_TEXT]);
bool digest_sha256(const void *p, size_t n, char out[DIGEST_SHA256_TEXT]);
bool digest_random(void *p, size_t n);

/* Compares in a time that does not depend on where the texts differ. */
bool digest_equal(const char *a, const char *b);

#endif
