/* SPDX-License-Identifier: MIT */
/*
 * Sentences about failures: where, what happened, what to do. The first failure of a
 * session is the cause and stays; what follows from it says nothing new.
 */
#include <stdio.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/sslerr.h>

#include "tls_parts.h"

const char *pop3_tls_fault_name(enum pop3_tls_fault fault)
{
    switch (fault) {
    case POP3_TLS_FINE:
        return "fine";
    case POP3_TLS_UNTRUSTED:
        return "untrusted";
    case POP3_TLS_WRONG_HOST:
        return "wrong-host";
    case POP3_TLS_EXPIRED:
        return "expired";
    case POP3_TLS_NOT_YET:
        return "not-yet-valid";
    case POP3_TLS_REVOKED:
        return "revoked";
    case POP3_TLS_STAPLE:
        return "staple";
    case POP3_TLS_PIN:
        return "pin";
    case POP3_TLS_WEAK:
        return "weak";
    case POP3_TLS_VERSION:
        return "version";
    case POP3_TLS_CLIENT:
        return "client-certificate";
    case POP3_TLS_PROTOCOL:
        return "protocol";
    case POP3_TLS_TRUNCATED:
        return "truncated";
    case POP3_TLS_LOCAL:
        return "local";
    }
    return "unknown";
}

struct tls_text tls_fail_begin(struct pop3_tls *t, enum pop3_tls_fault fault)
{
    struct tls_text text = {t->error.text, 0, sizeof(t->error.text)};

    if (t->error.fault != POP3_TLS_FINE)
        return (struct tls_text){NULL, 0, 0};
    t->error.fault = fault;
    tls_text_add(&text, t->host.name);
    tls_text_add(&text, ": ");
    return text;
}

void tls_fail(struct pop3_tls *t, enum pop3_tls_fault fault, const char *sentence)
{
    struct tls_text text = tls_fail_begin(t, fault);

    tls_text_add(&text, sentence);
}

static const char our_certificate_text[] =
    "the server does not accept our certificate; give the one that it knows";

static const struct {
    int reason;
    enum pop3_tls_fault fault;
    const char *sentence;
} reasons[] = {
    {SSL_R_WRONG_VERSION_NUMBER, POP3_TLS_PROTOCOL,
     "the server does not speak TLS here; POP3 has TLS from the first octet on port 995, and "
     "by STLS on port 110"},
    {SSL_R_UNSUPPORTED_PROTOCOL, POP3_TLS_VERSION, NULL},
    {SSL_R_WRONG_SSL_VERSION, POP3_TLS_VERSION, NULL},
    {SSL_R_VERSION_TOO_LOW, POP3_TLS_VERSION, NULL},
    {SSL_R_UNKNOWN_SSL_VERSION, POP3_TLS_VERSION, NULL},
    {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, POP3_TLS_VERSION, NULL},
    {SSL_R_DH_KEY_TOO_SMALL, POP3_TLS_WEAK,
     "the server's Diffie-Hellman group is too small; its operator must configure 2048 bits "
     "or more"},
    {SSL_R_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED, POP3_TLS_WEAK,
     "the server signs with a broken algorithm; its operator must update it"},
    {SSL_R_WRONG_SIGNATURE_TYPE, POP3_TLS_WEAK,
     "the server signs with an algorithm that is not acceptable; its operator must update it"},
    {SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY, POP3_TLS_WEAK,
     "the server wants other ciphers than the strong ones offered; its operator must update "
     "it"},
    {SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED, POP3_TLS_WEAK,
     "the server lacks secure renegotiation (RFC 5746); its operator must update it"},
    {SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, POP3_TLS_PROTOCOL,
     "the server shares no cipher with us, or wants a client certificate; ask its operator"},
    {SSL_R_TLSV1_UNRECOGNIZED_NAME, POP3_TLS_PROTOCOL,
     "the server does not serve a host of that name; check the configured host"},
    {SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, POP3_TLS_CLIENT, our_certificate_text},
    {SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, POP3_TLS_CLIENT, our_certificate_text},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, POP3_TLS_CLIENT, our_certificate_text},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, POP3_TLS_CLIENT, our_certificate_text},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, POP3_TLS_CLIENT, our_certificate_text},
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA, POP3_TLS_CLIENT, our_certificate_text},
    {SSL_R_TLSV1_ALERT_ACCESS_DENIED, POP3_TLS_CLIENT, our_certificate_text},
    {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, POP3_TLS_CLIENT,
     "the server wants a client certificate; configure one for this account"},
};

static bool reason_known(struct pop3_tls *t, int reason)
{
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].reason != reason)
            continue;
        tls_fail(
            t, reasons[i].fault,
            reasons[i].sentence != NULL
                ? reasons[i].sentence
                : "the server's TLS is older than the minimum; its operator must update it, "
                  "since older versions are broken");
        return true;
    }
    return false;
}

/* Fit for a sentence: OpenSSL's name of the reason, or the system's. */
static void reason_add(struct tls_text *text, unsigned long code)
{
    const char *known = ERR_SYSTEM_ERROR(code) ? NULL : ERR_reason_error_string(code);
    char buffer[128];

    if (known == NULL && ERR_SYSTEM_ERROR(code) &&
        strerror_r(ERR_GET_REASON(code), buffer, sizeof(buffer)) == 0)
        known = buffer;
    tls_text_add(text, known != NULL ? known : "unknown reason");
}

void tls_fail_openssl(struct pop3_tls *t)
{
    unsigned long code = ERR_peek_error();
    struct tls_text text;

    if (t->no_memory || ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
        tls_fail(t, POP3_TLS_LOCAL, "out of memory");
    else if (ERR_GET_LIB(code) != ERR_LIB_SSL || !reason_known(t, ERR_GET_REASON(code))) {
        text = tls_fail_begin(t, POP3_TLS_PROTOCOL);
        tls_text_add(&text, t->done ? "TLS broke off (" : "the TLS handshake failed (");
        reason_add(&text, code);
        tls_text_add(&text, "); try again, and if it stays so ask the server's operator");
    }
    ERR_clear_error();
}

void tls_local_error(struct pop3_tls_error *error, const char *what, const char *which)
{
    struct tls_text text = {error->text, 0, sizeof(error->text)};
    unsigned long code = ERR_peek_error();

    error->fault = POP3_TLS_LOCAL;
    tls_text_add(&text, what);
    if (which != NULL) {
        tls_text_add(&text, " ");
        tls_text_peer(&text, (const uint8_t *)which, strlen(which), sizeof(error->text) / 2);
    }
    if (code != 0) {
        tls_text_add(&text, ": ");
        reason_add(&text, code);
    }
    ERR_clear_error();
}
