/* SPDX-License-Identifier: MIT */
/*
 * The client's link over TLS, and the services that create such a client
 * (RFC 8314 section 3, RFC 2595 section 4).
 *
 * Invariants.
 * - The session is created between tls_setup and the end of the connection;
 *   otherwise its memory is zero.
 * - TLS is up while "secured" is set; until then octets go over TCP as they are,
 *   and the login machine sends none that is secret.
 * - NX Secure waits for each packet anew, so the waits given to it are short
 *   and the deadlines are kept here: octets that trickle in extend none.
 */
#include "nxd_pop3_client_internal.h"
#include "nxd_pop3_client_secure.h"

/* A tenth of a second: who sends less often than that extends no deadline. */
#define SLICE ((ULONG)(NX_IP_PERIODIC_RATE < 20 ? 1 : NX_IP_PERIODIC_RATE / 10))

static NX_SECURE_TLS_SESSION *session_of(const NX_POP3_CLIENT *client_ptr)
{
    return (client_ptr->nx_pop3_client_tls_session_ptr);
}

/* The handshake as a whole. */
static UINT handshake_wait(NX_POP3_CLIENT *client_ptr)
{
    ULONG start = tx_time_get();
    UINT status = nx_secure_tls_session_start(session_of(client_ptr), &client_ptr->nx_pop3_client_tcp_socket,
                                              NX_NO_WAIT);
    UINT going = status == NX_CONTINUE;

    while (going && tx_time_get() - start < NX_POP3_CLIENT_HANDSHAKE_TIMEOUT)
    {
        status = _nx_secure_tls_handshake_process(session_of(client_ptr), (UINT)SLICE);
        going = status == NX_NO_PACKET || status == NX_CONTINUE;
    }
    return (status == NX_CONTINUE ? NX_NO_PACKET : status);
}

static UINT tls_start(NX_POP3_CLIENT *client_ptr)
{
    UINT status;

    memset(session_of(client_ptr), 0, sizeof(NX_SECURE_TLS_SESSION));
    status = client_ptr->nx_pop3_client_tls_setup(client_ptr, session_of(client_ptr));
    if (status == NX_SUCCESS)
    {
        status = handshake_wait(client_ptr);
    }
    client_ptr->nx_pop3_client_secured = status == NX_SUCCESS;
    return (status);
}

/* TLS before the greeting, where it comes first. */
static UINT tls_open(NX_POP3_CLIENT *client_ptr)
{
    const NX_POP3_CLIENT_AUTH *auth_ptr = client_ptr->nx_pop3_client_auth_ptr;

    if (client_ptr->nx_pop3_client_server_port == NX_POP3_CLIENT_SECURE_PORT ||
        (auth_ptr && (auth_ptr->nx_pop3_auth_options & NX_POP3_AUTH_TLS_FIRST)))
    {
        return (tls_start(client_ptr));
    }
    return (NX_SUCCESS);
}

/* Says close_notify, if there is a session to be closed, and forgets all keys. */
static VOID tls_close(NX_POP3_CLIENT *client_ptr, ULONG wait_option)
{
    client_ptr->nx_pop3_client_secured = NX_FALSE;
    if (session_of(client_ptr)->nx_secure_tls_id == NX_SECURE_TLS_ID)
    {
        if (session_of(client_ptr)->nx_secure_tls_tcp_socket)
        {
            nx_secure_tls_session_end(session_of(client_ptr), (UINT)wait_option);
        }
        nx_secure_tls_session_delete(session_of(client_ptr));
    }
    pop3_wipe(session_of(client_ptr), sizeof(NX_SECURE_TLS_SESSION));
}

static UINT tls_allocate(NX_POP3_CLIENT *client_ptr, NX_PACKET **packet_ptr)
{
    if (!client_ptr->nx_pop3_client_secured)
    {
        return (_nx_pop3_client_tcp_allocate(client_ptr, packet_ptr));
    }
    return (nx_secure_tls_packet_allocate(session_of(client_ptr), client_ptr->nx_pop3_client_packet_pool_ptr,
                                          packet_ptr, NX_POP3_CLIENT_PACKET_TIMEOUT));
}

static UINT tls_send(NX_POP3_CLIENT *client_ptr, NX_PACKET *packet_ptr)
{
    if (!client_ptr->nx_pop3_client_secured)
    {
        return (_nx_pop3_client_tcp_send(client_ptr, packet_ptr));
    }
    return (nx_secure_tls_session_send(session_of(client_ptr), packet_ptr, NX_POP3_TCP_SOCKET_SEND_WAIT));
}

/* close_notify is how a server says in TLS that it closes the connection. */
static UINT closed_status(NX_POP3_CLIENT *client_ptr, UINT status)
{
    UINT level;
    UINT value = NX_SECURE_TLS_ALERT_INTERNAL_ERROR;

    if (status == NX_SECURE_TLS_ALERT_RECEIVED)
    {
        nx_secure_tls_session_alert_value_get(session_of(client_ptr), &level, &value);
    }
    return (value == NX_SECURE_TLS_ALERT_CLOSE_NOTIFY ? NX_NOT_CONNECTED : status);
}

static UINT tls_receive(NX_POP3_CLIENT *client_ptr, NX_PACKET **packet_ptr, ULONG wait_option)
{
    ULONG start = tx_time_get();
    ULONG waited = 0;
    UINT status;

    if (!client_ptr->nx_pop3_client_secured)
    {
        return (_nx_pop3_client_tcp_receive(client_ptr, packet_ptr, wait_option));
    }
    do
    {
        *packet_ptr = NX_NULL;
        status = nx_secure_tls_session_receive(session_of(client_ptr), packet_ptr,
                                               wait_option - waited < SLICE ? wait_option - waited : SLICE);
        waited = tx_time_get() - start;
    } while (status == NX_NO_PACKET && (waited < wait_option || wait_option == NX_WAIT_FOREVER));
    return (closed_status(client_ptr, status));
}

static const NX_POP3_LINK tls_link = {.nx_pop3_link_open = tls_open,
                                      .nx_pop3_link_secure = tls_start,
                                      .nx_pop3_link_close = tls_close,
                                      .nx_pop3_link_login = _nx_pop3_client_policy_login,
                                      .nx_pop3_link_allocate = tls_allocate,
                                      .nx_pop3_link_send = tls_send,
                                      .nx_pop3_link_receive = tls_receive};

UINT _nxd_pop3_client_secure_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                                    NX_PACKET_POOL *packet_pool_ptr, NXD_ADDRESS *server_ip_address,
                                    ULONG server_port, CHAR *client_name, CHAR *client_password,
                                    NX_SECURE_TLS_SESSION *tls_session_ptr,
                                    UINT (*tls_setup)(NX_POP3_CLIENT *client_ptr,
                                                      NX_SECURE_TLS_SESSION *tls_session_ptr))
{
    UINT status = _nx_pop3_client_prepare(client_ptr, APOP_authentication, ip_ptr, packet_pool_ptr,
                                          server_ip_address, server_port, client_name, client_password);

    if (status)
    {
        return (status);
    }
    client_ptr->nx_pop3_client_link_ptr = &tls_link;
    client_ptr->nx_pop3_client_tls_session_ptr = tls_session_ptr;
    client_ptr->nx_pop3_client_tls_setup = tls_setup;
    memset(tls_session_ptr, 0, sizeof(NX_SECURE_TLS_SESSION));
    return (_nx_pop3_client_start(client_ptr, ip_ptr));
}

UINT _nx_pop3_client_secure_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                                   NX_PACKET_POOL *packet_pool_ptr, ULONG server_ip_address,
                                   ULONG server_port, CHAR *client_name, CHAR *client_password,
                                   NX_SECURE_TLS_SESSION *tls_session_ptr,
                                   UINT (*tls_setup)(NX_POP3_CLIENT *client_ptr,
                                                     NX_SECURE_TLS_SESSION *tls_session_ptr))
{
    NXD_ADDRESS address;

    memset(&address, 0, sizeof(address));
    address.nxd_ip_version = NX_IP_VERSION_V4;
#ifndef NX_DISABLE_IPV4
    address.nxd_ip_address.v4 = server_ip_address;
#else
    NX_PARAMETER_NOT_USED(server_ip_address);
#endif
    return (_nxd_pop3_client_secure_create(client_ptr, APOP_authentication, ip_ptr, packet_pool_ptr, &address,
                                           server_port, client_name, client_password, tls_session_ptr,
                                           tls_setup));
}
