/* SPDX-License-Identifier: MIT */
/* Trust besides the chain: pins, trust on first use, OCSP staples. */
#include <stdio.h>

#include <openssl/param_build.h>

#include "kit.h"

static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
#define EACH_VERSION(v) for (size_t v = 0; v < 2; v++)

static enum pop3_tls_fault fault_at(const struct pop3_tls_target *target,
                                    const struct server_spec *spec, int version)
{
    struct server_spec at = *spec;
    enum pop3_tls_step step;
    enum pop3_tls_fault fault;
    struct pair *pair;

    at.min = at.max = version;
    pair = pair_begin(context, target, &at, 1500, &step);
    fault = pop3_tls_error(pair->t)->fault;
    assert_int_equal(step, fault == POP3_TLS_FINE ? POP3_TLS_DONE : POP3_TLS_FAILED);
    if (fault != POP3_TLS_FINE) {
        assert_true(is_sentence(pop3_tls_error(pair->t)->text));
        assert_int_equal(pop3_tls_write(pair->t, bytes("PASS secret\r\n")), 0);
        assert_int_equal(pair->server.got, 0);
    }
    pair_end(pair);
    return fault;
}

/* The pin that a session reports, and that curl would want. */
static void pin_get(const struct cert *cert, char pin[POP3_TLS_PIN_TEXT])
{
    struct server_spec spec = {.cert = cert};
    enum pop3_tls_step step;
    struct pair *pair = pair_begin(context, NULL, &spec, 70000, &step);

    assert_true(pop3_tls_peer_pin(pair->t, pin));
    pair_end(pair);
}

static void tls_pin_is_the_digest_of_the_public_key(void **state)
{
    char pin[POP3_TLS_PIN_TEXT], want[POP3_TLS_PIN_TEXT] = "sha256//";
    unsigned char *der = NULL, digest[32];
    int n = i2d_PUBKEY(zoo.good.key, &der);

    (void)state;
    assert_true(n > 0);
    assert_int_equal(EVP_Digest(der, (size_t)n, digest, NULL, EVP_sha256(), NULL), 1);
    EVP_EncodeBlock((unsigned char *)want + 8, digest, 32);
    OPENSSL_free(der);
    pin_get(&zoo.good, pin);
    assert_string_equal(pin, want);
    assert_int_equal(strlen(pin), POP3_TLS_PIN_TEXT - 1);
}

static void tls_pin_of_another_key_refused_although_the_chain_is_good(void **state)
{
    char right[POP3_TLS_PIN_TEXT], wrong[POP3_TLS_PIN_TEXT], both[2 * POP3_TLS_PIN_TEXT];
    struct server_spec spec = {.cert = &zoo.good};
    struct pop3_tls_target target = {.host = HOST};

    (void)state;
    pin_get(&zoo.good, right);
    pin_get(&zoo.own, wrong);
    snprintf(both, sizeof(both), "%s;%s", wrong, right);
    EACH_VERSION(v)
    {
        target.pins = right;
        assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_FINE);
        target.pins = both;
        assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_FINE);
        target.pins = wrong;
        assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_PIN);
        target.pinning = POP3_TLS_PIN_ALONE;
        assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_PIN);
        target.pinning = POP3_TLS_PIN_TOO;
    }
}

static void tls_pin_too_does_not_replace_the_chain(void **state)
{
    char pin[POP3_TLS_PIN_TEXT];
    struct cert self = cert_make(&(struct cert_spec){.san = "DNS:" HOST}, NULL);
    struct server_spec spec = {.cert = &self};
    struct pop3_tls_target target = {.host = HOST, .pins = pin};

    (void)state;
    pin_get(&self, pin);
    EACH_VERSION(v)
    assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_UNTRUSTED);
    target.host = "imap.example.org";
    spec.cert = &zoo.good;
    pin_get(&zoo.good, pin);
    EACH_VERSION(v)
    assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_WRONG_HOST);
    cert_free(&self);
}

/* First session: refused, but the pin is told. Second: that pin is all that counts. */
static void tls_trust_on_first_use(void **state)
{
    static const struct cert_spec specs[] = {
        {.san = "DNS:" HOST},
        {.cn = "anything"},
        {.san = "DNS:" HOST, .from = -9 * DAY, .to = -DAY},
        {.san = "DNS:" HOST, .md = "SHA1"},
        {.ed25519 = true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(specs) / sizeof(specs[0]); i++) {
        char pin[POP3_TLS_PIN_TEXT];
        struct cert cert = cert_make(&specs[i], NULL);
        struct server_spec spec = {.cert = &cert};
        struct pop3_tls_target target = {
            .host = HOST, .pins = pin, .pinning = POP3_TLS_PIN_ALONE};

        EACH_VERSION(v)
        {
            assert_int_equal(
                fault_at(&(struct pop3_tls_target){.host = HOST}, &spec, versions[v]),
                POP3_TLS_UNTRUSTED);
            pin_get(&cert, pin);
            assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_FINE);
        }
        cert_free(&cert);
    }
}

/* The public key of one pair with the private key of another. */
static EVP_PKEY *mismatched(EVP_PKEY *public, EVP_PKEY *private)
{
    OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    unsigned char point[200];
    size_t n = 0;
    BIGNUM *number = NULL;
    OSSL_PARAM *params;
    EVP_PKEY *key = NULL;

    MUST(EVP_PKEY_get_octet_string_param(public, "pub", point, sizeof(point), &n) == 1);
    MUST(EVP_PKEY_get_bn_param(private, "priv", &number) == 1);
    OSSL_PARAM_BLD_push_utf8_string(bld, "group", "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(bld, "pub", point, n);
    OSSL_PARAM_BLD_push_BN(bld, "priv", number);
    params = OSSL_PARAM_BLD_to_param(bld);
    MUST(EVP_PKEY_fromdata_init(ctx) == 1);
    MUST(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params) == 1);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(bld);
    EVP_PKEY_CTX_free(ctx);
    BN_free(number);
    return key;
}

/* The pinned certificate is shown by somebody who does not hold its key. */
static void tls_certificate_without_its_key_refused(void **state)
{
    char pin[POP3_TLS_PIN_TEXT];
    struct cert thief = {zoo.good.x509, mismatched(zoo.good.key, zoo.own.key)};
    struct server_spec spec = {.cert = &thief};
    struct pop3_tls_target target = {.host = HOST};

    (void)state;
    pin_get(&zoo.good, pin);
    EACH_VERSION(v)
    {
        target.pins = NULL;
        target.pinning = POP3_TLS_PIN_TOO;
        assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_PROTOCOL);
        target.pins = pin;
        target.pinning = POP3_TLS_PIN_ALONE;
        assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_PROTOCOL);
    }
    EVP_PKEY_free(thief.key);
}

static void tls_pin_alone_of_a_weak_key_refused(void **state)
{
    char pin[POP3_TLS_PIN_TEXT];
    struct cert cert = cert_make(&(struct cert_spec){.rsa_bits = 1024}, NULL);
    struct server_spec spec = {.cert = &cert};
    struct pop3_tls_target target = {.host = HOST, .pins = pin, .pinning = POP3_TLS_PIN_ALONE};

    (void)state;
    pin_get(&cert, pin);
    EACH_VERSION(v)
    assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_WEAK);
    cert_free(&cert);
}

static void tls_pins_that_are_none(void **state)
{
    static const char *const pins[] = {
        "",
        ";",
        "sha256//",
        "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "sha1//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
        "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
        "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "sha256//AAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=;",
        "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= ",
    };
    struct pop3_tls_target target = {.host = HOST};
    struct pop3_tls_error error;

    (void)state;
    for (size_t i = 0; i < sizeof(pins) / sizeof(pins[0]); i++) {
        target.pins = pins[i];
        if (pop3_tls_new(context, &target, &error) != NULL)
            fail_msg("accepted: %s", pins[i]);
        assert_int_equal(error.fault, POP3_TLS_LOCAL);
    }
    target = (struct pop3_tls_target){.host = HOST, .pinning = POP3_TLS_PIN_ALONE};
    assert_null(pop3_tls_new(context, &target, &error));
}

static void tls_staples(void **state)
{
    const struct cert *g = &zoo.good, *r = &zoo.root;
    struct cert other = cert_make(&(struct cert_spec){.cn = "other", .san = "DNS:" HOST}, r);
    struct cert delegate =
        cert_make(&(struct cert_spec){.cn = "responder", .eku = "OCSPSigning"}, r);
    const struct {
        const char *what;
        const struct cert *about, *signer;
        int status;
        long from, to;
        enum pop3_tls_fault fault;
    } cases[] = {
        {"good", g, r, V_OCSP_CERTSTATUS_GOOD, -60, DAY, POP3_TLS_FINE},
        {"delegate", g, &delegate, V_OCSP_CERTSTATUS_GOOD, -60, DAY, POP3_TLS_FINE},
        {"revoked", g, r, V_OCSP_CERTSTATUS_REVOKED, -60, DAY, POP3_TLS_REVOKED},
        {"unknown", g, r, V_OCSP_CERTSTATUS_UNKNOWN, -60, DAY, POP3_TLS_STAPLE},
        {"old", g, r, V_OCSP_CERTSTATUS_GOOD, -9 * DAY, -DAY, POP3_TLS_STAPLE},
        {"early", g, r, V_OCSP_CERTSTATUS_GOOD, DAY, 9 * DAY, POP3_TLS_STAPLE},
        {"another's", &other, r, V_OCSP_CERTSTATUS_GOOD, -60, DAY, POP3_TLS_STAPLE},
        {"signed by itself", g, g, V_OCSP_CERTSTATUS_GOOD, -60, DAY, POP3_TLS_STAPLE},
        {"no delegate", g, &other, V_OCSP_CERTSTATUS_GOOD, -60, DAY, POP3_TLS_STAPLE},
        {"stranger", g, &zoo.other_root, V_OCSP_CERTSTATUS_GOOD, -60, DAY, POP3_TLS_STAPLE},
    };
    struct pop3_tls_target target = {.host = HOST};

    (void)state;
    for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
        const struct cert *issuer = r;
        struct server_spec spec = {.cert = g};
        size_t c = i / 2;

        spec.staple =
            staple_make(cases[c].about, issuer, cases[c].signer, cases[c].status, cases[c].from,
                        cases[c].to, i % 2 == 0 ? EVP_sha1() : EVP_sha256());
        EACH_VERSION(v)
        if (fault_at(&target, &spec, versions[v]) != cases[c].fault)
            fail_msg("%s", cases[c].what);
        OPENSSL_free(spec.staple.der);
    }
    cert_free(&other);
    cert_free(&delegate);
}

static void tls_staple_that_is_no_answer_refused(void **state)
{
    unsigned char junk[] = {0x30, 0x03, 0x0A, 0x01, 0x03}; /* tryLater */
    struct server_spec spec = {.cert = &zoo.good, .staple = {junk, sizeof(junk)}};
    struct pop3_tls_target target = {.host = HOST};

    (void)state;
    EACH_VERSION(v)
    assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_STAPLE);
    junk[0] = 0x31;
    EACH_VERSION(v)
    assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_STAPLE);
}

static void tls_must_staple_honoured(void **state)
{
    struct cert cert =
        cert_make(&(struct cert_spec){.san = "DNS:" HOST, .must_staple = true}, &zoo.root);
    struct server_spec spec = {.cert = &cert};
    struct pop3_tls_target target = {.host = HOST};

    (void)state;
    EACH_VERSION(v)
    assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_STAPLE);
    spec.staple =
        staple_make(&cert, &zoo.root, &zoo.root, V_OCSP_CERTSTATUS_GOOD, -60, DAY, EVP_sha1());
    EACH_VERSION(v)
    assert_int_equal(fault_at(&target, &spec, versions[v]), POP3_TLS_FINE);
    OPENSSL_free(spec.staple.der);
    cert_free(&cert);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls_pin_is_the_digest_of_the_public_key),
        cmocka_unit_test(tls_pin_of_another_key_refused_although_the_chain_is_good),
        cmocka_unit_test(tls_pin_too_does_not_replace_the_chain),
        cmocka_unit_test(tls_trust_on_first_use),
        cmocka_unit_test(tls_certificate_without_its_key_refused),
        cmocka_unit_test(tls_pin_alone_of_a_weak_key_refused),
        cmocka_unit_test(tls_pins_that_are_none),
        cmocka_unit_test(tls_staples),
        cmocka_unit_test(tls_staple_that_is_no_answer_refused),
        cmocka_unit_test(tls_must_staple_honoured),
    };

    return cmocka_run_group_tests_name("tls-trust", tests, kit_begin, kit_end);
}
