/* SPDX-License-Identifier: MIT */
/*
 * What goes over the wire before TLS, and before the server is verified: each
 * octet that the client sent is looked at. Dovecot is run with and without STLS,
 * with and without disable_plaintext_auth (RFC 2595, RFC 8314 section 5).
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

static const struct account mrose = {"mrose", "tanstaaf"};
#define PLAIN_RESPONSE "AG1yb3NlAHRhbnN0YWFm" /* base64 of NUL mrose NUL tanstaaf */

/* Dovecot trusts a client at its own address, so it must be another one. */
#define ELSEWHERE "127.0.0.2"

/* TLS records (RFC 8446 section 5.1). */
#define RECORD_DATA        23
#define RECORD_HEADER      5u
#define RECORD_ALERT_IN_13 19u /* two octets, the type, the tag */

static struct vault vault;
static struct pop3_tls_context *context;
static struct dovecot server, strict, bare, bare_strict; /* bare: no TLS at all */
static struct secure s;
static struct answer a;

static const struct pop3_method *const plain[] = {&pop3_method_plain, &pop3_method_login,
                                                  &pop3_method_user, NULL};

static struct pop3_bytes bytes_of(const char *text)
{
    return (struct pop3_bytes){(const uint8_t *)text, strlen(text)};
}

static bool log_in(const struct dovecot *to, const char *host, bool tls_first,
                   enum pop3_cleartext policy, const struct pop3_method *const *methods)
{
    struct secure_target target = {.context = context,
                                   .host = host,
                                   .family = AF_INET,
                                   .port = tls_first ? to->tls_port : to->port,
                                   .tls_first = tls_first,
                                   .source = ELSEWHERE};
    struct pop3_login_config config = {.methods = methods,
                                       .user = bytes_of(mrose.name),
                                       .password = bytes_of(mrose.password),
                                       .cleartext = policy};
    return secure_login(&s, &target, &config);
}

static bool was_sent(const char *what)
{
    size_t n = strlen(what);
    for (size_t i = 0; i + n <= s.wire.sent_n; i++)
        if (memcmp(s.wire.sent + i, what, n) == 0)
            return true;
    return false;
}

/* The client's first octets are exactly these; behind them TLS begins, or nothing comes. */
static size_t clear_octets_are(const char *expected)
{
    size_t n = strlen(expected);
    assert_in_range(s.wire.sent_n, n, sizeof s.wire.sent - 1);
    assert_memory_equal(s.wire.sent, expected, n);
    assert_true(s.wire.sent_n == n || s.wire.sent[n] == 22);
    return n;
}

/* The records from there on are for the handshake; not one has data of a session. */
static void records_have_no_data(size_t at)
{
    unsigned count = 0;
    for (; at < s.wire.sent_n; count++) {
        const uint8_t *record = s.wire.sent + at;
        assert_true(at + RECORD_HEADER <= s.wire.sent_n);
        size_t n = (size_t)record[3] * 256 + record[4];
        if (record[0] == RECORD_DATA) /* TLS 1.3 hides an alert in it */
            assert_int_equal(n, RECORD_ALERT_IN_13);
        else
            assert_in_range(record[0], 20, 22);
        at += RECORD_HEADER + n;
    }
    assert_int_equal(at, s.wire.sent_n);
    assert_true(count >= 2); /* a ClientHello, and the alert that says why not */
}

static void a_bad_certificate_ends_it_before_a_credential(void **state)
{
    (void)state;
    static const struct {
        const char *host;
        enum pop3_tls_fault fault;
    } bad[] = {{"wrong.example", POP3_TLS_WRONG_HOST},
               {"127.0.0.9", POP3_TLS_WRONG_HOST},
               {"expired.example", POP3_TLS_EXPIRED},
               {"foreign.example", POP3_TLS_UNTRUSTED}};
    for (size_t i = 0; i < 2 * sizeof bad / sizeof bad[0]; i++) {
        bool tls_first = i % 2 == 0;
        /* Even a policy that allows the clear does not go on without TLS. */
        assert_false(log_in(&server, bad[i / 2].host, tls_first, POP3_CLEARTEXT_ALLOW,
                            pop3_methods_password));
        assert_string_equal(pop3_tls_fault_name(s.fault.fault),
                            pop3_tls_fault_name(bad[i / 2].fault));
        assert_null(s.login.method);
        records_have_no_data(clear_octets_are(tls_first ? "" : "CAPA\r\nSTLS\r\n"));
        if (!tls_first)
            assert_int_equal(pop3_error(&s.c.p), POP3_ERR_TLS);
        secure_close(&s);
    }
}

/* That one would be found shows where the policy allows to send it. */
static void no_credential(void)
{
    assert_false(was_sent(mrose.name));
    assert_false(was_sent(mrose.password));
    assert_false(was_sent(PLAIN_RESPONSE));
    assert_false(was_sent("AUTH"));
    assert_true(s.wire.sent_n < sizeof s.wire.sent);
}

static void quit(void)
{
    drive_ask(&s.c, POP3_QUIT, 0, 0, &a);
    assert_true(a.ok);
    secure_close(&s);
}

static void by_default_everything_but_capa_and_stls_is_in_tls(void **state)
{
    (void)state;
    const struct dovecot *const both[] = {&server, &strict};
    for (size_t i = 0; i < 2; i++) {
        assert_true(log_in(both[i], "localhost", false, POP3_CLEARTEXT_TLS_ONLY, plain));
        assert_ptr_equal(s.login.method, &pop3_method_plain);
        drive_ask(&s.c, POP3_QUIT, 0, 0, &a);
        assert_true(a.ok);
        clear_octets_are("CAPA\r\nSTLS\r\n");
        no_credential();
        secure_close(&s);
    }
}

static void by_default_nothing_is_told_to_a_server_without_stls(void **state)
{
    (void)state;
    const struct dovecot *const both[] = {&bare, &bare_strict};
    for (size_t i = 0; i < 2; i++) {
        assert_false(log_in(both[i], "localhost", false, POP3_CLEARTEXT_TLS_ONLY,
                            pop3_methods_password));
        assert_int_equal(s.login.why, POP3_WHY_NO_STLS);
        quit();
        assert_int_equal(clear_octets_are("CAPA\r\nQUIT\r\n"), s.wire.sent_n);
    }
}

static void never_sends_nothing_without_tls_first(void **state)
{
    (void)state;
    assert_false(log_in(&server, "localhost", false, POP3_CLEARTEXT_NEVER, plain));
    assert_int_equal(s.login.why, POP3_WHY_CLEARTEXT);
    assert_int_equal(s.wire.sent_n, 0);
    secure_close(&s);
    assert_true(log_in(&server, "localhost", true, POP3_CLEARTEXT_NEVER, plain));
    quit();
}

static void allow_takes_stls_where_it_is_offered(void **state)
{
    (void)state;
    assert_true(log_in(&server, "localhost", false, POP3_CLEARTEXT_ALLOW, plain));
    quit();
    clear_octets_are("CAPA\r\nSTLS\r\n");
    no_credential();
}

/* Also the proof that a credential on the wire would be found. */
static void allow_sends_the_password_where_the_server_offers_that(void **state)
{
    (void)state;
    assert_true(log_in(&bare, "localhost", false, POP3_CLEARTEXT_ALLOW, plain));
    assert_ptr_equal(s.login.method, &pop3_method_plain);
    quit();
    assert_true(was_sent("AUTH PLAIN " PLAIN_RESPONSE "\r\n"));
    assert_true(log_in(&bare, "localhost", false, POP3_CLEARTEXT_ALLOW, plain + 2));
    quit();
    assert_true(was_sent("USER mrose\r\n"));
    assert_true(was_sent("PASS tanstaaf\r\n"));
}

/* disable_plaintext_auth = yes: PLAIN, LOGIN and USER are not offered, so not tried. */
static void allow_keeps_the_password_where_the_server_does_not_want_it(void **state)
{
    (void)state;
    static const struct pop3_method *const digests[] = {&pop3_method_plain, &pop3_method_user,
                                                        &pop3_method_cram_md5, NULL};
    assert_false(log_in(&bare_strict, "localhost", false, POP3_CLEARTEXT_ALLOW, plain));
    assert_int_equal(s.login.why, POP3_WHY_NO_METHOD);
    quit();
    no_credential();

    assert_true(log_in(&bare_strict, "localhost", false, POP3_CLEARTEXT_ALLOW, digests));
    assert_ptr_equal(s.login.method, &pop3_method_cram_md5);
    quit();
    assert_false(was_sent(mrose.password));
    assert_false(was_sent(PLAIN_RESPONSE));
}

static bool servers_start(void)
{
    const struct dovecot_options options[] = {
        {.vault = vault.dir},
        {.vault = vault.dir, .no_cleartext_auth = true},
        {.vault = vault.dir, .no_stls = true},
        {.vault = vault.dir, .no_stls = true, .no_cleartext_auth = true},
    };
    return dovecot_start_with(&server, &mrose, 1, &options[0]) &&
           dovecot_start_with(&strict, &mrose, 1, &options[1]) &&
           dovecot_start_with(&bare, &mrose, 1, &options[2]) &&
           dovecot_start_with(&bare_strict, &mrose, 1, &options[3]);
}

static int tests_run(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bad_certificate_ends_it_before_a_credential),
        cmocka_unit_test(by_default_everything_but_capa_and_stls_is_in_tls),
        cmocka_unit_test(by_default_nothing_is_told_to_a_server_without_stls),
        cmocka_unit_test(never_sends_nothing_without_tls_first),
        cmocka_unit_test(allow_takes_stls_where_it_is_offered),
        cmocka_unit_test(allow_sends_the_password_where_the_server_offers_that),
        cmocka_unit_test(allow_keeps_the_password_where_the_server_does_not_want_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void)
{
    vault_begin(&vault);
    context = vault_context(&vault, NULL);
    int failures = servers_start() ? tests_run() : 1;
    dovecot_stop(&server, failures);
    dovecot_stop(&strict, failures);
    dovecot_stop(&bare, failures);
    dovecot_stop(&bare_strict, failures);
    pop3_tls_context_free(context);
    vault_end(&vault);
    return failures != 0;
}
