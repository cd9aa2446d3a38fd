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

UINT _nxd_ipv6_enable(NX_IP *ip_ptr)
{
    NXD_IPV6_ADDRESS *loopback = &ip_ptr->nx_ipv6_address[NX_LOOPBACK_IPV6_SOURCE_INDEX];
    if (ip_ptr->nx_ipv6_packet_receive)
    {
        return NX_ALREADY_ENABLED;
    }
    nx_ip_lock(ip_ptr);
    ip_ptr->nx_ipv6_packet_receive = _nx_ipv6_packet_receive;
    ip_ptr->nx_ipv6_reachable_timer = NX_REACHABLE_TIME;
    ip_ptr->nx_ipv6_retrans_timer_ticks = NX_RETRANS_TICKS;
    ip_ptr->nx_ipv6_hop_limit = 0xFF;
    for (UINT i = 0; i <= NX_MAX_IPV6_ADDRESSES; i++)
    {
        ip_ptr->nx_ipv6_address[i].nxd_ipv6_address_index = (UCHAR)i;
    }
    ip_ptr->nx_ip_interface[0].nx_ipv6_rtr_solicitation_count = 3;
    ip_ptr->nx_ip_interface[0].nx_ipv6_rtr_solicitation_timer = 1;
    _nx_ip_fast_periodic_timer_create(ip_ptr);
    loopback->nxd_ipv6_address[3] = 1;
    loopback->nxd_ipv6_address_valid = NX_TRUE;
    loopback->nxd_ipv6_address_type = NX_IP_VERSION_V6;
    loopback->nxd_ipv6_address_prefix_length = 128;
    loopback->nxd_ipv6_address_attached = &ip_ptr->nx_ip_interface[NX_LOOPBACK_INTERFACE];
    loopback->nxd_ipv6_address_ConfigurationMethod = NX_IPV6_ADDRESS_MANUAL_CONFIG;
    loopback->nxd_ipv6_address_state = NX_IPV6_ADDR_STATE_VALID;
    ip_ptr->nx_ip_interface[NX_LOOPBACK_INTERFACE].nxd_interface_ipv6_address_list_head = loopback;
    return nx_ip_unlock(ip_ptr, NX_SUCCESS);
}

/* All addresses go with it. */
UINT _nxd_ipv6_disable(NX_IP *ip_ptr)
{
    if (!ip_ptr->nx_ipv6_packet_receive)
    {
        return NX_SUCCESS;
    }
    nx_ip_lock(ip_ptr);
    ip_ptr->nx_ipv6_packet_receive = NX_NULL;
    _nx_nd_invalidate(ip_ptr);
    memset(ip_ptr->nx_ipv6_address, 0, sizeof ip_ptr->nx_ipv6_address);
    for (UINT i = 0; i < NX_MAX_IP_INTERFACES; i++)
    {
        ip_ptr->nx_ip_interface[i].nxd_interface_ipv6_address_list_head = NX_NULL;
    }
    return nx_ip_unlock(ip_ptr, NX_SUCCESS);
}

/* The link-local address that follows from the physical one (RFC 4291,
   appendix A). */
static VOID link_local_make(const NX_INTERFACE *interface_ptr, ULONG *address)
{
    ULONG msw = interface_ptr->nx_interface_physical_address_msw;
    ULONG lsw = interface_ptr->nx_interface_physical_address_lsw;
    address[0] = 0xFE800000;
    address[1] = 0;
    address[2] = (((msw << 16) | ((lsw & 0xFF000000) >> 16) | 0xFF) ^ 0x02000000) & 0xFFFFFFFF;
    address[3] = (lsw & 0x00FFFFFF) | 0xFE000000;
}

UINT _nxd_ipv6_address_set(NX_IP *ip_ptr, UINT interface_index, NXD_ADDRESS *ip_address, ULONG prefix_length,
                           UINT *address_index)
{
    NX_INTERFACE *interface_ptr = &ip_ptr->nx_ip_interface[interface_index];
    NXD_IPV6_ADDRESS *table = ip_ptr->nx_ipv6_address, **link, *entry;
    ULONG address[4];
    UINT index = 0;
    nx_ip_lock(ip_ptr);
    if (ip_address)
    {
        memcpy(address, ip_address->nxd_ip_address.v6, sizeof address);
    }
    else if (prefix_length == 10)
    {
        link_local_make(interface_ptr, address);
    }
    else
    {
        return nx_ip_unlock(ip_ptr, NX_IP_ADDRESS_ERROR);
    }
    for (UINT i = 0; i < NX_MAX_IPV6_ADDRESSES; i++)
    {
        if (table[i].nxd_ipv6_address_valid && _nx_address_same(table[i].nxd_ipv6_address, address))
        {
            return nx_ip_unlock(ip_ptr, NX_DUPLICATED_ENTRY);
        }
    }
    while (index < NX_MAX_IPV6_ADDRESSES && table[index].nxd_ipv6_address_valid)
    {
        index++;
    }
    if (index == NX_MAX_IPV6_ADDRESSES)
    {
        return nx_ip_unlock(ip_ptr, NX_NO_MORE_ENTRIES);
    }
    TX_HOST_GIVE(address_index, index)
    entry = &table[index];
    memcpy(entry->nxd_ipv6_address, address, sizeof address);
    entry->nxd_ipv6_address_valid = NX_TRUE;
    entry->nxd_ipv6_address_type = NX_IP_VERSION_V6;
    entry->nxd_ipv6_address_prefix_length = (UCHAR)prefix_length;
    entry->nxd_ipv6_address_attached = interface_ptr;
    entry->nxd_ipv6_address_next = NX_NULL;
    entry->nxd_ipv6_address_ConfigurationMethod = NX_IPV6_ADDRESS_MANUAL_CONFIG;
    entry->nxd_ipv6_address_state = NX_IPV6_ADDR_STATE_VALID;
    entry->nxd_ipv6_address_DupAddrDetectTransmit = 0;
#ifndef NX_DISABLE_IPV6_DAD
    if (ip_ptr->nx_ip_icmpv6_packet_process && !_nx_host_driver_used(ip_ptr))
    {
        entry->nxd_ipv6_address_state = NX_IPV6_ADDR_STATE_TENTATIVE;
        entry->nxd_ipv6_address_DupAddrDetectTransmit = NX_IPV6_DAD_TRANSMITS;
    }
#endif
    for (link = &interface_ptr->nxd_interface_ipv6_address_list_head; *link;
         link = &(*link)->nxd_ipv6_address_next)
    {
    }
    *link = entry;
    return nx_ip_unlock(ip_ptr, NX_SUCCESS);
}

UINT _nxd_ipv6_address_get(NX_IP *ip_ptr, UINT address_index, NXD_ADDRESS *ip_address, ULONG *prefix_length,
                           UINT *interface_index)
{
    NXD_IPV6_ADDRESS *entry = &ip_ptr->nx_ipv6_address[address_index];
    if (entry->nxd_ipv6_address_state != NX_IPV6_ADDR_STATE_VALID)
    {
        *prefix_length = 0;
        memset(ip_address->nxd_ip_address.v6, 0, sizeof ip_address->nxd_ip_address.v6);
        return NX_NO_INTERFACE_ADDRESS;
    }
    ip_address->nxd_ip_version = NX_IP_VERSION_V6;
    memcpy(ip_address->nxd_ip_address.v6, entry->nxd_ipv6_address, sizeof entry->nxd_ipv6_address);
    *prefix_length = entry->nxd_ipv6_address_prefix_length;
    *interface_index = entry->nxd_ipv6_address_attached->nx_interface_index;
    return NX_SUCCESS;
}

UINT _nxd_ipv6_address_delete(NX_IP *ip_ptr, UINT address_index)
{
    NXD_IPV6_ADDRESS *entry = &ip_ptr->nx_ipv6_address[address_index], **link;
    nx_ip_lock(ip_ptr);
    if (!entry->nxd_ipv6_address_valid)
    {
        return nx_ip_unlock(ip_ptr, NX_NO_INTERFACE_ADDRESS);
    }
    link = &entry->nxd_ipv6_address_attached->nxd_interface_ipv6_address_list_head;
    while (*link && *link != entry)
    {
        link = &(*link)->nxd_ipv6_address_next;
    }
    if (*link)
    {
        *link = entry->nxd_ipv6_address_next;
    }
    entry->nxd_ipv6_address_valid = NX_FALSE;
    entry->nxd_ipv6_address_state = NX_IPV6_ADDR_STATE_UNKNOWN;
    return nx_ip_unlock(ip_ptr, NX_SUCCESS);
}

/* One router can be named; its lifetime does not run out. */
UINT _nxd_ipv6_default_router_add(NX_IP *ip_ptr, NXD_ADDRESS *router_addr, ULONG router_lifetime,
                                  UINT interface_index)
{
    (void)router_lifetime;
    memcpy(ip_ptr->nx_ipv6_router_address, router_addr->nxd_ip_address.v6,
           sizeof ip_ptr->nx_ipv6_router_address);
    ip_ptr->nx_ipv6_router_interface = &ip_ptr->nx_ip_interface[interface_index];
    return NX_SUCCESS;
}

/* Our address for talking to a destination. */
UINT _nxd_ipv6_interface_find(NX_IP *ip_ptr, const ULONG *destination, NXD_IPV6_ADDRESS **address)
{
    NXD_IPV6_ADDRESS *table = ip_ptr->nx_ipv6_address;
    ULONG type = _nx_address_type(destination);
    NXD_IPV6_ADDRESS *fallback = NX_NULL;
    for (UINT i = 0; i <= NX_MAX_IPV6_ADDRESSES; i++)
    {
        if (table[i].nxd_ipv6_address_valid && _nx_address_same(table[i].nxd_ipv6_address, destination))
        {
            *address = &table[i];
            return NX_SUCCESS;
        }
    }
    for (UINT i = 0; i < NX_MAX_IPV6_ADDRESSES; i++)
    {
        ULONG own = _nx_address_type(table[i].nxd_ipv6_address);
        if (!table[i].nxd_ipv6_address_valid || table[i].nxd_ipv6_address_state != NX_IPV6_ADDR_STATE_VALID)
        {
            continue;
        }
        if ((type & own & IPV6_ADDRESS_LINKLOCAL) ||
            (!(type & IPV6_ADDRESS_LINKLOCAL) &&
             _nx_address_prefix_same(destination, table[i].nxd_ipv6_address,
                                     table[i].nxd_ipv6_address_prefix_length)))
        {
            *address = &table[i];
            return NX_SUCCESS;
        }
        fallback = own & IPV6_ADDRESS_GLOBAL && !fallback ? &table[i] : fallback;
    }
    if ((type & IPV6_ADDRESS_GLOBAL) && ip_ptr->nx_ipv6_router_interface && fallback)
    {
        *address = fallback;
        return NX_SUCCESS;
    }
    return NX_NO_INTERFACE_ADDRESS;
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

static UINT ipv6_invalid(const NX_IP *ip_ptr)
{
    return nx_ip_invalid(ip_ptr) ? NX_PTR_ERROR : NX_SUCCESS;
}
#endif

#ifdef FEATURE_NX_IPV6
#define IPV6_SERVICE(...) __VA_ARGS__
#else
#define IPV6_SERVICE(...)                                                                                    \
    {                                                                                                        \
        return NX_NOT_SUPPORTED;                                                                             \
    }
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif

UINT _nxde_ipv6_enable(NX_IP *ip_ptr)
    IPV6_SERVICE({ return ipv6_invalid(ip_ptr) ? NX_PTR_ERROR : _nxd_ipv6_enable(ip_ptr); })

        UINT _nxde_ipv6_disable(NX_IP *ip_ptr)
            IPV6_SERVICE({ return ipv6_invalid(ip_ptr) ? NX_PTR_ERROR : _nxd_ipv6_disable(ip_ptr); })

                UINT
    _nxde_ipv6_address_set(NX_IP *ip_ptr, UINT interface_index, NXD_ADDRESS *ip_address, ULONG prefix_length,
                           UINT *address_index) IPV6_SERVICE({
        if (ipv6_invalid(ip_ptr))
        {
            return NX_PTR_ERROR;
        }
        if (ip_address && prefix_length != 10 && ip_address->nxd_ip_version != NX_IP_VERSION_V6)
        {
            return NX_IP_ADDRESS_ERROR;
        }
        if (interface_index >= NX_MAX_PHYSICAL_INTERFACES ||
            ip_ptr->nx_ip_interface[interface_index].nx_interface_valid != NX_TRUE)
        {
            return NX_INVALID_INTERFACE;
        }
        if (ip_address && !(_nx_address_type(ip_address->nxd_ip_address.v6) & IPV6_ADDRESS_UNICAST))
        {
            return NX_IP_ADDRESS_ERROR;
        }
        NX_INIT_AND_THREADS_CALLER_CHECKING
        return _nxd_ipv6_address_set(ip_ptr, interface_index, ip_address, prefix_length, address_index);
    })

        UINT _nxde_ipv6_address_get(NX_IP *ip_ptr, UINT address_index, NXD_ADDRESS *ip_address,
                                    ULONG *prefix_length, UINT *interface_index) IPV6_SERVICE({
            if (ipv6_invalid(ip_ptr) || !ip_address || !prefix_length || !interface_index)
            {
                return NX_PTR_ERROR;
            }
            if (address_index > NX_MAX_IPV6_ADDRESSES)
            {
                return NX_NO_INTERFACE_ADDRESS;
            }
            NX_INIT_AND_THREADS_CALLER_CHECKING
            return _nxd_ipv6_address_get(ip_ptr, address_index, ip_address, prefix_length, interface_index);
        })

            UINT _nxde_ipv6_address_delete(NX_IP *ip_ptr, UINT address_index) IPV6_SERVICE({
                if (ipv6_invalid(ip_ptr))
                {
                    return NX_PTR_ERROR;
                }
                if (address_index >= NX_MAX_IPV6_ADDRESSES)
                {
                    return NX_NO_INTERFACE_ADDRESS;
                }
                NX_INIT_AND_THREADS_CALLER_CHECKING
                return _nxd_ipv6_address_delete(ip_ptr, address_index);
            })

                UINT
    _nxde_ipv6_default_router_add(NX_IP *ip_ptr, NXD_ADDRESS *router_addr, ULONG router_lifetime,
                                  UINT interface_index) IPV6_SERVICE({
        if (ipv6_invalid(ip_ptr) || !router_addr)
        {
            return NX_PTR_ERROR;
        }
        if (router_addr->nxd_ip_version != NX_IP_VERSION_V6)
        {
            return NX_INVALID_PARAMETERS;
        }
        if (interface_index >= NX_MAX_PHYSICAL_INTERFACES)
        {
            return NX_INVALID_INTERFACE;
        }
        NX_INIT_AND_THREADS_CALLER_CHECKING
        return _nxd_ipv6_default_router_add(ip_ptr, router_addr, router_lifetime, interface_index);
    })
