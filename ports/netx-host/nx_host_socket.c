/* SPDX-License-Identifier: MIT */
/* Host sockets under TCP sockets: connecting, and what the host reports, turned
   into the events of a TCP connection. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "nx_host_net.h"
#include "nx_host.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

NX_HOST_SOCKET *_nx_host_sockets;

/* Puts a NetX address into a host's; returns its length. */
static socklen_t address_make(const NXD_ADDRESS *address, UINT port, struct sockaddr_storage *to)
{
    memset(to, 0, sizeof *to);
#ifdef FEATURE_NX_IPV6
    if (address->nxd_ip_version == NX_IP_VERSION_V6)
    {
        struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)to;
        v6->sin6_family = AF_INET6;
        nx_put16((UCHAR *)&v6->sin6_port, port);
        _nx_address_write(v6->sin6_addr.s6_addr, address->nxd_ip_address.v6);
        return sizeof *v6;
    }
#endif
#ifndef NX_DISABLE_IPV4
    {
        struct sockaddr_in *v4 = (struct sockaddr_in *)to;
        v4->sin_family = AF_INET;
        nx_put16((UCHAR *)&v4->sin_port, port);
        nx_put32((UCHAR *)&v4->sin_addr, address->nxd_ip_address.v4);
        return sizeof *v4;
    }
#else
    return 0;
#endif
}

VOID _nx_host_socket_attach(NX_TCP_SOCKET *socket_ptr, int fd, UINT connecting)
{
    int on = 1;
    NX_HOST_SOCKET *host = calloc(1, sizeof *host);
    if (!host)
    {
        fputs("nx_host: no memory for a socket\n", stderr);
        abort();
    }
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    host->fd = fd;
    host->socket_ptr = socket_ptr;
    host->connecting = connecting;
    host->next = _nx_host_sockets;
    _nx_host_sockets = host;
    socket_ptr->nx_tcp_socket_host_ptr = host;
}

VOID _nx_host_socket_close(NX_TCP_SOCKET *socket_ptr)
{
    NX_HOST_SOCKET *host = socket_ptr->nx_tcp_socket_host_ptr, **link = &_nx_host_sockets;
    if (!host)
    {
        return;
    }
    while (*link != host)
    {
        link = &(*link)->next;
    }
    *link = host->next;
    (void)close(host->fd);
    free(host);
    socket_ptr->nx_tcp_socket_host_ptr = NX_NULL;
}

VOID _nx_host_sockets_forget(VOID)
{
    while (_nx_host_sockets)
    {
        _nx_host_socket_close(_nx_host_sockets->socket_ptr);
    }
}

UINT _nx_host_socket_connect(NX_TCP_SOCKET *socket_ptr)
{
    struct sockaddr_storage address;
    socklen_t length =
        address_make(&socket_ptr->nx_tcp_socket_connect_ip, socket_ptr->nx_tcp_socket_connect_port, &address);
    int fd = socket(address.ss_family, SOCK_STREAM, 0);
    if (fd < 0)
    {
        return NX_NO_INTERFACE_ADDRESS;
    }
    _nx_host_socket_attach(socket_ptr, fd, NX_TRUE);
    if (connect(fd, (struct sockaddr *)&address, length) && errno != EINPROGRESS)
    {
        socket_ptr->nx_tcp_socket_host_ptr->failed = NX_TRUE;
    }
    (void)_tx_event_flags_set(&socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_events, NX_IP_DRIVER_DEFERRED_EVENT,
                              TX_OR);
    return NX_SUCCESS;
}

/* The connection stands. The host keeps the windows that matter; ours allows
   what the transmit queue holds. */
VOID _nx_host_socket_begin(NX_TCP_SOCKET *socket_ptr)
{
    ULONG header = socket_ptr->nx_tcp_socket_connect_ip.nxd_ip_version == NX_IP_VERSION_V6
                       ? NX_IPV6_HEADER_SIZE
                       : NX_IPV4_HEADER_SIZE;
    ULONG mss = socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_driver_mtu - header - NX_TCP_HEADER_BYTES;
    socket_ptr->nx_tcp_socket_peer_mss = mss;
    if (socket_ptr->nx_tcp_socket_mss && socket_ptr->nx_tcp_socket_mss < mss)
    {
        mss = socket_ptr->nx_tcp_socket_mss;
    }
    socket_ptr->nx_tcp_socket_connect_mss = mss;
    socket_ptr->nx_tcp_socket_tx_window_advertised = socket_ptr->nx_tcp_socket_tx_window_congestion = 0xFFFF;
    socket_ptr->nx_tcp_socket_tx_slow_start_threshold = 0xFFFF;
    socket_ptr->nx_tcp_socket_tx_outstanding_bytes = 0;
    _nx_tcp_socket_established(socket_ptr);
}

VOID _nx_host_socket_accept(NX_TCP_SOCKET *socket_ptr)
{
    _nx_host_socket_begin(socket_ptr);
}

/* TCP wants a segment without data sent. */
VOID _nx_host_socket_control(NX_TCP_SOCKET *socket_ptr, ULONG flags)
{
    NX_HOST_SOCKET *host = socket_ptr->nx_tcp_socket_host_ptr;
    if (flags & NX_TCP_RST_BIT)
    {
        struct linger at_once = {1, 0};
        (void)setsockopt(host->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    if (flags & NX_TCP_FIN_BIT)
    {
        host->fin_wanted = NX_TRUE;
        (void)_tx_event_flags_set(&socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_events,
                                  NX_IP_DRIVER_DEFERRED_EVENT, TX_OR);
    }
}

/* Room in the window and in the pool for what the peer has sent. */
UINT _nx_host_socket_wants_data(const NX_HOST_SOCKET *host)
{
    const NX_TCP_SOCKET *socket_ptr = host->socket_ptr;
    UINT state = socket_ptr->nx_tcp_socket_state;
    return !host->eof_seen && !host->failed &&
           (state == NX_TCP_ESTABLISHED || state == NX_TCP_FIN_WAIT_1 || state == NX_TCP_FIN_WAIT_2) &&
           socket_ptr->nx_tcp_socket_rx_window_current &&
           socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_default_packet_pool->nx_packet_pool_available;
}

static VOID connect_check(NX_HOST_SOCKET *host)
{
    struct pollfd ready = {host->fd, POLLOUT, 0};
    int error = 0;
    socklen_t length = sizeof error;
    if (poll(&ready, 1, 0) <= 0)
    {
        return;
    }
    host->connecting = NX_FALSE;
    if (getsockopt(host->fd, SOL_SOCKET, SO_ERROR, &error, &length) || error)
    {
        host->failed = NX_TRUE;
        return;
    }
    _nx_host_socket_begin(host->socket_ptr);
}

/* Our FIN goes out behind the last octet; the host sees to its arrival. */
static VOID fin_check(NX_HOST_SOCKET *host)
{
    NX_TCP_SOCKET *socket_ptr = host->socket_ptr;
    if (host->fin_wanted && !host->fin_sent && !socket_ptr->nx_tcp_socket_transmit_sent_head)
    {
        host->fin_sent = NX_TRUE;
        (void)shutdown(host->fd, SHUT_WR);
        _nx_tcp_socket_fin_acknowledged(socket_ptr);
    }
}

/* In the helper thread. Any step may end the connection and free the record. */
VOID _nx_host_socket_work(NX_HOST_SOCKET *host)
{
    NX_TCP_SOCKET *socket_ptr = host->socket_ptr;
    if (host->connecting && !host->failed)
    {
        connect_check(host);
    }
    if (socket_ptr->nx_tcp_socket_host_ptr == host && !host->connecting && host->blocked)
    {
        _nx_host_transmit(host);
    }
    if (socket_ptr->nx_tcp_socket_host_ptr == host && !host->connecting && _nx_host_socket_wants_data(host))
    {
        _nx_host_receive(host);
    }
    if (socket_ptr->nx_tcp_socket_host_ptr == host && host->failed)
    {
        socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_tcp_resets_received++;
        _nx_tcp_socket_connection_reset(socket_ptr);
    }
    if (socket_ptr->nx_tcp_socket_host_ptr == host)
    {
        fin_check(host);
    }
}
