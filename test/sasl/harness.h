/* SPDX-License-Identifier: MIT */
/*
 * What the tests of the mechanisms share: single steps, whose challenge and room
 * lie alone in the heap, to their octet, so that the sanitizers see who reads or
 * writes beyond; both are gone after the step.
 */
#ifndef SASL_HARNESS_H
#define SASL_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nxpop3/sasl.h"

/* Bytes of a literal, which may have NULs in it. */
#define LITERAL(s) ((struct pop3_bytes){(const uint8_t *)(s), sizeof(s) - 1})

#define ROOM 1024u

struct answer {
    enum pop3_sasl_step step;
    size_t n;
    uint8_t p[ROOM];    /* the response */
    uint8_t rest[ROOM]; /* all of the room, as the step left it */
};

struct pop3_bytes bytes_of(const char *text);

/* One step with a room of cap octets. */
void step_in(struct pop3_sasl *sasl, struct pop3_bytes challenge, size_t cap,
             struct answer *answer);

/* The step answers this. */
void responds(struct pop3_sasl *sasl, struct pop3_bytes challenge, struct pop3_bytes expected);

/* The step cancels, without a response; +OK would not be believed, then or later. */
void cancels(struct pop3_sasl *sasl, struct pop3_bytes challenge);

/* Asserts that no piece of 6 octets of the secret lies in the memory. */
void free_of(const void *memory, size_t n, struct pop3_bytes secret);

#endif
