/* SPDX-License-Identifier: MIT */
/*
 * The link as one object: names, race, proxy, ready.
 *
 * Invariants: while CONNECTING, race is there until a socket won it, then fd is
 * that socket and proxy is there until it said yes. READY has fd and nothing
 * else; FAILED has no descriptor at all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "link_parts.h"

/* Whom the connection itself goes to. */
static const struct link_host *peer_of(const struct pop3_link *l)
{
    return l->proxy != NULL ? &l->proxy->host : &l->host;
}

static void proxy_free(struct pop3_link *l)
{
    if (l->proxy != NULL)
        link_proxy_wipe(l->proxy);
    free(l->proxy);
    l->proxy = NULL;
}

static void race_free(struct pop3_link *l)
{
    link_channel_close(&l->channel);
    if (l->race != NULL)
        link_race_close(l->race);
    free(l->race);
    l->race = NULL;
}

enum pop3_link_state link_failed(struct pop3_link *l)
{
    race_free(l);
    proxy_free(l);
    if (l->fd >= 0)
        close(l->fd);
    l->fd = -1;
    l->state = POP3_LINK_FAILED;
    return l->state;
}

/* One family only: what the target says, what the source address or a literal is. */
static bool families_set(struct pop3_link *l, enum pop3_link_family family,
                         struct pop3_link_error *e)
{
    const struct link_host *peer = peer_of(l);
    sa_family_t source = l->race->source.any.sa_family;
    sa_family_t literal = peer->literal.any.sa_family;
    bool no_v6 = family == POP3_LINK_IPV4 || source == AF_INET || literal == AF_INET;
    bool no_v4 = family == POP3_LINK_IPV6 || source == AF_INET6 || literal == AF_INET6;

    l->race->looked[0] = no_v6 || literal != AF_UNSPEC;
    l->race->looked[1] = no_v4 || literal != AF_UNSPEC;
    if (no_v4 && no_v6) {
        link_say(e, POP3_LINK_LOCAL,
                 "%s cannot be reached so: its address, the source address and the choice of "
                 "IPv4 or IPv6 are not of one family",
                 peer->name);
        return false;
    }
    if (literal != AF_UNSPEC)
        link_race_add(l->race, literal == AF_INET6 ? 0 : 1, &peer->literal.any);
    return true;
}

static bool source_set(struct pop3_link *l, const char *source, struct pop3_link_error *e)
{
    struct link_host host;

    l->race->source.any.sa_family = AF_UNSPEC;
    if (source == NULL)
        return true;
    if (!link_host_parse(&host, source, strlen(source), e))
        return false;
    l->race->source = host.literal;
    if (host.literal.any.sa_family != AF_UNSPEC)
        return true;
    link_say(e, POP3_LINK_LOCAL, "the source address %s is no IP address", host.name);
    return false;
}

static bool proxy_set(struct pop3_link *l, const char *proxy, struct pop3_link_error *e)
{
    if (proxy == NULL)
        return true;
    if (!link_proxy_parse(l->proxy, proxy, e))
        return false;
    if (l->host.zone) {
        link_say(e, POP3_LINK_LOCAL,
                 "%s means an interface of this machine, which a proxy cannot use",
                 l->host.name);
        return false;
    }
    l->proxy->target = &l->host;
    l->proxy->target_port = l->port;
    return true;
}

static bool target_set(struct pop3_link *l, const struct pop3_link_target *t,
                       struct pop3_link_error *e)
{
    if (t->host == NULL || t->port == 0) {
        link_say(e, POP3_LINK_LOCAL, "a host and a port other than 0 are needed");
        return false;
    }
    l->port = t->port;
    l->connect_ms = t->connect_ms == 0          ? POP3_LINK_CONNECT_MS
                    : t->connect_ms < INT32_MAX ? t->connect_ms
                                                : INT32_MAX;
    if (!link_host_parse(&l->host, t->host, strlen(t->host), e) || !proxy_set(l, t->proxy, e))
        return false;
    l->race->port = l->proxy != NULL ? l->proxy->port : l->port;
    snprintf(l->where, sizeof(l->where), "%s port %u", l->host.name, l->port);
    return source_set(l, t->source, e) && families_set(l, t->family, e);
}

struct pop3_link *pop3_link_new(const struct pop3_link_target *target,
                                struct pop3_link_error *error)
{
    struct pop3_link *l = calloc(1, sizeof(*l));
    bool ok = l != NULL;

    error->fault = POP3_LINK_FINE;
    error->text[0] = '\0';
    if (l != NULL) {
        l->fd = -1;
        l->race = calloc(1, sizeof(*l->race));
        l->proxy = target->proxy != NULL ? calloc(1, sizeof(*l->proxy)) : NULL;
        l->name_servers = target->name_servers != NULL ? strdup(target->name_servers) : NULL;
        ok = l->race != NULL && (target->proxy == NULL || l->proxy != NULL) &&
             (target->name_servers == NULL || l->name_servers != NULL);
    }
    if (!ok)
        link_say(error, POP3_LINK_LOCAL, "no memory is left");
    if (ok && target_set(l, target, error))
        return l;
    pop3_link_free(l);
    return NULL;
}

void pop3_link_free(struct pop3_link *l)
{
    if (l == NULL)
        return;
    link_failed(l);
    free(l->name_servers);
    free(l);
}

static const char *peer_text(const struct pop3_link *l, char to[LINK_NAME + 32])
{
    snprintf(to, LINK_NAME + 32, "%s%s port %u", l->proxy != NULL ? "proxy " : "",
             peer_of(l)->name, l->race != NULL ? l->race->port : l->proxy->port);
    return to;
}

/* Names, unless there is an address already. */
static bool begin(struct pop3_link *l, uint32_t now_ms)
{
    l->started = true;
    l->start_ms = now_ms;
    l->race->now_ms = now_ms;
    if (l->race->looked[0] && l->race->looked[1])
        return true;
    if (!link_channel_open(&l->channel, l->name_servers, &l->error))
        return false;
    link_names_ask(&l->channel, l->race, peer_of(l)->name);
    return true;
}

static enum pop3_link_state ready(struct pop3_link *l)
{
    proxy_free(l);
    l->state = POP3_LINK_READY;
    return l->state;
}

/* The race is won: the connection's two ends are known. */
static enum pop3_link_state connected(struct pop3_link *l)
{
    union link_address peer = {.any.sa_family = AF_UNSPEC};
    socklen_t size = sizeof(peer);
    char address[LINK_ADDRESS];
    const char *text = "?";
    size_t n = strlen(l->where);

    race_free(l);
    if (getpeername(l->fd, &peer.any, &size) == 0)
        text = link_address_print(address, &peer.any);
    if (l->proxy == NULL) {
        snprintf(l->where + n, sizeof(l->where) - n, " (%s)", text);
        return ready(l);
    }
    snprintf(l->where + n, sizeof(l->where) - n, " through proxy %s port %u (%s)",
             l->proxy->host.name, l->proxy->port, text);
    if (l->proxy->http)
        link_http_begin(l->proxy);
    else
        link_socks_begin(l->proxy);
    return POP3_LINK_CONNECTING;
}

static enum pop3_link_state race_drive(struct pop3_link *l, uint32_t now_ms,
                                       const struct pollfd *fds, size_t n)
{
    char where[LINK_NAME + 32];

    l->race->now_ms = now_ms;
    link_channel_drive(&l->channel, fds, n);
    l->fd = link_race_drive(l->race, fds, n);
    if (l->fd >= 0)
        return connected(l);
    if (!link_race_over(l->race))
        return POP3_LINK_CONNECTING;
    if (l->race->attempts > 0)
        link_race_fail(l->race, peer_text(l, where), false, &l->error);
    else
        link_names_fail(l->race, l->proxy != NULL ? "proxy" : "host", peer_of(l)->name,
                        &l->error);
    return link_failed(l);
}

static enum pop3_link_state proxy_drive(struct pop3_link *l)
{
    switch (link_proxy_drive(l->proxy, l->fd, &l->error)) {
    case LINK_MORE:
        return POP3_LINK_CONNECTING;
    case LINK_YES:
        return ready(l);
    case LINK_NO:
        break;
    }
    return link_failed(l);
}

static enum pop3_link_state late(struct pop3_link *l)
{
    char where[LINK_NAME + 32];

    peer_text(l, where);
    if (l->race == NULL)
        link_say(&l->error, POP3_LINK_TIMEOUT,
                 "%s did not connect to %s port %u within %u ms; ask who runs it, or try later",
                 where, l->host.name, l->port, l->connect_ms);
    else if (l->race->attempts > 0)
        link_race_fail(l->race, where, true, &l->error);
    else
        link_say(&l->error, POP3_LINK_NAME_SERVER,
                 "%s: the name servers did not answer within %u ms; check the network and its "
                 "name servers, or try later",
                 where, l->connect_ms);
    return link_failed(l);
}

enum pop3_link_state pop3_link_drive(struct pop3_link *l, uint32_t now_ms,
                                     const struct pollfd *fds, size_t n)
{
    if (l->state != POP3_LINK_CONNECTING)
        return l->state;
    if (!l->started && !begin(l, now_ms))
        return link_failed(l);
    if (l->race != NULL && race_drive(l, now_ms, fds, n) != POP3_LINK_CONNECTING)
        return l->state;
    if (l->race == NULL && proxy_drive(l) != POP3_LINK_CONNECTING)
        return l->state;
    return now_ms - l->start_ms < l->connect_ms ? POP3_LINK_CONNECTING : late(l);
}

size_t pop3_link_fds(const struct pop3_link *l, struct pollfd fds[POP3_LINK_MAX_FDS])
{
    size_t n = 0;
    short events = POLLIN;

    if (l->race != NULL && l->started) {
        n = link_channel_fds(&l->channel, fds);
        return n + link_race_fds(l->race, fds + n);
    }
    if (l->fd < 0)
        return 0;
    if (l->proxy != NULL)
        events = l->proxy->out_len > 0 ? POLLOUT : POLLIN;
    else if (l->short_write)
        events |= POLLOUT;
    fds[0] = (struct pollfd){.fd = l->fd, .events = events};
    return 1;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

uint32_t pop3_link_timeout(const struct pop3_link *l, uint32_t now_ms)
{
    uint32_t gone = now_ms - l->start_ms;
    uint32_t ms;

    if (l->state != POP3_LINK_CONNECTING)
        return UINT32_MAX;
    if (!l->started)
        return 0;
    ms = gone < l->connect_ms ? l->connect_ms - gone : 0;
    if (l->race == NULL)
        return ms;
    ms = least(ms, link_channel_timeout(&l->channel));
    return least(ms, link_race_timeout(l->race, now_ms));
}

int pop3_link_fd(const struct pop3_link *l)
{
    return l->state == POP3_LINK_READY ? l->fd : -1;
}

const char *pop3_link_where(const struct pop3_link *l)
{
    return l->where;
}

const struct pop3_link_error *pop3_link_error(const struct pop3_link *l)
{
    return &l->error;
}
