/* SPDX-License-Identifier: MIT */
/*
 * The engine and Dovecot: login, capabilities, and what each command of the
 * TRANSACTION state means (RFC 1939 sections 4 to 7, RFC 2449, RFC 3206).
 * Every test has an account of its own and a receive size of its own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "drive.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define MAILS 5

enum who { MROSE, SPACED, WRONG, READER, TOPPER, RESETTER, LEAVER, DELETER, STABLE };
static const struct account accounts[] = {
    [MROSE] = {"mrose", "tanstaaf"},
    [SPACED] = {"rose@example.org", "correct horse  battery "},
    [WRONG] = {"wrong", "tanstaaf"},
    [READER] = {"reader", "tanstaaf"},
    [TOPPER] = {"topper", "tanstaaf"},
    [RESETTER] = {"resetter", "tanstaaf"},
    [LEAVER] = {"leaver", "tanstaaf"},
    [DELETER] = {"deleter", "tanstaaf"},
    [STABLE] = {"stable", "tanstaaf"},
};
#define ACCOUNTS (sizeof accounts / sizeof accounts[0])

static struct dovecot server;
static struct mail mails[MAILS]; /* the same in each account that has mail */
static struct drive c;
static struct answer a;

static void open_to(int family, size_t chunk)
{
    assert_true(drive_open(&c, family, server.port, chunk, &a));
}

static void log_in(enum who who, size_t chunk)
{
    open_to(AF_INET, chunk);
    assert_true(drive_login(&c, &accounts[who], &a));
}

static void ask(enum pop3_verb verb, uint32_t msg)
{
    drive_ask(&c, verb, msg, 0, &a);
    assert_false(a.failed);
}

static void ask_well(enum pop3_verb verb, uint32_t msg)
{
    ask(verb, msg);
    assert_true(a.ok);
}

static void quit(void)
{
    struct pop3_event ev;
    ask_well(POP3_QUIT, 0);
    do
        while (pop3_next(&c.p, &c.in, &ev) != POP3_NONE)
            if (ev.what == POP3_CLOSED) {
                drive_close(&c);
                return;
            }
    while (drive_turn(&c));
    fail_msg("the server does not close after QUIT");
}

static uint32_t stat_count(void)
{
    uint32_t count = 0;
    uint64_t octets = 0;
    ask_well(POP3_STAT, 0);
    assert_true(pop3_parse_stat((struct pop3_bytes){(uint8_t *)a.text, strlen(a.text)}, &count,
                                &octets));
    return count;
}

static void user_pass_logs_in_over_ipv4_and_ipv6(void **state)
{
    (void)state;
    static const int families[] = {AF_INET, AF_INET6};
    for (size_t i = 0; i < 2; i++) {
        open_to(families[i], 1);
        assert_true(drive_login(&c, &accounts[MROSE], &a));
        assert_int_equal(stat_count(), 0);
        quit();
    }
}

static void apop_logs_in_over_ipv4_and_ipv6(void **state)
{
    (void)state;
    static const int families[] = {AF_INET, AF_INET6};
    for (size_t i = 0; i < 2; i++) {
        struct answer greeting;
        assert_true(drive_open(&c, families[i], server.port, 7, &greeting));
        assert_true(drive_login_apop(&c, &accounts[MROSE], &greeting, &a));
        quit();
    }
}

static void spaces_in_a_password_count(void **state)
{
    (void)state;
    log_in(SPACED, 7);
    quit();
    struct account cut = {accounts[SPACED].name, "correct horse  battery"};
    open_to(AF_INET, 7);
    assert_false(drive_login(&c, &cut, &a));
    assert_int_equal(a.code, POP3_CODE_AUTH);
    quit();
}

static void wrong_password_is_refused_and_another_try_allowed(void **state)
{
    (void)state;
    struct account wrong = {"wrong", "tanstaaf!"};
    open_to(AF_INET, 7);
    assert_false(drive_login(&c, &wrong, &a));
    assert_false(a.failed || a.ok);
    assert_int_equal(a.code, POP3_CODE_AUTH);
    assert_int_equal(pop3_refusal(a.code, true), POP3_REFUSED_CREDENTIALS);
    assert_true(drive_login(&c, &accounts[WRONG], &a));
    quit();
}

static void wrong_apop_digest_is_refused(void **state)
{
    (void)state;
    struct account wrong = {"wrong", "tanstaaf!"};
    struct answer greeting;
    assert_true(drive_open(&c, AF_INET, server.port, 1460, &greeting));
    assert_false(drive_login_apop(&c, &wrong, &greeting, &a));
    assert_int_equal(a.code, POP3_CODE_AUTH);
    quit();
}

static struct pop3_capabilities capabilities_ask(void)
{
    struct pop3_capabilities capa = {0};
    ask_well(POP3_CAPA, 0);
    char *rest = a.data;
    for (char *line; (line = strtok_r(rest, "\n", &rest)) != NULL;)
        pop3_parse_capability(&capa, (struct pop3_bytes){(uint8_t *)line, strlen(line)});
    return capa;
}

static void capabilities_are_those_of_dovecot(void **state)
{
    (void)state;
    const uint32_t always = POP3_CAP_TOP | POP3_CAP_UIDL | POP3_CAP_RESP_CODES |
                            POP3_CAP_PIPELINING | POP3_CAP_AUTH_RESP_CODE;
    open_to(AF_INET, 1);
    struct pop3_capabilities before = capabilities_ask();
    assert_int_equal(before.tags, always | POP3_CAP_USER | POP3_CAP_SASL);
    assert_int_equal(before.sasl, POP3_SASL_PLAIN);
    assert_true(drive_login(&c, &accounts[MROSE], &a));
    struct pop3_capabilities after = capabilities_ask();
    assert_int_equal(after.tags, always);
    quit();
}

static void list_of_one_is_checked(uint32_t n)
{
    char expected[64];
    ask_well(POP3_LIST, n);
    snprintf(expected, sizeof expected, "%" PRIu32 " %" PRIu64, n, mails[n - 1].listed);
    assert_string_equal(a.text, expected);
}

static void stat_list_and_retr_tell_the_same_sizes(void **state)
{
    (void)state;
    uint64_t total = 0;
    char expected[256] = "", stat[64];
    log_in(READER, 1);
    for (uint32_t n = 1; n <= MAILS; n++) {
        uint64_t octets = mails[n - 1].listed;
        total += octets;
        snprintf(expected + strlen(expected), sizeof expected - strlen(expected),
                 "%" PRIu32 " %" PRIu64 "\n", n, octets);
        list_of_one_is_checked(n);
        ask_well(POP3_RETR, n);
        assert_true(mail_equal(&a.mail, &mails[n - 1]));
    }
    ask_well(POP3_LIST, 0);
    assert_string_equal(a.data, expected);
    ask_well(POP3_STAT, 0);
    snprintf(stat, sizeof stat, "%d %" PRIu64, MAILS, total);
    assert_string_equal(a.text, stat);
    quit();
}

static void a_message_that_is_not_there_is_refused(void **state)
{
    (void)state;
    static const enum pop3_verb verbs[] = {POP3_LIST, POP3_UIDL, POP3_RETR, POP3_DELE};
    log_in(READER, 7);
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        ask(verbs[i], MAILS + 1);
        assert_false(a.ok);
    }
    drive_ask(&c, POP3_TOP, MAILS + 1, 0, &a);
    assert_false(a.failed || a.ok);
    quit();
}

static void top_gives_the_header_and_the_lines_asked_for(void **state)
{
    (void)state;
    char header[2048];
    log_in(TOPPER, 1);
    drive_ask(&c, POP3_TOP, 1, 0, &a);
    assert_true(a.ok);
    assert_non_null(strstr(a.data, "\r\nTo: Marshall Rose <mrose@example.org>\r\n"));
    assert_string_equal(a.data + a.mail.octets - 4, "\r\n\r\n");
    strcpy(header, a.data);

    ask_well(POP3_RETR, 1);
    struct mail whole = a.mail;
    char *second = a.data + strlen(header);
    assert_memory_equal(a.data, header, strlen(header));
    for (int i = 0; i < 2; i++)
        second = strchr(second, '\n') + 1;
    *second = 0;
    char two[sizeof a.data];
    strcpy(two, a.data);
    drive_ask(&c, POP3_TOP, 1, 2, &a);
    assert_string_equal(a.data, two);

    drive_ask(&c, POP3_TOP, 1, 1000000, &a);
    assert_true(mail_equal(&a.mail, &whole));
    quit();
}

static void rset_takes_deletions_back(void **state)
{
    (void)state;
    log_in(RESETTER, 7);
    ask_well(POP3_DELE, 1);
    ask_well(POP3_DELE, 3);
    assert_int_equal(stat_count(), MAILS - 2);
    ask(POP3_RETR, 3);
    assert_false(a.ok);
    ask(POP3_DELE, 3);
    assert_false(a.ok);
    ask_well(POP3_RSET, 0);
    assert_int_equal(stat_count(), MAILS);
    ask_well(POP3_RETR, 3);
    assert_true(mail_equal(&a.mail, &mails[2]));
    ask_well(POP3_NOOP, 0);
    quit();
    assert_int_equal(mail_count(&server, "resetter"), MAILS);
}

static void leaving_without_quit_deletes_nothing(void **state)
{
    (void)state;
    log_in(LEAVER, 1460);
    ask_well(POP3_DELE, 1);
    ask_well(POP3_DELE, 2);
    drive_close(&c);
    log_in(LEAVER, 1460); /* the lock is free: the other session has ended */
    assert_int_equal(stat_count(), MAILS);
    quit();
    assert_int_equal(mail_count(&server, "leaver"), MAILS);
}

static void dele_takes_effect_at_quit(void **state)
{
    (void)state;
    log_in(DELETER, 65536);
    ask_well(POP3_DELE, 2);
    ask_well(POP3_DELE, 5);
    assert_int_equal(mail_count(&server, "deleter"), MAILS);
    quit();
    assert_int_equal(mail_count(&server, "deleter"), MAILS - 2);
    log_in(DELETER, 65536);
    static const int left[] = {0, 2, 3};
    assert_int_equal(stat_count(), 3);
    for (uint32_t i = 0; i < 3; i++) {
        ask_well(POP3_RETR, i + 1);
        assert_true(mail_equal(&a.mail, &mails[left[i]]));
    }
    quit();
}

/* The unique-id of message n; empty if there is none. */
static void uid_ask(uint32_t n, char uid[80])
{
    struct pop3_bytes id = {NULL, 0};
    uint32_t msg = 0;
    ask_well(POP3_UIDL, n);
    assert_true(
        pop3_parse_uidl((struct pop3_bytes){(uint8_t *)a.text, strlen(a.text)}, &msg, &id));
    assert_int_equal(msg, n);
    assert_in_range(id.n, 1, 70);
    snprintf(uid, 80, "%.*s", (int)id.n, (const char *)id.p);
}

static void unique_ids_last_over_sessions_and_deletions(void **state)
{
    (void)state;
    char uid[MAILS][80], listing[MAILS * 90] = "", now[80];
    log_in(STABLE, 1);
    for (uint32_t n = 1; n <= MAILS; n++) {
        uid_ask(n, uid[n - 1]);
        for (uint32_t i = 1; i < n; i++)
            assert_string_not_equal(uid[i - 1], uid[n - 1]);
        snprintf(listing + strlen(listing), sizeof listing - strlen(listing),
                 "%" PRIu32 " %s\n", n, uid[n - 1]);
    }
    ask_well(POP3_UIDL, 0);
    assert_string_equal(a.data, listing);
    ask_well(POP3_DELE, 2);
    quit();

    log_in(STABLE, 7);
    uid_ask(1, now);
    assert_string_equal(now, uid[0]);
    for (uint32_t n = 2; n < MAILS; n++) {
        uid_ask(n, now);
        assert_string_equal(now, uid[n]);
    }
    quit();
}

static bool mail_prepare(void)
{
    static const enum who with_mail[] = {READER, TOPPER, RESETTER, LEAVER, DELETER, STABLE};
    for (size_t i = 0; i < sizeof with_mail / sizeof with_mail[0]; i++)
        if (!mail_put_many(&server, accounts[with_mail[i]].name, MAILS, 900, mails))
            return false;
    return true;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(user_pass_logs_in_over_ipv4_and_ipv6),
        cmocka_unit_test(apop_logs_in_over_ipv4_and_ipv6),
        cmocka_unit_test(spaces_in_a_password_count),
        cmocka_unit_test(wrong_password_is_refused_and_another_try_allowed),
        cmocka_unit_test(wrong_apop_digest_is_refused),
        cmocka_unit_test(capabilities_are_those_of_dovecot),
        cmocka_unit_test(stat_list_and_retr_tell_the_same_sizes),
        cmocka_unit_test(a_message_that_is_not_there_is_refused),
        cmocka_unit_test(top_gives_the_header_and_the_lines_asked_for),
        cmocka_unit_test(rset_takes_deletions_back),
        cmocka_unit_test(leaving_without_quit_deletes_nothing),
        cmocka_unit_test(dele_takes_effect_at_quit),
        cmocka_unit_test(unique_ids_last_over_sessions_and_deletions),
    };
    if (!dovecot_start(&server, accounts, ACCOUNTS))
        return 1;
    int failures = mail_prepare() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
    return dovecot_stop(&server, failures) != 0;
}
