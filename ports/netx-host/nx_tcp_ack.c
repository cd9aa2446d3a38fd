/* SPDX-License-Identifier: MIT */
/* What the peer has acknowledged: releasing sent packets, congestion control
   (RFC 5681, RFC 6582), the peer's window, and sending again. */
#include "nx_core.h"

static int driver_done(const NX_PACKET *packet_ptr)
{
    return packet_ptr->nx_packet_queue_next == (NX_PACKET *)(uintptr_t)NX_DRIVER_TX_DONE;
}

/* Where the TCP header is: the driver may still have the packet, IP header on. */
static ULONG end_sequence(const NX_PACKET *packet_ptr, ULONG *length)
{
    const UCHAR *header = packet_ptr->nx_packet_prepend_ptr;
    ULONG above = 0;
    if (!driver_done(packet_ptr))
    {
        header = packet_ptr->nx_packet_ip_header + packet_ptr->nx_packet_ip_header_length;
        above = (ULONG)(header - packet_ptr->nx_packet_prepend_ptr);
    }
    *length = packet_ptr->nx_packet_length - above - NX_TCP_HEADER_BYTES;
    return nx_get32(header + 4) + *length;
}

/* How many of the sent packets an acknowledgment covers. */
static ULONG covered(const NX_TCP_SOCKET *socket_ptr, ULONG acknowledgment, ULONG end)
{
    ULONG count = 0, length;
    NX_PACKET *packet_ptr = socket_ptr->nx_tcp_socket_transmit_sent_head;
    if (nx_after(acknowledgment, end))
    {
        return 0;
    }
    for (; packet_ptr && !nx_after(end_sequence(packet_ptr, &length), acknowledgment);
         packet_ptr = nx_tcp_queued_after(packet_ptr))
    {
        count++;
    }
    return count;
}

static VOID duplicate_count(NX_TCP_SOCKET *socket_ptr, ULONG acknowledgment)
{
    ULONG limit = socket_ptr->nx_tcp_socket_previous_highest_ack + socket_ptr->nx_tcp_socket_connect_mss * 4;
    UINT count = ++socket_ptr->nx_tcp_socket_duplicated_ack_received;
    if (count == 3)
    {
        if (nx_after(acknowledgment - 1, socket_ptr->nx_tcp_socket_tx_sequence_recover) ||
            (socket_ptr->nx_tcp_socket_tx_window_congestion > socket_ptr->nx_tcp_socket_connect_mss &&
             nx_after(limit, acknowledgment)))
        {
            _nx_tcp_socket_retransmit(socket_ptr, NX_TRUE);
        }
    }
    else if (count > 3 && socket_ptr->nx_tcp_socket_fast_recovery)
    {
        socket_ptr->nx_tcp_socket_tx_window_congestion += socket_ptr->nx_tcp_socket_connect_mss;
    }
}

static VOID congestion_update(NX_TCP_SOCKET *socket_ptr, ULONG acknowledgment, ULONG start)
{
    ULONG acked = acknowledgment - start, mss = socket_ptr->nx_tcp_socket_connect_mss;
    ULONG *window = &socket_ptr->nx_tcp_socket_tx_window_congestion;
    if (socket_ptr->nx_tcp_socket_fast_recovery &&
        nx_after(acknowledgment, socket_ptr->nx_tcp_socket_tx_sequence_recover))
    {
        socket_ptr->nx_tcp_socket_fast_recovery = NX_FALSE;
        *window = socket_ptr->nx_tcp_socket_tx_slow_start_threshold;
    }
    if (nx_after(acknowledgment - 2, socket_ptr->nx_tcp_socket_tx_sequence_recover))
    {
        socket_ptr->nx_tcp_socket_tx_sequence_recover = acknowledgment - 2;
    }
    socket_ptr->nx_tcp_socket_duplicated_ack_received = 0;
    socket_ptr->nx_tcp_socket_previous_highest_ack = start;
    if (socket_ptr->nx_tcp_socket_fast_recovery)
    {
        *window = *window - acked + (acked > mss ? mss : 0);
    }
    else if (*window >= socket_ptr->nx_tcp_socket_tx_slow_start_threshold)
    {
        ULONG more = *window ? socket_ptr->nx_tcp_socket_connect_mss2 / *window : 0;
        *window += more ? more : 1;
    }
    else
    {
        *window += acked < mss ? acked : mss;
    }
}

VOID _nx_tcp_socket_sent_release(NX_TCP_SOCKET *socket_ptr, ULONG count)
{
    UINT state = socket_ptr->nx_tcp_socket_state;
    socket_ptr->nx_tcp_socket_transmit_sent_count -= count;
    while (count--)
    {
        NX_PACKET *packet_ptr = socket_ptr->nx_tcp_socket_transmit_sent_head;
        ULONG length;
        (void)end_sequence(packet_ptr, &length);
        socket_ptr->nx_tcp_socket_transmit_sent_head = nx_tcp_queued_after(packet_ptr);
        socket_ptr->nx_tcp_socket_tx_outstanding_bytes -=
            length < socket_ptr->nx_tcp_socket_tx_outstanding_bytes
                ? length
                : socket_ptr->nx_tcp_socket_tx_outstanding_bytes;
        nx_packet_mark(packet_ptr, NX_PACKET_ALLOCATED);
        if (driver_done(packet_ptr))
        {
            (void)_nx_packet_release(packet_ptr);
        }
    }
    if (socket_ptr->nx_tcp_socket_transmit_sent_head || state == NX_TCP_FIN_WAIT_1 ||
        state == NX_TCP_CLOSING || state == NX_TCP_LAST_ACK)
    {
        socket_ptr->nx_tcp_socket_timeout = socket_ptr->nx_tcp_socket_timeout_rate;
        socket_ptr->nx_tcp_socket_timeout_retries = 0;
    }
    else if (socket_ptr->nx_tcp_socket_tx_window_advertised)
    {
        socket_ptr->nx_tcp_socket_timeout = 0;
    }
    if (!socket_ptr->nx_tcp_socket_transmit_sent_head)
    {
        socket_ptr->nx_tcp_socket_transmit_sent_tail = NX_NULL;
    }
}

/* The sequence behind all that was received, in order or not. */
static ULONG received_end(const NX_TCP_SOCKET *socket_ptr)
{
    NX_TCP_SEGMENT last;
    if (!socket_ptr->nx_tcp_socket_receive_queue_tail)
    {
        return socket_ptr->nx_tcp_socket_rx_sequence;
    }
    _nx_tcp_segment_read(socket_ptr->nx_tcp_socket_receive_queue_tail, &last);
    return last.sequence + last.length;
}

/* A newer segment tells a newer window. */
static VOID window_learn(NX_TCP_SOCKET *socket_ptr, const NX_TCP_SEGMENT *segment, ULONG start, ULONG end)
{
    ULONG received = received_end(socket_ptr), acknowledgment = segment->acknowledgment;
    if ((nx_after(acknowledgment, start) && !nx_after(acknowledgment, end)) ||
        nx_after(segment->sequence, received) ||
        (segment->sequence == received && !nx_after(start, acknowledgment)))
    {
        socket_ptr->nx_tcp_socket_tx_window_advertised = segment->window;
    }
    if (socket_ptr->nx_tcp_socket_tx_window_advertised <= socket_ptr->nx_tcp_socket_tx_outstanding_bytes &&
        !nx_after(socket_ptr->nx_tcp_socket_zero_window_probe_sequence, acknowledgment))
    {
        socket_ptr->nx_tcp_socket_zero_window_probe_failure = 0;
    }
}

/* NX_FALSE when the segment goes no further. */
UINT _nx_tcp_socket_state_ack_check(NX_TCP_SOCKET *socket_ptr, const NX_TCP_SEGMENT *segment)
{
    ULONG acknowledgment = segment->acknowledgment, count;
    ULONG end = socket_ptr->nx_tcp_socket_tx_sequence +
                (socket_ptr->nx_tcp_socket_zero_window_probe_has_data ? 1 : 0);
    ULONG start = socket_ptr->nx_tcp_socket_tx_sequence - socket_ptr->nx_tcp_socket_tx_outstanding_bytes;
    if (!(segment->flags & NX_TCP_ACK_BIT))
    {
        return NX_FALSE;
    }
    if (acknowledgment == end)
    {
        count = socket_ptr->nx_tcp_socket_transmit_sent_count;
        if (socket_ptr->nx_tcp_socket_state >= NX_TCP_FIN_WAIT_1)
        {
            socket_ptr->nx_tcp_socket_fin_acked = NX_TRUE;
        }
    }
    else
    {
        NX_PACKET *head = socket_ptr->nx_tcp_socket_transmit_sent_head;
        if (head && driver_done(head) && acknowledgment == start)
        {
            duplicate_count(socket_ptr, acknowledgment);
        }
        count = covered(socket_ptr, acknowledgment, end);
    }
    if (count)
    {
        congestion_update(socket_ptr, acknowledgment, start);
    }
    else if (nx_after(acknowledgment, end))
    {
        _nx_tcp_packet_send_ack(socket_ptr, end);
        return NX_FALSE;
    }
    else if (acknowledgment == end && !socket_ptr->nx_tcp_socket_rx_window_current &&
             segment->sequence == socket_ptr->nx_tcp_socket_rx_sequence)
    {
        _nx_tcp_packet_send_ack(socket_ptr, end);
    }
    window_learn(socket_ptr, segment, start, end);
    if (count)
    {
        _nx_tcp_socket_sent_release(socket_ptr, count);
        if (socket_ptr->nx_tcp_socket_fast_recovery)
        {
            _nx_tcp_socket_retransmit(socket_ptr, NX_FALSE);
        }
    }
    return NX_TRUE;
}

/* The window is closed: one octet, to learn when it opens. */
static VOID probe_send(NX_TCP_SOCKET *socket_ptr)
{
    NX_PACKET *packet_ptr = socket_ptr->nx_tcp_socket_transmit_sent_head;
    if (packet_ptr)
    {
        NX_TCP_SEGMENT segment;
        _nx_tcp_segment_read(packet_ptr, &segment);
        socket_ptr->nx_tcp_socket_zero_window_probe_data =
            *(packet_ptr->nx_packet_prepend_ptr + segment.header_length);
        socket_ptr->nx_tcp_socket_zero_window_probe_has_data = NX_TRUE;
        socket_ptr->nx_tcp_socket_zero_window_probe_sequence = segment.sequence;
        socket_ptr->nx_tcp_socket_zero_window_probe_failure = 0;
    }
    else if (!socket_ptr->nx_tcp_socket_zero_window_probe_has_data)
    {
        return;
    }
    socket_ptr->nx_tcp_socket_timeout_retries++;
    socket_ptr->nx_tcp_socket_zero_window_probe_failure++;
    socket_ptr->nx_tcp_socket_timeout =
        socket_ptr->nx_tcp_socket_timeout_rate
        << (socket_ptr->nx_tcp_socket_timeout_retries * socket_ptr->nx_tcp_socket_timeout_shift);
    _nx_tcp_packet_send_control(
        socket_ptr, NX_TCP_ACK_BIT, socket_ptr->nx_tcp_socket_zero_window_probe_sequence,
        socket_ptr->nx_tcp_socket_rx_sequence, 0, &socket_ptr->nx_tcp_socket_zero_window_probe_data);
}

static VOID congestion_reduce(NX_TCP_SOCKET *socket_ptr, UINT fast)
{
    ULONG mss = socket_ptr->nx_tcp_socket_connect_mss;
    ULONG window = socket_ptr->nx_tcp_socket_tx_outstanding_bytes / 2;
    window = window < mss * 2 ? mss * 2 : window;
    socket_ptr->nx_tcp_socket_tx_slow_start_threshold = window;
    socket_ptr->nx_tcp_socket_tx_window_congestion = mss;
    if (fast)
    {
        socket_ptr->nx_tcp_socket_tx_window_congestion += window + mss * 2;
        socket_ptr->nx_tcp_socket_fast_recovery = NX_TRUE;
        socket_ptr->nx_tcp_socket_tx_sequence_recover = socket_ptr->nx_tcp_socket_tx_sequence - 1;
    }
}

static VOID segment_resend(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr)
{
    ULONG sequence = nx_get32(packet_ptr->nx_packet_prepend_ptr + 4);
    _nx_tcp_header_write(socket_ptr, packet_ptr, NX_TCP_ACK_BIT | NX_TCP_PSH_BIT, sequence,
                         socket_ptr->nx_tcp_socket_rx_sequence);
    socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_tcp_retransmit_packets++;
    socket_ptr->nx_tcp_socket_retransmit_packets++;
    packet_ptr->nx_packet_queue_next = NX_NULL;
    _nx_tcp_packet_transmit(socket_ptr, packet_ptr);
}

VOID _nx_tcp_socket_retransmit(NX_TCP_SOCKET *socket_ptr, UINT fast)
{
    NX_PACKET *packet_ptr = socket_ptr->nx_tcp_socket_transmit_sent_head;
    ULONG available;
    if (socket_ptr->nx_tcp_socket_host_ptr)
    {
        return;
    }
    if (!socket_ptr->nx_tcp_socket_tx_window_advertised)
    {
        probe_send(socket_ptr);
        return;
    }
    socket_ptr->nx_tcp_socket_zero_window_probe_has_data = NX_FALSE;
    socket_ptr->nx_tcp_socket_timeout_retries++;
    if (fast || !socket_ptr->nx_tcp_socket_fast_recovery)
    {
        congestion_reduce(socket_ptr, fast);
    }
    socket_ptr->nx_tcp_socket_timeout =
        socket_ptr->nx_tcp_socket_timeout_rate
        << (socket_ptr->nx_tcp_socket_timeout_retries * socket_ptr->nx_tcp_socket_timeout_shift);
    available = socket_ptr->nx_tcp_socket_tx_window_congestion;
    while (packet_ptr && driver_done(packet_ptr))
    {
        NX_PACKET *next = nx_tcp_queued_after(packet_ptr);
        if (packet_ptr->nx_packet_length > available + NX_TCP_HEADER_BYTES)
        {
            break;
        }
        available -= packet_ptr->nx_packet_length - NX_TCP_HEADER_BYTES;
        segment_resend(socket_ptr, packet_ptr);
        packet_ptr = socket_ptr->nx_tcp_socket_fast_recovery ? NX_NULL : next;
    }
}

/* A socket's timer has run out. */
static VOID timeout_process(NX_TCP_SOCKET *socket_ptr)
{
    UINT state = socket_ptr->nx_tcp_socket_state;
    ULONG spent = socket_ptr->nx_tcp_socket_zero_window_probe_has_data
                      ? socket_ptr->nx_tcp_socket_zero_window_probe_failure
                      : socket_ptr->nx_tcp_socket_timeout_retries;
    if (state == NX_TCP_TIMED_WAIT)
    {
        _nx_tcp_socket_block_cleanup(socket_ptr);
    }
    else if (spent >= socket_ptr->nx_tcp_socket_timeout_max_retries)
    {
        _nx_tcp_socket_connection_reset(socket_ptr);
    }
    else if (state == NX_TCP_SYN_SENT || state == NX_TCP_SYN_RECEIVED)
    {
        socket_ptr->nx_tcp_socket_timeout_retries++;
        socket_ptr->nx_tcp_socket_timeout =
            socket_ptr->nx_tcp_socket_timeout_rate
            << (socket_ptr->nx_tcp_socket_timeout_retries * socket_ptr->nx_tcp_socket_timeout_shift);
        _nx_tcp_packet_send_syn(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence - 1);
    }
    else if (socket_ptr->nx_tcp_socket_transmit_sent_head ||
             (!socket_ptr->nx_tcp_socket_tx_window_advertised && state <= NX_TCP_CLOSE_WAIT))
    {
        socket_ptr->nx_tcp_socket_tx_sequence_recover = socket_ptr->nx_tcp_socket_tx_sequence - 1;
        _nx_tcp_socket_retransmit(socket_ptr, NX_FALSE);
        socket_ptr->nx_tcp_socket_fast_recovery = NX_FALSE;
        socket_ptr->nx_tcp_socket_tx_window_congestion = socket_ptr->nx_tcp_socket_tx_slow_start_threshold;
    }
    else if (state == NX_TCP_FIN_WAIT_1 || state == NX_TCP_CLOSING || state == NX_TCP_LAST_ACK)
    {
        socket_ptr->nx_tcp_socket_timeout_retries++;
        socket_ptr->nx_tcp_socket_timeout =
            socket_ptr->nx_tcp_socket_timeout_rate
            << (socket_ptr->nx_tcp_socket_timeout_retries * socket_ptr->nx_tcp_socket_timeout_shift);
        _nx_tcp_packet_send_fin(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence - 1);
    }
}

static VOID delayed_ack_check(NX_TCP_SOCKET *socket_ptr)
{
    if (socket_ptr->nx_tcp_socket_state < NX_TCP_ESTABLISHED ||
        (socket_ptr->nx_tcp_socket_rx_sequence == socket_ptr->nx_tcp_socket_rx_sequence_acked &&
         socket_ptr->nx_tcp_socket_rx_window_last_sent >= socket_ptr->nx_tcp_socket_rx_window_current))
    {
        return;
    }
    if (socket_ptr->nx_tcp_socket_delayed_ack_timeout <= NX_TCP_FAST_TICKS)
    {
        _nx_tcp_packet_send_ack(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence);
    }
    else
    {
        socket_ptr->nx_tcp_socket_delayed_ack_timeout -= NX_TCP_FAST_TICKS;
    }
}

/* Ten times a second. */
VOID _nx_tcp_fast_periodic_processing(NX_IP *ip_ptr)
{
    NX_TCP_SOCKET *socket_ptr = ip_ptr->nx_ip_tcp_created_sockets_ptr;
    ULONG left = ip_ptr->nx_ip_tcp_created_sockets_count;
    for (; left; left--, socket_ptr = socket_ptr->nx_tcp_socket_created_next)
    {
        delayed_ack_check(socket_ptr);
        if (socket_ptr->nx_tcp_socket_timeout > NX_TCP_FAST_TICKS)
        {
            socket_ptr->nx_tcp_socket_timeout -= NX_TCP_FAST_TICKS;
        }
        else if (socket_ptr->nx_tcp_socket_timeout)
        {
            timeout_process(socket_ptr);
        }
    }
}
