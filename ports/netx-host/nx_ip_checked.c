/* SPDX-License-Identifier: MIT */
/* The services of IP instances, ARP and ICMP, checking form. What belongs to a
   protocol that the build leaves out says NX_NOT_SUPPORTED. */
#include "nx_core.h"

#define IP_CHECK(also_invalid)                                                                               \
    if (nx_ip_invalid(ip_ptr) || (also_invalid))                                                             \
    {                                                                                                        \
        return NX_PTR_ERROR;                                                                                 \
    }
#define INTERFACE_CHECK()                                                                                    \
    if (interface_index >= NX_MAX_PHYSICAL_INTERFACES ||                                                     \
        !ip_ptr->nx_ip_interface[interface_index].nx_interface_valid)                                        \
    {                                                                                                        \
        return NX_INVALID_INTERFACE;                                                                         \
    }
#define REFUSE_IF(condition, status)                                                                         \
    if (condition)                                                                                           \
    {                                                                                                        \
        return (status);                                                                                     \
    }

/* Class D and above are nobody's own address. */
static int not_unicast(ULONG address)
{
    return address >= 0xE0000000;
}

static UINT stack_taken(const NX_IP *ip_ptr, const UCHAR *start, ULONG size)
{
    NX_IP *each = _nx_ip_created_ptr;
    const UCHAR *last = start + (size - 1);
    for (ULONG left = _nx_ip_created_count; left; left--, each = each->nx_ip_created_next)
    {
        const UCHAR *other = each->nx_ip_thread.tx_thread_stack_start;
        const UCHAR *other_end = each->nx_ip_thread.tx_thread_stack_end;
        if (each == ip_ptr || (start >= other && start < other_end) || (last >= other && last < other_end))
        {
            return NX_TRUE;
        }
    }
    return NX_FALSE;
}

UINT _nxe_ip_create(NX_IP *ip_ptr, CHAR *name, ULONG ip_address, ULONG network_mask,
                    NX_PACKET_POOL *default_pool, VOID (*ip_link_driver)(NX_IP_DRIVER *), VOID *memory_ptr,
                    ULONG memory_size, UINT priority, UINT control_block_size)
{
    REFUSE_IF(!ip_ptr || !default_pool || default_pool->nx_packet_pool_id != NX_PACKET_POOL_ID ||
                  !ip_link_driver || !memory_ptr || control_block_size != sizeof(NX_IP),
              NX_PTR_ERROR)
    REFUSE_IF(memory_size < TX_MINIMUM_STACK, NX_SIZE_ERROR)
    REFUSE_IF(priority >= TX_MAX_PRIORITIES, NX_OPTION_ERROR)
    REFUSE_IF(stack_taken(ip_ptr, memory_ptr, memory_size), NX_PTR_ERROR)
    REFUSE_IF(not_unicast(ip_address), NX_IP_ADDRESS_ERROR)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_ip_create(ip_ptr, name, ip_address, network_mask, default_pool, ip_link_driver, memory_ptr,
                         memory_size, priority);
}

UINT _nxe_ip_delete(NX_IP *ip_ptr)
{
    IP_CHECK(0)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_ip_delete(ip_ptr);
}

#define STATUS_ALL                                                                                           \
    (NX_IP_INITIALIZE_DONE | NX_IP_ADDRESS_RESOLVED | NX_IP_LINK_ENABLED | NX_IP_ARP_ENABLED |               \
     NX_IP_UDP_ENABLED | NX_IP_TCP_ENABLED | NX_IP_IGMP_ENABLED | NX_IP_RARP_COMPLETE |                      \
     NX_IP_INTERFACE_LINK_ENABLED)

UINT _nxe_ip_status_check(NX_IP *ip_ptr, ULONG needed_status, ULONG *actual_status, ULONG wait_option)
{
    IP_CHECK(!actual_status)
    REFUSE_IF(needed_status & ~STATUS_ALL, NX_OPTION_ERROR)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_ip_status_check(ip_ptr, needed_status, actual_status, wait_option);
}

UINT _nxe_ip_interface_status_check(NX_IP *ip_ptr, UINT interface_index, ULONG needed_status,
                                    ULONG *actual_status, ULONG wait_option)
{
    IP_CHECK(!actual_status)
    INTERFACE_CHECK()
    REFUSE_IF(needed_status & ~STATUS_ALL, NX_OPTION_ERROR)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_ip_interface_status_check(ip_ptr, interface_index, needed_status, actual_status, wait_option);
}

UINT _nxe_ip_interface_info_get(NX_IP *ip_ptr, UINT interface_index, CHAR **interface_name, ULONG *ip_address,
                                ULONG *network_mask, ULONG *mtu_size, ULONG *physical_address_msw,
                                ULONG *physical_address_lsw)
{
    IP_CHECK(0)
    REFUSE_IF(interface_index >= NX_MAX_PHYSICAL_INTERFACES, NX_INVALID_INTERFACE)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_ip_interface_info_get(ip_ptr, interface_index, interface_name, ip_address, network_mask,
                                     mtu_size, physical_address_msw, physical_address_lsw);
}

UINT _nxe_ip_interface_mtu_set(NX_IP *ip_ptr, UINT interface_index, ULONG mtu_size)
{
    IP_CHECK(0)
    REFUSE_IF(interface_index >= NX_MAX_PHYSICAL_INTERFACES, NX_INVALID_INTERFACE)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_ip_interface_mtu_set(ip_ptr, interface_index, mtu_size);
}

UINT _nxe_ip_interface_address_mapping_configure(NX_IP *ip_ptr, UINT interface_index, UINT mapping_needed)
{
    IP_CHECK(0)
    REFUSE_IF(interface_index >= NX_MAX_PHYSICAL_INTERFACES, NX_INVALID_INTERFACE)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_ip_interface_address_mapping_configure(ip_ptr, interface_index, mapping_needed);
}

UINT _nxe_ip_interface_physical_address_get(NX_IP *ip_ptr, UINT interface_index, ULONG *physical_msw,
                                            ULONG *physical_lsw)
{
    IP_CHECK(!physical_msw || !physical_lsw)
    REFUSE_IF(interface_index >= NX_MAX_PHYSICAL_INTERFACES, NX_INVALID_INTERFACE)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_ip_interface_physical_address_get(ip_ptr, interface_index, physical_msw, physical_lsw);
}

UINT _nxe_ip_interface_physical_address_set(NX_IP *ip_ptr, UINT interface_index, ULONG physical_msw,
                                            ULONG physical_lsw, UINT update_driver)
{
    IP_CHECK(0)
    REFUSE_IF(interface_index >= NX_MAX_PHYSICAL_INTERFACES, NX_INVALID_INTERFACE)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_ip_interface_physical_address_set(ip_ptr, interface_index, physical_msw, physical_lsw,
                                                 update_driver);
}

UINT _nxe_ip_driver_direct_command(NX_IP *ip_ptr, UINT command, ULONG *return_value_ptr)
{
    IP_CHECK(!return_value_ptr)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_ip_driver_direct_command(ip_ptr, command, return_value_ptr);
}

UINT _nxe_ip_fragment_enable(NX_IP *ip_ptr)
{
    IP_CHECK(0)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_ip_fragment_enable(ip_ptr);
}

UINT _nxe_ip_fragment_disable(NX_IP *ip_ptr)
{
    IP_CHECK(0)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_ip_fragment_disable(ip_ptr);
}

UINT _nxe_ip_link_status_change_notify_set(NX_IP *ip_ptr,
                                           VOID (*link_status_change_notify)(NX_IP *, UINT, UINT))
{
    IP_CHECK(0)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_ip_link_status_change_notify_set(ip_ptr, link_status_change_notify);
}

UINT _nxe_ip_info_get(NX_IP *ip_ptr, ULONG *ip_total_packets_sent, ULONG *ip_total_bytes_sent,
                      ULONG *ip_total_packets_received, ULONG *ip_total_bytes_received,
                      ULONG *ip_invalid_packets, ULONG *ip_receive_packets_dropped,
                      ULONG *ip_receive_checksum_errors, ULONG *ip_send_packets_dropped,
                      ULONG *ip_total_fragments_sent, ULONG *ip_total_fragments_received)
{
    IP_CHECK(0)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_ip_info_get(ip_ptr, ip_total_packets_sent, ip_total_bytes_sent, ip_total_packets_received,
                           ip_total_bytes_received, ip_invalid_packets, ip_receive_packets_dropped,
                           ip_receive_checksum_errors, ip_send_packets_dropped, ip_total_fragments_sent,
                           ip_total_fragments_received);
}

UINT _nxe_udp_enable(NX_IP *ip_ptr)
{
    IP_CHECK(0)
    REFUSE_IF(ip_ptr->nx_ip_udp_packet_receive, NX_ALREADY_ENABLED)
    NX_NOT_ISR_CALLER_CHECKING
    return _nx_udp_enable(ip_ptr);
}

UINT _nxe_icmp_info_get(NX_IP *ip_ptr, ULONG *pings_sent, ULONG *ping_timeouts, ULONG *ping_threads_suspended,
                        ULONG *ping_responses_received, ULONG *icmp_checksum_errors,
                        ULONG *icmp_unhandled_messages)
{
    IP_CHECK(0)
    REFUSE_IF(!ip_ptr->nx_ip_icmp_packet_receive, NX_NOT_ENABLED)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_icmp_info_get(ip_ptr, pings_sent, ping_timeouts, ping_threads_suspended,
                             ping_responses_received, icmp_checksum_errors, icmp_unhandled_messages);
}

UINT _nxde_icmp_enable(NX_IP *ip_ptr)
{
    IP_CHECK(0)
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nxd_icmp_enable(ip_ptr);
}

UINT _nxde_icmp_ping(NX_IP *ip_ptr, NXD_ADDRESS *ip_address, CHAR *data_ptr, ULONG data_size,
                     NX_PACKET **response_ptr, ULONG wait_option)
{
    IP_CHECK(!response_ptr)
    REFUSE_IF(!ip_address || (ip_address->nxd_ip_version != NX_IP_VERSION_V4 &&
                              ip_address->nxd_ip_version != NX_IP_VERSION_V6),
              NX_IP_ADDRESS_ERROR)
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nxd_icmp_ping(ip_ptr, ip_address, data_ptr, data_size, response_ptr, wait_option);
}

#ifndef NX_DISABLE_IPV4
#define IPV4_SERVICE(...) __VA_ARGS__
#else
#define IPV4_SERVICE(...)                                                                                    \
    {                                                                                                        \
        return NX_NOT_SUPPORTED;                                                                             \
    }
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif

UINT _nxe_ip_interface_address_get(NX_IP *ip_ptr, UINT interface_index, ULONG *ip_address,
                                   ULONG *network_mask) IPV4_SERVICE({
    IP_CHECK(!ip_address || !network_mask)
    INTERFACE_CHECK()
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_ip_interface_address_get(ip_ptr, interface_index, ip_address, network_mask);
})

    UINT
    _nxe_ip_interface_address_set(NX_IP *ip_ptr, UINT interface_index, ULONG ip_address, ULONG network_mask)
        IPV4_SERVICE({
            IP_CHECK(0)
            REFUSE_IF(not_unicast(ip_address), NX_IP_ADDRESS_ERROR)
            INTERFACE_CHECK()
            NX_INIT_AND_THREADS_CALLER_CHECKING
            return _nx_ip_interface_address_set(ip_ptr, interface_index, ip_address, network_mask);
        })

            UINT _nxe_ip_address_get(NX_IP *ip_ptr, ULONG *ip_address, ULONG *network_mask)
                IPV4_SERVICE({ return _nxe_ip_interface_address_get(ip_ptr, 0, ip_address, network_mask); })

                    UINT
    _nxe_ip_address_set(NX_IP *ip_ptr, ULONG ip_address, ULONG network_mask)
        IPV4_SERVICE({ return _nxe_ip_interface_address_set(ip_ptr, 0, ip_address, network_mask); })

            UINT
    _nxe_ip_address_change_notify(NX_IP *ip_ptr, VOID (*ip_address_change_notify)(NX_IP *, VOID *),
                                  VOID *additional_info) IPV4_SERVICE({
        IP_CHECK(0)
        NX_INIT_AND_THREADS_CALLER_CHECKING
        return _nx_ip_address_change_notify(ip_ptr, ip_address_change_notify, additional_info);
    })

        UINT _nxe_ip_gateway_address_clear(NX_IP *ip_ptr) IPV4_SERVICE({
            IP_CHECK(0)
            NX_INIT_AND_THREADS_CALLER_CHECKING
            return _nx_ip_gateway_address_clear(ip_ptr);
        })

            UINT _nxe_ip_gateway_address_get(NX_IP *ip_ptr, ULONG *ip_address) IPV4_SERVICE({
                IP_CHECK(!ip_address)
                NX_INIT_AND_THREADS_CALLER_CHECKING
                return _nx_ip_gateway_address_get(ip_ptr, ip_address);
            })

                UINT _nxe_ip_gateway_address_set(NX_IP *ip_ptr, ULONG ip_address) IPV4_SERVICE({
                    IP_CHECK(0)
                    REFUSE_IF(!ip_address, NX_IP_ADDRESS_ERROR)
                    NX_INIT_AND_THREADS_CALLER_CHECKING
                    return _nx_ip_gateway_address_set(ip_ptr, ip_address);
                })

                    UINT _nxe_arp_enable(NX_IP *ip_ptr, VOID *arp_cache_memory, ULONG arp_cache_size)
                        IPV4_SERVICE({
                            IP_CHECK(!arp_cache_memory)
                            REFUSE_IF(ip_ptr->nx_ip_arp_allocate, NX_ALREADY_ENABLED)
                            REFUSE_IF(arp_cache_size < sizeof(NX_ARP), NX_SIZE_ERROR)
                            NX_INIT_AND_THREADS_CALLER_CHECKING
                            return _nx_arp_enable(ip_ptr, arp_cache_memory, arp_cache_size);
                        })

                            UINT _nxe_arp_dynamic_entries_invalidate(NX_IP *ip_ptr) IPV4_SERVICE({
                                IP_CHECK(0)
                                REFUSE_IF(!ip_ptr->nx_ip_arp_allocate, NX_NOT_ENABLED)
                                NX_THREADS_ONLY_CALLER_CHECKING
                                return _nx_arp_dynamic_entries_invalidate(ip_ptr);
                            })

                                UINT
    _nxe_arp_dynamic_entry_set(NX_IP *ip_ptr, ULONG ip_address, ULONG physical_msw, ULONG physical_lsw)
        IPV4_SERVICE({
            IP_CHECK(0)
            REFUSE_IF(!ip_address || not_unicast(ip_address), NX_IP_ADDRESS_ERROR)
            REFUSE_IF(!ip_ptr->nx_ip_arp_allocate, NX_NOT_ENABLED)
            NX_THREADS_ONLY_CALLER_CHECKING
            return _nx_arp_dynamic_entry_set(ip_ptr, ip_address, physical_msw, physical_lsw);
        })

            UINT
    _nxe_arp_static_entry_create(NX_IP *ip_ptr, ULONG ip_address, ULONG physical_msw, ULONG physical_lsw)
        IPV4_SERVICE({
            IP_CHECK(0)
            REFUSE_IF(!ip_address || not_unicast(ip_address), NX_IP_ADDRESS_ERROR)
            REFUSE_IF(!(physical_msw | physical_lsw), NX_INVALID_PARAMETERS)
            REFUSE_IF(!ip_ptr->nx_ip_arp_allocate, NX_NOT_ENABLED)
            NX_INIT_AND_THREADS_CALLER_CHECKING
            return _nx_arp_static_entry_create(ip_ptr, ip_address, physical_msw, physical_lsw);
        })

            UINT
    _nxe_arp_hardware_address_find(NX_IP *ip_ptr, ULONG ip_address, ULONG *physical_msw, ULONG *physical_lsw)
        IPV4_SERVICE({
            IP_CHECK(!physical_msw || !physical_lsw)
            REFUSE_IF(!ip_ptr->nx_ip_arp_allocate, NX_NOT_ENABLED)
            REFUSE_IF(!ip_address, NX_IP_ADDRESS_ERROR)
            NX_INIT_AND_THREADS_CALLER_CHECKING
            return _nx_arp_hardware_address_find(ip_ptr, ip_address, physical_msw, physical_lsw);
        })

            UINT
    _nxe_arp_info_get(NX_IP *ip_ptr, ULONG *arp_requests_sent, ULONG *arp_requests_received,
                      ULONG *arp_responses_sent, ULONG *arp_responses_received, ULONG *arp_dynamic_entries,
                      ULONG *arp_static_entries, ULONG *arp_aged_entries, ULONG *arp_invalid_messages)
        IPV4_SERVICE({
            IP_CHECK(0)
            REFUSE_IF(!ip_ptr->nx_ip_arp_allocate, NX_NOT_ENABLED)
            NX_INIT_AND_THREADS_CALLER_CHECKING
            return _nx_arp_info_get(ip_ptr, arp_requests_sent, arp_requests_received, arp_responses_sent,
                                    arp_responses_received, arp_dynamic_entries, arp_static_entries,
                                    arp_aged_entries, arp_invalid_messages);
        })

            UINT _nxe_icmp_enable(NX_IP *ip_ptr) IPV4_SERVICE({
                IP_CHECK(0)
                REFUSE_IF(ip_ptr->nx_ip_icmp_packet_receive, NX_ALREADY_ENABLED)
                NX_INIT_AND_THREADS_CALLER_CHECKING
                return _nx_icmp_enable(ip_ptr);
            })

                UINT _nxe_icmp_ping(NX_IP *ip_ptr, ULONG ip_address, CHAR *data_ptr, ULONG data_size,
                                    NX_PACKET **response_ptr, ULONG wait_option) IPV4_SERVICE({
                    IP_CHECK(!response_ptr)
                    REFUSE_IF(!ip_address, NX_IP_ADDRESS_ERROR)
                    REFUSE_IF(!ip_ptr->nx_ip_icmp_packet_receive, NX_NOT_ENABLED)
                    NX_THREADS_ONLY_CALLER_CHECKING
                    return _nx_icmp_ping(ip_ptr, ip_address, data_ptr, data_size, response_ptr, wait_option);
                })
