/* SPDX-License-Identifier: MIT */
/*
 * Servers that misbehave in a login, by the numbers of the project's list of
 * scenarios (54 to 79). 60 to 62 are in test_scram.c.
 */
#include "play.h"

#define REFUSED   POP3_LOGIN_REFUSED
#define DONE      POP3_LOGIN_DONE
#define TLS_FIRST .tls_first = true
#define OFFERS    "S SASL PLAIN CRAM-MD5\nS USER\nS UIDL\n"

static void scenario_54_stls_stripped(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA(OFFERS), .what = REFUSED, .why = POP3_WHY_NO_STLS},
        {HELLO CAPA("S XXXX\n" OFFERS), .what = REFUSED, .why = POP3_WHY_NO_STLS},
    };
    (void)state;
    PLAYS_RUN(plays);
}

static void scenario_55_stls_refused(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA("S STLS\n" OFFERS) "C STLS\nS -ERR [SYS/PERM] no TLS today\n",
         .what = REFUSED, .why = POP3_WHY_STLS, .code = POP3_CODE_SYS_PERM},
    };
    (void)state;
    PLAYS_RUN(plays);
}

static void scenario_56_stls_injection(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA("S STLS\n" OFFERS) "C STLS\nS +OK\nS +OK\nS SASL PLAIN\nS .\n",
         .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_AFTER_STLS},
    };
    (void)state;
    PLAYS_RUN(plays);
}

/* Too many are answered with "*", once: a server that goes on is cut off. */
static void scenario_64_endless_challenges(void **state)
{
    static const struct {
        const char *name, *answers; /* before "*" */
        const struct pop3_method *method;
    } rows[] = {
        {"LOGIN", "S + \nC dGlt\nS + \nC dGFuc3RhYWZ0YW5zdGFhZg==\n", &pop3_method_login},
        {"CRAM-MD5", "", &pop3_method_cram_md5},
        {"PLAIN " PLAIN_IR, "", &pop3_method_plain},
    };
    static const char *const ends[] = {"S + \n", "S + \nS + \nS + \n", "S + AAA=BBB\n"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
            char script[1024];
            struct play play = {script,
                                .config = {TLS_FIRST},
                                .what = REFUSED,
                                .why = POP3_WHY_SESSION,
                                .err = POP3_ERR_LIMIT,
                                .method = rows[i].method};
            snprintf(script, sizeof script,
                     HELLO CAPA("S SASL %.8s\n") "C AUTH %s\n%sS + \nC *\n%s", rows[i].name,
                     rows[i].name, rows[i].answers, ends[k]);
            play_run(&play);
        }
}

/* 65 with "+OK", other challenges and more: conformance 70 and 71. */
static void scenario_65_oauth_error_has_no_retry(void **state)
{
    static const struct pop3_method *const tokens[] = {&pop3_method_xoauth2, NULL};
    static const struct play play = {
        HELLO CAPA(
            "S SASL XOAUTH2 PLAIN\nS USER\n") "C AUTH XOAUTH2\nS + \nC "
                                              "dXNlcj10aW0BYXV0aD1CZWFyZXIgdkY5ZGZ0NHFtVGMyTnZi"
                                              "M1JsY2tCaGRIUmhkbWx6ZEdFdVkyOXRDZz09"
                                              "AQE=\nS + "
                                              "eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0="
                                              "\nC \nS -ERR\n",
        .config = {TLS_FIRST, .methods = tokens, .two_steps = true}, .what = REFUSED,
        .why = POP3_WHY_CREDENTIALS, .method = &pop3_method_xoauth2};
    (void)state;
    play_run(&play);
}

/* A token of 2 kB; the output buffer must hold it in base64, or nothing is sent. */
static void scenario_66_a_long_token_goes_in_two_steps(void **state)
{
    static char script[8192], raw[4096], coded[4096];
    static uint8_t token[2000];
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (void)state;
    memset(token, 'T', sizeof token);
    int n = snprintf(raw, sizeof raw, "user=tim\001auth=Bearer %.2000s\001\001",
                     (const char *)token);
    char *to = coded;
    for (int i = 0; i < n; i += 3) {
        unsigned v = (unsigned)(uint8_t)raw[i] << 16 | (unsigned)(uint8_t)raw[i + 1] << 8 |
                     (uint8_t)raw[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            *to++ = alphabet[v >> shift & 63];
    }
    memset(to - (3 - n % 3) % 3, '=', (size_t)(3 - n % 3) % 3);
    snprintf(script, sizeof script,
             HELLO CAPA("S SASL XOAUTH2\nS UIDL\n") "C AUTH XOAUTH2\nS + \nC %s\nS +OK\n",
             coded);
    struct play play = {
        script,
        .config = {TLS_FIRST, .methods = pop3_methods_token, .token = {token, sizeof token}},
        .what = DONE, .method = &pop3_method_xoauth2};
    play_run(&play);
    play.out_cap = POP3_MAX_COMMAND;
    play.script = HELLO CAPA("S SASL XOAUTH2\nS UIDL\n");
    play.what = REFUSED;
    play.why = POP3_WHY_INPUT;
    play_run(&play);
}

static void scenario_67_69_a_timestamp_that_is_none(void **state)
{
    static const char *const greetings[] = {"<\xFF\x01@x>", "<1.2@h"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char script[512];
        struct play play = {script, .what = REFUSED, .why = POP3_WHY_NO_STLS};
        /* no cleartext PASS under TLS_ONLY */
        snprintf(script, sizeof script, "S +OK %s\nC CAPA\n" CAPA("S USER\n"), greetings[i]);
        play_run(&play);
        /* no APOP where it would be allowed: USER, as the policy has it */
        snprintf(script, sizeof script,
                 "S +OK %s\nC CAPA\n" CAPA(
                     "S USER\nS UIDL\n") "C USER tim\nS +OK\nC PASS " SECRET "\nS +OK\n",
                 greetings[i]);
        play.config.cleartext = POP3_CLEARTEXT_ALLOW;
        play.what = DONE;
        play.why = POP3_WHY_NOTHING;
        play.method = &pop3_method_user;
        play_run(&play);
    }
}

static void scenario_72_79_codes_of_a_refusal(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA("S USER\n") "C USER tim\nS +OK\nC PASS " SECRET
                                "\nS -ERR [sys/temp/db] x\n",
         .config = {TLS_FIRST}, .what = REFUSED, .why = POP3_WHY_TEMPORARY,
         .code = POP3_CODE_SYS_TEMP, .method = &pop3_method_user},
        {HELLO CAPA("S USER\nS LOGIN-DELAY 60\n") "C USER tim\nS +OK\nC PASS " SECRET
                                                  "\nS -ERR [LOGIN-DELAY] wait\n",
         .config = {TLS_FIRST}, .what = REFUSED, .why = POP3_WHY_DELAY,
         .code = POP3_CODE_LOGIN_DELAY, .method = &pop3_method_user},
        {"S -ERR [LOGIN-DELAY] wait\n", .config = {TLS_FIRST}, .what = REFUSED,
         .why = POP3_WHY_GREETING, .code = POP3_CODE_LOGIN_DELAY},
        {"S -ERR [IN-USE] wait\n", .what = REFUSED, .why = POP3_WHY_GREETING,
         .code = POP3_CODE_IN_USE},
    };
    struct stage s;
    (void)state;
    PLAYS_RUN(plays);
    play_once(&s, &plays[1]);
    assert_int_equal(s.login.capa.login_delay, 60);
}

/* An octet now and then is no progress: the time of the reply is not prolonged. */
static void scenario_77_slowloris_meets_the_deadline(void **state)
{
    static const struct play steps[] = {
        {.script = "s +\n"},
        {.script = HELLO "s +\n"},
        {.script = HELLO CAPA("S STLS\n") "C STLS\ns +\n"},
        {.script = HELLO CAPA("S STLS\n") STLS "s +\n"},
        {.script = HELLO CAPA("S STLS\n") STLS CAPA("S SASL LOGIN\n") "C AUTH LOGIN\ns +\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct stage s;
        struct pop3_event ev;
        uint32_t now = 0;
        play_once(&s, &steps[i]);
        pop3_tick(&s.p, now);
        while (now < 5000 && pop3_tick(&s.p, now) > 0) {
            struct pop3_bytes in = {(const uint8_t *)" ", 1};
            assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_NONE);
            now += 300;
        }
        struct pop3_bytes in = {NULL, 0};
        assert_int_equal(now, 1200);
        assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_FAILED);
        assert_int_equal(pop3_login_event(&s.login, &ev), REFUSED);
        assert_int_equal(pop3_error(&s.p), POP3_ERR_TIMEOUT);
        stage_is_clean(&s);
    }
}

/* Replies that are none, at every place of a login. */
static void scenario_garbage_breaks_the_session_at_every_step(void **state)
{
    static const char *const steps[] = {
        "",
        HELLO,
        HELLO "S +OK\nS STLS\nS .\nC STLS\n",
        HELLO CAPA("S STLS\n") STLS,
        HELLO CAPA("S STLS\n") STLS CAPA("S SASL PLAIN\n") "C AUTH PLAIN " PLAIN_IR "\n",
        HELLO CAPA("S STLS\n") STLS CAPA("S USER\n") "C USER tim\n",
        HELLO CAPA("S STLS\n") STLS CAPA("S USER\n") "C USER tim\nS +OK\nC PASS " SECRET "\n",
    };
    static const struct {
        const char *text;
        enum pop3_err err;
    } garbage[] = {
        {"S 220 smtp.example ESMTP\n", POP3_ERR_REPLY},
        {"S * OK IMAP4rev1\n", POP3_ERR_REPLY},
        {"S +ok\n", POP3_ERR_REPLY},
        {"S \n", POP3_ERR_REPLY},
        {"s \x15\x03\x01\n", POP3_ERR_REPLY},
        {"S -ERROR\n", POP3_ERR_REPLY},
    };
    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        for (size_t k = 0; k < sizeof garbage / sizeof *garbage; k++) {
            char script[1024];
            struct play play = {script, .what = REFUSED, .why = POP3_WHY_SESSION,
                                .err = garbage[k].err};
            play.method = i < 4 ? NULL : i == 4 ? &pop3_method_plain : &pop3_method_user;
            snprintf(script, sizeof script, "%s%s", steps[i], garbage[k].text);
            play_run(&play);
        }
}

/* CAPA without end. */
static void scenario_endless_capabilities_meet_the_limit(void **state)
{
    static char script[8192];
    struct play play = {script,
                        .config = {TLS_FIRST},
                        .what = REFUSED,
                        .why = POP3_WHY_SESSION,
                        .err = POP3_ERR_LIMIT,
                        .stride = 50};
    (void)state;
    strcpy(script, HELLO "S +OK\n");
    for (unsigned i = 0; i <= POP3_MAX_CAPABILITIES; i++)
        strcat(script, "S SASL PLAIN\n");
    play_run(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scenario_54_stls_stripped),
        cmocka_unit_test(scenario_55_stls_refused),
        cmocka_unit_test(scenario_56_stls_injection),
        cmocka_unit_test(scenario_64_endless_challenges),
        cmocka_unit_test(scenario_65_oauth_error_has_no_retry),
        cmocka_unit_test(scenario_66_a_long_token_goes_in_two_steps),
        cmocka_unit_test(scenario_67_69_a_timestamp_that_is_none),
        cmocka_unit_test(scenario_72_79_codes_of_a_refusal),
        cmocka_unit_test(scenario_77_slowloris_meets_the_deadline),
        cmocka_unit_test(scenario_garbage_breaks_the_session_at_every_step),
        cmocka_unit_test(scenario_endless_capabilities_meet_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
