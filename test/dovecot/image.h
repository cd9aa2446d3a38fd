/* SPDX-License-Identifier: MIT */
/*
 * The memory of this process, searched for a secret that the searcher itself
 * does not have: it is kept masked, and compared so.
 */
#ifndef TEST_DOVECOT_IMAGE_H
#define TEST_DOVECOT_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#define MASK        0x5A
#define MASKED_SIZE 512

struct masked {
    uint8_t p[MASKED_SIZE];
    size_t n;
};

/* To masked, or from it into to, which holds n octets. */
void mask(struct masked *m, const void *p, size_t n);
void unmask(const struct masked *m, void *to);

/*
 * How often it stands in memory that can be written: heap, data, stacks with what
 * functions that returned left there, whatever libraries mapped. -1 if that cannot be read.
 */
int image_search(const struct masked *m);

#endif
