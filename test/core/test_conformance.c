/* SPDX-License-Identifier: MIT */
/*
 * Conformance lines that concern policy, clocks or long inputs: shown by the
 * pure functions and events that a policy is made of. The others are in
 * transcripts/conformance_*.t.
 */
#include "cmocka_all.h"
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void conformance_12_quit_before_login_deletes_nothing(void **state)
{
    struct session s;

    (void)state;
    session_greeted(&s, &(struct options){.deleted_cap = 4});
    assert_int_equal(session_command(&s, "DELE 1"), POP3_ERR_STATE);
    assert_int_equal(session_command(&s, "QUIT"), POP3_OK);
    session_feed_text(&s, "+OK deleted everything\r\n");
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(s.deleted[i], 0);
    session_close(&s);
}

static void conformance_17_sizes_are_octets_of_the_unstuffed_message(void **state)
{
    static const char body[] = "..\r\n...\r\nab\r\n";
    struct session s;
    struct pop3_event ev;
    uint64_t announced = 0;
    size_t got = 0;
    struct pop3_bytes in;

    (void)state;
    session_logged_in(&s, NULL);
    assert_int_equal(session_command(&s, "RETR 1"), POP3_OK);
    in = bytes_of("+OK 11 octets\r\n");
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_REPLY);
    assert_true(pop3_parse_octets(ev.data, &announced));
    in = bytes_of(body);
    while (pop3_next(&s.p, &in, &ev) == POP3_BODY)
        got += ev.data.n;
    assert_true(announced == got);
    session_close(&s);
}

static void conformance_18_unique_ids_of_1_to_70_octets_and_equal_ones(void **state)
{
    char line[80];
    uint32_t msg;
    struct pop3_bytes uid;

    (void)state;
    for (size_t n = 1; n <= 70; n++) {
        snprintf(line, sizeof line, "2 ");
        for (size_t i = 0; i < n; i++)
            line[2 + i] = (char)(0x21 + (i + n) % 94);
        assert_true(pop3_parse_uidl((struct pop3_bytes){(uint8_t *)line, n + 2}, &msg, &uid));
        assert_int_equal(msg, 2);
        assert_int_equal(uid.n, n);
        assert_ptr_equal(uid.p, line + 2);
    }
}

static void conformance_24_slow_delivery_survives_ten_minutes(void **state)
{
    struct session s;
    uint32_t now = 1;

    (void)state;
    session_logged_in(&s, &(struct options){.reply_ms = 60000});
    assert_int_equal(session_command(&s, "UIDL"), POP3_OK);
    session_feed_text(&s, "+OK\r\n");
    for (int i = 0; i < 20; i++, now += 59999) {
        assert_int_equal(pop3_tick(&s.p, now), 60000);
        session_feed_text(&s, "1 a\r\n");
    }
    assert_true(now > 10 * 60000);
    session_feed_text(&s, ".\r\n");
    assert_true(pop3_idle(&s.p));
    session_close(&s);
}

/* The digest is not the engine's; where it goes is. */
static void conformance_25_apop_is_sent_with_the_digest_of_the_timestamp(void **state)
{
    static const char greeting[] =
        "+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n";
    struct pop3_bytes in = bytes_of(greeting), stamp;
    struct pop3_event ev;
    struct session s;

    (void)state;
    session_open(&s, NULL);
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_REPLY);
    assert_true(pop3_parse_timestamp(ev.data, &stamp));
    assert_int_equal(stamp.n, 32 + 1);
    assert_memory_equal(stamp.p, "<1896.697170952@dbc.mtview.ca.us>", stamp.n);
    assert_int_equal(session_command(&s, "APOP mrose c4c9334bac560ecc979e58001b3e22fb"),
                     POP3_OK);
    assert_string_equal(log_text(&s.wire), "APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n");
    session_close(&s);
}

static void conformance_26_no_timestamp_no_apop(void **state)
{
    struct pop3_bytes stamp;

    (void)state;
    assert_false(pop3_parse_timestamp(bytes_of("POP3 server ready"), &stamp));
    assert_false(pop3_parse_timestamp(bytes_of("ready <no-at-sign>"), &stamp));
    assert_false(pop3_parse_timestamp(bytes_of(""), &stamp));
}

static void conformance_28_lines_of_512_octets_whole_longer_bounded(void **state)
{
    (void)state;
    for (size_t n = 500; n <= 5000; n += n < 520 ? 1 : 447) {
        char *line = malloc(n + 1);
        struct session s;
        require(line != NULL);
        memset(line, 'x', n);
        memcpy(line, "+OK ", 4);
        memcpy(line + n - 2, "\r\n", 3);
        session_open(&s, &(struct options){.line_cap = 512});
        session_feed(&s, (const uint8_t *)line, n / 2);
        session_feed(&s, (const uint8_t *)line + n / 2, n - n / 2);
        bool cut = strstr(log_text(&s.log), " cut ") != NULL;
        assert_true(cut == (n > 514));
        assert_int_equal(pop3_error(&s.p), n > 4098 ? POP3_ERR_TOO_LONG : POP3_OK);
        session_close(&s);
        free(line);
    }
}

static void conformance_30_a_command_has_at_most_255_octets_with_crlf(void **state)
{
    char password[300];
    struct session s;

    (void)state;
    memset(password, 'p', sizeof password);
    session_greeted(&s, NULL);
    assert_int_equal(session_command(&s, "USER u"), POP3_OK);
    session_feed_text(&s, "+OK\r\n");
    for (size_t n = 249; n <= sizeof password; n++) {
        struct pop3_bytes text = {(uint8_t *)password, n};
        assert_int_equal(pop3_send_text(&s.p, POP3_PASS, text), POP3_ERR_LENGTH);
        assert_int_equal(pop3_out(&s.p).n, 0);
    }
    struct pop3_bytes text = {(uint8_t *)password, 248};
    assert_int_equal(pop3_send_text(&s.p, POP3_PASS, text), POP3_OK);
    assert_int_equal(pop3_out(&s.p).n, 255);
    session_close(&s);
}

static struct pop3_capabilities capabilities_of(const char *const *lines)
{
    struct pop3_capabilities capa = {0};
    for (; *lines != NULL; lines++)
        pop3_parse_capability(&capa, bytes_of(*lines));
    return capa;
}

#define CAPABILITIES(...) capabilities_of((const char *const[]){__VA_ARGS__, NULL})

static void conformance_31_unknown_duplicate_and_x_tags_are_ignored(void **state)
{
    struct pop3_capabilities capa = CAPABILITIES("top", "TOP", "XTOP", "X-STLS", "STLSX",
                                                 "UIDL", "uidl extra", "NEW thing");

    (void)state;
    assert_int_equal(capa.tags, POP3_CAP_TOP | POP3_CAP_UIDL);
}

static void conformance_32_capa_is_asked_again_where_an_argument_says_so(void **state)
{
    (void)state;
    assert_true((CAPABILITIES("EXPIRE 30 USER").tags & POP3_CAP_PER_USER) != 0);
    assert_true((CAPABILITIES("LOGIN-DELAY 900 USER").tags & POP3_CAP_PER_USER) != 0);
    assert_false((CAPABILITIES("EXPIRE 30", "USER").tags & POP3_CAP_PER_USER) != 0);
}

static void conformance_33_the_first_sasl_line_and_whole_tokens(void **state)
{
    (void)state;
    assert_int_equal(CAPABILITIES("SASL PLAINER LOGIN", "SASL PLAIN").sasl, POP3_SASL_LOGIN);
    assert_int_equal(CAPABILITIES("SASL SCRAM-SHA-256-PLUS").sasl,
                     POP3_SASL_SCRAM_SHA_256_PLUS);
}

static void conformance_34_codes_are_known_without_resp_codes(void **state)
{
    struct session s;

    (void)state;
    session_greeted(&s, NULL); /* no CAPA was asked */
    assert_int_equal(session_command(&s, "APOP u 0"), POP3_OK);
    session_feed_text(&s, "-ERR [in-use/pop] locked\r\n");
    assert_string_equal(session_log(&s), "E: REPLY APOP -ERR IN-USE \"[in-use/pop] locked\"\n");
    session_close(&s);
}

static void conformance_35_in_use_is_no_bad_password(void **state)
{
    (void)state;
    assert_int_equal(pop3_refusal(pop3_parse_code(bytes_of("[IN-USE] x")), false),
                     POP3_REFUSED_IN_USE);
    assert_int_equal(pop3_refusal(pop3_parse_code(bytes_of("[in-use] x")), true),
                     POP3_REFUSED_IN_USE);
}

static void conformance_36_login_delay_backs_off(void **state)
{
    (void)state;
    assert_int_equal(pop3_refusal(pop3_parse_code(bytes_of("[LOGIN-DELAY] x")), false),
                     POP3_REFUSED_DELAY);
}

static void conformance_37_the_login_delay_after_login_wins(void **state)
{
    struct pop3_capabilities before = CAPABILITIES("LOGIN-DELAY 900 USER");
    struct pop3_capabilities after = CAPABILITIES("LOGIN-DELAY 60");

    (void)state;
    assert_int_equal(before.login_delay, 900);
    assert_true((before.tags & POP3_CAP_PER_USER) != 0);
    assert_int_equal(after.login_delay, 60);
}

static void conformance_38_expire_0_warns(void **state)
{
    (void)state;
    assert_int_equal(CAPABILITIES("EXPIRE 0").expire, 0);
    assert_int_equal(CAPABILITIES("EXPIRE 31 USER").expire, 31);
    assert_true(CAPABILITIES("EXPIRE NEVER").expire == POP3_EXPIRE_NEVER);
    assert_false((CAPABILITIES("TOP").tags & POP3_CAP_EXPIRE) != 0);
}

static void conformance_39_read_while_writing(void **state)
{
    struct session s;

    (void)state;
    session_pipelined(&s, &(struct options){.deleted_cap = 2});
    assert_int_equal(session_queue(&s, "RETR 1"), POP3_OK);
    assert_int_equal(session_queue(&s, "DELE 2"), POP3_OK);
    pop3_sent(&s.p, 10); /* RETR and two octets of DELE */
    session_feed_text(&s, "+OK\r\nbody");
    assert_memory_equal(pop3_out(&s.p).p, "LE 2\r\n", pop3_out(&s.p).n);
    assert_int_equal(session_queue(&s, "NOOP"), POP3_OK);
    session_feed_text(&s, "\r\n.\r\n");
    session_flush(&s);
    session_feed_text(&s, "+OK\r\n+OK\r\n");
    assert_string_equal(log_text(&s.wire), "LE 2\r\nNOOP\r\n");
    assert_true(pop3_idle(&s.p));
    session_close(&s);
}

static void conformance_42_every_registered_tag_and_code(void **state)
{
    struct pop3_capabilities capa = CAPABILITIES(
        "TOP", "USER", "SASL", "RESP-CODES", "LOGIN-DELAY 1", "PIPELINING", "EXPIRE 1", "UIDL",
        "IMPLEMENTATION x", "STLS", "AUTH-RESP-CODE", "UTF8", "LANG");

    (void)state;
    assert_int_equal(capa.tags, 0x2fff);
    assert_int_equal(pop3_parse_code(bytes_of("[LOGIN-DELAY]")), POP3_CODE_LOGIN_DELAY);
    assert_int_equal(pop3_parse_code(bytes_of("[IN-USE]")), POP3_CODE_IN_USE);
    assert_int_equal(pop3_parse_code(bytes_of("[SYS/TEMP]")), POP3_CODE_SYS_TEMP);
    assert_int_equal(pop3_parse_code(bytes_of("[SYS/PERM]")), POP3_CODE_SYS_PERM);
    assert_int_equal(pop3_parse_code(bytes_of("[AUTH]")), POP3_CODE_AUTH);
    assert_int_equal(pop3_parse_code(bytes_of("[UTF8]")), POP3_CODE_UTF8);
}

static void conformance_43_temporary_and_permanent_trouble_of_the_server(void **state)
{
    (void)state;
    assert_int_equal(pop3_refusal(POP3_CODE_SYS_TEMP, true), POP3_REFUSED_TEMPORARY);
    assert_int_equal(pop3_refusal(POP3_CODE_SYS_PERM, true), POP3_REFUSED_PERMANENT);
}

static void conformance_44_auth_is_bad_credentials(void **state)
{
    (void)state;
    assert_int_equal(pop3_refusal(POP3_CODE_AUTH, true), POP3_REFUSED_CREDENTIALS);
    assert_int_equal(pop3_refusal(POP3_CODE_AUTH, false), POP3_REFUSED_CREDENTIALS);
}

static void conformance_45_without_auth_the_credentials_are_not_blamed(void **state)
{
    (void)state;
    assert_int_equal(pop3_refusal(POP3_CODE_NONE, true), POP3_REFUSED_UNKNOWN);
    assert_int_equal(pop3_refusal(POP3_CODE_UNKNOWN, true), POP3_REFUSED_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conformance_12_quit_before_login_deletes_nothing),
        cmocka_unit_test(conformance_17_sizes_are_octets_of_the_unstuffed_message),
        cmocka_unit_test(conformance_18_unique_ids_of_1_to_70_octets_and_equal_ones),
        cmocka_unit_test(conformance_24_slow_delivery_survives_ten_minutes),
        cmocka_unit_test(conformance_25_apop_is_sent_with_the_digest_of_the_timestamp),
        cmocka_unit_test(conformance_26_no_timestamp_no_apop),
        cmocka_unit_test(conformance_28_lines_of_512_octets_whole_longer_bounded),
        cmocka_unit_test(conformance_30_a_command_has_at_most_255_octets_with_crlf),
        cmocka_unit_test(conformance_31_unknown_duplicate_and_x_tags_are_ignored),
        cmocka_unit_test(conformance_32_capa_is_asked_again_where_an_argument_says_so),
        cmocka_unit_test(conformance_33_the_first_sasl_line_and_whole_tokens),
        cmocka_unit_test(conformance_34_codes_are_known_without_resp_codes),
        cmocka_unit_test(conformance_35_in_use_is_no_bad_password),
        cmocka_unit_test(conformance_36_login_delay_backs_off),
        cmocka_unit_test(conformance_37_the_login_delay_after_login_wins),
        cmocka_unit_test(conformance_38_expire_0_warns),
        cmocka_unit_test(conformance_39_read_while_writing),
        cmocka_unit_test(conformance_42_every_registered_tag_and_code),
        cmocka_unit_test(conformance_43_temporary_and_permanent_trouble_of_the_server),
        cmocka_unit_test(conformance_44_auth_is_bad_credentials),
        cmocka_unit_test(conformance_45_without_auth_the_credentials_are_not_blamed),
    };
    return cmocka_run_group_tests_name("conformance", tests, NULL, NULL);
}
