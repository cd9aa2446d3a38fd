/* SPDX-License-Identifier: MIT */
/*
 * Much mail, big mail and odd mail from Dovecot through the engine, compared
 * by length and SHA-256 with what was put into the Maildir; commands sixteen
 * deep (RFC 2449 section 6.6); replies cut by receives of 1 to 65536 octets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fetch.h"

#include <string.h>
#include <sys/socket.h>

#define MANY        1000u
#define MANY_OCTETS 12000u
#define BIG_OCTETS  50000000u
#define ODD_OCTETS  60000u
#define ODD_LONG    2000000u
#define GROWTH_KB   16384 /* allowed while the big mail goes through */

enum who { MANY_MAILS, BIG_MAIL, ODD_MAILS };
static const struct account accounts[] = {
    [MANY_MAILS] = {"many", "tanstaaf"},
    [BIG_MAIL] = {"big", "tanstaaf"},
    [ODD_MAILS] = {"odd", "tanstaaf"},
};
#define ACCOUNTS (sizeof accounts / sizeof accounts[0])

static struct dovecot server;
static struct drive c;

/* Logs in, fetches the whole maildrop, quits. */
static void fetch(enum who who, const struct mail *expected, uint32_t count, size_t chunk,
                  uint32_t deepest)
{
    struct answer a;
    assert_true(drive_open(&c, AF_INET, server.port, chunk, &a));
    assert_true(drive_login(&c, &accounts[who], &a));
    fetch_all(&c, expected, count, deepest);
    drive_close(&c);
}

static void a_thousand_messages_come_through_a_pipeline(void **state)
{
    (void)state;
    static struct mail mails[MANY];
    assert_true(mail_put_many(&server, "many", MANY, MANY_OCTETS, mails));
    fetch(MANY_MAILS, mails, MANY, 65536, DRIVE_DEPTH);
    fetch(MANY_MAILS, mails, MANY, 1460, DRIVE_DEPTH);
}

static void fifty_megabytes_need_no_memory(void **state)
{
    (void)state;
    struct mail mail;
    assert_true(mail_put(&server, "big", 1, MAIL_PROSE, BIG_OCTETS, &mail));
    assert_in_range(mail.octets, BIG_OCTETS, BIG_OCTETS + 100);
    long before = peak_kb();
    fetch(BIG_MAIL, &mail, 1, 65536, 1);
    long growth = peak_kb() - before;
    if (growth > GROWTH_KB)
        fail_msg("%ld KB more than before", growth);
}

static void odd_mail_comes_whole_at_every_receive_size(void **state)
{
    (void)state;
    static const size_t chunks[] = {1, 7, 1460, 65536};
    struct mail mails[2 * MAIL_KINDS];
    for (uint32_t kind = 0; kind < MAIL_KINDS; kind++) {
        size_t size = kind == MAIL_LONG_LINES ? ODD_LONG : ODD_OCTETS;
        assert_true(mail_put(&server, "odd", kind + 1, (enum mail_kind)kind, 1, &mails[kind]));
        assert_true(mail_put(&server, "odd", MAIL_KINDS + kind + 1, (enum mail_kind)kind, size,
                             &mails[MAIL_KINDS + kind]));
    }
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        /* MAIL_LONG_LINES comes last: it is left out where it would take long. */
        uint32_t count = chunks[i] < 1460 ? 2 * MAIL_KINDS - 1 : 2 * MAIL_KINDS;
        fetch(ODD_MAILS, mails, count, chunks[i], count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fifty_megabytes_need_no_memory),
        cmocka_unit_test(a_thousand_messages_come_through_a_pipeline),
        cmocka_unit_test(odd_mail_comes_whole_at_every_receive_size),
    };
    if (!dovecot_start(&server, accounts, ACCOUNTS))
        return 1;
    return dovecot_stop(&server, cmocka_run_group_tests(tests, NULL, NULL)) != 0;
}
