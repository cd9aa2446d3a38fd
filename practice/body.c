/* SPDX-License-Identifier: MIT */
/* Streams a message file into an output buffer, see body.h.
 *
 * Invariant: `at` octets of the file are on the wire or in the output buffer. What was read
 * but did not fit is read again, so that a waiting session holds no input. A file that needs
 * no change is read straight into the output buffer. */
#include "body.h"

#include <unistd.h>

#define CHUNK ((size_t)64 * 1024)

void body_start(struct body *b, int fd, const struct message *m, int64_t lines)
{
    *b = (struct body){.fd = fd, .size = m->size, .as_is = m->as_is && lines < 0};
    if (lines >= 0) {
        b->wire.limited = true;
        b->wire.lines = (uint32_t)lines;
    }
}

void body_stop(struct body *b)
{
    if (b->fd >= 0)
        close(b->fd);
    b->fd = -1;
}

static bool piece_copy(struct body *b, uint8_t *out, size_t cap, size_t *n)
{
    static uint8_t chunk[CHUNK];
    uint64_t left = b->size - b->at;
    size_t want = cap < CHUNK ? cap : CHUNK;
    ssize_t got;

    if (want > left)
        want = (size_t)left;
    got = pread(b->fd, b->as_is ? out : chunk, want, (off_t)b->at);
    if (got <= 0)
        return false;
    *n = (size_t)got;
    if (!b->as_is) {
        size_t used = (size_t)got;

        *n = wire_convert(&b->wire, chunk, &used, out, cap);
        got = (ssize_t)used;
    }
    b->at += (uint64_t)got;
    return true;
}

enum body_result body_fill(struct body *b, uint8_t *out, size_t cap, size_t *n)
{
    *n = 0;
    if (b->at < b->size && !b->wire.done && !piece_copy(b, out, cap - 5, n))
        return BODY_FAILED;
    if (b->at < b->size && !b->wire.done)
        return BODY_MORE;
    *n += wire_end(&b->wire, out + *n);
    body_stop(b);
    return BODY_END;
}
