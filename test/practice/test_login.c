/* SPDX-License-Identifier: MIT */
/* AUTHORIZATION state, CAPA, the locks, what each switch takes away. */
#include "served.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "digest.h"

static void commands_of_transaction_are_refused_before_login(void **state)
{
    static const char *const command[] = {"STAT",   "LIST",    "LIST 1", "UIDL", "RETR 1",
                                          "DELE 1", "TOP 1 0", "NOOP",   "RSET"};
    struct child s = served_start(NULL, NULL, NULL, NULL);
    struct client c;

    (void)state;
    client_open(&c, s.port);
    expect_start(&c, "+OK ");
    for (size_t i = 0; i < sizeof command / sizeof command[0]; i++)
        ask(&c, command[i], "-ERR log in first");
    ask(&c, "QUIT", "+OK goodbye");
    expect_eof(&c);
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void login_commands_are_refused_after_login(void **state)
{
    struct child s = served_start(NULL, NULL, NULL, NULL);
    struct client c;

    (void)state;
    served_login(&c, &s);
    ask(&c, "USER mrose", "-ERR already logged in");
    ask(&c, "PASS x", "-ERR already logged in");
    ask(&c, "APOP mrose x", "-ERR already logged in");
    ask(&c, "NOOP", "+OK");
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void wrong_credentials_get_auth_and_leave_the_session_open(void **state)
{
    struct child s = served_start(NULL, NULL, NULL, NULL);
    struct client c;

    (void)state;
    client_open(&c, s.port);
    expect_start(&c, "+OK ");
    ask(&c, "PASS " PASSWORD, "-ERR send USER first");
    ask_start(&c, "USER " NAME, "+OK");
    ask_start(&c, "PASS tan", "-ERR [AUTH] ");
    ask(&c, "PASS " PASSWORD, "-ERR send USER first");
    ask_start(&c, "USER nobody", "+OK");
    ask_start(&c, "PASS " PASSWORD, "-ERR [AUTH] ");
    ask_start(&c, "APOP mrose 00000000000000000000000000000000", "-ERR [AUTH] ");
    ask(&c, "APOP mrose", "-ERR APOP needs a name and a digest");
    ask(&c, "USER", "-ERR argument missing");
    ask(&c, "USER ", "-ERR argument missing");
    ask_start(&c, "user " NAME, "+OK");
    ask(&c, "pass " PASSWORD, "+OK maildrop has 3 messages (48 octets)");
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void apop_send(struct client *c, const char *greeting)
{
    char sum[DIGEST_MD5_TEXT], stamp[64], line[128];

    assert_int_equal(sscanf(greeting, "+OK nxpop3-practice ready %63s", stamp), 1);
    assert_true(stamp[0] == '<' && strchr(stamp, '@') && stamp[strlen(stamp) - 1] == '>');
    assert_true(digest_md5(stamp, PASSWORD, sum));
    snprintf(line, sizeof line, "APOP %s %s", NAME, sum);
    ask_start(c, line, "+OK maildrop has 3 messages");
}

static void apop_logs_in_and_its_timestamp_never_repeats(void **state)
{
    struct child s = served_start(NULL, NULL, NULL, NULL);
    struct client c;
    char first[128];

    (void)state;
    client_open(&c, s.port);
    snprintf(first, sizeof first, "%s", hear(&c));
    apop_send(&c, first);
    ask(&c, "QUIT", "+OK goodbye");
    client_close(&c);
    client_open(&c, s.port);
    assert_string_not_equal(hear(&c), first);
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void capa_expect(struct client *c, const char *const *lines)
{
    ask_start(c, "CAPA", "+OK");
    for (; *lines; lines++)
        expect(c, *lines);
    expect(c, ".");
}

static void capa_lists_what_there_is_in_both_states(void **state)
{
    static const char *const lines[] = {
        "TOP",        "USER",           "UIDL",         "PIPELINING",
        "RESP-CODES", "AUTH-RESP-CODE", "EXPIRE NEVER", "IMPLEMENTATION nxpop3-practice",
        NULL};
    struct child s = served_start(NULL, NULL, NULL, NULL);
    struct client c;

    (void)state;
    client_open(&c, s.port);
    expect_start(&c, "+OK ");
    capa_expect(&c, lines);
    client_close(&c);
    served_login(&c, &s);
    capa_expect(&c, lines);
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void switches_take_commands_and_capabilities_away(void **state)
{
    static const char *const lines[] = {"USER",
                                        "PIPELINING",
                                        "RESP-CODES",
                                        "AUTH-RESP-CODE",
                                        "EXPIRE NEVER",
                                        "IMPLEMENTATION nxpop3-practice",
                                        NULL};
    struct child s = served_start("--no-top", "--no-uidl", "--no-apop", NULL);
    struct client c;

    (void)state;
    client_open(&c, s.port);
    expect(&c, "+OK nxpop3-practice ready");
    capa_expect(&c, lines);
    ask(&c, "APOP mrose 00000000000000000000000000000000", "-ERR unknown command");
    ask_start(&c, "USER " NAME, "+OK");
    ask_start(&c, "PASS " PASSWORD, "+OK");
    ask(&c, "TOP 1 1", "-ERR unknown command");
    ask(&c, "UIDL", "-ERR unknown command");
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void without_user_and_capa_apop_still_logs_in(void **state)
{
    struct child s = served_start("--no-user", "--no-capa", NULL, NULL);
    struct client c;
    char greeting[128];

    (void)state;
    client_open(&c, s.port);
    snprintf(greeting, sizeof greeting, "%s", hear(&c));
    ask(&c, "CAPA", "-ERR unknown command");
    ask(&c, "USER mrose", "-ERR unknown command");
    ask(&c, "PASS x", "-ERR unknown command");
    apop_send(&c, greeting);
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void second_session_is_in_use_also_from_another_process(void **state)
{
    struct child s = served_start(NULL, NULL, NULL, NULL);
    struct child other = served_start(NULL, NULL, NULL, NULL);
    struct client first, second, third;

    (void)state;
    served_login(&first, &s);
    client_open(&second, s.port);
    expect_start(&second, "+OK ");
    client_open(&third, other.port);
    expect_start(&third, "+OK ");
    ask_start(&second, "USER " NAME, "+OK");
    ask_start(&second, "PASS " PASSWORD, "-ERR [IN-USE] ");
    ask_start(&third, "USER " NAME, "+OK");
    ask_start(&third, "PASS " PASSWORD, "-ERR [IN-USE] ");
    ask(&first, "STAT", "+OK 3 48");
    ask(&first, "QUIT", "+OK goodbye");
    ask_start(&third, "USER " NAME, "+OK");
    ask_start(&third, "PASS " PASSWORD, "+OK");
    ask_start(&second, "USER " NAME, "+OK");
    ask_start(&second, "PASS " PASSWORD, "-ERR [IN-USE] ");
    client_close(&first);
    client_close(&second);
    client_close(&third);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
    assert_int_equal(child_stop(&other, NULL, 0), 0);
}

static void lock_of_anybody_else_is_respected(void **state)
{
    struct child s = served_start(NULL, NULL, NULL, NULL);
    int fd = open(room_path("box"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct client c;

    (void)state;
    assert_return_code(flock(fd, LOCK_EX | LOCK_NB), 0);
    client_open(&c, s.port);
    expect_start(&c, "+OK ");
    ask_start(&c, "USER " NAME, "+OK");
    ask_start(&c, "PASS " PASSWORD, "-ERR [IN-USE] ");
    close(fd);
    ask_start(&c, "USER " NAME, "+OK");
    ask_start(&c, "PASS " PASSWORD, "+OK");
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void vanished_maildir_is_sys_temp_and_named_on_stderr(void **state)
{
    struct child s = served_start(NULL, NULL, NULL, NULL);
    struct client c;
    char text[1024];

    (void)state;
    assert_return_code(rename(room_path("box/cur"), room_path("box/elsewhere")), 0);
    client_open(&c, s.port);
    expect_start(&c, "+OK ");
    ask_start(&c, "USER " NAME, "+OK");
    ask_start(&c, "PASS " PASSWORD, "-ERR [SYS/TEMP] ");
    assert_return_code(rename(room_path("box/elsewhere"), room_path("box/cur")), 0);
    ask_start(&c, "USER " NAME, "+OK");
    ask_start(&c, "PASS " PASSWORD, "+OK");
    client_close(&c);
    assert_int_equal(child_stop(&s, text, sizeof text), 0);
    assert_non_null(strstr(text, "/box: No such file or directory"));
}

static void two_users_have_two_maildrops_over_both_families(void **state)
{
    const char *users = room_path("users");
    struct child s;
    struct client one, two;
    char text[1200];

    (void)state;
    maildir_make(room_path("other"));
    snprintf(text, sizeof text, "# accounts\n\n%s:%s:%s\nzoe:a:b:c:%s\n", NAME, PASSWORD,
             room_path("box"), room_path("other"));
    text_put(users, text);
    text_put(room_path("other/new/9.x"), "x\r\n");
    s = child_start((const char *const[]){"--users", users, "--listen", "::1", "--listen",
                                          "127.0.0.1", NULL});
    served_login(&one, &s);
    client_open_v6(&two, s.port);
    expect_start(&two, "+OK ");
    ask_start(&two, "USER zoe", "+OK");
    ask(&two, "PASS a:b:c", "+OK maildrop has 1 messages (3 octets)");
    ask(&one, "STAT", "+OK 3 48");
    ask(&two, "LIST 1", "+OK 1 3");
    client_close(&one);
    client_close(&two);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

static void password_file_gives_the_first_line(void **state)
{
    struct child s;
    struct client c;

    (void)state;
    text_put(room_path("pw"), PASSWORD "\nmore\n");
    s = child_start((const char *const[]){"--maildir", room_path("box"), "--user", NAME,
                                          "--password-file", room_path("pw"), NULL});
    served_login(&c, &s);
    client_close(&c);
    assert_int_equal(child_stop(&s, NULL, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(commands_of_transaction_are_refused_before_login),
        SERVED(login_commands_are_refused_after_login),
        SERVED(wrong_credentials_get_auth_and_leave_the_session_open),
        SERVED(apop_logs_in_and_its_timestamp_never_repeats),
        SERVED(capa_lists_what_there_is_in_both_states),
        SERVED(switches_take_commands_and_capabilities_away),
        SERVED(without_user_and_capa_apop_still_logs_in),
        SERVED(second_session_is_in_use_also_from_another_process),
        SERVED(lock_of_anybody_else_is_respected),
        SERVED(vanished_maildir_is_sys_temp_and_named_on_stderr),
        SERVED(two_users_have_two_maildrops_over_both_families),
        SERVED(password_file_gives_the_first_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
