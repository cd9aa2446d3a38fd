/* SPDX-License-Identifier: MIT */
/*
 * A session as a whole: the end of the stream in every state, errors that
 * stick, TLS below, lent buffers.
 */
#include "cmocka_all.h"
#include "harness.h"

#include <stdlib.h>
#include <string.h>

/* What ends a session given as the octets and commands ("> NOOP") before it. */
static void eof_case(const char *const *steps, const char *want)
{
    struct session s;

    session_open(&s, NULL);
    for (; *steps != NULL; steps++) {
        if (**steps == '>')
            assert_int_equal(session_command(&s, *steps + 2), POP3_OK);
        else
            session_feed_text(&s, *steps);
    }
    session_log(&s);
    pop3_eof(&s.p);
    session_feed(&s, NULL, 0);
    assert_string_equal(session_log(&s), want);
    session_feed(&s, NULL, 0);
    session_feed_text(&s, "+OK late\r\n");
    assert_string_equal(session_log(&s), ""); /* told once */
    session_close(&s);
}

#define STEPS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define LOGIN      "+OK\r\n", "> USER u", "+OK\r\n", "> PASS p", "+OK\r\n"

static void end_of_stream_in_every_state(void **state)
{
    (void)state;
    eof_case(STEPS(""), "E: FAILED GREETING EOF \"\"\n");
    eof_case(STEPS("+O"), "E: FAILED GREETING EOF \"\"\n");
    eof_case(STEPS("+OK\r\n"), "E: FAILED GREETING EOF \"\"\n");
    eof_case(STEPS("-ERR\r\n"), "E: CLOSED\n");
    eof_case(STEPS("+OK\r\n", "> USER u"), "E: FAILED USER EOF \"\"\n");
    eof_case(STEPS("+OK\r\n", "> USER u", "+OK\r\n"), "E: FAILED GREETING EOF \"\"\n");
    eof_case(STEPS("+OK\r\n", "> STLS"), "E: FAILED STLS EOF \"\"\n");
    eof_case(STEPS("+OK\r\n", "> STLS", "+OK\r\n"), "E: FAILED GREETING EOF \"\"\n");
    eof_case(STEPS("+OK\r\n", "> CAPA", "+OK\r\nTOP\r\n"), "E: FAILED CAPA EOF \"\"\n");
    eof_case(STEPS("+OK\r\n", "> QUIT", "+OK\r\n"), "E: CLOSED\n");
    eof_case(STEPS("+OK\r\n", "> QUIT", "+OK\r"), "E: FAILED QUIT EOF \"\"\n");
    eof_case(STEPS(LOGIN), "E: FAILED GREETING EOF \"\"\n");
    eof_case(STEPS(LOGIN, "> LIST", "+OK\r\n1 1\r\n."), "E: FAILED LIST EOF \"\"\n");
    eof_case(STEPS(LOGIN, "> RETR 5", "+OK\r\na\r\n.\r"), "E: FAILED RETR 5 EOF \"\"\n");
    eof_case(STEPS(LOGIN, "> QUIT"), "E: FAILED QUIT EOF \"\"\n");
    eof_case(STEPS(LOGIN, "> QUIT", "-ERR\r\n"), "E: CLOSED\n");
}

/* A caller may see the end at every read. */
static void end_of_stream_is_told_once(void **state)
{
    static const char *const ends[] = {"-ERR\r\n", "+OK\r\n", ""};
    struct session s;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        session_open(&s, NULL);
        session_feed_text(&s, ends[i]);
        session_log(&s);
        for (int k = 0; k < 3; k++) {
            pop3_eof(&s.p);
            session_feed(&s, NULL, 0);
            assert_string_equal(session_log(&s), k > 0    ? ""
                                                 : i == 0 ? "E: CLOSED\n"
                                                          : "E: FAILED GREETING EOF \"\"\n");
        }
        session_close(&s);
    }
}

/* End of stream was seen while input still waits: the input counts first. */
static void end_of_stream_comes_after_the_input_at_hand(void **state)
{
    struct session s;

    (void)state;
    session_logged_in(&s, NULL);
    assert_int_equal(session_command(&s, "QUIT"), POP3_OK);
    pop3_eof(&s.p);
    session_feed_text(&s, "+OK bye\r\n");
    assert_string_equal(session_log(&s), "E: REPLY QUIT +OK \"bye\"\nE: CLOSED\n");
    session_close(&s);
    session_logged_in(&s, NULL);
    assert_int_equal(session_command(&s, "RETR 1"), POP3_OK);
    pop3_eof(&s.p);
    session_feed_text(&s, "+OK\r\nab");
    assert_string_equal(session_log(&s), "E: REPLY RETR 1 +OK \"\"\nE: BODY RETR 1 \"ab\"\n"
                                         "E: FAILED RETR 1 EOF \"\"\n");
    session_close(&s);
}

static void failures_stick_and_are_told_once(void **state)
{
    static const enum pop3_err errors[] = {POP3_ERR_LINK, POP3_ERR_TLS, POP3_ERR_TIMEOUT};
    struct session s;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        session_pipelined(&s, &(struct options){.reply_ms = 5});
        assert_int_equal(session_queue(&s, "RETR 3"), POP3_OK);
        pop3_fail(&s.p, errors[i]);
        pop3_fail(&s.p, POP3_ERR_EOF); /* the first counts */
        pop3_eof(&s.p);
        assert_int_equal(pop3_error(&s.p), errors[i]);
        assert_int_equal(pop3_out(&s.p).n, 0);
        assert_false(pop3_idle(&s.p));
        assert_int_equal(pop3_tick(&s.p, 1000), UINT32_MAX);
        assert_int_equal(session_queue(&s, "NOOP"), errors[i]);
        assert_int_equal(session_queue(&s, "USER x"), errors[i]);
        assert_int_equal(pop3_send(&s.p, POP3_RETR, 0, 0), errors[i]);
        session_feed_text(&s, "+OK\r\nhello\r\n.\r\n");
        assert_int_equal(s.log.len > 0 && s.ended == 1, 1);
        assert_non_null(strstr(session_log(&s), "E: FAILED RETR 3 "));
        session_feed_text(&s, "+OK\r\n\0\n");
        session_feed(&s, NULL, 0);
        assert_string_equal(session_log(&s), "");
        assert_int_equal(pop3_error(&s.p), errors[i]);
        session_close(&s);
    }
}

static void fail_without_a_reason_has_no_effect(void **state)
{
    struct session s;

    (void)state;
    session_logged_in(&s, NULL);
    assert_int_equal(session_queue(&s, "NOOP"), POP3_OK);
    pop3_fail(&s.p, POP3_OK);
    assert_int_equal(pop3_out(&s.p).n, 6);
    assert_false(pop3_idle(&s.p));
    session_flush(&s);
    assert_false(pop3_idle(&s.p));
    session_feed_text(&s, "+OK\r\n");
    assert_string_equal(session_log(&s), "E: REPLY NOOP +OK \"\"\n");
    assert_true(pop3_idle(&s.p));
    session_close(&s);
}

static void input_that_was_not_looked_at_is_no_answer_to_the_next_command(void **state)
{
    struct pop3_bytes in = bytes_of("+OK\r\n+OK unasked\r\n");
    struct pop3_event ev;
    struct session s;

    (void)state;
    session_open(&s, NULL);
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_REPLY);
    assert_int_equal(in.n, 13);
    assert_int_equal(session_queue(&s, "USER u"), POP3_ERR_UNASKED);
    assert_int_equal(pop3_out(&s.p).n, 0);
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_FAILED);
    assert_int_equal(in.n, 0);
    session_close(&s);
}

static void octets_behind_stls_fail_even_when_nobody_looked_at_them(void **state)
{
    struct pop3_bytes in = bytes_of("+OK\r\n+OK injected\r\n");
    struct pop3_event ev;
    struct session s;

    (void)state;
    session_greeted(&s, NULL);
    assert_int_equal(session_command(&s, "STLS"), POP3_OK);
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_START_TLS);
    pop3_secured(&s.p);
    assert_int_equal(pop3_error(&s.p), POP3_ERR_AFTER_STLS);
    assert_int_equal(session_queue(&s, "CAPA"), POP3_ERR_AFTER_STLS);
    session_close(&s);
}

static void tls_before_the_greeting_leaves_no_stls(void **state)
{
    struct session s;

    (void)state;
    session_open(&s, NULL);
    pop3_secured(&s.p);
    assert_int_equal(session_queue(&s, "USER u"), POP3_ERR_STATE);
    session_feed_text(&s, "+OK\r\n");
    assert_string_equal(session_log(&s), "E: REPLY GREETING +OK \"\"\n");
    assert_int_equal(session_queue(&s, "STLS"), POP3_ERR_STATE);
    assert_int_equal(session_queue(&s, "USER u"), POP3_OK);
    session_close(&s);
}

static void buffers_are_lent_for_a_command_and_taken_back(void **state)
{
    uint8_t line[64], out[64];
    struct session s;

    (void)state;
    session_logged_in(&s, NULL);
    assert_int_equal(pop3_lend(&s.p, NULL, 0, NULL, 0), POP3_OK);
    assert_int_equal(session_queue(&s, "NOOP"), POP3_ERR_FULL);
    assert_true(pop3_idle(&s.p));
    assert_int_equal(pop3_lend(&s.p, line, sizeof line, out, sizeof out), POP3_OK);
    assert_int_equal(session_queue(&s, "RETR 1"), POP3_OK);
    assert_int_equal(pop3_lend(&s.p, NULL, 0, NULL, 0), POP3_ERR_STATE);
    assert_ptr_equal(pop3_out(&s.p).p, out);
    pop3_sent(&s.p, 7);
    assert_int_equal(pop3_lend(&s.p, NULL, 0, NULL, 0), POP3_ERR_STATE);
    pop3_sent(&s.p, 1);
    struct pop3_bytes in = bytes_of("+O");
    struct pop3_event ev;
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_NONE);
    assert_int_equal(pop3_lend(&s.p, NULL, 0, NULL, 0), POP3_ERR_STATE);
    in = bytes_of("K text\r\nbody\r\n.");
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_REPLY);
    assert_int_equal(ev.data.n, 4);
    assert_ptr_equal(ev.data.p, line + 4); /* gathered there */
    assert_memory_equal(line, "+OK text", 8);
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_BODY);
    /* a body needs no buffers */
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_NONE);
    assert_int_equal(pop3_lend(&s.p, NULL, 0, NULL, 0), POP3_OK);
    in = bytes_of("\r\n");
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_END);
    assert_true(pop3_idle(&s.p));
    in = bytes_of("x");
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_FAILED);
    assert_int_equal(pop3_error(&s.p), POP3_ERR_UNASKED);
    session_close(&s);
}

static void a_reply_without_a_line_buffer_fails(void **state)
{
    struct session s;
    struct pop3_bytes in = bytes_of("+OK\r\n");
    struct pop3_event ev;

    (void)state;
    session_open(&s, NULL);
    assert_int_equal(pop3_lend(&s.p, NULL, 0, NULL, 0), POP3_OK);
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_FAILED);
    assert_int_equal(pop3_error(&s.p), POP3_ERR_CONFIG);
    session_close(&s);
}

/* The reply comes before the transport has taken the command: idle only when both are done. */
static void a_session_with_octets_to_send_is_not_idle(void **state)
{
    struct session s;

    (void)state;
    session_logged_in(&s, NULL);
    assert_int_equal(session_queue(&s, "NOOP"), POP3_OK);
    pop3_sent(&s.p, 3);
    session_feed_text(&s, "+OK\r\n");
    assert_false(pop3_idle(&s.p));
    session_flush(&s);
    assert_true(pop3_idle(&s.p));
    session_close(&s);
}

static void two_sessions_do_not_touch_each_other(void **state)
{
    struct session a, b;

    (void)state;
    session_pipelined(&a, NULL);
    session_logged_in(&b, NULL);
    assert_int_equal(session_command(&a, "RETR 1"), POP3_OK);
    assert_int_equal(session_command(&b, "NOOP"), POP3_OK);
    session_feed_text(&a, "+OK\r\n.\r");
    session_feed_text(&b, "+OK b\r\n");
    session_feed_text(&a, "\n");
    assert_string_equal(session_log(&a), "E: REPLY RETR 1 +OK \"\"\nE: END RETR 1\n");
    assert_string_equal(session_log(&b), "E: REPLY NOOP +OK \"b\"\n");
    session_close(&a);
    session_close(&b);
}

static void a_session_needs_at_most_64_octets_on_32_bits(void **state)
{
    (void)state;
    if (sizeof(void *) == 4)
        assert_true(sizeof(struct pop3) <= 64);
    else
        assert_true(sizeof(struct pop3) <= 80);
    assert_int_equal(sizeof(struct pop3_slot), 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(end_of_stream_in_every_state),
        cmocka_unit_test(end_of_stream_is_told_once),
        cmocka_unit_test(end_of_stream_comes_after_the_input_at_hand),
        cmocka_unit_test(failures_stick_and_are_told_once),
        cmocka_unit_test(fail_without_a_reason_has_no_effect),
        cmocka_unit_test(input_that_was_not_looked_at_is_no_answer_to_the_next_command),
        cmocka_unit_test(octets_behind_stls_fail_even_when_nobody_looked_at_them),
        cmocka_unit_test(tls_before_the_greeting_leaves_no_stls),
        cmocka_unit_test(buffers_are_lent_for_a_command_and_taken_back),
        cmocka_unit_test(a_reply_without_a_line_buffer_fails),
        cmocka_unit_test(a_session_with_octets_to_send_is_not_idle),
        cmocka_unit_test(two_sessions_do_not_touch_each_other),
        cmocka_unit_test(a_session_needs_at_most_64_octets_on_32_bits),
    };
    return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
