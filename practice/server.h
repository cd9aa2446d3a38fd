/* SPDX-License-Identifier: MIT */
/* One thread, one epoll set: listeners, connections, timers, SIGTERM.
 *
 * A connection is owned by the server from conn_open to conn_close. Only its own handlers
 * close it, so that no event of a closed connection can still be waiting. */
#ifndef PRACTICE_SERVER_H
#define PRACTICE_SERVER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "options.h"
#include "timers.h"
#include "users.h"

struct server;
struct conn;
struct script;

struct watch { /* what epoll events point to */
    int fd;
    void (*ready)(struct server *, struct watch *, uint32_t events);
};

struct conn_ops {
    void (*ready)(struct conn *, uint32_t events);
    void (*expired)(struct conn *);
    void (*closed)(struct conn *); /* frees it; the socket is closed already */
};

struct conn {
    struct watch watch;
    struct timer timer;
    const struct conn_ops *ops;
    struct server *server;
    struct conn *prev, *next;
    uint32_t interest;
};

struct listener {
    struct watch watch;
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address;
};

struct server {
    const struct options *options;
    struct users users;
    struct script *script; /* NULL: serve Maildirs */
    /* Makes the connection of an accepted socket; false: refused, the caller closes it. */
    bool (*serve)(struct server *, int fd);

    int epoll;
    struct watch signals;
    struct listener listener[OPTIONS_LISTEN];
    size_t listeners;
    struct timers timers;
    struct conn *conns;
    uint64_t now; /* of this turn of the loop */
    uint32_t accepted, ended;
    bool deaf; /* not accepting */
    bool stopping;
    bool failed; /* a script met something that it did not expect */
};

/* To be called first: from then on SIGTERM and SIGINT wait for server_run. */
void server_signals_hold(void);

bool server_listen(struct server *); /* listen.c; a diagnostic is on stderr if false */
void server_unlisten(struct server *);
bool server_run(struct server *); /* until SIGTERM, SIGINT or the last session */
void server_accept_pause(struct server *, bool pause);
void server_listener_ready(struct server *, struct watch *, uint32_t events);

/* Takes the socket over, interested in `interest`. False: nothing was taken over. */
bool conn_open(struct conn *, struct server *, int fd, const struct conn_ops *,
               uint32_t interest);
void conn_interest(struct conn *, uint32_t interest);
void conn_timer(struct conn *, uint64_t at);
void conn_timer_clear(struct conn *);
void conn_close(struct conn *);
void conn_abort(struct conn *); /* with RST */

#endif
