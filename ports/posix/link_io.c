/* SPDX-License-Identifier: MIT */
/*
 * Octets of the session, once the link is there.
 */
#include <errno.h>

#include "link_parts.h"

static void lost(struct pop3_link *l, int err)
{
    link_say(&l->error, POP3_LINK_LOST, "%s %s during the session; try again later", l->where,
             link_errno(err));
}

static bool is_again(int err)
{
    return err == EAGAIN || err == EWOULDBLOCK;
}

enum pop3_link_io pop3_link_read(struct pop3_link *l, uint8_t *to, size_t cap, size_t *n)
{
    ssize_t got;

    *n = 0;
    if (l->state != POP3_LINK_READY)
        return POP3_LINK_BROKEN;
    do
        got = recv(l->fd, to, cap, 0);
    while (got < 0 && errno == EINTR);
    if (got < 0 && is_again(errno))
        return POP3_LINK_AGAIN;
    if (got < 0) {
        lost(l, errno);
        link_failed(l);
        return POP3_LINK_BROKEN;
    }
    *n = (size_t)got;
    return got > 0 ? POP3_LINK_DONE : POP3_LINK_EOF;
}

/* Reading goes on: what the server said before it closed explains why it did. */
static enum pop3_link_io write_failed(struct pop3_link *l, int err)
{
    if (l->error.fault == POP3_LINK_FINE)
        lost(l, err);
    return POP3_LINK_BROKEN;
}

enum pop3_link_io pop3_link_write(struct pop3_link *l, struct pop3_bytes data, size_t *n)
{
    ssize_t sent;

    *n = 0;
    if (l->state != POP3_LINK_READY)
        return POP3_LINK_BROKEN;
    do
        sent = send(l->fd, data.p, data.n, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent < 0 && !is_again(errno)) {
        l->short_write = false;
        return write_failed(l, errno);
    }
    l->short_write = sent < (ssize_t)data.n;
    if (sent <= 0)
        return POP3_LINK_AGAIN;
    *n = (size_t)sent;
    return POP3_LINK_DONE;
}

void pop3_link_shutdown(struct pop3_link *l)
{
    if (l->state != POP3_LINK_READY)
        return;
    l->short_write = false;
    shutdown(l->fd, SHUT_WR);
}
