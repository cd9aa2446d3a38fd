/* SPDX-License-Identifier: MIT */
/* Internal to the host port: what its NetX files share.

   The stack is a small TCP/IP of its own, over the NetX driver interface. Its
   timers, windows, retries and the packets it takes from which pool follow
   NetX Duo, because applications see them. Every IP instance has a helper
   thread that does all its input and timers while it owns nx_ip_protection. */
#ifndef NX_CORE_H
#define NX_CORE_H

#include "tx_host.h"
#include "nx_api.h"
#include "nx_arp.h"
#include "nx_ip.h"
#include "nx_packet.h"
#include "nx_tcp.h"
#ifdef FEATURE_NX_IPV6
#include "nx_ipv6.h"
#endif

#define NX_IPV4_HEADER_SIZE 20u
#define NX_IPV6_HEADER_SIZE 40u

#define NX_IP_FAST_TICKS ((NX_IP_PERIODIC_RATE + 9) / 10)

/* Network byte order. */
static inline ULONG nx_get16(const UCHAR *p)
{
    return ((ULONG)p[0] << 8) | p[1];
}
static inline ULONG nx_get32(const UCHAR *p)
{
    return (nx_get16(p) << 16) | nx_get16(p + 2);
}
static inline VOID nx_put16(UCHAR *p, ULONG value)
{
    p[0] = (UCHAR)(value >> 8);
    p[1] = (UCHAR)value;
}
static inline VOID nx_put32(UCHAR *p, ULONG value)
{
    nx_put16(p, value >> 16);
    nx_put16(p + 2, value);
}

/* Sequence numbers: a comes after b. */
static inline int nx_after(ULONG a, ULONG b)
{
    return (int32_t)(uint32_t)(a - b) > 0;
}

static inline NX_PACKET *nx_packet_after(const NX_PACKET *packet_ptr)
{
#ifndef NX_DISABLE_PACKET_CHAIN
    return packet_ptr->nx_packet_next;
#else
    (void)packet_ptr;
    return NX_NULL;
#endif
}

static inline VOID nx_packet_mark(NX_PACKET *packet_ptr, ALIGN_TYPE mark)
{
    packet_ptr->nx_packet_union_next.nx_packet_tcp_queue_next = (NX_PACKET *)(uintptr_t)mark;
}

static inline int nx_packet_is(const NX_PACKET *packet_ptr, ALIGN_TYPE mark)
{
    return packet_ptr->nx_packet_union_next.nx_packet_tcp_queue_next == (NX_PACKET *)(uintptr_t)mark;
}

/* The packet behind this one in a TCP queue, NX_NULL at the end. */
static inline NX_PACKET *nx_tcp_queued_after(const NX_PACKET *packet_ptr)
{
    return nx_packet_is(packet_ptr, NX_PACKET_ENQUEUED)
               ? NX_NULL
               : packet_ptr->nx_packet_union_next.nx_packet_tcp_queue_next;
}

static inline VOID nx_ip_lock(NX_IP *ip_ptr)
{
    (void)_tx_mutex_get(&ip_ptr->nx_ip_protection, TX_WAIT_FOREVER);
}

static inline UINT nx_ip_unlock(NX_IP *ip_ptr, UINT status)
{
    (void)_tx_mutex_put(&ip_ptr->nx_ip_protection);
    return status;
}

static inline int nx_ip_invalid(const NX_IP *ip_ptr)
{
    return !ip_ptr || ip_ptr->nx_ip_id != NX_IP_ID;
}

/* Waiting threads: nx_wait.c */
UINT _nx_host_wait(TX_THREAD **list, ULONG *count, VOID *object, VOID (*cleanup)(TX_THREAD *, ULONG),
                   TX_MUTEX *mutex_ptr, ULONG wait_option);
VOID _nx_host_wake(TX_THREAD **list, ULONG *count, UINT status);

/* nx_packet.c, nx_checksum.c */
VOID _nx_packet_drop_tail(NX_PACKET *packet_ptr, ULONG length);
ULONG _nx_checksum(const NX_PACKET *packet_ptr, ULONG length, ULONG sum);
ULONG _nx_checksum_fold(ULONG sum);
ULONG _nx_checksum_transport(const NX_PACKET *packet_ptr, UINT protocol, const NXD_ADDRESS *source,
                             const NXD_ADDRESS *destination);

/* nx_ip.c and the protocols under TCP */
VOID _nx_ip_thread_entry(ULONG input);
VOID _nx_ip_fast_periodic_timer_create(NX_IP *ip_ptr);
VOID _nx_ip_dispatch(NX_IP *ip_ptr, NX_PACKET *packet_ptr, UINT protocol);
VOID _nx_ip_deliver(NX_IP *ip_ptr, NX_PACKET *packet_ptr, NX_INTERFACE *interface_ptr, UINT command,
                    ULONG msw, ULONG lsw);
VOID _nx_ip_drop_sent(NX_IP *ip_ptr, NX_PACKET *packet_ptr);
VOID _nx_ip_queue_release(NX_PACKET *packet_ptr);
VOID _nx_ip_loopback(NX_IP *ip_ptr, NX_PACKET *packet_ptr);
VOID _nx_ipv4_packet_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr);
VOID _nx_ipv4_packet_send(NX_IP *ip_ptr, NX_PACKET *packet_ptr, ULONG destination, ULONG type_of_service,
                          ULONG time_to_live, UINT protocol, ULONG fragment, ULONG next_hop);
UINT _nx_ip_route_find(NX_IP *ip_ptr, ULONG destination, NX_INTERFACE **interface_ptr, ULONG *next_hop);
UINT _nx_arp_resolve(NX_IP *ip_ptr, NX_PACKET *packet_ptr, ULONG next_hop, ULONG *msw, ULONG *lsw);
VOID _nx_arp_packet_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr);
VOID _nx_arp_periodic_update(NX_IP *ip_ptr);
VOID _nx_icmpv4_packet_process(NX_IP *ip_ptr, NX_PACKET *packet_ptr);
UINT _nx_icmp_ping_send(NX_IP *ip_ptr, NXD_ADDRESS *address, CHAR *data_ptr, ULONG data_size,
                        NX_PACKET **response_ptr, ULONG wait_option);
VOID _nx_icmp_reply_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr);
VOID _nx_icmp_cleanup(TX_THREAD *thread_ptr, ULONG sequence);

#ifdef FEATURE_NX_IPV6
VOID _nx_ipv6_packet_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr);
VOID _nx_ipv6_packet_send(NX_IP *ip_ptr, NX_PACKET *packet_ptr, UINT protocol, const ULONG *source,
                          const ULONG *destination);
VOID _nx_ipv6_header_add(NX_IP *ip_ptr, NX_PACKET *packet_ptr, UINT protocol, ULONG hop_limit,
                         const ULONG *source, const ULONG *destination);
UINT _nxd_ipv6_interface_find(NX_IP *ip_ptr, const ULONG *destination, NXD_IPV6_ADDRESS **address);
VOID _nx_icmpv6_packet_process(NX_IP *ip_ptr, NX_PACKET *packet_ptr);
UINT _nx_nd_resolve(NX_IP *ip_ptr, NX_PACKET *packet_ptr, const ULONG *destination, ULONG *msw, ULONG *lsw);
ND_CACHE_ENTRY *_nx_nd_entry_find(NX_IP *ip_ptr, const ULONG *address);
ND_CACHE_ENTRY *_nx_nd_entry_add(NX_IP *ip_ptr, const ULONG *address, NXD_IPV6_ADDRESS *ours);
VOID _nx_nd_entry_learn(NX_IP *ip_ptr, ND_CACHE_ENTRY *entry, const UCHAR *link, UINT status);
VOID _nx_nd_link_option_write(UCHAR *option, UINT kind, const NX_INTERFACE *interface_ptr);
VOID _nx_nd_message_send(NX_IP *ip_ptr, NX_PACKET *packet_ptr, NXD_IPV6_ADDRESS *ours, const ULONG *source,
                         const ULONG *destination, ULONG msw, ULONG lsw);
VOID _nx_nd_slow_update(NX_IP *ip_ptr);
VOID _nx_nd_fast_update(NX_IP *ip_ptr);
VOID _nx_nd_invalidate(NX_IP *ip_ptr);
VOID _nx_dad_begin(NX_IP *ip_ptr);
VOID _nx_dad_update(NX_IP *ip_ptr);
VOID _nx_router_solicitation_check(NX_IP *ip_ptr);
VOID _nx_address_read(ULONG *words, const UCHAR *bytes);
VOID _nx_address_write(UCHAR *bytes, const ULONG *words);
int _nx_address_same(const ULONG *a, const ULONG *b);
ULONG _nx_address_type(const ULONG *address);
int _nx_address_prefix_same(const ULONG *a, const ULONG *b, ULONG bits);
#endif

/* TCP. A header is kept in network byte order and read when needed. */
typedef struct NX_TCP_SEGMENT_STRUCT
{
    ULONG source_port, destination_port, sequence, acknowledgment, flags, window;
    ULONG header_length, length; /* of the header, of the data */
} NX_TCP_SEGMENT;

VOID _nx_tcp_segment_read(const NX_PACKET *packet_ptr, NX_TCP_SEGMENT *segment);
VOID _nx_tcp_queue_process(NX_IP *ip_ptr);
VOID _nx_tcp_fast_periodic_processing(NX_IP *ip_ptr);
VOID _nx_tcp_deferred_cleanup_check(NX_IP *ip_ptr);
VOID _nx_tcp_packet_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr);
VOID _nx_tcp_socket_packet_process(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr);
UINT _nx_tcp_mss_option_get(const UCHAR *option_ptr, ULONG length, ULONG *mss);
ULONG _nx_tcp_mss_default(const NX_PACKET *packet_ptr);
VOID _nx_tcp_socket_peer_set(NX_TCP_SOCKET *socket_ptr, const NX_PACKET *packet_ptr);
VOID _nx_tcp_socket_port_table_add(NX_TCP_SOCKET *socket_ptr);
VOID _nx_tcp_socket_port_table_remove(NX_TCP_SOCKET *socket_ptr);
VOID _nx_tcp_socket_counters_clear(NX_TCP_SOCKET *socket_ptr);
VOID _nx_tcp_sequence_choose(NX_TCP_SOCKET *socket_ptr);

VOID _nx_tcp_packet_send_control(NX_TCP_SOCKET *socket_ptr, ULONG flags, ULONG sequence, ULONG acknowledgment,
                                 ULONG mss, const UCHAR *data);
VOID _nx_tcp_packet_send_ack(NX_TCP_SOCKET *socket_ptr, ULONG sequence);
VOID _nx_tcp_packet_send_fin(NX_TCP_SOCKET *socket_ptr, ULONG sequence);
VOID _nx_tcp_packet_send_syn(NX_TCP_SOCKET *socket_ptr, ULONG sequence);
VOID _nx_tcp_packet_send_rst(NX_TCP_SOCKET *socket_ptr, const NX_TCP_SEGMENT *segment);
VOID _nx_tcp_header_write(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr, ULONG flags, ULONG sequence,
                          ULONG acknowledgment);
VOID _nx_tcp_packet_transmit(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr);
VOID _nx_tcp_addresses_get(NX_TCP_SOCKET *socket_ptr, NXD_ADDRESS *source, NXD_ADDRESS *destination);

UINT _nx_tcp_socket_state_ack_check(NX_TCP_SOCKET *socket_ptr, const NX_TCP_SEGMENT *segment);
UINT _nx_tcp_socket_state_data_check(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr);
VOID _nx_tcp_socket_state_transmit_check(NX_TCP_SOCKET *socket_ptr);
VOID _nx_tcp_socket_block_cleanup(NX_TCP_SOCKET *socket_ptr);
VOID _nx_tcp_socket_connection_reset(NX_TCP_SOCKET *socket_ptr);
VOID _nx_tcp_socket_retransmit(NX_TCP_SOCKET *socket_ptr, UINT fast);
VOID _nx_tcp_socket_receive_queue_flush(NX_TCP_SOCKET *socket_ptr);
VOID _nx_tcp_socket_transmit_queue_flush(NX_TCP_SOCKET *socket_ptr);
ULONG _nx_tcp_socket_window_get(const NX_TCP_SOCKET *socket_ptr);
NX_PACKET *_nx_tcp_socket_receive_take(NX_TCP_SOCKET *socket_ptr);

VOID _nx_tcp_receive_cleanup(TX_THREAD *thread_ptr, ULONG sequence);
VOID _nx_tcp_transmit_cleanup(TX_THREAD *thread_ptr, ULONG sequence);
VOID _nx_tcp_connect_cleanup(TX_THREAD *thread_ptr, ULONG sequence);
VOID _nx_tcp_disconnect_cleanup(TX_THREAD *thread_ptr, ULONG sequence);
VOID _nx_tcp_client_bind_cleanup(TX_THREAD *thread_ptr, ULONG sequence);

/* Calls one of the optional notify functions of a socket. */
#ifndef NX_DISABLE_EXTENDED_NOTIFY_SUPPORT
#define NX_TCP_NOTIFY(socket_ptr, notify)                                                                    \
    if ((socket_ptr)->notify)                                                                                \
    {                                                                                                        \
        ((socket_ptr)->notify)(socket_ptr);                                                                  \
    }
#else
#define NX_TCP_NOTIFY(socket_ptr, notify)
#endif

/* nx_ram_driver.c */
VOID _nx_ram_driver_forget(VOID);

/* nx_host_driver.c: what stands in for segments when a socket is the host's. */
int _nx_host_driver_used(const NX_IP *ip_ptr);
UINT _nx_host_socket_connect(NX_TCP_SOCKET *socket_ptr);
UINT _nx_host_socket_listen(NX_IP *ip_ptr, NX_TCP_LISTEN *listen_ptr);
VOID _nx_host_socket_unlisten(NX_TCP_LISTEN *listen_ptr);
VOID _nx_host_socket_accept(NX_TCP_SOCKET *socket_ptr);
VOID _nx_host_socket_send(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr);
VOID _nx_host_socket_control(NX_TCP_SOCKET *socket_ptr, ULONG flags);
VOID _nx_host_socket_close(NX_TCP_SOCKET *socket_ptr);
UINT _nx_host_listen_pending(NX_TCP_LISTEN *listen_ptr);

/* What a host socket reports in place of a segment; nx_tcp_state.c, nx_tcp_ack.c */
VOID _nx_tcp_socket_established(NX_TCP_SOCKET *socket_ptr);
VOID _nx_tcp_socket_peer_closed(NX_TCP_SOCKET *socket_ptr);
VOID _nx_tcp_socket_fin_acknowledged(NX_TCP_SOCKET *socket_ptr);
VOID _nx_tcp_socket_sent_release(NX_TCP_SOCKET *socket_ptr, ULONG count);

#endif
