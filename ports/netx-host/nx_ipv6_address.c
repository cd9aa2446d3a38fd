/* SPDX-License-Identifier: MIT */
/* The IPv6 services: enabling, addresses of our own, and which of them to use.
   A build without IPv6 has the checking forms alone; they say so. */
#include "nx_core.h"

#ifdef FEATURE_NX_IPV6

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
