/* SPDX-License-Identifier: MIT */
/* cmocka.h with the headers that it needs, in their order. */
#ifndef TEST_CORE_CMOCKA_ALL_H
#define TEST_CORE_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
