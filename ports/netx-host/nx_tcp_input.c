/* SPDX-License-Identifier: MIT */
/* TCP on the way in: soundness of a segment, the socket or listen request it
   belongs to, and the answer when there is none. */
#include "nx_core.h"

/* From IP; outside the helper thread the segment is queued for it. */
VOID _nx_tcp_packet_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    packet_ptr->nx_packet_queue_next = NX_NULL;
    if (ip_ptr->nx_ip_tcp_queue_head)
    {
        ip_ptr->nx_ip_tcp_queue_tail->nx_packet_queue_next = packet_ptr;
    }
    else
    {
        ip_ptr->nx_ip_tcp_queue_head = packet_ptr;
        ip_ptr->nx_ip_tcp_received_packet_count = 0;
    }
    ip_ptr->nx_ip_tcp_queue_tail = packet_ptr;
    ip_ptr->nx_ip_tcp_received_packet_count++;
    if (_tx_thread_current_ptr == &ip_ptr->nx_ip_thread)
    {
        _nx_tcp_queue_process(ip_ptr);
    }
    else
    {
        (void)_tx_event_flags_set(&ip_ptr->nx_ip_events, NX_IP_TCP_EVENT, TX_OR);
    }
}

/* Skips what it does not know; NX_FALSE for a malformed list. */
UINT _nx_tcp_mss_option_get(const UCHAR *option_ptr, ULONG length, ULONG *mss)
{
    *mss = 0;
    while (length >= 4 && *option_ptr != 0)
    {
        if (*option_ptr == 1)
        {
            option_ptr++;
            length--;
            continue;
        }
        if (*option_ptr == 2)
        {
            *mss = nx_get16(option_ptr + 2);
            return option_ptr[1] == 4;
        }
        if (option_ptr[1] < 2 || option_ptr[1] > length)
        {
            return NX_FALSE;
        }
        length -= option_ptr[1];
        option_ptr += option_ptr[1];
    }
    return NX_TRUE;
}

ULONG _nx_tcp_mss_default(const NX_PACKET *packet_ptr)
{
    return packet_ptr->nx_packet_ip_version == NX_IP_VERSION_V6 ? 1220 : 536;
}

/* The sender's address of a received packet, whose IP header stands in front. */
static VOID source_get(const NX_PACKET *packet_ptr, NXD_ADDRESS *source, NXD_ADDRESS *destination)
{
    const UCHAR *header = packet_ptr->nx_packet_ip_header;
    memset(source, 0, sizeof *source);
    memset(destination, 0, sizeof *destination);
    source->nxd_ip_version = destination->nxd_ip_version = packet_ptr->nx_packet_ip_version;
#ifdef FEATURE_NX_IPV6
    if (packet_ptr->nx_packet_ip_version == NX_IP_VERSION_V6)
    {
        _nx_address_read(source->nxd_ip_address.v6, header + 8);
        _nx_address_read(destination->nxd_ip_address.v6, header + 24);
        return;
    }
#endif
#ifndef NX_DISABLE_IPV4
    source->nxd_ip_address.v4 = nx_get32(header + 12);
    destination->nxd_ip_address.v4 = nx_get32(header + 16);
#endif
}

/* Makes the sender of a packet the socket's peer. */
VOID _nx_tcp_socket_peer_set(NX_TCP_SOCKET *socket_ptr, const NX_PACKET *packet_ptr)
{
    NXD_ADDRESS destination;
    source_get(packet_ptr, &socket_ptr->nx_tcp_socket_connect_ip, &destination);
#ifdef FEATURE_NX_IPV6
    if (packet_ptr->nx_packet_ip_version == NX_IP_VERSION_V6)
    {
        socket_ptr->nx_tcp_socket_ipv6_addr = packet_ptr->nx_packet_address.nx_packet_ipv6_address_ptr;
        socket_ptr->nx_tcp_socket_connect_interface =
            socket_ptr->nx_tcp_socket_ipv6_addr->nxd_ipv6_address_attached;
        return;
    }
#endif
#ifndef NX_DISABLE_IPV4
    socket_ptr->nx_tcp_socket_connect_interface = packet_ptr->nx_packet_address.nx_packet_interface_ptr;
    (void)_nx_ip_route_find(
        socket_ptr->nx_tcp_socket_ip_ptr, socket_ptr->nx_tcp_socket_connect_ip.nxd_ip_address.v4,
        &socket_ptr->nx_tcp_socket_connect_interface, &socket_ptr->nx_tcp_socket_next_hop_address);
#endif
}

static int address_same(const NXD_ADDRESS *a, const NXD_ADDRESS *b)
{
    if (a->nxd_ip_version != b->nxd_ip_version)
    {
        return 0;
    }
#ifdef FEATURE_NX_IPV6
    if (a->nxd_ip_version == NX_IP_VERSION_V6)
    {
        return _nx_address_same(a->nxd_ip_address.v6, b->nxd_ip_address.v6);
    }
#endif
#ifndef NX_DISABLE_IPV4
    return a->nxd_ip_address.v4 == b->nxd_ip_address.v4;
#else
    return 0;
#endif
}

static NX_TCP_SOCKET *socket_find(NX_IP *ip_ptr, const NX_TCP_SEGMENT *segment, const NXD_ADDRESS *source)
{
    UINT port = (UINT)segment->destination_port;
    NX_TCP_SOCKET **head = &ip_ptr->nx_ip_tcp_port_table[(port + (port >> 8)) & NX_TCP_PORT_TABLE_MASK];
    NX_TCP_SOCKET *each = *head;
    if (!each)
    {
        return NX_NULL;
    }
    do
    {
        if (each->nx_tcp_socket_port == port && each->nx_tcp_socket_connect_port == segment->source_port &&
            address_same(&each->nx_tcp_socket_connect_ip, source))
        {
            *head = each;
            return each;
        }
        each = each->nx_tcp_socket_bound_next;
    } while (each != *head);
    return NX_NULL;
}

/* The peer's SYN settles how large segments may be. */
static VOID mss_learn(NX_TCP_SOCKET *socket_ptr, ULONG mss)
{
    socket_ptr->nx_tcp_socket_peer_mss = mss;
    if (socket_ptr->nx_tcp_socket_mss && mss > socket_ptr->nx_tcp_socket_mss)
    {
        socket_ptr->nx_tcp_socket_connect_mss = socket_ptr->nx_tcp_socket_mss;
    }
    else if (socket_ptr->nx_tcp_socket_state != NX_TCP_SYN_SENT ||
             socket_ptr->nx_tcp_socket_connect_mss > mss)
    {
        socket_ptr->nx_tcp_socket_connect_mss = mss;
    }
    socket_ptr->nx_tcp_socket_connect_mss2 =
        socket_ptr->nx_tcp_socket_connect_mss * socket_ptr->nx_tcp_socket_connect_mss;
}

/* Nobody is there: RST, sent by a socket made up for it. */
static VOID no_connection_reset(NX_IP *ip_ptr, NX_PACKET *packet_ptr, const NX_TCP_SEGMENT *segment)
{
    NX_TCP_SOCKET stand_in;
    NX_TCP_SEGMENT answered = *segment;
    memset(&stand_in, 0, sizeof stand_in);
    stand_in.nx_tcp_socket_ip_ptr = ip_ptr;
    stand_in.nx_tcp_socket_time_to_live = NX_IP_TIME_TO_LIVE;
    stand_in.nx_tcp_socket_port = (UINT)segment->destination_port;
    stand_in.nx_tcp_socket_connect_port = (UINT)segment->source_port;
    _nx_tcp_socket_peer_set(&stand_in, packet_ptr);
    if (!(segment->flags & NX_TCP_ACK_BIT))
    {
        answered.sequence += segment->length + (segment->flags & (NX_TCP_SYN_BIT | NX_TCP_FIN_BIT) ? 1 : 0);
    }
    _nx_tcp_packet_send_rst(&stand_in, &answered);
}

/* A SYN for a listening socket: it is answered now if the application already
   accepts, else when it does. */
static VOID listen_socket_take(NX_IP *ip_ptr, NX_TCP_LISTEN *listen_ptr, NX_PACKET *packet_ptr,
                               const NX_TCP_SEGMENT *segment, ULONG mss)
{
    NX_TCP_SOCKET *socket_ptr = listen_ptr->nx_tcp_listen_socket_ptr;
    VOID (*callback)(NX_TCP_SOCKET *, UINT) = listen_ptr->nx_tcp_listen_callback;
    UINT port = listen_ptr->nx_tcp_listen_port;
    (void)ip_ptr;
    listen_ptr->nx_tcp_listen_socket_ptr = NX_NULL;
    _nx_tcp_socket_peer_set(socket_ptr, packet_ptr);
    socket_ptr->nx_tcp_socket_connect_port = (UINT)segment->source_port;
    socket_ptr->nx_tcp_socket_rx_sequence = segment->sequence;
    socket_ptr->nx_tcp_socket_peer_mss = mss;
    socket_ptr->nx_tcp_socket_tx_slow_start_threshold = socket_ptr->nx_tcp_socket_tx_window_advertised;
    socket_ptr->nx_tcp_socket_tx_window_congestion = mss;
    socket_ptr->nx_tcp_socket_tx_outstanding_bytes = 0;
    _nx_tcp_socket_port_table_add(socket_ptr);
    (void)_nx_packet_release(packet_ptr);
    if (socket_ptr->nx_tcp_socket_state == NX_TCP_SYN_RECEIVED)
    {
        socket_ptr->nx_tcp_socket_rx_sequence++;
        socket_ptr->nx_tcp_socket_tx_sequence++;
        socket_ptr->nx_tcp_socket_timeout = socket_ptr->nx_tcp_socket_timeout_rate;
        socket_ptr->nx_tcp_socket_timeout_retries = 0;
        _nx_tcp_packet_send_syn(socket_ptr, socket_ptr->nx_tcp_socket_tx_sequence - 1);
    }
    if (callback)
    {
        (callback)(socket_ptr, port);
    }
}

/* The queued SYN of the same peer, if there is one, and the one before it. */
static NX_PACKET *queued_find(NX_TCP_LISTEN *listen_ptr, const NX_TCP_SEGMENT *segment,
                              const NXD_ADDRESS *source, NX_PACKET **before)
{
    NX_PACKET *each = listen_ptr->nx_tcp_listen_queue_head;
    for (*before = NX_NULL; each; *before = each, each = each->nx_packet_queue_next)
    {
        NXD_ADDRESS other, destination;
        source_get(each, &other, &destination);
        if (address_same(&other, source) && nx_get16(each->nx_packet_prepend_ptr) == segment->source_port)
        {
            return each;
        }
    }
    return NX_NULL;
}

static NX_PACKET *queue_last(const NX_TCP_LISTEN *listen_ptr)
{
    NX_PACKET *last = listen_ptr->nx_tcp_listen_queue_head;
    while (last && last->nx_packet_queue_next)
    {
        last = last->nx_packet_queue_next;
    }
    return last;
}

static VOID drop(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    ip_ptr->nx_ip_tcp_receive_packets_dropped++;
    (void)_nx_packet_release(packet_ptr);
}

/* No socket listens right now: a SYN waits in the queue, the oldest gives way. */
static VOID listen_queue_take(NX_IP *ip_ptr, NX_TCP_LISTEN *listen_ptr, NX_PACKET *packet_ptr,
                              const NX_TCP_SEGMENT *segment, const NXD_ADDRESS *source)
{
    NX_PACKET *before, *oldest;
    NX_PACKET *known = queued_find(listen_ptr, segment, source, &before);
    if (segment->flags & NX_TCP_RST_BIT)
    {
        if (known)
        {
            if (before)
            {
                before->nx_packet_queue_next = known->nx_packet_queue_next;
            }
            else
            {
                listen_ptr->nx_tcp_listen_queue_head = known->nx_packet_queue_next;
            }
            listen_ptr->nx_tcp_listen_queue_current--;
            (void)_nx_packet_release(known);
        }
        listen_ptr->nx_tcp_listen_queue_tail = queue_last(listen_ptr);
        drop(ip_ptr, packet_ptr);
        return;
    }
    if (known)
    {
        drop(ip_ptr, packet_ptr);
        return;
    }
    packet_ptr->nx_packet_queue_next = NX_NULL;
    if (listen_ptr->nx_tcp_listen_queue_head)
    {
        listen_ptr->nx_tcp_listen_queue_tail->nx_packet_queue_next = packet_ptr;
    }
    else
    {
        listen_ptr->nx_tcp_listen_queue_head = packet_ptr;
    }
    listen_ptr->nx_tcp_listen_queue_tail = packet_ptr;
    if (++listen_ptr->nx_tcp_listen_queue_current > listen_ptr->nx_tcp_listen_queue_maximum)
    {
        oldest = listen_ptr->nx_tcp_listen_queue_head;
        listen_ptr->nx_tcp_listen_queue_head = oldest->nx_packet_queue_next;
        listen_ptr->nx_tcp_listen_queue_tail = queue_last(listen_ptr);
        listen_ptr->nx_tcp_listen_queue_current--;
        ip_ptr->nx_ip_tcp_connections_dropped++;
        ip_ptr->nx_ip_tcp_connections--;
        drop(ip_ptr, oldest);
    }
}

/* NX_TRUE when a listen request has dealt with the segment. */
static UINT listen_process(NX_IP *ip_ptr, NX_PACKET *packet_ptr, const NX_TCP_SEGMENT *segment,
                           const NXD_ADDRESS *source, ULONG mss)
{
    NX_TCP_LISTEN *head = ip_ptr->nx_ip_tcp_active_listen_requests, *each = head;
    if (!head || segment->flags & NX_TCP_ACK_BIT)
    {
        return NX_FALSE;
    }
    while (each->nx_tcp_listen_port != segment->destination_port)
    {
        each = each->nx_tcp_listen_next;
        if (each == head)
        {
            return NX_FALSE;
        }
    }
    if (!(segment->flags & (NX_TCP_SYN_BIT | NX_TCP_RST_BIT)))
    {
        drop(ip_ptr, packet_ptr);
        return NX_TRUE;
    }
    if (segment->flags & NX_TCP_SYN_BIT)
    {
        ip_ptr->nx_ip_tcp_passive_connections++;
        ip_ptr->nx_ip_tcp_connections++;
    }
    if (each->nx_tcp_listen_socket_ptr && !(segment->flags & NX_TCP_RST_BIT))
    {
        listen_socket_take(ip_ptr, each, packet_ptr, segment, mss);
    }
    else
    {
        listen_queue_take(ip_ptr, each, packet_ptr, segment, source);
    }
    return NX_TRUE;
}

static UINT sound(NX_IP *ip_ptr, NX_PACKET *packet_ptr, const NXD_ADDRESS *source,
                  const NXD_ADDRESS *destination)
{
    ULONG present = (ULONG)(packet_ptr->nx_packet_append_ptr - packet_ptr->nx_packet_prepend_ptr), header;
    if (present < NX_TCP_HEADER_BYTES)
    {
        return NX_FALSE;
    }
    if (_nx_checksum_transport(packet_ptr, NX_PROTOCOL_TCP, source, destination))
    {
        ip_ptr->nx_ip_tcp_checksum_errors++;
        return NX_FALSE;
    }
    header = (ULONG)(packet_ptr->nx_packet_prepend_ptr[12] >> 4) * 4;
    return header >= NX_TCP_HEADER_BYTES && header <= present;
}

static VOID packet_process(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    NXD_ADDRESS source, destination;
    NX_TCP_SEGMENT segment;
    NX_TCP_SOCKET *socket_ptr;
    ULONG mss = 0;
    UINT options;
    source_get(packet_ptr, &source, &destination);
    if (!sound(ip_ptr, packet_ptr, &source, &destination))
    {
        ip_ptr->nx_ip_tcp_invalid_packets++;
        (void)_nx_packet_release(packet_ptr);
        return;
    }
    _nx_tcp_segment_read(packet_ptr, &segment);
    options = _nx_tcp_mss_option_get(packet_ptr->nx_packet_prepend_ptr + NX_TCP_HEADER_BYTES,
                                     segment.header_length - NX_TCP_HEADER_BYTES, &mss);
    mss = mss ? mss : _nx_tcp_mss_default(packet_ptr);
    socket_ptr = socket_find(ip_ptr, &segment, &source);
    if (socket_ptr)
    {
        if (segment.flags & NX_TCP_SYN_BIT)
        {
            mss_learn(socket_ptr, mss);
        }
        _nx_tcp_socket_packet_process(socket_ptr, packet_ptr);
        return;
    }
    if (!options)
    {
        no_connection_reset(ip_ptr, packet_ptr, &segment);
        ip_ptr->nx_ip_tcp_invalid_packets++;
        (void)_nx_packet_release(packet_ptr);
        return;
    }
    if (listen_process(ip_ptr, packet_ptr, &segment, &source, mss))
    {
        return;
    }
    if (segment.flags & NX_TCP_SYN_BIT)
    {
        ip_ptr->nx_ip_tcp_connections_dropped++;
    }
    if (!(segment.flags & NX_TCP_RST_BIT))
    {
        no_connection_reset(ip_ptr, packet_ptr, &segment);
    }
    drop(ip_ptr, packet_ptr);
}

VOID _nx_tcp_queue_process(NX_IP *ip_ptr)
{
    NX_PACKET *packet_ptr = ip_ptr->nx_ip_tcp_queue_head;
    ip_ptr->nx_ip_tcp_queue_head = ip_ptr->nx_ip_tcp_queue_tail = NX_NULL;
    ip_ptr->nx_ip_tcp_received_packet_count = 0;
    while (packet_ptr)
    {
        NX_PACKET *next = packet_ptr->nx_packet_queue_next;
        packet_ptr->nx_packet_queue_next = NX_NULL;
        packet_process(ip_ptr, packet_ptr);
        packet_ptr = next;
    }
}
