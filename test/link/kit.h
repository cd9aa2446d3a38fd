/* SPDX-License-Identifier: MIT */
/*
 * What the tests of the link share. Time is the test's: kit.now moves only when
 * a test moves it; what is waited for really happens on a descriptor.
 */
#ifndef LINK_KIT_H
#define LINK_KIT_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "dns.h"
#include "pop3_link.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* One test's things; every test begins and ends it, which finds lost descriptors. */
struct kit {
    struct dns dns;
    struct pop3_link *l;
    struct pop3_link_error error;
    uint32_t now;
    int open_before;
    size_t said; /* octets by kit_say() since the test last set it to 0 */
};

void kit_begin(struct kit *k, const struct dns_line *zone, size_t lines);
void kit_end(struct kit *k);

/* A target with the kit's name server; the link is new. */
struct pop3_link_target kit_target(struct kit *k, const char *host, uint16_t port);
void kit_link(struct kit *k, const struct pop3_link_target *target);

/* Attempts under way, and the family of the newest. */
size_t kit_attempts(const struct kit *k, int *family);

/* Drives, and serves names, until the link is no longer CONNECTING. */
enum pop3_link_state kit_finish(struct kit *k);

/* Until two names were answered and so many attempts are under way. */
void kit_until_attempts(struct kit *k, size_t n);

/* Until the link wants to be driven within so many milliseconds. */
void kit_until_timer(struct kit *k, uint32_t ms);

/* Drives once, at the kit's time, with no descriptor. */
enum pop3_link_state kit_drive(struct kit *k);

/* The failure's class, and words that its sentence must have. */
void kit_fault(const struct kit *k, enum pop3_link_fault fault, const char *const *words,
               size_t n);
#define KIT_FAULT(k, fault, ...)                                                               \
    kit_fault(k, fault, (const char *const[]){__VA_ARGS__},                                    \
              COUNT(((const char *const[]){__VA_ARGS__})))

/* Sockets on loopback; port 0: the system chooses. -1 if the port is taken. */
int socket_at(int family, uint16_t port);
int listener_at(int family, uint16_t port);
uint16_t port_of(int fd);

/* Both families on one port. */
uint16_t listeners_open(int *v6, int *v4);
uint16_t sockets_open(int *v6, int *v4);

/* A listener that answers no more connections: its queue is full. */
struct hole {
    int listener;
    int filler[8];
    size_t fillers;
};
void hole_make(struct hole *h, int listener);
void hole_close(struct hole *h);

/*
 * A connection that is there, waited for. Its close is a reset, so that ports do
 * not stay taken for a while after each test; peer_reset(fd, false) undoes that.
 */
int accept_one(int listener);
void peer_reset(int peer, bool yes);

/* The peer got exactly these octets next, while the link is driven. */
void kit_expect(struct kit *k, int peer, const void *octets, size_t n);

/* The peer sends, if the link is CONNECTING; it is driven when they are there. */
void kit_say(struct kit *k, int peer, const void *octets, size_t n);

#endif
