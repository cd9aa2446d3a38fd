/* SPDX-License-Identifier: MIT */
/*
 * Fifty sessions in one poll() loop against Dovecot, by POP3S and STLS, each with
 * its commands queued from the start; pauses; signals.
 */
#include "kit.h"

#include "mail.h"
#include "vault.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

#define SESSIONS 50u
#define MAILS    4u
#define PATIENCE 30 /* seconds */

struct session {
    struct pop3_client *c;
    struct mail_sum sum;
    struct mail got[MAILS];
    unsigned items, messages, done;
    bool opened, closed;
};

static struct account accounts[SESSIONS];
static char names[SESSIONS][16];
static struct mail mails[SESSIONS][MAILS];
static struct session sessions[SESSIONS];
static struct vault vault;
static struct dovecot server;
static struct pop3_tls_context *context;

static struct pop3_client_options options_of(void)
{
    return (struct pop3_client_options){.password = "tanstaaf", .tls_context = context};
}

static const char *url(unsigned i)
{
    static char text[1024];
    bool tls_first = i % 2 == 0;
    snprintf(text, sizeof text, "%s://%s@127.0.0.1:%u", tls_first ? "pop3s" : "pop3", names[i],
             (unsigned)(tls_first ? server.tls_port : server.port));
    return text;
}

static void session_begin(struct session *s, unsigned i)
{
    struct pop3_client_options options = options_of();
    struct pop3_client_error error;
    options.depth = (uint8_t)(1 + i % 5);
    *s = (struct session){.c = pop3_client_start(url(i), &options, &error)};
    assert_non_null(s->c);
    assert_true(pop3_client_command(s->c, POP3_LIST, 0, 0) != 0);
    for (uint32_t msg = 1; msg <= MAILS; msg++)
        assert_true(pop3_client_command(s->c, POP3_RETR, msg, 0) != 0);
    assert_true(pop3_client_command(s->c, POP3_DELE, MAILS, 0) != 0);
    assert_true(pop3_client_command(s->c, POP3_QUIT, 0, 0) != 0);
    assert_int_equal(pop3_client_command(s->c, POP3_NOOP, 0, 0), 0);
    mail_sum_begin(&s->sum);
}

static void done_take(struct session *s, const struct pop3_client_event *ev)
{
    assert_true(ev->ok);
    assert_int_equal(ev->id, ++s->done); /* in the order of the queue */
    if (ev->verb != POP3_RETR)
        return;
    mail_sum_end(&s->sum, &s->got[ev->msg - 1]);
    mail_sum_begin(&s->sum);
    s->messages++;
}

static void event_take(struct session *s, const struct pop3_client_event *ev)
{
    switch (ev->what) {
    case POP3_CLIENT_WAIT:
        break;
    case POP3_CLIENT_OPENED:
        s->opened = true;
        break;
    case POP3_CLIENT_ITEM:
        assert_true(ev->ok && ev->msg == ++s->items);
        break;
    case POP3_CLIENT_DATA:
        assert_int_equal(ev->msg, s->messages + 1);
        mail_sum_add(&s->sum, ev->data.p, ev->data.n);
        break;
    case POP3_CLIENT_DONE:
        done_take(s, ev);
        break;
    case POP3_CLIENT_CLOSED:
        s->closed = true;
        break;
    case POP3_CLIENT_FAILED:
        fail_msg("%s", ev->error->text);
    }
}

/* Sessions with an even number take all events at once, the others one a turn. */
static void session_drive(struct session *s, unsigned i, const struct pollfd *fds, size_t n)
{
    struct pop3_client_event ev;
    do {
        pop3_client_drive(s->c, fds, n, &ev);
        event_take(s, &ev);
    } while (i % 2 == 0 && ev.what != POP3_CLIENT_WAIT && !s->closed);
}

static void loop_turn(void)
{
    static struct pollfd fds[SESSIONS * POP3_CLIENT_MAX_FDS];
    size_t first[SESSIONS + 1] = {0};
    uint32_t ms = 1000;
    for (unsigned i = 0; i < SESSIONS; i++) {
        size_t n = sessions[i].closed ? 0 : pop3_client_fds(sessions[i].c, fds + first[i]);
        first[i + 1] = first[i] + n;
        uint32_t own = sessions[i].closed ? UINT32_MAX : pop3_client_timeout(sessions[i].c);
        ms = own < ms ? own : ms;
    }
    assert_true(poll(fds, first[SESSIONS], (int)ms) >= 0);
    for (unsigned i = 0; i < SESSIONS; i++)
        if (!sessions[i].closed)
            session_drive(&sessions[i], i, fds + first[i], first[i + 1] - first[i]);
}

static bool all_closed(void)
{
    for (unsigned i = 0; i < SESSIONS; i++)
        if (!sessions[i].closed)
            return false;
    return true;
}

static void loop_carries_fifty_sessions(void **state)
{
    time_t end = time(NULL) + PATIENCE;
    (void)state;
    for (unsigned i = 0; i < SESSIONS; i++)
        session_begin(&sessions[i], i);
    while (!all_closed() && time(NULL) < end)
        loop_turn();
    for (unsigned i = 0; i < SESSIONS; i++) {
        struct session *s = &sessions[i];
        struct pop3_client_event ev;
        assert_true(s->opened && s->closed);
        assert_int_equal(s->items, MAILS);
        assert_int_equal(s->messages, MAILS);
        for (unsigned k = 0; k < MAILS; k++) {
            assert_int_equal(s->got[k].octets, mails[i][k].octets);
            assert_memory_equal(s->got[k].sha256, mails[i][k].sha256, 32);
        }
        assert_int_equal(pop3_client_drive(s->c, NULL, 0, &ev), POP3_CLIENT_CLOSED);
        assert_int_equal(pop3_client_timeout(s->c), UINT32_MAX);
        mail_sum_end(&s->sum, &s->got[0]);
        pop3_client_close(s->c);
        assert_int_equal(mail_count(&server, names[i]), MAILS - 1);
    }
}

static struct pop3_client_event wait_for(struct pop3_client *c)
{
    struct pollfd fds[POP3_CLIENT_MAX_FDS];
    struct pop3_client_event ev;
    size_t n = 0;
    while (pop3_client_drive(c, fds, n, &ev) == POP3_CLIENT_WAIT) {
        n = pop3_client_fds(c, fds);
        poll(fds, n, (int)pop3_client_timeout(c));
    }
    return ev;
}

static void pause_stops_the_clock_and_all_else(void **state)
{
    const struct timespec nap = {0, 400000000};
    struct pop3_client_options options = options_of();
    struct pop3_client_error error;
    struct pop3_client_event ev;
    struct pollfd fds[POP3_CLIENT_MAX_FDS];
    (void)state;
    options.reply_ms = 250;
    options.session_ms = 5000;
    struct pop3_client *c = pop3_client_start(url(0), &options, &error);
    assert_non_null(c);
    assert_int_equal(wait_for(c).what, POP3_CLIENT_OPENED);
    pop3_client_command(c, POP3_NOOP, 0, 0);
    assert_int_equal(pop3_client_timeout(c), 0);
    pop3_client_drive(c, NULL, 0, &ev); /* it is sent */
    pop3_client_pause(c, true);
    nanosleep(&nap, NULL);
    assert_int_equal(pop3_client_fds(c, fds), 0);
    assert_int_equal(pop3_client_timeout(c), UINT32_MAX);
    assert_int_equal(pop3_client_drive(c, NULL, 0, &ev), POP3_CLIENT_WAIT);
    assert_false(pop3_client_noop(c));
    pop3_client_pause(c, false);
    if (ev.what == POP3_CLIENT_WAIT)
        ev = wait_for(c);
    assert_int_equal(ev.what, POP3_CLIENT_DONE);
    assert_true(ev.ok);
    pop3_client_close(c);
}

static volatile sig_atomic_t alarms;

static void alarm_count(int number)
{
    (void)number;
    alarms++;
}

static void signals_interrupt_nothing(void **state)
{
    struct sigaction action = {.sa_handler = alarm_count}, before;
    struct itimerval often = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};
    struct pop3_client_options options = options_of();
    static const uint32_t msgs[] = {1, 2, 3};
    (void)state;
    sigaction(SIGALRM, &action, &before);
    setitimer(ITIMER_REAL, &often, NULL);
    for (unsigned i = 0; i < 6 || alarms < 20; i++) {
        struct keeper k;
        keeper_begin(&k);
        struct pop3_client *c = open_good(url(i % 2), &options);
        assert_true(pop3_client_fetch_all(c, msgs, 3, &k.sink));
        for (uint32_t m = 1; m <= 3; m++)
            assert_int_equal(k.kept[m].n, mails[i % 2][m - 1].octets);
        assert_int_equal(pop3_client_quit(c), POP3_CLIENT_COMMITTED);
        pop3_client_close(c);
        keeper_end(&k);
    }
    setitimer(ITIMER_REAL, &never, NULL);
    sigaction(SIGALRM, &before, NULL);
}

static bool server_start(void)
{
    const struct dovecot_options options = {.vault = vault.dir};
    for (unsigned i = 0; i < SESSIONS; i++) {
        snprintf(names[i], sizeof names[i], "user%u", i);
        accounts[i] = (struct account){names[i], "tanstaaf"};
    }
    if (!dovecot_start_with(&server, accounts, SESSIONS, &options))
        return false;
    for (unsigned i = 0; i < SESSIONS; i++)
        if (!mail_put_many(&server, names[i], MAILS, 1000 + i * 2000, mails[i]))
            return false;
    return true;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loop_carries_fifty_sessions),
        cmocka_unit_test(pause_stops_the_clock_and_all_else),
        cmocka_unit_test(signals_interrupt_nothing),
    };
    vault_begin(&vault);
    context = vault_context(&vault, NULL);
    int failures = server_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
    failures = dovecot_stop(&server, failures);
    pop3_tls_context_free(context);
    vault_end(&vault);
    return failures != 0;
}
