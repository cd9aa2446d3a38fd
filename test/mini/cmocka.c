/* SPDX-License-Identifier: MIT */
/* See cmocka.h beside this file. Quiet but for failures and the closing line. */
#include "cmocka.h"

#include <stdarg.h>

static jmp_buf escape;

void mini_fail(const char *file, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: ", file, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    longjmp(escape, 1);
}

void mini_integer(uintmax_t a, uintmax_t b, int equal, const char *file, int line)
{
    if ((a == b) != equal)
        mini_fail(file, line, "%#jx %s %#jx", a, equal ? "!=" : "==", b);
}

void mini_string(const char *a, const char *b, int equal, const char *file, int line)
{
    if ((strcmp(a, b) == 0) != equal)
        mini_fail(file, line, "\"%s\" %s \"%s\"", a, equal ? "!=" : "==", b);
}

void mini_memory(const void *a, const void *b, size_t n, int equal, const char *file, int line)
{
    if ((n == 0 || memcmp(a, b, n) == 0) != equal)
        mini_fail(file, line, "%zu octets %s", n, equal ? "differ" : "are equal");
}

static int test_run(const struct CMUnitTest *test)
{
    void *state = test->initial_state;
    if (setjmp(escape) != 0) {
        fprintf(stderr, "FAILED: %s\n", test->name);
        return 1;
    }
    if (test->setup_func && test->setup_func(&state) != 0)
        mini_fail(__FILE__, __LINE__, "setup failed");
    test->test_func(&state);
    if (test->teardown_func && test->teardown_func(&state) != 0)
        mini_fail(__FILE__, __LINE__, "teardown failed");
    return 0;
}

int mini_run(const char *group, const struct CMUnitTest *tests, size_t n,
             CMFixtureFunction setup, CMFixtureFunction teardown)
{
    void *state = NULL;
    int failed = 0;
    if (setup && setup(&state) != 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        struct CMUnitTest test = tests[i];
        if (!test.initial_state)
            test.initial_state = state;
        failed += test_run(&test);
    }
    if (teardown && teardown(&state) != 0)
        failed++;
    printf("%s: %zu passed, %d failed\n", group, n - (size_t)failed, failed);
    return failed;
}
