/* SPDX-License-Identifier: MIT */
/*
 * SRV records: RFC 6186, RFC 8314 section 5.1, the order of RFC 2782.
 */
#include "kit.h"
#include "pop3_srv.h"
#include "srv_parts.h"

#define POP3S "_pop3s._tcp."
#define POP3  "_pop3._tcp."

static const struct dns_line zone[] = {
    {POP3S "order.test", "SRV", "20 0 995 late.order.test"},
    {POP3S "order.test", "SRV", "10 0 1995 Early.Order.Test."},
    {POP3 "order.test", "SRV", "1 0 110 plain.order.test"},
    {POP3S "none.test", "SRV", "0 0 0 ."},
    {POP3 "none.test", "SRV", "0 0 0 ."},
    {POP3S "half.test", "SRV", "0 0 0 ."},
    {POP3 "half.test", "SRV", "0 0 110 half.test"},
    {POP3S "away.test", "SRV", "1 0 995 mail.provider.test"},
    {POP3S "away.test", "SRV", "2 0 995 notaway.test"},
    {POP3S "away.test", "SRV", "3 0 995 away.test.evil.test"},
    {POP3S "away.test", "SRV", "4 0 995 AWAY.TEST"},
    {POP3S "away.test", "SRV", "5 0 995 a.b.away.test"},
    {POP3S "evil.test", "SRV", "1 0 995 a\r\nb.evil.test"},
    {POP3S "evil.test", "SRV", "2 0 995 \033[2J.test"},
    {POP3S "evil.test", "SRV", "3 0 0 port.evil.test"},
    {POP3S "evil.test", "SRV", "4 0 995 127.0.0.1"},
    {POP3S "evil.test", "SRV", "5 0 995 good.evil.test"},
    {POP3S "allevil.test", "SRV", "1 0 995 a b.test"},
    {POP3S "sick.test", "SERVFAIL", ""},
    {POP3 "sick.test", "SRV", "1 0 110 mail.sick.test"},
    {POP3S "well.test", "SRV", "1 0 995 mail.well.test"},
    {POP3 "well.test", "SERVFAIL", ""},
    {POP3 "ill.test", "SERVFAIL", ""},
    {POP3S "broken.test", "SRV", "1 0 995 mail.broken.test"},
    {POP3S "broken.test", "GARBAGE", ""},
    {POP3S "large.test", "SRV", "1 0 995 mail.large.test"},
    {POP3S "large.test", "TCP", ""},
};

struct ask {
    struct dns dns;
    struct pop3_srv *s;
    uint32_t now;
};

static void begin(struct ask *a, const char *domain, const struct dns_line *lines, size_t n)
{
    struct pop3_srv_question question = {.domain = domain};
    struct pop3_link_error e;

    memset(a, 0, sizeof(*a));
    a->now = UINT32_MAX - 5;
    dns_open(&a->dns, lines, n);
    question.name_servers = a->dns.address;
    a->s = pop3_srv_new(&question, &e);
    assert_non_null(a->s);
    assert_int_equal(pop3_srv_timeout(a->s, a->now), 0);
}

static enum pop3_srv_state finish(struct ask *a)
{
    struct pollfd fds[POP3_LINK_MAX_FDS + DNS_FDS];
    size_t n = 0;
    enum pop3_srv_state state;

    while ((state = pop3_srv_drive(a->s, a->now, fds, n)) == POP3_SRV_ASKING) {
        size_t more;

        n = pop3_srv_fds(a->s, fds);
        more = dns_fds(&a->dns, fds + n);
        assert_true(poll(fds, n + more, 4000) > 0);
        dns_serve(&a->dns);
    }
    assert_int_equal(pop3_srv_timeout(a->s, a->now), UINT32_MAX);
    assert_int_equal(pop3_srv_fds(a->s, fds), 0);
    return state;
}

static void end(struct ask *a)
{
    pop3_srv_free(a->s);
    dns_close(&a->dns);
}

/* The offers as text: "host:port tls outside" each, or the state. */
static void offers(const char *domain, const char *expected)
{
    struct ask a;
    char text[1024] = "";
    size_t used = 0, n;
    const struct pop3_srv_offer *o;
    enum pop3_srv_state state;

    begin(&a, domain, zone, COUNT(zone));
    state = finish(&a);
    o = pop3_srv_offers(a.s, &n);
    for (size_t i = 0; i < n; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s:%u %s%s\n", o[i].host,
                                 o[i].port, o[i].implicit_tls ? "tls" : "stls",
                                 o[i].outside ? " outside" : "");
    if (state == POP3_SRV_ABSENT)
        snprintf(text, sizeof(text), "absent");
    if (state == POP3_SRV_NONE)
        snprintf(text, sizeof(text), "none");
    if (state == POP3_SRV_FAILED)
        snprintf(text, sizeof(text), "%s", pop3_link_fault_name(pop3_srv_error(a.s)->fault));
    assert_true((state == POP3_SRV_FOUND) == (n > 0));
    assert_string_equal(text, expected);
    end(&a);
}

static void test_tls_first_and_then_by_priority(void **state)
{
    (void)state;
    offers("order.test", "Early.Order.Test:1995 tls\nlate.order.test:995 tls\n"
                         "plain.order.test:110 stls\n");
    offers("ORDER.test.", "Early.Order.Test:1995 tls\nlate.order.test:995 tls\n"
                          "plain.order.test:110 stls\n");
}

static void test_a_dot_is_no_service(void **state)
{
    (void)state;
    offers("none.test", "none");
    offers("half.test", "half.test:110 stls\n");
}

static void test_nothing_announced(void **state)
{
    (void)state;
    offers("nothing.test", "absent");
    offers("allevil.test", "absent");
}

static void test_targets_outside_the_domain_are_marked(void **state)
{
    (void)state;
    offers("away.test", "mail.provider.test:995 tls outside\nnotaway.test:995 tls outside\n"
                        "away.test.evil.test:995 tls outside\nAWAY.TEST:995 tls\n"
                        "a.b.away.test:995 tls\n");
}

static void test_targets_that_are_no_hosts_are_dropped(void **state)
{
    (void)state;
    offers("evil.test", "good.evil.test:995 tls\n");
}

static void test_trouble_with_tls_is_not_taken_for_its_absence(void **state)
{
    (void)state;
    offers("sick.test", "name-server");
    offers("well.test", "mail.well.test:995 tls\n");
    offers("ill.test", "name-server");
    offers("broken.test", "name-server");
}

static void test_an_answer_by_tcp(void **state)
{
    (void)state;
    offers("large.test", "mail.large.test:995 tls\n");
}

static void test_a_silent_name_server_ends_in_time(void **state)
{
    struct ask a;
    struct pollfd fds[POP3_LINK_MAX_FDS];

    (void)state;
    begin(&a, "order.test", zone, COUNT(zone));
    assert_int_equal(pop3_srv_drive(a.s, a.now, NULL, 0), POP3_SRV_ASKING);
    assert_true(pop3_srv_fds(a.s, fds) > 0);
    assert_true(pop3_srv_timeout(a.s, a.now) <= POP3_SRV_TIMEOUT_MS);
    a.now += POP3_SRV_TIMEOUT_MS - 1;
    assert_int_equal(pop3_srv_drive(a.s, a.now, NULL, 0), POP3_SRV_ASKING);
    assert_int_equal(pop3_srv_timeout(a.s, a.now), 1);
    a.now += 1;
    assert_int_equal(pop3_srv_drive(a.s, a.now, NULL, 0), POP3_SRV_FAILED);
    assert_int_equal(pop3_srv_error(a.s)->fault, POP3_LINK_NAME_SERVER);
    assert_non_null(strstr(pop3_srv_error(a.s)->text, "order.test"));
    assert_int_equal(pop3_srv_drive(a.s, a.now, NULL, 0), POP3_SRV_FAILED);
    end(&a);
}

static void test_the_best_of_many_are_kept(void **state)
{
    static char text[60][48];
    static struct dns_line lines[60];
    struct ask a;
    const struct pop3_srv_offer *o;
    size_t n;

    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        snprintf(text[i], sizeof(text[i]), "%zu 0 995 h%zu.many.test", i * 37 % 60,
                 i * 37 % 60);
        lines[i] = (struct dns_line){POP3S "many.test", "SRV", text[i]};
    }
    begin(&a, "many.test", lines, COUNT(lines));
    assert_int_equal(finish(&a), POP3_SRV_FOUND);
    o = pop3_srv_offers(a.s, &n);
    assert_int_equal(n, POP3_SRV_OFFERS);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(o[i].priority, i);
    end(&a);
}

static void test_domains_that_are_none(void **state)
{
    static const char *const bad[] = {"", "a b", "127.0.0.1", "::1", "a..b", "x\r\ny", "."};
    struct pop3_link_error e;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct pop3_srv_question question = {.domain = bad[i]};

        assert_null(pop3_srv_new(&question, &e));
        assert_int_equal(e.fault, POP3_LINK_LOCAL);
        assert_true(e.text[0] != '\0');
    }
    assert_null(pop3_srv_new(&(struct pop3_srv_question){0}, &e));
    pop3_srv_free(NULL);
}

/* Weights 60, 30, 10 and 0 come first about so often, and all orders are whole. */
static void test_weights_draw_in_proportion(void **state)
{
    static const uint16_t weight[] = {60, 30, 10, 0};
    size_t first[COUNT(weight)] = {0};
    uint32_t random = 1;

    (void)state;
    for (size_t round = 0; round < 10000; round++) {
        struct pop3_srv_offer o[COUNT(weight) + 1];
        unsigned seen = 0;

        memset(o, 0, sizeof(o));
        for (size_t i = 0; i < COUNT(weight); i++) {
            o[i].port = (uint16_t)i;
            o[i].priority = 7;
            o[i].weight = weight[i];
        }
        o[COUNT(weight)].port = 99;
        o[COUNT(weight)].priority = 6;
        srv_order(o, COUNT(o), &random);
        assert_int_equal(o[0].port, 99);
        first[o[1].port]++;
        for (size_t i = 1; i < COUNT(o); i++)
            seen |= 1u << o[i].port;
        assert_int_equal(seen, 15);
    }
    assert_in_range(first[0], 5700, 6200);
    assert_in_range(first[1], 2750, 3200);
    assert_in_range(first[2], 850, 1150);
    assert_in_range(first[3], 1, 200);
}

static void test_the_same_random_number_gives_the_same_order(void **state)
{
    struct pop3_srv_offer a[8], b[8];
    uint32_t x = 77, y = 77;

    (void)state;
    memset(a, 0, sizeof(a));
    for (size_t i = 0; i < COUNT(a); i++)
        a[i].weight = (uint16_t)(65535 - i);
    memcpy(b, a, sizeof(a));
    srv_order(a, COUNT(a), &x);
    srv_order(b, COUNT(b), &y);
    assert_memory_equal(a, b, sizeof(a));
    assert_int_equal(x, y);
    srv_order(a, 0, &x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tls_first_and_then_by_priority),
        cmocka_unit_test(test_a_dot_is_no_service),
        cmocka_unit_test(test_nothing_announced),
        cmocka_unit_test(test_targets_outside_the_domain_are_marked),
        cmocka_unit_test(test_targets_that_are_no_hosts_are_dropped),
        cmocka_unit_test(test_trouble_with_tls_is_not_taken_for_its_absence),
        cmocka_unit_test(test_an_answer_by_tcp),
        cmocka_unit_test(test_a_silent_name_server_ends_in_time),
        cmocka_unit_test(test_the_best_of_many_are_kept),
        cmocka_unit_test(test_domains_that_are_none),
        cmocka_unit_test(test_weights_draw_in_proportion),
        cmocka_unit_test(test_the_same_random_number_gives_the_same_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
