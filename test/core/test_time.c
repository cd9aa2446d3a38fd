/* SPDX-License-Identifier: MIT */
/*
 * pop3_tick(): what restarts the time, what does not, and the wrap of the
 * clock. The transcripts scenario_18 and scenario_77 belong to this too.
 */
#include "cmocka_all.h"
#include "harness.h"

#include <string.h>

static const struct options ten_seconds = {.reply_ms = 10000};

static void nothing_is_due_while_idle_however_long(void **state)
{
    struct session s;

    (void)state;
    session_logged_in(&s, &ten_seconds);
    for (uint32_t now = 0; now < 4000000000u; now += 300000000u)
        assert_int_equal(pop3_tick(&s.p, now), UINT32_MAX);
    assert_int_equal(session_command(&s, "NOOP"), POP3_OK);
    assert_int_equal(pop3_tick(&s.p, 77), 10000); /* not from the last tick */
    assert_int_equal(pop3_tick(&s.p, 10076), 1);
    session_feed_text(&s, "+OK\r\n");
    assert_int_equal(pop3_tick(&s.p, 90000), UINT32_MAX);
    session_close(&s);
}

static void no_limit_means_for_ever(void **state)
{
    struct session s;

    (void)state;
    session_open(&s, &(struct options){.reply_ms = 0});
    assert_int_equal(pop3_tick(&s.p, 0), UINT32_MAX);
    assert_int_equal(pop3_tick(&s.p, UINT32_MAX), UINT32_MAX);
    assert_int_equal(pop3_error(&s.p), POP3_OK);
    session_close(&s);
}

static void the_clock_may_wrap(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 20; i++) {
        uint32_t start = 0u - 25000u + i * 2500u;
        struct session s;
        session_open(&s, &ten_seconds);
        assert_int_equal(pop3_tick(&s.p, start), 10000);
        assert_int_equal(pop3_tick(&s.p, start + 4000), 6000);
        assert_int_equal(pop3_tick(&s.p, start + 9999), 1);
        session_feed_text(&s, "+OK\r\n");
        assert_int_equal(session_command(&s, "CAPA"), POP3_OK);
        assert_int_equal(pop3_tick(&s.p, start + 10000), 10000);
        assert_int_equal(pop3_tick(&s.p, start + 20000), 0);
        assert_int_equal(pop3_error(&s.p), POP3_ERR_TIMEOUT);
        session_close(&s);
    }
}

static void a_tick_that_comes_late_times_out_too(void **state)
{
    struct session s;

    (void)state;
    session_open(&s, &ten_seconds);
    assert_int_equal(pop3_tick(&s.p, 5), 10000);
    assert_int_equal(pop3_tick(&s.p, 3000000000u), 0);
    session_feed_text(&s, "+OK\r\n");
    assert_string_equal(session_log(&s), "E: FAILED GREETING TIMEOUT \"\"\n");
    assert_int_equal(pop3_tick(&s.p, 3000000001u), UINT32_MAX);
    session_feed_text(&s, "+OK\r\n");
    assert_string_equal(session_log(&s), "");
    session_close(&s);
}

static void each_line_of_a_listing_is_progress(void **state)
{
    struct session s;
    uint32_t now = 0;

    (void)state;
    session_logged_in(&s, &ten_seconds);
    assert_int_equal(session_command(&s, "LIST"), POP3_OK);
    assert_int_equal(pop3_tick(&s.p, now), 10000);
    session_feed_text(&s, "+OK\r\n");
    for (int i = 0; i < 100; i++) {
        now += 9000;
        assert_int_equal(pop3_tick(&s.p, now), 10000);
        session_feed_text(&s, "1 2\r\n");
    }
    session_feed_text(&s, "1");
    assert_int_equal(pop3_tick(&s.p, now + 9000), 10000); /* of the line before */
    session_feed_text(&s, " ");
    assert_int_equal(pop3_tick(&s.p, now + 18000), 1000);
    session_feed_text(&s, "2\r");
    assert_int_equal(pop3_tick(&s.p, now + 19000), 0);
    session_close(&s);
}

static void a_slow_body_survives_and_a_trickle_does_not(void **state)
{
    char block[POP3_MIN_PROGRESS + 1];
    struct session s;
    uint32_t now = 0;

    (void)state;
    memset(block, 'a', sizeof block);
    block[POP3_MIN_PROGRESS] = '\0';
    session_logged_in(&s, &ten_seconds);
    assert_int_equal(session_command(&s, "RETR 1"), POP3_OK);
    session_feed_text(&s, "+OK\r\n");
    assert_int_equal(pop3_tick(&s.p, now), 10000);
    for (int i = 0; i < 100; i++) { /* ten minutes and more */
        now += 9000;
        session_feed_text(&s, block);
        assert_int_equal(pop3_tick(&s.p, now), 10000);
    }
    for (unsigned i = 0; i < 9; i++) { /* an octet a second */
        session_feed_text(&s, "a");
        now += 1000;
        assert_int_equal(pop3_tick(&s.p, now), 9000 - i * 1000);
    }
    session_feed_text(&s, "a");
    assert_int_equal(pop3_tick(&s.p, now + 1000), 0);
    assert_int_equal(pop3_error(&s.p), POP3_ERR_TIMEOUT);
    session_close(&s);
}

static void each_line_of_a_body_is_progress(void **state)
{
    static const char *const lines[] = {"\r\n", "a\r\n", "..\r\n", ".a\r\n", "Subject: x\r\n"};
    struct session s;
    uint32_t now = 0;

    (void)state;
    session_logged_in(&s, &ten_seconds);
    assert_int_equal(session_command(&s, "RETR 1"), POP3_OK);
    session_feed_text(&s, "+OK\r\n");
    assert_int_equal(pop3_tick(&s.p, now), 10000);
    for (size_t i = 0; i < 100; i++) {
        const char *line = lines[i % 5];
        size_t n = strlen(line);
        now += 5000;
        session_feed(&s, (const uint8_t *)line, n - 1);
        assert_int_equal(pop3_tick(&s.p, now), 5000); /* not yet */
        session_feed_text(&s, "\n");
        assert_int_equal(pop3_tick(&s.p, now), 10000);
    }
    session_close(&s);
}

static void small_pieces_of_a_body_add_up(void **state)
{
    struct session s;
    uint32_t now = 0;

    (void)state;
    session_logged_in(&s, &ten_seconds);
    assert_int_equal(session_command(&s, "TOP 1 9"), POP3_OK);
    session_feed_text(&s, "+OK\r\n");
    assert_int_equal(pop3_tick(&s.p, now), 10000);
    for (unsigned i = 1; i <= 1000; i++) {
        session_feed_text(&s, "x");
        now += 39;
        uint32_t left = pop3_tick(&s.p, now);
        assert_int_equal(left, 10000 - i % POP3_MIN_PROGRESS * 39);
    }
    session_close(&s);
}

static void pieces_of_any_size_are_progress_once_they_are_enough(void **state)
{
    char block[2 * POP3_MIN_PROGRESS];

    (void)state;
    memset(block, 'a', sizeof block);
    for (size_t piece = 1; piece <= sizeof block; piece++) {
        struct session s;
        size_t sum = 0;
        uint32_t now = 0, since = 0;
        session_logged_in(&s, &ten_seconds);
        s.unguarded = true;
        assert_int_equal(session_command(&s, "RETR 1"), POP3_OK);
        session_feed_text(&s, "+OK\r\n");
        assert_int_equal(pop3_tick(&s.p, 0), 10000);
        for (int i = 0; i < 600; i++) {
            session_feed(&s, (const uint8_t *)block, piece);
            sum += piece;
            now += 30;
            if (sum >= POP3_MIN_PROGRESS) {
                sum = 0;
                since = now;
            }
            assert_int_equal(pop3_tick(&s.p, now), 10000 - (now - since));
        }
        session_close(&s);
    }
}

static void the_end_of_a_body_is_progress_for_the_next_reply(void **state)
{
    struct session s;

    (void)state;
    session_pipelined(&s, &ten_seconds);
    assert_int_equal(session_command(&s, "RETR 1"), POP3_OK);
    assert_int_equal(session_command(&s, "RETR 2"), POP3_OK);
    session_feed_text(&s, "+OK\r\na\r\n");
    assert_int_equal(pop3_tick(&s.p, 1000), 10000);
    session_feed_text(&s, ".\r\n");
    assert_int_equal(pop3_tick(&s.p, 9000), 10000);
    assert_int_equal(pop3_tick(&s.p, 18999), 1);
    session_close(&s);
}

static void a_paused_session_does_not_time_out(void **state)
{
    struct session s;

    (void)state;
    session_logged_in(&s, &ten_seconds);
    assert_int_equal(session_command(&s, "RETR 1"), POP3_OK);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(pop3_tick(&s.p, 42), 10000); /* now_ms stands still */
    assert_int_equal(pop3_error(&s.p), POP3_OK);
    session_close(&s);
}

static void another_timeout_counts_from_the_next_tick(void **state)
{
    struct session s;

    (void)state;
    session_logged_in(&s, &ten_seconds);
    assert_int_equal(session_command(&s, "NOOP"), POP3_OK);
    assert_int_equal(pop3_tick(&s.p, 0), 10000);
    pop3_timeout(&s.p, 2000);
    assert_int_equal(pop3_tick(&s.p, 1500), 500);
    pop3_timeout(&s.p, 0);
    assert_int_equal(pop3_tick(&s.p, 900000), UINT32_MAX);
    session_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_timeout_counts_from_the_next_tick),
        cmocka_unit_test(nothing_is_due_while_idle_however_long),
        cmocka_unit_test(no_limit_means_for_ever),
        cmocka_unit_test(the_clock_may_wrap),
        cmocka_unit_test(a_tick_that_comes_late_times_out_too),
        cmocka_unit_test(each_line_of_a_listing_is_progress),
        cmocka_unit_test(a_slow_body_survives_and_a_trickle_does_not),
        cmocka_unit_test(each_line_of_a_body_is_progress),
        cmocka_unit_test(small_pieces_of_a_body_add_up),
        cmocka_unit_test(pieces_of_any_size_are_progress_once_they_are_enough),
        cmocka_unit_test(the_end_of_a_body_is_progress_for_the_next_reply),
        cmocka_unit_test(a_paused_session_does_not_time_out),
    };
    return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
