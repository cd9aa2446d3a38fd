/* SPDX-License-Identifier: MIT */
/*
 * What a login refuses: downgrades, injections, stale offers, nonsense in
 * credentials. The numbers are those of the project's list of what a safe
 * client refuses.
 */
#include "play.h"

#define REFUSED   POP3_LOGIN_REFUSED
#define DONE      POP3_LOGIN_DONE
#define TLS_FIRST .config.tls_first = true
#define ALLOW     .config.cleartext = POP3_CLEARTEXT_ALLOW
#define OFFERS    "S SASL PLAIN LOGIN CRAM-MD5 XOAUTH2\nS USER\nS UIDL\n"

static void security_01_no_credential_leaves_without_stls(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA(OFFERS), .what = REFUSED, .why = POP3_WHY_NO_STLS},
        {"S +OK <1.2@h>\nC CAPA\n" CAPA(OFFERS), .what = REFUSED, .why = POP3_WHY_NO_STLS},
        {HELLO CAPA(OFFERS), .config = {.methods = pop3_methods_token}, .what = REFUSED,
         .why = POP3_WHY_NO_STLS},
    };
    (void)state;
    PLAYS_RUN(plays);
}

static void security_02_stls_refused_with_any_code_is_the_end(void **state)
{
    static const struct {
        const char *text;
        enum pop3_code code;
    } codes[] = {
        {"", POP3_CODE_NONE},
        {" [SYS/TEMP] x", POP3_CODE_SYS_TEMP},
        {" [SYS/PERM] x", POP3_CODE_SYS_PERM},
        {" [AUTH] x", POP3_CODE_AUTH},
        {" [IN-USE] x", POP3_CODE_IN_USE},
        {" [LOGIN-DELAY] x", POP3_CODE_LOGIN_DELAY},
        {" [X-OTHER] Command not permitted when TLS active", POP3_CODE_UNKNOWN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        for (int policy = 0; policy < 3; policy += 2) { /* TLS_ONLY, ALLOW */
            char script[256];
            snprintf(script, sizeof script, HELLO CAPA("S STLS\n" OFFERS) "C STLS\nS -ERR%s\n",
                     codes[i].text);
            struct play play = {script, .config = {.cleartext = (enum pop3_cleartext)policy},
                                .what = REFUSED, .why = POP3_WHY_STLS, .code = codes[i].code};
            play_run(&play);
        }
}

static void security_03_capa_without_an_answer_is_the_end(void **state)
{
    static const struct play plays[] = {
        {HELLO "S -ERR\n", .what = REFUSED, .why = POP3_WHY_NO_STLS},
        {HELLO "EOF\n", .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_EOF},
        {HELLO "SILENCE\n", .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_TIMEOUT},
    };
    (void)state;
    PLAYS_RUN(plays);
}

/* Octets behind +OK, in the same segment or in later ones, whole lines or not. */
static void security_04_octets_between_stls_and_the_handshake_break_it(void **state)
{
    static const char *const behind[] = {
        "S +OK\nS SASL PLAIN\nS .\n", "s +", "S \n", "S -ERR\n", "s \x16\x03\x01", "S .\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
        char script[256];
        snprintf(script, sizeof script, HELLO CAPA("S STLS\n" OFFERS) "C STLS\nS +OK\n%s",
                 behind[i]);
        struct play play = {script, .what = REFUSED, .why = POP3_WHY_SESSION,
                            .err = POP3_ERR_AFTER_STLS};
        play_run(&play);
        play.config.cleartext = POP3_CLEARTEXT_ALLOW;
        play_run(&play);
    }
}

/* The same where the caller goes to the handshake with the rest of the segment in hand. */
static void security_04_octets_that_the_caller_drops_break_it_too(void **state)
{
    static const struct play play = {.script = HELLO CAPA("S STLS\n" OFFERS)};
    struct stage s;
    struct pop3_bytes in = TEXT("+OK\r\n+OK\r\nSASL PLAIN\r\n.\r\n");
    struct pop3_event ev;
    (void)state;
    play_wiped(&s, &play, 0, false);
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_START_TLS);
    assert_int_equal(pop3_login_event(&s.login, &ev), POP3_LOGIN_TLS);
    assert_int_equal(pop3_login_secured(&s.login, POP3_BIND_NONE, (struct pop3_bytes){NULL, 0}),
                     REFUSED);
    assert_int_equal(s.login.why, POP3_WHY_SESSION);
    assert_int_equal(pop3_error(&s.p), POP3_ERR_AFTER_STLS);
    assert_int_equal(pop3_out(&s.p).n, 0);
}

/* TLS failed: the caller says so, and the login is over. */
static void security_04_a_handshake_that_fails_ends_the_login(void **state)
{
    static const struct play play = {.script = HELLO CAPA("S STLS\n" OFFERS) "C STLS\nS +OK\n"};
    struct stage s;
    struct pop3_bytes in = {NULL, 0};
    struct pop3_event ev;
    (void)state;
    play_once(&s, &play);
    assert_int_equal(s.what, POP3_LOGIN_TLS);
    pop3_fail(&s.p, POP3_ERR_TLS);
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_FAILED);
    assert_int_equal(pop3_login_event(&s.login, &ev), REFUSED);
    assert_int_equal(s.login.why, POP3_WHY_SESSION);
    assert_int_equal(pop3_login_secured(&s.login, POP3_BIND_NONE, in), REFUSED);
    assert_int_equal(pop3_out(&s.p).n, 0);
}

static const struct pop3_method *const only_apop[] = {&pop3_method_apop, NULL};

static void security_05_offers_made_in_the_clear_are_ignored(void **state)
{
    static const struct play plays[] = {
        /* APOP's timestamp, SASL, USER before TLS; nothing of it after */
        {"S +OK <1.2@h>\nC CAPA\n" CAPA("S STLS\n" OFFERS) STLS CAPA("S SASL GSSAPI\n"),
         .what = REFUSED, .why = POP3_WHY_NO_METHOD},
        {"S +OK <1.2@h>\nC CAPA\n" CAPA("S STLS\n" OFFERS) STLS CAPA(OFFERS),
         .config = {.methods = only_apop}, .what = REFUSED, .why = POP3_WHY_NO_METHOD},
        {"S +OK <1.2@h>\nC CAPA\n" CAPA("S STLS\n" OFFERS) STLS CAPA(OFFERS),
         .config = {.methods = only_apop, .cleartext = POP3_CLEARTEXT_ALLOW}, .what = REFUSED,
         .why = POP3_WHY_NO_METHOD},
        {HELLO CAPA("S STLS\nS UTF8\n" OFFERS)
             STLS CAPA("S SASL CRAM-MD5\nS USER\nS UIDL\n") "C AUTH CRAM-MD5\nS + "
                                                            "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2"
                                                            "UucmVzdG9uLm1jaS5uZXQ+\n"
                                                            "C "
                                                            "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZT"
                                                            "ZlNzMzNGQzODkw\nS +OK\n",
         .config = {.utf8 = true}, .what = DONE, .method = &pop3_method_cram_md5},
    };
    (void)state;
    PLAYS_RUN(plays);
}

static void security_06_nothing_said_before_tls_survives_it(void **state)
{
    static const struct play plays[] = {
        {HELLO "S +OK [SYS/PERM] look\nS STLS\nS AUTH-RESP-CODE\nS .\n" STLS "EOF\n",
         .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_EOF},
        {HELLO CAPA("S STLS\nS AUTH-RESP-CODE\n")
             STLS CAPA("S USER\n") "C USER tim\nS -ERR no\n",
         .what = REFUSED, .why = POP3_WHY_CREDENTIALS, .method = &pop3_method_user},
        /* A referral is text. */
        {HELLO CAPA("S USER\n") "C USER tim\nS -ERR [REFERRAL/pop://x@evil.example] go\n",
         TLS_FIRST, .what = REFUSED, .why = POP3_WHY_CREDENTIALS, .code = POP3_CODE_UNKNOWN,
         .method = &pop3_method_user},
    };
    (void)state;
    PLAYS_RUN(plays);
}

#define ALL                                                                                    \
    "S USER\nS SASL PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER "       \
    "EXTERNAL\n"

static const struct pop3_method *const methods[] = {
    &pop3_method_user,          &pop3_method_apop,     &pop3_method_plain,
    &pop3_method_login,         &pop3_method_cram_md5, &pop3_method_scram_sha_1,
    &pop3_method_scram_sha_256, &pop3_method_xoauth2,  &pop3_method_oauthbearer,
};

static void input_refused(const struct pop3_method *method, struct play *play)
{
    const struct pop3_method *const list[] = {method, NULL};
    play->script = "S +OK <1.2@h>\nC CAPA\n" CAPA(ALL);
    play->config.methods = list;
    play->config.tls_first = true;
    play->what = REFUSED;
    play->why = POP3_WHY_INPUT;
    play->method = method;
    play->stride = 11;
    play_run(play);
}

static void security_07_nonsense_in_credentials_is_not_sent(void **state)
{
    static const struct pop3_bytes bad[] = {
        TEXT("a\nb"), TEXT("a\rb"), TEXT("a\0b"),        TEXT("\n"),
        TEXT("ab\r"), TEXT("\0"),   TEXT("x\r\nDELE 1"),
    };
    (void)state;
    for (size_t m = 0; m < sizeof methods / sizeof *methods; m++)
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            struct play user = {.config = {.user = bad[i]}};
            struct play secret = {.config = {.password = bad[i]}};
            if (methods[m]->token)
                secret = (struct play){.config = {.token = bad[i]}};
            input_refused(methods[m], &user);
            input_refused(methods[m], &secret);
        }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct play authzid = {.config = {.authzid = bad[i]}};
        input_refused(&pop3_method_plain, &authzid);
        input_refused(&pop3_method_scram_sha_1, &authzid);
        input_refused(&pop3_method_external, &authzid);
    }
}

static void security_07_empty_and_endless_credentials_are_not_sent(void **state)
{
    static uint8_t endless[5000];
    static const struct pop3_bytes lengths[] = {TEXT(""), {endless, 249}, {endless, 5000}};
    (void)state;
    memset(endless, 'x', sizeof endless);
    for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) {
        bool rfc1939 = methods[m]->bit >= POP3_METHOD_APOP;
        for (size_t i = 0; i < 3; i++) {
            struct play user = {.config = {.user = lengths[i]}};
            if (i == 1 && !rfc1939) /* SASL has other limits */
                continue;
            if (i < 2 ||
                (methods[m] != &pop3_method_login && methods[m] != &pop3_method_cram_md5))
                input_refused(methods[m], &user);
        }
        struct play password = {.config = {.password = lengths[0]}};
        if (!methods[m]->token && methods[m] != &pop3_method_apop)
            input_refused(methods[m], &password);
    }
    struct play password = {.config = {.password = lengths[1]}};
    input_refused(&pop3_method_user, &password);
    /* Where the server begins, the room is known to be too small only then. */
    struct play login = {HELLO CAPA("S SASL LOGIN\n") "C AUTH LOGIN\nS + \nC *\nS -ERR\n",
                         TLS_FIRST, .what = REFUSED, .why = POP3_WHY_EXCHANGE,
                         .method = &pop3_method_login};
    login.config.user = lengths[2];
    play_run(&login);
}

/* A PASS of 255 octets is sent. */
static void security_07_the_longest_password_is_sent(void **state)
{
    static uint8_t longest[248];
    static const struct pop3_method *const user[] = {&pop3_method_user, NULL};
    char script[1024];
    struct play play = {
        script,
        .config = {.methods = user, .password = {longest, sizeof longest}, .tls_first = true},
        .what = DONE, .method = user[0]};
    (void)state;
    memset(longest, 'x', sizeof longest);
    snprintf(script, sizeof script,
             HELLO CAPA("S USER\nS UIDL\n") "C USER tim\nS +OK\nC PASS %.248s\nS +OK\n",
             (const char *)longest);
    play_run(&play);
}

/* Greetings whose timestamps are none: APOP is not offered then. */
static void security_08_a_bad_timestamp_is_no_offer_of_apop(void **state)
{
    static const char *const greetings[] = {
        "hi",         "<\xFF\x01@x>", "<1.2@h",           "<1.2>",
        "1.2@h",      "<1 2@h>",      "<<1.2@h>",         "<1.2@h><3@h>",
        "<1.2@h> <x", "<@h>",         "<1.2@>",           "<1.2@h\x7F>",
        "<1.2@@h>",   "<1..2@h>",     "<1.2@[h>",         "<1.2@\xC3\xA9>",
        "<1.2@h\t>",  "<a@b@c>",      "<1.2@[127.0.0.1>", "<>",
    };
    (void)state;
    for (size_t i = 0; i < sizeof greetings / sizeof *greetings; i++) {
        char script[512];
        struct play play = {script, .config = {.methods = only_apop}, .what = REFUSED};
        snprintf(script, sizeof script, "S +OK %s\nC CAPA\n" CAPA(OFFERS), greetings[i]);
        play.why = POP3_WHY_NO_STLS;
        play_run(&play);
        play.why = POP3_WHY_NO_METHOD;
        play.config.tls_first = true;
        play_run(&play);
        play.config.tls_first = false;
        play.config.cleartext = POP3_CLEARTEXT_ALLOW;
        play_run(&play);
    }
}

/* One that the line buffer cut is not the server's. */
static void security_08_a_timestamp_that_was_cut_is_no_offer_of_apop(void **state)
{
    static const struct play plays[] = {
        {"S +OK <1.2@h> Welcome to this server, which says much more than it ought to say\n"
         "C CAPA\n" CAPA(""),
         .config = {.methods = only_apop, .tls_first = true}, .what = REFUSED,
         .why = POP3_WHY_NO_METHOD, .line_cap = 64},
    };
    (void)state;
    PLAYS_RUN(plays);
}

/* Whatever the answer: one attempt, with one method, and then no command at all. */
static void security_09_10_no_step_down_and_no_second_attempt(void **state)
{
    static const struct {
        const char *text;
        enum pop3_code code;
        enum pop3_login_why why;
    } answers[] = {
        {"", POP3_CODE_NONE, POP3_WHY_CREDENTIALS},
        {" [AUTH] x", POP3_CODE_AUTH, POP3_WHY_CREDENTIALS},
        {" [IN-USE] x", POP3_CODE_IN_USE, POP3_WHY_IN_USE},
        {" [LOGIN-DELAY] x", POP3_CODE_LOGIN_DELAY, POP3_WHY_DELAY},
        {" [SYS/TEMP] x", POP3_CODE_SYS_TEMP, POP3_WHY_TEMPORARY},
        {" [sys/temp/db] x", POP3_CODE_SYS_TEMP, POP3_WHY_TEMPORARY},
        {" [SYS/PERM] x", POP3_CODE_SYS_PERM, POP3_WHY_PERMANENT},
        {" [UTF8] x", POP3_CODE_UTF8, POP3_WHY_UNKNOWN},
    };
    static const struct {
        const char *offer, *sent;
        const struct pop3_method *method;
    } tries[] = {
        {"S SASL PLAIN\nS USER\n", "C AUTH PLAIN " PLAIN_IR "\n", &pop3_method_plain},
        {"S SASL CRAM-MD5\nS USER\n", "C AUTH CRAM-MD5\n", &pop3_method_cram_md5},
        {"", "C APOP tim d9175e0e9d231ef3ef1e9dd387d066d8\n", &pop3_method_apop},
        {"S SASL LOGIN\nS USER\n", "C AUTH LOGIN\nS + \nC dGlt\n", &pop3_method_login},
    };
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        for (size_t t = 0; t < sizeof tries / sizeof *tries; t++) {
            char script[512];
            struct play play = {script,
                                TLS_FIRST,
                                .what = REFUSED,
                                .why = answers[i].why,
                                .code = answers[i].code,
                                .method = tries[t].method,
                                .stride = 3};
            snprintf(script, sizeof script, "S +OK <1.2@h>\nC CAPA\nS +OK\n%sS .\n%sS -ERR%s\n",
                     tries[t].offer, tries[t].sent, answers[i].text);
            play_run(&play);
        }
}

/* PLAIN, LOGIN and OAuth in the clear only by ALLOW; a server cannot ask for them. */
static void security_10_secrets_go_in_the_clear_by_policy_only(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        const struct pop3_method *const list[] = {methods[i], NULL};
        struct play play = {"S +OK <1.2@h>\nC CAPA\n" CAPA(ALL), .config = {.methods = list},
                            .what = REFUSED, .why = POP3_WHY_NO_STLS};
        play_run(&play);
        play.script = "S +OK <1.2@h>\n";
        play.config.cleartext = POP3_CLEARTEXT_NEVER;
        play.why = POP3_WHY_CLEARTEXT;
        play_run(&play);
    }
}

/* Bytes that nobody asked for end the session before a command answers them. */
static void security_12_a_reply_before_its_command_breaks_the_session(void **state)
{
    static const struct play plays[] = {
        {.script = "S +OK hi\nS +OK\nS STLS\nS .\n"},
        {.script = HELLO CAPA("S SASL PLAIN\n") "S +OK in\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof plays / sizeof *plays; i++) {
        struct play play = plays[i];
        struct stage s;
        play.config.tls_first = true;
        play_wiped(&s, &play, 0, false);
        assert_int_equal(s.what, REFUSED);
        assert_int_equal(s.login.why, POP3_WHY_SESSION);
        assert_int_equal(pop3_error(&s.p), POP3_ERR_UNASKED);
        assert_int_equal(s.sent_n, i == 0 ? 0 : strlen("CAPA\r\n"));
        stage_is_clean(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(security_01_no_credential_leaves_without_stls),
        cmocka_unit_test(security_02_stls_refused_with_any_code_is_the_end),
        cmocka_unit_test(security_03_capa_without_an_answer_is_the_end),
        cmocka_unit_test(security_04_octets_between_stls_and_the_handshake_break_it),
        cmocka_unit_test(security_04_octets_that_the_caller_drops_break_it_too),
        cmocka_unit_test(security_04_a_handshake_that_fails_ends_the_login),
        cmocka_unit_test(security_05_offers_made_in_the_clear_are_ignored),
        cmocka_unit_test(security_06_nothing_said_before_tls_survives_it),
        cmocka_unit_test(security_07_nonsense_in_credentials_is_not_sent),
        cmocka_unit_test(security_07_empty_and_endless_credentials_are_not_sent),
        cmocka_unit_test(security_07_the_longest_password_is_sent),
        cmocka_unit_test(security_08_a_bad_timestamp_is_no_offer_of_apop),
        cmocka_unit_test(security_08_a_timestamp_that_was_cut_is_no_offer_of_apop),
        cmocka_unit_test(security_09_10_no_step_down_and_no_second_attempt),
        cmocka_unit_test(security_10_secrets_go_in_the_clear_by_policy_only),
        cmocka_unit_test(security_12_a_reply_before_its_command_breaks_the_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
