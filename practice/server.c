/* SPDX-License-Identifier: MIT */
/* The event loop, see server.h. Level-triggered; a handler that stops in the middle of its
 * work keeps EPOLLOUT in its interest and is called again after the others. */
#include "server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define EVENTS       256
#define ACCEPT_BURST 64

static bool watch_add(struct server *sv, struct watch *w, uint32_t events)
{
    struct epoll_event ev = {.events = events, .data.ptr = w};

    return epoll_ctl(sv->epoll, EPOLL_CTL_ADD, w->fd, &ev) == 0;
}

static void conn_ready(struct server *sv, struct watch *w, uint32_t events)
{
    struct conn *c = (struct conn *)(void *)w;

    (void)sv;
    c->ops->ready(c, events);
}

bool conn_open(struct conn *c, struct server *sv, int fd, const struct conn_ops *ops,
               uint32_t interest)
{
    c->watch = (struct watch){.fd = fd, .ready = conn_ready};
    c->ops = ops;
    c->server = sv;
    c->interest = interest;
    if (!watch_add(sv, &c->watch, interest))
        return false;
    c->prev = NULL;
    c->next = sv->conns;
    if (c->next)
        c->next->prev = c;
    sv->conns = c;
    return true;
}

void conn_interest(struct conn *c, uint32_t interest)
{
    struct epoll_event ev = {.events = interest, .data.ptr = &c->watch};

    if (c->interest == interest)
        return;
    c->interest = interest;
    epoll_ctl(c->server->epoll, EPOLL_CTL_MOD, c->watch.fd, &ev);
}

void conn_timer(struct conn *c, uint64_t at)
{
    timers_set(&c->server->timers, &c->timer, at);
}

void conn_timer_clear(struct conn *c)
{
    timers_clear(&c->server->timers, &c->timer);
}

void conn_close(struct conn *c)
{
    struct server *sv = c->server;

    conn_timer_clear(c);
    close(c->watch.fd);
    if (c->prev)
        c->prev->next = c->next;
    else
        sv->conns = c->next;
    if (c->next)
        c->next->prev = c->prev;
    c->ops->closed(c);
    sv->ended++;
    if (sv->options->sessions && sv->ended >= sv->options->sessions)
        sv->stopping = true;
    server_accept_pause(sv, false);
}

void conn_abort(struct conn *c)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};

    setsockopt(c->watch.fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    conn_close(c);
}

/* Without free descriptors accepting would only spin: wait until a session has ended. */
void server_accept_pause(struct server *sv, bool pause)
{
    bool full = sv->options->sessions && sv->accepted >= sv->options->sessions;

    pause = pause || full;
    if (sv->deaf == pause)
        return;
    sv->deaf = pause;
    for (size_t i = 0; i < sv->listeners; i++) {
        struct watch *w = &sv->listener[i].watch;
        struct epoll_event ev = {.events = pause ? 0 : EPOLLIN, .data.ptr = w};

        epoll_ctl(sv->epoll, EPOLL_CTL_MOD, w->fd, &ev);
    }
}

void server_listener_ready(struct server *sv, struct watch *w, uint32_t events)
{
    (void)events;
    for (int i = 0; i < ACCEPT_BURST && !sv->deaf; i++) {
        int fd = accept4(w->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)
                server_accept_pause(sv, sv->conns != NULL);
            return;
        }
        if (!sv->serve(sv, fd)) {
            close(fd);
            continue;
        }
        sv->accepted++;
        server_accept_pause(sv, false);
    }
}

static void signal_ready(struct server *sv, struct watch *w, uint32_t events)
{
    struct signalfd_siginfo info;

    (void)events;
    if (read(w->fd, &info, sizeof info) == (ssize_t)sizeof info)
        sv->stopping = true;
}

static sigset_t signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

void server_signals_hold(void)
{
    sigset_t set = signals();

    sigprocmask(SIG_BLOCK, &set, NULL);
}

static bool signals_open(struct server *sv)
{
    sigset_t set = signals();

    sv->signals.ready = signal_ready;
    sv->signals.fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    return sv->signals.fd >= 0;
}

static bool loop_open(struct server *sv)
{
    bool ok;

    sv->epoll = epoll_create1(EPOLL_CLOEXEC);
    ok = sv->epoll >= 0 && signals_open(sv) && watch_add(sv, &sv->signals, EPOLLIN);
    for (size_t i = 0; ok && i < sv->listeners; i++)
        ok = watch_add(sv, &sv->listener[i].watch, EPOLLIN);
    if (!ok)
        fprintf(stderr, "nxpop3-practice: cannot start: %s\n", strerror(errno));
    return ok;
}

static void timers_run(struct server *sv)
{
    struct timer *t;

    while ((t = timers_due(&sv->timers, sv->now)) != NULL) {
        struct conn *c = (struct conn *)(void *)((char *)t - offsetof(struct conn, timer));

        c->ops->expired(c);
    }
}

static bool turn(struct server *sv)
{
    struct epoll_event ev[EVENTS];
    int n = epoll_wait(sv->epoll, ev, EVENTS, timers_wait(&sv->timers, timers_now()));

    if (n < 0 && errno != EINTR)
        return false;
    sv->now = timers_now();
    for (int i = 0; i < n; i++) {
        struct watch *w = ev[i].data.ptr;

        w->ready(sv, w, ev[i].events);
    }
    timers_run(sv);
    return true;
}

bool server_run(struct server *sv)
{
    bool ok;

    sv->now = timers_now();
    sv->epoll = sv->signals.fd = -1;
    ok = loop_open(sv);
    while (ok && !sv->stopping)
        ok = turn(sv);
    while (sv->conns)
        conn_close(sv->conns);
    if (sv->signals.fd >= 0)
        close(sv->signals.fd);
    if (sv->epoll >= 0)
        close(sv->epoll);
    timers_free(&sv->timers);
    return ok;
}
