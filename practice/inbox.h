/* SPDX-License-Identifier: MIT */
/* Octets received and not yet used, and the command lines in them (RFC 2449 §4: 255 octets).
 *
 * With a delay each piece ripens that long after it came; only ripe octets are looked at, so
 * that the delay is a round trip and not a lower rate. */
#ifndef PRACTICE_INBOX_H
#define PRACTICE_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INBOX_CAP   4096
#define INBOX_LINE  255 /* with CRLF */
#define INBOX_MARKS 16

struct inbox_mark {
    uint64_t at;
    size_t n;
};

struct inbox {
    size_t at, ripe, end; /* buf[at..ripe) may be used, buf[ripe..end) is still on its way */
    bool skipping;        /* inside a line that was too long */
    bool eof;
    uint32_t delay;
    size_t marks;
    struct inbox_mark mark[INBOX_MARKS];
    uint8_t buf[INBOX_CAP];
};

enum inbox_line { INBOX_NONE, INBOX_WHOLE, INBOX_LONG, INBOX_BARE_LF, INBOX_NUL };

/* False: the connection is broken. */
bool inbox_receive(struct inbox *, int fd, uint64_t now);
bool inbox_has_room(const struct inbox *);

/* Takes a line, without its end, NUL-terminated; the other results say what was wrong with
 * the line that was taken. */
enum inbox_line inbox_line(struct inbox *, char line[INBOX_LINE]);
bool inbox_has_line(const struct inbox *);
bool inbox_empty(const struct inbox *);

/* Makes ripe what is due; the time of the next one, 0 if none waits. */
uint64_t inbox_ripen(struct inbox *, uint64_t now);

#endif
