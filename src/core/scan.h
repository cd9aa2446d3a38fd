/* SPDX-License-Identifier: MIT */
/*
 * The search that a message body is read with: where does a line begin with a
 * dot? Only there can a body span end, at a stuffed dot or at the final one
 * (RFC 1939 section 3). Internal to the engine.
 *
 * The variant is chosen when scan.c is compiled; POP3_SCAN_VARIANT overrides
 * the choice, as the tests and the benchmark do to have them all.
 */
#ifndef NXPOP3_CORE_SCAN_H
#define NXPOP3_CORE_SCAN_H

#include <stddef.h>
#include <stdint.h>

#define POP3_SCAN_PLAIN 1 /* one octet at a time; the smallest */
#define POP3_SCAN_WORD  2 /* a machine word at a time, either byte order */
#define POP3_SCAN_SSE2  3 /* 16 octets, x86 */
#define POP3_SCAN_AVX2  4 /* 32 octets, x86 */
#define POP3_SCAN_NEON  5 /* 16 octets, ARM, little-endian */

/*
 * The smallest i with 1 <= i < n, p[i-1] == LF and p[i] == '.'; n if there is
 * none. Reads nothing outside p[0..n); p needs no alignment, and may be NULL
 * when n is 0.
 */
size_t pop3_scan(const uint8_t *p, size_t n);

#endif
