/* SPDX-License-Identifier: MIT */
/* TCP on an IP instance, and the services of a socket that do not depend on
   which side opens the connection. */
#include "nx_core.h"

UINT _nx_tcp_enable(NX_IP *ip_ptr)
{
    NX_TCP_LISTEN *requests = ip_ptr->nx_ip_tcp_server_listen_reqs;
    for (UINT i = 0; i < NX_MAX_LISTEN_REQUESTS; i++)
    {
        requests[i].nx_tcp_listen_next = i + 1 < NX_MAX_LISTEN_REQUESTS ? &requests[i + 1] : NX_NULL;
    }
    ip_ptr->nx_ip_tcp_available_listen_requests = requests;
    _nx_ip_fast_periodic_timer_create(ip_ptr);
    ip_ptr->nx_ip_tcp_packet_receive = _nx_tcp_packet_receive;
    return NX_SUCCESS;
}

UINT _nx_tcp_socket_create(NX_IP *ip_ptr, NX_TCP_SOCKET *socket_ptr, CHAR *name, ULONG type_of_service,
                           ULONG fragment, UINT time_to_live, ULONG window_size,
                           VOID (*urgent_data_callback)(NX_TCP_SOCKET *),
                           VOID (*disconnect_callback)(NX_TCP_SOCKET *))
{
    memset(socket_ptr, 0, sizeof *socket_ptr);
    socket_ptr->nx_tcp_socket_ip_ptr = ip_ptr;
    socket_ptr->nx_tcp_socket_client_type = NX_TRUE;
    socket_ptr->nx_tcp_socket_name = name;
    socket_ptr->nx_tcp_socket_connect_mss = NX_TCP_MSS_SIZE;
    socket_ptr->nx_tcp_socket_type_of_service = type_of_service;
    socket_ptr->nx_tcp_socket_fragment_enable = fragment & NX_DONT_FRAGMENT;
    socket_ptr->nx_tcp_socket_time_to_live = time_to_live;
    socket_ptr->nx_tcp_socket_delayed_ack_timeout = NX_TCP_ACK_TICKS;
    socket_ptr->nx_tcp_socket_timeout_rate = NX_TCP_TRANSMIT_TICKS;
    socket_ptr->nx_tcp_socket_timeout_max_retries = NX_TCP_MAXIMUM_RETRIES;
    socket_ptr->nx_tcp_socket_timeout_shift = NX_TCP_RETRY_SHIFT;
    socket_ptr->nx_tcp_socket_transmit_queue_maximum_default = NX_TCP_MAXIMUM_TX_QUEUE;
    socket_ptr->nx_tcp_socket_transmit_queue_maximum = NX_TCP_MAXIMUM_TX_QUEUE;
    socket_ptr->nx_tcp_socket_rx_window_default = socket_ptr->nx_tcp_socket_rx_window_current = window_size;
    socket_ptr->nx_tcp_socket_ack_n_packet_counter = 1;
    socket_ptr->nx_tcp_urgent_data_callback = urgent_data_callback;
    socket_ptr->nx_tcp_disconnect_callback = disconnect_callback;
    socket_ptr->nx_tcp_socket_state = NX_TCP_CLOSED;
    nx_ip_lock(ip_ptr);
    socket_ptr->nx_tcp_socket_id = NX_TCP_ID;
    TX_HOST_CREATED_ADD(ip_ptr->nx_ip_tcp_created_sockets_ptr, ip_ptr->nx_ip_tcp_created_sockets_count,
                        socket_ptr, nx_tcp_socket_created);
    return nx_ip_unlock(ip_ptr, NX_SUCCESS);
}

UINT _nx_tcp_socket_delete(NX_TCP_SOCKET *socket_ptr)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    nx_ip_lock(ip_ptr);
    if (socket_ptr->nx_tcp_socket_id != NX_TCP_ID)
    {
        return nx_ip_unlock(ip_ptr, NX_NOT_CREATED);
    }
    if (socket_ptr->nx_tcp_socket_bound_next || socket_ptr->nx_tcp_socket_bind_in_progress ||
        socket_ptr->nx_tcp_socket_state != NX_TCP_CLOSED)
    {
        return nx_ip_unlock(ip_ptr, NX_STILL_BOUND);
    }
    _nx_host_socket_close(socket_ptr);
    socket_ptr->nx_tcp_socket_id = 0;
    TX_HOST_CREATED_REMOVE(ip_ptr->nx_ip_tcp_created_sockets_ptr, ip_ptr->nx_ip_tcp_created_sockets_count,
                           socket_ptr, nx_tcp_socket_created);
    return nx_ip_unlock(ip_ptr, NX_SUCCESS);
}

static NX_TCP_SOCKET **bucket(NX_TCP_SOCKET *socket_ptr)
{
    UINT port = socket_ptr->nx_tcp_socket_port;
    return &socket_ptr->nx_tcp_socket_ip_ptr
                ->nx_ip_tcp_port_table[(port + (port >> 8)) & NX_TCP_PORT_TABLE_MASK];
}

VOID _nx_tcp_socket_port_table_add(NX_TCP_SOCKET *socket_ptr)
{
    NX_TCP_SOCKET **head = bucket(socket_ptr);
    ULONG count = 0;
    TX_HOST_CREATED_ADD(*head, count, socket_ptr, nx_tcp_socket_bound);
}

VOID _nx_tcp_socket_port_table_remove(NX_TCP_SOCKET *socket_ptr)
{
    NX_TCP_SOCKET **head = bucket(socket_ptr);
    ULONG count = 1;
    TX_HOST_CREATED_REMOVE(*head, count, socket_ptr, nx_tcp_socket_bound);
    socket_ptr->nx_tcp_socket_bound_next = NX_NULL;
}

/* A new connection begins. */
VOID _nx_tcp_socket_counters_clear(NX_TCP_SOCKET *socket_ptr)
{
    if (socket_ptr->nx_tcp_socket_receive_queue_count)
    {
        _nx_tcp_socket_receive_queue_flush(socket_ptr);
    }
    socket_ptr->nx_tcp_socket_tx_window_congestion = socket_ptr->nx_tcp_socket_tx_outstanding_bytes = 0;
    socket_ptr->nx_tcp_socket_packets_sent = socket_ptr->nx_tcp_socket_bytes_sent = 0;
    socket_ptr->nx_tcp_socket_packets_received = socket_ptr->nx_tcp_socket_bytes_received = 0;
    socket_ptr->nx_tcp_socket_retransmit_packets = socket_ptr->nx_tcp_socket_checksum_errors = 0;
    socket_ptr->nx_tcp_socket_transmit_sent_head = socket_ptr->nx_tcp_socket_transmit_sent_tail = NX_NULL;
    socket_ptr->nx_tcp_socket_transmit_sent_count = 0;
}

/* Our initial sequence number: random, and past that of the connection before. */
VOID _nx_tcp_sequence_choose(NX_TCP_SOCKET *socket_ptr)
{
    if (!socket_ptr->nx_tcp_socket_tx_sequence)
    {
        socket_ptr->nx_tcp_socket_tx_sequence = ((ULONG)NX_RAND() << 16) & 0xFFFFFFFF;
        socket_ptr->nx_tcp_socket_tx_sequence |= (ULONG)NX_RAND();
    }
    else
    {
        socket_ptr->nx_tcp_socket_tx_sequence += 0x10000 + (ULONG)NX_RAND();
    }
    socket_ptr->nx_tcp_socket_rx_window_current = socket_ptr->nx_tcp_socket_rx_window_default;
    socket_ptr->nx_tcp_socket_rx_window_last_sent = socket_ptr->nx_tcp_socket_rx_window_default;
    socket_ptr->nx_tcp_socket_fin_received = socket_ptr->nx_tcp_socket_fin_acked = NX_FALSE;
}

VOID _nx_tcp_socket_receive_queue_flush(NX_TCP_SOCKET *socket_ptr)
{
    NX_PACKET *packet_ptr = socket_ptr->nx_tcp_socket_receive_queue_head, *next;
    socket_ptr->nx_tcp_socket_receive_queue_head = socket_ptr->nx_tcp_socket_receive_queue_tail = NX_NULL;
    socket_ptr->nx_tcp_socket_receive_queue_count = 0;
    for (; packet_ptr; packet_ptr = next)
    {
        next = nx_tcp_queued_after(packet_ptr);
        nx_packet_mark(packet_ptr, NX_PACKET_ALLOCATED);
        (void)_nx_packet_release(packet_ptr);
    }
}

/* What the driver still has is released by the driver. */
VOID _nx_tcp_socket_transmit_queue_flush(NX_TCP_SOCKET *socket_ptr)
{
    NX_PACKET *packet_ptr = socket_ptr->nx_tcp_socket_transmit_sent_head, *next;
    socket_ptr->nx_tcp_socket_transmit_sent_head = socket_ptr->nx_tcp_socket_transmit_sent_tail = NX_NULL;
    socket_ptr->nx_tcp_socket_transmit_sent_count = 0;
    for (; packet_ptr; packet_ptr = next)
    {
        next = nx_tcp_queued_after(packet_ptr);
        nx_packet_mark(packet_ptr, NX_PACKET_ALLOCATED);
        if (packet_ptr->nx_packet_queue_next == (NX_PACKET *)(uintptr_t)NX_DRIVER_TX_DONE)
        {
            (void)_nx_packet_release(packet_ptr);
        }
    }
}

/* The connection is over: back to CLOSED, or to LISTEN for a server. */
VOID _nx_tcp_socket_block_cleanup(NX_TCP_SOCKET *socket_ptr)
{
    memset(&socket_ptr->nx_tcp_socket_connect_ip, 0, sizeof socket_ptr->nx_tcp_socket_connect_ip);
    socket_ptr->nx_tcp_socket_connect_port = 0;
    socket_ptr->nx_tcp_socket_zero_window_probe_has_data = NX_FALSE;
    socket_ptr->nx_tcp_socket_timeout = 0;
    socket_ptr->nx_tcp_socket_duplicated_ack_received = 0;
    socket_ptr->nx_tcp_socket_fast_recovery = NX_FALSE;
    socket_ptr->nx_tcp_socket_state =
        socket_ptr->nx_tcp_socket_client_type ? NX_TCP_CLOSED : NX_TCP_LISTEN_STATE;
    _nx_host_socket_close(socket_ptr);
}

/* Ends every wait on the socket. */
static VOID waits_end(NX_TCP_SOCKET *socket_ptr)
{
    if (socket_ptr->nx_tcp_socket_connect_suspended_thread)
    {
        _nx_tcp_connect_cleanup(socket_ptr->nx_tcp_socket_connect_suspended_thread, 0);
    }
    while (socket_ptr->nx_tcp_socket_receive_suspension_list)
    {
        _nx_tcp_receive_cleanup(socket_ptr->nx_tcp_socket_receive_suspension_list, 0);
    }
    while (socket_ptr->nx_tcp_socket_transmit_suspension_list)
    {
        _nx_tcp_transmit_cleanup(socket_ptr->nx_tcp_socket_transmit_suspension_list, 0);
    }
}

VOID _nx_tcp_socket_connection_reset(NX_TCP_SOCKET *socket_ptr)
{
    UINT state = socket_ptr->nx_tcp_socket_state;
    _nx_tcp_socket_block_cleanup(socket_ptr);
    _nx_tcp_socket_transmit_queue_flush(socket_ptr);
    waits_end(socket_ptr);
    if (socket_ptr->nx_tcp_socket_disconnect_suspended_thread)
    {
        _nx_tcp_disconnect_cleanup(socket_ptr->nx_tcp_socket_disconnect_suspended_thread, 0);
    }
    if (state == NX_TCP_ESTABLISHED && socket_ptr->nx_tcp_disconnect_callback)
    {
        (socket_ptr->nx_tcp_disconnect_callback)(socket_ptr);
    }
    NX_TCP_NOTIFY(socket_ptr, nx_tcp_disconnect_complete_notify)
}

static VOID fin_send(NX_TCP_SOCKET *socket_ptr)
{
    if (!socket_ptr->nx_tcp_socket_transmit_sent_head)
    {
        socket_ptr->nx_tcp_socket_timeout = socket_ptr->nx_tcp_socket_timeout_rate;
        socket_ptr->nx_tcp_socket_timeout_retries = 0;
    }
    socket_ptr->nx_tcp_socket_tx_sequence++;
    _nx_tcp_packet_send_fin(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence - 1);
}

/* Leaving before the connection was established. */
static VOID handshake_abandon(NX_TCP_SOCKET *socket_ptr)
{
    if (socket_ptr->nx_tcp_socket_state == NX_TCP_SYN_RECEIVED &&
        (socket_ptr->nx_tcp_socket_client_type || socket_ptr->nx_tcp_socket_connect_interface))
    {
        socket_ptr->nx_tcp_socket_tx_sequence++;
        _nx_tcp_packet_send_fin(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence - 1);
    }
    if (socket_ptr->nx_tcp_socket_client_type)
    {
        socket_ptr->nx_tcp_socket_state = NX_TCP_CLOSED;
        _nx_host_socket_close(socket_ptr);
    }
    else
    {
        socket_ptr->nx_tcp_socket_state = NX_TCP_LISTEN_STATE;
        socket_ptr->nx_tcp_socket_rx_sequence--;
    }
    socket_ptr->nx_tcp_socket_timeout = 0;
}

static VOID reset_send(NX_TCP_SOCKET *socket_ptr)
{
    NX_TCP_SEGMENT segment;
    memset(&segment, 0, sizeof segment);
    segment.flags = NX_TCP_ACK_BIT;
    segment.acknowledgment = socket_ptr->nx_tcp_socket_tx_sequence;
    segment.sequence = socket_ptr->nx_tcp_socket_rx_sequence;
    _nx_tcp_packet_send_rst(socket_ptr, &segment);
    _nx_tcp_socket_block_cleanup(socket_ptr);
}

UINT _nx_tcp_socket_disconnect(NX_TCP_SOCKET *socket_ptr, ULONG wait_option)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    UINT state, status = NX_SUCCESS;
    nx_ip_lock(ip_ptr);
    ip_ptr->nx_ip_tcp_disconnections++;
    state = socket_ptr->nx_tcp_socket_state;
    if (state < NX_TCP_SYN_SENT || state > NX_TCP_CLOSE_WAIT)
    {
        return nx_ip_unlock(ip_ptr, NX_NOT_CONNECTED);
    }
    if (state < NX_TCP_ESTABLISHED)
    {
        handshake_abandon(socket_ptr);
    }
    else if (!wait_option)
    {
        reset_send(socket_ptr);
        status = NX_IN_PROGRESS;
    }
    else
    {
        socket_ptr->nx_tcp_socket_state = state == NX_TCP_CLOSE_WAIT ? NX_TCP_LAST_ACK : NX_TCP_FIN_WAIT_1;
        fin_send(socket_ptr);
    }
    if (socket_ptr->nx_tcp_socket_state > NX_TCP_LISTEN_STATE &&
        _tx_thread_current_ptr != &ip_ptr->nx_ip_thread)
    {
        status = _nx_host_wait(&socket_ptr->nx_tcp_socket_disconnect_suspended_thread, NX_NULL, socket_ptr,
                               _nx_tcp_disconnect_cleanup, &ip_ptr->nx_ip_protection, wait_option);
        nx_ip_lock(ip_ptr);
        if (socket_ptr->nx_tcp_socket_state != NX_TCP_TIMED_WAIT)
        {
            _nx_tcp_socket_block_cleanup(socket_ptr);
        }
    }
    _nx_tcp_socket_transmit_queue_flush(socket_ptr);
    waits_end(socket_ptr);
    return nx_ip_unlock(ip_ptr, status);
}
