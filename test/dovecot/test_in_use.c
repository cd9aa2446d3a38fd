/* SPDX-License-Identifier: MIT */
/*
 * Two sessions for one maildrop: Dovecot locks it for the first (RFC 1939
 * section 4) and refuses the second with [IN-USE] (RFC 2449 section 8.1.2)
 * after waiting ten seconds for the lock, which is most of this test's time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "drive.h"

#include <sys/socket.h>

static const struct account account = {"mrose", "tanstaaf"};
static struct dovecot server;
static struct drive first, second;

static void a_locked_maildrop_is_in_use_until_the_other_session_ends(void **state)
{
    (void)state;
    struct answer a;
    assert_true(drive_open(&first, AF_INET, server.port, 1460, &a));
    assert_true(drive_login(&first, &account, &a));

    assert_true(drive_open(&second, AF_INET6, server.port, 1, &a));
    assert_false(drive_login(&second, &account, &a));
    assert_false(a.ok || a.failed);
    assert_int_equal(a.code, POP3_CODE_IN_USE);
    assert_int_equal(pop3_refusal(a.code, true), POP3_REFUSED_IN_USE);
    drive_close(&second);

    drive_ask(&first, POP3_NOOP, 0, 0, &a); /* undisturbed */
    assert_true(a.ok);
    drive_ask(&first, POP3_QUIT, 0, 0, &a);
    assert_true(a.ok);
    drive_close(&first);

    assert_true(drive_open(&second, AF_INET6, server.port, 1, &a));
    assert_true(drive_login(&second, &account, &a));
    drive_close(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_locked_maildrop_is_in_use_until_the_other_session_ends),
    };
    if (!dovecot_start(&server, &account, 1))
        return 1;
    return dovecot_stop(&server, cmocka_run_group_tests(tests, NULL, NULL)) != 0;
}
