/* SPDX-License-Identifier: MIT */
/*
 * What SCRAM refuses. The server's first message is also mutated and judged by a
 * second opinion: a regular expression written from the grammar of RFC 5802
 * section 7.
 */
#include "scram.h"

#include <regex.h>

#define ROW(s)                                                                                 \
    {                                                                                          \
        (const uint8_t *)(s), sizeof(s) - 1                                                    \
    }

static void server_first_messages_refused(void **state)
{
    static const struct pop3_bytes rows[] = {
        ROW(""),
        ROW("r"),
        ROW("r="),
        ROW("e=other-error"),
        /* the nonce: foreign, ours and no more, cut, or with what no nonce has */
        ROW("r=3rfcNHYJY1ZVvWVs7j3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"),
        ROW("r=" NONCE ",s=QSXCR+Q6sek8bf92,i=4096"),
        ROW("r=fyko+d2lbbFgONRv9qkxdaw,s=QSXCR+Q6sek8bf92,i=4096"),
        ROW("r=Fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=4096"),
        ROW("r=x" NONCE ",s=QSXCR+Q6sek8bf92,i=4096"),
        ROW("r=" NONCE " x,s=QSXCR+Q6sek8bf92,i=4096"),
        ROW("r=" NONCE "\x7F,s=QSXCR+Q6sek8bf92,i=4096"),
        ROW("r=" NONCE "\xC3\xA4,s=QSXCR+Q6sek8bf92,i=4096"),
        ROW("r=" NONCE "\0x,s=QSXCR+Q6sek8bf92,i=4096"),
        ROW("r=,s=QSXCR+Q6sek8bf92,i=4096"),
        ROW("R=" NONCE "x,s=QSXCR+Q6sek8bf92,i=4096"),
        /* an extension that must be understood, an error, attributes out of order */
        ROW("m=ext," FIRST),
        ROW(FIRST ",m=ext"),
        ROW(FIRST ",e=no-resources"),
        ROW(FIRST ",s=QSXCR+Q6sek8bf92"),
        ROW(FIRST ",i=4096"),
        ROW(FIRST ",r=x"),
        ROW("x=1," FIRST),
        ROW("s=QSXCR+Q6sek8bf92,r=" NONCE "x,i=4096"),
        ROW("r=" NONCE "x,i=4096,s=QSXCR+Q6sek8bf92"),
        ROW("r=" NONCE "x,i=4096"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,"),
        ROW("r=" NONCE "x,,s=QSXCR+Q6sek8bf92,i=4096"),
        ROW(FIRST ","),
        ROW(FIRST ",x"),
        ROW(FIRST ",x="),
        ROW(FIRST ",1=x"),
        ROW(FIRST ",x=1,"),
        ROW(FIRST ",x=\0"),
        ROW(" " FIRST),
        /* the salt: empty or no base64 */
        ROW("r=" NONCE "x,s=,i=4096"),
        ROW("r=" NONCE "x,s=====,i=4096"),
        ROW("r=" NONCE "x,s=QSXC=+Q6,i=4096"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf9,i=4096"),
        ROW("r=" NONCE "x,s=QSXCR Q6sek8bf92,i=4096"),
        ROW("r=" NONCE "x,s=QSXCR-Q6sek8bf92,i=4096"),
        ROW("r=" NONCE "x,s=QR==,i=4096"),
        ROW("r=" NONCE "x,s=Q===,i=4096"),
        /* iterations: too few, too many, no number */
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i="),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=0"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=1"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=4095"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=1000001"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=4294967295"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=4294971392"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=18446744073709555712"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=04096"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=+4096"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=-4096"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i= 4096"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=4096 "),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=4096x"),
        ROW("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=0x1000"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pop3_scram m;
        scram_begin(&m, 0);
        cancels(&m.sasl, rows[i]);
        scram_left_nothing(&m);
    }
}

static void server_final_messages_refused(void **state)
{
    static const struct pop3_bytes rows[] = {
        ROW(""),
        ROW("v="),
        ROW("e=invalid-proof"),
        ROW("v=rmF9pqV8S7suAoZWja4dJRkFsKR="), /* bits that nobody encodes */
        ROW("v=smF9pqV8S7suAoZWja4dJRkFsKQ="), /* the first octet */
        ROW("v=rmF9pqV8S7suAoZWja4dJRkFsKU="), /* the last one */
        ROW("v=rmF9pqV8S7suAoZXja4dJRkFsKQ="),
        ROW("v=AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ROW("v=rmF9pqV8S7suAoZWja4dJRkFsK=="), /* a digest too short, too long */
        ROW("v=rmF9pqV8S7suAoZWja4dJRkFsKQA"),
        ROW("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=AAAA"),
        ROW("v=rmF9pqV8S7suAoZWja4dJRkFsKQ"),
        ROW(" " FINAL),
        ROW(FINAL " "),
        ROW(FINAL ","),
        ROW(FINAL ",m=x"),
        ROW(FINAL ",e=other-error"),
        ROW(FINAL ",v=rmF9pqV8S7suAoZWja4dJRkFsKQ="),
        ROW("x=y," FINAL),
        ROW("m=x," FINAL),
        ROW("V=rmF9pqV8S7suAoZWja4dJRkFsKQ="),
        ROW(FIRST),
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct answer answer;
        struct pop3_scram m;
        scram_begin(&m, 0);
        step_in(&m.sasl, LITERAL(FIRST), ROOM, &answer);
        assert_int_equal(answer.step, POP3_SASL_RESPOND);
        assert_false(m.sasl.vt->proved(&m.sasl)); /* +OK now would be too early */
        cancels(&m.sasl, rows[i]);
        scram_left_nothing(&m);
        cancels(&m.sasl, LITERAL(FINAL));
    }
}

/* 44 digits without padding are 33 octets, one more than a digest. */
static void signature_of_an_octet_too_many(void **state)
{
    const struct pop3_scram_config config = {.hash = POP3_SHA_256,
                                             .user = LITERAL("user"),
                                             .password = LITERAL("pencil"),
                                             .nonce = LITERAL(NONCE)};
    struct pop3_scram m;
    struct answer answer;
    (void)state;
    assert_true(pop3_scram_init(&m, &config));
    step_in(&m.sasl, NOTHING, ROOM, &answer);
    step_in(&m.sasl, LITERAL(FIRST), ROOM, &answer);
    assert_int_equal(answer.step, POP3_SASL_RESPOND);
    cancels(&m.sasl, LITERAL("v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

static void every_wrong_bit_of_the_signature_is_seen(void **state)
{
    struct answer answer;
    struct pop3_scram m, sent;
    (void)state;
    scram_begin(&sent, 0);
    step_in(&sent.sasl, LITERAL(FIRST), ROOM, &answer);
    for (size_t bit = 0; bit < 160; bit++) {
        m = sent;
        m.server_signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
        cancels(&m.sasl, LITERAL(FINAL));
    }
    responds(&sent.sasl, LITERAL(FINAL), NOTHING);
}

static void challenge_before_our_first_message_cancels(void **state)
{
    struct pop3_scram_config config = {.hash = POP3_SHA_1,
                                       .user = LITERAL("user"),
                                       .password = LITERAL("pencil"),
                                       .nonce = LITERAL(NONCE)};
    struct pop3_scram m;
    (void)state;
    assert_true(pop3_scram_init(&m, &config));
    cancels(&m.sasl, LITERAL(FIRST));
}

/* Up to the limit, not beyond; a limit of one's own. */
static void iterations_between_the_limits(void **state)
{
    struct pop3_scram_config config = {.hash = POP3_SHA_1,
                                       .user = LITERAL("user"),
                                       .password = LITERAL("pencil"),
                                       .nonce = LITERAL(NONCE),
                                       .slice = 1};
    static const struct {
        uint32_t max;
        const char *asked;
        enum pop3_sasl_step step;
    } rows[] = {{0, "1000000", POP3_SASL_AGAIN},
                {0, "1000001", POP3_SASL_CANCEL},
                {5000, "5000", POP3_SASL_AGAIN},
                {5000, "5001", POP3_SASL_CANCEL},
                {4096, "4096", POP3_SASL_AGAIN},
                {4096, "4097", POP3_SASL_CANCEL},
                {UINT32_MAX, "4294967295", POP3_SASL_AGAIN},
                {UINT32_MAX, "4294967296", POP3_SASL_CANCEL},
                {UINT32_MAX, "42949672950", POP3_SASL_CANCEL}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char first[128];
        struct answer answer;
        struct pop3_scram m;
        snprintf(first, sizeof first, "r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=%s", rows[i].asked);
        config.max_iterations = rows[i].max;
        assert_true(pop3_scram_init(&m, &config));
        step_in(&m.sasl, NOTHING, ROOM, &answer);
        step_in(&m.sasl, bytes_of(first), ROOM, &answer);
        assert_int_equal(answer.step, rows[i].step);
        pop3_sasl_wipe(&m.sasl);
    }
}

static bool init_takes(struct pop3_scram_config config)
{
    struct pop3_scram m;
    bool taken = pop3_scram_init(&m, &config);
    if (!taken)
        cancels(&m.sasl, NOTHING);
    return taken;
}

static void init_refuses_what_cannot_be_sent(void **state)
{
    static const uint8_t data[65];
    const struct pop3_scram_config good = {.hash = POP3_SHA_256,
                                           .user = LITERAL("user"),
                                           .password = LITERAL("pencil"),
                                           .nonce = LITERAL(NONCE)};
    struct pop3_scram_config c;
    (void)state;
    assert_true(init_takes(good));
    c = good;
    c.nonce = LITERAL("123456789012345678");
    assert_true(init_takes(c));
#define REFUSED(field, value) (c = good, c.field = value, assert_false(init_takes(c)))
    REFUSED(hash, POP3_MD5);
    REFUSED(user, NOTHING);
    REFUSED(user, LITERAL("us\0er"));
    REFUSED(user, LITERAL("user\r"));
    REFUSED(password, NOTHING);
    REFUSED(password, LITERAL("pencil\n"));
    REFUSED(password, LITERAL("pen\0cil"));
    REFUSED(authzid, LITERAL("\0"));
    REFUSED(nonce, NOTHING);
    REFUSED(nonce, LITERAL("12345678901234567"));
    REFUSED(nonce, LITERAL("1234567890,12345678"));
    REFUSED(nonce, LITERAL("1234567890 12345678"));
    REFUSED(nonce, LITERAL("1234567890\xFF"
                           "12345678"));
    REFUSED(nonce, LITERAL("123456789012345678\0"));
    REFUSED(max_iterations, 4095);
    REFUSED(binding, POP3_BIND_TLS_EXPORTER);
    REFUSED(binding, POP3_BIND_TLS_SERVER_END_POINT);
    REFUSED(binding, POP3_BIND_TLS_UNIQUE);
#undef REFUSED
    for (size_t n = 0; n <= 65; n++) {
        c = good;
        c.binding_data = (struct pop3_bytes){data, n};
        c.binding = POP3_BIND_TLS_EXPORTER;
        assert_int_equal(init_takes(c), n == 32);
        c.binding = POP3_BIND_TLS_SERVER_END_POINT;
        assert_int_equal(init_takes(c), n > 0 && n <= 64);
    }
}

/* What the grammar says of a server's first message, and we of its values. */
static bool opinion(regex_t *grammar, const char *message)
{
    regmatch_t at[5];
    unsigned long long i;
    if (regexec(grammar, message, 5, at, 0) != 0)
        return false;
    if (at[4].rm_eo - at[4].rm_so > 9)
        return false;
    i = strtoull(message + at[4].rm_so, NULL, 10);
    return i >= 4096 && i <= 1000000;
}

static void grammar_compile(regex_t *grammar)
{
    static const char pattern[] =
        "^r=fyko\\+d2lbbFgONRv9qkxdawL[!-+.-~-]+"
        ",s=(([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=|"
        "[A-Za-z0-9+/]{4}))"
        ",i=([1-9][0-9]*)"
        "(,[A-Za-df-hj-ln-qtuw-z]=[^,]+)*$";
    assert_int_equal(regcomp(grammar, pattern, REG_EXTENDED), 0);
}

static void judge(regex_t *grammar, const struct pop3_scram *begun, const char *message)
{
    struct pop3_scram m = *begun;
    struct answer answer;
    bool fine = opinion(grammar, message);
    step_in(&m.sasl, bytes_of(message), 256, &answer);
    if (answer.step != (fine ? POP3_SASL_AGAIN : POP3_SASL_CANCEL))
        fail_msg("%s: %s", fine ? "refused" : "taken", message);
}

static void mutations_are_judged_as_the_grammar_does(void **state)
{
    static const char alphabet[] = "rsimevx=,0149+/AQz \x7F\xC3";
    char message[] = FIRST ",x=y,z=0", mutated[sizeof message];
    uint32_t random = 12345;
    struct pop3_scram begun;
    regex_t grammar;
    (void)state;
    grammar_compile(&grammar);
    scram_begin(&begun, 1);
    judge(&grammar, &begun, message);
    for (size_t at = 0; at < sizeof message - 1; at++)
        for (unsigned c = 1; c < 256; c++) {
            char kept = message[at];
            message[at] = (char)c;
            judge(&grammar, &begun, message);
            message[at] = kept;
        }
    for (unsigned n = 0; n < 20000; n++) {
        memcpy(mutated, message, sizeof message);
        for (unsigned k = 0; k < 1 + n % 3; k++) {
            random = random * 1664525 + 1013904223;
            mutated[26 + (random >> 16) % (sizeof message - 27)] =
                alphabet[(random >> 8) % (sizeof alphabet - 1)];
        }
        if (n % 5 == 0)
            mutated[(random >> 4) % sizeof mutated] = 0;
        judge(&grammar, &begun, mutated);
    }
    regfree(&grammar);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(server_first_messages_refused),
        cmocka_unit_test(server_final_messages_refused),
        cmocka_unit_test(every_wrong_bit_of_the_signature_is_seen),
        cmocka_unit_test(challenge_before_our_first_message_cancels),
        cmocka_unit_test(iterations_between_the_limits),
        cmocka_unit_test(init_refuses_what_cannot_be_sent),
        cmocka_unit_test(signature_of_an_octet_too_many),
        cmocka_unit_test(mutations_are_judged_as_the_grammar_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
