/* SPDX-License-Identifier: MIT */
/* Line ends and stuffed dots: wire.c against a plain version, at every cut. */
#include "harness.h"
#include "maildir.h"

#include <stdlib.h>
#include <string.h>

#include "samples.h"
#include "wire.h"

#define ROOM 32768

/* Converts in pieces of `step` input octets into buffers of `cap`. */
static size_t convert(const uint8_t *in, size_t n, size_t step, size_t cap, uint8_t *out)
{
    struct wire w = {0};
    size_t at = 0, o = 0;

    while (at < n) {
        size_t used = n - at < step ? n - at : step, got;

        got = wire_convert(&w, in + at, &used, out + o, cap);
        assert_true(got <= cap);
        assert_true(used > 0);
        at += used;
        o += got;
    }
    return o + wire_end(&w, out + o);
}

static void check(const uint8_t *in, size_t n, size_t step, size_t cap)
{
    static uint8_t out[ROOM];
    size_t want_n, got;
    uint8_t *want = wire_plain(in, n, true, &want_n);

    assert_true(want_n + 3 < ROOM);
    got = convert(in, n, step, cap, out);
    assert_int_equal(got, want_n + 3);
    assert_memory_equal(out, want, want_n);
    assert_memory_equal(out + want_n, ".\r\n", 3);
    free(want);
}

static void conversion_of_samples_is_the_plain_one_at_every_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < samples_count; i++) {
        for (size_t step = 1; step < 80; step++)
            check(samples[i].data, samples[i].n, step, 4 + step % 7);
        for (size_t cap = 4; cap < 200; cap++)
            check(samples[i].data, samples[i].n, samples[i].n, cap);
    }
}

/* Every text of up to 6 octets out of those that matter. */
static void conversion_of_all_short_texts_is_the_plain_one(void **state)
{
    static const uint8_t octet[] = {'\r', '\n', '.', 'x'};

    (void)state;
    for (size_t n = 0; n <= 6; n++) {
        for (unsigned k = 0; k < 1U << (2 * n); k++) {
            uint8_t in[6];

            for (size_t i = 0; i < n; i++)
                in[i] = octet[k >> (2 * i) & 3];
            for (size_t step = 1; step <= n; step++)
                check(in, n, step, 4);
        }
    }
}

static void measure_check(const uint8_t *in, size_t n, size_t step)
{
    struct wire_measure m = {0};
    size_t want_n, stuffed_n;
    uint8_t *want = wire_plain(in, n, false, &want_n);
    uint8_t *stuffed = wire_plain(in, n, true, &stuffed_n);

    for (size_t at = 0; at < n; at += step)
        wire_measure(&m, in + at, n - at < step ? n - at : step);
    wire_measure_end(&m);
    assert_int_equal(m.octets, want_n);
    assert_int_equal(m.altered, stuffed_n != n);
    free(want);
    free(stuffed);
}

static void measure_of_samples_counts_what_is_sent(void **state)
{
    (void)state;
    for (size_t i = 0; i < samples_count; i++)
        for (size_t step = 1; step < 100; step++)
            measure_check(samples[i].data, samples[i].n, step);
}

static void top_check(const char *text, uint32_t lines, const char *want)
{
    for (size_t step = 1; step <= strlen(text); step++) {
        struct wire w = {.limited = true, .lines = lines};
        uint8_t out[256];
        size_t at = 0, o = 0;

        while (at < strlen(text) && !w.done) {
            size_t used = strlen(text) - at < step ? strlen(text) - at : step;

            o += wire_convert(&w, (const uint8_t *)text + at, &used, out + o, sizeof out - o);
            at += used;
        }
        o += wire_end(&w, out + o);
        assert_int_equal(o, strlen(want));
        assert_memory_equal(out, want, o);
    }
}

static void limit_ends_after_the_blank_line_and_that_many_more(void **state)
{
    (void)state;
    top_check("A: b\n\none\n\ntwo\n", 0, "A: b\r\n\r\n.\r\n");
    top_check("A: b\r\n\r\none\r\n\r\ntwo\r\n", 1, "A: b\r\n\r\none\r\n.\r\n");
    top_check("A: b\n\none\n\ntwo\n", 2, "A: b\r\n\r\none\r\n\r\n.\r\n");
    top_check("A: b\n\none\n\n.two", 99, "A: b\r\n\r\none\r\n\r\n..two\r\n.\r\n");
    top_check("A: b\nC: d\n", 5, "A: b\r\nC: d\r\n.\r\n");
    top_check("A: b\n\r\r\n\nx\ny\n", 1, "A: b\r\n\r\r\n\r\nx\r\n.\r\n");
    top_check("\nbody\n", 0, "\r\n.\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conversion_of_samples_is_the_plain_one_at_every_cut),
        cmocka_unit_test(conversion_of_all_short_texts_is_the_plain_one),
        cmocka_unit_test(measure_of_samples_counts_what_is_sent),
        cmocka_unit_test(limit_ends_after_the_blank_line_and_that_many_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
