/* SPDX-License-Identifier: MIT */
/* The command lines of both programs: what is refused, and with which words. */
#include "harness.h"
#include "maildir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void refused(const char *const *arguments, const char *words)
{
    char text[4096];

    assert_int_equal(program_run(server_program(), arguments, text, sizeof text), 2);
    if (!strstr(text, words))
        fail_msg("expected \"%s\" in: %s", words, text);
}

#define ARGS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void wrong_command_lines_are_refused_with_a_reason(void **state)
{
    (void)state;
    refused((const char *const[]){NULL}, "one of --maildir, --users and --script");
    refused(ARGS("--users", "a", "--script", "b"), "one of --maildir, --users and --script");
    refused(ARGS("--maildir", "a"), "needs --user and one of");
    refused(ARGS("--maildir", "a", "--user", "u"), "needs --user and one of");
    refused(ARGS("--maildir", "a", "--user", "", "--password", "p"), "must not be empty");
    refused(ARGS("--users", "a", "--user", "u"), "belong to --maildir");
    refused(ARGS("--port", "65536"), "--port: 65536 is not a number up to 65535");
    refused(ARGS("--port", "-1"), "not a number");
    refused(ARGS("--delay", ""), "not a number");
    refused(ARGS("--nonsense"), "--help");
    refused(ARGS("--script", "x", "more"), "what is this: more");
}

static void wrong_accounts_are_refused_with_a_reason(void **state)
{
    const char *users = room_path("users"), *dir = room_path("box");
    char text[600];

    (void)state;
    refused(ARGS("--users", room_path("none")), "No such file");
    text_put(users, "# only a comment\n");
    refused(ARGS("--users", users), "no account");
    text_put(users, "\nname-without-more\n");
    refused(ARGS("--users", users), "users:2: expected user:password:maildir");
    text_put(users, "name:password\n");
    refused(ARGS("--users", users), "expected user:password:maildir");
    refused(ARGS("--maildir", dir, "--user", "u", "--password", "p"), "is not a Maildir");
    maildir_make(dir);
    snprintf(text, sizeof text, "u:a:%s\nu:b:%s\n", dir, dir);
    text_put(users, text);
    refused(ARGS("--users", users), "two accounts named u");
    refused(ARGS("--maildir", dir, "--user", "u", "--password-file", room_path("none")),
            "No such file");
    text_put(room_path("empty"), "");
    refused(ARGS("--maildir", dir, "--user", "u", "--password-file", room_path("empty")),
            "no password in it");
}

static void other_than_loopback_is_refused_unless_asked_for(void **state)
{
    const char *script = room_path("s");
    char text[1024];

    (void)state;
    text_put(script, "S: +OK\\r\\n\n");
    assert_int_equal(program_run(server_program(),
                                 ARGS("--script", script, "--listen", "0.0.0.0"), text,
                                 sizeof text),
                     3);
    assert_non_null(strstr(text, "not a loopback address"));
    assert_int_equal(program_run(server_program(), ARGS("--script", script, "--listen", "::"),
                                 text, sizeof text),
                     3);
    assert_non_null(strstr(text, "not a loopback address"));
    assert_int_equal(program_run(server_program(),
                                 ARGS("--script", script, "--listen", "localhost"), text,
                                 sizeof text),
                     3);
    assert_non_null(strstr(text, "not an IPv4 or IPv6 address"));
}

static void port_file_and_printed_line_name_the_port(void **state)
{
    const char *script = room_path("s"), *file = room_path("port");
    struct child c;
    size_t n;
    uint8_t *p;

    (void)state;
    text_put(script, "S: +OK\\r\\n\n");
    c = child_start(ARGS("--script", script, "--port-file", file));
    p = file_get(file, &n);
    p[n] = '\0';
    assert_int_equal(atoi((char *)p), c.port);
    free(p);
    assert_int_equal(child_stop(&c, NULL, 0), 0);
}

static void used_port_is_reported(void **state)
{
    const char *script = room_path("s");
    struct child c;
    char text[1024], port[8];

    (void)state;
    text_put(script, "S: +OK\\r\\n\n");
    c = child_start(ARGS("--script", script));
    snprintf(port, sizeof port, "%u", c.port);
    assert_int_equal(program_run(server_program(), ARGS("--script", script, "--port", port),
                                 text, sizeof text),
                     3);
    assert_non_null(strstr(text, "cannot listen on 127.0.0.1 port"));
    assert_int_equal(child_stop(&c, NULL, 0), 0);
}

static void help_names_every_option_and_step(void **state)
{
    static const char *const words[] = {
        "--maildir",
        "--user ",
        "--password-file",
        "--password ",
        "--users",
        "--script",
        "--listen",
        "--port ",
        "--port-file",
        "--any-address",
        "--no-apop",
        "--no-user",
        "--no-capa",
        "--no-top",
        "--no-uidl",
        "--no-pipelining",
        "--idle",
        "--delay",
        "--sessions",
        "--once",
        "--help",
        "--version",
        "S: ",
        "C: ",
        "C:* ",
        "repeat",
        "forever",
        "segment",
        "silence",
        "eof",
        "pause",
        "close",
        "reset",
        "connection",
    };
    char text[8192];

    (void)state;
    assert_int_equal(program_run(server_program(), ARGS("--help"), text, sizeof text), 0);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!strstr(text, words[i]))
            fail_msg("--help does not mention %s", words[i]);
}

static void maildrop_program_makes_sets_of_mailboxes(void **state)
{
    const char *dir = room_path("many");
    char text[1024], path[600];
    uint8_t *users;
    size_t n;
    struct child c;
    struct client one;

    (void)state;
    assert_int_equal(program_run(maildrop_program(),
                                 ARGS("--mailboxes", "3", "--count", "2", "--size", "2000",
                                      "--kind", "prose", "--eol", "lf", "--seed", "5", dir),
                                 text, sizeof text),
                     0);
    assert_string_equal(text, "");
    snprintf(path, sizeof path, "%s/users", dir);
    users = file_get(path, &n);
    users[n] = '\0';
    assert_non_null(strstr((char *)users, "user00003:practice:"));
    free(users);
    c = child_start(ARGS("--users", path));
    client_login(&one, c.port, "user00002", "practice");
    ask(&one, "STAT", "+OK 2 4000");
    client_close(&one);
    assert_int_equal(child_stop(&c, NULL, 0), 0);
}

static void maildrop_program_refuses_wrong_arguments(void **state)
{
    char text[4096];

    (void)state;
    assert_int_equal(program_run(maildrop_program(), ARGS("--kind", "odd", "x"), text, 4096),
                     2);
    assert_non_null(strstr(text, "--kind cannot be odd"));
    assert_int_equal(program_run(maildrop_program(), ARGS("--count", "1x", "x"), text, 4096),
                     2);
    assert_non_null(strstr(text, "is not a number"));
    assert_int_equal(program_run(maildrop_program(), ARGS("--size", "5", "x"), text, 4096), 2);
    assert_non_null(strstr(text, "Usage"));
    text_put(room_path("file"), "x");
    assert_int_equal(program_run(maildrop_program(), ARGS(room_path("file/box")), text, 4096),
                     1);
    assert_non_null(strstr(text, "Not a directory"));
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
        TEST(wrong_command_lines_are_refused_with_a_reason),
        TEST(wrong_accounts_are_refused_with_a_reason),
        TEST(other_than_loopback_is_refused_unless_asked_for),
        TEST(port_file_and_printed_line_name_the_port),
        TEST(used_port_is_reported),
        TEST(help_names_every_option_and_step),
        TEST(maildrop_program_makes_sets_of_mailboxes),
        TEST(maildrop_program_refuses_wrong_arguments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
