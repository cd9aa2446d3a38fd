/* SPDX-License-Identifier: MIT */
/* Resumption, and channel bindings on both sides. */
#include <time.h>

#include <openssl/pem.h>

#include "kit.h"

static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
#define EACH_VERSION(v) for (size_t v = 0; v < 2; v++)
#define MAX_BLOB        8192u

/* The clock of this program and of OpenSSL, so that time passes without waiting. */
static time_t later;

time_t time(time_t *t)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    if (t != NULL)
        *t = now.tv_sec + later;
    return now.tv_sec + later;
}

struct blob {
    uint8_t p[MAX_BLOB];
    size_t n;
};

/* A first session against that server; what it leaves to resume. */
static void blob_get(struct pop3_tls_context *c, const struct pop3_tls_target *target,
                     const struct server_spec *spec, SSL_CTX *server, struct blob *blob)
{
    enum pop3_tls_step step;
    uint8_t buffer[10];
    size_t n;
    struct pair *pair = pair_begin_at(c, target, spec, server, 70000, &step);

    MUST(step == POP3_TLS_DONE);
    pair_read(pair, buffer, sizeof(buffer), &n);
    blob->n = pop3_tls_resumption(pair->t, NULL, 0);
    assert_true(blob->n > 100 && blob->n < MAX_BLOB);
    assert_int_equal(pop3_tls_resumption(pair->t, blob->p, blob->n - 1), blob->n);
    assert_int_equal(pop3_tls_resumption(pair->t, blob->p, MAX_BLOB), blob->n);
    pop3_tls_close(pair->t);
    pair_move(pair);
    pair_end(pair);
}

/* Does a second session resume? It must be done either way. */
static bool resumes(struct pop3_tls_context *c, struct pop3_tls_target target,
                    const struct server_spec *spec, SSL_CTX *server, const struct blob *blob)
{
    enum pop3_tls_step step;
    struct pop3_tls_info info;
    struct pair *pair;
    char pin[POP3_TLS_PIN_TEXT], name[100];

    target.resume = (struct pop3_bytes){blob->p, blob->n};
    pair = pair_begin_at(c, &target, spec, server, 70000, &step);
    if (step != POP3_TLS_DONE)
        fail_msg("%s", pop3_tls_error(pair->t)->text);
    assert_true(pop3_tls_info(pair->t, &info));
    assert_int_equal(SSL_session_reused(pair->server.ssl), info.resumed);
    assert_true(pop3_tls_peer_pin(pair->t, pin));
    assert_true(pop3_tls_peer_name(pair->t, name, sizeof(name)));
    assert_int_equal(pop3_tls_write(pair->t, bytes("CAPA\r\n")), 6);
    pair_shake(pair);
    assert_int_equal(pair->server.got, 6);
    pair_end(pair);
    return info.resumed;
}

static void tls_resumption_works(void **state)
{
    (void)state;
    EACH_VERSION(v)
    {
        struct server_spec spec = {.cert = &zoo.good, .min = versions[v], .max = versions[v]};
        SSL_CTX *server = server_ctx(&spec);
        struct pop3_tls_target target = {.host = HOST};
        struct blob blob;

        blob_get(context, &target, &spec, server, &blob);
        assert_true(resumes(context, target, &spec, server, &blob));
        SSL_CTX_free(server);
    }
}

/* What was proved for one host, trust, pin or identity is not proved for another. */
static void tls_resumption_of_another_scope_ignored(void **state)
{
    struct cert cert = cert_make(
        &(struct cert_spec){.san = "DNS:pop.example.org,DNS:imap.example.org"}, &zoo.root);
    struct server_spec spec = {.cert = &cert};
    SSL_CTX *server = server_ctx(&spec);
    struct cert both[] = {zoo.root, zoo.other_root};
    struct pop3_tls_context *with_own, *wider;
    struct pop3_tls_target target = {.host = HOST}, alone = target, pinned = target;
    char pin[POP3_TLS_PIN_TEXT];
    enum pop3_tls_step step;
    struct pair *pair = pair_begin_at(context, &target, &spec, server, 70000, &step);
    struct blob blob;
    BIO *file = BIO_new_file(zoo.empty_file, "w");

    (void)state;
    for (size_t i = 0; i < 2; i++)
        MUST(PEM_write_bio_X509(file, both[i].x509) == 1);
    BIO_free(file);
    assert_true(pop3_tls_peer_pin(pair->t, pin));
    pair_end(pair);
    alone.pins = pinned.pins = pin;
    alone.pinning = POP3_TLS_PIN_ALONE;
    with_own = context_make(zoo.ca_file, zoo.own_file, zoo.own_key, POP3_TLS_1_2);
    wider = context_make(zoo.empty_file, NULL, NULL, POP3_TLS_1_2);

    blob_get(context, &alone, &spec, server, &blob);
    assert_false(resumes(context, target, &spec, server, &blob));
    assert_false(resumes(context, pinned, &spec, server, &blob));
    assert_true(resumes(context, alone, &spec, server, &blob));
    blob_get(context, &target, &spec, server, &blob);
    assert_false(resumes(context, alone, &spec, server, &blob));
    assert_false(resumes(context, pinned, &spec, server, &blob));
    assert_false(resumes(with_own, target, &spec, server, &blob));
    assert_false(resumes(wider, target, &spec, server, &blob));
    target.host = "imap.example.org";
    assert_false(resumes(context, target, &spec, server, &blob));
    target.host = HOST;
    assert_true(resumes(context, target, &spec, server, &blob));
    pop3_tls_context_free(with_own);
    pop3_tls_context_free(wider);
    SSL_CTX_free(server);
    cert_free(&cert);
}

static void tls_resumption_damaged_anywhere_ignored(void **state)
{
    struct server_spec spec = {.cert = &zoo.good};
    SSL_CTX *server = server_ctx(&spec);
    struct pop3_tls_target target = {.host = HOST};
    struct blob blob, bad;

    (void)state;
    blob_get(context, &target, &spec, server, &blob);
    for (size_t i = 0; i < blob.n; i += 1 + blob.n / 40) {
        bad = blob;
        bad.p[i] ^= 0x01;
        assert_false(resumes(context, target, &spec, server, &bad));
        bad = blob;
        bad.n = i;
        assert_false(resumes(context, target, &spec, server, &bad));
    }
    SSL_CTX_free(server);
}

/* A server that forgot its keys: a full handshake, no failure. */
static void tls_resumption_unknown_to_the_server_is_a_full_handshake(void **state)
{
    (void)state;
    EACH_VERSION(v)
    {
        struct server_spec spec = {.cert = &zoo.good, .min = versions[v], .max = versions[v]};
        SSL_CTX *server = server_ctx(&spec), *restarted = server_ctx(&spec);
        struct pop3_tls_target target = {.host = HOST};
        struct blob blob;

        blob_get(context, &target, &spec, server, &blob);
        assert_false(resumes(context, target, &spec, restarted, &blob));
        SSL_CTX_free(server);
        SSL_CTX_free(restarted);
    }
}

/* The certificate ran out between the two: nothing is resumed, and it is refused. */
static void tls_resumption_does_not_outlive_the_certificate(void **state)
{
    struct cert cert =
        cert_make(&(struct cert_spec){.san = "DNS:" HOST, .from = -DAY, .to = 900}, &zoo.root);
    struct server_spec spec = {.cert = &cert};
    SSL_CTX *server = server_ctx(&spec);
    struct pop3_tls_target target = {.host = HOST};
    enum pop3_tls_step step;
    struct pair *pair;
    struct blob blob;

    (void)state;
    blob_get(context, &target, &spec, server, &blob);
    later = 1000;
    target.resume = (struct pop3_bytes){blob.p, blob.n};
    pair = pair_begin_at(context, &target, &spec, server, 70000, &step);
    later = 0;
    assert_int_equal(step, POP3_TLS_FAILED);
    assert_int_equal(pop3_tls_error(pair->t)->fault, POP3_TLS_EXPIRED);
    pair_end(pair);
    SSL_CTX_free(server);
    cert_free(&cert);
}

/* Revocation is looked at again after a day, whatever the server would allow. */
static void tls_resumption_ends_after_a_day(void **state)
{
    struct cert cert = cert_make(
        &(struct cert_spec){.san = "DNS:" HOST, .from = -DAY, .to = 9 * DAY}, &zoo.root);
    struct pop3_tls_target target = {.host = HOST};

    (void)state;
    EACH_VERSION(v)
    {
        struct server_spec spec = {.cert = &cert, .min = versions[v], .max = versions[v]};
        SSL_CTX *server = server_ctx(&spec);
        struct blob blob;

        SSL_CTX_set_timeout(server, 5 * DAY);
        blob_get(context, &target, &spec, server, &blob);
        later = DAY - 100;
        assert_true(resumes(context, target, &spec, server, &blob));
        later = DAY + 10;
        assert_false(resumes(context, target, &spec, server, &blob));
        later = -3600;
        assert_false(resumes(context, target, &spec, server, &blob));
        later = 0;
        SSL_CTX_free(server);
    }
    cert_free(&cert);
}

/* The server's view. */
static size_t server_binding(SSL *ssl, enum pop3_binding binding, uint8_t *data)
{
    unsigned int n = 0;

    if (binding == POP3_BIND_TLS_EXPORTER)
        return SSL_export_keying_material(ssl, data, 32, "EXPORTER-Channel-Binding", 24,
                                          (const unsigned char *)"", 0, 1) == 1
                   ? 32
                   : 0;
    if (binding == POP3_BIND_TLS_UNIQUE)
        return SSL_session_reused(ssl) ? SSL_get_finished(ssl, data, 64)
                                       : SSL_get_peer_finished(ssl, data, 64);
    X509_digest(SSL_get_certificate(ssl), EVP_sha256(), data, &n);
    return n;
}

static void bindings_check(struct pair *pair, bool tls_1_2)
{
    static const enum pop3_binding kinds[] = {
        POP3_BIND_TLS_EXPORTER, POP3_BIND_TLS_SERVER_END_POINT, POP3_BIND_TLS_UNIQUE};
    static const size_t sizes[] = {32, 32, 12};
    uint8_t ours[POP3_SCRAM_MAX_BINDING], theirs[64];

    for (size_t i = 0; i < 3; i++) {
        size_t n = pop3_tls_binding(pair->t, kinds[i], ours);

        assert_int_equal(n, i == 2 && !tls_1_2 ? 0 : sizes[i]);
        if (n == 0)
            continue;
        assert_int_equal(server_binding(pair->server.ssl, kinds[i], theirs), n);
        assert_memory_equal(ours, theirs, n);
    }
    assert_int_equal(pop3_tls_binding(pair->t, POP3_BIND_NONE, ours), 0);
    assert_int_equal(pop3_tls_binding(pair->t, POP3_BIND_UNUSED, ours), 0);
}

static void tls_bindings_agree_on_both_sides(void **state)
{
    (void)state;
    EACH_VERSION(v)
    {
        struct server_spec spec = {.cert = &zoo.good, .min = versions[v], .max = versions[v]};
        SSL_CTX *server = server_ctx(&spec);
        struct pop3_tls_target target = {.host = HOST};
        enum pop3_tls_step step;
        struct pop3_tls_info info;
        struct pair *pair = pair_begin_at(context, &target, &spec, server, 70000, &step);
        struct blob blob;

        bindings_check(pair, v == 0);
        pair_end(pair);
        blob_get(context, &target, &spec, server, &blob);
        target.resume = (struct pop3_bytes){blob.p, blob.n};
        pair = pair_begin_at(context, &target, &spec, server, 70000, &step);
        assert_true(pop3_tls_info(pair->t, &info));
        assert_true(info.resumed);
        assert_string_equal(info.version, v == 0 ? "TLSv1.2" : "TLSv1.3");
        assert_non_null(strstr(info.cipher, "GCM"));
        bindings_check(pair, v == 0);
        pair_end(pair);
        SSL_CTX_free(server);
    }
}

static void tls_secrets_bind_on_1_2_only_with_extended_master_secret(void **state)
{
    struct server_spec spec = {
        .cert = &zoo.good, .max = TLS1_2_VERSION, .options = SSL_OP_NO_EXTENDED_MASTER_SECRET};
    struct pair *pair = pair_good(&spec);
    uint8_t data[POP3_SCRAM_MAX_BINDING];

    (void)state;
    assert_int_equal(pop3_tls_binding(pair->t, POP3_BIND_TLS_EXPORTER, data), 0);
    assert_int_equal(pop3_tls_binding(pair->t, POP3_BIND_TLS_UNIQUE, data), 0);
    assert_int_equal(pop3_tls_binding(pair->t, POP3_BIND_TLS_SERVER_END_POINT, data), 32);
    pair_end(pair);
}

/* RFC 5929 section 4.1: the signature's digest, but SHA-256 for SHA-1 and MD5. */
static void tls_end_point_digest_follows_the_signature(void **state)
{
    static const struct {
        struct cert_spec spec;
        const char *md;
    } cases[] = {
        {{.md = "SHA256"}, "SHA256"},
        {{.md = "SHA384"}, "SHA384"},
        {{.md = "SHA512"}, "SHA512"},
        {{.md = "SHA1"}, "SHA256"},
        {{.md = "MD5", .rsa_bits = 2048}, "SHA256"},
        {{.ed25519 = true}, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct cert cert = cert_make(&cases[i].spec, NULL);
        struct server_spec spec = {.cert = &cert};
        char pin[POP3_TLS_PIN_TEXT];
        struct pop3_tls_target target = {.host = HOST};
        enum pop3_tls_step step;
        struct pair *pair = pair_begin(context, &target, &spec, 70000, &step);
        uint8_t ours[POP3_SCRAM_MAX_BINDING], want[64];
        unsigned int n = 0;

        assert_true(pop3_tls_peer_pin(pair->t, pin));
        pair_end(pair);
        target.pins = pin;
        target.pinning = POP3_TLS_PIN_ALONE;
        pair = pair_begin(context, &target, &spec, 70000, &step);
        assert_int_equal(step, POP3_TLS_DONE);
        if (cases[i].md != NULL)
            X509_digest(cert.x509, EVP_get_digestbyname(cases[i].md), want, &n);
        assert_int_equal(pop3_tls_binding(pair->t, POP3_BIND_TLS_SERVER_END_POINT, ours), n);
        assert_memory_equal(ours, want, n);
        pair_end(pair);
        cert_free(&cert);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls_resumption_works),
        cmocka_unit_test(tls_resumption_of_another_scope_ignored),
        cmocka_unit_test(tls_resumption_damaged_anywhere_ignored),
        cmocka_unit_test(tls_resumption_unknown_to_the_server_is_a_full_handshake),
        cmocka_unit_test(tls_resumption_does_not_outlive_the_certificate),
        cmocka_unit_test(tls_resumption_ends_after_a_day),
        cmocka_unit_test(tls_bindings_agree_on_both_sides),
        cmocka_unit_test(tls_secrets_bind_on_1_2_only_with_extended_master_secret),
        cmocka_unit_test(tls_end_point_digest_follows_the_signature),
    };

    return cmocka_run_group_tests_name("tls-resume", tests, kit_begin, kit_end);
}
