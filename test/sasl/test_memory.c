/* SPDX-License-Identifier: MIT */
/* How much room SCRAM needs, to the octet, and what it leaves in memory. */
#include "scram.h"

#define SALT "A%\302G\344:\261\351<m\377v" /* of FIRST */

/* The octets that the answer to first needs: the least room that is not too small. */
static size_t room_needed(const struct pop3_scram_config *config, const char *first)
{
    struct pop3_scram m, begun;
    struct answer answer, ample;
    assert_true(pop3_scram_init(&begun, config));
    step_in(&begun.sasl, NOTHING, ROOM, &answer);
    m = begun;
    step_in(&m.sasl, bytes_of(first), ROOM, &ample);
    assert_int_equal(ample.step, POP3_SASL_RESPOND);
    for (size_t cap = 0; cap < ROOM; cap++) {
        m = begun;
        step_in(&m.sasl, bytes_of(first), cap, &answer);
        if (answer.step == POP3_SASL_RESPOND) {
            assert_int_equal(answer.n, ample.n);
            assert_memory_equal(answer.p, ample.p, ample.n);
            return cap;
        }
        assert_int_equal(answer.step, POP3_SASL_CANCEL);
        assert_int_equal(answer.n, 0);
        scram_left_nothing(&m);
    }
    fail_msg("no room is large enough");
    return 0;
}

#define NONCES  NONCE "3rfcNHYJY1ZVvWVs7j"
#define TEN     "AAAAAAAAAA"
#define FIFTY   TEN TEN TEN TEN TEN
#define PLAIN   (sizeof "c=biws,r=" NONCES ",p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=" - 1)
#define NO_P    (sizeof "c=biws,r=" NONCES - 1)
#define COMMAS  ",,,,,,,,,,,,,,,,,,,,"
#define BINDING (sizeof "p=tls-server-end-point,," - 1 + 64)

/* The response itself, or the salt, or it without proof and a name with escapes. */
static void rooms_of_every_size(void **state)
{
    static const uint8_t data[64] = {1};
    struct pop3_scram_config config = {.hash = POP3_SHA_1,
                                       .user = LITERAL("user"),
                                       .password = LITERAL("pencil"),
                                       .nonce = LITERAL(NONCE)};
    (void)state;
    assert_int_equal(room_needed(&config, FIRST), PLAIN);
    assert_int_equal(room_needed(&config, "r=" NONCES ",s=" FIFTY FIFTY FIFTY FIFTY ",i=4096"),
                     150);
    config.user = LITERAL(COMMAS);
    assert_int_equal(room_needed(&config, FIRST), NO_P + 3 * (sizeof COMMAS - 1));
    config.user = LITERAL("user");
    config.binding = POP3_BIND_TLS_SERVER_END_POINT;
    config.binding_data = (struct pop3_bytes){data, sizeof data};
    assert_int_equal(room_needed(&config, FIRST), PLAIN - 4 + (BINDING + 2) / 3 * 4);
}

static void first_message_in_rooms_of_every_size(void **state)
{
    const struct pop3_scram_config config = {.hash = POP3_SHA_1,
                                             .authzid = LITERAL("=="),
                                             .user = LITERAL("us,er"),
                                             .password = LITERAL("pencil"),
                                             .nonce = LITERAL(NONCE)};
    static const size_t needed = sizeof "n,a==3D=3D,n=us=2Cer,r=" NONCE - 1;
    struct pop3_scram m;
    struct answer answer;
    (void)state;
    assert_true(pop3_scram_init(&m, &config));
    for (size_t cap = 0; cap <= needed; cap++) {
        step_in(&m.sasl, NOTHING, cap, &answer);
        assert_int_equal(answer.step, cap < needed ? POP3_SASL_CANCEL : POP3_SASL_RESPOND);
    }
}

static void secrets_are_wiped(void **state)
{
    const struct scram_case c = {POP3_SHA_1, "n,,", "n=user,r=" NONCE, FIRST, "pencil",
                                 SALT,       4096,  {NULL, 0}};
    struct scram_reference r;
    struct answer answer;
    struct pop3_scram m;
    (void)state;
    scram_calculate(&c, &r);
    scram_begin(&m, 0);
    step_in(&m.sasl, LITERAL(FIRST), ROOM, &answer);
    assert_int_equal(answer.n, strlen(r.client_final));
    free_of(answer.rest + answer.n, ROOM - answer.n, (struct pop3_bytes){r.salted, r.size});
    free_of(&m, sizeof m, (struct pop3_bytes){r.salted, r.size});
    free_of(&m, sizeof m, (struct pop3_bytes){r.client_key, r.size});
    free_of(&m, sizeof m, (struct pop3_bytes){r.stored_key, r.size});
    free_of(&m, sizeof m, (struct pop3_bytes){r.server_key, r.size});
    free_of(&m, sizeof m, LITERAL("pencil"));
    pop3_sasl_wipe(&m.sasl);
    scram_left_nothing(&m);
    cancels(&m.sasl, LITERAL(FINAL));
}

static void wipe_in_the_middle_of_the_derivation(void **state)
{
    static const uint8_t zeros[POP3_MAX_DIGEST];
    struct answer answer;
    struct pop3_scram m;
    (void)state;
    scram_begin(&m, 100);
    step_in(&m.sasl, LITERAL(FIRST), ROOM, &answer);
    assert_int_equal(answer.step, POP3_SASL_AGAIN);
    assert_memory_not_equal(m.salted, zeros, 20);
    pop3_sasl_wipe(&m.sasl);
    scram_left_nothing(&m);
    cancels(&m.sasl, LITERAL(FIRST));
    memset(&m, 0, sizeof m);
    pop3_sasl_wipe(&m.sasl); /* never begun */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rooms_of_every_size),
        cmocka_unit_test(first_message_in_rooms_of_every_size),
        cmocka_unit_test(secrets_are_wiped),
        cmocka_unit_test(wipe_in_the_middle_of_the_derivation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
