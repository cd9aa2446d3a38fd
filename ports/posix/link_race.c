/* SPDX-License-Identifier: MIT */
/*
 * Happy eyeballs, RFC 8305 sections 3 to 5: which address is tried when, and
 * which connection is kept.
 *
 * Invariants: attempt[0 .. attempts) were begun in this order; families take
 * turns as long as both have addresses; an attempt that is over has no socket.
 * A descriptor is believed only after the kernel was asked, so needless wake-ups
 * do no harm.
 */
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <unistd.h>

#include "link_parts.h"

void link_race_add(struct link_race *r, int family, const struct sockaddr *address)
{
    union link_address *to;

    if (r->count[family] == LINK_PER_FAMILY)
        return;
    if (family == 1 && r->count[family] == 0)
        r->v4_ms = r->now_ms;
    to = &r->at[family][r->count[family]++];
    memset(to, 0, sizeof(*to));
    memcpy(to, address, family == 0 ? sizeof(to->v6) : sizeof(to->v4));
    link_address_port(to, r->port);
}

static bool has_next(const struct link_race *r, int family)
{
    return r->next[family] < r->count[family];
}

static size_t running(const struct link_race *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->attempts; i++)
        n += r->attempt[i].fd >= 0;
    return n;
}

static uint32_t left(uint32_t delay, uint32_t since, uint32_t now)
{
    return now - since >= delay ? 0 : delay - (now - since);
}

/* Milliseconds until the next attempt may begin, UINT32_MAX: there is none. */
static uint32_t next_due(const struct link_race *r, uint32_t now)
{
    if (!has_next(r, 0) && !has_next(r, 1))
        return UINT32_MAX;
    if (r->attempts == 0)
        return has_next(r, 0) || r->looked[0] ? 0 : left(LINK_RESOLUTION_MS, r->v4_ms, now);
    if (r->hurry || running(r) == 0)
        return 0;
    return left(LINK_ATTEMPT_MS, r->last_ms, now);
}

/* A socket on its way to the address, or -1 with errno. */
static int socket_start(struct link_race *r, const union link_address *to)
{
    int fd = socket(to->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int err;

    if (fd < 0)
        return -1;
    if (r->source.any.sa_family != AF_UNSPEC &&
        bind(fd, &r->source.any, link_address_size(&r->source)) != 0) {
        r->source_bad = true;
    } else if (connect(fd, &to->any, link_address_size(to)) == 0 || errno == EINPROGRESS ||
               errno == EINTR) {
        return fd;
    }
    err = errno;
    close(fd);
    errno = err;
    return -1;
}

static void attempt_begin(struct link_race *r)
{
    int family = has_next(r, r->turn) ? r->turn : 1 - r->turn;
    struct link_attempt *a = &r->attempt[r->attempts++];

    r->turn = (uint8_t)(1 - family);
    r->last_ms = r->now_ms;
    a->to = &r->at[family][r->next[family]++];
    a->fd = socket_start(r, a->to);
    a->err = a->fd < 0 ? errno : 0;
    r->hurry = a->fd < 0;
}

/* A port of the range the system chooses from may have met itself. */
static bool is_self(int fd, const union link_address *peer, socklen_t size)
{
    union link_address own;
    socklen_t own_size = sizeof(own);

    return getsockname(fd, &own.any, &own_size) == 0 && own_size == size &&
           memcmp(&own, peer, size) == 0;
}

/* 0: connected, EINPROGRESS: not yet, else why not. */
static int attempt_look(const struct link_attempt *a)
{
    union link_address peer;
    socklen_t size = sizeof(peer);
    int err = 0;
    socklen_t err_size = sizeof(err);

    if (getsockopt(a->fd, SOL_SOCKET, SO_ERROR, &err, &err_size) != 0)
        return errno;
    if (err != 0)
        return err;
    if (getpeername(a->fd, &peer.any, &size) != 0)
        return errno == ENOTCONN ? EINPROGRESS : errno;
    return is_self(a->fd, &peer, size) ? ECONNREFUSED : 0;
}

static struct link_attempt *attempt_of(struct link_race *r, int fd)
{
    for (size_t i = 0; i < r->attempts; i++)
        if (r->attempt[i].fd == fd)
            return &r->attempt[i];
    return NULL;
}

/* The winner's socket leaves the race; -1 if it has not won. */
static int attempt_judge(struct link_race *r, struct link_attempt *a)
{
    int err = attempt_look(a);
    int fd = a->fd;
    int on = 1;

    if (err == EINPROGRESS)
        return -1;
    a->fd = -1;
    if (err == 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        return fd;
    }
    a->err = err;
    r->hurry = true;
    close(fd);
    return -1;
}

int link_race_drive(struct link_race *r, const struct pollfd *fds, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct link_attempt *a =
            fds[i].revents != 0 && fds[i].fd >= 0 ? attempt_of(r, fds[i].fd) : NULL;
        int fd = a != NULL ? attempt_judge(r, a) : -1;

        if (fd >= 0)
            return fd;
    }
    while (next_due(r, r->now_ms) == 0)
        attempt_begin(r);
    return -1;
}

bool link_race_over(const struct link_race *r)
{
    return r->looked[0] && r->looked[1] && !has_next(r, 0) && !has_next(r, 1) &&
           running(r) == 0;
}

size_t link_race_fds(const struct link_race *r, struct pollfd *fds)
{
    size_t n = 0;

    for (size_t i = 0; i < r->attempts; i++)
        if (r->attempt[i].fd >= 0)
            fds[n++] = (struct pollfd){.fd = r->attempt[i].fd, .events = POLLOUT};
    return n;
}

uint32_t link_race_timeout(const struct link_race *r, uint32_t now_ms)
{
    return next_due(r, now_ms);
}

void link_race_close(struct link_race *r)
{
    for (size_t i = 0; i < r->attempts; i++)
        if (r->attempt[i].fd >= 0)
            close(r->attempt[i].fd);
    r->attempts = 0;
}

static enum pop3_link_fault fault_of(int err)
{
    switch (err) {
    case ECONNREFUSED:
    case ECONNRESET:
        return POP3_LINK_REFUSED;
    case ETIMEDOUT:
        return POP3_LINK_TIMEOUT;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case EACCES:
    case EPERM:
        return POP3_LINK_UNREACHABLE;
    default:
        return POP3_LINK_LOCAL;
    }
}

static const char *advice_for(const struct link_race *r, enum pop3_link_fault fault)
{
    if (r->source_bad)
        return "check the source address";
    if (fault == POP3_LINK_REFUSED)
        return "check the port, and whether the server runs";
    if (fault == POP3_LINK_LOCAL)
        return "look at this machine, not at the server";
    return "check the network and its firewalls, or try later";
}

/* Of several failures the one that came nearest to the server names the class. */
void link_race_fail(const struct link_race *r, const char *where, bool late,
                    struct pop3_link_error *e)
{
    static const enum pop3_link_fault rank[] = {POP3_LINK_REFUSED, POP3_LINK_TIMEOUT,
                                                POP3_LINK_UNREACHABLE, POP3_LINK_LOCAL};
    size_t best = late ? 1 : 3;
    size_t used = 0;
    char list[POP3_LINK_TEXT / 2] = "";
    char address[LINK_ADDRESS];

    for (size_t i = 0; i < r->attempts && used < sizeof(list); i++) {
        int err = r->attempt[i].fd >= 0 ? ETIMEDOUT : r->attempt[i].err;

        for (size_t k = late ? 1 : 0; k < best; k++)
            if (rank[k] == fault_of(err))
                best = k;
        used += (size_t)snprintf(
            list + used, sizeof(list) - used, "%s%s %s", i == 0 ? "" : ", ",
            link_address_print(address, &r->attempt[i].to->any), link_errno(err));
    }
    link_say(e, rank[best], "no connection to %s: %s; %s", where, list,
             advice_for(r, rank[best]));
}
