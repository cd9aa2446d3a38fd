/* SPDX-License-Identifier: MIT */
/*
 * nx_pop3_client_mail_item_message_get: the received packet becomes the
 * application's, without the octets that belong to the protocol (RFC 1939
 * section 3, multi-line responses).
 *
 * The engine tells which octets are the message's. They are moved only over
 * gaps that stuffed dots left before them in the same packet of the chain, so
 * a packet without such dots is not touched at all. One octet may be missing
 * where it belongs: the CR of a line that began ".CR" at the end of what was
 * received before, and was not the end of the message. It goes to where room
 * is: behind the packet before it in the chain, whose CR it was, or before
 * the first, where the TCP header was; where there was none, as in packets
 * that TLS made, a packet of the same pool is put in front.
 */
#include "nxd_pop3_client_internal.h"

/* Where the message's octets go while a chain is read. */
typedef struct NX_POP3_UNPACK_STRUCT
{
    NX_PACKET *nx_pop3_unpack_head_ptr;
    NX_PACKET *nx_pop3_unpack_last_ptr; /* Last packet that had octets in it, before this one */
    UCHAR *nx_pop3_unpack_to_ptr;       /* End of the message's octets in this packet */
    UINT nx_pop3_unpack_final;
} NX_POP3_UNPACK;

#ifndef NX_POP3_CLIENT_RAW_MESSAGE

/* Puts an empty packet in front of the chain. */
static UINT packet_prepend(NX_POP3_UNPACK *unpack_ptr)
{
#ifndef NX_DISABLE_PACKET_CHAIN
    NX_PACKET *head_ptr = unpack_ptr->nx_pop3_unpack_head_ptr;
    NX_PACKET *packet_ptr;
    UINT status = nx_packet_allocate(head_ptr->nx_packet_pool_owner, &packet_ptr, NX_RECEIVE_PACKET,
                                     NX_POP3_CLIENT_PACKET_TIMEOUT);

    if (status == NX_SUCCESS)
    {
        packet_ptr->nx_packet_next = head_ptr;
        packet_ptr->nx_packet_last = head_ptr->nx_packet_last ? head_ptr->nx_packet_last : head_ptr;
        unpack_ptr->nx_pop3_unpack_head_ptr = packet_ptr;
    }
    return (status);
#else
    NX_PARAMETER_NOT_USED(unpack_ptr);
    return (NX_POP3_MAIL_BUFFER_OVERFLOW);
#endif
}

/* Takes an octet that this packet has no room for. */
static UINT octet_insert(NX_POP3_UNPACK *unpack_ptr, UCHAR octet)
{
    NX_PACKET *packet_ptr = unpack_ptr->nx_pop3_unpack_last_ptr;
    NX_PACKET *head_ptr = unpack_ptr->nx_pop3_unpack_head_ptr;
    UINT status = NX_SUCCESS;

    if (!packet_ptr && head_ptr->nx_packet_prepend_ptr > head_ptr->nx_packet_data_start)
    {
        *--head_ptr->nx_packet_prepend_ptr = octet;
        return (NX_SUCCESS);
    }
    if (!packet_ptr)
    {
        status = packet_prepend(unpack_ptr);
        packet_ptr = unpack_ptr->nx_pop3_unpack_head_ptr;
    }
    if (status == NX_SUCCESS)
    {
        *packet_ptr->nx_packet_append_ptr++ = octet;
    }
    return (status);
}

/* Takes a span of the message. next_ptr is where the engine will read on. */
static UINT span_take(NX_POP3_UNPACK *unpack_ptr, struct pop3_bytes span, const UCHAR *next_ptr)
{
    UCHAR *to_ptr = unpack_ptr->nx_pop3_unpack_to_ptr;

    if (span.n > (size_t)(next_ptr - to_ptr))
    {
        return (octet_insert(unpack_ptr, *span.p));
    }
    if (span.p != to_ptr)
    {
        memmove(to_ptr, span.p, span.n);
    }
    unpack_ptr->nx_pop3_unpack_to_ptr += span.n;
    return (NX_SUCCESS);
}

#endif

/* Acts on an event; next_ptr is where the engine will read on. */
static UINT event_take(NX_POP3_CLIENT *client_ptr, NX_POP3_UNPACK *unpack_ptr,
                       const struct pop3_event *event_ptr, const UCHAR *next_ptr)
{
    UINT status = NX_SUCCESS;

#ifdef NX_POP3_CLIENT_RAW_MESSAGE
    if (!unpack_ptr->nx_pop3_unpack_final)
    {
        unpack_ptr->nx_pop3_unpack_to_ptr += next_ptr - unpack_ptr->nx_pop3_unpack_to_ptr;
    }
#else
    if (event_ptr->what == POP3_BODY)
    {
        status = span_take(unpack_ptr, event_ptr->data, next_ptr);
    }
#endif
    if (event_ptr->what == POP3_END)
    {
        unpack_ptr->nx_pop3_unpack_final = NX_TRUE;
    }
    if (event_ptr->what == POP3_FAILED)
    {
        /* After the end it is no failure of this message: the next command reports it.  */
        _nx_pop3_client_error_set(client_ptr, NX_POP3_SERVER_ERROR_STATUS, event_ptr);
        status = unpack_ptr->nx_pop3_unpack_final ? NX_SUCCESS : NX_POP3_SERVER_ERROR_STATUS;
    }
    return (status);
}

static UINT packet_unpack(NX_POP3_CLIENT *client_ptr, NX_POP3_UNPACK *unpack_ptr, NX_PACKET *packet_ptr)
{
    struct pop3_bytes bytes = _nx_pop3_packet_bytes(packet_ptr);
    struct pop3_event event;
    UINT status = NX_SUCCESS;
    UINT more = bytes.n > 0;

    unpack_ptr->nx_pop3_unpack_to_ptr = packet_ptr->nx_packet_prepend_ptr;
    while (more && status == NX_SUCCESS)
    {
        more = pop3_next(&client_ptr->nx_pop3_client_engine, &bytes, &event) != POP3_NONE;
        status = event_take(client_ptr, unpack_ptr, &event, bytes.p);
    }
    if (packet_ptr->nx_packet_append_ptr > packet_ptr->nx_packet_prepend_ptr)
    {
        packet_ptr->nx_packet_append_ptr = unpack_ptr->nx_pop3_unpack_to_ptr;
        unpack_ptr->nx_pop3_unpack_last_ptr = packet_ptr;
    }
    return (status);
}

/* Reduces the held packet to the octets of the message. */
static UINT chain_unpack(NX_POP3_CLIENT *client_ptr, UINT *final_packet)
{
    NX_POP3_UNPACK unpack = {.nx_pop3_unpack_head_ptr = client_ptr->nx_pop3_client_message_ptr};
    NX_PACKET *head_ptr;
    NX_PACKET *packet_ptr;
    ULONG length = 0;
    UINT status = NX_SUCCESS;

    for (packet_ptr = client_ptr->nx_pop3_client_message_ptr; packet_ptr && status == NX_SUCCESS;
         packet_ptr = _nx_pop3_packet_next(packet_ptr))
    {
        status = packet_unpack(client_ptr, &unpack, packet_ptr);
    }
    head_ptr = unpack.nx_pop3_unpack_head_ptr;
    client_ptr->nx_pop3_client_message_ptr = head_ptr;
    for (packet_ptr = head_ptr; packet_ptr; packet_ptr = _nx_pop3_packet_next(packet_ptr))
    {
        length += (ULONG)_nx_pop3_packet_bytes(packet_ptr).n;
    }
    head_ptr->nx_packet_length = length;
    *final_packet = unpack.nx_pop3_unpack_final;
    return (status);
}

/* Holds a packet that has octets of the message in it, or is the last. */
static UINT message_receive(NX_POP3_CLIENT *client_ptr, UINT *final_packet)
{
    UINT status = NX_SUCCESS;

    for (;;)
    {
        if (client_ptr->nx_pop3_client_message_ptr == NX_NULL)
        {
            status = _nx_pop3_client_receive(client_ptr);
        }
        if (status == NX_SUCCESS)
        {
            status = chain_unpack(client_ptr, final_packet);
        }
        if (status)
        {
            return (_nx_pop3_client_abort(client_ptr, status));
        }
        if (*final_packet || client_ptr->nx_pop3_client_message_ptr->nx_packet_length)
        {
            return (NX_SUCCESS);
        }
        _nx_pop3_client_packet_drop(client_ptr);
    }
}

UINT _nx_pop3_client_mail_item_message_get(NX_POP3_CLIENT *client_ptr, NX_PACKET **recv_packet_ptr,
                                           ULONG *bytes_retrieved, UINT *final_packet)
{
    UINT final = NX_FALSE;
    UINT status;

    *recv_packet_ptr = NX_NULL;
    *bytes_retrieved = 0;
    *final_packet = NX_FALSE;
    if (client_ptr->nx_pop3_client_id != NX_POP3_CLIENT_ID || !client_ptr->nx_pop3_client_ready_to_download)
    {
        return (NX_POP3_CLIENT_INVALID_STATE);
    }
    status = message_receive(client_ptr, &final);
    if (status)
    {
        return (status);
    }
    *recv_packet_ptr = client_ptr->nx_pop3_client_message_ptr;
    *bytes_retrieved = (*recv_packet_ptr)->nx_packet_length;
    *final_packet = final;
    client_ptr->nx_pop3_client_message_ptr = NX_NULL;
    client_ptr->nx_pop3_client_ready_to_download = !final;
    return (NX_SUCCESS);
}
