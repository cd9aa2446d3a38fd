/* SPDX-License-Identifier: MIT */
/*
 * Secrets in memory: every block that OpenSSL and the port ever held is searched
 * for what went through a session, when it is freed and while it lives.
 */
#include <stdlib.h>

#include <openssl/crypto.h>

#include "kit.h"

#define PIN "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

/* Each block is led by its size and its neighbours. */
struct block {
    struct block *next, *before;
    size_t n;
    _Alignas(max_align_t) uint8_t p[];
};

static struct block blocks = {&blocks, &blocks, 0};
static const uint8_t *secret; /* what is searched for; NULL: nothing */
static size_t secret_n, found;
static long left = -1; /* allocations that succeed; -1: all */

static void search(const struct block *block)
{
    for (size_t i = 0; secret != NULL && i + secret_n <= block->n; i++)
        found += memcmp(block->p + i, secret, secret_n) == 0;
}

static void *tracked_malloc(size_t n, const char *file, int line)
{
    struct block *block;

    (void)file, (void)line;
    if (n == 0 || left == 0)
        return NULL;
    left -= left > 0;
    block = calloc(1, sizeof(*block) + n);
    if (block == NULL)
        return NULL;
    block->n = n;
    block->next = blocks.next;
    block->before = &blocks;
    block->next->before = block;
    blocks.next = block;
    return block->p;
}

static void tracked_free(void *p, const char *file, int line)
{
    struct block *block;

    (void)file, (void)line;
    if (p == NULL)
        return;
    block = (struct block *)((uint8_t *)p - offsetof(struct block, p));
    search(block);
    block->next->before = block->before;
    block->before->next = block->next;
    free(block);
}

static void *tracked_realloc(void *p, size_t n, const char *file, int line)
{
    void *bigger = tracked_malloc(n, file, line);

    if (p != NULL && bigger != NULL) {
        size_t old = ((struct block *)((uint8_t *)p - offsetof(struct block, p)))->n;

        memcpy(bigger, p, old < n ? old : n);
    }
    if (bigger != NULL || n == 0)
        tracked_free(p, file, line);
    return bigger;
}

static size_t found_now(void)
{
    for (const struct block *block = blocks.next; block != &blocks; block = block->next)
        search(block);
    return found;
}

static void search_for(const char *text)
{
    secret = (const uint8_t *)text;
    secret_n = strlen(text);
    found = 0;
}

static void tls_search_finds_what_is_there(void **state)
{
    char *p = OPENSSL_strdup("look: hidden-thing-1");

    (void)state;
    search_for("hidden-thing-1");
    assert_int_equal(found_now(), 1);
    OPENSSL_free(p);
    assert_true(found == 2);
    search_for("hidden-thing-1");
    assert_int_equal(found_now(), 0);
}

/* A password up and a token down, on each version and cipher. */
static void tls_leaves_no_plaintext_behind(void **state)
{
    static const struct {
        int version;
        const char *ciphers;
    } cases[] = {{TLS1_3_VERSION, NULL},
                 {TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256"},
                 {TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305"}};
    uint8_t buffer[200];
    size_t n;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct server_spec spec = {.cert = &zoo.good,
                                   .min = cases[i].version,
                                   .max = cases[i].version,
                                   .ciphers = cases[i].ciphers};
        struct pair *pair = pair_good(&spec);

        search_for("correct horse battery");
        assert_int_equal(pop3_tls_write(pair->t, bytes("PASS correct horse battery\r\n")), 28);
        assert_int_equal(found_now(), 0);
        pair_shake(pair);
        assert_int_equal(pair->server.got, 28);
        MUST(SSL_write(pair->server.ssl, "+ correct horse battery\r\n", 25) == 25);
        assert_int_equal(pair_read(pair, buffer, sizeof(buffer), &n), POP3_TLS_WANT_INPUT);
        assert_int_equal(n, 25);
        assert_int_equal(found_now(), 0);
        pair_end(pair);
        assert_int_equal(found_now(), 0);
    }
}

/* The secret that a resumption carries is gone from memory with its session. */
static void tls_leaves_no_master_secret_behind(void **state)
{
    struct server_spec spec = {.cert = &zoo.good, .max = TLS1_2_VERSION};
    struct pair *pair = pair_good(&spec);
    unsigned char master[48 + 1] = {0};

    (void)state;
    MUST(SSL_SESSION_get_master_key(SSL_get_session(pair->server.ssl), master, 48) == 48);
    secret = master;
    secret_n = 48;
    found = 0;
    assert_true(found_now() > 0);
    found = 0;
    pair_end(pair);
    assert_int_equal(found_now(), 0);
    secret = NULL;
}

/* Each allocation fails in turn: an error that says so, or all is well; never a crash. */
static void tls_without_memory_fails_properly(void **state)
{
    struct pop3_tls_config config = {.ca_file = zoo.ca_file};
    struct pop3_tls_target target = {.host = HOST, .pins = PIN};
    struct pop3_tls_error error;
    size_t refused = 0;

    (void)state;
    for (long n = 0;; n++) {
        struct pop3_tls_context *c;
        struct pop3_tls *t = NULL;
        bool enough;

        left = n;
        c = pop3_tls_context_new(&config, &error);
        if (c != NULL)
            t = pop3_tls_new(c, &target, &error);
        enough = left != 0;
        left = -1;
        if (t == NULL) {
            assert_int_equal(error.fault, POP3_TLS_LOCAL);
            assert_true(strlen(error.text) > 10);
            refused++;
        }
        pop3_tls_free(t);
        pop3_tls_context_free(c);
        if (enough)
            break;
    }
    assert_true(refused > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls_search_finds_what_is_there),
        cmocka_unit_test(tls_leaves_no_plaintext_behind),
        cmocka_unit_test(tls_leaves_no_master_secret_behind),
        cmocka_unit_test(tls_without_memory_fails_properly),
    };

    if (CRYPTO_set_mem_functions(tracked_malloc, tracked_realloc, tracked_free) != 1)
        return 1;
    return cmocka_run_group_tests_name("tls-memory", tests, kit_begin, kit_end);
}
