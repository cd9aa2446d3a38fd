/* SPDX-License-Identifier: MIT */
/* The NetX port layer of the Linux host: byte order, and which context may
   call a service. */
#ifndef NX_PORT_H
#define NX_PORT_H

#ifdef NX_INCLUDE_USER_DEFINE_FILE
#include "nx_user.h"
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NX_LITTLE_ENDIAN 1
#define NX_CHANGE_ULONG_ENDIAN(arg)                                                                          \
    {                                                                                                        \
        (arg) = (ULONG)__builtin_bswap32((uint32_t)(arg));                                                   \
    }
#define NX_CHANGE_USHORT_ENDIAN(arg) (arg) = (USHORT)__builtin_bswap16((uint16_t)(arg))
#else
#define NX_CHANGE_ULONG_ENDIAN(arg)
#define NX_CHANGE_USHORT_ENDIAN(arg)
#endif

#ifndef NX_IP_PERIODIC_RATE
#ifdef TX_TIMER_TICKS_PER_SECOND
#define NX_IP_PERIODIC_RATE TX_TIMER_TICKS_PER_SECOND
#else
#define NX_IP_PERIODIC_RATE 100
#endif
#endif

/* What a checking form asks of its caller. A NetX add-on uses these in its own
   checking forms. */
#define NX_CALLER_CHECKING_EXTERNS                                                                           \
    extern TX_THREAD *_tx_thread_current_ptr;                                                                \
    extern TX_THREAD _tx_timer_thread;                                                                       \
    extern volatile ULONG _tx_thread_system_state;

#define NX_THREADS_ONLY_CALLER_CHECKING                                                                      \
    if (_tx_thread_system_state || _tx_thread_current_ptr == TX_NULL ||                                      \
        _tx_thread_current_ptr == &_tx_timer_thread)                                                         \
    {                                                                                                        \
        return (NX_CALLER_ERROR);                                                                            \
    }
#define NX_INIT_AND_THREADS_CALLER_CHECKING                                                                  \
    if ((_tx_thread_system_state && _tx_thread_system_state < TX_INITIALIZE_IN_PROGRESS) ||                  \
        _tx_thread_current_ptr == &_tx_timer_thread)                                                         \
    {                                                                                                        \
        return (NX_CALLER_ERROR);                                                                            \
    }
#define NX_NOT_ISR_CALLER_CHECKING                                                                           \
    if (_tx_thread_system_state && _tx_thread_system_state < TX_INITIALIZE_IN_PROGRESS)                      \
    {                                                                                                        \
        return (NX_CALLER_ERROR);                                                                            \
    }
#define NX_THREAD_WAIT_CALLER_CHECKING                                                                       \
    if (wait_option && (_tx_thread_current_ptr == TX_NULL || _tx_thread_system_state ||                      \
                        _tx_thread_current_ptr == &_tx_timer_thread))                                        \
    {                                                                                                        \
        return (NX_CALLER_ERROR);                                                                            \
    }

extern CHAR _nx_version_id[];

#endif
