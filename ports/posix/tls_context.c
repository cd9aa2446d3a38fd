/* SPDX-License-Identifier: MIT */
/*
 * What the sessions of a context share: whom they trust, how old and how weak
 * TLS may be, who they are. All of it is set here and then only read, so threads
 * need no lock; OpenSSL locks its store by itself.
 *
 * Ciphers of TLS 1.2 have forward secrecy and authenticated encryption
 * (RFC 9325 section 4.2); security level 2 refuses keys and signatures below
 * 112 bits: RSA of 1024 bits, MD5, SHA-1. What the system's OpenSSL
 * configuration sets is set again, so that it can weaken nothing.
 */
#include <openssl/err.h>
#include <openssl/evp.h>

#include "tls_parts.h"

#define CIPHERS        "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:!aNULL:!PSK:!SRP"
#define SECURITY_LEVEL 2

/* Plaintext that was read is wiped inside OpenSSL too, and its buffers are given back. */
#define OPTIONS_ON (SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CLEANSE_PLAINTEXT)
#define OPTIONS_OFF                                                                            \
    (SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION |                 \
     SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_EXTENDED_MASTER_SECRET |                         \
     SSL_OP_NO_ENCRYPT_THEN_MAC | SSL_OP_NO_TLSv1_2 | SSL_OP_NO_TLSv1_3 | SSL_OP_ENABLE_KTLS)

/* Nobody is asked for a passphrase: a mail fetcher runs unattended. */
static int passphrase_refuse(char *to, int cap, int writing, void *unused)
{
    (void)to, (void)cap, (void)writing, (void)unused;
    return -1;
}

static bool versions_set(SSL_CTX *ssl, enum pop3_tls_min min)
{
    SSL_CTX_clear_options(ssl, OPTIONS_OFF);
    SSL_CTX_set_options(ssl, OPTIONS_ON);
    SSL_CTX_set_security_level(ssl, SECURITY_LEVEL);
    SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
    return SSL_CTX_set_min_proto_version(ssl, min == POP3_TLS_1_3 ? TLS1_3_VERSION
                                                                  : TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_max_proto_version(ssl, 0) == 1 &&
           SSL_CTX_set_cipher_list(ssl, CIPHERS) == 1;
}

static void callbacks_set(SSL_CTX *ssl)
{
    SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_verify_callback(ssl, tls_verify, NULL);
    SSL_CTX_set_tlsext_status_cb(ssl, tls_staple);
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(ssl, tls_resume_keep);
}

/*
 * An anchor may be any certificate of the file, also the server's own. Strength
 * is asked of the chains of OCSP responders too, which use the store by itself.
 */
static bool trust_set(SSL_CTX *ssl, const char *ca_file, struct pop3_tls_error *error)
{
    X509_STORE *store = SSL_CTX_get_cert_store(ssl);

    X509_VERIFY_PARAM_set_auth_level(X509_STORE_get0_param(store), SECURITY_LEVEL);
    if (ca_file == NULL) {
        if (SSL_CTX_set_default_verify_paths(ssl) == 1)
            return true;
        tls_local_error(error, "the system's trusted certificates cannot be used", NULL);
        return false;
    }
    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    if (SSL_CTX_load_verify_file(ssl, ca_file) == 1)
        return true;
    tls_local_error(error, "no trusted certificates can be read from", ca_file);
    return false;
}

static bool identity_set(SSL_CTX *ssl, const struct pop3_tls_config *config,
                         struct pop3_tls_error *error)
{
    const char *key = config->key_file != NULL ? config->key_file : config->cert_file;

    if (config->cert_file == NULL) {
        if (config->key_file == NULL)
            return true;
        tls_local_error(error, "there is no certificate for the private key", key);
        return false;
    }
    SSL_CTX_set_default_passwd_cb(ssl, passphrase_refuse);
    if (SSL_CTX_use_certificate_chain_file(ssl, config->cert_file) != 1) {
        tls_local_error(error, "our certificate cannot be used:", config->cert_file);
        return false;
    }
    if (SSL_CTX_use_PrivateKey_file(ssl, key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(ssl) != 1) {
        tls_local_error(error, "our private key cannot be used:", key);
        return false;
    }
    return true;
}

/* A session made under one trust or identity is not resumed under another. */
static bool digest_set(struct pop3_tls_context *context)
{
    STACK_OF(X509_OBJECT) *anchors =
        X509_STORE_get0_objects(SSL_CTX_get_cert_store(context->ssl));
    X509 *own = SSL_CTX_get0_certificate(context->ssl);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    uint8_t one[TLS_DIGEST], kind = context->system_store;
    bool ok = md != NULL && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 &&
              EVP_DigestUpdate(md, &kind, 1) == 1;

    for (int i = 0; ok && !context->system_store && i < sk_X509_OBJECT_num(anchors); i++) {
        X509 *anchor = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(anchors, i));

        if (anchor != NULL)
            ok = X509_digest(anchor, EVP_sha256(), one, NULL) == 1 &&
                 EVP_DigestUpdate(md, one, sizeof(one)) == 1;
    }
    if (ok && own != NULL)
        ok = X509_digest(own, EVP_sha256(), one, NULL) == 1 &&
             EVP_DigestUpdate(md, "own", 3) == 1 && EVP_DigestUpdate(md, one, sizeof(one)) == 1;
    ok = ok && EVP_DigestFinal_ex(md, context->digest, NULL) == 1;
    EVP_MD_CTX_free(md);
    return ok;
}

static bool context_fill(struct pop3_tls_context *context, const struct pop3_tls_config *config,
                         struct pop3_tls_error *error)
{
    context->ssl = SSL_CTX_new(TLS_client_method());
    context->bio = tls_bio_method();
    if (context->ssl == NULL || context->bio == NULL ||
        !versions_set(context->ssl, config->min)) {
        tls_local_error(error, "OpenSSL cannot be set up", NULL);
        return false;
    }
    callbacks_set(context->ssl);
    if (!trust_set(context->ssl, config->ca_file, error) ||
        !identity_set(context->ssl, config, error))
        return false;
    context->system_store = config->ca_file == NULL;
    context->client = config->cert_file != NULL;
    if (digest_set(context))
        return true;
    tls_local_error(error, "the trusted certificates cannot be digested", NULL);
    return false;
}

struct pop3_tls_context *pop3_tls_context_new(const struct pop3_tls_config *config,
                                              struct pop3_tls_error *error)
{
    struct pop3_tls_context *context = OPENSSL_zalloc(sizeof(*context));

    ERR_clear_error();
    error->fault = POP3_TLS_FINE;
    error->text[0] = '\0';
    if (context == NULL) {
        tls_local_error(error, "out of memory", NULL);
        return NULL;
    }
    atomic_init(&context->users, 1);
    if (!context_fill(context, config, error)) {
        pop3_tls_context_free(context);
        return NULL;
    }
    return context;
}

void pop3_tls_context_free(struct pop3_tls_context *context)
{
    if (context == NULL || atomic_fetch_sub(&context->users, 1) != 1)
        return;
    SSL_CTX_free(context->ssl);
    BIO_meth_free(context->bio);
    OPENSSL_free(context);
}
