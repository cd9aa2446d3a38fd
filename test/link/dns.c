/* SPDX-License-Identifier: MIT */
/*
 * RFC 1035 as far as the tests ask: one question, no compression.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "dns.h"

#define MAX_ANSWER 4096u
#define HEADER     12u

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    perror(what);
    abort();
}

static int socket_bound(int type, uint16_t port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    must(fd >= 0, "socket");
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0)
        return fd;
    close(fd);
    return -1;
}

/* A port that is free for both. */
void dns_open(struct dns *d, const struct dns_line *zone, size_t lines)
{
    struct sockaddr_in at;
    socklen_t size = sizeof(at);

    *d = (struct dns){.zone = zone, .lines = lines, .udp = -1, .tcp = -1, .stream = -1};
    for (int i = 0; i < 100 && d->tcp < 0; i++) {
        if (d->udp >= 0)
            close(d->udp);
        d->udp = socket_bound(SOCK_DGRAM, 0);
        must(d->udp >= 0 && getsockname(d->udp, (struct sockaddr *)&at, &size) == 0, "udp");
        d->tcp = socket_bound(SOCK_STREAM, ntohs(at.sin_port));
    }
    must(d->tcp >= 0 && listen(d->tcp, 4) == 0, "tcp");
    snprintf(d->address, sizeof(d->address), "127.0.0.1:%u", ntohs(at.sin_port));
}

void dns_close(struct dns *d)
{
    close(d->udp);
    close(d->tcp);
    if (d->stream >= 0)
        close(d->stream);
}

struct packet {
    uint8_t p[MAX_ANSWER];
    size_t n;
};

static void put(struct packet *to, const void *octets, size_t n)
{
    must(n <= sizeof(to->p) - to->n, "answer too long");
    memcpy(to->p + to->n, octets, n);
    to->n += n;
}

static void put16(struct packet *to, unsigned v)
{
    uint8_t two[2] = {(uint8_t)(v >> 8), (uint8_t)v};

    put(to, two, 2);
}

/* "." is the root. */
static void put_name(struct packet *to, const char *name)
{
    while (*name != '\0' && *name != '.') {
        size_t n = strcspn(name, ".");
        uint8_t length = (uint8_t)n;

        put(to, &length, 1);
        put(to, name, n);
        name += n + (name[n] == '.');
    }
    put(to, "", 1);
}

static size_t name_get(char to[256], const uint8_t *p)
{
    size_t used = 0, at = 0;

    while (p[at] != 0) {
        if (used > 0)
            to[used++] = '.';
        memcpy(to + used, p + at + 1, p[at]);
        used += p[at];
        at += p[at] + 1u;
    }
    to[used] = '\0';
    return at + 1;
}

static const char *type_name(unsigned type)
{
    return type == 1 ? "A" : type == 28 ? "AAAA" : type == 33 ? "SRV" : "?";
}

static void put_data(struct packet *to, unsigned type, const char *data)
{
    uint8_t address[16];
    unsigned priority, weight, port;
    int used = 0;

    if (type == 33) {
        must(sscanf(data, "%u %u %u %n", &priority, &weight, &port, &used) == 3, data);
        put16(to, priority);
        put16(to, weight);
        put16(to, port);
        put_name(to, data + used);
        return;
    }
    must(inet_pton(type == 1 ? AF_INET : AF_INET6, data, address) == 1, data);
    put(to, address, type == 1 ? 4 : 16);
}

static void put_record(struct packet *to, unsigned type, const char *data)
{
    size_t length;

    put16(to, 0xC000 | HEADER); /* the question's name */
    put16(to, type);
    put16(to, 1);
    put(to, "\0\0\0\0", 4);
    length = to->n;
    put16(to, 0);
    put_data(to, type, data);
    to->p[length] = (uint8_t)((to->n - length - 2) >> 8);
    to->p[length + 1] = (uint8_t)(to->n - length - 2);
}

static const struct dns_line *line_find(const struct dns *d, const char *name, const char *type)
{
    for (size_t i = 0; i < d->lines; i++)
        if (strcasecmp(d->zone[i].name, name) == 0 &&
            (type == NULL || strcmp(d->zone[i].type, type) == 0))
            return &d->zone[i];
    return NULL;
}

/* The answer to the question in q. */
static void answer(struct dns *d, const uint8_t *q, bool tcp, struct packet *to)
{
    char name[256];
    size_t end = HEADER + name_get(name, q + HEADER);
    unsigned type = (unsigned)q[end] << 8 | q[end + 1];
    uint8_t count = 0;

    to->n = 0;
    put(to, q, end + 4);
    memcpy(to->p + 2, "\x81\x80\0\1\0\0\0\0\0\0", 10);
    d->answered++;
    if (line_find(d, name, NULL) == NULL)
        to->p[3] |= 3;
    if (line_find(d, name, "SERVFAIL") != NULL)
        to->p[3] |= 2;
    if (!tcp && line_find(d, name, "TCP") != NULL) {
        to->p[2] |= 2;
        return;
    }
    for (size_t i = 0; i < d->lines; i++)
        if (strcasecmp(d->zone[i].name, name) == 0 &&
            strcmp(d->zone[i].type, type_name(type)) == 0) {
            put_record(to, type, d->zone[i].data);
            count++;
        }
    to->p[7] = count;
    if (line_find(d, name, "GARBAGE") != NULL)
        to->n -= 3;
}

static bool is_held(const struct dns *d, const uint8_t *q)
{
    char name[256];
    size_t end = HEADER + name_get(name, q + HEADER);

    return d->hold != NULL &&
           strcmp(d->hold, type_name((unsigned)q[end] << 8 | q[end + 1])) == 0;
}

static void udp_answer(struct dns *d, const struct dns_held *question)
{
    struct packet to;

    answer(d, question->packet, false, &to);
    sendto(d->udp, to.p, to.n, 0, (const struct sockaddr *)&question->from,
           sizeof(question->from));
}

static void udp_serve(struct dns *d)
{
    struct dns_held q;
    socklen_t size = sizeof(q.from);
    ssize_t n;

    while ((n = recvfrom(d->udp, q.packet, sizeof(q.packet), 0, (struct sockaddr *)&q.from,
                         &size)) > (ssize_t)HEADER) {
        q.n = (size_t)n;
        if (d->silent)
            continue;
        if (is_held(d, q.packet) && d->holding < sizeof(d->held) / sizeof(d->held[0]))
            d->held[d->holding++] = q;
        else
            udp_answer(d, &q);
    }
}

/* Questions are small and come whole over loopback; one connection at a time. */
static void tcp_serve(struct dns *d)
{
    uint8_t q[512];
    struct packet to;
    uint8_t length[2];
    ssize_t n;

    if (d->stream < 0)
        d->stream = accept(d->tcp, NULL, NULL);
    if (d->stream < 0)
        return;
    n = recv(d->stream, q, 2, MSG_PEEK | MSG_DONTWAIT);
    if (n == 2)
        n = recv(d->stream, q, 2u + ((size_t)q[0] << 8 | q[1]), MSG_DONTWAIT);
    if (n == 0) {
        close(d->stream);
        d->stream = -1;
    }
    if (n <= 2)
        return;
    answer(d, q + 2, true, &to);
    length[0] = (uint8_t)(to.n >> 8);
    length[1] = (uint8_t)to.n;
    must(send(d->stream, length, 2, MSG_NOSIGNAL) == 2, "send");
    must(send(d->stream, to.p, to.n, MSG_NOSIGNAL) == (ssize_t)to.n, "send");
}

size_t dns_fds(const struct dns *d, struct pollfd *fds)
{
    fds[0] = (struct pollfd){.fd = d->udp, .events = POLLIN};
    fds[1] = (struct pollfd){.fd = d->stream >= 0 ? d->stream : d->tcp, .events = POLLIN};
    return 2;
}

void dns_serve(struct dns *d)
{
    udp_serve(d);
    tcp_serve(d);
}

void dns_release(struct dns *d)
{
    for (size_t i = 0; i < d->holding; i++)
        udp_answer(d, &d->held[i]);
    d->holding = 0;
    d->hold = NULL;
}
