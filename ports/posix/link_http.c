/* SPDX-License-Identifier: MIT */
/*
 * HTTP CONNECT: RFC 9110 section 9.3.6, message format RFC 9112, Basic login
 * RFC 7617. A status 2xx and its header are the proxy's, the next octet is the
 * server's; Content-Length and Transfer-Encoding do not count there.
 */
#include <stdio.h>

#include "link_parts.h"

enum { STATUS_LINE, FIELD_LINE };

/* RFC 4648 section 4; to has room for all of it and the final NUL. */
static void base64(char *to, const uint8_t *p, size_t n)
{
    static const char sign[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i += 3) {
        uint32_t bits = (uint32_t)p[i] << 16;

        bits |= i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0;
        bits |= i + 2 < n ? p[i + 2] : 0;
        *to++ = sign[bits >> 18];
        *to++ = sign[bits >> 12 & 63];
        *to++ = i + 1 < n ? sign[bits >> 6 & 63] : '=';
        *to++ = i + 2 < n ? sign[bits & 63] : '=';
    }
    *to = '\0';
}

/* "Proxy-Authorization: ..." with its CRLF behind what out has. */
static void put_login(struct link_proxy *p)
{
    char plain[2 * LINK_NAME];
    char coded[4 * ((2 * LINK_NAME + 2) / 3) + 1];
    int n = snprintf(plain, sizeof(plain), "%s:%s", p->user, p->password);

    base64(coded, (const uint8_t *)plain, (size_t)n);
    n = snprintf((char *)p->out + p->out_len, sizeof(p->out) - p->out_len,
                 "Proxy-Authorization: Basic %s\r\n", coded);
    p->out_len += (size_t)n;
    p->offered = true;
    pop3_wipe(plain, sizeof(plain));
    pop3_wipe(coded, sizeof(coded));
}

/* Two names, four lines of text, and the login in base64. */
_Static_assert(sizeof(((struct link_proxy *)0)->out) >= 2 * LINK_NAME + 128 + 700, "room");

void link_http_begin(struct link_proxy *p)
{
    const char *format = p->target->literal.any.sa_family == AF_INET6
                             ? "CONNECT [%s]:%u HTTP/1.1\r\nHost: [%s]:%u\r\n"
                             : "CONNECT %s:%u HTTP/1.1\r\nHost: %s:%u\r\n";
    int n = snprintf((char *)p->out, sizeof(p->out), format, p->target->name, p->target_port,
                     p->target->name, p->target_port);

    p->state = STATUS_LINE;
    p->out_len = (size_t)n;
    if (p->login)
        put_login(p);
    memcpy(p->out + p->out_len, "\r\n", 2);
    p->out_len += 2;
}

static enum link_verdict wrong(const struct link_proxy *p, const char *what,
                               struct pop3_link_error *e)
{
    link_say(e, POP3_LINK_PROXY_PROTOCOL,
             "proxy %s port %u: its answer to CONNECT %s; check that it is an HTTP proxy",
             p->host.name, p->port, what);
    return LINK_NO;
}

static enum link_verdict no(const struct link_proxy *p, struct pop3_link_error *e)
{
    char text[4 * sizeof(p->line)];
    size_t n = p->line_len < sizeof(p->line) ? p->line_len : sizeof(p->line);
    const char *advice = "ask who runs it whether it may connect to this port";

    if (p->code == 407)
        advice = p->offered ? "user or password is wrong; check the proxy URL"
                            : "put user:password@ into the proxy URL";
    link_say(e, POP3_LINK_PROXY_REFUSED,
             "proxy %s port %u, asked for %s port %u, answered \"%s\"; %s", p->host.name,
             p->port, p->target->name, p->target_port,
             link_escape(text, sizeof(text) / 2, p->line, n), advice);
    return LINK_NO;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* "HTTP/1.x NNN[ text]", RFC 9112 section 4. */
static enum link_verdict status_line(struct link_proxy *p, struct pop3_link_error *e)
{
    const uint8_t *s = p->line;

    if (p->line_len < 12 || memcmp(s, "HTTP/1.", 7) != 0 || !is_digit(s[7]) || s[8] != ' ' ||
        !is_digit(s[9]) || !is_digit(s[10]) || !is_digit(s[11]) ||
        (p->line_len > 12 && s[12] != ' '))
        return wrong(p, "is not HTTP/1", e);
    p->code = (s[9] - '0') * 100u + (s[10] - '0') * 10u + (s[11] - '0');
    if (p->code < 100 || p->code == 101)
        return wrong(p, "has a status that it cannot have", e);
    if (p->code >= 300)
        return no(p, e);
    p->state = FIELD_LINE;
    return LINK_MORE;
}

/* RFC 9112 section 5; the empty line ends an interim answer (1xx) or all. */
static enum link_verdict field_line(struct link_proxy *p, struct pop3_link_error *e)
{
    if (p->line_len > 0)
        return p->colon ? LINK_MORE : wrong(p, "has a header line without a name", e);
    if (p->code >= 200)
        return LINK_YES;
    p->state = STATUS_LINE;
    return LINK_MORE;
}

/* RFC 9110 section 5.6.2: what a field name is made of. */
static bool is_token(uint8_t c)
{
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static enum link_verdict line_octet(struct link_proxy *p, uint8_t c, struct pop3_link_error *e)
{
    if ((c < 0x20 && c != '\t') || c == 0x7F)
        return wrong(p, "has a control character", e);
    if (p->state == STATUS_LINE) {
        if (p->line_len < sizeof(p->line))
            p->line[p->line_len] = c;
    } else if (!p->colon) {
        p->colon = c == ':' && p->line_len > 0;
        if (!p->colon && !is_token(c))
            return wrong(p, "has a header line without a name", e);
    }
    p->line_len++;
    return LINK_MORE;
}

enum link_verdict link_http_octet(struct link_proxy *p, uint8_t c, struct pop3_link_error *e)
{
    enum link_verdict verdict;

    if (++p->count > LINK_PROXY_REPLY)
        return wrong(p, "does not end", e);
    if (!p->cr && c == '\r') {
        p->cr = true;
        return LINK_MORE;
    }
    if (p->cr != (c == '\n'))
        return wrong(p, "has a line that does not end in CRLF", e);
    if (!p->cr)
        return line_octet(p, c, e);
    verdict = p->state == STATUS_LINE ? status_line(p, e) : field_line(p, e);
    p->cr = p->colon = false;
    p->line_len = 0;
    return verdict;
}
