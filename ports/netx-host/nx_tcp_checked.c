/* SPDX-License-Identifier: MIT */
/* The TCP services, checking form: the control blocks, that TCP is enabled,
   the arguments, the caller, in NetX's order, then the plain form. */
#include "nx_core.h"

static int socket_invalid(const NX_TCP_SOCKET *socket_ptr)
{
    return !socket_ptr || socket_ptr->nx_tcp_socket_id != NX_TCP_ID;
}

/* The first two checks of a service on a socket, or on an IP instance. */
#define SOCKET_CHECK(socket_ptr, also_invalid)                                                               \
    if (socket_invalid(socket_ptr) || (also_invalid))                                                        \
    {                                                                                                        \
        return NX_PTR_ERROR;                                                                                 \
    }                                                                                                        \
    if (!(socket_ptr)->nx_tcp_socket_ip_ptr->nx_ip_tcp_packet_receive)                                       \
    {                                                                                                        \
        return NX_NOT_ENABLED;                                                                               \
    }
#define IP_CHECK(ip_ptr, also_invalid)                                                                       \
    if (nx_ip_invalid(ip_ptr) || (also_invalid))                                                             \
    {                                                                                                        \
        return NX_PTR_ERROR;                                                                                 \
    }                                                                                                        \
    if (!(ip_ptr)->nx_ip_tcp_packet_receive)                                                                 \
    {                                                                                                        \
        return NX_NOT_ENABLED;                                                                               \
    }
#define PORT_CHECK(invalid)                                                                                  \
    if (invalid)                                                                                             \
    {                                                                                                        \
        return NX_INVALID_PORT;                                                                              \
    }

UINT _nxe_tcp_enable(NX_IP *ip_ptr)
{
    if (nx_ip_invalid(ip_ptr))
    {
        return NX_PTR_ERROR;
    }
    if (ip_ptr->nx_ip_tcp_packet_receive)
    {
        return NX_ALREADY_ENABLED;
    }
    NX_NOT_ISR_CALLER_CHECKING
    return _nx_tcp_enable(ip_ptr);
}

static UINT socket_created(NX_IP *ip_ptr, NX_TCP_SOCKET *socket_ptr)
{
    UINT found;
    TX_HOST_CREATED_FIND(NX_TCP_SOCKET, ip_ptr->nx_ip_tcp_created_sockets_ptr,
                         ip_ptr->nx_ip_tcp_created_sockets_count, socket_ptr, nx_tcp_socket_created, found);
    return found;
}

UINT _nxe_tcp_socket_create(NX_IP *ip_ptr, NX_TCP_SOCKET *socket_ptr, CHAR *name, ULONG type_of_service,
                            ULONG fragment, UINT time_to_live, ULONG window_size,
                            VOID (*urgent_data_callback)(NX_TCP_SOCKET *),
                            VOID (*disconnect_callback)(NX_TCP_SOCKET *), UINT control_block_size)
{
    if (nx_ip_invalid(ip_ptr) || !socket_ptr || control_block_size != sizeof(NX_TCP_SOCKET))
    {
        return NX_PTR_ERROR;
    }
    NX_INIT_AND_THREADS_CALLER_CHECKING
    if (socket_created(ip_ptr, socket_ptr))
    {
        return NX_PTR_ERROR;
    }
    if (!ip_ptr->nx_ip_tcp_packet_receive)
    {
        return NX_NOT_ENABLED;
    }
    if ((type_of_service & ~NX_IP_TOS_MASK) ||
        (fragment != NX_FRAGMENT_OKAY && fragment != NX_DONT_FRAGMENT) ||
        time_to_live > NX_IP_TIME_TO_LIVE_MASK || !window_size || window_size > NX_LOWER_16_MASK)
    {
        return NX_OPTION_ERROR;
    }
    return _nx_tcp_socket_create(ip_ptr, socket_ptr, name, type_of_service, fragment, time_to_live,
                                 window_size, urgent_data_callback, disconnect_callback);
}

UINT _nxe_tcp_socket_delete(NX_TCP_SOCKET *socket_ptr)
{
    SOCKET_CHECK(socket_ptr, 0)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_socket_delete(socket_ptr);
}

UINT _nxe_tcp_socket_disconnect(NX_TCP_SOCKET *socket_ptr, ULONG wait_option)
{
    SOCKET_CHECK(socket_ptr, 0)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_socket_disconnect(socket_ptr, wait_option);
}

UINT _nxe_tcp_socket_send(NX_TCP_SOCKET *socket_ptr, NX_PACKET **packet_ptr_ptr, ULONG wait_option)
{
    NX_PACKET *packet_ptr = *packet_ptr_ptr;
    ULONG headers;
    UINT status;
    if (socket_invalid(socket_ptr))
    {
        return NX_PTR_ERROR;
    }
    if (!packet_ptr || !nx_packet_is(packet_ptr, NX_PACKET_ALLOCATED))
    {
        return NX_INVALID_PACKET;
    }
    SOCKET_CHECK(socket_ptr, 0)
    if (!socket_ptr->nx_tcp_socket_connect_ip.nxd_ip_version)
    {
        return NX_NOT_CONNECTED;
    }
    headers = NX_TCP_HEADER_BYTES + (socket_ptr->nx_tcp_socket_connect_ip.nxd_ip_version == NX_IP_VERSION_V6
                                         ? NX_IPV6_HEADER_SIZE
                                         : NX_IPV4_HEADER_SIZE);
    if (packet_ptr->nx_packet_prepend_ptr - packet_ptr->nx_packet_data_start < (INT)headers)
    {
        socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_tcp_invalid_packets++;
        return NX_UNDERFLOW;
    }
    if (packet_ptr->nx_packet_append_ptr > packet_ptr->nx_packet_data_end)
    {
        socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_tcp_invalid_packets++;
        return NX_OVERFLOW;
    }
    NX_THREADS_ONLY_CALLER_CHECKING
    status = _nx_tcp_socket_send(socket_ptr, packet_ptr, wait_option);
    if (status == NX_SUCCESS)
    {
        *packet_ptr_ptr = NX_NULL;
    }
    return status;
}

UINT _nxe_tcp_socket_receive(NX_TCP_SOCKET *socket_ptr, NX_PACKET **packet_ptr, ULONG wait_option)
{
    SOCKET_CHECK(socket_ptr, !packet_ptr)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_socket_receive(socket_ptr, packet_ptr, wait_option);
}

UINT _nxe_tcp_client_socket_bind(NX_TCP_SOCKET *socket_ptr, UINT port, ULONG wait_option)
{
    SOCKET_CHECK(socket_ptr, 0)
    PORT_CHECK(port > NX_MAX_PORT)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_client_socket_bind(socket_ptr, port, wait_option);
}

#ifndef NX_DISABLE_IPV4
static int unicast(ULONG address)
{
    return address < 0xE0000000;
}
#endif

UINT _nxe_tcp_client_socket_connect(NX_TCP_SOCKET *socket_ptr, ULONG server_ip, UINT server_port,
                                    ULONG wait_option)
{
#ifndef NX_DISABLE_IPV4
    SOCKET_CHECK(socket_ptr, 0)
    if (!server_ip || !unicast(server_ip))
    {
        return NX_IP_ADDRESS_ERROR;
    }
    PORT_CHECK(server_port > NX_MAX_PORT)
    NX_THREADS_ONLY_CALLER_CHECKING
#endif
    return _nx_tcp_client_socket_connect(socket_ptr, server_ip, server_port, wait_option);
}

UINT _nxde_tcp_client_socket_connect(NX_TCP_SOCKET *socket_ptr, NXD_ADDRESS *server_ip, UINT server_port,
                                     ULONG wait_option)
{
    SOCKET_CHECK(socket_ptr, 0)
    if (!server_ip ||
        (server_ip->nxd_ip_version != NX_IP_VERSION_V4 && server_ip->nxd_ip_version != NX_IP_VERSION_V6))
    {
        return NX_IP_ADDRESS_ERROR;
    }
#ifndef NX_DISABLE_IPV4
    if (server_ip->nxd_ip_version == NX_IP_VERSION_V4 && !unicast(server_ip->nxd_ip_address.v4))
    {
        return NX_IP_ADDRESS_ERROR;
    }
#endif
    PORT_CHECK(server_port > NX_MAX_PORT)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nxd_tcp_client_socket_connect(socket_ptr, server_ip, server_port, wait_option);
}

UINT _nxe_tcp_client_socket_port_get(NX_TCP_SOCKET *socket_ptr, UINT *port_ptr)
{
    SOCKET_CHECK(socket_ptr, !port_ptr)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_client_socket_port_get(socket_ptr, port_ptr);
}

UINT _nxe_tcp_client_socket_unbind(NX_TCP_SOCKET *socket_ptr)
{
    SOCKET_CHECK(socket_ptr, 0)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_client_socket_unbind(socket_ptr);
}

UINT _nxe_tcp_free_port_find(NX_IP *ip_ptr, UINT port, UINT *free_port_ptr)
{
    IP_CHECK(ip_ptr, !free_port_ptr)
    PORT_CHECK(port > NX_MAX_PORT)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_free_port_find(ip_ptr, port, free_port_ptr);
}

UINT _nxe_tcp_server_socket_listen(NX_IP *ip_ptr, UINT port, NX_TCP_SOCKET *socket_ptr,
                                   UINT listen_queue_size, VOID (*tcp_listen_callback)(NX_TCP_SOCKET *, UINT))
{
    IP_CHECK(ip_ptr, socket_invalid(socket_ptr))
    PORT_CHECK(!port || port > NX_MAX_PORT)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_server_socket_listen(ip_ptr, port, socket_ptr, listen_queue_size, tcp_listen_callback);
}

UINT _nxe_tcp_server_socket_relisten(NX_IP *ip_ptr, UINT port, NX_TCP_SOCKET *socket_ptr)
{
    IP_CHECK(ip_ptr, socket_invalid(socket_ptr))
    PORT_CHECK(!port || port > NX_MAX_PORT)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_server_socket_relisten(ip_ptr, port, socket_ptr);
}

UINT _nxe_tcp_server_socket_unlisten(NX_IP *ip_ptr, UINT port)
{
    IP_CHECK(ip_ptr, 0)
    PORT_CHECK(!port || port > NX_MAX_PORT)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_server_socket_unlisten(ip_ptr, port);
}

UINT _nxe_tcp_server_socket_accept(NX_TCP_SOCKET *socket_ptr, ULONG wait_option)
{
    SOCKET_CHECK(socket_ptr, 0)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_server_socket_accept(socket_ptr, wait_option);
}

UINT _nxe_tcp_server_socket_unaccept(NX_TCP_SOCKET *socket_ptr)
{
    SOCKET_CHECK(socket_ptr, 0)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_server_socket_unaccept(socket_ptr);
}

UINT _nxe_tcp_socket_bytes_available(NX_TCP_SOCKET *socket_ptr, ULONG *bytes_available)
{
    SOCKET_CHECK(socket_ptr, !bytes_available)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_socket_bytes_available(socket_ptr, bytes_available);
}

UINT _nxe_tcp_socket_state_wait(NX_TCP_SOCKET *socket_ptr, UINT desired_state, ULONG wait_option)
{
    SOCKET_CHECK(socket_ptr, 0)
    if (desired_state < NX_TCP_CLOSED || desired_state > NX_TCP_LAST_ACK)
    {
        return NX_OPTION_ERROR;
    }
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_socket_state_wait(socket_ptr, desired_state, wait_option);
}

UINT _nxe_tcp_socket_mss_get(NX_TCP_SOCKET *socket_ptr, ULONG *mss)
{
    SOCKET_CHECK(socket_ptr, !mss)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_tcp_socket_mss_get(socket_ptr, mss);
}

UINT _nxe_tcp_socket_mss_peer_get(NX_TCP_SOCKET *socket_ptr, ULONG *peer_mss)
{
    SOCKET_CHECK(socket_ptr, !peer_mss)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_tcp_socket_mss_peer_get(socket_ptr, peer_mss);
}

UINT _nxe_tcp_socket_mss_set(NX_TCP_SOCKET *socket_ptr, ULONG mss)
{
    SOCKET_CHECK(socket_ptr, 0)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_tcp_socket_mss_set(socket_ptr, mss);
}

UINT _nxe_tcp_socket_peer_info_get(NX_TCP_SOCKET *socket_ptr, ULONG *peer_ip_address, ULONG *peer_port)
{
#ifndef NX_DISABLE_IPV4
    SOCKET_CHECK(socket_ptr, !peer_ip_address || !peer_port)
    NX_THREADS_ONLY_CALLER_CHECKING
#endif
    return _nx_tcp_socket_peer_info_get(socket_ptr, peer_ip_address, peer_port);
}

UINT _nxde_tcp_socket_peer_info_get(NX_TCP_SOCKET *socket_ptr, NXD_ADDRESS *peer_ip_address, ULONG *peer_port)
{
    SOCKET_CHECK(socket_ptr, !peer_ip_address || !peer_port)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nxd_tcp_socket_peer_info_get(socket_ptr, peer_ip_address, peer_port);
}

UINT _nxe_tcp_socket_transmit_configure(NX_TCP_SOCKET *socket_ptr, ULONG max_queue_depth, ULONG timeout,
                                        ULONG max_retries, ULONG timeout_shift)
{
    if (socket_invalid(socket_ptr))
    {
        return NX_PTR_ERROR;
    }
    if (!max_queue_depth)
    {
        return NX_OPTION_ERROR;
    }
    SOCKET_CHECK(socket_ptr, 0)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_tcp_socket_transmit_configure(socket_ptr, max_queue_depth, timeout, max_retries,
                                             timeout_shift);
}

UINT _nxe_tcp_socket_receive_notify(NX_TCP_SOCKET *socket_ptr, VOID (*receive_notify)(NX_TCP_SOCKET *))
{
    SOCKET_CHECK(socket_ptr, 0)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_tcp_socket_receive_notify(socket_ptr, receive_notify);
}

UINT _nxe_tcp_socket_window_update_notify_set(NX_TCP_SOCKET *socket_ptr,
                                              VOID (*window_update_notify)(NX_TCP_SOCKET *))
{
    SOCKET_CHECK(socket_ptr, !window_update_notify)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_tcp_socket_window_update_notify_set(socket_ptr, window_update_notify);
}

UINT _nxe_tcp_socket_queue_depth_notify_set(NX_TCP_SOCKET *socket_ptr,
                                            VOID (*queue_depth_notify)(NX_TCP_SOCKET *))
{
#ifdef NX_ENABLE_TCP_QUEUE_DEPTH_UPDATE_NOTIFY
    SOCKET_CHECK(socket_ptr, !queue_depth_notify)
    NX_THREADS_ONLY_CALLER_CHECKING
#endif
    return _nx_tcp_socket_queue_depth_notify_set(socket_ptr, queue_depth_notify);
}

/* Without the option these say NX_NOT_SUPPORTED before they check anything. */
#ifndef NX_DISABLE_EXTENDED_NOTIFY_SUPPORT
#define NOTIFY_CHECK(notify)                                                                                 \
    SOCKET_CHECK(socket_ptr, !(notify))                                                                      \
    NX_INIT_AND_THREADS_CALLER_CHECKING
#else
#define NOTIFY_CHECK(notify)
#endif

UINT _nxe_tcp_socket_establish_notify(NX_TCP_SOCKET *socket_ptr, VOID (*establish_notify)(NX_TCP_SOCKET *))
{
    NOTIFY_CHECK(establish_notify)
    return _nx_tcp_socket_establish_notify(socket_ptr, establish_notify);
}

UINT _nxe_tcp_socket_disconnect_complete_notify(NX_TCP_SOCKET *socket_ptr,
                                                VOID (*disconnect_complete_notify)(NX_TCP_SOCKET *))
{
    NOTIFY_CHECK(disconnect_complete_notify)
    return _nx_tcp_socket_disconnect_complete_notify(socket_ptr, disconnect_complete_notify);
}

UINT _nxe_tcp_socket_timed_wait_callback(NX_TCP_SOCKET *socket_ptr,
                                         VOID (*timed_wait_callback)(NX_TCP_SOCKET *))
{
    NOTIFY_CHECK(timed_wait_callback)
    return _nx_tcp_socket_timed_wait_callback(socket_ptr, timed_wait_callback);
}

UINT _nxe_tcp_socket_receive_queue_max_set(NX_TCP_SOCKET *socket_ptr, UINT receive_queue_maximum)
{
    return _nx_tcp_socket_receive_queue_max_set(socket_ptr, receive_queue_maximum);
}

UINT _nxe_tcp_info_get(NX_IP *ip_ptr, ULONG *tcp_packets_sent, ULONG *tcp_bytes_sent,
                       ULONG *tcp_packets_received, ULONG *tcp_bytes_received, ULONG *tcp_invalid_packets,
                       ULONG *tcp_receive_packets_dropped, ULONG *tcp_checksum_errors, ULONG *tcp_connections,
                       ULONG *tcp_disconnections, ULONG *tcp_connections_dropped,
                       ULONG *tcp_retransmit_packets)
{
    IP_CHECK(ip_ptr, 0)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_tcp_info_get(ip_ptr, tcp_packets_sent, tcp_bytes_sent, tcp_packets_received,
                            tcp_bytes_received, tcp_invalid_packets, tcp_receive_packets_dropped,
                            tcp_checksum_errors, tcp_connections, tcp_disconnections, tcp_connections_dropped,
                            tcp_retransmit_packets);
}

UINT _nxe_tcp_socket_info_get(NX_TCP_SOCKET *socket_ptr, ULONG *tcp_packets_sent, ULONG *tcp_bytes_sent,
                              ULONG *tcp_packets_received, ULONG *tcp_bytes_received,
                              ULONG *tcp_retransmit_packets, ULONG *tcp_packets_queued,
                              ULONG *tcp_checksum_errors, ULONG *tcp_socket_state,
                              ULONG *tcp_transmit_queue_depth, ULONG *tcp_transmit_window,
                              ULONG *tcp_receive_window)
{
    SOCKET_CHECK(socket_ptr, 0)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_tcp_socket_info_get(socket_ptr, tcp_packets_sent, tcp_bytes_sent, tcp_packets_received,
                                   tcp_bytes_received, tcp_retransmit_packets, tcp_packets_queued,
                                   tcp_checksum_errors, tcp_socket_state, tcp_transmit_queue_depth,
                                   tcp_transmit_window, tcp_receive_window);
}
