/* SPDX-License-Identifier: MIT */
/*
 * A proxy's URL, and the octets between it and its protocol.
 *
 * Invariants: the protocols take one octet at a time, so how the network cut the
 * answer cannot matter; octets are taken from the socket only as far as the
 * protocol used them, so what follows the answer stays there for the session;
 * while octets of ours wait, none of the proxy's are looked at.
 */
#include <errno.h>
#include <stdlib.h>

#include "link_parts.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* %XX decoded (RFC 3986 section 2.1); false: too long, malformed, CR, LF or NUL. */
static bool decode(char to[LINK_NAME], const char *text, size_t n)
{
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        char c = text[i];

        if (c == '%') {
            int high = i + 2 < n ? hex_value(text[i + 1]) : -1;
            int low = high >= 0 ? hex_value(text[i + 2]) : -1;

            if (low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0' || c == '\r' || c == '\n' || used == LINK_NAME - 1)
            return false;
        to[used++] = c;
    }
    to[used] = '\0';
    return true;
}

/* The digits of a port, a final / allowed; 0: it is none. */
static uint16_t port_parse(const char *text)
{
    uint32_t port = 0;

    for (; *text >= '0' && *text <= '9'; text++) {
        port = port * 10 + (uint32_t)(*text - '0');
        if (port > 65535)
            return 0;
    }
    return *text == '\0' || (text[0] == '/' && text[1] == '\0') ? (uint16_t)port : 0;
}

/* "user:password"; SOCKS wants both (RFC 1929), Basic no colon in the user (RFC 7617). */
static bool login_parse(struct link_proxy *p, const char *text, size_t n,
                        struct pop3_link_error *e)
{
    const char *colon = memchr(text, ':', n);
    size_t user = colon != NULL ? (size_t)(colon - text) : n;

    p->login = decode(p->user, text, user) && p->user[0] != '\0' &&
               (colon == NULL || decode(p->password, colon + 1, n - user - 1)) &&
               (p->http ? strchr(p->user, ':') == NULL : p->password[0] != '\0');
    if (!p->login)
        link_say(e, POP3_LINK_LOCAL,
                 "user and password in the proxy URL cannot be sent to it: each has 1 to 255 "
                 "octets without CR, LF and NUL; write other signs as %%XX");
    return p->login;
}

static const struct {
    const char *scheme;
    bool http;
} schemes[] = {{"socks5://", false}, {"socks5h://", false}, {"http://", true}};

bool link_proxy_parse(struct link_proxy *p, const char *url, struct pop3_link_error *e)
{
    const char *text = NULL;
    const char *at, *colon;

    memset(p, 0, sizeof(*p));
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]) && text == NULL; i++)
        if (strncmp(url, schemes[i].scheme, strlen(schemes[i].scheme)) == 0) {
            text = url + strlen(schemes[i].scheme);
            p->http = schemes[i].http;
        }
    at = text != NULL ? strrchr(text, '@') : NULL;
    if (at != NULL && !login_parse(p, text, (size_t)(at - text), e))
        return false;
    if (at != NULL)
        text = at + 1;
    colon = text != NULL ? strrchr(text, ':') : NULL;
    p->port = colon != NULL ? port_parse(colon + 1) : 0;
    if (p->port == 0) {
        link_say(e, POP3_LINK_LOCAL,
                 "the proxy URL is not of the form socks5://[user:password@]host:port or "
                 "http://[user:password@]host:port");
        return false;
    }
    return link_host_parse(&p->host, text, (size_t)(colon - text), e);
}

void link_proxy_wipe(struct link_proxy *p)
{
    pop3_wipe(p->user, sizeof(p->user));
    pop3_wipe(p->password, sizeof(p->password));
    pop3_wipe(p->out, sizeof(p->out));
}

static enum link_verdict broken(const struct link_proxy *p, int err, struct pop3_link_error *e)
{
    link_say(e, POP3_LINK_PROXY_PROTOCOL,
             "proxy %s port %u %s before it had answered; check that it is a %s proxy",
             p->host.name, p->port, err == 0 ? "ended the connection" : link_errno(err),
             p->http ? "HTTP" : "SOCKS5");
    return LINK_NO;
}

/* False when the connection broke. */
static bool flush(struct link_proxy *p, int fd)
{
    while (p->out_sent < p->out_len) {
        ssize_t n = send(fd, p->out + p->out_sent, p->out_len - p->out_sent, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK;
        pop3_wipe(p->out + p->out_sent, (size_t)n);
        p->out_sent += (size_t)n;
    }
    p->out_len = p->out_sent = 0;
    return true;
}

static enum link_verdict octets(struct link_proxy *p, const uint8_t *in, size_t n, size_t *used,
                                struct pop3_link_error *e)
{
    enum link_verdict verdict = LINK_MORE;

    *used = 0;
    while (*used < n && verdict == LINK_MORE && p->out_len == 0) {
        uint8_t c = in[(*used)++];

        verdict = p->http ? link_http_octet(p, c, e) : link_socks_octet(p, c, e);
    }
    return verdict;
}

/* One look at the socket; *again: there may be more to do at once. */
static enum link_verdict look(struct link_proxy *p, int fd, bool *again,
                              struct pop3_link_error *e)
{
    uint8_t in[512];
    size_t used;
    enum link_verdict verdict;
    ssize_t n = recv(fd, in, sizeof(in), MSG_PEEK);

    *again = n > 0 || (n < 0 && errno == EINTR);
    if (n == 0)
        return broken(p, 0, e);
    if (n < 0)
        return *again || errno == EAGAIN || errno == EWOULDBLOCK ? LINK_MORE
                                                                 : broken(p, errno, e);
    verdict = octets(p, in, (size_t)n, &used, e);
    n = recv(fd, in, used, 0);
    return n == (ssize_t)used ? verdict : broken(p, n < 0 ? errno : 0, e);
}

enum link_verdict link_proxy_drive(struct link_proxy *p, int fd, struct pop3_link_error *e)
{
    enum link_verdict verdict = LINK_MORE;
    bool again = true;

    while (verdict == LINK_MORE && again) {
        if (!flush(p, fd))
            return broken(p, errno, e);
        if (p->out_len > 0)
            return LINK_MORE;
        verdict = look(p, fd, &again, e);
    }
    return verdict;
}
