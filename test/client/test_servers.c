/* SPDX-License-Identifier: MIT */
/*
 * Servers that misbehave, by the scripts of the practice server: which failure is
 * reported, whether the session is over, and that what the server repeats of a
 * secret stays out of texts. A script that is not followed fails the test.
 */
#include "kit.h"
#include "play.h"
#include "served.h"

#include <stdio.h>
#include <stdlib.h>

#define LOGIN                                                                                  \
    "S: +OK ready\\r\\n\nC: CAPA\nS: "                                                         \
    "+OK\\r\\nUIDL\\r\\nPIPELINING\\r\\nRESP-CODES\\r\\n.\\r\\n\n"                             \
    "C: USER mrose\nS: +OK\\r\\n\nC: PASS sesame17\nS: +OK\\r\\n\n"

static struct child server;
static struct log logged;

static void server_start(const char *script)
{
    text_put(room_path("script"), script);
    server = child_start(
        (const char *const[]){"--script", room_path("script"), "--sessions", "1", NULL});
}

static void server_done(void)
{
    char text[1024];
    int status = child_wait(&server, text, sizeof text);
    if (status != 0)
        fail_msg("%s", text);
}

static struct pop3_client_options options_of(void)
{
    memset(&logged, 0, sizeof logged);
    return (struct pop3_client_options){.password = "sesame17",
                                        .auth = "user",
                                        .cleartext = POP3_CLEARTEXT_ALLOW,
                                        .trace = log_line,
                                        .context = &logged};
}

static const char *url(void)
{
    return url_of("pop3://mrose@127.0.0.1:%u", server.port);
}

/* Opening fails. */
static void login_is_refused_for_what_it_is(void **state)
{
    static const struct {
        const char *script;
        enum pop3_fault fault;
        const char *word;
    } cases[] = {
        {"S: -ERR [SYS/TEMP] busy\\r\\n\n", POP3_FAULT_LATER, "temporary"},
        {"S: -ERR too many\\r\\n\n", POP3_FAULT_LATER, "later"},
        {"S: -ERR [SYS/PERM] gone\\r\\n\n", POP3_FAULT_SERVER, "permanent"},
        {"S: 220 smtp.example.org ESMTP\\r\\n\n", POP3_FAULT_PROTOCOL, "protocol"},
        {"close\n", POP3_FAULT_NETWORK, "closed"},
        {"S: +OK ready\\r\\n\nC: CAPA\nreset\n", POP3_FAULT_NETWORK, "lost"},
        {"S: +OK ready\\r\\n+OK and more\\r\\n\n", POP3_FAULT_PROTOCOL, "protocol"},
        {"S: +OK\\r\\n\nC: CAPA\nS: -ERR\\r\\n\nC: USER mrose\nS: -ERR [IN-USE] x\\r\\n\nC: "
         "QUIT\n",
         POP3_FAULT_LATER, "in-use"},
        {"S: +OK\\r\\n\nC: CAPA\nS: -ERR\\r\\n\nC: USER mrose\nS: -ERR [LOGIN-DELAY] "
         "x\\r\\n\nC: "
         "QUIT\n",
         POP3_FAULT_LATER, "login-delay"},
        {"S: +OK\\r\\n\nC: CAPA\nS: -ERR\\r\\n\nC: USER mrose\nS: +OK\\r\\n\nC: PASS sesame17\n"
         "S: -ERR no\\r\\n\nC: QUIT\n",
         POP3_FAULT_CREDENTIALS, "credentials"},
        {"S: +OK\\r\\n\nC: CAPA\nrepeat 5000 S: x\n", POP3_FAULT_PROTOCOL, "protocol"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pop3_client_options options = options_of();
        server_start(cases[i].script);
        open_bad(url(), &options, cases[i].fault, cases[i].word, "127.0.0.1", NULL);
        char text[1024];
        child_wait(&server, text, sizeof text);
    }
}

/* STLS by a server that does not keep to it: nothing secret is sent. */
static void stls_that_is_tampered_with_ends_the_session(void **state)
{
    static const struct {
        const char *script;
        enum pop3_fault fault;
        const char *word;
    } cases[] = {
        {"S: +OK\\r\\n\nC: CAPA\nS: +OK\\r\\nSTLS\\r\\n.\\r\\n\nC: STLS\n"
         "S: +OK\\r\\n+OK injected\\r\\n\n",
         POP3_FAULT_TLS, "injected"},
        {"S: +OK\\r\\n\nC: CAPA\nS: +OK\\r\\nSTLS\\r\\n.\\r\\n\nC: STLS\nS: +OK\\r\\n\nC:* "
         "\\x16\n",
         POP3_FAULT_NETWORK, ""},
        {"S: +OK\\r\\n\nC: CAPA\nS: +OK\\r\\nSTLS\\r\\n.\\r\\n\nC: STLS\n"
         "S: -ERR [SYS/TEMP] later\\r\\n\nC: QUIT\n",
         POP3_FAULT_POLICY, "no-tls"},
        {"S: +OK\\r\\n\nC: CAPA\nS: -ERR\\r\\n\nC: QUIT\n", POP3_FAULT_POLICY, "no-tls"},
        {"S: +OK\\r\\n\nC: CAPA\nS: +OK\\r\\nUSER\\r\\n.\\r\\n\nC: QUIT\n", POP3_FAULT_POLICY,
         "no-tls"},
        {"S: +OK\\r\\n\nC: CAPA\nclose\n", POP3_FAULT_NETWORK, "closed"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pop3_client_options options = options_of();
        struct pop3_client_error error;
        char text[1024];
        options.cleartext = POP3_CLEARTEXT_TLS_ONLY;
        server_start(cases[i].script);
        assert_null(pop3_client_open(url(), &options, &error));
        if (i != 1)
            assert_string_equal(error.word, cases[i].word);
        if (i != 1)
            assert_int_equal(error.fault, cases[i].fault);
        assert_null(strstr(logged.text, "USER mrose"));
        child_wait(&server, text, sizeof text);
    }
}

struct after {
    const char *script;
    enum pop3_fault fault;
    const char *word;
    bool over;
};

/* One RETR, the outcome, and whether a NOOP works behind it. */
static void fetch_try(const struct after *a)
{
    char script[4096];
    struct keeper k;
    struct pop3_client_options options = options_of();
    options.max_octets = 1000;
    options.reply_ms = 300;
    snprintf(script, sizeof script, "%s%s%s", LOGIN, a->script,
             a->over ? "" : "C: NOOP\nS: +OK\\r\\n\neof\n");
    server_start(script);
    keeper_begin(&k);
    struct pop3_client *c = open_good(url(), &options);
    bool good = pop3_client_fetch(c, 1, &k.sink);
    const struct pop3_client_error *e = pop3_client_error(c);
    assert_int_equal(good, a->fault == POP3_FAULT_NONE);
    if (e->fault != a->fault || strcmp(e->word, a->word) != 0)
        fail_msg("%s: %s %s %s", a->script, pop3_fault_name(e->fault), e->word, e->text);
    assert_int_equal(e->over, a->over);
    assert_int_equal(k.kept[1].ends, 1);
    assert_int_equal(k.kept[1].whole, good);
    assert_int_equal(pop3_client_noop(c), !a->over);
    pop3_client_close(c);
    keeper_end(&k);
}

static void fetch_fails_for_what_it_is(void **state)
{
    static const struct after cases[] = {
        {"C: RETR 1\nS: +OK\\r\\nx\\r\\n.\\r\\n\n", POP3_FAULT_NONE, "none", false},
        {"C: RETR 1\nS: -ERR gone\\r\\n\n", POP3_FAULT_REFUSED, "refused", false},
        {"C: RETR 1\nS: -ERR [SYS/TEMP] disk\\r\\n\n", POP3_FAULT_LATER, "temporary", false},
        {"C: RETR 1\nS: -ERR [SYS/PERM] disk\\r\\n\n", POP3_FAULT_SERVER, "permanent", false},
        {"C: RETR 1\nS: +OK\\r\\nx\\r\\n.\\r\nclose\n", POP3_FAULT_NETWORK, "closed", true},
        {"C: RETR 1\nS: +OK\\r\\nx\\r\\n.\nclose\n", POP3_FAULT_NETWORK, "closed", true},
        {"C: RETR 1\nS: +OK\\r\\nx\\r\\n\nclose\n", POP3_FAULT_NETWORK, "closed", true},
        {"C: RETR 1\nclose\n", POP3_FAULT_NETWORK, "closed", true},
        {"C: RETR 1\nS: +OK\\r\\nx\\r\\n\npause 50ms\nreset\n", POP3_FAULT_NETWORK, "lost",
         true},
        {"C: RETR 1\nS: what\\r\\n\n", POP3_FAULT_PROTOCOL, "protocol", true},
        {"C: RETR 1\nS: +OK\\r\\n\nrepeat 200 0123456789\\r\\n\n", POP3_FAULT_LIMIT, "limit",
         true},
        {"C: RETR 1\nS: +OK\\r\\nx\npause 600ms\n", POP3_FAULT_LATER, "timeout", true},
        {"C: RETR 1\npause 600ms\n", POP3_FAULT_LATER, "timeout", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[1024];
        fetch_try(&cases[i]);
        int status = child_wait(&server, text, sizeof text);
        if (!cases[i].over && status != 0)
            fail_msg("%s", text);
    }
}

static void quit_tells_what_became_of_deletions(void **state)
{
    static const struct {
        const char *script;
        enum pop3_client_quit quit;
        enum pop3_fault fault;
    } cases[] = {
        {"C: QUIT\nS: +OK\\r\\n\n", POP3_CLIENT_COMMITTED, POP3_FAULT_NONE},
        {"C: QUIT\nS: +OK\\r\\nand more\\r\\n\n", POP3_CLIENT_COMMITTED, POP3_FAULT_NONE},
        {"C: QUIT\nS: -ERR some are left\\r\\n\n", POP3_CLIENT_PARTLY, POP3_FAULT_REFUSED},
        {"C: QUIT\nS: +OK\nclose\n", POP3_CLIENT_UNKNOWN, POP3_FAULT_NETWORK},
        {"C: QUIT\nclose\n", POP3_CLIENT_UNKNOWN, POP3_FAULT_NETWORK},
        {"C: QUIT\npause 600ms\n", POP3_CLIENT_UNKNOWN, POP3_FAULT_LATER},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char script[1024], text[1024];
        struct pop3_client_options options = options_of();
        options.reply_ms = 300;
        snprintf(script, sizeof script, "%sC: DELE 1\nS: +OK\\r\\n\n%s", LOGIN,
                 cases[i].script);
        server_start(script);
        struct pop3_client *c = open_good(url(), &options);
        assert_true(pop3_client_delete(c, 1));
        assert_int_equal(pop3_client_quit(c), cases[i].quit);
        assert_int_equal(pop3_client_error(c)->fault, cases[i].fault);
        pop3_client_close(c);
        child_wait(&server, text, sizeof text);
    }
}

static void listing_that_is_none_fails_and_the_session_goes_on(void **state)
{
    struct pop3_client_options options = options_of();
    struct pop3_client_listing l;
    (void)state;
    server_start(LOGIN "C: LIST\nS: +OK\\r\\n1 10\\r\\n\\x1b[2Jtwo 20\\r\\n.\\r\\n\n"
                       "C: UIDL\nS: +OK\\r\\n1 a\\r\\n2 b c\\r\\n3\\r\\n.\\r\\n\n"
                       "C: UIDL\nS: +OK\\r\\n1 a\\r\\n2 b c\\r\\n4 \\xff\\r\\n.\\r\\n\n"
                       "C: QUIT\nS: +OK\\r\\n\n");
    struct pop3_client *c = open_good(url(), &options);
    assert_false(pop3_client_list(c, &l));
    assert_int_equal(pop3_client_error(c)->fault, POP3_FAULT_PROTOCOL);
    assert_true(is_sentence(pop3_client_error(c)->text));
    assert_non_null(strstr(pop3_client_error(c)->said, "\\x1B[2Jtwo"));
    assert_null(l.item);
    assert_int_equal(pop3_client_uids(c, &l), true);
    assert_int_equal(l.count, 3);
    assert_string_equal(l.item[0].uid, "a");
    assert_null(l.item[1].uid);
    assert_null(l.item[2].uid);
    pop3_client_listing_free(&l);
    assert_true(pop3_client_uids(c, &l));
    assert_int_equal(l.count, 3);
    assert_null(l.item[2].uid);
    pop3_client_listing_free(&l);
    assert_int_equal(pop3_client_quit(c), POP3_CLIENT_COMMITTED);
    pop3_client_close(c);
    server_done();
}

static void listing_beyond_the_limit_ends_the_session(void **state)
{
    struct pop3_client_options options = options_of();
    struct pop3_client_listing l;
    char text[256];
    (void)state;
    options.max_items = 100;
    server_start(LOGIN "C: LIST\nS: +OK\\r\\n\nrepeat 200 1 10\\r\\n\n");
    struct pop3_client *c = open_good(url(), &options);
    assert_false(pop3_client_list(c, &l));
    assert_int_equal(pop3_client_error(c)->fault, POP3_FAULT_LIMIT);
    assert_int_equal(l.count, 0);
    pop3_client_close(c);
    child_wait(&server, text, sizeof text);
}

/* Servers that repeat what they were sent. */
static void secrets_that_the_server_repeats_stay_out_of_texts(void **state)
{
    static const struct {
        const char *auth, *script;
    } cases[] = {
        {"user", "S: +OK\\r\\n\nC: CAPA\nS: -ERR\\r\\n\nC: USER mrose\nS: +OK\\r\\n\n"
                 "C: PASS sesame17\nS: -ERR bad password \"sesame17\"\\r\\n\nC: QUIT\n"},
        /* base64 of NUL mrose NUL sesame17 */
        {"plain", "S: +OK\\r\\n\nC: CAPA\nS: +OK\\r\\nSASL PLAIN\\r\\n.\\r\\n\n"
                  "C: AUTH PLAIN AG1yb3NlAHNlc2FtZTE3\n"
                  "S: -ERR unknown: AUTH PLAIN AG1yb3NlAHNlc2FtZTE3\\r\\n\nC: QUIT\n"},
        {"login",
         "S: +OK\\r\\n\nC: CAPA\nS: +OK\\r\\nSASL LOGIN\\r\\n.\\r\\n\n"
         "C:* AUTH LOGIN\nS: + VXNlcm5hbWU6\\r\\n\nC: bXJvc2U=\nS: + UGFzc3dvcmQ6\\r\\n\n"
         "C: c2VzYW1lMTc=\nS: -ERR what is c2VzYW1lMTc=\\r\\n\nC: QUIT\n"},
        {"apop", "S: +OK <1.2@h>\\r\\n\nC: CAPA\nS: -ERR\\r\\n\nC:* APOP mrose \n"
                 "S: -ERR APOP mrose c29ed3bb5e2e8b2f8f6c\\r\\n\nC: QUIT\n"},
    };
    static const char *const secrets[] = {"sesame17", "AG1yb3NlAHNlc2FtZTE3", "c2VzYW1lMTc="};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pop3_client_options options = options_of();
        struct pop3_client_error error;
        char text[1024];
        options.auth = cases[i].auth;
        server_start(cases[i].script);
        assert_null(pop3_client_open(url(), &options, &error));
        assert_int_equal(error.fault, POP3_FAULT_CREDENTIALS);
        for (size_t s = 0; s < 3; s++) {
            assert_null(strstr(error.text, secrets[s]));
            assert_null(strstr(error.said, secrets[s]));
            assert_null(strstr(logged.text, secrets[s]));
        }
        assert_non_null(strstr(logged.text, "[redacted]"));
        if (i != 3)
            assert_non_null(strstr(error.said, "[redacted]"));
        if (child_wait(&server, text, sizeof text) != 0)
            fail_msg("%s", text);
    }
}

static void session_that_takes_too_long_ends(void **state)
{
    struct pop3_client_options options = options_of();
    struct keeper k;
    char text[256];
    (void)state;
    keeper_begin(&k);
    options.session_ms = 300;
    server_start(LOGIN "C: RETR 1\nS: +OK\\r\\n\nsegment 12 20ms\nforever 0123456789\\r\\n\n");
    struct pop3_client *c = open_good(url(), &options);
    assert_false(pop3_client_fetch(c, 1, &k.sink));
    assert_int_equal(pop3_client_error(c)->fault, POP3_FAULT_LATER);
    assert_string_equal(pop3_client_error(c)->word, "timeout");
    assert_true(k.kept[1].n > 0 && !k.kept[1].whole);
    pop3_client_close(c);
    child_stop(&server, text, sizeof text);
    keeper_end(&k);
}

/* As long as a callback may give it; the command line itself is never that long. */
static void session_carries_a_long_token(void **state)
{
    struct play play = {.tls = PLAY_CLEAR, .busy = "SASL XOAUTH2\r\n"};
    char token[POP3_CLIENT_SECRET + 1];
    (void)state;
    memset(token, 'x', sizeof token - 1);
    token[sizeof token - 1] = '\0';
    struct pop3_client_options options = {.token = token,
                                          .cleartext = POP3_CLEARTEXT_ALLOW,
                                          .trace = log_line,
                                          .context = &logged};
    memset(&logged, 0, sizeof logged);
    play_begin(&play);
    struct pop3_client *c = open_good(url_of("pop3://me@127.0.0.1:%u", play.port), &options);
    assert_string_equal(pop3_client_facts(c).method, "XOAUTH2");
    assert_true(atomic_load(&play.response) > sizeof token * 4 / 3);
    assert_null(strstr(logged.text, "xxx"));
    assert_null(strstr(logged.text, "eHh4"));
    assert_int_equal(pop3_client_quit(c), POP3_CLIENT_COMMITTED);
    pop3_client_close(c);
    play_stop(&play);
}

/* The options reach the link: nobody listens where a server, or a proxy, was. */
static void connection_that_fails_says_where(void **state)
{
    struct play play = {.tls = PLAY_CLEAR};
    struct pop3_client_options options = options_of();
    char proxy[64];
    (void)state;
    play_begin(&play);
    play_stop(&play);
    open_bad(url_of("pop3://me@127.0.0.1:%u", play.port), &options, POP3_FAULT_NETWORK,
             "refused", "127.0.0.1", NULL);
    snprintf(proxy, sizeof proxy, "socks5://127.0.0.1:%u", play.port);
    options.proxy = proxy;
    open_bad("pop3://me@pop.example.org", &options, POP3_FAULT_NETWORK, "refused", "proxy",
             NULL);
    options.proxy = NULL;
    options.source = "::1";
    open_bad("pop3://me@127.0.0.1", &options, POP3_FAULT_LOCAL, "local", "family", NULL);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(login_is_refused_for_what_it_is),
        cmocka_unit_test(stls_that_is_tampered_with_ends_the_session),
        cmocka_unit_test(fetch_fails_for_what_it_is),
        cmocka_unit_test(quit_tells_what_became_of_deletions),
        cmocka_unit_test(listing_that_is_none_fails_and_the_session_goes_on),
        cmocka_unit_test(listing_beyond_the_limit_ends_the_session),
        cmocka_unit_test(secrets_that_the_server_repeats_stay_out_of_texts),
        cmocka_unit_test(session_that_takes_too_long_ends),
        cmocka_unit_test(session_carries_a_long_token),
        cmocka_unit_test(connection_that_fails_says_where),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
