/* SPDX-License-Identifier: MIT */
/* IPv4 (RFC 791) without fragmentation: routes, headers, and which datagrams
   are for this instance. */
#include "nx_core.h"

#ifndef NX_DISABLE_IPV4

static int usable(const NX_INTERFACE *interface_ptr, NX_INTERFACE *wanted)
{
    return interface_ptr->nx_interface_valid && interface_ptr->nx_interface_link_up &&
           (!wanted || wanted == interface_ptr);
}

/* The interface and the neighbour by which a destination is reached. The
   interface may be given; then only it is used. */
UINT _nx_ip_route_find(NX_IP *ip_ptr, ULONG destination, NX_INTERFACE **interface_ptr, ULONG *next_hop)
{
    NX_INTERFACE *each;
    *next_hop = 0;
    for (UINT i = 0; i < NX_MAX_IP_INTERFACES; i++)
    {
        each = &ip_ptr->nx_ip_interface[i];
        if (usable(each, i == NX_LOOPBACK_INTERFACE ? NX_NULL : *interface_ptr) &&
            ((destination & each->nx_interface_ip_network_mask) == each->nx_interface_ip_network ||
             (i == 0 && destination == NX_IP_LIMITED_BROADCAST)))
        {
            *interface_ptr = each;
            *next_hop = destination;
            return NX_SUCCESS;
        }
    }
    each = ip_ptr->nx_ip_gateway_interface;
    if (ip_ptr->nx_ip_gateway_address && each && usable(each, *interface_ptr) &&
        (ip_ptr->nx_ip_gateway_address & each->nx_interface_ip_network_mask) == each->nx_interface_ip_network)
    {
        *interface_ptr = each;
        *next_hop = ip_ptr->nx_ip_gateway_address;
        return NX_SUCCESS;
    }
    return NX_IP_ADDRESS_ERROR;
}

static VOID header_add(NX_IP *ip_ptr, NX_PACKET *packet_ptr, ULONG destination, ULONG type_of_service,
                       ULONG time_to_live, UINT protocol, ULONG fragment)
{
    UCHAR *header;
    packet_ptr->nx_packet_prepend_ptr -= NX_IPV4_HEADER_SIZE;
    packet_ptr->nx_packet_length += NX_IPV4_HEADER_SIZE;
    header = packet_ptr->nx_packet_ip_header = packet_ptr->nx_packet_prepend_ptr;
    packet_ptr->nx_packet_ip_header_length = NX_IPV4_HEADER_SIZE;
    nx_put32(header, 0x45000000 | type_of_service | (packet_ptr->nx_packet_length & 0xFFFF));
    nx_put32(header + 4, (ip_ptr->nx_ip_packet_id++ << 16) | fragment);
    nx_put32(header + 8, (time_to_live << 24) | ((ULONG)protocol << 16));
    nx_put32(header + 12, packet_ptr->nx_packet_address.nx_packet_interface_ptr->nx_interface_ip_address);
    nx_put32(header + 16, destination);
    nx_put16(header + 10, ~_nx_checksum(packet_ptr, NX_IPV4_HEADER_SIZE, 0) & 0xFFFF);
}

static int broadcast(const NX_INTERFACE *interface_ptr, ULONG address)
{
    ULONG mask = interface_ptr->nx_interface_ip_network_mask;
    return address == NX_IP_LIMITED_BROADCAST ||
           ((address & mask) == interface_ptr->nx_interface_ip_network && (address & ~mask) == (ULONG)~mask);
}

VOID _nx_ipv4_packet_send(NX_IP *ip_ptr, NX_PACKET *packet_ptr, ULONG destination, ULONG type_of_service,
                          ULONG time_to_live, UINT protocol, ULONG fragment, ULONG next_hop)
{
    NX_INTERFACE *interface_ptr = packet_ptr->nx_packet_address.nx_packet_interface_ptr;
    ULONG msw = 0, lsw = 0;
    ip_ptr->nx_ip_total_packet_send_requests++;
    header_add(ip_ptr, packet_ptr, destination, type_of_service, time_to_live, protocol, fragment);
    if (!next_hop)
    {
        ip_ptr->nx_ip_invalid_transmit_packets++;
        (void)_nx_packet_transmit_release(packet_ptr);
        return;
    }
    if (destination == interface_ptr->nx_interface_ip_address ||
        (destination & 0xFF000000) == NX_IP_LOOPBACK_FIRST)
    {
        _nx_ip_loopback(ip_ptr, packet_ptr);
        return;
    }
    if (broadcast(interface_ptr, destination))
    {
        _nx_ip_deliver(ip_ptr, packet_ptr, interface_ptr, NX_LINK_PACKET_BROADCAST, 0xFFFF, 0xFFFFFFFF);
        return;
    }
    if (interface_ptr->nx_interface_address_mapping_needed &&
        _nx_arp_resolve(ip_ptr, packet_ptr, next_hop, &msw, &lsw) != NX_SUCCESS)
    {
        return;
    }
    _nx_ip_deliver(ip_ptr, packet_ptr, interface_ptr, NX_LINK_PACKET_SEND, msw, lsw);
}

static VOID invalid(NX_IP *ip_ptr, NX_PACKET *packet_ptr, ULONG *counter)
{
    (*counter)++;
    ip_ptr->nx_ip_receive_packets_dropped++;
    (void)_nx_packet_release(packet_ptr);
}

VOID _nx_ipv4_packet_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    const UCHAR *header = packet_ptr->nx_packet_prepend_ptr;
    NX_INTERFACE *interface_ptr = packet_ptr->nx_packet_address.nx_packet_interface_ptr;
    ULONG present = (ULONG)(packet_ptr->nx_packet_append_ptr - packet_ptr->nx_packet_prepend_ptr);
    ULONG header_length = (ULONG)(header[0] & 15) * 4, length, destination;
    if (present < NX_IPV4_HEADER_SIZE || header_length < NX_IPV4_HEADER_SIZE || present < header_length ||
        (length = nx_get16(header + 2)) > packet_ptr->nx_packet_length || length <= header_length)
    {
        invalid(ip_ptr, packet_ptr, &ip_ptr->nx_ip_invalid_packets);
        return;
    }
    _nx_packet_drop_tail(packet_ptr, length);
    if ((~_nx_checksum(packet_ptr, header_length, 0) & 0xFFFF) != 0)
    {
        ip_ptr->nx_ip_receive_checksum_errors++;
        invalid(ip_ptr, packet_ptr, &ip_ptr->nx_ip_invalid_packets);
        return;
    }
    destination = nx_get32(header + 16);
    if (destination != interface_ptr->nx_interface_ip_address && destination &&
        !broadcast(interface_ptr, destination) && (destination & 0xFF000000) != NX_IP_LOOPBACK_FIRST)
    {
        invalid(ip_ptr, packet_ptr, &ip_ptr->nx_ip_invalid_receive_address);
        return;
    }
    if (nx_get16(header + 6) & 0x3FFF)
    {
        invalid(ip_ptr, packet_ptr, &ip_ptr->nx_ip_total_fragments_received);
        return;
    }
    packet_ptr->nx_packet_prepend_ptr += header_length;
    packet_ptr->nx_packet_length -= header_length;
    _nx_ip_dispatch(ip_ptr, packet_ptr, header[9]);
}

#endif
