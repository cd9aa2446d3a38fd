/* SPDX-License-Identifier: MIT */
/* Made-up messages of an exact size: the same arguments give the same octets everywhere. */
#ifndef PRACTICE_GENERATE_H
#define PRACTICE_GENERATE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define GENERATE_MIN 1024U /* smallest size: the header must fit */

enum generate_kind {
    GENERATE_BASE64, /* an attachment, lines of 76 characters */
    GENERATE_PROSE,  /* words, lines of different lengths, paragraphs */
    GENERATE_DOTS    /* short lines that all begin with a dot */
};

struct generate {
    enum generate_kind kind;
    uint64_t size; /* octets on the wire, every line counted with CRLF */
    uint64_t seed;
    uint32_t number; /* tells the messages of a set apart */
    bool lf;         /* write LF only, as Maildirs usually have it */
};

/* False: the size is below GENERATE_MIN or writing failed. */
bool generate_message(const struct generate *, FILE *);

#endif
