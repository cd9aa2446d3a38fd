/* SPDX-License-Identifier: MIT */
/* What CAPA announces, line by line, and why a login was refused. */
#include "cmocka_all.h"
#include "harness.h"

#include <stdlib.h>
#include <string.h>

static void take(struct pop3_capabilities *capa, const char *line)
{
    size_t n = strlen(line);
    uint8_t *p = malloc(n + (n == 0)); /* no terminator: reading past it is seen */

    require(p != NULL);
    memcpy(p, line, n);
    pop3_parse_capability(capa, (struct pop3_bytes){p, n});
    free(p);
}

static uint32_t tags_of(const char *line)
{
    struct pop3_capabilities capa = {0};
    take(&capa, line);
    return capa.tags;
}

static uint32_t sasl_of(const char *line)
{
    struct pop3_capabilities capa = {0};
    take(&capa, line);
    assert_int_equal(capa.tags, POP3_CAP_SASL);
    return capa.sasl;
}

static void every_tag_in_any_case(void **state)
{
    static const struct {
        const char *line;
        uint32_t want;
    } cases[] = {
        {"TOP", POP3_CAP_TOP},
        {"top", POP3_CAP_TOP},
        {"USER", POP3_CAP_USER},
        {"SASL", POP3_CAP_SASL},
        {"RESP-CODES", POP3_CAP_RESP_CODES},
        {"Resp-Codes", POP3_CAP_RESP_CODES},
        {"LOGIN-DELAY 900", POP3_CAP_LOGIN_DELAY},
        {"PIPELINING", POP3_CAP_PIPELINING},
        {"EXPIRE 60", POP3_CAP_EXPIRE},
        {"UIDL", POP3_CAP_UIDL},
        {"IMPLEMENTATION Shlemazle-Plotz-v302", POP3_CAP_IMPLEMENTATION},
        {"STLS", POP3_CAP_STLS},
        {"stls", POP3_CAP_STLS},
        {"AUTH-RESP-CODE", POP3_CAP_AUTH_RESP_CODE},
        {"UTF8", POP3_CAP_UTF8},
        {"UTF8 USER", POP3_CAP_UTF8 | POP3_CAP_UTF8_USER},
        {"utf8 user", POP3_CAP_UTF8 | POP3_CAP_UTF8_USER},
        {"UTF8 USERS", POP3_CAP_UTF8},
        {"LANG", POP3_CAP_LANG},
        {"LOGIN-DELAY 900 USER", POP3_CAP_LOGIN_DELAY | POP3_CAP_PER_USER},
        {"EXPIRE 5 user", POP3_CAP_EXPIRE | POP3_CAP_PER_USER},
        {"EXPIRE NEVER USER", POP3_CAP_EXPIRE | POP3_CAP_PER_USER},
        {"TOP USER", POP3_CAP_TOP},
        {"  TOP  ", POP3_CAP_TOP},
        {"", 0},
        {" ", 0},
        {"X-TOP", 0},
        {"XTOP", 0},
        {"TO", 0},
        {"TOPS", 0},
        {"EXPIRENEVER", 0},
        {"XTLSREQUIRED", 0},
        {"PIPELINING-2", 0},
        {"IMPLEMENTATION PIPELINING STLS", POP3_CAP_IMPLEMENTATION},
        {"T\xd0P", 0},
        {"SASLX PLAIN", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (tags_of(cases[i].line) != cases[i].want)
            fail_msg("%s: %x", cases[i].line, (unsigned)tags_of(cases[i].line));
    }
}

static void mechanisms_match_as_whole_tokens(void **state)
{
    (void)state;
    assert_int_equal(sasl_of("SASL PLAIN"), POP3_SASL_PLAIN);
    assert_int_equal(sasl_of("sasl plain Login"), POP3_SASL_PLAIN | POP3_SASL_LOGIN);
    assert_int_equal(sasl_of("SASL CRAM-MD5"), POP3_SASL_CRAM_MD5);
    assert_int_equal(sasl_of("SASL SCRAM-SHA-1"), POP3_SASL_SCRAM_SHA_1);
    assert_int_equal(sasl_of("SASL SCRAM-SHA-1-PLUS"), POP3_SASL_SCRAM_SHA_1_PLUS);
    assert_int_equal(sasl_of("SASL SCRAM-SHA-256"), POP3_SASL_SCRAM_SHA_256);
    assert_int_equal(sasl_of("SASL SCRAM-SHA-256-PLUS"), POP3_SASL_SCRAM_SHA_256_PLUS);
    assert_int_equal(sasl_of("SASL XOAUTH2"), POP3_SASL_XOAUTH2);
    assert_int_equal(sasl_of("SASL OAUTHBEARER"), POP3_SASL_OAUTHBEARER);
    assert_int_equal(sasl_of("SASL  EXTERNAL "), POP3_SASL_EXTERNAL);
    assert_int_equal(sasl_of("SASL"), 0);
    assert_int_equal(sasl_of("SASL  "), 0);
    assert_int_equal(sasl_of("SASL PLAINTEXT XPLAIN SCRAM-SHA-2 GSSAPI NTLM PLAI"), 0);
    assert_int_equal(sasl_of("SASL SCRAM-SHA-256-PLUSX DIGEST-MD5 LOGIN"), POP3_SASL_LOGIN);
}

static void the_first_sasl_line_counts(void **state)
{
    struct pop3_capabilities capa = {0};

    (void)state;
    take(&capa, "SASL PLAIN");
    take(&capa, "SASL LOGIN");
    assert_int_equal(capa.sasl, POP3_SASL_PLAIN);
    memset(&capa, 0, sizeof capa);
    take(&capa, "SASL"); /* Dovecot: a bare line is possible */
    take(&capa, "SASL LOGIN");
    assert_int_equal(capa.sasl, 0);
}

static uint32_t delay_of(const char *line)
{
    struct pop3_capabilities capa = {0};
    take(&capa, line);
    return capa.login_delay;
}

static uint32_t expire_of(const char *line)
{
    struct pop3_capabilities capa = {0};
    take(&capa, line);
    assert_true((capa.tags & POP3_CAP_EXPIRE) != 0);
    return capa.expire;
}

static void login_delay_is_seconds(void **state)
{
    (void)state;
    assert_int_equal(delay_of("LOGIN-DELAY 900"), 900);
    assert_int_equal(delay_of("login-delay  900  user"), 900);
    assert_int_equal(delay_of("LOGIN-DELAY 0"), 0);
    assert_int_equal(delay_of("LOGIN-DELAY 4294967294"), UINT32_MAX - 1);
    assert_int_equal(delay_of("LOGIN-DELAY"), 0);
    assert_int_equal(delay_of("LOGIN-DELAY soon"), 0);
    assert_int_equal(delay_of("LOGIN-DELAY -5"), 0);
    assert_int_equal(delay_of("LOGIN-DELAY 99999999999"), 0);
    assert_int_equal(delay_of("LOGIN-DELAY NEVER"), 0);
}

static void expire_is_days_or_never(void **state)
{
    (void)state;
    assert_int_equal(expire_of("EXPIRE 60"), 60);
    assert_int_equal(expire_of("EXPIRE 0"), 0);
    assert_int_equal(expire_of("EXPIRE 0 USER"), 0);
    assert_int_equal(expire_of("EXPIRE NEVER"), POP3_EXPIRE_NEVER);
    assert_int_equal(expire_of("expire never user"), POP3_EXPIRE_NEVER);
    /* what is not understood is no warning that RETR deletes */
    assert_int_equal(expire_of("EXPIRE"), POP3_EXPIRE_NEVER);
    assert_int_equal(expire_of("EXPIRE x"), POP3_EXPIRE_NEVER);
    assert_int_equal(expire_of("EXPIRE 99999999999"), POP3_EXPIRE_NEVER);
}

static void duplicate_lines_change_nothing(void **state)
{
    struct pop3_capabilities capa = {0}, before;

    (void)state;
    take(&capa, "LOGIN-DELAY 60");
    take(&capa, "EXPIRE 30");
    take(&capa, "TOP");
    before = capa;
    take(&capa, "TOP");
    take(&capa, "LOGIN-DELAY 7");
    take(&capa, "EXPIRE 0");
    take(&capa, "EXPIRE nonsense");
    assert_memory_equal(&capa, &before, sizeof capa);
}

static void refusals_by_code(void **state)
{
    (void)state;
    for (int announced = 0; announced < 2; announced++) {
        bool a = announced != 0;
        assert_int_equal(pop3_refusal(POP3_CODE_AUTH, a), POP3_REFUSED_CREDENTIALS);
        assert_int_equal(pop3_refusal(POP3_CODE_IN_USE, a), POP3_REFUSED_IN_USE);
        assert_int_equal(pop3_refusal(POP3_CODE_LOGIN_DELAY, a), POP3_REFUSED_DELAY);
        assert_int_equal(pop3_refusal(POP3_CODE_SYS_TEMP, a), POP3_REFUSED_TEMPORARY);
        assert_int_equal(pop3_refusal(POP3_CODE_SYS_PERM, a), POP3_REFUSED_PERMANENT);
        assert_int_equal(pop3_refusal(POP3_CODE_UTF8, a), POP3_REFUSED_UNKNOWN);
        assert_int_equal(pop3_refusal(POP3_CODE_NONE, a),
                         a ? POP3_REFUSED_UNKNOWN : POP3_REFUSED_CREDENTIALS);
        assert_int_equal(pop3_refusal(POP3_CODE_UNKNOWN, a),
                         a ? POP3_REFUSED_UNKNOWN : POP3_REFUSED_CREDENTIALS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tag_in_any_case),
        cmocka_unit_test(mechanisms_match_as_whole_tokens),
        cmocka_unit_test(the_first_sasl_line_counts),
        cmocka_unit_test(login_delay_is_seconds),
        cmocka_unit_test(expire_is_days_or_never),
        cmocka_unit_test(duplicate_lines_change_nothing),
        cmocka_unit_test(refusals_by_code),
    };
    return cmocka_run_group_tests_name("capability", tests, NULL, NULL);
}
