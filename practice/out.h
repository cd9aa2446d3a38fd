/* SPDX-License-Identifier: MIT */
/* What a session has still to send: one bounded buffer, allocated while it holds something. */
#ifndef PRACTICE_OUT_H
#define PRACTICE_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OUT_CAP   ((size_t)64 * 1024)
#define OUT_REPLY ((size_t)1024) /* room that any single-line reply or listing line fits in */

struct out {
    uint8_t *p;
    size_t at, end; /* p[at..end) is not sent yet */
    bool no_memory;
};

enum out_result { OUT_DRAINED, OUT_BLOCKED, OUT_BROKEN };

size_t out_room(const struct out *);

/* Where to write and how much fits; NULL without memory. Then out_add what was written. */
uint8_t *out_space(struct out *, size_t *room);
void out_add(struct out *, size_t n);

/* Formatted text, at most OUT_REPLY octets. */
void out_print(struct out *, const char *format, ...) __attribute__((format(printf, 2, 3)));

enum out_result out_flush(struct out *, int fd);
void out_free(struct out *);

#endif
