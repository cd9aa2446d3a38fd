/* SPDX-License-Identifier: MIT */
/*
 * Between the engine and the socket: a command leaves as one TCP segment,
 * what arrives is shown to the engine until the command is answered, time-outs
 * and losses end the session (RFC 1939 sections 3 and 4).
 *
 * A session that breaks, for whatever reason, is disconnected here and at
 * once, without QUIT: what the server has marked stays.
 */
#include "nxd_pop3_client_internal.h"

/* Remembers what went wrong; the text is made safe to print. */
VOID _nx_pop3_client_error_set(NX_POP3_CLIENT *client_ptr, UINT status, const struct pop3_event *event_ptr)
{
    UINT length = 0;
    UCHAR octet;

    client_ptr->nx_pop3_client_error_status = (USHORT)status;
    client_ptr->nx_pop3_client_error_code = event_ptr ? (UCHAR)event_ptr->code : 0;
    while (event_ptr && length < event_ptr->data.n && length < NX_POP3_CLIENT_ERROR_TEXT_SIZE - 1)
    {
        octet = event_ptr->data.p[length];
        client_ptr->nx_pop3_client_error_text[length++] = (CHAR)(octet < 0x20 || octet > 0x7E ? '?' : octet);
    }
    client_ptr->nx_pop3_client_error_text[length] = 0;
}

VOID _nx_pop3_client_packet_drop(NX_POP3_CLIENT *client_ptr)
{
    if (client_ptr->nx_pop3_client_message_ptr)
    {
        nx_packet_release(client_ptr->nx_pop3_client_message_ptr);
        client_ptr->nx_pop3_client_message_ptr = NX_NULL;
    }
}

/* Ends the session, if there is one; the socket can connect again after it. */
VOID _nx_pop3_client_disconnect(NX_POP3_CLIENT *client_ptr, ULONG wait_option)
{
    _nx_pop3_client_packet_drop(client_ptr);
    client_ptr->nx_pop3_client_ready_to_download = NX_FALSE;
    if (client_ptr->nx_pop3_client_connected)
    {
        client_ptr->nx_pop3_client_connected = NX_FALSE;
        if (client_ptr->nx_pop3_client_link_ptr->nx_pop3_link_close)
        {
            client_ptr->nx_pop3_client_link_ptr->nx_pop3_link_close(client_ptr, wait_option);
        }
        nx_tcp_socket_disconnect(&client_ptr->nx_pop3_client_tcp_socket, wait_option);
        nx_tcp_client_socket_unbind(&client_ptr->nx_pop3_client_tcp_socket);
    }
}

/* Ends a broken session; returns the status given. */
UINT _nx_pop3_client_abort(NX_POP3_CLIENT *client_ptr, UINT status)
{
    if (client_ptr->nx_pop3_client_error_status != status || status != NX_POP3_SERVER_ERROR_STATUS)
    {
        _nx_pop3_client_error_set(client_ptr, status, NX_NULL);
    }
    _nx_pop3_client_disconnect(client_ptr, NX_POP3_ABORT);
    return (status);
}

/* Waits for the next packet as long as the engine allows; it is then held. */
UINT _nx_pop3_client_receive(NX_POP3_CLIENT *client_ptr)
{
    ULONG wait_option = pop3_tick(&client_ptr->nx_pop3_client_engine, client_ptr->nx_pop3_client_waited);
    ULONG start = tx_time_get();
    UINT status;

    if (wait_option == 0)
    {
        return (NX_NO_PACKET);
    }
    status = client_ptr->nx_pop3_client_link_ptr->nx_pop3_link_receive(
        client_ptr, &client_ptr->nx_pop3_client_message_ptr, wait_option);
    client_ptr->nx_pop3_client_waited += tx_time_get() - start;
    return (status);
}

/* Takes a status line or a line of a listing. */
static UINT line_take(NX_POP3_CLIENT *client_ptr, const NX_POP3_COMMAND *command_ptr,
                      const struct pop3_event *event_ptr)
{
    if (!event_ptr->ok)
    {
        _nx_pop3_client_error_set(client_ptr, NX_POP3_SERVER_ERROR_STATUS, event_ptr);
        return (NX_POP3_SERVER_ERROR_STATUS);
    }
    if (command_ptr->nx_pop3_command_notify == NX_NULL)
    {
        return (NX_SUCCESS);
    }
    return (
        command_ptr->nx_pop3_command_notify(client_ptr, event_ptr, command_ptr->nx_pop3_command_context_ptr));
}

/* Acts on an event. True: the packets of a message follow, which are the application's. */
static UINT event_handle(NX_POP3_CLIENT *client_ptr, VOID *context_ptr, const struct pop3_event *event_ptr)
{
    NX_POP3_COMMAND *command_ptr = (NX_POP3_COMMAND *)context_ptr;
    UINT reply = event_ptr->what == POP3_REPLY;
    UINT message = reply && event_ptr->ok && (event_ptr->verb == POP3_RETR || event_ptr->verb == POP3_TOP);
    UINT status = NX_SUCCESS;

    if (event_ptr->what == POP3_FAILED)
    {
        _nx_pop3_client_error_set(client_ptr, NX_POP3_SERVER_ERROR_STATUS, event_ptr);
    }
    if (reply || event_ptr->what == POP3_ITEM)
    {
        status = line_take(client_ptr, command_ptr, event_ptr);
    }
    if (event_ptr->what == POP3_END || (reply && pop3_idle(&client_ptr->nx_pop3_client_engine)) || message)
    {
        command_ptr->nx_pop3_command_complete = NX_TRUE;
    }
    if (status)
    {
        command_ptr->nx_pop3_command_status = status;
    }
    return (message);
}

/* Shows the held packet to the engine: all of it, or up to where a message begins. */
VOID _nx_pop3_client_packet_read(NX_POP3_CLIENT *client_ptr, NX_POP3_EVENT_HANDLE handle, VOID *context_ptr)
{
    NX_PACKET *head_ptr = client_ptr->nx_pop3_client_message_ptr;
    NX_PACKET *packet_ptr = head_ptr;
    struct pop3_bytes bytes = {NX_NULL, 0};
    struct pop3_event event;
    UINT message = NX_FALSE;

    while (packet_ptr && !message)
    {
        bytes = _nx_pop3_packet_bytes(packet_ptr);
        while (!message && pop3_next(&client_ptr->nx_pop3_client_engine, &bytes, &event) != POP3_NONE)
        {
            message = handle(client_ptr, context_ptr, &event);
        }
        head_ptr->nx_packet_length -= (ULONG)(bytes.p - packet_ptr->nx_packet_prepend_ptr);
        packet_ptr->nx_packet_prepend_ptr += bytes.p - packet_ptr->nx_packet_prepend_ptr;
        packet_ptr = _nx_pop3_packet_next(packet_ptr);
    }
    if (!message || head_ptr->nx_packet_length == 0)
    {
        _nx_pop3_client_packet_drop(client_ptr);
    }
}

/* Reads until the command is answered. What comes behind its answer breaks the session, which
   the next command will find: whether it came in the same segment makes no difference then. */
static UINT reply_wait(NX_POP3_CLIENT *client_ptr, NX_POP3_COMMAND *command_ptr)
{
    UINT status;

    while (!command_ptr->nx_pop3_command_complete)
    {
        if (pop3_error(&client_ptr->nx_pop3_client_engine))
        {
            return (_nx_pop3_client_abort(client_ptr, NX_POP3_SERVER_ERROR_STATUS));
        }
        if (!client_ptr->nx_pop3_client_message_ptr)
        {
            status = _nx_pop3_client_receive(client_ptr);
            if (status)
            {
                return (_nx_pop3_client_abort(client_ptr, status));
            }
        }
        _nx_pop3_client_packet_read(client_ptr, event_handle, command_ptr);
    }
    return (command_ptr->nx_pop3_command_status);
}

/* Before a command is sent: has the server said something unasked, or gone away? */
UINT _nx_pop3_client_probe(NX_POP3_CLIENT *client_ptr)
{
    NX_POP3_COMMAND nothing = {.nx_pop3_command_verb = POP3_NOOP};
    UINT status = NX_SUCCESS;

    while (!pop3_error(&client_ptr->nx_pop3_client_engine))
    {
        status = client_ptr->nx_pop3_client_link_ptr->nx_pop3_link_receive(
            client_ptr, &client_ptr->nx_pop3_client_message_ptr, NX_NO_WAIT);
        if (status == NX_NO_PACKET)
        {
            return (NX_SUCCESS);
        }
        if (status)
        {
            return (_nx_pop3_client_abort(client_ptr, status));
        }
        _nx_pop3_client_packet_read(client_ptr, event_handle, &nothing);
    }
    return (_nx_pop3_client_abort(client_ptr, NX_POP3_SERVER_ERROR_STATUS));
}

/* Makes the session ready for a command: there is one, and no message is under way. */
UINT _nx_pop3_client_ready(NX_POP3_CLIENT *client_ptr)
{
    NX_POP3_COMMAND rest = {.nx_pop3_command_verb = POP3_RETR};

    if (client_ptr->nx_pop3_client_id != NX_POP3_CLIENT_ID || !client_ptr->nx_pop3_client_connected)
    {
        return (NX_POP3_CLIENT_INVALID_STATE);
    }
    client_ptr->nx_pop3_client_ready_to_download = NX_FALSE;
    if (pop3_error(&client_ptr->nx_pop3_client_engine) || pop3_idle(&client_ptr->nx_pop3_client_engine))
    {
        return (NX_SUCCESS);
    }
    return (reply_wait(client_ptr, &rest));
}

UINT _nx_pop3_client_tcp_allocate(NX_POP3_CLIENT *client_ptr, NX_PACKET **packet_ptr)
{
    ULONG packet_type = NX_IPv4_TCP_PACKET;

#ifndef NX_DISABLE_IPV6
    if (client_ptr->nx_pop3_client_server_address.nxd_ip_version == NX_IP_VERSION_V6)
    {
        packet_type = NX_IPv6_TCP_PACKET;
    }
#endif
    return (nx_packet_allocate(client_ptr->nx_pop3_client_packet_pool_ptr, packet_ptr, packet_type,
                               NX_POP3_CLIENT_PACKET_TIMEOUT));
}

UINT _nx_pop3_client_tcp_send(NX_POP3_CLIENT *client_ptr, NX_PACKET *packet_ptr)
{
    return (
        nx_tcp_socket_send(&client_ptr->nx_pop3_client_tcp_socket, packet_ptr, NX_POP3_TCP_SOCKET_SEND_WAIT));
}

UINT _nx_pop3_client_tcp_receive(NX_POP3_CLIENT *client_ptr, NX_PACKET **packet_ptr, ULONG wait_option)
{
    return (nx_tcp_socket_receive(&client_ptr->nx_pop3_client_tcp_socket, packet_ptr, wait_option));
}

/* Builds the packet, chained where one is too small for the command. */
static UINT command_packet_get(NX_POP3_CLIENT *client_ptr, NX_PACKET **packet_ptr)
{
    struct pop3_bytes bytes = pop3_out(&client_ptr->nx_pop3_client_engine);
    UINT status = client_ptr->nx_pop3_client_link_ptr->nx_pop3_link_allocate(client_ptr, packet_ptr);

    if (status == NX_SUCCESS)
    {
        status =
            nx_packet_data_append(*packet_ptr, (VOID *)bytes.p, (ULONG)bytes.n,
                                  client_ptr->nx_pop3_client_packet_pool_ptr, NX_POP3_CLIENT_PACKET_TIMEOUT);
        if (status)
        {
            nx_packet_release(*packet_ptr);
        }
    }
    return (status == NX_SIZE_ERROR || status == NX_INVALID_PARAMETERS ? NX_POP3_INSUFFICIENT_PACKET_PAYLOAD
                                                                       : status);
}

/* Sends what the engine has to send, in one segment. Where that fails the session is over, but
   not for want of a packet: then nothing was sent. */
UINT _nx_pop3_client_transmit(NX_POP3_CLIENT *client_ptr)
{
    struct pop3 *engine_ptr = &client_ptr->nx_pop3_client_engine;
    NX_PACKET *packet_ptr;
    UINT status = command_packet_get(client_ptr, &packet_ptr);

    pop3_sent(engine_ptr, pop3_out(engine_ptr).n);
    if (status)
    {
        _nx_pop3_client_error_set(client_ptr, status, NX_NULL);
        return (status);
    }
    status = client_ptr->nx_pop3_client_link_ptr->nx_pop3_link_send(client_ptr, packet_ptr);
    if (status)
    {
        nx_packet_release(packet_ptr);
        return (_nx_pop3_client_abort(client_ptr, status));
    }
    return (NX_SUCCESS);
}

/* Without a packet the command is taken back, and the session may go on. */
static UINT command_transmit(NX_POP3_CLIENT *client_ptr, const struct pop3 *before_ptr)
{
    UINT status = _nx_pop3_client_transmit(client_ptr);

    if (status && client_ptr->nx_pop3_client_connected)
    {
        client_ptr->nx_pop3_client_engine = *before_ptr;
    }
    return (status);
}

static UINT command_send(NX_POP3_CLIENT *client_ptr, const NX_POP3_COMMAND *command_ptr)
{
    struct pop3 *engine_ptr = &client_ptr->nx_pop3_client_engine;
    struct pop3 before = *engine_ptr;
    struct pop3_bytes text = {(const uint8_t *)command_ptr->nx_pop3_command_text, 0};
    enum pop3_err error;

    if (command_ptr->nx_pop3_command_text)
    {
        while (text.p[text.n])
        {
            text.n++;
        }
        error = pop3_send_text(engine_ptr, command_ptr->nx_pop3_command_verb, text);
    }
    else
    {
        error = pop3_send(engine_ptr, command_ptr->nx_pop3_command_verb,
                          (uint32_t)command_ptr->nx_pop3_command_number,
                          (uint32_t)command_ptr->nx_pop3_command_lines);
    }
    if (error)
    {
        return (error == POP3_ERR_STATE ? NX_POP3_CLIENT_INVALID_STATE : NX_POP3_PARAM_ERROR);
    }
    return (command_transmit(client_ptr, &before));
}

/* The buffers lent to the engine go away. */
VOID _nx_pop3_client_lend_end(NX_POP3_CLIENT *client_ptr)
{
    struct pop3 *engine_ptr = &client_ptr->nx_pop3_client_engine;

    if (pop3_lend(engine_ptr, NX_NULL, 0, NX_NULL, 0))
    {
        /* Half a line that nobody asked for.  */
        pop3_fail(engine_ptr, POP3_ERR_UNASKED);
    }
}

/* Sends a command, or waits for the greeting, and reads the answer. */
UINT _nx_pop3_client_command(NX_POP3_CLIENT *client_ptr, NX_POP3_COMMAND *command_ptr)
{
    struct pop3 *engine_ptr = &client_ptr->nx_pop3_client_engine;
    UCHAR line[NX_POP3_MAX_SERVER_REPLY];
    UCHAR out[POP3_MAX_COMMAND];
    UINT greeting = command_ptr->nx_pop3_command_verb == POP3_GREETING;
    UINT status = greeting ? NX_SUCCESS : _nx_pop3_client_probe(client_ptr);

    if (status == NX_SUCCESS)
    {
        pop3_lend(engine_ptr, line, sizeof(line), out, sizeof(out));
        status = greeting ? NX_SUCCESS : command_send(client_ptr, command_ptr);
    }
    if (status == NX_SUCCESS)
    {
        status = reply_wait(client_ptr, command_ptr);
    }
    _nx_pop3_client_lend_end(client_ptr);
    pop3_wipe(out, sizeof(out));
    return (status);
}
