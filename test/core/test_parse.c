/* SPDX-License-Identifier: MIT */
/*
 * The pure functions on texts and lines: numbers, unique-ids, response codes,
 * timestamps. Each text lies in memory of exactly its size.
 */
#include "cmocka_all.h"
#include "harness.h"

#include <stdlib.h>
#include <string.h>

/* A copy of the text without a terminator, so that reading past it is seen. */
static struct pop3_bytes exact(const char *text, size_t n)
{
    uint8_t *p = malloc(n + (n == 0));
    require(p != NULL);
    memcpy(p, text, n);
    return (struct pop3_bytes){p, n};
}

static void release(struct pop3_bytes text)
{
    free((void *)(uintptr_t)text.p);
}

struct numbers {
    const char *text;
    bool stat, list; /* does that function take it? */
    uint32_t first;
    uint64_t second;
};

static void stat_and_list_take_two_decimal_numbers(void **state)
{
    static const struct numbers cases[] = {
        {"2 320", true, true, 2, 320},
        {"2 320 octets", true, true, 2, 320},
        {"2 320 ", true, true, 2, 320},
        {"2   320", true, true, 2, 320},
        {"0 0", true, false, 0, 0},
        {"0 12", true, false, 0, 12},
        {"00001 007", true, true, 1, 7},
        {"1 0", true, true, 1, 0},
        {"4294967295 18446744073709551615", true, true, UINT32_MAX, UINT64_MAX},
        {"4294967296 1", false, false, 0, 0},
        {"4294967297 1", false, false, 0, 0},
        {"42949672950 1", false, false, 0, 0},
        {"18446744073709551617 1", false, false, 0, 0},
        {"1 18446744073709551616", false, false, 0, 0},
        {"1 18446744073709551620", false, false, 0, 0},
        {"1 99999999999999999999999", false, false, 0, 0},
        {"-1 5", false, false, 0, 0},
        {"+1 5", false, false, 0, 0},
        {"1 -5", false, false, 0, 0},
        {"1 +5", false, false, 0, 0},
        {"", false, false, 0, 0},
        {" ", false, false, 0, 0},
        {"1", false, false, 0, 0},
        {"1 ", false, false, 0, 0},
        {"1x 5", false, false, 0, 0},
        {"x 5", false, false, 0, 0},
        {"1,5", false, false, 0, 0},
        {"1\t5", false, false, 0, 0},
        {"0x1 5", false, false, 0, 0},
        {"1 /", false, false, 0, 0},
        {"1 :", false, false, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct numbers *c = &cases[i];
        struct pop3_bytes text = exact(c->text, strlen(c->text));
        uint32_t a = 77;
        uint64_t b = 88;
        if (pop3_parse_stat(text, &a, &b) != c->stat)
            fail_msg("STAT %s", c->text);
        assert_int_equal(a, c->stat ? c->first : 77);
        assert_true(b == (c->stat ? c->second : 88));
        a = 77;
        b = 88;
        if (pop3_parse_list(text, &a, &b) != c->list)
            fail_msg("LIST %s", c->text);
        assert_int_equal(a, c->list ? c->first : 77);
        assert_true(b == (c->list ? c->second : 88));
        release(text);
    }
}

static void octets_take_the_number_in_front(void **state)
{
    uint64_t n = 5;

    (void)state;
    assert_true(pop3_parse_octets(bytes_of("120 octets"), &n) && n == 120);
    assert_true(pop3_parse_octets(bytes_of("18446744073709551615"), &n) && n == UINT64_MAX);
    n = 5;
    assert_false(pop3_parse_octets(bytes_of("18446744073709551616"), &n));
    assert_false(pop3_parse_octets(bytes_of("octets 120"), &n));
    assert_false(pop3_parse_octets(bytes_of("message follows"), &n));
    assert_false(pop3_parse_octets(bytes_of(""), &n));
    assert_false(pop3_parse_octets(bytes_of("-1"), &n));
    assert_true(n == 5);
}

/* want: NULL if the line is refused, "" if its unique-id is missing. */
static void uidl_is(const char *line, size_t n, uint32_t want_msg, const char *want)
{
    struct pop3_bytes text = exact(line, n);
    struct pop3_bytes uid = {NULL, 99};
    uint32_t msg = 77;
    bool got = pop3_parse_uidl(text, &msg, &uid);

    if (got != (want != NULL))
        fail_msg("UIDL %.*s", (int)n, line);
    assert_int_equal(msg, got ? want_msg : 77);
    assert_int_equal(uid.n, got ? strlen(want) : 99);
    if (got && uid.n > 0) {
        assert_memory_equal(uid.p, want, uid.n);
        assert_true(uid.p > text.p && uid.p + uid.n <= text.p + text.n);
    }
    release(text);
}

static void unique_ids_are_opaque_printable_and_may_be_missing(void **state)
{
    char line[2 + 300], uid[301];

    (void)state;
    uidl_is("1 whqtswO00WBw418f9t5JxYwZ", 26, 1, "whqtswO00WBw418f9t5JxYwZ");
    uidl_is("4294967295 a", 12, UINT32_MAX, "a");
    uidl_is("1   abc", 7, 1, "abc");
    uidl_is("1 ../../x", 9, 1, "../../x");
    uidl_is("1 !~", 4, 1, "!~");
    uidl_is("1 ", 2, 1, "");
    uidl_is("1", 1, 1, "");
    uidl_is("1    ", 5, 1, "");
    uidl_is("1 a\x1b[2J", 7, 1, "");
    uidl_is("1 a\x7f", 4, 1, "");
    uidl_is("1 a\xe9", 4, 1, "");
    uidl_is("1 a\tb", 5, 1, "");
    uidl_is("1 a\0b", 5, 1, "");
    uidl_is("0 abc", 5, 0, NULL);
    uidl_is("x abc", 5, 0, NULL);
    uidl_is("-1 abc", 6, 0, NULL);
    uidl_is("4294967296 abc", 14, 0, NULL);
    uidl_is("", 0, 0, NULL);
    uidl_is("   ", 3, 0, NULL);
    memset(uid, 'u', sizeof uid - 1);
    for (size_t n = 69; n <= 300; n++) {
        memcpy(line, "1 ", 2);
        memset(line + 2, 'u', n);
        uid[n] = '\0';
        uidl_is(line, n + 2, 1, n <= POP3_MAX_UID ? uid : "");
        uid[n] = 'u';
    }
}

static void codes_count_at_the_start_in_any_case(void **state)
{
    static const struct {
        const char *text;
        enum pop3_code want;
    } cases[] = {
        {"[LOGIN-DELAY] wait", POP3_CODE_LOGIN_DELAY},
        {"[IN-USE]", POP3_CODE_IN_USE},
        {"[in-use] x", POP3_CODE_IN_USE},
        {"[In-Use]x", POP3_CODE_IN_USE},
        {"[SYS/TEMP] x", POP3_CODE_SYS_TEMP},
        {"[SYS/PERM] x", POP3_CODE_SYS_PERM},
        {"[AUTH] x", POP3_CODE_AUTH},
        {"[auth]", POP3_CODE_AUTH},
        {"[UTF8] x", POP3_CODE_UTF8},
        {"[sys/temp/db] x", POP3_CODE_SYS_TEMP},
        {"[SYS/PERM/a/b/c]", POP3_CODE_SYS_PERM},
        {"[IN-USE/pop]", POP3_CODE_IN_USE},
        {"[AUTH/x]", POP3_CODE_AUTH},
        {"[SYS] x", POP3_CODE_SYS_TEMP},
        {"[SYS/] x", POP3_CODE_SYS_TEMP},
        {"[SYS/TEMPO] x", POP3_CODE_SYS_TEMP},
        {"[SYS/OTHER] x", POP3_CODE_SYS_TEMP},
        {"[AUTHX]", POP3_CODE_UNKNOWN},
        {"[AUT]", POP3_CODE_UNKNOWN},
        {"[REFERRAL/pop://x/]", POP3_CODE_UNKNOWN},
        {"[X]", POP3_CODE_UNKNOWN},
        {"[]", POP3_CODE_NONE},
        {"[", POP3_CODE_NONE},
        {"", POP3_CODE_NONE},
        {"x [AUTH]", POP3_CODE_NONE},
        {" [AUTH]", POP3_CODE_NONE},
        {"[AUTH", POP3_CODE_NONE},
        {"[AUTH x]", POP3_CODE_NONE},
        {"[ AUTH]", POP3_CODE_NONE},
        {"[AUTH ]", POP3_CODE_NONE},
        {"[AU\xffTH]", POP3_CODE_NONE},
        {"[AU\x1bTH]", POP3_CODE_NONE},
        {"AUTH]", POP3_CODE_NONE},
        {"]AUTH[", POP3_CODE_NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pop3_bytes text = exact(cases[i].text, strlen(cases[i].text));
        if (pop3_parse_code(text) != cases[i].want)
            fail_msg("%s is %d", cases[i].text, (int)pop3_parse_code(text));
        release(text);
    }
}

/* want: NULL if there is no timestamp. */
static void timestamp_is(const char *line, size_t n, const char *want)
{
    struct pop3_bytes text = exact(line, n), stamp = {NULL, 99};
    bool got = pop3_parse_timestamp(text, &stamp);

    if (got != (want != NULL))
        fail_msg("%.*s", (int)n, line);
    assert_int_equal(stamp.n, got ? strlen(want) : 99);
    if (got)
        assert_memory_equal(stamp.p, want, stamp.n);
    release(text);
}

static void timestamps_are_one_message_id(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"POP3 server ready <1896.697170952@dbc.mtview.ca.us>",
         "<1896.697170952@dbc.mtview.ca.us>"},
        {"<1.2@h>", "<1.2@h>"},
        {"a<1@h>b", "<1@h>"},
        {"<a@b> > more", "<a@b>"},
        {"<1!#$%&'*+-/=?^_`{|}~@h>", "<1!#$%&'*+-/=?^_`{|}~@h>"},
        {"<a@[192.0.2.1]>", "<a@[192.0.2.1]>"},
        {"<a@[IPv6:2001:db8::1]>", "<a@[IPv6:2001:db8::1]>"},
        {"", NULL},
        {"no stamp", NULL},
        {"<1.2@h", NULL},
        {"<1.2@h x>", NULL},
        {"1.2@h>", NULL},
        {"<>", NULL},
        {"<", NULL},
        {"<@h>", NULL},
        {"<a@>", NULL},
        {"<a>", NULL},
        {"<a@h><b@h>", NULL},
        {"<a@h> <", NULL},
        {"<<a@h>", NULL},
        {"<a@b@c>", NULL},
        {"<.a@h>", NULL},
        {"<a.@h>", NULL},
        {"<a..b@h>", NULL},
        {"<a@h.>", NULL},
        {"<a@.h>", NULL},
        {"<a@h..h>", NULL},
        {"<a b@h>", NULL},
        {"<a@h\x01>", NULL},
        {"<\xff\x01@x>", NULL},
        {"<a\x80@x>", NULL},
        {"<a@x\xfe>", NULL},
        {"<a\x7f@x>", NULL},
        {"<a(b)@x>", NULL},
        {"<\"a\"@x>", NULL},
        {"<a@[]>", NULL},
        {"<a@[1.2>", NULL},
        {"<a@[1.2", NULL},
        {"<a@[1[2]>", NULL},
        {"<a@[1\x80]>", NULL},
        {"<a@[1 2]>", NULL},
        {"<a@[1]x>", NULL},
        {"<a@[1]", NULL},
        {"<a@", NULL},
        {"<a", NULL},
    };
    char long_one[600];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        timestamp_is(cases[i].text, strlen(cases[i].text), cases[i].want);
    timestamp_is("<a\0@x>", 6, NULL);
    timestamp_is("\0<a@x>", 6, "<a@x>");
    timestamp_is("<a@[\0]>", 7, NULL);
    /* longer than the 75 characters that a fixed buffer once held */
    memset(long_one, 'l', sizeof long_one);
    memcpy(long_one, "<l@", 3);
    memcpy(long_one + 480, ">", 2);
    timestamp_is(long_one, 481, long_one);
}

/* Every octet in either half. */
static void timestamps_have_atoms_only(void **state)
{
    static const char atoms[] = "!#$%&'*+-/=?^_`{|}~0123456789abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    (void)state;
    for (int c = 0; c < 256; c++) {
        char local[] = "<aXb@h>", domain[] = "<a@hXi>";
        bool atom = c == '.' || (c != 0 && strchr(atoms, c) != NULL);
        local[2] = (char)c;
        domain[4] = (char)c;
        timestamp_is(local, 7, atom ? local : NULL);
        timestamp_is(domain, 7, atom ? domain : c == '>' ? "<a@h>" : NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stat_and_list_take_two_decimal_numbers),
        cmocka_unit_test(octets_take_the_number_in_front),
        cmocka_unit_test(unique_ids_are_opaque_printable_and_may_be_missing),
        cmocka_unit_test(codes_count_at_the_start_in_any_case),
        cmocka_unit_test(timestamps_are_one_message_id),
        cmocka_unit_test(timestamps_have_atoms_only),
    };
    return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
