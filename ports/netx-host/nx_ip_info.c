/* SPDX-License-Identifier: MIT */
/* What an application sets and asks of an IP instance. */
#include "nx_core.h"

VOID _nx_system_initialize(VOID)
{
    _nx_packet_pool_created_ptr = NX_NULL;
    _nx_packet_pool_created_count = 0;
    _nx_ip_created_ptr = NX_NULL;
    _nx_ip_created_count = 0;
}

CHAR _nx_version_id[] = "NetX services of the nxpop3 host port";

#ifndef NX_DISABLE_IPV4
UINT _nx_ip_interface_address_get(NX_IP *ip_ptr, UINT interface_index, ULONG *ip_address, ULONG *network_mask)
{
    *ip_address = ip_ptr->nx_ip_interface[interface_index].nx_interface_ip_address;
    *network_mask = ip_ptr->nx_ip_interface[interface_index].nx_interface_ip_network_mask;
    return NX_SUCCESS;
}

UINT _nx_ip_interface_address_set(NX_IP *ip_ptr, UINT interface_index, ULONG ip_address, ULONG network_mask)
{
    NX_INTERFACE *interface_ptr = &ip_ptr->nx_ip_interface[interface_index];
    UINT changed;
    nx_ip_lock(ip_ptr);
    changed = interface_ptr->nx_interface_ip_address != ip_address ||
              interface_ptr->nx_interface_ip_network_mask != network_mask;
    interface_ptr->nx_interface_ip_address = ip_address;
    interface_ptr->nx_interface_ip_network_mask = network_mask;
    interface_ptr->nx_interface_ip_network = ip_address & network_mask;
    if (changed)
    {
        (void)_nx_arp_dynamic_entries_invalidate(ip_ptr);
    }
    (void)nx_ip_unlock(ip_ptr, NX_SUCCESS);
    if (changed && ip_ptr->nx_ip_address_change_notify)
    {
        (ip_ptr->nx_ip_address_change_notify)(ip_ptr, ip_ptr->nx_ip_address_change_notify_additional_info);
    }
    return NX_SUCCESS;
}

UINT _nx_ip_address_get(NX_IP *ip_ptr, ULONG *ip_address, ULONG *network_mask)
{
    return _nx_ip_interface_address_get(ip_ptr, 0, ip_address, network_mask);
}

UINT _nx_ip_address_set(NX_IP *ip_ptr, ULONG ip_address, ULONG network_mask)
{
    return _nx_ip_interface_address_set(ip_ptr, 0, ip_address, network_mask);
}

UINT _nx_ip_address_change_notify(NX_IP *ip_ptr, VOID (*ip_address_change_notify)(NX_IP *, VOID *),
                                  VOID *additional_info)
{
    ip_ptr->nx_ip_address_change_notify = ip_address_change_notify;
    ip_ptr->nx_ip_address_change_notify_additional_info = additional_info;
    return NX_SUCCESS;
}

/* The gateway must be a neighbour. */
UINT _nx_ip_gateway_address_set(NX_IP *ip_ptr, ULONG ip_address)
{
    NX_INTERFACE *interface_ptr = &ip_ptr->nx_ip_interface[0];
    if (!interface_ptr->nx_interface_ip_address ||
        (ip_address & interface_ptr->nx_interface_ip_network_mask) != interface_ptr->nx_interface_ip_network)
    {
        return NX_IP_ADDRESS_ERROR;
    }
    ip_ptr->nx_ip_gateway_address = ip_address;
    ip_ptr->nx_ip_gateway_interface = interface_ptr;
    return NX_SUCCESS;
}

UINT _nx_ip_gateway_address_clear(NX_IP *ip_ptr)
{
    ip_ptr->nx_ip_gateway_address = 0;
    ip_ptr->nx_ip_gateway_interface = NX_NULL;
    return NX_SUCCESS;
}

UINT _nx_ip_gateway_address_get(NX_IP *ip_ptr, ULONG *ip_address)
{
    if (!ip_ptr->nx_ip_gateway_address || !ip_ptr->nx_ip_gateway_interface)
    {
        *ip_address = 0;
        return NX_NOT_FOUND;
    }
    *ip_address = ip_ptr->nx_ip_gateway_address;
    return NX_SUCCESS;
}
#endif

UINT _nx_ip_interface_mtu_set(NX_IP *ip_ptr, UINT interface_index, ULONG mtu_size)
{
    ip_ptr->nx_ip_interface[interface_index].nx_interface_ip_mtu_size = mtu_size;
    return NX_SUCCESS;
}

UINT _nx_ip_interface_address_mapping_configure(NX_IP *ip_ptr, UINT interface_index, UINT mapping_needed)
{
    ip_ptr->nx_ip_interface[interface_index].nx_interface_address_mapping_needed = (UCHAR)mapping_needed;
    return NX_SUCCESS;
}

UINT _nx_ip_interface_physical_address_get(NX_IP *ip_ptr, UINT interface_index, ULONG *physical_msw,
                                           ULONG *physical_lsw)
{
    *physical_msw = ip_ptr->nx_ip_interface[interface_index].nx_interface_physical_address_msw;
    *physical_lsw = ip_ptr->nx_ip_interface[interface_index].nx_interface_physical_address_lsw;
    return NX_SUCCESS;
}

static UINT driver_ask(NX_IP *ip_ptr, UINT interface_index, UINT command, NX_IP_DRIVER *request)
{
    NX_INTERFACE *interface_ptr = &ip_ptr->nx_ip_interface[interface_index];
    request->nx_ip_driver_ptr = ip_ptr;
    request->nx_ip_driver_command = command;
    request->nx_ip_driver_interface = interface_ptr;
    if (!interface_ptr->nx_interface_link_driver_entry)
    {
        return NX_INVALID_INTERFACE;
    }
    nx_ip_lock(ip_ptr);
    (interface_ptr->nx_interface_link_driver_entry)(request);
    return nx_ip_unlock(ip_ptr, request->nx_ip_driver_status);
}

UINT _nx_ip_interface_physical_address_set(NX_IP *ip_ptr, UINT interface_index, ULONG physical_msw,
                                           ULONG physical_lsw, UINT update_driver)
{
    NX_INTERFACE *interface_ptr = &ip_ptr->nx_ip_interface[interface_index];
    NX_IP_DRIVER request;
    memset(&request, 0, sizeof request);
    request.nx_ip_driver_physical_address_msw = physical_msw;
    request.nx_ip_driver_physical_address_lsw = physical_lsw;
    if (update_driver)
    {
        UINT status = driver_ask(ip_ptr, interface_index, NX_LINK_SET_PHYSICAL_ADDRESS, &request);
        if (status)
        {
            return status;
        }
    }
    interface_ptr->nx_interface_physical_address_msw = physical_msw;
    interface_ptr->nx_interface_physical_address_lsw = physical_lsw;
    return NX_SUCCESS;
}

UINT _nx_ip_driver_direct_command(NX_IP *ip_ptr, UINT command, ULONG *return_value_ptr)
{
    NX_IP_DRIVER request;
    memset(&request, 0, sizeof request);
    request.nx_ip_driver_return_ptr = return_value_ptr;
    return driver_ask(ip_ptr, 0, command, &request);
}

UINT _nx_ip_interface_info_get(NX_IP *ip_ptr, UINT interface_index, CHAR **interface_name, ULONG *ip_address,
                               ULONG *network_mask, ULONG *mtu_size, ULONG *physical_address_msw,
                               ULONG *physical_address_lsw)
{
    NX_INTERFACE *interface_ptr = &ip_ptr->nx_ip_interface[interface_index];
    if (!interface_ptr->nx_interface_valid)
    {
        return NX_INVALID_INTERFACE;
    }
    TX_HOST_GIVE(interface_name, interface_ptr->nx_interface_name)
#ifndef NX_DISABLE_IPV4
    TX_HOST_GIVE(ip_address, interface_ptr->nx_interface_ip_address)
    TX_HOST_GIVE(network_mask, interface_ptr->nx_interface_ip_network_mask)
#else
    (void)ip_address;
    (void)network_mask;
#endif
    TX_HOST_GIVE(mtu_size, interface_ptr->nx_interface_ip_mtu_size)
    TX_HOST_GIVE(physical_address_msw, interface_ptr->nx_interface_physical_address_msw)
    TX_HOST_GIVE(physical_address_lsw, interface_ptr->nx_interface_physical_address_lsw)
    return NX_SUCCESS;
}

/* The host never splits datagrams; TCP, which is all it carries, does not
   need it. The setting is kept and reported by nothing else. */
UINT _nx_ip_fragment_enable(NX_IP *ip_ptr)
{
#ifndef NX_DISABLE_FRAGMENTATION
    ip_ptr->nx_ip_fragment_enabled = NX_TRUE;
    return NX_SUCCESS;
#else
    (void)ip_ptr;
    return NX_NOT_SUPPORTED;
#endif
}

UINT _nx_ip_fragment_disable(NX_IP *ip_ptr)
{
#ifndef NX_DISABLE_FRAGMENTATION
    ip_ptr->nx_ip_fragment_enabled = NX_FALSE;
    return NX_SUCCESS;
#else
    (void)ip_ptr;
    return NX_NOT_SUPPORTED;
#endif
}

UINT _nx_ip_link_status_change_notify_set(NX_IP *ip_ptr,
                                          VOID (*link_status_change_notify)(NX_IP *, UINT, UINT))
{
    ip_ptr->nx_ip_link_status_change_callback = link_status_change_notify;
    return NX_SUCCESS;
}

UINT _nx_ip_info_get(NX_IP *ip_ptr, ULONG *ip_total_packets_sent, ULONG *ip_total_bytes_sent,
                     ULONG *ip_total_packets_received, ULONG *ip_total_bytes_received,
                     ULONG *ip_invalid_packets, ULONG *ip_receive_packets_dropped,
                     ULONG *ip_receive_checksum_errors, ULONG *ip_send_packets_dropped,
                     ULONG *ip_total_fragments_sent, ULONG *ip_total_fragments_received)
{
    TX_HOST_GIVE(ip_total_packets_sent, ip_ptr->nx_ip_total_packets_sent)
    TX_HOST_GIVE(ip_total_bytes_sent, ip_ptr->nx_ip_total_bytes_sent)
    TX_HOST_GIVE(ip_total_packets_received, ip_ptr->nx_ip_total_packets_received)
    TX_HOST_GIVE(ip_total_bytes_received, ip_ptr->nx_ip_total_bytes_received)
    TX_HOST_GIVE(ip_invalid_packets, ip_ptr->nx_ip_invalid_packets)
    TX_HOST_GIVE(ip_receive_packets_dropped, ip_ptr->nx_ip_receive_packets_dropped)
    TX_HOST_GIVE(ip_receive_checksum_errors, ip_ptr->nx_ip_receive_checksum_errors)
    TX_HOST_GIVE(ip_send_packets_dropped, ip_ptr->nx_ip_send_packets_dropped)
    TX_HOST_GIVE(ip_total_fragments_sent, ip_ptr->nx_ip_total_fragments_sent)
    TX_HOST_GIVE(ip_total_fragments_received, ip_ptr->nx_ip_total_fragments_received)
    return NX_SUCCESS;
}

static UINT link_is_up(NX_IP *ip_ptr, UINT interface_index)
{
    NX_IP_DRIVER request;
    ULONG up = 0;
    UINT status;
    memset(&request, 0, sizeof request);
    request.nx_ip_driver_return_ptr = &up;
    status = driver_ask(ip_ptr, interface_index, NX_LINK_GET_STATUS, &request);
    if (status == NX_UNHANDLED_COMMAND)
    {
        return ip_ptr->nx_ip_interface[interface_index].nx_interface_link_up;
    }
    return status == NX_SUCCESS && up;
}

static ULONG status_get(NX_IP *ip_ptr, UINT interface_index, ULONG needed)
{
    ULONG status = 0;
    UINT addressed = NX_FALSE;
#ifndef NX_DISABLE_IPV4
    addressed = ip_ptr->nx_ip_interface[interface_index].nx_interface_ip_address != 0;
    status |= ip_ptr->nx_ip_arp_allocate ? NX_IP_ARP_ENABLED : 0;
#endif
    status |= ip_ptr->nx_ip_initialize_done ? NX_IP_INITIALIZE_DONE : 0;
    status |= addressed ? NX_IP_ADDRESS_RESOLVED | NX_IP_RARP_COMPLETE : 0;
    status |= ip_ptr->nx_ip_udp_packet_receive ? NX_IP_UDP_ENABLED : 0;
    status |= ip_ptr->nx_ip_tcp_packet_receive ? NX_IP_TCP_ENABLED : 0;
    if ((needed & (NX_IP_LINK_ENABLED | NX_IP_INTERFACE_LINK_ENABLED)) && link_is_up(ip_ptr, interface_index))
    {
        status |= NX_IP_LINK_ENABLED | NX_IP_INTERFACE_LINK_ENABLED;
    }
    return status & needed;
}

/* Looks once a tick. */
UINT _nx_ip_interface_status_check(NX_IP *ip_ptr, UINT interface_index, ULONG needed_status,
                                   ULONG *actual_status, ULONG wait_option)
{
    for (;; wait_option--)
    {
        *actual_status = status_get(ip_ptr, interface_index, needed_status);
        if (*actual_status == needed_status)
        {
            return NX_SUCCESS;
        }
        if (!wait_option)
        {
            return NX_NOT_SUCCESSFUL;
        }
        (void)_tx_thread_sleep(1);
    }
}

UINT _nx_ip_status_check(NX_IP *ip_ptr, ULONG needed_status, ULONG *actual_status, ULONG wait_option)
{
    return _nx_ip_interface_status_check(ip_ptr, 0, needed_status, actual_status, wait_option);
}

/* UDP can be enabled, as many applications do; the host has no UDP sockets, so
   that what arrives finds no port. */
static VOID udp_packet_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    ip_ptr->nx_ip_receive_packets_dropped++;
    (void)_nx_packet_release(packet_ptr);
}

UINT _nx_udp_enable(NX_IP *ip_ptr)
{
    ip_ptr->nx_ip_udp_packet_receive = udp_packet_receive;
    return NX_SUCCESS;
}
