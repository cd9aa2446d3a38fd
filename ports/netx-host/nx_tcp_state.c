/* SPDX-License-Identifier: MIT */
/* What a segment does to the connection it belongs to, state by state
   (RFC 9293, section 3.10.7). */
#include "nx_core.h"

static ULONG window_initial(ULONG mss)
{
    return mss > 2190 ? mss * 2 : mss > 1095 ? mss * 3 : mss * 4;
}

static VOID connection_begin(NX_TCP_SOCKET *socket_ptr, const NX_TCP_SEGMENT *segment)
{
    socket_ptr->nx_tcp_socket_tx_window_advertised = segment->window;
    socket_ptr->nx_tcp_socket_tx_slow_start_threshold = segment->window;
    socket_ptr->nx_tcp_socket_tx_window_congestion =
        socket_ptr->nx_tcp_socket_timeout_retries ? socket_ptr->nx_tcp_socket_connect_mss
                                                  : window_initial(socket_ptr->nx_tcp_socket_connect_mss);
}

static VOID connect_wake(NX_TCP_SOCKET *socket_ptr)
{
    NX_TCP_NOTIFY(socket_ptr, nx_tcp_establish_notify)
    _nx_host_wake(&socket_ptr->nx_tcp_socket_connect_suspended_thread, NX_NULL, NX_SUCCESS);
}

static VOID syn_sent(NX_TCP_SOCKET *socket_ptr, const NX_TCP_SEGMENT *segment)
{
    UINT acknowledges =
        (segment->flags & NX_TCP_ACK_BIT) && segment->acknowledgment == socket_ptr->nx_tcp_socket_tx_sequence;
    if (segment->flags & NX_TCP_RST_BIT)
    {
        if (acknowledges)
        {
            socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_tcp_resets_received++;
            _nx_tcp_socket_connection_reset(socket_ptr);
        }
        return;
    }
    if ((segment->flags & NX_TCP_SYN_BIT) && acknowledges)
    {
        socket_ptr->nx_tcp_socket_rx_sequence = segment->sequence + 1;
        socket_ptr->nx_tcp_socket_tx_outstanding_bytes = 0;
        connection_begin(socket_ptr, segment);
        _nx_tcp_packet_send_ack(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence);
        socket_ptr->nx_tcp_socket_state = NX_TCP_ESTABLISHED;
        socket_ptr->nx_tcp_socket_timeout = 0;
        connect_wake(socket_ptr);
        return;
    }
    if ((segment->flags & (NX_TCP_SYN_BIT | NX_TCP_ACK_BIT)) == NX_TCP_SYN_BIT)
    {
        socket_ptr->nx_tcp_socket_rx_sequence = segment->sequence + 1;
        socket_ptr->nx_tcp_socket_tx_outstanding_bytes = 0;
        connection_begin(socket_ptr, segment);
        socket_ptr->nx_tcp_socket_state = NX_TCP_SYN_RECEIVED;
        socket_ptr->nx_tcp_socket_timeout = 0;
        _nx_tcp_packet_send_syn(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence - 1);
        return;
    }
    if (segment->flags & NX_TCP_ACK_BIT)
    {
        _nx_tcp_packet_send_rst(socket_ptr, segment);
    }
}

static VOID syn_received(NX_TCP_SOCKET *socket_ptr, const NX_TCP_SEGMENT *segment)
{
    if (!(segment->flags & NX_TCP_ACK_BIT))
    {
        return;
    }
    if (segment->acknowledgment != socket_ptr->nx_tcp_socket_tx_sequence)
    {
        _nx_tcp_packet_send_rst(socket_ptr, segment);
        return;
    }
    connection_begin(socket_ptr, segment);
    socket_ptr->nx_tcp_socket_state = NX_TCP_ESTABLISHED;
    socket_ptr->nx_tcp_socket_timeout = 0;
    socket_ptr->nx_tcp_socket_rx_sequence_acked = socket_ptr->nx_tcp_socket_rx_sequence;
    connect_wake(socket_ptr);
}

static UINT fin_complete(const NX_TCP_SOCKET *socket_ptr)
{
    return socket_ptr->nx_tcp_socket_fin_received &&
           socket_ptr->nx_tcp_socket_fin_sequence == socket_ptr->nx_tcp_socket_rx_sequence;
}

static VOID disconnect_tell(NX_TCP_SOCKET *socket_ptr)
{
    if (socket_ptr->nx_tcp_disconnect_callback)
    {
        (socket_ptr->nx_tcp_disconnect_callback)(socket_ptr);
    }
}

static VOID fin_acknowledge(NX_TCP_SOCKET *socket_ptr)
{
    socket_ptr->nx_tcp_socket_rx_sequence++;
    _nx_tcp_packet_send_ack(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence);
}

static VOID established(NX_TCP_SOCKET *socket_ptr)
{
    if (!fin_complete(socket_ptr))
    {
        return;
    }
    socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_tcp_disconnections++;
    socket_ptr->nx_tcp_socket_state = NX_TCP_CLOSE_WAIT;
    socket_ptr->nx_tcp_socket_rx_sequence++;
    while (socket_ptr->nx_tcp_socket_receive_suspension_list)
    {
        _nx_tcp_receive_cleanup(socket_ptr->nx_tcp_socket_receive_suspension_list, 0);
    }
    _nx_tcp_packet_send_ack(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence);
    disconnect_tell(socket_ptr);
}

static VOID disconnected(NX_TCP_SOCKET *socket_ptr)
{
    _nx_host_wake(&socket_ptr->nx_tcp_socket_disconnect_suspended_thread, NX_NULL, NX_SUCCESS);
    disconnect_tell(socket_ptr);
    NX_TCP_NOTIFY(socket_ptr, nx_tcp_timed_wait_callback)
    NX_TCP_NOTIFY(socket_ptr, nx_tcp_disconnect_complete_notify)
}

static VOID timed_wait_enter(NX_TCP_SOCKET *socket_ptr, UINT acknowledge)
{
    socket_ptr->nx_tcp_socket_state = NX_TCP_TIMED_WAIT;
    socket_ptr->nx_tcp_socket_timeout = NX_TCP_2MSL_TICKS;
    if (acknowledge)
    {
        fin_acknowledge(socket_ptr);
    }
    disconnected(socket_ptr);
}

static VOID fin_wait_1(NX_TCP_SOCKET *socket_ptr)
{
    if (socket_ptr->nx_tcp_socket_fin_acked && !socket_ptr->nx_tcp_socket_fin_received)
    {
        socket_ptr->nx_tcp_socket_state = NX_TCP_FIN_WAIT_2;
        socket_ptr->nx_tcp_socket_timeout = 0;
    }
    else if (socket_ptr->nx_tcp_socket_fin_acked && fin_complete(socket_ptr))
    {
        timed_wait_enter(socket_ptr, NX_TRUE);
    }
    else if (fin_complete(socket_ptr))
    {
        socket_ptr->nx_tcp_socket_state = NX_TCP_CLOSING;
        fin_acknowledge(socket_ptr);
    }
}

/* The segment acknowledges our FIN and nothing is missing before it. */
static UINT acknowledges_fin(const NX_TCP_SOCKET *socket_ptr, const NX_TCP_SEGMENT *segment)
{
    return (segment->flags & NX_TCP_ACK_BIT) &&
           segment->acknowledgment == socket_ptr->nx_tcp_socket_tx_sequence &&
           segment->sequence == socket_ptr->nx_tcp_socket_rx_sequence;
}

static VOID last_ack(NX_TCP_SOCKET *socket_ptr)
{
    _nx_tcp_socket_block_cleanup(socket_ptr);
    _nx_host_wake(&socket_ptr->nx_tcp_socket_disconnect_suspended_thread, NX_NULL, NX_SUCCESS);
    NX_TCP_NOTIFY(socket_ptr, nx_tcp_disconnect_complete_notify)
}

VOID _nx_tcp_socket_established(NX_TCP_SOCKET *socket_ptr)
{
    socket_ptr->nx_tcp_socket_state = NX_TCP_ESTABLISHED;
    socket_ptr->nx_tcp_socket_timeout = 0;
    connect_wake(socket_ptr);
}

VOID _nx_tcp_socket_peer_closed(NX_TCP_SOCKET *socket_ptr)
{
    socket_ptr->nx_tcp_socket_fin_received = NX_TRUE;
    socket_ptr->nx_tcp_socket_fin_sequence = socket_ptr->nx_tcp_socket_rx_sequence;
    if (socket_ptr->nx_tcp_socket_state == NX_TCP_ESTABLISHED)
    {
        established(socket_ptr);
    }
    else if (socket_ptr->nx_tcp_socket_state == NX_TCP_FIN_WAIT_1)
    {
        fin_wait_1(socket_ptr);
    }
    else if (socket_ptr->nx_tcp_socket_state == NX_TCP_FIN_WAIT_2)
    {
        timed_wait_enter(socket_ptr, NX_TRUE);
    }
}

VOID _nx_tcp_socket_fin_acknowledged(NX_TCP_SOCKET *socket_ptr)
{
    socket_ptr->nx_tcp_socket_fin_acked = NX_TRUE;
    if (socket_ptr->nx_tcp_socket_state == NX_TCP_FIN_WAIT_1)
    {
        fin_wait_1(socket_ptr);
    }
    else if (socket_ptr->nx_tcp_socket_state == NX_TCP_CLOSING)
    {
        timed_wait_enter(socket_ptr, NX_FALSE);
    }
    else if (socket_ptr->nx_tcp_socket_state == NX_TCP_LAST_ACK)
    {
        last_ack(socket_ptr);
    }
}

/* Wakes a sender for whom there is room again. */
VOID _nx_tcp_socket_state_transmit_check(NX_TCP_SOCKET *socket_ptr)
{
    if (!socket_ptr->nx_tcp_socket_transmit_suspension_list || !_nx_tcp_socket_window_get(socket_ptr) ||
        socket_ptr->nx_tcp_socket_transmit_sent_count >= socket_ptr->nx_tcp_socket_transmit_queue_maximum)
    {
        return;
    }
    if (socket_ptr->nx_tcp_socket_window_update_notify)
    {
        (socket_ptr->nx_tcp_socket_window_update_notify)(socket_ptr);
    }
    _nx_host_wake(&socket_ptr->nx_tcp_socket_transmit_suspension_list,
                  &socket_ptr->nx_tcp_socket_transmit_suspended_count, NX_SUCCESS);
}

static UINT in_window(const NX_TCP_SOCKET *socket_ptr, const NX_TCP_SEGMENT *segment)
{
    ULONG window = socket_ptr->nx_tcp_socket_rx_window_current;
    int32_t offset = (int32_t)(uint32_t)(segment->sequence - socket_ptr->nx_tcp_socket_rx_sequence);
    int32_t end = offset + (int32_t)segment->length;
    if (!segment->length)
    {
        if (window)
        {
            return offset >= 0 && offset < (int32_t)window;
        }
        return offset == 0 || (segment->flags & (NX_TCP_RST_BIT | NX_TCP_URG_BIT)) ||
               (segment->flags & (NX_TCP_ACK_BIT | NX_TCP_SYN_BIT | NX_TCP_FIN_BIT)) == NX_TCP_ACK_BIT;
    }
    return window && ((offset >= 0 && offset < (int32_t)window) || (end > 0 && end <= (int32_t)window));
}

/* NX_FALSE when the segment has no part in what the connection does next. */
static UINT acceptable(NX_TCP_SOCKET *socket_ptr, NX_TCP_SEGMENT *segment)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    if (socket_ptr->nx_tcp_socket_state < NX_TCP_SYN_RECEIVED)
    {
        return NX_TRUE;
    }
    if (!in_window(socket_ptr, segment))
    {
        if (!(segment->flags & NX_TCP_RST_BIT))
        {
            _nx_tcp_packet_send_ack(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence);
        }
        ip_ptr->nx_ip_tcp_receive_packets_dropped++;
        return NX_FALSE;
    }
    if (segment->flags & NX_TCP_RST_BIT)
    {
        ip_ptr->nx_ip_tcp_resets_received++;
        _nx_tcp_socket_connection_reset(socket_ptr);
        return NX_FALSE;
    }
    if (segment->flags & NX_TCP_SYN_BIT)
    {
        segment->sequence++;
        _nx_tcp_packet_send_rst(socket_ptr, segment);
        _nx_tcp_socket_connection_reset(socket_ptr);
        return NX_FALSE;
    }
    return socket_ptr->nx_tcp_socket_state == NX_TCP_SYN_RECEIVED ||
           _nx_tcp_socket_state_ack_check(socket_ptr, segment);
}

/* Returns NX_TRUE when the packet was queued. */
static UINT state_process(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr, const NX_TCP_SEGMENT *segment)
{
    UINT queued = NX_FALSE;
    switch (socket_ptr->nx_tcp_socket_state)
    {
    case NX_TCP_SYN_SENT:
        syn_sent(socket_ptr, segment);
        return socket_ptr->nx_tcp_socket_state == NX_TCP_ESTABLISHED &&
               _nx_tcp_socket_state_data_check(socket_ptr, packet_ptr);
    case NX_TCP_SYN_RECEIVED:
        syn_received(socket_ptr, segment);
        return socket_ptr->nx_tcp_socket_state == NX_TCP_ESTABLISHED &&
               _nx_tcp_socket_state_data_check(socket_ptr, packet_ptr);
    case NX_TCP_ESTABLISHED:
        queued = _nx_tcp_socket_state_data_check(socket_ptr, packet_ptr);
        established(socket_ptr);
        _nx_tcp_socket_state_transmit_check(socket_ptr);
        break;
    case NX_TCP_CLOSE_WAIT:
        _nx_tcp_socket_state_transmit_check(socket_ptr);
        break;
    case NX_TCP_FIN_WAIT_1:
        queued = _nx_tcp_socket_state_data_check(socket_ptr, packet_ptr);
        fin_wait_1(socket_ptr);
        break;
    case NX_TCP_FIN_WAIT_2:
        queued = _nx_tcp_socket_state_data_check(socket_ptr, packet_ptr);
        if (fin_complete(socket_ptr))
        {
            timed_wait_enter(socket_ptr, NX_TRUE);
        }
        break;
    case NX_TCP_CLOSING:
        if (acknowledges_fin(socket_ptr, segment))
        {
            timed_wait_enter(socket_ptr, NX_FALSE);
        }
        break;
    case NX_TCP_LAST_ACK:
        if (acknowledges_fin(socket_ptr, segment))
        {
            last_ack(socket_ptr);
        }
        break;
    default:
        break;
    }
    return queued;
}

VOID _nx_tcp_socket_packet_process(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr)
{
    NX_TCP_SEGMENT segment;
    UINT queued = NX_FALSE;
    _nx_tcp_segment_read(packet_ptr, &segment);
    if (acceptable(socket_ptr, &segment))
    {
        queued = state_process(socket_ptr, packet_ptr, &segment);
        if ((segment.flags & NX_TCP_URG_BIT) && socket_ptr->nx_tcp_urgent_data_callback)
        {
            (socket_ptr->nx_tcp_urgent_data_callback)(socket_ptr);
        }
    }
    if (!queued)
    {
        (void)_nx_packet_release(packet_ptr);
    }
}
