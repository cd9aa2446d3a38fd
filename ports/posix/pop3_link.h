/* SPDX-License-Identifier: MIT */
/*
 * pop3_link.h: a TCP connection to a POP3 server, direct or through a proxy,
 * that never blocks. Any event loop drives it, and so does poll():
 *
 *     struct pollfd fds[POP3_LINK_MAX_FDS];
 *     size_t n = 0;
 *     l = pop3_link_new(&target, &error);
 *     while (pop3_link_drive(l, now, fds, n) == POP3_LINK_CONNECTING) {
 *         n = pop3_link_fds(l, fds);
 *         poll(fds, n, (int)pop3_link_timeout(l, now));
 *     }
 *     <then pop3_link_read() and pop3_link_write(), waiting the same way>
 *
 * Names are asked for in both address families at once, the system's hosts file
 * included, and the addresses are raced: IPv6 and IPv4 by turns, the next one
 * 250 ms after the last or as soon as one fails, the first that connects wins
 * (RFC 8305). A SOCKS5 (RFC 1928, RFC 1929) or HTTP (CONNECT, RFC 9110 section
 * 9.3.6) proxy is given the server's name and looks it up itself; not one octet
 * of the session is sent before it said yes, and octets behind its answer are
 * the first that pop3_link_read() returns.
 *
 * The link reads no clock: time is the now_ms of its calls, any steady count of
 * milliseconds, which may wrap. (The c-ares library times the repetition of its
 * questions to name servers by a clock of its own.) Sockets are closed on exec
 * and raise no SIGPIPE; TCP_NODELAY is set. What a peer says is escaped in
 * sentences to printable ASCII.
 *
 * Threads: one link is driven by one thread at a time, different ones by
 * different threads. The only thing shared is the initialisation of c-ares,
 * which links count: begun by the first and ended by the last, under a lock.
 */
#ifndef NXPOP3_POP3_LINK_H
#define NXPOP3_POP3_LINK_H

#include <poll.h>

#include "nxpop3/pop3.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Why there is no connection. */
enum pop3_link_fault {
    POP3_LINK_FINE = 0,
    POP3_LINK_UNKNOWN,        /* the name does not exist or has no address */
    POP3_LINK_NAME_SERVER,    /* the name servers are silent, or in trouble */
    POP3_LINK_REFUSED,        /* nobody listens there */
    POP3_LINK_UNREACHABLE,    /* no way there, or a firewall */
    POP3_LINK_TIMEOUT,        /* no connection, or no answer of the proxy, in time */
    POP3_LINK_PROXY_REFUSED,  /* the proxy said no */
    POP3_LINK_PROXY_PROTOCOL, /* the proxy's answer is no such answer */
    POP3_LINK_LOST,           /* a connection that was there broke */
    POP3_LINK_LOCAL           /* configuration, file descriptors, memory */
};

/* A word for a log: "unknown-host", "refused" ...; never NULL. */
const char *pop3_link_fault_name(enum pop3_link_fault fault);

/* One sentence without a full stop: where, what happened, what to do. */
#define POP3_LINK_TEXT 512u
struct pop3_link_error {
    enum pop3_link_fault fault;
    char text[POP3_LINK_TEXT];
};

/* Address families to use: for the proxy's address where there is a proxy. */
enum pop3_link_family { POP3_LINK_ANY, POP3_LINK_IPV4, POP3_LINK_IPV6 };

#define POP3_LINK_CONNECT_MS 30000u /* for connect_ms == 0 */

/* Where to. Strings end in NUL and may go after pop3_link_new(). */
struct pop3_link_target {
    const char *host;   /* an ASCII name, or an IP literal; [] and %zone allowed */
    uint16_t port;      /* not 0 */
    const char *source; /* our IP address, a literal; NULL: the system chooses */
    /*
     * NULL: none, or "socks5://[user:password@]host:port" (socks5h is the same),
     * or "http://[user:password@]host:port"; %XX is decoded in user and password.
     * The link's copy of the password is wiped when the proxy has decided.
     */
    const char *proxy;
    const char *name_servers; /* "address[:port],..."; NULL: the system's */
    uint32_t connect_ms;      /* for all of it: names, connection, proxy; 0: the default */
    enum pop3_link_family family;
};

struct pop3_link;

/* What is going on. */
enum pop3_link_state {
    POP3_LINK_CONNECTING,
    POP3_LINK_READY, /* the connection is the caller's */
    POP3_LINK_FAILED /* see pop3_link_error(); sticky */
};

/*
 * A link that begins, and begins to count time, with the first pop3_link_drive().
 * NULL on failure, with the reason in *error (POP3_LINK_LOCAL): something in the
 * target is not what it should be.
 */
struct pop3_link *pop3_link_new(const struct pop3_link_target *target,
                                struct pop3_link_error *error);

/* Closes and frees; NULL is fine. To be sure that the last octets arrive, read to EOF first. */
void pop3_link_free(struct pop3_link *l);

/* At most so many file descriptors are waited for; one once it is READY. */
#define POP3_LINK_MAX_FDS 32u

/*
 * What to wait for, with revents 0. Ask again after each drive, read and write:
 * descriptors come and go. When READY: input, and room for output if the last
 * write was short.
 */
size_t pop3_link_fds(const struct pop3_link *l, struct pollfd fds[POP3_LINK_MAX_FDS]);

/* Milliseconds until a drive is due, 0: now, UINT32_MAX: only fds matter. */
uint32_t pop3_link_timeout(const struct pop3_link *l, uint32_t now_ms);

/*
 * Goes on connecting. fds are the n descriptors that something happened on, by
 * revents; all of pop3_link_fds() will do, or one at a time, or none when only
 * time passed. Needless and outdated ones do no harm.
 */
enum pop3_link_state pop3_link_drive(struct pop3_link *l, uint32_t now_ms,
                                     const struct pollfd *fds, size_t n);

/* How a read or write came out. */
enum pop3_link_io {
    POP3_LINK_DONE,  /* at least one octet */
    POP3_LINK_AGAIN, /* none now: wait for pop3_link_fds() */
    POP3_LINK_EOF,   /* read: the peer ends its side; it may still be written to */
    POP3_LINK_BROKEN /* see pop3_link_error(); sticky. Also before READY */
};

/* Receives into to, at most cap octets, cap > 0. *n how many, 0 unless DONE. */
enum pop3_link_io pop3_link_read(struct pop3_link *l, uint8_t *to, size_t cap, size_t *n);

/*
 * Sends the first octets of data, data.n > 0. *n how many, 0 unless DONE. After
 * BROKEN, what the peer said before can still be read.
 */
enum pop3_link_io pop3_link_write(struct pop3_link *l, struct pop3_bytes data, size_t *n);

/*
 * Ends our side after what was written; reading goes on until EOF. No effect
 * unless READY. A write after it is BROKEN.
 */
void pop3_link_shutdown(struct pop3_link *l);

/* The socket when READY, for getpeername() and the like; else -1. Never close it. */
int pop3_link_fd(const struct pop3_link *l);

/*
 * For a log, valid as long as the link: "pop.example.org port 995", when READY
 * with the address: "... (192.0.2.1)" or "... through proxy NAME port N (ADDRESS)".
 */
const char *pop3_link_where(const struct pop3_link *l);

/* The failure, POP3_LINK_FINE if none; valid as long as the link. */
const struct pop3_link_error *pop3_link_error(const struct pop3_link *l);

#ifdef __cplusplus
}
#endif

#endif
