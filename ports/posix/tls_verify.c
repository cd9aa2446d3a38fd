/* SPDX-License-Identifier: MIT */
/*
 * The server's certificate, while the handshake can still be refused: chain,
 * dates, strength and host by OpenSSL (RFC 5280, RFC 9525), then the pins. Where a
 * pin alone is trusted it stands for all of that but the strength of the key:
 * whoever holds the key is the server, as with DANE-EE (RFC 7671 section 5.1).
 *
 * Invariant: 1 is returned on one path only for each of the two modes, and each
 * has compared the pins if there are any.
 */
#include <openssl/err.h>

#include "tls_parts.h"

static enum pop3_tls_fault fault_of(int error)
{
    switch (error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return POP3_TLS_WRONG_HOST;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return POP3_TLS_EXPIRED;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return POP3_TLS_NOT_YET;
    case X509_V_ERR_CERT_REVOKED:
        return POP3_TLS_REVOKED;
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
        return POP3_TLS_WEAK;
    case X509_V_ERR_OUT_OF_MEM:
    case X509_V_ERR_UNSPECIFIED:
    case X509_V_ERR_INVALID_CALL:
    case X509_V_ERR_STORE_LOOKUP:
        return POP3_TLS_LOCAL;
    }
    return POP3_TLS_UNTRUSTED;
}

/* "the certificate of CN = ..." */
static void certificate_add(struct tls_text *text, const X509 *cert)
{
    tls_text_add(text, "the certificate of ");
    tls_text_name(text, X509_get_subject_name(cert));
}

static void untrusted_explain(struct tls_text *text, int error, const X509 *cert,
                              const X509 *leaf)
{
    certificate_add(text, leaf);
    if (error == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT) {
        tls_text_add(text, " is signed by itself and nobody trusted vouches for it");
    } else if (error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
               error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
               error == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN ||
               error == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE) {
        tls_text_add(text, " comes from an authority that is not trusted, ");
        tls_text_name(text, X509_get_issuer_name(cert));
    } else {
        tls_text_add(text, " is not acceptable (");
        tls_text_add(text, X509_verify_cert_error_string(error));
        tls_text_add(text, ")");
    }
    tls_text_add(text, "; do not log in, unless its operator confirms the key, then pin it: ");
    tls_text_pin(text, leaf);
}

static void dates_explain(struct tls_text *text, enum pop3_tls_fault fault, const X509 *cert)
{
    certificate_add(text, cert);
    if (fault == POP3_TLS_EXPIRED) {
        tls_text_add(text, " expired on ");
        tls_text_time(text, X509_get0_notAfter(cert));
        tls_text_add(text, "; check this machine's clock, or have the server's operator "
                           "renew it");
    } else {
        tls_text_add(text, " is valid only from ");
        tls_text_time(text, X509_get0_notBefore(cert));
        tls_text_add(text, "; check this machine's clock");
    }
}

static void chain_explain(struct tls_text *text, enum pop3_tls_fault fault, int error,
                          const X509 *cert, const X509 *leaf)
{
    switch (fault) {
    case POP3_TLS_WRONG_HOST:
        tls_text_add(text, "the certificate is for ");
        tls_text_sans(text, leaf);
        tls_text_add(text, ", not for this host; configure a name of it if that is the right "
                           "server, else do not log in");
        return;
    case POP3_TLS_EXPIRED:
    case POP3_TLS_NOT_YET:
        dates_explain(text, fault, cert);
        return;
    case POP3_TLS_WEAK:
        certificate_add(text, cert);
        tls_text_add(text, " has a key or signature that can be forged (");
        tls_text_add(text, X509_verify_cert_error_string(error));
        tls_text_add(text, "); the server's operator must replace it");
        return;
    case POP3_TLS_REVOKED:
        certificate_add(text, cert);
        tls_text_add(text, " was revoked; do not log in, ask the server's operator");
        return;
    case POP3_TLS_FINE:
    case POP3_TLS_UNTRUSTED:
    case POP3_TLS_STAPLE:
    case POP3_TLS_PIN:
    case POP3_TLS_VERSION:
    case POP3_TLS_CLIENT:
    case POP3_TLS_PROTOCOL:
    case POP3_TLS_TRUNCATED:
    case POP3_TLS_LOCAL:
        break;
    }
    untrusted_explain(text, error, cert, leaf);
}

static int refuse(X509_STORE_CTX *store, int error)
{
    X509_STORE_CTX_set_error(store, error);
    return 0;
}

static int chain_refuse(struct pop3_tls *t, X509_STORE_CTX *store, const X509 *leaf)
{
    int error = X509_STORE_CTX_get_error(store);
    const X509 *cert = X509_STORE_CTX_get_current_cert(store);
    enum pop3_tls_fault fault = fault_of(error);
    struct tls_text text = tls_fail_begin(t, fault);

    chain_explain(&text, fault, error, cert != NULL ? cert : leaf, leaf);
    return refuse(store, error != X509_V_OK ? error : X509_V_ERR_UNSPECIFIED);
}

static int pin_refuse(struct pop3_tls *t, X509_STORE_CTX *store, const X509 *leaf)
{
    struct tls_text text = tls_fail_begin(t, POP3_TLS_PIN);

    tls_text_add(&text, "the server's key ");
    tls_text_pin(&text, leaf);
    tls_text_add(&text, " is not the pinned one; do not log in unless the server's operator "
                        "confirms the new key, then pin it");
    return refuse(store, X509_V_ERR_APPLICATION_VERIFICATION);
}

static int pin_alone_verify(struct pop3_tls *t, X509_STORE_CTX *store, const X509 *leaf)
{
    if (!tls_pins_match(&t->pins, leaf))
        return pin_refuse(t, store, leaf);
    if (!tls_key_strong(leaf)) {
        tls_fail(t, POP3_TLS_WEAK,
                 "the server's key is so short that it can be broken; its "
                 "operator must replace it");
        return refuse(store, X509_V_ERR_EE_KEY_TOO_SMALL);
    }
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
}

int tls_verify(X509_STORE_CTX *store, void *unused)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct pop3_tls *t = SSL_get_app_data(ssl);
    X509 *leaf = X509_STORE_CTX_get0_cert(store);

    (void)unused;
    if (leaf == NULL || X509_up_ref(leaf) != 1) {
        tls_fail(t, POP3_TLS_PROTOCOL, "the server showed no certificate");
        return refuse(store, X509_V_ERR_UNSPECIFIED);
    }
    X509_free(t->peer);
    t->peer = leaf;
    if (t->pins.mode == POP3_TLS_PIN_ALONE)
        return pin_alone_verify(t, store, leaf);
    if (X509_verify_cert(store) != 1)
        return chain_refuse(t, store, leaf);
    if (t->pins.count != 0 && !tls_pins_match(&t->pins, leaf))
        return pin_refuse(t, store, leaf);
    return 1;
}
