/* SPDX-License-Identifier: MIT */
/* Opening the listening sockets. Loopback only unless the user asked otherwise. With a port
 * chosen by the system all addresses get the same one. */
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BACKLOG 4096
#define TRIES   32

static bool loopback(const struct listener *l)
{
    if (l->address.any.sa_family == AF_INET)
        return ntohl(l->address.v4.sin_addr.s_addr) >> 24 == 127;
    return IN6_IS_ADDR_LOOPBACK(&l->address.v6.sin6_addr);
}

static socklen_t address_length(const struct listener *l)
{
    return l->address.any.sa_family == AF_INET ? sizeof l->address.v4 : sizeof l->address.v6;
}

static bool address_read(struct listener *l, const char *text, bool any)
{
    memset(&l->address, 0, sizeof l->address);
    if (inet_pton(AF_INET, text, &l->address.v4.sin_addr) == 1)
        l->address.v4.sin_family = AF_INET;
    else if (inet_pton(AF_INET6, text, &l->address.v6.sin6_addr) == 1)
        l->address.v6.sin6_family = AF_INET6;
    else {
        fprintf(stderr, "nxpop3-practice: %s is not an IPv4 or IPv6 address\n", text);
        return false;
    }
    if (any || loopback(l))
        return true;
    fprintf(stderr,
            "nxpop3-practice: %s is not a loopback address; this is a practice server, give "
            "--any-address if others shall reach it\n",
            text);
    return false;
}

/* sin_port and sin6_port are at the same place, but let nobody have to know it. */
static void port_set(struct listener *l, uint16_t port)
{
    if (l->address.any.sa_family == AF_INET)
        l->address.v4.sin_port = htons(port);
    else
        l->address.v6.sin6_port = htons(port);
}

static uint16_t port_of(const struct listener *l)
{
    return ntohs(l->address.any.sa_family == AF_INET ? l->address.v4.sin_port
                                                     : l->address.v6.sin6_port);
}

static bool socket_open(struct listener *l)
{
    int family = l->address.any.sa_family, on = 1, error;
    socklen_t n = address_length(l);
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return false;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd, &l->address.any, n) == 0 && listen(fd, BACKLOG) == 0 &&
        getsockname(fd, &l->address.any, &n) == 0) {
        l->watch = (struct watch){.fd = fd, .ready = server_listener_ready};
        return true;
    }
    error = errno;
    close(fd);
    errno = error;
    return false;
}

void server_unlisten(struct server *sv)
{
    while (sv->listeners)
        close(sv->listener[--sv->listeners].watch.fd);
}

/* Opens all on one port; `failed` is the address that could not be had. */
static bool sockets_open(struct server *sv, size_t *failed)
{
    uint16_t port = sv->options->port;

    for (size_t i = 0; i < sv->options->listens; i++) {
        struct listener *l = &sv->listener[i];

        port_set(l, port);
        if (!socket_open(l)) {
            int error = errno;

            *failed = i;
            server_unlisten(sv);
            errno = error;
            return false;
        }
        sv->listeners++;
        port = port_of(l);
    }
    return true;
}

static bool port_file_write(const char *file, uint16_t port)
{
    char temporary[4096];
    int n = snprintf(temporary, sizeof temporary, "%s.%ld.tmp", file, (long)getpid());
    FILE *f = n > 0 && (size_t)n < sizeof temporary ? fopen(temporary, "we") : NULL;
    bool ok = f != NULL;

    if (f) {
        ok = fprintf(f, "%u\n", port) > 0;
        ok = fclose(f) == 0 && ok && rename(temporary, file) == 0;
    }
    if (!ok)
        fprintf(stderr, "nxpop3-practice: %s: %s\n", file, strerror(errno));
    return ok;
}

static void listeners_print(const struct server *sv)
{
    for (size_t i = 0; i < sv->listeners; i++) {
        const struct listener *l = &sv->listener[i];
        bool v6 = l->address.any.sa_family == AF_INET6;
        char text[INET6_ADDRSTRLEN] = "";

        if (v6)
            inet_ntop(AF_INET6, &l->address.v6.sin6_addr, text, sizeof text);
        else
            inet_ntop(AF_INET, &l->address.v4.sin_addr, text, sizeof text);
        printf(v6 ? "listening on [%s]:%u\n" : "listening on %s:%u\n", text, port_of(l));
    }
    fflush(stdout);
}

bool server_listen(struct server *sv)
{
    const struct options *o = sv->options;
    size_t failed = 0;
    bool ok = false;

    for (size_t i = 0; i < o->listens; i++)
        if (!address_read(&sv->listener[i], o->listen[i], o->any_address))
            return false;
    for (int i = 0; i < TRIES && !ok; i++) {
        ok = sockets_open(sv, &failed);
        if (!ok && (o->port || failed == 0 || errno != EADDRINUSE))
            break;
    }
    if (!ok) {
        fprintf(stderr, "nxpop3-practice: cannot listen on %s port %u: %s\n", o->listen[failed],
                o->port, strerror(errno));
        return false;
    }
    if (o->port_file && !port_file_write(o->port_file, port_of(&sv->listener[0])))
        return false;
    listeners_print(sv);
    return true;
}
