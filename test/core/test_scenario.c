/* SPDX-License-Identifier: MIT */
/*
 * Scenario rows that take long inputs, pure functions or a policy above the
 * engine. The others are in transcripts/scenarios_*.t.
 */
#include "cmocka_all.h"
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The same block again and again until the session breaks; how many octets that took. */
static uint64_t feed_for_ever(struct session *s, const char *block, uint64_t most)
{
    struct pop3_event ev;
    uint64_t fed = 0;
    size_t n = strlen(block);

    while (pop3_error(&s->p) == POP3_OK && fed < most) {
        struct pop3_bytes in = {(const uint8_t *)block, n};
        while (pop3_next(&s->p, &in, &ev) != POP3_NONE)
            continue;
        fed += n;
    }
    return fed;
}

static void scenario_13_endless_body_meets_its_limit(void **state)
{
    struct session s;

    (void)state;
    session_logged_in(&s, &(struct options){.max_octets = 1000000});
    assert_int_equal(session_command(&s, "RETR 1"), POP3_OK);
    session_feed_text(&s, "+OK\r\n");
    uint64_t fed = feed_for_ever(&s, "one more line of it\r\n..\r\n", 2000000);
    assert_true(fed >= 1000000 && fed < 1100000);
    assert_int_equal(pop3_error(&s.p), POP3_ERR_LIMIT);
    session_close(&s);
}

static void scenario_14_endless_line_in_a_body_takes_no_memory(void **state)
{
    static char block[65536 + 1];
    struct session s;

    (void)state;
    memset(block, 'a', sizeof block - 1);
    session_logged_in(&s, &(struct options){.max_octets = 1u << 30, .line_cap = POP3_MIN_LINE});
    assert_int_equal(session_command(&s, "RETR 1"), POP3_OK);
    session_feed_text(&s, "+OK\r\n");
    uint64_t fed = feed_for_ever(&s, block, UINT64_C(1) << 31);
    assert_true(fed == (UINT64_C(1) << 30) + 65536);
    assert_int_equal(pop3_error(&s.p), POP3_ERR_LIMIT);
    session_close(&s);
}

static void scenario_15_endless_capa_meets_its_limit(void **state)
{
    struct session s;

    (void)state;
    session_greeted(&s, NULL);
    assert_int_equal(session_command(&s, "CAPA"), POP3_OK);
    session_feed_text(&s, "+OK\r\n");
    assert_true(feed_for_ever(&s, "X-AND-ON\r\n", 100000) == 2570);
    assert_int_equal(pop3_error(&s.p), POP3_ERR_LIMIT);
    session_close(&s);
}

static void scenario_16_greetings_of_any_length_do_not_overflow(void **state)
{
    (void)state;
    for (size_t n = 10; n < 5000; n += 71) {
        char *line = malloc(n + 1);
        struct session s;
        require(line != NULL);
        memset(line, 'g', n);
        memcpy(line, "+OK <a@b> ", 10);
        line[n] = '\0';
        session_open(&s, &(struct options){.line_cap = POP3_MIN_LINE});
        session_feed_text(&s, line);
        session_feed_text(&s, "\r\n");
        assert_int_equal(pop3_error(&s.p), n > 4096 ? POP3_ERR_TOO_LONG : POP3_OK);
        session_close(&s);
        free(line);
    }
}

/* Any octet may stand first, and all that matters is whether it is '+' or '-'. */
static void scenario_20_whatever_comes_instead_of_a_greeting_is_refused(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        uint8_t text[] = {(uint8_t)c, 'O', 'K', '\r', '\n'};
        struct session s;
        session_open(&s, NULL);
        session_feed(&s, text, sizeof text);
        assert_true((pop3_error(&s.p) == POP3_OK) == (c == '+'));
        assert_int_equal(session_command(&s, "USER u"), c == '+' ? POP3_OK : pop3_error(&s.p));
        session_close(&s);
    }
}

static void scenario_32_message_number_0_is_no_message(void **state)
{
    uint32_t msg = 9;
    uint64_t octets = 9;
    struct pop3_bytes uid = {NULL, 9};

    (void)state;
    assert_false(pop3_parse_list(bytes_of("0 12"), &msg, &octets));
    assert_false(pop3_parse_uidl(bytes_of("0 abc"), &msg, &uid));
    assert_true(msg == 9 && octets == 9 && uid.n == 9);
}

static void scenario_35_a_third_message_is_mapped_by_its_number(void **state)
{
    static const char *const lines[] = {"1 a", "2 b", "3 c"};
    uint32_t msg;
    struct pop3_bytes uid;

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(pop3_parse_uidl(bytes_of(lines[i]), &msg, &uid));
        assert_int_equal(msg, i + 1);
        assert_int_equal(uid.p[0], 'a' + i);
    }
}

static size_t uid_length(const char *line)
{
    uint32_t msg = 0;
    struct pop3_bytes uid = {NULL, 0};

    assert_true(pop3_parse_uidl(bytes_of(line), &msg, &uid));
    assert_int_equal(msg, 1);
    return uid.n;
}

static void scenario_37_an_empty_uid_is_missing(void **state)
{
    (void)state;
    assert_int_equal(uid_length("1 "), 0);
    assert_int_equal(uid_length("1"), 0);
}

static void scenario_38_a_long_uid_is_opaque(void **state)
{
    char line[83] = "1 ";

    (void)state;
    memset(line + 2, '#', 80);
    assert_int_equal(uid_length(line), 80);
}

static void scenario_39_a_path_is_a_uid_like_any_other(void **state)
{
    (void)state;
    assert_int_equal(uid_length("1 ../../x"), 7);
}

static void scenario_40_a_uid_with_control_octets_is_missing(void **state)
{
    (void)state;
    assert_int_equal(uid_length("1 a\x1b[2J"), 0);
    assert_int_equal(uid_length("1 \x80"), 0);
}

static void scenario_41_spaces_before_a_uid(void **state)
{
    (void)state;
    assert_int_equal(uid_length("1   abc"), 3);
}

static void scenario_67_apop_timestamp_with_8_bit_octets(void **state)
{
    struct pop3_bytes stamp;

    (void)state;
    assert_false(pop3_parse_timestamp(bytes_of("hi <\xff\x01@x>"), &stamp));
    assert_false(pop3_parse_timestamp(bytes_of("hi <\xff@x>"), &stamp));
    assert_false(pop3_parse_timestamp(bytes_of("hi <\x01@x>"), &stamp));
    assert_false(pop3_parse_timestamp(bytes_of("hi <a@\xc3\xa4>"), &stamp));
}

/* A second timestamp, an address without a domain: nobody's message-id. */
static void scenario_68_apop_timestamp_that_is_none(void **state)
{
    struct pop3_bytes stamp;

    (void)state;
    assert_false(pop3_parse_timestamp(bytes_of("<1.2@h> <3.4@h>"), &stamp));
    assert_false(pop3_parse_timestamp(bytes_of("<1.2>"), &stamp));
    assert_false(pop3_parse_timestamp(bytes_of("<1.2@>"), &stamp));
    assert_false(pop3_parse_timestamp(bytes_of("<1.2 @h>"), &stamp));
}

static void scenario_69_apop_timestamp_without_its_end(void **state)
{
    struct pop3_event ev;
    struct pop3_bytes in = bytes_of("+OK <1.2@h\r\n"), stamp;
    struct session s;

    (void)state;
    session_open(&s, NULL);
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_REPLY);
    assert_false(pop3_parse_timestamp(ev.data, &stamp));
    session_close(&s);
}

/* What was already there when one octet every nine seconds begins to trickle. */
static void slowloris(const char *command, const char *before, const char *trickle)
{
    struct session s;
    uint32_t now = 0;

    session_logged_in(&s, &(struct options){.reply_ms = 30000});
    assert_int_equal(session_command(&s, command), POP3_OK);
    session_feed_text(&s, before);
    assert_int_equal(pop3_tick(&s.p, now), 30000);
    for (; *trickle != '\0' && pop3_error(&s.p) == POP3_OK; trickle++) {
        session_feed(&s, (const uint8_t *)trickle, 1);
        now += 9000;
        pop3_tick(&s.p, now);
    }
    assert_int_equal(now, 36000);
    assert_int_equal(pop3_error(&s.p), POP3_ERR_TIMEOUT);
    session_close(&s);
}

static void scenario_77_slowloris_meets_the_deadline_everywhere(void **state)
{
    (void)state;
    slowloris("STAT", "", "+OK 1 1\r\n");
    slowloris("STAT", "+OK 1 ", "10000\r\n");
    slowloris("LIST", "+OK\r\n", "1 100\r\n");
    slowloris("LIST", "+OK\r\n1 1\r\n", "1 100\r\n");
    slowloris("RETR 1", "+OK\r\n", "Subject: x\r\n");
    slowloris("RETR 1", "+OK\r\nSubject: x\r\n", "\r\r\r\r\r\r");
    slowloris("RETR 1", "+OK\r\nSubject: x\r\n", "....\r\n");
}

static void scenario_79_login_delay_is_no_bad_password(void **state)
{
    (void)state;
    assert_int_equal(pop3_refusal(pop3_parse_code(bytes_of("[LOGIN-DELAY]")), false),
                     POP3_REFUSED_DELAY);
    assert_int_equal(pop3_refusal(pop3_parse_code(bytes_of("[LOGIN-DELAY/user] 5")), true),
                     POP3_REFUSED_DELAY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scenario_13_endless_body_meets_its_limit),
        cmocka_unit_test(scenario_14_endless_line_in_a_body_takes_no_memory),
        cmocka_unit_test(scenario_15_endless_capa_meets_its_limit),
        cmocka_unit_test(scenario_16_greetings_of_any_length_do_not_overflow),
        cmocka_unit_test(scenario_20_whatever_comes_instead_of_a_greeting_is_refused),
        cmocka_unit_test(scenario_32_message_number_0_is_no_message),
        cmocka_unit_test(scenario_35_a_third_message_is_mapped_by_its_number),
        cmocka_unit_test(scenario_37_an_empty_uid_is_missing),
        cmocka_unit_test(scenario_38_a_long_uid_is_opaque),
        cmocka_unit_test(scenario_39_a_path_is_a_uid_like_any_other),
        cmocka_unit_test(scenario_40_a_uid_with_control_octets_is_missing),
        cmocka_unit_test(scenario_41_spaces_before_a_uid),
        cmocka_unit_test(scenario_67_apop_timestamp_with_8_bit_octets),
        cmocka_unit_test(scenario_68_apop_timestamp_that_is_none),
        cmocka_unit_test(scenario_69_apop_timestamp_without_its_end),
        cmocka_unit_test(scenario_77_slowloris_meets_the_deadline_everywhere),
        cmocka_unit_test(scenario_79_login_delay_is_no_bad_password),
    };
    return cmocka_run_group_tests_name("scenario", tests, NULL, NULL);
}
