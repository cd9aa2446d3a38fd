/* SPDX-License-Identifier: MIT */
/* Listening on the host: a socket for IPv4 and one for IPv6 on one port, bound
   to the addresses of the IP instance where the host has them. Connections wait
   in the host's backlog until a socket listens for them. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "nx_host_net.h"
#include "nx_host.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

NX_HOST_LISTEN *_nx_host_listens;

/* Binds to the address, or to any if the host does not have it. */
static int bound(int fd, struct sockaddr *address, socklen_t length, VOID *host_part, const VOID *any,
                 size_t part_size)
{
    if (!bind(fd, address, length))
    {
        return 1;
    }
    if (errno != EADDRNOTAVAIL)
    {
        return 0;
    }
    memcpy(host_part, any, part_size);
    return !bind(fd, address, length);
}

#ifdef FEATURE_NX_IPV6
static UINT loopback_only(const NX_IP *ip_ptr)
{
#ifndef NX_DISABLE_IPV4
    return ip_ptr->nx_ip_address >> 24 == 127;
#else
    (void)ip_ptr;
    return NX_FALSE;
#endif
}
#endif

static int v4_open(const NX_IP *ip_ptr, UINT port)
{
    int fd = -1;
#ifndef NX_DISABLE_IPV4
    struct sockaddr_in address;
    struct in_addr any = {INADDR_ANY};
    int on = 1;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    nx_put16((UCHAR *)&address.sin_port, port);
    nx_put32((UCHAR *)&address.sin_addr, ip_ptr->nx_ip_address);
    fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
    {
        return -1;
    }
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (!bound(fd, (struct sockaddr *)&address, sizeof address, &address.sin_addr, &any, sizeof any) ||
        listen(fd, SOMAXCONN))
    {
        (void)close(fd);
        return -1;
    }
#else
    (void)ip_ptr;
    (void)port;
#endif
    return fd;
}

static int v6_open(const NX_IP *ip_ptr, UINT port)
{
    int fd = -1;
#ifdef FEATURE_NX_IPV6
    struct sockaddr_in6 address;
    int on = 1;
    if (!ip_ptr->nx_ipv6_packet_receive)
    {
        return -1;
    }
    memset(&address, 0, sizeof address);
    address.sin6_family = AF_INET6;
    nx_put16((UCHAR *)&address.sin6_port, port);
    if (loopback_only(ip_ptr))
    {
        address.sin6_addr = in6addr_loopback;
    }
    else if (ip_ptr->nx_ipv6_address[0].nxd_ipv6_address_valid)
    {
        _nx_address_write(address.sin6_addr.s6_addr, ip_ptr->nx_ipv6_address[0].nxd_ipv6_address);
    }
    fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
    {
        return -1;
    }
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (!bound(fd, (struct sockaddr *)&address, sizeof address, &address.sin6_addr, &in6addr_any,
               sizeof in6addr_any) ||
        listen(fd, SOMAXCONN))
    {
        (void)close(fd);
        return -1;
    }
#else
    (void)ip_ptr;
    (void)port;
#endif
    return fd;
}

static UINT port_get(int fd)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (fd < 0 || getsockname(fd, (struct sockaddr *)&address, &length))
    {
        return 0;
    }
    return (UINT)nx_get16(address.ss_family == AF_INET6
                              ? (UCHAR *)&((struct sockaddr_in6 *)&address)->sin6_port
                              : (UCHAR *)&((struct sockaddr_in *)&address)->sin_port);
}

UINT _nx_host_socket_listen(NX_IP *ip_ptr, NX_TCP_LISTEN *listen_ptr)
{
    UINT port = listen_ptr->nx_tcp_listen_port == NX_HOST_ANY_PORT ? 0 : listen_ptr->nx_tcp_listen_port;
    NX_HOST_LISTEN *listen = calloc(1, sizeof *listen);
    if (!listen)
    {
        return NX_NOT_SUCCESSFUL;
    }
    listen->fd[0] = v4_open(ip_ptr, port);
    port = port ? port : port_get(listen->fd[0]);
    listen->fd[1] = v6_open(ip_ptr, port);
    listen->port = port ? port : port_get(listen->fd[1]);
    if (listen->fd[0] < 0 && listen->fd[1] < 0)
    {
        free(listen);
        return NX_PORT_UNAVAILABLE;
    }
    listen->ip_ptr = ip_ptr;
    listen->listen_ptr = listen_ptr;
    listen->next = _nx_host_listens;
    _nx_host_listens = listen;
    listen_ptr->nx_tcp_listen_host_ptr = listen;
    return NX_SUCCESS;
}

VOID _nx_host_socket_unlisten(NX_TCP_LISTEN *listen_ptr)
{
    NX_HOST_LISTEN *listen = listen_ptr->nx_tcp_listen_host_ptr, **link = &_nx_host_listens;
    if (!listen)
    {
        return;
    }
    while (*link != listen)
    {
        link = &(*link)->next;
    }
    *link = listen->next;
    for (UINT i = 0; i < 2; i++)
    {
        if (listen->fd[i] >= 0)
        {
            (void)close(listen->fd[i]);
        }
    }
    free(listen);
    listen_ptr->nx_tcp_listen_host_ptr = NX_NULL;
}

VOID _nx_host_listens_forget(VOID)
{
    while (_nx_host_listens)
    {
        _nx_host_socket_unlisten(_nx_host_listens->listen_ptr);
    }
}

UINT nx_host_tcp_listen_port_get(NX_IP *ip_ptr, UINT port, UINT *host_port)
{
    if (nx_ip_invalid(ip_ptr) || !host_port)
    {
        return NX_PTR_ERROR;
    }
    for (NX_HOST_LISTEN *listen = _nx_host_listens; listen; listen = listen->next)
    {
        if (listen->ip_ptr == ip_ptr && listen->listen_ptr->nx_tcp_listen_port == port)
        {
            *host_port = listen->port;
            return NX_SUCCESS;
        }
    }
    return NX_ENTRY_NOT_FOUND;
}

static VOID peer_set(NX_TCP_SOCKET *socket_ptr, const struct sockaddr_storage *peer)
{
    NXD_ADDRESS *address = &socket_ptr->nx_tcp_socket_connect_ip;
    memset(address, 0, sizeof *address);
#ifdef FEATURE_NX_IPV6
    if (peer->ss_family == AF_INET6)
    {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)peer;
        address->nxd_ip_version = NX_IP_VERSION_V6;
        _nx_address_read(address->nxd_ip_address.v6, v6->sin6_addr.s6_addr);
        socket_ptr->nx_tcp_socket_connect_port = (UINT)nx_get16((const UCHAR *)&v6->sin6_port);
        return;
    }
#endif
#ifndef NX_DISABLE_IPV4
    {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)peer;
        address->nxd_ip_version = NX_IP_VERSION_V4;
        address->nxd_ip_address.v4 = nx_get32((const UCHAR *)&v4->sin_addr);
        socket_ptr->nx_tcp_socket_connect_port = (UINT)nx_get16((const UCHAR *)&v4->sin_port);
    }
#endif
}

/* Gives a waiting connection to the socket that listens; NX_TRUE if there was
   one. It is established at once if the application already accepts. */
UINT _nx_host_listen_take(NX_HOST_LISTEN *listen)
{
    NX_TCP_LISTEN *listen_ptr = listen->listen_ptr;
    NX_TCP_SOCKET *socket_ptr = listen_ptr->nx_tcp_listen_socket_ptr;
    struct sockaddr_storage peer;
    int fd = -1;
    for (UINT i = 0; i < 2 && socket_ptr && fd < 0; i++)
    {
        socklen_t length = sizeof peer;
        fd = listen->fd[i] < 0 ? -1 : accept4(listen->fd[i], (struct sockaddr *)&peer, &length, SOCK_CLOEXEC);
    }
    if (fd < 0)
    {
        return NX_FALSE;
    }
    listen->ip_ptr->nx_ip_tcp_passive_connections++;
    listen->ip_ptr->nx_ip_tcp_connections++;
    listen_ptr->nx_tcp_listen_socket_ptr = NX_NULL;
    peer_set(socket_ptr, &peer);
    socket_ptr->nx_tcp_socket_connect_interface = &listen->ip_ptr->nx_ip_interface[0];
    _nx_host_socket_attach(socket_ptr, fd, NX_FALSE);
    _nx_tcp_socket_port_table_add(socket_ptr);
    if (socket_ptr->nx_tcp_socket_state == NX_TCP_SYN_RECEIVED)
    {
        _nx_host_socket_begin(socket_ptr);
    }
    if (listen_ptr->nx_tcp_listen_callback)
    {
        (listen_ptr->nx_tcp_listen_callback)(socket_ptr, listen_ptr->nx_tcp_listen_port);
    }
    return NX_TRUE;
}

/* For relisten: a connection is already there. */
UINT _nx_host_listen_pending(NX_TCP_LISTEN *listen_ptr)
{
    return listen_ptr->nx_tcp_listen_host_ptr && _nx_host_listen_take(listen_ptr->nx_tcp_listen_host_ptr);
}
