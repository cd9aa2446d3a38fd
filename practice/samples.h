/* SPDX-License-Identifier: MIT */
/* The sample messages of practice/maildrop, compiled in with their exact octets. */
#ifndef PRACTICE_SAMPLES_H
#define PRACTICE_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

struct sample {
    const char *name; /* of the file, without ".eml" */
    const uint8_t *data;
    size_t n;
};

extern const struct sample samples[];
extern const size_t samples_count;

#endif
