/* SPDX-License-Identifier: MIT */
/*
 * Sentences for people: one line of printable ASCII, cut where the room ends.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "link_parts.h"

void link_say(struct pop3_link_error *e, enum pop3_link_fault fault, const char *format, ...)
{
    va_list args;

    e->fault = fault;
    va_start(args, format);
    vsnprintf(e->text, sizeof(e->text), format, args);
    va_end(args);
}

const char *link_escape(char *to, size_t cap, const uint8_t *p, size_t n)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        bool plain = p[i] >= 0x20 && p[i] < 0x7F && p[i] != '\\' && p[i] != '"';
        size_t size = plain ? 1 : 4;

        if (size >= cap - used)
            break;
        if (plain) {
            to[used] = (char)p[i];
        } else {
            to[used] = '\\';
            to[used + 1] = 'x';
            to[used + 2] = hex[p[i] >> 4];
            to[used + 3] = hex[p[i] & 15];
        }
        used += size;
    }
    to[used] = '\0';
    return to;
}

static const struct {
    int err;
    const char *words;
} errnos[] = {{ECONNREFUSED, "refused the connection"},
              {ECONNRESET, "reset the connection"},
              {EPIPE, "takes no more"},
              {ETIMEDOUT, "did not answer"},
              {ENETUNREACH, "cannot be reached from here"},
              {EHOSTUNREACH, "cannot be reached"},
              {ENETDOWN, "is behind a network that is down"},
              {EACCES, "is forbidden by a local rule"},
              {EPERM, "is forbidden by a local rule"},
              {EADDRNOTAVAIL, "needs an address that this machine does not have"},
              {EAFNOSUPPORT, "is of a family that this machine does not have"},
              {EMFILE, "needs a file descriptor, and none is left"},
              {ENFILE, "needs a file descriptor, and none is left"},
              {ENOBUFS, "needs memory, and none is left"},
              {ENOMEM, "needs memory, and none is left"}};

const char *link_errno(int err)
{
    for (size_t i = 0; i < sizeof(errnos) / sizeof(errnos[0]); i++)
        if (errnos[i].err == err)
            return errnos[i].words;
    return "failed for an unusual reason";
}

const char *pop3_link_fault_name(enum pop3_link_fault fault)
{
    switch (fault) {
    case POP3_LINK_FINE:
        return "fine";
    case POP3_LINK_UNKNOWN:
        return "unknown-host";
    case POP3_LINK_NAME_SERVER:
        return "name-server";
    case POP3_LINK_REFUSED:
        return "refused";
    case POP3_LINK_UNREACHABLE:
        return "unreachable";
    case POP3_LINK_TIMEOUT:
        return "timeout";
    case POP3_LINK_PROXY_REFUSED:
        return "proxy-refused";
    case POP3_LINK_PROXY_PROTOCOL:
        return "proxy-protocol";
    case POP3_LINK_LOST:
        return "lost";
    case POP3_LINK_LOCAL:
        return "local";
    }
    return "unknown";
}
