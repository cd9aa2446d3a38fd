/* SPDX-License-Identifier: MIT */
/* Received ICMPv6 messages: neighbour solicitations and advertisements
   (RFC 4861, section 7.2), which also tell of duplicate addresses (RFC 4862,
   section 5.4), and echo. */
#include "nx_core.h"

#ifdef FEATURE_NX_IPV6

#define NEIGHBOR_SOLICITATION  135
#define NEIGHBOR_ADVERTISEMENT 136
#define ECHO_REQUEST           128
#define ECHO_REPLY             129
#define OPTION_SOURCE_LINK     1
#define OPTION_TARGET_LINK     2
#define MESSAGE_SIZE           24u
#define LINK_OPTION_SIZE       8u

/* The link address in an option of a message; NX_NULL when there is none. */
static const UCHAR *link_option_find(const NX_PACKET *packet_ptr, UINT kind)
{
    const UCHAR *option = packet_ptr->nx_packet_prepend_ptr + MESSAGE_SIZE;
    while (packet_ptr->nx_packet_append_ptr - option >= (INT)LINK_OPTION_SIZE && option[1])
    {
        if (option[0] == kind)
        {
            return option + 2;
        }
        if (option[1] * 8 > packet_ptr->nx_packet_append_ptr - option)
        {
            return NX_NULL;
        }
        option += option[1] * 8;
    }
    return NX_NULL;
}

static NXD_IPV6_ADDRESS *target_find(NX_IP *ip_ptr, const ULONG *target)
{
    for (UINT i = 0; i < NX_MAX_IPV6_ADDRESSES; i++)
    {
        if (ip_ptr->nx_ipv6_address[i].nxd_ipv6_address_valid &&
            _nx_address_same(ip_ptr->nx_ipv6_address[i].nxd_ipv6_address, target))
        {
            return &ip_ptr->nx_ipv6_address[i];
        }
    }
    return NX_NULL;
}

static VOID advertisement_make(NX_PACKET *packet_ptr, NXD_IPV6_ADDRESS *ours, UINT solicited)
{
    UCHAR *message = packet_ptr->nx_packet_prepend_ptr;
    message[0] = NEIGHBOR_ADVERTISEMENT;
    nx_put32(message + 4, solicited ? 0x60000000 : 0x20000000);
    _nx_nd_link_option_write(message + MESSAGE_SIZE, OPTION_TARGET_LINK, ours->nxd_ipv6_address_attached);
    packet_ptr->nx_packet_append_ptr = message + MESSAGE_SIZE + LINK_OPTION_SIZE;
    packet_ptr->nx_packet_length = MESSAGE_SIZE + LINK_OPTION_SIZE;
}

/* Sends a message that was received back, changed, to whom it came from. */
static VOID reply_send(NX_IP *ip_ptr, NX_PACKET *packet_ptr, NXD_IPV6_ADDRESS *ours, const ULONG *destination)
{
    UCHAR *message = packet_ptr->nx_packet_prepend_ptr;
    NXD_ADDRESS from, to;
    from.nxd_ip_version = to.nxd_ip_version = NX_IP_VERSION_V6;
    memcpy(from.nxd_ip_address.v6, ours->nxd_ipv6_address, sizeof from.nxd_ip_address.v6);
    memcpy(to.nxd_ip_address.v6, destination, sizeof to.nxd_ip_address.v6);
    nx_put16(message + 2, 0);
    nx_put16(message + 2, _nx_checksum_transport(packet_ptr, NX_PROTOCOL_ICMPV6, &from, &to));
    packet_ptr->nx_packet_address.nx_packet_ipv6_address_ptr = ours;
    _nx_ipv6_packet_send(ip_ptr, packet_ptr, NX_PROTOCOL_ICMPV6, ours->nxd_ipv6_address, destination);
}

/* Another node wants an address of ours: to talk to it, or to have it. */
static VOID solicitation_process(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    ULONG source[4], target[4], all_nodes[4] = {0xFF020000, 0, 0, 1};
    NXD_IPV6_ADDRESS *ours;
    const UCHAR *link = link_option_find(packet_ptr, OPTION_SOURCE_LINK);
    UINT anonymous;
    _nx_address_read(source, packet_ptr->nx_packet_ip_header + 8);
    _nx_address_read(target, packet_ptr->nx_packet_prepend_ptr + 8);
    anonymous = _nx_address_type(source) == IPV6_ADDRESS_UNSPECIFIED;
    ours = target_find(ip_ptr, target);
    if (!ours || packet_ptr->nx_packet_data_end - packet_ptr->nx_packet_prepend_ptr <
                     (INT)(MESSAGE_SIZE + LINK_OPTION_SIZE))
    {
        (void)_nx_packet_release(packet_ptr);
        return;
    }
    if (ours->nxd_ipv6_address_state == NX_IPV6_ADDR_STATE_TENTATIVE)
    {
        if (anonymous)
        {
            (void)_nxd_ipv6_address_delete(ip_ptr, ours->nxd_ipv6_address_index);
        }
        (void)_nx_packet_release(packet_ptr);
        return;
    }
    if (link && !anonymous)
    {
        ND_CACHE_ENTRY *entry = _nx_nd_entry_find(ip_ptr, source);
        entry = entry ? entry : _nx_nd_entry_add(ip_ptr, source, ours);
        if (entry && (entry->nx_nd_cache_nd_status == ND_CACHE_STATE_CREATED ||
                      memcmp(entry->nx_nd_cache_mac_addr, link, 6) != 0))
        {
            _nx_nd_entry_learn(ip_ptr, entry, link, ND_CACHE_STATE_STALE);
        }
    }
    advertisement_make(packet_ptr, ours, !anonymous);
    if (anonymous)
    {
        _nx_nd_message_send(ip_ptr, packet_ptr, ours, ours->nxd_ipv6_address, all_nodes, 0x3333, 1);
        return;
    }
    reply_send(ip_ptr, packet_ptr, ours, source);
}

static VOID advertisement_process(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    ULONG target[4], flags = nx_get32(packet_ptr->nx_packet_prepend_ptr + 4);
    const UCHAR *link = link_option_find(packet_ptr, OPTION_TARGET_LINK);
    NXD_IPV6_ADDRESS *ours;
    ND_CACHE_ENTRY *entry;
    _nx_address_read(target, packet_ptr->nx_packet_prepend_ptr + 8);
    ours = target_find(ip_ptr, target);
    entry = _nx_nd_entry_find(ip_ptr, target);
    if (ours && ours->nxd_ipv6_address_state == NX_IPV6_ADDR_STATE_TENTATIVE)
    {
        (void)_nxd_ipv6_address_delete(ip_ptr, ours->nxd_ipv6_address_index);
    }
    else if (entry && link)
    {
        _nx_nd_entry_learn(ip_ptr, entry, link,
                           flags & 0x40000000 ? ND_CACHE_STATE_REACHABLE : ND_CACHE_STATE_STALE);
    }
    (void)_nx_packet_release(packet_ptr);
}

static VOID echo_answer(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    ULONG source[4];
    _nx_address_read(source, packet_ptr->nx_packet_ip_header + 8);
    ip_ptr->nx_ip_pings_received++;
    ip_ptr->nx_ip_pings_responded_to++;
    packet_ptr->nx_packet_prepend_ptr[0] = ECHO_REPLY;
    reply_send(ip_ptr, packet_ptr, packet_ptr->nx_packet_address.nx_packet_ipv6_address_ptr, source);
}

VOID _nx_icmpv6_packet_process(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    const UCHAR *message = packet_ptr->nx_packet_prepend_ptr;
    NXD_ADDRESS from, to;
    ULONG present = (ULONG)(packet_ptr->nx_packet_append_ptr - message);
    from.nxd_ip_version = to.nxd_ip_version = NX_IP_VERSION_V6;
    _nx_address_read(from.nxd_ip_address.v6, packet_ptr->nx_packet_ip_header + 8);
    _nx_address_read(to.nxd_ip_address.v6, packet_ptr->nx_packet_ip_header + 24);
    if (present < 8 || _nx_checksum_transport(packet_ptr, NX_PROTOCOL_ICMPV6, &from, &to))
    {
        ip_ptr->nx_ip_icmp_invalid_packets++;
        (void)_nx_packet_release(packet_ptr);
    }
    else if (message[0] == NEIGHBOR_SOLICITATION && present >= MESSAGE_SIZE)
    {
        solicitation_process(ip_ptr, packet_ptr);
    }
    else if (message[0] == NEIGHBOR_ADVERTISEMENT && present >= MESSAGE_SIZE)
    {
        advertisement_process(ip_ptr, packet_ptr);
    }
    else if (message[0] == ECHO_REQUEST)
    {
        echo_answer(ip_ptr, packet_ptr);
    }
    else if (message[0] == ECHO_REPLY)
    {
        _nx_icmp_reply_receive(ip_ptr, packet_ptr);
    }
    else
    {
        ip_ptr->nx_ip_icmp_unhandled_messages++;
        (void)_nx_packet_release(packet_ptr);
    }
}

#endif
