/* SPDX-License-Identifier: MIT */
/* TRANSACTION and UPDATE: every command, what deletes and what does not. */
#include "served.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <unistd.h>

static struct child server;
static struct client c;

static int enter(void **state)
{
    served_setup(state);
    server = served_start(NULL, NULL, NULL, NULL);
    served_login(&c, &server);
    return 0;
}

static int leave(void **state)
{
    client_close(&c);
    assert_int_equal(child_stop(&server, NULL, 0), 0);
    return served_teardown(state);
}

static void lines_expect(const char *const *lines)
{
    for (; *lines; lines++)
        expect(&c, *lines);
}

#define LINES(...) lines_expect((const char *const[]){__VA_ARGS__, NULL})

static void stat_list_and_uidl_agree(void **state)
{
    (void)state;
    ask(&c, "STAT", "+OK 3 48");
    ask_start(&c, "LIST", "+OK");
    LINES("1 26", "2 14", "3 8", ".");
    ask_start(&c, "UIDL", "+OK");
    LINES("1 1.one", "2 2.two", "3 3.three", ".");
    ask(&c, "LIST 2", "+OK 2 14");
    ask(&c, "UIDL 2", "+OK 2 2.two");
}

static void retr_sends_crlf_lines_with_stuffed_dots(void **state)
{
    (void)state;
    ask(&c, "RETR 1", "+OK 26 octets");
    LINES("Subject: one", "", "first", "..", ".");
    ask(&c, "RETR 2", "+OK 14 octets");
    LINES("A: b", "", "..dot", ".");
    ask(&c, "retr 3", "+OK 8 octets");
    LINES("A: b", "", ".");
}

static void top_sends_header_blank_line_and_that_many_lines(void **state)
{
    (void)state;
    ask_start(&c, "TOP 1 0", "+OK");
    LINES("Subject: one", "", ".");
    ask_start(&c, "TOP 1 1", "+OK");
    LINES("Subject: one", "", "first", ".");
    ask_start(&c, "TOP 1 2", "+OK");
    LINES("Subject: one", "", "first", "..", ".");
    ask_start(&c, "TOP 1 4294967295", "+OK");
    LINES("Subject: one", "", "first", "..", ".");
    ask_start(&c, "TOP 3 5", "+OK");
    LINES("A: b", "", ".");
}

static void wrong_arguments_are_refused_and_the_session_goes_on(void **state)
{
    static const char *const number[] = {
        "0", "-1", "+1", "x", "1x", "4294967296", " 1", "1 ", "99999999999999999999"};
    static const char *const verb[] = {"LIST", "UIDL", "RETR", "DELE"};
    char line[64];

    (void)state;
    for (size_t i = 0; i < sizeof verb / sizeof verb[0]; i++) {
        for (size_t k = 0; k < sizeof number / sizeof number[0]; k++) {
            snprintf(line, sizeof line, "%s %s", verb[i], number[k]);
            ask(&c, line, "-ERR not a message number");
        }
        snprintf(line, sizeof line, "%s 4", verb[i]);
        ask(&c, line, "-ERR no such message, only 3 in maildrop");
    }
    ask(&c, "RETR", "-ERR argument missing");
    ask(&c, "DELE", "-ERR argument missing");
    ask_start(&c, "TOP 1", "-ERR TOP needs");
    ask_start(&c, "TOP 1 -1", "-ERR TOP needs");
    ask_start(&c, "TOP 1 1 1", "-ERR TOP needs");
    ask_start(&c, "TOP 4 1", "-ERR no such message");
    ask(&c, "STAT 1", "-ERR this command takes no argument");
    ask(&c, "NOOP x", "-ERR this command takes no argument");
    ask(&c, "RSET x", "-ERR this command takes no argument");
    ask(&c, "QUIT now", "-ERR this command takes no argument");
    ask(&c, "XYZZY", "-ERR unknown command");
    ask(&c, "", "-ERR unknown command");
    ask(&c, "STAT", "+OK 3 48");
}

static void dele_hides_and_rset_brings_back(void **state)
{
    (void)state;
    ask_start(&c, "DELE 2", "+OK");
    ask(&c, "DELE 2", "-ERR message 2 is deleted");
    ask(&c, "RETR 2", "-ERR message 2 is deleted");
    ask(&c, "LIST 2", "-ERR message 2 is deleted");
    ask(&c, "UIDL 2", "-ERR message 2 is deleted");
    ask(&c, "TOP 2 1", "-ERR message 2 is deleted");
    ask(&c, "STAT", "+OK 2 34");
    ask_start(&c, "LIST", "+OK");
    LINES("1 26", "3 8", ".");
    ask_start(&c, "UIDL", "+OK");
    LINES("1 1.one", "3 3.three", ".");
    ask_start(&c, "RSET", "+OK");
    ask(&c, "STAT", "+OK 3 48");
    ask(&c, "QUIT", "+OK goodbye");
    expect_eof(&c);
    assert_true(file_exists(room_path("box/cur/2.two:2,S")));
}

static void quit_removes_what_is_deleted_and_only_that(void **state)
{
    (void)state;
    ask_start(&c, "DELE 1", "+OK");
    ask_start(&c, "DELE 2", "+OK");
    assert_true(file_exists(room_path("box/new/1.one")));
    ask(&c, "QUIT", "+OK goodbye");
    assert_false(file_exists(room_path("box/new/1.one")));
    assert_false(file_exists(room_path("box/cur/2.two:2,S")));
    assert_true(file_exists(room_path("box/new/3.three")));
    assert_true(file_exists(room_path("box/new/.hidden")));
    expect_eof(&c);
    client_close(&c);
    served_login(&c, &server);
    ask_start(&c, "UIDL", "+OK");
    LINES("1 3.three", ".");
}

/* Waits without sleeping: the server ends by itself once the session is over. */
static void lost_connection_check(bool half_only)
{
    struct child once = served_start("--once", NULL, NULL, NULL);
    struct client lost;

    ask(&c, "QUIT", "+OK goodbye");
    served_login(&lost, &once);
    ask_start(&lost, "DELE 1", "+OK");
    if (half_only)
        shutdown(lost.fd, SHUT_WR);
    else
        client_close(&lost);
    assert_int_equal(child_wait(&once, NULL, 0), 0);
    if (half_only)
        client_close(&lost);
    assert_true(file_exists(room_path("box/new/1.one")));
}

static void lost_connection_removes_nothing(void **state)
{
    (void)state;
    lost_connection_check(false);
}

static void half_closed_connection_without_quit_removes_nothing(void **state)
{
    (void)state;
    lost_connection_check(true);
}

static void sigterm_ends_open_sessions_and_removes_nothing(void **state)
{
    (void)state;
    ask_start(&c, "DELE 1", "+OK");
    assert_int_equal(child_stop(&server, NULL, 0), 0);
    expect_eof(&c);
    client_close(&c);
    assert_true(file_exists(room_path("box/new/1.one")));
    server = served_start(NULL, NULL, NULL, NULL);
    served_login(&c, &server);
    ask(&c, "STAT", "+OK 3 48");
}

static void quit_says_when_something_could_not_be_removed(void **state)
{
    (void)state;
    ask_start(&c, "DELE 1", "+OK");
    ask_start(&c, "DELE 3", "+OK");
    assert_return_code(unlink(room_path("box/new/1.one")), 0);
    assert_return_code(mkdir(room_path("box/new/1.one"), 0700), 0);
    ask(&c, "QUIT", "-ERR [SYS/TEMP] 1 deleted messages not removed");
    assert_false(file_exists(room_path("box/new/3.three")));
    expect_eof(&c);
}

static void snapshot_does_not_change_while_mail_arrives(void **state)
{
    (void)state;
    text_put(room_path("box/new/0.early"), "A: b\r\n\r\n");
    ask(&c, "STAT", "+OK 3 48");
    ask(&c, "UIDL 1", "+OK 1 1.one");
    ask(&c, "QUIT", "+OK goodbye");
    client_close(&c);
    served_login(&c, &server);
    ask(&c, "UIDL 1", "+OK 1 0.early");
    ask(&c, "STAT", "+OK 4 56");
}

static void changed_or_vanished_file_is_sys_temp(void **state)
{
    (void)state;
    text_put(room_path("box/new/1.one"), "Subject: other\r\n\r\n");
    assert_return_code(unlink(room_path("box/new/3.three")), 0);
    ask(&c, "RETR 1", "-ERR [SYS/TEMP] message cannot be read");
    ask(&c, "TOP 3 1", "-ERR [SYS/TEMP] message cannot be read");
    ask(&c, "QUIT", "+OK goodbye");
    client_close(&c);
    served_login(&c, &server);
    ask(&c, "STAT", "+OK 2 32");
}

static void links_and_directories_are_no_messages(void **state)
{
    (void)state;
    assert_return_code(symlink("/etc/hostname", room_path("box/new/4.link")), 0);
    assert_return_code(mkdir(room_path("box/new/5.dir"), 0700), 0);
    text_put(room_path("box/cur/6.empty"), "");
    ask(&c, "QUIT", "+OK goodbye");
    client_close(&c);
    served_login(&c, &server);
    ask(&c, "STAT", "+OK 4 48");
    ask(&c, "RETR 4", "+OK 0 octets");
    expect(&c, ".");
}

static void equal_unique_names_get_different_uids(void **state)
{
    char first[80];

    (void)state;
    text_put(room_path("box/cur/1.one:2,S"), "A: b\r\n\r\n");
    ask(&c, "QUIT", "+OK goodbye");
    client_close(&c);
    served_login(&c, &server);
    ask_start(&c, "UIDL 1", "+OK 1 1.one");
    say(&c, "UIDL 2\r\n");
    snprintf(first, sizeof first, "%s", hear(&c));
    assert_int_equal(strlen(first), strlen("+OK 2 ") + 64);
    ask(&c, "UIDL 2", first);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(stat_list_and_uidl_agree),
        TEST(retr_sends_crlf_lines_with_stuffed_dots),
        TEST(top_sends_header_blank_line_and_that_many_lines),
        TEST(wrong_arguments_are_refused_and_the_session_goes_on),
        TEST(dele_hides_and_rset_brings_back),
        TEST(quit_removes_what_is_deleted_and_only_that),
        TEST(lost_connection_removes_nothing),
        TEST(half_closed_connection_without_quit_removes_nothing),
        TEST(sigterm_ends_open_sessions_and_removes_nothing),
        TEST(quit_says_when_something_could_not_be_removed),
        TEST(snapshot_does_not_change_while_mail_arrives),
        TEST(changed_or_vanished_file_is_sys_temp),
        TEST(links_and_directories_are_no_messages),
        TEST(equal_unique_names_get_different_uids),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
