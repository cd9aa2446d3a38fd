/* SPDX-License-Identifier: MIT */
/*
 * Limits: the longest line, cut lines, items, octets, the defaults, and
 * configurations that cannot hold a reply.
 */
#include "cmocka_all.h"
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "+OK " and n - 4 times x, CRLF, given whole and in two parts. */
static enum pop3_err long_line(size_t n, size_t split, uint16_t line_cap, bool *cut,
                               size_t *got)
{
    char *line = malloc(n + 2);
    struct pop3_event ev;
    struct session s;
    struct pop3_bytes in;

    require(line != NULL && n >= 4);
    memcpy(line, "+OK ", 4);
    memset(line + 4, 'x', n - 4);
    memcpy(line + n, "\r\n", 2);
    session_open(&s, &(struct options){.line_cap = line_cap});
    in = (struct pop3_bytes){(const uint8_t *)line, split};
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_NONE);
    in = (struct pop3_bytes){(const uint8_t *)line + split, n + 2 - split};
    enum pop3_what what = pop3_next(&s.p, &in, &ev);
    assert_int_equal(what, pop3_error(&s.p) == POP3_OK ? POP3_REPLY : POP3_FAILED);
    *cut = ev.cut;
    *got = ev.data.n;
    enum pop3_err err = pop3_error(&s.p);
    session_close(&s);
    free(line);
    return err;
}

static void lines_up_to_4096_octets_are_read_and_longer_ones_are_not(void **state)
{
    static const size_t splits[] = {0, 1, 4, 511, 512, 513, 4000, 4094, 4095, 4096};
    bool cut;
    size_t got;

    (void)state;
    for (size_t i = 0; i < sizeof splits / sizeof splits[0]; i++) {
        assert_int_equal(long_line(4096, splits[i], 512, &cut, &got), POP3_OK);
        assert_true(cut);
        assert_int_equal(got, 508);
        assert_int_equal(long_line(4096, splits[i], 4096, &cut, &got), POP3_OK);
        assert_false(cut);
        assert_int_equal(got, 4092);
        assert_int_equal(long_line(4097, splits[i], 512, &cut, &got), POP3_ERR_TOO_LONG);
        assert_int_equal(long_line(60000, splits[i], 65535, &cut, &got), POP3_ERR_TOO_LONG);
    }
}

static void a_line_is_cut_exactly_at_the_buffer(void **state)
{
    bool cut;
    size_t got;

    (void)state;
    for (uint16_t cap = POP3_MIN_LINE; cap < 600; cap = (uint16_t)(cap + 61)) {
        for (size_t split = 0; split < cap; split += 13) {
            assert_int_equal(long_line(cap, split, cap, &cut, &got), POP3_OK);
            assert_true(!cut && got == cap - 4u);
            assert_int_equal(long_line(cap + 1u, split, cap, &cut, &got), POP3_OK);
            assert_true(cut && got == cap - 4u);
        }
    }
}

static void an_endless_line_ends_the_session_at_the_same_octet(void **state)
{
    static const size_t steps[] = {1, 7, 100, 1460, 4097, 4098, 4099, 60000};
    char text[60000];

    (void)state;
    memset(text, 'a', sizeof text);
    memcpy(text, "+OK ", 4);
    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        struct session s;
        size_t at = 0;
        session_open(&s, NULL);
        while (pop3_error(&s.p) == POP3_OK && at < sizeof text) {
            size_t n = sizeof text - at < steps[k] ? sizeof text - at : steps[k];
            session_feed(&s, (const uint8_t *)text + at, n);
            at += n;
        }
        assert_int_equal(pop3_error(&s.p), POP3_ERR_TOO_LONG);
        assert_true(at <= 4098 + steps[k]);
        assert_int_equal(s.ended, 1);
        session_close(&s);
    }
}

static void capa_has_at_most_256_lines(void **state)
{
    (void)state;
    for (unsigned lines = 255; lines <= 258; lines++) {
        struct session s;
        session_greeted(&s, &(struct options){.max_items = 3}); /* of other listings */
        assert_int_equal(session_command(&s, "CAPA"), POP3_OK);
        session_feed_text(&s, "+OK\r\n");
        for (unsigned i = 0; i < lines; i++)
            session_feed_text(&s, "X-TAG\r\n");
        session_feed_text(&s, ".\r\n");
        assert_int_equal(pop3_error(&s.p), lines > 256 ? POP3_ERR_LIMIT : POP3_OK);
        assert_true(pop3_idle(&s.p) == (lines <= 256));
        session_close(&s);
    }
}

static void listing_until(uint32_t max_items, uint32_t lines, enum pop3_err want)
{
    char block[1000 * 5 + 1];
    struct session s;
    struct pop3_event ev;

    for (size_t i = 0; i < 1000; i++)
        memcpy(block + i * 5, "9 9\r\n", 6);
    session_logged_in(&s, &(struct options){.max_items = max_items});
    assert_int_equal(session_command(&s, "LIST"), POP3_OK);
    session_feed_text(&s, "+OK\r\n");
    for (uint32_t i = 0; i < lines; i += 1000) {
        uint32_t n = lines - i < 1000 ? lines - i : 1000;
        struct pop3_bytes in = {(const uint8_t *)block, n * 5};
        while (pop3_next(&s.p, &in, &ev) == POP3_ITEM)
            continue;
    }
    assert_int_equal(pop3_error(&s.p), want);
    session_close(&s);
}

static void listings_have_at_most_a_million_lines_by_default(void **state)
{
    (void)state;
    listing_until(0, POP3_DEFAULT_ITEMS, POP3_OK);
    listing_until(0, POP3_DEFAULT_ITEMS + 1, POP3_ERR_LIMIT);
    listing_until(1, 1, POP3_OK);
    listing_until(1, 2, POP3_ERR_LIMIT);
}

/* The same megabyte again and again; a body without dots costs the engine one search. */
static void messages_have_at_most_4_gib_by_default(void **state)
{
    static uint8_t block[1 << 20];
    uint64_t got = 0;
    struct pop3_event ev;
    struct session s;

    (void)state;
    memset(block, 'a', sizeof block);
    session_logged_in(&s, NULL);
    assert_int_equal(session_command(&s, "RETR 1"), POP3_OK);
    session_feed_text(&s, "+OK\r\n");
    while (pop3_error(&s.p) == POP3_OK) {
        struct pop3_bytes in = {block, sizeof block};
        while (pop3_next(&s.p, &in, &ev) == POP3_BODY)
            got += ev.data.n;
    }
    assert_true(got == POP3_DEFAULT_OCTETS);
    assert_int_equal(pop3_error(&s.p), POP3_ERR_LIMIT);
    session_close(&s);
}

/* One large input, the message's end at the given place. */
static void large_input(uint8_t *body, size_t size, size_t end)
{
    struct pop3_bytes in = {body, end + 5};
    struct pop3_event ev;
    struct session s;
    size_t sum = 0, spans = 0;

    require(end + 5 <= size);
    memset(body, 'a', size);
    memcpy(body + 5000, "\r\n.b\n.\r.", 8);
    memcpy(body + size / 2, "\r\n..", 4);
    memcpy(body + end, "\r\n.\r\n", 5);
    session_logged_in(&s, NULL);
    assert_int_equal(session_command(&s, "RETR 1"), POP3_OK);
    session_feed_text(&s, "+OK\r\n");
    for (; pop3_next(&s.p, &in, &ev) == POP3_BODY; spans++)
        sum += ev.data.n;
    assert_int_equal(ev.what, POP3_END);
    assert_int_equal(spans, 3);
    assert_int_equal(sum, end + 2 - 2); /* two stuffed dots less */
    assert_int_equal(in.n, 0);
    assert_true(pop3_idle(&s.p));
    session_close(&s);
}

/* Far from the end of an input the engine searches in another way than near it. */
static void large_inputs_are_read_like_small_ones(void **state)
{
    enum { SIZE = 1 << 20 };
    uint8_t *body = malloc(SIZE);

    (void)state;
    require(body != NULL);
    for (size_t back = 5; back < 75; back++)
        large_input(body, SIZE, SIZE - back);
    free(body);
}

static void every_limit_of_octets_holds_at_every_length(void **state)
{
    static const char body[] = "ab\r\n..\r\n.\rc\r\n\r\n...d\r\n.\r\n";
    static const char clean[] = "ab\r\n.\r\n\rc\r\n\r\n..d\r\n";

    (void)state;
    for (uint64_t max = 1; max <= sizeof clean; max++) {
        for (size_t step = 1; step <= sizeof body; step++) {
            struct log want = {0};
            struct session s;
            bool whole = max >= sizeof clean - 1;
            session_logged_in(&s, &(struct options){.max_octets = max});
            assert_int_equal(session_command(&s, "RETR 1"), POP3_OK);
            session_feed_text(&s, "+OK\r\n");
            for (size_t at = 0; at < sizeof body - 1; at += step) {
                size_t n = sizeof body - 1 - at;
                session_feed(&s, (const uint8_t *)body + at, n < step ? n : step);
            }
            log_printf(&want, "E: REPLY RETR 1 +OK \"\"\nE: BODY RETR 1 ");
            log_quoted(&want, (const uint8_t *)clean, whole ? sizeof clean - 1 : (size_t)max);
            log_printf(&want, "\n%s",
                       whole ? "E: END RETR 1\n" : "E: FAILED RETR 1 LIMIT \"\"\n");
            assert_string_equal(session_log(&s), log_text(&want));
            log_free(&want);
            session_close(&s);
        }
    }
}

static void buffers_that_cannot_hold_a_reply_fail_the_session(void **state)
{
    uint8_t line[512], out[255];
    struct pop3_slot slot[1];
    const struct pop3_config good = {.line = line,
                                     .line_cap = POP3_MIN_LINE,
                                     .out = out,
                                     .out_cap = sizeof out,
                                     .slot = slot,
                                     .depth = 1};

    (void)state;
    for (int bad = 0; bad < 5; bad++) {
        struct pop3_config config = good;
        struct pop3_bytes in = bytes_of("+OK\r\n");
        struct pop3_event ev;
        struct pop3 p;
        config.line_cap = bad == 1 ? POP3_MIN_LINE - 1 : bad == 2 ? 0 : config.line_cap;
        config.slot = bad == 3 ? NULL : config.slot;
        config.depth = bad == 4 ? 0 : config.depth;
        pop3_init(&p, &config);
        assert_int_equal(pop3_next(&p, &in, &ev), bad != 0 ? POP3_FAILED : POP3_REPLY);
        assert_int_equal(pop3_error(&p), bad != 0 ? POP3_ERR_CONFIG : POP3_OK);
        assert_int_equal(in.n, 0);
        assert_int_equal(pop3_next(&p, &in, &ev), POP3_NONE);
        assert_int_equal(pop3_send(&p, POP3_CAPA, 0, 0), pop3_error(&p));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_up_to_4096_octets_are_read_and_longer_ones_are_not),
        cmocka_unit_test(a_line_is_cut_exactly_at_the_buffer),
        cmocka_unit_test(an_endless_line_ends_the_session_at_the_same_octet),
        cmocka_unit_test(capa_has_at_most_256_lines),
        cmocka_unit_test(listings_have_at_most_a_million_lines_by_default),
        cmocka_unit_test(messages_have_at_most_4_gib_by_default),
        cmocka_unit_test(large_inputs_are_read_like_small_ones),
        cmocka_unit_test(every_limit_of_octets_holds_at_every_length),
        cmocka_unit_test(buffers_that_cannot_hold_a_reply_fail_the_session),
    };
    return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
