/* SPDX-License-Identifier: MIT */
/* What NetX defines beside nx_api.h about IP instances: the mark of a created
   one, and the events of its helper thread. */
#ifndef NX_IP_H
#define NX_IP_H

#include "nx_api.h"

#define NX_IP_ID ((ULONG)0x49502020)

#define NX_IP_ALL_EVENTS            ((ULONG)0xFFFFFFFF)
#define NX_IP_PERIODIC_EVENT        ((ULONG)0x00000001)
#define NX_IP_RECEIVE_EVENT         ((ULONG)0x00000008)
#define NX_IP_ARP_REC_EVENT         ((ULONG)0x00000010)
#define NX_IP_TCP_EVENT             ((ULONG)0x00000080)
#define NX_IP_FAST_EVENT            ((ULONG)0x00000100)
#define NX_IP_DRIVER_DEFERRED_EVENT ((ULONG)0x00000800)
#define NX_IP_TCP_CLEANUP_DEFERRED  ((ULONG)0x00001000)

#endif
