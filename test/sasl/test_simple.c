/* SPDX-License-Identifier: MIT */
/* The mechanisms that need no digest: PLAIN, LOGIN, EXTERNAL, OAUTHBEARER, XOAUTH2. */
#include "harness.h"

#define NOTHING LITERAL("")
#define TOKEN   "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="

static void class_is(const struct pop3_sasl *sasl, const char *name, uint32_t bit, bool first,
                     bool plaintext)
{
    assert_string_equal(sasl->vt->name, name);
    assert_int_equal(sasl->vt->bit, bit);
    assert_int_equal(sasl->vt->client_first, first);
    assert_int_equal(sasl->vt->plaintext, plaintext);
    assert_false(sasl->vt->proved(sasl));
}

/* A first step in every room that is too small, then in one that is just large enough. */
static void first_fits(struct pop3_sasl *sasl, struct pop3_bytes challenge, size_t needed,
                       struct pop3_bytes secret)
{
    struct answer answer;
    for (size_t cap = 0; cap < needed; cap++) {
        step_in(sasl, challenge, cap, &answer);
        assert_int_equal(answer.step, POP3_SASL_CANCEL);
        assert_int_equal(answer.n, 0);
        assert_false(sasl->vt->proved(sasl));
        free_of(answer.rest, cap, secret);
    }
    step_in(sasl, challenge, needed, &answer);
    assert_int_equal(answer.step, POP3_SASL_RESPOND);
    assert_int_equal(answer.n, needed);
}

static void classes_say_what_they_are(void **state)
{
    struct pop3_plain plain;
    struct pop3_auth_login login;
    struct pop3_external external;
    struct pop3_oauth oauth;
    (void)state;
    assert_true(pop3_plain_init(&plain, NOTHING, LITERAL("u"), LITERAL("p")));
    class_is(&plain.sasl, "PLAIN", POP3_SASL_PLAIN, true, true);
    assert_true(pop3_auth_login_init(&login, LITERAL("u"), LITERAL("p")));
    class_is(&login.sasl, "LOGIN", POP3_SASL_LOGIN, false, true);
    assert_true(pop3_external_init(&external, NOTHING));
    class_is(&external.sasl, "EXTERNAL", POP3_SASL_EXTERNAL, true, false);
    assert_true(pop3_oauthbearer_init(&oauth, LITERAL("u"), LITERAL("t"), LITERAL("h"), 1));
    class_is(&oauth.sasl, "OAUTHBEARER", POP3_SASL_OAUTHBEARER, true, true);
    assert_true(pop3_xoauth2_init(&oauth, LITERAL("u"), LITERAL("t")));
    class_is(&oauth.sasl, "XOAUTH2", POP3_SASL_XOAUTH2, true, true);
}

/* RFC 4616 section 4. */
static void plain_examples_of_the_rfc(void **state)
{
    struct pop3_plain m;
    (void)state;
    assert_true(pop3_plain_init(&m, NOTHING, LITERAL("tim"), LITERAL("tanstaaftanstaaf")));
    responds(&m.sasl, NOTHING, LITERAL("\0tim\0tanstaaftanstaaf"));
    assert_true(m.sasl.vt->proved(&m.sasl));
    assert_true(pop3_plain_init(&m, LITERAL("Ursel"), LITERAL("Kurt"), LITERAL("xipj3plmq")));
    responds(&m.sasl, NOTHING, LITERAL("Ursel\0Kurt\0xipj3plmq"));
}

static void plain_octets_of_utf8_go_through(void **state)
{
    struct pop3_plain m;
    (void)state;
    assert_true(
        pop3_plain_init(&m, NOTHING, LITERAL("j\xC3\xB8rn"), LITERAL("s,e=c \xE2\x82\xAC")));
    responds(&m.sasl, NOTHING, LITERAL("\0j\xC3\xB8rn\0s,e=c \xE2\x82\xAC"));
}

static void plain_refuses_what_cannot_be_sent(void **state)
{
    struct pop3_plain m;
    (void)state;
    assert_false(pop3_plain_init(&m, NOTHING, NOTHING, LITERAL("p")));
    assert_false(pop3_plain_init(&m, NOTHING, LITERAL("u"), NOTHING));
    assert_false(pop3_plain_init(&m, LITERAL("a\0b"), LITERAL("u"), LITERAL("p")));
    assert_false(pop3_plain_init(&m, NOTHING, LITERAL("u\0"), LITERAL("p")));
    assert_false(pop3_plain_init(&m, NOTHING, LITERAL("u"), LITERAL("\0p")));
    assert_false(pop3_plain_init(&m, NOTHING, LITERAL("u\r"), LITERAL("p")));
    assert_false(pop3_plain_init(&m, NOTHING, LITERAL("u"), LITERAL("p\nx")));
    cancels(&m.sasl, NOTHING);
}

static void plain_cancels_challenges_that_nobody_expects(void **state)
{
    struct pop3_plain m;
    (void)state;
    assert_true(pop3_plain_init(&m, NOTHING, LITERAL("u"), LITERAL("p")));
    cancels(&m.sasl, LITERAL("Password:"));
    assert_true(pop3_plain_init(&m, NOTHING, LITERAL("u"), LITERAL("p")));
    responds(&m.sasl, NOTHING, LITERAL("\0u\0p"));
    cancels(&m.sasl, NOTHING);
}

static void plain_in_rooms_of_every_size(void **state)
{
    struct pop3_plain m;
    (void)state;
    assert_true(pop3_plain_init(&m, LITERAL("authority"), LITERAL("user"), LITERAL("secret!")));
    first_fits(&m.sasl, NOTHING, 9 + 1 + 4 + 1 + 7, LITERAL("secret!"));
    assert_true(m.sasl.vt->proved(&m.sasl));
}

static void login_sends_user_then_password_whatever_the_prompts(void **state)
{
    static const char *const prompts[][2] = {
        {"Username:", "Password:"}, {"User Name", "Password"}, {"", ""}, {"Password:", "x"}};
    struct pop3_auth_login m;
    (void)state;
    for (size_t i = 0; i < sizeof prompts / sizeof prompts[0]; i++) {
        assert_true(pop3_auth_login_init(&m, LITERAL("tim"), LITERAL("tanstaaftanstaaf")));
        responds(&m.sasl, bytes_of(prompts[i][0]), LITERAL("tim"));
        assert_false(m.sasl.vt->proved(&m.sasl));
        responds(&m.sasl, bytes_of(prompts[i][1]), LITERAL("tanstaaftanstaaf"));
        assert_true(m.sasl.vt->proved(&m.sasl));
        cancels(&m.sasl, LITERAL("Password:"));
    }
}

static void login_refuses_what_cannot_be_sent(void **state)
{
    struct pop3_auth_login m;
    (void)state;
    assert_false(pop3_auth_login_init(&m, NOTHING, LITERAL("p")));
    assert_false(pop3_auth_login_init(&m, LITERAL("u"), NOTHING));
    assert_false(pop3_auth_login_init(&m, LITERAL("u\0v"), LITERAL("p")));
    assert_false(pop3_auth_login_init(&m, LITERAL("u"), LITERAL("p\0")));
    cancels(&m.sasl, LITERAL("Username:"));
}

static void login_in_rooms_of_every_size(void **state)
{
    struct pop3_auth_login m;
    (void)state;
    assert_true(pop3_auth_login_init(&m, LITERAL("somebody"), LITERAL("password")));
    first_fits(&m.sasl, LITERAL("Username:"), 8, LITERAL("somebody"));
    first_fits(&m.sasl, LITERAL("Password:"), 8, LITERAL("password"));
}

static void external_sends_the_authzid_or_nothing(void **state)
{
    struct pop3_external m;
    (void)state;
    assert_true(pop3_external_init(&m, NOTHING));
    responds(&m.sasl, NOTHING, NOTHING);
    assert_true(m.sasl.vt->proved(&m.sasl));
    cancels(&m.sasl, NOTHING);
    assert_true(pop3_external_init(&m, LITERAL("fred@example.com")));
    responds(&m.sasl, NOTHING, LITERAL("fred@example.com"));
    assert_true(pop3_external_init(&m, LITERAL("fred")));
    cancels(&m.sasl, LITERAL("who?"));
    assert_false(pop3_external_init(&m, LITERAL("f\0")));
    assert_false(pop3_external_init(&m, LITERAL("f\r\nDELE 1")));
    cancels(&m.sasl, NOTHING);
}

/* RFC 7628 section 4.1, for POP3's port. */
static void oauthbearer_example_of_the_rfc(void **state)
{
    struct pop3_oauth m;
    (void)state;
    assert_true(pop3_oauthbearer_init(&m, LITERAL("user@example.com"), LITERAL(TOKEN),
                                      LITERAL("server.example.com"), 143));
    responds(&m.sasl, NOTHING,
             LITERAL("n,a=user@example.com,\001host=server.example.com\001port=143\001"
                     "auth=Bearer " TOKEN "\001\001"));
    assert_true(m.sasl.vt->proved(&m.sasl));
}

static void oauthbearer_escapes_the_user_and_writes_any_port(void **state)
{
    struct pop3_oauth m;
    (void)state;
    assert_true(pop3_oauthbearer_init(&m, LITERAL("=a,b="), LITERAL("t"), LITERAL("h"), 65535));
    responds(&m.sasl, NOTHING,
             LITERAL("n,a==3Da=2Cb=3D,\001host=h\001port=65535\001auth=Bearer t\001\001"));
    assert_true(pop3_oauthbearer_init(&m, LITERAL("u"), LITERAL("t"), LITERAL("h"), 7));
    responds(&m.sasl, NOTHING, LITERAL("n,a=u,\001host=h\001port=7\001auth=Bearer t\001\001"));
}

/* RFC 7628 section 4.3: the error in JSON gets ^A; a +OK after it is a lie. */
static void oauthbearer_answers_an_error_with_a_dummy(void **state)
{
    static const char error[] = "{\"status\":\"invalid_token\",\"scope\":\"example_scope\"}";
    struct pop3_oauth m;
    (void)state;
    assert_true(pop3_oauthbearer_init(&m, LITERAL("u"), LITERAL("t"), LITERAL("h"), 995));
    step_in(&m.sasl, NOTHING, ROOM, &(struct answer){.n = 0});
    responds(&m.sasl, bytes_of(error), LITERAL("\001"));
    assert_false(m.sasl.vt->proved(&m.sasl));
    cancels(&m.sasl, bytes_of(error));
}

/* The example of Google's documentation. */
static void xoauth2_example_of_its_maker(void **state)
{
    struct pop3_oauth m;
    (void)state;
    assert_true(pop3_xoauth2_init(&m, LITERAL("someuser@example.com"),
                                  LITERAL("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg")));
    responds(&m.sasl, NOTHING,
             LITERAL("user=someuser@example.com\001auth=Bearer "
                     "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\001\001"));
    assert_true(m.sasl.vt->proved(&m.sasl));
}

static void xoauth2_answers_an_error_with_nothing(void **state)
{
    struct pop3_oauth m;
    (void)state;
    assert_true(pop3_xoauth2_init(&m, LITERAL("u"), LITERAL("t")));
    responds(&m.sasl, NOTHING, LITERAL("user=u\001auth=Bearer t\001\001"));
    responds(&m.sasl, LITERAL("{\"status\":\"401\"}"), NOTHING);
    assert_false(m.sasl.vt->proved(&m.sasl));
    cancels(&m.sasl, LITERAL("{\"status\":\"401\"}"));
}

static void oauth_cancels_a_challenge_before_the_token(void **state)
{
    struct pop3_oauth m;
    (void)state;
    assert_true(pop3_xoauth2_init(&m, LITERAL("u"), LITERAL("t")));
    cancels(&m.sasl, LITERAL("hello"));
    assert_true(pop3_oauthbearer_init(&m, LITERAL("u"), LITERAL("t"), LITERAL("h"), 1));
    cancels(&m.sasl, LITERAL("hello"));
}

static void oauth_refuses_what_cannot_be_sent(void **state)
{
    static const struct {
        struct pop3_bytes user, token, host;
        uint16_t port;
    } rows[] = {
        {{(const uint8_t *)"", 0}, {(const uint8_t *)"t", 1}, {(const uint8_t *)"h", 1}, 1},
        {{(const uint8_t *)"u", 1}, {(const uint8_t *)"", 0}, {(const uint8_t *)"h", 1}, 1},
        {{(const uint8_t *)"u\001", 2},
         {(const uint8_t *)"t", 1},
         {(const uint8_t *)"h", 1},
         1},
        {{(const uint8_t *)"u\0", 2}, {(const uint8_t *)"t", 1}, {(const uint8_t *)"h", 1}, 1},
        {{(const uint8_t *)"u\n", 2}, {(const uint8_t *)"t", 1}, {(const uint8_t *)"h", 1}, 1},
        {{(const uint8_t *)"u", 1},
         {(const uint8_t *)"t\001", 2},
         {(const uint8_t *)"h", 1},
         1},
        {{(const uint8_t *)"u", 1}, {(const uint8_t *)"t t", 3}, {(const uint8_t *)"h", 1}, 1},
        {{(const uint8_t *)"u", 1}, {(const uint8_t *)"t\r", 2}, {(const uint8_t *)"h", 1}, 1},
        {{(const uint8_t *)"u", 1},
         {(const uint8_t *)"\xFF", 1},
         {(const uint8_t *)"h", 1},
         1}};
    struct pop3_oauth m;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_false(
            pop3_oauthbearer_init(&m, rows[i].user, rows[i].token, rows[i].host, rows[i].port));
        cancels(&m.sasl, NOTHING);
        assert_false(pop3_xoauth2_init(&m, rows[i].user, rows[i].token));
        cancels(&m.sasl, NOTHING);
    }
    assert_false(pop3_oauthbearer_init(&m, LITERAL("u"), LITERAL("t"), NOTHING, 1));
    assert_false(pop3_oauthbearer_init(&m, LITERAL("u"), LITERAL("t"), LITERAL("h\001"), 1));
    assert_false(pop3_oauthbearer_init(&m, LITERAL("u"), LITERAL("t"), LITERAL("h"), 0));
    cancels(&m.sasl, NOTHING);
}

static void oauth_in_rooms_of_every_size(void **state)
{
    struct answer answer;
    struct pop3_oauth m;
    (void)state;
    assert_true(pop3_xoauth2_init(&m, LITERAL("u"), LITERAL(TOKEN)));
    first_fits(&m.sasl, NOTHING, 5 + 1 + 13 + sizeof TOKEN - 1 + 2, LITERAL(TOKEN));
    assert_true(pop3_oauthbearer_init(&m, LITERAL("u,"), LITERAL(TOKEN), LITERAL("host"), 110));
    first_fits(&m.sasl, NOTHING, 4 + 4 + 7 + 4 + 6 + 3 + 13 + sizeof TOKEN - 1 + 2,
               LITERAL(TOKEN));
    step_in(&m.sasl, LITERAL("{}"), 0, &answer);
    assert_int_equal(answer.step, POP3_SASL_CANCEL);
    assert_false(m.sasl.vt->proved(&m.sasl));
}

/* A name that does not fit is missed, also where all that comes after it would fit. */
static void oauth_escaped_user_in_rooms_of_every_size(void **state)
{
    struct pop3_oauth m;
    (void)state;
    assert_true(pop3_oauthbearer_init(&m, LITERAL("========================================"),
                                      LITERAL("token-of-ours"), LITERAL("h"), 1));
    first_fits(&m.sasl, NOTHING, 4 + 120 + 7 + 1 + 6 + 1 + 13 + 13 + 2,
               LITERAL("token-of-ours"));
}

static void wiped_objects_send_nothing_more(void **state)
{
    struct pop3_plain plain;
    struct pop3_auth_login login;
    struct pop3_external external;
    struct pop3_oauth oauth;
    (void)state;
    memset(&external, 0, sizeof external);
    pop3_sasl_wipe(&external.sasl); /* zeroed, never begun */
    assert_true(pop3_external_init(&external, NOTHING));
    pop3_sasl_wipe(&external.sasl);
    cancels(&external.sasl, NOTHING);
    assert_true(pop3_plain_init(&plain, NOTHING, LITERAL("u"), LITERAL("p")));
    responds(&plain.sasl, NOTHING, LITERAL("\0u\0p"));
    pop3_sasl_wipe(&plain.sasl);
    cancels(&plain.sasl, NOTHING);
    assert_true(pop3_auth_login_init(&login, LITERAL("u"), LITERAL("p")));
    responds(&login.sasl, NOTHING, LITERAL("u"));
    pop3_sasl_wipe(&login.sasl);
    cancels(&login.sasl, NOTHING);
    assert_true(pop3_xoauth2_init(&oauth, LITERAL("u"), LITERAL("t")));
    pop3_sasl_wipe(&oauth.sasl);
    cancels(&oauth.sasl, NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_say_what_they_are),
        cmocka_unit_test(plain_examples_of_the_rfc),
        cmocka_unit_test(plain_octets_of_utf8_go_through),
        cmocka_unit_test(plain_refuses_what_cannot_be_sent),
        cmocka_unit_test(plain_cancels_challenges_that_nobody_expects),
        cmocka_unit_test(plain_in_rooms_of_every_size),
        cmocka_unit_test(login_sends_user_then_password_whatever_the_prompts),
        cmocka_unit_test(login_refuses_what_cannot_be_sent),
        cmocka_unit_test(login_in_rooms_of_every_size),
        cmocka_unit_test(external_sends_the_authzid_or_nothing),
        cmocka_unit_test(oauthbearer_example_of_the_rfc),
        cmocka_unit_test(oauthbearer_escapes_the_user_and_writes_any_port),
        cmocka_unit_test(oauthbearer_answers_an_error_with_a_dummy),
        cmocka_unit_test(xoauth2_example_of_its_maker),
        cmocka_unit_test(xoauth2_answers_an_error_with_nothing),
        cmocka_unit_test(oauth_cancels_a_challenge_before_the_token),
        cmocka_unit_test(oauth_refuses_what_cannot_be_sent),
        cmocka_unit_test(oauth_in_rooms_of_every_size),
        cmocka_unit_test(oauth_escaped_user_in_rooms_of_every_size),
        cmocka_unit_test(wiped_objects_send_nothing_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
