/* SPDX-License-Identifier: MIT */
/*
 * The non-blocking client: what is next.
 *
 * Invariants.
 * - step() answers true only if something moved on, so that the loop over it
 *   ends: octets were used up, the state changed, or there is an event.
 * - When drive() answers WAIT, the engine has looked at all octets, everything
 *   that may be sent was offered to the socket, and the socket has nothing.
 * - Only DONE of QUIT and pop3c_failed() lead to the end; once there nothing is
 *   left but the last event and the error.
 */
#include "client_parts.h"

#include <string.h>
#include <time.h>

/* Milliseconds, steady; those at rest do not count. */
uint32_t pop3c_now(const struct pop3_client *c)
{
    struct timespec now;
    if (c->rests)
        return c->rested_at;
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
    return (uint32_t)ms - c->stood_ms;
}

void pop3c_rests(struct pop3_client *c, bool rests)
{
    if (rests == c->rests)
        return;
    uint32_t now = pop3c_now(c);
    c->rests = rests;
    if (rests)
        c->rested_at = now;
    else
        c->stood_ms += pop3c_now(c) - now;
}

void pop3_client_pause(struct pop3_client *c, bool paused)
{
    c->paused = paused;
    pop3c_rests(c, paused);
    c->due = true;
}

bool pop3c_failed(struct pop3_client *c, struct pop3_client_event *ev)
{
    c->error.over = true;
    pop3c_trace_note(c, c->error.text);
    pop3c_release(c);
    c->state = CLIENT_OVER;
    c->last = POP3_CLIENT_FAILED;
    ev->what = POP3_CLIENT_FAILED;
    ev->error = &c->error;
    return true;
}

/* STAT, LIST n and UIDL n bring what they are about in the reply. */
static void reply_parse(const struct pop3_event *pe, struct pop3_client_event *ev)
{
    uint32_t msg;
    if (pe->verb == POP3_STAT)
        pop3_parse_stat(pe->data, &ev->msg, &ev->octets);
    else if (pe->verb == POP3_LIST)
        pop3_parse_list(pe->data, &msg, &ev->octets);
    else if (pe->verb == POP3_UIDL && !pe->cut)
        pop3_parse_uidl(pe->data, &msg, &ev->uid);
}

static bool done(struct pop3_client *c, const struct pop3_event *pe,
                 struct pop3_client_event *ev)
{
    ev->what = POP3_CLIENT_DONE;
    ev->code = pe->code;
    if (pe->ok && pe->what == POP3_REPLY)
        reply_parse(pe, ev);
    if (!pe->ok) {
        pop3c_fault_refused(c, pe);
        ev->error = &c->error;
    }
    pop3c_queue_pop(&c->queue);
    if (pe->verb == POP3_QUIT) {
        c->state = CLIENT_ENDING;
        c->since_ms = pop3c_now(c);
        pop3c_wire_close(c);
    }
    return true;
}

static bool has_more(const struct client_command *command)
{
    switch (command->verb) {
    case POP3_RETR:
    case POP3_TOP:
    case POP3_CAPA:
        return true;
    case POP3_LIST:
    case POP3_UIDL:
        return command->msg == 0;
    default:
        return false;
    }
}

static bool item(const struct pop3_event *pe, struct pop3_client_event *ev)
{
    ev->what = POP3_CLIENT_ITEM;
    ev->ok = !pe->cut;
    if (pe->verb == POP3_LIST)
        ev->ok = pop3_parse_list(pe->data, &ev->msg, &ev->octets) && ev->ok;
    else if (pe->verb == POP3_UIDL)
        ev->ok = pop3_parse_uidl(pe->data, &ev->msg, &ev->uid);
    if (pe->cut)
        ev->uid = (struct pop3_bytes){NULL, 0};
    return true;
}

/* An event of the transaction state; the queue's first command is what it answers. */
static bool open_event(struct pop3_client *c, const struct pop3_event *pe,
                       struct pop3_client_event *ev)
{
    const struct client_command *command =
        c->queue.len > 0 ? pop3c_queue_at(&c->queue, 0) : NULL;
    ev->id = command ? command->id : 0;
    ev->verb = pe->verb;
    ev->msg = pe->msg;
    ev->ok = pe->ok;
    ev->data = pe->data;
    switch (pe->what) {
    case POP3_REPLY:
        c->body = 0;
        return pe->ok && has_more(command) ? true : done(c, pe, ev);
    case POP3_ITEM:
        return item(pe, ev);
    case POP3_BODY:
        c->body += pe->data.n;
        ev->what = POP3_CLIENT_DATA;
        return true;
    case POP3_END:
        return done(c, pe, ev);
    case POP3_NONE:
    case POP3_START_TLS:
    case POP3_CLOSED:
    case POP3_FAILED:
        break;
    }
    pop3c_fault_clear(&c->error);
    pop3c_fault_session(c, pe);
    return pop3c_failed(c, ev);
}

/* A command that the engine will not take: its answer is ours. */
static bool misused(struct pop3_client *c, enum pop3_err err, struct pop3_client_event *ev)
{
    const struct client_command *command = pop3c_queue_at(&c->queue, 0);
    ev->what = POP3_CLIENT_DONE;
    ev->id = command->id;
    ev->verb = command->verb;
    ev->msg = command->msg;
    ev->error = &c->error;
    pop3c_fault_clear(&c->error);
    pop3c_fault_local(&c->error, pop3_strerror(err), "");
    pop3c_queue_pop(&c->queue);
    return true;
}

/* Gives the engine what it takes; true if there is an event. */
static bool feed(struct pop3_client *c, struct pop3_client_event *ev)
{
    struct client_queue *q = &c->queue;
    while (c->state == CLIENT_OPEN && q->sent < q->len) {
        const struct client_command *command = pop3c_queue_at(q, q->sent);
        enum pop3_err err = pop3_send(&c->pop3, command->verb, command->msg, command->lines);
        if (err == POP3_OK)
            q->sent++;
        else
            return q->sent == 0 && pop3_error(&c->pop3) == POP3_OK && misused(c, err, ev);
    }
    return false;
}

static bool session_step(struct pop3_client *c, struct pop3_client_event *ev)
{
    struct pop3_event pe;
    if (pop3_next(&c->pop3, &c->in, &pe) != POP3_NONE) {
        pop3c_trace_in(c, &pe);
        return c->state == CLIENT_OPEN ? open_event(c, &pe, ev) : pop3c_login_event(c, &pe, ev);
    }
    bool fed = feed(c, ev);
    pop3c_wire_flush(c);
    if (fed || pop3_error(&c->pop3) != POP3_OK)
        return true;
    if (pop3_auth_busy(&c->pop3))
        return false;
    return pop3c_wire_fill(c) != WIRE_NONE;
}

/* QUIT is answered; what the server still sends is of no interest. */
static bool ending_step(struct pop3_client *c, struct pop3_client_event *ev)
{
    pop3c_wire_flush(c);
    bool left = !c->write_broken && !pop3c_wire_flushed(c);
    while (left && pop3c_wire_cipher(c) == WIRE_SOME)
        ;
    if (left && !c->ended)
        return false;
    pop3c_release(c);
    c->state = CLIENT_OVER;
    c->last = POP3_CLIENT_CLOSED;
    ev->what = POP3_CLIENT_CLOSED;
    return true;
}

static bool step(struct pop3_client *c, const struct pollfd *fds, size_t n,
                 struct pop3_client_event *ev)
{
    switch (c->state) {
    case CLIENT_CONNECTING:
        switch (pop3_link_drive(c->link, pop3c_now(c), fds, n)) {
        case POP3_LINK_CONNECTING:
            return false;
        case POP3_LINK_READY:
            return pop3c_login_begin(c, ev);
        case POP3_LINK_FAILED:
            break;
        }
        pop3c_fault_link(c);
        return pop3c_failed(c, ev);
    case CLIENT_SHAKING:
        return pop3c_login_shake(c, ev);
    case CLIENT_LOGIN:
    case CLIENT_OPEN:
        return session_step(c, ev);
    case CLIENT_ENDING:
        return ending_step(c, ev);
    case CLIENT_OVER:
        break;
    }
    return false;
}

static bool late(struct pop3_client *c, const char *what, struct pop3_client_event *ev)
{
    pop3c_fault_clear(&c->error);
    pop3c_fault_set(&c->error, POP3_FAULT_LATER, "timeout", c->where, what, "try again later");
    return pop3c_failed(c, ev);
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t left_of(uint32_t limit, uint32_t gone)
{
    return gone < limit ? limit - gone : 0;
}

/* Sets when to wake; true if time is over for something: an event, or the engine has one. */
static bool time_check(struct pop3_client *c, struct pop3_client_event *ev)
{
    uint32_t now = pop3c_now(c), left = UINT32_MAX;
    if (c->o.session_ms > 0)
        left = left_of(c->o.session_ms, now - c->begun_ms);
    if (left == 0)
        return late(c, "the session took longer than the options allow", ev);
    if (c->state == CLIENT_CONNECTING)
        left = least(left, pop3_link_timeout(c->link, now));
    else if (c->state == CLIENT_SHAKING || c->state == CLIENT_ENDING)
        left = least(left, left_of(c->o.reply_ms, now - c->since_ms));
    else
        left = least(left, pop3_tick(&c->pop3, now));
    c->wakes = left != UINT32_MAX;
    c->wake_ms = now + left;
    if (left > 0 || c->state == CLIENT_CONNECTING)
        return false;
    if (c->state == CLIENT_SHAKING)
        return late(c, "the TLS handshake took too long", ev);
    c->write_broken = true; /* ENDING: they may have it or not */
    return true;
}

enum pop3_client_what pop3_client_drive(struct pop3_client *c, const struct pollfd *fds,
                                        size_t n, struct pop3_client_event *ev)
{
    *ev = (struct pop3_client_event){.what = POP3_CLIENT_WAIT};
    if (c->state == CLIENT_OVER) {
        ev->what = c->last;
        ev->error = c->last == POP3_CLIENT_FAILED ? &c->error : NULL;
        return ev->what;
    }
    if (c->paused)
        return ev->what;
    do {
        while (ev->what == POP3_CLIENT_WAIT && step(c, fds, n, ev))
            ;
    } while (ev->what == POP3_CLIENT_WAIT && time_check(c, ev));
    c->due = ev->what != POP3_CLIENT_WAIT || pop3_auth_busy(&c->pop3);
    return ev->what;
}

size_t pop3_client_fds(const struct pop3_client *c, struct pollfd fds[POP3_CLIENT_MAX_FDS])
{
    _Static_assert(POP3_CLIENT_MAX_FDS >= POP3_LINK_MAX_FDS, "they must fit");
    return c->state == CLIENT_OVER || c->paused ? 0 : pop3_link_fds(c->link, fds);
}

uint32_t pop3_client_timeout(const struct pop3_client *c)
{
    if (c->state == CLIENT_OVER || c->paused)
        return UINT32_MAX;
    if (c->due)
        return 0;
    int32_t left = (int32_t)(c->wake_ms - pop3c_now(c));
    if (!c->wakes)
        return UINT32_MAX;
    return left > 0 ? (uint32_t)left : 0;
}

static bool is_command(enum pop3_verb verb, uint32_t msg)
{
    switch (verb) {
    case POP3_RETR:
    case POP3_TOP:
    case POP3_DELE:
        return msg > 0;
    case POP3_LIST:
    case POP3_UIDL:
        return true;
    case POP3_STAT:
    case POP3_NOOP:
    case POP3_RSET:
    case POP3_CAPA:
    case POP3_QUIT:
        return msg == 0;
    default:
        return false;
    }
}

uint32_t pop3_client_command(struct pop3_client *c, enum pop3_verb verb, uint32_t msg,
                             uint32_t lines)
{
    struct client_command command = {0, msg, lines, verb};
    pop3c_fault_clear(&c->error);
    if (c->state >= CLIENT_ENDING || c->queue.quit)
        return pop3c_fault_local(&c->error, "the session is over, or QUIT was given", ""), 0;
    if (!is_command(verb, msg) || (verb != POP3_TOP && lines > 0))
        return pop3c_fault_local(&c->error, "no such command, or not with these numbers", ""),
               0;
    uint32_t id = pop3c_queue_push(&c->queue, &command);
    if (id == 0)
        pop3c_fault_memory(&c->error);
    c->due = true;
    return id;
}
