/* SPDX-License-Identifier: MIT */
/* Bursts of commands, commands in pieces, long lines, time. RFC 2449 §4 and §6.8. */
#include "served.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define ARGS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void burst_is_answered_in_order(void **state)
{
    struct child s = served_start(NULL, NULL, NULL, NULL);
    struct client c;

    (void)state;
    client_open(&c, s.port);
    say(&c, "USER " NAME "\r\nPASS " PASSWORD "\r\nSTAT\r\nRETR 9\r\nDELE 1\r\nRETR 3\r\n"
            "LIST\r\nNOOP\r\nQUIT\r\nNOOP\r\n");
    expect_start(&c, "+OK nxpop3-practice");
    expect_start(&c, "+OK send");
    expect_start(&c, "+OK maildrop");
    expect(&c, "+OK 3 48");
    expect_start(&c, "-ERR no such");
    expect_start(&c, "+OK message deleted");
    expect(&c, "+OK 8 octets");
    expect(&c, "A: b");
    expect(&c, "");
    expect(&c, ".");
    expect_start(&c, "+OK listing");
    expect(&c, "2 14");
    expect(&c, "3 8");
    expect(&c, ".");
    expect(&c, "+OK");
    expect(&c, "+OK goodbye");
    expect_eof(&c); /* nothing after QUIT is answered */
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

/* Far more commands than all buffers hold, and none of the replies read meanwhile: the
 * server must stop reading, and lose nothing. */
static void burst_beyond_all_buffers_loses_nothing(void **state)
{
    enum { COMMANDS = 200000 };
    struct child s = served_start(NULL, NULL, NULL, NULL);
    struct client c;
    size_t sent = 0, heard = 0;
    static char burst[COMMANDS * 6 + 1];

    (void)state;
    for (size_t i = 0; i < COMMANDS; i++)
        memcpy(burst + i * 6, i % 3 ? "STAT\r\n" : "NOOP\r\n", 6);
    served_login(&c, &s);
    while (heard < COMMANDS) {
        ssize_t n = sent < COMMANDS * 6 ? send(c.fd, burst + sent, COMMANDS * 6 - sent,
                                               MSG_DONTWAIT | MSG_NOSIGNAL)
                                        : 0;

        if (n > 0) {
            sent += (size_t)n;
            continue;
        }
        for (int i = 0; i < 5000 && heard < sent / 6; i++, heard++)
            expect(&c, heard % 3 ? "+OK 3 48" : "+OK");
    }
    ask(&c, "QUIT", "+OK goodbye");
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void listing_larger_than_the_buffer_is_complete(void **state)
{
    enum { COUNT = 3000 };
    struct child s;
    struct client c;
    char line[64];

    (void)state;
    for (int i = 0; i < COUNT; i++)
        text_put(room_path("box/new/5%05d.a-name-that-is-sixty-octets-long-to-fill-it", i),
                 "x\n");
    s = served_start(NULL, NULL, NULL, NULL);
    served_login(&c, &s);
    say(&c, "UIDL\r\nLIST\r\n");
    expect_start(&c, "+OK");
    for (int i = 0; i < COUNT + 3; i++) {
        snprintf(line, sizeof line, "%d ", i + 1);
        expect_start(&c, line);
    }
    expect(&c, ".");
    expect_start(&c, "+OK");
    for (int i = 0; i < COUNT + 3; i++)
        hear(&c);
    expect(&c, ".");
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void command_in_single_octets_is_one_command(void **state)
{
    struct child s = served_start(NULL, NULL, NULL, NULL);
    struct client c;

    (void)state;
    served_login(&c, &s);
    for (const char *p = "LIST 2\r\nSTAT\r\n"; *p; p++)
        say_octets(&c, p, 1);
    expect(&c, "+OK 2 14");
    expect(&c, "+OK 3 48");
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void long_lines_are_refused_and_skipped_whole(void **state)
{
    struct child s = served_start(NULL, NULL, NULL, NULL);
    struct client c;
    static char text[100000];

    (void)state;
    served_login(&c, &s);
    memset(text, 'N', sizeof text);
    say_octets(&c, text, 253);
    say(&c, "\r\n");
    expect(&c, "-ERR unknown command"); /* 255 octets are allowed */
    say_octets(&c, text, 254);
    say(&c, "\r\n");
    expect(&c, "-ERR line longer than 255 octets");
    say_octets(&c, text, sizeof text);
    say(&c, "\r\nNOOP\r\n");
    expect(&c, "-ERR line longer than 255 octets");
    expect(&c, "+OK");
    say(&c, "NOOP\nSTAT\r\n");
    expect(&c, "-ERR line does not end with CRLF");
    expect(&c, "+OK 3 48");
    say_octets(&c, "NO\0P\r\n", 6);
    expect(&c, "-ERR line contains NUL");
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void without_pipelining_a_client_that_sends_ahead_is_thrown_out(void **state)
{
    struct child s = served_start("--no-pipelining", NULL, NULL, NULL);
    struct client c;

    (void)state;
    served_login(&c, &s);
    ask(&c, "NOOP", "+OK");
    say(&c, "NOOP\r\nSTAT\r\n");
    expect(&c, "-ERR command sent before the reply to the last one");
    expect_eof(&c);
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static uint64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* Three round trips cost three delays; a hundred commands at once cost one. */
static void delay_is_per_round_trip_and_not_per_command(void **state)
{
    enum { DELAY = 60 };
    struct child s = served_start("--delay", "60", NULL, NULL);
    struct client c;
    uint64_t start = now_ms(), took;

    (void)state;
    served_login(&c, &s);
    took = now_ms() - start;
    assert_true(took >= 3 * DELAY - 3);
    start = now_ms();
    for (int i = 0; i < 100; i++)
        say(&c, "NOOP\r\n");
    for (int i = 0; i < 100; i++)
        expect(&c, "+OK");
    took = now_ms() - start;
    assert_true(took >= DELAY - 1);
    assert_true(took < 100 * DELAY / 2);
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void idle_session_is_closed_without_reply_or_update(void **state)
{
    struct child s = served_start("--idle", "1", "--once", NULL);
    struct client c;

    (void)state;
    served_login(&c, &s);
    ask_start(&c, "DELE 1", "+OK");
    expect_eof(&c);
    client_close(&c);
    assert_int_equal(child_wait(&s, NULL, 0), 0);
    assert_true(file_exists(room_path("box/new/1.one")));
}

static void many_sessions_run_side_by_side(void **state)
{
    enum { SESSIONS = 200 };
    static struct client c[SESSIONS];
    const char *dir = room_path("many");
    struct child s;
    char text[256], name[32];

    (void)state;
    assert_int_equal(program_run(maildrop_program(),
                                 ARGS("--mailboxes", "200", "--count", "1", dir), text, 256),
                     0);
    snprintf(text, sizeof text, "%s/users", dir);
    s = child_start(ARGS("--users", text, "--sessions", "200"));
    for (int i = 0; i < SESSIONS; i++) {
        snprintf(name, sizeof name, "user%05d", i + 1);
        client_login(&c[i], s.port, name, "practice");
    }
    for (int i = 0; i < SESSIONS; i++)
        say(&c[i], "STAT\r\nQUIT\r\n");
    for (int i = SESSIONS - 1; i >= 0; i--) {
        expect(&c[i], "+OK 1 4096");
        expect(&c[i], "+OK goodbye");
        client_close(&c[i]);
    }
    assert_int_equal(child_wait(&s, NULL, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(burst_is_answered_in_order),
        SERVED(burst_beyond_all_buffers_loses_nothing),
        SERVED(listing_larger_than_the_buffer_is_complete),
        SERVED(command_in_single_octets_is_one_command),
        SERVED(long_lines_are_refused_and_skipped_whole),
        SERVED(without_pipelining_a_client_that_sends_ahead_is_thrown_out),
        SERVED(delay_is_per_round_trip_and_not_per_command),
        SERVED(idle_session_is_closed_without_reply_or_update),
        SERVED(many_sessions_run_side_by_side),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
