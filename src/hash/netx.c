/* SPDX-License-Identifier: MIT */
/*
 * The digests over NetX Duo: MD5 of nx_md5.h, which every NetX Duo has, SHA-1
 * and SHA-256 of NetX Crypto. Where NetX Crypto is not in the build, define
 * NXPOP3_HASH_NETX_MD5_ONLY: the two are false then.
 *
 * HMAC (RFC 2104) is built here over the digests, since NetX Crypto's own takes
 * one piece of input and keeps four pads. The hashes have blocks of 64 octets,
 * so that after a pad a digest's state is its chaining value alone: the inner
 * loop of PBKDF2 restores that instead of hashing the pads again, which halves
 * the work. One context, 456 octets at most, is on the stack at a time.
 */
#include "nxpop3/hash.h"

#include "nx_api.h"
#include "nx_md5.h"
#ifndef NXPOP3_HASH_NETX_MD5_ONLY
#include "nx_crypto_sha1.h"
#include "nx_crypto_sha2.h"
#endif

#include <string.h>

#define BLOCK     64u
#define MAX_INPUT (1u << 28) /* octets; the bits of it fit into a ULONG */

struct digest {
    enum pop3_hash hash;
    union {
        NX_MD5 md5;
#ifndef NXPOP3_HASH_NETX_MD5_ONLY
        NX_CRYPTO_SHA1 sha1;
        NX_CRYPTO_SHA256 sha256;
#endif
    } u;
};

/* The chaining values after the two pads of a key. */
struct pads {
    ULONG inner[8], outer[8];
};

static bool digest_begin(struct digest *d, enum pop3_hash hash)
{
    d->hash = hash;
    switch (hash) {
    case POP3_MD5:
        return _nx_md5_initialize(&d->u.md5) == NX_SUCCESS;
#ifndef NXPOP3_HASH_NETX_MD5_ONLY
    case POP3_SHA_1:
        return _nx_crypto_sha1_initialize(&d->u.sha1, NX_CRYPTO_HASH_SHA1) == NX_CRYPTO_SUCCESS;
    case POP3_SHA_256:
        return _nx_crypto_sha256_initialize(&d->u.sha256, NX_CRYPTO_HASH_SHA256) ==
               NX_CRYPTO_SUCCESS;
#else
    case POP3_SHA_1:
    case POP3_SHA_256:
        break;
#endif
    }
    return false;
}

static bool digest_add(struct digest *d, const uint8_t *p, size_t n)
{
    UCHAR *input = (UCHAR *)p; /* NetX writes no const, and does not write there */
    if (n == 0)
        return true;
    if (n > MAX_INPUT)
        return false;
    switch (d->hash) {
    case POP3_MD5:
        return _nx_md5_update(&d->u.md5, input, (UINT)n) == NX_SUCCESS;
#ifndef NXPOP3_HASH_NETX_MD5_ONLY
    case POP3_SHA_1:
        return _nx_crypto_sha1_update(&d->u.sha1, input, (UINT)n) == NX_CRYPTO_SUCCESS;
    case POP3_SHA_256:
        return _nx_crypto_sha256_update(&d->u.sha256, input, (UINT)n) == NX_CRYPTO_SUCCESS;
#else
    case POP3_SHA_1:
    case POP3_SHA_256:
        break;
#endif
    }
    return false;
}

static bool digest_end(struct digest *d, uint8_t *digest)
{
    switch (d->hash) {
    case POP3_MD5:
        return _nx_md5_digest_calculate(&d->u.md5, digest) == NX_SUCCESS;
#ifndef NXPOP3_HASH_NETX_MD5_ONLY
    case POP3_SHA_1:
        return _nx_crypto_sha1_digest_calculate(&d->u.sha1, digest, NX_CRYPTO_HASH_SHA1) ==
               NX_CRYPTO_SUCCESS;
    case POP3_SHA_256:
        return _nx_crypto_sha256_digest_calculate(&d->u.sha256, digest,
                                                  NX_CRYPTO_HASH_SHA256) == NX_CRYPTO_SUCCESS;
#else
    case POP3_SHA_1:
    case POP3_SHA_256:
        break;
#endif
    }
    return false;
}

/* Where a context keeps the chaining value, of size octets, and the count of bits. */
struct state {
    ULONG *chain, *bits;
    size_t size;
};

static struct state state_of(struct digest *d)
{
    switch (d->hash) {
    case POP3_MD5:
        return (struct state){d->u.md5.nx_md5_states, d->u.md5.nx_md5_bit_count,
                              sizeof d->u.md5.nx_md5_states};
#ifndef NXPOP3_HASH_NETX_MD5_ONLY
    case POP3_SHA_1:
        return (struct state){d->u.sha1.nx_sha1_states, d->u.sha1.nx_sha1_bit_count,
                              sizeof d->u.sha1.nx_sha1_states};
    case POP3_SHA_256:
        return (struct state){d->u.sha256.nx_sha256_states, d->u.sha256.nx_sha256_bit_count,
                              sizeof d->u.sha256.nx_sha256_states};
#else
    case POP3_SHA_1:
    case POP3_SHA_256:
        break;
#endif
    }
    return (struct state){NULL, NULL, 0};
}

/* Begins a digest behind the pad whose chaining value is given. */
static bool digest_resume(struct digest *d, const ULONG *chain)
{
    struct state state = state_of(d);
    if (!state.chain || !digest_begin(d, d->hash))
        return false;
    memcpy(state.chain, chain, state.size);
    state.bits[0] = BLOCK * 8;
    return true;
}

/* The chaining value after the key of one block, each octet xored with pad. */
static bool pad_add(struct digest *d, enum pop3_hash hash, uint8_t *block, uint8_t pad,
                    ULONG *chain)
{
    struct state state;
    bool done;
    for (size_t i = 0; i < BLOCK; i++)
        block[i] ^= pad;
    done = digest_begin(d, hash) && digest_add(d, block, BLOCK);
    for (size_t i = 0; i < BLOCK; i++)
        block[i] ^= pad;
    state = state_of(d);
    if (done)
        memcpy(chain, state.chain, state.size);
    return done;
}

static bool pads_make(struct digest *d, enum pop3_hash hash, struct pop3_bytes key,
                      struct pads *pads)
{
    uint8_t block[BLOCK] = {0};
    bool done = true;
    if (key.n > BLOCK)
        done = digest_begin(d, hash) && digest_add(d, key.p, key.n) && digest_end(d, block);
    else if (key.n > 0)
        memcpy(block, key.p, key.n);
    done = done && pad_add(d, hash, block, 0x36, pads->inner) &&
           pad_add(d, hash, block, 0x5C, pads->outer);
    pop3_wipe(block, sizeof block);
    return done;
}

static bool hmac_make(struct digest *d, const struct pads *pads, const struct pop3_bytes *parts,
                      size_t count, uint8_t *mac)
{
    bool done = digest_resume(d, pads->inner);
    for (size_t i = 0; done && i < count; i++)
        done = digest_add(d, parts[i].p, parts[i].n);
    return done && digest_end(d, mac) && digest_resume(d, pads->outer) &&
           digest_add(d, mac, pop3_digest_size(d->hash)) && digest_end(d, mac);
}

bool pop3_digest(enum pop3_hash hash, const struct pop3_bytes *parts, size_t count,
                 uint8_t *digest)
{
    struct digest d;
    bool done = digest_begin(&d, hash);
    for (size_t i = 0; done && i < count; i++)
        done = digest_add(&d, parts[i].p, parts[i].n);
    done = done && digest_end(&d, digest);
    pop3_wipe(&d, sizeof d);
    if (!done)
        pop3_wipe(digest, pop3_digest_size(hash));
    return done;
}

bool pop3_hmac(enum pop3_hash hash, struct pop3_bytes key, const struct pop3_bytes *parts,
               size_t count, uint8_t *mac)
{
    struct digest d;
    struct pads pads;
    bool done = pads_make(&d, hash, key, &pads) && hmac_make(&d, &pads, parts, count, mac);
    pop3_wipe(&d, sizeof d);
    pop3_wipe(&pads, sizeof pads);
    if (!done)
        pop3_wipe(mac, pop3_digest_size(hash));
    return done;
}

bool pop3_hmac_iterate(enum pop3_hash hash, struct pop3_bytes key, uint8_t *u, uint8_t *sum,
                       uint32_t n)
{
    struct digest d;
    struct pads pads;
    size_t size = pop3_digest_size(hash);
    struct pop3_bytes part = {u, size};
    bool done = pads_make(&d, hash, key, &pads);
    for (; done && n > 0; n--) {
        done = hmac_make(&d, &pads, &part, 1, u);
        for (size_t i = 0; i < size; i++)
            sum[i] ^= u[i];
    }
    pop3_wipe(&d, sizeof d);
    pop3_wipe(&pads, sizeof pads);
    if (!done) {
        pop3_wipe(u, size);
        pop3_wipe(sum, size);
    }
    return done;
}
