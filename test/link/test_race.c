/* SPDX-License-Identifier: MIT */
/*
 * RFC 8305: who is tried when, and who wins. All delays pass on the test's clock.
 */
#include "kit.h"
#include "link_parts.h"

static const struct dns_line zone[] = {
    {"both.test", "A", "127.0.0.1"},   {"both.test", "AAAA", "::1"},
    {"many.test", "A", "127.0.0.1"},   {"many.test", "A", "127.0.0.2"},
    {"many.test", "A", "127.0.0.3"},   {"many.test", "AAAA", "::1"},
    {"many.test", "AAAA", "::1"},      {"crowd.test", "A", "127.0.0.1"},
    {"crowd.test", "A", "127.0.0.2"},  {"crowd.test", "A", "127.0.0.3"},
    {"crowd.test", "A", "127.0.0.4"},  {"crowd.test", "A", "127.0.0.5"},
    {"crowd.test", "A", "127.0.0.6"},  {"crowd.test", "A", "127.0.0.7"},
    {"crowd.test", "A", "127.0.0.8"},  {"crowd.test", "A", "127.0.0.9"},
    {"crowd.test", "A", "127.0.0.10"},
};

static void begin(struct kit *k, const char *host, uint16_t port)
{
    struct pop3_link_target target;

    kit_begin(k, zone, COUNT(zone));
    target = kit_target(k, host, port);
    kit_link(k, &target);
}

static void test_a_silent_first_family_loses_after_the_attempt_delay(void **state)
{
    struct kit k;
    struct hole hole;
    int v6, v4, family = 0;
    int peer;

    (void)state;
    kit_begin(&k, zone, COUNT(zone));
    {
        uint16_t port = listeners_open(&v6, &v4);
        struct pop3_link_target target = kit_target(&k, "both.test", port);

        kit_link(&k, &target);
    }
    hole_make(&hole, v6);
    kit_until_attempts(&k, 1);
    kit_attempts(&k, &family);
    assert_int_equal(family, AF_INET6);
    assert_int_equal(pop3_link_timeout(k.l, k.now), 250);
    k.now += 249;
    assert_int_equal(kit_drive(&k), POP3_LINK_CONNECTING);
    assert_int_equal(kit_attempts(&k, NULL), 1);
    assert_int_equal(pop3_link_timeout(k.l, k.now), 1);
    k.now += 1;
    assert_int_equal(kit_drive(&k), POP3_LINK_CONNECTING);
    assert_int_equal(kit_attempts(&k, &family), 2);
    assert_int_equal(family, AF_INET);
    assert_int_equal(kit_finish(&k), POP3_LINK_READY);
    assert_non_null(strstr(pop3_link_where(k.l), "(127.0.0.1)"));
    peer = accept_one(v4);
    close(peer);
    close(v4);
    hole_close(&hole);
    kit_end(&k); /* counts descriptors: the loser's is closed */
}

static void test_a_loser_is_closed_at_once(void **state)
{
    struct kit k;
    struct hole hole;
    struct pollfd fds[POP3_LINK_MAX_FDS];
    int v6, v4;
    uint16_t port;

    (void)state;
    kit_begin(&k, zone, COUNT(zone));
    port = listeners_open(&v6, &v4);
    hole_make(&hole, v6);
    {
        struct pop3_link_target target = kit_target(&k, "both.test", port);

        kit_link(&k, &target);
    }
    kit_until_attempts(&k, 1);
    pop3_link_fds(k.l, fds);
    k.now += 250;
    kit_drive(&k);
    assert_int_equal(kit_finish(&k), POP3_LINK_READY);
    assert_int_equal(fcntl(fds[0].fd, F_GETFD), -1);
    close(v4);
    hole_close(&hole);
    kit_end(&k);
}

static void test_a_refusal_makes_the_next_family_begin_at_once(void **state)
{
    struct kit k;
    int v6, v4;
    uint32_t before;

    (void)state;
    kit_begin(&k, zone, COUNT(zone));
    {
        uint16_t port = sockets_open(&v6, &v4); /* bound, not listening: refused */
        struct pop3_link_target target = kit_target(&k, "both.test", port);

        assert_int_equal(listen(v4, 8), 0);
        kit_link(&k, &target);
    }
    before = k.now;
    assert_int_equal(kit_finish(&k), POP3_LINK_READY);
    assert_int_equal(k.now, before);
    assert_non_null(strstr(pop3_link_where(k.l), "(127.0.0.1)"));
    close(v6);
    close(v4);
    kit_end(&k);
}

/* ::1 silent, 127.0.0.1 refuses, and ::1 again follows without the delay. */
static void test_a_refusal_beside_a_silent_attempt_makes_the_next_begin_at_once(void **state)
{
    struct kit k;
    struct hole hole;
    struct pollfd fds[POP3_LINK_MAX_FDS];
    struct pop3_link_target target;
    int v6, v4, family = 0;
    uint16_t port;
    size_t n;

    (void)state;
    kit_begin(&k, zone, COUNT(zone));
    port = sockets_open(&v6, &v4);
    hole_make(&hole, v6);
    target = kit_target(&k, "many.test", port);
    kit_link(&k, &target);
    kit_until_attempts(&k, 1);
    k.now += 250;
    kit_drive(&k);
    n = pop3_link_fds(k.l, fds);
    assert_int_equal(n, 2);
    assert_int_equal(poll(fds, (nfds_t)n, 4000), 1);
    assert_int_equal(pop3_link_drive(k.l, k.now, fds, n), POP3_LINK_CONNECTING);
    assert_int_equal(kit_attempts(&k, &family), 2);
    assert_int_equal(family, AF_INET6);
    close(v4);
    hole_close(&hole);
    kit_end(&k);
}

/* A socket bound to the port that it connects to meets itself. */
static void test_a_socket_that_met_itself_is_refused(void **state)
{
    struct link_race race = {.looked = {true, true}, .attempts = 1};
    struct sockaddr_in own;
    socklen_t size = sizeof(own);
    struct pollfd there = {.fd = socket_at(AF_INET, 0), .revents = POLLOUT};

    (void)state;
    assert_int_equal(getsockname(there.fd, (struct sockaddr *)&own, &size), 0);
    assert_int_equal(connect(there.fd, (struct sockaddr *)&own, size), 0);
    race.attempt[0].fd = there.fd;
    assert_int_equal(link_race_drive(&race, &there, 1), -1);
    assert_int_equal(race.attempt[0].err, ECONNREFUSED);
    assert_true(link_race_over(&race));
    assert_int_equal(fcntl(there.fd, F_GETFD), -1);
}

static void test_both_families_refuse(void **state)
{
    struct kit k;
    int v6, v4;
    char port[32];

    (void)state;
    kit_begin(&k, zone, COUNT(zone));
    {
        uint16_t number = sockets_open(&v6, &v4);
        struct pop3_link_target target = kit_target(&k, "both.test", number);

        snprintf(port, sizeof(port), "both.test port %u", number);
        kit_link(&k, &target);
    }
    assert_int_equal(kit_finish(&k), POP3_LINK_FAILED);
    KIT_FAULT(&k, POP3_LINK_REFUSED, port, "::1 refused", "127.0.0.1 refused",
              "check the port");
    close(v6);
    close(v4);
    kit_end(&k);
}

/* One port on ::1 and on all of IPv4, 127.0.0.2 and .3 too. */
static uint16_t wide_open(int *v6, int *wide)
{
    struct sockaddr_in any = {.sin_family = AF_INET};

    for (int i = 0; i < 100; i++) {
        *wide = socket(AF_INET, SOCK_STREAM, 0);
        assert_int_equal(bind(*wide, (struct sockaddr *)&any, sizeof(any)), 0);
        *v6 = socket_at(AF_INET6, port_of(*wide));
        if (*v6 >= 0)
            return port_of(*wide);
        close(*wide);
    }
    fail_msg("no port is free in both families");
    return 0;
}

/* ::1, 127.0.0.1, ::1, 127.0.0.2, 127.0.0.3, all silent, and then time is up. */
static void test_families_take_turns_until_time_is_up(void **state)
{
    static const int order[] = {AF_INET6, AF_INET, AF_INET6, AF_INET, AF_INET};
    struct kit k;
    struct hole hole6, hole4;
    int v6, wide, family = 0;
    uint16_t port;

    (void)state;
    kit_begin(&k, zone, COUNT(zone));
    port = wide_open(&v6, &wide);
    hole_make(&hole6, v6);
    hole_make(&hole4, wide);
    {
        struct pop3_link_target target = kit_target(&k, "many.test", port);

        target.connect_ms = 2000;
        kit_link(&k, &target);
    }
    kit_until_attempts(&k, 1);
    for (size_t i = 0; i < COUNT(order); i++) {
        assert_int_equal(kit_attempts(&k, &family), i + 1);
        assert_int_equal(family, order[i]);
        k.now += 250;
        assert_int_equal(kit_drive(&k), POP3_LINK_CONNECTING);
    }
    assert_int_equal(pop3_link_timeout(k.l, k.now), 2000 - 5 * 250);
    k.now += 2000 - 5 * 250;
    assert_int_equal(kit_drive(&k), POP3_LINK_FAILED);
    KIT_FAULT(&k, POP3_LINK_TIMEOUT, "many.test", "::1 did not answer",
              "127.0.0.3 did not answer", "try later");
    hole_close(&hole6);
    hole_close(&hole4);
    kit_end(&k);
}

static void test_at_most_eight_addresses_of_a_family_are_tried(void **state)
{
    struct kit k;
    struct sockaddr_in any = {.sin_family = AF_INET};
    int wide = socket(AF_INET, SOCK_STREAM, 0);
    struct hole hole;

    (void)state;
    assert_int_equal(bind(wide, (struct sockaddr *)&any, sizeof(any)), 0);
    hole_make(&hole, wide);
    begin(&k, "crowd.test", port_of(wide));
    kit_until_attempts(&k, 1);
    for (size_t i = 0; i < 12; i++) {
        k.now += 250;
        assert_int_equal(kit_drive(&k), POP3_LINK_CONNECTING);
    }
    assert_int_equal(kit_attempts(&k, NULL), 8);
    kit_end(&k);
    hole_close(&hole);
}

static void test_a_needless_event_is_no_connection(void **state)
{
    struct kit k;
    struct hole hole;
    struct pollfd fds[POP3_LINK_MAX_FDS];
    struct pop3_link_target target;
    size_t n;

    (void)state;
    kit_begin(&k, zone, COUNT(zone));
    hole_make(&hole, listener_at(AF_INET, 0));
    target = kit_target(&k, "127.0.0.1", port_of(hole.listener));
    kit_link(&k, &target);
    kit_drive(&k);
    n = pop3_link_fds(k.l, fds);
    assert_int_equal(n, 1);
    fds[0].revents = POLLOUT;
    assert_int_equal(pop3_link_drive(k.l, k.now, fds, n), POP3_LINK_CONNECTING);
    fds[0].fd = 1000; /* and one that is not ours */
    assert_int_equal(pop3_link_drive(k.l, k.now, fds, n), POP3_LINK_CONNECTING);
    fds[0].fd = -1;
    assert_int_equal(pop3_link_drive(k.l, k.now, fds, n), POP3_LINK_CONNECTING);
    assert_int_equal(kit_attempts(&k, NULL), 1);
    k.now += POP3_LINK_CONNECT_MS - 1;
    assert_int_equal(kit_drive(&k), POP3_LINK_CONNECTING);
    k.now += 1;
    assert_int_equal(kit_drive(&k), POP3_LINK_FAILED);
    KIT_FAULT(&k, POP3_LINK_TIMEOUT, "127.0.0.1 did not answer");
    hole_close(&hole);
    kit_end(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_silent_first_family_loses_after_the_attempt_delay),
        cmocka_unit_test(test_a_loser_is_closed_at_once),
        cmocka_unit_test(test_a_refusal_makes_the_next_family_begin_at_once),
        cmocka_unit_test(test_a_refusal_beside_a_silent_attempt_makes_the_next_begin_at_once),
        cmocka_unit_test(test_a_socket_that_met_itself_is_refused),
        cmocka_unit_test(test_both_families_refuse),
        cmocka_unit_test(test_families_take_turns_until_time_is_up),
        cmocka_unit_test(test_at_most_eight_addresses_of_a_family_are_tried),
        cmocka_unit_test(test_a_needless_event_is_no_connection),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
