/* SPDX-License-Identifier: MIT */
/* IPv6 (RFC 8200) without extension headers: addresses, headers, and which
   datagrams are for this instance. Addresses are four words, host order. */
#include "nx_core.h"

#ifdef FEATURE_NX_IPV6

VOID _nx_address_read(ULONG *words, const UCHAR *bytes)
{
    for (UINT i = 0; i < 4; i++)
    {
        words[i] = nx_get32(bytes + 4 * i);
    }
}

VOID _nx_address_write(UCHAR *bytes, const ULONG *words)
{
    for (UINT i = 0; i < 4; i++)
    {
        nx_put32(bytes + 4 * i, words[i]);
    }
}

int _nx_address_same(const ULONG *a, const ULONG *b)
{
    return a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3];
}

int _nx_address_prefix_same(const ULONG *a, const ULONG *b, ULONG bits)
{
    for (UINT i = 0; i < 4 && bits; i++)
    {
        ULONG part = bits < 32 ? bits : 32;
        if (((a[i] ^ b[i]) & (ULONG)(0xFFFFFFFFULL << (32 - part)) & 0xFFFFFFFF) != 0)
        {
            return 0;
        }
        bits -= part;
    }
    return 1;
}

ULONG _nx_address_type(const ULONG *address)
{
    if (!(address[0] | address[1] | address[2]) && address[3] < 2)
    {
        return address[3] ? IPV6_ADDRESS_LOOPBACK : IPV6_ADDRESS_UNSPECIFIED;
    }
    if ((address[0] & 0xFF000000) == 0xFF000000)
    {
        return IPV6_ADDRESS_MULTICAST;
    }
    return IPV6_ADDRESS_UNICAST |
           ((address[0] & 0xFFC00000) == 0xFE800000 ? IPV6_ADDRESS_LINKLOCAL : IPV6_ADDRESS_GLOBAL);
}

VOID _nx_ipv6_header_add(NX_IP *ip_ptr, NX_PACKET *packet_ptr, UINT protocol, ULONG hop_limit,
                         const ULONG *source, const ULONG *destination)
{
    UCHAR *header;
    ULONG length = packet_ptr->nx_packet_length;
    (void)ip_ptr;
    packet_ptr->nx_packet_prepend_ptr -= NX_IPV6_HEADER_SIZE;
    packet_ptr->nx_packet_length += NX_IPV6_HEADER_SIZE;
    header = packet_ptr->nx_packet_ip_header = packet_ptr->nx_packet_prepend_ptr;
    packet_ptr->nx_packet_ip_header_length = NX_IPV6_HEADER_SIZE;
    packet_ptr->nx_packet_ip_version = NX_IP_VERSION_V6;
    nx_put32(header, 0x60000000);
    nx_put32(header + 4, (length << 16) | ((ULONG)protocol << 8) | hop_limit);
    _nx_address_write(header + 8, source);
    _nx_address_write(header + 24, destination);
}

VOID _nx_ipv6_packet_send(NX_IP *ip_ptr, NX_PACKET *packet_ptr, UINT protocol, const ULONG *source,
                          const ULONG *destination)
{
    NX_INTERFACE *interface_ptr =
        packet_ptr->nx_packet_address.nx_packet_ipv6_address_ptr->nxd_ipv6_address_attached;
    ULONG msw = 0, lsw = 0;
    _nx_ipv6_header_add(ip_ptr, packet_ptr, protocol, ip_ptr->nx_ipv6_hop_limit, source, destination);
    if (_nx_address_same(source, destination) || _nx_address_type(destination) == IPV6_ADDRESS_LOOPBACK)
    {
        packet_ptr->nx_packet_address.nx_packet_interface_ptr = interface_ptr;
        _nx_ip_loopback(ip_ptr, packet_ptr);
        return;
    }
    if (_nx_address_type(destination) == IPV6_ADDRESS_MULTICAST)
    {
        msw = 0x3333;
        lsw = destination[3];
    }
    else if (interface_ptr->nx_interface_address_mapping_needed &&
             _nx_nd_resolve(ip_ptr, packet_ptr, destination, &msw, &lsw))
    {
        return;
    }
    _nx_ip_deliver(ip_ptr, packet_ptr, interface_ptr, NX_LINK_PACKET_SEND, msw, lsw);
}

/* Our address that a datagram is for, by name or as solicited node. */
static NXD_IPV6_ADDRESS *addressee_find(const NX_INTERFACE *interface_ptr, const ULONG *destination)
{
    NXD_IPV6_ADDRESS *each = interface_ptr->nxd_interface_ipv6_address_list_head;
    for (; each; each = each->nxd_ipv6_address_next)
    {
        const ULONG *own = each->nxd_ipv6_address;
        if (_nx_address_same(own, destination) ||
            (destination[0] == 0xFF020000 && destination[1] == 0 && destination[2] == 1 &&
             destination[3] == (own[3] | 0xFF000000)) ||
            (destination[0] == 0xFF020000 && !destination[1] && !destination[2] && destination[3] == 1))
        {
            return each;
        }
    }
    return NX_NULL;
}

VOID _nx_ipv6_packet_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    const UCHAR *header = packet_ptr->nx_packet_prepend_ptr;
    NX_INTERFACE *interface_ptr = packet_ptr->nx_packet_address.nx_packet_interface_ptr;
    ULONG destination[4], length;
    NXD_IPV6_ADDRESS *addressee;
    if (packet_ptr->nx_packet_append_ptr - header < (INT)NX_IPV6_HEADER_SIZE ||
        (length = nx_get16(header + 4) + NX_IPV6_HEADER_SIZE) > packet_ptr->nx_packet_length)
    {
        ip_ptr->nx_ip_invalid_packets++;
        ip_ptr->nx_ip_receive_packets_dropped++;
        (void)_nx_packet_release(packet_ptr);
        return;
    }
    _nx_packet_drop_tail(packet_ptr, length);
    _nx_address_read(destination, header + 24);
    addressee = addressee_find(interface_ptr, destination);
    if (!addressee ||
        (header[6] == NX_PROTOCOL_TCP && addressee->nxd_ipv6_address_state != NX_IPV6_ADDR_STATE_VALID))
    {
        ip_ptr->nx_ip_receive_packets_dropped++;
        (void)_nx_packet_release(packet_ptr);
        return;
    }
    packet_ptr->nx_packet_address.nx_packet_ipv6_address_ptr = addressee;
    packet_ptr->nx_packet_prepend_ptr += NX_IPV6_HEADER_SIZE;
    packet_ptr->nx_packet_length -= NX_IPV6_HEADER_SIZE;
    _nx_ip_dispatch(ip_ptr, packet_ptr, header[6]);
}

#endif
