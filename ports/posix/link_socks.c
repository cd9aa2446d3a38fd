/* SPDX-License-Identifier: MIT */
/*
 * SOCKS5: RFC 1928, user and password by RFC 1929. The server's name goes to the
 * proxy as a name. Every octet of an answer is checked but those of the bound
 * address, which means nothing to us.
 */
#include "link_parts.h"

enum {
    METHOD_VERSION,
    METHOD,
    LOGIN_VERSION,
    LOGIN_STATUS,
    REPLY_VERSION,
    REPLY,
    REPLY_RESERVED,
    REPLY_TYPE,
    REPLY_LENGTH,
    REPLY_ADDRESS
};

#define SOCKS         5
#define LOGIN         1
#define NO_LOGIN      0
#define USER_PASSWORD 2
#define TYPE_IPV4     1
#define TYPE_NAME     3
#define TYPE_IPV6     4

static void put(struct link_proxy *p, const void *octets, size_t n)
{
    memcpy(p->out + p->out_len, octets, n);
    p->out_len += n;
}

static void put_octet(struct link_proxy *p, size_t c)
{
    p->out[p->out_len++] = (uint8_t)c;
}

/* The greatest message has 7 + 255 octets, the login 3 + 2 * 255. */
_Static_assert(sizeof(((struct link_proxy *)0)->out) >= 3 + 2 * LINK_NAME, "room for all");

void link_socks_begin(struct link_proxy *p)
{
    p->state = METHOD_VERSION;
    put_octet(p, SOCKS);
    put_octet(p, p->login ? 2 : 1);
    put_octet(p, NO_LOGIN);
    if (p->login)
        put_octet(p, USER_PASSWORD);
}

static void put_login(struct link_proxy *p)
{
    put_octet(p, LOGIN);
    put_octet(p, strlen(p->user));
    put(p, p->user, strlen(p->user));
    put_octet(p, strlen(p->password));
    put(p, p->password, strlen(p->password));
    p->offered = true;
    p->state = LOGIN_VERSION;
}

static void put_request(struct link_proxy *p)
{
    static const uint8_t connect_command[] = {SOCKS, 1, 0};
    const struct link_host *target = p->target;
    size_t n = strlen(target->name);

    put(p, connect_command, sizeof(connect_command));
    switch (target->literal.any.sa_family) {
    case AF_INET:
        put_octet(p, TYPE_IPV4);
        put(p, &target->literal.v4.sin_addr, 4);
        break;
    case AF_INET6:
        put_octet(p, TYPE_IPV6);
        put(p, &target->literal.v6.sin6_addr, 16);
        break;
    default:
        put_octet(p, TYPE_NAME);
        put_octet(p, n);
        put(p, target->name, n);
    }
    put_octet(p, p->target_port >> 8);
    put_octet(p, p->target_port & 255u);
    p->state = REPLY_VERSION;
}

static enum link_verdict wrong(const struct link_proxy *p, const char *what, uint8_t c,
                               struct pop3_link_error *e)
{
    link_say(
        e, POP3_LINK_PROXY_PROTOCOL,
        "proxy %s port %u sent %s %u, which SOCKS5 does not have there; check that it is a "
        "SOCKS5 proxy",
        p->host.name, p->port, what, c);
    return LINK_NO;
}

static enum link_verdict no(const struct link_proxy *p, const char *why,
                            struct pop3_link_error *e)
{
    link_say(e, POP3_LINK_PROXY_REFUSED, "proxy %s port %u, asked for %s port %u: %s",
             p->host.name, p->port, p->target->name, p->target_port, why);
    return LINK_NO;
}

static enum link_verdict method(struct link_proxy *p, uint8_t c, struct pop3_link_error *e)
{
    if (c == NO_LOGIN) {
        put_request(p);
        return LINK_MORE;
    }
    if (c == USER_PASSWORD && p->login) {
        put_login(p);
        return LINK_MORE;
    }
    if (c != 0xFF)
        return wrong(p, "the method", c, e);
    return no(p,
              p->login ? "it lets in neither without login nor with user and password; ask who "
                         "runs it"
                       : "it wants a login; put user:password@ into the proxy URL",
              e);
}

static enum link_verdict reply(struct link_proxy *p, uint8_t c, struct pop3_link_error *e)
{
    static const char *const why[] = {
        "general failure; ask who runs it",
        "not allowed by its rules; ask who runs it",
        "it cannot reach that network",
        "it cannot reach that host; check the host's name",
        "the host refused the connection; check the port",
        "the way to the host is too long",
        "it does not know CONNECT; use another proxy",
        "it does not know this kind of address; give the host as a name",
    };

    p->state = REPLY_RESERVED;
    if (c == 0)
        return LINK_MORE;
    if (c > sizeof(why) / sizeof(why[0]))
        return wrong(p, "the reply", c, e);
    return no(p, why[c - 1], e);
}

static enum link_verdict expect(struct link_proxy *p, uint8_t c, uint8_t due, const char *what,
                                struct pop3_link_error *e)
{
    p->state++;
    return c == due ? LINK_MORE : wrong(p, what, c, e);
}

static enum link_verdict type(struct link_proxy *p, uint8_t c, struct pop3_link_error *e)
{
    p->state = c == TYPE_NAME ? REPLY_LENGTH : REPLY_ADDRESS;
    p->count = c == TYPE_IPV4 ? 4 + 2 : 16 + 2;
    return c == TYPE_IPV4 || c == TYPE_NAME || c == TYPE_IPV6
               ? LINK_MORE
               : wrong(p, "the address type", c, e);
}

enum link_verdict link_socks_octet(struct link_proxy *p, uint8_t c, struct pop3_link_error *e)
{
    switch (p->state) {
    case METHOD_VERSION:
    case REPLY_VERSION:
        return expect(p, c, SOCKS, "the version", e);
    case METHOD:
        return method(p, c, e);
    case LOGIN_VERSION:
        return expect(p, c, LOGIN, "the login version", e);
    case LOGIN_STATUS:
        if (c != 0)
            return no(p, "user or password is wrong; check the proxy URL", e);
        put_request(p);
        return LINK_MORE;
    case REPLY:
        return reply(p, c, e);
    case REPLY_RESERVED:
        return expect(p, c, 0, "the reserved octet", e);
    case REPLY_TYPE:
        return type(p, c, e);
    case REPLY_LENGTH:
        p->count = c + 2u;
        p->state = REPLY_ADDRESS;
        return LINK_MORE;
    default:
        return --p->count == 0 ? LINK_YES : LINK_MORE;
    }
}
