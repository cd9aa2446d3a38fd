/* SPDX-License-Identifier: MIT */
/*
 * Numbers in STAT, LIST and RETR replies: to the full width of ULONG, or an
 * error; never cut, wrapped or stale (RFC 1939 section 5; rows 28, 29, 31, 32).
 */
#include <stdio.h>
#include <string.h>

#include "generate.h"
#include "report.h"

#define BAD NX_POP3_SERVER_ERROR_STATUS

static const struct {
    const char *digits;
    ULONG value;
} numbers[] = {
    {"0", 0u},
    {"7", 7u},
    {"42", 42u},
    {"999", 999u},
    {"1000", 1000u},
    {"12345", 12345u},
    {"123456", 123456u},
    {"999999", 999999u},
    {"1234567", 1234567u},
    {"12345678", 12345678u},
    {"123456789", 123456789u},
    {"999999999", 999999999u},
    {"1000000000", 1000000000u},
    {"2147483647", 2147483647u},
    {"2147483648", 2147483648u},
    {"4294967294", 4294967294u},
    {"4294967295", 4294967295u},
    {"007", 7u},
    {"0000000000000000000120", 120u},
};

static const char *const too_large[] = {
    "4294967296",  "4294967297",           "4294967396",           "9999999999",
    "42949672960", "18446744073709551616", "18446744073709551618", "99999999999999999999999999",
};

static const char *const no_stats[] = {
    "-1 5", "2",    "2 ",  "",      " ",     "x 5", "2 x",    "+2 5",
    "2 +5", "2 -5", "2,5", "0x2 5", "two 5", ". 5", "2\0005", "(2 5)",
};

static const char *const no_lists[] = {
    "1",       "1 ",   "",      "x",       "1 x",       "1 -5", "-1 5",
    "1 +5",    "+1 5", "2 120", "0 120",   "11 120",    "1x 5", "4294967297 5",
    "message", "12 0", "1,120", "1 0x120", "1\xff 120", ". 1"};

static char reply[3][120];

static struct text reply_of(UINT i, const char *before, const char *digits, const char *after)
{
    int n = snprintf(reply[i], sizeof reply[i], "+OK %s%s%s\r\n", before, digits, after);
    return (struct text){reply[i], (size_t)n};
}

/* Whole, one octet a segment, and split within the number. */
static void run(const struct scene *scene, const char *digits, const char *what)
{
    case_run(scene, NULL, " %s: %s", digits, what);
    case_run(scene, &(struct plan){.how = CHUNK, .at = 1}, " %s, cut: %s", digits, what);
    case_run(scene, &(struct plan){.how = CHUNK, .at = 5, .pause = 1}, " %s, cut in fives: %s",
             digits, what);
}

static void good_numbers(void)
{
    for (UINT i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        const char *d = numbers[i].digits;
        ULONG v = numbers[i].value;
        struct scene octets = {.name = "STAT of octets",
                               .turns = {LOGIN, LINE("STAT", ""), BYE},
                               .steps = {CREATE, STAT(3, v), QUIT}};
        struct scene items = {.name = "STAT of items",
                              .turns = {LOGIN, LINE("STAT", ""), BYE},
                              .steps = {CREATE, STAT(v, 77), QUIT}};
        struct scene list = {.name = "LIST",
                             .turns = {LOGIN, STAT_2, LINE("LIST 1", ""), BYE},
                             .steps = {CREATE, STAT(2, 320), SIZE(1, v), QUIT}};
        struct scene retr = {
            .name = "RETR",
            .turns = {LOGIN, STAT_2, LINE("RETR 1", ""), SEND("x\r\n.\r\n"), BYE},
            .steps = {CREATE, STAT(2, 320), GET(1, v), BODY("x\r\n"), QUIT}};
        octets.turns[3].reply = reply_of(0, "3 ", d, "");
        run(&octets, d, "right");
        octets.turns[3].reply = reply_of(0, "3 ", d, " octets, more or less");
        run(&octets, d, "right with text after it");
        items.turns[3].reply = reply_of(0, "", d, " 77");
        run(&items, d, "right");
        list.turns[4].reply = reply_of(0, "1 ", d, "");
        run(&list, d, "right");
        list.turns[4].reply = reply_of(0, "1 ", d, " octets");
        run(&list, d, "right with text after it");
        retr.turns[4].reply = reply_of(0, "", d, " octets");
        run(&retr, d, "right");
        retr.turns[4].reply = reply_of(0, "", d, "");
        run(&retr, d, "right without text after it");
    }
}

/* The octets of RETR are a hint: too many are an error or none, never wrapped. */
static void too_large_numbers(void)
{
    for (UINT i = 0; i < sizeof too_large / sizeof too_large[0]; i++) {
        const char *d = too_large[i];
        struct scene stat = {.name = "STAT",
                             .turns = {LOGIN, LINE("STAT", "")},
                             .steps = {CREATE, STAT_IS(BAD)}};
        struct scene list = {.name = "LIST",
                             .turns = {LOGIN, STAT_2, LINE("LIST 1", "")},
                             .steps = {CREATE, STAT(2, 320), SIZE_IS(1, BAD)}};
        struct scene retr = {.name = "RETR",
                             .turns = {LOGIN, STAT_2, LINE("RETR 1", ""), SEND("x\r\n.\r\n")},
                             .steps = {CREATE, STAT(2, 320), GET_IS(1, ANY_STATUS)}};
        stat.turns[3].reply = reply_of(0, "2 ", d, "");
        run(&stat, d, "0xB4 for the octets");
        stat.turns[3].reply = reply_of(0, "", d, " 320");
        run(&stat, d, "0xB4 for the items");
        list.turns[4].reply = reply_of(0, "1 ", d, "");
        run(&list, d, "0xB4 for the octets");
        list.turns[4].reply = reply_of(0, d, " 120", "");
        run(&list, d, "0xB4 for the item");
        retr.turns[4].reply = reply_of(0, "", d, " octets");
        retr.steps[2].v = 0;
        run(&retr, d, "not wrapped");
    }
}

static void bad_numbers(void)
{
    for (UINT i = 0; i < sizeof no_stats / sizeof no_stats[0]; i++) {
        struct scene scene = {.name = "STAT",
                              .turns = {LOGIN, LINE("STAT", "")},
                              .steps = {CREATE, STAT_IS(BAD), SIZE_IS(1, ANY_FAILURE)}};
        scene.turns[3].reply = reply_of(0, "", no_stats[i], "");
        run(&scene, report_show(no_stats[i], strlen(no_stats[i])), "0xB4");
    }
    for (UINT i = 0; i < sizeof no_lists / sizeof no_lists[0]; i++) {
        struct scene scene = {.name = "LIST 1",
                              .turns = {LOGIN, STAT_2, LINE("LIST 1", "")},
                              .steps = {CREATE, STAT(2, 320), SIZE_IS(1, BAD)}};
        scene.turns[4].reply = reply_of(0, "", no_lists[i], "");
        run(&scene, report_show(no_lists[i], strlen(no_lists[i])), "0xB4");
    }
}

/* Item numbers on the wire: no sign, no leading zero, no space. */
static void item_numbers(void)
{
    static const UINT items[] = {1,       9,         10,          99,         100,
                                 65535,   65536,     99999,       100000,     999999,
                                 1000000, 123456789, 2147483648u, 4294967295u};
    for (UINT i = 0; i < sizeof items / sizeof items[0]; i++) {
        static char list[30], retr[30], dele[30];
        UINT n = items[i];
        struct scene scene = {.name = "item",
                              .turns = {LOGIN, LINE("STAT", "+OK 4294967295 1"), LINE("", ""),
                                        ANSWER("", "+OK\r\nx\r\n.\r\n"), LINE("", "+OK"), BYE},
                              .steps = {CREATE, STAT(4294967295u, 1), SIZE(n, 5), GET(n, 5),
                                        BODY("x\r\n"), DELE(n), QUIT}};
        char digits[20];
        sprintf(digits, "%u", n);
        scene.turns[4].expect = (struct text){list, (size_t)sprintf(list, "LIST %u\r\n", n)};
        scene.turns[5].expect = (struct text){retr, (size_t)sprintf(retr, "RETR %u\r\n", n)};
        scene.turns[6].expect = (struct text){dele, (size_t)sprintf(dele, "DELE %u\r\n", n)};
        scene.turns[4].reply = reply_of(0, digits, " 5", "");
        case_run(&scene, NULL, " %u: right on the wire", n);
    }
}

static const struct scene sizes[] = {
    {.name = "RETR without a number after LIST of the item: LIST's size",
     .turns = {LOGIN, STAT_2, LINE("LIST 1", "+OK 1 120"),
               LINE("RETR 1", "+OK message follows\r\nx\r\n."), BYE},
     .steps = {CREATE, STAT(2, 320), SIZE(1, 120), GET(1, 120), BODY("x\r\n"), QUIT}},
    {.name = "RETR without a number after LIST of another item: 0",
     .turns = {LOGIN, STAT_2, LINE("LIST 1", "+OK 1 120"), LINE("RETR 2", "+OK\r\nx\r\n."),
               BYE},
     .steps = {CREATE, STAT(2, 320), SIZE(1, 120), GET(2, 0), BODY("x\r\n"), QUIT}},
    {.name = "RETR without a number, no LIST: 0",
     .turns = {LOGIN, STAT_2, LINE("RETR 2", "+OK Message follows\r\nx\r\n."), BYE},
     .steps = {CREATE, STAT(2, 320), GET(2, 0), BODY("x\r\n"), QUIT}},
    {.name = "RETR's own number wins over LIST's",
     .turns = {LOGIN, STAT_2, LINE("LIST 1", "+OK 1 120"),
               LINE("RETR 1", "+OK 99 octets\r\nx\r\n."), BYE},
     .steps = {CREATE, STAT(2, 320), SIZE(1, 120), GET(1, 99), BODY("x\r\n"), QUIT}},
    {.name = "RETR with a number later in the text: none",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK message 1 (120 octets)\r\nx\r\n."), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 0), BODY("x\r\n"), QUIT}},
    {.name = "a size that lies: the message as it is",
     .turns = {LOGIN, STAT_2, LINE("LIST 1", "+OK 1 10"),
               LINE("RETR 1", "+OK 2 octets\r\nabc\r\ndef\r\n."), BYE},
     .steps = {CREATE, STAT(2, 320), SIZE(1, 10), GET(1, 2), BODY("abc\r\ndef\r\n"), QUIT}},
    {.name = "several spaces between the numbers: accepted",
     .turns = {LOGIN, LINE("STAT", "+OK  2   320"), LINE("LIST 1", "+OK 1   120"), BYE},
     .steps = {CREATE, STAT(2, 320), SIZE(1, 120), QUIT}},
    {.name = "text after the numbers: ignored",
     .turns = {LOGIN, LINE("STAT", "+OK 2 320 octets 5 6"), LINE("LIST 1", "+OK 1 120 7 8"),
               BYE},
     .steps = {CREATE, STAT(2, 320), SIZE(1, 120), QUIT}},
    {.name = "LIST answered with another item: 0xB4, the session is over",
     .turns = {LOGIN, STAT_2, LINE("LIST 2", "+OK 3 9")},
     .steps = {CREATE, STAT(2, 320), SIZE_IS(2, BAD),
               DELE_IS(2, NX_POP3_CLIENT_INVALID_STATE)}},
    {.name = "STAT after one of many digits: nothing stale",
     .turns = {LOGIN, LINE("STAT", "+OK 4294967295 4294967295"), LINE("STAT", "+OK 1 2"), BYE},
     .steps = {CREATE, STAT(4294967295u, 4294967295u), STAT(1, 2), QUIT}},
};

void cases_run(void)
{
    good_numbers();
    too_large_numbers();
    bad_numbers();
    item_numbers();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        case_run(&sizes[i], NULL, "%s", "");
}
