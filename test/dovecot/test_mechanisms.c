/* SPDX-License-Identifier: MIT */
/*
 * Every mechanism for passwords that Dovecot has, over POP3S and over STLS, with the
 * right secret and with a wrong one (RFC 1939, RFC 5034, RFC 2595, RFC 3206).
 *
 * Dovecot 2.3 has no -PLUS form of SCRAM; test/login has a server that does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "drive_tls.h"
#include "vault.h"

#include <string.h>
#include <sys/socket.h>

static const struct account accounts[] = {
    {"mrose", "tanstaaf"}, {"j\xC3\xBCrgen@example.org", "s p\xC3\xA4ter, =ja "}};
#define ACCOUNTS (sizeof accounts / sizeof accounts[0])

static struct vault vault;
static struct dovecot server;
static struct pop3_tls_context *context;
static struct secure s;
static struct answer a;

static struct pop3_bytes bytes_of(const char *text)
{
    return (struct pop3_bytes){(const uint8_t *)text, strlen(text)};
}

static bool log_in(bool tls_first, const struct account *account,
                   const struct pop3_method *const *methods)
{
    struct secure_target target = {.context = context,
                                   .host = tls_first ? "localhost" : "::1",
                                   .family = tls_first ? AF_INET : AF_INET6,
                                   .port = tls_first ? server.tls_port : server.port,
                                   .tls_first = tls_first,
                                   .chunk = tls_first ? 0 : 7};
    struct pop3_login_config config = {.methods = methods,
                                       .user = bytes_of(account->name),
                                       .password = bytes_of(account->password)};
    return secure_login(&s, &target, &config);
}

/* The session is in the transaction state; it is ended well. */
static void use_and_quit(void)
{
    drive_ask(&s.c, POP3_STAT, 0, 0, &a);
    assert_true(a.ok);
    assert_string_equal(a.text, "0 0");
    drive_ask(&s.c, POP3_QUIT, 0, 0, &a);
    assert_true(a.ok);
    secure_close(&s);
}

static void method_is_checked(bool tls_first, const struct pop3_method *method)
{
    const struct pop3_method *const only[] = {method, NULL};
    bool ascii = (method->bit & (POP3_METHOD_USER | POP3_METHOD_APOP)) != 0;
    for (size_t i = 0; i < (ascii ? 1 : ACCOUNTS); i++) {
        struct account wrong = {accounts[i].name, "tanstaaf "};
        if (!log_in(tls_first, &accounts[i], only))
            fail_msg("%s: %s; %s; %s", method->name, pop3_login_strwhy(s.login.why),
                     pop3_strerror(pop3_error(&s.c.p)), s.fault.text);
        assert_ptr_equal(s.login.method, method);
        use_and_quit();

        assert_false(log_in(tls_first, &wrong, only));
        assert_int_equal(s.login.why, POP3_WHY_CREDENTIALS);
        assert_int_equal(s.login.code, POP3_CODE_AUTH);
        drive_ask(&s.c, POP3_QUIT, 0, 0, &a); /* the session itself is whole */
        assert_true(a.ok);
        secure_close(&s);
    }
}

static const struct pop3_method *const passwords[] = {
    &pop3_method_scram_sha_256, &pop3_method_scram_sha_1, &pop3_method_cram_md5,
    &pop3_method_plain,         &pop3_method_login,       &pop3_method_user,
};
#define PASSWORDS (sizeof passwords / sizeof passwords[0])

static void each_logs_in_by_pop3s_and_refuses_a_wrong_password(void **state)
{
    (void)state;
    for (size_t i = 0; i < PASSWORDS; i++)
        method_is_checked(true, passwords[i]);
    method_is_checked(true, &pop3_method_apop);
}

static void each_logs_in_by_stls_and_refuses_a_wrong_password(void **state)
{
    (void)state;
    for (size_t i = 0; i < PASSWORDS; i++)
        method_is_checked(false, passwords[i]);
}

/* The timestamp came in the clear: it counts for nothing behind STLS. */
static void apop_is_not_begun_behind_stls(void **state)
{
    (void)state;
    static const struct pop3_method *const only[] = {&pop3_method_apop, NULL};
    assert_false(log_in(false, &accounts[0], only));
    assert_int_equal(s.login.why, POP3_WHY_NO_METHOD);
    secure_close(&s);
}

static void capabilities_are_those_of_dovecot_in_tls(void **state)
{
    (void)state;
    const uint32_t sasl = POP3_SASL_PLAIN | POP3_SASL_LOGIN | POP3_SASL_CRAM_MD5 |
                          POP3_SASL_SCRAM_SHA_1 | POP3_SASL_SCRAM_SHA_256 | POP3_SASL_XOAUTH2 |
                          POP3_SASL_OAUTHBEARER | POP3_SASL_EXTERNAL;
    assert_true(log_in(false, &accounts[0], pop3_methods_password));
    assert_int_equal(s.login.capa.sasl, sasl);
    assert_int_equal(s.login.capa.tags & POP3_CAP_STLS, 0);
    use_and_quit();
}

static void the_best_is_chosen_and_nothing_tried_after_it(void **state)
{
    (void)state;
    struct account wrong = {"mrose", "tanstaaf "};
    assert_true(log_in(true, &accounts[0], pop3_methods_password));
    assert_ptr_equal(s.login.method, &pop3_method_scram_sha_256);
    use_and_quit();
    assert_false(log_in(true, &wrong, pop3_methods_password));
    assert_ptr_equal(s.login.method, &pop3_method_scram_sha_256);
    assert_int_equal(s.login.why, POP3_WHY_CREDENTIALS);
    secure_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_logs_in_by_pop3s_and_refuses_a_wrong_password),
        cmocka_unit_test(each_logs_in_by_stls_and_refuses_a_wrong_password),
        cmocka_unit_test(apop_is_not_begun_behind_stls),
        cmocka_unit_test(capabilities_are_those_of_dovecot_in_tls),
        cmocka_unit_test(the_best_is_chosen_and_nothing_tried_after_it),
    };
    vault_begin(&vault);
    context = vault_context(&vault, NULL);
    const struct dovecot_options options = {.vault = vault.dir};
    int failures = 1;
    if (dovecot_start_with(&server, accounts, ACCOUNTS, &options))
        failures = dovecot_stop(&server, cmocka_run_group_tests(tests, NULL, NULL));
    pop3_tls_context_free(context);
    vault_end(&vault);
    return failures != 0;
}
