/* SPDX-License-Identifier: MIT */
/*
 * Exchanges that the client cancels with "*" (RFC 5034 section 4): the -ERR that
 * answers it is not the password's fault unless its code says so; one that
 * nobody cancelled still is. The engine's mark of it is in the mechanism.
 */
#include "play.h"

#define REFUSED   POP3_LOGIN_REFUSED
#define TLS_FIRST .config.tls_first = true

/* "n,,n=tim,r=" CLIENT_NONCE */
#define SCRAM_FIRST "biwsbj10aW0scj1meWtvK2QybGJiRmdPTlJ2OXFreGRhd0w="

static const struct cause {
    const char *offer, *script; /* up to the challenge that is unacceptable */
    const struct pop3_method *method;
} causes[] = {
    /* bad base64 */
    {"CRAM-MD5", "C AUTH CRAM-MD5\nS + AAA=BBB\n", &pop3_method_cram_md5},
    {"LOGIN", "C AUTH LOGIN\nS + \nC dGlt\nS + A===\n", &pop3_method_login},
    /* an empty challenge where one is due, one where none is */
    {"CRAM-MD5", "C AUTH CRAM-MD5\nS + \n", &pop3_method_cram_md5},
    {"PLAIN", "C AUTH PLAIN " PLAIN_IR "\nS + \n", &pop3_method_plain},
    /* SCRAM: a nonce of the server's own, i=1 */
    {"SCRAM-SHA-256",
     "C AUTH SCRAM-SHA-256 " SCRAM_FIRST "\nS + cj1hYmMscz1ZMkU9LGk9NDA5Ng==\n",
     &pop3_method_scram_sha_256},
    {"SCRAM-SHA-1",
     "C AUTH SCRAM-SHA-1 " SCRAM_FIRST
     "\nS + cj1meWtvK2QybGJiRmdPTlJ2OXFreGRhd0x4LHM9YzJGc2RBPT0saT0x\n",
     &pop3_method_scram_sha_1},
};

#define CAUSES (sizeof causes / sizeof *causes)

static const struct answer {
    const char *text;
    enum pop3_code code;
    enum pop3_login_why otherwise; /* where the client did not cancel */
} answers[] = {
    {"", POP3_CODE_NONE, POP3_WHY_CREDENTIALS},
    {" authentication failed", POP3_CODE_NONE, POP3_WHY_CREDENTIALS},
    {" [AUTH] wrong password", POP3_CODE_AUTH, POP3_WHY_CREDENTIALS},
    {" [IN-USE] x", POP3_CODE_IN_USE, POP3_WHY_IN_USE},
    {" [SYS/TEMP] x", POP3_CODE_SYS_TEMP, POP3_WHY_TEMPORARY},
    {" [SYS/PERM] x", POP3_CODE_SYS_PERM, POP3_WHY_PERMANENT},
};

#define ANSWERS (sizeof answers / sizeof *answers)

static void cause_run(const struct cause *cause, const char *end, const struct play *result)
{
    char script[1024];
    struct play play = *result;
    snprintf(script, sizeof script, HELLO CAPA("S SASL %s\nS AUTH-RESP-CODE\n") "%sC *\n%s",
             cause->offer, cause->script, end);
    play.script = script;
    play.config.tls_first = true;
    play.what = REFUSED;
    play.method = cause->method;
    play.stride = 3;
    play_run(&play);
}

static void an_exchange_that_the_client_cancelled_does_not_blame_the_credentials(void **state)
{
    (void)state;
    for (size_t i = 0; i < CAUSES; i++)
        for (size_t k = 0; k < ANSWERS; k++) {
            char end[64];
            bool silent = answers[k].code == POP3_CODE_NONE;
            struct play result = {.why = silent ? POP3_WHY_EXCHANGE : answers[k].otherwise,
                                  .code = answers[k].code};
            snprintf(end, sizeof end, "S -ERR%s\n", answers[k].text);
            cause_run(&causes[i], end, &result);
        }
}

/* Not a refusal: what the server makes of "*" can be worse. */
static void a_cancelled_exchange_ends_with_err_or_breaks_the_session(void **state)
{
    static const struct {
        const char *end;
        enum pop3_err err;
    } ends[] = {
        {"S +OK never mind\n", POP3_ERR_PROOF}, {"S + \n", POP3_ERR_LIMIT},
        {"S + AAA=BBB\n", POP3_ERR_LIMIT},      {"EOF\n", POP3_ERR_EOF},
        {"SILENCE\n", POP3_ERR_TIMEOUT},        {"S *\n", POP3_ERR_REPLY},
    };
    (void)state;
    for (size_t i = 0; i < CAUSES; i++)
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
            struct play result = {.why = POP3_WHY_SESSION, .err = ends[k].err};
            cause_run(&causes[i], ends[k].end, &result);
        }
}

/* The same methods and answers where all that the server sent was acceptable. */
static void an_exchange_that_nobody_cancelled_is_judged_by_its_code(void **state)
{
    static const struct cause full[] = {
        {"CRAM-MD5",
         "C AUTH CRAM-MD5\nS + PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\n"
         "C dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\n",
         &pop3_method_cram_md5},
        {"LOGIN", "C AUTH LOGIN\nS + \nC dGlt\nS + \nC dGFuc3RhYWZ0YW5zdGFhZg==\n",
         &pop3_method_login},
        {"PLAIN", "C AUTH PLAIN " PLAIN_IR "\n", &pop3_method_plain},
        {"SCRAM-SHA-256", "C AUTH SCRAM-SHA-256 " SCRAM_FIRST "\n", &pop3_method_scram_sha_256},
    };
    (void)state;
    for (size_t i = 0; i < sizeof full / sizeof *full; i++)
        for (size_t k = 0; k < ANSWERS; k++) {
            char script[1024];
            struct play play = {script,
                                TLS_FIRST,
                                .what = REFUSED,
                                .why = answers[k].otherwise,
                                .code = answers[k].code,
                                .method = full[i].method,
                                .stride = 3};
            snprintf(script, sizeof script, HELLO CAPA("S SASL %s\n") "%sS -ERR%s\n",
                     full[i].offer, full[i].script, answers[k].text);
            play_run(&play);
        }
}

/* Feeds one line and takes the event, if any. */
static enum pop3_what line_feed(struct pop3 *p, const char *line)
{
    struct pop3_bytes in = {(const uint8_t *)line, strlen(line)};
    struct pop3_event ev;
    enum pop3_what what = pop3_next(p, &in, &ev);
    assert_int_equal(in.n, 0);
    return what;
}

static void out_is(struct pop3 *p, const char *wanted)
{
    struct pop3_bytes out = pop3_out(p);
    assert_int_equal(out.n, strlen(wanted));
    assert_memory_equal(out.p, wanted, out.n);
    pop3_sent(p, out.n);
}

/* rounds: POP3_CANCELLED from "*" on, until the object begins another exchange. */
static void the_mark_of_a_cancel_lasts_until_the_next_exchange(void **state)
{
    static const struct play play = {.script = HELLO CAPA("S SASL GSSAPI\n"), TLS_FIRST};
    struct stage s;
    struct pop3_cram cram;
    (void)state;
    play_once(&s, &play);
    assert_true(pop3_cram_init(&cram, s.config.user, s.config.password));
    assert_int_equal(pop3_send_auth(&s.p, &cram.sasl, true), POP3_OK);
    out_is(&s.p, "AUTH CRAM-MD5\r\n");
    assert_int_equal(line_feed(&s.p, "+ AAA=BBB\r\n"), POP3_NONE);
    out_is(&s.p, "*\r\n");
    assert_int_equal(cram.sasl.rounds, POP3_CANCELLED);
    assert_int_equal(line_feed(&s.p, "-ERR cancelled\r\n"), POP3_REPLY);
    assert_int_equal(cram.sasl.rounds, POP3_CANCELLED);
    assert_true(pop3_cram_init(&cram, s.config.user, s.config.password));
    assert_int_equal(pop3_send_auth(&s.p, &cram.sasl, true), POP3_OK);
    out_is(&s.p, "AUTH CRAM-MD5\r\n");
    assert_int_equal(cram.sasl.rounds, 0);
    assert_int_equal(line_feed(&s.p, "-ERR no\r\n"), POP3_REPLY);
    assert_int_not_equal(cram.sasl.rounds, POP3_CANCELLED);
}

/* No reason is told in the words of another. */
static void every_reason_has_a_sentence_of_its_own(void **state)
{
    (void)state;
    for (int i = POP3_WHY_NOTHING; i <= POP3_WHY_SESSION; i++) {
        const char *sentence = pop3_login_strwhy((enum pop3_login_why)i);
        assert_non_null(sentence);
        for (int k = i + 1; k <= POP3_WHY_SESSION; k++)
            assert_string_not_equal(sentence, pop3_login_strwhy((enum pop3_login_why)k));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exchange_that_the_client_cancelled_does_not_blame_the_credentials),
        cmocka_unit_test(a_cancelled_exchange_ends_with_err_or_breaks_the_session),
        cmocka_unit_test(an_exchange_that_nobody_cancelled_is_judged_by_its_code),
        cmocka_unit_test(the_mark_of_a_cancel_lasts_until_the_next_exchange),
        cmocka_unit_test(every_reason_has_a_sentence_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
