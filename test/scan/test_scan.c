/* SPDX-License-Identifier: MIT */
/*
 * Every variant of pop3_scan() that this machine can run. scan.c is compiled
 * once for each, under the names below, and once more as the engine has it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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

/* NULL where the CPU cannot run the variant. */
static scan_function *runnable(scan_function *scan)
{
#ifdef TEST_AVX2
    if (scan == scan_avx2 && !__builtin_cpu_supports("avx2"))
        return NULL;
#endif
    return scan;
}

static void finds_every_position(void **state)
{
    scan_function **scan = *state;

    if (runnable(*scan) == NULL)
        skip();
    assert_int_equal(scan_check_positions(*scan), 0);
}

static void stays_between_guard_pages(void **state)
{
    scan_function **scan = *state;

    if (runnable(*scan) == NULL)
        skip();
    assert_int_equal(scan_check_guard_pages(*scan), 0);
}

static void finds_far_positions(void **state)
{
    scan_function **scan = *state;

    if (runnable(*scan) == NULL)
        skip();
    assert_int_equal(scan_check_long(*scan), 0);
}

static void agrees_on_random_octets(void **state)
{
    scan_function **scan = *state;

    if (runnable(*scan) == NULL)
        skip();
    assert_int_equal(scan_check_random(*scan), 0);
}

#define FOUR_TESTS(name)                                                                       \
    {#name " finds every position", finds_every_position, NULL, NULL, &name},                  \
        {#name " stays between guard pages", stays_between_guard_pages, NULL, NULL, &name},    \
        {#name " finds far positions", finds_far_positions, NULL, NULL, &name},                \
    {                                                                                          \
#name " agrees on random octets", agrees_on_random_octets, NULL, NULL, &name           \
    }

int main(void)
{
    static scan_function *dflt = scan_default, *plain = scan_plain, *word = scan_word,
                         *small = scan_small;
#ifdef TEST_SSE2
    static scan_function *sse2 = scan_sse2;
#endif
#ifdef TEST_AVX2
    static scan_function *avx2 = scan_avx2;
#endif
#ifdef TEST_NEON
    static scan_function *neon = scan_neon;
#endif
    const struct CMUnitTest tests[] = {
        FOUR_TESTS(dflt), FOUR_TESTS(plain), FOUR_TESTS(word), FOUR_TESTS(small),
#ifdef TEST_SSE2
        FOUR_TESTS(sse2),
#endif
#ifdef TEST_AVX2
        FOUR_TESTS(avx2),
#endif
#ifdef TEST_NEON
        FOUR_TESTS(neon),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
