/* SPDX-License-Identifier: MIT */
/* Between OpenSSL's memory and the NetX socket, and from OpenSSL's errors to
   the status codes of NX Secure. */
#include "nx_secure_core.h"

#include <openssl/err.h>
#include <openssl/sslerr.h>

/* Appends all that OpenSSL wants to send. */
UINT _nx_secure_host_packet_fill(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET *packet_ptr, ULONG wait_option)
{
    NX_SECURE_HOST *host = tls_session->nx_secure_tls_host_ptr;
    char *octets;
    long n = BIO_get_mem_data(host->out, &octets);
    UINT status = nx_packet_data_append(packet_ptr, octets, (ULONG)n, tls_session->nx_secure_tls_packet_pool,
                                        wait_option);
    if (status == NX_SUCCESS)
    {
        (void)BIO_reset(host->out);
    }
    return status;
}

static UINT flight_packet_get(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET **packet_ptr, ULONG wait_option)
{
    ULONG version = tls_session->nx_secure_tls_tcp_socket->nx_tcp_socket_connect_ip.nxd_ip_version;
    UINT status = nx_packet_allocate(tls_session->nx_secure_tls_packet_pool, packet_ptr,
                                     version == NX_IP_VERSION_V4 ? NX_IPv4_TCP_PACKET : NX_IPv6_TCP_PACKET,
                                     wait_option);
    if (status == NX_SUCCESS)
    {
        status = _nx_secure_host_packet_fill(tls_session, *packet_ptr, wait_option);
        if (status)
        {
            nx_packet_release(*packet_ptr);
        }
    }
    return status;
}

/* Sends what OpenSSL wants to send, if anything. */
UINT _nx_secure_host_flush(NX_SECURE_TLS_SESSION *tls_session, ULONG wait_option)
{
    NX_PACKET *packet_ptr;
    UINT status;
    if (BIO_ctrl_pending(tls_session->nx_secure_tls_host_ptr->out) == 0)
    {
        return NX_SUCCESS;
    }
    status = flight_packet_get(tls_session, &packet_ptr, wait_option);
    if (status)
    {
        return status;
    }
    status = nx_tcp_socket_send(tls_session->nx_secure_tls_tcp_socket, packet_ptr, wait_option);
    if (status)
    {
        nx_packet_release(packet_ptr);
        return NX_SECURE_TLS_TCP_SEND_FAILED;
    }
    return NX_SUCCESS;
}

/* Waits for a packet and gives its octets to OpenSSL. */
UINT _nx_secure_host_feed(NX_SECURE_TLS_SESSION *tls_session, ULONG wait_option)
{
    BIO *in = tls_session->nx_secure_tls_host_ptr->in;
    NX_PACKET *packet_ptr, *part;
    UINT status = nx_tcp_socket_receive(tls_session->nx_secure_tls_tcp_socket, &packet_ptr, wait_option);
    if (status)
    {
        return status;
    }
    for (part = packet_ptr; part;)
    {
        int n = (int)(part->nx_packet_append_ptr - part->nx_packet_prepend_ptr);
        if (n > 0 && BIO_write(in, part->nx_packet_prepend_ptr, n) != n)
        {
            status = NX_SECURE_TLS_ALLOCATE_PACKET_FAILED;
        }
#ifndef NX_DISABLE_PACKET_CHAIN
        part = part->nx_packet_next;
#else
        part = NX_NULL;
#endif
    }
    nx_packet_release(packet_ptr);
    return status;
}

static UINT reason_map(int reason)
{
    switch (reason)
    {
    case SSL_R_WRONG_VERSION_NUMBER: /* no TLS record at all, as far as one can tell */
    case SSL_R_HTTP_REQUEST:
        return NX_SECURE_TLS_UNKNOWN_TLS_VERSION;
    case SSL_R_BAD_RECORD_TYPE:
        return NX_SECURE_TLS_UNRECOGNIZED_MESSAGE_TYPE;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_WRONG_SSL_VERSION:
        return NX_SECURE_TLS_UNSUPPORTED_TLS_VERSION;
    case SSL_R_NO_SHARED_CIPHER:
        return NX_SECURE_TLS_NO_SUPPORTED_CIPHERS;
    case SSL_R_WRONG_CIPHER_RETURNED:
    case SSL_R_UNKNOWN_CIPHER_RETURNED:
        return NX_SECURE_TLS_UNKNOWN_CIPHERSUITE;
    case SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC:
        return NX_SECURE_TLS_HASH_MAC_VERIFY_FAILURE;
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_DATA_LENGTH_TOO_LONG:
    case SSL_R_ENCRYPTED_LENGTH_TOO_LONG:
        return NX_SECURE_TLS_RECORD_OVERFLOW;
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
        return NX_SECURE_TLS_EMPTY_REMOTE_CERTIFICATE_RECEIVED;
    case SSL_R_UNEXPECTED_MESSAGE:
    case SSL_R_UNEXPECTED_RECORD:
        return NX_SECURE_TLS_UNEXPECTED_MESSAGE;
    default:
        return NX_SECURE_TLS_HANDSHAKE_FAILURE;
    }
}

/* Why OpenSSL failed; its errors are forgotten. */
UINT _nx_secure_host_failure(NX_SECURE_TLS_SESSION *tls_session)
{
    const NX_SECURE_HOST *host = tls_session->nx_secure_tls_host_ptr;
    UINT status = reason_map(ERR_GET_REASON(ERR_peek_error()));
    ERR_clear_error();
    if (host->alert)
    {
        return NX_SECURE_TLS_ALERT_RECEIVED;
    }
    return host->status ? host->status : status;
}
