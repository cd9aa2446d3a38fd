/* SPDX-License-Identifier: MIT */
/*
 * An adapter of src/hash against the vectors of RFC 1321, 3174, 6234, 2202,
 * 4231, 6070 and 7914. Built once for each adapter; with MD5_ONLY where the
 * library has nothing else.
 */
#include "harness.h"

#define MAX_PARTS 7u

struct vector {
    enum pop3_hash hash;
    const char *text; /* repeated so often */
    unsigned repeat;
    const char *digest;
};

struct mac {
    enum pop3_hash hash;
    const char *key;
    size_t key_size; /* one octet of key, repeated, where key has only one */
    const char *text;
    size_t text_size;
    const char *digest;
};

static const struct vector vectors[] = {
    /* RFC 1321 appendix A.5 */
    {POP3_MD5, "", 1, "d41d8cd98f00b204e9800998ecf8427e"},
    {POP3_MD5, "a", 1, "0cc175b9c0f1b6a831c399e269772661"},
    {POP3_MD5, "abc", 1, "900150983cd24fb0d6963f7d28e17f72"},
    {POP3_MD5, "message digest", 1, "f96b697d7cb7938d525a2f31aaf161d0"},
    {POP3_MD5, "abcdefghijklmnopqrstuvwxyz", 1, "c3fcd3d76192e4007dfb496cca67e13b"},
    {POP3_MD5, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 1,
     "d174ab98d277d9f5a5611c2c9f419d9f"},
    {POP3_MD5, "1234567890", 8, "57edf4a22be3c955ac49da2e2107b67a"},
    /* RFC 3174 section 7.3 */
    {POP3_SHA_1, "abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {POP3_SHA_1, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
    {POP3_SHA_1, "a", 1000000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"},
    {POP3_SHA_1, "0123456701234567012345670123456701234567012345670123456701234567", 10,
     "dea356a2cddd90c7a7ecedc5ebb563934f460452"},
    /* RFC 6234 section 8.5 */
    {POP3_SHA_256, "abc", 1,
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {POP3_SHA_256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {POP3_SHA_256, "a", 1000000,
     "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    {POP3_SHA_256, "0123456701234567012345670123456701234567012345670123456701234567", 10,
     "594847328451bdfa85056225462cc1d867d877fb388df0ce35f25ab5562bfbb5"},
};

#define KEY_25                                                                                 \
    "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16" \
    "\x17\x18\x19"
#define LARGE_KEY  "Test Using Larger Than Block-Size Key - Hash Key First"
#define LARGE_BOTH "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data"
#define LARGE_4231                                                                             \
    "This is a test using a larger than block-size key and a larger than block-size data. The" \
    " key needs to be hashed before being used by the HMAC algorithm."

static const struct mac macs[] = {
    /* RFC 2202 section 2 */
    {POP3_MD5, "\x0b", 16, "Hi There", 8, "9294727a3638bb1c13f48ef8158bfc9d"},
    {POP3_MD5, "Jefe", 4, "what do ya want for nothing?", 28,
     "750c783e6ab0b503eaa86e310a5db738"},
    {POP3_MD5, "\xaa", 16, "\xdd", 50, "56be34521d144c88dbb8c733f0e8b3f6"},
    {POP3_MD5, KEY_25, 25, "\xcd", 50, "697eaf0aca3a3aea3a75164746ffaa79"},
    {POP3_MD5, "\x0c", 16, "Test With Truncation", 20, "56461ef2342edc00f9bab995690efd4c"},
    {POP3_MD5, "\xaa", 80, LARGE_KEY, sizeof LARGE_KEY - 1, "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"},
    {POP3_MD5, "\xaa", 80, LARGE_BOTH, sizeof LARGE_BOTH - 1,
     "6f630fad67cda0ee1fb1f562db3aa53e"},
    /* RFC 2202 section 3 */
    {POP3_SHA_1, "\x0b", 20, "Hi There", 8, "b617318655057264e28bc0b6fb378c8ef146be00"},
    {POP3_SHA_1, "Jefe", 4, "what do ya want for nothing?", 28,
     "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
    {POP3_SHA_1, "\xaa", 20, "\xdd", 50, "125d7342b9ac11cd91a39af48aa17b4f63f175d3"},
    {POP3_SHA_1, KEY_25, 25, "\xcd", 50, "4c9007f4026250c6bc8414f9bf50c86c2d7235da"},
    {POP3_SHA_1, "\x0c", 20, "Test With Truncation", 20,
     "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"},
    {POP3_SHA_1, "\xaa", 80, LARGE_KEY, sizeof LARGE_KEY - 1,
     "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
    {POP3_SHA_1, "\xaa", 80, LARGE_BOTH, sizeof LARGE_BOTH - 1,
     "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"},
    /* RFC 4231 section 4, but for 4.6, which truncates */
    {POP3_SHA_256, "\x0b", 20, "Hi There", 8,
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {POP3_SHA_256, "Jefe", 4, "what do ya want for nothing?", 28,
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {POP3_SHA_256, "\xaa", 20, "\xdd", 50,
     "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {POP3_SHA_256, KEY_25, 25, "\xcd", 50,
     "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    {POP3_SHA_256, "\xaa", 131, LARGE_KEY, sizeof LARGE_KEY - 1,
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {POP3_SHA_256, "\xaa", 131, LARGE_4231, sizeof LARGE_4231 - 1,
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
};

static bool offered(enum pop3_hash hash)
{
#ifdef MD5_ONLY
    return hash == POP3_MD5;
#else
    (void)hash;
    return true;
#endif
}

static void hex_is(const uint8_t *digest, enum pop3_hash hash, const char *expected)
{
    char hex[2 * POP3_MAX_DIGEST + 1];
    for (size_t i = 0; i < pop3_digest_size(hash); i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(hex, expected);
}

/* The bytes cut into count parts, of which some are empty if there are few octets. */
static void parts_cut(struct pop3_bytes *parts, size_t count, struct pop3_bytes whole)
{
    for (size_t i = 0; i < count; i++) {
        size_t from = whole.n * i / count, to = whole.n * (i + 1) / count;
        parts[i] = (struct pop3_bytes){to > from ? whole.p + from : NULL, to - from};
    }
}

static void digests_of_the_rfcs_in_any_parts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        const struct vector *v = &vectors[i];
        size_t piece = strlen(v->text), n = piece * v->repeat;
        uint8_t *all = malloc(n + 1), digest[POP3_MAX_DIGEST];
        assert_non_null(all);
        for (unsigned k = 0; k < v->repeat; k++)
            memcpy(all + k * piece, v->text, piece);
        for (size_t count = 1; offered(v->hash) && count <= MAX_PARTS; count++) {
            struct pop3_bytes parts[MAX_PARTS];
            parts_cut(parts, count, (struct pop3_bytes){all, n});
            assert_true(pop3_digest(v->hash, parts, count, digest));
            hex_is(digest, v->hash, v->digest);
        }
        free(all);
    }
}

/* Octets given, or the one given, so often. */
static uint8_t *expand(const char *octets, size_t n)
{
    uint8_t *to = malloc(n);
    assert_non_null(to);
    if (octets[1] == 0)
        memset(to, (uint8_t)octets[0], n);
    else
        memcpy(to, octets, n);
    return to;
}

static void hmacs_of_the_rfcs_in_any_parts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof macs / sizeof macs[0]; i++) {
        const struct mac *v = &macs[i];
        uint8_t *key = expand(v->key, v->key_size), *text = expand(v->text, v->text_size);
        uint8_t mac[POP3_MAX_DIGEST];
        for (size_t count = 1; offered(v->hash) && count <= MAX_PARTS; count++) {
            struct pop3_bytes parts[MAX_PARTS];
            parts_cut(parts, count, (struct pop3_bytes){text, v->text_size});
            assert_true(
                pop3_hmac(v->hash, (struct pop3_bytes){key, v->key_size}, parts, count, mac));
            hex_is(mac, v->hash, v->digest);
        }
        free(key);
        free(text);
    }
}

/* HMAC_MD5("", "") and HMAC_SHA256("", ""), widely published. */
static void hmac_of_nothing_under_no_key(void **state)
{
    uint8_t mac[POP3_MAX_DIGEST];
    struct pop3_bytes none = {NULL, 0};
    (void)state;
    assert_true(pop3_hmac(POP3_MD5, none, NULL, 0, mac));
    hex_is(mac, POP3_MD5, "74e6f7298a9c2d168935f58c001bad88");
    if (!offered(POP3_SHA_256))
        return;
    assert_true(pop3_hmac(POP3_SHA_256, none, &none, 1, mac));
    hex_is(mac, POP3_SHA_256,
           "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void hmac_may_be_written_over_its_input(void **state)
{
    uint8_t key[16], text[POP3_MAX_DIGEST] = "Hi There";
    struct pop3_bytes part = {text, 8};
    (void)state;
    memset(key, 0x0b, sizeof key);
    assert_true(pop3_hmac(POP3_MD5, (struct pop3_bytes){key, sizeof key}, &part, 1, text));
    hex_is(text, POP3_MD5, "9294727a3638bb1c13f48ef8158bfc9d");
}

/* PBKDF2's first block, the iterations after the first in pieces of slice. */
static void block_is(enum pop3_hash hash, const char *password, const char *salt,
                     uint32_t iterations, uint32_t slice, const char *expected)
{
    static const uint8_t one[4] = {0, 0, 0, 1};
    struct pop3_bytes parts[2] = {bytes_of(salt), {one, sizeof one}}, key = bytes_of(password);
    uint8_t u[POP3_MAX_DIGEST], sum[POP3_MAX_DIGEST];
    assert_true(pop3_hmac(hash, key, parts, 2, u));
    memcpy(sum, u, sizeof sum);
    for (uint32_t left = iterations - 1; left > 0;) {
        uint32_t n = left < slice ? left : slice;
        assert_true(pop3_hmac_iterate(hash, key, u, sum, n));
        left -= n;
    }
    assert_true(pop3_hmac_iterate(hash, key, u, sum, 0));
    hex_is(sum, hash, expected);
}

/* RFC 6070 section 2 and RFC 7914 section 11, the first block of it. */
static void iterations_of_the_rfcs_in_any_slices(void **state)
{
    static const uint32_t slices[] = {1, 2, 3, 1000, UINT32_MAX};
    (void)state;
    for (size_t i = 0; offered(POP3_SHA_256) && i < sizeof slices / sizeof slices[0]; i++) {
        block_is(POP3_SHA_1, "password", "salt", 1, slices[i],
                 "0c60c80f961f0e71f3a9b524af6012062fe037a6");
        block_is(POP3_SHA_1, "password", "salt", 2, slices[i],
                 "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
        block_is(POP3_SHA_1, "password", "salt", 4096, slices[i],
                 "4b007901b765489abead49d926f721d065a429c1");
        block_is(POP3_SHA_256, "passwd", "salt", 1, slices[i],
                 "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
    }
    if (offered(POP3_SHA_256))
        block_is(POP3_SHA_256, "Password", "NaCl", 80000, UINT32_MAX,
                 "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

/* The key's preparation is kept over the iterations: a key beyond a block, too. */
static void iterations_are_what_hmac_says(void **state)
{
    static const enum pop3_hash hashes[] = {POP3_MD5, POP3_SHA_1, POP3_SHA_256};
    static const size_t sizes[] = {0, 1, 63, 64, 65, 200};
    uint8_t key[200], u[POP3_MAX_DIGEST], sum[POP3_MAX_DIGEST], v[POP3_MAX_DIGEST],
        total[POP3_MAX_DIGEST];
    (void)state;
    memset(key, 'k', sizeof key);
    for (size_t i = 0; i < 3 * sizeof sizes / sizeof sizes[0]; i++) {
        enum pop3_hash hash = hashes[i % 3];
        struct pop3_bytes k = {key, sizes[i / 3]}, part = {v, pop3_digest_size(hash)};
        if (!offered(hash))
            continue;
        memset(u, 'u', sizeof u);
        memset(v, 'u', sizeof v);
        memset(sum, 's', sizeof sum);
        memset(total, 's', sizeof total);
        assert_true(pop3_hmac_iterate(hash, k, u, sum, 5));
        for (unsigned n = 0; n < 5; n++) {
            assert_true(pop3_hmac(hash, k, &part, 1, v));
            for (size_t at = 0; at < part.n; at++)
                total[at] ^= v[at];
        }
        assert_memory_equal(u, v, sizeof u);
        assert_memory_equal(sum, total, sizeof sum);
    }
}

static void sizes_are_those_of_the_hashes(void **state)
{
    (void)state;
    assert_int_equal(pop3_digest_size(POP3_MD5), 16);
    assert_int_equal(pop3_digest_size(POP3_SHA_1), 20);
    assert_int_equal(pop3_digest_size(POP3_SHA_256), 32);
}

#ifdef MD5_ONLY
static void hash_that_is_missing_is_refused_and_leaves_zeros(void **state)
{
    static const uint8_t zeros[POP3_MAX_DIGEST];
    uint8_t u[POP3_MAX_DIGEST], sum[POP3_MAX_DIGEST];
    struct pop3_bytes part = LITERAL("abc");
    (void)state;
    memset(u, 'x', sizeof u);
    assert_false(pop3_digest(POP3_SHA_256, &part, 1, u));
    assert_memory_equal(u, zeros, sizeof u);
    memset(u, 'x', sizeof u);
    assert_false(pop3_hmac(POP3_SHA_256, part, &part, 1, u));
    assert_memory_equal(u, zeros, sizeof u);
    memset(u, 'x', sizeof u);
    memset(sum, 'x', sizeof sum);
    assert_false(pop3_hmac_iterate(POP3_SHA_256, part, u, sum, 1));
    assert_memory_equal(u, zeros, sizeof u);
    assert_memory_equal(sum, zeros, sizeof sum);
    assert_false(pop3_digest(POP3_SHA_1, &part, 1, u));
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_of_the_rfcs_in_any_parts),
        cmocka_unit_test(hmacs_of_the_rfcs_in_any_parts),
        cmocka_unit_test(hmac_of_nothing_under_no_key),
        cmocka_unit_test(hmac_may_be_written_over_its_input),
        cmocka_unit_test(iterations_of_the_rfcs_in_any_slices),
        cmocka_unit_test(iterations_are_what_hmac_says),
        cmocka_unit_test(sizes_are_those_of_the_hashes),
#ifdef MD5_ONLY
        cmocka_unit_test(hash_that_is_missing_is_refused_and_leaves_zeros),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
