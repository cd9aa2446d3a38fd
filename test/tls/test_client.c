/* SPDX-License-Identifier: MIT */
/*
 * Client certificates; and what names in certificates may do to a terminal.
 */
#include "kit.h"

static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
#define EACH_VERSION(v) for (size_t v = 0; v < 2; v++)

/* The subject of the certificate that the server got from us; "" for none. */
static void client_cn(const struct pair *pair, char *cn, int cap)
{
    X509 *peer = SSL_get0_peer_certificate(pair->server.ssl);

    cn[0] = '\0';
    if (peer != NULL)
        X509_NAME_get_text_by_NID(X509_get_subject_name(peer), NID_commonName, cn, cap);
}

static void tls_client_certificate_only_when_asked_for(void **state)
{
    struct pop3_tls_context *c =
        context_make(zoo.ca_file, zoo.own_file, zoo.own_key, POP3_TLS_1_2);

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        bool asked = i >= 2;
        struct server_spec spec = {.cert = &zoo.good,
                                   .min = versions[i % 2],
                                   .max = versions[i % 2],
                                   .client_ca = asked ? zoo.ca_file : NULL};
        struct pop3_tls_info info;
        enum pop3_tls_step step;
        char cn[64];
        struct pair *pair = pair_begin(c, NULL, &spec, 1500, &step);

        assert_int_equal(step, POP3_TLS_DONE);
        client_cn(pair, cn, sizeof(cn));
        assert_string_equal(cn, asked ? "me" : "");
        assert_true(pop3_tls_info(pair->t, &info));
        assert_int_equal(info.client_asked, asked);
        assert_int_equal(info.client_sent, asked);
        assert_true(SSL_is_init_finished(pair->server.ssl));
        pair_end(pair);
    }
    pop3_tls_context_free(c);
}

/* On TLS 1.3 the server's refusal comes after our side is done. */
static void refused_as_client(struct pop3_tls_context *c, const struct server_spec *spec)
{
    enum pop3_tls_step step;
    uint8_t buffer[100];
    size_t n;
    struct pair *pair = pair_begin(c, NULL, spec, 1500, &step);

    if (step == POP3_TLS_DONE)
        step = pair_read(pair, buffer, sizeof(buffer), &n);
    assert_int_equal(step, POP3_TLS_FAILED);
    if (spec->max == TLS1_3_VERSION)
        assert_int_equal(pop3_tls_error(pair->t)->fault, POP3_TLS_CLIENT);
    else /* handshake_failure is all that TLS 1.2 says of a missing one */
        assert_true(pop3_tls_error(pair->t)->fault == POP3_TLS_CLIENT ||
                    pop3_tls_error(pair->t)->fault == POP3_TLS_PROTOCOL);
    assert_true(is_sentence(pop3_tls_error(pair->t)->text));
    pair_end(pair);
}

static void tls_client_certificate_missing_or_unknown_is_explained(void **state)
{
    struct cert stranger = cert_make(&(struct cert_spec){.eku = "clientAuth"}, &zoo.other_root);
    struct pop3_tls_context *c;

    (void)state;
    pem_write(zoo.empty_file, &stranger, true, true);
    c = context_make(zoo.ca_file, zoo.empty_file, NULL, POP3_TLS_1_2);
    EACH_VERSION(v)
    {
        struct server_spec spec = {.cert = &zoo.good,
                                   .min = versions[v],
                                   .max = versions[v],
                                   .client_ca = zoo.ca_file};

        refused_as_client(context, &spec);
        refused_as_client(c, &spec);
    }
    pop3_tls_context_free(c);
    cert_free(&stranger);
}

static void tls_names_are_escaped(void **state)
{
    static const struct {
        const char *cn, *want;
    } names[] = {
        {"evil\x1b[2J", "CN=evil\\x1B[2J"},
        {"a\r\nb\x7f", "CN=a\\x0D\\x0Ab\\x7F"},
        {"\\", "CN=\\x5C"},
    };
    static const char bidi[] = "moc.\xE2\x80\xAE"
                               "elgoog\xC2\x9B\xFF\xE2\x82\xAC";
    struct cert cert;
    struct server_spec spec = {.cert = &cert};
    struct pop3_tls_target target = {.host = HOST};
    enum pop3_tls_step step;
    struct pair *pair;
    char name[200];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        cert = cert_make(&(struct cert_spec){.cn = names[i].cn}, NULL);
        pair = pair_begin(context, &target, &spec, 70000, &step);
        assert_true(pop3_tls_peer_name(pair->t, name, sizeof(name)));
        assert_memory_equal(name, names[i].want, strlen(names[i].want));
        assert_true(is_sentence(name));
        assert_true(is_sentence(pop3_tls_error(pair->t)->text));
        assert_true(pop3_tls_peer_name(pair->t, name, 8));
        assert_true(strlen(name) < 8);
        pair_end(pair);
        cert_free(&cert);
    }
    cert =
        cert_make(&(struct cert_spec){.raw_dns = bidi, .raw_len = sizeof(bidi) - 1}, &zoo.root);
    pair = pair_begin(context, &target, &spec, 70000, &step);
    assert_int_equal(pop3_tls_error(pair->t)->fault, POP3_TLS_WRONG_HOST);
    assert_non_null(strstr(pop3_tls_error(pair->t)->text, "moc.\\xE2\\x80\\xAE"
                                                          "elgoog\\xC2\\x9B\\xFF\xE2\x82\xAC"));
    pair_end(pair);
    cert_free(&cert);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls_client_certificate_only_when_asked_for),
        cmocka_unit_test(tls_client_certificate_missing_or_unknown_is_explained),
        cmocka_unit_test(tls_names_are_escaped),
    };

    return cmocka_run_group_tests_name("tls-client", tests, kit_begin, kit_end);
}
