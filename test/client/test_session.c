/* SPDX-License-Identifier: MIT */
/* The blocking calls against the practice server: what they do when all goes well, or by
 * request. */
#include "kit.h"
#include "served.h"

#include <stdio.h>
#include <stdlib.h>

static struct child server;

/* Eight messages, some large; all with lines that begin with dots. */
#define COUNT 8u

static void message_put(uint32_t i)
{
    size_t n = i % 3 == 0 ? 300000 : 200 * i;
    char *text = malloc(n);
    assert_non_null(text);
    for (size_t at = 0; at < n; at++)
        text[at] = at % 40 == 39 ? '\n' : at % 40 == 0 ? '.' : (char)('a' + (at + i) % 26);
    file_put(room_path("box/new/%02u.message", i + 10), text, n);
    free(text);
}

static int setup(void **state)
{
    (void)state;
    room_make();
    maildir_make(room_path("box"));
    for (uint32_t i = 0; i < COUNT; i++)
        message_put(i);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    room_remove();
    return 0;
}

static const struct pop3_client_options clear = {.password = PASSWORD,
                                                 .cleartext = POP3_CLEARTEXT_ALLOW};

static const char *url(void)
{
    return url_of("pop3://" NAME "@127.0.0.1:%u", server.port);
}

static void server_stop(void)
{
    char text[512];
    assert_int_equal(child_stop(&server, text, sizeof text), 0);
    assert_string_equal(text, "");
}

static size_t octets_of(const struct pop3_client_listing *l)
{
    size_t sum = 0;
    for (size_t i = 0; i < l->count; i++)
        sum += l->item[i].octets;
    return sum;
}

static void session_lists_numbers_octets_and_uids(void **state)
{
    struct pop3_client_listing list, uids;
    uint32_t messages;
    uint64_t octets;
    (void)state;
    server = served_start(NULL, NULL, NULL, NULL);
    struct pop3_client *c = open_good(url(), &clear);
    assert_true(pop3_client_stat(c, &messages, &octets));
    assert_true(pop3_client_list(c, &list));
    assert_true(pop3_client_uids(c, &uids));
    assert_int_equal(messages, COUNT);
    assert_int_equal(list.count, COUNT);
    assert_int_equal(uids.count, COUNT);
    assert_int_equal(octets_of(&list), octets);
    for (size_t i = 0; i < COUNT; i++) {
        char uid[32];
        snprintf(uid, sizeof uid, "%02u.message", (unsigned)i + 10);
        assert_int_equal(list.item[i].msg, i + 1);
        assert_null(list.item[i].uid);
        assert_int_equal(uids.item[i].msg, i + 1);
        assert_string_equal(uids.item[i].uid, uid);
    }
    assert_true(pop3_client_capabilities(c)->tags & POP3_CAP_PIPELINING);
    assert_string_equal(pop3_client_facts(c).method, "APOP");
    assert_string_equal(pop3_client_facts(c).tls, "");
    pop3_client_listing_free(&list);
    pop3_client_listing_free(&uids);
    assert_int_equal(pop3_client_quit(c), POP3_CLIENT_COMMITTED);
    pop3_client_close(c);
    server_stop();
}

/* The file's octets as POP3 has them. */
static void message_check(const struct kept *kept, uint32_t msg)
{
    size_t n, wire_n;
    uint8_t *file = file_get(room_path("box/new/%02u.message", msg + 9), &n);
    uint8_t *wire = wire_plain(file, n, false, &wire_n);
    assert_true(kept->whole);
    assert_int_equal(kept->ends, 1);
    assert_int_equal(kept->n, wire_n);
    if (wire_n > 0)
        assert_memory_equal(kept->p, wire, wire_n);
    free(file);
    free(wire);
}

static void fetch_all_check(struct pop3_client *c)
{
    static const uint32_t msgs[COUNT] = {1, 2, 3, 4, 5, 6, 7, 8};
    struct keeper one, many;
    keeper_begin(&one);
    keeper_begin(&many);
    for (uint32_t i = 0; i < COUNT; i++)
        assert_true(pop3_client_fetch(c, msgs[i], &one.sink));
    assert_true(pop3_client_fetch_all(c, msgs, COUNT, &many.sink));
    assert_memory_equal(many.order, msgs, sizeof msgs);
    for (uint32_t i = 1; i <= COUNT; i++) {
        message_check(&one.kept[i], i);
        message_check(&many.kept[i], i);
    }
    keeper_end(&one);
    keeper_end(&many);
}

static void session_fetches_the_same_one_by_one_and_pipelined(void **state)
{
    static const uint8_t depths[] = {0, 1, 2, 3, POP3_CLIENT_MAX_DEPTH};
    (void)state;
    for (size_t i = 0; i < 2 * sizeof depths; i++) {
        struct pop3_client_options options = clear;
        options.depth = depths[i / 2];
        server = served_start(i % 2 ? "--no-pipelining" : NULL, NULL, NULL, NULL);
        struct pop3_client *c = open_good(url(), &options);
        fetch_all_check(c);
        assert_int_equal(pop3_client_quit(c), POP3_CLIENT_COMMITTED);
        pop3_client_close(c);
        server_stop();
    }
}

static void session_goes_on_after_a_message_that_is_not_there(void **state)
{
    static const uint32_t msgs[] = {1, 44, 2, 45, 3};
    struct keeper k;
    (void)state;
    keeper_begin(&k);
    server = served_start(NULL, NULL, NULL, NULL);
    struct pop3_client *c = open_good(url(), &clear);
    assert_false(pop3_client_fetch_all(c, msgs, 5, &k.sink));
    const struct pop3_client_error *e = pop3_client_error(c);
    assert_int_equal(e->fault, POP3_FAULT_REFUSED);
    assert_int_equal(e->msg, 44);
    assert_false(e->over);
    assert_true(is_sentence(e->text) && strstr(e->text, "RETR"));
    assert_memory_equal(k.order, msgs, sizeof msgs);
    assert_int_equal(k.kept[44].fault, POP3_FAULT_REFUSED);
    for (uint32_t i = 1; i <= 3; i++)
        message_check(&k.kept[i], i);
    assert_true(pop3_client_noop(c));
    assert_int_equal(pop3_client_error(c)->fault, POP3_FAULT_NONE);
    pop3_client_close(c);
    keeper_end(&k);
    server_stop();
}

static void session_without_its_end_deletes_nothing(void **state)
{
    uint32_t messages;
    uint64_t octets;
    (void)state;
    server = served_start(NULL, NULL, NULL, NULL);
    struct pop3_client *c = open_good(url(), &clear);
    assert_true(pop3_client_delete(c, 1));
    pop3_client_close(c);
    c = open_good(url(), &clear);
    assert_true(pop3_client_delete(c, 2));
    assert_true(pop3_client_reset(c));
    assert_true(pop3_client_stat(c, &messages, &octets));
    assert_int_equal(messages, COUNT);
    assert_int_equal(pop3_client_quit(c), POP3_CLIENT_COMMITTED);
    pop3_client_close(c);
    assert_true(file_exists(room_path("box/new/10.message")));
    assert_true(file_exists(room_path("box/new/11.message")));
    server_stop();
}

static void session_deletes_what_was_asked_for(void **state)
{
    static const uint32_t msgs[] = {1, 3, 3, 77, 8};
    (void)state;
    server = served_start(NULL, NULL, NULL, NULL);
    struct pop3_client *c = open_good(url(), &clear);
    assert_false(pop3_client_delete_all(c, msgs, 5));
    assert_int_equal(pop3_client_error(c)->msg, 3); /* the first that was refused */
    assert_int_equal(pop3_client_quit(c), POP3_CLIENT_COMMITTED);
    for (unsigned i = 1; i <= COUNT; i++)
        assert_int_equal(file_exists(room_path("box/new/%02u.message", i + 9)),
                         i != 1 && i != 3 && i != 8);
    assert_false(pop3_client_noop(c));
    assert_true(pop3_client_error(c)->over);
    assert_int_equal(pop3_client_quit(c), POP3_CLIENT_UNKNOWN);
    pop3_client_close(c);
    server_stop();
}

static void session_top_gives_the_lines_asked_for(void **state)
{
    struct keeper k;
    (void)state;
    keeper_begin(&k);
    text_put(room_path("box/new/00.top"), "A: b\n\n1\n2\n3\n");
    server = served_start(NULL, NULL, NULL, NULL);
    struct pop3_client *c = open_good(url(), &clear);
    assert_true(pop3_client_top(c, 1, 2, &k.sink));
    assert_int_equal(k.kept[1].n, 14);
    assert_memory_equal(k.kept[1].p, "A: b\r\n\r\n1\r\n2\r\n", 14);
    assert_true(k.kept[1].whole);
    pop3_client_close(c);
    keeper_end(&k);
    server_stop();
}

static void session_a_sink_can_skip_the_rest_of_a_message(void **state)
{
    static const uint32_t msgs[] = {3, 4, 7, 2};
    struct keeper k;
    (void)state;
    keeper_begin(&k);
    k.say = POP3_CLIENT_SKIP;
    k.say_at = 4;
    server = served_start(NULL, NULL, NULL, NULL);
    struct pop3_client *c = open_good(url(), &clear);
    assert_false(pop3_client_fetch_all(c, msgs, 4, &k.sink));
    assert_int_equal(pop3_client_error(c)->fault, POP3_FAULT_STOPPED);
    assert_false(pop3_client_error(c)->over);
    assert_memory_equal(k.order, msgs, sizeof msgs);
    assert_int_equal(k.kept[4].fault, POP3_FAULT_STOPPED);
    assert_int_equal(k.kept[7].fault, POP3_FAULT_STOPPED);
    assert_true(k.kept[7].n < 300000);
    message_check(&k.kept[3], 3);
    message_check(&k.kept[2], 2);
    assert_true(pop3_client_noop(c));
    pop3_client_close(c);
    keeper_end(&k);
    server_stop();
}

static void session_a_sink_can_end_it(void **state)
{
    static const uint32_t msgs[] = {3, 4, 5};
    struct keeper k;
    (void)state;
    keeper_begin(&k);
    k.say = POP3_CLIENT_STOP;
    k.say_at = 4;
    server = served_start(NULL, NULL, NULL, NULL);
    struct pop3_client *c = open_good(url(), &clear);
    assert_true(pop3_client_delete(c, 1));
    assert_false(pop3_client_fetch_all(c, msgs, 3, &k.sink));
    assert_int_equal(pop3_client_error(c)->fault, POP3_FAULT_STOPPED);
    assert_true(pop3_client_error(c)->over);
    assert_memory_equal(k.order, msgs, sizeof msgs);
    message_check(&k.kept[3], 3);
    assert_int_equal(k.kept[4].fault, POP3_FAULT_STOPPED);
    assert_int_equal(k.kept[5].fault, POP3_FAULT_STOPPED);
    assert_int_equal(pop3_client_quit(c), POP3_CLIENT_UNKNOWN);
    pop3_client_close(c);
    assert_true(file_exists(room_path("box/new/10.message")));
    keeper_end(&k);
    server_stop();
}

static void session_mechanisms_are_those_asked_for(void **state)
{
    static const char *const good[][2] = {
        {"user", "USER"}, {"APOP", "APOP"}, {"plain,user", "USER"}};
    (void)state;
    server = served_start(NULL, NULL, NULL, NULL);
    for (size_t i = 0; i < 3; i++) {
        struct pop3_client_options options = clear;
        options.auth = good[i][0];
        struct pop3_client *c = open_good(url(), &options);
        assert_string_equal(pop3_client_facts(c).method, good[i][1]);
        pop3_client_close(c);
    }
    /* The server does not offer it: nothing takes its place. */
    open_bad(url_of("pop3://" NAME ";AUTH=CRAM-MD5@127.0.0.1:%u", server.port), &clear,
             POP3_FAULT_POLICY, "no-method", NULL);
    struct pop3_client_options options = clear;
    options.auth = "scram-sha-256,plain";
    open_bad(url(), &options, POP3_FAULT_POLICY, "no-method", NULL);
    server_stop();
}

static void session_is_not_opened_in_the_clear_unless_allowed(void **state)
{
    struct log *log = calloc(1, sizeof *log);
    struct pop3_client_options options = {
        .password = PASSWORD, .trace = log_line, .context = log};
    (void)state;
    server = served_start(NULL, NULL, NULL, NULL);
    open_bad(url(), &options, POP3_FAULT_POLICY, "no-tls", "STLS", NULL);
    assert_non_null(strstr(log->text, "> CAPA\n"));
    assert_null(strstr(log->text, "> USER"));
    assert_null(strstr(log->text, "> APOP"));
    open_bad(url_of("pop3s://" NAME "@127.0.0.1:%u", server.port), &options, POP3_FAULT_TLS,
             "protocol", NULL);
    free(log);
    server_stop();
}

static void session_wrong_password_is_credentials(void **state)
{
    struct pop3_client_options options = clear;
    (void)state;
    options.password = "wrong";
    server = served_start(NULL, NULL, NULL, NULL);
    open_bad(url(), &options, POP3_FAULT_CREDENTIALS, "credentials", "[AUTH]", "127.0.0.1",
             NULL);
    struct pop3_client *c = open_good(url(), &clear);
    open_bad(url(), &clear, POP3_FAULT_LATER, "in-use", "[IN-USE]", NULL);
    pop3_client_close(c);
    server_stop();
}

static size_t password_write(void *context, uint8_t *to, size_t cap)
{
    const char *text = context;
    assert_true(strlen(text) < cap);
    memcpy(to, text, strlen(text));
    return strlen(text);
}

static void session_takes_the_password_from_a_callback(void **state)
{
    char good[] = PASSWORD, none[] = "", two[] = "a\r\nb";
    struct pop3_client_options options = {.password_get = password_write,
                                          .cleartext = POP3_CLEARTEXT_ALLOW};
    (void)state;
    server = served_start(NULL, NULL, NULL, NULL);
    options.context = good;
    struct pop3_client *c = open_good(url(), &options);
    pop3_client_close(c);
    options.context = none;
    open_bad(url(), &options, POP3_FAULT_LOCAL, "local", "no password", NULL);
    options.context = two;
    open_bad(url(), &options, POP3_FAULT_LOCAL, "local", "no password", NULL);
    server_stop();
}

int main(void)
{
#define ON_MAIL(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ON_MAIL(session_lists_numbers_octets_and_uids),
        ON_MAIL(session_fetches_the_same_one_by_one_and_pipelined),
        ON_MAIL(session_goes_on_after_a_message_that_is_not_there),
        ON_MAIL(session_without_its_end_deletes_nothing),
        ON_MAIL(session_deletes_what_was_asked_for),
        ON_MAIL(session_top_gives_the_lines_asked_for),
        ON_MAIL(session_a_sink_can_skip_the_rest_of_a_message),
        ON_MAIL(session_a_sink_can_end_it),
        ON_MAIL(session_mechanisms_are_those_asked_for),
        ON_MAIL(session_is_not_opened_in_the_clear_unless_allowed),
        ON_MAIL(session_wrong_password_is_credentials),
        ON_MAIL(session_takes_the_password_from_a_callback),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
