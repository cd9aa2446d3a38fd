/* SPDX-License-Identifier: MIT */
/* What only the Linux host has. An application that runs on real hardware
   needs none of this.

   Threads. Each ThreadX thread is a POSIX thread, and exactly one of them runs
   at a time, chosen by ThreadX's rules: highest priority, first come first
   served, preemption thresholds. A switch happens only inside a service, so
   the order of events is the same in every run. Time slices are stored and
   reported but do not end a thread's turn. A thread's stack is that of its
   POSIX thread; the memory given to tx_thread_create is only checked.

   Time. It is virtual until an IP instance uses the host's network: when every
   thread waits, the clock jumps to the next deadline. A thread that polls
   (tx_time_get, tx_thread_relinquish, a service without a wait option that
   finds nothing) sees time pass too: NX_HOST_POLLS_PER_TICK such calls take one
   tick. With the host's network, or when asked for, time is that of
   CLOCK_MONOTONIC, and no wait ends early. The environment variable
   NX_HOST_TIME ("virtual", "real" or "auto") decides before the program does.

   The end. tx_kernel_enter returns when every thread of the application has
   completed or was terminated and none of its timers is active. When the
   threads that remain wait for each other for good, a message on stderr says
   who waits for what and the process exits with NX_HOST_DEADLOCK_EXIT. */
#ifndef NX_HOST_H
#define NX_HOST_H

#include "nx_api.h"

#ifdef __cplusplus
extern "C"
{
#endif

/* Bytes that tx_application_define may use from first_unused_memory on;
   zeroed, aligned for any type. */
#define NX_HOST_MEMORY_SIZE 0x2000000

#define NX_HOST_POLLS_PER_TICK 1000

#define NX_HOST_DEADLOCK_EXIT 86

#define NX_HOST_TIME_AUTO    0
#define NX_HOST_TIME_VIRTUAL 1
#define NX_HOST_TIME_REAL    2

    /* Selects the clock; call it before tx_kernel_enter. Anything but the three
       values above is NX_OPTION_ERROR. */
    UINT nx_host_time_mode_set(UINT mode);

    /* Makes tx_kernel_enter return, from any thread; the caller does not return
       when it is a ThreadX thread. All threads end where they stand, and everything
       created is forgotten, so that tx_kernel_enter may be called again. */
    VOID nx_host_stop(VOID);

    /* Called instead of the message and the exit when the threads are deadlocked;
       tx_kernel_enter then returns. NX_NULL restores the default. */
    VOID nx_host_deadlock_notify_set(VOID (*notify)(VOID));

    /* The driver that reaches the host's network: TCP over IPv4 and IPv6 through
       the host's sockets. The address of the IP instance is what its sockets bind
       to when the host has it; any other address means that the host chooses. */
    VOID _nx_host_network_driver(NX_IP_DRIVER *driver_req_ptr);

/* Port 0 of nx_tcp_server_socket_listen is refused by the checking form; to
   let the host choose, listen on this port and ask which one it became. */
#define NX_HOST_ANY_PORT 0xFFFF
    UINT nx_host_tcp_listen_port_get(NX_IP *ip_ptr, UINT port, UINT *host_port);

    /* The RAM driver: IP instances of one process on one wire. The number is the
       MTU; without one it is 1500. */
    VOID _nx_ram_network_driver(NX_IP_DRIVER *driver_req_ptr);
    VOID _nx_ram_network_driver_128(NX_IP_DRIVER *driver_req_ptr);
    VOID _nx_ram_network_driver_200(NX_IP_DRIVER *driver_req_ptr);
    VOID _nx_ram_network_driver_256(NX_IP_DRIVER *driver_req_ptr);
    VOID _nx_ram_network_driver_512(NX_IP_DRIVER *driver_req_ptr);
    VOID _nx_ram_network_driver_1024(NX_IP_DRIVER *driver_req_ptr);
    VOID _nx_ram_network_driver_1500(NX_IP_DRIVER *driver_req_ptr);
    VOID _nx_ram_network_driver_3000(NX_IP_DRIVER *driver_req_ptr);

#ifdef __cplusplus
}
#endif

#endif
