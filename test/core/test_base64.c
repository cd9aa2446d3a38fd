/* SPDX-License-Identifier: MIT */
/* Base64 of the engine: RFC 4648 section 10, and what RFC 5034 section 4 refuses. */
#include "../../src/core/base64.h"
#include "cmocka_all.h"

#include <string.h>

static const struct {
    const char *plain, *coded;
} vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

static void rfc_vectors_go_both_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        size_t n = strlen(vectors[i].plain), len = strlen(vectors[i].coded), back;
        uint8_t buffer[16];
        assert_int_equal(pop3_base64_encode(buffer, len, (const uint8_t *)vectors[i].plain, n),
                         len);
        assert_memory_equal(buffer, vectors[i].coded, len);
        assert_true(pop3_base64_decode(buffer, &back, buffer, len));
        assert_int_equal(back, n);
        assert_memory_equal(buffer, vectors[i].plain, n);
    }
}

static void every_octet_survives_at_every_length(void **state)
{
    uint8_t plain[256], coded[POP3_BASE64_SIZE(256)], back[256];
    (void)state;
    for (size_t i = 0; i < sizeof plain; i++)
        plain[i] = (uint8_t)(i * 167 + 13);
    for (size_t n = 0; n <= sizeof plain; n++) {
        size_t got, len = pop3_base64_encode(coded, sizeof coded, plain, n);
        assert_int_equal(len, POP3_BASE64_SIZE(n));
        assert_true(pop3_base64_decode(back, &got, coded, len));
        assert_int_equal(got, n);
        assert_memory_equal(back, plain, n);
    }
}

static void encoding_within_one_room(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 190; n++) {
        uint8_t room[256], expected[256];
        size_t cap = POP3_BASE64_SIZE(n);
        for (size_t i = 0; i < n; i++)
            room[cap - n + i] = (uint8_t)(i * 31 + n);
        size_t len = pop3_base64_encode(expected, sizeof expected, room + cap - n, n);
        assert_int_equal(pop3_base64_encode(room, cap, room + cap - n, n), len);
        assert_memory_equal(room, expected, len);
    }
}

static void too_little_room_writes_nothing(void **state)
{
    uint8_t buffer[4] = "abc";
    (void)state;
    assert_int_equal(pop3_base64_encode(buffer, 3, (const uint8_t *)"f", 1), 0);
    assert_string_equal((char *)buffer, "abc");
}

static void what_is_not_base64_is_refused(void **state)
{
    static const char *const bad[] = {"A",        "AB",   "ABC",   "AAA=BBBB", "====", "A===",
                                      "AB==AB==", "AA A", "AAA\n", "AAA-",     "AA_A", "AB=C",
                                      "Zh==",     "Zm9=", "AAA.",  "AAAAA===", " AAA", "[AAA",
                                      "AA@A",     "AA`A", "AA{A"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint8_t to[16];
        size_t n = 99;
        if (pop3_base64_decode(to, &n, (const uint8_t *)bad[i], strlen(bad[i])))
            fail_msg("accepted: %s", bad[i]);
        assert_int_equal(n, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc_vectors_go_both_ways),
        cmocka_unit_test(every_octet_survives_at_every_length),
        cmocka_unit_test(encoding_within_one_room),
        cmocka_unit_test(too_little_room_writes_nothing),
        cmocka_unit_test(what_is_not_base64_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
