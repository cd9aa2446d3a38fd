/* SPDX-License-Identifier: MIT */
/* The peer's certificates: into the space that the application gave, then the
   chain up to a trusted one, the validity by the time function, and last the
   application's callback (RFC 5280 section 6). OpenSSL calls this in the middle
   of the handshake, in the thread that waits for it. */
#include "nx_secure_core.h"

#include <openssl/x509_vfy.h>

/* A control block for a certificate of n octets: one that the application gave, else one behind
   the others at the end of the message buffer, with the octets. */
static NX_SECURE_X509_CERT *block_get(NX_SECURE_TLS_SESSION *tls_session, ULONG n, UINT *status)
{
    NX_SECURE_X509_CERTIFICATE_STORE *store =
        &tls_session->nx_secure_tls_credentials.nx_secure_tls_certificate_store;
    NX_SECURE_X509_CERT *cert = store->nx_secure_x509_free_certificates;
    ULONG need = (ULONG)((sizeof(*cert) + n + 7) & ~(size_t)7);
    *status = NX_SECURE_TLS_INSUFFICIENT_CERT_SPACE;
    if (cert)
    {
        if (cert->nx_secure_x509_certificate_raw_buffer_size < n)
        {
            return NX_NULL;
        }
        store->nx_secure_x509_free_certificates = cert->nx_secure_x509_next_certificate;
        return cert;
    }
    if (tls_session->nx_secure_tls_packet_buffer_size < need + 8)
    {
        return NX_NULL;
    }
    tls_session->nx_secure_tls_packet_buffer_size -= need;
    cert = (NX_SECURE_X509_CERT *)(((uintptr_t)tls_session->nx_secure_tls_packet_buffer +
                                    tls_session->nx_secure_tls_packet_buffer_size) &
                                   ~(uintptr_t)7);
    memset(cert, 0, sizeof(*cert));
    cert->nx_secure_x509_certificate_raw_data = (UCHAR *)(cert + 1);
    cert->nx_secure_x509_certificate_raw_buffer_size = (UINT)n;
    return cert;
}

static UINT certificate_keep(NX_SECURE_TLS_SESSION *tls_session, X509 *x509)
{
    int n = i2d_X509(x509, NULL);
    UINT status = NX_SECURE_TLS_INVALID_CERTIFICATE;
    NX_SECURE_X509_CERT *cert = n > 0 ? block_get(tls_session, (ULONG)n, &status) : NX_NULL;
    UCHAR *to;
    if (!cert)
    {
        return status;
    }
    to = cert->nx_secure_x509_certificate_raw_data;
    cert->nx_secure_x509_certificate_raw_data_length = (UINT)i2d_X509(x509, &to);
    cert->nx_secure_x509_next_certificate = NX_NULL;
    status = _nx_secure_x509_certificate_parse(cert->nx_secure_x509_certificate_raw_data, (UINT)n, &(UINT){0},
                                               cert);
    _nx_secure_x509_certificate_list_add(
        &tls_session->nx_secure_tls_credentials.nx_secure_tls_certificate_store
             .nx_secure_x509_remote_certificates,
        cert, NX_TRUE);
    return status;
}

/* All that the peer sent, its own first. Together they must fit the message buffer. */
static UINT chain_keep(NX_SECURE_TLS_SESSION *tls_session, STACK_OF(X509) * chain)
{
    ULONG octets = 0;
    UINT status = NX_SUCCESS;
    for (int i = 0; i < sk_X509_num(chain); i++)
    {
        octets += (ULONG)i2d_X509(sk_X509_value(chain, i), NULL) + 3;
    }
    if (octets > tls_session->nx_secure_tls_packet_buffer_size)
    {
        return NX_SECURE_TLS_PACKET_BUFFER_TOO_SMALL;
    }
    for (int i = 0; status == NX_SUCCESS && i < sk_X509_num(chain); i++)
    {
        status = certificate_keep(tls_session, sk_X509_value(chain, i));
    }
    return status;
}

static UINT error_map(int error)
{
    switch (error)
    {
    case X509_V_OK:
        return NX_SUCCESS;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return NX_SECURE_X509_CERTIFICATE_EXPIRED;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return NX_SECURE_X509_CERTIFICATE_NOT_YET_VALID;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return NX_SECURE_TLS_ISSUER_CERTIFICATE_NOT_FOUND;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return NX_SECURE_TLS_INVALID_SELF_SIGNED_CERT;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        return NX_SECURE_TLS_CERTIFICATE_SIG_CHECK_FAILED;
    default:
        return NX_SECURE_X509_CHAIN_VERIFY_FAILURE;
    }
}

static X509_STORE *trusted_new(const NX_SECURE_TLS_SESSION *tls_session)
{
    X509_STORE *store = X509_STORE_new();
    const NX_SECURE_X509_CERT *cert = tls_session->nx_secure_tls_credentials.nx_secure_tls_certificate_store
                                          .nx_secure_x509_trusted_certificates;
    for (; store && cert; cert = cert->nx_secure_x509_next_certificate)
    {
        const UCHAR *p = cert->nx_secure_x509_certificate_raw_data;
        X509 *x509 = d2i_X509(NULL, &p, (long)cert->nx_secure_x509_certificate_raw_data_length);
        if (x509)
        {
            X509_STORE_add_cert(store, x509);
        }
        X509_free(x509);
    }
    return store;
}

/* NX Secure refuses a certificate that issued itself even where it is trusted. */
static int issued_itself(X509 *x509)
{
#ifdef NX_SECURE_ALLOW_SELF_SIGNED_CERTIFICATES
    (void)x509;
    return 0;
#else
    return X509_NAME_cmp(X509_get_subject_name(x509), X509_get_issuer_name(x509)) == 0;
#endif
}

/* The chain ends at any trusted certificate, whoever issued that. */
static UINT chain_verify(NX_SECURE_TLS_SESSION *tls_session, X509 *own, STACK_OF(X509) * chain, int *error)
{
    X509_STORE *trusted = trusted_new(tls_session);
    X509_STORE_CTX *check = X509_STORE_CTX_new();
    ULONG now = tls_session->nx_secure_tls_session_time_function
                    ? tls_session->nx_secure_tls_session_time_function()
                    : 0;
    unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST;
    *error = X509_V_ERR_OUT_OF_MEM;
    if (trusted && check && X509_STORE_CTX_init(check, trusted, own, chain))
    {
        int client = tls_session->nx_secure_tls_socket_type == NX_SECURE_TLS_SESSION_TYPE_CLIENT;
        X509_STORE_CTX_set_default(check, client ? "ssl_server" : "ssl_client");
        X509_STORE_CTX_set_flags(check, flags | (now ? 0 : X509_V_FLAG_NO_CHECK_TIME));
        if (now)
        {
            X509_STORE_CTX_set_time(check, flags, (time_t)now);
        }
        *error = X509_verify_cert(check) > 0 ? X509_V_OK : X509_STORE_CTX_get_error(check);
    }
    X509_STORE_CTX_free(check);
    X509_STORE_free(trusted);
    return error_map(*error);
}

int _nx_secure_host_verify(X509_STORE_CTX *store_context, VOID *session)
{
    NX_SECURE_TLS_SESSION *tls_session = (NX_SECURE_TLS_SESSION *)session;
    NX_SECURE_X509_CERT *own;
    X509 *x509 = X509_STORE_CTX_get0_cert(store_context);
    int error = X509_V_ERR_APPLICATION_VERIFICATION;
    UINT status = chain_keep(tls_session, X509_STORE_CTX_get0_untrusted(store_context));
    if (status == NX_SUCCESS && issued_itself(x509))
    {
        error = X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT;
        status = NX_SECURE_TLS_INVALID_SELF_SIGNED_CERT;
    }
    if (status == NX_SUCCESS)
    {
        status = chain_verify(tls_session, x509, X509_STORE_CTX_get0_untrusted(store_context), &error);
    }
    if (status == NX_SUCCESS && tls_session->nx_secure_tls_session_certificate_callback)
    {
        _nx_secure_x509_remote_endpoint_certificate_get(
            &tls_session->nx_secure_tls_credentials.nx_secure_tls_certificate_store, &own);
        error = X509_V_ERR_APPLICATION_VERIFICATION;
        status = (UINT)tls_session->nx_secure_tls_session_certificate_callback(tls_session, own);
    }
    tls_session->nx_secure_tls_host_ptr->status = status;
    X509_STORE_CTX_set_error(store_context, status ? error : X509_V_OK);
    return status == NX_SUCCESS;
}
