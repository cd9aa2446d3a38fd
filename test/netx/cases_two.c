/* SPDX-License-Identifier: MIT */
/*
 * Two clients on one IP instance and one pool, each with a server: their calls
 * in every order, from one thread and from two; neither notices the other, nor
 * that the other's session breaks.
 */
#include <string.h>

#include "generate.h"
#include "report.h"

#define OTHER_HELLO OPEN("+OK other <7.8@b.example>\r\n")
#define OTHER_APOP  LINE("APOP other b804aa61e13b345aba0e9f65ffa1b996", "+OK")
#define OTHER_TEXT  "Subject: other\r\n\r\n.\r\n.other\r\n"
#define OTHER_WIRE  "Subject: other\r\n\r\n..\r\n..other\r\n.\r\n"
#define OTHER_LOGIN OTHER_HELLO, OTHER_APOP
#define OTHER_MAIL                                                                             \
    LINE("STAT", "+OK 5 900"), ANSWER("RETR 5", "+OK 444\r\n" OTHER_WIRE),                     \
        LINE("DELE 5", "+OK"), BYE

static const struct turn others[] = {OTHER_LOGIN, OTHER_MAIL, {.kind = TURN_END}};

#define OTHER .who = 1
static const struct step other_steps[] = {
    {OTHER, .act = ACT_CREATE, .n = NX_TRUE, .t = T("other"), .u = T("another")},
    {OTHER, .act = ACT_STAT, .v = 5, .w = 900},
    {OTHER, .act = ACT_GET, .n = 5, .v = 444},
    {OTHER, .act = ACT_BODY, .t = T(OTHER_TEXT)},
    {OTHER, .act = ACT_DELE, .n = 5},
    {OTHER, .act = ACT_QUIT},
};
#define OTHER_STEPS (sizeof other_steps / sizeof other_steps[0])

/* The first client's session; its message comes in two packets. */
static const struct scene mine = {
    .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 6"), SEND("a\r\n"), SEND("..b\r\n.\r\n"), BYE},
    .others = others,
    .steps = {CREATE, STAT(2, 320), GET(1, 6), PART(1), BODY(".b\r\n"), QUIT},
};
/* The same with each reply in one turn, which then may break. */
static const struct scene mine_whole = {
    .turns = {LOGIN, STAT_2, ANSWER("RETR 1", "+OK 6\r\na\r\n..b\r\n.\r\n"),
              LINE("LIST 2", "+OK 2 200"), BYE},
    .others = others,
    .steps = {CREATE, STAT(2, 320), GET(1, 6), BODY("a\r\n.b\r\n"), SIZE(2, 200), QUIT},
};
#define MY_STEPS 6u
#define STEPS    (MY_STEPS + OTHER_STEPS)

/* The steps of both; bit i of order is set where step i is the other's. */
static struct scene interleave(const struct scene *scene, const char *name, unsigned order)
{
    struct scene both = *scene;
    UINT my = 0, its = 0;
    both.name = name;
    for (UINT i = 0; i < STEPS; i++)
        both.steps[i] = order >> i & 1 ? other_steps[its++] : scene->steps[my++];
    memset(&both.steps[STEPS], 0, sizeof both.steps[0]);
    return both;
}

static UINT bits(unsigned order)
{
    UINT n = 0;
    for (; order; order &= order - 1)
        n++;
    return n;
}

static void every_order(void)
{
    for (unsigned order = 0; order < 1u << STEPS; order++) {
        struct scene scene;
        if (bits(order) != OTHER_STEPS)
            continue;
        scene = interleave(&mine, "two clients", order);
        case_run(&scene, NULL, ", order %03x: both right", order);
    }
}

/* By turns; and where the other has its message under way when the first one's session breaks.
 */
static const unsigned some_orders[] = {0x555, 0xAAA, 0xE07};

static void every_cut_of_one(void)
{
    for (UINT i = 0; i < 3; i++) {
        struct scene scene = interleave(&mine_whole, "two clients by turns", some_orders[i]);
        every_split(&scene, 1);
        every_chunk(&scene, 1, 20, 1);
    }
}

static void every_break_of_one(void)
{
    for (UINT i = 0; i < 3; i++) {
        struct scene scene =
            interleave(&mine_whole, "two clients, the other goes on", some_orders[i]);
        every_end(&scene, BREAK_FIN, 1);
        every_end(&scene, BREAK_RST, 3);
        every_reply(&scene, 0, TEXT("+OKAY\r\n"), NX_POP3_SERVER_ERROR_STATUS, 1);
        if (!report_quick())
            every_silence(&scene);
    }
}

/* The other client in a thread of its own: two sessions. */
static const struct turn others_twice[] = {
    OTHER_LOGIN, OTHER_MAIL, OTHER_LOGIN, OTHER_MAIL, {.kind = TURN_END}};
static TX_THREAD thread;
static TX_SEMAPHORE done;
static ULONG64 stack[65536 / 8];
static UINT priority;

static void other_entry(ULONG sessions)
{
    for (ULONG i = 0; i < sessions * OTHER_STEPS; i++) {
        const struct step *s = &other_steps[i % OTHER_STEPS];
        ULONG v = s->v, w = s->w;
        UINT status = s->act == ACT_CREATE ? nx_pop3_client_delete(&other) : NX_SUCCESS;
        if (status == NX_SUCCESS)
            status = client_call(s, &v, &w);
        if (status != NX_SUCCESS || v != s->v || (s->act == ACT_STAT && w != s->w)) {
            case_fail("the other thread, step %u: status 0x%02x, value %lu", (UINT)i, status,
                      (unsigned long)v);
            break;
        }
    }
    tx_semaphore_put(&done);
}

static UINT other_start(void)
{
    UINT status = tx_semaphore_create(&done, (CHAR *)"done", 0);
    if (status != TX_SUCCESS)
        return status;
    return tx_thread_create(&thread, (CHAR *)"other", other_entry, 2, stack, sizeof stack,
                            priority, priority, TX_NO_TIME_SLICE, TX_AUTO_START);
}

static UINT other_finish(void)
{
    UINT status = tx_semaphore_get(&done, 10000);
    status |= tx_thread_terminate(&thread);
    status |= tx_thread_delete(&thread);
    status |= tx_semaphore_delete(&done);
    return status;
}

static const struct scene at_once = {
    .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 6"), SEND("a\r\n"), SEND("..b\r\n.\r\n"),
              LINE("LIST 2", "+OK 2 200"), BYE},
    .others = others_twice,
    .steps = {CALL(other_start, TX_SUCCESS), CREATE, STAT(2, 320), GET(1, 6),
              BODY("a\r\n.b\r\n"), SIZE(2, 200), QUIT, CALL(other_finish, TX_SUCCESS)},
};

static void two_threads(void)
{
    static const char *const names[] = {"two threads, the other first",
                                        "two threads, the other equal",
                                        "two threads, the other last"};
    for (UINT i = 0; i < 3; i++) {
        struct scene scene = at_once;
        scene.name = names[i];
        priority = 15 + i;
        case_run(&scene, NULL, ": both right");
        every_chunk(&scene, 1, 20, 0);
        every_chunk(&scene, 1, 20, 1);
        every_split(&scene, 1);
    }
}

void cases_run(void)
{
    every_order();
    every_cut_of_one();
    every_break_of_one();
    two_threads();
}
