/* SPDX-License-Identifier: MIT */
/* Receiving, and the small services of a connected socket. A queued packet
   still has its TCP header; what is handed out begins with the data. */
#include "nx_core.h"

static int ready(const NX_PACKET *packet_ptr)
{
    return packet_ptr && packet_ptr->nx_packet_queue_next == (NX_PACKET *)(uintptr_t)NX_PACKET_READY;
}

/* Takes the first packet off the queue; it is complete and in sequence. */
NX_PACKET *_nx_tcp_socket_receive_take(NX_TCP_SOCKET *socket_ptr)
{
    NX_PACKET *packet_ptr = socket_ptr->nx_tcp_socket_receive_queue_head;
    NX_TCP_SEGMENT segment;
    socket_ptr->nx_tcp_socket_receive_queue_head = nx_tcp_queued_after(packet_ptr);
    if (!socket_ptr->nx_tcp_socket_receive_queue_head)
    {
        socket_ptr->nx_tcp_socket_receive_queue_tail = NX_NULL;
    }
    socket_ptr->nx_tcp_socket_receive_queue_count--;
    _nx_tcp_segment_read(packet_ptr, &segment);
    packet_ptr->nx_packet_prepend_ptr += segment.header_length;
    packet_ptr->nx_packet_length -= segment.header_length;
    nx_packet_mark(packet_ptr, NX_PACKET_ALLOCATED);
    packet_ptr->nx_packet_queue_next = NX_NULL;
    return packet_ptr;
}

/* The window has opened by half since the peer last heard of it. */
static int window_update_due(const NX_TCP_SOCKET *socket_ptr)
{
    UINT state = socket_ptr->nx_tcp_socket_state;
    return (state == NX_TCP_ESTABLISHED || state == NX_TCP_FIN_WAIT_1 || state == NX_TCP_FIN_WAIT_2) &&
           socket_ptr->nx_tcp_socket_rx_window_current - socket_ptr->nx_tcp_socket_rx_window_last_sent >=
               socket_ptr->nx_tcp_socket_rx_window_default / 2;
}

UINT _nx_tcp_socket_receive(NX_TCP_SOCKET *socket_ptr, NX_PACKET **packet_ptr, ULONG wait_option)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    UINT state;
    *packet_ptr = NX_NULL;
    nx_ip_lock(ip_ptr);
    state = socket_ptr->nx_tcp_socket_state;
    if (!socket_ptr->nx_tcp_socket_bound_next)
    {
        return nx_ip_unlock(ip_ptr, NX_NOT_BOUND);
    }
    if (!socket_ptr->nx_tcp_socket_receive_queue_head &&
        (state < NX_TCP_SYN_SENT || state == NX_TCP_CLOSE_WAIT || state >= NX_TCP_CLOSING))
    {
        return nx_ip_unlock(ip_ptr, NX_NOT_CONNECTED);
    }
    if (ready(socket_ptr->nx_tcp_socket_receive_queue_head))
    {
        *packet_ptr = _nx_tcp_socket_receive_take(socket_ptr);
        socket_ptr->nx_tcp_socket_rx_window_current =
            socket_ptr->nx_tcp_socket_receive_queue_count
                ? socket_ptr->nx_tcp_socket_rx_window_current + (*packet_ptr)->nx_packet_length
                : socket_ptr->nx_tcp_socket_rx_window_default;
        if (window_update_due(socket_ptr))
        {
            _nx_tcp_packet_send_ack(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence);
        }
        return nx_ip_unlock(ip_ptr, NX_SUCCESS);
    }
    if (!wait_option || _tx_thread_current_ptr == &ip_ptr->nx_ip_thread)
    {
        (void)nx_ip_unlock(ip_ptr, NX_SUCCESS);
        _tx_host_poll_counted();
        return NX_NO_PACKET;
    }
    _tx_thread_current_ptr->tx_thread_additional_suspend_info = (VOID *)packet_ptr;
    return _nx_host_wait(&socket_ptr->nx_tcp_socket_receive_suspension_list,
                         &socket_ptr->nx_tcp_socket_receive_suspended_count, socket_ptr,
                         _nx_tcp_receive_cleanup, &ip_ptr->nx_ip_protection, wait_option);
}

UINT _nx_tcp_socket_bytes_available(NX_TCP_SOCKET *socket_ptr, ULONG *bytes_available)
{
    NX_PACKET *packet_ptr;
    *bytes_available = 0;
    if (socket_ptr->nx_tcp_socket_state <= NX_TCP_LISTEN_STATE ||
        socket_ptr->nx_tcp_socket_state > NX_TCP_ESTABLISHED)
    {
        return NX_NOT_CONNECTED;
    }
    for (packet_ptr = socket_ptr->nx_tcp_socket_receive_queue_head; ready(packet_ptr);
         packet_ptr = nx_tcp_queued_after(packet_ptr))
    {
        NX_TCP_SEGMENT segment;
        _nx_tcp_segment_read(packet_ptr, &segment);
        *bytes_available += segment.length;
    }
    return NX_SUCCESS;
}

/* Looks once a tick. */
UINT _nx_tcp_socket_state_wait(NX_TCP_SOCKET *socket_ptr, UINT desired_state, ULONG wait_option)
{
    for (;; wait_option--)
    {
        if (socket_ptr->nx_tcp_socket_id != NX_TCP_ID)
        {
            return NX_PTR_ERROR;
        }
        if (socket_ptr->nx_tcp_socket_state == desired_state)
        {
            return NX_SUCCESS;
        }
        if (!wait_option)
        {
            return NX_NOT_SUCCESSFUL;
        }
        (void)_tx_thread_sleep(1);
    }
}

UINT _nx_tcp_socket_mss_get(NX_TCP_SOCKET *socket_ptr, ULONG *mss)
{
    if (socket_ptr->nx_tcp_socket_state >= NX_TCP_ESTABLISHED)
    {
        *mss = socket_ptr->nx_tcp_socket_connect_mss;
    }
    else
    {
        *mss = socket_ptr->nx_tcp_socket_mss ? socket_ptr->nx_tcp_socket_mss : NX_TCP_MSS_SIZE;
    }
    return NX_SUCCESS;
}

UINT _nx_tcp_socket_mss_peer_get(NX_TCP_SOCKET *socket_ptr, ULONG *peer_mss)
{
    *peer_mss = socket_ptr->nx_tcp_socket_peer_mss;
    return NX_SUCCESS;
}

UINT _nx_tcp_socket_mss_set(NX_TCP_SOCKET *socket_ptr, ULONG mss)
{
    if (!mss)
    {
        return NX_SIZE_ERROR;
    }
    if (socket_ptr->nx_tcp_socket_state >= NX_TCP_SYN_SENT)
    {
        return NX_NOT_SUCCESSFUL;
    }
    socket_ptr->nx_tcp_socket_mss = mss;
    return NX_SUCCESS;
}

UINT _nxd_tcp_socket_peer_info_get(NX_TCP_SOCKET *socket_ptr, NXD_ADDRESS *peer_ip_address, ULONG *peer_port)
{
    if (socket_ptr->nx_tcp_socket_state <= NX_TCP_LISTEN_STATE ||
        socket_ptr->nx_tcp_socket_state > NX_TCP_ESTABLISHED)
    {
        return NX_NOT_CONNECTED;
    }
    *peer_ip_address = socket_ptr->nx_tcp_socket_connect_ip;
    *peer_port = socket_ptr->nx_tcp_socket_connect_port;
    return NX_SUCCESS;
}

UINT _nx_tcp_socket_peer_info_get(NX_TCP_SOCKET *socket_ptr, ULONG *peer_ip_address, ULONG *peer_port)
{
#ifndef NX_DISABLE_IPV4
    NXD_ADDRESS address;
    UINT status = _nxd_tcp_socket_peer_info_get(socket_ptr, &address, peer_port);
    if (status == NX_SUCCESS)
    {
        *peer_ip_address = address.nxd_ip_address.v4;
    }
    return status;
#else
    (void)socket_ptr;
    (void)peer_ip_address;
    (void)peer_port;
    return NX_NOT_SUPPORTED;
#endif
}

UINT _nx_tcp_socket_transmit_configure(NX_TCP_SOCKET *socket_ptr, ULONG max_queue_depth, ULONG timeout,
                                       ULONG max_retries, ULONG timeout_shift)
{
    socket_ptr->nx_tcp_socket_timeout_rate = timeout;
    socket_ptr->nx_tcp_socket_timeout_max_retries = max_retries;
    socket_ptr->nx_tcp_socket_timeout_shift = (UCHAR)timeout_shift;
    socket_ptr->nx_tcp_socket_transmit_queue_maximum_default = max_queue_depth;
    socket_ptr->nx_tcp_socket_transmit_queue_maximum = max_queue_depth;
    return NX_SUCCESS;
}

UINT _nx_tcp_socket_info_get(NX_TCP_SOCKET *socket_ptr, ULONG *tcp_packets_sent, ULONG *tcp_bytes_sent,
                             ULONG *tcp_packets_received, ULONG *tcp_bytes_received,
                             ULONG *tcp_retransmit_packets, ULONG *tcp_packets_queued,
                             ULONG *tcp_checksum_errors, ULONG *tcp_socket_state,
                             ULONG *tcp_transmit_queue_depth, ULONG *tcp_transmit_window,
                             ULONG *tcp_receive_window)
{
    ULONG window = socket_ptr->nx_tcp_socket_tx_window_advertised;
    if (window > socket_ptr->nx_tcp_socket_tx_window_congestion)
    {
        window = socket_ptr->nx_tcp_socket_tx_window_congestion;
    }
    window -= window < socket_ptr->nx_tcp_socket_tx_outstanding_bytes
                  ? window
                  : socket_ptr->nx_tcp_socket_tx_outstanding_bytes;
    TX_HOST_GIVE(tcp_packets_sent, socket_ptr->nx_tcp_socket_packets_sent)
    TX_HOST_GIVE(tcp_bytes_sent, socket_ptr->nx_tcp_socket_bytes_sent)
    TX_HOST_GIVE(tcp_packets_received, socket_ptr->nx_tcp_socket_packets_received)
    TX_HOST_GIVE(tcp_bytes_received, socket_ptr->nx_tcp_socket_bytes_received)
    TX_HOST_GIVE(tcp_retransmit_packets, socket_ptr->nx_tcp_socket_retransmit_packets)
    TX_HOST_GIVE(tcp_packets_queued, socket_ptr->nx_tcp_socket_receive_queue_count)
    TX_HOST_GIVE(tcp_checksum_errors, socket_ptr->nx_tcp_socket_checksum_errors)
    TX_HOST_GIVE(tcp_socket_state, socket_ptr->nx_tcp_socket_state)
    TX_HOST_GIVE(tcp_transmit_queue_depth, socket_ptr->nx_tcp_socket_transmit_sent_count)
    TX_HOST_GIVE(tcp_transmit_window, window)
    TX_HOST_GIVE(tcp_receive_window, socket_ptr->nx_tcp_socket_rx_window_current)
    return NX_SUCCESS;
}

UINT _nx_tcp_info_get(NX_IP *ip_ptr, ULONG *tcp_packets_sent, ULONG *tcp_bytes_sent,
                      ULONG *tcp_packets_received, ULONG *tcp_bytes_received, ULONG *tcp_invalid_packets,
                      ULONG *tcp_receive_packets_dropped, ULONG *tcp_checksum_errors, ULONG *tcp_connections,
                      ULONG *tcp_disconnections, ULONG *tcp_connections_dropped,
                      ULONG *tcp_retransmit_packets)
{
    TX_HOST_GIVE(tcp_packets_sent, ip_ptr->nx_ip_tcp_packets_sent)
    TX_HOST_GIVE(tcp_bytes_sent, ip_ptr->nx_ip_tcp_bytes_sent)
    TX_HOST_GIVE(tcp_packets_received, ip_ptr->nx_ip_tcp_packets_received)
    TX_HOST_GIVE(tcp_bytes_received, ip_ptr->nx_ip_tcp_bytes_received)
    TX_HOST_GIVE(tcp_invalid_packets, ip_ptr->nx_ip_tcp_invalid_packets)
    TX_HOST_GIVE(tcp_receive_packets_dropped, ip_ptr->nx_ip_tcp_receive_packets_dropped)
    TX_HOST_GIVE(tcp_checksum_errors, ip_ptr->nx_ip_tcp_checksum_errors)
    TX_HOST_GIVE(tcp_connections, ip_ptr->nx_ip_tcp_connections)
    TX_HOST_GIVE(tcp_disconnections, ip_ptr->nx_ip_tcp_disconnections)
    TX_HOST_GIVE(tcp_connections_dropped, ip_ptr->nx_ip_tcp_connections_dropped)
    TX_HOST_GIVE(tcp_retransmit_packets, ip_ptr->nx_ip_tcp_retransmit_packets)
    return NX_SUCCESS;
}

UINT _nx_tcp_socket_receive_notify(NX_TCP_SOCKET *socket_ptr, VOID (*receive_notify)(NX_TCP_SOCKET *))
{
    socket_ptr->nx_tcp_receive_callback = receive_notify;
    return NX_SUCCESS;
}

UINT _nx_tcp_socket_window_update_notify_set(NX_TCP_SOCKET *socket_ptr,
                                             VOID (*window_update_notify)(NX_TCP_SOCKET *))
{
    socket_ptr->nx_tcp_socket_window_update_notify = window_update_notify;
    return NX_SUCCESS;
}

/* Options that NetX is built without by default report so. */
#ifndef NX_DISABLE_EXTENDED_NOTIFY_SUPPORT
#define NOTIFY_SERVICE(service, member)                                                                      \
    UINT service(NX_TCP_SOCKET *socket_ptr, VOID (*notify)(NX_TCP_SOCKET *))                                 \
    {                                                                                                        \
        socket_ptr->member = notify;                                                                         \
        return NX_SUCCESS;                                                                                   \
    }
#else
#define NOTIFY_SERVICE(service, member)                                                                      \
    UINT service(NX_TCP_SOCKET *socket_ptr, VOID (*notify)(NX_TCP_SOCKET *))                                 \
    {                                                                                                        \
        (void)socket_ptr;                                                                                    \
        (void)notify;                                                                                        \
        return NX_NOT_SUPPORTED;                                                                             \
    }
#endif
NOTIFY_SERVICE(_nx_tcp_socket_establish_notify, nx_tcp_establish_notify)
NOTIFY_SERVICE(_nx_tcp_socket_disconnect_complete_notify, nx_tcp_disconnect_complete_notify)
NOTIFY_SERVICE(_nx_tcp_socket_timed_wait_callback, nx_tcp_timed_wait_callback)

UINT _nx_tcp_socket_queue_depth_notify_set(NX_TCP_SOCKET *socket_ptr,
                                           VOID (*queue_depth_notify)(NX_TCP_SOCKET *))
{
#ifdef NX_ENABLE_TCP_QUEUE_DEPTH_UPDATE_NOTIFY
    socket_ptr->nx_tcp_socket_queue_depth_notify = queue_depth_notify;
    return NX_SUCCESS;
#else
    (void)socket_ptr;
    (void)queue_depth_notify;
    return NX_NOT_SUPPORTED;
#endif
}

UINT _nx_tcp_socket_receive_queue_max_set(NX_TCP_SOCKET *socket_ptr, UINT receive_queue_maximum)
{
    (void)socket_ptr;
    (void)receive_queue_maximum;
    return NX_NOT_SUPPORTED;
}
