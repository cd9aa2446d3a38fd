/* SPDX-License-Identifier: MIT */
/* What every test of the client begins with: cmocka, a sink that keeps what came. */
#ifndef TEST_CLIENT_KIT_H
#define TEST_CLIENT_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nxpop3/client.h"

#define KIT_MESSAGES 64u

/* A message as it came. */
struct kept {
    uint8_t *p;
    size_t n, cap;
    uint32_t ends; /* calls of end() */
    bool whole;    /* the last one had no reason */
    enum pop3_fault fault;
};

struct keeper {
    struct kept kept[KIT_MESSAGES]; /* by number */
    uint32_t order[KIT_MESSAGES];   /* numbers as they ended */
    size_t ended;
    enum pop3_client_say say; /* to answer with, from message say_at on; 0: from the first */
    uint32_t say_at;
    struct pop3_client_sink sink;
};

void keeper_begin(struct keeper *k);
void keeper_end(struct keeper *k);

/* "pop3s://mrose@127.0.0.1:PORT" in a static buffer; format has %u for the port. */
const char *url_of(const char *format, uint16_t port);

/* Opens; fails the test with the error's text if that does not work. */
struct pop3_client *open_good(const char *url, const struct pop3_client_options *options);

/* Opens, and expects this failure, a sentence, and a number of words in it (NULL ends them). */
void open_bad(const char *url, const struct pop3_client_options *options, enum pop3_fault fault,
              const char *word, ...) __attribute__((sentinel));

/* Is it one line of printable text? */
bool is_sentence(const char *text);

/* All that trace said, one line behind the other; give it as options.context. */
struct log {
    char text[65536];
    size_t n;
};
void log_line(void *log, char mark, const char *line);

#endif
