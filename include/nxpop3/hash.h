/* SPDX-License-Identifier: MIT */
/*
 * nxpop3/hash.h: the digests that logging in needs, from a library that does
 * them well. There is no digest code in nxpop3: src/hash/openssl.c, mbedtls.c
 * and netx.c each put these functions over one library, and the build links
 * one of them.
 */
#ifndef NXPOP3_HASH_H
#define NXPOP3_HASH_H

#include "nxpop3/pop3.h"

#ifdef __cplusplus
extern "C" {
#endif

enum pop3_hash { POP3_MD5, POP3_SHA_1, POP3_SHA_256 };

#define POP3_MAX_DIGEST 32u

/* Octets of a digest: 16, 20 or 32. */
size_t pop3_digest_size(enum pop3_hash hash);

/*
 * The digest of the parts, one behind the other. False where the library does
 * not have the hash, or refuses it (MD5 in a FIPS build); digest is zeroed then.
 */
bool pop3_digest(enum pop3_hash hash, const struct pop3_bytes *parts, size_t count,
                 uint8_t *digest);

/* HMAC (RFC 2104) of the parts under key, of any length. mac may be where a part is. */
bool pop3_hmac(enum pop3_hash hash, struct pop3_bytes key, const struct pop3_bytes *parts,
               size_t count, uint8_t *mac);

/*
 * The inner loop of PBKDF2 (RFC 8018 section 5.2): n times u = HMAC(key, u) and
 * sum ^= u, where u and sum are one digest long; the key is prepared once. Both
 * are zeroed where the library fails.
 */
bool pop3_hmac_iterate(enum pop3_hash hash, struct pop3_bytes key, uint8_t *u, uint8_t *sum,
                       uint32_t n);

#ifdef __cplusplus
}
#endif

#endif
