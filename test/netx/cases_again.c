/* SPDX-License-Identifier: MIT */
/*
 * Sessions one after the other: items_get "at any time", after QUIT, after a
 * lost connection, a time-out or a protocol error (user guide chapter 1); and
 * how connections end.
 */
#include <string.h>

#include "generate.h"
#include "report.h"

#define STATE NX_POP3_CLIENT_INVALID_STATE
#define ITEM  NX_POP3_INVALID_MAIL_ITEM

/* items_get at any time. */
static const struct scene again[] = {
    {.name = "items_get after QUIT: connects and logs in again",
     .turns = {LOGIN, STAT_2, BYE, LOGIN, LINE("STAT", "+OK 5 500"), LINE("LIST 5", "+OK 5 9"),
               BYE},
     .steps = {CREATE, STAT(2, 320), QUIT, STAT(5, 500), SIZE(5, 9), QUIT, DELETE}},
    {.name = "items_get after QUIT, APOP: a new digest",
     .turns = {HELLO, LINE("APOP " NAME " " DIGEST, "+OK"), BYE, OPEN("+OK <2.3@h>\r\n"),
               LINE("APOP " NAME " efbe4e97b6430bc4618c4a720dda9938", "+OK"), STAT_2, BYE},
     .steps = {CREATE_APOP, QUIT, STAT(2, 320), QUIT}},
    {.name = "items_get after QUIT three times: each a session",
     .turns = {LOGIN, BYE, LOGIN, STAT_2, BYE, LOGIN, STAT_2, BYE, LOGIN, STAT_2, BYE},
     .steps = {CREATE, QUIT, STAT(2, 320), QUIT, STAT(2, 320), QUIT, STAT(2, 320), QUIT}},
    {.name = "items_get after the server hung up: connects again",
     .turns = {LOGIN, STAT_2, HANG_UP(""), LOGIN, STAT_2, BYE},
     .steps = {CREATE, STAT(2, 320), WAIT(5), STAT(2, 320), QUIT}},
    {.name = "items_get after a reset: connects again",
     .turns = {LOGIN, STAT_2, RESET(""), LOGIN, STAT_2, BYE},
     .steps = {CREATE, STAT(2, 320), WAIT(5), STAT(2, 320), QUIT}},
    {.name = "items_get after a call found the connection lost: connects again",
     .turns = {LOGIN, STAT_2, HANG_UP(""), LOGIN, STAT_2, LINE("DELE 1", "+OK"), BYE},
     .steps = {CREATE, STAT(2, 320), WAIT(5), DELE_IS(1, ANY_FAILURE), DELE_IS(1, STATE),
               STAT(2, 320), DELE(1), QUIT}},
    {.name = "items_get after the connection was lost within a message: connects again",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 20"), HANG_UP("abc\r\n"), LOGIN, STAT_2,
               LINE("RETR 1", "+OK 3\r\nabc\r\n."), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 20), BODY_IS(ANY_FAILURE), PACKET_IS(STATE),
               STAT(2, 320), GET(1, 3), BODY("abc\r\n"), QUIT}},
    {.name = "items_get after a protocol error: connects again",
     .turns = {LOGIN, LINE("STAT", "+OKAY 2 320"), LOGIN, STAT_2, BYE},
     .steps = {CREATE, STAT_IS(NX_POP3_SERVER_ERROR_STATUS), STAT(2, 320), QUIT}},
    {.name = "items_get again, its login refused, and once more: right",
     .turns = {LOGIN, BYE, HELLO, LINE("USER " NAME, "-ERR [LOGIN-DELAY]"), LOGIN, STAT_2, BYE},
     .steps = {CREATE, QUIT, STAT_IS(NX_POP3_SERVER_ERROR_STATUS), SIZE_IS(1, STATE),
               STAT(2, 320), QUIT}},
    {.name = "items_get again: the old count is gone when STAT fails",
     .turns = {LOGIN, STAT_2, BYE, LOGIN, LINE("STAT", "-ERR"), BYE},
     .steps = {CREATE, STAT(2, 320), QUIT, STAT_IS(NX_POP3_SERVER_ERROR_STATUS),
               SIZE_IS(1, ITEM), QUIT}},
};

#define TIMED_OUT NX_NO_PACKET
static const struct scene silent[] = {
    {.name = "items_get after a time-out: connects again",
     .turns = {LOGIN, ANSWER("STAT", ""), LOGIN, STAT_2, BYE},
     .steps = {CREATE, STAT_IS(TIMED_OUT), SIZE_IS(1, STATE), STAT(2, 320), QUIT}},
    {.name = "items_get after a time-out, APOP: a new digest",
     .turns = {HELLO, LINE("APOP " NAME " " DIGEST, "+OK"), ANSWER("STAT", "+OK 2"),
               OPEN("+OK <2.3@h>\r\n"),
               LINE("APOP " NAME " efbe4e97b6430bc4618c4a720dda9938", "+OK"), STAT_2, BYE},
     .steps = {CREATE_APOP, STAT_IS(TIMED_OUT), STAT(2, 320), QUIT}},
    {.name = "items_get after LIST timed out: connects again, the size is asked anew",
     .turns = {LOGIN, STAT_2, ANSWER("LIST 1", "+OK 1 12"), LOGIN, STAT_2,
               LINE("LIST 1", "+OK 1 7"), BYE},
     .steps = {CREATE, STAT(2, 320), SIZE_IS(1, TIMED_OUT), DELE_IS(1, STATE), STAT(2, 320),
               SIZE(1, 7), QUIT}},
    {.name = "items_get after DELE timed out: connects again, the item is still known",
     .turns = {LOGIN, STAT_2, ANSWER("DELE 1", ""), LOGIN, STAT_2, LINE("DELE 1", "+OK"), BYE},
     .steps = {CREATE, STAT(2, 320), DELE_IS(1, TIMED_OUT), DELE_IS(1, STATE), STAT(2, 320),
               DELE(1), QUIT}},
    {.name = "items_get after a time-out within a message: connects again, none of the rest",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 9"), SEND("abc\r\n"), LOGIN, STAT_2,
               LINE("RETR 1", "+OK 3\r\nxyz\r\n."), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 9), PART(1), BODY_IS(TIMED_OUT), PACKET_IS(STATE),
               STAT(2, 320), PACKET_IS(STATE), GET(1, 3), BODY("xyz\r\n"), QUIT}},
    {.name = "items_get after QUIT timed out: connects again",
     .turns = {LOGIN, STAT_2, ANSWER("QUIT", ""), LOGIN, STAT_2, BYE},
     .steps = {CREATE, STAT(2, 320), QUIT_IS(TIMED_OUT), QUIT_IS(STATE), STAT(2, 320), QUIT}},
    {.name = "items_get, its new session times out too, and once more: right",
     .turns = {LOGIN, ANSWER("STAT", ""), OPEN(""), HELLO, ANSWER("USER " NAME, "+"), LOGIN,
               STAT_2, BYE},
     .steps = {CREATE, STAT_IS(TIMED_OUT), STAT_IS(TIMED_OUT), STAT_IS(TIMED_OUT),
               SIZE_IS(1, STATE), STAT(2, 320), QUIT}},
    {.name = "the answer comes after the time-out: not taken for one in the new session",
     .turns = {LOGIN, ANSWER("STAT", ""), LATER(1200, "+OK 9 999\r\n"), LOGIN, STAT_2, BYE},
     .steps = {CREATE, STAT_IS(TIMED_OUT), STAT(2, 320), SIZE_IS(3, ITEM), QUIT}},
};

/* create for a client that lives: refused, its session goes on. */
static UINT create_again(void)
{
    return nxd_pop3_client_create(&client, NX_FALSE, &client_ip, stage_client_pool(),
                                  stage_server_nxd(), SERVER_PORT, (CHAR *)NAME,
                                  (CHAR *)SECRET);
}

/* A failed create has closed, given back and wiped everything, without delete. */
static UINT nothing_left(void)
{
    UINT left = 0;
    for (size_t i = 0; i + sizeof SECRET - 1 <= sizeof client; i++)
        left += memcmp((const char *)&client + i, SECRET, sizeof SECRET - 1) == 0;
    left += client_ip.nx_ip_tcp_created_sockets_count;
    left += client_pool.nx_packet_pool_total - client_pool.nx_packet_pool_available;
    return left;
}

#define ENDING(c, s)                                                                           \
    {                                                                                          \
        .kind = TURN_ANSWER, .expect = T(c "\r\n"), .reply = T(s), .after = FIN                \
    }
#define LINGER                                                                                 \
    {                                                                                          \
        .kind = TURN_SEND, .pause = 4000                                                       \
    }

static const struct scene ends[] = {
    {.name = "create of a living client: 0xB7, its session goes on",
     .turns = {LOGIN, STAT_2, LINE("LIST 1", "+OK 1 120"), BYE},
     .steps = {CREATE, STAT(2, 320), CALL(create_again, STATE), SIZE(1, 120), QUIT}},
    {.name = "create of a client that has QUIT: 0xB7, items_get still works",
     .turns = {LOGIN, BYE, LOGIN, STAT_2, BYE},
     .steps = {CREATE, QUIT, CALL(create_again, STATE), STAT(2, 320), QUIT}},
    {.name = "failed PASS, no delete: nothing left, password wiped",
     .turns = {HELLO, USER_OK, LINE("PASS " SECRET, "-ERR")},
     .steps = {CREATE_IS(NX_POP3_SERVER_ERROR_STATUS), CALL(nothing_left, 0)}},
    {.name = "failed greeting, no delete: nothing left, password wiped",
     .turns = {OPEN("-ERR busy\r\n")},
     .steps = {CREATE_IS(NX_POP3_SERVER_ERROR_STATUS), CALL(nothing_left, 0)}},
    {.name = "connection lost in create, no delete: nothing left, password wiped",
     .turns = {HELLO, ENDING("USER " NAME, "+O")},
     .steps = {CREATE_IS(ANY_FAILURE), CALL(nothing_left, 0)}},
    {.name = "APOP and PASS refused, no delete: nothing left, password wiped",
     .turns = {HELLO, LINE("APOP " NAME " " DIGEST, "-ERR"), USER_OK,
               LINE("PASS " SECRET, "-ERR")},
     .steps = {APOP_IS(NX_POP3_SERVER_ERROR_STATUS), CALL(nothing_left, 0)}},
    {.name = "the server closes with QUIT's reply: success",
     .turns = {LOGIN, STAT_2, ENDING("QUIT", "+OK bye\r\n")},
     .steps = {CREATE, STAT(2, 320), QUIT}},
    {.name = "the server closes with the last octet of a message: message whole",
     .turns = {LOGIN, STAT_2, ENDING("RETR 1", "+OK 3\r\nabc\r\n.\r\n")},
     .steps = {CREATE, STAT(2, 320), GET(1, 3), BODY("abc\r\n"), DELE_IS(1, ANY_FAILURE),
               DELE_IS(1, STATE)}},
    {.name = "the server closes with PASS's reply: create succeeds, the next call fails",
     .turns = {HELLO, USER_OK, ENDING("PASS " SECRET, "+OK\r\n")},
     .steps = {CREATE, QUIT_IS(ANY_FAILURE)}},
};

static const struct scene lingering[] = {
    {.name = "the server does not close after QUIT: success in time",
     .turns = {LOGIN, BYE, LINGER},
     .steps = {CREATE, {.act = ACT_QUIT, .low = 0, .high = 1100}, DELETE}},
    {.name = "the server does not close after delete: success in time",
     .turns = {LOGIN, STAT_2, LINGER},
     .steps = {CREATE, STAT(2, 320), {.act = ACT_DELETE, .low = 0, .high = 1100}}},
    {.name = "one octet of the greeting in nine seconds: create gives up in time",
     .turns = {OPEN("+"), LATER(900, "O"), LATER(900, "K"), LATER(900, " ")},
     .steps = {{.act = ACT_CREATE,
                .t = T(NAME),
                .u = T(SECRET),
                .status = NX_NO_PACKET,
                .low = 990,
                .high = 1100}}},
    {.name = "one octet of PASS's reply in nine seconds: create gives up in time",
     .turns = {HELLO, USER_OK, ANSWER("PASS " SECRET, "+"), LATER(900, "O"), LATER(900, "K")},
     .steps = {{.act = ACT_CREATE,
                .t = T(NAME),
                .u = T(SECRET),
                .status = NX_NO_PACKET,
                .low = 990,
                .high = 1100}}},
    {.name = "one octet of RETR's line in nine seconds: item_get gives up in time",
     .turns = {LOGIN, STAT_2, ANSWER("RETR 1", "+"), LATER(900, "O"), LATER(900, "K")},
     .steps = {CREATE,
               STAT(2, 320),
               {.act = ACT_GET, .n = 1, .status = NX_NO_PACKET, .low = 990, .high = 1100}}},
};

#define RUN_ALL(table)                                                                         \
    for (size_t i = 0; i < sizeof(table) / sizeof(table)[0]; i++)                              \
    case_run(&(table)[i], NULL, "%s", "")

void cases_run(void)
{
    RUN_ALL(again);
    RUN_ALL(ends);
    every_split(&again[0], 0);
    every_split(&again[1], 0);
    every_split(&ends[6], 0);
    every_split(&ends[7], 0);
    every_split(&ends[7], 1);
    every_chunk(&ends[7], 1, 20, 0);
    if (report_quick())
        return;
    RUN_ALL(silent);
    RUN_ALL(lingering);
}
