/* SPDX-License-Identifier: MIT */
/*
 * Creating and deleting a client, and the settings that outlive a failed
 * create.
 *
 * A create that fails leaves nothing behind but the reason and the settings,
 * so that delete is harmless and create may be called again.
 */
#include "nxd_pop3_client_internal.h"
#include "nxd_pop3_client_auth.h"

/* The part of the client that outlives a failed create. */
#define SETTINGS_OFFSET offsetof(NX_POP3_CLIENT, nx_pop3_client_id)

VOID _nx_pop3_client_settings_prepare(NX_POP3_CLIENT *client_ptr)
{
    if (client_ptr->nx_pop3_client_id != NX_POP3_SETTINGS_ID &&
        client_ptr->nx_pop3_client_id != NX_POP3_CLIENT_ID)
    {
        memset((UCHAR *)client_ptr + SETTINGS_OFFSET, 0, sizeof(NX_POP3_CLIENT) - SETTINGS_OFFSET);
        client_ptr->nx_pop3_client_id = NX_POP3_SETTINGS_ID;
        client_ptr->nx_pop3_client_reply_timeout = NX_POP3_SERVER_REPLY_TIMEOUT;
        client_ptr->nx_pop3_client_apop_fallback = NX_TRUE;
    }
}

/* The engine counts in what its owner counts in: here ticks. */
VOID _nx_pop3_client_timeout_apply(NX_POP3_CLIENT *client_ptr)
{
    ULONG timeout = client_ptr->nx_pop3_client_reply_timeout;

    pop3_timeout(&client_ptr->nx_pop3_client_engine, timeout == NX_WAIT_FOREVER ? 0 : (uint32_t)timeout);
}

/* A name or password that can be sent: 1 to max octets, no line end. */
static UINT text_is_valid(const CHAR *text, UINT max)
{
    UINT length = 0;

    while (length <= max && text[length])
    {
        if (text[length] == '\r' || text[length] == '\n')
        {
            return (NX_FALSE);
        }
        length++;
    }
    return (length > 0 && length <= max);
}

static UINT address_check(const NXD_ADDRESS *address_ptr)
{
    if (address_ptr->nxd_ip_version == NX_IP_VERSION_V4)
    {
#ifndef NX_DISABLE_IPV4
        return (address_ptr->nxd_ip_address.v4 ? NX_SUCCESS : NX_POP3_PARAM_ERROR);
#else
        return (NX_NOT_SUPPORTED);
#endif
    }
    if (address_ptr->nxd_ip_version == NX_IP_VERSION_V6)
    {
#ifndef NX_DISABLE_IPV6
        return (address_ptr->nxd_ip_address.v6[0] | address_ptr->nxd_ip_address.v6[1] |
                        address_ptr->nxd_ip_address.v6[2] | address_ptr->nxd_ip_address.v6[3]
                    ? NX_SUCCESS
                    : NX_POP3_PARAM_ERROR);
#else
        return (NX_NOT_SUPPORTED);
#endif
    }
    return (NX_POP3_PARAM_ERROR);
}

/* With a token the password may be empty: then it is not used. */
static UINT password_is_valid(const NX_POP3_CLIENT *client_ptr, const CHAR *password)
{
    const NX_POP3_CLIENT_AUTH *auth_ptr =
        client_ptr->nx_pop3_client_id == NX_POP3_SETTINGS_ID ? client_ptr->nx_pop3_client_auth_ptr : NX_NULL;

    return (text_is_valid(password, NX_POP3_MAX_PASSWORD) ||
            (password[0] == 0 && auth_ptr && auth_ptr->nx_pop3_auth_token));
}

static UINT parameters_check(const NX_POP3_CLIENT *client_ptr, const NX_IP *ip_ptr,
                             const NX_PACKET_POOL *packet_pool_ptr, const NXD_ADDRESS *address_ptr,
                             ULONG port, const CHAR *name, const CHAR *password)
{
    if (ip_ptr->nx_ip_id != NX_IP_ID || port == 0 || port > NX_MAX_PORT ||
        !text_is_valid(name, NX_POP3_MAX_USERNAME) || !password_is_valid(client_ptr, password))
    {
        return (NX_POP3_PARAM_ERROR);
    }
    if (packet_pool_ptr->nx_packet_pool_id != NX_PACKET_POOL_ID)
    {
        return (NX_PTR_ERROR);
    }
    if (ip_ptr->nx_ip_tcp_packet_receive == NX_NULL)
    {
        return (NX_NOT_ENABLED);
    }
    return (address_check(address_ptr));
}

/* Undoes a create: nothing stays but the settings. */
static UINT client_clear(NX_POP3_CLIENT *client_ptr)
{
    UINT status;

    _nx_pop3_client_disconnect(client_ptr, NX_POP3_CLIENT_DISCONNECT_TIMEOUT);
    pop3_wipe(client_ptr->nx_pop3_client_password, sizeof(client_ptr->nx_pop3_client_password));
    status = nx_tcp_socket_delete(&client_ptr->nx_pop3_client_tcp_socket);
    if (status == NX_SUCCESS)
    {
        client_ptr->nx_pop3_client_id = NX_POP3_SETTINGS_ID;
        pop3_wipe(client_ptr, SETTINGS_OFFSET);
    }
    return (status);
}

UINT _nx_pop3_client_start(NX_POP3_CLIENT *client_ptr, NX_IP *ip_ptr)
{
    UINT status = nx_tcp_socket_create(ip_ptr, &client_ptr->nx_pop3_client_tcp_socket, "POP3 Client",
                                       NX_IP_NORMAL, NX_FRAGMENT_OKAY, NX_IP_TIME_TO_LIVE,
                                       NX_POP3_CLIENT_TCP_WINDOW_SIZE, NX_NULL, NX_NULL);

    if (status)
    {
        pop3_wipe(client_ptr, SETTINGS_OFFSET);
        return (status);
    }
    client_ptr->nx_pop3_client_id = NX_POP3_CLIENT_ID;
    status = _nx_pop3_client_open(client_ptr);
    if (status)
    {
        client_clear(client_ptr);
    }
    return (status);
}

UINT _nx_pop3_client_prepare(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                             NX_PACKET_POOL *packet_pool_ptr, NXD_ADDRESS *server_ip_address,
                             ULONG server_port, CHAR *client_name, CHAR *client_password)
{
    UINT status = parameters_check(client_ptr, ip_ptr, packet_pool_ptr, server_ip_address, server_port,
                                   client_name, client_password);

    if (status)
    {
        return (status);
    }
    if (tx_thread_identify() == NX_NULL)
    {
        return (NX_CALLER_ERROR);
    }
    if (client_ptr->nx_pop3_client_id == NX_POP3_CLIENT_ID)
    {
        return (NX_POP3_CLIENT_INVALID_STATE);
    }
    _nx_pop3_client_settings_prepare(client_ptr);
    memset(client_ptr, 0, SETTINGS_OFFSET);
    strcpy(client_ptr->nx_pop3_client_name, client_name);
    strcpy(client_ptr->nx_pop3_client_password, client_password);
    client_ptr->nx_pop3_client_enable_APOP_authentication = APOP_authentication;
    client_ptr->nx_pop3_client_packet_pool_ptr = packet_pool_ptr;
    client_ptr->nx_pop3_client_server_address = *server_ip_address;
    client_ptr->nx_pop3_client_server_port = (USHORT)server_port;
    client_ptr->nx_pop3_client_link_ptr = &_nx_pop3_client_tcp_link;
    return (NX_SUCCESS);
}

UINT _nxd_pop3_client_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                             NX_PACKET_POOL *packet_pool_ptr, NXD_ADDRESS *server_ip_address,
                             ULONG server_port, CHAR *client_name, CHAR *client_password)
{
    UINT status = _nx_pop3_client_prepare(client_ptr, APOP_authentication, ip_ptr, packet_pool_ptr,
                                          server_ip_address, server_port, client_name, client_password);

    if (status)
    {
        return (status);
    }
    return (_nx_pop3_client_start(client_ptr, ip_ptr));
}

UINT _nx_pop3_client_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                            NX_PACKET_POOL *packet_pool_ptr, ULONG server_ip_address, ULONG server_port,
                            CHAR *client_name, CHAR *client_password)
{
#ifndef NX_DISABLE_IPV4
    NXD_ADDRESS address;

    memset(&address, 0, sizeof(address));
    address.nxd_ip_version = NX_IP_VERSION_V4;
    address.nxd_ip_address.v4 = server_ip_address;
    return (_nxd_pop3_client_create(client_ptr, APOP_authentication, ip_ptr, packet_pool_ptr, &address,
                                    server_port, client_name, client_password));
#else
    NX_PARAMETER_NOT_USED(client_ptr);
    NX_PARAMETER_NOT_USED(APOP_authentication);
    NX_PARAMETER_NOT_USED(ip_ptr);
    NX_PARAMETER_NOT_USED(packet_pool_ptr);
    NX_PARAMETER_NOT_USED(server_ip_address);
    NX_PARAMETER_NOT_USED(server_port);
    NX_PARAMETER_NOT_USED(client_name);
    NX_PARAMETER_NOT_USED(client_password);
    return (NX_NOT_SUPPORTED);
#endif
}

UINT _nx_pop3_client_delete(NX_POP3_CLIENT *client_ptr)
{
    UINT status = NX_SUCCESS;

    if (client_ptr->nx_pop3_client_id == NX_POP3_CLIENT_ID)
    {
        status = client_clear(client_ptr);
    }
    if (status == NX_SUCCESS && client_ptr->nx_pop3_client_id == NX_POP3_SETTINGS_ID)
    {
        pop3_wipe(client_ptr, sizeof(NX_POP3_CLIENT));
    }
    return (status);
}
