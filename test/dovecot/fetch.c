/* SPDX-License-Identifier: MIT */
/* See fetch.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fetch.h"

#include <sys/resource.h>

/* A run of RETR 1 to count, as many in flight as the engine takes. */
struct run {
    const struct mail *expected;
    uint32_t count, asked, got, deepest;
    struct mail_sum sum;
};

static void message_end(struct run *run, const struct pop3_event *ev)
{
    struct mail mail;
    mail_sum_end(&run->sum, &mail);
    assert_int_equal(ev->msg, run->got + 1);
    if (!mail_equal(&mail, &run->expected[run->got]))
        fail_msg("message %u differs: %llu octets for %llu", (unsigned)ev->msg,
                 (unsigned long long)mail.octets,
                 (unsigned long long)run->expected[run->got].octets);
    run->got++;
}

static void event_take(const struct drive *c, struct run *run, const struct pop3_event *ev)
{
    uint64_t octets = 0;
    assert_int_equal(ev->verb, POP3_RETR);
    switch (ev->what) {
    case POP3_REPLY:
        assert_true(ev->ok);
        assert_true(pop3_parse_octets(ev->data, &octets));
        assert_int_equal(octets, run->expected[run->got].listed);
        mail_sum_begin(&run->sum);
        break;
    case POP3_BODY:
        mail_sum_add(&run->sum, ev->data.p, ev->data.n);
        break;
    case POP3_END:
        message_end(run, ev);
        break;
    case POP3_NONE:
    case POP3_ITEM:
    case POP3_START_TLS:
    case POP3_CLOSED:
    case POP3_FAILED:
        fail_msg("event %d, error %s", (int)ev->what, pop3_strerror(pop3_error(&c->p)));
    }
}

static void run_top_up(struct drive *c, struct run *run)
{
    while (run->asked < run->count && pop3_send(&c->p, POP3_RETR, run->asked + 1, 0) == POP3_OK)
        run->asked++;
    if (run->asked - run->got > run->deepest)
        run->deepest = run->asked - run->got;
}

static void run_through(struct drive *c, struct run *run)
{
    struct pop3_event ev;
    for (;;) {
        while (pop3_next(&c->p, &c->in, &ev) != POP3_NONE)
            event_take(c, run, &ev);
        run_top_up(c, run);
        if (run->got == run->count)
            return;
        assert_true(drive_turn(c));
    }
}

void fetch_all(struct drive *c, const struct mail *expected, uint32_t count, uint32_t deepest)
{
    struct answer a;
    struct run run = {.expected = expected, .count = count};
    run_through(c, &run);
    assert_int_equal(run.deepest, deepest);
    drive_ask(c, POP3_QUIT, 0, 0, &a);
    assert_true(a.ok);
}

long peak_kb(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}
