/* SPDX-License-Identifier: MIT */
/* What NetX defines beside nx_api.h about TCP: the mark of a created socket,
   header flags, and the defaults of timers and queues. */
#ifndef NX_TCP_H
#define NX_TCP_H

#include "nx_api.h"

#define NX_TCP_ID ((ULONG)0x54435020)

#define NX_TCP_HEADER_BYTES 20u
#define NX_TCP_SYN_BYTES    28u

#define NX_TCP_URG_BIT ((ULONG)0x00200000)
#define NX_TCP_ACK_BIT ((ULONG)0x00100000)
#define NX_TCP_PSH_BIT ((ULONG)0x00080000)
#define NX_TCP_RST_BIT ((ULONG)0x00040000)
#define NX_TCP_SYN_BIT ((ULONG)0x00020000)
#define NX_TCP_FIN_BIT ((ULONG)0x00010000)

#define NX_TCP_MSS_SIZE 1460

#ifndef NX_TCP_MAXIMUM_TX_QUEUE
#define NX_TCP_MAXIMUM_TX_QUEUE 20
#endif
#ifndef NX_TCP_MAXIMUM_RETRIES
#define NX_TCP_MAXIMUM_RETRIES 10
#endif
#ifndef NX_TCP_RETRY_SHIFT
#define NX_TCP_RETRY_SHIFT 0
#endif
#ifndef NX_TCP_MAXIMUM_SEGMENT_LIFETIME
#define NX_TCP_MAXIMUM_SEGMENT_LIFETIME 120
#endif
#ifndef NX_TCP_FAST_TIMER_RATE
#define NX_TCP_FAST_TIMER_RATE 10
#endif
#ifndef NX_TCP_ACK_TIMER_RATE
#define NX_TCP_ACK_TIMER_RATE 5
#endif
#ifndef NX_TCP_TRANSMIT_TIMER_RATE
#define NX_TCP_TRANSMIT_TIMER_RATE 1
#endif

/* In ticks. */
#define NX_TCP_FAST_TICKS                                                                                    \
    ((ULONG)((NX_IP_PERIODIC_RATE + NX_TCP_FAST_TIMER_RATE - 1) / NX_TCP_FAST_TIMER_RATE))
#define NX_TCP_ACK_TICKS ((ULONG)((NX_IP_PERIODIC_RATE + NX_TCP_ACK_TIMER_RATE - 1) / NX_TCP_ACK_TIMER_RATE))
#define NX_TCP_TRANSMIT_TICKS                                                                                \
    ((ULONG)((NX_IP_PERIODIC_RATE + NX_TCP_TRANSMIT_TIMER_RATE - 1) / NX_TCP_TRANSMIT_TIMER_RATE))
#define NX_TCP_2MSL_TICKS ((ULONG)(2 * NX_IP_PERIODIC_RATE * NX_TCP_MAXIMUM_SEGMENT_LIFETIME))

#endif
