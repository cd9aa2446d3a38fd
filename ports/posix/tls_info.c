/* SPDX-License-Identifier: MIT */
/*
 * Facts about a session, and the channel bindings of RFC 5929 and RFC 9266.
 *
 * Invariant: bindings come only from a finished handshake, and those that are
 * taken from the handshake's secrets on TLS 1.2 only with extended master secret:
 * without it an attacker in the middle can give both sides the same ones.
 */
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "tls_parts.h"

#define EXPORTER_LABEL "EXPORTER-Channel-Binding"
#define EXPORTER_LEN   32u

bool pop3_tls_info(const struct pop3_tls *t, struct pop3_tls_info *info)
{
    if (!t->done)
        return false;
    info->version = SSL_get_version(t->ssl);
    info->cipher = SSL_get_cipher_name(t->ssl);
    info->resumed = SSL_session_reused(t->ssl) == 1;
    info->client_asked = t->asked;
    info->client_sent = t->asked && t->context->client;
    return true;
}

/* As presented, or as the session that was resumed remembers it. */
static X509 *peer_get(const struct pop3_tls *t)
{
    return t->peer != NULL || !t->done ? t->peer : SSL_get0_peer_certificate(t->ssl);
}

bool pop3_tls_peer_name(const struct pop3_tls *t, char *name, size_t cap)
{
    const X509 *peer = peer_get(t);
    struct tls_text text = {name, 0, cap};

    tls_text_add(&text, "");
    if (peer == NULL)
        return false;
    tls_text_name(&text, X509_get_subject_name(peer));
    tls_text_add(&text, ", issued by ");
    tls_text_name(&text, X509_get_issuer_name(peer));
    return true;
}

bool pop3_tls_peer_pin(const struct pop3_tls *t, char pin[POP3_TLS_PIN_TEXT])
{
    const X509 *peer = peer_get(t);
    uint8_t digest[TLS_DIGEST];

    pin[0] = '\0';
    if (peer == NULL || !tls_pin_of(peer, digest))
        return false;
    tls_pin_print(digest, pin);
    return true;
}

/* RFC 9266 section 2: the context is there and empty. */
static size_t exporter_get(SSL *ssl, uint8_t *data)
{
    static const unsigned char empty[1];

    if (SSL_version(ssl) < TLS1_3_VERSION && SSL_get_extms_support(ssl) != 1)
        return 0;
    return SSL_export_keying_material(ssl, data, EXPORTER_LEN, EXPORTER_LABEL,
                                      sizeof(EXPORTER_LABEL) - 1, empty, 0, 1) == 1
               ? EXPORTER_LEN
               : 0;
}

/* RFC 5929 section 4.1. */
static size_t end_point_get(X509 *cert, uint8_t *data)
{
    int digest = NID_undef;
    unsigned int n = 0;
    const EVP_MD *md;

    if (cert == NULL || X509_get_signature_info(cert, &digest, NULL, NULL, NULL) != 1)
        return 0;
    if (digest == NID_md5 || digest == NID_sha1)
        digest = NID_sha256;
    md = EVP_get_digestbynid(digest);
    if (md == NULL || (size_t)EVP_MD_get_size(md) > POP3_SCRAM_MAX_BINDING)
        return 0;
    return X509_digest(cert, md, data, &n) == 1 ? n : 0;
}

/* RFC 5929 section 3.1: the first Finished of the handshake, whoever sent it. */
static size_t unique_get(SSL *ssl, uint8_t *data)
{
    size_t n;

    if (SSL_version(ssl) >= TLS1_3_VERSION || SSL_get_extms_support(ssl) != 1)
        return 0;
    n = SSL_session_reused(ssl) ? SSL_get_peer_finished(ssl, data, POP3_SCRAM_MAX_BINDING)
                                : SSL_get_finished(ssl, data, POP3_SCRAM_MAX_BINDING);
    return n <= POP3_SCRAM_MAX_BINDING ? n : 0;
}

size_t pop3_tls_binding(const struct pop3_tls *t, enum pop3_binding binding,
                        uint8_t data[POP3_SCRAM_MAX_BINDING])
{
    size_t n = 0;

    if (!t->done)
        return 0;
    switch (binding) {
    case POP3_BIND_NONE:
    case POP3_BIND_UNUSED:
        break;
    case POP3_BIND_TLS_EXPORTER:
        n = exporter_get(t->ssl, data);
        break;
    case POP3_BIND_TLS_SERVER_END_POINT:
        n = end_point_get(peer_get(t), data);
        break;
    case POP3_BIND_TLS_UNIQUE:
        n = unique_get(t->ssl, data);
        break;
    }
    ERR_clear_error();
    return n;
}
