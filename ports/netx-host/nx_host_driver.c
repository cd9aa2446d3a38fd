/* SPDX-License-Identifier: MIT */
/* Where the driver for the host's network meets TCP. Until an instance uses that
   driver every socket sends segments, and none of this is reached. */
#include "nx_core.h"
int _nx_host_driver_used(const NX_IP *ip_ptr)
{
    (void)ip_ptr;
    return 0;
}
UINT _nx_host_socket_connect(NX_TCP_SOCKET *s)
{
    (void)s;
    return 0;
}
UINT _nx_host_socket_listen(NX_IP *i, NX_TCP_LISTEN *l)
{
    (void)i;
    (void)l;
    return 0;
}
VOID _nx_host_socket_unlisten(NX_TCP_LISTEN *l)
{
    (void)l;
}
VOID _nx_host_socket_accept(NX_TCP_SOCKET *s)
{
    (void)s;
}
VOID _nx_host_socket_send(NX_TCP_SOCKET *s, NX_PACKET *p)
{
    (void)s;
    (void)p;
}
VOID _nx_host_socket_control(NX_TCP_SOCKET *s, ULONG f)
{
    (void)s;
    (void)f;
}
VOID _nx_host_socket_close(NX_TCP_SOCKET *s)
{
    (void)s;
}
