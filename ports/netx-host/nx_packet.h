/* SPDX-License-Identifier: MIT */
/* What NetX defines beside nx_api.h about packets: the mark of a created pool,
   and what stands in a packet's queue links when no packet does. */
#ifndef NX_PACKET_H
#define NX_PACKET_H

#include "nx_api.h"

#define NX_PACKET_POOL_ID ((ULONG)0x5041434B)

/* In nx_packet_union_next. */
#define NX_PACKET_FREE      ((ALIGN_TYPE)0xFFFFFFFF)
#define NX_PACKET_ALLOCATED ((ALIGN_TYPE)0xAAAAAAAA)
#define NX_PACKET_ENQUEUED  ((ALIGN_TYPE)0xEEEEEEEE)

/* In nx_packet_queue_next. */
#define NX_DRIVER_TX_DONE ((ALIGN_TYPE)0xDDDDDDDD)
#define NX_PACKET_READY   ((ALIGN_TYPE)0xBBBBBBBB)

#endif
