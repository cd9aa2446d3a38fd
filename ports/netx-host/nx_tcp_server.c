/* SPDX-License-Identifier: MIT */
/* The server side. A listen request owns a port and at most one socket that
   waits for a connection; further SYNs queue up until a socket relistens. */
#include "nx_core.h"

static NX_TCP_LISTEN *listen_find(NX_IP *ip_ptr, UINT port)
{
    NX_TCP_LISTEN *head = ip_ptr->nx_ip_tcp_active_listen_requests, *each = head;
    if (!head)
    {
        return NX_NULL;
    }
    do
    {
        if (each->nx_tcp_listen_port == port)
        {
            return each;
        }
        each = each->nx_tcp_listen_next;
    } while (each != head);
    return NX_NULL;
}

static UINT listen_refused(const NX_TCP_SOCKET *socket_ptr)
{
    if (socket_ptr->nx_tcp_socket_state != NX_TCP_CLOSED)
    {
        return NX_NOT_CLOSED;
    }
    return socket_ptr->nx_tcp_socket_bound_next || socket_ptr->nx_tcp_socket_bind_in_progress
               ? NX_ALREADY_BOUND
               : NX_SUCCESS;
}

UINT _nx_tcp_server_socket_listen(NX_IP *ip_ptr, UINT port, NX_TCP_SOCKET *socket_ptr, UINT listen_queue_size,
                                  VOID (*tcp_listen_callback)(NX_TCP_SOCKET *, UINT))
{
    NX_TCP_LISTEN *listen_ptr;
    ULONG count = 0;
    UINT status;
    nx_ip_lock(ip_ptr);
    status = listen_refused(socket_ptr);
    if (status)
    {
        return nx_ip_unlock(ip_ptr, status);
    }
    if (listen_find(ip_ptr, port))
    {
        return nx_ip_unlock(ip_ptr, NX_DUPLICATE_LISTEN);
    }
    listen_ptr = ip_ptr->nx_ip_tcp_available_listen_requests;
    if (!listen_ptr)
    {
        return nx_ip_unlock(ip_ptr, NX_MAX_LISTEN);
    }
    ip_ptr->nx_ip_tcp_available_listen_requests = listen_ptr->nx_tcp_listen_next;
    memset(listen_ptr, 0, sizeof *listen_ptr);
    listen_ptr->nx_tcp_listen_port = port;
    listen_ptr->nx_tcp_listen_callback = tcp_listen_callback;
    listen_ptr->nx_tcp_listen_socket_ptr = socket_ptr;
    listen_ptr->nx_tcp_listen_queue_maximum = listen_queue_size;
    status = _nx_host_driver_used(ip_ptr) ? _nx_host_socket_listen(ip_ptr, listen_ptr) : NX_SUCCESS;
    if (status)
    {
        listen_ptr->nx_tcp_listen_next = ip_ptr->nx_ip_tcp_available_listen_requests;
        ip_ptr->nx_ip_tcp_available_listen_requests = listen_ptr;
        return nx_ip_unlock(ip_ptr, status);
    }
    socket_ptr->nx_tcp_socket_connect_interface = NX_NULL;
    socket_ptr->nx_tcp_socket_client_type = NX_FALSE;
    socket_ptr->nx_tcp_socket_state = NX_TCP_LISTEN_STATE;
    socket_ptr->nx_tcp_socket_timeout = 0;
    socket_ptr->nx_tcp_socket_port = port;
    TX_HOST_CREATED_ADD(ip_ptr->nx_ip_tcp_active_listen_requests, count, listen_ptr, nx_tcp_listen);
    return nx_ip_unlock(ip_ptr, NX_SUCCESS);
}

UINT _nx_tcp_server_socket_unlisten(NX_IP *ip_ptr, UINT port)
{
    NX_TCP_LISTEN *listen_ptr;
    NX_TCP_SOCKET *socket_ptr;
    ULONG count = 1;
    nx_ip_lock(ip_ptr);
    listen_ptr = listen_find(ip_ptr, port);
    if (!listen_ptr)
    {
        return nx_ip_unlock(ip_ptr, NX_ENTRY_NOT_FOUND);
    }
    socket_ptr = listen_ptr->nx_tcp_listen_socket_ptr;
    if (socket_ptr)
    {
        if (socket_ptr->nx_tcp_socket_state != NX_TCP_LISTEN_STATE)
        {
            return nx_ip_unlock(ip_ptr, NX_NOT_LISTEN_STATE);
        }
        socket_ptr->nx_tcp_socket_state = NX_TCP_CLOSED;
    }
    while (listen_ptr->nx_tcp_listen_queue_head)
    {
        NX_PACKET *packet_ptr = listen_ptr->nx_tcp_listen_queue_head;
        listen_ptr->nx_tcp_listen_queue_head = packet_ptr->nx_packet_queue_next;
        (void)_nx_packet_release(packet_ptr);
    }
    _nx_host_socket_unlisten(listen_ptr);
    TX_HOST_CREATED_REMOVE(ip_ptr->nx_ip_tcp_active_listen_requests, count, listen_ptr, nx_tcp_listen);
    listen_ptr->nx_tcp_listen_next = ip_ptr->nx_ip_tcp_available_listen_requests;
    ip_ptr->nx_ip_tcp_available_listen_requests = listen_ptr;
    return nx_ip_unlock(ip_ptr, NX_SUCCESS);
}

/* The peer has sent its SYN: we answer and wait for its ACK. */
static VOID handshake_answer(NX_TCP_SOCKET *socket_ptr)
{
    socket_ptr->nx_tcp_socket_rx_sequence++;
    socket_ptr->nx_tcp_socket_tx_sequence++;
    socket_ptr->nx_tcp_socket_timeout = socket_ptr->nx_tcp_socket_timeout_rate;
    socket_ptr->nx_tcp_socket_timeout_retries = 0;
    _nx_tcp_packet_send_syn(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence - 1);
}

UINT _nx_tcp_server_socket_accept(NX_TCP_SOCKET *socket_ptr, ULONG wait_option)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    UINT status;
    if (socket_ptr->nx_tcp_socket_state == NX_TCP_ESTABLISHED)
    {
        return NX_SUCCESS;
    }
    if (socket_ptr->nx_tcp_socket_state != NX_TCP_LISTEN_STATE &&
        socket_ptr->nx_tcp_socket_state != NX_TCP_SYN_RECEIVED)
    {
        return NX_NOT_LISTEN_STATE;
    }
    nx_ip_lock(ip_ptr);
    if (socket_ptr->nx_tcp_socket_state == NX_TCP_LISTEN_STATE)
    {
        _nx_tcp_sequence_choose(socket_ptr);
        socket_ptr->nx_tcp_socket_state = NX_TCP_SYN_RECEIVED;
        socket_ptr->nx_tcp_socket_timeout = 0;
        if (socket_ptr->nx_tcp_socket_bound_next)
        {
            _nx_tcp_socket_counters_clear(socket_ptr);
            if (socket_ptr->nx_tcp_socket_host_ptr)
            {
                _nx_host_socket_accept(socket_ptr);
            }
            else
            {
                handshake_answer(socket_ptr);
            }
        }
    }
    if (!wait_option || _tx_thread_current_ptr == &ip_ptr->nx_ip_thread)
    {
        return nx_ip_unlock(ip_ptr, NX_IN_PROGRESS);
    }
    if (socket_ptr->nx_tcp_socket_state == NX_TCP_ESTABLISHED)
    {
        return nx_ip_unlock(ip_ptr, NX_SUCCESS);
    }
    status = _nx_host_wait(&socket_ptr->nx_tcp_socket_connect_suspended_thread, NX_NULL, socket_ptr,
                           _nx_tcp_connect_cleanup, &ip_ptr->nx_ip_protection, wait_option);
    if (status)
    {
        socket_ptr->nx_tcp_socket_state = NX_TCP_LISTEN_STATE;
        socket_ptr->nx_tcp_socket_timeout = 0;
    }
    return status;
}

UINT _nx_tcp_server_socket_unaccept(NX_TCP_SOCKET *socket_ptr)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    NX_TCP_LISTEN *listen_ptr;
    UINT state;
    nx_ip_lock(ip_ptr);
    state = socket_ptr->nx_tcp_socket_state;
    if (state >= NX_TCP_CLOSE_WAIT || (state == NX_TCP_CLOSED && socket_ptr->nx_tcp_socket_bound_next))
    {
        _nx_host_socket_close(socket_ptr);
        state = socket_ptr->nx_tcp_socket_state = NX_TCP_LISTEN_STATE;
        memset(&socket_ptr->nx_tcp_socket_connect_ip, 0, sizeof socket_ptr->nx_tcp_socket_connect_ip);
        socket_ptr->nx_tcp_socket_connect_port = 0;
    }
    if (state != NX_TCP_LISTEN_STATE)
    {
        return nx_ip_unlock(ip_ptr, NX_NOT_LISTEN_STATE);
    }
    if (socket_ptr->nx_tcp_socket_disconnect_suspended_thread)
    {
        _nx_tcp_disconnect_cleanup(socket_ptr->nx_tcp_socket_disconnect_suspended_thread, 0);
    }
    listen_ptr = listen_find(ip_ptr, socket_ptr->nx_tcp_socket_port);
    if (socket_ptr->nx_tcp_socket_bound_next)
    {
        _nx_tcp_socket_port_table_remove(socket_ptr);
    }
    else if (listen_ptr && listen_ptr->nx_tcp_listen_socket_ptr == socket_ptr)
    {
        listen_ptr->nx_tcp_listen_socket_ptr = NX_NULL;
    }
    socket_ptr->nx_tcp_socket_state = NX_TCP_CLOSED;
    socket_ptr->nx_tcp_socket_client_type = NX_TRUE;
    socket_ptr->nx_tcp_socket_timeout = 0;
    _nx_host_socket_close(socket_ptr);
    _nx_tcp_socket_receive_queue_flush(socket_ptr);
    return nx_ip_unlock(ip_ptr, NX_SUCCESS);
}

/* The socket takes over a SYN that was queued; accept will answer it. */
static VOID queued_take(NX_TCP_LISTEN *listen_ptr, NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr)
{
    NX_TCP_SEGMENT segment;
    ULONG mss = 0;
    _nx_tcp_segment_read(packet_ptr, &segment);
    (void)_nx_tcp_mss_option_get(packet_ptr->nx_packet_prepend_ptr + NX_TCP_HEADER_BYTES,
                                 segment.header_length - NX_TCP_HEADER_BYTES, &mss);
    _nx_tcp_socket_peer_set(socket_ptr, packet_ptr);
    socket_ptr->nx_tcp_socket_connect_port = segment.source_port;
    socket_ptr->nx_tcp_socket_rx_sequence = segment.sequence;
    socket_ptr->nx_tcp_socket_client_type = NX_FALSE;
    socket_ptr->nx_tcp_socket_peer_mss = mss ? mss : _nx_tcp_mss_default(packet_ptr);
    socket_ptr->nx_tcp_socket_state = NX_TCP_LISTEN_STATE;
    socket_ptr->nx_tcp_socket_port = listen_ptr->nx_tcp_listen_port;
    _nx_tcp_socket_port_table_add(socket_ptr);
}

UINT _nx_tcp_server_socket_relisten(NX_IP *ip_ptr, UINT port, NX_TCP_SOCKET *socket_ptr)
{
    NX_TCP_LISTEN *listen_ptr;
    NX_PACKET *packet_ptr;
    UINT status;
    nx_ip_lock(ip_ptr);
    status = listen_refused(socket_ptr);
    listen_ptr = listen_find(ip_ptr, port);
    if (!status && (!listen_ptr || listen_ptr->nx_tcp_listen_socket_ptr))
    {
        status = NX_INVALID_RELISTEN;
    }
    if (status)
    {
        return nx_ip_unlock(ip_ptr, status);
    }
    packet_ptr = listen_ptr->nx_tcp_listen_queue_head;
    if (!packet_ptr)
    {
        listen_ptr->nx_tcp_listen_socket_ptr = socket_ptr;
        socket_ptr->nx_tcp_socket_client_type = NX_FALSE;
        socket_ptr->nx_tcp_socket_connect_interface = NX_NULL;
        socket_ptr->nx_tcp_socket_state = NX_TCP_LISTEN_STATE;
        socket_ptr->nx_tcp_socket_port = port;
        status = _nx_host_listen_pending(listen_ptr) ? NX_CONNECTION_PENDING : NX_SUCCESS;
        return nx_ip_unlock(ip_ptr, status);
    }
    listen_ptr->nx_tcp_listen_queue_head = packet_ptr->nx_packet_queue_next;
    if (!listen_ptr->nx_tcp_listen_queue_head)
    {
        listen_ptr->nx_tcp_listen_queue_tail = NX_NULL;
    }
    listen_ptr->nx_tcp_listen_queue_current--;
    queued_take(listen_ptr, socket_ptr, packet_ptr);
    (void)nx_ip_unlock(ip_ptr, NX_SUCCESS);
    if (listen_ptr->nx_tcp_listen_callback)
    {
        (listen_ptr->nx_tcp_listen_callback)(socket_ptr, port);
    }
    (void)_nx_packet_release(packet_ptr);
    return NX_CONNECTION_PENDING;
}
