/* SPDX-License-Identifier: MIT */
/* The handshake, and what ends a session: nx_secure_tls_session_start, end and
   reset (RFC 8446 sections 4 and 6.1). As in NX Secure the wait is that for
   each packet, and without one the handshake goes on in
   _nx_secure_tls_handshake_process. */
#include "nx_secure_core.h"

#include <openssl/err.h>

static VOID established(NX_SECURE_TLS_SESSION *tls_session)
{
    NX_SECURE_HOST *host = tls_session->nx_secure_tls_host_ptr;
    host->finished = NX_TRUE;
    tls_session->nx_secure_tls_protocol_version = (USHORT)SSL_version(host->ssl);
    tls_session->nx_secure_tls_local_session_active = 1;
    tls_session->nx_secure_tls_remote_session_active = 1;
}

/* After an error: the alert, if there is one to be sent, and then nothing is left of the session. */
static UINT handshake_break(NX_SECURE_TLS_SESSION *tls_session, UINT status, ULONG wait_option)
{
    _nx_secure_host_flush(tls_session, wait_option);
    _nx_secure_tls_session_reset(tls_session);
    return status;
}

UINT _nx_secure_tls_handshake_process(NX_SECURE_TLS_SESSION *tls_session, UINT wait_option)
{
    NX_SECURE_HOST *host = tls_session->nx_secure_tls_host_ptr;
    while (host->ssl && !host->finished)
    {
        int result = SSL_do_handshake(host->ssl);
        UINT status;
        if (result != 1 && SSL_get_error(host->ssl, result) != SSL_ERROR_WANT_READ)
        {
            return handshake_break(tls_session, _nx_secure_host_failure(tls_session), wait_option);
        }
        status = _nx_secure_host_flush(tls_session, wait_option);
        if (status)
        {
            return handshake_break(tls_session, status, wait_option);
        }
        if (result == 1)
        {
            established(tls_session);
            return NX_SUCCESS;
        }
        status = _nx_secure_host_feed(tls_session, wait_option);
        if (status)
        {
            return status == NX_NO_PACKET && wait_option == NX_NO_WAIT ? NX_CONTINUE : status;
        }
    }
    return host->finished ? NX_SUCCESS : NX_NOT_SUCCESSFUL;
}

UINT _nx_secure_tls_session_start(NX_SECURE_TLS_SESSION *tls_session, NX_TCP_SOCKET *tcp_socket,
                                  UINT wait_option)
{
    UINT status;
    if (!tls_session->nx_secure_tls_packet_pool)
    {
        tls_session->nx_secure_tls_packet_pool = tcp_socket->nx_tcp_socket_ip_ptr->nx_ip_default_packet_pool;
    }
    tls_session->nx_secure_tls_tcp_socket = tcp_socket;
    tls_session->nx_secure_tls_received_alert_level = 0;
    tls_session->nx_secure_tls_received_alert_value = 0;
    tls_session->nx_secure_tls_socket_type = tcp_socket->nx_tcp_socket_client_type
                                                 ? NX_SECURE_TLS_SESSION_TYPE_CLIENT
                                                 : NX_SECURE_TLS_SESSION_TYPE_SERVER;
    status = _nx_secure_host_open(tls_session);
    if (status == NX_SUCCESS)
    {
        status = _nx_secure_tls_handshake_process(tls_session, wait_option);
    }
    if (status != NX_SUCCESS && status != NX_CONTINUE)
    {
        _nx_secure_tls_session_reset(tls_session);
    }
    return status;
}

/* Says close_notify and does not wait for the peer's. */
UINT _nx_secure_tls_session_end(NX_SECURE_TLS_SESSION *tls_session, UINT wait_option)
{
    NX_SECURE_HOST *host = tls_session->nx_secure_tls_host_ptr;
    UINT status = NX_SUCCESS;
    if (host->ssl && host->finished)
    {
        SSL_shutdown(host->ssl);
        status = _nx_secure_host_flush(tls_session, wait_option);
    }
    _nx_secure_tls_session_reset(tls_session);
    return status;
}

/* The peer's certificates are given back, the application's settings stay. */
UINT _nx_secure_tls_session_reset(NX_SECURE_TLS_SESSION *tls_session)
{
    _nx_secure_host_close(tls_session);
    tls_session->nx_secure_tls_socket_type = NX_SECURE_TLS_SESSION_TYPE_NONE;
    tls_session->nx_secure_tls_protocol_version = 0;
    tls_session->nx_secure_tls_local_session_active = 0;
    tls_session->nx_secure_tls_remote_session_active = 0;
    tls_session->nx_secure_tls_credentials.nx_secure_tls_active_certificate = NX_NULL;
    return _nx_secure_tls_remote_certificate_free_all(tls_session);
}
