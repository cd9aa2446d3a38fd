/* SPDX-License-Identifier: MIT */
/* The heap of deadlines, see timers.h. Invariant: heap[i]->slot == i for 1 <= i <= n, and no
 * timer is earlier than its parent heap[i / 2]. */
#include "timers.h"

#include <limits.h>
#include <stdlib.h>
#include <time.h>

uint64_t timers_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void place(struct timers *h, struct timer *t, size_t slot)
{
    h->heap[slot] = t;
    t->slot = slot;
}

static void sift_up(struct timers *h, struct timer *t, size_t slot)
{
    while (slot > 1 && h->heap[slot / 2]->at > t->at) {
        place(h, h->heap[slot / 2], slot);
        slot /= 2;
    }
    place(h, t, slot);
}

static void sift_down(struct timers *h, struct timer *t, size_t slot)
{
    for (;;) {
        size_t child = slot * 2;

        if (child < h->n && h->heap[child + 1]->at < h->heap[child]->at)
            child++;
        if (child > h->n || h->heap[child]->at >= t->at)
            break;
        place(h, h->heap[child], slot);
        slot = child;
    }
    place(h, t, slot);
}

static bool grow(struct timers *h)
{
    size_t cap = h->cap ? h->cap * 2 : 64;
    struct timer **heap = realloc(h->heap, cap * sizeof *heap);

    if (!heap)
        return false;
    h->heap = heap;
    h->cap = cap;
    return true;
}

bool timers_set(struct timers *h, struct timer *t, uint64_t at)
{
    if (t->slot && t->at == at)
        return true;
    timers_clear(h, t);
    if (h->n + 1 >= h->cap && !grow(h))
        return false;
    t->at = at;
    sift_up(h, t, ++h->n);
    return true;
}

void timers_clear(struct timers *h, struct timer *t)
{
    size_t slot = t->slot;
    struct timer *last;

    if (!slot)
        return;
    t->slot = 0;
    last = h->heap[h->n--];
    if (last == t)
        return;
    if (slot > 1 && h->heap[slot / 2]->at > last->at)
        sift_up(h, last, slot);
    else
        sift_down(h, last, slot);
}

struct timer *timers_due(struct timers *h, uint64_t now)
{
    struct timer *t = h->n ? h->heap[1] : NULL;

    if (!t || t->at > now)
        return NULL;
    timers_clear(h, t);
    return t;
}

int timers_wait(const struct timers *h, uint64_t now)
{
    uint64_t left;

    if (!h->n)
        return -1;
    left = h->heap[1]->at > now ? h->heap[1]->at - now : 0;
    return left > INT_MAX ? INT_MAX : (int)left;
}

void timers_free(struct timers *h)
{
    free(h->heap);
    *h = (struct timers){0};
}
