/* SPDX-License-Identifier: MIT */
/* One message on its way to the wire: a file read piece by piece. RFC 1939 §5 (RETR), §7 (TOP).
 * {.fd = -1} has no file. */
#ifndef PRACTICE_BODY_H
#define PRACTICE_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "maildrop.h"
#include "wire.h"

struct body {
    int fd;
    uint64_t at, size;
    bool as_is;
    struct wire wire;
};

enum body_result { BODY_MORE, BODY_END, BODY_FAILED };

/* Takes the file over. `lines` < 0: all of them. */
void body_start(struct body *, int fd, const struct message *, int64_t lines);

/* Writes some of the reply to out[cap], cap >= 16, and its octets to *n. */
enum body_result body_fill(struct body *, uint8_t *out, size_t cap, size_t *n);
void body_stop(struct body *);

#endif
