/* SPDX-License-Identifier: MIT */
/* Echo requests and replies, ICMP (RFC 792) and ICMPv6 (RFC 4443, section 4). */
#include "nx_core.h"

#define ECHO_HEADER     8u
#define V4_ECHO_REQUEST 8
#define V4_ECHO_REPLY   0
#define V6_ECHO_REQUEST 128
#define V6_ECHO_REPLY   129

static VOID icmp_packet_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
#ifndef NX_DISABLE_IPV4
    _nx_icmpv4_packet_process(ip_ptr, packet_ptr);
#else
    (void)ip_ptr;
    (void)_nx_packet_release(packet_ptr);
#endif
}

UINT _nx_icmp_enable(NX_IP *ip_ptr)
{
    ip_ptr->nx_ip_icmp_packet_receive = icmp_packet_receive;
    return NX_SUCCESS;
}

UINT _nxd_icmp_enable(NX_IP *ip_ptr)
{
    nx_ip_lock(ip_ptr);
    ip_ptr->nx_ip_icmp_packet_receive = icmp_packet_receive;
#ifdef FEATURE_NX_IPV6
    ip_ptr->nx_ip_icmpv6_packet_process = _nx_icmpv6_packet_process;
    memset(ip_ptr->nx_ipv6_nd_cache, 0, sizeof ip_ptr->nx_ipv6_nd_cache);
#endif
    return nx_ip_unlock(ip_ptr, NX_SUCCESS);
}

UINT _nx_icmp_info_get(NX_IP *ip_ptr, ULONG *pings_sent, ULONG *ping_timeouts, ULONG *ping_threads_suspended,
                       ULONG *ping_responses_received, ULONG *icmp_checksum_errors,
                       ULONG *icmp_unhandled_messages)
{
    TX_HOST_GIVE(pings_sent, ip_ptr->nx_ip_pings_sent)
    TX_HOST_GIVE(ping_timeouts, ip_ptr->nx_ip_ping_timeouts)
    TX_HOST_GIVE(ping_threads_suspended, ip_ptr->nx_ip_icmp_ping_suspended_count)
    TX_HOST_GIVE(ping_responses_received, ip_ptr->nx_ip_ping_responses_received)
    TX_HOST_GIVE(icmp_checksum_errors, ip_ptr->nx_ip_icmp_checksum_errors)
    TX_HOST_GIVE(icmp_unhandled_messages, ip_ptr->nx_ip_icmp_unhandled_messages)
    return NX_SUCCESS;
}

/* Nobody answered in time. */
VOID _nx_icmp_cleanup(TX_THREAD *thread_ptr, ULONG sequence)
{
    NX_IP *ip_ptr = thread_ptr->tx_thread_suspend_control_block;
    (void)sequence;
    thread_ptr->tx_thread_suspend_cleanup = TX_NULL;
    _tx_host_list_remove(&ip_ptr->nx_ip_icmp_ping_suspension_list, thread_ptr);
    ip_ptr->nx_ip_icmp_ping_suspended_count--;
    if (thread_ptr->tx_thread_state == TX_TCP_IP)
    {
        thread_ptr->tx_thread_suspend_status = NX_NO_RESPONSE;
        ip_ptr->nx_ip_ping_timeouts++;
        _tx_host_resume(thread_ptr);
    }
}

static VOID echo_checksum(NX_PACKET *packet_ptr, const NXD_ADDRESS *source, const NXD_ADDRESS *destination)
{
    UCHAR *header = packet_ptr->nx_packet_prepend_ptr;
    nx_put16(header + 2, 0);
    if (source->nxd_ip_version == NX_IP_VERSION_V6)
    {
        nx_put16(header + 2, _nx_checksum_transport(packet_ptr, NX_PROTOCOL_ICMPV6, source, destination));
    }
    else
    {
        nx_put16(header + 2, ~_nx_checksum(packet_ptr, packet_ptr->nx_packet_length, 0) & 0xFFFF);
    }
}

/* Sends an echo request, after choosing the address it comes from. */
static UINT echo_send(NX_IP *ip_ptr, NX_PACKET *packet_ptr, const NXD_ADDRESS *address)
{
    NXD_ADDRESS source;
    memset(&source, 0, sizeof source);
    source.nxd_ip_version = address->nxd_ip_version;
#ifdef FEATURE_NX_IPV6
    if (address->nxd_ip_version == NX_IP_VERSION_V6)
    {
        NXD_IPV6_ADDRESS *ours;
        UINT status = _nxd_ipv6_interface_find(ip_ptr, address->nxd_ip_address.v6, &ours);
        if (status)
        {
            return status;
        }
        memcpy(source.nxd_ip_address.v6, ours->nxd_ipv6_address, sizeof ours->nxd_ipv6_address);
        packet_ptr->nx_packet_ip_version = NX_IP_VERSION_V6;
        packet_ptr->nx_packet_address.nx_packet_ipv6_address_ptr = ours;
        echo_checksum(packet_ptr, &source, address);
        _nx_ipv6_packet_send(ip_ptr, packet_ptr, NX_PROTOCOL_ICMPV6, source.nxd_ip_address.v6,
                             address->nxd_ip_address.v6);
        return NX_SUCCESS;
    }
#endif
#ifndef NX_DISABLE_IPV4
    {
        NX_INTERFACE *interface_ptr = NX_NULL;
        ULONG next_hop;
        if (_nx_ip_route_find(ip_ptr, address->nxd_ip_address.v4, &interface_ptr, &next_hop))
        {
            return NX_IP_ADDRESS_ERROR;
        }
        packet_ptr->nx_packet_address.nx_packet_interface_ptr = interface_ptr;
        echo_checksum(packet_ptr, &source, address);
        _nx_ipv4_packet_send(ip_ptr, packet_ptr, address->nxd_ip_address.v4, NX_IP_NORMAL, NX_IP_TIME_TO_LIVE,
                             NX_PROTOCOL_ICMP, NX_FRAGMENT_OKAY, next_hop);
    }
    return NX_SUCCESS;
#else
    return NX_NOT_SUPPORTED;
#endif
}

UINT _nx_icmp_ping_send(NX_IP *ip_ptr, NXD_ADDRESS *address, CHAR *data_ptr, ULONG data_size,
                        NX_PACKET **response_ptr, ULONG wait_option)
{
    NX_PACKET *packet_ptr;
    UINT v6 = address->nxd_ip_version == NX_IP_VERSION_V6, status;
    ULONG sequence = ip_ptr->nx_ip_icmp_sequence++ & 0xFFFF;
    *response_ptr = NX_NULL;
    status = _nx_packet_allocate(ip_ptr->nx_ip_default_packet_pool, &packet_ptr,
                                 (v6 ? NX_IPv6_PACKET : NX_IPv4_PACKET) + ECHO_HEADER, wait_option);
    if (status)
    {
        return status;
    }
    status = data_size ? _nx_packet_data_append(packet_ptr, data_ptr, data_size,
                                                ip_ptr->nx_ip_default_packet_pool, wait_option)
                       : NX_SUCCESS;
    if (status)
    {
        (void)_nx_packet_release(packet_ptr);
        return status;
    }
    packet_ptr->nx_packet_prepend_ptr -= ECHO_HEADER;
    packet_ptr->nx_packet_length += ECHO_HEADER;
    nx_put32(packet_ptr->nx_packet_prepend_ptr, (ULONG)(v6 ? V6_ECHO_REQUEST : V4_ECHO_REQUEST) << 24);
    nx_put32(packet_ptr->nx_packet_prepend_ptr + 4, sequence);
    nx_ip_lock(ip_ptr);
    ip_ptr->nx_ip_pings_sent++;
    _tx_thread_current_ptr->tx_thread_suspend_info = sequence;
    _tx_thread_current_ptr->tx_thread_additional_suspend_info = (VOID *)response_ptr;
    status = echo_send(ip_ptr, packet_ptr, address);
    if (status)
    {
        (void)_nx_packet_release(packet_ptr);
        return nx_ip_unlock(ip_ptr, status);
    }
    if (!wait_option)
    {
        return nx_ip_unlock(ip_ptr, NX_NO_RESPONSE);
    }
    return _nx_host_wait(&ip_ptr->nx_ip_icmp_ping_suspension_list, &ip_ptr->nx_ip_icmp_ping_suspended_count,
                         ip_ptr, _nx_icmp_cleanup, &ip_ptr->nx_ip_protection, wait_option);
}

UINT _nxd_icmp_ping(NX_IP *ip_ptr, NXD_ADDRESS *ip_address, CHAR *data_ptr, ULONG data_size,
                    NX_PACKET **response_ptr, ULONG wait_option)
{
    if (!ip_ptr->nx_ip_icmp_packet_receive)
    {
        return NX_NOT_ENABLED;
    }
    return _nx_icmp_ping_send(ip_ptr, ip_address, data_ptr, data_size, response_ptr, wait_option);
}

/* The reply, headers off, goes to the thread whose request it answers. */
VOID _nx_icmp_reply_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    ULONG sequence = nx_get16(packet_ptr->nx_packet_prepend_ptr + 6);
    TX_THREAD *each = ip_ptr->nx_ip_icmp_ping_suspension_list;
    ip_ptr->nx_ip_ping_responses_received++;
    for (ULONG left = ip_ptr->nx_ip_icmp_ping_suspended_count; left;
         left--, each = each->tx_thread_suspended_next)
    {
        if (each->tx_thread_suspend_info == sequence)
        {
            packet_ptr->nx_packet_prepend_ptr += ECHO_HEADER;
            packet_ptr->nx_packet_length -= ECHO_HEADER;
            *(NX_PACKET **)each->tx_thread_additional_suspend_info = packet_ptr;
            ip_ptr->nx_ip_icmp_ping_suspension_list = each;
            _nx_host_wake(&ip_ptr->nx_ip_icmp_ping_suspension_list, &ip_ptr->nx_ip_icmp_ping_suspended_count,
                          NX_SUCCESS);
            return;
        }
    }
    (void)_nx_packet_release(packet_ptr);
}

#ifndef NX_DISABLE_IPV4

UINT _nx_icmp_ping(NX_IP *ip_ptr, ULONG ip_address, CHAR *data_ptr, ULONG data_size, NX_PACKET **response_ptr,
                   ULONG wait_option)
{
    NXD_ADDRESS address;
    memset(&address, 0, sizeof address);
    address.nxd_ip_version = NX_IP_VERSION_V4;
    address.nxd_ip_address.v4 = ip_address;
    return _nx_icmp_ping_send(ip_ptr, &address, data_ptr, data_size, response_ptr, wait_option);
}

VOID _nx_icmpv4_packet_process(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    UCHAR *header = packet_ptr->nx_packet_prepend_ptr;
    ULONG source;
    if (packet_ptr->nx_packet_append_ptr - header < (INT)ECHO_HEADER ||
        (~_nx_checksum(packet_ptr, packet_ptr->nx_packet_length, 0) & 0xFFFF) != 0)
    {
        ip_ptr->nx_ip_icmp_checksum_errors++;
        ip_ptr->nx_ip_icmp_invalid_packets++;
        (void)_nx_packet_release(packet_ptr);
        return;
    }
    if (header[0] == V4_ECHO_REPLY)
    {
        _nx_icmp_reply_receive(ip_ptr, packet_ptr);
        return;
    }
    if (header[0] != V4_ECHO_REQUEST)
    {
        ip_ptr->nx_ip_icmp_unhandled_messages++;
        (void)_nx_packet_release(packet_ptr);
        return;
    }
    ip_ptr->nx_ip_pings_received++;
    source = nx_get32(packet_ptr->nx_packet_ip_header + 12);
    header[0] = V4_ECHO_REPLY;
    nx_put16(header + 2, 0);
    nx_put16(header + 2, ~_nx_checksum(packet_ptr, packet_ptr->nx_packet_length, 0) & 0xFFFF);
    ip_ptr->nx_ip_pings_responded_to++;
    {
        NX_INTERFACE *interface_ptr = packet_ptr->nx_packet_address.nx_packet_interface_ptr;
        ULONG next_hop;
        (void)_nx_ip_route_find(ip_ptr, source, &interface_ptr, &next_hop);
        packet_ptr->nx_packet_address.nx_packet_interface_ptr = interface_ptr;
        _nx_ipv4_packet_send(ip_ptr, packet_ptr, source, NX_IP_NORMAL, NX_IP_TIME_TO_LIVE, NX_PROTOCOL_ICMP,
                             NX_FRAGMENT_OKAY, next_hop);
    }
}
#endif
