/* SPDX-License-Identifier: MIT */
/* The NetX services that come in two forms of one signature. nx_api.h includes
   this file once for the plain forms (_nx_, _nxd_) and once for the checking
   forms (_nxe_, _nxde_), so it has no include guard; NX_FORM(name) and
   NXD_FORM(name) yield the symbols. */
UINT NX_FORM(arp_dynamic_entries_invalidate)(NX_IP *ip_ptr);
UINT NX_FORM(arp_dynamic_entry_set)(NX_IP *ip_ptr, ULONG ip_address, ULONG physical_msw, ULONG physical_lsw);
UINT NX_FORM(arp_enable)(NX_IP *ip_ptr, VOID *arp_cache_memory, ULONG arp_cache_size);
UINT NX_FORM(arp_hardware_address_find)(NX_IP *ip_ptr, ULONG ip_address, ULONG *physical_msw,
                                        ULONG *physical_lsw);
UINT NX_FORM(arp_info_get)(NX_IP *ip_ptr, ULONG *arp_requests_sent, ULONG *arp_requests_received,
                           ULONG *arp_responses_sent, ULONG *arp_responses_received,
                           ULONG *arp_dynamic_entries, ULONG *arp_static_entries, ULONG *arp_aged_entries,
                           ULONG *arp_invalid_messages);
UINT NX_FORM(arp_static_entry_create)(NX_IP *ip_ptr, ULONG ip_address, ULONG physical_msw,
                                      ULONG physical_lsw);
UINT NX_FORM(icmp_enable)(NX_IP *ip_ptr);
UINT NX_FORM(icmp_info_get)(NX_IP *ip_ptr, ULONG *pings_sent, ULONG *ping_timeouts,
                            ULONG *ping_threads_suspended, ULONG *ping_responses_received,
                            ULONG *icmp_checksum_errors, ULONG *icmp_unhandled_messages);
UINT NX_FORM(icmp_ping)(NX_IP *ip_ptr, ULONG ip_address, CHAR *data_ptr, ULONG data_size,
                        NX_PACKET **response_ptr, ULONG wait_option);
UINT NXD_FORM(icmp_enable)(NX_IP *ip_ptr);
UINT NXD_FORM(icmp_ping)(NX_IP *ip_ptr, NXD_ADDRESS *ip_address, CHAR *data_ptr, ULONG data_size,
                         NX_PACKET **response_ptr, ULONG wait_option);

UINT NX_FORM(ip_address_change_notify)(NX_IP *ip_ptr, VOID (*ip_address_change_notify)(NX_IP *, VOID *),
                                       VOID *additional_info);
UINT NX_FORM(ip_address_get)(NX_IP *ip_ptr, ULONG *ip_address, ULONG *network_mask);
UINT NX_FORM(ip_address_set)(NX_IP *ip_ptr, ULONG ip_address, ULONG network_mask);
UINT NX_FORM(ip_delete)(NX_IP *ip_ptr);
UINT NX_FORM(ip_driver_direct_command)(NX_IP *ip_ptr, UINT command, ULONG *return_value_ptr);
UINT NX_FORM(ip_fragment_disable)(NX_IP *ip_ptr);
UINT NX_FORM(ip_fragment_enable)(NX_IP *ip_ptr);
UINT NX_FORM(ip_gateway_address_clear)(NX_IP *ip_ptr);
UINT NX_FORM(ip_gateway_address_get)(NX_IP *ip_ptr, ULONG *ip_address);
UINT NX_FORM(ip_gateway_address_set)(NX_IP *ip_ptr, ULONG ip_address);
UINT NX_FORM(ip_info_get)(NX_IP *ip_ptr, ULONG *ip_total_packets_sent, ULONG *ip_total_bytes_sent,
                          ULONG *ip_total_packets_received, ULONG *ip_total_bytes_received,
                          ULONG *ip_invalid_packets, ULONG *ip_receive_packets_dropped,
                          ULONG *ip_receive_checksum_errors, ULONG *ip_send_packets_dropped,
                          ULONG *ip_total_fragments_sent, ULONG *ip_total_fragments_received);
UINT NX_FORM(ip_interface_address_get)(NX_IP *ip_ptr, UINT interface_index, ULONG *ip_address,
                                       ULONG *network_mask);
UINT NX_FORM(ip_interface_address_mapping_configure)(NX_IP *ip_ptr, UINT interface_index,
                                                     UINT mapping_needed);
UINT NX_FORM(ip_interface_address_set)(NX_IP *ip_ptr, UINT interface_index, ULONG ip_address,
                                       ULONG network_mask);
UINT NX_FORM(ip_interface_info_get)(NX_IP *ip_ptr, UINT interface_index, CHAR **interface_name,
                                    ULONG *ip_address, ULONG *network_mask, ULONG *mtu_size,
                                    ULONG *physical_address_msw, ULONG *physical_address_lsw);
UINT NX_FORM(ip_interface_mtu_set)(NX_IP *ip_ptr, UINT interface_index, ULONG mtu_size);
UINT NX_FORM(ip_interface_physical_address_get)(NX_IP *ip_ptr, UINT interface_index, ULONG *physical_msw,
                                                ULONG *physical_lsw);
UINT NX_FORM(ip_interface_physical_address_set)(NX_IP *ip_ptr, UINT interface_index, ULONG physical_msw,
                                                ULONG physical_lsw, UINT update_driver);
UINT NX_FORM(ip_interface_status_check)(NX_IP *ip_ptr, UINT interface_index, ULONG needed_status,
                                        ULONG *actual_status, ULONG wait_option);
UINT NX_FORM(ip_link_status_change_notify_set)(NX_IP *ip_ptr,
                                               VOID (*link_status_change_notify)(NX_IP *, UINT, UINT));
UINT NX_FORM(ip_status_check)(NX_IP *ip_ptr, ULONG needed_status, ULONG *actual_status, ULONG wait_option);

UINT NXD_FORM(ipv6_address_delete)(NX_IP *ip_ptr, UINT address_index);
UINT NXD_FORM(ipv6_address_get)(NX_IP *ip_ptr, UINT address_index, NXD_ADDRESS *ip_address,
                                ULONG *prefix_length, UINT *interface_index);
UINT NXD_FORM(ipv6_address_set)(NX_IP *ip_ptr, UINT interface_index, NXD_ADDRESS *ip_address,
                                ULONG prefix_length, UINT *address_index);
UINT NXD_FORM(ipv6_default_router_add)(NX_IP *ip_ptr, NXD_ADDRESS *router_addr, ULONG router_lifetime,
                                       UINT interface_index);
UINT NXD_FORM(ipv6_disable)(NX_IP *ip_ptr);
UINT NXD_FORM(ipv6_enable)(NX_IP *ip_ptr);

UINT NX_FORM(packet_allocate)(NX_PACKET_POOL *pool_ptr, NX_PACKET **packet_ptr, ULONG packet_type,
                              ULONG wait_option);
UINT NX_FORM(packet_copy)(NX_PACKET *packet_ptr, NX_PACKET **new_packet_ptr, NX_PACKET_POOL *pool_ptr,
                          ULONG wait_option);
UINT NX_FORM(packet_data_append)(NX_PACKET *packet_ptr, VOID *data_start, ULONG data_size,
                                 NX_PACKET_POOL *pool_ptr, ULONG wait_option);
UINT NX_FORM(packet_data_extract_offset)(NX_PACKET *packet_ptr, ULONG offset, VOID *buffer_start,
                                         ULONG buffer_length, ULONG *bytes_copied);
UINT NX_FORM(packet_data_retrieve)(NX_PACKET *packet_ptr, VOID *buffer_start, ULONG *bytes_copied);
UINT NX_FORM(packet_length_get)(NX_PACKET *packet_ptr, ULONG *length);
UINT NX_FORM(packet_pool_delete)(NX_PACKET_POOL *pool_ptr);
UINT NX_FORM(packet_pool_info_get)(NX_PACKET_POOL *pool_ptr, ULONG *total_packets, ULONG *free_packets,
                                   ULONG *empty_pool_requests, ULONG *empty_pool_suspensions,
                                   ULONG *invalid_packet_releases);
UINT NX_FORM(packet_pool_low_watermark_set)(NX_PACKET_POOL *pool_ptr, ULONG low_watermark);

UINT NX_FORM(tcp_client_socket_bind)(NX_TCP_SOCKET *socket_ptr, UINT port, ULONG wait_option);
UINT NX_FORM(tcp_client_socket_connect)(NX_TCP_SOCKET *socket_ptr, ULONG server_ip, UINT server_port,
                                        ULONG wait_option);
UINT NXD_FORM(tcp_client_socket_connect)(NX_TCP_SOCKET *socket_ptr, NXD_ADDRESS *server_ip, UINT server_port,
                                         ULONG wait_option);
UINT NX_FORM(tcp_client_socket_port_get)(NX_TCP_SOCKET *socket_ptr, UINT *port_ptr);
UINT NX_FORM(tcp_client_socket_unbind)(NX_TCP_SOCKET *socket_ptr);
UINT NX_FORM(tcp_enable)(NX_IP *ip_ptr);
UINT NX_FORM(tcp_free_port_find)(NX_IP *ip_ptr, UINT port, UINT *free_port_ptr);
UINT NX_FORM(tcp_info_get)(NX_IP *ip_ptr, ULONG *tcp_packets_sent, ULONG *tcp_bytes_sent,
                           ULONG *tcp_packets_received, ULONG *tcp_bytes_received, ULONG *tcp_invalid_packets,
                           ULONG *tcp_receive_packets_dropped, ULONG *tcp_checksum_errors,
                           ULONG *tcp_connections, ULONG *tcp_disconnections, ULONG *tcp_connections_dropped,
                           ULONG *tcp_retransmit_packets);
UINT NX_FORM(tcp_server_socket_accept)(NX_TCP_SOCKET *socket_ptr, ULONG wait_option);
UINT NX_FORM(tcp_server_socket_listen)(NX_IP *ip_ptr, UINT port, NX_TCP_SOCKET *socket_ptr,
                                       UINT listen_queue_size,
                                       VOID (*tcp_listen_callback)(NX_TCP_SOCKET *, UINT));
UINT NX_FORM(tcp_server_socket_relisten)(NX_IP *ip_ptr, UINT port, NX_TCP_SOCKET *socket_ptr);
UINT NX_FORM(tcp_server_socket_unaccept)(NX_TCP_SOCKET *socket_ptr);
UINT NX_FORM(tcp_server_socket_unlisten)(NX_IP *ip_ptr, UINT port);
UINT NX_FORM(tcp_socket_bytes_available)(NX_TCP_SOCKET *socket_ptr, ULONG *bytes_available);
UINT NX_FORM(tcp_socket_delete)(NX_TCP_SOCKET *socket_ptr);
UINT NX_FORM(tcp_socket_disconnect)(NX_TCP_SOCKET *socket_ptr, ULONG wait_option);
UINT NX_FORM(tcp_socket_disconnect_complete_notify)(NX_TCP_SOCKET *socket_ptr,
                                                    VOID (*disconnect_complete_notify)(NX_TCP_SOCKET *));
UINT NX_FORM(tcp_socket_establish_notify)(NX_TCP_SOCKET *socket_ptr,
                                          VOID (*establish_notify)(NX_TCP_SOCKET *));
UINT NX_FORM(tcp_socket_info_get)(NX_TCP_SOCKET *socket_ptr, ULONG *tcp_packets_sent, ULONG *tcp_bytes_sent,
                                  ULONG *tcp_packets_received, ULONG *tcp_bytes_received,
                                  ULONG *tcp_retransmit_packets, ULONG *tcp_packets_queued,
                                  ULONG *tcp_checksum_errors, ULONG *tcp_socket_state,
                                  ULONG *tcp_transmit_queue_depth, ULONG *tcp_transmit_window,
                                  ULONG *tcp_receive_window);
UINT NX_FORM(tcp_socket_mss_get)(NX_TCP_SOCKET *socket_ptr, ULONG *mss);
UINT NX_FORM(tcp_socket_mss_peer_get)(NX_TCP_SOCKET *socket_ptr, ULONG *peer_mss);
UINT NX_FORM(tcp_socket_mss_set)(NX_TCP_SOCKET *socket_ptr, ULONG mss);
UINT NX_FORM(tcp_socket_peer_info_get)(NX_TCP_SOCKET *socket_ptr, ULONG *peer_ip_address, ULONG *peer_port);
UINT NXD_FORM(tcp_socket_peer_info_get)(NX_TCP_SOCKET *socket_ptr, NXD_ADDRESS *peer_ip_address,
                                        ULONG *peer_port);
UINT NX_FORM(tcp_socket_queue_depth_notify_set)(NX_TCP_SOCKET *socket_ptr,
                                                VOID (*queue_depth_notify)(NX_TCP_SOCKET *));
UINT NX_FORM(tcp_socket_receive)(NX_TCP_SOCKET *socket_ptr, NX_PACKET **packet_ptr, ULONG wait_option);
UINT NX_FORM(tcp_socket_receive_notify)(NX_TCP_SOCKET *socket_ptr, VOID (*receive_notify)(NX_TCP_SOCKET *));
UINT NX_FORM(tcp_socket_receive_queue_max_set)(NX_TCP_SOCKET *socket_ptr, UINT receive_queue_maximum);
UINT NX_FORM(tcp_socket_state_wait)(NX_TCP_SOCKET *socket_ptr, UINT desired_state, ULONG wait_option);
UINT NX_FORM(tcp_socket_timed_wait_callback)(NX_TCP_SOCKET *socket_ptr,
                                             VOID (*timed_wait_callback)(NX_TCP_SOCKET *));
UINT NX_FORM(tcp_socket_transmit_configure)(NX_TCP_SOCKET *socket_ptr, ULONG max_queue_depth, ULONG timeout,
                                            ULONG max_retries, ULONG timeout_shift);
UINT NX_FORM(tcp_socket_window_update_notify_set)(NX_TCP_SOCKET *socket_ptr,
                                                  VOID (*window_update_notify)(NX_TCP_SOCKET *));

UINT NX_FORM(udp_enable)(NX_IP *ip_ptr);
