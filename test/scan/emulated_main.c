/* SPDX-License-Identifier: MIT */
/*
 * The cases of test_scan.c for a foreign CPU: built by a cross compiler, run
 * by a user-mode emulator, without a test library.
 */
#include <stdio.h>

#include "scan_check.h"

scan_function scan_neon, scan_default, scan_word;

static int scan_check(scan_function *scan, const char *name)
{
    if (scan_check_positions(scan) || scan_check_guard_pages(scan) || scan_check_random(scan)) {
        fprintf(stderr, "failed: %s\n", name);
        return 1;
    }
    return 0;
}

int main(void)
{
    return scan_check(scan_neon, "scan_neon") | scan_check(scan_default, "scan_default") |
           scan_check(scan_word, "scan_word");
}
