/* SPDX-License-Identifier: MIT */
/* See wire.h. */
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static bool source_set(int fd, const char *source)
{
    struct sockaddr_in from = {.sin_family = AF_INET};
    return !source || (inet_pton(AF_INET, source, &from.sin_addr) == 1 &&
                       bind(fd, (struct sockaddr *)&from, sizeof from) == 0);
}

bool wire_open(struct wire *w, int family, const char *source, uint16_t port)
{
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    six.sin6_addr = in6addr_loopback;
    const struct sockaddr *to =
        family == AF_INET ? (const struct sockaddr *)&four : (const struct sockaddr *)&six;
    socklen_t n = family == AF_INET ? sizeof four : sizeof six;
    int one = 1;
    w->sent_n = 0;
    w->fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (w->fd < 0 || !source_set(w->fd, source) || connect(w->fd, to, n) != 0) {
        perror("wire: connect");
        return false;
    }
    setsockopt(w->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return true;
}

void wire_close(struct wire *w)
{
    if (w->fd >= 0)
        close(w->fd);
    w->fd = -1;
}

static void remember(struct wire *w, const uint8_t *p, size_t n)
{
    size_t room = sizeof w->sent - w->sent_n;
    n = n < room ? n : room;
    memcpy(w->sent + w->sent_n, p, n);
    w->sent_n += n;
}

bool wire_send(struct wire *w, struct pop3_bytes data)
{
    while (data.n > 0) {
        ssize_t n = send(w->fd, data.p, data.n, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        remember(w, data.p, (size_t)n);
        data.p += n;
        data.n -= (size_t)n;
    }
    return true;
}

long wire_receive(struct wire *w, uint8_t *to, size_t cap, uint32_t ms)
{
    struct pollfd fd = {.fd = w->fd, .events = POLLIN};
    int ready;
    do
        ready = poll(&fd, 1, ms > INT_MAX ? -1 : (int)ms);
    while (ready < 0 && errno == EINTR);
    return ready > 0 ? (long)recv(w->fd, to, cap, 0) : -1;
}

uint32_t wire_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint32_t)t.tv_sec * 1000u + (uint32_t)(t.tv_nsec / 1000000);
}
