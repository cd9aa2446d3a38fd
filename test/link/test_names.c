/* SPDX-License-Identifier: MIT */
/*
 * Names: what the name server says, and what becomes of it.
 */
#include "kit.h"

static const struct dns_line zone[] = {
    {"four.test", "A", "127.0.0.1"}, {"six.test", "AAAA", "::1"},
    {"both.test", "A", "127.0.0.1"}, {"both.test", "AAAA", "::1"},
    {"empty.test", "TXT", ""},       {"sick.test", "SERVFAIL", ""},
    {"large.test", "TCP", ""},       {"large.test", "A", "127.0.0.1"},
    {"broken.test", "GARBAGE", ""},  {"broken.test", "A", "127.0.0.1"},
    {"broken.test", "AAAA", "::1"},  {"half.test", "A", "127.0.0.1"},
};

static void begin(struct kit *k)
{
    kit_begin(k, zone, COUNT(zone));
}

/* Connects to a listener of the family by name; the log says the address. */
static void connects(const char *host, int family, enum pop3_link_family only,
                     const char *shown)
{
    struct kit k;
    struct pop3_link_target target;
    char where[128];
    int listener, peer;

    begin(&k);
    listener = listener_at(family, 0);
    target = kit_target(&k, host, port_of(listener));
    target.family = only;
    kit_link(&k, &target);
    snprintf(where, sizeof(where), "%s port %u", host, port_of(listener));
    assert_string_equal(pop3_link_where(k.l), where);
    assert_int_equal(kit_finish(&k), POP3_LINK_READY);
    snprintf(where, sizeof(where), "%s port %u (%s)", host, port_of(listener), shown);
    assert_string_equal(pop3_link_where(k.l), where);
    assert_int_equal(pop3_link_timeout(k.l, k.now), UINT32_MAX);
    peer = accept_one(listener);
    close(peer);
    close(listener);
    kit_end(&k);
}

static void test_a_name_with_an_ipv4_address_only(void **state)
{
    (void)state;
    connects("four.test", AF_INET, POP3_LINK_ANY, "127.0.0.1");
    connects("four.test", AF_INET, POP3_LINK_IPV4, "127.0.0.1");
    connects("FOUR.test.", AF_INET, POP3_LINK_ANY, "127.0.0.1");
}

static void test_a_name_with_an_ipv6_address_only(void **state)
{
    (void)state;
    connects("six.test", AF_INET6, POP3_LINK_ANY, "::1");
    connects("six.test", AF_INET6, POP3_LINK_IPV6, "::1");
}

static void test_a_choice_of_family_ignores_the_other(void **state)
{
    (void)state;
    connects("both.test", AF_INET, POP3_LINK_IPV4, "127.0.0.1");
    connects("both.test", AF_INET6, POP3_LINK_IPV6, "::1");
}

static void test_an_answer_that_needs_tcp(void **state)
{
    (void)state;
    connects("large.test", AF_INET, POP3_LINK_ANY, "127.0.0.1");
}

static void test_the_hosts_file_needs_no_name_server(void **state)
{
    struct kit k;
    struct pop3_link_target target;
    int listener = -1, peer;

    (void)state;
    begin(&k);
    k.dns.silent = true;
    listener = listener_at(AF_INET, 0);
    target = kit_target(&k, "localhost", port_of(listener));
    target.family = POP3_LINK_IPV4;
    kit_link(&k, &target);
    assert_int_equal(kit_finish(&k), POP3_LINK_READY);
    peer = accept_one(listener);
    close(peer);
    close(listener);
    kit_end(&k);
}

/* The name leads to this failure without time passing. */
static void fails(const char *host, enum pop3_link_family only, enum pop3_link_fault fault,
                  const char *word)
{
    struct kit k;
    struct pop3_link_target target;

    begin(&k);
    target = kit_target(&k, host, 995);
    target.family = only;
    kit_link(&k, &target);
    assert_int_equal(kit_finish(&k), POP3_LINK_FAILED);
    KIT_FAULT(&k, fault, "host", host, word, "check");
    assert_int_equal(pop3_link_timeout(k.l, k.now), UINT32_MAX);
    assert_int_equal(pop3_link_fd(k.l), -1);
    assert_true(k.dns.answered >= 1);
    kit_end(&k);
}

static void test_a_name_that_does_not_exist(void **state)
{
    (void)state;
    fails("nobody.test", POP3_LINK_ANY, POP3_LINK_UNKNOWN, "not known");
    fails("nobody.test", POP3_LINK_IPV4, POP3_LINK_UNKNOWN, "not known");
}

static void test_a_name_without_a_fitting_address(void **state)
{
    (void)state;
    fails("empty.test", POP3_LINK_ANY, POP3_LINK_UNKNOWN, "no address");
    fails("half.test", POP3_LINK_IPV6, POP3_LINK_UNKNOWN, "no address");
}

static void test_a_name_server_in_trouble(void **state)
{
    (void)state;
    fails("sick.test", POP3_LINK_ANY, POP3_LINK_NAME_SERVER, "cannot be looked up");
    fails("broken.test", POP3_LINK_ANY, POP3_LINK_NAME_SERVER, "cannot be looked up");
}

static void test_a_name_server_that_is_not_there(void **state)
{
    struct kit k;
    struct pop3_link_target target;
    struct sockaddr_in at = {.sin_family = AF_INET};
    char servers[32];
    int dead;

    (void)state;
    begin(&k);
    dead = socket(AF_INET, SOCK_DGRAM, 0);
    assert_true(dead >= 0);
    /* The port is taken by a socket that is connected elsewhere: ours is refused. */
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(dead, (struct sockaddr *)&at, sizeof(at)), 0);
    snprintf(servers, sizeof(servers), "127.0.0.1:%u", port_of(dead));
    at.sin_port = htons(9);
    assert_int_equal(connect(dead, (struct sockaddr *)&at, sizeof(at)), 0);
    target = kit_target(&k, "four.test", 995);
    target.name_servers = servers;
    kit_link(&k, &target);
    assert_int_equal(kit_finish(&k), POP3_LINK_FAILED);
    KIT_FAULT(&k, POP3_LINK_NAME_SERVER, "four.test", "network");
    close(dead);
    kit_end(&k);
}

static void test_a_silent_name_server_ends_in_time(void **state)
{
    struct kit k;
    struct pop3_link_target target;

    (void)state;
    begin(&k);
    k.dns.silent = true;
    target = kit_target(&k, "four.test", 995);
    target.connect_ms = 300;
    kit_link(&k, &target);
    assert_int_equal(kit_drive(&k), POP3_LINK_CONNECTING);
    assert_int_equal(pop3_link_timeout(k.l, k.now), 300);
    k.now += 299;
    assert_int_equal(kit_drive(&k), POP3_LINK_CONNECTING);
    assert_int_equal(pop3_link_timeout(k.l, k.now), 1);
    k.now += 1;
    assert_int_equal(kit_drive(&k), POP3_LINK_FAILED);
    KIT_FAULT(&k, POP3_LINK_NAME_SERVER, "four.test", "did not answer within 300 ms");
    kit_end(&k);
}

static void test_a_link_may_go_while_names_are_asked(void **state)
{
    struct kit k;
    struct pop3_link_target target;

    (void)state;
    begin(&k);
    k.dns.hold = "A";
    target = kit_target(&k, "four.test", 995);
    kit_link(&k, &target);
    kit_drive(&k);
    kit_end(&k);
}

static void test_a_bad_list_of_name_servers_is_a_local_fault(void **state)
{
    struct kit k;
    struct pop3_link_target target;

    (void)state;
    begin(&k);
    target = kit_target(&k, "four.test", 995);
    target.name_servers = "not an address";
    kit_link(&k, &target);
    assert_int_equal(kit_drive(&k), POP3_LINK_FAILED);
    KIT_FAULT(&k, POP3_LINK_LOCAL, "name servers", "ADDRESS[:PORT]");
    kit_end(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_name_with_an_ipv4_address_only),
        cmocka_unit_test(test_a_name_with_an_ipv6_address_only),
        cmocka_unit_test(test_a_choice_of_family_ignores_the_other),
        cmocka_unit_test(test_an_answer_that_needs_tcp),
        cmocka_unit_test(test_the_hosts_file_needs_no_name_server),
        cmocka_unit_test(test_a_name_that_does_not_exist),
        cmocka_unit_test(test_a_name_without_a_fitting_address),
        cmocka_unit_test(test_a_name_server_in_trouble),
        cmocka_unit_test(test_a_name_server_that_is_not_there),
        cmocka_unit_test(test_a_silent_name_server_ends_in_time),
        cmocka_unit_test(test_a_link_may_go_while_names_are_asked),
        cmocka_unit_test(test_a_bad_list_of_name_servers_is_a_local_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
