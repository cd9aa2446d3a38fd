/* SPDX-License-Identifier: MIT */
/* Sending. A packet that fits a segment, is aligned and need not be chained
   goes out as it is and is kept until it is acknowledged; any other is copied
   into segments. The caller waits while the window is closed or the queue of
   what is not acknowledged is full. */
#include "nx_core.h"

/* Octets that may be sent now, by the peer's window and by congestion. */
ULONG _nx_tcp_socket_window_get(const NX_TCP_SOCKET *socket_ptr)
{
    ULONG window = socket_ptr->nx_tcp_socket_tx_window_advertised;
    if (window > socket_ptr->nx_tcp_socket_tx_window_congestion)
    {
        ULONG allowed = socket_ptr->nx_tcp_socket_tx_window_congestion;
        if (socket_ptr->nx_tcp_socket_duplicated_ack_received == 1 ||
            socket_ptr->nx_tcp_socket_duplicated_ack_received == 2)
        {
            allowed += socket_ptr->nx_tcp_socket_connect_mss * 2;
        }
        window = allowed < window ? allowed : window;
    }
    return window > socket_ptr->nx_tcp_socket_tx_outstanding_bytes
               ? window - socket_ptr->nx_tcp_socket_tx_outstanding_bytes
               : 0;
}

static int misaligned(const NX_PACKET *packet_ptr)
{
    return ((uintptr_t)packet_ptr->nx_packet_prepend_ptr & 3) != 0;
}

/* The packet cannot itself become a segment. */
static int must_copy(const NX_PACKET *packet_ptr, ULONG limit, ULONG headers)
{
    const NX_PACKET_POOL *pool_ptr = packet_ptr->nx_packet_pool_owner;
    if (packet_ptr->nx_packet_length > limit || misaligned(packet_ptr))
    {
        return 1;
    }
    if (nx_packet_after(packet_ptr) &&
        packet_ptr->nx_packet_length + headers < pool_ptr->nx_packet_pool_payload_size &&
        pool_ptr->nx_packet_pool_available)
    {
        return 1;
    }
    while (packet_ptr && packet_ptr->nx_packet_prepend_ptr == packet_ptr->nx_packet_append_ptr)
    {
        packet_ptr = nx_packet_after(packet_ptr);
    }
    return packet_ptr && misaligned(packet_ptr);
}

/* Copies the next octets of the packet into a segment of its own. A pool that
   runs dry on the way makes the segment shorter. */
static UINT segment_copy(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr, ULONG length, ULONG headers,
                         ULONG wait_option, NX_PACKET **segment)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    NX_PACKET_POOL *pool_ptr = packet_ptr->nx_packet_pool_owner;
    NX_PACKET *from = packet_ptr;
    UINT status;
    (void)nx_ip_unlock(ip_ptr, NX_SUCCESS);
    status = _nx_packet_allocate(pool_ptr, segment, headers, wait_option);
    for (; !status && length && from; from = nx_packet_after(from))
    {
        ULONG part = (ULONG)(from->nx_packet_append_ptr - from->nx_packet_prepend_ptr);
        part = part < length ? part : length;
        if (part)
        {
            status =
                _nx_packet_data_append(*segment, from->nx_packet_prepend_ptr, part, pool_ptr, wait_option);
            length -= part;
        }
    }
    if (!status && length)
    {
        status = NX_INVALID_PACKET;
    }
    else if (status && *segment && (*segment)->nx_packet_length)
    {
        status = NX_SUCCESS;
    }
    if (status && *segment)
    {
        (void)_nx_packet_release(*segment);
    }
    nx_ip_lock(ip_ptr);
    return status;
}

/* Takes octets that were sent off the front of the packet. */
static VOID front_remove(NX_PACKET *packet_ptr, ULONG length)
{
    NX_PACKET *at = packet_ptr;
    packet_ptr->nx_packet_length -= length;
    while (length)
    {
        ULONG part = (ULONG)(at->nx_packet_append_ptr - at->nx_packet_prepend_ptr);
        part = part < length ? part : length;
        at->nx_packet_prepend_ptr += part;
        length -= part;
        at = nx_packet_after(at);
    }
}

static VOID segment_send(NX_TCP_SOCKET *socket_ptr, NX_PACKET *segment)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    ULONG length = segment->nx_packet_length;
    segment->nx_packet_prepend_ptr -= NX_TCP_HEADER_BYTES;
    segment->nx_packet_length += NX_TCP_HEADER_BYTES;
    _nx_tcp_header_write(socket_ptr, segment, NX_TCP_ACK_BIT | NX_TCP_PSH_BIT,
                         socket_ptr->nx_tcp_socket_tx_sequence, socket_ptr->nx_tcp_socket_rx_sequence);
    socket_ptr->nx_tcp_socket_delayed_ack_timeout = NX_TCP_ACK_TICKS;
    socket_ptr->nx_tcp_socket_tx_sequence += length;
    socket_ptr->nx_tcp_socket_zero_window_probe_has_data = NX_FALSE;
    if (socket_ptr->nx_tcp_socket_transmit_sent_head)
    {
        socket_ptr->nx_tcp_socket_transmit_sent_tail->nx_packet_union_next.nx_packet_tcp_queue_next = segment;
    }
    else
    {
        socket_ptr->nx_tcp_socket_transmit_sent_head = segment;
        socket_ptr->nx_tcp_socket_timeout = socket_ptr->nx_tcp_socket_timeout_rate;
        socket_ptr->nx_tcp_socket_timeout_retries = 0;
        socket_ptr->nx_tcp_socket_tx_outstanding_bytes = 0;
    }
    socket_ptr->nx_tcp_socket_transmit_sent_tail = segment;
    nx_packet_mark(segment, NX_PACKET_ENQUEUED);
    segment->nx_packet_queue_next = NX_NULL;
    socket_ptr->nx_tcp_socket_transmit_sent_count++;
    socket_ptr->nx_tcp_socket_tx_outstanding_bytes += length;
    ip_ptr->nx_ip_tcp_packets_sent++;
    ip_ptr->nx_ip_tcp_bytes_sent += length;
    socket_ptr->nx_tcp_socket_packets_sent++;
    socket_ptr->nx_tcp_socket_bytes_sent += length;
    if (socket_ptr->nx_tcp_socket_host_ptr)
    {
        _nx_host_socket_send(socket_ptr, segment);
    }
    else
    {
        _nx_tcp_packet_transmit(socket_ptr, segment);
    }
}

static VOID probe_prepare(NX_TCP_SOCKET *socket_ptr, const NX_PACKET *packet_ptr)
{
    if (!socket_ptr->nx_tcp_socket_zero_window_probe_has_data)
    {
        socket_ptr->nx_tcp_socket_zero_window_probe_has_data = NX_TRUE;
        socket_ptr->nx_tcp_socket_zero_window_probe_data = *packet_ptr->nx_packet_prepend_ptr;
        socket_ptr->nx_tcp_socket_zero_window_probe_sequence = socket_ptr->nx_tcp_socket_tx_sequence;
        socket_ptr->nx_tcp_socket_zero_window_probe_failure = 0;
    }
}

static int connected(const NX_TCP_SOCKET *socket_ptr)
{
    return socket_ptr->nx_tcp_socket_state == NX_TCP_ESTABLISHED ||
           socket_ptr->nx_tcp_socket_state == NX_TCP_CLOSE_WAIT;
}

/* Sends one segment of the packet. *done: all of it is on its way. */
static UINT part_send(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr, ULONG limit, ULONG wait_option,
                      int *done)
{
    ULONG headers = socket_ptr->nx_tcp_socket_connect_ip.nxd_ip_version == NX_IP_VERSION_V6
                        ? NX_IPv6_TCP_PACKET
                        : NX_IPv4_TCP_PACKET;
    ULONG length = packet_ptr->nx_packet_length < limit ? packet_ptr->nx_packet_length : limit;
    NX_PACKET *segment = packet_ptr;
    if (must_copy(packet_ptr, limit, headers))
    {
        ULONG sequence = socket_ptr->nx_tcp_socket_tx_sequence;
        UINT status = segment_copy(socket_ptr, packet_ptr, length, headers, wait_option, &segment);
        if (status)
        {
            return status;
        }
        if (!connected(socket_ptr) || sequence != socket_ptr->nx_tcp_socket_tx_sequence)
        {
            (void)_nx_packet_release(segment);
            return connected(socket_ptr) ? NX_SUCCESS : NX_NOT_CONNECTED;
        }
        length = segment->nx_packet_length;
    }
    *done = length == packet_ptr->nx_packet_length;
    if (!*done)
    {
        front_remove(packet_ptr, length);
    }
    segment_send(socket_ptr, segment);
    if (*done && segment != packet_ptr)
    {
        (void)_nx_packet_release(packet_ptr);
    }
    return NX_SUCCESS;
}

static UINT packet_send(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr, ULONG wait_option, UINT *held)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    TX_THREAD *thread_ptr = _tx_thread_current_ptr;
    UINT status = NX_SUCCESS;
    int done = 0;
    while (!done && !status)
    {
        ULONG limit = _nx_tcp_socket_window_get(socket_ptr);
        UINT room =
            socket_ptr->nx_tcp_socket_transmit_sent_count < socket_ptr->nx_tcp_socket_transmit_queue_maximum;
        if (limit && room)
        {
            limit =
                limit < socket_ptr->nx_tcp_socket_connect_mss ? limit : socket_ptr->nx_tcp_socket_connect_mss;
            status = part_send(socket_ptr, packet_ptr, limit, wait_option, &done);
            continue;
        }
        probe_prepare(socket_ptr, packet_ptr);
        if (!wait_option || thread_ptr == &ip_ptr->nx_ip_thread)
        {
            return room ? NX_WINDOW_OVERFLOW : NX_TX_QUEUE_DEPTH;
        }
        if (*held == TX_MAX_PRIORITIES)
        {
            UINT threshold = ip_ptr->nx_ip_thread.tx_thread_priority;
            (void)_tx_thread_preemption_change(thread_ptr,
                                               threshold < thread_ptr->tx_thread_user_priority
                                                   ? threshold
                                                   : thread_ptr->tx_thread_user_priority,
                                               held);
        }
        thread_ptr->tx_thread_additional_suspend_info = packet_ptr;
        status = _nx_host_wait(&socket_ptr->nx_tcp_socket_transmit_suspension_list,
                               &socket_ptr->nx_tcp_socket_transmit_suspended_count, socket_ptr,
                               _nx_tcp_transmit_cleanup, &ip_ptr->nx_ip_protection, wait_option);
        nx_ip_lock(ip_ptr);
        if (!status && !connected(socket_ptr))
        {
            status = NX_NOT_CONNECTED;
        }
    }
    return status;
}

UINT _nx_tcp_socket_send(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr, ULONG wait_option)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    UINT status, held = TX_MAX_PRIORITIES;
    if (!packet_ptr->nx_packet_length)
    {
        return NX_INVALID_PACKET;
    }
    if (!socket_ptr->nx_tcp_socket_bound_next)
    {
        return NX_NOT_BOUND;
    }
    if (socket_ptr->nx_tcp_socket_state == NX_TCP_SYN_SENT ||
        socket_ptr->nx_tcp_socket_state == NX_TCP_SYN_RECEIVED)
    {
        (void)_nx_tcp_socket_state_wait(socket_ptr, NX_TCP_ESTABLISHED, wait_option);
    }
    nx_ip_lock(ip_ptr);
    if (!connected(socket_ptr))
    {
        return nx_ip_unlock(ip_ptr, NX_NOT_CONNECTED);
    }
#ifdef FEATURE_NX_IPV6
    if (socket_ptr->nx_tcp_socket_connect_ip.nxd_ip_version == NX_IP_VERSION_V6 &&
        !socket_ptr->nx_tcp_socket_host_ptr &&
        socket_ptr->nx_tcp_socket_ipv6_addr->nxd_ipv6_address_state != NX_IPV6_ADDR_STATE_VALID)
    {
        return nx_ip_unlock(ip_ptr, NX_NO_INTERFACE_ADDRESS);
    }
#endif
    status = packet_send(socket_ptr, packet_ptr, wait_option, &held);
    if (held != TX_MAX_PRIORITIES)
    {
        (void)_tx_thread_preemption_change(_tx_thread_current_ptr, held, &held);
    }
    return nx_ip_unlock(ip_ptr, status);
}
