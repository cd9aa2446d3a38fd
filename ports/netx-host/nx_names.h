/* SPDX-License-Identifier: MIT */
/* The public names of the NetX services. They stand for the checking form, or
   for the plain form with NX_DISABLE_ERROR_CHECKING. */
#ifndef NX_NAMES_H
#define NX_NAMES_H

#define nx_system_initialize                 _nx_system_initialize
#define nxd_ipv6_global_address_set(i, a, p) nxd_ipv6_address_set(i, 0, a, p, NX_NULL)
#define nxd_ipv6_linklocal_address_set(i, a) nxd_ipv6_address_set(i, 0, a, 10, NX_NULL)

#ifdef NX_DISABLE_ERROR_CHECKING
#define NX_CALLED(name)            _nx_##name
#define NXD_CALLED(name)           _nxd_##name
#define nx_ip_create               _nx_ip_create
#define nx_packet_pool_create      _nx_packet_pool_create
#define nx_packet_release          _nx_packet_release
#define nx_packet_transmit_release _nx_packet_transmit_release
#define nx_tcp_socket_create       _nx_tcp_socket_create
#define nx_tcp_socket_send         _nx_tcp_socket_send
#else
#define NX_CALLED(name)                         _nxe_##name
#define NXD_CALLED(name)                        _nxde_##name
#define nx_ip_create(i, n, a, m, d, l, p, s, y) _nxe_ip_create(i, n, a, m, d, l, p, s, y, sizeof(NX_IP))
#define nx_packet_pool_create(p, n, l, m, s)    _nxe_packet_pool_create(p, n, l, m, s, sizeof(NX_PACKET_POOL))
#define nx_packet_release(p)                    _nxe_packet_release(&p)
#define nx_packet_transmit_release(p)           _nxe_packet_transmit_release(&p)
#define nx_tcp_socket_create(i, s, n, t, f, l, w, u, d)                                                      \
    _nxe_tcp_socket_create(i, s, n, t, f, l, w, u, d, sizeof(NX_TCP_SOCKET))
#define nx_tcp_socket_send(s, p, t) _nxe_tcp_socket_send(s, &p, t)
#endif

#define nx_arp_dynamic_entries_invalidate         NX_CALLED(arp_dynamic_entries_invalidate)
#define nx_arp_dynamic_entry_set                  NX_CALLED(arp_dynamic_entry_set)
#define nx_arp_enable                             NX_CALLED(arp_enable)
#define nx_arp_hardware_address_find              NX_CALLED(arp_hardware_address_find)
#define nx_arp_info_get                           NX_CALLED(arp_info_get)
#define nx_arp_static_entry_create                NX_CALLED(arp_static_entry_create)
#define nx_icmp_enable                            NX_CALLED(icmp_enable)
#define nx_icmp_info_get                          NX_CALLED(icmp_info_get)
#define nx_icmp_ping                              NX_CALLED(icmp_ping)
#define nx_ip_address_change_notify               NX_CALLED(ip_address_change_notify)
#define nx_ip_address_get                         NX_CALLED(ip_address_get)
#define nx_ip_address_set                         NX_CALLED(ip_address_set)
#define nx_ip_delete                              NX_CALLED(ip_delete)
#define nx_ip_driver_direct_command               NX_CALLED(ip_driver_direct_command)
#define nx_ip_fragment_disable                    NX_CALLED(ip_fragment_disable)
#define nx_ip_fragment_enable                     NX_CALLED(ip_fragment_enable)
#define nx_ip_gateway_address_clear               NX_CALLED(ip_gateway_address_clear)
#define nx_ip_gateway_address_get                 NX_CALLED(ip_gateway_address_get)
#define nx_ip_gateway_address_set                 NX_CALLED(ip_gateway_address_set)
#define nx_ip_info_get                            NX_CALLED(ip_info_get)
#define nx_ip_interface_address_get               NX_CALLED(ip_interface_address_get)
#define nx_ip_interface_address_mapping_configure NX_CALLED(ip_interface_address_mapping_configure)
#define nx_ip_interface_address_set               NX_CALLED(ip_interface_address_set)
#define nx_ip_interface_info_get                  NX_CALLED(ip_interface_info_get)
#define nx_ip_interface_mtu_set                   NX_CALLED(ip_interface_mtu_set)
#define nx_ip_interface_physical_address_get      NX_CALLED(ip_interface_physical_address_get)
#define nx_ip_interface_physical_address_set      NX_CALLED(ip_interface_physical_address_set)
#define nx_ip_interface_status_check              NX_CALLED(ip_interface_status_check)
#define nx_ip_link_status_change_notify_set       NX_CALLED(ip_link_status_change_notify_set)
#define nx_ip_status_check                        NX_CALLED(ip_status_check)
#define nx_packet_allocate                        NX_CALLED(packet_allocate)
#define nx_packet_copy                            NX_CALLED(packet_copy)
#define nx_packet_data_append                     NX_CALLED(packet_data_append)
#define nx_packet_data_extract_offset             NX_CALLED(packet_data_extract_offset)
#define nx_packet_data_retrieve                   NX_CALLED(packet_data_retrieve)
#define nx_packet_length_get                      NX_CALLED(packet_length_get)
#define nx_packet_pool_delete                     NX_CALLED(packet_pool_delete)
#define nx_packet_pool_info_get                   NX_CALLED(packet_pool_info_get)
#define nx_packet_pool_low_watermark_set          NX_CALLED(packet_pool_low_watermark_set)
#define nx_tcp_client_socket_bind                 NX_CALLED(tcp_client_socket_bind)
#define nx_tcp_client_socket_connect              NX_CALLED(tcp_client_socket_connect)
#define nx_tcp_client_socket_port_get             NX_CALLED(tcp_client_socket_port_get)
#define nx_tcp_client_socket_unbind               NX_CALLED(tcp_client_socket_unbind)
#define nx_tcp_enable                             NX_CALLED(tcp_enable)
#define nx_tcp_free_port_find                     NX_CALLED(tcp_free_port_find)
#define nx_tcp_info_get                           NX_CALLED(tcp_info_get)
#define nx_tcp_server_socket_accept               NX_CALLED(tcp_server_socket_accept)
#define nx_tcp_server_socket_listen               NX_CALLED(tcp_server_socket_listen)
#define nx_tcp_server_socket_relisten             NX_CALLED(tcp_server_socket_relisten)
#define nx_tcp_server_socket_unaccept             NX_CALLED(tcp_server_socket_unaccept)
#define nx_tcp_server_socket_unlisten             NX_CALLED(tcp_server_socket_unlisten)
#define nx_tcp_socket_bytes_available             NX_CALLED(tcp_socket_bytes_available)
#define nx_tcp_socket_delete                      NX_CALLED(tcp_socket_delete)
#define nx_tcp_socket_disconnect                  NX_CALLED(tcp_socket_disconnect)
#define nx_tcp_socket_disconnect_complete_notify  NX_CALLED(tcp_socket_disconnect_complete_notify)
#define nx_tcp_socket_establish_notify            NX_CALLED(tcp_socket_establish_notify)
#define nx_tcp_socket_info_get                    NX_CALLED(tcp_socket_info_get)
#define nx_tcp_socket_mss_get                     NX_CALLED(tcp_socket_mss_get)
#define nx_tcp_socket_mss_peer_get                NX_CALLED(tcp_socket_mss_peer_get)
#define nx_tcp_socket_mss_set                     NX_CALLED(tcp_socket_mss_set)
#define nx_tcp_socket_peer_info_get               NX_CALLED(tcp_socket_peer_info_get)
#define nx_tcp_socket_queue_depth_notify_set      NX_CALLED(tcp_socket_queue_depth_notify_set)
#define nx_tcp_socket_receive                     NX_CALLED(tcp_socket_receive)
#define nx_tcp_socket_receive_notify              NX_CALLED(tcp_socket_receive_notify)
#define nx_tcp_socket_receive_queue_max_set       NX_CALLED(tcp_socket_receive_queue_max_set)
#define nx_tcp_socket_state_wait                  NX_CALLED(tcp_socket_state_wait)
#define nx_tcp_socket_timed_wait_callback         NX_CALLED(tcp_socket_timed_wait_callback)
#define nx_tcp_socket_transmit_configure          NX_CALLED(tcp_socket_transmit_configure)
#define nx_tcp_socket_window_update_notify_set    NX_CALLED(tcp_socket_window_update_notify_set)
#define nx_udp_enable                             NX_CALLED(udp_enable)
#define nxd_icmp_enable                           NXD_CALLED(icmp_enable)
#define nxd_icmp_ping                             NXD_CALLED(icmp_ping)
#define nxd_ipv6_address_delete                   NXD_CALLED(ipv6_address_delete)
#define nxd_ipv6_address_get                      NXD_CALLED(ipv6_address_get)
#define nxd_ipv6_address_set                      NXD_CALLED(ipv6_address_set)
#define nxd_ipv6_default_router_add               NXD_CALLED(ipv6_default_router_add)
#define nxd_ipv6_disable                          NXD_CALLED(ipv6_disable)
#define nxd_ipv6_enable                           NXD_CALLED(ipv6_enable)
#define nxd_tcp_client_socket_connect             NXD_CALLED(tcp_client_socket_connect)
#define nxd_tcp_socket_peer_info_get              NXD_CALLED(tcp_socket_peer_info_get)

#endif
