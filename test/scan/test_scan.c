/* SPDX-License-Identifier: MIT */
/*
 * Every variant of pop3_scan() that this machine can run. scan.c is compiled
 * once for each, under the names below, and once more as the engine has it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "scan_check.h"

scan_function scan_default, scan_plain, scan_word, scan_small;
#ifdef TEST_SSE2
scan_function scan_sse2;
#endif
#ifdef TEST_AVX2
scan_function scan_avx2;
#endif
#ifdef TEST_NEON
scan_function scan_neon;
#endif

static void finds_every_position(void **state)
{
    scan_function **scan = *state;

    assert_int_equal(scan_check_positions(*scan), 0);
}

static void stays_between_guard_pages(void **state)
{
    scan_function **scan = *state;

    assert_int_equal(scan_check_guard_pages(*scan), 0);
}

static void finds_far_positions(void **state)
{
    scan_function **scan = *state;

    assert_int_equal(scan_check_long(*scan), 0);
}

static void finds_dots_among_long_and_short_lines(void **state)
{
    scan_function **scan = *state;

    assert_int_equal(scan_check_lines(*scan), 0);
}

static void agrees_on_random_octets(void **state)
{
    scan_function **scan = *state;

    assert_int_equal(scan_check_random(*scan), 0);
}

#define ONE_TEST(f, variant)                                                                   \
    {                                                                                          \
        .test_func = f, .initial_state = &variant, .name = #variant " " #f                     \
    }
#define ALL_TESTS(variant)                                                                     \
    ONE_TEST(finds_every_position, variant), ONE_TEST(stays_between_guard_pages, variant),     \
        ONE_TEST(finds_far_positions, variant),                                                \
        ONE_TEST(finds_dots_among_long_and_short_lines, variant),                              \
        ONE_TEST(agrees_on_random_octets, variant)

/* Apart, because only at run time is it known whether the CPU has AVX2. */
static int avx2_run(void)
{
#ifdef TEST_AVX2
    static scan_function *avx2 = scan_avx2;
    const struct CMUnitTest tests[] = {ALL_TESTS(avx2)};

    if (__builtin_cpu_supports("avx2"))
        return cmocka_run_group_tests_name("scan, AVX2", tests, NULL, NULL);
    puts("scan: the AVX2 variant is NOT tested: this CPU has no AVX2");
#endif
    return 0;
}

int main(void)
{
    static scan_function *dflt = scan_default, *plain = scan_plain, *word = scan_word,
                         *small = scan_small;
#ifdef TEST_SSE2
    static scan_function *sse2 = scan_sse2;
#endif
#ifdef TEST_NEON
    static scan_function *neon = scan_neon;
#endif
    const struct CMUnitTest tests[] = {
        ALL_TESTS(dflt), ALL_TESTS(plain), ALL_TESTS(word), ALL_TESTS(small),
#ifdef TEST_SSE2
        ALL_TESTS(sse2),
#endif
#ifdef TEST_NEON
        ALL_TESTS(neon),
#endif
    };

    return cmocka_run_group_tests_name("scan", tests, NULL, NULL) + avx2_run();
}
