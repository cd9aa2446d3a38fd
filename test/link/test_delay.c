/* SPDX-License-Identifier: MIT */
/*
 * RFC 8305 section 3: answers that come apart, and the resolution delay.
 */
#include "kit.h"

static const struct dns_line zone[] = {
    {"both.test", "A", "127.0.0.1"},
    {"both.test", "AAAA", "::1"},
    {"four.test", "A", "127.0.0.1"},
};

static void begin(struct kit *k, const char *host, uint16_t port)
{
    struct pop3_link_target target;

    kit_begin(k, zone, COUNT(zone));
    target = kit_target(k, host, port);
    kit_link(k, &target);
}

static void test_ipv4_waits_the_resolution_delay_for_ipv6_names(void **state)
{
    struct kit k;
    int listener = listener_at(AF_INET, 0);

    (void)state;
    begin(&k, "both.test", port_of(listener));
    k.dns.hold = "AAAA";
    kit_until_timer(&k, 50);
    assert_int_equal(kit_attempts(&k, NULL), 0);
    assert_int_equal(pop3_link_timeout(k.l, k.now), 50);
    k.now += 49;
    kit_drive(&k);
    assert_int_equal(kit_attempts(&k, NULL), 0);
    k.now += 1;
    kit_drive(&k);
    assert_int_equal(kit_attempts(&k, NULL), 1);
    assert_int_equal(kit_finish(&k), POP3_LINK_READY);
    assert_int_equal(k.dns.answered, 1);
    kit_end(&k);
    close(listener);
}

static void test_an_ipv6_answer_within_the_delay_goes_first(void **state)
{
    struct kit k;
    int v6, v4;
    uint16_t port = listeners_open(&v6, &v4);

    (void)state;
    begin(&k, "both.test", port);
    k.dns.hold = "AAAA";
    kit_until_timer(&k, 50);
    k.now += 49;
    dns_release(&k.dns);
    assert_int_equal(kit_finish(&k), POP3_LINK_READY);
    assert_non_null(strstr(pop3_link_where(k.l), "(::1)"));
    kit_end(&k);
    close(v6);
    close(v4);
}

static void test_an_empty_ipv6_answer_ends_the_delay(void **state)
{
    struct kit k;
    int listener = listener_at(AF_INET, 0);

    (void)state;
    begin(&k, "four.test", port_of(listener));
    k.dns.hold = "AAAA";
    kit_until_timer(&k, 50);
    dns_release(&k.dns);
    assert_int_equal(kit_finish(&k), POP3_LINK_READY);
    kit_end(&k);
    close(listener);
}

static void test_a_late_ipv6_answer_joins_the_race(void **state)
{
    struct kit k;
    struct hole hole;
    int v6, v4, family = 0;
    uint16_t port = listeners_open(&v6, &v4);

    (void)state;
    hole_make(&hole, v4);
    begin(&k, "both.test", port);
    k.dns.hold = "AAAA";
    kit_until_timer(&k, 50);
    k.now += 50;
    kit_drive(&k);
    assert_int_equal(kit_attempts(&k, &family), 1);
    assert_int_equal(family, AF_INET);
    k.now += 100;
    dns_release(&k.dns);
    kit_until_timer(&k, 150);
    assert_int_equal(pop3_link_timeout(k.l, k.now), 150);
    k.now += 150;
    kit_drive(&k);
    assert_int_equal(kit_finish(&k), POP3_LINK_READY);
    assert_non_null(strstr(pop3_link_where(k.l), "(::1)"));
    kit_end(&k);
    close(v6);
    hole_close(&hole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ipv4_waits_the_resolution_delay_for_ipv6_names),
        cmocka_unit_test(test_an_ipv6_answer_within_the_delay_goes_first),
        cmocka_unit_test(test_an_empty_ipv6_answer_ends_the_delay),
        cmocka_unit_test(test_a_late_ipv6_answer_joins_the_race),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
