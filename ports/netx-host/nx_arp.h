/* SPDX-License-Identifier: MIT */
/* What NetX defines beside nx_api.h about ARP. */
#ifndef NX_ARP_H
#define NX_ARP_H

#include "nx_api.h"

#define NX_ARP_MESSAGE_SIZE    28
#define NX_ARP_OPTION_REQUEST  ((ULONG)0x0001)
#define NX_ARP_OPTION_RESPONSE ((ULONG)0x0002)

#endif
