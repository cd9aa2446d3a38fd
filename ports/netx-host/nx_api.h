/* SPDX-License-Identifier: MIT */
/* The NetX Duo services as the Linux host offers them: names, values, fields
   and status codes are those of NetX Duo 6.4, so that applications compile
   unchanged. Each service is as in the NetX Duo user guide; what is particular
   to the host stands in nx_host.h.

   Options are those of NetX and must be the same for the library and for the
   application: NX_DISABLE_IPV4, NX_DISABLE_IPV6, NX_DISABLE_PACKET_CHAIN (with
   NX_DISABLE_FRAGMENTATION), NX_ENABLE_EXTENDED_NOTIFY_SUPPORT,
   NX_ENABLE_TCP_QUEUE_DEPTH_UPDATE_NOTIFY, NX_DISABLE_IPV6_DAD.
   NX_DISABLE_ERROR_CHECKING concerns the application alone. */
#ifndef NX_API_H
#define NX_API_H

#include "tx_api.h"
#include "nx_port.h"

#ifdef __cplusplus
extern "C"
{
#endif

#ifndef NX_PARAMETER_NOT_USED
#define NX_PARAMETER_NOT_USED(p) ((void)(p))
#endif

#define AZURE_RTOS_NETXDUO
#define NETXDUO_MAJOR_VERSION 6
#define NETXDUO_MINOR_VERSION 4
#define NETXDUO_PATCH_VERSION 2
#define EL_PRODUCT_NETXDUO
#define __PRODUCT_NETXDUO__
#define __NETXDUO_MAJOR_VERSION__ NETXDUO_MAJOR_VERSION
#define __NETXDUO_MINOR_VERSION__ NETXDUO_MINOR_VERSION

#ifndef NX_DISABLE_IPV6
#ifndef FEATURE_NX_IPV6
#define FEATURE_NX_IPV6
#endif
#else
#undef FEATURE_NX_IPV6
#endif

#if defined(NX_DISABLE_PACKET_CHAIN) && !defined(NX_DISABLE_FRAGMENTATION)
#error "NX_DISABLE_PACKET_CHAIN needs NX_DISABLE_FRAGMENTATION."
#endif

#ifdef NX_ENABLE_EXTENDED_NOTIFY_SUPPORT
#undef NX_DISABLE_EXTENDED_NOTIFY_SUPPORT
#else
#define NX_DISABLE_EXTENDED_NOTIFY_SUPPORT
#endif

#define NX_CLEANUP_PARAMETER       , ULONG suspension_sequence
#define NX_CLEANUP_ARGUMENT        , 0
#define NX_CLEANUP_EXTENSION       NX_PARAMETER_NOT_USED(suspension_sequence);
#define NX_UCHAR_POINTER_ADD(a, b) (((UCHAR *)(a)) + ((UINT)(b)))

#define NX_THREAD_EXTENSION_PTR_SET(a, b) ((a)->tx_thread_extension_ptr = (VOID *)(b));
#define NX_THREAD_EXTENSION_PTR_GET(a, b, c)                                                                 \
    {                                                                                                        \
        NX_PARAMETER_NOT_USED(c);                                                                            \
        (a) = (b *)(_tx_thread_identify()->tx_thread_extension_ptr);                                         \
    }
#define NX_TIMER_EXTENSION_PTR_SET(a, b)                                                                     \
    ((a)->tx_timer_internal.tx_timer_internal_extension_ptr = (VOID *)(b));
#define NX_TIMER_EXTENSION_PTR_GET(a, b, c)                                                                  \
    {                                                                                                        \
        NX_PARAMETER_NOT_USED(c);                                                                            \
        (a) = (b *)(_tx_timer_expired_timer_ptr->tx_timer_internal_extension_ptr);                           \
    }
    extern TX_TIMER_INTERNAL *_tx_timer_expired_timer_ptr;

#ifndef NX_ASSERT
#define NX_ASSERT(s)                                                                                         \
    if (!(s))                                                                                                \
    {                                                                                                        \
        abort();                                                                                             \
    }
#endif
#ifndef NX_RAND
#define NX_RAND rand
#endif
#ifndef NX_SRAND
#define NX_SRAND srand
#endif
#ifndef NX_MAX_STRING_LENGTH
#define NX_MAX_STRING_LENGTH 1024
#endif

#include "nx_constants.h"
#include "nx_types.h"

/* Both forms of every service. Some checking forms differ: those of creates
   take the size of the control block too, and those that consume a packet take
   the address of the caller's pointer and clear it. */
#define NX_FORM(name)  _nx_##name
#define NXD_FORM(name) _nxd_##name
#include "nx_services.h"
#undef NX_FORM
#undef NXD_FORM
#define NX_FORM(name)  _nxe_##name
#define NXD_FORM(name) _nxde_##name
#include "nx_services.h"
#undef NX_FORM
#undef NXD_FORM

    UINT _nx_ip_create(NX_IP *ip_ptr, CHAR *name, ULONG ip_address, ULONG network_mask,
                       NX_PACKET_POOL *default_pool, VOID (*ip_link_driver)(NX_IP_DRIVER *), VOID *memory_ptr,
                       ULONG memory_size, UINT priority);
    UINT _nxe_ip_create(NX_IP *ip_ptr, CHAR *name, ULONG ip_address, ULONG network_mask,
                        NX_PACKET_POOL *default_pool, VOID (*ip_link_driver)(NX_IP_DRIVER *),
                        VOID *memory_ptr, ULONG memory_size, UINT priority, UINT control_block_size);
    UINT _nx_packet_pool_create(NX_PACKET_POOL *pool_ptr, CHAR *name, ULONG payload_size, VOID *memory_ptr,
                                ULONG memory_size);
    UINT _nxe_packet_pool_create(NX_PACKET_POOL *pool_ptr, CHAR *name, ULONG payload_size, VOID *memory_ptr,
                                 ULONG memory_size, UINT control_block_size);
    UINT _nx_tcp_socket_create(NX_IP *ip_ptr, NX_TCP_SOCKET *socket_ptr, CHAR *name, ULONG type_of_service,
                               ULONG fragment, UINT time_to_live, ULONG window_size,
                               VOID (*urgent_data_callback)(NX_TCP_SOCKET *),
                               VOID (*disconnect_callback)(NX_TCP_SOCKET *));
    UINT _nxe_tcp_socket_create(NX_IP *ip_ptr, NX_TCP_SOCKET *socket_ptr, CHAR *name, ULONG type_of_service,
                                ULONG fragment, UINT time_to_live, ULONG window_size,
                                VOID (*urgent_data_callback)(NX_TCP_SOCKET *),
                                VOID (*disconnect_callback)(NX_TCP_SOCKET *), UINT control_block_size);
    UINT _nx_packet_release(NX_PACKET *packet_ptr);
    UINT _nxe_packet_release(NX_PACKET **packet_ptr_ptr);
    UINT _nx_packet_transmit_release(NX_PACKET *packet_ptr);
    UINT _nxe_packet_transmit_release(NX_PACKET **packet_ptr_ptr);
    UINT _nx_tcp_socket_send(NX_TCP_SOCKET *socket_ptr, NX_PACKET *packet_ptr, ULONG wait_option);
    UINT _nxe_tcp_socket_send(NX_TCP_SOCKET *socket_ptr, NX_PACKET **packet_ptr_ptr, ULONG wait_option);
    VOID _nx_system_initialize(VOID);

    /* For link drivers: hand a received packet to an IP instance, from any thread. */
    VOID _nx_ip_packet_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr);
    VOID _nx_ip_packet_deferred_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr);
    VOID _nx_arp_packet_deferred_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr);

    /* Helpers that add-ons use. */
    UINT _nx_utility_string_length_check(CHAR *input_string, UINT *string_length, UINT max_string_length);
    UINT _nx_utility_string_to_uint(CHAR *input_string, UINT string_length, UINT *number);
    UINT _nx_utility_uint_to_string(UINT number, UINT base, CHAR *string_buffer, UINT string_buffer_size);

    extern NX_IP *_nx_ip_created_ptr;
    extern ULONG _nx_ip_created_count;
    extern NX_PACKET_POOL *_nx_packet_pool_created_ptr;
    extern ULONG _nx_packet_pool_created_count;

#ifndef NX_SOURCE_CODE
#include "nx_names.h"
#endif

#ifdef __cplusplus
}
#endif

#endif
