/* SPDX-License-Identifier: MIT */
/* What NetX defines beside nx_api.h about IPv6: kinds of addresses, states of
   a neighbour, timers in seconds. */
#ifndef NX_IPV6_H
#define NX_IPV6_H

#include "nx_api.h"

#ifdef FEATURE_NX_IPV6

#define IPV6_ADDRESS_LINKLOCAL   0x00000001
#define IPV6_ADDRESS_GLOBAL      0x00000004
#define IPV6_ADDRESS_UNICAST     0x80000000
#define IPV6_ADDRESS_MULTICAST   0x40000000
#define IPV6_ADDRESS_UNSPECIFIED 0x20000000
#define IPV6_ADDRESS_LOOPBACK    0x10000000

#define ND_CACHE_STATE_INVALID    0
#define ND_CACHE_STATE_INCOMPLETE 1
#define ND_CACHE_STATE_REACHABLE  2
#define ND_CACHE_STATE_STALE      3
#define ND_CACHE_STATE_DELAY      4
#define ND_CACHE_STATE_PROBE      5
#define ND_CACHE_STATE_CREATED    6

#define NX_MAX_MULTICAST_SOLICIT  3
#define NX_MAX_UNICAST_SOLICIT    3
#define NX_REACHABLE_TIME         30
#define NX_RETRANS_TICKS          10
#define NX_DELAY_FIRST_PROBE_TIME 5

#endif

#endif
