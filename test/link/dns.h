/* SPDX-License-Identifier: MIT */
/*
 * A name server on 127.0.0.1 for tests, UDP and TCP on one port that the system
 * chooses. It has no thread: dns_serve() answers what has arrived.
 */
#ifndef LINK_DNS_H
#define LINK_DNS_H

#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/*
 * type: "A", "AAAA", "SRV" ("priority weight port target"), or for all questions
 * about the name "SERVFAIL", "GARBAGE" (an answer cut short), "TCP" (to be asked
 * by TCP). A name that has no line does not exist.
 */
struct dns_line {
    const char *name, *type, *data;
};

struct dns_held {
    struct sockaddr_in from;
    uint8_t packet[512];
    size_t n;
};

struct dns {
    const struct dns_line *zone;
    size_t lines;
    bool silent;      /* answers nothing */
    const char *hold; /* questions of this type wait for dns_release() */
    int udp, tcp, stream;
    char address[32]; /* "127.0.0.1:PORT" */
    size_t answered;
    struct dns_held held[4];
    size_t holding;
};

void dns_open(struct dns *d, const struct dns_line *zone, size_t lines);
void dns_close(struct dns *d);

#define DNS_FDS 3u
size_t dns_fds(const struct dns *d, struct pollfd *fds);
void dns_serve(struct dns *d);
void dns_release(struct dns *d);

#endif
