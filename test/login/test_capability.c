/* SPDX-License-Identifier: MIT */
/*
 * What the capabilities do to a login: CAPA after it, mechanisms as whole words,
 * AUTH-RESP-CODE, UTF8; by the numbers of the project's list of conformance.
 */
#include "play.h"

#define REFUSED     POP3_LOGIN_REFUSED
#define DONE        POP3_LOGIN_DONE
#define TLS_FIRST   .tls_first = true
#define CREDENTIALS .what = REFUSED, .why = POP3_WHY_CREDENTIALS

#define UTF8_NAME "j\xC3\xB8rn"

static void conformance_72_utf8_before_login_and_names_by_utf8_user(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA(
             "S USER\nS UTF8\nS UIDL\n") "C UTF8\nS +OK\nC USER tim\nS +OK\nC PASS " SECRET
                                         "\nS +OK\n",
         .config = {TLS_FIRST, .utf8 = true}, .what = DONE, .method = &pop3_method_user},
        {HELLO CAPA("S USER\nS UTF8\nS UIDL\n") "C USER tim\nS +OK\nC PASS " SECRET "\nS +OK\n",
         .config = {TLS_FIRST}, .what = DONE, .method = &pop3_method_user},
        {HELLO CAPA("S USER\nS UIDL\n") "C USER tim\nS +OK\nC PASS " SECRET "\nS +OK\n",
         .config = {TLS_FIRST, .utf8 = true}, .what = DONE, .method = &pop3_method_user},
        {HELLO CAPA("S USER\nS UTF8\nS UIDL\n") "C UTF8\nS -ERR no\nC USER tim\nS +OK\n"
                                                "C PASS " SECRET "\nS +OK\n",
         .config = {TLS_FIRST, .utf8 = true}, .what = DONE, .method = &pop3_method_user},
        {HELLO CAPA("S STLS\nS UTF8 USER\nS USER\n")
             STLS CAPA("S UTF8 USER\nS UIDL\nS USER\n") "C UTF8\nS +OK\nC USER " UTF8_NAME
                                                        "\nS +OK\nC PASS " SECRET "\nS +OK\n",
         .config = {.utf8 = true, .user = TEXT(UTF8_NAME)}, .what = DONE,
         .method = &pop3_method_user},
        {HELLO CAPA("S USER\nS UTF8\nS UIDL\n"),
         .config = {TLS_FIRST, .utf8 = true, .user = TEXT(UTF8_NAME)}, .what = REFUSED,
         .why = POP3_WHY_NO_METHOD},
        {"S +OK <1.2@h>\nC CAPA\n" CAPA("S USER\nS UTF8\nS UIDL\n"),
         .config = {TLS_FIRST, .password = TEXT("\xC3\xB8l")}, .what = REFUSED,
         .why = POP3_WHY_NO_METHOD},
        {HELLO CAPA("S USER\nS UTF8\nS UIDL\n"), .config = {TLS_FIRST, .user = TEXT("tim\x7F")},
         .what = REFUSED, .why = POP3_WHY_NO_METHOD},
        /* SASL carries UTF-8 by itself */
        {HELLO CAPA("S USER\nS SASL PLAIN\nS UIDL\n") "C AUTH PLAIN AGrDuHJuAMO4bA==\nS +OK\n",
         .config = {TLS_FIRST, .user = TEXT(UTF8_NAME), .password = TEXT("\xC3\xB8l")},
         .what = DONE, .method = &pop3_method_plain},
        /* UTF8 refused together with the session */
        {HELLO CAPA("S USER\nS UTF8\n") "C UTF8\nEOF\n", .config = {TLS_FIRST, .utf8 = true},
         .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_EOF,
         .method = &pop3_method_user},
    };
    (void)state;
    PLAYS_RUN(plays);
}

#define IN "C USER tim\nS +OK\nC PASS " SECRET "\nS +OK\n"

/* What the capabilities are at the end of a login. */
static void capabilities_are(const char *script, uint32_t tags, uint32_t login_delay)
{
    struct play play = {script, .config = {TLS_FIRST}, .what = DONE,
                        .method = &pop3_method_user};
    struct stage s;
    play_run(&play);
    play_once(&s, &play);
    assert_int_equal(s.login.capa.tags, tags);
    assert_int_equal(s.login.capa.login_delay, login_delay);
}

static void conformance_31_32_capa_after_login_where_it_tells_more(void **state)
{
    (void)state;
    capabilities_are(HELLO CAPA("S UIDL\nS LOGIN-DELAY 60\n") IN,
                     POP3_CAP_UIDL | POP3_CAP_LOGIN_DELAY, 60);
    capabilities_are(HELLO CAPA("S TOP\n") IN "C CAPA\n" CAPA("S TOP\nS UIDL\n"),
                     POP3_CAP_TOP | POP3_CAP_UIDL, 0);
    /* the value after login wins (37) */
    capabilities_are(HELLO CAPA("S UIDL\nS LOGIN-DELAY 900 USER\n") IN
                     "C CAPA\n" CAPA("S UIDL\nS LOGIN-DELAY 60\n"),
                     POP3_CAP_UIDL | POP3_CAP_LOGIN_DELAY, 60);
    capabilities_are(HELLO CAPA("S UIDL\nS EXPIRE 1 USER\n") IN "C CAPA\n" CAPA("S UIDL\n"),
                     POP3_CAP_UIDL, 0);
    /* refused after login: what was said before it still holds */
    capabilities_are(HELLO CAPA("S TOP\nS LOGIN-DELAY 60\n") IN "C CAPA\nS -ERR not now\n",
                     POP3_CAP_TOP | POP3_CAP_LOGIN_DELAY, 60);
    capabilities_are(HELLO "S -ERR\n" IN "C CAPA\nS -ERR\n", 0, 0);
    capabilities_are(HELLO "S -ERR\n" IN "C CAPA\n" CAPA("S UIDL\n"), POP3_CAP_UIDL, 0);
}

/* A line that the buffer cut: half a name is not a name. */
static void conformance_33_half_a_mechanism_is_not_offered(void **state)
{
    static const struct play plays[] = {
        /* 64 octets end behind "SCRAM-SHA-1" */
        {HELLO CAPA(
             "S SASL X-OTHER-MECHANISM-OF-SOME-SORT X-MECHANISM-BBBB SCRAM-SHA-1-PLUS\n"),
         .config = {TLS_FIRST}, .what = REFUSED, .why = POP3_WHY_NO_METHOD, .line_cap = 64},
        {HELLO CAPA(
             "S SASL X-OTHER-MECHANISM-OF-SOME-SORT LOGIN X-MECHANISM-BBBBBBBBBBB\n") "C AUTH "
                                                                                      "LOGIN\nS"
                                                                                      " -ERR\n",
         .config = {TLS_FIRST}, CREDENTIALS, .method = &pop3_method_login, .line_cap = 64},
    };
    (void)state;
    assert_int_equal(strlen("SASL X-OTHER-MECHANISM-OF-SOME-SORT X-MECHANISM-BBBB SCRAM-SHA-1"),
                     64);
    PLAYS_RUN(plays);
}

static void conformance_45_without_auth_the_credentials_are_not_to_blame(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA("S USER\nS AUTH-RESP-CODE\n") "C USER tim\nS +OK\nC PASS " SECRET
                                                  "\nS -ERR disk full\n",
         .config = {TLS_FIRST, .methods = pop3_methods_password}, .what = REFUSED,
         .why = POP3_WHY_UNKNOWN, .method = &pop3_method_user},
        {HELLO CAPA("S USER\n") "C USER tim\nS +OK\nC PASS " SECRET "\nS -ERR no\n",
         .config = {TLS_FIRST}, CREDENTIALS, .method = &pop3_method_user},
        {HELLO CAPA("S USER\nS AUTH-RESP-CODE\n") "C USER tim\nS -ERR [AUTH] who?\n",
         .config = {TLS_FIRST}, CREDENTIALS, .code = POP3_CODE_AUTH,
         .method = &pop3_method_user},
        {HELLO CAPA("S USER\n") "C USER tim\nS +OK\nC PASS " SECRET "\nEOF\n",
         .config = {TLS_FIRST}, .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_EOF,
         .method = &pop3_method_user},
    };
    (void)state;
    PLAYS_RUN(plays);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conformance_72_utf8_before_login_and_names_by_utf8_user),
        cmocka_unit_test(conformance_31_32_capa_after_login_where_it_tells_more),
        cmocka_unit_test(conformance_33_half_a_mechanism_is_not_offered),
        cmocka_unit_test(conformance_45_without_auth_the_credentials_are_not_to_blame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
