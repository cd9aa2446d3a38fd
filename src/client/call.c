/* SPDX-License-Identifier: MIT */
/* The blocking calls: poll() around the non-blocking client. */
#include "client_parts.h"

#include <limits.h>

enum pop3_client_what pop3c_call_wait(struct pop3_client *c, struct pop3_client_event *ev)
{
    struct pollfd fds[POP3_CLIENT_MAX_FDS];
    size_t n = 0;
    while (pop3_client_drive(c, fds, n, ev) == POP3_CLIENT_WAIT) {
        uint32_t ms = pop3_client_timeout(c);
        n = pop3_client_fds(c, fds);
        if (poll(fds, (nfds_t)n, ms > INT_MAX ? -1 : (int)ms) < 0)
            n = 0; /* interrupted: look at the clock, and wait again */
    }
    return ev->what;
}

struct pop3_client *pop3_client_open(const char *url, const struct pop3_client_options *options,
                                     struct pop3_client_error *error)
{
    struct pop3_client_event ev;
    struct pop3_client *c = pop3_client_start(url, options, error);
    if (!c || pop3c_call_wait(c, &ev) == POP3_CLIENT_OPENED)
        return c;
    *error = c->error;
    pop3_client_close(c);
    return NULL;
}

bool pop3c_call_begin(struct pop3_client *c)
{
    bool over = c->state == CLIENT_OVER;
    if (over && c->error.over)
        return false; /* it says why */
    pop3c_fault_clear(&c->error);
    c->error.over = over;
    if (over)
        return pop3c_fault_local(&c->error, "the session is over", "");
    if (c->state == CLIENT_OPEN && c->queue.len == 0 && !c->paused)
        return true;
    return pop3c_fault_local(
        &c->error, "a blocking call needs a session that is open, idle and not paused", "");
}

bool pop3c_call_simple(struct pop3_client *c, enum pop3_verb verb, uint32_t msg,
                       struct pop3_client_event *ev)
{
    if (!pop3c_call_begin(c))
        return false;
    if (pop3_client_command(c, verb, msg, 0) == 0)
        return false;
    return pop3c_call_wait(c, ev) == POP3_CLIENT_DONE && ev->ok;
}

bool pop3_client_stat(struct pop3_client *c, uint32_t *messages, uint64_t *octets)
{
    struct pop3_client_event ev;
    if (!pop3c_call_simple(c, POP3_STAT, 0, &ev))
        return false;
    *messages = ev.msg;
    *octets = ev.octets;
    return true;
}

bool pop3_client_reset(struct pop3_client *c)
{
    struct pop3_client_event ev;
    return pop3c_call_simple(c, POP3_RSET, 0, &ev);
}

bool pop3_client_noop(struct pop3_client *c)
{
    struct pop3_client_event ev;
    return pop3c_call_simple(c, POP3_NOOP, 0, &ev);
}

bool pop3_client_delete(struct pop3_client *c, uint32_t msg)
{
    return pop3_client_delete_all(c, &msg, 1);
}

/* Waits for every command; keeps the first failure, or the one that ended the session. */
static bool all_wait(struct pop3_client *c)
{
    struct pop3_client_error first;
    struct pop3_client_event ev;
    bool good = true;
    while (c->queue.len > 0) {
        if (pop3c_call_wait(c, &ev) == POP3_CLIENT_FAILED)
            return false;
        if (ev.what == POP3_CLIENT_DONE && !ev.ok && good) {
            first = *ev.error;
            good = false;
        }
    }
    if (!good)
        c->error = first;
    return good;
}

bool pop3_client_delete_all(struct pop3_client *c, const uint32_t *msgs, size_t count)
{
    if (!pop3c_call_begin(c))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (pop3_client_command(c, POP3_DELE, msgs[i], 0) != 0)
            continue;
        struct pop3_client_error error = c->error;
        all_wait(c);
        c->error = c->state == CLIENT_OVER ? c->error : error;
        return false;
    }
    return all_wait(c);
}

enum pop3_client_quit pop3_client_quit(struct pop3_client *c)
{
    struct pop3_client_event ev;
    if (!pop3c_call_simple(c, POP3_QUIT, 0, &ev) &&
        (c->state != CLIENT_ENDING || ev.what != POP3_CLIENT_DONE))
        return POP3_CLIENT_UNKNOWN;
    bool ok = ev.ok;
    pop3c_call_wait(c, &ev);
    return ok ? POP3_CLIENT_COMMITTED : POP3_CLIENT_PARTLY;
}
