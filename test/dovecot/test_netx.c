/* SPDX-License-Identifier: MIT */
/*
 * The NetX services and Dovecot, over the host driver: IPv4 and IPv6,
 * USER/PASS and APOP, much mail, big mail, dot-heavy and odd mail, refused
 * logins. There is one kernel a process, so each run of the application is a
 * child of the test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nxd_pop3_client.h"

#define MANY        1000u
#define MANY_OCTETS 12000u
#define BIG_OCTETS  50000000u
#define DOTS        12u
#define DOTS_OCTETS 100000u
#define ODD_OCTETS  300000u

static const struct account many = {"many", "tanstaaf"}, big = {"big", "tanstaaf"},
                            dots = {"dots", "tanstaaf"},
                            odd = {"rose@example.org", "correct horse battery staple"};
static struct dovecot server;
static struct mail many_mails[MANY], big_mail[1], dot_mails[DOTS], odd_mails[MAIL_KINDS];

static bool mail_prepare(void)
{
    bool good = mail_put_many(&server, many.name, MANY, MANY_OCTETS, many_mails) &&
                mail_put(&server, big.name, 1, MAIL_PROSE, BIG_OCTETS, big_mail);
    for (uint32_t n = 1; good && n <= DOTS; n++)
        good = mail_put(&server, dots.name, n, MAIL_DOTS, n * DOTS_OCTETS / DOTS,
                        &dot_mails[n - 1]);
    return good;
}

static void run(struct app app)
{
    app.port = server.port;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        exit(app_run(&app));
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("IPv%d %s, user %s: the application ended with status 0x%x", app.version,
                 app.apop ? "APOP" : "USER/PASS", app.account.name, (unsigned)status);
}

/* IPv4 and IPv6, USER/PASS and APOP. */
static void run_all_ways(struct app app)
{
    for (int i = 0; i < 4; i++) {
        app.version = i & 1 ? 6 : 4;
        app.apop = (i & 2) != 0;
        run(app);
    }
}

static void a_thousand_messages_with_user_pass_over_ipv4(void **state)
{
    (void)state;
    run((struct app){.version = 4, .account = many, .expected = many_mails, .count = MANY});
}

static void a_thousand_messages_with_apop_over_ipv6(void **state)
{
    (void)state;
    run((struct app){
        .version = 6, .apop = true, .account = many, .expected = many_mails, .count = MANY});
}

static void fifty_megabytes_with_apop_over_ipv4(void **state)
{
    (void)state;
    run((struct app){
        .version = 4, .apop = true, .account = big, .expected = big_mail, .count = 1});
}

static void fifty_megabytes_with_user_pass_over_ipv6(void **state)
{
    (void)state;
    run((struct app){.version = 6, .account = big, .expected = big_mail, .count = 1});
}

static void dot_heavy_mail_comes_unstuffed(void **state)
{
    (void)state;
    run_all_ways((struct app){.account = dots, .expected = dot_mails, .count = DOTS});
}

static void odd_mail_is_fetched_and_deleted(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        for (uint32_t n = 0; n < MAIL_KINDS; n++)
            assert_true(mail_put(&server, odd.name, n + 1, (enum mail_kind)n, ODD_OCTETS,
                                 &odd_mails[n]));
        run((struct app){.version = i & 1 ? 6 : 4,
                         .apop = (i & 2) != 0,
                         .delete_mail = true,
                         .account = odd,
                         .expected = odd_mails,
                         .count = MAIL_KINDS});
        assert_int_equal(mail_count(&server, odd.name), 0);
    }
}

static void a_wrong_password_is_refused(void **state)
{
    (void)state;
    struct account wrong = {many.name, "there is a free lunch"};
    run_all_ways((struct app){.account = wrong, .refused = NX_POP3_SERVER_ERROR_STATUS});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_messages_with_user_pass_over_ipv4),
        cmocka_unit_test(a_thousand_messages_with_apop_over_ipv6),
        cmocka_unit_test(fifty_megabytes_with_apop_over_ipv4),
        cmocka_unit_test(fifty_megabytes_with_user_pass_over_ipv6),
        cmocka_unit_test(dot_heavy_mail_comes_unstuffed),
        cmocka_unit_test(odd_mail_is_fetched_and_deleted),
        cmocka_unit_test(a_wrong_password_is_refused),
    };
    const struct account accounts[] = {many, big, dots, odd};
    if (!dovecot_start(&server, accounts, sizeof accounts / sizeof accounts[0]))
        return 1;
    int failed = mail_prepare() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
    return dovecot_stop(&server, failed) != 0;
}
