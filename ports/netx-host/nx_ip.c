/* SPDX-License-Identifier: MIT */
/* IP instances: creating and deleting them, their helper thread, and what is
   common to IPv4 and IPv6 on the way in and out. */
#include "nx_core.h"

NX_IP *_nx_ip_created_ptr;
ULONG _nx_ip_created_count;

static VOID periodic_timer_entry(ULONG input)
{
    NX_IP *ip_ptr;
    NX_TIMER_EXTENSION_PTR_GET(ip_ptr, NX_IP, input)
    (void)_tx_event_flags_set(&ip_ptr->nx_ip_events, NX_IP_PERIODIC_EVENT, TX_OR);
}

static VOID fast_periodic_timer_entry(ULONG input)
{
    NX_IP *ip_ptr;
    NX_TIMER_EXTENSION_PTR_GET(ip_ptr, NX_IP, input)
    (void)_tx_event_flags_set(&ip_ptr->nx_ip_events, NX_IP_FAST_EVENT, TX_OR);
}

VOID _nx_ip_fast_periodic_timer_create(NX_IP *ip_ptr)
{
    if (ip_ptr->nx_ip_fast_periodic_timer_created)
    {
        return;
    }
    (void)_tx_timer_create(&ip_ptr->nx_ip_fast_periodic_timer, ip_ptr->nx_ip_name, fast_periodic_timer_entry,
                           0, NX_IP_FAST_TICKS, NX_IP_FAST_TICKS, TX_AUTO_ACTIVATE);
    NX_TIMER_EXTENSION_PTR_SET(&ip_ptr->nx_ip_fast_periodic_timer, ip_ptr)
    ip_ptr->nx_ip_fast_periodic_timer_created = NX_TRUE;
}

static VOID interfaces_prepare(NX_IP *ip_ptr, ULONG ip_address, ULONG network_mask,
                               VOID (*ip_link_driver)(NX_IP_DRIVER *))
{
    NX_INTERFACE *primary = &ip_ptr->nx_ip_interface[0];
    NX_INTERFACE *loopback = &ip_ptr->nx_ip_interface[NX_LOOPBACK_INTERFACE];
    for (UINT i = 0; i < NX_MAX_IP_INTERFACES; i++)
    {
        ip_ptr->nx_ip_interface[i].nx_interface_index = (UCHAR)i;
    }
    primary->nx_interface_valid = loopback->nx_interface_valid = NX_TRUE;
    primary->nx_interface_name = (CHAR *)"PRI";
    primary->nx_interface_link_driver_entry = ip_link_driver;
    loopback->nx_interface_name = (CHAR *)"Internal IP Loopback";
    loopback->nx_interface_ip_mtu_size = 65535;
    loopback->nx_interface_link_up = NX_TRUE;
#ifndef NX_DISABLE_IPV4
    primary->nx_interface_ip_address = ip_address;
    primary->nx_interface_ip_network_mask = network_mask;
    primary->nx_interface_ip_network = ip_address & network_mask;
    loopback->nx_interface_ip_address = IP_ADDRESS(127, 0, 0, 1);
    loopback->nx_interface_ip_network_mask = IP_ADDRESS(255, 0, 0, 0);
    loopback->nx_interface_ip_network = IP_ADDRESS(127, 0, 0, 0);
#else
    (void)ip_address;
    (void)network_mask;
#endif
}

UINT _nx_ip_create(NX_IP *ip_ptr, CHAR *name, ULONG ip_address, ULONG network_mask,
                   NX_PACKET_POOL *default_pool, VOID (*ip_link_driver)(NX_IP_DRIVER *), VOID *memory_ptr,
                   ULONG memory_size, UINT priority)
{
    memset(ip_ptr, 0, sizeof *ip_ptr);
    interfaces_prepare(ip_ptr, ip_address, network_mask, ip_link_driver);
    ip_ptr->nx_ip_name = name;
    ip_ptr->nx_ip_packet_id = 1;
    ip_ptr->nx_ip_default_packet_pool = default_pool;
    (void)_tx_mutex_create(&ip_ptr->nx_ip_protection, name, TX_NO_INHERIT);
    (void)_tx_event_flags_create(&ip_ptr->nx_ip_events, name);
    _tx_thread_preempt_disable++;
    (void)_tx_thread_create(&ip_ptr->nx_ip_thread, name, _nx_ip_thread_entry, 0, memory_ptr, memory_size,
                            priority, priority, 1, TX_AUTO_START);
    NX_THREAD_EXTENSION_PTR_SET(&ip_ptr->nx_ip_thread, ip_ptr)
    (void)_tx_timer_create(&ip_ptr->nx_ip_periodic_timer, name, periodic_timer_entry, 0, NX_IP_PERIODIC_RATE,
                           NX_IP_PERIODIC_RATE, TX_AUTO_ACTIVATE);
    NX_TIMER_EXTENSION_PTR_SET(&ip_ptr->nx_ip_periodic_timer, ip_ptr)
    ip_ptr->nx_ip_id = NX_IP_ID;
    TX_HOST_CREATED_ADD(_nx_ip_created_ptr, _nx_ip_created_count, ip_ptr, nx_ip_created);
    _tx_thread_preempt_disable--;
    _tx_host_preempt_check();
    return NX_SUCCESS;
}

static VOID driver_command(NX_IP *ip_ptr, NX_INTERFACE *interface_ptr, UINT command)
{
    NX_IP_DRIVER request;
    memset(&request, 0, sizeof request);
    request.nx_ip_driver_ptr = ip_ptr;
    request.nx_ip_driver_command = command;
    request.nx_ip_driver_interface = interface_ptr;
    (interface_ptr->nx_interface_link_driver_entry)(&request);
}

static VOID queue_release(NX_PACKET *packet_ptr)
{
    while (packet_ptr)
    {
        NX_PACKET *next = packet_ptr->nx_packet_queue_next;
        (void)_nx_packet_release(packet_ptr);
        packet_ptr = next;
    }
}

VOID _nx_ip_queue_release(NX_PACKET *packet_ptr)
{
    while (packet_ptr)
    {
        NX_PACKET *next = packet_ptr->nx_packet_queue_next;
        (void)_nx_packet_transmit_release(packet_ptr);
        packet_ptr = next;
    }
}

static VOID helpers_delete(NX_IP *ip_ptr)
{
    (void)_tx_timer_delete(&ip_ptr->nx_ip_periodic_timer);
    if (ip_ptr->nx_ip_fast_periodic_timer_created)
    {
        (void)_tx_timer_delete(&ip_ptr->nx_ip_fast_periodic_timer);
    }
    (void)_tx_thread_terminate(&ip_ptr->nx_ip_thread);
    (void)_tx_thread_delete(&ip_ptr->nx_ip_thread);
    (void)_tx_event_flags_delete(&ip_ptr->nx_ip_events);
    (void)_tx_mutex_delete(&ip_ptr->nx_ip_protection);
}

UINT _nx_ip_delete(NX_IP *ip_ptr)
{
    NX_INTERFACE *interface_ptr = &ip_ptr->nx_ip_interface[0];
    nx_ip_lock(ip_ptr);
    if (ip_ptr->nx_ip_udp_created_sockets_count || ip_ptr->nx_ip_tcp_created_sockets_count)
    {
        return nx_ip_unlock(ip_ptr, NX_SOCKETS_BOUND);
    }
    driver_command(ip_ptr, interface_ptr, NX_LINK_DISABLE);
    driver_command(ip_ptr, interface_ptr, NX_LINK_UNINITIALIZE);
    TX_HOST_CREATED_REMOVE(_nx_ip_created_ptr, _nx_ip_created_count, ip_ptr, nx_ip_created);
    _tx_thread_preempt_disable++;
    (void)nx_ip_unlock(ip_ptr, NX_SUCCESS);
    helpers_delete(ip_ptr);
    queue_release(ip_ptr->nx_ip_deferred_received_packet_head);
    queue_release(ip_ptr->nx_ip_tcp_queue_head);
    while (ip_ptr->nx_ip_icmp_ping_suspension_list)
    {
        _nx_icmp_cleanup(ip_ptr->nx_ip_icmp_ping_suspension_list, 0);
    }
#ifndef NX_DISABLE_IPV4
    queue_release(ip_ptr->nx_ip_arp_deferred_received_packet_head);
    (void)_nx_arp_dynamic_entries_invalidate(ip_ptr);
#endif
#ifdef FEATURE_NX_IPV6
    _nx_nd_invalidate(ip_ptr);
#endif
    ip_ptr->nx_ip_id = 0;
    _tx_thread_preempt_disable--;
    _tx_host_preempt_check();
    return NX_SUCCESS;
}

static VOID received_process(NX_IP *ip_ptr)
{
    while (ip_ptr->nx_ip_deferred_received_packet_head)
    {
        NX_PACKET *packet_ptr = ip_ptr->nx_ip_deferred_received_packet_head;
        ip_ptr->nx_ip_deferred_received_packet_head = packet_ptr->nx_packet_queue_next;
        packet_ptr->nx_packet_queue_next = NX_NULL;
        _nx_ip_packet_receive(ip_ptr, packet_ptr);
    }
}

#ifndef NX_DISABLE_IPV4
static VOID arp_process(NX_IP *ip_ptr)
{
    while (ip_ptr->nx_ip_arp_deferred_received_packet_head)
    {
        NX_PACKET *packet_ptr = ip_ptr->nx_ip_arp_deferred_received_packet_head;
        ip_ptr->nx_ip_arp_deferred_received_packet_head = packet_ptr->nx_packet_queue_next;
        packet_ptr->nx_packet_queue_next = NX_NULL;
        _nx_arp_packet_receive(ip_ptr, packet_ptr);
    }
}
#endif

static VOID fast_process(NX_IP *ip_ptr)
{
#ifdef FEATURE_NX_IPV6
    _nx_dad_begin(ip_ptr);
    _nx_nd_fast_update(ip_ptr);
#endif
    if (ip_ptr->nx_ip_tcp_packet_receive)
    {
        _nx_tcp_fast_periodic_processing(ip_ptr);
    }
}

static VOID periodic_process(NX_IP *ip_ptr)
{
#ifndef NX_DISABLE_IPV4
    if (ip_ptr->nx_ip_arp_periodic_update)
    {
        (ip_ptr->nx_ip_arp_periodic_update)(ip_ptr);
    }
#endif
#ifdef FEATURE_NX_IPV6
    _nx_dad_update(ip_ptr);
    _nx_nd_slow_update(ip_ptr);
    _nx_router_solicitation_check(ip_ptr);
#endif
    (void)ip_ptr;
}

static VOID events_process(NX_IP *ip_ptr, ULONG events)
{
    if (events & NX_IP_RECEIVE_EVENT)
    {
        received_process(ip_ptr);
    }
    if (events & NX_IP_TCP_EVENT)
    {
        _nx_tcp_queue_process(ip_ptr);
    }
    if (events & NX_IP_FAST_EVENT)
    {
        fast_process(ip_ptr);
    }
    if (events & NX_IP_PERIODIC_EVENT)
    {
        periodic_process(ip_ptr);
    }
#ifndef NX_DISABLE_IPV4
    if (events & NX_IP_ARP_REC_EVENT)
    {
        arp_process(ip_ptr);
    }
#endif
    if (events & NX_IP_DRIVER_DEFERRED_EVENT)
    {
        driver_command(ip_ptr, &ip_ptr->nx_ip_interface[0], NX_LINK_DEFERRED_PROCESSING);
    }
    if (events & NX_IP_TCP_CLEANUP_DEFERRED)
    {
        _nx_tcp_deferred_cleanup_check(ip_ptr);
    }
}

VOID _nx_ip_thread_entry(ULONG input)
{
    NX_IP *ip_ptr;
    NX_INTERFACE *interface_ptr;
    ULONG events;
    NX_THREAD_EXTENSION_PTR_GET(ip_ptr, NX_IP, input)
    interface_ptr = &ip_ptr->nx_ip_interface[0];
    nx_ip_lock(ip_ptr);
    ip_ptr->nx_ip_initialize_done = NX_TRUE;
    interface_ptr->nx_interface_link_up = NX_TRUE;
    driver_command(ip_ptr, interface_ptr, NX_LINK_INTERFACE_ATTACH);
    driver_command(ip_ptr, interface_ptr, NX_LINK_INITIALIZE);
    driver_command(ip_ptr, interface_ptr, NX_LINK_ENABLE);
    for (;;)
    {
        (void)nx_ip_unlock(ip_ptr, NX_SUCCESS);
        (void)_tx_event_flags_get(&ip_ptr->nx_ip_events, NX_IP_ALL_EVENTS, TX_OR_CLEAR, &events,
                                  TX_WAIT_FOREVER);
        nx_ip_lock(ip_ptr);
        events_process(ip_ptr, events);
    }
}

/* From a driver: the packet is queued for the helper thread. */
VOID _nx_ip_packet_deferred_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    packet_ptr->nx_packet_queue_next = NX_NULL;
    if (ip_ptr->nx_ip_deferred_received_packet_head)
    {
        ip_ptr->nx_ip_deferred_received_packet_tail->nx_packet_queue_next = packet_ptr;
        ip_ptr->nx_ip_deferred_received_packet_tail = packet_ptr;
        return;
    }
    ip_ptr->nx_ip_deferred_received_packet_head = ip_ptr->nx_ip_deferred_received_packet_tail = packet_ptr;
    (void)_tx_event_flags_set(&ip_ptr->nx_ip_events, NX_IP_RECEIVE_EVENT, TX_OR);
}

VOID _nx_ip_packet_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    ip_ptr->nx_ip_total_packets_received++;
    if (!packet_ptr->nx_packet_address.nx_packet_interface_ptr)
    {
        packet_ptr->nx_packet_address.nx_packet_interface_ptr = &ip_ptr->nx_ip_interface[0];
    }
    packet_ptr->nx_packet_ip_version = *packet_ptr->nx_packet_prepend_ptr >> 4;
    packet_ptr->nx_packet_ip_header = packet_ptr->nx_packet_prepend_ptr;
#ifndef NX_DISABLE_IPV4
    if (packet_ptr->nx_packet_ip_version == NX_IP_VERSION_V4)
    {
        _nx_ipv4_packet_receive(ip_ptr, packet_ptr);
        return;
    }
#endif
#ifdef FEATURE_NX_IPV6
    if (packet_ptr->nx_packet_ip_version == NX_IP_VERSION_V6 && ip_ptr->nx_ipv6_packet_receive)
    {
        (ip_ptr->nx_ipv6_packet_receive)(ip_ptr, packet_ptr);
        return;
    }
#endif
    ip_ptr->nx_ip_invalid_packets++;
    ip_ptr->nx_ip_receive_packets_dropped++;
    (void)_nx_packet_release(packet_ptr);
}

/* Hands a datagram, its IP header taken off, to the protocol it names. */
VOID _nx_ip_dispatch(NX_IP *ip_ptr, NX_PACKET *packet_ptr, UINT protocol)
{
    ip_ptr->nx_ip_total_packets_delivered++;
    ip_ptr->nx_ip_total_bytes_received += packet_ptr->nx_packet_length;
    if (protocol == NX_PROTOCOL_TCP && ip_ptr->nx_ip_tcp_packet_receive)
    {
        (ip_ptr->nx_ip_tcp_packet_receive)(ip_ptr, packet_ptr);
        return;
    }
    if (protocol == NX_PROTOCOL_UDP && ip_ptr->nx_ip_udp_packet_receive)
    {
        (ip_ptr->nx_ip_udp_packet_receive)(ip_ptr, packet_ptr);
        return;
    }
    if (protocol == NX_PROTOCOL_ICMP && packet_ptr->nx_packet_ip_version == NX_IP_VERSION_V4 &&
        ip_ptr->nx_ip_icmp_packet_receive)
    {
        (ip_ptr->nx_ip_icmp_packet_receive)(ip_ptr, packet_ptr);
        return;
    }
#ifdef FEATURE_NX_IPV6
    if (protocol == NX_PROTOCOL_ICMPV6 && packet_ptr->nx_packet_ip_version == NX_IP_VERSION_V6 &&
        ip_ptr->nx_ip_icmpv6_packet_process)
    {
        (ip_ptr->nx_ip_icmpv6_packet_process)(ip_ptr, packet_ptr);
        return;
    }
#endif
    ip_ptr->nx_ip_total_packets_delivered--;
    ip_ptr->nx_ip_total_bytes_received -= packet_ptr->nx_packet_length;
    ip_ptr->nx_ip_receive_packets_dropped++;
    (void)_nx_packet_release(packet_ptr);
}

VOID _nx_ip_drop_sent(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    ip_ptr->nx_ip_transmit_resource_errors++;
    ip_ptr->nx_ip_send_packets_dropped++;
    (void)_nx_packet_transmit_release(packet_ptr);
}

/* Gives a datagram to the driver. Nothing here fragments: what is longer than
   the MTU is dropped, and TCP never sends such. */
VOID _nx_ip_deliver(NX_IP *ip_ptr, NX_PACKET *packet_ptr, NX_INTERFACE *interface_ptr, UINT command,
                    ULONG msw, ULONG lsw)
{
    NX_IP_DRIVER request;
    if (packet_ptr->nx_packet_length > interface_ptr->nx_interface_ip_mtu_size)
    {
        ip_ptr->nx_ip_send_packets_dropped++;
        (void)_nx_packet_transmit_release(packet_ptr);
        return;
    }
    memset(&request, 0, sizeof request);
    request.nx_ip_driver_ptr = ip_ptr;
    request.nx_ip_driver_command = command;
    request.nx_ip_driver_packet = packet_ptr;
    request.nx_ip_driver_interface = interface_ptr;
    request.nx_ip_driver_physical_address_msw = msw;
    request.nx_ip_driver_physical_address_lsw = lsw;
    ip_ptr->nx_ip_total_packets_sent++;
    ip_ptr->nx_ip_total_bytes_sent +=
        packet_ptr->nx_packet_length -
        (packet_ptr->nx_packet_ip_version == NX_IP_VERSION_V6 ? NX_IPV6_HEADER_SIZE : NX_IPV4_HEADER_SIZE);
    (interface_ptr->nx_interface_link_driver_entry)(&request);
}

/* To this instance itself. */
VOID _nx_ip_loopback(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    NX_PACKET *copy;
    if (_nx_packet_copy(packet_ptr, &copy, ip_ptr->nx_ip_default_packet_pool, NX_NO_WAIT) == NX_SUCCESS)
    {
        ip_ptr->nx_ip_total_packets_sent++;
        _nx_ip_packet_deferred_receive(ip_ptr, copy);
    }
    else
    {
        ip_ptr->nx_ip_send_packets_dropped++;
        ip_ptr->nx_ip_transmit_resource_errors++;
    }
    (void)_nx_packet_transmit_release(packet_ptr);
}
