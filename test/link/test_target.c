/* SPDX-License-Identifier: MIT */
/*
 * Targets: literals, source addresses, what is refused before anything happens.
 */
#include <net/if.h>

#include "kit.h"

static void connects(const char *host, int family, const char *source, const char *shown)
{
    struct kit k;
    struct pop3_link_target target;
    struct sockaddr_in from;
    socklen_t size = sizeof(from);
    int listener, peer;

    kit_begin(&k, NULL, 0);
    k.dns.silent = true;
    listener = listener_at(family, 0);
    target = kit_target(&k, host, port_of(listener));
    target.source = source;
    kit_link(&k, &target);
    assert_int_equal(kit_finish(&k), POP3_LINK_READY);
    assert_non_null(strstr(pop3_link_where(k.l), shown));
    peer = accept_one(listener);
    if (source != NULL && family == AF_INET) {
        assert_int_equal(getpeername(peer, (struct sockaddr *)&from, &size), 0);
        assert_int_equal(from.sin_addr.s_addr, inet_addr(source));
    }
    close(peer);
    close(listener);
    kit_end(&k);
}

static void test_literals_need_no_names(void **state)
{
    (void)state;
    connects("127.0.0.1", AF_INET, NULL, "(127.0.0.1)");
    connects("::1", AF_INET6, NULL, "::1 port ");
    connects("[::1]", AF_INET6, NULL, "::1 port ");
    connects("[0:0::0:1]", AF_INET6, NULL, "(::1)");
    connects("::1%lo", AF_INET6, NULL, "(::1)");
    connects("::1%1", AF_INET6, NULL, "(::1)");
}

static void test_the_source_address_is_ours(void **state)
{
    (void)state;
    connects("127.0.0.1", AF_INET, "127.0.0.1", "(127.0.0.1)");
    connects("127.0.0.1", AF_INET, "127.0.0.77", "(127.0.0.1)");
    connects("::1", AF_INET6, "::1", "(::1)");
    connects("::1", AF_INET6, "[::1]", "(::1)");
}

static void test_a_source_address_chooses_the_family(void **state)
{
    static const struct dns_line zone[] = {{"both.test", "A", "127.0.0.1"},
                                           {"both.test", "AAAA", "::1"}};
    struct kit k;
    struct pop3_link_target target;
    int v6, v4;
    uint16_t port;

    (void)state;
    kit_begin(&k, zone, COUNT(zone));
    port = listeners_open(&v6, &v4);
    target = kit_target(&k, "both.test", port);
    target.source = "127.0.0.3";
    kit_link(&k, &target);
    assert_int_equal(kit_finish(&k), POP3_LINK_READY);
    assert_non_null(strstr(pop3_link_where(k.l), "(127.0.0.1)"));
    assert_int_equal(k.dns.answered, 1);
    close(v6);
    close(v4);
    kit_end(&k);
}

static void test_a_source_address_of_somebody_else(void **state)
{
    struct kit k;
    struct pop3_link_target target;

    (void)state;
    kit_begin(&k, NULL, 0);
    target = kit_target(&k, "127.0.0.1", 995);
    target.source = "203.0.113.7"; /* RFC 5737: nobody's */
    kit_link(&k, &target);
    assert_int_equal(kit_drive(&k), POP3_LINK_FAILED);
    KIT_FAULT(&k, POP3_LINK_LOCAL, "127.0.0.1", "address that this machine does not have",
              "source address");
    kit_end(&k);
}

static void test_no_descriptor_left_is_a_local_fault(void **state)
{
    struct kit k;
    struct pop3_link_target target;
    struct rlimit before, none;

    (void)state;
    kit_begin(&k, NULL, 0);
    target = kit_target(&k, "127.0.0.1", 995);
    kit_link(&k, &target);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = before;
    none.rlim_cur = 3;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    kit_drive(&k);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(kit_drive(&k), POP3_LINK_FAILED);
    KIT_FAULT(&k, POP3_LINK_LOCAL, "file descriptor", "this machine");
    kit_end(&k);
}

static void refuses(struct pop3_link_target target, const char *word)
{
    struct pop3_link_error e;

    assert_null(pop3_link_new(&target, &e));
    assert_int_equal(e.fault, POP3_LINK_LOCAL);
    if (strstr(e.text, word) == NULL)
        fail_msg("no \"%s\" in: %s", word, e.text);
    for (const char *c = e.text; *c != '\0'; c++)
        assert_true(*c >= 0x20 && *c < 0x7F);
    assert_null(strstr(e.text, "secret"));
}

static void test_hosts_that_are_none(void **state)
{
    static char label[64 + 6], name[300];
    const char *const bad[] = {
        "",
        ".",
        "a..b",
        ".a",
        "a b",
        "a\r\nb",
        "b\xFC"
        "cher.test",
        "1.2.3.4.5",
        "127.1",
        "300.1.1.1",
        "[127.0.0.1]",
        "[pop.test]",
        "[::1",
        "::1]",
        "::1%nothing",
        "::1%0",
        "::1%",
        "fe80::1::2",
        "pop.test:1",
        "pop/test",
        "pop@test",
        "4294967295",
        "a%b",
        label,
        name,
        "\033[2J",
        "[]",
    };

    (void)state;
    memset(label, 'a', 64);
    memcpy(label + 64, ".test", 6);
    for (size_t i = 0; i < 299; i++)
        name[i] = i % 10 == 9 ? '.' : 'a';
    for (size_t i = 0; i < COUNT(bad); i++) {
        refuses((struct pop3_link_target){.host = bad[i], .port = 995},
                "neither an IP address");
        refuses((struct pop3_link_target){.host = "a.test", .port = 995, .source = bad[i]},
                "neither an IP address");
    }
    refuses((struct pop3_link_target){.port = 995}, "a host");
    refuses((struct pop3_link_target){.host = "a.test"}, "a port");
    refuses((struct pop3_link_target){.host = "a.test", .port = 1, .source = "b.test"},
            "no IP address");
}

static void test_names_of_the_greatest_size(void **state)
{
    char name[256] = "";
    struct pop3_link_target target = {.host = name, .port = 65535};
    struct pop3_link_error e;
    struct pop3_link *l;

    (void)state;
    for (size_t i = 0; i < 253; i++)
        name[i] = i % 64 == 63 ? '.' : 'a';
    l = pop3_link_new(&target, &e);
    assert_non_null(l);
    pop3_link_free(l);
    name[253] = 'a';
    refuses(target, "neither an IP address");
}

static void test_families_that_do_not_meet(void **state)
{
    (void)state;
    refuses((struct pop3_link_target){.host = "::1", .port = 1, .family = POP3_LINK_IPV4},
            "one family");
    refuses((struct pop3_link_target){.host = "127.0.0.1", .port = 1, .family = POP3_LINK_IPV6},
            "one family");
    refuses((struct pop3_link_target){.host = "127.0.0.1", .port = 1, .source = "::1"},
            "one family");
    refuses(
        (struct pop3_link_target){
            .host = "a.test", .port = 1, .source = "::1", .family = POP3_LINK_IPV4},
        "one family");
}

static void test_proxy_urls_that_are_none(void **state)
{
    static char user[400];
    static const char *const form[] = {
        "",
        "127.0.0.1:1080",
        "socks4://127.0.0.1:1080",
        "https://127.0.0.1:1080",
        "SOCKS5:127.0.0.1:1080",
        "socks5://127.0.0.1",
        "socks5://127.0.0.1:",
        "socks5://127.0.0.1:0",
        "socks5://127.0.0.1:65536",
        "socks5://127.0.0.1:99999999999",
        "socks5://127.0.0.1:10x",
        "http://127.0.0.1:8080/path",
    };
    static const char *const login[] = {
        "socks5://me@127.0.0.1:1080",      "socks5://me:@127.0.0.1:1080",
        "socks5://:secret@127.0.0.1:1080", "socks5://@127.0.0.1:1080",
        "socks5://m%:secret@h:1",          "socks5://m%4:secret@h:1",
        "socks5://m%g0:secret@h:1",        "socks5://me:secret%00@h:1",
        "socks5://me:secret%0A@h:1",       "http://m%0d:secret@h:1",
        "http://m%3Ae:secret@h:1",         user,
    };
    static const char *const host[] = {"socks5://:1080", "http://a b:80", "http://a\r\n:80"};

    (void)state;
    memset(user, 'a', sizeof(user) - 1);
    memcpy(user, "socks5://", 9);
    memcpy(user + 9 + 256, ":secret@h:1", 12);
    for (size_t i = 0; i < COUNT(form); i++)
        refuses((struct pop3_link_target){.host = "a.test", .port = 1, .proxy = form[i]},
                "proxy URL is not of the form");
    for (size_t i = 0; i < COUNT(login); i++)
        refuses((struct pop3_link_target){.host = "a.test", .port = 1, .proxy = login[i]},
                "cannot be sent");
    for (size_t i = 0; i < COUNT(host); i++)
        refuses((struct pop3_link_target){.host = "a.test", .port = 1, .proxy = host[i]},
                "neither an IP address");
    refuses((struct pop3_link_target){.host = "::1%lo", .port = 1, .proxy = "http://h:1"},
            "interface");
}

static void test_a_proxy_that_is_not_there_is_named(void **state)
{
    static const struct dns_line zone[] = {{"four.test", "A", "127.0.0.1"}};
    struct kit k;
    struct pop3_link_target target;
    char url[64], where[64];
    int bound;

    (void)state;
    kit_begin(&k, zone, COUNT(zone));
    bound = socket_at(AF_INET, 0);
    snprintf(url, sizeof(url), "socks5://four.test:%u", port_of(bound));
    snprintf(where, sizeof(where), "proxy four.test port %u", port_of(bound));
    target = kit_target(&k, "pop.test", 995);
    target.proxy = url;
    kit_link(&k, &target);
    assert_int_equal(kit_finish(&k), POP3_LINK_FAILED);
    KIT_FAULT(&k, POP3_LINK_REFUSED, where, "127.0.0.1 refused");
    target.proxy = "socks5://nobody.test:1080";
    kit_link(&k, &target);
    assert_int_equal(kit_finish(&k), POP3_LINK_FAILED);
    KIT_FAULT(&k, POP3_LINK_UNKNOWN, "proxy nobody.test", "not known");
    close(bound);
    kit_end(&k);
}

static void test_each_fault_has_a_word(void **state)
{
    (void)state;
    for (int i = POP3_LINK_FINE; i <= POP3_LINK_LOCAL; i++)
        for (int j = POP3_LINK_FINE; j < i; j++)
            assert_string_not_equal(pop3_link_fault_name((enum pop3_link_fault)i),
                                    pop3_link_fault_name((enum pop3_link_fault)j));
    pop3_link_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literals_need_no_names),
        cmocka_unit_test(test_the_source_address_is_ours),
        cmocka_unit_test(test_a_source_address_chooses_the_family),
        cmocka_unit_test(test_a_source_address_of_somebody_else),
        cmocka_unit_test(test_no_descriptor_left_is_a_local_fault),
        cmocka_unit_test(test_hosts_that_are_none),
        cmocka_unit_test(test_names_of_the_greatest_size),
        cmocka_unit_test(test_families_that_do_not_meet),
        cmocka_unit_test(test_proxy_urls_that_are_none),
        cmocka_unit_test(test_a_proxy_that_is_not_there_is_named),
        cmocka_unit_test(test_each_fault_has_a_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
