/* SPDX-License-Identifier: MIT */
/*
 * The session breaks: the connection ends or the server falls silent anywhere,
 * refuses any command, or answers what is no answer (RFC 1939 section 3). The
 * call concerned fails, in time; nothing is sent after it; no packet is lost.
 */
#include <string.h>

#include "generate.h"
#include "report.h"

#define WIRE "From: a\r\n\r\n..x\r\n.\r\n"
#define MAIL "From: a\r\n\r\n.x\r\n"

static const struct scene user_pass = {
    .name = "USER/PASS session",
    .turns = {LOGIN, STAT_2, LINE("LIST 1", "+OK 1 120"),
              ANSWER("RETR 1", "+OK 120 octets\r\n" WIRE),
              LINE("DELE 1", "+OK message 1 deleted"), BYE},
    .steps = {CREATE, STAT(2, 320), SIZE(1, 120), GET(1, 120), BODY(MAIL), DELE(1), QUIT},
};

static const struct scene apop = {
    .name = "APOP session",
    .turns = {HELLO, LINE("APOP " NAME " " DIGEST, "+OK maildrop has 2 messages"), STAT_2,
              ANSWER("RETR 2", "+OK 120 octets\r\n" WIRE), BYE},
    .steps = {CREATE_APOP, STAT(2, 320), GET(2, 120), BODY(MAIL), QUIT},
};

#define FULL "0123456789abcdef0123456789abcdef"
#define F128 FULL FULL FULL FULL

/* What is no status; after each the session is over (conformance lines 2, 3). */
static const struct text bad[] = {
    T("+OKAY\r\n"),       T("+OKAY 2 320\r\n"), T("+ok 2 320\r\n"),  T("+Ok\r\n"),
    T("OK 2 320\r\n"),    T(" +OK 2 320\r\n"),  T("\r\n"),           T("\r\n+OK 2 320\r\n"),
    T("+\r\n"),           T("+O\r\n"),          T("-\r\n"),          T("-ER\r\n"),
    T("-err no\r\n"),     T("-ERROR\r\n"),      T("+ERR no\r\n"),    T("220 mx ESMTP\r\n"),
    T("* OK IMAP\r\n"),   T("+ OK\r\n"),        T("+OK\t2 320\r\n"), T("+OK\0 2 320\r\n"),
    T("+OK 2 320\0\r\n"), T("+OK 2 320\n"),     T(".\r\n"),          T("\x16\x03\x01\r\n"),
    T("+OK-2 320\r\n"),   T("++OK\r\n"),        T("-OK\r\n"),        T("+OK2 320\r\n"),
};

static const struct text refusals[] = {
    T("-ERR\r\n"),
    T("-ERR no such thing\r\n"),
    T("-ERR +OK\r\n"),
    T("-ERR [SYS/TEMP] try later\r\n"),
    T("-ERR [X-UNKNOWN/a/b] \x1b]0;x\x07\r\n"),
    T("-ERR " F128 F128 F128 "\r\n"),
};

static void bad_replies(void)
{
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        every_reply(&user_pass, 0, bad[i], NX_POP3_SERVER_ERROR_STATUS, 1);
        every_reply(&apop, 1, bad[i], NX_POP3_SERVER_ERROR_STATUS, 1);
    }
    static char endless[5200] = "+OK ";
    memset(endless + 4, 'x', sizeof endless - 4);
    every_reply(&user_pass, 0, (struct text){endless, sizeof endless},
                NX_POP3_SERVER_ERROR_STATUS, 1);
}

static void refused(void)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        every_reply(&user_pass, 0, refusals[i], NX_POP3_SERVER_ERROR_STATUS, 0);
        every_reply(&apop, 2, refusals[i], NX_POP3_SERVER_ERROR_STATUS, 0);
    }
}

/* The session goes on after -ERR. */
static const struct scene goes_on[] = {
    {.name = "-ERR to RETR, then the next item: fetched",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "-ERR no such"),
               ANSWER("RETR 2", "+OK 120\r\n" WIRE), LINE("DELE 2", "+OK"), BYE},
     .steps = {CREATE, STAT(2, 320), GET_IS(1, NX_POP3_SERVER_ERROR_STATUS), GET(2, 120),
               BODY(MAIL), DELE(2), QUIT}},
    {.name = "-ERR to DELE, LIST and STAT, then all again: right",
     .turns = {LOGIN, STAT_2, LINE("DELE 1", "-ERR"), LINE("LIST 1", "-ERR"),
               LINE("STAT", "-ERR"), LINE("LIST 2", "+OK 2 200"), STAT_2, LINE("DELE 1", "+OK"),
               BYE},
     .steps = {CREATE, STAT(2, 320), DELE_IS(1, NX_POP3_SERVER_ERROR_STATUS),
               SIZE_IS(1, NX_POP3_SERVER_ERROR_STATUS), STAT_IS(NX_POP3_SERVER_ERROR_STATUS),
               SIZE(2, 200), STAT(2, 320), DELE(1), QUIT}},
    {.name = "-ERR to a RETR split after each octet has no body",
     .turns = {LOGIN, STAT_2, ANSWER("RETR 1", "-"), LATER(1, "ERR"), LATER(1, " x\r"),
               LATER(1, "\n"), LINE("LIST 2", "+OK 2 200"), BYE},
     .steps = {CREATE, STAT(2, 320), GET_IS(1, NX_POP3_SERVER_ERROR_STATUS), SIZE(2, 200),
               QUIT}},
    {.name = "blank reply to DELE: 0xB4, the session is over",
     .turns = {LOGIN, STAT_2, ANSWER("DELE 1", "\r\n+OK\r\n")},
     .steps = {CREATE, STAT(2, 320), DELE_IS(1, NX_POP3_SERVER_ERROR_STATUS),
               SIZE_IS(1, NX_POP3_CLIENT_INVALID_STATE),
               DELE_IS(2, NX_POP3_CLIENT_INVALID_STATE),
               GET_IS(1, NX_POP3_CLIENT_INVALID_STATE)}},
    {.name = "end of stream instead of QUIT's reply: failure",
     .turns = {LOGIN, {.kind = TURN_ANSWER, .expect = T("QUIT\r\n"), .after = FIN}},
     .steps = {CREATE, QUIT_IS(ANY_FAILURE)}},
    {.name = "-ERR to QUIT: 0xB4, and the connection is closed",
     .turns = {LOGIN, LINE("QUIT", "-ERR some not removed")},
     .steps = {CREATE, QUIT_IS(NX_POP3_SERVER_ERROR_STATUS),
               DELE_IS(1, NX_POP3_CLIENT_INVALID_STATE)}},
    {.name = "the server hangs up after a reply: the next call fails",
     .turns = {LOGIN,
               {.kind = TURN_ANSWER,
                .expect = T("STAT\r\n"),
                .reply = T("+OK 2 320\r\n"),
                .after = FIN}},
     .steps = {CREATE, STAT(2, 320), SIZE_IS(1, ANY_FAILURE),
               SIZE_IS(1, NX_POP3_CLIENT_INVALID_STATE)}},
    {.name = "the server resets after a reply: the next call fails",
     .turns = {LOGIN,
               {.kind = TURN_ANSWER,
                .expect = T("STAT\r\n"),
                .reply = T("+OK 2 320\r\n"),
                .after = RST}},
     .steps = {CREATE, STAT(2, 320), WAIT(5), SIZE_IS(1, ANY_FAILURE),
               SIZE_IS(1, NX_POP3_CLIENT_INVALID_STATE)}},
    {.name = "-ERR greeting: 0xB4, nothing sent",
     .turns = {OPEN("-ERR [SYS/TEMP] busy\r\n")},
     .steps = {CREATE_IS(NX_POP3_SERVER_ERROR_STATUS)}},
    {.name = "-ERR greeting with APOP: 0xB4, nothing sent",
     .turns = {OPEN("-ERR no " TIMESTAMP "\r\n")},
     .steps = {APOP_IS(NX_POP3_SERVER_ERROR_STATUS)}},
    {.name = "greeting with unasked replies in its segment: 0xB4 before credentials",
     .turns = {OPEN("+OK hi\r\n+OK\r\n+OK\r\n")},
     .steps = {CREATE_IS(NX_POP3_SERVER_ERROR_STATUS)}},
    {.name = "greeting with unasked replies, APOP: 0xB4 before credentials",
     .turns = {OPEN("+OK hi " TIMESTAMP "\r\n+OK\r\n+OK\r\n")},
     .steps = {APOP_IS(NX_POP3_SERVER_ERROR_STATUS)}},
    {.name = "greeting, then unasked replies in segments of their own: 0xB4 before credentials",
     .turns = {OPEN("+OK hi\r\n"), SEND("+OK\r\n"), SEND("+OK\r\n")},
     .steps = {CREATE_IS(NX_POP3_SERVER_ERROR_STATUS)}},
    {.name = "greeting with one unasked octet: 0xB4 before credentials",
     .turns = {OPEN("+OK hi\r\n+")},
     .steps = {CREATE_IS(NX_POP3_SERVER_ERROR_STATUS)}},
    {.name = "TLS on the port, no line end: failure, nothing sent",
     .turns = {OPEN("\x16\x03\x03\x00\x31\x02\x00\x00\x2d")},
     .steps = {CREATE_IS(ANY_FAILURE)}},
    {.name = "USER answered twice: no PASS",
     .turns = {HELLO, LINE("USER " NAME, "+OK\r\n+OK")},
     .steps = {CREATE_IS(NX_POP3_SERVER_ERROR_STATUS)}},
    {.name = "unasked octets after STAT: the next command is not sent",
     .turns = {LOGIN, ANSWER("STAT", "+OK 2 320\r\n+OK\r\n")},
     .steps = {CREATE,
               {.act = ACT_STAT, .status = ANY_STATUS, .v = 2, .w = 320},
               SIZE_IS(1, ANY_FAILURE),
               SIZE_IS(1, NX_POP3_CLIENT_INVALID_STATE)}},
    {.name = "unasked octets between commands: the next command is not sent",
     .turns = {LOGIN, STAT_2, LATER(10, "-ERR Autologout\r\n")},
     .steps = {CREATE, STAT(2, 320), WAIT(20), SIZE_IS(1, ANY_FAILURE),
               SIZE_IS(1, NX_POP3_CLIENT_INVALID_STATE)}},
    {.name = "octets after a message: the next command is not sent",
     .turns = {LOGIN, STAT_2, ANSWER("RETR 1", "+OK 1\r\nx\r\n.\r\n+OK\r\n")},
     .steps = {CREATE,
               STAT(2, 320),
               GET(1, 1),
               {.act = ACT_BODY, .status = ANY_STATUS, .t = T("x\r\n")},
               DELE_IS(1, ANY_FAILURE),
               DELE_IS(1, NX_POP3_CLIENT_INVALID_STATE)}},
};

/* Every legal length of a line is read; text means nothing (conformance 28, 29). */
static const struct scene long_lines = {
    .name = "reply lines of 512 octets",
    .turns = {OPEN("+OK " F128 F128 F128 FULL FULL FULL "0123456789\r\n"),
              LINE("USER " NAME, "+OK " F128 F128 F128 FULL FULL FULL "0123456789"),
              LINE("PASS " SECRET, "+OK " F128 F128 F128 FULL FULL FULL "0123456789"),
              LINE("STAT", "+OK 2 320 " F128 F128 F128 FULL FULL FULL "0123"),
              LINE("LIST 1", "+OK 1 120 " F128 F128 F128 FULL FULL FULL "0123"),
              ANSWER("RETR 1", "+OK 120 " F128 F128 F128 FULL FULL FULL "012345\r\nx\r\n.\r\n"),
              LINE("DELE 1", "+OK " F128 F128 F128 FULL FULL FULL "0123456789"),
              LINE("QUIT", "+OK " F128 F128 F128 FULL FULL FULL "0123456789")},
    .steps = {CREATE, STAT(2, 320), SIZE(1, 120), GET(1, 120), BODY("x\r\n"), DELE(1), QUIT},
};

/* A greeting of n octets, longer than RFC 2449 promises: read, within bounds. */
static void long_greetings(void)
{
    static const size_t sizes[] = {511, 512, 513, 514, 600, 1024, 2000, 4000};
    static char greeting[4000];
    for (UINT i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct scene scene = {.name = "greeting",
                              .turns = {LOGIN, STAT_2, BYE},
                              .steps = {CREATE, STAT(2, 320), QUIT}};
        memset(greeting, 'g', sizeof greeting);
        memcpy(greeting, "+OK ", 4);
        memcpy(greeting + sizes[i] - 2, "\r\n", 2);
        scene.turns[0].reply = (struct text){greeting, sizes[i]};
        case_run(&scene, NULL, " of %zu octets: read", sizes[i]);
        case_run(&scene, &(struct plan){.how = CHUNK, .at = 100}, " of %zu octets, cut: read",
                 sizes[i]);
    }
}

/* One octet in nine seconds: the time is not restarted by it (security 19). */
static const struct scene slow = {
    .name = "one octet in nine seconds: STAT gives up in time",
    .turns = {LOGIN, ANSWER("STAT", "+"), LATER(900, "O"), LATER(900, "K"), LATER(900, " "),
              LATER(900, "2"), LATER(900, " "), LATER(900, "3"), LATER(900, "\r\n")},
    .steps = {CREATE, {.act = ACT_STAT, .status = NX_NO_PACKET, .low = 999, .high = 1100}},
};
static const struct scene slow_body = {
    .name = "one octet of a message in nine seconds: message_get gives up in time",
    .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 9"), LATER(900, "x"), LATER(900, "x"),
              LATER(900, "x"), LATER(900, "x"), LATER(900, "x")},
    .steps = {CREATE,
              STAT(2, 320),
              GET(1, 9),
              {.act = ACT_BODY, .status = NX_NO_PACKET, .low = 0, .high = 1900}},
};
static const struct scene patient[] = {
    {.name = "the application pauses for minutes between packets: no time-out",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 9"), SEND("a\r\n"), SEND("b\r\n"),
               LATER(12000, "c\r\n"), SEND(".\r\n"), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 9), WAIT(6000), PACKET(3, NX_FALSE), WAIT(6000),
               PACKET(3, NX_FALSE), WAIT(6000), BODY("c\r\n"), WAIT(30000), QUIT}},
    {.name = "replies after nine seconds each: in time",
     .turns = {OPEN(""), LATER(900, "+OK\r\n"), ANSWER("USER " NAME, ""), LATER(900, "+OK\r\n"),
               ANSWER("PASS " SECRET, ""), LATER(900, "+OK\r\n"), ANSWER("STAT", ""),
               LATER(900, "+OK 2 320\r\n"), ANSWER("RETR 1", ""), LATER(900, "+OK 6\r\n"),
               LATER(900, "a\r\nb\r\n"), LATER(900, ".\r\n"), ANSWER("QUIT", ""),
               LATER(900, "+OK\r\n")},
     .steps = {CREATE, STAT(2, 320), GET(1, 6), PACKET(6, NX_FALSE), BODY(""), QUIT}},
};

static void slow_servers(void)
{
    if (report_quick())
        return;
    case_run(&slow, NULL, "%s", "");
    case_run(&slow_body, NULL, "%s", "");
    for (size_t i = 0; i < sizeof patient / sizeof patient[0]; i++)
        case_run(&patient[i], NULL, "%s", "");
}

void cases_run(void)
{
    every_end(&user_pass, BREAK_FIN, 1);
    every_end(&apop, BREAK_FIN, 1);
    every_end(&user_pass, BREAK_RST, 3);
    every_end(&apop, BREAK_RST, 5);
    bad_replies();
    refused();
    for (size_t i = 0; i < sizeof goes_on / sizeof goes_on[0]; i++)
        case_run(&goes_on[i], NULL, "%s", "");
    case_run(&long_lines, NULL, ": right");
    every_chunk(&long_lines, 1, 20, 0);
    long_greetings();
    every_silence(&user_pass);
    every_silence(&apop);
    slow_servers();
}
