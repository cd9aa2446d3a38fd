/* SPDX-License-Identifier: MIT */
/*
 * XOAUTH2, OAUTHBEARER (RFC 7628) and EXTERNAL (RFC 4422 appendix A) against
 * Dovecot, which validates tokens and client certificates by itself. A refused
 * token is offered once and not again.
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

#define HOUR 3600

static const struct account accounts[] = {{"mrose", "tanstaaf"}, {"anna", "tanstaaf"}};
#define ACCOUNTS (sizeof accounts / sizeof accounts[0])

static const struct pop3_method *const external[] = {&pop3_method_external, NULL};

static struct vault vault;
static struct dovecot server;
static struct pop3_tls_context *context, *client, *stranger;
static struct secure s;
static struct answer a;

static struct pop3_bytes bytes_of(const char *text)
{
    return (struct pop3_bytes){(const uint8_t *)text, strlen(text)};
}

static bool open_with(struct pop3_tls_context *own, bool tls_first,
                      struct pop3_login_config *config)
{
    struct secure_target target = {.context = own,
                                   .host = tls_first ? "127.0.0.1" : "localhost",
                                   .family = AF_INET,
                                   .port = tls_first ? server.tls_port : server.port,
                                   .tls_first = tls_first,
                                   .chunk = 1460};
    return secure_login(&s, &target, config);
}

static bool offer(bool tls_first, const struct pop3_method *const *methods, const char *user,
                  const char *token)
{
    struct pop3_login_config config = {.methods = methods,
                                       .user = bytes_of(user),
                                       .token = bytes_of(token),
                                       .host = bytes_of("localhost"),
                                       .port = server.port};
    return open_with(context, tls_first, &config);
}

static void use_and_quit(void)
{
    drive_ask(&s.c, POP3_STAT, 0, 0, &a);
    assert_true(a.ok);
    drive_ask(&s.c, POP3_QUIT, 0, 0, &a);
    assert_true(a.ok);
    secure_close(&s);
}

static const struct pop3_method *const bearers[] = {&pop3_method_oauthbearer,
                                                    &pop3_method_xoauth2};
#define BEARERS (sizeof bearers / sizeof bearers[0])

static void a_good_token_logs_in(void **state)
{
    (void)state;
    char token[TOKEN_TEXT];
    vault_token(vault.key, "mrose", HOUR, token);
    for (size_t i = 0; i < 2 * BEARERS; i++) {
        const struct pop3_method *const only[] = {bearers[i / 2], NULL};
        if (!offer(i % 2 == 0, only, "mrose", token))
            fail_msg("%s: %s", only[0]->name, pop3_login_strwhy(s.login.why));
        use_and_quit();
    }
    assert_true(offer(true, pop3_methods_token, "mrose", token));
    assert_ptr_equal(s.login.method, &pop3_method_oauthbearer);
    use_and_quit();
}

static void is_refused(bool tls_first, const struct pop3_method *method, const char *token)
{
    const struct pop3_method *const only[] = {method, NULL};
    assert_false(offer(tls_first, only, "mrose", token));
    assert_int_equal(s.login.why, POP3_WHY_CREDENTIALS);
    assert_int_equal(s.login.code, POP3_CODE_AUTH);
    drive_ask(&s.c, POP3_QUIT, 0, 0, &a); /* the exchange is over: this is its answer */
    assert_true(a.ok);
    secure_close(&s);
}

static void bad_tokens_are_refused(void **state)
{
    (void)state;
    char bad[4][TOKEN_TEXT];
    uint8_t key[32] = "of an issuer that nobody trusts";
    vault_token(vault.key, "mrose", -60, bad[0]);
    vault_token(key, "mrose", HOUR, bad[1]);
    vault_token(vault.key, "anna", HOUR, bad[2]);
    strcpy(bad[3], "no.token");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        for (size_t k = 0; k < BEARERS; k++)
            is_refused((i + k) % 2 == 0, bearers[k], bad[i]);
}

static unsigned sent_count(const char *what)
{
    unsigned count = 0;
    size_t n = strlen(what);
    for (size_t i = 0; i + n <= s.wire.sent_n; i++)
        count += memcmp(s.wire.sent + i, what, n) == 0;
    return count;
}

/*
 * Seen on the wire, so in the clear, which the policy must be told to allow:
 * one AUTH, and for the server's error one answer, of one octet ^A or of none.
 */
static void a_refused_token_is_offered_once(void **state)
{
    (void)state;
    struct dovecot bare; /* like the other one, but without STLS */
    struct dovecot_options options = {.vault = vault.dir, .no_stls = true};
    static const char *const answers[BEARERS] = {"\r\nAQ==\r\n", "\r\n\r\n"};
    char token[TOKEN_TEXT];
    vault_token(vault.key, "mrose", -60, token);
    assert_true(dovecot_start_with(&bare, accounts, ACCOUNTS, &options));
    for (size_t i = 0; i < BEARERS; i++) {
        const struct pop3_method *const both[] = {bearers[i], bearers[1 - i], NULL};
        struct secure_target target = {.family = AF_INET, .port = bare.port};
        struct pop3_login_config config = {.methods = both,
                                           .user = bytes_of("mrose"),
                                           .token = bytes_of(token),
                                           .host = bytes_of("localhost"),
                                           .port = bare.port,
                                           .cleartext = POP3_CLEARTEXT_ALLOW};
        assert_false(secure_login(&s, &target, &config));
        assert_int_equal(s.login.why, POP3_WHY_CREDENTIALS);
        drive_ask(&s.c, POP3_QUIT, 0, 0, &a);
        assert_true(a.ok);
        assert_int_equal(sent_count("AUTH "), 1);
        assert_int_equal(sent_count(answers[i]), 1);
        assert_true(s.wire.sent_n < sizeof s.wire.sent); /* all of it was searched */
        secure_close(&s);
    }
    dovecot_stop(&bare, 0);
}

static void external_logs_in_by_the_client_certificate(void **state)
{
    (void)state;
    struct pop3_tls_info info;
    struct pop3_login_config config = {.methods = external};
    for (int tls_first = 0; tls_first < 2; tls_first++) {
        config.authzid = bytes_of(tls_first ? "" : CLIENT_NAME);
        if (!open_with(client, tls_first, &config))
            fail_msg("%s", pop3_login_strwhy(s.login.why));
        assert_true(pop3_tls_info(s.tls, &info));
        assert_true(info.client_asked && info.client_sent);
        use_and_quit();
    }
}

static void external_is_refused_without_a_good_certificate(void **state)
{
    (void)state;
    struct pop3_tls_info info;
    struct pop3_login_config config = {.methods = external, .authzid = bytes_of(CLIENT_NAME)};
    assert_false(open_with(context, true, &config));
    assert_int_equal(s.login.why, POP3_WHY_CREDENTIALS);
    assert_true(pop3_tls_info(s.tls, &info));
    assert_true(info.client_asked && !info.client_sent);
    secure_close(&s);

    assert_false(open_with(stranger, true, &config)); /* of a CA that Dovecot does not know */
    secure_close(&s);

    config.authzid = bytes_of("anna"); /* whom the certificate is not for */
    assert_false(open_with(client, true, &config));
    assert_int_equal(s.login.why, POP3_WHY_CREDENTIALS);
    secure_close(&s);
}

static int tests_run(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_token_logs_in),
        cmocka_unit_test(bad_tokens_are_refused),
        cmocka_unit_test(a_refused_token_is_offered_once),
        cmocka_unit_test(external_logs_in_by_the_client_certificate),
        cmocka_unit_test(external_is_refused_without_a_good_certificate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void)
{
    vault_begin(&vault);
    context = vault_context(&vault, NULL);
    client = vault_context(&vault, "client.pem");
    stranger = vault_context(&vault, "stranger.pem");
    const struct dovecot_options options = {.vault = vault.dir};
    int failures = 1;
    if (dovecot_start_with(&server, accounts, ACCOUNTS, &options))
        failures = dovecot_stop(&server, tests_run());
    pop3_tls_context_free(context);
    pop3_tls_context_free(client);
    pop3_tls_context_free(stranger);
    vault_end(&vault);
    return failures != 0;
}
