/* SPDX-License-Identifier: MIT */
/* The only file of the practice server that knows OpenSSL, see digest.h. */
#include "digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <limits.h>
#include <string.h>

static void hex_write(const uint8_t *p, size_t n, char *out)
{
    static const char digit[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        *out++ = digit[p[i] >> 4];
        *out++ = digit[p[i] & 15];
    }
    *out = '\0';
}

bool digest_md5(const char *a, const char *b, char out[DIGEST_MD5_TEXT])
{
    uint8_t sum[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = ctx && EVP_DigestInit_ex(ctx, EVP_md5(), NULL) == 1 &&
              EVP_DigestUpdate(ctx, a, strlen(a)) == 1 &&
              EVP_DigestUpdate(ctx, b, strlen(b)) == 1 &&
              EVP_DigestFinal_ex(ctx, sum, NULL) == 1;

    EVP_MD_CTX_free(ctx);
    if (ok)
        hex_write(sum, 16, out);
    return ok;
}

bool digest_sha256(const void *p, size_t n, char out[DIGEST_SHA256_TEXT])
{
    uint8_t sum[EVP_MAX_MD_SIZE];

    if (EVP_Digest(p, n, sum, NULL, EVP_sha256(), NULL) != 1)
        return false;
    hex_write(sum, 32, out);
    return true;
}

bool digest_random(void *p, size_t n)
{
    return n <= INT_MAX && RAND_bytes(p, (int)n) == 1;
}

bool digest_equal(const char *a, const char *b)
{
    size_t n = strlen(a);

    return strlen(b) == n && CRYPTO_memcmp(a, b, n) == 0;
}
