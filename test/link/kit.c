/* SPDX-License-Identifier: MIT */
/*
 * See kit.h. GUARD_MS bounds what would else hang; no test waits for it.
 */
#include "kit.h"

#define GUARD_MS 4000

static int open_count(void)
{
    int n = 0;

    for (int fd = 0; fd < 256; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

void kit_begin(struct kit *k, const struct dns_line *zone, size_t lines)
{
    memset(k, 0, sizeof(*k));
    k->open_before = open_count();
    k->now = UINT32_MAX - 100; /* it wraps in every test */
    dns_open(&k->dns, zone, lines);
}

void kit_end(struct kit *k)
{
    pop3_link_free(k->l);
    dns_close(&k->dns);
    assert_int_equal(open_count(), k->open_before);
}

struct pop3_link_target kit_target(struct kit *k, const char *host, uint16_t port)
{
    return (struct pop3_link_target){
        .host = host, .port = port, .name_servers = k->dns.address};
}

void kit_link(struct kit *k, const struct pop3_link_target *target)
{
    pop3_link_free(k->l);
    k->l = pop3_link_new(target, &k->error);
    assert_string_equal(k->error.text, "");
    assert_non_null(k->l);
    assert_int_equal(pop3_link_timeout(k->l, k->now), 0);
}

size_t kit_attempts(const struct kit *k, int *family)
{
    struct pollfd fds[POP3_LINK_MAX_FDS];
    size_t n = pop3_link_fds(k->l, fds);
    size_t attempts = 0;

    for (size_t i = 0; i < n; i++) {
        int type = 0;
        socklen_t size = sizeof(type);
        struct sockaddr_storage own;
        socklen_t own_size = sizeof(own);

        assert_int_equal(getsockopt(fds[i].fd, SOL_SOCKET, SO_TYPE, &type, &size), 0);
        if (type != SOCK_STREAM)
            continue;
        attempts++;
        assert_int_equal(fds[i].events, POLLOUT);
        assert_int_equal(getsockname(fds[i].fd, (struct sockaddr *)&own, &own_size), 0);
        if (family != NULL)
            *family = own.ss_family;
    }
    return attempts;
}

/* Waits for anything on the link or the name server, and serves it. */
static void turn(struct kit *k)
{
    struct pollfd fds[POP3_LINK_MAX_FDS + DNS_FDS];
    size_t n = pop3_link_fds(k->l, fds);
    size_t more = dns_fds(&k->dns, fds + n);
    int wait = pop3_link_timeout(k->l, k->now) == 0 ? 0 : GUARD_MS;

    if (poll(fds, n + more, wait) == 0 && wait != 0)
        fail_msg("nothing happens");
    dns_serve(&k->dns);
    pop3_link_drive(k->l, k->now, fds, n);
}

void kit_until_attempts(struct kit *k, size_t n)
{
    kit_drive(k);
    while (k->dns.answered < 2 || kit_attempts(k, NULL) != n)
        turn(k);
}

void kit_until_timer(struct kit *k, uint32_t ms)
{
    kit_drive(k);
    while (pop3_link_timeout(k->l, k->now) > ms)
        turn(k);
}

enum pop3_link_state kit_finish(struct kit *k)
{
    while (kit_drive(k) == POP3_LINK_CONNECTING)
        turn(k);
    return kit_drive(k);
}

enum pop3_link_state kit_drive(struct kit *k)
{
    return pop3_link_drive(k->l, k->now, NULL, 0);
}

void kit_fault(const struct kit *k, enum pop3_link_fault fault, const char *const *words,
               size_t n)
{
    const struct pop3_link_error *e = k->l != NULL ? pop3_link_error(k->l) : &k->error;

    if (e->fault != fault)
        fail_msg("%s: %s", pop3_link_fault_name(e->fault), e->text);
    for (size_t i = 0; i < n; i++)
        if (strstr(e->text, words[i]) == NULL)
            fail_msg("no \"%s\" in: %s", words[i], e->text);
    for (const char *c = e->text; *c != '\0'; c++)
        assert_true(*c >= 0x20 && *c < 0x7F);
}

int socket_at(int family, uint16_t port)
{
    struct sockaddr_in6 v6 = {
        .sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int bad;

    assert_true(fd >= 0);
    bad = family == AF_INET6 ? bind(fd, (struct sockaddr *)&v6, sizeof(v6))
                             : bind(fd, (struct sockaddr *)&v4, sizeof(v4));
    if (bad == 0)
        return fd;
    close(fd);
    return -1;
}

int listener_at(int family, uint16_t port)
{
    int fd = socket_at(family, port);

    assert_true(fd < 0 || listen(fd, 8) == 0);
    return fd;
}

uint16_t port_of(int fd)
{
    struct sockaddr_in6 at;
    socklen_t size = sizeof(at);

    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    return ntohs(at.sin6_port); /* at the same place in both families */
}

uint16_t sockets_open(int *v6, int *v4)
{
    for (int i = 0; i < 100; i++) {
        *v4 = socket_at(AF_INET, 0);
        *v6 = socket_at(AF_INET6, port_of(*v4));
        if (*v6 >= 0)
            return port_of(*v4);
        close(*v4);
    }
    fail_msg("no port is free in both families");
    return 0;
}

uint16_t listeners_open(int *v6, int *v4)
{
    uint16_t port = sockets_open(v6, v4);

    assert_int_equal(listen(*v6, 8), 0);
    assert_int_equal(listen(*v4, 8), 0);
    return port;
}

/*
 * With a queue of one, the kernel drops the first SYN of whoever comes when it is
 * full. It is full when a connection does not come about at once.
 */
void hole_make(struct hole *h, int listener)
{
    struct sockaddr_storage at;
    socklen_t size = sizeof(at);

    *h = (struct hole){.listener = listener};
    assert_int_equal(listen(listener, 0), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size), 0);
    if (at.ss_family == AF_INET)
        ((struct sockaddr_in *)&at)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    while (h->fillers < COUNT(h->filler)) {
        int fd = socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        struct pollfd there = {.fd = fd, .events = POLLOUT};

        h->filler[h->fillers++] = fd;
        if (connect(fd, (struct sockaddr *)&at, size) != 0 && poll(&there, 1, 100) == 0)
            return;
    }
    fail_msg("the queue does not fill");
}

void hole_close(struct hole *h)
{
    for (size_t i = 0; i < h->fillers; i++)
        close(h->filler[i]);
    close(h->listener);
}

void peer_reset(int peer, bool yes)
{
    struct linger how = {.l_onoff = yes, .l_linger = 0};

    assert_int_equal(setsockopt(peer, SOL_SOCKET, SO_LINGER, &how, sizeof(how)), 0);
}

int accept_one(int listener)
{
    struct pollfd there = {.fd = listener, .events = POLLIN};
    int fd, on = 1;

    assert_int_equal(poll(&there, 1, GUARD_MS), 1);
    fd = accept(listener, NULL, NULL);
    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)), 0);
    peer_reset(fd, true);
    return fd;
}

void kit_expect(struct kit *k, int peer, const void *octets, size_t n)
{
    uint8_t got[4096];
    size_t have = 0;

    assert_true(n <= sizeof(got));
    while (have < n) {
        struct pollfd there = {.fd = peer, .events = POLLIN};
        ssize_t more;

        kit_drive(k);
        assert_int_equal(poll(&there, 1, GUARD_MS), 1);
        more = recv(peer, got + have, n - have, 0);
        assert_true(more > 0);
        have += (size_t)more;
    }
    assert_memory_equal(got, octets, n);
    assert_int_equal(recv(peer, got, 1, MSG_DONTWAIT), -1);
}

void kit_say(struct kit *k, int peer, const void *octets, size_t n)
{
    struct pollfd there[POP3_LINK_MAX_FDS];

    if (n == 0 || kit_drive(k) != POP3_LINK_CONNECTING)
        return;
    assert_int_equal(send(peer, octets, n, MSG_NOSIGNAL), (int)n);
    k->said += n;
    assert_int_equal(pop3_link_fds(k->l, there), 1);
    assert_int_equal(there[0].events, POLLIN);
    assert_int_equal(poll(there, 1, GUARD_MS), 1);
    pop3_link_drive(k->l, k->now, there, 1);
}
