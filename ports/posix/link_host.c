/* SPDX-License-Identifier: MIT */
/*
 * Host names (RFC 1123 section 2.1, RFC 1035 section 2.3.4) and IP literals
 * (RFC 4291, zones by RFC 4007 section 11), as configured.
 *
 * Invariant: what passes has no octet that means anything in a sentence, a
 * CONNECT request or a question to a name server; and what looks like an IPv4
 * address and is none is not taken for a name.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>

#include "link_parts.h"

#define MAX_LABEL 63u

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_label(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
}

bool link_name_good(const char *name, size_t n)
{
    size_t label = 0;
    bool digits = true; /* the last label's octets are all digits */

    if (n > 0 && name[n - 1] == '.')
        n--;
    if (n == 0 || n > 253)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (name[i] == '.' && label > 0) {
            label = 0;
            digits = true;
            continue;
        }
        if (!is_label(name[i]) || ++label > MAX_LABEL)
            return false;
        digits = digits && is_digit(name[i]);
    }
    return label > 0 && !digits;
}

/* "eth0" or "2"; 0 if there is no such interface. */
static unsigned zone_number(const char *zone)
{
    char *end = NULL;
    unsigned long number = is_digit(*zone) ? strtoul(zone, &end, 10) : 0;

    if (end != NULL && *end == '\0' && number <= 0xFFFF)
        return (unsigned)number;
    return if_nametoindex(zone);
}

/* host->name into host->literal; false only where it is a literal and a bad one. */
static bool literal_parse(struct link_host *host)
{
    char text[LINK_NAME];
    char *zone;

    if (inet_pton(AF_INET, host->name, &host->literal.v4.sin_addr) == 1) {
        host->literal.any.sa_family = AF_INET;
        return true;
    }
    memcpy(text, host->name, sizeof(text));
    zone = strchr(text, '%');
    if (zone != NULL)
        *zone++ = '\0';
    if (inet_pton(AF_INET6, text, &host->literal.v6.sin6_addr) != 1)
        return strchr(text, ':') == NULL && zone == NULL;
    host->literal.any.sa_family = AF_INET6;
    host->zone = zone != NULL;
    if (zone != NULL)
        host->literal.v6.sin6_scope_id = zone_number(zone);
    return zone == NULL || host->literal.v6.sin6_scope_id != 0;
}

bool link_host_parse(struct link_host *host, const char *text, size_t n,
                     struct pop3_link_error *e)
{
    bool brackets = n >= 2 && text[0] == '[' && text[n - 1] == ']';
    char shown[160];

    memset(host, 0, sizeof(*host));
    host->literal.any.sa_family = AF_UNSPEC;
    link_escape(shown, sizeof(shown), (const uint8_t *)text, n);
    if (brackets) {
        text++;
        n -= 2;
    }
    if (n > 0 && n < sizeof(host->name)) {
        memcpy(host->name, text, n);
        if (literal_parse(host)) {
            sa_family_t family = host->literal.any.sa_family;

            if (family == AF_INET6 || (!brackets && family == AF_INET) ||
                (!brackets && link_name_good(text, n)))
                return true;
        }
    }
    link_say(e, POP3_LINK_LOCAL,
             "\"%s\" is neither an IP address nor a host name in ASCII letters, digits, dots "
             "and hyphens; write an international name in its xn-- form",
             shown);
    return false;
}

socklen_t link_address_size(const union link_address *address)
{
    return address->any.sa_family == AF_INET ? sizeof(address->v4) : sizeof(address->v6);
}

void link_address_port(union link_address *address, uint16_t port)
{
    if (address->any.sa_family == AF_INET)
        address->v4.sin_port = htons(port);
    else
        address->v6.sin6_port = htons(port);
}

const char *link_address_print(char to[LINK_ADDRESS], const struct sockaddr *address)
{
    const union link_address *a = (const void *)address;
    const char *text = address->sa_family == AF_INET
                           ? inet_ntop(AF_INET, &a->v4.sin_addr, to, LINK_ADDRESS)
                           : inet_ntop(AF_INET6, &a->v6.sin6_addr, to, LINK_ADDRESS);

    return text != NULL ? text : "?";
}
