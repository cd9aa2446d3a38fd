/* SPDX-License-Identifier: MIT */
/*
 * Names through c-ares. Both families of a name are two questions, so that the
 * answer to one need not wait for the other (RFC 8305 section 3); c-ares reads
 * the hosts file and orders each family's addresses (RFC 6724).
 *
 * The library wants ares_library_init() before anything and counts its calls,
 * but not safely among threads; the lock below is the link's only global.
 */
#include <pthread.h>
#include <sys/time.h>

#include "link_parts.h"

static pthread_mutex_t library = PTHREAD_MUTEX_INITIALIZER;

static int library_begin(void)
{
    int status;

    pthread_mutex_lock(&library);
    status = ares_library_init(ARES_LIB_INIT_ALL);
    pthread_mutex_unlock(&library);
    return status;
}

static void library_end(void)
{
    pthread_mutex_lock(&library);
    ares_library_cleanup();
    pthread_mutex_unlock(&library);
}

bool link_channel_open(struct link_channel *c, const char *servers, struct pop3_link_error *e)
{
    int status = library_begin();

    if (status == ARES_SUCCESS) {
        status = ares_init(&c->ares);
        c->open = status == ARES_SUCCESS;
        if (!c->open)
            library_end();
    }
    if (!c->open) {
        link_say(e, POP3_LINK_LOCAL, "name lookup cannot begin: %s", ares_strerror(status));
        return false;
    }
    if (servers == NULL)
        return true;
    status = ares_set_servers_ports_csv(c->ares, servers);
    if (status == ARES_SUCCESS)
        return true;
    link_channel_close(c);
    link_say(e, POP3_LINK_LOCAL,
             "the list of name servers is not of the form ADDRESS[:PORT],...: %s",
             ares_strerror(status));
    return false;
}

void link_channel_close(struct link_channel *c)
{
    if (!c->open)
        return;
    c->open = false;
    ares_destroy(c->ares);
    c->ares = NULL;
    library_end();
}

/* ares.h has macros for the bits, but they shift into the sign. */
size_t link_channel_fds(const struct link_channel *c, struct pollfd *fds)
{
    ares_socket_t socks[ARES_GETSOCK_MAXNUM];
    unsigned bits = c->open ? (unsigned)ares_getsock(c->ares, socks, ARES_GETSOCK_MAXNUM) : 0;
    size_t n = 0;

    for (unsigned i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
        short events = 0;

        if (bits >> i & 1u)
            events |= POLLIN;
        if (bits >> (i + ARES_GETSOCK_MAXNUM) & 1u)
            events |= POLLOUT;
        if (events != 0)
            fds[n++] = (struct pollfd){.fd = socks[i], .events = events};
    }
    return n;
}

uint32_t link_channel_timeout(const struct link_channel *c)
{
    struct timeval tv;

    if (!c->open || ares_timeout(c->ares, NULL, &tv) == NULL)
        return UINT32_MAX;
    return (uint32_t)tv.tv_sec * 1000u + (uint32_t)((tv.tv_usec + 999) / 1000);
}

void link_channel_drive(struct link_channel *c, const struct pollfd *fds, size_t n)
{
    if (!c->open)
        return;
    for (size_t i = 0; i < n; i++) {
        bool in = (fds[i].revents & (POLLIN | POLLERR | POLLHUP)) != 0;
        bool out = (fds[i].revents & POLLOUT) != 0;

        if (in || out)
            ares_process_fd(c->ares, in ? fds[i].fd : ARES_SOCKET_BAD,
                            out ? fds[i].fd : ARES_SOCKET_BAD);
    }
    ares_process_fd(c->ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

bool link_status_absent(int status)
{
    return status == ARES_ENOTFOUND || status == ARES_ENODATA || status == ARES_ENONAME;
}

static void answer(struct link_race *r, int family, int status, struct ares_addrinfo *found)
{
    if (status == ARES_EDESTRUCTION)
        return;
    r->looked[family] = true;
    r->status[family] = status;
    if (found == NULL)
        return;
    for (struct ares_addrinfo_node *node = found->nodes; node != NULL; node = node->ai_next)
        if (node->ai_family == (family == 0 ? AF_INET6 : AF_INET))
            link_race_add(r, family, node->ai_addr);
    ares_freeaddrinfo(found);
}

static void answer_v6(void *race, int status, int timeouts, struct ares_addrinfo *found)
{
    (void)timeouts;
    answer(race, 0, status, found);
}

static void answer_v4(void *race, int status, int timeouts, struct ares_addrinfo *found)
{
    (void)timeouts;
    answer(race, 1, status, found);
}

void link_names_ask(struct link_channel *c, struct link_race *race, const char *name)
{
    struct ares_addrinfo_hints hints = {.ai_socktype = SOCK_STREAM};

    if (!race->looked[0]) {
        hints.ai_family = AF_INET6;
        ares_getaddrinfo(c->ares, name, NULL, &hints, answer_v6, race);
    }
    if (!race->looked[1]) {
        hints.ai_family = AF_INET;
        ares_getaddrinfo(c->ares, name, NULL, &hints, answer_v4, race);
    }
}

void link_names_fail(const struct link_race *race, const char *what, const char *name,
                     struct pop3_link_error *e)
{
    int trouble = ARES_SUCCESS;

    for (int f = 0; f < LINK_FAMILIES; f++) {
        if (race->status[f] == ARES_ENOTFOUND) {
            link_say(e, POP3_LINK_UNKNOWN,
                     "%s %s is not known to the name servers; check how it is written", what,
                     name);
            return;
        }
        if (race->status[f] != ARES_SUCCESS && !link_status_absent(race->status[f]))
            trouble = race->status[f];
    }
    if (trouble == ARES_SUCCESS)
        link_say(e, POP3_LINK_UNKNOWN,
                 "%s %s exists but has no address to connect to; check how it is written, "
                 "and the choice of IPv4 or IPv6",
                 what, name);
    else
        link_say(e, trouble == ARES_ENOMEM ? POP3_LINK_LOCAL : POP3_LINK_NAME_SERVER,
                 "%s %s cannot be looked up: %s; check the network and its name servers, or "
                 "try later",
                 what, name, ares_strerror(trouble));
}
