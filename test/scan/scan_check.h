/* SPDX-License-Identifier: MIT */
/*
 * What every variant of pop3_scan() must pass. Needs a POSIX system and no
 * test library, so that it also runs in a CPU emulator.
 */
#ifndef SCAN_CHECK_H
#define SCAN_CHECK_H

#include <stddef.h>
#include <stdint.h>

typedef size_t scan_function(const uint8_t *p, size_t n);

/* Each returns 0, or prints the first case that failed and returns 1. */
int scan_check_positions(scan_function *scan);
int scan_check_guard_pages(scan_function *scan);
int scan_check_long(scan_function *scan);
int scan_check_lines(scan_function *scan);
int scan_check_random(scan_function *scan);

#endif
