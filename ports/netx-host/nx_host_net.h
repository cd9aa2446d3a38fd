/* SPDX-License-Identifier: MIT */
/* Internal to the driver for the host's network: one record for each host
   socket that carries a connection, one for each listen request. All sockets
   are non-blocking; what they need is done by the helper thread of their IP
   instance, except that a sender writes at once what the host takes. */
#ifndef NX_HOST_NET_H
#define NX_HOST_NET_H

#include "nx_core.h"

typedef struct NX_HOST_SOCKET_STRUCT
{
    int fd;
    NX_TCP_SOCKET *socket_ptr;
    UINT connecting; /* connect has not finished */
    UINT blocked;    /* the host takes no more octets for now */
    UINT fin_wanted; /* no more data will come from us */
    UINT fin_sent, fin_told;
    UINT eof_seen;      /* the peer has sent all */
    UINT failed;        /* the connection broke while we wrote */
    UINT turn;          /* of the helper thread in which it was served */
    ULONG head_written; /* octets of the first unsent packet that are gone */
    struct NX_HOST_SOCKET_STRUCT *next;
} NX_HOST_SOCKET;

typedef struct NX_HOST_LISTEN_STRUCT
{
    int fd[2]; /* IPv4, IPv6; -1 where the host has none */
    UINT port; /* as the host chose it */
    NX_IP *ip_ptr;
    NX_TCP_LISTEN *listen_ptr;
    struct NX_HOST_LISTEN_STRUCT *next;
} NX_HOST_LISTEN;

extern NX_HOST_SOCKET *_nx_host_sockets;
extern NX_HOST_LISTEN *_nx_host_listens;

/* nx_host_socket.c */
VOID _nx_host_socket_attach(NX_TCP_SOCKET *socket_ptr, int fd, UINT connecting);
VOID _nx_host_socket_begin(NX_TCP_SOCKET *socket_ptr);
VOID _nx_host_socket_fail(NX_TCP_SOCKET *socket_ptr);
VOID _nx_host_socket_work(NX_HOST_SOCKET *host);
UINT _nx_host_socket_wants_data(const NX_HOST_SOCKET *host);
VOID _nx_host_sockets_forget(VOID);

/* nx_host_transfer.c */
VOID _nx_host_receive(NX_HOST_SOCKET *host);
VOID _nx_host_transmit(NX_HOST_SOCKET *host);

/* nx_host_listen.c */
UINT _nx_host_listen_take(NX_HOST_LISTEN *listen);
VOID _nx_host_listens_forget(VOID);

#endif
