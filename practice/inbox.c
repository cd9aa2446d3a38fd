/* SPDX-License-Identifier: MIT */
/* Gathering command lines, see inbox.h. Invariants: at <= ripe <= end <= INBOX_CAP; the marks'
 * counts add up to end - ripe; a line longer than INBOX_LINE never stays in the buffer. */
#include "inbox.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

bool inbox_has_room(const struct inbox *in)
{
    return !in->eof && in->end - in->at < INBOX_CAP;
}

bool inbox_empty(const struct inbox *in)
{
    return in->at == in->end;
}

static void compact(struct inbox *in)
{
    if (!in->at)
        return;
    memmove(in->buf, in->buf + in->at, in->end - in->at);
    in->ripe -= in->at;
    in->end -= in->at;
    in->at = 0;
}

static void mark_add(struct inbox *in, size_t n, uint64_t at)
{
    if (in->marks == INBOX_MARKS) {
        in->mark[INBOX_MARKS - 1].n += n;
        in->mark[INBOX_MARKS - 1].at = at;
        return;
    }
    in->mark[in->marks++] = (struct inbox_mark){.at = at, .n = n};
}

bool inbox_receive(struct inbox *in, int fd, uint64_t now)
{
    ssize_t n;

    compact(in);
    if (!inbox_has_room(in))
        return true;
    do
        n = recv(fd, in->buf + in->end, INBOX_CAP - in->end, 0);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK;
    in->eof = n == 0;
    in->end += (size_t)n;
    if (!in->delay)
        in->ripe = in->end;
    else if (n)
        mark_add(in, (size_t)n, now + in->delay);
    return true;
}

uint64_t inbox_ripen(struct inbox *in, uint64_t now)
{
    size_t due = 0;

    while (due < in->marks && in->mark[due].at <= now)
        in->ripe += in->mark[due++].n;
    in->marks -= due;
    memmove(in->mark, in->mark + due, in->marks * sizeof in->mark[0]);
    return in->marks ? in->mark[0].at : 0;
}

bool inbox_has_line(const struct inbox *in)
{
    size_t n = in->ripe - in->at;

    return memchr(in->buf + in->at, '\n', n) || n >= INBOX_LINE;
}

static enum inbox_line line_take(struct inbox *in, size_t n, char line[INBOX_LINE])
{
    const uint8_t *p = in->buf + in->at;

    in->at += n;
    if (in->skipping || n > INBOX_LINE) {
        in->skipping = false;
        return INBOX_LONG;
    }
    if (n < 2 || p[n - 2] != '\r')
        return INBOX_BARE_LF;
    if (memchr(p, '\0', n))
        return INBOX_NUL;
    memcpy(line, p, n - 2);
    line[n - 2] = '\0';
    return INBOX_WHOLE;
}

enum inbox_line inbox_line(struct inbox *in, char line[INBOX_LINE])
{
    size_t n = in->ripe - in->at;
    const uint8_t *p = in->buf + in->at, *lf = memchr(p, '\n', n);

    if (lf)
        return line_take(in, (size_t)(lf - p) + 1, line);
    if (n >= INBOX_LINE) {
        in->skipping = true;
        in->at = in->ripe;
    }
    return INBOX_NONE;
}
