/* SPDX-License-Identifier: MIT */
/*
 * The certificate zoo: who is let in and who is not, at several chunk sizes, on
 * TLS 1.2 and 1.3. Whoever is refused gets no application octet.
 */
#include "kit.h"

static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
static const size_t chunks[] = {1, 2, 7, 100, 1500, 70000};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Fails as it must: the fault, a sentence that begins with the host, no octet let out. */
static void expect_refused(struct pair *pair, enum pop3_tls_step step,
                           enum pop3_tls_fault fault, const char *host, const char *what)
{
    const struct pop3_tls_error *error = pop3_tls_error(pair->t);
    struct pop3_tls_info info;
    uint8_t buffer[POP3_SCRAM_MAX_BINDING];
    size_t n;

    if (step != POP3_TLS_FAILED || error->fault != fault)
        fail_msg("%s: step %d, %s: %s", what, (int)step, pop3_tls_fault_name(error->fault),
                 error->text);
    assert_true(is_sentence(error->text));
    assert_memory_equal(error->text, host, strlen(host));
    assert_memory_equal(error->text + strlen(host), ": ", 2);
    assert_int_equal(pop3_tls_write(pair->t, bytes("PASS secret\r\n")), 0);
    pair_move(pair);
    assert_int_equal(pop3_tls_out(pair->t).n, 0);
    assert_int_equal(pop3_tls_read(pair->t, NULL, buffer, sizeof(buffer), &n), POP3_TLS_FAILED);
    assert_int_equal(n, 0);
    assert_int_equal(pair->server.got, 0);
    assert_false(pop3_tls_info(pair->t, &info));
    assert_int_equal(pop3_tls_binding(pair->t, POP3_BIND_TLS_SERVER_END_POINT, buffer), 0);
    assert_int_equal(pop3_tls_resumption(pair->t, buffer, sizeof(buffer)), 0);
}

static void refuse_at(const struct pop3_tls_target *target, struct server_spec *spec,
                      enum pop3_tls_fault fault, const char *what)
{
    for (size_t v = 0; v < COUNT(versions); v++) {
        for (size_t c = 0; c < COUNT(chunks); c += 5) {
            enum pop3_tls_step step;
            struct pair *pair;

            spec->min = spec->max = versions[v];
            pair = pair_begin(context, target, spec, chunks[c], &step);
            expect_refused(pair, step, fault, target->host, what);
            pair_end(pair);
        }
    }
}

static void accept_at(const struct pop3_tls_target *target, struct server_spec *spec,
                      const char *what)
{
    for (size_t v = 0; v < COUNT(versions); v++) {
        for (size_t c = 0; c < COUNT(chunks); c++) {
            enum pop3_tls_step step;
            struct pair *pair;

            spec->min = spec->max = versions[v];
            pair = pair_begin(context, target, spec, chunks[c], &step);
            if (step != POP3_TLS_DONE)
                fail_msg("%s: %s", what, pop3_tls_error(pair->t)->text);
            assert_int_equal(pop3_tls_write(pair->t, bytes("CAPA\r\n")), 6);
            pair_shake(pair);
            assert_int_equal(pair->server.got, 6);
            pair_end(pair);
        }
    }
}

static const struct {
    const char *what;
    struct cert_spec spec;
    const char *host;
    enum pop3_tls_fault fault;
} kinds[] = {
    {"good", {.san = "DNS:pop.example.org"}, HOST, POP3_TLS_FINE},
    {"case", {.san = "DNS:POP.Example.ORG"}, "pOp.example.org", POP3_TLS_FINE},
    {"second name", {.san = "DNS:a.example,DNS:pop.example.org"}, HOST, POP3_TLS_FINE},
    {"wildcard", {.san = "DNS:*.example.org"}, HOST, POP3_TLS_FINE},
    {"address", {.san = "IP:192.0.2.7"}, "192.0.2.7", POP3_TLS_FINE},
    {"IPv6 address", {.san = "IP:2001:db8::7"}, "2001:DB8:0::7", POP3_TLS_FINE},
    {"IPv6 brackets", {.san = "IP:2001:db8::7"}, "[2001:db8::7]", POP3_TLS_FINE},
    {"IPv6 zone", {.san = "IP:fe80::7"}, "fe80::7%eth0", POP3_TLS_FINE},
    {"RSA 2048", {.san = "DNS:pop.example.org", .rsa_bits = 2048}, HOST, POP3_TLS_FINE},

    {"wrong host", {.san = "DNS:imap.example.org"}, HOST, POP3_TLS_WRONG_HOST},
    {"suffix", {.san = "DNS:example.org"}, HOST, POP3_TLS_WRONG_HOST},
    {"dot domain", {.san = "DNS:.example.org"}, HOST, POP3_TLS_WRONG_HOST},
    {"partial wildcard", {.san = "DNS:p*.example.org"}, HOST, POP3_TLS_WRONG_HOST},
    {"partial wildcard, end", {.san = "DNS:*p.example.org"}, HOST, POP3_TLS_WRONG_HOST},
    {"wildcard, two deep",
     {.san = "DNS:*.example.org"},
     "a.b.example.org",
     POP3_TLS_WRONG_HOST},
    {"wildcard, none deep", {.san = "DNS:*.example.org"}, "example.org", POP3_TLS_WRONG_HOST},
    {"deep wildcard", {.san = "DNS:pop.*.org"}, HOST, POP3_TLS_WRONG_HOST},
    {"double wildcard", {.san = "DNS:*.*.org"}, HOST, POP3_TLS_WRONG_HOST},
    {"wildcard of a top domain", {.san = "DNS:*.org"}, "example.org", POP3_TLS_WRONG_HOST},
    {"IP in a DNS name", {.san = "DNS:192.0.2.7"}, "192.0.2.7", POP3_TLS_WRONG_HOST},
    {"IP by wildcard", {.san = "DNS:*.0.2.7"}, "192.0.2.7", POP3_TLS_WRONG_HOST},
    {"wrong address", {.san = "IP:192.0.2.8"}, "192.0.2.7", POP3_TLS_WRONG_HOST},
    {"name in an IP", {.san = "IP:192.0.2.7"}, HOST, POP3_TLS_WRONG_HOST},
    {"embedded NUL",
     {.raw_dns = "pop.example.org\0.evil.example", .raw_len = 29},
     HOST,
     POP3_TLS_WRONG_HOST},
    {"NUL at the end", {.raw_dns = HOST "\0", .raw_len = 16}, HOST, POP3_TLS_WRONG_HOST},
    {"CN only", {.cn = HOST}, HOST, POP3_TLS_WRONG_HOST},
    {"CN beside other SAN", {.cn = HOST, .san = "DNS:a.example"}, HOST, POP3_TLS_WRONG_HOST},
    {"CN beside mail SAN", {.cn = HOST, .san = "email:a@b.example"}, HOST, POP3_TLS_WRONG_HOST},
    {"CN is an IP", {.cn = "192.0.2.7"}, "192.0.2.7", POP3_TLS_WRONG_HOST},

    {"expired",
     {.san = "DNS:pop.example.org", .from = -9 * DAY, .to = -DAY},
     HOST,
     POP3_TLS_EXPIRED},
    {"not yet valid",
     {.san = "DNS:pop.example.org", .from = DAY, .to = 9 * DAY},
     HOST,
     POP3_TLS_NOT_YET},
    {"1024 bits", {.san = "DNS:pop.example.org", .rsa_bits = 1024}, HOST, POP3_TLS_WEAK},
    {"SHA-1", {.san = "DNS:pop.example.org", .md = "SHA1"}, HOST, POP3_TLS_WEAK},
    {"for clients only",
     {.san = "DNS:pop.example.org", .eku = "clientAuth"},
     HOST,
     POP3_TLS_UNTRUSTED},
};

static void tls_certificate_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct cert cert = cert_make(&kinds[i].spec, &zoo.root);
        struct server_spec spec = {.cert = &cert};
        struct pop3_tls_target target = {.host = kinds[i].host};

        if (kinds[i].fault == POP3_TLS_FINE)
            accept_at(&target, &spec, kinds[i].what);
        else
            refuse_at(&target, &spec, kinds[i].fault, kinds[i].what);
        cert_free(&cert);
    }
}

static void tls_md5_signature_refused(void **state)
{
    struct cert ca =
        cert_make(&(struct cert_spec){.cn = "RSA", .ca = true, .rsa_bits = 2048}, &zoo.root);
    struct cert cert = cert_make(&(struct cert_spec){.san = "DNS:" HOST, .md = "MD5"}, &ca);
    struct server_spec spec = {.cert = &cert, .chain = &ca};

    (void)state;
    refuse_at(&(struct pop3_tls_target){.host = HOST}, &spec, POP3_TLS_WEAK, "MD5");
    cert_free(&cert);
    cert_free(&ca);
}

/* The leaf is strong, the authority between it and the root is not. */
static void tls_weak_authority_refused(void **state)
{
    struct cert ca =
        cert_make(&(struct cert_spec){.cn = "RSA", .ca = true, .rsa_bits = 1024}, &zoo.root);
    struct cert cert = cert_make(&(struct cert_spec){.san = "DNS:" HOST}, &ca);
    struct server_spec spec = {.cert = &cert, .chain = &ca};

    (void)state;
    refuse_at(&(struct pop3_tls_target){.host = HOST}, &spec, POP3_TLS_WEAK, "1024-bit CA");
    cert_free(&cert);
    cert_free(&ca);
}

static void tls_self_signed_refused(void **state)
{
    struct cert cert = cert_make(&(struct cert_spec){.san = "DNS:" HOST}, NULL);
    struct server_spec spec = {.cert = &cert};

    (void)state;
    refuse_at(&(struct pop3_tls_target){.host = HOST}, &spec, POP3_TLS_UNTRUSTED,
              "self-signed");
    cert_free(&cert);
}

static void tls_unknown_root_refused(void **state)
{
    struct cert cert = cert_make(&(struct cert_spec){.san = "DNS:" HOST}, &zoo.other_root);
    struct server_spec spec = {.cert = &cert};
    struct pop3_tls_target target = {.host = HOST};

    (void)state;
    refuse_at(&target, &spec, POP3_TLS_UNTRUSTED, "unknown root");
    spec.chain = &zoo.other_root;
    refuse_at(&target, &spec, POP3_TLS_UNTRUSTED, "unknown root, shown");
    cert_free(&cert);
}

/* A root of the same name with another key, and a leaf that plays authority. */
static void tls_false_authority_refused(void **state)
{
    struct cert twin = cert_make(&(struct cert_spec){.cn = "Zoo root", .ca = true}, NULL);
    struct cert by_twin = cert_make(&(struct cert_spec){.san = "DNS:" HOST}, &twin);
    struct cert by_leaf = cert_make(&(struct cert_spec){.san = "DNS:" HOST}, &zoo.good);
    struct server_spec spec = {.cert = &by_twin, .chain = &twin};
    struct pop3_tls_target target = {.host = HOST};

    (void)state;
    refuse_at(&target, &spec, POP3_TLS_UNTRUSTED, "twin root");
    spec = (struct server_spec){.cert = &by_leaf, .chain = &zoo.good};
    refuse_at(&target, &spec, POP3_TLS_UNTRUSTED, "leaf as authority");
    cert_free(&twin);
    cert_free(&by_twin);
    cert_free(&by_leaf);
}

static void tls_system_store_does_not_trust_the_zoo(void **state)
{
    struct pop3_tls_context *c = context_make(NULL, NULL, NULL, POP3_TLS_1_2);
    struct server_spec spec = {.cert = &zoo.good};
    enum pop3_tls_step step;
    struct pair *pair = pair_begin(c, NULL, &spec, 70000, &step);

    (void)state;
    expect_refused(pair, step, POP3_TLS_UNTRUSTED, HOST, "system store");
    pair_end(pair);
    pop3_tls_context_free(c);
}

/* The CA file may hold the server's own certificate; its host still counts. */
static void tls_leaf_as_anchor_accepted(void **state)
{
    struct pop3_tls_context *c;
    struct server_spec spec = {.cert = &zoo.good};
    enum pop3_tls_step step;
    struct pair *pair;

    (void)state;
    pem_write(zoo.empty_file, &zoo.good, true, false);
    c = context_make(zoo.empty_file, NULL, NULL, POP3_TLS_1_2);
    pair = pair_begin(c, NULL, &spec, 70000, &step);
    assert_int_equal(step, POP3_TLS_DONE);
    pair_end(pair);
    pair = pair_begin(c, &(struct pop3_tls_target){.host = "imap.example.org"}, &spec, 70000,
                      &step);
    expect_refused(pair, step, POP3_TLS_WRONG_HOST, "imap.example.org", "anchor, other host");
    pair_end(pair);
    pop3_tls_context_free(c);
}

static void tls_old_versions_refused(void **state)
{
    static const int old[] = {TLS1_VERSION, TLS1_1_VERSION};

    (void)state;
    for (size_t v = 0; v < COUNT(old); v++) {
        for (size_t c = 0; c < COUNT(chunks); c++) {
            struct server_spec spec = {.cert = &zoo.good, .min = old[v], .max = old[v]};
            enum pop3_tls_step step;
            struct pair *pair = pair_begin(context, NULL, &spec, chunks[c], &step);

            expect_refused(pair, step, POP3_TLS_VERSION, HOST, "old version");
            pair_end(pair);
        }
    }
}

/* A server that does not care what was offered: a bare ServerHello of TLS 1.0 and 1.1. */
static void tls_old_server_hello_refused(void **state)
{
    (void)state;
    for (uint8_t minor = 1; minor <= 2; minor++) {
        uint8_t hello[5 + 4 + 38] = {0x16, 3, minor, 0, 42, 2, 0, 0, 38, 3, minor};
        struct pop3_bytes in = {hello, sizeof(hello)};
        struct pop3_tls_target target = {.host = HOST};
        struct pop3_tls_error error;
        struct pop3_tls *t = pop3_tls_new(context, &target, &error);

        hello[5 + 4 + 2 + 32 + 1] = 0xC0; /* TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA */
        hello[5 + 4 + 2 + 32 + 2] = 0x13;
        assert_non_null(t);
        assert_int_equal(pop3_tls_handshake(t, NULL), POP3_TLS_WANT_INPUT);
        pop3_tls_sent(t, pop3_tls_out(t).n);
        assert_int_equal(pop3_tls_handshake(t, &in), POP3_TLS_FAILED);
        assert_int_equal(pop3_tls_error(t)->fault, POP3_TLS_VERSION);
        pop3_tls_free(t);
    }
}

static void tls_minimum_1_3_refuses_1_2(void **state)
{
    struct pop3_tls_context *c = context_make(zoo.ca_file, NULL, NULL, POP3_TLS_1_3);
    struct server_spec spec = {.cert = &zoo.good, .max = TLS1_2_VERSION};
    enum pop3_tls_step step;
    struct pair *pair = pair_begin(c, NULL, &spec, 70000, &step);

    (void)state;
    expect_refused(pair, step, POP3_TLS_VERSION, HOST, "minimum 1.3");
    pair_end(pair);
    spec.max = 0;
    pair = pair_begin(c, NULL, &spec, 70000, &step);
    assert_int_equal(step, POP3_TLS_DONE);
    pair_end(pair);
    pop3_tls_context_free(c);
}

/* Without forward secrecy, or without authenticated encryption. */
static void tls_weak_ciphers_refused(void **state)
{
    static const char *const lists[] = {"AES128-GCM-SHA256:@SECLEVEL=0",
                                        "ECDHE-RSA-AES128-SHA:@SECLEVEL=0",
                                        "ECDHE-RSA-AES256-SHA384:@SECLEVEL=0"};
    struct cert cert =
        cert_make(&(struct cert_spec){.san = "DNS:" HOST, .rsa_bits = 2048}, &zoo.root);

    (void)state;
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct server_spec spec = {.cert = &cert, .max = TLS1_2_VERSION, .ciphers = lists[i]};
        enum pop3_tls_step step;
        struct pair *pair = pair_begin(context, NULL, &spec, 70000, &step);

        expect_refused(pair, step, POP3_TLS_PROTOCOL, HOST, lists[i]);
        pair_end(pair);
    }
    cert_free(&cert);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls_certificate_kinds),
        cmocka_unit_test(tls_md5_signature_refused),
        cmocka_unit_test(tls_weak_authority_refused),
        cmocka_unit_test(tls_self_signed_refused),
        cmocka_unit_test(tls_unknown_root_refused),
        cmocka_unit_test(tls_false_authority_refused),
        cmocka_unit_test(tls_system_store_does_not_trust_the_zoo),
        cmocka_unit_test(tls_leaf_as_anchor_accepted),
        cmocka_unit_test(tls_old_versions_refused),
        cmocka_unit_test(tls_old_server_hello_refused),
        cmocka_unit_test(tls_minimum_1_3_refuses_1_2),
        cmocka_unit_test(tls_weak_ciphers_refused),
    };

    return cmocka_run_group_tests_name("tls-verify", tests, kit_begin, kit_end);
}
