/* SPDX-License-Identifier: MIT */
/*
 * The part of cmocka's interface that these tests use, for targets for which
 * no cmocka package is to be had: 32-bit x86 beside a 64-bit system, ARM under
 * emulation. Where cmocka is, cmocka is used. A failed assertion ends its test
 * by longjmp; what the test held is lost, as with cmocka.
 */
#ifndef MINI_CMOCKA_H
#define MINI_CMOCKA_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void (*CMUnitTestFunction)(void **state);
typedef int (*CMFixtureFunction)(void **state);

struct CMUnitTest {
    const char *name;
    CMUnitTestFunction test_func;
    CMFixtureFunction setup_func, teardown_func;
    void *initial_state;
};

int mini_run(const char *group, const struct CMUnitTest *tests, size_t n,
             CMFixtureFunction setup, CMFixtureFunction teardown);
_Noreturn void mini_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void mini_memory(const void *a, const void *b, size_t n, int equal, const char *file, int line);
void mini_string(const char *a, const char *b, int equal, const char *file, int line);
void mini_integer(uintmax_t a, uintmax_t b, int equal, const char *file, int line);

#define cmocka_unit_test(f)                                                                    \
    {                                                                                          \
#f, f, NULL, NULL, NULL                                                                \
    }
#define cmocka_unit_test_setup(f, s)                                                           \
    {                                                                                          \
#f, f, s, NULL, NULL                                                                   \
    }
#define cmocka_unit_test_teardown(f, t)                                                        \
    {                                                                                          \
#f, f, NULL, t, NULL                                                                   \
    }
#define cmocka_unit_test_setup_teardown(f, s, t)                                               \
    {                                                                                          \
#f, f, s, t, NULL                                                                      \
    }
#define cmocka_unit_test_prestate(f, p)                                                        \
    {                                                                                          \
#f, f, NULL, NULL, p                                                                   \
    }
#define cmocka_unit_test_prestate_setup_teardown(f, s, t, p)                                   \
    {                                                                                          \
#f, f, s, t, p                                                                         \
    }
#define cmocka_run_group_tests(tests, setup, teardown)                                         \
    mini_run(#tests, tests, sizeof(tests) / sizeof((tests)[0]), setup, teardown)
#define cmocka_run_group_tests_name(name, tests, setup, teardown)                              \
    mini_run(name, tests, sizeof(tests) / sizeof((tests)[0]), setup, teardown)

#define fail()                     mini_fail(__FILE__, __LINE__, "fail()")
#define fail_msg(...)              mini_fail(__FILE__, __LINE__, __VA_ARGS__)
#define print_message(...)         fprintf(stdout, __VA_ARGS__)
#define print_error(...)           fprintf(stderr, __VA_ARGS__)
#define assert_true(c)             ((c) ? (void)0 : mini_fail(__FILE__, __LINE__, "%s", #c))
#define assert_false(c)            ((c) ? mini_fail(__FILE__, __LINE__, "not %s", #c) : (void)0)
#define assert_null(p)             assert_true((p) == NULL)
#define assert_non_null(p)         assert_true((p) != NULL)
#define assert_ptr_equal(a, b)     assert_true((const void *)(a) == (const void *)(b))
#define assert_ptr_not_equal(a, b) assert_true((const void *)(a) != (const void *)(b))
#define assert_int_equal(a, b)                                                                 \
    mini_integer((uintmax_t)(a), (uintmax_t)(b), 1, __FILE__, __LINE__)
#define assert_int_not_equal(a, b)                                                             \
    mini_integer((uintmax_t)(a), (uintmax_t)(b), 0, __FILE__, __LINE__)
#define assert_in_range(v, a, b)                                                               \
    assert_true((uintmax_t)(v) >= (uintmax_t)(a) && (uintmax_t)(v) <= (uintmax_t)(b))
#define assert_string_equal(a, b)        mini_string(a, b, 1, __FILE__, __LINE__)
#define assert_string_not_equal(a, b)    mini_string(a, b, 0, __FILE__, __LINE__)
#define assert_memory_equal(a, b, n)     mini_memory(a, b, n, 1, __FILE__, __LINE__)
#define assert_memory_not_equal(a, b, n) mini_memory(a, b, n, 0, __FILE__, __LINE__)

#endif
