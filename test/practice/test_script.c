/* SPDX-License-Identifier: MIT */
/* Script mode: what is sent, in which pieces and when; what is noticed; what is refused. */
#include "harness.h"
#include "maildir.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define ARGS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct child script_start(const char *text)
{
    const char *file = room_path("script");

    text_put(file, text);
    return child_start(ARGS("--script", file, "--once"));
}

static void octets_expect(struct client *c, const void *p, size_t n)
{
    const unsigned char *want = p;

    for (size_t i = 0; i < n; i++)
        assert_int_equal(hear_octet(c), want[i]);
}

static uint64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void dialogue_that_fits_ends_with_status_0(void **state)
{
    struct child s = script_start("# a comment\n\n"
                                  "S: +OK ready\\r\\n\n"
                                  "C: USER mrose\n"
                                  "S: +OK\\r\\n\n"
                                  "C:* PASS \n"
                                  "S: -ERR [AUTH] no\\r\\n\n"
                                  "C:*\n"
                                  "S: +OK\\r\\n\n"
                                  "eof\n");
    struct client c;
    char text[512];

    (void)state;
    client_open(&c, s.port);
    expect(&c, "+OK ready");
    say(&c, "USER mrose\r\nPASS x y\r\nQUIT\r\n");
    expect(&c, "+OK");
    expect(&c, "-ERR [AUTH] no");
    expect(&c, "+OK");
    client_close(&c);
    assert_int_equal(child_wait(&s, text, sizeof text), 0);
    assert_string_equal(text, "");
}

static void escapes_and_repeats_are_exact(void **state)
{
    struct child s = script_start("S: a\\0\\x00\\xfF\\t\\\\\\\"b \n"
                                  "repeat 70000 .\\r\\n\n"
                                  "repeat 3 abc\n");
    struct client c;

    (void)state;
    client_open(&c, s.port);
    octets_expect(&c, "a\0\0\xff\t\\\"b ", 9);
    for (int i = 0; i < 70000; i++)
        octets_expect(&c, ".\r\n", 3);
    octets_expect(&c, "abcabcabc", 9);
    expect_eof(&c);
    client_close(&c);
    assert_int_equal(child_wait(&s, NULL, 0), 0);
}

/* With a gap between them the segments can be told apart: no read returns more than one. */
static void segments_arrive_one_by_one_and_later_whole_again(void **state)
{
    struct child s = script_start("segment 3 20ms\n"
                                  "S: 0123456789\n"
                                  "segment 0\n"
                                  "C: go\n"
                                  "S: 0123456789\n");
    struct client c;
    char p[64];
    size_t n = 0;
    int reads = 0;
    uint64_t start = now_ms();

    (void)state;
    client_open(&c, s.port);
    while (n < 10) {
        ssize_t got = recv(c.fd, p + n, sizeof p - n, 0);

        assert_true(got > 0);
        n += (size_t)got;
        reads++;
    }
    assert_memory_equal(p, "0123456789", 10);
    assert_true(now_ms() - start >= 3 * 20 - 3);
    assert_true(reads <= 4);
    say(&c, "go\r\n");
    assert_int_equal(recv(c.fd, p, 10, MSG_WAITALL), 10);
    expect_eof(&c);
    client_close(&c);
    assert_int_equal(child_wait(&s, NULL, 0), 0);
}

static void pause_delays_what_follows(void **state)
{
    struct child s = script_start("S: a\npause 80ms\nS: b\npause 1s\nclose\n");
    struct client c;
    uint64_t start;

    (void)state;
    client_open(&c, s.port);
    octets_expect(&c, "a", 1);
    start = now_ms();
    octets_expect(&c, "b", 1);
    assert_true(now_ms() - start >= 60);
    expect_eof(&c);
    assert_true(now_ms() - start >= 1000);
    client_close(&c);
    assert_int_equal(child_wait(&s, NULL, 0), 0);
}

static void unexpected(const char *script, const char *sends, const char *words)
{
    struct child s = script_start(script);
    struct client c;
    char text[512];

    client_open(&c, s.port);
    say(&c, sends);
    shutdown(c.fd, SHUT_WR);
    assert_int_equal(child_wait(&s, text, sizeof text), 1);
    client_close(&c);
    if (!strstr(text, words))
        fail_msg("expected \"%s\" in: %s", words, text);
}

static void what_does_not_fit_is_told_with_its_line_and_status_1(void **state)
{
    (void)state;
    unexpected("\nC: USER a\n", "USER b\r\n",
               "script:2: expected the line \"USER a\", the client sent \"USER b\\x0d\\x0a\"");
    unexpected("C: NOOP\n", "NOOP\n", "the client sent \"NOOP\\x0a\"");
    unexpected("C:* PASS \n", "PAS\r\n", "a line that begins with \"PASS \", the client sent");
    unexpected("C: QUIT\n", "", "expected the line \"QUIT\", the client closed");
    unexpected("C: QUIT\n", "QUI", "the client closed");
    unexpected("eof\n", "QUIT\r\n",
               "expected the end of the connection, the client sent \"QUIT\\x0d\\x0a\"");
    unexpected("silence 10s\n", "x", "expected silence, the client sent \"x\"");
    unexpected("silence 10s\n", "", "expected silence, the client closed");
}

static void silence_passes_when_its_time_is_over(void **state)
{
    struct child s = script_start("silence 30ms\nS: x\nC: a\n");
    struct client c;

    (void)state;
    client_open(&c, s.port);
    octets_expect(&c, "x", 1);
    say(&c, "a\r\n");
    expect_eof(&c);
    client_close(&c);
    assert_int_equal(child_wait(&s, NULL, 0), 0);
}

static void endless_body_ends_well_when_the_client_leaves(void **state)
{
    struct child s = script_start("S: +OK\\r\\n\nforever line\\r\\n\n");
    struct client c;

    (void)state;
    client_open(&c, s.port);
    expect(&c, "+OK");
    for (int i = 0; i < 200000; i++)
        expect(&c, "line");
    client_close(&c);
    assert_int_equal(child_wait(&s, NULL, 0), 0);
}

static void reset_is_a_reset(void **state)
{
    struct child s = script_start("C:*\nreset\n");
    struct client c;
    char p[8];

    (void)state;
    client_open(&c, s.port);
    say(&c, "x\r\n");
    assert_int_equal(recv(c.fd, p, sizeof p, 0), -1);
    assert_int_equal(errno, ECONNRESET);
    client_close(&c);
    assert_int_equal(child_wait(&s, NULL, 0), 0);
}

static void each_connection_plays_its_part_and_the_last_one_stays(void **state)
{
    const char *file = room_path("script");
    struct child s;
    struct client c;
    static const char *const want[] = {"one", "two", "two"};

    (void)state;
    text_put(file, "S: one\\r\\n\nclose\nconnection\nS: two\\r\\n\n");
    s = child_start(ARGS("--script", file, "--sessions", "3"));
    for (int i = 0; i < 3; i++) {
        client_open(&c, s.port);
        expect(&c, want[i]);
        expect_eof(&c);
        client_close(&c);
    }
    assert_int_equal(child_wait(&s, NULL, 0), 0);
}

static void one_failed_connection_of_several_gives_status_1(void **state)
{
    const char *file = room_path("script");
    struct child s;
    struct client c;
    char text[512];

    (void)state;
    text_put(file, "C: a\nS: ok\\r\\n\n");
    s = child_start(ARGS("--script", file));
    client_open(&c, s.port);
    say(&c, "b\r\n");
    expect_eof(&c);
    client_close(&c);
    client_open(&c, s.port);
    say(&c, "a\r\n");
    expect(&c, "ok");
    expect_eof(&c);
    client_close(&c);
    assert_int_equal(child_stop(&s, text, sizeof text), 1);
}

static void refused(const char *text, const char *words)
{
    const char *file = room_path("script");
    char said[1024];

    text_put(file, text);
    assert_int_equal(program_run(server_program(), ARGS("--script", file), said, sizeof said),
                     2);
    if (!strstr(said, words))
        fail_msg("expected \"%s\" in: %s", words, said);
}

static void wrong_scripts_are_refused_with_the_line_and_a_reason(void **state)
{
    (void)state;
    refused("S: a\n\nT: b\n", "script:3: unknown step");
    refused("S: \\q\n", "script:1: wrong escape");
    refused("S: \\x1\n", "script:1: wrong escape");
    refused("S: \\", "script:1: wrong escape");
    refused("S:\n", "script:1: nothing to send");
    refused("pause\n", "expected a time");
    refused("pause 5\n", "expected a time");
    refused("pause 99999999999ms\n", "expected a time");
    refused("segment x\n", "expected: segment");
    refused("segment 1 x\n", "expected a time");
    refused("repeat 0 x\n", "expected: repeat");
    refused("repeat x\n", "expected: repeat");
    refused("repeat 9223372036854775807 xyz\n", "too much");
    refused("close now\n", "nothing may follow");
    refused("forever x\nS: y\n", "script:2: nothing can follow");
    refused("close\nS: y\n", "script:2: nothing can follow");
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
        TEST(dialogue_that_fits_ends_with_status_0),
        TEST(escapes_and_repeats_are_exact),
        TEST(segments_arrive_one_by_one_and_later_whole_again),
        TEST(pause_delays_what_follows),
        TEST(what_does_not_fit_is_told_with_its_line_and_status_1),
        TEST(silence_passes_when_its_time_is_over),
        TEST(endless_body_ends_well_when_the_client_leaves),
        TEST(reset_is_a_reset),
        TEST(each_connection_plays_its_part_and_the_last_one_stays),
        TEST(one_failed_connection_of_several_gives_status_1),
        TEST(wrong_scripts_are_refused_with_the_line_and_a_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
