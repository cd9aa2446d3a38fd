/* SPDX-License-Identifier: MIT */
/*
 * Every policy against everything a server may do with CAPA and STLS, and the
 * choice of the method against every offer.
 */
#include "play.h"

#define OFFERS "S SASL PLAIN CRAM-MD5\nS USER\n" WITH_UIDL

#define IN_PLAIN "C AUTH PLAIN " PLAIN_IR "\nS +OK in\n"
#define IN_CRAM                                                                                \
    "C AUTH CRAM-MD5\nS + PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\n"          \
    "C dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\nS +OK in\n"
#define IN_APOP "C APOP tim d9175e0e9d231ef3ef1e9dd387d066d8\nS +OK in\n"
#define IN_USER "C USER tim\nS +OK\nC PASS " SECRET "\nS +OK in\n"

/* Where the STLS comes in the list makes no difference. */
#define CAPA_STLS CAPA("S STLS\n" OFFERS)

#define REFUSED POP3_LOGIN_REFUSED
#define DONE    POP3_LOGIN_DONE
#define METHOD  .method = &pop3_method_plain
#define ALLOW   .config.cleartext = POP3_CLEARTEXT_ALLOW
#define NEVER   .config.cleartext = POP3_CLEARTEXT_NEVER

static const struct play tls_only[] = {
    {HELLO CAPA_STLS STLS CAPA(OFFERS) IN_PLAIN, .what = DONE, METHOD},
    {HELLO CAPA(OFFERS "S STLS\n") STLS CAPA("S stls\n" OFFERS) IN_PLAIN, .what = DONE, METHOD},
    {HELLO CAPA_STLS "C STLS\nS -ERR\n", .what = REFUSED, .why = POP3_WHY_STLS},
    {HELLO CAPA_STLS "C STLS\nS -ERR [SYS/PERM] no\n", .what = REFUSED, .why = POP3_WHY_STLS,
     .code = POP3_CODE_SYS_PERM},
    {HELLO CAPA(OFFERS), .what = REFUSED, .why = POP3_WHY_NO_STLS},
    {HELLO CAPA(""), .what = REFUSED, .why = POP3_WHY_NO_STLS},
    {HELLO CAPA("S XSTLS\nS STLSX\nS SASL STLS\n"), .what = REFUSED, .why = POP3_WHY_NO_STLS},
    {HELLO "S -ERR what?\n", .what = REFUSED, .why = POP3_WHY_NO_STLS},
    {HELLO "S -ERR [SYS/TEMP] later\n", .what = REFUSED, .why = POP3_WHY_NO_STLS,
     .code = POP3_CODE_SYS_TEMP},
    {HELLO "EOF\n", .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_EOF},
    {HELLO "S +OK\nEOF\n", .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_EOF},
    {HELLO "S +OK\nS STLS\nS USER\nEOF\n", .what = REFUSED, .why = POP3_WHY_SESSION,
     .err = POP3_ERR_EOF},
    {HELLO "s +O\nEOF\n", .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_EOF},
    {HELLO "SILENCE\n", .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_TIMEOUT},
    {HELLO "S +OK\nS STLS\ns .\nSILENCE\n", .what = REFUSED, .why = POP3_WHY_SESSION,
     .err = POP3_ERR_TIMEOUT},
    {HELLO CAPA_STLS "C STLS\nEOF\n", .what = REFUSED, .why = POP3_WHY_SESSION,
     .err = POP3_ERR_EOF},
    {HELLO CAPA_STLS "C STLS\nSILENCE\n", .what = REFUSED, .why = POP3_WHY_SESSION,
     .err = POP3_ERR_TIMEOUT},
    {HELLO CAPA_STLS "C STLS\nS +OK\nEOF\n", .what = REFUSED, .why = POP3_WHY_SESSION,
     .err = POP3_ERR_EOF},
    {HELLO CAPA_STLS STLS "EOF\n", .what = REFUSED, .why = POP3_WHY_SESSION,
     .err = POP3_ERR_EOF},
    {HELLO CAPA_STLS STLS "SILENCE\n", .what = REFUSED, .why = POP3_WHY_SESSION,
     .err = POP3_ERR_TIMEOUT},
};

static void tls_only_logs_in_under_tls_or_not_at_all(void **state)
{
    (void)state;
    PLAYS_RUN(tls_only);
}

/* Without TLS before the greeting not even CAPA is sent. */
static void never_says_nothing_without_tls(void **state)
{
    static const struct play plays[] = {
        {"S +OK hi\n", .what = REFUSED, .why = POP3_WHY_CLEARTEXT, NEVER},
        {"S +OK <1896.697170952@postoffice.reston.mci.net>\n", .what = REFUSED,
         .why = POP3_WHY_CLEARTEXT, NEVER},
        {"S -ERR no\n", .what = REFUSED, .why = POP3_WHY_GREETING, NEVER},
        {"EOF\n", .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_EOF, NEVER},
        {"SILENCE\n", .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_TIMEOUT, NEVER},
    };
    (void)state;
    PLAYS_RUN(plays);
}

static const struct play allow[] = {
    {HELLO CAPA_STLS STLS CAPA(OFFERS) IN_PLAIN, .what = DONE, METHOD, ALLOW},
    /* An offer of STLS that comes to nothing is no leave to go on without. */
    {HELLO CAPA_STLS "C STLS\nS -ERR\n", .what = REFUSED, .why = POP3_WHY_STLS, ALLOW},
    {HELLO CAPA_STLS "C STLS\nS +OK\nEOF\n", .what = REFUSED, .why = POP3_WHY_SESSION,
     .err = POP3_ERR_EOF, ALLOW},
    {HELLO CAPA(OFFERS) IN_CRAM, .what = DONE, .method = &pop3_method_cram_md5, ALLOW},
    {HELLO CAPA("S SASL PLAIN\n" WITH_UIDL) IN_PLAIN, .what = DONE, METHOD, ALLOW},
    {HELLO "S -ERR what?\nC USER tim\nS +OK\nC PASS " SECRET "\nS +OK\nC CAPA\nS -ERR\n",
     .what = DONE, .method = &pop3_method_user, ALLOW},
    {HELLO CAPA("") "C USER tim\nS +OK\nC PASS " SECRET "\nS +OK\nC CAPA\n" CAPA(WITH_UIDL),
     .what = DONE, .method = &pop3_method_user, ALLOW},
    {HELLO "EOF\n", .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_EOF, ALLOW},
    {HELLO "SILENCE\n", .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_TIMEOUT,
     ALLOW},
    {HELLO "S +OK\nS SASL PLAIN\nEOF\n", .what = REFUSED, .why = POP3_WHY_SESSION,
     .err = POP3_ERR_EOF, ALLOW},
    {HELLO CAPA_STLS STLS "S -ERR\nC USER tim\nS +OK\nC PASS " SECRET
                          "\nS +OK\nC CAPA\n" CAPA(""),
     .what = DONE, .method = &pop3_method_user, ALLOW},
};

static void allow_uses_tls_where_it_is_offered(void **state)
{
    (void)state;
    PLAYS_RUN(allow);
}

/* Under TLS from the first octet the policies are one. */
static const struct play tls_first[] = {
    {HELLO CAPA_STLS IN_PLAIN, .what = DONE, METHOD},
    {HELLO CAPA(OFFERS) IN_PLAIN, .what = DONE, METHOD},
    {HELLO "S -ERR\nC USER tim\nS +OK\nC PASS " SECRET "\nS +OK\nC CAPA\n" CAPA(""),
     .what = DONE, .method = &pop3_method_user},
    {HELLO CAPA("S SASL GSSAPI\n"), .what = REFUSED, .why = POP3_WHY_NO_METHOD},
    {HELLO "EOF\n", .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_EOF},
    {HELLO "SILENCE\n", .what = REFUSED, .why = POP3_WHY_SESSION, .err = POP3_ERR_TIMEOUT},
    {"S -ERR [SYS/TEMP] full\n", .what = REFUSED, .why = POP3_WHY_GREETING,
     .code = POP3_CODE_SYS_TEMP},
};

static void tls_first_is_the_same_under_every_policy(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tls_first / sizeof *tls_first; i++)
        for (int policy = 0; policy < 3; policy++) {
            struct play play = tls_first[i];
            play.config.cleartext = (enum pop3_cleartext)policy;
            play.config.tls_first = true;
            play_run(&play);
        }
}

/* The choice, told apart from login.c: the rules as a list of names. */

struct way {
    const char *name;
    bool token, sends_secret, binds;
};

static const struct way ways[] = {
    {"SCRAM-SHA-256-PLUS", false, false, true},
    {"SCRAM-SHA-1-PLUS", false, false, true},
    {"SCRAM-SHA-256", false, false, false},
    {"SCRAM-SHA-1", false, false, false},
    {"PLAIN", false, true, false},
    {"LOGIN", false, true, false},
    {"CRAM-MD5", false, false, false},
    {"OAUTHBEARER", true, true, false},
    {"XOAUTH2", true, true, false},
    {"EXTERNAL", true, true, false},
};

#define WAYS 10u

/* The first of those that send the secret, or of those that do not. */
static const char *sasl_expected(unsigned offer, bool token, bool can_bind, bool sends_secret)
{
    for (size_t i = 0; i < WAYS - 1; i++)
        if (offer >> i & 1 && ways[i].token == token && ways[i].sends_secret == sends_secret &&
            (can_bind || !ways[i].binds))
            return ways[i].name;
    return NULL;
}

/* SCRAM; PLAIN, LOGIN under TLS; CRAM-MD5, APOP; PLAIN, LOGIN in the clear; USER. */
static const char *name_expected(unsigned offer, bool token, bool tls, bool apop, bool user)
{
    static const unsigned cram = 1u << 6;
    const char *scram = sasl_expected(offer & ~cram, token, tls, false);
    const char *secret = sasl_expected(offer, token, tls, true);
    if (token)
        return secret;
    if (scram)
        return scram;
    if (tls && secret)
        return secret;
    if (offer & cram)
        return "CRAM-MD5";
    if (apop)
        return "APOP";
    if (secret)
        return secret;
    return user || offer == 0 ? "USER" : NULL;
}

static void offer_run(unsigned offer, bool token, bool tls, bool apop, bool user)
{
    static const uint8_t binding[32] = {1};
    char script[1024] = "S +OK ";
    strcat(script, apop ? "<1.2@h>\nC CAPA\nS +OK\n" : "hi\nC CAPA\nS +OK\n");
    if (user)
        strcat(script, "S USER\n");
    if (offer > 0)
        strcat(script, "S SASL");
    for (size_t i = 0; i < WAYS; i++)
        if (offer >> i & 1) {
            strcat(script, " ");
            strcat(script, ways[i].name);
        }
    strcat(script, offer > 0 ? "\nS .\n" : "S .\n");
    struct play play = {
        script, .config = {.methods = token ? pop3_methods_token : pop3_methods_password,
                           .cleartext = POP3_CLEARTEXT_ALLOW}};
    if (tls) { /* then it can bind */
        play.config.cleartext = POP3_CLEARTEXT_TLS_ONLY;
        play.config.tls_first = true;
        play.config.binding = POP3_BIND_TLS_EXPORTER;
        play.config.binding_data = (struct pop3_bytes){binding, sizeof binding};
    }
    struct stage s;
    memset(&s, 0, sizeof s);
    const char *expected = name_expected(offer, token, tls, apop, user);
    play_wiped(&s, &play, 0, true);
    assert_int_equal(s.login.method != NULL, expected != NULL);
    if (expected)
        assert_string_equal(s.login.method->name, expected);
    else
        assert_int_equal(s.login.why, POP3_WHY_NO_METHOD);
    stage_is_clean(&s);
}

static void the_best_method_offered_is_tried(void **state)
{
    (void)state;
    for (unsigned offer = 0; offer < 1u << WAYS; offer++)
        for (unsigned flags = 0; flags < 16; flags++)
            offer_run(offer, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0,
                      (flags & 8) != 0);
}

/* Lists that put the secret first, against what is offered. */

static const struct pop3_method *const user_first[] = {
    &pop3_method_user,     &pop3_method_login, &pop3_method_plain,
    &pop3_method_cram_md5, &pop3_method_apop,  NULL};
static const struct pop3_method *const apop_last[] = {&pop3_method_plain, &pop3_method_user,
                                                      &pop3_method_apop, NULL};
static const struct pop3_method *const apop_before_cram[] = {
    &pop3_method_plain, &pop3_method_apop, &pop3_method_cram_md5, NULL};
static const struct pop3_method *const plain_only[] = {&pop3_method_plain, NULL};
static const struct pop3_method *const token_first[] = {
    &pop3_method_xoauth2, &pop3_method_plain, &pop3_method_cram_md5, NULL};

#define STAMPED     "S +OK <1.2@h>\nC CAPA\n"
#define METHODS(m)  .config = {.methods = m, .cleartext = POP3_CLEARTEXT_ALLOW}
#define DONE_BY(m)  .what = DONE, .method = &pop3_method_##m
#define ALL_OFFERED "S SASL PLAIN LOGIN XOAUTH2 CRAM-MD5\nS USER\n" WITH_UIDL

/* STLS was taken out of the offer, or never was in it: nobody can tell. */
static void in_the_clear_methods_without_the_secret_come_first_whatever_the_order(void **state)
{
    static const struct play plays[] = {
        {STAMPED CAPA(ALL_OFFERED) IN_CRAM, METHODS(pop3_methods_password), DONE_BY(cram_md5)},
        {STAMPED CAPA(ALL_OFFERED) IN_CRAM, METHODS(user_first), DONE_BY(cram_md5)},
        {STAMPED CAPA(ALL_OFFERED) IN_CRAM, METHODS(token_first), DONE_BY(cram_md5)},
        {STAMPED CAPA(ALL_OFFERED) IN_APOP, METHODS(apop_last), DONE_BY(apop)},
        {STAMPED CAPA("S SASL PLAIN LOGIN\nS USER\n" WITH_UIDL) IN_APOP,
         METHODS(pop3_methods_password), DONE_BY(apop)},
        {STAMPED "S -ERR what?\n" IN_APOP "C CAPA\nS -ERR\n", METHODS(user_first),
         DONE_BY(apop)},
        /* among those without the secret the order is the list's */
        {STAMPED CAPA(ALL_OFFERED) IN_APOP, METHODS(apop_before_cram), DONE_BY(apop)},
        /* cancelled or refused: the password does not follow */
        {STAMPED CAPA(ALL_OFFERED) "C AUTH CRAM-MD5\nS + AAA=BBB\nC *\nS -ERR\n",
         METHODS(user_first), .what = REFUSED, .why = POP3_WHY_EXCHANGE,
         .method = &pop3_method_cram_md5},
        {STAMPED CAPA(ALL_OFFERED) "C AUTH CRAM-MD5\nS -ERR\n", METHODS(user_first),
         .what = REFUSED, .why = POP3_WHY_CREDENTIALS, .method = &pop3_method_cram_md5},
    };
    (void)state;
    PLAYS_RUN(plays);
}

static void in_the_clear_the_secret_goes_where_nothing_else_will_do(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA("S SASL PLAIN LOGIN\nS USER\n" WITH_UIDL) IN_USER, METHODS(user_first),
         DONE_BY(user)},
        {HELLO CAPA("S SASL LOGIN PLAIN\n" WITH_UIDL) IN_PLAIN, METHODS(pop3_methods_password),
         DONE_BY(plain)},
        /* a -PLUS form cannot be used without TLS, GSSAPI not at all */
        {HELLO CAPA("S SASL SCRAM-SHA-1-PLUS GSSAPI PLAIN\n" WITH_UIDL) IN_PLAIN,
         METHODS(pop3_methods_password), DONE_BY(plain)},
        /* offered, but not configured */
        {STAMPED CAPA("S SASL SCRAM-SHA-1 PLAIN\n" WITH_UIDL) IN_PLAIN,
         .config = {.methods = plain_only, .cleartext = POP3_CLEARTEXT_ALLOW}, DONE_BY(plain)},
    };
    (void)state;
    PLAYS_RUN(plays);
}

static void under_tls_the_order_is_that_of_the_list(void **state)
{
    static const struct play plays[] = {
        {STAMPED CAPA(ALL_OFFERED) IN_USER,
         .config = {.methods = user_first, .tls_first = true}, DONE_BY(user)},
        {STAMPED CAPA(ALL_OFFERED) IN_PLAIN,
         .config = {.methods = apop_last, .tls_first = true}, DONE_BY(plain)},
        {STAMPED CAPA("S STLS\n" ALL_OFFERED) STLS CAPA(ALL_OFFERED) IN_USER,
         METHODS(user_first), DONE_BY(user)},
        {STAMPED CAPA("S STLS\n" ALL_OFFERED) STLS CAPA(ALL_OFFERED) IN_USER,
         .config = {.methods = user_first}, DONE_BY(user)},
    };
    (void)state;
    PLAYS_RUN(plays);
}

/* A minimum is a list that ends there. */
static void a_list_is_a_minimum(void **state)
{
    static const struct pop3_method *const scram[] = {&pop3_method_scram_sha_256, NULL};
    static const struct pop3_method *const apop[] = {&pop3_method_apop, NULL};
    static const struct pop3_method *const user[] = {&pop3_method_user, &pop3_method_plain,
                                                     NULL};
    static const struct pop3_method *const none[] = {NULL};
    static const struct play plays[] = {
        {HELLO CAPA("S SASL PLAIN SCRAM-SHA-1 CRAM-MD5\nS USER\n"),
         .config = {.methods = scram, .tls_first = true}, .what = REFUSED,
         .why = POP3_WHY_NO_METHOD},
        {HELLO CAPA("S SASL PLAIN\nS USER\n"), .config = {.methods = apop, .tls_first = true},
         .what = REFUSED, .why = POP3_WHY_NO_METHOD},
        {HELLO "S -ERR\n", .config = {.methods = apop, .cleartext = POP3_CLEARTEXT_ALLOW},
         .what = REFUSED, .why = POP3_WHY_NO_METHOD},
        {HELLO CAPA("S SASL PLAIN\nS USER\n" WITH_UIDL) "C USER tim\nS +OK\nC PASS " SECRET
                                                        "\nS +OK\n",
         .config = {.methods = user, .tls_first = true}, .what = DONE,
         .method = &pop3_method_user},
        {HELLO CAPA("S SASL PLAIN\nS USER\n"), .config = {.methods = none, .tls_first = true},
         .what = REFUSED, .why = POP3_WHY_NO_METHOD},
    };
    (void)state;
    PLAYS_RUN(plays);
}

/* A handshake that comes too late, or unasked, makes nothing secure. */
static void a_handshake_out_of_place_changes_nothing(void **state)
{
    static const struct play plays[] = {
        {.script = HELLO CAPA(OFFERS)},
        {.script = HELLO CAPA_STLS "C STLS\nS -ERR\n"},
        {.script = HELLO "S +OK\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof plays / sizeof *plays; i++) {
        struct stage s;
        play_once(&s, &plays[i]);
        enum pop3_login_why why = s.login.why;
        assert_int_equal(
            pop3_login_secured(&s.login, POP3_BIND_NONE, (struct pop3_bytes){NULL, 0}),
            REFUSED);
        assert_false(s.login.tls);
        assert_int_equal(s.login.why, why);
        assert_int_equal(pop3_out(&s.p).n, 0);
    }
}

/* Events of the application's own commands, after the end, do not begin it again. */
static void a_login_that_is_over_stays_over(void **state)
{
    static const struct play plays[] = {
        {HELLO CAPA("S SASL GSSAPI\n"), .config = {.tls_first = true}, .what = REFUSED,
         .why = POP3_WHY_NO_METHOD},
        {HELLO CAPA(OFFERS) IN_PLAIN, .config = {.tls_first = true}, .what = DONE, METHOD},
    };
    (void)state;
    for (size_t i = 0; i < sizeof plays / sizeof *plays; i++) {
        struct pop3_bytes in = TEXT("+OK\r\nSASL PLAIN\r\nTOP\r\n.\r\n");
        struct pop3_event ev;
        struct stage s;
        play_once(&s, &plays[i]);
        uint32_t tags = s.login.capa.tags;
        assert_int_equal(pop3_send(&s.p, POP3_CAPA, 0, 0), POP3_OK);
        pop3_sent(&s.p, pop3_out(&s.p).n);
        while (pop3_next(&s.p, &in, &ev) != POP3_NONE)
            assert_int_equal(pop3_login_event(&s.login, &ev), plays[i].what);
        assert_int_equal(s.login.why, plays[i].why);
        assert_int_equal(s.login.capa.tags, tags);
        assert_int_equal(pop3_out(&s.p).n, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls_only_logs_in_under_tls_or_not_at_all),
        cmocka_unit_test(never_says_nothing_without_tls),
        cmocka_unit_test(allow_uses_tls_where_it_is_offered),
        cmocka_unit_test(tls_first_is_the_same_under_every_policy),
        cmocka_unit_test(the_best_method_offered_is_tried),
        cmocka_unit_test(in_the_clear_methods_without_the_secret_come_first_whatever_the_order),
        cmocka_unit_test(in_the_clear_the_secret_goes_where_nothing_else_will_do),
        cmocka_unit_test(under_tls_the_order_is_that_of_the_list),
        cmocka_unit_test(a_list_is_a_minimum),
        cmocka_unit_test(a_handshake_out_of_place_changes_nothing),
        cmocka_unit_test(a_login_that_is_over_stays_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
