/* SPDX-License-Identifier: MIT */
/*
 * A POP3 client that is too simple to be wrong: it takes one octet at a time,
 * knows no spans and no speed, and writes the same log as a session of the
 * engine. It shares the log's form with the harness and nothing with src/core.
 */
#ifndef TEST_CORE_REFERENCE_H
#define TEST_CORE_REFERENCE_H

#include "harness.h"

#define REFERENCE_LINE 4096u /* longest text of a reply line */

enum reference_place { AT_STATUS, AT_ITEMS, AT_BODY };
enum reference_state { BEFORE, OUTSIDE, NAMED, SHAKING, INSIDE, AFTER };

struct reference_command {
    enum pop3_verb verb;
    uint32_t msg;
};

struct reference {
    struct options options;
    struct log log;
    enum reference_state state;
    enum reference_place place;
    enum pop3_err err;
    struct reference_command queue[256];
    size_t queued;
    size_t out; /* octets that were not taken yet */
    bool pipelining, tls, told;
    bool deleted[4096];
    uint8_t line[REFERENCE_LINE + 2]; /* the reply line so far */
    size_t line_n;
    uint8_t held[4]; /* the start of a body line that may be its end */
    size_t held_n;
    uint8_t before; /* the octet of the body before this one */
    bool line_start;
    uint64_t count; /* octets of the body, items of the listing */
};

void reference_open(struct reference *r, const struct options *options);
void reference_close(struct reference *r);
enum pop3_err reference_send(struct reference *r, enum pop3_verb verb, uint32_t msg,
                             size_t length);
void reference_octet(struct reference *r, uint8_t c);
void reference_eof(struct reference *r);
void reference_secured(struct reference *r);

#endif
