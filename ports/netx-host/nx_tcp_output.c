/* SPDX-License-Identifier: MIT */
/* TCP on the way out (RFC 9293): headers, control segments, checksums. Control
   segments come from the instance's default pool; when it is empty they are not
   sent, and the peer's or our own timer makes up for it. */
#include "nx_core.h"

VOID _nx_tcp_segment_read(const NX_PACKET *packet_ptr, NX_TCP_SEGMENT *segment)
{
    const UCHAR *header = packet_ptr->nx_packet_prepend_ptr;
    ULONG word = nx_get32(header + 12);
    segment->source_port = nx_get16(header);
    segment->destination_port = nx_get16(header + 2);
    segment->sequence = nx_get32(header + 4);
    segment->acknowledgment = nx_get32(header + 8);
    segment->flags = word & 0x003F0000;
    segment->window = word & 0xFFFF;
    segment->header_length = (word >> 28) * 4;
    segment->length = packet_ptr->nx_packet_length - segment->header_length;
}

/* Our address and the peer's. */
VOID _nx_tcp_addresses_get(NX_TCP_SOCKET *socket_ptr, NXD_ADDRESS *source, NXD_ADDRESS *destination)
{
    *destination = socket_ptr->nx_tcp_socket_connect_ip;
    source->nxd_ip_version = destination->nxd_ip_version;
#ifdef FEATURE_NX_IPV6
    if (source->nxd_ip_version == NX_IP_VERSION_V6)
    {
        memcpy(source->nxd_ip_address.v6, socket_ptr->nx_tcp_socket_ipv6_addr->nxd_ipv6_address,
               sizeof source->nxd_ip_address.v6);
        return;
    }
#endif
#ifndef NX_DISABLE_IPV4
    source->nxd_ip_address.v4 = socket_ptr->nx_tcp_socket_connect_interface->nx_interface_ip_address;
#endif
}

/* Writes the 20 octets in front of the data, the checksum left 0, and notes
   what the peer now knows of our window. */
VOID _nx_tcp_header_write(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr, ULONG flags, ULONG sequence,
                          ULONG acknowledgment)
{
    UCHAR *header = packet_ptr->nx_packet_prepend_ptr;
    ULONG words = flags & NX_TCP_SYN_BIT ? NX_TCP_SYN_BYTES / 4 : NX_TCP_HEADER_BYTES / 4;
    nx_put16(header, socket_ptr->nx_tcp_socket_port);
    nx_put16(header + 2, socket_ptr->nx_tcp_socket_connect_port);
    nx_put32(header + 4, sequence);
    nx_put32(header + 8, acknowledgment);
    nx_put32(header + 12, (words << 28) | flags | socket_ptr->nx_tcp_socket_rx_window_current);
    nx_put32(header + 16, 0);
    socket_ptr->nx_tcp_socket_rx_sequence_acked = acknowledgment;
    socket_ptr->nx_tcp_socket_rx_window_last_sent = socket_ptr->nx_tcp_socket_rx_window_current;
    packet_ptr->nx_packet_ip_version = (UCHAR)socket_ptr->nx_tcp_socket_connect_ip.nxd_ip_version;
}

/* Puts in the checksum and passes the segment on to IP. */
VOID _nx_tcp_packet_transmit(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr)
{
    NXD_ADDRESS source, destination;
    UCHAR *header = packet_ptr->nx_packet_prepend_ptr;
    _nx_tcp_addresses_get(socket_ptr, &source, &destination);
    nx_put16(header + 16, 0);
    nx_put16(header + 16, _nx_checksum_transport(packet_ptr, NX_PROTOCOL_TCP, &source, &destination));
#ifdef FEATURE_NX_IPV6
    if (destination.nxd_ip_version == NX_IP_VERSION_V6)
    {
        packet_ptr->nx_packet_address.nx_packet_ipv6_address_ptr = socket_ptr->nx_tcp_socket_ipv6_addr;
        _nx_ipv6_packet_send(socket_ptr->nx_tcp_socket_ip_ptr, packet_ptr, NX_PROTOCOL_TCP,
                             source.nxd_ip_address.v6, destination.nxd_ip_address.v6);
        return;
    }
#endif
#ifndef NX_DISABLE_IPV4
    packet_ptr->nx_packet_address.nx_packet_interface_ptr = socket_ptr->nx_tcp_socket_connect_interface;
    _nx_ipv4_packet_send(socket_ptr->nx_tcp_socket_ip_ptr, packet_ptr, destination.nxd_ip_address.v4,
                         socket_ptr->nx_tcp_socket_type_of_service, socket_ptr->nx_tcp_socket_time_to_live,
                         NX_PROTOCOL_TCP, socket_ptr->nx_tcp_socket_fragment_enable,
                         socket_ptr->nx_tcp_socket_next_hop_address);
#endif
}

/* A segment without data, or with the one octet of a window probe. */
VOID _nx_tcp_packet_send_control(NX_TCP_SOCKET *socket_ptr, ULONG flags, ULONG sequence, ULONG acknowledgment,
                                 ULONG mss, const UCHAR *data)
{
    NX_PACKET *packet_ptr;
    ULONG length = flags & NX_TCP_SYN_BIT ? NX_TCP_SYN_BYTES : NX_TCP_HEADER_BYTES;
    if (socket_ptr->nx_tcp_socket_host_ptr)
    {
        _nx_host_socket_control(socket_ptr, flags);
        return;
    }
    if (_nx_packet_allocate(socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_default_packet_pool, &packet_ptr,
                            NX_IP_PACKET, NX_NO_WAIT))
    {
        return;
    }
    if ((ULONG)(packet_ptr->nx_packet_data_end - packet_ptr->nx_packet_prepend_ptr) < NX_TCP_SYN_BYTES + 1)
    {
        (void)_nx_packet_release(packet_ptr);
        return;
    }
    _nx_tcp_header_write(socket_ptr, packet_ptr, flags, sequence, acknowledgment);
    if (flags & NX_TCP_SYN_BIT)
    {
        nx_put32(packet_ptr->nx_packet_prepend_ptr + 20, 0x02040000 | mss);
        nx_put32(packet_ptr->nx_packet_prepend_ptr + 24, 0x01010100);
    }
    packet_ptr->nx_packet_append_ptr += length;
    if (data)
    {
        *packet_ptr->nx_packet_append_ptr++ = *data;
        length++;
    }
    packet_ptr->nx_packet_length = length;
    _nx_tcp_packet_transmit(socket_ptr, packet_ptr);
}

VOID _nx_tcp_packet_send_ack(NX_TCP_SOCKET *socket_ptr, ULONG sequence)
{
    _nx_tcp_packet_send_control(socket_ptr, NX_TCP_ACK_BIT, sequence, socket_ptr->nx_tcp_socket_rx_sequence,
                                0, NX_NULL);
    socket_ptr->nx_tcp_socket_delayed_ack_timeout = NX_TCP_ACK_TICKS;
}

VOID _nx_tcp_packet_send_fin(NX_TCP_SOCKET *socket_ptr, ULONG sequence)
{
    _nx_tcp_packet_send_control(socket_ptr, NX_TCP_FIN_BIT | NX_TCP_ACK_BIT, sequence,
                                socket_ptr->nx_tcp_socket_rx_sequence, 0, NX_NULL);
}

/* The answer to a segment that has no place in the connection. */
VOID _nx_tcp_packet_send_rst(NX_TCP_SOCKET *socket_ptr, const NX_TCP_SEGMENT *segment)
{
    if (segment->flags & NX_TCP_ACK_BIT)
    {
        _nx_tcp_packet_send_control(socket_ptr, NX_TCP_RST_BIT, segment->acknowledgment, 0, 0, NX_NULL);
    }
    else
    {
        _nx_tcp_packet_send_control(socket_ptr, NX_TCP_RST_BIT | NX_TCP_ACK_BIT, 0, segment->sequence, 0,
                                    NX_NULL);
    }
    socket_ptr->nx_tcp_socket_ip_ptr->nx_ip_tcp_resets_sent++;
}

/* SYN, or SYN and ACK when the peer began. It announces what fits our MTU, or
   what the application set, and settles the connection's own limit. */
VOID _nx_tcp_packet_send_syn(NX_TCP_SOCKET *socket_ptr, ULONG sequence)
{
    ULONG header = socket_ptr->nx_tcp_socket_connect_ip.nxd_ip_version == NX_IP_VERSION_V6
                       ? NX_IPV6_HEADER_SIZE
                       : NX_IPV4_HEADER_SIZE;
    ULONG mss = (socket_ptr->nx_tcp_socket_connect_interface->nx_interface_ip_mtu_size - header -
                 NX_TCP_HEADER_BYTES) &
                0xFFFF;
    if (socket_ptr->nx_tcp_socket_mss && socket_ptr->nx_tcp_socket_mss < mss)
    {
        mss = socket_ptr->nx_tcp_socket_mss;
    }
    socket_ptr->nx_tcp_socket_connect_mss = mss;
    if (socket_ptr->nx_tcp_socket_state == NX_TCP_SYN_RECEIVED)
    {
        if (socket_ptr->nx_tcp_socket_peer_mss <= mss)
        {
            socket_ptr->nx_tcp_socket_connect_mss = socket_ptr->nx_tcp_socket_peer_mss;
        }
        socket_ptr->nx_tcp_socket_connect_mss2 =
            socket_ptr->nx_tcp_socket_connect_mss * socket_ptr->nx_tcp_socket_connect_mss;
    }
    if (socket_ptr->nx_tcp_socket_state == NX_TCP_SYN_SENT)
    {
        _nx_tcp_packet_send_control(socket_ptr, NX_TCP_SYN_BIT, sequence, 0, mss, NX_NULL);
    }
    else
    {
        _nx_tcp_packet_send_control(socket_ptr, NX_TCP_SYN_BIT | NX_TCP_ACK_BIT, sequence,
                                    socket_ptr->nx_tcp_socket_rx_sequence, mss, NX_NULL);
    }
    socket_ptr->nx_tcp_socket_tx_sequence_recover = socket_ptr->nx_tcp_socket_previous_highest_ack = sequence;
}
