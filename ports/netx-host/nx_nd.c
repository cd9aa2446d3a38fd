/* SPDX-License-Identifier: MIT */
/* Neighbour discovery (RFC 4861) and duplicate address detection (RFC 4862,
   section 5.4), as much of it as hosts on one link need. Packets wait in the
   neighbour's entry until it answers or is given up. */
#include "nx_core.h"

#ifdef FEATURE_NX_IPV6

#define ROUTER_SOLICITATION   133
#define NEIGHBOR_SOLICITATION 135
#define OPTION_SOURCE_LINK    1
#define MESSAGE_SIZE          24u
#define LINK_OPTION_SIZE      8u

static const ULONG unspecified[4];

ND_CACHE_ENTRY *_nx_nd_entry_find(NX_IP *ip_ptr, const ULONG *address)
{
    for (UINT i = 0; i < NX_IPV6_NEIGHBOR_CACHE_SIZE; i++)
    {
        ND_CACHE_ENTRY *entry = &ip_ptr->nx_ipv6_nd_cache[i];
        if (entry->nx_nd_cache_nd_status != ND_CACHE_STATE_INVALID &&
            _nx_address_same(entry->nx_nd_cache_dest_ip, address))
        {
            return entry;
        }
    }
    return NX_NULL;
}

static VOID entry_delete(ND_CACHE_ENTRY *entry)
{
    _nx_ip_queue_release(entry->nx_nd_cache_packet_waiting_head);
    memset(entry, 0, sizeof *entry);
}

VOID _nx_nd_invalidate(NX_IP *ip_ptr)
{
    for (UINT i = 0; i < NX_IPV6_NEIGHBOR_CACHE_SIZE; i++)
    {
        entry_delete(&ip_ptr->nx_ipv6_nd_cache[i]);
    }
}

/* A free entry, else one that is only remembered. */
ND_CACHE_ENTRY *_nx_nd_entry_add(NX_IP *ip_ptr, const ULONG *address, NXD_IPV6_ADDRESS *ours)
{
    ND_CACHE_ENTRY *chosen = NX_NULL;
    for (UINT i = 0; i < NX_IPV6_NEIGHBOR_CACHE_SIZE; i++)
    {
        ND_CACHE_ENTRY *entry = &ip_ptr->nx_ipv6_nd_cache[i];
        if (entry->nx_nd_cache_nd_status == ND_CACHE_STATE_INVALID)
        {
            chosen = entry;
            break;
        }
        if (entry->nx_nd_cache_nd_status == ND_CACHE_STATE_STALE && !chosen)
        {
            chosen = entry;
        }
    }
    if (chosen)
    {
        entry_delete(chosen);
        memcpy(chosen->nx_nd_cache_dest_ip, address, sizeof chosen->nx_nd_cache_dest_ip);
        chosen->nx_nd_cache_nd_status = ND_CACHE_STATE_CREATED;
        chosen->nx_nd_cache_outgoing_address = ours;
    }
    return chosen;
}

VOID _nx_nd_link_option_write(UCHAR *option, UINT kind, const NX_INTERFACE *interface_ptr)
{
    option[0] = (UCHAR)kind;
    option[1] = 1;
    nx_put16(option + 2, interface_ptr->nx_interface_physical_address_msw);
    nx_put32(option + 4, interface_ptr->nx_interface_physical_address_lsw);
}

/* Completes and sends a message whose type and body are written. */
VOID _nx_nd_message_send(NX_IP *ip_ptr, NX_PACKET *packet_ptr, NXD_IPV6_ADDRESS *ours, const ULONG *source,
                         const ULONG *destination, ULONG msw, ULONG lsw)
{
    NXD_ADDRESS from, to;
    UCHAR *message = packet_ptr->nx_packet_prepend_ptr;
    from.nxd_ip_version = to.nxd_ip_version = NX_IP_VERSION_V6;
    memcpy(from.nxd_ip_address.v6, source, sizeof from.nxd_ip_address.v6);
    memcpy(to.nxd_ip_address.v6, destination, sizeof to.nxd_ip_address.v6);
    nx_put16(message + 2, 0);
    nx_put16(message + 2, _nx_checksum_transport(packet_ptr, NX_PROTOCOL_ICMPV6, &from, &to));
    packet_ptr->nx_packet_address.nx_packet_ipv6_address_ptr = ours;
    _nx_ipv6_header_add(ip_ptr, packet_ptr, NX_PROTOCOL_ICMPV6, 255, source, destination);
    _nx_ip_deliver(ip_ptr, packet_ptr, ours->nxd_ipv6_address_attached, NX_LINK_PACKET_SEND, msw, lsw);
}

static NX_PACKET *message_allocate(NX_IP *ip_ptr, UINT type, ULONG length)
{
    NX_PACKET *packet_ptr;
    if (_nx_packet_allocate(ip_ptr->nx_ip_default_packet_pool, &packet_ptr, NX_IPv6_ICMP_PACKET, NX_NO_WAIT))
    {
        return NX_NULL;
    }
    if ((ULONG)(packet_ptr->nx_packet_data_end - packet_ptr->nx_packet_prepend_ptr) < length)
    {
        (void)_nx_packet_release(packet_ptr);
        return NX_NULL;
    }
    memset(packet_ptr->nx_packet_prepend_ptr, 0, length);
    packet_ptr->nx_packet_prepend_ptr[0] = (UCHAR)type;
    packet_ptr->nx_packet_append_ptr += length;
    packet_ptr->nx_packet_length = length;
    return packet_ptr;
}

/* Asks who has an address; the entry, if given, is asked directly. */
static VOID solicitation_send(NX_IP *ip_ptr, const ULONG *target, NXD_IPV6_ADDRESS *ours, UINT with_link,
                              const ND_CACHE_ENTRY *directly)
{
    ULONG group[4] = {0xFF020000, 0, 1, target[3] | 0xFF000000};
    UINT valid = ours->nxd_ipv6_address_state == NX_IPV6_ADDR_STATE_VALID;
    NX_PACKET *packet_ptr =
        message_allocate(ip_ptr, NEIGHBOR_SOLICITATION, MESSAGE_SIZE + (with_link ? LINK_OPTION_SIZE : 0));
    if (!packet_ptr)
    {
        return;
    }
    _nx_address_write(packet_ptr->nx_packet_prepend_ptr + 8, target);
    if (with_link)
    {
        _nx_nd_link_option_write(packet_ptr->nx_packet_prepend_ptr + MESSAGE_SIZE, OPTION_SOURCE_LINK,
                                 ours->nxd_ipv6_address_attached);
    }
    if (directly)
    {
        _nx_nd_message_send(ip_ptr, packet_ptr, ours, ours->nxd_ipv6_address, target,
                            nx_get16(directly->nx_nd_cache_mac_addr),
                            nx_get32(directly->nx_nd_cache_mac_addr + 2));
        return;
    }
    _nx_nd_message_send(ip_ptr, packet_ptr, ours, valid ? ours->nxd_ipv6_address : unspecified, group, 0x3333,
                        group[3]);
}

static VOID waiting_add(NX_IP *ip_ptr, ND_CACHE_ENTRY *entry, NX_PACKET *packet_ptr)
{
    packet_ptr->nx_packet_queue_next = NX_NULL;
    entry->nx_nd_cache_packet_waiting_tail->nx_packet_queue_next = packet_ptr;
    entry->nx_nd_cache_packet_waiting_tail = packet_ptr;
    if (++entry->nx_nd_cache_packet_waiting_queue_length > NX_ND_MAX_QUEUE_DEPTH)
    {
        NX_PACKET *oldest = entry->nx_nd_cache_packet_waiting_head;
        entry->nx_nd_cache_packet_waiting_head = oldest->nx_packet_queue_next;
        entry->nx_nd_cache_packet_waiting_queue_length--;
        _nx_ip_drop_sent(ip_ptr, oldest);
    }
}

static UINT on_link(NX_IP *ip_ptr, const ULONG *address)
{
    if (_nx_address_type(address) & IPV6_ADDRESS_LINKLOCAL)
    {
        return NX_TRUE;
    }
    for (UINT i = 0; i < NX_MAX_IPV6_ADDRESSES; i++)
    {
        NXD_IPV6_ADDRESS *each = &ip_ptr->nx_ipv6_address[i];
        if (each->nxd_ipv6_address_valid &&
            _nx_address_prefix_same(address, each->nxd_ipv6_address, each->nxd_ipv6_address_prefix_length))
        {
            return NX_TRUE;
        }
    }
    return NX_FALSE;
}

/* NX_SUCCESS and the physical address; otherwise the packet waits or is gone. */
UINT _nx_nd_resolve(NX_IP *ip_ptr, NX_PACKET *packet_ptr, const ULONG *destination, ULONG *msw, ULONG *lsw)
{
    NXD_IPV6_ADDRESS *ours = packet_ptr->nx_packet_address.nx_packet_ipv6_address_ptr;
    const ULONG *hop = on_link(ip_ptr, destination)       ? destination
                       : ip_ptr->nx_ipv6_router_interface ? ip_ptr->nx_ipv6_router_address
                                                          : NX_NULL;
    ND_CACHE_ENTRY *entry = hop ? _nx_nd_entry_find(ip_ptr, hop) : NX_NULL;
    if (hop && !entry)
    {
        entry = _nx_nd_entry_add(ip_ptr, hop, ours);
    }
    if (!entry || !ip_ptr->nx_ip_icmpv6_packet_process)
    {
        _nx_ip_drop_sent(ip_ptr, packet_ptr);
        return NX_NOT_SUCCESSFUL;
    }
    if (entry->nx_nd_cache_nd_status >= ND_CACHE_STATE_REACHABLE &&
        entry->nx_nd_cache_nd_status <= ND_CACHE_STATE_PROBE)
    {
        *msw = nx_get16(entry->nx_nd_cache_mac_addr);
        *lsw = nx_get32(entry->nx_nd_cache_mac_addr + 2);
        if (entry->nx_nd_cache_nd_status == ND_CACHE_STATE_STALE)
        {
            entry->nx_nd_cache_nd_status = ND_CACHE_STATE_DELAY;
            entry->nx_nd_cache_timer_tick = NX_DELAY_FIRST_PROBE_TIME;
        }
        return NX_SUCCESS;
    }
    if (entry->nx_nd_cache_packet_waiting_head)
    {
        waiting_add(ip_ptr, entry, packet_ptr);
        return NX_NOT_SUCCESSFUL;
    }
    packet_ptr->nx_packet_queue_next = NX_NULL;
    entry->nx_nd_cache_packet_waiting_head = entry->nx_nd_cache_packet_waiting_tail = packet_ptr;
    entry->nx_nd_cache_packet_waiting_queue_length = 1;
    entry->nx_nd_cache_outgoing_address = ours;
    entry->nx_nd_cache_nd_status = ND_CACHE_STATE_INCOMPLETE;
    entry->nx_nd_cache_num_solicit = NX_MAX_MULTICAST_SOLICIT - 1;
    entry->nx_nd_cache_timer_tick = ip_ptr->nx_ipv6_retrans_timer_ticks;
    solicitation_send(ip_ptr, hop, ours, NX_TRUE, NX_NULL);
    return NX_NOT_SUCCESSFUL;
}

VOID _nx_nd_entry_learn(NX_IP *ip_ptr, ND_CACHE_ENTRY *entry, const UCHAR *link, UINT status)
{
    NX_PACKET *waiting = entry->nx_nd_cache_packet_waiting_head;
    memcpy(entry->nx_nd_cache_mac_addr, link, sizeof entry->nx_nd_cache_mac_addr);
    entry->nx_nd_cache_nd_status = (UCHAR)status;
    entry->nx_nd_cache_timer_tick = status == ND_CACHE_STATE_REACHABLE ? ip_ptr->nx_ipv6_reachable_timer : 0;
    entry->nx_nd_cache_packet_waiting_head = entry->nx_nd_cache_packet_waiting_tail = NX_NULL;
    entry->nx_nd_cache_packet_waiting_queue_length = 0;
    while (waiting)
    {
        NX_PACKET *packet_ptr = waiting;
        waiting = waiting->nx_packet_queue_next;
        packet_ptr->nx_packet_queue_next = NX_NULL;
        _nx_ip_deliver(ip_ptr, packet_ptr,
                       packet_ptr->nx_packet_address.nx_packet_ipv6_address_ptr->nxd_ipv6_address_attached,
                       NX_LINK_PACKET_SEND, nx_get16(link), nx_get32(link + 2));
    }
}

/* Once a second. */
VOID _nx_nd_slow_update(NX_IP *ip_ptr)
{
    for (UINT i = 0; i < NX_IPV6_NEIGHBOR_CACHE_SIZE; i++)
    {
        ND_CACHE_ENTRY *entry = &ip_ptr->nx_ipv6_nd_cache[i];
        UINT status = entry->nx_nd_cache_nd_status;
        if ((status == ND_CACHE_STATE_REACHABLE || status == ND_CACHE_STATE_DELAY) &&
            !--entry->nx_nd_cache_timer_tick)
        {
            entry->nx_nd_cache_nd_status =
                status == ND_CACHE_STATE_REACHABLE ? ND_CACHE_STATE_STALE : ND_CACHE_STATE_PROBE;
            entry->nx_nd_cache_num_solicit = NX_MAX_UNICAST_SOLICIT;
        }
    }
}

/* Ten times a second: asks again, and gives up in the end. */
VOID _nx_nd_fast_update(NX_IP *ip_ptr)
{
    for (UINT i = 0; i < NX_IPV6_NEIGHBOR_CACHE_SIZE; i++)
    {
        ND_CACHE_ENTRY *entry = &ip_ptr->nx_ipv6_nd_cache[i];
        UINT status = entry->nx_nd_cache_nd_status;
        if (status != ND_CACHE_STATE_PROBE && status != ND_CACHE_STATE_INCOMPLETE)
        {
            continue;
        }
        if (entry->nx_nd_cache_timer_tick)
        {
            entry->nx_nd_cache_timer_tick--;
        }
        else if (!entry->nx_nd_cache_num_solicit)
        {
            entry_delete(entry);
        }
        else
        {
            entry->nx_nd_cache_num_solicit--;
            entry->nx_nd_cache_timer_tick = ip_ptr->nx_ipv6_retrans_timer_ticks;
            solicitation_send(ip_ptr, entry->nx_nd_cache_dest_ip, entry->nx_nd_cache_outgoing_address,
                              NX_TRUE, status == ND_CACHE_STATE_PROBE ? entry : NX_NULL);
        }
    }
}

/* The first probe of an interface's first address does not wait for the
   second to end. */
VOID _nx_dad_begin(NX_IP *ip_ptr)
{
    NXD_IPV6_ADDRESS *first = ip_ptr->nx_ip_interface[0].nxd_interface_ipv6_address_list_head;
    if (ip_ptr->nx_ip_icmpv6_packet_process && first &&
        first->nxd_ipv6_address_DupAddrDetectTransmit == NX_IPV6_DAD_TRANSMITS)
    {
        solicitation_send(ip_ptr, first->nxd_ipv6_address, first, NX_FALSE, NX_NULL);
        first->nxd_ipv6_address_DupAddrDetectTransmit--;
    }
}

/* Once a second: another probe for each tentative address; it is ours when
   all of them went unanswered. */
VOID _nx_dad_update(NX_IP *ip_ptr)
{
    NXD_IPV6_ADDRESS *each = ip_ptr->nx_ip_interface[0].nxd_interface_ipv6_address_list_head;
    if (!ip_ptr->nx_ip_icmpv6_packet_process)
    {
        return;
    }
    for (; each; each = each->nxd_ipv6_address_next)
    {
        if (each->nxd_ipv6_address_state != NX_IPV6_ADDR_STATE_TENTATIVE)
        {
            continue;
        }
        if (each->nxd_ipv6_address_DupAddrDetectTransmit)
        {
            solicitation_send(ip_ptr, each->nxd_ipv6_address, each, NX_FALSE, NX_NULL);
            each->nxd_ipv6_address_DupAddrDetectTransmit--;
        }
        else
        {
            each->nxd_ipv6_address_state = NX_IPV6_ADDR_STATE_VALID;
        }
    }
}

/* Asks for routers a few times; on these links none answers. */
VOID _nx_router_solicitation_check(NX_IP *ip_ptr)
{
    NX_INTERFACE *interface_ptr = &ip_ptr->nx_ip_interface[0];
    NXD_IPV6_ADDRESS *each = interface_ptr->nxd_interface_ipv6_address_list_head;
    ULONG all_routers[4] = {0xFF020000, 0, 0, 2};
    NX_PACKET *packet_ptr;
    while (each && (each->nxd_ipv6_address_state != NX_IPV6_ADDR_STATE_VALID ||
                    !(_nx_address_type(each->nxd_ipv6_address) & IPV6_ADDRESS_LINKLOCAL)))
    {
        each = each->nxd_ipv6_address_next;
    }
    if (!each || !interface_ptr->nx_ipv6_rtr_solicitation_count ||
        --interface_ptr->nx_ipv6_rtr_solicitation_timer)
    {
        return;
    }
    interface_ptr->nx_ipv6_rtr_solicitation_count--;
    interface_ptr->nx_ipv6_rtr_solicitation_timer = 4;
    packet_ptr = message_allocate(ip_ptr, ROUTER_SOLICITATION, 8 + LINK_OPTION_SIZE);
    if (packet_ptr)
    {
        _nx_nd_link_option_write(packet_ptr->nx_packet_prepend_ptr + 8, OPTION_SOURCE_LINK, interface_ptr);
        _nx_nd_message_send(ip_ptr, packet_ptr, each, each->nxd_ipv6_address, all_routers, 0x3333, 2);
    }
}

#endif
