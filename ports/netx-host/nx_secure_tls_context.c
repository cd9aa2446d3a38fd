/* SPDX-License-Identifier: MIT */
/* The SSL object of a session, made when it starts: versions, own certificate,
   verification, server name (RFC 8446, RFC 5246; RFC 6066 section 3). No
   compression, no renegotiation, nothing below TLS 1.2. */
#include "nx_secure_core.h"

#include <openssl/err.h>
#include <openssl/x509.h>

/* Notes the alerts that arrive. */
static VOID alert_note(const SSL *ssl, int where, int value)
{
    NX_SECURE_TLS_SESSION *tls_session = nx_secure_session_of(ssl);
    if (where == SSL_CB_READ_ALERT)
    {
        tls_session->nx_secure_tls_received_alert_level = (UCHAR)(value >> 8);
        tls_session->nx_secure_tls_received_alert_value = (UCHAR)value;
        tls_session->nx_secure_tls_host_ptr->alert = NX_TRUE;
    }
}

static int key_use(SSL *ssl, const NX_SECURE_X509_CERT *cert)
{
    int id =
        cert->nx_secure_x509_private_key_type == NX_SECURE_X509_KEY_TYPE_EC_DER ? EVP_PKEY_EC : EVP_PKEY_RSA;
    return SSL_use_PrivateKey_ASN1(id, ssl, cert->nx_secure_x509_private_key.user_key.key_data,
                                   (long)cert->nx_secure_x509_private_key.user_key.key_length) == 1;
}

/* The active certificate, or the first with a key, and the others as its chain. */
static int own_certificates_use(NX_SECURE_TLS_SESSION *tls_session, SSL *ssl)
{
    NX_SECURE_TLS_CREDENTIALS *credentials = &tls_session->nx_secure_tls_credentials;
    NX_SECURE_X509_CERT *cert =
        credentials->nx_secure_tls_certificate_store.nx_secure_x509_local_certificates;
    const NX_SECURE_X509_CERT *own = credentials->nx_secure_tls_active_certificate;
    int done = 1;
    for (; done && cert; cert = cert->nx_secure_x509_next_certificate)
    {
        const UCHAR *p = cert->nx_secure_x509_certificate_raw_data;
        X509 *x509 = d2i_X509(NULL, &p, (long)cert->nx_secure_x509_certificate_raw_data_length);
        if (!own && cert->nx_secure_x509_certificate_is_identity_cert)
        {
            own = cert;
        }
        if (cert == own)
        {
            done = x509 && SSL_use_certificate(ssl, x509) == 1 && key_use(ssl, cert);
        }
        else if (!cert->nx_secure_x509_certificate_is_identity_cert)
        {
            done = x509 && SSL_add1_chain_cert(ssl, x509) == 1;
        }
        X509_free(x509);
    }
    return done;
}

static int server_name_use(const NX_SECURE_TLS_SESSION *tls_session, SSL *ssl)
{
    const NX_SECURE_X509_DNS_NAME *name = tls_session->nx_secure_tls_sni_extension_server_name;
    char text[NX_SECURE_X509_DNS_NAME_MAX + 1];
    if (!name)
    {
        return 1;
    }
    memcpy(text, name->nx_secure_x509_dns_name, name->nx_secure_x509_dns_name_length);
    text[name->nx_secure_x509_dns_name_length] = 0;
    return SSL_set_tlsext_host_name(ssl, text) == 1;
}

static SSL_CTX *context_new(NX_SECURE_TLS_SESSION *tls_session)
{
    SSL_CTX *context = SSL_CTX_new(TLS_method());
    if (!context)
    {
        return NULL;
    }
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                     SSL_OP_CLEANSE_PLAINTEXT);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_info_callback(context, alert_note);
    SSL_CTX_set_cert_verify_callback(context, _nx_secure_host_verify, tls_session);
    if (tls_session->nx_secure_tls_protocol_version_override)
    {
        SSL_CTX_set_min_proto_version(context, tls_session->nx_secure_tls_protocol_version_override);
        SSL_CTX_set_max_proto_version(context, tls_session->nx_secure_tls_protocol_version_override);
    }
    else
    {
        SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    }
    return context;
}

static VOID role_set(const NX_SECURE_TLS_SESSION *tls_session, SSL *ssl)
{
    int mode = SSL_VERIFY_PEER;
    if (tls_session->nx_secure_tls_socket_type == NX_SECURE_TLS_SESSION_TYPE_CLIENT)
    {
        SSL_set_connect_state(ssl);
    }
    else
    {
        SSL_set_accept_state(ssl);
        SSL_set_num_tickets(ssl, 0);
        mode = tls_session->nx_secure_tls_verify_client_certificate
                   ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                   : SSL_VERIFY_NONE;
    }
    SSL_set_verify(ssl, mode, NULL);
}

UINT _nx_secure_host_open(NX_SECURE_TLS_SESSION *tls_session)
{
    NX_SECURE_HOST *host = tls_session->nx_secure_tls_host_ptr;
    _nx_secure_host_close(tls_session);
    ERR_clear_error();
    host->context = context_new(tls_session);
    host->ssl = host->context ? SSL_new(host->context) : NULL;
    host->in = BIO_new(BIO_s_mem());
    host->out = BIO_new(BIO_s_mem());
    if (!host->ssl || !host->in || !host->out)
    {
        BIO_free(host->in);
        BIO_free(host->out);
        _nx_secure_host_close(tls_session);
        return NX_NOT_SUCCESSFUL;
    }
    BIO_set_mem_eof_return(host->in, -1); /* empty means: later */
    SSL_set_bio(host->ssl, host->in, host->out);
    SSL_set_app_data(host->ssl, tls_session);
    role_set(tls_session, host->ssl);
    if (!own_certificates_use(tls_session, host->ssl) || !server_name_use(tls_session, host->ssl))
    {
        _nx_secure_host_close(tls_session);
        return NX_SECURE_TLS_CERTIFICATE_NOT_FOUND;
    }
    return NX_SUCCESS;
}

VOID _nx_secure_host_close(NX_SECURE_TLS_SESSION *tls_session)
{
    NX_SECURE_HOST *host = tls_session->nx_secure_tls_host_ptr;
    SSL_free(host->ssl); /* and the BIOs */
    SSL_CTX_free(host->context);
    memset(host, 0, offsetof(NX_SECURE_HOST, record));
    ERR_clear_error();
}
