/* SPDX-License-Identifier: MIT */
/*
 * Packets: small pools for the commands, small packets and MTUs for what is
 * received, pools that are empty, messages abandoned half-way, packets that the
 * application keeps.
 */
#include <string.h>

#include "generate.h"
#include "report.h"

#define LONG_NAME "a.rather.long.name@mail.example.org"
#define F60       "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789AB"
#define TEXT_4    F60 "\r\n..dots\r\n" F60 "\r\n...\r\n" F60 "\r\n" F60 "\r\n"
#define WANT_4    F60 "\r\n.dots\r\n" F60 "\r\n..\r\n" F60 "\r\n" F60 "\r\n"

static const struct scene by_name = {
    .name = "USER/PASS with a long name",
    .turns = {HELLO, LINE("USER " LONG_NAME, "+OK"), LINE("PASS " SECRET, "+OK"), STAT_2,
              ANSWER("RETR 1", "+OK 300 octets\r\n" TEXT_4 ".\r\n"), LINE("DELE 1", "+OK"),
              BYE},
    .steps = {CREATE_AS(NX_FALSE, LONG_NAME, SECRET, NX_SUCCESS), STAT(2, 320), GET(1, 300),
              BODY(WANT_4), DELE(1), QUIT},
};

static const struct scene by_digest = {
    .name = "APOP with a long name",
    .turns = {HELLO, LINE("APOP " LONG_NAME " " DIGEST, "+OK"), STAT_2,
              ANSWER("RETR 1", "+OK 300 octets\r\n" TEXT_4 ".\r\n"), LINE("DELE 1", "+OK"),
              BYE},
    .steps = {CREATE_AS(NX_TRUE, LONG_NAME, SECRET, NX_SUCCESS), STAT(2, 320), GET(1, 300),
              BODY(WANT_4), DELE(1), QUIT},
};

static void in_world(const struct scene *scene, const struct world *world)
{
    static const size_t chunks[] = {1, 2, 7, 64, 100, 150, 290, 400};
    struct scene here = *scene;
    here.world = world;
    case_run(&here, NULL, ", IPv%u, pool %u, receive pool %u, MTU %u: right",
             world->family % 10, (UINT)world->payload, (UINT)world->receive, world->mtu);
    for (UINT i = 0; i < sizeof chunks / sizeof chunks[0]; i++)
        case_run(&here, &(struct plan){.how = CHUNK, .at = chunks[i]},
                 ", IPv%u, pool %u, receive pool %u, MTU %u, cut to %zu: right",
                 world->family % 10, (UINT)world->payload, (UINT)world->receive, world->mtu,
                 chunks[i]);
}

#ifdef NX_DISABLE_PACKET_CHAIN
#define SMALLEST 4u /* below it a command is a chain */
#else
#define SMALLEST 0u
#endif

static void command_pools(void)
{
    static const ULONG payloads[] = {100, 112, 120, 128, 256, 1536, 0};
    for (UINT i = SMALLEST; i < sizeof payloads / sizeof payloads[0]; i++) {
        struct world world = {4, payloads[i], 1600, 0};
        in_world(&by_name, &world);
        in_world(&by_digest, &world);
#ifdef FEATURE_NX_IPV6
        world.family = 6;
        in_world(&by_name, &world);
        in_world(&by_digest, &world);
#endif
    }
}

#ifndef NX_DISABLE_PACKET_CHAIN
/* Received data in chains. */
static void receive_pools(void)
{
    static const ULONG payloads[] = {128, 160, 256, 600};
    for (UINT i = 0; i < sizeof payloads / sizeof payloads[0]; i++) {
        struct world world = {4, 120, payloads[i], 0};
        struct scene cut = by_digest;
        in_world(&by_name, &world);
        in_world(&by_digest, &world);
        cut.world = &world;
        cut.name = payloads[i] == 128   ? "APOP, chains of 128"
                   : payloads[i] == 160 ? "APOP, chains of 160"
                                        : "APOP, chains of 256 or more";
        if (payloads[i] < 600)
            every_split(&cut, 0);
#ifdef FEATURE_NX_IPV6
        world.family = 6;
        in_world(&by_digest, &world);
#endif
    }
}
#endif

#ifndef NX_DISABLE_IPV4
static void mtus(void)
{
    static const UINT sizes[] = {256, 576, 1280, 1500};
    for (UINT i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct world world = {4, 256, 1600, sizes[i]};
        in_world(&by_name, &world);
        in_world(&by_digest, &world);
#ifdef FEATURE_NX_IPV6
        world.family = 6;
        if (sizes[i] >= 1280)
            in_world(&by_name, &world);
#endif
    }
}
#endif

/* Messages abandoned: the next command comes after the rest of them. */
#define RETR_1 ANSWER("RETR 1", "+OK 300\r\n" TEXT_4 "+OK 5\r\n..\r\n-ERR no\r\n.\r\n")
#define RETR_2 ANSWER("RETR 2", "+OK 3 octets\r\nabc\r\n.\r\n")

static const struct scene abandoned[] = {
    {.name = "message not read at all, next item",
     .turns = {LOGIN, STAT_2, RETR_1, RETR_2, BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 300), GET(2, 3), BODY("abc\r\n"), QUIT}},
    {.name = "message not read at all, DELE",
     .turns = {LOGIN, STAT_2, RETR_1, LINE("DELE 1", "+OK"), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 300), DELE(1), QUIT}},
    {.name = "message not read at all, LIST",
     .turns = {LOGIN, STAT_2, RETR_1, LINE("LIST 2", "+OK 2 200"), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 300), SIZE(2, 200), QUIT}},
    {.name = "message not read at all, STAT",
     .turns = {LOGIN, STAT_2, RETR_1, LINE("STAT", "+OK 3 500"), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 300), STAT(3, 500), QUIT}},
    {.name = "message not read at all, QUIT",
     .turns = {LOGIN, STAT_2, RETR_1, BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 300), QUIT}},
    {.name = "message not read at all, the same item again",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 1\r\na\r\n."),
               LINE("RETR 1", "+OK 1\r\nb\r\n."), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 1), GET(1, 1), BODY("b\r\n"), QUIT}},
};

static const struct scene half_read[] = {
    {.name = "message half read, the rest late, next item: drained first",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 9"), SEND("a\r\n"), SEND("b\r\n"),
               LATER(300, "c\r\n"), LATER(300, ".\r"), LATER(1, "\n"), RETR_2, BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 9), PART(1), GET(2, 3), BODY("abc\r\n"), QUIT}},
    {.name = "message half read, invalid item, then the rest: still there",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 6"), SEND("a\r\n"), SEND("b\r\n.\r\n"), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 6), PART(1), GET_IS(3, NX_POP3_INVALID_MAIL_ITEM),
               DELE_IS(0, NX_POP3_CLIENT_INVALID_INDEX), SIZE_IS(9, NX_POP3_INVALID_MAIL_ITEM),
               BODY("b\r\n"), QUIT}},
    {.name = "message half read, the connection ends, next item: failure",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 6"), SEND("a\r\n"), HANG_UP("b\r\n")},
     .steps = {CREATE, STAT(2, 320), GET(1, 6), PART(1), GET_IS(2, ANY_FAILURE),
               GET_IS(2, NX_POP3_CLIENT_INVALID_STATE)}},
    {.name = "message half read, QUIT: drained first",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 6"), SEND("a\r\n"), SEND("b\r\n"),
               LATER(200, ".\r\n"), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 6), PART(1), QUIT}},
    {.name = "half a line of a message read, next item: drained first",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 6"), SEND("abc"), SEND("def\r"), SEND("\n."),
               SEND("\r"), SEND("\n"), RETR_2, BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 6), PART(1), GET(2, 3), BODY("abc\r\n"), QUIT}},
};
static const struct scene stuck = {
    .name = "message half read, then silence, next item: NX_NO_PACKET in time",
    .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 6"), SEND("a\r\n"), SEND("b\r\n")},
    .steps = {CREATE,
              STAT(2, 320),
              GET(1, 6),
              PART(1),
              {.act = ACT_GET, .n = 2, .status = NX_NO_PACKET, .low = 990, .high = 1100},
              GET_IS(2, NX_POP3_CLIENT_INVALID_STATE)},
};

static void long_abandoned(void)
{
    static char reply[30100];
    struct scene scene = {.name = "30,000 octets abandoned",
                          .turns = {LOGIN, STAT_2, LINE("RETR 1", ""), RETR_2, BYE},
                          .steps = {CREATE, STAT(2, 320), GET(1, 30000), PART(2), GET(2, 3),
                                    BODY("abc\r\n"), QUIT}};
    strcpy(reply, "+OK 30000\r\n");
    while (strlen(reply) < 30000)
        memcpy(reply + strlen(reply), "..line\r\n..\r\nx.\r\n", 17);
    strcat(reply, ".\r\n");
    scene.turns[4].reply = (struct text){reply, strlen(reply)};
    case_run(&scene, NULL, ", next item: right");
    case_run(&scene, &(struct plan){.how = CHUNK, .at = 333}, " in small segments: right");
}

/* The client's pool is empty when a command is due. */
#define NO_PACKET .status = NX_NO_PACKET, .low = 99, .high = 150
static const struct scene starved[] = {
    {.name = "no packet for USER: NX_NO_PACKET, nothing sent",
     .turns = {HELLO},
     .steps = {HOLD, {.act = ACT_CREATE, .t = T(NAME), .u = T(SECRET), NO_PACKET}, UNHOLD}},
    {.name = "no packet for APOP: NX_NO_PACKET, nothing sent",
     .turns = {HELLO},
     .steps = {HOLD,
               {.act = ACT_CREATE, .n = NX_TRUE, .t = T(NAME), .u = T(SECRET), NO_PACKET},
               UNHOLD}},
    {.name = "no packet for STAT: NX_NO_PACKET; then the session goes on",
     .turns = {LOGIN, STAT_2, BYE},
     .steps = {CREATE, HOLD, {.act = ACT_STAT, NO_PACKET}, UNHOLD, STAT(2, 320), QUIT}},
    {.name = "no packet for LIST: NX_NO_PACKET; then the session goes on",
     .turns = {LOGIN, STAT_2, LINE("LIST 1", "+OK 1 120"), BYE},
     .steps = {CREATE,
               STAT(2, 320),
               HOLD,
               {.act = ACT_SIZE, .n = 1, NO_PACKET},
               UNHOLD,
               SIZE(1, 120),
               QUIT}},
    {.name = "no packet for RETR: NX_NO_PACKET; then the session goes on",
     .turns = {LOGIN, STAT_2, RETR_2, BYE},
     .steps = {CREATE,
               STAT(2, 320),
               HOLD,
               {.act = ACT_GET, .n = 2, NO_PACKET},
               PACKET_IS(NX_POP3_CLIENT_INVALID_STATE),
               UNHOLD,
               GET(2, 3),
               BODY("abc\r\n"),
               QUIT}},
    {.name = "no packet for DELE: NX_NO_PACKET; then the session goes on",
     .turns = {LOGIN, STAT_2, LINE("DELE 1", "+OK"), BYE},
     .steps = {CREATE,
               STAT(2, 320),
               HOLD,
               {.act = ACT_DELE, .n = 1, NO_PACKET},
               UNHOLD,
               DELE(1),
               QUIT}},
    {.name = "no packet for QUIT: NX_NO_PACKET",
     .turns = {LOGIN, STAT_2},
     .steps = {CREATE, STAT(2, 320), HOLD, {.act = ACT_QUIT, NO_PACKET}, UNHOLD, DELETE}},
    {.name = "no packet while a message is read: it needs none",
     .turns = {LOGIN, STAT_2, RETR_2, BYE},
     .steps = {CREATE, STAT(2, 320), GET(2, 3), HOLD, BODY("abc\r\n"), UNHOLD, QUIT}},
    {.name = "no packet at delete: it needs none",
     .turns = {LOGIN},
     .steps = {CREATE, HOLD, DELETE, UNHOLD}},
    {.name = "a packet comes free in time: STAT waits for it",
     .turns = {LOGIN, {.kind = TURN_SEND, .pause = 60, .unhold = 1}, STAT_2, BYE},
     .steps = {CREATE, HOLD, {.act = ACT_STAT, .v = 2, .w = 320, .low = 55, .high = 70}, QUIT}},
};

#ifndef NX_DISABLE_PACKET_CHAIN
static const struct world tiny_world = {4, 100, 1600, 0};
static const struct scene starved_chain[] = {
    {.name = "one packet where the command takes two: NX_NO_PACKET, none lost",
     .world = &tiny_world,
     .turns = {HELLO},
     .steps = {HOLD_BUT(1),
               {.act = ACT_CREATE, .n = NX_TRUE, .t = T(LONG_NAME), .u = T(SECRET), NO_PACKET},
               UNHOLD}},
    {.name = "just the packets that the command takes: right",
     .world = &tiny_world,
     .turns = {HELLO, LINE("APOP " LONG_NAME " " DIGEST, "+OK")},
     .steps = {HOLD_BUT(2), CREATE_AS(NX_TRUE, LONG_NAME, SECRET, NX_SUCCESS), UNHOLD}},
};
#endif

/* The application keeps the packets of a message until the client is gone. */
static NX_PACKET *kept[16];
static UINT keeping;

static UINT keep(void)
{
    ULONG bytes;
    UINT final = NX_FALSE, status = NX_SUCCESS;
    while (!final && status == NX_SUCCESS && keeping < 16) {
        status = nx_pop3_client_mail_item_message_get(&client, &kept[keeping], &bytes, &final);
        if (status == NX_SUCCESS)
            keeping++;
    }
    return status;
}

static UINT let_go(void)
{
    UINT status = NX_SUCCESS, n = keeping;
    while (keeping)
        status |= nx_packet_release(kept[--keeping]);
    return n == 3 ? status : ANY_FAILURE;
}

static const struct scene keepers[] = {
    {.name = "packets kept beyond delete: still the application's",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 9"), SEND("a\r\n"), SEND("b\r\n"),
               SEND("c\r\n.\r\n"), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 9), CALL(keep, NX_SUCCESS), QUIT, DELETE,
               CALL(let_go, NX_SUCCESS)}},
};

#define RUN_ALL(table)                                                                         \
    for (size_t i = 0; i < sizeof(table) / sizeof(table)[0]; i++)                              \
    case_run(&(table)[i], NULL, "%s", "")

void cases_run(void)
{
    for (size_t i = 0; i < sizeof abandoned / sizeof abandoned[0]; i++) {
        case_run(&abandoned[i], NULL, ": drained first");
        every_chunk(&abandoned[i], 1, 30, 0);
        every_chunk(&abandoned[i], 50, 60, 1);
        every_split(&abandoned[i], 1);
    }
    RUN_ALL(half_read);
    long_abandoned();
    RUN_ALL(starved);
    RUN_ALL(keepers);
    if (!report_quick())
        case_run(&stuck, NULL, "%s", "");
#ifndef NX_DISABLE_PACKET_CHAIN
    RUN_ALL(starved_chain);
    receive_pools();
#endif
    command_pools();
#ifndef NX_DISABLE_IPV4
    mtus();
#endif
}
