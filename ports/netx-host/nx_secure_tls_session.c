/* SPDX-License-Identifier: MIT */
/* NX Secure sessions: created, deleted, and told what to trust and to use. All
   certificates, buffers and names stay the application's. */
#include "nx_secure_core.h"

NX_SECURE_TLS_SESSION *_nx_secure_tls_created_ptr;
ULONG _nx_secure_tls_created_count;

VOID _nx_secure_tls_initialize(VOID)
{
    _nx_secure_tls_created_ptr = NX_NULL;
    _nx_secure_tls_created_count = 0;
}

UINT _nx_secure_tls_shutdown(VOID)
{
    return NX_SUCCESS;
}

UINT _nx_secure_tls_metadata_size_calculate(const NX_SECURE_TLS_CRYPTO *cipher_table, ULONG *metadata_size)
{
    *metadata_size = cipher_table->nx_secure_tls_crypto_metadata_size;
    return NX_SUCCESS;
}

static VOID created_link(NX_SECURE_TLS_SESSION *session_ptr)
{
    NX_SECURE_TLS_SESSION *first = _nx_secure_tls_created_ptr ? _nx_secure_tls_created_ptr : session_ptr;
    NX_SECURE_TLS_SESSION *last =
        _nx_secure_tls_created_ptr ? first->nx_secure_tls_created_previous : session_ptr;
    _nx_secure_tls_created_ptr = first;
    session_ptr->nx_secure_tls_created_next = first;
    session_ptr->nx_secure_tls_created_previous = last;
    last->nx_secure_tls_created_next = session_ptr;
    first->nx_secure_tls_created_previous = session_ptr;
    _nx_secure_tls_created_count++;
}

static UINT session_begin(NX_SECURE_TLS_SESSION *session_ptr, ULONG needed, ULONG metadata_size)
{
    if (metadata_size < needed)
    {
        return NX_SECURE_TLS_INSUFFICIENT_METADATA_SPACE;
    }
    session_ptr->nx_secure_tls_host_ptr = calloc(1, sizeof(NX_SECURE_HOST));
    if (!session_ptr->nx_secure_tls_host_ptr)
    {
        return NX_NOT_SUCCESSFUL;
    }
    session_ptr->nx_secure_tls_id = NX_SECURE_TLS_ID;
    created_link(session_ptr);
    return NX_SUCCESS;
}

UINT _nx_secure_tls_session_create(NX_SECURE_TLS_SESSION *session_ptr,
                                   const NX_SECURE_TLS_CRYPTO *cipher_table, VOID *metadata_area,
                                   ULONG metadata_size)
{
    NX_PARAMETER_NOT_USED(metadata_area);
    memset(session_ptr, 0, sizeof(*session_ptr));
    session_ptr->nx_secure_tls_crypto_table = (NX_SECURE_TLS_CRYPTO *)cipher_table;
    return session_begin(session_ptr, cipher_table->nx_secure_tls_crypto_metadata_size, metadata_size);
}

UINT _nx_secure_tls_session_create_ext(NX_SECURE_TLS_SESSION *tls_session,
                                       const NX_CRYPTO_METHOD **crypto_array, UINT crypto_array_size,
                                       const NX_CRYPTO_CIPHERSUITE **cipher_map, UINT cipher_map_size,
                                       VOID *metadata_buffer, ULONG metadata_size)
{
    NX_PARAMETER_NOT_USED(crypto_array);
    NX_PARAMETER_NOT_USED(crypto_array_size);
    NX_PARAMETER_NOT_USED(cipher_map);
    NX_PARAMETER_NOT_USED(cipher_map_size);
    NX_PARAMETER_NOT_USED(metadata_buffer);
    memset(tls_session, 0, sizeof(*tls_session));
    return session_begin(tls_session, NX_SECURE_METADATA_SIZE, metadata_size);
}

UINT _nx_secure_tls_session_delete(NX_SECURE_TLS_SESSION *tls_session)
{
    UINT status = _nx_secure_tls_session_reset(tls_session);
    NX_SECURE_TLS_SESSION *next = tls_session->nx_secure_tls_created_next;
    next->nx_secure_tls_created_previous = tls_session->nx_secure_tls_created_previous;
    tls_session->nx_secure_tls_created_previous->nx_secure_tls_created_next = next;
    if (_nx_secure_tls_created_ptr == tls_session)
    {
        _nx_secure_tls_created_ptr = next == tls_session ? NX_NULL : next;
    }
    _nx_secure_tls_created_count--;
    tls_session->nx_secure_tls_id = 0;
    free(tls_session->nx_secure_tls_host_ptr);
    tls_session->nx_secure_tls_host_ptr = NX_NULL;
    return status;
}

UINT _nx_secure_tls_session_packet_buffer_set(NX_SECURE_TLS_SESSION *session_ptr, UCHAR *buffer_ptr,
                                              ULONG buffer_size)
{
    session_ptr->nx_secure_tls_packet_buffer = buffer_ptr;
    session_ptr->nx_secure_tls_packet_buffer_size = buffer_size;
    session_ptr->nx_secure_tls_packet_buffer_original_size = buffer_size;
    return NX_SUCCESS;
}

UINT _nx_secure_tls_session_packet_pool_set(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET_POOL *packet_pool)
{
    tls_session->nx_secure_tls_packet_pool = packet_pool;
    return NX_SUCCESS;
}

UINT _nx_secure_tls_session_protocol_version_override(NX_SECURE_TLS_SESSION *tls_session,
                                                      USHORT protocol_version)
{
    if (protocol_version != NX_SECURE_TLS_VERSION_TLS_1_2 &&
        protocol_version != NX_SECURE_TLS_VERSION_TLS_1_3)
    {
        return NX_SECURE_TLS_UNSUPPORTED_TLS_VERSION;
    }
    tls_session->nx_secure_tls_protocol_version_override = protocol_version;
    return NX_SUCCESS;
}

UINT _nx_secure_tls_session_certificate_callback_set(NX_SECURE_TLS_SESSION *tls_session,
                                                     ULONG (*func_ptr)(NX_SECURE_TLS_SESSION *session,
                                                                       NX_SECURE_X509_CERT *certificate))
{
    tls_session->nx_secure_tls_session_certificate_callback = func_ptr;
    return NX_SUCCESS;
}

UINT _nx_secure_tls_session_time_function_set(NX_SECURE_TLS_SESSION *tls_session,
                                              ULONG (*time_func_ptr)(VOID))
{
    tls_session->nx_secure_tls_session_time_function = time_func_ptr;
    return NX_SUCCESS;
}

UINT _nx_secure_tls_session_sni_extension_set(NX_SECURE_TLS_SESSION *tls_session,
                                              NX_SECURE_X509_DNS_NAME *dns_name)
{
    tls_session->nx_secure_tls_sni_extension_server_name = dns_name;
    return NX_SUCCESS;
}

UINT _nx_secure_tls_session_client_verify_enable(NX_SECURE_TLS_SESSION *tls_session)
{
    tls_session->nx_secure_tls_verify_client_certificate = NX_TRUE;
    return NX_SUCCESS;
}

UINT _nx_secure_tls_session_client_verify_disable(NX_SECURE_TLS_SESSION *tls_session)
{
    tls_session->nx_secure_tls_verify_client_certificate = NX_FALSE;
    return NX_SUCCESS;
}

UINT _nx_secure_tls_session_x509_client_verify_configure(NX_SECURE_TLS_SESSION *tls_session,
                                                         UINT certs_number, VOID *certificate_buffer,
                                                         ULONG buffer_size)
{
    UINT status = NX_SUCCESS;
    if (certificate_buffer)
    {
        status = _nx_secure_tls_remote_certificate_buffer_allocate(tls_session, certs_number,
                                                                   certificate_buffer, buffer_size);
    }
    return status ? status : _nx_secure_tls_session_client_verify_enable(tls_session);
}

UINT _nx_secure_tls_ecc_initialize(NX_SECURE_TLS_SESSION *tls_session, const USHORT *supported_groups,
                                   USHORT supported_group_count, const NX_CRYPTO_METHOD **curves)
{
    NX_PARAMETER_NOT_USED(tls_session);
    NX_PARAMETER_NOT_USED(supported_groups);
    NX_PARAMETER_NOT_USED(supported_group_count);
    NX_PARAMETER_NOT_USED(curves);
    return NX_SUCCESS;
}

static UINT certificate_add(NX_SECURE_X509_CERT **list, NX_SECURE_X509_CERT *certificate)
{
    return _nx_secure_x509_certificate_list_add(list, certificate, NX_FALSE) ? NX_SECURE_TLS_CERT_ID_DUPLICATE
                                                                             : NX_SUCCESS;
}

UINT _nx_secure_tls_local_certificate_add(NX_SECURE_TLS_SESSION *tls_session,
                                          NX_SECURE_X509_CERT *certificate)
{
    return certificate_add(&tls_session->nx_secure_tls_credentials.nx_secure_tls_certificate_store
                                .nx_secure_x509_local_certificates,
                           certificate);
}

UINT _nx_secure_tls_trusted_certificate_add(NX_SECURE_TLS_SESSION *tls_session,
                                            NX_SECURE_X509_CERT *certificate)
{
    return certificate_add(&tls_session->nx_secure_tls_credentials.nx_secure_tls_certificate_store
                                .nx_secure_x509_trusted_certificates,
                           certificate);
}

UINT _nx_secure_tls_remote_certificate_allocate(NX_SECURE_TLS_SESSION *tls_session,
                                                NX_SECURE_X509_CERT *certificate,
                                                UCHAR *raw_certificate_buffer, UINT buffer_size)
{
    certificate->nx_secure_x509_certificate_raw_data = raw_certificate_buffer;
    certificate->nx_secure_x509_certificate_raw_buffer_size = buffer_size;
    certificate->nx_secure_x509_user_allocated_cert = NX_TRUE;
    return certificate_add(&tls_session->nx_secure_tls_credentials.nx_secure_tls_certificate_store
                                .nx_secure_x509_free_certificates,
                           certificate);
}

/* The buffer in equal parts: each a control block and its octets. */
UINT _nx_secure_tls_remote_certificate_buffer_allocate(NX_SECURE_TLS_SESSION *tls_session, UINT certs_number,
                                                       VOID *certificate_buffer, ULONG buffer_size)
{
    size_t part = (buffer_size / certs_number) & ~(size_t)7;
    UCHAR *to = (UCHAR *)certificate_buffer;
    UINT status = NX_SUCCESS;
    if (part < sizeof(NX_SECURE_X509_CERT) + NX_SECURE_TLS_MINIMUM_CERTIFICATE_SIZE)
    {
        return NX_INVALID_PARAMETERS;
    }
    for (; status == NX_SUCCESS && certs_number; certs_number--, to += part)
    {
        status = _nx_secure_tls_remote_certificate_allocate(tls_session, (NX_SECURE_X509_CERT *)(VOID *)to,
                                                            to + sizeof(NX_SECURE_X509_CERT),
                                                            (UINT)(part - sizeof(NX_SECURE_X509_CERT)));
    }
    return status;
}

/* The space of the peer's certificates is free again. */
UINT _nx_secure_tls_remote_certificate_free_all(NX_SECURE_TLS_SESSION *tls_session)
{
    NX_SECURE_X509_CERTIFICATE_STORE *store =
        &tls_session->nx_secure_tls_credentials.nx_secure_tls_certificate_store;
    NX_SECURE_X509_CERT *cert;
    while ((cert = store->nx_secure_x509_remote_certificates) != NX_NULL)
    {
        store->nx_secure_x509_remote_certificates = cert->nx_secure_x509_next_certificate;
        if (cert->nx_secure_x509_user_allocated_cert)
        {
            _nx_secure_x509_certificate_list_add(&store->nx_secure_x509_free_certificates, cert, NX_TRUE);
        }
    }
    tls_session->nx_secure_tls_packet_buffer_size = tls_session->nx_secure_tls_packet_buffer_original_size;
    return NX_SUCCESS;
}
