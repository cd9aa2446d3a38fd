/* SPDX-License-Identifier: MIT */
/*
 * The cases of test_scan.c for a foreign CPU: built by a cross compiler, run
 * by a user-mode emulator, without a test library.
 */
#include <stdio.h>

#include "scan_check.h"

scan_function scan_neon, scan_default, scan_word;

int main(void)
{
    if (scan_check_positions(scan_neon) || scan_check_guard_pages(scan_neon) ||
        scan_check_long(scan_neon) || scan_check_lines(scan_neon) ||
        scan_check_random(scan_neon)) {
        fprintf(stderr, "failed: scan_neon\n");
        return 1;
    }
    if (scan_check_random(scan_default) || scan_check_random(scan_word)) {
        fprintf(stderr, "failed: scan_default or scan_word\n");
        return 1;
    }
    return 0;
}
