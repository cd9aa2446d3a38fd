/* SPDX-License-Identifier: MIT */
/*
 * The digests over mbedTLS 2.28 and 3: its generic interface, which knows the
 * hashes that its configuration has. Its contexts wipe themselves when freed.
 */
#include "nxpop3/hash.h"

#include <mbedtls/md.h>

static const mbedtls_md_info_t *info_of(enum pop3_hash hash)
{
    switch (hash) {
    case POP3_MD5:
        return mbedtls_md_info_from_type(MBEDTLS_MD_MD5);
    case POP3_SHA_1:
        return mbedtls_md_info_from_type(MBEDTLS_MD_SHA1);
    case POP3_SHA_256:
        return mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    }
    return NULL;
}

bool pop3_digest(enum pop3_hash hash, const struct pop3_bytes *parts, size_t count,
                 uint8_t *digest)
{
    mbedtls_md_context_t context;
    bool done;
    mbedtls_md_init(&context);
    done =
        mbedtls_md_setup(&context, info_of(hash), 0) == 0 && mbedtls_md_starts(&context) == 0;
    for (size_t i = 0; done && i < count; i++)
        done = mbedtls_md_update(&context, parts[i].p, parts[i].n) == 0;
    done = done && mbedtls_md_finish(&context, digest) == 0;
    mbedtls_md_free(&context);
    if (!done)
        pop3_wipe(digest, pop3_digest_size(hash));
    return done;
}

/* To be freed also where it fails. */
static bool hmac_begin(mbedtls_md_context_t *context, enum pop3_hash hash,
                       struct pop3_bytes key)
{
    mbedtls_md_init(context);
    return mbedtls_md_setup(context, info_of(hash), 1) == 0 &&
           mbedtls_md_hmac_starts(context, key.n > 0 ? key.p : (const uint8_t *)"", key.n) == 0;
}

bool pop3_hmac(enum pop3_hash hash, struct pop3_bytes key, const struct pop3_bytes *parts,
               size_t count, uint8_t *mac)
{
    mbedtls_md_context_t context;
    bool done = hmac_begin(&context, hash, key);
    for (size_t i = 0; done && i < count; i++)
        done = mbedtls_md_hmac_update(&context, parts[i].p, parts[i].n) == 0;
    done = done && mbedtls_md_hmac_finish(&context, mac) == 0;
    mbedtls_md_free(&context);
    if (!done)
        pop3_wipe(mac, pop3_digest_size(hash));
    return done;
}

bool pop3_hmac_iterate(enum pop3_hash hash, struct pop3_bytes key, uint8_t *u, uint8_t *sum,
                       uint32_t n)
{
    mbedtls_md_context_t context;
    size_t size = pop3_digest_size(hash);
    bool done = hmac_begin(&context, hash, key);
    for (; done && n > 0; n--) {
        done = mbedtls_md_hmac_reset(&context) == 0 &&
               mbedtls_md_hmac_update(&context, u, size) == 0 &&
               mbedtls_md_hmac_finish(&context, u) == 0;
        for (size_t i = 0; i < size; i++)
            sum[i] ^= u[i];
    }
    mbedtls_md_free(&context);
    if (!done) {
        pop3_wipe(u, size);
        pop3_wipe(sum, size);
    }
    return done;
}
