/* SPDX-License-Identifier: MIT */
/* Application data: a packet sent is one record, a record received is one
   packet of the session's pool, chained where one is too small (RFC 8446
   section 5). After an error the session is reset, as in NX Secure. */
#include "nx_secure_core.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

UINT _nx_secure_tls_packet_allocate(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET_POOL *pool_ptr,
                                    NX_PACKET **packet_ptr, ULONG wait_option)
{
    ULONG version = tls_session->nx_secure_tls_tcp_socket->nx_tcp_socket_connect_ip.nxd_ip_version;
    UINT status = nx_packet_allocate(pool_ptr, packet_ptr,
                                     version == NX_IP_VERSION_V4 ? NX_IPv4_TCP_PACKET : NX_IPv6_TCP_PACKET,
                                     wait_option);
    if (status)
    {
        return status;
    }
    /* Room for the record's header; with less than an alert behind it a packet is of no use. */
    if ((*packet_ptr)->nx_packet_data_end - (*packet_ptr)->nx_packet_prepend_ptr <
        NX_SECURE_TLS_RECORD_HEADER_SIZE + 2)
    {
        nx_packet_release(*packet_ptr);
        *packet_ptr = NX_NULL;
        return NX_SECURE_TLS_PACKET_BUFFER_TOO_SMALL;
    }
    (*packet_ptr)->nx_packet_prepend_ptr += NX_SECURE_TLS_RECORD_HEADER_SIZE;
    (*packet_ptr)->nx_packet_append_ptr = (*packet_ptr)->nx_packet_prepend_ptr;
    (*packet_ptr)->nx_packet_length = 0;
    return NX_SUCCESS;
}

/* Leaves the first packet of a chain, empty. */
static VOID packet_empty(NX_PACKET *packet_ptr)
{
    packet_ptr->nx_packet_append_ptr = packet_ptr->nx_packet_prepend_ptr;
    packet_ptr->nx_packet_length = 0;
#ifndef NX_DISABLE_PACKET_CHAIN
    if (packet_ptr->nx_packet_next)
    {
        nx_packet_release(packet_ptr->nx_packet_next);
        packet_ptr->nx_packet_next = NX_NULL;
    }
    packet_ptr->nx_packet_last = NX_NULL;
#endif
}

/* The plain octets in the packet become a record in it. */
static UINT packet_encrypt(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET *packet_ptr, ULONG wait_option)
{
    NX_SECURE_HOST *host = tls_session->nx_secure_tls_host_ptr;
    ULONG n = 0;
    size_t written;
    int result;
    if (!host->ssl || !host->finished)
    {
        return NX_SECURE_TLS_INVALID_STATE;
    }
    if (nx_packet_data_retrieve(packet_ptr, host->record, &n))
    {
        return NX_SECURE_TLS_INVALID_PACKET;
    }
    result = SSL_write_ex(host->ssl, host->record, n, &written);
    OPENSSL_cleanse(host->record, n);
    if (result != 1)
    {
        return _nx_secure_host_failure(tls_session);
    }
    OPENSSL_cleanse(packet_ptr->nx_packet_prepend_ptr,
                    (size_t)(packet_ptr->nx_packet_append_ptr - packet_ptr->nx_packet_prepend_ptr));
    packet_empty(packet_ptr);
    return _nx_secure_host_packet_fill(tls_session, packet_ptr, wait_option);
}

/* Takes the packet when it succeeds. */
UINT _nx_secure_tls_session_send(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET *packet_ptr, ULONG wait_option)
{
    UINT status = packet_encrypt(tls_session, packet_ptr, wait_option);
    if (status == NX_SUCCESS &&
        _nx_tcp_socket_send(tls_session->nx_secure_tls_tcp_socket, packet_ptr, wait_option))
    {
        status = NX_SECURE_TLS_TCP_SEND_FAILED;
    }
    if (status)
    {
        _nx_secure_tls_session_reset(tls_session);
    }
    return status;
}

static UINT record_deliver(NX_SECURE_TLS_SESSION *tls_session, size_t n, NX_PACKET **packet_ptr_ptr,
                           ULONG wait_option)
{
    NX_SECURE_HOST *host = tls_session->nx_secure_tls_host_ptr;
    NX_PACKET *packet_ptr;
    UINT status = nx_packet_allocate(tls_session->nx_secure_tls_packet_pool, &packet_ptr, NX_RECEIVE_PACKET,
                                     wait_option);
    if (status == NX_SUCCESS)
    {
        status = nx_packet_data_append(packet_ptr, host->record, (ULONG)n,
                                       tls_session->nx_secure_tls_packet_pool, wait_option);
        if (status)
        {
            nx_packet_release(packet_ptr);
        }
    }
    OPENSSL_cleanse(host->record, n);
    if (status == NX_SUCCESS)
    {
        *packet_ptr_ptr = packet_ptr;
    }
    return status;
}

/* OpenSSL has nothing to hand out: is that all there will be? */
static UINT nothing_read(NX_SECURE_TLS_SESSION *tls_session, ULONG wait_option)
{
    NX_SECURE_HOST *host = tls_session->nx_secure_tls_host_ptr;
    int error = SSL_get_error(host->ssl, 0);
    UINT status;
    if (error == SSL_ERROR_WANT_READ)
    {
        status = _nx_secure_host_flush(tls_session, wait_option); /* what TLS 1.3 says in between */
        return status ? status : _nx_secure_host_feed(tls_session, wait_option);
    }
    if (error == SSL_ERROR_ZERO_RETURN)
    {
        ERR_clear_error();
        return NX_SECURE_TLS_ALERT_RECEIVED; /* close_notify */
    }
    status = _nx_secure_host_failure(tls_session);
    _nx_secure_host_flush(tls_session, wait_option);
    _nx_secure_tls_session_reset(tls_session);
    return status;
}

UINT _nx_secure_tls_session_receive(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET **packet_ptr_ptr,
                                    ULONG wait_option)
{
    NX_SECURE_HOST *host = tls_session->nx_secure_tls_host_ptr;
    UINT status = NX_SUCCESS;
    size_t n;
    while (status == NX_SUCCESS)
    {
        if (!host->ssl || !host->finished)
        {
            return NX_SECURE_TLS_INVALID_STATE;
        }
        if (SSL_read_ex(host->ssl, host->record, sizeof(host->record), &n) == 1)
        {
            status = record_deliver(tls_session, n, packet_ptr_ptr, wait_option);
            if (status)
            {
                _nx_secure_tls_session_reset(tls_session);
            }
            return status;
        }
        status = nothing_read(tls_session, wait_option);
    }
    return status;
}

UINT _nx_secure_tls_session_alert_value_get(NX_SECURE_TLS_SESSION *tls_session, UINT *alert_level,
                                            UINT *alert_value)
{
    *alert_level = tls_session->nx_secure_tls_received_alert_level;
    *alert_value = tls_session->nx_secure_tls_received_alert_value;
    return NX_SUCCESS;
}
