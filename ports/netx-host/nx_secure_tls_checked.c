/* SPDX-License-Identifier: MIT */
/* The checking forms of the NX Secure services: pointers, a created session, a
   thread as the caller. */
#include "nx_secure_core.h"

NX_CALLER_CHECKING_EXTERNS

/* A session that is there, in a thread; p is whatever else must not be NX_NULL. */
#define SESSION_CHECK(session, p)                                                                            \
    if ((session) == NX_NULL || (p) == NX_NULL)                                                              \
    {                                                                                                        \
        return NX_PTR_ERROR;                                                                                 \
    }                                                                                                        \
    if ((session)->nx_secure_tls_id != NX_SECURE_TLS_ID)                                                     \
    {                                                                                                        \
        return NX_SECURE_TLS_SESSION_UNINITIALIZED;                                                          \
    }                                                                                                        \
    NX_THREADS_ONLY_CALLER_CHECKING

static int is_created(const NX_SECURE_TLS_SESSION *tls_session)
{
    const NX_SECURE_TLS_SESSION *one = _nx_secure_tls_created_ptr;
    for (ULONG i = 0; i < _nx_secure_tls_created_count; i++, one = one->nx_secure_tls_created_next)
    {
        if (one == tls_session)
        {
            return 1;
        }
    }
    return 0;
}

UINT _nxe_secure_tls_session_create(NX_SECURE_TLS_SESSION *session_ptr,
                                    const NX_SECURE_TLS_CRYPTO *cipher_table, VOID *metadata_area,
                                    ULONG metadata_size)
{
    if (session_ptr == NX_NULL || cipher_table == NX_NULL || metadata_area == NX_NULL ||
        is_created(session_ptr))
    {
        return NX_PTR_ERROR;
    }
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_secure_tls_session_create(session_ptr, cipher_table, metadata_area, metadata_size);
}

UINT _nxe_secure_tls_session_delete(NX_SECURE_TLS_SESSION *tls_session)
{
    if (tls_session == NX_NULL || !is_created(tls_session))
    {
        return NX_PTR_ERROR;
    }
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_secure_tls_session_delete(tls_session);
}

UINT _nxe_secure_tls_metadata_size_calculate(const NX_SECURE_TLS_CRYPTO *cipher_table, ULONG *metadata_size)
{
    if (cipher_table == NX_NULL || metadata_size == NX_NULL)
    {
        return NX_PTR_ERROR;
    }
    return _nx_secure_tls_metadata_size_calculate(cipher_table, metadata_size);
}

UINT _nxe_secure_tls_local_certificate_add(NX_SECURE_TLS_SESSION *tls_session,
                                           NX_SECURE_X509_CERT *certificate)
{
    SESSION_CHECK(tls_session, certificate)
    return _nx_secure_tls_local_certificate_add(tls_session, certificate);
}

UINT _nxe_secure_tls_trusted_certificate_add(NX_SECURE_TLS_SESSION *tls_session,
                                             NX_SECURE_X509_CERT *certificate)
{
    SESSION_CHECK(tls_session, certificate)
    return _nx_secure_tls_trusted_certificate_add(tls_session, certificate);
}

UINT _nxe_secure_tls_remote_certificate_allocate(NX_SECURE_TLS_SESSION *tls_session,
                                                 NX_SECURE_X509_CERT *certificate,
                                                 UCHAR *raw_certificate_buffer, UINT buffer_size)
{
    if (raw_certificate_buffer == NX_NULL)
    {
        return NX_PTR_ERROR;
    }
    SESSION_CHECK(tls_session, certificate)
    if (buffer_size == 0)
    {
        return NX_SECURE_TLS_INSUFFICIENT_CERT_SPACE;
    }
    return _nx_secure_tls_remote_certificate_allocate(tls_session, certificate, raw_certificate_buffer,
                                                      buffer_size);
}

UINT _nxe_secure_tls_remote_certificate_buffer_allocate(NX_SECURE_TLS_SESSION *tls_session, UINT certs_number,
                                                        VOID *certificate_buffer, ULONG buffer_size)
{
    if (tls_session != NX_NULL && certificate_buffer != NX_NULL && (certs_number == 0 || buffer_size == 0))
    {
        return NX_INVALID_PARAMETERS;
    }
    SESSION_CHECK(tls_session, certificate_buffer)
    return _nx_secure_tls_remote_certificate_buffer_allocate(tls_session, certs_number, certificate_buffer,
                                                             buffer_size);
}

UINT _nxe_secure_tls_remote_certificate_free_all(NX_SECURE_TLS_SESSION *tls_session)
{
    SESSION_CHECK(tls_session, tls_session)
    return _nx_secure_tls_remote_certificate_free_all(tls_session);
}

UINT _nxe_secure_tls_session_alert_value_get(NX_SECURE_TLS_SESSION *tls_session, UINT *alert_level,
                                             UINT *alert_value)
{
    if (alert_level == NX_NULL)
    {
        return NX_PTR_ERROR;
    }
    SESSION_CHECK(tls_session, alert_value)
    return _nx_secure_tls_session_alert_value_get(tls_session, alert_level, alert_value);
}

UINT _nxe_secure_tls_session_certificate_callback_set(NX_SECURE_TLS_SESSION *tls_session,
                                                      ULONG (*func_ptr)(NX_SECURE_TLS_SESSION *session,
                                                                        NX_SECURE_X509_CERT *certificate))
{
    SESSION_CHECK(tls_session, func_ptr)
    return _nx_secure_tls_session_certificate_callback_set(tls_session, func_ptr);
}

UINT _nxe_secure_tls_session_time_function_set(NX_SECURE_TLS_SESSION *tls_session,
                                               ULONG (*time_func_ptr)(VOID))
{
    SESSION_CHECK(tls_session, time_func_ptr)
    return _nx_secure_tls_session_time_function_set(tls_session, time_func_ptr);
}

UINT _nxe_secure_tls_session_client_verify_enable(NX_SECURE_TLS_SESSION *tls_session)
{
    SESSION_CHECK(tls_session, tls_session)
    return _nx_secure_tls_session_client_verify_enable(tls_session);
}

UINT _nxe_secure_tls_session_client_verify_disable(NX_SECURE_TLS_SESSION *tls_session)
{
    SESSION_CHECK(tls_session, tls_session)
    return _nx_secure_tls_session_client_verify_disable(tls_session);
}

UINT _nxe_secure_tls_session_x509_client_verify_configure(NX_SECURE_TLS_SESSION *tls_session,
                                                          UINT certs_number, VOID *certificate_buffer,
                                                          ULONG buffer_size)
{
    SESSION_CHECK(tls_session, tls_session)
    if ((certificate_buffer == NX_NULL) != (buffer_size == 0) || (certificate_buffer && certs_number == 0))
    {
        return NX_INVALID_PARAMETERS;
    }
    return _nx_secure_tls_session_x509_client_verify_configure(tls_session, certs_number, certificate_buffer,
                                                               buffer_size);
}

UINT _nxe_secure_tls_session_packet_buffer_set(NX_SECURE_TLS_SESSION *session_ptr, UCHAR *buffer_ptr,
                                               ULONG buffer_size)
{
    if (session_ptr != NX_NULL && buffer_ptr != NX_NULL &&
        buffer_size < NX_SECURE_TLS_MINIMUM_MESSAGE_BUFFER_SIZE)
    {
        return NX_INVALID_PARAMETERS;
    }
    SESSION_CHECK(session_ptr, buffer_ptr)
    return _nx_secure_tls_session_packet_buffer_set(session_ptr, buffer_ptr, buffer_size);
}

UINT _nxe_secure_tls_session_packet_pool_set(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET_POOL *packet_pool)
{
    SESSION_CHECK(tls_session, packet_pool)
    return _nx_secure_tls_session_packet_pool_set(tls_session, packet_pool);
}

UINT _nxe_secure_tls_session_protocol_version_override(NX_SECURE_TLS_SESSION *tls_session,
                                                       USHORT protocol_version)
{
    if (tls_session != NX_NULL && (protocol_version < NX_SECURE_TLS_VERSION_SSL_3_0 ||
                                   protocol_version > NX_SECURE_TLS_VERSION_TLS_1_3))
    {
        return NX_SECURE_TLS_UNKNOWN_TLS_VERSION;
    }
    SESSION_CHECK(tls_session, tls_session)
    return _nx_secure_tls_session_protocol_version_override(tls_session, protocol_version);
}

UINT _nxe_secure_tls_session_sni_extension_set(NX_SECURE_TLS_SESSION *tls_session,
                                               NX_SECURE_X509_DNS_NAME *dns_name)
{
    SESSION_CHECK(tls_session, dns_name)
    return _nx_secure_tls_session_sni_extension_set(tls_session, dns_name);
}

UINT _nxe_secure_tls_session_start(NX_SECURE_TLS_SESSION *tls_session, NX_TCP_SOCKET *tcp_socket,
                                   UINT wait_option)
{
    SESSION_CHECK(tls_session, tcp_socket)
    return _nx_secure_tls_session_start(tls_session, tcp_socket, wait_option);
}

UINT _nxe_secure_tls_session_end(NX_SECURE_TLS_SESSION *tls_session, UINT wait_option)
{
    SESSION_CHECK(tls_session, tls_session)
    return _nx_secure_tls_session_end(tls_session, wait_option);
}

UINT _nxe_secure_tls_session_reset(NX_SECURE_TLS_SESSION *tls_session)
{
    SESSION_CHECK(tls_session, tls_session)
    return _nx_secure_tls_session_reset(tls_session);
}

UINT _nxe_secure_tls_session_receive(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET **packet_ptr_ptr,
                                     ULONG wait_option)
{
    SESSION_CHECK(tls_session, packet_ptr_ptr)
    if (tls_session->nx_secure_tls_tcp_socket == NX_NULL)
    {
        return NX_SECURE_TLS_SESSION_UNINITIALIZED;
    }
    return _nx_secure_tls_session_receive(tls_session, packet_ptr_ptr, wait_option);
}

UINT _nxe_secure_tls_session_send(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET *packet_ptr,
                                  ULONG wait_option)
{
    if (tls_session != NX_NULL && packet_ptr != NX_NULL && packet_ptr->nx_packet_length == 0)
    {
        return NX_INVALID_PACKET;
    }
    SESSION_CHECK(tls_session, packet_ptr)
    if (tls_session->nx_secure_tls_tcp_socket == NX_NULL)
    {
        return NX_SECURE_TLS_SESSION_UNINITIALIZED;
    }
    if (packet_ptr->nx_packet_length > NX_SECURE_TLS_MAX_PLAINTEXT_LENGTH)
    {
        return NX_SECURE_TLS_RECORD_OVERFLOW;
    }
    return _nx_secure_tls_session_send(tls_session, packet_ptr, wait_option);
}

/* Only while the connection stands: the packet's headers depend on it. */
UINT _nxe_secure_tls_packet_allocate(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET_POOL *pool_ptr,
                                     NX_PACKET **packet_ptr, ULONG wait_option)
{
    SESSION_CHECK(tls_session, packet_ptr)
    if (tls_session->nx_secure_tls_tcp_socket == NX_NULL ||
        tls_session->nx_secure_tls_tcp_socket->nx_tcp_socket_state != NX_TCP_ESTABLISHED)
    {
        return NX_SECURE_TLS_SESSION_UNINITIALIZED;
    }
    return _nx_secure_tls_packet_allocate(tls_session, pool_ptr, packet_ptr, wait_option);
}

/* Certificates. */

UINT _nxe_secure_x509_certificate_initialize(NX_SECURE_X509_CERT *certificate, UCHAR *certificate_data,
                                             USHORT length, UCHAR *raw_data_buffer, USHORT buffer_size,
                                             const UCHAR *private_key, USHORT priv_len, UINT private_key_type)
{
    if (certificate == NX_NULL || certificate_data == NX_NULL || length == 0)
    {
        return NX_PTR_ERROR;
    }
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_secure_x509_certificate_initialize(certificate, certificate_data, length, raw_data_buffer,
                                                  buffer_size, private_key, priv_len, private_key_type);
}

UINT _nxe_secure_x509_common_name_dns_check(NX_SECURE_X509_CERT *certificate, const UCHAR *dns_tld,
                                            UINT dns_tld_length)
{
    if (certificate == NX_NULL || dns_tld == NX_NULL || dns_tld_length == 0)
    {
        return NX_PTR_ERROR;
    }
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_secure_x509_common_name_dns_check(certificate, dns_tld, dns_tld_length);
}

UINT _nxe_secure_x509_dns_name_initialize(NX_SECURE_X509_DNS_NAME *dns_name, const UCHAR *name_string,
                                          USHORT length)
{
    if (dns_name == NX_NULL)
    {
        return NX_PTR_ERROR;
    }
    if (length > NX_SECURE_X509_DNS_NAME_MAX)
    {
        return NX_SECURE_X509_NAME_STRING_TOO_LONG;
    }
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_secure_x509_dns_name_initialize(dns_name, name_string, length);
}

UINT _nxe_secure_x509_extended_key_usage_extension_parse(NX_SECURE_X509_CERT *certificate, UINT key_usage)
{
    if (certificate == NX_NULL)
    {
        return NX_PTR_ERROR;
    }
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_secure_x509_extended_key_usage_extension_parse(certificate, key_usage);
}

UINT _nxe_secure_x509_key_usage_extension_parse(NX_SECURE_X509_CERT *certificate, USHORT *bitfield)
{
    if (certificate == NX_NULL || bitfield == NX_NULL)
    {
        return NX_PTR_ERROR;
    }
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_secure_x509_key_usage_extension_parse(certificate, bitfield);
}
