/* SPDX-License-Identifier: MIT */
/* See harness.h. */
#include "harness.h"

#define PIECE 6u

struct pop3_bytes bytes_of(const char *text)
{
    return (struct pop3_bytes){(const uint8_t *)text, strlen(text)};
}

void step_in(struct pop3_sasl *sasl, struct pop3_bytes challenge, size_t cap,
             struct answer *answer)
{
    uint8_t *sent = malloc(challenge.n > 0 ? challenge.n : 1);
    uint8_t *lent = malloc(cap > 0 ? cap : 1);
    struct pop3_room room = {lent, 12345, cap}; /* n is the mechanism's to set */
    assert_non_null(sent);
    assert_non_null(lent);
    assert_true(cap <= ROOM);
    if (challenge.n > 0)
        memcpy(sent, challenge.p, challenge.n);
    memset(lent, '#', cap > 0 ? cap : 1);
    answer->step = sasl->vt->step(
        sasl, (struct pop3_bytes){challenge.n > 0 ? sent : NULL, challenge.n}, &room);
    assert_true(room.n <= cap);
    assert_ptr_equal(room.p, lent);
    assert_memory_equal(sent, challenge.n > 0 ? challenge.p : sent, challenge.n);
    answer->n = room.n;
    memset(answer->rest, 0, sizeof answer->rest);
    memcpy(answer->rest, lent, cap);
    memcpy(answer->p, lent, room.n);
    free(sent);
    free(lent);
}

void responds(struct pop3_sasl *sasl, struct pop3_bytes challenge, struct pop3_bytes expected)
{
    struct answer answer;
    step_in(sasl, challenge, ROOM, &answer);
    assert_int_equal(answer.step, POP3_SASL_RESPOND);
    assert_int_equal(answer.n, expected.n);
    assert_memory_equal(answer.p, expected.p, expected.n);
}

void cancels(struct pop3_sasl *sasl, struct pop3_bytes challenge)
{
    struct answer answer;
    step_in(sasl, challenge, ROOM, &answer);
    assert_int_equal(answer.step, POP3_SASL_CANCEL);
    assert_int_equal(answer.n, 0);
    assert_false(sasl->vt->proved(sasl));
    step_in(sasl, challenge, ROOM, &answer);
    assert_int_equal(answer.step, POP3_SASL_CANCEL);
    step_in(sasl, (struct pop3_bytes){NULL, 0}, ROOM, &answer);
    assert_int_equal(answer.step, POP3_SASL_CANCEL);
    assert_false(sasl->vt->proved(sasl));
}

void free_of(const void *memory, size_t n, struct pop3_bytes secret)
{
    const uint8_t *p = memory;
    for (size_t at = 0; at + PIECE <= n; at++)
        for (size_t k = 0; k + PIECE <= secret.n; k++)
            if (memcmp(p + at, secret.p + k, PIECE) == 0)
                fail_msg("octet %u of a secret is at %u", (unsigned)k, (unsigned)at);
}
