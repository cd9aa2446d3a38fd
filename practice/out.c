/* SPDX-License-Identifier: MIT */
/* The output buffer, see out.h. Invariant: p is NULL exactly when nothing is to be sent, or
 * space was asked for and nothing added yet. */
#include "out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

size_t out_room(const struct out *o)
{
    return OUT_CAP - o->end;
}

uint8_t *out_space(struct out *o, size_t *room)
{
    if (!o->p) {
        o->p = malloc(OUT_CAP);
        if (!o->p) {
            o->no_memory = true;
            return NULL;
        }
    }
    *room = out_room(o);
    return o->p + o->end;
}

void out_add(struct out *o, size_t n)
{
    o->end += n;
}

void out_print(struct out *o, const char *format, ...)
{
    size_t room;
    uint8_t *p = out_space(o, &room);
    va_list args;
    int n;

    if (!p)
        return;
    va_start(args, format);
    n = vsnprintf((char *)p, room, format, args);
    va_end(args);
    if (n > 0 && (size_t)n < room)
        o->end += (size_t)n;
}

void out_free(struct out *o)
{
    free(o->p);
    *o = (struct out){0};
}

enum out_result out_flush(struct out *o, int fd)
{
    if (o->no_memory)
        return OUT_BROKEN;
    while (o->at < o->end) {
        ssize_t n = send(fd, o->p + o->at, o->end - o->at, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK ? OUT_BLOCKED : OUT_BROKEN;
        o->at += (size_t)n;
    }
    out_free(o);
    return OUT_DRAINED;
}
