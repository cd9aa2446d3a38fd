/* SPDX-License-Identifier: MIT */
/*
 * Much mail and big mail from Dovecot through TLS, compared by length and
 * SHA-256, sixteen commands deep, while memory stays where it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "drive_tls.h"
#include "fetch.h"
#include "vault.h"

#include <string.h>
#include <sys/socket.h>

#define MANY        1000u
#define MANY_OCTETS 12000u
#define BIG_OCTETS  50000000u
#define GROWTH_KB   16384 /* allowed while 50 MB go through */

static const struct account many = {"many", "tanstaaf"}, big = {"big", "tanstaaf"};

static struct vault vault;
static struct dovecot server;
static struct pop3_tls_context *context;
static struct secure s;

static void log_in(const struct account *account, bool tls_first, size_t chunk)
{
    struct secure_target target = {.context = context,
                                   .host = "localhost",
                                   .family = AF_INET,
                                   .port = tls_first ? server.tls_port : server.port,
                                   .tls_first = tls_first,
                                   .chunk = chunk};
    struct pop3_login_config config = {
        .methods = pop3_methods_password,
        .user = {(const uint8_t *)account->name, strlen(account->name)},
        .password = {(const uint8_t *)account->password, strlen(account->password)}};
    assert_true(secure_login(&s, &target, &config));
}

static void a_thousand_messages_come_through_tls(void **state)
{
    (void)state;
    static struct mail mails[MANY];
    assert_true(mail_put_many(&server, "many", MANY, MANY_OCTETS, mails));
    for (int tls_first = 0; tls_first < 2; tls_first++) {
        log_in(&many, tls_first, tls_first ? 0 : 1460);
        fetch_all(&s.c, mails, MANY, DRIVE_DEPTH);
        secure_close(&s);
    }
}

static void fifty_megabytes_through_tls_need_no_memory(void **state)
{
    (void)state;
    struct mail mail;
    assert_true(mail_put(&server, "big", 1, MAIL_PROSE, BIG_OCTETS, &mail));
    for (int tls_first = 0; tls_first < 2; tls_first++) {
        log_in(&big, tls_first, 0);
        long before = peak_kb();
        fetch_all(&s.c, &mail, 1, 1);
        long growth = peak_kb() - before;
        if (growth > GROWTH_KB)
            fail_msg("%ld KB more than before", growth);
        secure_close(&s);
    }
}

/* Freed memory that the address sanitizer keeps would count as ours. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "quarantine_size_mb=1";
}

int main(void)
{
    static const struct account accounts[] = {{"many", "tanstaaf"}, {"big", "tanstaaf"}};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fifty_megabytes_through_tls_need_no_memory),
        cmocka_unit_test(a_thousand_messages_come_through_tls),
    };
    vault_begin(&vault);
    context = vault_context(&vault, NULL);
    const struct dovecot_options options = {.vault = vault.dir};
    int failures = 1;
    if (dovecot_start_with(&server, accounts, 2, &options))
        failures = dovecot_stop(&server, cmocka_run_group_tests(tests, NULL, NULL));
    pop3_tls_context_free(context);
    vault_end(&vault);
    return failures != 0;
}
