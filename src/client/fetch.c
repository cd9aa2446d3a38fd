/* SPDX-License-Identifier: MIT */
/*
 * Messages into a sink.
 *
 * Invariant: the sink's end() is called once for each message, in the order
 * asked for, and without a reason only when the engine has read the final dot and
 * the sink took every octet.
 */
#include "client_parts.h"

struct fetching {
    const struct pop3_client_sink *sink;
    struct pop3_client_error error; /* the first, if not good */
    bool good, skips;
};

static void message_end(struct fetching *f, uint32_t msg, const struct pop3_client_error *why)
{
    if (why && f->good)
        f->error = *why;
    f->good = f->good && !why;
    f->skips = false;
    if (f->sink->end)
        f->sink->end(f->sink->context, msg, why);
}

static void stopped_set(struct pop3_client *c, uint32_t msg)
{
    pop3c_fault_clear(&c->error);
    c->error.msg = msg;
    pop3c_fault_set(&c->error, POP3_FAULT_STOPPED, "stopped", c->where,
                    "the program did not want more", "");
}

/* False: the session ends. */
static bool octets_give(struct pop3_client *c, struct fetching *f, struct pop3_client_event *ev)
{
    enum pop3_client_say say = POP3_CLIENT_SKIP;
    if (!f->skips) {
        pop3c_rests(c, true);
        say = f->sink->octets(f->sink->context, ev->msg, ev->data);
        pop3c_rests(c, c->paused);
    }
    f->skips = say == POP3_CLIENT_SKIP;
    if (say != POP3_CLIENT_STOP)
        return true;
    stopped_set(c, ev->msg);
    pop3c_failed(c, ev);
    return false;
}

static void done_take(struct pop3_client *c, struct fetching *f,
                      const struct pop3_client_event *ev)
{
    bool skipped = f->skips;
    if (skipped)
        stopped_set(c, ev->msg);
    message_end(f, ev->msg, skipped ? &c->error : ev->ok ? NULL : ev->error);
}

static void fetch_wait(struct pop3_client *c, struct fetching *f)
{
    struct pop3_client_event ev;
    bool goes_on = true;
    while (goes_on && c->queue.len > 0) {
        enum pop3_client_what what = pop3c_call_wait(c, &ev);
        if (what == POP3_CLIENT_DATA)
            goes_on = octets_give(c, f, &ev);
        else if (what == POP3_CLIENT_DONE)
            done_take(c, f, &ev);
        else if (what == POP3_CLIENT_FAILED)
            goes_on = false;
    }
}

/* Those that were not queued, and where the session ended, those not answered. */
static void rest_end(struct pop3_client *c, struct fetching *f, const uint32_t *msgs,
                     size_t count, size_t queued, const struct pop3_client_error *why)
{
    for (size_t i = queued - c->queue.len; i < count; i++)
        message_end(f, msgs[i], why);
    while (c->queue.len > 0)
        pop3c_queue_pop(&c->queue);
}

static bool fetch(struct pop3_client *c, enum pop3_verb verb, const uint32_t *msgs,
                  size_t count, uint32_t lines, const struct pop3_client_sink *sink)
{
    struct fetching f = {.sink = sink, .good = true};
    size_t queued = 0;
    if (!pop3c_call_begin(c)) {
        for (size_t i = 0; i < count; i++)
            message_end(&f, msgs[i], &c->error);
        return false;
    }
    while (queued < count && pop3_client_command(c, verb, msgs[queued], lines) != 0)
        queued++;
    struct pop3_client_error local = c->error;
    fetch_wait(c, &f);
    rest_end(c, &f, msgs, count, queued, c->state == CLIENT_OVER ? &c->error : &local);
    if (!f.good && c->state != CLIENT_OVER)
        c->error = f.error;
    return f.good;
}

bool pop3_client_fetch(struct pop3_client *c, uint32_t msg, const struct pop3_client_sink *sink)
{
    return fetch(c, POP3_RETR, &msg, 1, 0, sink);
}

bool pop3_client_fetch_all(struct pop3_client *c, const uint32_t *msgs, size_t count,
                           const struct pop3_client_sink *sink)
{
    return fetch(c, POP3_RETR, msgs, count, 0, sink);
}

bool pop3_client_top(struct pop3_client *c, uint32_t msg, uint32_t lines,
                     const struct pop3_client_sink *sink)
{
    return fetch(c, POP3_TOP, &msg, 1, lines, sink);
}
