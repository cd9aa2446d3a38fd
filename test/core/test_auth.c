/* SPDX-License-Identifier: MIT */
/*
 * AUTH: the engine's side of an exchange (RFC 5034), with a mechanism that does
 * what each test tells it. The server's octets come whole and one at a time.
 */
#include "cmocka_all.h"
#include "nxpop3/sasl.h"

#include <stdio.h>
#include <string.h>

struct fake {
    struct pop3_sasl sasl;
    const char *challenge; /* the last one, as text */
    char seen[600];
    const char *responses[16]; /* NULL: CANCEL */
    int agains;                /* before each response */
    int steps, wiped;
    bool proved;
};

static enum pop3_sasl_step fake_step(struct pop3_sasl *sasl, struct pop3_bytes challenge,
                                     struct pop3_room *response)
{
    struct fake *f = (struct fake *)sasl;
    memcpy(f->seen, challenge.n > 0 ? (const char *)challenge.p : "", challenge.n);
    f->seen[challenge.n] = '\0';
    if (f->agains-- > 0)
        return POP3_SASL_AGAIN;
    const char *text = f->responses[f->steps++];
    if (!text || strlen(text) > response->cap)
        return POP3_SASL_CANCEL;
    response->n = strlen(text);
    memcpy(response->p, text, response->n);
    return POP3_SASL_RESPOND;
}

static bool fake_proved(const struct pop3_sasl *sasl)
{
    const struct fake *f = (const struct fake *)sasl;
    return f->proved && f->wiped == 0;
}

static void fake_wipe(struct pop3_sasl *sasl)
{
    ((struct fake *)sasl)->wiped++;
}

static const struct pop3_sasl_class first = {"FAKE",    0,           true,     true,
                                             fake_step, fake_proved, fake_wipe};
static const struct pop3_sasl_class second = {"FAKE",    0,           false,    true,
                                              fake_step, fake_proved, fake_wipe};

struct auth {
    struct pop3 p;
    uint8_t line[512], out[512];
    struct pop3_slot slot;
    struct fake fake;
    char sent[4096]; /* all that left, in one piece */
};

static void auth_open(struct auth *a, const struct pop3_sasl_class *vt, uint16_t out_cap)
{
    memset(a, 0, sizeof *a);
    struct pop3_config config = {.line = a->line,
                                 .line_cap = sizeof a->line,
                                 .out = a->out,
                                 .out_cap = out_cap,
                                 .slot = &a->slot,
                                 .depth = 1,
                                 .reply_ms = 1000};
    struct pop3_bytes in = {(const uint8_t *)"+OK\r\n", 5};
    struct pop3_event ev;
    pop3_init(&a->p, &config);
    assert_int_equal(pop3_next(&a->p, &in, &ev), POP3_REPLY);
    a->fake.sasl.vt = vt;
    a->fake.proved = true;
}

static void auth_flush(struct auth *a)
{
    struct pop3_bytes out = pop3_out(&a->p);
    strncat(a->sent, (const char *)out.p, out.n);
    pop3_sent(&a->p, out.n);
}

/* Gives text in pieces of n octets; the last event that was one. */
static struct pop3_event auth_feed(struct auth *a, const char *text, size_t n)
{
    struct pop3_event last = {.what = POP3_NONE}, ev;
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i += n) {
        struct pop3_bytes in = {(const uint8_t *)text + i, len - i < n ? len - i : n};
        while (pop3_next(&a->p, &in, &ev) != POP3_NONE)
            last = ev;
        auth_flush(a);
    }
    return last;
}

static void auth_sent(const struct auth *a, const char *expected)
{
    assert_string_equal(a->sent, expected);
}

/* Nothing of the mechanism's octets may stay in a buffer. */
static void auth_is_clean(const struct auth *a)
{
    for (size_t i = 0; i < sizeof a->out; i++)
        assert_int_equal(a->out[i], 0);
    assert_true(a->fake.wiped > 0);
}

static void initial_response_goes_along(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 64; n += 63) {
        struct auth a;
        auth_open(&a, &first, 512);
        a.fake.responses[0] = "\1user\1secret";
        assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
        auth_flush(&a);
        struct pop3_event ev = auth_feed(&a, "+OK welcome\r\n", n);
        assert_int_equal(ev.what, POP3_REPLY);
        assert_int_equal(ev.verb, POP3_AUTH);
        assert_true(ev.ok);
        auth_sent(&a, "AUTH FAKE AXVzZXIBc2VjcmV0\r\n");
        auth_is_clean(&a);
        assert_int_equal(pop3_send(&a.p, POP3_STAT, 0, 0), POP3_OK);
    }
}

static void empty_initial_response_is_an_equals_sign(void **state)
{
    struct auth a;
    (void)state;
    auth_open(&a, &first, 512);
    a.fake.responses[0] = "";
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
    auth_flush(&a);
    auth_feed(&a, "-ERR [AUTH] no\r\n", 64);
    auth_sent(&a, "AUTH FAKE =\r\n");
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, false), POP3_ERR_FULL);
}

static void initial_response_waits_where_it_is_not_wanted(void **state)
{
    static const char *const asks[] = {"+ \r\n", "+\r\n"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct auth a;
        auth_open(&a, &first, 512);
        a.fake.responses[0] = "secret";
        assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, false), POP3_OK);
        auth_flush(&a);
        assert_int_equal(auth_feed(&a, asks[i], 1 + 63 * i).what, POP3_NONE);
        assert_true(auth_feed(&a, "+OK\r\n", 1 + 63 * i).ok);
        auth_sent(&a, "AUTH FAKE\r\nc2VjcmV0\r\n");
        auth_is_clean(&a);
    }
}

static void long_initial_response_goes_in_two_steps(void **state)
{
    char secret[301], expected[500] = "AUTH FAKE\r\n";
    struct auth a;
    (void)state;
    memset(secret, 'A', 300);
    secret[300] = '\0';
    for (int i = 0; i < 100; i++)
        strcat(expected, "QUFB");
    strcat(expected, "\r\n");
    auth_open(&a, &first, 512);
    a.fake.responses[0] = secret;
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
    auth_flush(&a);
    auth_feed(&a, "+ \r\n", 64);
    assert_true(auth_feed(&a, "+OK\r\n", 64).ok);
    auth_sent(&a, expected);
    auth_is_clean(&a);
}

static void longest_line_with_an_initial_response(void **state)
{
    (void)state;
    /* 5 + 4 + 1 + 4n/3 + 2 octets: 243 for 174 to 177 of them, 4 more above. */
    for (size_t n = 170; n <= 184; n++) {
        char secret[200];
        struct auth a;
        memset(secret, 'x', n);
        secret[n] = '\0';
        auth_open(&a, &first, 512);
        a.fake.responses[0] = secret;
        assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
        bool along = pop3_out(&a.p).n > 11;
        assert_int_equal(along, 12 + (n + 2) / 3 * 4 <= POP3_MAX_COMMAND);
        pop3_fail(&a.p, POP3_ERR_LINK);
        auth_is_clean(&a);
    }
}

static void first_challenge_of_a_client_first_mechanism_must_be_empty(void **state)
{
    struct auth a;
    (void)state;
    auth_open(&a, &first, 512);
    a.fake.responses[0] = "secret";
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, false), POP3_OK);
    auth_flush(&a);
    auth_feed(&a, "+ AAAA\r\n", 64);
    auth_feed(&a, "-ERR cancelled\r\n", 64);
    auth_sent(&a, "AUTH FAKE\r\n*\r\n");
    auth_is_clean(&a);
}

static void challenges_are_decoded_and_answered(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 64; n += 63) {
        struct auth a;
        auth_open(&a, &second, 512);
        a.fake.responses[0] = "me";
        a.fake.responses[1] = "";
        assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
        auth_flush(&a);
        auth_feed(&a, "+ VXNlcm5hbWU6\r\n", n);
        assert_string_equal(a.fake.seen, "Username:");
        auth_feed(&a, "+ \r\n", n);
        assert_string_equal(a.fake.seen, "");
        assert_true(auth_feed(&a, "+OK\r\n", n).ok);
        auth_sent(&a, "AUTH FAKE\r\nbWU=\r\n\r\n");
    }
}

static void scenario_63_bad_base64_is_cancelled(void **state)
{
    static const char *const bad[] = {"+ AAA=BBB\r\n", "+ AA A\r\n", "+ A\r\n", "+  \r\n"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct auth a;
        auth_open(&a, &second, 512);
        assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
        auth_flush(&a);
        auth_feed(&a, bad[i], 64);
        assert_int_equal(a.fake.steps, 0);
        struct pop3_event ev = auth_feed(&a, "-ERR cancelled\r\n", 64);
        assert_int_equal(ev.what, POP3_REPLY);
        assert_false(ev.ok);
        auth_sent(&a, "AUTH FAKE\r\n*\r\n");
        assert_int_equal(pop3_send(&a.p, POP3_QUIT, 0, 0), POP3_OK);
    }
}

static void accepted_although_cancelled_breaks_the_session(void **state)
{
    struct auth a;
    (void)state;
    auth_open(&a, &second, 512);
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
    auth_flush(&a);
    auth_feed(&a, "+ AAA=\r\n", 64);
    assert_int_equal(auth_feed(&a, "+OK in you go\r\n", 64).what, POP3_FAILED);
    assert_int_equal(pop3_error(&a.p), POP3_ERR_PROOF);
}

static void accepted_without_proof_breaks_the_session(void **state)
{
    struct auth a;
    (void)state;
    auth_open(&a, &first, 512);
    a.fake.responses[0] = "x";
    a.fake.proved = false;
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
    auth_flush(&a);
    assert_int_equal(auth_feed(&a, "+OK\r\n", 64).what, POP3_FAILED);
    assert_int_equal(pop3_error(&a.p), POP3_ERR_PROOF);
    auth_is_clean(&a);
}

static void scenario_64_endless_challenges_are_cut_off(void **state)
{
    struct auth a;
    (void)state;
    auth_open(&a, &second, 512);
    for (int i = 0; i < 12; i++)
        a.fake.responses[i] = "again";
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
    auth_flush(&a);
    for (unsigned i = 0; i < POP3_MAX_ROUNDS; i++)
        assert_int_equal(auth_feed(&a, "+ \r\n", 64).what, POP3_NONE);
    assert_int_equal(auth_feed(&a, "+ \r\n", 64).what, POP3_FAILED);
    assert_int_equal(pop3_error(&a.p), POP3_ERR_LIMIT);
    auth_is_clean(&a);
}

static void challenge_longer_than_the_line_buffer_is_cancelled(void **state)
{
    char line[900] = "+ ";
    struct auth a;
    (void)state;
    for (int i = 0; i < 200; i++)
        strcat(line, "AAAA");
    strcat(line, "\r\n");
    auth_open(&a, &second, 512);
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
    auth_flush(&a);
    auth_feed(&a, line, 100);
    auth_sent(&a, "AUTH FAKE\r\n*\r\n");
}

static void a_mechanism_that_computes_is_asked_again(void **state)
{
    struct auth a;
    struct pop3_event ev;
    struct pop3_bytes nothing = {NULL, 0};
    (void)state;
    auth_open(&a, &second, 512);
    a.fake.responses[0] = "done";
    a.fake.agains = 3;
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
    auth_flush(&a);
    assert_false(pop3_auth_busy(&a.p));
    auth_feed(&a, "+ AAAA\r\n", 64);
    for (int i = 0; i < 3; i++) {
        assert_true(pop3_auth_busy(&a.p));
        assert_int_equal(pop3_out(&a.p).n, 0);
        assert_int_equal(pop3_lend(&a.p, NULL, 0, NULL, 0), POP3_ERR_STATE);
        assert_int_equal(pop3_next(&a.p, &nothing, &ev), POP3_NONE);
    }
    assert_false(pop3_auth_busy(&a.p));
    auth_flush(&a);
    assert_true(auth_feed(&a, "+OK\r\n", 64).ok);
    auth_sent(&a, "AUTH FAKE\r\nZG9uZQ==\r\n");
}

static void octets_while_the_client_computes_are_unasked(void **state)
{
    struct auth a;
    (void)state;
    auth_open(&a, &second, 512);
    a.fake.agains = 3;
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
    auth_flush(&a);
    assert_int_equal(auth_feed(&a, "+ AAAA\r\n+OK\r\n", 64).what, POP3_FAILED);
    assert_int_equal(pop3_error(&a.p), POP3_ERR_UNASKED);
    auth_is_clean(&a);
}

static void a_response_that_does_not_fit_is_cancelled(void **state)
{
    struct auth a;
    (void)state;
    auth_open(&a, &second, 20);
    a.fake.responses[0] = "fifteen octets!";
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
    auth_flush(&a);
    auth_feed(&a, "+ \r\n", 64);
    auth_feed(&a, "-ERR\r\n", 64);
    auth_sent(&a, "AUTH FAKE\r\n*\r\n");
}

static void a_server_that_asks_before_auth_left_finds_no_room(void **state)
{
    struct auth a;
    (void)state;
    auth_open(&a, &second, 12);
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_OK);
    assert_int_equal(auth_feed(&a, "+ \r\n", 64).what, POP3_FAILED);
    assert_int_equal(pop3_error(&a.p), POP3_ERR_FULL);
}

static void an_initial_response_that_does_not_fit_sends_nothing(void **state)
{
    (void)state;
    for (uint16_t cap = 1; cap < 40; cap++) {
        struct auth a;
        auth_open(&a, &first, cap);
        a.fake.responses[0] = "fifteen octets!";
        enum pop3_err err = pop3_send_auth(&a.p, &a.fake.sasl, true);
        assert_int_equal(err == POP3_OK, cap >= 26);
        if (err != POP3_OK) {
            assert_int_equal(err, POP3_ERR_FULL);
            assert_int_equal(pop3_out(&a.p).n, 0);
            assert_true(pop3_idle(&a.p));
            auth_is_clean(&a);
        }
    }
}

static void the_mechanism_may_refuse_to_begin(void **state)
{
    struct auth a;
    (void)state;
    auth_open(&a, &first, 512);
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_ERR_FULL);
    assert_true(pop3_idle(&a.p));
    auth_is_clean(&a);
}

static void the_end_of_the_stream_wipes(void **state)
{
    struct auth a;
    struct pop3_event ev;
    struct pop3_bytes nothing = {NULL, 0};
    (void)state;
    auth_open(&a, &first, 512);
    a.fake.responses[0] = "secret";
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, false), POP3_OK);
    pop3_eof(&a.p);
    assert_int_equal(pop3_next(&a.p, &nothing, &ev), POP3_FAILED);
    auth_is_clean(&a);
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, false), POP3_ERR_EOF);
}

static void auth_is_no_other_command(void **state)
{
    struct pop3_bytes text = {(const uint8_t *)"PLAIN", 5};
    struct auth a;
    (void)state;
    auth_open(&a, &first, 512);
    assert_int_equal(pop3_send(&a.p, POP3_AUTH, 0, 0), POP3_ERR_ARGUMENT);
    assert_int_equal(pop3_send_text(&a.p, POP3_AUTH, text), POP3_ERR_ARGUMENT);
    assert_int_equal(pop3_send(&a.p, POP3_CAPA, 0, 0), POP3_OK);
    assert_int_equal(pop3_send_auth(&a.p, &a.fake.sasl, true), POP3_ERR_BARRIER);
    assert_int_equal(a.fake.steps + a.fake.wiped, 0);
}

static void a_challenge_to_another_command_is_no_reply(void **state)
{
    struct auth a;
    (void)state;
    auth_open(&a, &first, 512);
    assert_int_equal(pop3_send(&a.p, POP3_CAPA, 0, 0), POP3_OK);
    assert_int_equal(auth_feed(&a, "+ AAAA\r\n", 64).what, POP3_FAILED);
    assert_int_equal(pop3_error(&a.p), POP3_ERR_REPLY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(initial_response_goes_along),
        cmocka_unit_test(empty_initial_response_is_an_equals_sign),
        cmocka_unit_test(initial_response_waits_where_it_is_not_wanted),
        cmocka_unit_test(long_initial_response_goes_in_two_steps),
        cmocka_unit_test(longest_line_with_an_initial_response),
        cmocka_unit_test(first_challenge_of_a_client_first_mechanism_must_be_empty),
        cmocka_unit_test(challenges_are_decoded_and_answered),
        cmocka_unit_test(scenario_63_bad_base64_is_cancelled),
        cmocka_unit_test(accepted_although_cancelled_breaks_the_session),
        cmocka_unit_test(accepted_without_proof_breaks_the_session),
        cmocka_unit_test(scenario_64_endless_challenges_are_cut_off),
        cmocka_unit_test(challenge_longer_than_the_line_buffer_is_cancelled),
        cmocka_unit_test(a_mechanism_that_computes_is_asked_again),
        cmocka_unit_test(octets_while_the_client_computes_are_unasked),
        cmocka_unit_test(a_response_that_does_not_fit_is_cancelled),
        cmocka_unit_test(a_server_that_asks_before_auth_left_finds_no_room),
        cmocka_unit_test(an_initial_response_that_does_not_fit_sends_nothing),
        cmocka_unit_test(the_mechanism_may_refuse_to_begin),
        cmocka_unit_test(the_end_of_the_stream_wipes),
        cmocka_unit_test(auth_is_no_other_command),
        cmocka_unit_test(a_challenge_to_another_command_is_no_reply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
