/* SPDX-License-Identifier: MIT */
/*
 * The POP3 Client services that NetX Duo's users know: STAT, LIST, RETR, DELE,
 * QUIT (RFC 1939 sections 5 and 6). Create and delete are in
 * nx_pop3_client_create.c, the message itself in nx_pop3_client_message.c.
 */
#include "nxd_pop3_client_internal.h"

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
