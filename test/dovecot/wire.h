/* SPDX-License-Identifier: MIT */
/* A TCP connection to a loopback address that remembers what the client sent first. */
#ifndef TEST_DOVECOT_WIRE_H
#define TEST_DOVECOT_WIRE_H

#include "nxpop3/pop3.h"

struct wire {
    int fd;
    uint8_t sent[8192]; /* the first octets, as they were on the wire */
    size_t sent_n;
};

/* source: our address, an IPv4 literal; NULL: the system's choice. */
bool wire_open(struct wire *w, int family, const char *source, uint16_t port);
void wire_close(struct wire *w);

/* All of it; false when the connection is broken. */
bool wire_send(struct wire *w, struct pop3_bytes data);

/* Waits at most ms. Octets received; 0 at the end of the stream, -1: time is up, or broken. */
long wire_receive(struct wire *w, uint8_t *to, size_t cap, uint32_t ms);

/* Milliseconds that only grow, modulo their type. */
uint32_t wire_now(void);

#endif
