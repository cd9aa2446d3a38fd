/* SPDX-License-Identifier: MIT */
/* Whole messages, octet by octet: what a client stores equals what the file offers. */
#include "harness.h"
#include "maildir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "digest.h"
#include "samples.h"

#define ARGS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Reads a body to its end, unstuffed, into p[cap]; the octets. */
static size_t body_hear(struct client *c, uint8_t *p, size_t cap)
{
    size_t n = 0, line = 0;

    for (;;) {
        int octet = hear_octet(c);

        assert_true(octet >= 0 && n < cap);
        p[n++] = (uint8_t)octet;
        if (octet != '\n')
            continue;
        assert_true(n - line >= 2 && p[n - 2] == '\r');
        if (p[line] == '.' && n - line == 3)
            return line;
        if (p[line] == '.')
            memmove(p + line, p + line + 1, --n - line);
        line = n;
    }
}

static void message_check(struct client *c, size_t number, const uint8_t *file, size_t n)
{
    size_t want_n, got;
    uint8_t *want = wire_plain(file, n, false, &want_n), *p = malloc(want_n + 8);
    char line[64], reply[64];

    assert_non_null(p);
    snprintf(line, sizeof line, "LIST %zu", number);
    snprintf(reply, sizeof reply, "+OK %zu %zu", number, want_n);
    ask(c, line, reply);
    snprintf(line, sizeof line, "RETR %zu", number);
    snprintf(reply, sizeof reply, "+OK %zu octets", want_n);
    ask(c, line, reply);
    got = body_hear(c, p, want_n + 8);
    assert_int_equal(got, want_n);
    assert_memory_equal(p, want, want_n);
    free(p);
    free(want);
}

static struct child box_start(const char *dir)
{
    return child_start(ARGS("--maildir", dir, "--user", "u", "--password", "p"));
}

static void samples_and_the_large_one_arrive_octet_by_octet(void **state)
{
    const char *dir = room_path("box");
    char text[512], path[600], sum[DIGEST_SHA256_TEXT];
    struct child s;
    struct client c;
    uint8_t *large;
    size_t n;

    (void)state;
    assert_int_equal(program_run(maildrop_program(), ARGS(dir), text, sizeof text), 0);
    assert_true(samples_count >= 14);
    s = box_start(dir);
    client_login(&c, s.port, "u", "p");
    for (size_t i = 0; i < samples_count; i++)
        message_check(&c, i + 1, samples[i].data, samples[i].n);
    file_find(dir, ".large", path, sizeof path);
    large = file_get(path, &n);
    assert_int_equal(n, 5000000);
    assert_true(digest_sha256(large, n, sum));
    assert_string_equal(sum,
                        "327b0892531b78022b636b5257c687bd2240102d4dde6da7aa6411c3c19b419e");
    message_check(&c, samples_count + 1, large, n);
    free(large);
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void made_up_sets_of_all_kinds_arrive_octet_by_octet(void **state)
{
    static const char *const kind[] = {"base64", "prose", "dots"};
    static const char *const eol[] = {"crlf", "lf"};
    char text[512], path[600];

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        const char *dir = room_path("%s-%s", kind[i / 2], eol[i % 2]);
        struct child s;
        struct client c;
        uint8_t *file;
        size_t n;

        assert_int_equal(program_run(maildrop_program(),
                                     ARGS("--count", "1", "--size", "300001", "--kind",
                                          kind[i / 2], "--eol", eol[i % 2], dir),
                                     text, sizeof text),
                         0);
        file_find(dir, ".generated-0", path, sizeof path);
        file = file_get(path, &n);
        s = box_start(dir);
        client_login(&c, s.port, "u", "p");
        ask(&c, "STAT", "+OK 1 300001");
        message_check(&c, 1, file, n);
        free(file);
        client_close(&c);
        assert_int_equal(child_stop(&s, NULL, 0), 0);
    }
}

/* A small receive window makes the server stop and go on at many places. */
static void slow_reader_with_a_small_window_gets_the_same(void **state)
{
    const char *dir = room_path("box");
    char text[512], path[600];
    int window = 128 * 1024;
    struct child s;
    struct client c;
    uint8_t *file;
    size_t n;

    (void)state;
    assert_int_equal(program_run(maildrop_program(),
                                 ARGS("--count", "1", "--size", "8000000", "--kind", "dots",
                                      "--eol", "lf", dir),
                                 text, sizeof text),
                     0);
    file_find(dir, ".generated-0", path, sizeof path);
    file = file_get(path, &n);
    s = box_start(dir);
    client_login(&c, s.port, "u", "p");
    setsockopt(c.fd, SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
    message_check(&c, 1, file, n);
    free(file);
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static int setup(void **state)
{
    (void)state;
    room_make();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    room_remove();
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(samples_and_the_large_one_arrive_octet_by_octet),
        TEST(made_up_sets_of_all_kinds_arrive_octet_by_octet),
        TEST(slow_reader_with_a_small_window_gets_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
