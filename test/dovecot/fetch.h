/* SPDX-License-Identifier: MIT */
/* A whole maildrop through a session that is logged in, compared with what was put there. */
#ifndef TEST_DOVECOT_FETCH_H
#define TEST_DOVECOT_FETCH_H

#include "drive.h"

/*
 * RETR 1 to count, as many in flight as the engine takes, deepest at the most; then
 * QUIT. A difference fails the test.
 */
void fetch_all(struct drive *c, const struct mail *expected, uint32_t count, uint32_t deepest);

/* The most memory that the process had so far. */
long peak_kb(void);

#endif
