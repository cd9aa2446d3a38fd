/* SPDX-License-Identifier: MIT */
/*
 * The blocking driver: send what the engine has, poll as long as its clock
 * allows, receive at most chunk octets, give them to the engine.
 *
 * Invariant: drive_turn() is called when pop3_next() has returned POP3_NONE,
 * so the buffer is free.
 */
#include "drive.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define REPLY_MS 30000

static uint32_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint32_t)t.tv_sec * 1000u + (uint32_t)(t.tv_nsec / 1000000);
}

static bool wait_for(struct drive *c, short events)
{
    uint32_t left = pop3_tick(&c->p, now_ms());
    struct pollfd fd = {.fd = c->fd, .events = events};
    return left != 0 && poll(&fd, 1, left > REPLY_MS ? REPLY_MS : (int)left) > 0;
}

static void out_flush(struct drive *c)
{
    for (struct pop3_bytes out; (out = pop3_out(&c->p)).n > 0;) {
        ssize_t n = send(c->fd, out.p, out.n, MSG_NOSIGNAL);
        if (n > 0)
            pop3_sent(&c->p, (size_t)n);
        else if (errno != EINTR)
            pop3_fail(&c->p, POP3_ERR_LINK);
    }
}

bool drive_turn(struct drive *c)
{
    if (c->turn)
        return c->turn(c);
    out_flush(c);
    if (pop3_error(&c->p) != POP3_OK || !wait_for(c, POLLIN))
        return false;
    ssize_t n = recv(c->fd, c->buffer, c->chunk, 0);
    if (n < 0 && errno != EINTR)
        pop3_fail(&c->p, POP3_ERR_LINK);
    if (n == 0)
        pop3_eof(&c->p);
    c->in = (struct pop3_bytes){c->buffer, n > 0 ? (size_t)n : 0};
    return true;
}

static void data_note(struct answer *a, struct pop3_bytes data, const char *end)
{
    size_t used = strlen(a->data), room = sizeof a->data - used;
    int n = data.n < room ? (int)data.n : (int)room;
    snprintf(a->data + used, room, "%.*s%s", n, (const char *)data.p, end);
}

/* Notes an event; true when it ends the answer. */
static bool event_note(struct drive *c, const struct pop3_event *ev, struct answer *a,
                       struct mail_sum *sum)
{
    switch (ev->what) {
    case POP3_REPLY:
        a->ok = ev->ok;
        a->code = ev->code;
        snprintf(a->text, sizeof a->text, "%.*s", (int)ev->data.n, (const char *)ev->data.p);
        return pop3_idle(&c->p);
    case POP3_BODY:
        mail_sum_add(sum, ev->data.p, ev->data.n);
        data_note(a, ev->data, "");
        return false;
    case POP3_ITEM:
        a->items++;
        data_note(a, ev->data, "\n");
        return false;
    case POP3_CLOSED:
        a->closed = true;
        return true;
    case POP3_END:
        return true;
    case POP3_FAILED:
        a->failed = true;
        return true;
    case POP3_START_TLS:
    case POP3_NONE:
        return false;
    }
    return false;
}

static void answer_read(struct drive *c, struct answer *a)
{
    struct mail_sum sum;
    struct pop3_event ev;
    bool done = false, on = true;
    memset(a, 0, sizeof *a);
    mail_sum_begin(&sum);
    while (!done) {
        while (!done && pop3_next(&c->p, &c->in, &ev) != POP3_NONE)
            done = event_note(c, &ev, a, &sum);
        if (!done && !on) {
            a->failed = true;
            break;
        }
        on = done || drive_turn(c);
    }
    mail_sum_end(&sum, &a->mail);
}

static void ask(struct drive *c, enum pop3_err err, struct answer *a)
{
    if (err == POP3_OK) {
        answer_read(c, a);
        return;
    }
    memset(a, 0, sizeof *a);
    a->failed = true;
}

void drive_ask(struct drive *c, enum pop3_verb verb, uint32_t msg, uint32_t lines,
               struct answer *a)
{
    ask(c, pop3_send(&c->p, verb, msg, lines), a);
}

void drive_ask_text(struct drive *c, enum pop3_verb verb, const char *text, struct answer *a)
{
    struct pop3_bytes bytes = {(const uint8_t *)text, strlen(text)};
    ask(c, pop3_send_text(&c->p, verb, bytes), a);
}

void drive_begin(struct drive *c, size_t chunk)
{
    struct pop3_config config = {.line = c->line,
                                 .line_cap = sizeof c->line,
                                 .out = c->out,
                                 .out_cap = sizeof c->out,
                                 .slot = c->slot,
                                 .depth = DRIVE_DEPTH,
                                 .reply_ms = REPLY_MS};
    pop3_init(&c->p, &config);
    c->turn = NULL;
    c->in = (struct pop3_bytes){c->buffer, 0};
    c->chunk = chunk;
}

bool drive_open(struct drive *c, int family, uint16_t port, size_t chunk,
                struct answer *greeting)
{
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    six.sin6_addr = in6addr_loopback;
    drive_begin(c, chunk);
    c->fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const struct sockaddr *to =
        family == AF_INET ? (const struct sockaddr *)&four : (const struct sockaddr *)&six;
    socklen_t n = family == AF_INET ? sizeof four : sizeof six;
    if (c->fd < 0 || connect(c->fd, to, n) != 0) {
        perror("drive: connect");
        return false;
    }
    answer_read(c, greeting);
    return greeting->ok;
}

void drive_close(struct drive *c)
{
    close(c->fd);
}
