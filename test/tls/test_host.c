/* SPDX-License-Identifier: MIT */
/* Hosts as configured, and files that a context cannot use. */
#include "kit.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void tls_hosts_that_are_none(void **state)
{
    static const char *const hosts[] = {
        "",           ".",         "a..b",     ".a",        "a b",       "a\r\nb",
        "p\xC3\xB6p", "127.1",     "1",        "0x7f.0x1",  "1.2.3.256", "1.2.3.4.5",
        "a.0x",       "[1.2.3.4]", "[a.b]",    "::1::",     "*.a.org",   "a:b",
        "user@host",  "host:995",  "1.2.3.04", "a\x1b[2Jb", "%eth0",     "x%00.org"};
    struct pop3_tls_target target = {.host = NULL};
    struct pop3_tls_error error;

    (void)state;
    assert_null(pop3_tls_new(context, &target, &error));
    for (size_t i = 0; i < COUNT(hosts); i++) {
        target.host = hosts[i];
        if (pop3_tls_new(context, &target, &error) != NULL)
            fail_msg("accepted: %s", hosts[i]);
        assert_int_equal(error.fault, POP3_TLS_LOCAL);
        assert_true(is_sentence(error.text));
    }
}

static void tls_host_of_64_octets_in_a_label_refused(void **state)
{
    char host[300];
    struct pop3_tls_target target = {.host = host};
    struct pop3_tls_error error;
    struct pop3_tls *t;

    (void)state;
    memset(host, 'a', sizeof(host));
    host[64] = '\0';
    assert_null(pop3_tls_new(context, &target, &error));
    host[63] = '\0';
    t = pop3_tls_new(context, &target, &error);
    assert_non_null(t);
    pop3_tls_free(t);
    memset(host, 'a', sizeof(host));
    for (size_t i = 50; i < 254; i += 51)
        host[i] = '.';
    host[254] = '\0';
    assert_null(pop3_tls_new(context, &target, &error));
    host[253] = '\0';
    t = pop3_tls_new(context, &target, &error);
    assert_non_null(t);
    pop3_tls_free(t);
}

static void tls_sni_is_the_name_and_never_an_address(void **state)
{
    static const char *const hosts[][2] = {
        {"pop.example.org", "pop.example.org"},
        {"pop.example.org.", "pop.example.org"},
        {"192.0.2.7", ""},
        {"2001:db8::7", ""},
        {"[2001:db8::7]", ""},
    };
    struct cert cert =
        cert_make(&(struct cert_spec){.san = "DNS:pop.example.org,IP:192.0.2.7,IP:2001:db8::7"},
                  &zoo.root);
    struct server_spec spec = {.cert = &cert};

    (void)state;
    for (size_t i = 0; i < COUNT(hosts); i++) {
        struct pop3_tls_target target = {.host = hosts[i][0]};
        enum pop3_tls_step step;
        struct pair *pair = pair_begin(context, &target, &spec, 70000, &step);

        assert_int_equal(step, POP3_TLS_DONE);
        assert_string_equal(pair->server.sni, hosts[i][1]);
        pair_end(pair);
    }
    cert_free(&cert);
}

static void tls_context_with_bad_files_refused(void **state)
{
    const struct pop3_tls_config configs[] = {
        {.ca_file = "/nonexistent/ca\x1b.pem"},
        {.ca_file = zoo.own_key},
        {.cert_file = "/nonexistent/own.pem"},
        {.cert_file = zoo.own_file}, /* no key in it */
        {.cert_file = zoo.own_file, .key_file = "/nonexistent/own.key"},
        {.key_file = zoo.own_key},
        {.cert_file = zoo.ca_file, .key_file = zoo.own_key},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(configs); i++) {
        struct pop3_tls_error error;

        assert_null(pop3_tls_context_new(&configs[i], &error));
        assert_int_equal(error.fault, POP3_TLS_LOCAL);
        assert_true(is_sentence(error.text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls_hosts_that_are_none),
        cmocka_unit_test(tls_host_of_64_octets_in_a_label_refused),
        cmocka_unit_test(tls_sni_is_the_name_and_never_an_address),
        cmocka_unit_test(tls_context_with_bad_files_refused),
    };

    return cmocka_run_group_tests_name("tls-host", tests, kit_begin, kit_end);
}
