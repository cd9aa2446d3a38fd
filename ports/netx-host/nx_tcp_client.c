/* SPDX-License-Identifier: MIT */
/* The client side: ports and connecting. A port is bound by standing in the
   instance's port table; threads that want a taken port wait on its owner. */
#include "nx_core.h"

static NX_TCP_SOCKET *port_owner(NX_IP *ip_ptr, UINT port)
{
    NX_TCP_SOCKET *head = ip_ptr->nx_ip_tcp_port_table[(port + (port >> 8)) & NX_TCP_PORT_TABLE_MASK];
    NX_TCP_SOCKET *each = head;
    if (!head)
    {
        return NX_NULL;
    }
    do
    {
        if (each->nx_tcp_socket_port == port)
        {
            return each;
        }
        each = each->nx_tcp_socket_bound_next;
    } while (each != head);
    return NX_NULL;
}

UINT _nx_tcp_free_port_find(NX_IP *ip_ptr, UINT port, UINT *free_port_ptr)
{
    UINT start = port;
    do
    {
        if (!port_owner(ip_ptr, port))
        {
            *free_port_ptr = port;
            return NX_SUCCESS;
        }
        if (++port > NX_MAX_PORT)
        {
            if (start <= NX_SEARCH_PORT_START)
            {
                break;
            }
            port = NX_SEARCH_PORT_START;
        }
    } while (port != start);
    return NX_NO_FREE_PORTS;
}

UINT _nx_tcp_client_socket_bind(NX_TCP_SOCKET *socket_ptr, UINT port, ULONG wait_option)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    NX_TCP_SOCKET *owner;
    nx_ip_lock(ip_ptr);
    if (socket_ptr->nx_tcp_socket_bound_next || socket_ptr->nx_tcp_socket_bind_in_progress)
    {
        return nx_ip_unlock(ip_ptr, NX_ALREADY_BOUND);
    }
    if (port == NX_ANY_PORT)
    {
        port = NX_SEARCH_PORT_START + (UINT)NX_RAND() % (NX_MAX_PORT + 1 - NX_SEARCH_PORT_START);
        if (_nx_tcp_free_port_find(ip_ptr, port, &port))
        {
            return nx_ip_unlock(ip_ptr, NX_NO_FREE_PORTS);
        }
    }
    socket_ptr->nx_tcp_socket_port = port;
    owner = port_owner(ip_ptr, port);
    if (!owner)
    {
        _nx_tcp_socket_port_table_add(socket_ptr);
        return nx_ip_unlock(ip_ptr, NX_SUCCESS);
    }
    if (!wait_option)
    {
        return nx_ip_unlock(ip_ptr, NX_PORT_UNAVAILABLE);
    }
    socket_ptr->nx_tcp_socket_bind_in_progress = _tx_thread_current_ptr;
    socket_ptr->nx_tcp_socket_bound_previous = owner;
    return _nx_host_wait(&owner->nx_tcp_socket_bind_suspension_list,
                         &owner->nx_tcp_socket_bind_suspended_count, socket_ptr, _nx_tcp_client_bind_cleanup,
                         &ip_ptr->nx_ip_protection, wait_option);
}

/* The port goes to the first thread that waits for it; the others now wait on
   the new owner. */
static VOID port_pass_on(NX_TCP_SOCKET *socket_ptr)
{
    TX_THREAD *first = socket_ptr->nx_tcp_socket_bind_suspension_list, *each = first;
    NX_TCP_SOCKET *heir;
    if (!first)
    {
        return;
    }
    heir = first->tx_thread_suspend_control_block;
    heir->nx_tcp_socket_bind_in_progress = NX_NULL;
    heir->nx_tcp_socket_bind_suspension_list = first;
    heir->nx_tcp_socket_bind_suspended_count = socket_ptr->nx_tcp_socket_bind_suspended_count;
    socket_ptr->nx_tcp_socket_bind_suspension_list = NX_NULL;
    socket_ptr->nx_tcp_socket_bind_suspended_count = 0;
    while ((each = each->tx_thread_suspended_next) != first)
    {
        ((NX_TCP_SOCKET *)each->tx_thread_suspend_control_block)->nx_tcp_socket_bound_previous = heir;
    }
    _nx_tcp_socket_port_table_add(heir);
    _nx_host_wake(&heir->nx_tcp_socket_bind_suspension_list, &heir->nx_tcp_socket_bind_suspended_count,
                  NX_SUCCESS);
}

UINT _nx_tcp_client_socket_unbind(NX_TCP_SOCKET *socket_ptr)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    nx_ip_lock(ip_ptr);
    if (socket_ptr->nx_tcp_socket_state == NX_TCP_TIMED_WAIT)
    {
        _nx_tcp_socket_block_cleanup(socket_ptr);
    }
    if (socket_ptr->nx_tcp_socket_state != NX_TCP_CLOSED)
    {
        return nx_ip_unlock(ip_ptr, NX_NOT_CLOSED);
    }
    if (!socket_ptr->nx_tcp_socket_bound_next)
    {
        if (!socket_ptr->nx_tcp_socket_bind_in_progress)
        {
            return nx_ip_unlock(ip_ptr, NX_NOT_BOUND);
        }
        _nx_tcp_client_bind_cleanup(socket_ptr->nx_tcp_socket_bind_in_progress, 0);
        return nx_ip_unlock(ip_ptr, NX_SUCCESS);
    }
    if (socket_ptr->nx_tcp_socket_receive_queue_count)
    {
        _nx_tcp_socket_receive_queue_flush(socket_ptr);
    }
    _nx_tcp_socket_port_table_remove(socket_ptr);
    port_pass_on(socket_ptr);
    return nx_ip_unlock(ip_ptr, NX_SUCCESS);
}

UINT _nx_tcp_client_socket_port_get(NX_TCP_SOCKET *socket_ptr, UINT *port_ptr)
{
    if (!socket_ptr->nx_tcp_socket_bound_next)
    {
        return NX_NOT_BOUND;
    }
    *port_ptr = socket_ptr->nx_tcp_socket_port;
    return NX_SUCCESS;
}

/* The host finds its own way; only what is not enabled is refused. */
static UINT host_interface_find(NX_TCP_SOCKET *socket_ptr, NXD_ADDRESS *server_ip,
                                NX_INTERFACE **interface_ptr)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    *interface_ptr = &ip_ptr->nx_ip_interface[0];
#ifdef FEATURE_NX_IPV6
    if (server_ip->nxd_ip_version == NX_IP_VERSION_V6)
    {
        return ip_ptr->nx_ipv6_packet_receive ? NX_SUCCESS : NX_NO_INTERFACE_ADDRESS;
    }
#endif
    return server_ip->nxd_ip_version == NX_IP_VERSION_V4 ? NX_SUCCESS : NX_IP_ADDRESS_ERROR;
}

/* Our interface on the way to the server. */
static UINT interface_find(NX_TCP_SOCKET *socket_ptr, NXD_ADDRESS *server_ip, NX_INTERFACE **interface_ptr)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    if (_nx_host_driver_used(ip_ptr))
    {
        return host_interface_find(socket_ptr, server_ip, interface_ptr);
    }
#ifdef FEATURE_NX_IPV6
    if (server_ip->nxd_ip_version == NX_IP_VERSION_V6)
    {
        UINT status = _nxd_ipv6_interface_find(ip_ptr, server_ip->nxd_ip_address.v6,
                                               &socket_ptr->nx_tcp_socket_ipv6_addr);
        if (status == NX_SUCCESS)
        {
            *interface_ptr = socket_ptr->nx_tcp_socket_ipv6_addr->nxd_ipv6_address_attached;
        }
        return status;
    }
#endif
#ifndef NX_DISABLE_IPV4
    if (server_ip->nxd_ip_version == NX_IP_VERSION_V4)
    {
        return _nx_ip_route_find(ip_ptr, server_ip->nxd_ip_address.v4, interface_ptr,
                                 &socket_ptr->nx_tcp_socket_next_hop_address);
    }
#endif
    (void)ip_ptr;
    return NX_IP_ADDRESS_ERROR;
}

UINT _nxd_tcp_client_socket_connect(NX_TCP_SOCKET *socket_ptr, NXD_ADDRESS *server_ip, UINT server_port,
                                    ULONG wait_option)
{
    NX_IP *ip_ptr = socket_ptr->nx_tcp_socket_ip_ptr;
    NX_INTERFACE *interface_ptr = NX_NULL;
    ULONG header = server_ip->nxd_ip_version == NX_IP_VERSION_V6 ? NX_IPV6_HEADER_SIZE : NX_IPV4_HEADER_SIZE;
    UINT status = interface_find(socket_ptr, server_ip, &interface_ptr);
    if (status)
    {
        return status;
    }
    nx_ip_lock(ip_ptr);
    if (!socket_ptr->nx_tcp_socket_bound_next)
    {
        return nx_ip_unlock(ip_ptr, NX_NOT_BOUND);
    }
    if (socket_ptr->nx_tcp_socket_state != NX_TCP_CLOSED &&
        socket_ptr->nx_tcp_socket_state != NX_TCP_TIMED_WAIT)
    {
        return nx_ip_unlock(ip_ptr, NX_NOT_CLOSED);
    }
    if (interface_ptr->nx_interface_ip_mtu_size < header + NX_TCP_SYN_BYTES)
    {
        socket_ptr->nx_tcp_socket_state = NX_TCP_CLOSED;
        return nx_ip_unlock(ip_ptr, NX_INVALID_INTERFACE);
    }
    ip_ptr->nx_ip_tcp_active_connections++;
    ip_ptr->nx_ip_tcp_connections++;
    socket_ptr->nx_tcp_socket_state = NX_TCP_SYN_SENT;
    socket_ptr->nx_tcp_socket_connect_ip = *server_ip;
    socket_ptr->nx_tcp_socket_connect_port = server_port;
    socket_ptr->nx_tcp_socket_connect_interface = interface_ptr;
    _nx_tcp_sequence_choose(socket_ptr);
    socket_ptr->nx_tcp_socket_tx_sequence++;
    socket_ptr->nx_tcp_socket_timeout = socket_ptr->nx_tcp_socket_timeout_rate;
    socket_ptr->nx_tcp_socket_timeout_retries = 0;
    _nx_tcp_socket_counters_clear(socket_ptr);
    if (!_nx_host_driver_used(ip_ptr))
    {
        _nx_tcp_packet_send_syn(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence - 1);
    }
    else if ((status = _nx_host_socket_connect(socket_ptr)) != NX_SUCCESS)
    {
        _nx_tcp_socket_block_cleanup(socket_ptr);
        return nx_ip_unlock(ip_ptr, status);
    }
    if (!wait_option || _tx_thread_current_ptr == &ip_ptr->nx_ip_thread)
    {
        return nx_ip_unlock(ip_ptr, NX_IN_PROGRESS);
    }
    return _nx_host_wait(&socket_ptr->nx_tcp_socket_connect_suspended_thread, NX_NULL, socket_ptr,
                         _nx_tcp_connect_cleanup, &ip_ptr->nx_ip_protection, wait_option);
}

UINT _nx_tcp_client_socket_connect(NX_TCP_SOCKET *socket_ptr, ULONG server_ip, UINT server_port,
                                   ULONG wait_option)
{
#ifndef NX_DISABLE_IPV4
    NXD_ADDRESS address;
    memset(&address, 0, sizeof address);
    address.nxd_ip_version = NX_IP_VERSION_V4;
    address.nxd_ip_address.v4 = server_ip;
    return _nxd_tcp_client_socket_connect(socket_ptr, &address, server_port, wait_option);
#else
    (void)socket_ptr;
    (void)server_ip;
    (void)server_port;
    (void)wait_option;
    return NX_NOT_SUPPORTED;
#endif
}
