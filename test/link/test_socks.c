/* SPDX-License-Identifier: MIT */
/*
 * SOCKS5 proxies (RFC 1928, RFC 1929): good, refusing, lying, cut at every octet.
 */
#include "proxy.h"

#define PLAIN_URL "socks5://127.0.0.1:%u"
#define LOGIN_URL "socks5://me%%40home:pass%%3Aword@127.0.0.1:%u"

#define HELLO       OCTETS("\5\1\0")
#define HELLO_LOGIN OCTETS("\5\2\0\2")
#define NO_METHOD   OCTETS("\5\0")
#define LOGIN       OCTETS("\1\7me@home\11pass:word")
#define REQUEST     OCTETS("\5\1\0\3\10pop.test\3\343") /* port 995 */
#define YES         "\5\0\0\1\177\0\0\1\0\20"

static void good(const char *url, const char *host, const struct turn *turns, size_t n)
{
    struct outcome o;

    proxy_play_all(url, host, 995, turns, n, &o);
    if (o.state != POP3_LINK_READY)
        fail_msg("%s", o.error.text);
    assert_int_equal(o.n, 11);
    assert_memory_equal(o.text, "+OK ready\r\n", 11);
}

static void test_a_name_is_left_to_the_proxy(void **state)
{
    const struct turn turns[] = {{HELLO, NO_METHOD}, {REQUEST, OCTETS(YES "+OK ready\r\n")}};

    (void)state;
    good(PLAIN_URL, "pop.test", turns, 2);
    good("socks5h://127.0.0.1:%u/", "pop.test", turns, 2);
}

static void test_literals_go_as_addresses(void **state)
{
    const struct turn v4[] = {
        {HELLO, NO_METHOD}, {OCTETS("\5\1\0\1\300\0\2\7\3\343"), OCTETS(YES "+OK ready\r\n")}};
    const struct turn v6[] = {{HELLO, NO_METHOD},
                              {OCTETS("\5\1\0\4\x20\1\15\xB8\0\0\0\0\0\0\0\0\0\0\0\7\3\343"),
                               OCTETS("\5\0\0\4"
                                      "1234567890123456"
                                      "\0\1"
                                      "+OK ready\r\n")}};

    (void)state;
    good(PLAIN_URL, "192.0.2.7", v4, 2);
    good(PLAIN_URL, "2001:db8::7", v6, 2);
    good(PLAIN_URL, "[2001:db8::7]", v6, 2);
}

static void test_a_bound_name_in_the_reply(void **state)
{
    const struct turn turns[] = {
        {HELLO, NO_METHOD},
        {REQUEST, OCTETS("\5\0\0\3\5bound\0\1+OK ready\r\n")},
    };
    const struct turn empty[] = {
        {HELLO, NO_METHOD},
        {REQUEST, OCTETS("\5\0\0\3\0\0\1+OK ready\r\n")},
    };

    (void)state;
    good(PLAIN_URL, "pop.test", turns, 2);
    good(PLAIN_URL, "pop.test", empty, 2);
}

static void test_user_and_password(void **state)
{
    const struct turn turns[] = {{HELLO_LOGIN, OCTETS("\5\2")},
                                 {LOGIN, OCTETS("\1\0")},
                                 {REQUEST, OCTETS(YES "+OK ready\r\n")}};
    const struct turn needless[] = {{HELLO_LOGIN, NO_METHOD},
                                    {REQUEST, OCTETS(YES "+OK ready\r\n")}};

    (void)state;
    good(LOGIN_URL, "pop.test", turns, 3);
    good(LOGIN_URL, "pop.test", needless, 2);
}

static void bad(const char *url, const struct turn *turns, size_t n, enum pop3_link_fault fault,
                const char *word, const char *advice)
{
    struct outcome o;

    proxy_play_all(url, "pop.test", 995, turns, n, &o);
    outcome_fault(&o, fault, word, advice);
    assert_null(strstr(o.error.text, "pass:word"));
    assert_null(strstr(o.error.text, "pass%"));
}

static void test_a_refused_login(void **state)
{
    const struct turn none[] = {{HELLO, OCTETS("\5\377")}};
    const struct turn neither[] = {{HELLO_LOGIN, OCTETS("\5\377")}};
    const struct turn wrong[] = {{HELLO_LOGIN, OCTETS("\5\2")}, {LOGIN, OCTETS("\1\1")}};

    (void)state;
    bad(PLAIN_URL, none, 1, POP3_LINK_PROXY_REFUSED, "wants a login", "user:password@");
    bad(LOGIN_URL, neither, 1, POP3_LINK_PROXY_REFUSED, "lets in neither", "ask");
    bad(LOGIN_URL, wrong, 2, POP3_LINK_PROXY_REFUSED, "password is wrong", "check");
}

static void test_each_refusal_of_the_request(void **state)
{
    static const char *const words[] = {
        "general failure", "not allowed",     "cannot reach that network",
        "reach that host", "host refused",    "too long",
        "CONNECT",         "kind of address",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(words); i++) {
        uint8_t reply[] = {5, (uint8_t)(i + 1), 0, 1, 0, 0, 0, 0, 0, 0};
        const struct turn turns[] = {{HELLO, NO_METHOD}, {REQUEST, {reply, sizeof(reply)}}};

        bad(PLAIN_URL, turns, 2, POP3_LINK_PROXY_REFUSED, words[i], "pop.test port 995");
    }
}

static void test_octets_that_socks_does_not_have(void **state)
{
    const struct octets first[] = {
        OCTETS("\4\0"), OCTETS("HTTP/1.1 400 Bad Request\r\n"), OCTETS("\5\1"), OCTETS("\5\3"),
        OCTETS("\5\2"), /* a login that was not offered */
    };
    const struct octets second[] = {
        OCTETS("\4\0\0\1"), OCTETS("\5\11\0\1"), OCTETS("\5\200\0\1"),
        OCTETS("\5\0\1\1"), OCTETS("\5\0\0\0"),  OCTETS("\5\0\0\2"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(first); i++) {
        const struct turn turns[] = {{HELLO, first[i]}};

        bad(PLAIN_URL, turns, 1, POP3_LINK_PROXY_PROTOCOL, "SOCKS5 does not have", "check");
    }
    for (size_t i = 0; i < COUNT(second); i++) {
        const struct turn turns[] = {{HELLO, NO_METHOD}, {REQUEST, second[i]}};

        bad(PLAIN_URL, turns, 2, POP3_LINK_PROXY_PROTOCOL, "SOCKS5 does not have", "check");
    }
    {
        const struct turn turns[] = {{HELLO_LOGIN, OCTETS("\5\2")}, {LOGIN, OCTETS("\5\0")}};

        bad(LOGIN_URL, turns, 2, POP3_LINK_PROXY_PROTOCOL, "login version", "check");
    }
}

static void test_an_end_in_the_middle(void **state)
{
    const struct octets parts[] = {OCTETS(""), OCTETS("\5"), OCTETS("\5\0\0"),
                                   OCTETS("\5\0\0\1\177\0\0\1\0"), OCTETS("\5\0\0\3\3ab")};

    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++) {
        const struct turn turns[] = {{HELLO, NO_METHOD}, {REQUEST, parts[i]}};

        bad(PLAIN_URL, turns, 2, POP3_LINK_PROXY_PROTOCOL, "before it had answered",
            "SOCKS5 proxy");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_name_is_left_to_the_proxy),
        cmocka_unit_test(test_literals_go_as_addresses),
        cmocka_unit_test(test_a_bound_name_in_the_reply),
        cmocka_unit_test(test_user_and_password),
        cmocka_unit_test(test_a_refused_login),
        cmocka_unit_test(test_each_refusal_of_the_request),
        cmocka_unit_test(test_octets_that_socks_does_not_have),
        cmocka_unit_test(test_an_end_in_the_middle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
