/* SPDX-License-Identifier: MIT */
/* The control blocks of NetX, part of nx_api.h. Field names, and for packets
   the layout too, are those of NetX Duo: applications read them, and the
   number of packets that fits a pool follows from the size of NX_PACKET. */
#ifndef NX_TYPES_H
#define NX_TYPES_H

struct NX_INTERFACE_STRUCT;
struct NX_IP_STRUCT;
struct NX_IP_DRIVER_STRUCT;

typedef struct NXD_ADDRESS_STRUCT
{
    ULONG nxd_ip_version;
    union
    {
#ifndef NX_DISABLE_IPV4
        ULONG v4;
#endif
#ifdef FEATURE_NX_IPV6
        ULONG v6[4];
#endif
    } nxd_ip_address;
} NXD_ADDRESS;

typedef struct NXD_IPV6_ADDRESS_STRUCT
{
    UCHAR nxd_ipv6_address_valid, nxd_ipv6_address_type, nxd_ipv6_address_state,
        nxd_ipv6_address_prefix_length;
    struct NX_INTERFACE_STRUCT *nxd_ipv6_address_attached;
    ULONG nxd_ipv6_address[4];
    struct NXD_IPV6_ADDRESS_STRUCT *nxd_ipv6_address_next;
    UCHAR nxd_ipv6_address_DupAddrDetectTransmit, nxd_ipv6_address_ConfigurationMethod,
        nxd_ipv6_address_index;
    UCHAR reserved;
} NXD_IPV6_ADDRESS;

/* NetX places packets at multiples of sizeof(ULONG), which on 64-bit hosts is
   less than a pointer wants. The layout stays the natural one; only the
   alignment is lowered, so that compilers allow for it. */
#if UINTPTR_MAX > 0xFFFFFFFFu
#define NX_PACKET_LAYOUT __attribute__((packed, aligned(4)))
#if defined(NX_DISABLE_FRAGMENTATION) == defined(FEATURE_NX_IPV6)
#define NX_PACKET_GAP
#endif
#ifdef __GNUC__
#pragma GCC diagnostic ignored "-Waddress-of-packed-member"
#endif
#else
#define NX_PACKET_LAYOUT
#endif

/* A packet. Its data runs from prepend to append, then on in the next packet
   of the chain; the length is that of the whole chain. */
typedef struct NX_PACKET_LAYOUT NX_PACKET_STRUCT
{
    struct NX_PACKET_POOL_STRUCT *nx_packet_pool_owner;
#ifndef NX_DISABLE_PACKET_CHAIN
    struct NX_PACKET_STRUCT *nx_packet_next;
#endif
    UCHAR *nx_packet_prepend_ptr, *nx_packet_append_ptr, *nx_packet_data_start, *nx_packet_data_end;
#ifndef NX_DISABLE_PACKET_CHAIN
    struct NX_PACKET_STRUCT *nx_packet_last;
#endif
    struct NX_PACKET_STRUCT *nx_packet_queue_next;
    union
    {
        struct NX_PACKET_STRUCT *nx_packet_tcp_queue_next;
#ifndef NX_DISABLE_FRAGMENTATION
        struct NX_PACKET_STRUCT *nx_packet_fragment_next;
#endif
    } nx_packet_union_next;
    ULONG nx_packet_length;
#ifndef NX_DISABLE_FRAGMENTATION
    ULONG nx_packet_reassembly_time;
#endif
#ifdef FEATURE_NX_IPV6
    UCHAR nx_packet_option_state, nx_packet_destination_header;
    USHORT nx_packet_option_offset;
#endif
    UCHAR nx_packet_ip_version, nx_packet_identical_copy, nx_packet_ip_header_length, nx_packet_reserved;
#ifdef NX_PACKET_GAP
    ULONG nx_packet_gap;
#endif
    union
    {
        struct NX_INTERFACE_STRUCT *nx_packet_interface_ptr;
        struct NXD_IPV6_ADDRESS_STRUCT *nx_packet_ipv6_address_ptr;
    } nx_packet_address;
#define nx_packet_ip_interface nx_packet_address.nx_packet_interface_ptr
    UCHAR *nx_packet_ip_header;
#ifdef NX_PACKET_HEADER_PAD
#ifndef NX_PACKET_HEADER_PAD_SIZE
#define NX_PACKET_HEADER_PAD_SIZE 1
#endif
    ULONG nx_packet_packet_pad[(NX_PACKET_HEADER_PAD_SIZE * sizeof(ULONG) + sizeof(void *) - 1) /
                               sizeof(void *) * sizeof(void *) / sizeof(ULONG)];
#endif
} NX_PACKET;

typedef struct NX_PACKET_POOL_STRUCT
{
    ULONG nx_packet_pool_id;
    CHAR *nx_packet_pool_name;
    ULONG nx_packet_pool_available, nx_packet_pool_total;
    ULONG nx_packet_pool_empty_requests, nx_packet_pool_empty_suspensions, nx_packet_pool_invalid_releases;
    NX_PACKET *nx_packet_pool_available_list;
    CHAR *nx_packet_pool_start;
    ULONG nx_packet_pool_size, nx_packet_pool_payload_size;
    TX_THREAD *nx_packet_pool_suspension_list;
    ULONG nx_packet_pool_suspended_count;
    struct NX_PACKET_POOL_STRUCT *nx_packet_pool_created_next, *nx_packet_pool_created_previous;
} NX_PACKET_POOL;

typedef struct NX_ARP_STRUCT
{
    UINT nx_arp_route_static, nx_arp_entry_next_update, nx_arp_retries;
    struct NX_ARP_STRUCT *nx_arp_pool_next, *nx_arp_pool_previous;
    struct NX_ARP_STRUCT *nx_arp_active_next, *nx_arp_active_previous, **nx_arp_active_list_head;
    ULONG nx_arp_ip_address, nx_arp_physical_address_msw, nx_arp_physical_address_lsw;
    struct NX_INTERFACE_STRUCT *nx_arp_ip_interface;
    NX_PACKET *nx_arp_packets_waiting;
} NX_ARP;

#ifdef FEATURE_NX_IPV6
typedef struct ND_CACHE_ENTRY_STRUCT
{
    ULONG nx_nd_cache_dest_ip[4];
    UCHAR nx_nd_cache_mac_addr[6];
    UCHAR nx_nd_cache_num_solicit, nx_nd_cache_nd_status, nx_nd_cache_packet_waiting_queue_length;
    ULONG nx_nd_cache_timer_tick;
    NX_PACKET *nx_nd_cache_packet_waiting_head, *nx_nd_cache_packet_waiting_tail;
    NXD_IPV6_ADDRESS *nx_nd_cache_outgoing_address;
} ND_CACHE_ENTRY;
#endif

typedef struct NX_TCP_SOCKET_STRUCT
{
    ULONG nx_tcp_socket_id;
    CHAR *nx_tcp_socket_name;
    UINT nx_tcp_socket_client_type, nx_tcp_socket_port;
    ULONG nx_tcp_socket_mss;
    NXD_ADDRESS nx_tcp_socket_connect_ip;
    UINT nx_tcp_socket_connect_port;
    ULONG nx_tcp_socket_connect_mss, nx_tcp_socket_peer_mss;
    struct NX_INTERFACE_STRUCT *nx_tcp_socket_connect_interface;
    ULONG nx_tcp_socket_next_hop_address, nx_tcp_socket_connect_mss2, nx_tcp_socket_tx_slow_start_threshold;
    UINT nx_tcp_socket_state;
    ULONG nx_tcp_socket_tx_sequence, nx_tcp_socket_rx_sequence, nx_tcp_socket_rx_sequence_acked;
    ULONG nx_tcp_socket_delayed_ack_timeout, nx_tcp_socket_fin_sequence;
    USHORT nx_tcp_socket_fin_received, nx_tcp_socket_fin_acked;
    ULONG nx_tcp_socket_tx_window_advertised, nx_tcp_socket_tx_window_congestion;
    ULONG nx_tcp_socket_tx_outstanding_bytes, nx_tcp_socket_tx_sequence_recover;
    ULONG nx_tcp_socket_previous_highest_ack, nx_tcp_socket_ack_n_packet_counter;
    UINT nx_tcp_socket_duplicated_ack_received;
    ULONG nx_tcp_socket_rx_window_default, nx_tcp_socket_rx_window_current, nx_tcp_socket_rx_window_last_sent;
    ULONG nx_tcp_socket_packets_sent, nx_tcp_socket_bytes_sent;
    ULONG nx_tcp_socket_packets_received, nx_tcp_socket_bytes_received;
    ULONG nx_tcp_socket_retransmit_packets, nx_tcp_socket_checksum_errors;
    ULONG nx_tcp_socket_zero_window_probe_failure, nx_tcp_socket_zero_window_probe_sequence;
    UCHAR nx_tcp_socket_zero_window_probe_has_data, nx_tcp_socket_zero_window_probe_data;
    UCHAR nx_tcp_socket_fast_recovery, nx_tcp_socket_reserved;
    struct NX_IP_STRUCT *nx_tcp_socket_ip_ptr;
    ULONG nx_tcp_socket_type_of_service;
    UINT nx_tcp_socket_time_to_live;
    ULONG nx_tcp_socket_fragment_enable, nx_tcp_socket_receive_queue_count;
    NX_PACKET *nx_tcp_socket_receive_queue_head, *nx_tcp_socket_receive_queue_tail;
    ULONG nx_tcp_socket_transmit_queue_maximum, nx_tcp_socket_transmit_sent_count;
    NX_PACKET *nx_tcp_socket_transmit_sent_head, *nx_tcp_socket_transmit_sent_tail;
    ULONG nx_tcp_socket_timeout, nx_tcp_socket_timeout_rate;
    ULONG nx_tcp_socket_timeout_retries, nx_tcp_socket_timeout_max_retries;
    UCHAR nx_tcp_socket_timeout_shift;
    struct NX_TCP_SOCKET_STRUCT *nx_tcp_socket_bound_next, *nx_tcp_socket_bound_previous;
    TX_THREAD *nx_tcp_socket_bind_in_progress, *nx_tcp_socket_receive_suspension_list;
    ULONG nx_tcp_socket_receive_suspended_count;
    TX_THREAD *nx_tcp_socket_transmit_suspension_list;
    ULONG nx_tcp_socket_transmit_suspended_count;
    TX_THREAD *nx_tcp_socket_connect_suspended_thread, *nx_tcp_socket_disconnect_suspended_thread;
    TX_THREAD *nx_tcp_socket_bind_suspension_list;
    ULONG nx_tcp_socket_bind_suspended_count;
    struct NX_TCP_SOCKET_STRUCT *nx_tcp_socket_created_next, *nx_tcp_socket_created_previous;
    VOID (*nx_tcp_urgent_data_callback)(struct NX_TCP_SOCKET_STRUCT *socket_ptr);
#ifndef NX_DISABLE_EXTENDED_NOTIFY_SUPPORT
    UINT (*nx_tcp_socket_syn_received_notify)(struct NX_TCP_SOCKET_STRUCT *socket_ptr, NX_PACKET *packet_ptr);
    VOID (*nx_tcp_establish_notify)(struct NX_TCP_SOCKET_STRUCT *socket_ptr);
    VOID (*nx_tcp_disconnect_complete_notify)(struct NX_TCP_SOCKET_STRUCT *socket_ptr);
    VOID (*nx_tcp_timed_wait_callback)(struct NX_TCP_SOCKET_STRUCT *socket_ptr);
#endif
    VOID (*nx_tcp_disconnect_callback)(struct NX_TCP_SOCKET_STRUCT *socket_ptr);
    VOID (*nx_tcp_receive_callback)(struct NX_TCP_SOCKET_STRUCT *socket_ptr);
    VOID (*nx_tcp_socket_window_update_notify)(struct NX_TCP_SOCKET_STRUCT *socket_ptr);
#ifdef NX_ENABLE_TCP_QUEUE_DEPTH_UPDATE_NOTIFY
    VOID (*nx_tcp_socket_queue_depth_notify)(struct NX_TCP_SOCKET_STRUCT *socket_ptr);
#endif
    void *nx_tcp_socket_reserved_ptr;
    ULONG nx_tcp_socket_transmit_queue_maximum_default;
    NXD_IPV6_ADDRESS *nx_tcp_socket_ipv6_addr;
    struct NX_HOST_SOCKET_STRUCT *nx_tcp_socket_host_ptr;
} NX_TCP_SOCKET;

typedef struct NX_TCP_LISTEN_STRUCT
{
    UINT nx_tcp_listen_port;
    VOID (*nx_tcp_listen_callback)(NX_TCP_SOCKET *socket_ptr, UINT port);
    NX_TCP_SOCKET *nx_tcp_listen_socket_ptr;
    ULONG nx_tcp_listen_queue_maximum, nx_tcp_listen_queue_current;
    NX_PACKET *nx_tcp_listen_queue_head, *nx_tcp_listen_queue_tail;
    struct NX_TCP_LISTEN_STRUCT *nx_tcp_listen_next, *nx_tcp_listen_previous;
    struct NX_HOST_LISTEN_STRUCT *nx_tcp_listen_host_ptr;
} NX_TCP_LISTEN;

typedef struct NX_INTERFACE_STRUCT
{
    CHAR *nx_interface_name;
    UCHAR nx_interface_valid, nx_interface_address_mapping_needed, nx_interface_link_up, nx_interface_index;
    UCHAR nx_interface_link_status_change;
    ULONG nx_interface_physical_address_msw, nx_interface_physical_address_lsw;
#ifndef NX_DISABLE_IPV4
    ULONG nx_interface_ip_address, nx_interface_ip_network_mask, nx_interface_ip_network;
#endif
    NXD_IPV6_ADDRESS *nxd_interface_ipv6_address_list_head;
    ULONG nx_interface_ip_mtu_size;
    ULONG nx_ipv6_rtr_solicitation_count, nx_ipv6_rtr_solicitation_timer;
    VOID *nx_interface_additional_link_info;
    VOID (*nx_interface_link_driver_entry)(struct NX_IP_DRIVER_STRUCT *);
} NX_INTERFACE;

typedef struct NX_IP_STRUCT
{
    ULONG nx_ip_id;
    CHAR *nx_ip_name;
#define nx_ip_address               nx_ip_interface[0].nx_interface_ip_address
#define nx_ip_driver_mtu            nx_ip_interface[0].nx_interface_ip_mtu_size
#define nx_ip_driver_mapping_needed nx_ip_interface[0].nx_interface_address_mapping_needed
#define nx_ip_network_mask          nx_ip_interface[0].nx_interface_ip_network_mask
#define nx_ip_network               nx_ip_interface[0].nx_interface_ip_network
#define nx_ip_driver_link_up        nx_ip_interface[0].nx_interface_link_up
#define nx_ip_link_driver_entry     nx_ip_interface[0].nx_interface_link_driver_entry
#define nx_ip_additional_link_info  nx_ip_interface[0].nx_interface_additional_link_info
#ifndef NX_DISABLE_IPV4
    ULONG nx_ip_gateway_address;
    NX_INTERFACE *nx_ip_gateway_interface;
#endif
#ifdef FEATURE_NX_IPV6
    NXD_IPV6_ADDRESS nx_ipv6_address[NX_MAX_IPV6_ADDRESSES + NX_LOOPBACK_IPV6_ENABLED];
    ND_CACHE_ENTRY nx_ipv6_nd_cache[NX_IPV6_NEIGHBOR_CACHE_SIZE];
    ULONG nx_ipv6_router_address[4];
    NX_INTERFACE *nx_ipv6_router_interface;
    VOID (*nx_ipv6_packet_receive)(struct NX_IP_STRUCT *, NX_PACKET *);
    VOID (*nx_ip_icmpv6_packet_process)(struct NX_IP_STRUCT *, NX_PACKET *);
    ULONG nx_ipv6_retrans_timer_ticks, nx_ipv6_reachable_timer, nx_ipv6_hop_limit;
#endif
    ULONG nx_ip_total_packet_send_requests, nx_ip_total_packets_sent, nx_ip_total_bytes_sent;
    ULONG nx_ip_total_packets_received, nx_ip_total_packets_delivered, nx_ip_total_bytes_received;
    ULONG nx_ip_invalid_packets, nx_ip_invalid_transmit_packets, nx_ip_invalid_receive_address;
    ULONG nx_ip_unknown_protocols_received, nx_ip_transmit_resource_errors, nx_ip_receive_packets_dropped;
    ULONG nx_ip_receive_checksum_errors, nx_ip_send_packets_dropped;
    ULONG nx_ip_total_fragments_sent, nx_ip_total_fragments_received;
    ULONG nx_ip_arp_requests_sent, nx_ip_arp_requests_received, nx_ip_arp_responses_sent;
    ULONG nx_ip_arp_responses_received, nx_ip_arp_aged_entries, nx_ip_arp_invalid_messages;
    ULONG nx_ip_arp_static_entries;
    ULONG nx_ip_tcp_packets_sent, nx_ip_tcp_bytes_sent, nx_ip_tcp_packets_received, nx_ip_tcp_bytes_received;
    ULONG nx_ip_tcp_invalid_packets, nx_ip_tcp_receive_packets_dropped, nx_ip_tcp_checksum_errors;
    ULONG nx_ip_tcp_connections, nx_ip_tcp_passive_connections, nx_ip_tcp_active_connections;
    ULONG nx_ip_tcp_disconnections, nx_ip_tcp_connections_dropped, nx_ip_tcp_retransmit_packets;
    ULONG nx_ip_tcp_resets_received, nx_ip_tcp_resets_sent;
    ULONG nx_ip_icmp_checksum_errors, nx_ip_icmp_invalid_packets, nx_ip_icmp_unhandled_messages;
    ULONG nx_ip_pings_sent, nx_ip_ping_timeouts, nx_ip_ping_threads_suspended, nx_ip_ping_responses_received;
    ULONG nx_ip_pings_received, nx_ip_pings_responded_to;
    ULONG nx_ip_packet_id;
    NX_PACKET_POOL *nx_ip_default_packet_pool;
    TX_MUTEX nx_ip_protection;
    UINT nx_ip_initialize_done;
    NX_PACKET *nx_ip_deferred_received_packet_head, *nx_ip_deferred_received_packet_tail;
    TX_THREAD nx_ip_thread;
    TX_EVENT_FLAGS_GROUP nx_ip_events;
    TX_TIMER nx_ip_periodic_timer;
    UINT nx_ip_fragment_enabled;
    ULONG nx_ip_icmp_sequence;
    VOID (*nx_ip_icmp_packet_receive)(struct NX_IP_STRUCT *, NX_PACKET *);
    TX_THREAD *nx_ip_icmp_ping_suspension_list;
    ULONG nx_ip_icmp_ping_suspended_count;
    ULONG nx_ip_udp_created_sockets_count;
    VOID (*nx_ip_udp_packet_receive)(struct NX_IP_STRUCT *, NX_PACKET *);
    NX_TCP_SOCKET *nx_ip_tcp_port_table[NX_TCP_PORT_TABLE_SIZE];
    NX_TCP_SOCKET *nx_ip_tcp_created_sockets_ptr;
    ULONG nx_ip_tcp_created_sockets_count;
    VOID (*nx_ip_tcp_packet_receive)(struct NX_IP_STRUCT *, NX_PACKET *);
    NX_PACKET *nx_ip_tcp_queue_head, *nx_ip_tcp_queue_tail;
    ULONG nx_ip_tcp_received_packet_count;
    NX_TCP_LISTEN nx_ip_tcp_server_listen_reqs[NX_MAX_LISTEN_REQUESTS];
    NX_TCP_LISTEN *nx_ip_tcp_available_listen_requests, *nx_ip_tcp_active_listen_requests;
    UINT nx_ip_fast_periodic_timer_created;
    TX_TIMER nx_ip_fast_periodic_timer;
#ifndef NX_DISABLE_IPV4
    NX_ARP *nx_ip_arp_table[NX_ARP_TABLE_SIZE];
    NX_ARP *nx_ip_arp_static_list, *nx_ip_arp_dynamic_list;
    ULONG nx_ip_arp_dynamic_active_count;
    NX_PACKET *nx_ip_arp_deferred_received_packet_head, *nx_ip_arp_deferred_received_packet_tail;
    UINT (*nx_ip_arp_allocate)(struct NX_IP_STRUCT *, NX_ARP **, UINT);
    VOID (*nx_ip_arp_periodic_update)(struct NX_IP_STRUCT *);
    NX_ARP *nx_ip_arp_cache_memory;
    ULONG nx_ip_arp_total_entries;
    VOID (*nx_ip_address_change_notify)(struct NX_IP_STRUCT *, VOID *);
    VOID *nx_ip_address_change_notify_additional_info;
#endif
    struct NX_IP_STRUCT *nx_ip_created_next, *nx_ip_created_previous;
    void *nx_ip_reserved_ptr;
    NX_INTERFACE nx_ip_interface[NX_MAX_IP_INTERFACES];
    VOID (*nx_ip_link_status_change_callback)(struct NX_IP_STRUCT *, UINT, UINT);
} NX_IP;

/* A request to a link driver. */
typedef struct NX_IP_DRIVER_STRUCT
{
    UINT nx_ip_driver_command, nx_ip_driver_status;
    ULONG nx_ip_driver_physical_address_msw, nx_ip_driver_physical_address_lsw;
    NX_PACKET *nx_ip_driver_packet;
    ULONG *nx_ip_driver_return_ptr;
    NX_IP *nx_ip_driver_ptr;
    NX_INTERFACE *nx_ip_driver_interface;
} NX_IP_DRIVER;

#endif
