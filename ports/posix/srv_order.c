/* SPDX-License-Identifier: MIT */
/*
 * The selection order of RFC 2782: lower priorities first; among equal ones,
 * one after the other is drawn with a chance in proportion to its weight.
 */
#include "srv_parts.h"

/* The finalizer of MurmurHash3 over a counter: even enough for shuffling. */
static uint32_t draw(uint32_t *random)
{
    uint32_t x = *random += 0x9E3779B9u;

    x = (x ^ x >> 16) * 0x85EBCA6Bu;
    x = (x ^ x >> 13) * 0xC2B2AE35u;
    return x ^ x >> 16;
}

static void swap(struct pop3_srv_offer *a, struct pop3_srv_offer *b)
{
    struct pop3_srv_offer c = *a;

    *a = *b;
    *b = c;
}

/* Priorities ascend; within one the weights of 0 stand first, as the RFC wants. */
static bool is_before(const struct pop3_srv_offer *a, const struct pop3_srv_offer *b)
{
    if (a->priority != b->priority)
        return a->priority < b->priority;
    return a->weight == 0 && b->weight != 0;
}

/* By insertion, which keeps the order of equals; n is small. */
static void sort(struct pop3_srv_offer *offers, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && is_before(&offers[k], &offers[k - 1]); k--)
            swap(&offers[k], &offers[k - 1]);
}

/* The first whose running sum of weights reaches the number drawn comes first. */
static void pick(struct pop3_srv_offer *offers, size_t n, uint32_t *random)
{
    uint32_t sum = 0;
    uint32_t chance;
    size_t i = 0;

    for (size_t k = 0; k < n; k++)
        sum += offers[k].weight;
    chance = draw(random) % (sum + 1);
    for (sum = offers[0].weight; sum < chance; sum += offers[i].weight)
        i++;
    for (; i > 0; i--)
        swap(&offers[i], &offers[i - 1]);
}

void srv_order(struct pop3_srv_offer *offers, size_t n, uint32_t *random)
{
    sort(offers, n);
    for (size_t i = 0; i < n; i++) {
        size_t equal = 1;

        while (i + equal < n && offers[i + equal].priority == offers[i].priority)
            equal++;
        pick(offers + i, equal, random);
    }
}
