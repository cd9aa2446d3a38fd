/* SPDX-License-Identifier: MIT */
/*
 * Complete SCRAM exchanges, and CRAM-MD5: those of the RFCs, and others against
 * the reference of scram.h. Built once for each adapter of src/hash.
 */
#include "scram.h"

/* RFC 5802 section 5. */
#define NONCE_1  "fyko+d2lbbFgONRv9qkxdawL"
#define FIRST_1  "r=" NONCE_1 "3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
#define FINAL_1  "c=biws,r=" NONCE_1 "3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
#define PROVED_1 "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="

/* RFC 7677 section 3. */
#define NONCE_256  "rOprNGfwEbeRWgbNEkqO"
#define NONCES_256 NONCE_256 "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
#define FIRST_256  "r=" NONCES_256 ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
#define FINAL_256  "c=biws,r=" NONCES_256 ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
#define PROVED_256 "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

static struct pop3_scram_config config_1(void)
{
    return (struct pop3_scram_config){.hash = POP3_SHA_1,
                                      .user = LITERAL("user"),
                                      .password = LITERAL("pencil"),
                                      .nonce = LITERAL(NONCE_1)};
}

static void cram_of_the_rfc(void **state)
{
    struct pop3_cram m;
    (void)state;
    assert_true(pop3_cram_init(&m, LITERAL("tim"), LITERAL("tanstaaftanstaaf")));
    assert_string_equal(m.sasl.vt->name, "CRAM-MD5");
    assert_int_equal(m.sasl.vt->bit, POP3_SASL_CRAM_MD5);
    assert_false(m.sasl.vt->client_first || m.sasl.vt->plaintext);
    assert_false(m.sasl.vt->proved(&m.sasl));
    responds(&m.sasl, LITERAL("<1896.697170952@postoffice.reston.mci.net>"),
             LITERAL("tim b913a602c7eda7a495b4e6e7334d3890"));
    assert_true(m.sasl.vt->proved(&m.sasl));
    cancels(&m.sasl, LITERAL("<1896.697170952@postoffice.reston.mci.net>"));
}

/* RFC 2202's sixth case is a key of 80 octets; here it is text, so made by another program. */
static void cram_secret_over_a_block(void **state)
{
    struct pop3_cram m;
    char secret[81];
    (void)state;
    memset(secret, 'k', 80);
    secret[80] = 0;
    assert_true(pop3_cram_init(&m, LITERAL("a user"), bytes_of(secret)));
    responds(&m.sasl, LITERAL("<1.2@host>"),
             LITERAL("a user dab00f07f7086b7278e3c942d79aeb81"));
}

static void cram_refuses_and_cancels(void **state)
{
    struct pop3_cram m;
    struct answer answer;
    (void)state;
    assert_false(pop3_cram_init(&m, NOTHING, LITERAL("p")));
    assert_false(pop3_cram_init(&m, LITERAL("u"), NOTHING));
    assert_false(pop3_cram_init(&m, LITERAL("u\n"), LITERAL("p")));
    cancels(&m.sasl, LITERAL("<1.2@host>"));
    assert_true(pop3_cram_init(&m, LITERAL("u"), LITERAL("p")));
    cancels(&m.sasl, NOTHING);
    assert_true(pop3_cram_init(&m, LITERAL("u"), LITERAL("p")));
    for (size_t cap = 0; cap < 34; cap++) {
        step_in(&m.sasl, LITERAL("<1.2@host>"), cap, &answer);
        assert_int_equal(answer.step, POP3_SASL_CANCEL);
        assert_false(m.sasl.vt->proved(&m.sasl));
    }
    step_in(&m.sasl, LITERAL("<1.2@host>"), 34, &answer);
    assert_int_equal(answer.step, POP3_SASL_RESPOND);
    pop3_sasl_wipe(&m.sasl);
    cancels(&m.sasl, LITERAL("<1.2@host>"));
}

static void scram_sha_1_of_the_rfc(void **state)
{
    struct pop3_scram_config config = config_1();
    struct pop3_scram m;
    (void)state;
    assert_true(pop3_scram_init(&m, &config));
    assert_string_equal(m.sasl.vt->name, "SCRAM-SHA-1");
    assert_int_equal(m.sasl.vt->bit, POP3_SASL_SCRAM_SHA_1);
    assert_true(m.sasl.vt->client_first && !m.sasl.vt->plaintext);
    responds(&m.sasl, NOTHING, LITERAL("n,,n=user,r=" NONCE_1));
    responds(&m.sasl, LITERAL(FIRST_1), LITERAL(FINAL_1));
    assert_false(m.sasl.vt->proved(&m.sasl));
    responds(&m.sasl, LITERAL(PROVED_1), NOTHING);
    assert_true(m.sasl.vt->proved(&m.sasl));
    cancels(&m.sasl, LITERAL(PROVED_1));
}

static void scram_sha_256_of_the_rfc(void **state)
{
    struct pop3_scram_config config = config_1();
    struct pop3_scram m;
    (void)state;
    config.hash = POP3_SHA_256;
    config.nonce = LITERAL(NONCE_256);
    assert_true(pop3_scram_init(&m, &config));
    assert_string_equal(m.sasl.vt->name, "SCRAM-SHA-256");
    assert_int_equal(m.sasl.vt->bit, POP3_SASL_SCRAM_SHA_256);
    responds(&m.sasl, NOTHING, LITERAL("n,,n=user,r=" NONCE_256));
    responds(&m.sasl, LITERAL(FIRST_256), LITERAL(FINAL_256));
    assert_false(m.sasl.vt->proved(&m.sasl));
    responds(&m.sasl, LITERAL(PROVED_256), NOTHING);
    assert_true(m.sasl.vt->proved(&m.sasl));
}

/* Unknown attributes after the known ones are part of what is signed, and else ignored. */
static void extensions_are_ignored_and_signed(void **state)
{
    static const char first[] = "r=" NONCE_1 "x,s=c2FsdA==,i=4096,x=y=,Z=1";
    struct scram_case c = {POP3_SHA_1, "n,,",    "n=user,r=" NONCE_1, first, "pencil", "salt",
                           4096,       {NULL, 0}};
    struct pop3_scram_config config = config_1();
    struct scram_reference expected;
    char final[SCRAM_TEXT + 8];
    struct pop3_scram m;
    (void)state;
    scram_calculate(&c, &expected);
    assert_true(pop3_scram_init(&m, &config));
    responds(&m.sasl, NOTHING, LITERAL("n,,n=user,r=" NONCE_1));
    responds(&m.sasl, bytes_of(first), bytes_of(expected.client_final));
    snprintf(final, sizeof final, "%s,q=w,b==", expected.server_final);
    responds(&m.sasl, bytes_of(final), NOTHING);
    assert_true(m.sasl.vt->proved(&m.sasl));
}

struct bound {
    enum pop3_binding binding;
    struct pop3_bytes data;
    const char *user, *authzid, *sent_user, *gs2;
    bool plus;
};

/* An exchange against the reference; slice after slice, as often as it must be. */
static void exchange(const struct bound *b, enum pop3_hash hash, uint32_t slice)
{
    static const char salt[] = "NaCl of ten octets";
    char bare[SCRAM_TEXT], client_first[SCRAM_TEXT], server_first[SCRAM_TEXT], coded[64];
    struct pop3_scram_config config = config_1();
    struct scram_reference expected;
    struct pop3_scram m;
    struct answer answer;
    struct scram_case c = {hash, b->gs2, bare, server_first, "pencil", salt, 5000, {NULL, 0}};
    unsigned steps = 1;
    base64_of(coded, salt, strlen(salt));
    snprintf(server_first, sizeof server_first, "r=" NONCE_1 "+/server,s=%s,i=5000", coded);
    snprintf(bare, sizeof bare, "n=%s,r=" NONCE_1, b->sent_user);
    snprintf(client_first, sizeof client_first, "%s%.900s", b->gs2, bare);
    config.hash = hash;
    config.user = bytes_of(b->user);
    config.authzid = bytes_of(b->authzid);
    config.binding = b->binding;
    config.binding_data = b->data;
    config.slice = slice;
    if (b->plus)
        c.binding = b->data;
    scram_calculate(&c, &expected);
    assert_true(pop3_scram_init(&m, &config));
    responds(&m.sasl, NOTHING, bytes_of(client_first));
    for (step_in(&m.sasl, bytes_of(server_first), ROOM, &answer);
         answer.step == POP3_SASL_AGAIN;
         step_in(&m.sasl, bytes_of(server_first), ROOM, &answer), steps++)
        assert_int_equal(answer.n, 0);
    assert_int_equal(steps, slice == 0 || slice > 4999 ? 1 : (4999 + slice - 1) / slice);
    assert_int_equal(answer.step, POP3_SASL_RESPOND);
    assert_int_equal(answer.n, strlen(expected.client_final));
    assert_memory_equal(answer.p, expected.client_final, answer.n);
    assert_false(m.sasl.vt->proved(&m.sasl));
    responds(&m.sasl, bytes_of(expected.server_final), NOTHING);
    assert_true(m.sasl.vt->proved(&m.sasl));
}

#define OCTETS_32 "0123456789abcdef\0\001\002\003\xFF\xFE\xFD\xFC,=n\r\n:;<"

static const struct bound bounds[] = {
    {POP3_BIND_NONE, {NULL, 0}, "user", "", "user", "n,,", false},
    {POP3_BIND_UNUSED, {NULL, 0}, "user", "", "user", "y,,", false},
    {POP3_BIND_NONE, {NULL, 0}, "user", "boss", "user", "n,a=boss,", false},
    {POP3_BIND_NONE, {NULL, 0}, "=us,er,", "a,b=c", "=3Dus=2Cer=2C", "n,a=a=2Cb=3Dc,", false},
    {POP3_BIND_NONE, {NULL, 0}, "j\xC3\xB8rn", "", "j\xC3\xB8rn", "n,,", false},
    {POP3_BIND_TLS_EXPORTER,
     {(const uint8_t *)OCTETS_32, 32},
     "user",
     "",
     "user",
     "p=tls-exporter,,",
     true},
    {POP3_BIND_TLS_EXPORTER,
     {(const uint8_t *)OCTETS_32, 32},
     ",",
     "=",
     "=2C",
     "p=tls-exporter,a==3D,",
     true},
    {POP3_BIND_TLS_SERVER_END_POINT,
     {(const uint8_t *)OCTETS_32 OCTETS_32, 64},
     "user",
     "x",
     "user",
     "p=tls-server-end-point,a=x,",
     true},
    {POP3_BIND_TLS_SERVER_END_POINT,
     {(const uint8_t *)OCTETS_32, 31},
     "user",
     "",
     "user",
     "p=tls-server-end-point,,",
     true},
    {POP3_BIND_TLS_UNIQUE,
     {(const uint8_t *)OCTETS_32, 12},
     "user",
     "",
     "user",
     "p=tls-unique,,",
     true},
};

static void bindings_and_names_as_the_reference_has_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        exchange(&bounds[i], POP3_SHA_1, 0);
        exchange(&bounds[i], POP3_SHA_256, 0);
    }
}

static void plus_forms_are_named_so(void **state)
{
    struct pop3_scram_config config = config_1();
    struct pop3_scram m;
    (void)state;
    config.binding = POP3_BIND_TLS_EXPORTER;
    config.binding_data = LITERAL(OCTETS_32);
    assert_true(pop3_scram_init(&m, &config));
    assert_string_equal(m.sasl.vt->name, "SCRAM-SHA-1-PLUS");
    assert_int_equal(m.sasl.vt->bit, POP3_SASL_SCRAM_SHA_1_PLUS);
    config.hash = POP3_SHA_256;
    assert_true(pop3_scram_init(&m, &config));
    assert_string_equal(m.sasl.vt->name, "SCRAM-SHA-256-PLUS");
    assert_int_equal(m.sasl.vt->bit, POP3_SASL_SCRAM_SHA_256_PLUS);
    config.binding = POP3_BIND_UNUSED;
    assert_true(pop3_scram_init(&m, &config));
    assert_string_equal(m.sasl.vt->name, "SCRAM-SHA-256");
}

static void slices_of_every_kind_make_no_difference(void **state)
{
    static const uint32_t slices[] = {
        1,         2,    3,    4,    5,    7,    8,    13,   64,   100,   1000,
        2499,      2500, 2501, 4997, 4998, 4999, 5000, 5001, 9999, 65536, UINT32_MAX - 1,
        UINT32_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof slices / sizeof slices[0]; i++)
        exchange(&bounds[i % (sizeof bounds / sizeof bounds[0])],
                 i % 2 ? POP3_SHA_256 : POP3_SHA_1, slices[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cram_of_the_rfc),
        cmocka_unit_test(cram_secret_over_a_block),
        cmocka_unit_test(cram_refuses_and_cancels),
        cmocka_unit_test(scram_sha_1_of_the_rfc),
        cmocka_unit_test(scram_sha_256_of_the_rfc),
        cmocka_unit_test(extensions_are_ignored_and_signed),
        cmocka_unit_test(bindings_and_names_as_the_reference_has_them),
        cmocka_unit_test(plus_forms_are_named_so),
        cmocka_unit_test(slices_of_every_kind_make_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
