/* SPDX-License-Identifier: MIT */
/* Threads that wait on a TCP socket, and how their wait ends early. A timeout
   happens in the timer's name; as in NetX it is passed to the IP instance's
   helper thread, which owns the sockets. */
#include "nx_core.h"

static VOID cleanup_deferred(TX_THREAD *thread_ptr, ULONG sequence)
{
    (void)thread_ptr;
    (void)sequence;
}

/* The socket, when the clean-up is to happen now; NX_NULL when it is left to
   the helper thread or there is nothing to clean up. */
static NX_TCP_SOCKET *cleanup_begin(TX_THREAD *thread_ptr)
{
    NX_TCP_SOCKET *socket_ptr = thread_ptr->tx_thread_suspend_control_block;
    if (!socket_ptr || socket_ptr->nx_tcp_socket_id != NX_TCP_ID || !thread_ptr->tx_thread_suspend_cleanup)
    {
        return NX_NULL;
    }
    if (_tx_thread_current_ptr == &_tx_timer_thread)
    {
        thread_ptr->tx_thread_suspend_cleanup = cleanup_deferred;
        (void)_tx_event_flags_set(&socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_events, NX_IP_TCP_CLEANUP_DEFERRED,
                                  TX_OR);
        return NX_NULL;
    }
    thread_ptr->tx_thread_suspend_cleanup = TX_NULL;
    return socket_ptr;
}

static VOID cleanup_end(TX_THREAD *thread_ptr, UINT status)
{
    if (thread_ptr->tx_thread_state == TX_TCP_IP)
    {
        thread_ptr->tx_thread_suspend_status = status;
        _tx_host_resume(thread_ptr);
    }
}

VOID _nx_tcp_client_bind_cleanup(TX_THREAD *thread_ptr, ULONG sequence)
{
    NX_TCP_SOCKET *socket_ptr = cleanup_begin(thread_ptr), *owner;
    (void)sequence;
    if (!socket_ptr)
    {
        return;
    }
    owner = socket_ptr->nx_tcp_socket_bound_previous;
    socket_ptr->nx_tcp_socket_bind_in_progress = NX_NULL;
    _tx_host_list_remove(&owner->nx_tcp_socket_bind_suspension_list, thread_ptr);
    owner->nx_tcp_socket_bind_suspended_count--;
    cleanup_end(thread_ptr, NX_PORT_UNAVAILABLE);
}

VOID _nx_tcp_connect_cleanup(TX_THREAD *thread_ptr, ULONG sequence)
{
    NX_TCP_SOCKET *socket_ptr = cleanup_begin(thread_ptr);
    (void)sequence;
    if (!socket_ptr)
    {
        return;
    }
    socket_ptr->nx_tcp_socket_connect_suspended_thread = NX_NULL;
    socket_ptr->nx_tcp_socket_timeout = 0;
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
    cleanup_end(thread_ptr, NX_NOT_CONNECTED);
}

VOID _nx_tcp_disconnect_cleanup(TX_THREAD *thread_ptr, ULONG sequence)
{
    NX_TCP_SOCKET *socket_ptr = cleanup_begin(thread_ptr);
    (void)sequence;
    if (socket_ptr)
    {
        socket_ptr->nx_tcp_socket_disconnect_suspended_thread = NX_NULL;
        cleanup_end(thread_ptr, NX_DISCONNECT_FAILED);
    }
}

VOID _nx_tcp_receive_cleanup(TX_THREAD *thread_ptr, ULONG sequence)
{
    NX_TCP_SOCKET *socket_ptr = cleanup_begin(thread_ptr);
    (void)sequence;
    if (!socket_ptr)
    {
        return;
    }
    _tx_host_list_remove(&socket_ptr->nx_tcp_socket_receive_suspension_list, thread_ptr);
    socket_ptr->nx_tcp_socket_receive_suspended_count--;
    cleanup_end(thread_ptr,
                socket_ptr->nx_tcp_socket_state == NX_TCP_ESTABLISHED ? NX_NO_PACKET : NX_NOT_CONNECTED);
}

VOID _nx_tcp_transmit_cleanup(TX_THREAD *thread_ptr, ULONG sequence)
{
    NX_TCP_SOCKET *socket_ptr = cleanup_begin(thread_ptr);
    UINT status = NX_TX_QUEUE_DEPTH;
    (void)sequence;
    if (!socket_ptr)
    {
        return;
    }
    _tx_host_list_remove(&socket_ptr->nx_tcp_socket_transmit_suspension_list, thread_ptr);
    socket_ptr->nx_tcp_socket_transmit_suspended_count--;
    if (socket_ptr->nx_tcp_socket_state != NX_TCP_ESTABLISHED)
    {
        status = NX_NOT_CONNECTED;
    }
    else if (socket_ptr->nx_tcp_socket_transmit_sent_count < socket_ptr->nx_tcp_socket_transmit_queue_maximum)
    {
        status = NX_WINDOW_OVERFLOW;
    }
    cleanup_end(thread_ptr, status);
}

/* Ends the waits of one list whose time is up. */
static VOID list_check(TX_THREAD *head, ULONG count, VOID (*cleanup)(TX_THREAD *, ULONG))
{
    while (head && count--)
    {
        TX_THREAD *next = head->tx_thread_suspended_next;
        if (head->tx_thread_suspend_cleanup == cleanup_deferred)
        {
            (cleanup)(head, 0);
        }
        head = next;
    }
}

VOID _nx_tcp_deferred_cleanup_check(NX_IP *ip_ptr)
{
    NX_TCP_SOCKET *socket_ptr = ip_ptr->nx_ip_tcp_created_sockets_ptr;
    ULONG left = ip_ptr->nx_ip_tcp_created_sockets_count;
    for (; left; left--, socket_ptr = socket_ptr->nx_tcp_socket_created_next)
    {
        list_check(socket_ptr->nx_tcp_socket_bind_suspension_list,
                   socket_ptr->nx_tcp_socket_bind_suspended_count, _nx_tcp_client_bind_cleanup);
        list_check(socket_ptr->nx_tcp_socket_connect_suspended_thread, 1, _nx_tcp_connect_cleanup);
        list_check(socket_ptr->nx_tcp_socket_disconnect_suspended_thread, 1, _nx_tcp_disconnect_cleanup);
        list_check(socket_ptr->nx_tcp_socket_receive_suspension_list,
                   socket_ptr->nx_tcp_socket_receive_suspended_count, _nx_tcp_receive_cleanup);
        list_check(socket_ptr->nx_tcp_socket_transmit_suspension_list,
                   socket_ptr->nx_tcp_socket_transmit_suspended_count, _nx_tcp_transmit_cleanup);
    }
}
