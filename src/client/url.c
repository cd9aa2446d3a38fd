/* SPDX-License-Identifier: MIT */
/*
 * URLs: see client.h. The form is RFC 2384 on top of RFC 3986, stricter: nothing
 * behind the host and port, no password, and what is decoded is looked at again.
 */
#include "client_parts.h"

#include <string.h>
#include <strings.h>

struct span {
    const char *p;
    size_t n;
};

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Octets that could end a command early, and other controls. */
static bool is_control(unsigned char c)
{
    return c < 0x20 || c == 0x7F;
}

/* Decodes %XX into to; NULL, or what is wrong. */
static const char *decode(char to[POP3_URL_FIELD], struct span from)
{
    size_t n = 0;
    for (size_t i = 0; i < from.n; i++) {
        int c = (unsigned char)from.p[i];
        if (c == '%') {
            bool both = from.n - i > 2;
            int high = both ? hex_value(from.p[i + 1]) : -1;
            int low = both ? hex_value(from.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return "the URL has a % that two hexadecimal digits do not follow";
            c = high << 4 | low;
            i += 2;
        }
        if (is_control((unsigned char)c))
            return "the URL has a control character in the user";
        if (n + 1 == POP3_URL_FIELD)
            return "the user in the URL is too long";
        to[n++] = (char)c;
    }
    to[n] = '\0';
    return NULL;
}

static bool starts(const char *text, const char *start)
{
    return strncasecmp(text, start, strlen(start)) == 0;
}

static const char *scheme_take(struct pop3_url *url, struct span *rest)
{
    url->tls_first = starts(rest->p, "pop3s://");
    if (!url->tls_first && !starts(rest->p, "pop3://") && !starts(rest->p, "pop://"))
        return "a URL begins with pop3s://, pop3:// or pop://";
    url->port = url->tls_first ? 995 : 110;
    const char *authority = strchr(rest->p, ':') + 3;
    rest->n = strcspn(authority, "/?#");
    if (strcmp(authority + rest->n, "/") != 0 && authority[rest->n] != '\0')
        return "the URL goes on behind the host; a / in the user is written %2F";
    rest->p = authority;
    return NULL;
}

static const char *auth_take(struct pop3_url *url, struct span auth)
{
    if (auth.n > 0 && *auth.p == '+')
        auth = (struct span){auth.p + 1, auth.n - 1};
    if (auth.n == 0 || auth.n >= sizeof url->auth)
        return "the URL has an ;AUTH= without the name of a mechanism";
    if (auth.n == 1 && *auth.p == '*')
        return NULL;
    for (size_t i = 0; i < auth.n; i++) {
        char c = auth.p[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return "the URL has an ;AUTH= with a name that no mechanism has";
    }
    memcpy(url->auth, auth.p, auth.n);
    url->auth[auth.n] = '\0';
    return NULL;
}

static const char *user_take(struct pop3_url *url, struct span user)
{
    struct span name = user;
    if (memchr(user.p, ':', user.n))
        return "a password does not belong in a URL; give it apart, and write : in a user as "
               "%3A";
    const char *semicolon = memchr(user.p, ';', user.n);
    if (semicolon) {
        name.n = (size_t)(semicolon - user.p);
        struct span auth = {semicolon + 6, user.n - name.n};
        if (auth.n < 6 || !starts(semicolon, ";AUTH="))
            return "the URL has a ; that ;AUTH= does not follow; in a user it is written %3B";
        auth.n -= 6;
        const char *wrong = auth_take(url, auth);
        if (wrong)
            return wrong;
    }
    return decode(url->user, name);
}

static const char *port_take(struct pop3_url *url, struct span port)
{
    uint32_t value = 0;
    for (size_t i = 0; i < port.n; i++) {
        if (port.p[i] < '0' || port.p[i] > '9' || value > 65535)
            return "the URL's port is no number from 1 to 65535";
        value = value * 10 + (uint32_t)(port.p[i] - '0');
    }
    if (value == 0 || value > 65535)
        return "the URL's port is no number from 1 to 65535";
    url->port = (uint16_t)value;
    return NULL;
}

static const char *host_take(struct pop3_url *url, struct span rest)
{
    struct span host = rest;
    const char *end;
    if (rest.n > 0 && *rest.p == '[') {
        end = memchr(rest.p, ']', rest.n);
        if (!end)
            return "the URL's [ has no ]";
        end++;
    } else {
        end = memchr(rest.p, ':', rest.n);
    }
    if (end)
        host.n = (size_t)(end - rest.p);
    if (host.n == 0 || host.n >= POP3_URL_FIELD)
        return "the URL has no host, or one that is too long";
    for (size_t i = 0; i < host.n; i++)
        if (is_control((unsigned char)host.p[i]) || host.p[i] == ' ' || host.p[i] & 0x80)
            return "the URL's host has characters that no host has";
    memcpy(url->host, host.p, host.n);
    url->host[host.n] = '\0';
    if (host.n == rest.n)
        return NULL;
    if (rest.p[host.n] != ':')
        return "the URL has something between ] and the port";
    return port_take(url, (struct span){rest.p + host.n + 1, rest.n - host.n - 1});
}

/* The last "@" parts the user from the host. */
static size_t user_size(struct span authority)
{
    size_t n = authority.n;
    while (n > 0 && authority.p[n - 1] != '@')
        n--;
    return n;
}

const char *pop3_url_parse(struct pop3_url *url, const char *text)
{
    struct span rest = {text, 0};
    memset(url, 0, sizeof *url);
    const char *wrong = scheme_take(url, &rest);
    if (wrong)
        return wrong;
    size_t at = user_size(rest);
    if (at > 0)
        wrong = user_take(url, (struct span){rest.p, at - 1});
    if (wrong)
        return wrong;
    return host_take(url, (struct span){rest.p + at, rest.n - at});
}
