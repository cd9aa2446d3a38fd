/* SPDX-License-Identifier: MIT */
/*
 * The order of SRV records, apart from where they come from.
 */
#ifndef NXPOP3_SRV_PARTS_H
#define NXPOP3_SRV_PARTS_H

#include "pop3_srv.h"

/*
 * Sorts by priority, and within one by chance in proportion to the weights
 * (RFC 2782); *random is the source of chance and moves on.
 */
void srv_order(struct pop3_srv_offer *offers, size_t n, uint32_t *random);

#endif
