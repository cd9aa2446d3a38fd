/* SPDX-License-Identifier: MIT */
/*
 * What the files of the link share. From the bottom up:
 *
 *     link_text.c   sentences, escaping
 *     link_host.c   host names, IP literals
 *     link_names.c  c-ares: the channel, both families of one name
 *     link_race.c   RFC 8305: attempts, and which one wins
 *     link_proxy.c  the proxy's URL; octets between it and its protocol
 *     link_socks.c, link_http.c   the protocols, an octet at a time
 *     link.c        one object of all that
 *     link_io.c     read and write once it is there
 *     srv.c         SRV records
 */
#ifndef NXPOP3_LINK_PARTS_H
#define NXPOP3_LINK_PARTS_H

#include <netinet/in.h>
#include <string.h>
#include <sys/select.h> /* ares.h names fd_set */
#include <sys/socket.h>

#include <ares.h>

#include "pop3_link.h"

#define LINK_NAME 256u /* a host name or literal with its final NUL */

/* ---- link_text.c ---- */

/* Sets *e; what the format inserts must be ours, checked, or escaped. */
void link_say(struct pop3_link_error *e, enum pop3_link_fault fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A peer's octets as printable ASCII, cut at cap with the final NUL; returns to. */
const char *link_escape(char *to, size_t cap, const uint8_t *p, size_t n);

/* An errno in words. */
const char *link_errno(int err);

/* ---- link_host.c ---- */

union link_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* A name or a literal, checked. */
struct link_host {
    char name[LINK_NAME];       /* without brackets */
    bool zone;                  /* the literal had a %zone */
    union link_address literal; /* any.sa_family is AF_UNSPEC for a name */
};

/* n octets of text; false with *e set (LOCAL). */
bool link_host_parse(struct link_host *host, const char *text, size_t n,
                     struct pop3_link_error *e);

/* Letters, digits, - and _ in labels of up to 63; a final dot allowed. */
bool link_name_good(const char *name, size_t n);

socklen_t link_address_size(const union link_address *address);
void link_address_port(union link_address *address, uint16_t port);

#define LINK_ADDRESS 64u
const char *link_address_print(char to[LINK_ADDRESS], const struct sockaddr *address);

/* ---- link_names.c ---- */

/* A c-ares channel; zeroed is closed. */
struct link_channel {
    ares_channel ares;
    bool open;
};

/* False with *e set. close() drops what is still asked, with a last callback. */
bool link_channel_open(struct link_channel *c, const char *servers, struct pop3_link_error *e);
void link_channel_close(struct link_channel *c);
size_t link_channel_fds(const struct link_channel *c, struct pollfd *fds);
uint32_t link_channel_timeout(const struct link_channel *c);
void link_channel_drive(struct link_channel *c, const struct pollfd *fds, size_t n);

/* True for statuses that say that there is no such thing, rather than trouble. */
bool link_status_absent(int status);

struct link_race;

/* Asks for the families that race->looked is false for; answers go to the race. */
void link_names_ask(struct link_channel *c, struct link_race *race, const char *name);

/* Why no address came; sets *e. */
void link_names_fail(const struct link_race *race, const char *what, const char *name,
                     struct pop3_link_error *e);

/* ---- link_race.c ---- */

#define LINK_FAMILIES      2  /* 0: IPv6, which goes first, 1: IPv4 */
#define LINK_PER_FAMILY    8u /* addresses of one name; more are not tried */
#define LINK_ATTEMPTS      (LINK_FAMILIES * LINK_PER_FAMILY)
#define LINK_RESOLUTION_MS 50u  /* RFC 8305 section 3 */
#define LINK_ATTEMPT_MS    250u /* section 5 */

_Static_assert(LINK_ATTEMPTS + ARES_GETSOCK_MAXNUM <= POP3_LINK_MAX_FDS, "room for all fds");

/* One address that was tried. */
struct link_attempt {
    const union link_address *to;
    int fd;  /* -1: over */
    int err; /* why */
};

struct link_race {
    union link_address source; /* AF_UNSPEC: any */
    union link_address at[LINK_FAMILIES][LINK_PER_FAMILY];
    uint8_t count[LINK_FAMILIES], next[LINK_FAMILIES];
    bool looked[LINK_FAMILIES]; /* nothing more will come */
    int status[LINK_FAMILIES];  /* of c-ares */
    struct link_attempt attempt[LINK_ATTEMPTS];
    uint8_t attempts, turn;
    bool hurry;      /* one failed: the next need not wait */
    bool source_bad; /* bind() refused it */
    uint16_t port;
    uint32_t now_ms;  /* of the drive under way */
    uint32_t last_ms; /* when the last attempt began */
    uint32_t v4_ms;   /* when the IPv4 addresses came */
};

void link_race_add(struct link_race *r, int family, const struct sockaddr *address);

/* Looks at descriptors that something happened on, then begins what is due. The
 * socket that won, to be taken, or -1. */
int link_race_drive(struct link_race *r, const struct pollfd *fds, size_t n);

/* True when nothing is left to try or to wait for. */
bool link_race_over(const struct link_race *r);
size_t link_race_fds(const struct link_race *r, struct pollfd *fds);
uint32_t link_race_timeout(const struct link_race *r, uint32_t now_ms);
void link_race_close(struct link_race *r);

/* Why none won: sets *e. late: time was up. */
void link_race_fail(const struct link_race *r, const char *where, bool late,
                    struct pop3_link_error *e);

/* ---- link_proxy.c, link_socks.c, link_http.c ---- */

#define LINK_PROXY_REPLY 16384u /* octets of an HTTP answer */

enum link_verdict { LINK_MORE, LINK_YES, LINK_NO };

struct link_proxy {
    bool http, login, offered; /* login: there is a user; offered: it was sent */
    uint16_t port;
    struct link_host host;
    char user[LINK_NAME], password[LINK_NAME];
    const struct link_host *target;
    uint16_t target_port;
    /* the protocol's */
    int state;
    uint32_t count;    /* SOCKS: octets to skip; HTTP: octets so far */
    uint32_t line_len; /* HTTP: of this line */
    bool cr, colon;
    unsigned code;
    uint8_t line[128]; /* HTTP: the status line's begin */
    uint8_t out[2048];
    size_t out_len, out_sent;
};

/* False with *e set (LOCAL). */
bool link_proxy_parse(struct link_proxy *p, const char *url, struct pop3_link_error *e);

/* Overwrites user, password and what was sent. */
void link_proxy_wipe(struct link_proxy *p);

/* Talks; YES: the socket is the session's. NO: *e is set. */
enum link_verdict link_proxy_drive(struct link_proxy *p, int fd, struct pop3_link_error *e);

/* Puts our first octets into out. */
void link_socks_begin(struct link_proxy *p);
void link_http_begin(struct link_proxy *p);

/* The proxy's next octet. With MORE, out may have an answer. */
enum link_verdict link_socks_octet(struct link_proxy *p, uint8_t c, struct pop3_link_error *e);
enum link_verdict link_http_octet(struct link_proxy *p, uint8_t c, struct pop3_link_error *e);

/* ---- link.c, link_io.c ---- */

struct pop3_link {
    enum pop3_link_state state;
    bool started, short_write;
    int fd;
    uint16_t port;
    uint32_t start_ms, connect_ms;
    struct link_channel channel;
    struct link_host host;
    struct link_race *race;   /* until one won */
    struct link_proxy *proxy; /* until it said yes; NULL without */
    char *name_servers;
    char where[2 * LINK_NAME + LINK_ADDRESS + 64];
    struct pop3_link_error error;
};

/* Closes everything; returns POP3_LINK_FAILED. */
enum pop3_link_state link_failed(struct pop3_link *l);

#endif
