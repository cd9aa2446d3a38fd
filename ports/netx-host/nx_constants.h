/* SPDX-License-Identifier: MIT */
/* The constants of NetX, part of nx_api.h. */
#ifndef NX_CONSTANTS_H
#define NX_CONSTANTS_H

/* Sizes that a configuration may change. */
#ifndef NX_PHYSICAL_HEADER
#define NX_PHYSICAL_HEADER 16
#endif
#ifndef NX_PHYSICAL_TRAILER
#define NX_PHYSICAL_TRAILER 4
#endif
#ifndef NX_PACKET_ALIGNMENT
#define NX_PACKET_ALIGNMENT sizeof(ULONG)
#endif
#ifndef NX_MAX_PORT
#define NX_MAX_PORT 0xFFFF
#endif
#ifndef NX_SEARCH_PORT_START
#define NX_SEARCH_PORT_START 0xC000
#endif
#ifndef NX_ARP_UPDATE_RATE
#define NX_ARP_UPDATE_RATE 10
#endif
#ifndef NX_ARP_EXPIRATION_RATE
#define NX_ARP_EXPIRATION_RATE 0
#endif
#ifndef NX_ARP_MAXIMUM_RETRIES
#define NX_ARP_MAXIMUM_RETRIES 18
#endif
#ifndef NX_ARP_MAX_QUEUE_DEPTH
#define NX_ARP_MAX_QUEUE_DEPTH 4
#endif
#ifndef NX_MAX_MULTICAST_GROUPS
#define NX_MAX_MULTICAST_GROUPS 7
#endif
#ifndef NX_MAX_LISTEN_REQUESTS
#define NX_MAX_LISTEN_REQUESTS 10
#endif
#ifndef NX_MAX_PHYSICAL_INTERFACES
#define NX_MAX_PHYSICAL_INTERFACES 1
#endif
#ifndef NX_MAX_IPV6_ADDRESSES
#define NX_MAX_IPV6_ADDRESSES (NX_MAX_PHYSICAL_INTERFACES * 3)
#endif
#ifndef NX_IPV6_DESTINATION_TABLE_SIZE
#define NX_IPV6_DESTINATION_TABLE_SIZE NX_DESTINATION_TABLE_SIZE
#endif
#ifndef NX_IPV6_NEIGHBOR_CACHE_SIZE
#define NX_IPV6_NEIGHBOR_CACHE_SIZE 16
#endif
#ifndef NX_IPV6_DAD_TRANSMITS
#define NX_IPV6_DAD_TRANSMITS 3
#endif
#ifndef NX_IPV6_DEFAULT_ROUTER_TABLE_SIZE
#define NX_IPV6_DEFAULT_ROUTER_TABLE_SIZE 8
#endif
#ifndef NX_ND_MAX_QUEUE_DEPTH
#define NX_ND_MAX_QUEUE_DEPTH 4
#endif

#define NX_LOOPBACK_INTERFACE         NX_MAX_PHYSICAL_INTERFACES
#define NX_LOOPBACK_IPV6_SOURCE_INDEX NX_MAX_IPV6_ADDRESSES
#define NX_LOOPBACK_IPV6_ENABLED      1
#define NX_MAX_IP_INTERFACES          (NX_MAX_PHYSICAL_INTERFACES + 1)

/* Arguments. */
#define NX_NO_WAIT               0
#define NX_WAIT_FOREVER          ((ULONG)0xFFFFFFFF)
#define NX_TRUE                  1
#define NX_FALSE                 0
#define NX_NULL                  0
#define NX_FOREVER               1
#define NX_LOWER_16_MASK         ((ULONG)0x0000FFFF)
#define NX_SHIFT_BY_16           16
#define NX_TCP_CLIENT            1
#define NX_TCP_SERVER            2
#define NX_ANY_PORT              0
#define NX_FRAGMENT_OKAY         ((ULONG)0x00000000)
#define NX_DONT_FRAGMENT         ((ULONG)0x00004000)
#define NX_MORE_FRAGMENTS        ((ULONG)0x00002000)
#define NX_FRAG_OFFSET_MASK      ((ULONG)0x00001FFF)
#define NX_IP_NORMAL             ((ULONG)0x00000000)
#define NX_IP_MIN_DELAY          ((ULONG)0x00100000)
#define NX_IP_MAX_DATA           ((ULONG)0x00080000)
#define NX_IP_MAX_RELIABLE       ((ULONG)0x00040000)
#define NX_IP_MIN_COST           ((ULONG)0x00020000)
#define NX_IP_TOS_MASK           ((ULONG)0x00FF0000)
#define NX_IP_TIME_TO_LIVE       ((ULONG)0x00000080)
#define NX_IP_TIME_TO_LIVE_MASK  ((ULONG)0xFF000000)
#define NX_IP_TIME_TO_LIVE_SHIFT 24
#define NX_IP_VERSION_V4         0x4
#define NX_IP_VERSION_V6         0x6

#define IP_ADDRESS(a, b, c, d)                                                                               \
    ((((ULONG)(a)) << 24) | (((ULONG)(b)) << 16) | (((ULONG)(c)) << 8) | ((ULONG)(d)))

/* Where the data of a new packet begins, by what it is for. */
#define NX_IPv4_PACKET      (NX_PHYSICAL_HEADER + 20)
#define NX_IPv4_TCP_PACKET  (NX_IPv4_PACKET + 20)
#define NX_IPv4_UDP_PACKET  (NX_IPv4_PACKET + 8)
#define NX_IPv4_ICMP_PACKET NX_IPv4_PACKET
#define NX_IPv4_IGMP_PACKET NX_IPv4_PACKET
#define NX_IPv6_PACKET      (NX_PHYSICAL_HEADER + 40)
#define NX_IPv6_UDP_PACKET  (NX_IPv6_PACKET + 8)
#define NX_IPv6_TCP_PACKET  (NX_IPv6_PACKET + 20)
#define NX_IPv6_ICMP_PACKET NX_IPv6_PACKET
#define NX_RECEIVE_PACKET   0
#ifdef FEATURE_NX_IPV6
#define NX_IP_PACKET   NX_IPv6_PACKET
#define NX_TCP_PACKET  NX_IPv6_TCP_PACKET
#define NX_UDP_PACKET  NX_IPv6_UDP_PACKET
#define NX_ICMP_PACKET NX_IPv6_ICMP_PACKET
#else
#define NX_IP_PACKET   NX_IPv4_PACKET
#define NX_TCP_PACKET  NX_IPv4_TCP_PACKET
#define NX_UDP_PACKET  NX_IPv4_UDP_PACKET
#define NX_ICMP_PACKET NX_IPv4_ICMP_PACKET
#endif
#define NX_IGMP_PACKET NX_IPv4_IGMP_PACKET

/* Protocols and address classes. */
#define NX_PROTOCOL_NEXT_HEADER_HOP_BY_HOP     0
#define NX_PROTOCOL_ICMP                       1
#define NX_PROTOCOL_IGMP                       2
#define NX_PROTOCOL_IPV4                       4
#define NX_PROTOCOL_TCP                        6
#define NX_PROTOCOL_UDP                        17
#define NX_PROTOCOL_IPV6                       41
#define NX_PROTOCOL_NEXT_HEADER_ROUTING        43
#define NX_PROTOCOL_NEXT_HEADER_FRAGMENT       44
#define NX_PROTOCOL_NEXT_HEADER_ENCAP_SECURITY 50
#define NX_PROTOCOL_NEXT_HEADER_AUTHENTICATION 51
#define NX_PROTOCOL_ICMPV6                     58
#define NX_PROTOCOL_NO_NEXT_HEADER             59
#define NX_PROTOCOL_NEXT_HEADER_DESTINATION    60
#define NX_PROTOCOL_NEXT_HEADER_MOBILE         135
#define NX_IP_ICMP                             ((ULONG)0x00010000)
#define NX_IP_IGMP                             ((ULONG)0x00020000)
#define NX_IP_TCP                              ((ULONG)0x00060000)
#define NX_IP_UDP                              ((ULONG)0x00110000)
#define NX_IP_PROTOCOL_MASK                    ((ULONG)0x00FF0000)
#define NX_IP_CLASS_A_MASK                     ((ULONG)0x80000000)
#define NX_IP_CLASS_A_TYPE                     ((ULONG)0x00000000)
#define NX_IP_CLASS_A_NETID                    ((ULONG)0x7F000000)
#define NX_IP_CLASS_A_HOSTID                   ((ULONG)0x00FFFFFF)
#define NX_IP_CLASS_B_MASK                     ((ULONG)0xC0000000)
#define NX_IP_CLASS_B_TYPE                     ((ULONG)0x80000000)
#define NX_IP_CLASS_B_NETID                    ((ULONG)0x3FFF0000)
#define NX_IP_CLASS_B_HOSTID                   ((ULONG)0x0000FFFF)
#define NX_IP_CLASS_C_MASK                     ((ULONG)0xE0000000)
#define NX_IP_CLASS_C_TYPE                     ((ULONG)0xC0000000)
#define NX_IP_CLASS_C_NETID                    ((ULONG)0x1FFFFF00)
#define NX_IP_CLASS_C_HOSTID                   ((ULONG)0x000000FF)
#define NX_IP_CLASS_D_MASK                     ((ULONG)0xF0000000)
#define NX_IP_CLASS_D_TYPE                     ((ULONG)0xE0000000)
#define NX_IP_CLASS_D_GROUP                    ((ULONG)0x0FFFFFFF)
#define NX_IP_CLASS_D_HOSTID                   ((ULONG)0x00000000)
#define NX_IP_LIMITED_BROADCAST                ((ULONG)0xFFFFFFFF)
#define NX_IP_LOOPBACK_FIRST                   ((ULONG)0x7F000000)
#define NX_IP_LOOPBACK_LAST                    ((ULONG)0x7FFFFFFF)
#define NX_IP_MULTICAST_UPPER                  ((ULONG)0x00000100)
#define NX_IP_MULTICAST_LOWER                  ((ULONG)0x5E000000)
#define NX_IP_MULTICAST_MASK                   ((ULONG)0x007FFFFF)
#define NX_ROUTE_TABLE_SIZE                    32
#define NX_ROUTE_TABLE_MASK                    (NX_ROUTE_TABLE_SIZE - 1)
#define NX_ARP_TABLE_SIZE                      NX_ROUTE_TABLE_SIZE
#define NX_ARP_TABLE_MASK                      (NX_ARP_TABLE_SIZE - 1)
#define NX_TCP_PORT_TABLE_SIZE                 32
#define NX_TCP_PORT_TABLE_MASK                 (NX_TCP_PORT_TABLE_SIZE - 1)

/* States of an IPv6 address. */
#define NX_IPV6_ADDR_STATE_UNKNOWN         0x00
#define NX_IPV6_ADDR_STATE_TENTATIVE       0x01
#define NX_IPV6_ADDR_STATE_PREFERRED       0x02
#define NX_IPV6_ADDR_STATE_DEPRECATED      0x03
#define NX_IPV6_ADDR_STATE_VALID           0x04
#define NX_IPV6_ADDRESS_NOT_CONFIGURED     0
#define NX_IPV6_ADDRESS_MANUAL_CONFIG      1
#define NX_IPV6_ADDRESS_BASED_ON_INTERFACE 4
#define NX_IPV6_ADDRESS_MANUAL_DELETE      5

/* What nx_ip_status_check can wait for. */
#define NX_IP_INITIALIZE_DONE        ((ULONG)0x0001)
#define NX_IP_ADDRESS_RESOLVED       ((ULONG)0x0002)
#define NX_IP_LINK_ENABLED           ((ULONG)0x0004)
#define NX_IP_ARP_ENABLED            ((ULONG)0x0008)
#define NX_IP_UDP_ENABLED            ((ULONG)0x0010)
#define NX_IP_TCP_ENABLED            ((ULONG)0x0020)
#define NX_IP_IGMP_ENABLED           ((ULONG)0x0040)
#define NX_IP_RARP_COMPLETE          ((ULONG)0x0080)
#define NX_IP_INTERFACE_LINK_ENABLED ((ULONG)0x0100)

/* States of a TCP socket. */
#define NX_TCP_CLOSED       1
#define NX_TCP_LISTEN_STATE 2
#define NX_TCP_SYN_SENT     3
#define NX_TCP_SYN_RECEIVED 4
#define NX_TCP_ESTABLISHED  5
#define NX_TCP_CLOSE_WAIT   6
#define NX_TCP_FIN_WAIT_1   7
#define NX_TCP_FIN_WAIT_2   8
#define NX_TCP_CLOSING      9
#define NX_TCP_TIMED_WAIT   10
#define NX_TCP_LAST_ACK     11

/* Status codes. */
#define NX_SUCCESS              0x00
#define NX_NO_PACKET            0x01
#define NX_UNDERFLOW            0x02
#define NX_OVERFLOW             0x03
#define NX_NO_MAPPING           0x04
#define NX_DELETED              0x05
#define NX_POOL_ERROR           0x06
#define NX_PTR_ERROR            0x07
#define NX_WAIT_ERROR           0x08
#define NX_SIZE_ERROR           0x09
#define NX_OPTION_ERROR         0x0a
#define NX_DELETE_ERROR         0x10
#define NX_CALLER_ERROR         0x11
#define NX_INVALID_PACKET       0x12
#define NX_INVALID_SOCKET       0x13
#define NX_NOT_ENABLED          0x14
#define NX_ALREADY_ENABLED      0x15
#define NX_ENTRY_NOT_FOUND      0x16
#define NX_NO_MORE_ENTRIES      0x17
#define NX_ARP_TIMER_ERROR      0x18
#define NX_RESERVED_CODE0       0x19
#define NX_WAIT_ABORTED         0x1A
#define NX_IP_INTERNAL_ERROR    0x20
#define NX_IP_ADDRESS_ERROR     0x21
#define NX_ALREADY_BOUND        0x22
#define NX_PORT_UNAVAILABLE     0x23
#define NX_NOT_BOUND            0x24
#define NX_RESERVED_CODE1       0x25
#define NX_SOCKET_UNBOUND       0x26
#define NX_NOT_CREATED          0x27
#define NX_SOCKETS_BOUND        0x28
#define NX_NO_RESPONSE          0x29
#define NX_POOL_DELETED         0x30
#define NX_ALREADY_RELEASED     0x31
#define NX_RESERVED_CODE2       0x32
#define NX_MAX_LISTEN           0x33
#define NX_DUPLICATE_LISTEN     0x34
#define NX_NOT_CLOSED           0x35
#define NX_NOT_LISTEN_STATE     0x36
#define NX_IN_PROGRESS          0x37
#define NX_NOT_CONNECTED        0x38
#define NX_WINDOW_OVERFLOW      0x39
#define NX_ALREADY_SUSPENDED    0x40
#define NX_DISCONNECT_FAILED    0x41
#define NX_STILL_BOUND          0x42
#define NX_NOT_SUCCESSFUL       0x43
#define NX_UNHANDLED_COMMAND    0x44
#define NX_NO_FREE_PORTS        0x45
#define NX_INVALID_PORT         0x46
#define NX_INVALID_RELISTEN     0x47
#define NX_CONNECTION_PENDING   0x48
#define NX_TX_QUEUE_DEPTH       0x49
#define NX_NOT_IMPLEMENTED      0x4A
#define NX_NOT_SUPPORTED        0x4B
#define NX_INVALID_INTERFACE    0x4C
#define NX_INVALID_PARAMETERS   0x4D
#define NX_NOT_FOUND            0x4E
#define NX_CANNOT_START         0x4F
#define NX_NO_INTERFACE_ADDRESS 0x50
#define NX_INVALID_MTU_DATA     0x51
#define NX_DUPLICATED_ENTRY     0x52
#define NX_PACKET_OFFSET_ERROR  0x53
#define NX_OPTION_HEADER_ERROR  0x54
#define NX_CONTINUE             0x55
#define NX_TCPIP_OFFLOAD_ERROR  0x56

/* Commands of a link driver. */
#define NX_LINK_PACKET_SEND          0
#define NX_LINK_INITIALIZE           1
#define NX_LINK_ENABLE               2
#define NX_LINK_DISABLE              3
#define NX_LINK_PACKET_BROADCAST     4
#define NX_LINK_ARP_SEND             5
#define NX_LINK_ARP_RESPONSE_SEND    6
#define NX_LINK_RARP_SEND            7
#define NX_LINK_MULTICAST_JOIN       8
#define NX_LINK_MULTICAST_LEAVE      9
#define NX_LINK_GET_STATUS           10
#define NX_LINK_GET_SPEED            11
#define NX_LINK_GET_DUPLEX_TYPE      12
#define NX_LINK_GET_ERROR_COUNT      13
#define NX_LINK_GET_RX_COUNT         14
#define NX_LINK_GET_TX_COUNT         15
#define NX_LINK_GET_ALLOC_ERRORS     16
#define NX_LINK_UNINITIALIZE         17
#define NX_LINK_DEFERRED_PROCESSING  18
#define NX_LINK_INTERFACE_ATTACH     19
#define NX_LINK_SET_PHYSICAL_ADDRESS 20
#define NX_INTERFACE_CAPABILITY_GET  21
#define NX_INTERFACE_CAPABILITY_SET  22
#define NX_LINK_INTERFACE_DETACH     23
#define NX_LINK_FACTORY_ADDRESS_GET  24
#define NX_LINK_RX_ENABLE            25
#define NX_LINK_RX_DISABLE           26
#define NX_LINK_6LOWPAN_COMMAND      27
#define NX_LINK_GET_INTERFACE_TYPE   28
#define NX_LINK_RAW_PACKET_SEND      29
#define NX_LINK_USER_COMMAND         50

/* Kinds of interfaces. */
#define NX_INTERFACE_TYPE_UNKNOWN   0
#define NX_INTERFACE_TYPE_OTHER     1
#define NX_INTERFACE_TYPE_ETHERNET  2
#define NX_INTERFACE_TYPE_WIFI      3
#define NX_INTERFACE_TYPE_CELLULAR  4
#define NX_INTERFACE_TYPE_BLUETOOTH 5
#define NX_INTERFACE_TYPE_LORAWAN   6
#define NX_INTERFACE_TYPE_MAX       7

#endif
