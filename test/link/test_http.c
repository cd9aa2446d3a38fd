/* SPDX-License-Identifier: MIT */
/*
 * HTTP proxies (CONNECT): good, refusing, lying, cut at every octet, endless.
 */
#include "proxy.h"

#define PLAIN_URL "http://127.0.0.1:%u"
#define REQUEST   "CONNECT pop.test:995 HTTP/1.1\r\nHost: pop.test:995\r\n"

static void good(const char *url, const char *host, struct octets due, struct octets say)
{
    const struct turn turns[] = {{due, say}};
    struct outcome o;

    proxy_play_all(url, host, 995, turns, 1, &o);
    if (o.state != POP3_LINK_READY)
        fail_msg("%s", o.error.text);
    assert_int_equal(o.n, 11);
    assert_memory_equal(o.text, "+OK ready\r\n", 11);
}

static void test_yes_and_the_servers_first_octets(void **state)
{
    const struct octets due = OCTETS(REQUEST "\r\n");

    (void)state;
    good(PLAIN_URL, "pop.test", due, OCTETS("HTTP/1.1 200 OK\r\n\r\n+OK ready\r\n"));
    good("http://127.0.0.1:%u/", "pop.test", due, OCTETS("HTTP/1.0 299\r\n\r\n+OK ready\r\n"));
    good(PLAIN_URL, "pop.test", due,
         OCTETS("HTTP/1.1 200 \r\nContent-Length: 5\r\nX-A:\r\nVia: \t\x80 b\r\n\r\n"
                "+OK ready\r\n"));
    good(PLAIN_URL, "pop.test", due,
         OCTETS("HTTP/1.1 100 Go on\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n+OK ready\r\n"));
}

static void test_literals(void **state)
{
    const struct octets say = OCTETS("HTTP/1.1 200 OK\r\n\r\n+OK ready\r\n");

    (void)state;
    good(PLAIN_URL, "192.0.2.7",
         OCTETS("CONNECT 192.0.2.7:995 HTTP/1.1\r\nHost: 192.0.2.7:995\r\n\r\n"), say);
    good(PLAIN_URL, "2001:db8::7",
         OCTETS("CONNECT [2001:db8::7]:995 HTTP/1.1\r\nHost: [2001:db8::7]:995\r\n\r\n"), say);
}

static void test_basic_login(void **state)
{
    const struct octets say = OCTETS("HTTP/1.1 200 OK\r\n\r\n+OK ready\r\n");

    (void)state;
    /* the example of RFC 7617 section 2 */
    good("http://Aladdin:open%%20sesame@127.0.0.1:%u", "pop.test",
         OCTETS(REQUEST "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"),
         say);
    good("http://me@127.0.0.1:%u", "pop.test",
         OCTETS(REQUEST "Proxy-Authorization: Basic bWU6\r\n\r\n"), say);
    good("http://me:a@127.0.0.1:%u", "pop.test",
         OCTETS(REQUEST "Proxy-Authorization: Basic bWU6YQ==\r\n\r\n"), say);
    good("http://me:ab@127.0.0.1:%u", "pop.test",
         OCTETS(REQUEST "Proxy-Authorization: Basic bWU6YWI=\r\n\r\n"), say);
}

static void bad(struct octets say, enum pop3_link_fault fault, const char *word,
                const char *advice)
{
    const struct turn turns[] = {{OCTETS(REQUEST "\r\n"), say}};
    struct outcome o;

    proxy_play_all(PLAIN_URL, "pop.test", 995, turns, 1, &o);
    outcome_fault(&o, fault, word, advice);
}

static void test_refusals_show_the_status(void **state)
{
    (void)state;
    bad(OCTETS("HTTP/1.1 403 Forbidden\r\n\r\n"), POP3_LINK_PROXY_REFUSED,
        "pop.test port 995, answered \"HTTP/1.1 403 Forbidden\"", "ask who runs it");
    bad(OCTETS("HTTP/1.1 407 Auth\r\n"), POP3_LINK_PROXY_REFUSED, "407", "user:password@");
    bad(OCTETS("HTTP/1.1 302 Found\r\nLocation: x\r\n\r\n"), POP3_LINK_PROXY_REFUSED, "302",
        "ask");
    bad(OCTETS("HTTP/1.1 999\r\n\r\n"), POP3_LINK_PROXY_REFUSED, "999", "ask");
}

static void test_a_wrong_login(void **state)
{
    const struct turn turns[] = {{OCTETS(REQUEST "Proxy-Authorization: Basic bWU6YWI=\r\n\r\n"),
                                  OCTETS("HTTP/1.1 407 Again\r\n\r\n")}};
    struct outcome o;

    (void)state;
    proxy_play_all("http://me:ab@127.0.0.1:%u", "pop.test", 995, turns, 1, &o);
    outcome_fault(&o, POP3_LINK_PROXY_REFUSED, "password is wrong", "check");
    assert_null(strstr(o.error.text, "bWU6YWI"));
}

static void test_hostile_text_is_escaped(void **state)
{
    (void)state;
    bad(OCTETS("HTTP/1.1 500 \xE2\x80\xAE\x9B\"\\\r\n\r\n"), POP3_LINK_PROXY_REFUSED,
        "500 \\xE2\\x80\\xAE\\x9B\\x22\\x5C\"", "ask");
    bad(OCTETS("HTTP/1.1 500 \033[2J\r\n\r\n"), POP3_LINK_PROXY_PROTOCOL, "control character",
        "check");
}

static void test_a_long_status_is_cut(void **state)
{
    static char say[2000];
    const struct turn turns[] = {{OCTETS(REQUEST "\r\n"), {say, sizeof(say)}}};
    struct outcome o;

    (void)state;
    memset(say, 0xFF, sizeof(say));
    memcpy(say, "HTTP/1.1 503 ", 13);
    memcpy(say + sizeof(say) - 2, "\r\n", 2);
    proxy_play(PLAIN_URL, "pop.test", 995, turns, 1, 0, &o);
    outcome_fault(&o, POP3_LINK_PROXY_REFUSED, "503 \\xFF", "ask who runs it");
}

static void test_answers_that_are_none(void **state)
{
    const struct octets none[] = {
        OCTETS("+OK POP3 ready\r\n"),
        OCTETS("HTTP/2 200 OK\r\n"),
        OCTETS("http/1.1 200 OK\r\n"),
        OCTETS("HTTP/1.x 200 OK\r\n"),
        OCTETS("HTTP/1.1 20 OK\r\n"),
        OCTETS("HTTP/1.1 2000 OK\r\n"),
        OCTETS("HTTP/1.1  200 OK\r\n"),
        OCTETS("HTTP/1.1\t200 OK\r\n"),
        OCTETS("\r\n"),
        OCTETS("HTTP/1.1 200 OK\n\r\n"),
        OCTETS("HTTP/1.1 200 OK\r\r\n\r\n"),
        OCTETS("HTTP/1.1 2\0\r\n"),
        OCTETS("HTTP/1.1 101 Go\r\n\r\n"),
        OCTETS("HTTP/1.1 099 Go\r\n\r\n"),
        OCTETS("HTTP/1.1 200 OK\r\nno\r\n"),
        OCTETS("HTTP/1.1 200 OK\r\n: a\r\n"),
        OCTETS("HTTP/1.1 200 OK\r\na : b\r\n"),
        OCTETS("HTTP/1.1 200 OK\r\n a: b\r\n"),
        OCTETS("HTTP/1.1 200 OK\r\na: b\n\r\n"),
        OCTETS("HTTP/1.1 200 OK\r\na: \0b\r\n\r\n"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(none); i++)
        bad(none[i], POP3_LINK_PROXY_PROTOCOL, "its answer to CONNECT", "HTTP proxy");
}

static void test_an_end_in_the_middle(void **state)
{
    const struct octets parts[] = {
        OCTETS(""), OCTETS("HTTP/1.1 20"), OCTETS("HTTP/1.1 200 OK\r\n"),
        OCTETS("HTTP/1.1 200 OK\r\nA: b\r\n\r"), OCTETS("HTTP/1.1 100 Go on\r\n\r\n")};

    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++)
        bad(parts[i], POP3_LINK_PROXY_PROTOCOL, "before it had answered", "HTTP proxy");
}

/* The header ends with octet number n, counted from the first. */
static enum pop3_link_state header_of(size_t n, struct outcome *o)
{
    static char say[16400];
    const struct turn turns[] = {{OCTETS(REQUEST "\r\n"), {say, n}}};

    memset(say, 'a', sizeof(say));
    memcpy(say, "HTTP/1.1 200 OK\r\nLong: ", 23);
    memcpy(say + n - 4, "\r\n\r\n", 4);
    proxy_play(PLAIN_URL, "pop.test", 995, turns, 1, 0, o);
    return o->state;
}

static void test_a_header_has_a_limit(void **state)
{
    struct outcome o;

    (void)state;
    assert_int_equal(header_of(16384, &o), POP3_LINK_READY);
    assert_int_equal(header_of(16385, &o), POP3_LINK_FAILED);
    outcome_fault(&o, POP3_LINK_PROXY_PROTOCOL, "does not end", "check");
}

static void test_a_silent_proxy_ends_in_time(void **state)
{
    struct kit k;
    struct pop3_link_target target;
    struct pollfd fds[POP3_LINK_MAX_FDS];
    char url[64];
    int listener, peer;

    (void)state;
    kit_begin(&k, NULL, 0);
    listener = listener_at(AF_INET, 0);
    snprintf(url, sizeof(url), PLAIN_URL, port_of(listener));
    target = kit_target(&k, "pop.test", 995);
    target.proxy = url;
    target.connect_ms = 700;
    kit_link(&k, &target);
    kit_drive(&k);
    assert_int_equal(pop3_link_fds(k.l, fds), 1);
    assert_int_equal(poll(fds, 1, 4000), 1);
    assert_int_equal(pop3_link_drive(k.l, k.now, fds, 1), POP3_LINK_CONNECTING);
    peer = accept_one(listener);
    kit_say(&k, peer, "HTTP/1.1 2", 10);
    k.now += 699;
    assert_int_equal(kit_drive(&k), POP3_LINK_CONNECTING);
    assert_int_equal(pop3_link_timeout(k.l, k.now), 1);
    k.now += 1;
    assert_int_equal(kit_drive(&k), POP3_LINK_FAILED);
    KIT_FAULT(&k, POP3_LINK_TIMEOUT, "proxy 127.0.0.1", "pop.test port 995", "700 ms");
    close(peer);
    close(listener);
    kit_end(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_yes_and_the_servers_first_octets),
        cmocka_unit_test(test_literals),
        cmocka_unit_test(test_basic_login),
        cmocka_unit_test(test_refusals_show_the_status),
        cmocka_unit_test(test_a_wrong_login),
        cmocka_unit_test(test_hostile_text_is_escaped),
        cmocka_unit_test(test_a_long_status_is_cut),
        cmocka_unit_test(test_answers_that_are_none),
        cmocka_unit_test(test_an_end_in_the_middle),
        cmocka_unit_test(test_a_header_has_a_limit),
        cmocka_unit_test(test_a_silent_proxy_ends_in_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
