/* SPDX-License-Identifier: MIT */
/* Received data. The queue holds segments by sequence number, headers on,
   without overlap; those that may be handed out are marked NX_PACKET_READY.
   Each octet counts against the window until the application takes it. */
#include "nx_core.h"

/* Removes octets at the front of a segment's data; the header moves along. */
static VOID front_trim(NX_PACKET *packet_ptr, ULONG amount)
{
    UCHAR *header = packet_ptr->nx_packet_prepend_ptr;
    ULONG header_length = (ULONG)(header[12] >> 4) * 4, rest = amount;
    ULONG sequence = nx_get32(header + 4);
    ULONG first = (ULONG)(packet_ptr->nx_packet_append_ptr - header) - header_length;
    ULONG part = first < rest ? first : rest;
    memmove(header + part, header, header_length);
    packet_ptr->nx_packet_prepend_ptr = header + part;
    packet_ptr->nx_packet_length -= amount;
    nx_put32(packet_ptr->nx_packet_prepend_ptr + 4, sequence + amount);
    rest -= part;
#ifndef NX_DISABLE_PACKET_CHAIN
    for (NX_PACKET *at = packet_ptr->nx_packet_next; at && rest; at = at->nx_packet_next)
    {
        first = (ULONG)(at->nx_packet_append_ptr - at->nx_packet_prepend_ptr);
        part = first < rest ? first : rest;
        at->nx_packet_prepend_ptr += part;
        rest -= part;
    }
#endif
}

static VOID tail_trim(NX_PACKET *packet_ptr, ULONG amount)
{
    _nx_packet_drop_tail(packet_ptr, packet_ptr->nx_packet_length - amount);
}

/* Cuts what was received before and what the window has no room for. */
static VOID window_trim(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr, NX_TCP_SEGMENT *segment)
{
    ULONG limit = socket_ptr->nx_tcp_socket_rx_sequence + socket_ptr->nx_tcp_socket_rx_window_current;
    if (segment->length && nx_after(socket_ptr->nx_tcp_socket_rx_sequence, segment->sequence))
    {
        ULONG amount = socket_ptr->nx_tcp_socket_rx_sequence - segment->sequence;
        if (amount < segment->length)
        {
            front_trim(packet_ptr, amount);
            segment->sequence += amount;
            segment->length -= amount;
        }
    }
    if (segment->length && nx_after(segment->sequence + segment->length, limit))
    {
        ULONG amount = segment->sequence + segment->length - limit;
        tail_trim(packet_ptr, amount);
        segment->length -= amount;
    }
}

static VOID queue_insert(NX_TCP_SOCKET *socket_ptr, NX_PACKET *previous, NX_PACKET *packet_ptr)
{
    NX_PACKET *next = previous ? nx_tcp_queued_after(previous) : socket_ptr->nx_tcp_socket_receive_queue_head;
    packet_ptr->nx_packet_union_next.nx_packet_tcp_queue_next = next;
    if (!next)
    {
        nx_packet_mark(packet_ptr, NX_PACKET_ENQUEUED);
        socket_ptr->nx_tcp_socket_receive_queue_tail = packet_ptr;
    }
    if (previous)
    {
        previous->nx_packet_union_next.nx_packet_tcp_queue_next = packet_ptr;
    }
    else
    {
        socket_ptr->nx_tcp_socket_receive_queue_head = packet_ptr;
    }
    socket_ptr->nx_tcp_socket_receive_queue_count++;
}

static VOID queue_remove(NX_TCP_SOCKET *socket_ptr, NX_PACKET *previous, NX_PACKET *packet_ptr)
{
    NX_PACKET *next = nx_tcp_queued_after(packet_ptr);
    if (previous && next)
    {
        previous->nx_packet_union_next.nx_packet_tcp_queue_next = next;
    }
    else if (previous)
    {
        nx_packet_mark(previous, NX_PACKET_ENQUEUED);
    }
    else
    {
        socket_ptr->nx_tcp_socket_receive_queue_head = next;
    }
    if (!next)
    {
        socket_ptr->nx_tcp_socket_receive_queue_tail = previous;
    }
    socket_ptr->nx_tcp_socket_receive_queue_count--;
    nx_packet_mark(packet_ptr, NX_PACKET_ALLOCATED);
    (void)_nx_packet_release(packet_ptr);
}

/* Finds the place of a segment among those that came early, and makes it fit:
   what it covers goes, what it overlaps is cut. NX_FALSE: nothing new in it. */
static UINT place_find(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr, NX_TCP_SEGMENT *segment,
                       NX_PACKET **previous)
{
    NX_PACKET *each = socket_ptr->nx_tcp_socket_receive_queue_head;
    *previous = NX_NULL;
    while (each)
    {
        NX_PACKET *next = nx_tcp_queued_after(each);
        ULONG end = segment->sequence + segment->length, other_end;
        NX_TCP_SEGMENT other;
        _nx_tcp_segment_read(each, &other);
        other_end = other.sequence + other.length;
        if (!nx_after(end, other.sequence))
        {
            return NX_TRUE;
        }
        if (!nx_after(other_end, segment->sequence))
        {
            *previous = each;
        }
        else if (!nx_after(other.sequence, segment->sequence) && !nx_after(end, other_end))
        {
            return NX_FALSE;
        }
        else if (!nx_after(segment->sequence, other.sequence) && !nx_after(other_end, end))
        {
            queue_remove(socket_ptr, *previous, each);
        }
        else if (nx_after(other.sequence, segment->sequence))
        {
            tail_trim(packet_ptr, end - other.sequence);
            segment->length -= end - other.sequence;
        }
        else
        {
            front_trim(packet_ptr, other_end - segment->sequence);
            segment->length -= other_end - segment->sequence;
            segment->sequence = other_end;
            *previous = each;
        }
        each = next;
    }
    return NX_TRUE;
}

/* Marks what has become contiguous and moves the sequence on. */
static ULONG ready_mark(NX_TCP_SOCKET *socket_ptr)
{
    NX_PACKET *each = socket_ptr->nx_tcp_socket_receive_queue_head;
    ULONG count = 0;
    for (; each; each = nx_tcp_queued_after(each), count++)
    {
        NX_TCP_SEGMENT segment;
        _nx_tcp_segment_read(each, &segment);
        if (nx_after(segment.sequence, socket_ptr->nx_tcp_socket_rx_sequence))
        {
            break;
        }
        each->nx_packet_queue_next = (NX_PACKET *)(uintptr_t)NX_PACKET_READY;
        if (nx_after(segment.sequence + segment.length, socket_ptr->nx_tcp_socket_rx_sequence))
        {
            socket_ptr->nx_tcp_socket_rx_sequence = segment.sequence + segment.length;
        }
    }
    return count;
}

/* Hands ready packets to the threads that wait for them. */
static VOID receivers_serve(NX_TCP_SOCKET *socket_ptr, ULONG ready)
{
    while (ready-- && socket_ptr->nx_tcp_socket_receive_suspension_list)
    {
        NX_PACKET *packet_ptr = _nx_tcp_socket_receive_take(socket_ptr);
        TX_THREAD *thread_ptr = socket_ptr->nx_tcp_socket_receive_suspension_list;
        *(NX_PACKET **)thread_ptr->tx_thread_additional_suspend_info = packet_ptr;
        socket_ptr->nx_tcp_socket_rx_window_current += packet_ptr->nx_packet_length;
        _nx_host_wake(&socket_ptr->nx_tcp_socket_receive_suspension_list,
                      &socket_ptr->nx_tcp_socket_receive_suspended_count, NX_SUCCESS);
    }
}

static VOID received_count(NX_TCP_SOCKET *socket_ptr, ULONG length)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    ip_ptr->nx_ip_tcp_packets_received++;
    ip_ptr->nx_ip_tcp_bytes_received += length;
    socket_ptr->nx_tcp_socket_packets_received++;
    socket_ptr->nx_tcp_socket_bytes_received += length;
}

static VOID empty_check(NX_TCP_SOCKET *socket_ptr, const NX_TCP_SEGMENT *segment)
{
    ULONG expected = socket_ptr->nx_tcp_socket_rx_sequence;
    if (socket_ptr->nx_tcp_socket_state == NX_TCP_ESTABLISHED &&
        !socket_ptr->nx_tcp_socket_receive_queue_count && segment->sequence != expected &&
        segment->sequence != expected - 1)
    {
        _nx_tcp_packet_send_ack(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence);
    }
}

/* NX_TRUE when the packet was queued. */
UINT _nx_tcp_socket_state_data_check(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr)
{
    NX_TCP_SEGMENT segment;
    NX_PACKET *previous;
    ULONG before = socket_ptr->nx_tcp_socket_rx_sequence, moved, ready;
    UINT first = !socket_ptr->nx_tcp_socket_receive_queue_head;
    _nx_tcp_segment_read(packet_ptr, &segment);
    window_trim(socket_ptr, packet_ptr, &segment);
    if (segment.flags & NX_TCP_FIN_BIT)
    {
        socket_ptr->nx_tcp_socket_fin_sequence = segment.sequence + segment.length;
        socket_ptr->nx_tcp_socket_fin_received = NX_TRUE;
    }
    if (!segment.length)
    {
        empty_check(socket_ptr, &segment);
        return NX_FALSE;
    }
    if (nx_after(segment.sequence, before))
    {
        _nx_tcp_packet_send_ack(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence);
    }
    if (!place_find(socket_ptr, packet_ptr, &segment, &previous))
    {
        _nx_tcp_packet_send_ack(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence);
        return NX_FALSE;
    }
    packet_ptr->nx_packet_queue_next = NX_NULL;
    queue_insert(socket_ptr, previous, packet_ptr);
    if (first)
    {
        socket_ptr->nx_tcp_socket_delayed_ack_timeout = NX_TCP_ACK_TICKS;
    }
    ready = ready_mark(socket_ptr);
    received_count(socket_ptr, segment.length);
    moved = socket_ptr->nx_tcp_socket_rx_sequence - before;
    socket_ptr->nx_tcp_socket_rx_window_current -= moved;
    socket_ptr->nx_tcp_socket_rx_window_last_sent -= moved;
    receivers_serve(socket_ptr, ready);
    if (moved && socket_ptr->nx_tcp_receive_callback)
    {
        (socket_ptr->nx_tcp_receive_callback)(socket_ptr);
    }
    if ((int32_t)(uint32_t)(socket_ptr->nx_tcp_socket_rx_window_current -
                            socket_ptr->nx_tcp_socket_rx_window_last_sent) >=
        (int32_t)(socket_ptr->nx_tcp_socket_rx_window_default / 2))
    {
        _nx_tcp_packet_send_ack(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence);
    }
    return NX_TRUE;
}
