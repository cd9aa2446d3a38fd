/* SPDX-License-Identifier: MIT */
/* harness_die() of the test programs: the current test fails, the others go on. */
#include "cmocka_all.h"
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

void harness_die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\n");
    fail();
    abort();
}
