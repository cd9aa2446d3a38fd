/* SPDX-License-Identifier: MIT */
/*
 * Whole sessions: both samples of the user guide's chapter 1, octet for octet
 * on the wire; then with every reply cut at every octet, in segments of every
 * size, over IPv4 by either service and over IPv6.
 */
#include "generate.h"
#include "report.h"

#define MESSAGE_1                                                                              \
    "From: a@example.org\r\nSubject: one\r\n\r\nLine 1\r\n.stuffed\r\n..\r\n \r\nlast\r\n"
#define WIRE_1                                                                                 \
    "From: a@example.org\r\nSubject: one\r\n\r\nLine 1\r\n..stuffed\r\n...\r\n "               \
    "\r\nlast\r\n.\r\n"
#define MESSAGE_2 "From: b@example.org\r\nSubject: two\r\n\r\n\r\n.\r\nThe end.\r\n"
#define WIRE_2    "From: b@example.org\r\nSubject: two\r\n\r\n\r\n..\r\nThe end.\r\n.\r\n"

#define MAIL(world_)                                                                           \
    {                                                                                          \
        .name = "guide's USER/PASS session, " #world_, .world = &world_,                       \
        .turns = {HELLO,                                                                       \
                  USER_OK,                                                                     \
                  LINE("PASS mvan99", "+OK mrose is logged in"),                               \
                  STAT_2,                                                                      \
                  ANSWER("RETR 1", "+OK 120 octets\r\n" WIRE_1),                               \
                  LINE("DELE 1", "+OK message 1 deleted"),                                     \
                  ANSWER("RETR 2", "+OK 200 octets\r\n" WIRE_2),                               \
                  LINE("DELE 2", "+OK message 2 deleted"),                                     \
                  LINE("QUIT", "+OK POP3 server signing off (maildrop empty)")},               \
        .steps = {CREATE_AS(NX_FALSE, NAME, "mvan99", NX_SUCCESS),                             \
                  STAT(2, 320),                                                                \
                  GET(1, 120),                                                                 \
                  BODY(MESSAGE_1),                                                             \
                  DELE(1),                                                                     \
                  GET(2, 200),                                                                 \
                  BODY(MESSAGE_2),                                                             \
                  DELE(2),                                                                     \
                  QUIT,                                                                        \
                  DELETE},                                                                     \
    }

static const struct world world_44 = {44, 120, 1600, 0};

static const struct scene user_pass_4 = MAIL(world_4);
static const struct scene user_pass_44 = MAIL(world_44);
#ifdef FEATURE_NX_IPV6
static const struct scene user_pass_6 = MAIL(world_6);
#endif

/* The second sample; its LIST without a number is mail_sizes_get. */
#ifdef NETX_ADDON_ONLY
#define SIZES_TURN LINE("STAT", "+OK 2 320")
#define SIZES_STEP STAT(2, 320)
#else
static ULONG listed[3];

static VOID size_note(NX_POP3_CLIENT *which, UINT item, ULONG size, VOID *context)
{
    if (which == &client && context == listed && item >= 1 && item <= 2)
        listed[item] += size;
    else
        listed[0]++;
}

static UINT sizes_of_two(void)
{
    UINT status;
    listed[0] = listed[1] = listed[2] = 0;
    status = nx_pop3_client_mail_sizes_get(&client, size_note, listed);
    if (status == NX_SUCCESS && (listed[0] || listed[1] != 120 || listed[2] != 200))
        case_fail("the sizes are not those of the listing");
    return status;
}

#define SIZES_TURN ANSWER("LIST", "+OK 2 messages (320 octets)\r\n1 120\r\n2 200\r\n.\r\n")
#define SIZES_STEP CALL(sizes_of_two, NX_SUCCESS)
#endif

#define MAIL_APOP(world_)                                                                      \
    {                                                                                          \
        .name = "guide's APOP session, " #world_, .world = &world_,                            \
        .turns = {HELLO,                                                                       \
                  LINE("APOP mrose " DIGEST,                                                   \
                       "+OK mrose's maildrop has 2 messages (320 octets)"),                    \
                  SIZES_TURN,                                                                  \
                  ANSWER("RETR 1", "+OK 120 octets\r\n" WIRE_1),                               \
                  LINE("DELE 1", "+OK message 1 deleted"),                                     \
                  ANSWER("RETR 2", "+OK 200 octets\r\n" WIRE_2),                               \
                  LINE("DELE 2", "+OK message 2 deleted"),                                     \
                  LINE("QUIT", "+OK dewey POP3 server signing off (maildrop empty)")},         \
        .steps = {CREATE_APOP, SIZES_STEP,  GET(1, 120),     BODY(MESSAGE_1),                  \
                  DELE(1),     GET(2, 200), BODY(MESSAGE_2), DELE(2),                          \
                  QUIT,        DELETE},                                                        \
    }

static const struct scene apop_4 = MAIL_APOP(world_4);
static const struct scene apop_44 = MAIL_APOP(world_44);
#ifdef FEATURE_NX_IPV6
static const struct scene apop_6 = MAIL_APOP(world_6);
#endif

static const struct scene sizes = {
    .name = "sizes, deletions, nothing fetched",
    .turns = {LOGIN, LINE("STAT", "+OK 3 400"), LINE("LIST 1", "+OK 1 120"),
              LINE("LIST 3", "+OK 3 80 octets, about"), LINE("DELE 3", "+OK"),
              LINE("LIST 2", "+OK 2 200"), BYE},
    .steps = {CREATE, STAT(3, 400), SIZE(1, 120), SIZE(3, 80), DELE(3), SIZE(2, 200), QUIT,
              DELETE},
};

static const struct scene bare = {
    .name = "every reply a bare +OK",
    .turns = {OPEN("+OK\r\n"), LINE("USER " NAME, "+OK"), LINE("PASS " SECRET, "+OK"), STAT_2,
              ANSWER("RETR 1", "+OK\r\nHi\r\n.\r\n"), LINE("DELE 1", "+OK"),
              LINE("QUIT", "+OK")},
    .steps = {CREATE, STAT(2, 320), GET(1, 0), BODY("Hi\r\n"), DELE(1), QUIT, DELETE},
};

void cases_run(void)
{
    every_cut(&user_pass_4);
    every_cut(&apop_4);
    every_cut(&sizes);
    every_cut(&bare);
    if (!report_quick()) {
        every_split(&user_pass_4, 500);
        every_split(&apop_4, 700);
    }
#ifdef FEATURE_NX_IPV6
    case_run(&user_pass_6, NULL, ": right");
    every_chunk(&user_pass_6, 1, 40, 0);
    every_chunk(&user_pass_6, 1, 3, 1);
    case_run(&apop_6, NULL, ": right");
    every_chunk(&apop_6, 1, 40, 0);
    every_split(&apop_6, 0);
#endif
    case_run(&user_pass_44, NULL, ": right");
    every_chunk(&user_pass_44, 1, 10, 0);
    case_run(&apop_44, NULL, ": right");
    every_chunk(&apop_44, 1, 10, 0);
}
