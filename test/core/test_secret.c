/* SPDX-License-Identifier: MIT */
/*
 * Secrets do not stay behind: the buffers and the session are searched for the
 * password after it was sent, and after the session broke with it unsent.
 */
#include "cmocka_all.h"
#include "harness.h"

#include <string.h>

static bool memory_has(const void *memory, size_t n, const char *secret)
{
    const uint8_t *p = memory;
    size_t length = strlen(secret);

    for (size_t i = 0; i + length <= n; i++) {
        if (memcmp(p + i, secret, length) == 0)
            return true;
    }
    return false;
}

static bool session_has(const struct session *s, const char *secret)
{
    return memory_has(&s->p, sizeof s->p, secret) ||
           memory_has(s->out, s->options.out_cap, secret) ||
           memory_has(s->line, s->options.line_cap, secret) ||
           memory_has(s->slot, s->options.depth * sizeof *s->slot, secret);
}

static void named(struct session *s)
{
    session_greeted(s, NULL);
    assert_int_equal(session_command(s, "USER u"), POP3_OK);
    session_feed_text(s, "+OK\r\n");
}

static void a_password_is_wiped_when_it_was_sent(void **state)
{
    struct session s;

    (void)state;
    for (size_t first = 0; first <= 15; first++) {
        named(&s);
        assert_int_equal(session_queue(&s, "PASS hunter22"), POP3_OK);
        assert_true(session_has(&s, "hunter22"));
        pop3_sent(&s.p, first);
        assert_true(session_has(&s, "nter22") == (first <= 7));
        pop3_sent(&s.p, 15 - first);
        for (size_t i = 0; i < 7; i++) /* not even two octets of it */
            assert_false(session_has(&s, (char[]){"hunter22"[i], "hunter22"[i + 1], 0}));
        session_close(&s);
    }
}

static void a_password_is_wiped_when_the_session_breaks(void **state)
{
    struct session s;

    (void)state;
    for (int how = 0; how < 4; how++) {
        named(&s);
        s.p.reply_ms = 1;
        assert_int_equal(session_queue(&s, "PASS hunter22"), POP3_OK);
        pop3_sent(&s.p, 2);
        if (how == 0)
            pop3_fail(&s.p, POP3_ERR_LINK);
        if (how == 1)
            pop3_eof(&s.p);
        if (how == 2)
            session_feed_text(&s, "bad\r\n");
        if (how == 3) {
            pop3_tick(&s.p, 0);
            pop3_tick(&s.p, 1);
        }
        session_feed(&s, NULL, 0);
        assert_int_equal(s.ended, 1);
        assert_int_equal(pop3_out(&s.p).n, 0);
        assert_false(session_has(&s, "hunter"));
        session_close(&s);
    }
}

static void wipe_overwrites_exactly_what_it_is_told(void **state)
{
    uint8_t secret[16];

    (void)state;
    memset(secret, 'x', sizeof secret);
    pop3_wipe(secret + 1, 14);
    assert_int_equal(secret[0], 'x');
    assert_int_equal(secret[15], 'x');
    for (size_t i = 1; i < 15; i++)
        assert_int_equal(secret[i], 0);
    pop3_wipe(NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_password_is_wiped_when_it_was_sent),
        cmocka_unit_test(a_password_is_wiped_when_the_session_breaks),
        cmocka_unit_test(wipe_overwrites_exactly_what_it_is_told),
    };
    return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
