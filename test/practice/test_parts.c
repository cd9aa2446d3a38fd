/* SPDX-License-Identifier: MIT */
/* Small parts alone: the timers, the inbox, the generator, unique-ids, digests. */
#include "harness.h"
#include "maildir.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "digest.h"
#include "generate.h"
#include "inbox.h"
#include "maildrop.h"
#include "timers.h"

static void timers_come_in_order_when_set_moved_and_cleared_at_random(void **state)
{
    static struct timer t[200];
    struct timers h = {0};
    uint32_t x = 1;
    uint64_t last = 0;
    size_t armed = 0, due = 0;
    struct timer *first;

    (void)state;
    for (int i = 0; i < 5000; i++) {
        x = x * 1664525U + 1013904223U;
        if (x >> 30 == 0)
            timers_clear(&h, &t[(x >> 8) % 200]);
        else
            assert_true(timers_set(&h, &t[(x >> 8) % 200], 1 + (x >> 20)));
    }
    for (size_t i = 0; i < 200; i++)
        armed += t[i].slot != 0;
    assert_int_equal(timers_due(&h, 0) != NULL, false);
    while ((first = timers_due(&h, UINT64_MAX)) != NULL) {
        assert_true(first->at >= last);
        assert_int_equal(first->slot, 0);
        last = first->at;
        due++;
    }
    assert_int_equal(due, armed);
    assert_int_equal(timers_wait(&h, 0), -1);
    timers_free(&h);
}

static void timers_wait_is_the_time_to_the_first(void **state)
{
    struct timers h = {0};
    struct timer a = {0}, b = {0};

    (void)state;
    assert_true(timers_set(&h, &a, 500) && timers_set(&h, &b, 300));
    assert_int_equal(timers_wait(&h, 100), 200);
    assert_int_equal(timers_wait(&h, 400), 0);
    assert_null(timers_due(&h, 299));
    assert_ptr_equal(timers_due(&h, 300), &b);
    timers_clear(&h, &a);
    timers_free(&h);
}

static void inbox_fill(struct inbox *in, const void *p, size_t n, uint64_t now)
{
    int pair[2];

    assert_return_code(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_int_equal(send(pair[0], p, n, 0), n);
    assert_true(inbox_receive(in, pair[1], now));
    close(pair[0]);
    close(pair[1]);
}

static void inbox_gives_lines_and_names_faults(void **state)
{
    static struct inbox in;
    char text[700], line[INBOX_LINE];

    (void)state;
    memset(text, 'a', sizeof text);
    memcpy(text + 253, "\r\n", 2);       /* 255 with CRLF: allowed */
    memcpy(text + 255 + 254, "\r\n", 2); /* 256: not */
    inbox_fill(&in, text, 255 + 256, 0);
    inbox_fill(&in, "x\n\0\r\nNOOP\r\nrest", 15, 0);
    assert_int_equal(inbox_line(&in, line), INBOX_WHOLE);
    assert_int_equal(strlen(line), 253);
    assert_int_equal(inbox_line(&in, line), INBOX_LONG);
    assert_int_equal(inbox_line(&in, line), INBOX_BARE_LF);
    assert_int_equal(inbox_line(&in, line), INBOX_NUL);
    assert_int_equal(inbox_line(&in, line), INBOX_WHOLE);
    assert_string_equal(line, "NOOP");
    assert_int_equal(inbox_line(&in, line), INBOX_NONE);
    assert_false(inbox_empty(&in));
}

static void inbox_skips_an_endless_line_in_bounded_room(void **state)
{
    static struct inbox in;
    char text[1000], line[INBOX_LINE];

    (void)state;
    memset(&in, 0, sizeof in);
    memset(text, 'a', sizeof text);
    for (int i = 0; i < 50; i++) {
        inbox_fill(&in, text, sizeof text, 0);
        assert_int_equal(inbox_line(&in, line), INBOX_NONE);
        assert_true(inbox_has_room(&in));
    }
    inbox_fill(&in, "\r\nQUIT\r\n", 8, 0);
    assert_int_equal(inbox_line(&in, line), INBOX_LONG);
    assert_int_equal(inbox_line(&in, line), INBOX_WHOLE);
    assert_string_equal(line, "QUIT");
}

static void inbox_with_delay_ripens_each_piece_in_its_time(void **state)
{
    static struct inbox in;
    char line[INBOX_LINE];

    (void)state;
    memset(&in, 0, sizeof in);
    in.delay = 50;
    inbox_fill(&in, "A\r\n", 3, 100);
    inbox_fill(&in, "B\r\n", 3, 120);
    assert_int_equal(inbox_ripen(&in, 149), 150);
    assert_int_equal(inbox_line(&in, line), INBOX_NONE);
    assert_int_equal(inbox_ripen(&in, 150), 170);
    assert_int_equal(inbox_line(&in, line), INBOX_WHOLE);
    assert_string_equal(line, "A");
    assert_int_equal(inbox_line(&in, line), INBOX_NONE);
    assert_int_equal(inbox_ripen(&in, 171), 0);
    assert_int_equal(inbox_line(&in, line), INBOX_WHOLE);
    assert_string_equal(line, "B");
}

static char *generated(const struct generate *g, size_t *n)
{
    char *p = NULL;
    FILE *f = open_memstream(&p, n);

    assert_non_null(f);
    assert_true(generate_message(g, f));
    fclose(f);
    return p;
}

static void generator_makes_every_size_exactly_and_the_same_again(void **state)
{
    (void)state;
    for (int kind = GENERATE_BASE64; kind <= GENERATE_DOTS; kind++) {
        for (uint64_t size = GENERATE_MIN; size < GENERATE_MIN + 300; size++) {
            struct generate g = {.kind = (enum generate_kind)kind, .size = size, .seed = 7};
            size_t n, again_n, wire_n;
            char *p = generated(&g, &n), *again;
            uint8_t *wire;

            assert_int_equal(n, size);
            assert_memory_equal(p + n - 2, "\r\n", 2);
            g.lf = true;
            again = generated(&g, &again_n);
            wire = wire_plain((uint8_t *)again, again_n, false, &wire_n);
            assert_int_equal(wire_n, size);
            assert_memory_equal(wire, p, n);
            free(wire);
            free(again);
            free(p);
        }
    }
}

static void generator_refuses_sizes_without_room_for_a_header(void **state)
{
    struct generate g = {.size = GENERATE_MIN - 1};

    (void)state;
    assert_false(generate_message(&g, stdout));
}

static void uid_check(const char *name, bool twin, const char *want)
{
    char copy[300], uid[MAILDROP_UID];
    struct message m = {.name = copy, .twin = twin};

    strcpy(copy, name);
    maildrop_uid(&m, uid);
    assert_string_equal(uid, want);
}

static void uid_is_the_name_where_legal_and_a_digest_where_not(void **state)
{
    char name[100] = "cur/", want[71] = "", sum[DIGEST_SHA256_TEXT];

    (void)state;
    uid_check("new/1700000000.M1P2.host", false, "1700000000.M1P2.host");
    uid_check("cur/1700000000.M1P2.host:2,FS", false, "1700000000.M1P2.host");
    memset(want, 'u', 70);
    strcat(name, want);
    uid_check(name, false, want);
    strcat(name, "u:2,S");
    assert_true(digest_sha256(name + 4, 71, sum));
    uid_check(name, false, sum);
    assert_true(digest_sha256("a b", 3, sum));
    uid_check("new/a b", false, sum);
    assert_true(digest_sha256("new/same", 8, sum));
    uid_check("new/same", true, sum);
}

/* The example of RFC 1939 §7. */
static void apop_digest_is_that_of_the_rfc(void **state)
{
    char sum[DIGEST_MD5_TEXT];

    (void)state;
    assert_true(digest_md5("<1896.697170952@dbc.mtview.ca.us>", "tanstaaf", sum));
    assert_string_equal(sum, "c4c9334bac560ecc979e58001b3e22fb");
    assert_true(digest_equal(sum, "c4c9334bac560ecc979e58001b3e22fb"));
    assert_false(digest_equal(sum, "c4c9334bac560ecc979e58001b3e22fa"));
    assert_false(digest_equal(sum, "c4c9334bac560ecc979e58001b3e22f"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_come_in_order_when_set_moved_and_cleared_at_random),
        cmocka_unit_test(timers_wait_is_the_time_to_the_first),
        cmocka_unit_test(inbox_gives_lines_and_names_faults),
        cmocka_unit_test(inbox_skips_an_endless_line_in_bounded_room),
        cmocka_unit_test(inbox_with_delay_ripens_each_piece_in_its_time),
        cmocka_unit_test(generator_makes_every_size_exactly_and_the_same_again),
        cmocka_unit_test(generator_refuses_sizes_without_room_for_a_header),
        cmocka_unit_test(uid_is_the_name_where_legal_and_a_digest_where_not),
        cmocka_unit_test(apop_digest_is_that_of_the_rfc),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
