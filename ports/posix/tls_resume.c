/* SPDX-License-Identifier: MIT */
/*
 * Sessions to resume: TLSS, a digest of scope and DER, OpenSSL's DER. A resumed handshake shows
 * no certificate, so all that the first one proved must still be true: the scope
 * (a digest of host, trust, identity and pins) is equal, the certificate's
 * dates, host, key and pin are looked at again, and the session is at most a day old,
 * since revocation is not.
 *
 * Invariant: a resumption that is not offered costs a full handshake, nothing else.
 */
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "tls_parts.h"

#define MAGIC      "TLSS"
#define MAGIC_LEN  4u
#define HEADER_LEN (MAGIC_LEN + TLS_DIGEST)
#define MAX_AGE    86400L
#define MAX_DER    (1u << 20)

bool tls_resume_scope(struct pop3_tls *t)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    uint8_t mode = (uint8_t)t->pins.mode;
    bool ok = md != NULL && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 &&
              EVP_DigestUpdate(md, t->context->digest, TLS_DIGEST) == 1 &&
              EVP_DigestUpdate(md, t->host.name, strlen(t->host.name) + 1) == 1 &&
              EVP_DigestUpdate(md, &mode, 1) == 1 &&
              (t->pins.count == 0 ||
               EVP_DigestUpdate(md, t->pins.digest, t->pins.count * TLS_DIGEST) == 1) &&
              EVP_DigestFinal_ex(md, t->scope, NULL) == 1;

    EVP_MD_CTX_free(md);
    return ok;
}

/* Binds a session to its scope; also shows damage. */
static bool tag_make(const struct pop3_tls *t, const uint8_t *der, size_t n,
                     uint8_t tag[TLS_DIGEST])
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool ok = md != NULL && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 &&
              EVP_DigestUpdate(md, t->scope, TLS_DIGEST) == 1 &&
              EVP_DigestUpdate(md, der, n) == 1 && EVP_DigestFinal_ex(md, tag, NULL) == 1;

    EVP_MD_CTX_free(md);
    return ok;
}

int tls_resume_keep(SSL *ssl, SSL_SESSION *session)
{
    struct pop3_tls *t = SSL_get_app_data(ssl);

    SSL_SESSION_free(t->fresh);
    t->fresh = session;
    return 1;
}

/* The lifetime that the server gave is OpenSSL's and the server's to heed. */
static bool fresh_enough(const SSL_SESSION *session)
{
    long begun = (long)SSL_SESSION_get_time(session), age = (long)time(NULL) - begun;

    return age >= 0 && age < MAX_AGE;
}

static bool still_valid(const struct pop3_tls *t, SSL_SESSION *session)
{
    X509 *cert = SSL_SESSION_get0_peer(session);

    if (cert == NULL || !SSL_SESSION_is_resumable(session) || !fresh_enough(session))
        return false;
    if (!tls_key_strong(cert) || (t->pins.count != 0 && !tls_pins_match(&t->pins, cert)))
        return false;
    return t->pins.mode == POP3_TLS_PIN_ALONE ||
           (tls_host_matches(&t->host, cert) &&
            X509_cmp_current_time(X509_get0_notBefore(cert)) < 0 &&
            X509_cmp_current_time(X509_get0_notAfter(cert)) > 0);
}

void tls_resume_offer(struct pop3_tls *t, struct pop3_bytes resume)
{
    const unsigned char *der;
    uint8_t tag[TLS_DIGEST];
    SSL_SESSION *session;

    if (resume.n <= HEADER_LEN || resume.n > MAX_DER || memcmp(resume.p, MAGIC, MAGIC_LEN) != 0)
        return;
    der = resume.p + HEADER_LEN;
    if (!tag_make(t, der, resume.n - HEADER_LEN, tag) ||
        memcmp(resume.p + MAGIC_LEN, tag, TLS_DIGEST) != 0)
        return;
    session = d2i_SSL_SESSION(NULL, &der, (long)(resume.n - HEADER_LEN));
    if (session != NULL && still_valid(t, session))
        SSL_set_session(t->ssl, session);
    SSL_SESSION_free(session);
    ERR_clear_error();
}

size_t pop3_tls_resumption(const struct pop3_tls *t, uint8_t *to, size_t cap)
{
    unsigned char *der;
    int n;

    if (!t->done || t->fresh == NULL || !SSL_SESSION_is_resumable(t->fresh))
        return 0;
    n = i2d_SSL_SESSION(t->fresh, NULL);
    if (n <= 0 || HEADER_LEN + (size_t)n > cap)
        return n <= 0 ? 0 : HEADER_LEN + (size_t)n;
    der = to + HEADER_LEN;
    i2d_SSL_SESSION(t->fresh, &der);
    memcpy(to, MAGIC, MAGIC_LEN);
    return tag_make(t, to + HEADER_LEN, (size_t)n, to + MAGIC_LEN) ? HEADER_LEN + (size_t)n : 0;
}
