/* SPDX-License-Identifier: MIT */
/* The data in packets: appending, reading, copying, over chains. */
#include "nx_core.h"

static ULONG room(const NX_PACKET *packet_ptr)
{
    return (ULONG)(packet_ptr->nx_packet_data_end - packet_ptr->nx_packet_append_ptr);
}

static ULONG fill(const NX_PACKET *packet_ptr)
{
    return (ULONG)(packet_ptr->nx_packet_append_ptr - packet_ptr->nx_packet_prepend_ptr);
}

#ifndef NX_DISABLE_PACKET_CHAIN
/* Allocates so many packets that they hold the bytes; all of them or none. */
static UINT packets_allocate(NX_PACKET_POOL *pool_ptr, ULONG bytes, ULONG wait_option, NX_PACKET **list)
{
    NX_PACKET *packet_ptr, *last = NX_NULL;
    *list = NX_NULL;
    for (;;)
    {
        UINT status = _nx_packet_allocate(pool_ptr, &packet_ptr, 0, wait_option);
        if (status)
        {
            (void)_nx_packet_release(*list);
            return status;
        }
        if (last)
        {
            last->nx_packet_next = packet_ptr;
        }
        else
        {
            *list = packet_ptr;
        }
        last = packet_ptr;
        if (room(packet_ptr) >= bytes)
        {
            return NX_SUCCESS;
        }
        bytes -= room(packet_ptr);
    }
}

UINT _nx_packet_data_append(NX_PACKET *packet_ptr, VOID *data_start, ULONG data_size,
                            NX_PACKET_POOL *pool_ptr, ULONG wait_option)
{
    NX_PACKET *at = packet_ptr->nx_packet_last ? packet_ptr->nx_packet_last : packet_ptr;
    NX_PACKET *end = at;
    const UCHAR *from = data_start;
    ULONG space = room(at);
    while (end->nx_packet_next)
    {
        end = end->nx_packet_next;
        space += room(end);
    }
    if (space < data_size)
    {
        NX_PACKET *more;
        UINT status = packets_allocate(pool_ptr, data_size - space, wait_option, &more);
        if (status)
        {
            return status;
        }
        end->nx_packet_next = more;
    }
    packet_ptr->nx_packet_length += data_size;
    while (data_size)
    {
        ULONG part = data_size < room(at) ? data_size : room(at);
        memcpy(at->nx_packet_append_ptr, from, part);
        at->nx_packet_append_ptr += part;
        from += part;
        data_size -= part;
        if (data_size)
        {
            at = at->nx_packet_next;
            packet_ptr->nx_packet_last = at;
        }
    }
    return NX_SUCCESS;
}

#else

UINT _nx_packet_data_append(NX_PACKET *packet_ptr, VOID *data_start, ULONG data_size,
                            NX_PACKET_POOL *pool_ptr, ULONG wait_option)
{
    (void)pool_ptr;
    (void)wait_option;
    if (room(packet_ptr) < data_size)
    {
        return NX_SIZE_ERROR;
    }
    memcpy(packet_ptr->nx_packet_append_ptr, data_start, data_size);
    packet_ptr->nx_packet_append_ptr += data_size;
    packet_ptr->nx_packet_length += data_size;
    return NX_SUCCESS;
}
#endif

UINT _nx_packet_data_retrieve(NX_PACKET *packet_ptr, VOID *buffer_start, ULONG *bytes_copied)
{
    ULONG length = packet_ptr->nx_packet_length, copied = 0;
    for (; packet_ptr; packet_ptr = nx_packet_after(packet_ptr))
    {
        memcpy((UCHAR *)buffer_start + copied, packet_ptr->nx_packet_prepend_ptr, fill(packet_ptr));
        copied += fill(packet_ptr);
    }
    *bytes_copied = copied;
    return copied == length ? NX_SUCCESS : NX_INVALID_PACKET;
}

UINT _nx_packet_data_extract_offset(NX_PACKET *packet_ptr, ULONG offset, VOID *buffer_start,
                                    ULONG buffer_length, ULONG *bytes_copied)
{
    ULONG wanted, copied = 0;
    if (offset >= packet_ptr->nx_packet_length)
    {
        if (offset)
        {
            return NX_PACKET_OFFSET_ERROR;
        }
        *bytes_copied = 0;
        return NX_SUCCESS;
    }
    wanted = packet_ptr->nx_packet_length - offset;
    wanted = wanted < buffer_length ? wanted : buffer_length;
    while (packet_ptr && fill(packet_ptr) <= offset)
    {
        offset -= fill(packet_ptr);
        packet_ptr = nx_packet_after(packet_ptr);
    }
    if (!packet_ptr)
    {
        return NX_PACKET_OFFSET_ERROR;
    }
    for (*bytes_copied = wanted; packet_ptr && copied < wanted; packet_ptr = nx_packet_after(packet_ptr))
    {
        ULONG part = fill(packet_ptr) - offset;
        part = part < wanted - copied ? part : wanted - copied;
        memcpy((UCHAR *)buffer_start + copied, packet_ptr->nx_packet_prepend_ptr + offset, part);
        copied += part;
        offset = 0;
    }
    return NX_SUCCESS;
}

/* The copy keeps what stands in front of the data, headers that were taken
   off among it: the payload of the first packet is copied from its start. */
UINT _nx_packet_copy(NX_PACKET *packet_ptr, NX_PACKET **new_packet_ptr, NX_PACKET_POOL *pool_ptr,
                     ULONG wait_option)
{
    NX_PACKET *copy, *from;
    ULONG before = (ULONG)(packet_ptr->nx_packet_prepend_ptr - packet_ptr->nx_packet_data_start);
    UINT status;
    *new_packet_ptr = NX_NULL;
    if (!packet_ptr->nx_packet_length)
    {
        return NX_INVALID_PACKET;
    }
    status = _nx_packet_allocate(pool_ptr, &copy, 0, wait_option);
    if (status)
    {
        return status;
    }
    copy->nx_packet_address = packet_ptr->nx_packet_address;
    copy->nx_packet_ip_version = packet_ptr->nx_packet_ip_version;
    for (from = packet_ptr; from && !status; from = nx_packet_after(from))
    {
        UCHAR *start = from == packet_ptr ? from->nx_packet_data_start : from->nx_packet_prepend_ptr;
        status = _nx_packet_data_append(copy, start, (ULONG)(from->nx_packet_append_ptr - start), pool_ptr,
                                        wait_option);
    }
    if (!status && before > fill(copy))
    {
        status = NX_INVALID_PACKET;
    }
    copy->nx_packet_prepend_ptr += before;
    copy->nx_packet_length -= before;
    if (packet_ptr->nx_packet_ip_header)
    {
        copy->nx_packet_ip_header =
            copy->nx_packet_data_start + (packet_ptr->nx_packet_ip_header - packet_ptr->nx_packet_data_start);
    }
    if (!status && copy->nx_packet_length != packet_ptr->nx_packet_length)
    {
        status = NX_INVALID_PACKET;
    }
    if (status)
    {
        (void)_nx_packet_release(copy);
        return status;
    }
    *new_packet_ptr = copy;
    return NX_SUCCESS;
}

/* Shortens a packet to so many bytes and releases what is left over. */
VOID _nx_packet_drop_tail(NX_PACKET *packet_ptr, ULONG length)
{
    NX_PACKET *at = packet_ptr;
    packet_ptr->nx_packet_length = length;
    while (at && fill(at) < length)
    {
        length -= fill(at);
        at = nx_packet_after(at);
    }
    if (!at)
    {
        return;
    }
    at->nx_packet_append_ptr = at->nx_packet_prepend_ptr + length;
#ifndef NX_DISABLE_PACKET_CHAIN
    (void)_nx_packet_release(at->nx_packet_next);
    at->nx_packet_next = NX_NULL;
    packet_ptr->nx_packet_last = at == packet_ptr ? NX_NULL : at;
#endif
}
