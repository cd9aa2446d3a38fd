/* SPDX-License-Identifier: MIT */
/*
 * The reference identity: the host as configured, never what a name server or
 * the peer made of it (RFC 7817 section 3, RFC 9525 section 6).
 *
 * Invariant: a host is either a name or an address. What a resolver might take
 * for an address in an old notation (127.1, 0x7f000001) is refused, since it
 * would be looked up as the one and verified as the other.
 */
#include <arpa/inet.h>
#include <string.h>

#include "tls_parts.h"

#define MAX_HOST  253u
#define MAX_LABEL 63u

/* "*" only as the whole left-most label; one label deep and no CN are OpenSSL's default
 * and NEVER_CHECK_SUBJECT. */
#define NAME_RULES (X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT)

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_octet(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' ||
           c == '_';
}

/* A label that is a number to inet_aton(): decimal or 0x... */
static bool is_number(const char *label)
{
    if (label[0] == '0' && (label[1] == 'x' || label[1] == 'X'))
        return label[2 + strspn(label + 2, "0123456789abcdefABCDEF")] == '\0';
    return label[strspn(label, "0123456789")] == '\0';
}

/* Dots part labels of 1 to 63 octets; the last is not a number (RFC 1123 section 2.1). */
static bool is_name(const char *name)
{
    const char *label = name;

    for (const char *p = name;; p++) {
        if (*p != '.' && *p != '\0') {
            if (!is_name_octet(*p))
                return false;
            continue;
        }
        if (p == label || (size_t)(p - label) > MAX_LABEL)
            return false;
        if (*p == '\0')
            return !is_number(label);
        label = p + 1;
    }
}

static bool address_parse(struct tls_host *host)
{
    char *zone;

    if (inet_pton(AF_INET, host->name, host->ip) == 1) {
        host->ip_len = 4;
        return true;
    }
    if (strchr(host->name, ':') == NULL)
        return false;
    zone = strchr(host->name, '%');
    if (zone != NULL)
        *zone = '\0';
    if (inet_pton(AF_INET6, host->name, host->ip) != 1)
        return false;
    host->ip_len = 16;
    return true;
}

bool tls_host_parse(struct tls_host *host, const char *configured)
{
    size_t n = configured != NULL ? strlen(configured) : 0;
    bool bracketed = n > 2 && configured[0] == '[' && configured[n - 1] == ']';

    memset(host, 0, sizeof(*host));
    if (bracketed) {
        configured++;
        n -= 2;
    } else if (n > 1 && configured[n - 1] == '.') {
        n--;
    }
    if (n == 0 || n > MAX_HOST)
        return false;
    memcpy(host->name, configured, n);
    if (address_parse(host))
        return !bracketed || host->ip_len == 16;
    return !bracketed && is_name(host->name);
}

bool tls_host_apply(const struct tls_host *host, SSL *ssl)
{
    X509_VERIFY_PARAM *param = SSL_get0_param(ssl);

    if (host->ip_len != 0)
        return X509_VERIFY_PARAM_set1_ip(param, host->ip, host->ip_len) == 1;
    X509_VERIFY_PARAM_set_hostflags(param, NAME_RULES);
    return X509_VERIFY_PARAM_set1_host(param, host->name, 0) == 1 &&
           SSL_set_tlsext_host_name(ssl, host->name) == 1;
}

bool tls_host_matches(const struct tls_host *host, X509 *cert)
{
    if (host->ip_len != 0)
        return X509_check_ip(cert, host->ip, host->ip_len, 0) == 1;
    return X509_check_host(cert, host->name, 0, NAME_RULES, NULL) == 1;
}
