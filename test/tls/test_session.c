/* SPDX-License-Identifier: MIT */
/*
 * Octets through a session, cut everywhere; how it ends; what a server may not
 * do to it.
 */
#include <pthread.h>
#include <stdlib.h>

#include "kit.h"

static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
static const size_t chunks[] = {1, 3, 1000, 16408, 70000};
#define EACH_VERSION(v) for (size_t v = 0; v < 2; v++)
#define COUNT(a)        (sizeof(a) / sizeof((a)[0]))

static struct pair *pair_at(int version, size_t chunk)
{
    struct server_spec spec = {.cert = &zoo.good, .min = version, .max = version};
    enum pop3_tls_step step;
    struct pair *pair = pair_begin(context, NULL, &spec, chunk, &step);

    MUST(step == POP3_TLS_DONE);
    return pair;
}

static void pattern_fill(uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)(i * 7 + i / 251);
}

/* A message down, at each chunk size and each size of the reader's buffer. */
static void tls_download_is_the_same_however_cut(void **state)
{
    static uint8_t sent[20000], got[sizeof(sent) + 1];
    static const size_t caps[] = {1, 100, 20000, sizeof(got)};

    (void)state;
    pattern_fill(sent, sizeof(sent));
    for (size_t i = 0; i < 2 * COUNT(chunks) * COUNT(caps); i++) {
        size_t cap = caps[i / 2 % COUNT(caps)], chunk = chunks[i / 2 / COUNT(caps)], total = 0;
        struct pair *pair = pair_at(versions[i % 2], chunk);

        MUST(SSL_write(pair->server.ssl, sent, sizeof(sent)) == sizeof(sent));
        while (total < sizeof(sent)) {
            size_t n, room = sizeof(got) - total;

            pair_read(pair, got + total, cap < room ? cap : room, &n);
            assert_true(n > 0);
            total += n;
        }
        assert_int_equal(total, sizeof(sent));
        assert_memory_equal(got, sent, sizeof(sent));
        pair_end(pair);
    }
}

/* Up: a write takes what there is room for and never more. */
static void tls_upload_stops_at_the_limit_and_goes_on(void **state)
{
    static uint8_t sent[300000], got[300000];

    (void)state;
    pattern_fill(sent, sizeof(sent));
    EACH_VERSION(v)
    {
        struct pair *pair = pair_at(versions[v], 70000);
        size_t total = 0, arrived = 0, stops = 0;

        while (arrived < sizeof(sent)) {
            struct pop3_bytes rest = {sent + total, sizeof(sent) - total};
            size_t n = pop3_tls_write(pair->t, rest);
            int more;

            assert_true(pop3_tls_out(pair->t).n <= 65536);
            stops += n < rest.n;
            total += n;
            assert_int_equal(pop3_tls_write(pair->t, (struct pop3_bytes){sent, 0}), 0);
            pair_move(pair);
            while ((more = SSL_read(pair->server.ssl, got + arrived,
                                    (int)(sizeof(got) - arrived))) > 0)
                arrived += (size_t)more;
        }
        assert_true(stops >= 3);
        assert_int_equal(total, sizeof(sent));
        assert_memory_equal(got, sent, sizeof(sent));
        pair_end(pair);
    }
}

static void tls_small_commands_at_every_chunk(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * COUNT(chunks); i++) {
        struct pair *pair = pair_at(versions[i % 2], chunks[i / 2]);

        for (int k = 0; k < 10; k++) {
            assert_int_equal(pop3_tls_write(pair->t, bytes("NOOP\r\n")), 6);
            pair_shake(pair);
            assert_int_equal(pair->server.got, (k + 1) * 6);
        }
        pair_end(pair);
    }
}

static void tls_proper_end_is_closed(void **state)
{
    uint8_t buffer[100];
    size_t n;

    (void)state;
    for (size_t i = 0; i < 2 * COUNT(chunks); i++) {
        struct pair *pair = pair_at(versions[i % 2], chunks[i / 2]);

        SSL_write(pair->server.ssl, "+OK bye\r\n", 9);
        SSL_shutdown(pair->server.ssl);
        assert_int_equal(pair_read(pair, buffer, sizeof(buffer), &n), POP3_TLS_CLOSED);
        assert_int_equal(n, 9);
        assert_memory_equal(buffer, "+OK bye\r\n", 9);
        pop3_tls_eof(pair->t);
        assert_int_equal(pair_read(pair, buffer, sizeof(buffer), &n), POP3_TLS_CLOSED);
        assert_int_equal(n, 0);
        assert_int_equal(pop3_tls_error(pair->t)->fault, POP3_TLS_FINE);
        pair_end(pair);
    }
}

/* The data before the cut is delivered, then the cut is told. */
static void tls_end_without_close_notify_is_truncated(void **state)
{
    uint8_t buffer[100];
    size_t n;

    (void)state;
    for (size_t i = 0; i < 2 * COUNT(chunks); i++) {
        struct pair *pair = pair_at(versions[i % 2], chunks[i / 2]);

        SSL_write(pair->server.ssl, "+OK\r\n", 5);
        while (pair_move(pair))
            continue;
        pop3_tls_eof(pair->t);
        assert_int_equal(pair_read(pair, buffer, sizeof(buffer), &n), POP3_TLS_FAILED);
        assert_int_equal(n, 5);
        assert_int_equal(pop3_tls_error(pair->t)->fault, POP3_TLS_TRUNCATED);
        assert_true(is_sentence(pop3_tls_error(pair->t)->text));
        assert_int_equal(pop3_tls_write(pair->t, bytes("QUIT\r\n")), 0);
        pair_end(pair);
    }
}

/* A record, and the close_notify after it, each cut at every octet. */
static void tls_cut_anywhere_is_truncated(void **state)
{
    (void)state;
    EACH_VERSION(v)
    {
        for (size_t cut = 0;; cut++) {
            struct pair *pair = pair_at(versions[v], 70000);
            uint8_t buffer[100];
            size_t n, whole, data;

            pair_read(pair, buffer, sizeof(buffer), &n); /* tickets */
            SSL_write(pair->server.ssl, "+OK\r\n", 5);
            data = BIO_ctrl_pending(pair->server.out);
            SSL_shutdown(pair->server.ssl);
            while (pair_move(pair))
                continue;
            whole = pair->wire_n;
            if (cut >= whole) {
                pair_end(pair);
                break;
            }
            pair->wire_n = cut;
            pop3_tls_eof(pair->t);
            assert_int_equal(pair_read(pair, buffer, sizeof(buffer), &n), POP3_TLS_FAILED);
            assert_int_equal(n, cut >= data ? 5 : 0);
            assert_int_equal(pop3_tls_error(pair->t)->fault, POP3_TLS_TRUNCATED);
            pair_end(pair);
        }
    }
}

static void tls_end_during_the_handshake_is_truncated(void **state)
{
    struct pop3_tls_target target = {.host = HOST};
    struct pop3_tls_error error;
    struct pop3_tls *t = pop3_tls_new(context, &target, &error);

    (void)state;
    assert_int_equal(pop3_tls_handshake(t, NULL), POP3_TLS_WANT_INPUT);
    assert_true(pop3_tls_out(t).n > 0);
    pop3_tls_eof(t);
    assert_int_equal(pop3_tls_handshake(t, NULL), POP3_TLS_FAILED);
    assert_int_equal(pop3_tls_error(t)->fault, POP3_TLS_TRUNCATED);
    assert_int_equal(pop3_tls_handshake(t, NULL), POP3_TLS_FAILED);
    pop3_tls_free(t);
}

static void tls_close_is_seen_by_the_server_and_reading_goes_on(void **state)
{
    uint8_t buffer[100];
    size_t n;

    (void)state;
    EACH_VERSION(v)
    {
        struct pair *pair = pair_at(versions[v], 1);

        pop3_tls_write(pair->t, bytes("QUIT\r\n"));
        pop3_tls_close(pair->t);
        pop3_tls_close(pair->t);
        assert_int_equal(pop3_tls_write(pair->t, bytes("NOOP\r\n")), 0);
        pair_shake(pair);
        assert_int_equal(pair->server.got, 6);
        assert_int_equal(SSL_get_shutdown(pair->server.ssl), SSL_RECEIVED_SHUTDOWN);
        SSL_write(pair->server.ssl, "+OK bye\r\n", 9);
        SSL_shutdown(pair->server.ssl);
        assert_int_equal(pair_read(pair, buffer, sizeof(buffer), &n), POP3_TLS_CLOSED);
        assert_int_equal(n, 9);
        pair_end(pair);
    }
}

static void tls_close_before_the_handshake_sends_nothing(void **state)
{
    struct pop3_tls_target target = {.host = HOST};
    struct pop3_tls_error error;
    struct pop3_tls *t = pop3_tls_new(context, &target, &error);
    uint8_t buffer[10];
    size_t n;

    (void)state;
    pop3_tls_close(t);
    assert_int_equal(pop3_tls_write(t, bytes("x")), 0);
    assert_int_equal(pop3_tls_out(t).n, 0);
    assert_int_equal(pop3_tls_read(t, NULL, buffer, sizeof(buffer), &n), POP3_TLS_FAILED);
    assert_int_equal(pop3_tls_error(t)->fault, POP3_TLS_LOCAL);
    pop3_tls_free(t);
}

static void tls_server_in_the_clear_is_explained(void **state)
{
    static const char *const greetings[] = {"+OK ready\r\n", "-ERR busy\r\n",
                                            "HTTP/1.1 400 Bad Request\r\n\r\n"};

    (void)state;
    for (size_t i = 0; i < COUNT(greetings); i++) {
        struct pop3_tls_target target = {.host = HOST};
        struct pop3_tls_error error;
        struct pop3_tls *t = pop3_tls_new(context, &target, &error);
        struct pop3_bytes in = bytes(greetings[i]);

        assert_int_equal(pop3_tls_handshake(t, &in), POP3_TLS_FAILED);
        assert_int_equal(pop3_tls_error(t)->fault, POP3_TLS_PROTOCOL);
        assert_non_null(strstr(pop3_tls_error(t)->text, "does not speak TLS"));
        pop3_tls_free(t);
    }
}

/* One octet of ciphertext is changed: nothing of that record comes out. */
static void tls_changed_octet_is_found(void **state)
{
    (void)state;
    EACH_VERSION(v)
    {
        for (size_t at = 0; at < 30; at++) {
            struct pair *pair = pair_at(versions[v], 70000);
            uint8_t buffer[100];
            size_t n;

            pair_read(pair, buffer, sizeof(buffer), &n);
            SSL_write(pair->server.ssl, "+OK 0123456789\r\n", 16);
            while (pair_move(pair))
                continue;
            pair->wire[at] ^= 0x40;
            pop3_tls_eof(pair->t);
            assert_int_equal(pair_read(pair, buffer, sizeof(buffer), &n), POP3_TLS_FAILED);
            assert_int_equal(n, 0);
            pair_end(pair);
        }
    }
}

/* HelloRequests are answered with a warning, nothing is negotiated. */
static void tls_renegotiation_refused(void **state)
{
    struct pair *pair = pair_at(TLS1_2_VERSION, 70000);
    uint8_t buffer[100];
    size_t n;

    (void)state;
    SSL_renegotiate(pair->server.ssl);
    SSL_do_handshake(pair->server.ssl);
    while (pair_move(pair))
        continue;
    pair->chunk = 0; /* what the client answers stays in sight */
    pair_read(pair, buffer, sizeof(buffer), &n);
    assert_int_equal(n, 0);
    assert_true(pop3_tls_out(pair->t).n > 5);
    assert_int_equal(pop3_tls_out(pair->t).p[0], 21); /* an alert, and nothing else */
    assert_int_equal(pop3_tls_out(pair->t).p[4] + 5, pop3_tls_out(pair->t).n);
    pair->chunk = 70000;
    pair_shake(pair);
    assert_int_equal(SSL_total_renegotiations(pair->server.ssl), 1);
    assert_int_equal(SSL_num_renegotiations(pair->server.ssl), 1);
    assert_false(SSL_is_init_finished(pair->server.ssl)); /* it waits in vain */
    pair_end(pair);
}

/* A peer that asks and asks without reading does not fill the memory. */
static void tls_key_updates_without_end_are_bounded(void **state)
{
    struct pair *pair = pair_at(TLS1_3_VERSION, 70000);
    uint8_t buffer[100];

    (void)state;
    for (int i = 0; i < 5000; i++) {
        struct pop3_bytes in;
        size_t n;
        int got;

        MUST(SSL_key_update(pair->server.ssl, SSL_KEY_UPDATE_REQUESTED) == 1);
        MUST(SSL_write(pair->server.ssl, "x", 1) == 1);
        got = BIO_read(pair->server.out, pair->wire, sizeof(pair->wire));
        in = (struct pop3_bytes){pair->wire, (size_t)got};
        if (pop3_tls_read(pair->t, &in, buffer, sizeof(buffer), &n) != POP3_TLS_DONE)
            break;
        assert_true(pop3_tls_out(pair->t).n <= 65536);
    }
    assert_true(pop3_tls_out(pair->t).n <= 65536);
    pair_end(pair);
}

static void *handshakes_run(void *unused)
{
    struct pop3_tls_target target = {.host = HOST};
    struct server_spec spec = {.cert = &zoo.good};

    (void)unused;
    for (int i = 0; i < 10; i++) {
        enum pop3_tls_step step;
        struct pair *pair = pair_begin(context, &target, &spec, 5000, &step);

        MUST(step == POP3_TLS_DONE);
        pair_end(pair);
    }
    return NULL;
}

static void tls_context_serves_threads(void **state)
{
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < COUNT(threads); i++)
        MUST(pthread_create(&threads[i], NULL, handshakes_run, NULL) == 0);
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_join(threads[i], NULL);
}

static void tls_session_outlives_its_context(void **state)
{
    struct pop3_tls_context *c = context_make(zoo.ca_file, NULL, NULL, POP3_TLS_1_2);
    struct server_spec spec = {.cert = &zoo.good};
    enum pop3_tls_step step;
    struct pair *pair = pair_begin(c, NULL, &spec, 70000, &step);

    (void)state;
    pop3_tls_context_free(c);
    pop3_tls_write(pair->t, bytes("NOOP\r\n"));
    pair_shake(pair);
    assert_int_equal(pair->server.got, 6);
    pair_end(pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls_download_is_the_same_however_cut),
        cmocka_unit_test(tls_upload_stops_at_the_limit_and_goes_on),
        cmocka_unit_test(tls_small_commands_at_every_chunk),
        cmocka_unit_test(tls_proper_end_is_closed),
        cmocka_unit_test(tls_end_without_close_notify_is_truncated),
        cmocka_unit_test(tls_cut_anywhere_is_truncated),
        cmocka_unit_test(tls_end_during_the_handshake_is_truncated),
        cmocka_unit_test(tls_close_is_seen_by_the_server_and_reading_goes_on),
        cmocka_unit_test(tls_close_before_the_handshake_sends_nothing),
        cmocka_unit_test(tls_server_in_the_clear_is_explained),
        cmocka_unit_test(tls_changed_octet_is_found),
        cmocka_unit_test(tls_renegotiation_refused),
        cmocka_unit_test(tls_key_updates_without_end_are_bounded),
        cmocka_unit_test(tls_context_serves_threads),
        cmocka_unit_test(tls_session_outlives_its_context),
    };

    return cmocka_run_group_tests_name("tls-session", tests, kit_begin, kit_end);
}
