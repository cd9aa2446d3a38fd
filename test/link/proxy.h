/* SPDX-License-Identifier: MIT */
/*
 * A proxy played by the test: what it must receive, what it says, and how that is
 * cut on the way.
 */
#ifndef LINK_PROXY_H
#define LINK_PROXY_H

#include "kit.h"

struct octets {
    const void *p;
    size_t n;
};
#define OCTETS(s) ((struct octets){(s), sizeof(s) - 1})

/* The proxy's turn: it waits for due, then says say. */
struct turn {
    struct octets due, say;
};

/* How the conversation came out. */
struct outcome {
    enum pop3_link_state state;
    struct pop3_link_error error;
    char text[256]; /* what the session could read */
    size_t n;
};

#define CUT_EACH SIZE_MAX

/*
 * url has %u for the port. What the proxy says is sent in two pieces, cut behind
 * octet number cut of all that it says (0: not cut), or octet by octet. Then the
 * proxy ends its side. A link that got READY is read to the end, and writes
 * "QUIT", which is the first that the proxy sees after its yes.
 */
void proxy_play(const char *url, const char *host, uint16_t port, const struct turn *turns,
                size_t n, size_t cut, struct outcome *outcome);

/* Plays whole, octet by octet and cut everywhere; all must come out as the first. */
void proxy_play_all(const char *url, const char *host, uint16_t port, const struct turn *turns,
                    size_t n, struct outcome *outcome);

/* Failed so, with a sentence that has the words. */
void outcome_fault(const struct outcome *o, enum pop3_link_fault fault, const char *word,
                   const char *advice);

#endif
