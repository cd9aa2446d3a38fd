/* SPDX-License-Identifier: MIT */
/* Deadlines of many connections: a binary heap, earliest first.
 *
 * A timer is embedded in its owner and belongs to at most one heap at a time. `slot` is its
 * place in the heap, counted from 1; 0 means that it is not armed. */
#ifndef PRACTICE_TIMERS_H
#define PRACTICE_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct timer {
    uint64_t at; /* monotonic milliseconds */
    size_t slot;
};

struct timers {
    struct timer **heap; /* heap[0] is not used */
    size_t n, cap;
};

/* Milliseconds of a clock that never goes back. */
uint64_t timers_now(void);

/* Arms or moves the timer. False: no memory, the timer is not armed. */
bool timers_set(struct timers *, struct timer *, uint64_t at);
void timers_clear(struct timers *, struct timer *);

/* The earliest timer if it is due, taken off the heap; otherwise NULL. */
struct timer *timers_due(struct timers *, uint64_t now);

/* Milliseconds until the earliest timer, -1 if none is armed. */
int timers_wait(const struct timers *, uint64_t now);

void timers_free(struct timers *);

#endif
