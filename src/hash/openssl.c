/* SPDX-License-Identifier: MIT */
/*
 * The digests over OpenSSL 3. Algorithms are fetched from the default library
 * context at each call, so that its configuration (FIPS) decides what there is.
 * OpenSSL's contexts wipe themselves when they are freed, and what it has to say
 * about a failure is not left in the thread's error queue, where TLS would find it.
 */
#include "nxpop3/hash.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

static const char *name_of(enum pop3_hash hash)
{
    switch (hash) {
    case POP3_MD5:
        return "MD5";
    case POP3_SHA_1:
        return "SHA1";
    case POP3_SHA_256:
        return "SHA256";
    }
    return NULL;
}

bool pop3_digest(enum pop3_hash hash, const struct pop3_bytes *parts, size_t count,
                 uint8_t *digest)
{
    ERR_set_mark();
    EVP_MD *md = EVP_MD_fetch(NULL, name_of(hash), NULL);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool done = md && context && EVP_DigestInit_ex2(context, md, NULL);
    for (size_t i = 0; done && i < count; i++)
        done = EVP_DigestUpdate(context, parts[i].p, parts[i].n);
    done = done && EVP_DigestFinal_ex(context, digest, NULL);
    if (!done)
        pop3_wipe(digest, pop3_digest_size(hash));
    EVP_MD_CTX_free(context);
    EVP_MD_free(md);
    ERR_pop_to_mark();
    return done;
}

/* A context with the key in it, to be freed; NULL where OpenSSL refuses. */
static EVP_MAC_CTX *hmac_new(enum pop3_hash hash, struct pop3_bytes key)
{
    char *name = (char *)name_of(hash); /* OSSL_PARAM knows no const */
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
        OSSL_PARAM_construct_end()};
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *context = mac ? EVP_MAC_CTX_new(mac) : NULL;
    EVP_MAC_free(mac); /* the context holds its own reference */
    if (context &&
        EVP_MAC_init(context, key.n > 0 ? key.p : (const uint8_t *)"", key.n, params))
        return context;
    EVP_MAC_CTX_free(context);
    return NULL;
}

bool pop3_hmac(enum pop3_hash hash, struct pop3_bytes key, const struct pop3_bytes *parts,
               size_t count, uint8_t *mac)
{
    ERR_set_mark();
    EVP_MAC_CTX *context = hmac_new(hash, key);
    size_t n, size = pop3_digest_size(hash);
    bool done = context != NULL;
    for (size_t i = 0; done && i < count; i++)
        done = EVP_MAC_update(context, parts[i].p, parts[i].n);
    done = done && EVP_MAC_final(context, mac, &n, size);
    if (!done)
        pop3_wipe(mac, size);
    EVP_MAC_CTX_free(context);
    ERR_pop_to_mark();
    return done;
}

bool pop3_hmac_iterate(enum pop3_hash hash, struct pop3_bytes key, uint8_t *u, uint8_t *sum,
                       uint32_t n)
{
    ERR_set_mark();
    EVP_MAC_CTX *context = hmac_new(hash, key);
    size_t written, size = pop3_digest_size(hash);
    bool done = context != NULL;
    for (; done && n > 0; n--) {
        done = EVP_MAC_init(context, NULL, 0, NULL) && EVP_MAC_update(context, u, size) &&
               EVP_MAC_final(context, u, &written, size);
        for (size_t i = 0; i < size; i++)
            sum[i] ^= u[i];
    }
    if (!done) {
        pop3_wipe(u, size);
        pop3_wipe(sum, size);
    }
    EVP_MAC_CTX_free(context);
    ERR_pop_to_mark();
    return done;
}
