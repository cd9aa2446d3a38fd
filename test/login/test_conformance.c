/* SPDX-License-Identifier: MIT */
/*
 * What the RFCs want of a login, by the numbers of the project's list of
 * conformance: TLS (46-49), SASL (56-71). SCRAM is in test_scram.c.
 */
#include "play.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#define REFUSED     POP3_LOGIN_REFUSED
#define DONE        POP3_LOGIN_DONE
#define TLS_FIRST   .tls_first = true
#define CREDENTIALS .what = REFUSED, .why = POP3_WHY_CREDENTIALS
#define EXCHANGE    .what = REFUSED, .why = POP3_WHY_EXCHANGE

#define LIST(name)                                                                             \
    static const struct pop3_method *const only_##name[] = {&pop3_method_##name, NULL}
LIST(apop);
LIST(login);
LIST(cram_md5);
LIST(xoauth2);
LIST(oauthbearer);
LIST(external);

static void conformance_46_nothing_is_sent_between_stls_and_the_handshake(void **state)
{
    static const struct play play = {.script = HELLO CAPA("S STLS\nS PIPELINING\n") "C STLS\n"
                                                                                    "S +OK\n"};
    struct stage s;
    (void)state;
    play_once(&s, &play);
    assert_int_equal(s.what, POP3_LOGIN_TLS);
    assert_int_equal(pop3_out(&s.p).n, 0);
    assert_int_equal(pop3_send(&s.p, POP3_CAPA, 0, 0), POP3_ERR_STATE);
    assert_int_equal(pop3_send(&s.p, POP3_QUIT, 0, 0), POP3_ERR_STATE);
    assert_int_equal(pop3_login_secured(&s.login, POP3_BIND_NONE, (struct pop3_bytes){NULL, 0}),
                     POP3_LOGIN_MORE);
    assert_int_equal(s.login.capa.tags, 0);                            /* 47 */
    assert_int_equal(pop3_send(&s.p, POP3_CAPA, 0, 0), POP3_ERR_FULL); /* it is on its way */
}

static void conformance_47_48_capa_is_asked_again_and_stls_is_not_sent_twice(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA("S STLS\nS SASL EXTERNAL\nS UIDL\n")
             STLS CAPA("S STLS\nS SASL PLAIN\nS UIDL\n") "C AUTH PLAIN " PLAIN_IR "\nS +OK\n",
         .what = DONE, .method = &pop3_method_plain},
        {HELLO CAPA("S STLS\nS UIDL\nS USER\n") "C USER tim\nS +OK\nC PASS " SECRET "\nS +OK\n",
         .config = {TLS_FIRST}, .what = DONE, .method = &pop3_method_user},
    };
    static const struct play greeting = {.script = "S +OK hi\n", .config = {TLS_FIRST}};
    struct stage s;
    (void)state;
    PLAYS_RUN(plays);
    play_wiped(&s, &greeting, 0, false);
    assert_int_equal(pop3_send(&s.p, POP3_STLS, 0, 0), POP3_ERR_STATE);
}

/* A client certificate is named by EXTERNAL; it does not log in by itself. */
static void conformance_49_under_tls_a_login_is_still_due(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA("S SASL EXTERNAL\nS UIDL\n") "C AUTH EXTERNAL =\nS +OK\n",
         .config = {TLS_FIRST, .methods = only_external}, .what = DONE,
         .method = &pop3_method_external},
        {HELLO CAPA("S SASL EXTERNAL\nS UIDL\n") "C AUTH EXTERNAL\nS + \nC \nS +OK\n",
         .config = {TLS_FIRST, .methods = only_external, .two_steps = true}, .what = DONE,
         .method = &pop3_method_external},
        {HELLO CAPA("S SASL EXTERNAL\nS UIDL\n") "C AUTH EXTERNAL Ym9zcw==\nS +OK\n",
         .config = {TLS_FIRST, .methods = only_external, .authzid = TEXT("boss")}, .what = DONE,
         .method = &pop3_method_external},
        {HELLO CAPA("S SASL EXTERNAL\nS USER\n"),
         .config = {.methods = only_external, .cleartext = POP3_CLEARTEXT_TLS_ONLY},
         .what = REFUSED, .why = POP3_WHY_NO_STLS},
    };
    (void)state;
    PLAYS_RUN(plays);
}

static void conformance_56_no_auth_without_the_sasl_capability(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA("S UIDL\n") "C USER tim\nS +OK\nC PASS " SECRET "\nS +OK\n",
         .config = {TLS_FIRST}, .what = DONE, .method = &pop3_method_user},
        {HELLO CAPA("S SASL\nS UIDL\n"), .config = {TLS_FIRST}, .what = REFUSED,
         .why = POP3_WHY_NO_METHOD},
        {HELLO CAPA("S SASL XPLAIN PLAINX\nS UIDL\n"), .config = {TLS_FIRST}, .what = REFUSED,
         .why = POP3_WHY_NO_METHOD},
        /* 33: the first line counts */
        {HELLO CAPA("S SASL LOGIN\nS SASL PLAIN\nS UIDL\n") "C AUTH LOGIN\nS -ERR\n",
         .config = {TLS_FIRST}, CREDENTIALS, .method = &pop3_method_login},
    };
    (void)state;
    PLAYS_RUN(plays);
}

static void encode(char *to, const void *from, size_t n)
{
    EVP_EncodeBlock((unsigned char *)to, from, (int)n);
}

/* AUTH PLAIN with a password of n octets; the line is 255 octets at n = 175. */
static void plain_run(size_t n, bool one_step)
{
    uint8_t raw[1024] = "\0tim\0";
    char coded[2048], script[4096];
    memset(raw + 5, 'p', n);
    encode(coded, raw, n + 5);
    struct play play = {script, .config = {.password = {raw + 5, n}, TLS_FIRST}, .what = DONE,
                        .method = &pop3_method_plain};
    snprintf(script, sizeof script,
             HELLO CAPA("S SASL PLAIN\nS UIDL\n") "C AUTH PLAIN%s%s\nS +OK\n",
             one_step ? " " : "\nS + \nC ", coded);
    play_run(&play);
}

static void conformance_57_an_initial_response_goes_along_up_to_255_octets(void **state)
{
    (void)state;
    plain_run(1, true);
    plain_run(174, true);
    plain_run(175, true);
    plain_run(176, false);
    plain_run(177, false);
    plain_run(900, false);
}

static void conformance_58_bad_base64_is_cancelled(void **state)
{
    static const char *const bad[] = {
        "AAA=BBB", "AAA=BBBB",     "AA=A",       "A",    "AAAAA", "AAAA ",
        " AAAA",   "AA AA",        "AA\tAA",     "A-_A", "====",  "A===",
        "AAAA=",   "AAAAAA==AAAA", "\xC3\xA9==", "AB==" /* bits that nobody encodes */};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char script[256];
        struct play play = {script, .config = {TLS_FIRST}, EXCHANGE,
                            .method = &pop3_method_cram_md5};
        snprintf(script, sizeof script,
                 HELLO CAPA("S SASL CRAM-MD5\n") "C AUTH CRAM-MD5\nS + %s\nC *\nS -ERR\n",
                 bad[i]);
        play_run(&play);
        snprintf(script, sizeof script,
                 HELLO CAPA("S SASL CRAM-MD5\n") "C AUTH CRAM-MD5\nS + %s\nC *\nS +OK\n",
                 bad[i]);
        play.why = POP3_WHY_SESSION;
        play.err = POP3_ERR_PROOF;
        play_run(&play);
    }
}

#define XOAUTH2_IR                                                                             \
    "dXNlcj10aW0BYXV0aD1CZWFyZXIgdkY5ZGZ0NHFtVGMyTnZiM1JsY2tCaGRIUmhkbWx6ZEdFdVkyOXRDZz09AQE="
#define OAUTHBEARER_IR                                                                         \
    "bixhPXRpbSwBaG9zdD1zZXJ2ZXIuZXhhbXBsZQFwb3J0PTk5NQFhdXRoPUJlYXJlciB2RjlkZnQ0cW1UYzJOdmIz" \
    "Umxja0JoZEhSaGRtbHpkR0V1WTI5dENnPT0BAQ=="

static void conformance_59_a_plus_alone_is_an_empty_challenge(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA("S SASL XOAUTH2\nS UIDL\n") "C AUTH XOAUTH2\nS +\nC " XOAUTH2_IR
                                                "\nS +OK\n",
         .config = {TLS_FIRST, .methods = only_xoauth2, .two_steps = true}, .what = DONE,
         .method = &pop3_method_xoauth2},
        {HELLO CAPA("S SASL PLAIN\nS UIDL\n") "C AUTH PLAIN\nS + \nC " PLAIN_IR "\nS +OK\n",
         .config = {TLS_FIRST, .two_steps = true}, .what = DONE, .method = &pop3_method_plain},
        /* "+OK" is no continuation; "+x" is nothing at all */
        {HELLO CAPA("S SASL PLAIN\nS UIDL\n") "C AUTH PLAIN\nS +x\n",
         .config = {TLS_FIRST, .two_steps = true}, .what = REFUSED, .why = POP3_WHY_SESSION,
         .err = POP3_ERR_REPLY, .method = &pop3_method_plain},
        {HELLO CAPA("S SASL LOGIN\nS UIDL\n") "C AUTH LOGIN\nS +OK\n",
         .config = {TLS_FIRST, .methods = only_login}, .what = REFUSED, .why = POP3_WHY_SESSION,
         .err = POP3_ERR_PROOF, .method = &pop3_method_login},
        /* a challenge where an empty one is due */
        {HELLO CAPA("S SASL PLAIN\nS UIDL\n") "C AUTH PLAIN\nS + AAAA\nC *\nS -ERR\n",
         .config = {TLS_FIRST, .two_steps = true}, EXCHANGE, .method = &pop3_method_plain},
    };
    (void)state;
    PLAYS_RUN(plays);
}

static void hex_put(char *to, const uint8_t *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sprintf(to + 2 * i, "%02x", from[i]);
}

/* A challenge of n octets, with a line buffer that holds its base64 or not. */
static void cram_run(size_t n, uint16_t line_cap, bool fits)
{
    uint8_t challenge[2048], mac[16];
    char coded[4096], answer[64] = "tim ", response[128], script[8192];
    memset(challenge, 'c', n);
    HMAC(EVP_md5(), SECRET, (int)strlen(SECRET), challenge, n, mac, NULL);
    hex_put(answer + 4, mac, sizeof mac);
    encode(coded, challenge, n);
    encode(response, answer, strlen(answer));
    struct play play = {script,
                        .config = {TLS_FIRST, .methods = only_cram_md5},
                        .what = DONE,
                        .method = &pop3_method_cram_md5,
                        .line_cap = line_cap,
                        .stride = 7};
    snprintf(script, sizeof script,
             HELLO CAPA("S SASL CRAM-MD5\nS UIDL\n") "C AUTH CRAM-MD5\nS + %s\nC %s\nS %s\n",
             coded, fits ? response : "*", fits ? "+OK" : "-ERR");
    if (!fits) {
        play.what = REFUSED;
        play.why = POP3_WHY_EXCHANGE;
    }
    play_run(&play);
}

static void conformance_60_challenges_may_be_long_and_have_a_limit(void **state)
{
    (void)state;
    cram_run(381, 512, true);
    cram_run(382, 512, false); /* "+ " and 512 octets */
    cram_run(1000, 2048, true);
    cram_run(1533, 2048, true);
    cram_run(1534, 2048, false);
}

static void conformance_61_one_auth_a_session(void **state)
{
    static const struct play play = {
        .script = HELLO CAPA("S SASL PLAIN\nS UIDL\n") "C AUTH PLAIN " PLAIN_IR "\nS +OK\n",
        .config = {TLS_FIRST}};
    struct stage s;
    struct pop3_plain plain;
    (void)state;
    play_once(&s, &play);
    assert_int_equal(s.what, DONE);
    assert_true(pop3_plain_init(&plain, s.config.authzid, s.config.user, s.config.password));
    assert_int_equal(pop3_send_auth(&s.p, &plain.sasl, true), POP3_ERR_STATE);
    assert_int_equal(pop3_send(&s.p, POP3_STLS, 0, 0), POP3_ERR_STATE);
    assert_int_equal(pop3_out(&s.p).n, 0);
}

static void conformance_62_63_64_plain_login_and_cram(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA(
             "S SASL PLAIN\nS UIDL\n") "C AUTH PLAIN Ym9zcwB0aW0AdGFuc3RhYWZ0YW5zdGFhZg=="
                                       "\nS +OK\n",
         .config = {TLS_FIRST, .authzid = TEXT("boss")}, .what = DONE,
         .method = &pop3_method_plain},
        {HELLO CAPA("S SASL LOGIN\nS UIDL\n") "C AUTH LOGIN\nS + VXNlcm5hbWU6\nC dGlt\n"
                                              "S + UGFzc3dvcmQ6\nC "
                                              "dGFuc3RhYWZ0YW5zdGFhZg==\nS +OK\n",
         .config = {TLS_FIRST}, .what = DONE, .method = &pop3_method_login},
        {HELLO CAPA("S SASL LOGIN\nS UIDL\n") "C AUTH LOGIN\nS +\nC dGlt\nS +OK\n",
         .config = {TLS_FIRST}, .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_PROOF,
         .method = &pop3_method_login},
        {HELLO CAPA("S SASL CRAM-MD5\nS UIDL\n") "C AUTH CRAM-MD5\nS + "
                                                 "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uL"
                                                 "m1jaS5uZXQ+\n"
                                                 "C "
                                                 "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzO"
                                                 "Dkw\nS +OK\n",
         .config = {TLS_FIRST}, .what = DONE, .method = &pop3_method_cram_md5},
        {HELLO CAPA("S SASL CRAM-MD5\nS UIDL\n") "C AUTH CRAM-MD5\nS + \nC *\nS +OK\n",
         .config = {TLS_FIRST}, .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_PROOF,
         .method = &pop3_method_cram_md5},
    };
    (void)state;
    struct play apop = {
        "S +OK server ready <1896.697170952@dbc.mtview.ca.us>\nC CAPA\n" CAPA(
            "S UIDL\n") "C APOP mrose c4c9334bac560ecc979e58001b3e22fb\nS +OK\n",
        .config = {TLS_FIRST, .user = TEXT("mrose"), .password = TEXT("tanstaaf")},
        .what = DONE, .method = &pop3_method_apop};
    PLAYS_RUN(plays);
    play_run(&apop);
    apop.config.methods = only_apop;
    apop.config.tls_first = false;
    apop.config.cleartext = POP3_CLEARTEXT_ALLOW;
    play_run(&apop);
}

/* The challenge is {"status":"401"} in base64. */
#define WHY_NOT "eyJzdGF0dXMiOiI0MDEifQ=="

static void conformance_70_71_oauth_and_its_error_challenge(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA("S SASL XOAUTH2 OAUTHBEARER\nS UIDL\n") "C AUTH OAUTHBEARER " OAUTHBEARER_IR
                                                            "\nS +OK\n",
         .config = {TLS_FIRST, .methods = pop3_methods_token}, .what = DONE,
         .method = &pop3_method_oauthbearer},
        {HELLO CAPA("S SASL XOAUTH2\nS UIDL\n") "C AUTH XOAUTH2 " XOAUTH2_IR "\nS +OK\n",
         .config = {TLS_FIRST, .methods = pop3_methods_token}, .what = DONE,
         .method = &pop3_method_xoauth2},
        {HELLO CAPA("S SASL XOAUTH2\nS UIDL\n") "C AUTH XOAUTH2\nS + \nC " XOAUTH2_IR
                                                "\nS +OK\n",
         .config = {TLS_FIRST, .methods = pop3_methods_token, .two_steps = true}, .what = DONE,
         .method = &pop3_method_xoauth2},
        {HELLO CAPA("S SASL OAUTHBEARER\n") "C AUTH OAUTHBEARER " OAUTHBEARER_IR
                                            "\nS + " WHY_NOT "\nC AQ==\nS -ERR [AUTH] no\n",
         .config = {TLS_FIRST, .methods = only_oauthbearer}, CREDENTIALS,
         .code = POP3_CODE_AUTH, .method = &pop3_method_oauthbearer},
        {HELLO CAPA("S SASL XOAUTH2\n") "C AUTH XOAUTH2 " XOAUTH2_IR "\nS + " WHY_NOT
                                        "\nC \nS -ERR\n",
         .config = {TLS_FIRST, .methods = only_xoauth2}, CREDENTIALS,
         .method = &pop3_method_xoauth2},
        /* +OK after it said what is wrong */
        {HELLO CAPA("S SASL XOAUTH2\n") "C AUTH XOAUTH2 " XOAUTH2_IR "\nS + " WHY_NOT
                                        "\nC \nS +OK\n",
         .config = {TLS_FIRST, .methods = only_xoauth2}, .what = REFUSED,
         .why = POP3_WHY_SESSION, .err = POP3_ERR_PROOF, .method = &pop3_method_xoauth2},
        /* once more: no loop */
        {HELLO CAPA("S SASL OAUTHBEARER\n") "C AUTH OAUTHBEARER " OAUTHBEARER_IR
                                            "\nS + " WHY_NOT "\nC AQ==\nS + " WHY_NOT
                                            "\nC *\nS -ERR\n",
         .config = {TLS_FIRST, .methods = only_oauthbearer}, EXCHANGE,
         .method = &pop3_method_oauthbearer},
    };
    (void)state;
    PLAYS_RUN(plays);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conformance_46_nothing_is_sent_between_stls_and_the_handshake),
        cmocka_unit_test(conformance_47_48_capa_is_asked_again_and_stls_is_not_sent_twice),
        cmocka_unit_test(conformance_49_under_tls_a_login_is_still_due),
        cmocka_unit_test(conformance_56_no_auth_without_the_sasl_capability),
        cmocka_unit_test(conformance_57_an_initial_response_goes_along_up_to_255_octets),
        cmocka_unit_test(conformance_58_bad_base64_is_cancelled),
        cmocka_unit_test(conformance_59_a_plus_alone_is_an_empty_challenge),
        cmocka_unit_test(conformance_60_challenges_may_be_long_and_have_a_limit),
        cmocka_unit_test(conformance_61_one_auth_a_session),
        cmocka_unit_test(conformance_62_63_64_plain_login_and_cram),
        cmocka_unit_test(conformance_70_71_oauth_and_its_error_challenge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
