/* SPDX-License-Identifier: MIT */
/* Commands that wait to be sent or to be answered, in a ring that grows. */
#include "client_parts.h"

#include <stdlib.h>

static bool queue_grow(struct client_queue *q)
{
    size_t cap = q->cap > 0 ? q->cap * 2 : 16;
    if (cap > SIZE_MAX / sizeof *q->ring)
        return false;
    struct client_command *ring = malloc(cap * sizeof *ring);
    if (!ring)
        return false;
    for (size_t i = 0; i < q->len; i++)
        ring[i] = *pop3c_queue_at(q, i);
    free(q->ring);
    q->ring = ring;
    q->cap = cap;
    q->head = 0;
    return true;
}

const struct client_command *pop3c_queue_at(const struct client_queue *q, size_t i)
{
    return &q->ring[(q->head + i) % q->cap];
}

uint32_t pop3c_queue_push(struct client_queue *q, const struct client_command *command)
{
    if (q->len == q->cap && !queue_grow(q))
        return 0;
    struct client_command *to = &q->ring[(q->head + q->len++) % q->cap];
    *to = *command;
    if (++q->last_id == 0)
        q->last_id = 1;
    to->id = q->last_id;
    q->quit = command->verb == POP3_QUIT;
    return to->id;
}

void pop3c_queue_pop(struct client_queue *q)
{
    q->head = (q->head + 1) % q->cap;
    q->len--;
    if (q->sent > 0)
        q->sent--;
}

void pop3c_queue_free(struct client_queue *q)
{
    free(q->ring);
    q->ring = NULL;
    q->cap = q->head = q->len = q->sent = 0;
}
