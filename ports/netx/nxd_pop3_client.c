/* SPDX-License-Identifier: MIT */
/*
 * The POP3 Client services that NetX Duo's users know: create, STAT, LIST,
 * RETR, DELE, QUIT, delete (RFC 1939 sections 4 to 6). The message itself is
 * in nx_pop3_client_message.c.
 *
 * A create that fails leaves nothing behind but the reason and the settings,
 * so that delete is harmless and create may be called again.
 */
#include "nxd_pop3_client_internal.h"

/* The part of the client that outlives a failed create. */
#define SETTINGS_OFFSET offsetof(NX_POP3_CLIENT, nx_pop3_client_settings_id)

VOID _nx_pop3_client_settings_prepare(NX_POP3_CLIENT *client_ptr)
{
    if (client_ptr->nx_pop3_client_settings_id != NX_POP3_SETTINGS_ID)
    {
        memset((UCHAR *)client_ptr + SETTINGS_OFFSET, 0, sizeof(NX_POP3_CLIENT) - SETTINGS_OFFSET);
        client_ptr->nx_pop3_client_settings_id = NX_POP3_SETTINGS_ID;
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

static UINT parameters_check(const NX_IP *ip_ptr, const NX_PACKET_POOL *packet_pool_ptr,
                             const NXD_ADDRESS *address_ptr, ULONG port, const CHAR *name,
                             const CHAR *password)
{
    if (ip_ptr->nx_ip_id != NX_IP_ID || port == 0 || port > NX_MAX_PORT ||
        !text_is_valid(name, NX_POP3_MAX_USERNAME) || !text_is_valid(password, NX_POP3_MAX_PASSWORD))
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
        pop3_wipe(client_ptr, SETTINGS_OFFSET);
    }
    return (status);
}

static UINT client_start(NX_POP3_CLIENT *client_ptr, NX_IP *ip_ptr)
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

UINT _nxd_pop3_client_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                             NX_PACKET_POOL *packet_pool_ptr, NXD_ADDRESS *server_ip_address,
                             ULONG server_port, CHAR *client_name, CHAR *client_password)
{
    UINT status = parameters_check(ip_ptr, packet_pool_ptr, server_ip_address, server_port, client_name,
                                   client_password);

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
    return (client_start(client_ptr, ip_ptr));
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
    if (status == NX_SUCCESS && client_ptr->nx_pop3_client_settings_id == NX_POP3_SETTINGS_ID)
    {
        pop3_wipe(client_ptr, sizeof(NX_POP3_CLIENT));
    }
    return (status);
}

/* A command to a session that is ready. */
static UINT command_perform(NX_POP3_CLIENT *client_ptr, NX_POP3_COMMAND *command_ptr)
{
    UINT status = _nx_pop3_client_ready(client_ptr);

    if (status)
    {
        return (status);
    }
    return (_nx_pop3_client_command(client_ptr, command_ptr));
}

UINT _nx_pop3_client_perform(NX_POP3_CLIENT *client_ptr, enum pop3_verb verb, NX_POP3_REPLY_NOTIFY notify,
                             VOID *context_ptr)
{
    NX_POP3_COMMAND command = {.nx_pop3_command_verb = verb,
                               .nx_pop3_command_notify = notify,
                               .nx_pop3_command_context_ptr = context_ptr};

    return (command_perform(client_ptr, &command));
}

/* The same for an item. An item that is not there is refused before anything is read or sent. */
UINT _nx_pop3_client_item_perform(NX_POP3_CLIENT *client_ptr, NX_POP3_COMMAND *command_ptr)
{
    if (client_ptr->nx_pop3_client_id == NX_POP3_CLIENT_ID && client_ptr->nx_pop3_client_connected)
    {
        if (command_ptr->nx_pop3_command_number == 0)
        {
            return (NX_POP3_CLIENT_INVALID_INDEX);
        }
        if (command_ptr->nx_pop3_command_number > client_ptr->nx_pop3_client_maildrop_items)
        {
            return (NX_POP3_INVALID_MAIL_ITEM);
        }
    }
    return (command_perform(client_ptr, command_ptr));
}

UINT _nx_pop3_client_size_store(uint64_t octets, ULONG *size)
{
    *size = (ULONG)octets;
    return (*size == octets ? NX_SUCCESS : NX_POP3_SERVER_ERROR_STATUS);
}

/* The server has told of an item. Numbers stay as they are when others are deleted, so what was
   told once in a session remains, although STAT then counts less. */
VOID _nx_pop3_client_item_known(NX_POP3_CLIENT *client_ptr, UINT mail_item)
{
    if (mail_item > client_ptr->nx_pop3_client_maildrop_items)
    {
        client_ptr->nx_pop3_client_maildrop_items = mail_item;
    }
}

/* Notify function of STAT. */
static UINT stat_notify(NX_POP3_CLIENT *client_ptr, const struct pop3_event *event_ptr, VOID *context_ptr)
{
    uint32_t items = 0;
    uint64_t octets = 0;

    pop3_parse_stat(event_ptr->data, &items, &octets);
    *(UINT *)context_ptr = items;
    _nx_pop3_client_item_known(client_ptr, items);
    return (_nx_pop3_client_size_store(octets, &client_ptr->nx_pop3_client_total_message_size));
}

UINT _nx_pop3_client_mail_items_get(NX_POP3_CLIENT *client_ptr, UINT *number_mail_items,
                                    ULONG *maildrop_total_size)
{
    UINT status = _nx_pop3_client_ready(client_ptr);
    UINT items = 0;

    *number_mail_items = 0;
    *maildrop_total_size = 0;
    if (status == NX_SUCCESS)
    {
        status = _nx_pop3_client_probe(client_ptr);
    }
    if (client_ptr->nx_pop3_client_id == NX_POP3_CLIENT_ID && !client_ptr->nx_pop3_client_connected &&
        status != NX_POP3_SERVER_ERROR_STATUS)
    {
        status = _nx_pop3_client_open(client_ptr);
    }
    if (status == NX_SUCCESS)
    {
        status = _nx_pop3_client_perform(client_ptr, POP3_STAT, stat_notify, &items);
    }
    if (status == NX_SUCCESS)
    {
        *number_mail_items = items;
        *maildrop_total_size = client_ptr->nx_pop3_client_total_message_size;
    }
    return (status);
}

/* Notify function of LIST item; the engine has compared the item. */
static UINT list_notify(NX_POP3_CLIENT *client_ptr, const struct pop3_event *event_ptr, VOID *context_ptr)
{
    uint32_t item = 0;
    uint64_t octets = 0;
    UINT status;

    NX_PARAMETER_NOT_USED(context_ptr);
    pop3_parse_list(event_ptr->data, &item, &octets);
    status = _nx_pop3_client_size_store(octets, &client_ptr->nx_pop3_client_list_size);
    client_ptr->nx_pop3_client_list_item = status ? 0 : item;
    return (status);
}

UINT _nx_pop3_client_mail_item_size_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, ULONG *size)
{
    NX_POP3_COMMAND list = {.nx_pop3_command_verb = POP3_LIST,
                            .nx_pop3_command_number = mail_item,
                            .nx_pop3_command_notify = list_notify};
    UINT status = _nx_pop3_client_item_perform(client_ptr, &list);

    *size = status ? 0 : client_ptr->nx_pop3_client_list_size;
    return (status);
}

/* True when a text opens with a number, which then is one that does not fit. */
static UINT number_opens(struct pop3_bytes text)
{
    size_t i = 0;

    while (i < text.n && text.p[i] >= '0' && text.p[i] <= '9')
    {
        i++;
    }
    return (i > 0 && (i == text.n || text.p[i] == ' '));
}

/* Notify function of RETR. */
static UINT retr_notify(NX_POP3_CLIENT *client_ptr, const struct pop3_event *event_ptr, VOID *context_ptr)
{
    ULONG *size = (ULONG *)context_ptr;
    uint64_t octets;

    if (pop3_parse_octets(event_ptr->data, &octets))
    {
        return (_nx_pop3_client_size_store(octets, size));
    }
    if (client_ptr->nx_pop3_client_list_item == event_ptr->msg)
    {
        *size = client_ptr->nx_pop3_client_list_size;
    }
    return (number_opens(event_ptr->data) ? NX_POP3_SERVER_ERROR_STATUS : NX_SUCCESS);
}

/* A command whose reply is a message: it may be fetched, if the server has it. */
UINT _nx_pop3_client_message_perform(NX_POP3_CLIENT *client_ptr, NX_POP3_COMMAND *command_ptr)
{
    UINT status = _nx_pop3_client_item_perform(client_ptr, command_ptr);

    if (status == NX_SUCCESS)
    {
        client_ptr->nx_pop3_client_maildrop_index = (UINT)command_ptr->nx_pop3_command_number;
        client_ptr->nx_pop3_client_ready_to_download = NX_TRUE;
    }
    return (status);
}

UINT _nx_pop3_client_mail_item_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, ULONG *item_size)
{
    NX_POP3_COMMAND retr = {.nx_pop3_command_verb = POP3_RETR,
                            .nx_pop3_command_number = mail_item,
                            .nx_pop3_command_notify = retr_notify,
                            .nx_pop3_command_context_ptr = item_size};
    UINT status;

    *item_size = 0;
    status = _nx_pop3_client_message_perform(client_ptr, &retr);
    if (status)
    {
        *item_size = 0;
    }
    return (status);
}

UINT _nx_pop3_client_mail_item_delete(NX_POP3_CLIENT *client_ptr, UINT mail_index)
{
    NX_POP3_COMMAND dele = {.nx_pop3_command_verb = POP3_DELE, .nx_pop3_command_number = mail_index};

    return (_nx_pop3_client_item_perform(client_ptr, &dele));
}

UINT _nx_pop3_client_quit(NX_POP3_CLIENT *client_ptr)
{
    UINT status = _nx_pop3_client_perform(client_ptr, POP3_QUIT, NX_NULL, NX_NULL);

    if (client_ptr->nx_pop3_client_id == NX_POP3_CLIENT_ID)
    {
        _nx_pop3_client_disconnect(client_ptr, NX_POP3_CLIENT_DISCONNECT_TIMEOUT);
    }
    return (status);
}
