/* SPDX-License-Identifier: MIT */
/*
 * What the application gets of a message: exactly the octets stored, dots
 * unstuffed, no end marker (or, raw, with them), at every segmentation; the final flag once, on
 * the last packet; packets of the receive pool (RFC 1939 sections 3 and 5).
 */
#include <string.h>

#include "generate.h"
#include "report.h"

struct message {
    const char *name;
    struct text wire; /* with the final line */
    struct text want;
};

#define EMPTY                                                                                  \
    {                                                                                          \
        "", 0                                                                                  \
    }
#define M(n, w, d)                                                                             \
    {                                                                                          \
        n, T(w ".\r\n"), T(d)                                                                  \
    }

static const struct message messages[] = {
    {"empty message", T(".\r\n"), EMPTY},
    M("one line", "x\r\n", "x\r\n"),
    M("one empty line", "\r\n", "\r\n"),
    M("three empty lines", "\r\n\r\n\r\n", "\r\n\r\n\r\n"),
    M("one stuffed dot", "..\r\n", ".\r\n"),
    M("only dots", "..\r\n...\r\n....\r\n..\r\n", ".\r\n..\r\n...\r\n.\r\n"),
    M("stuffed text", "..x\r\n...x\r\ny\r\n", ".x\r\n..x\r\ny\r\n"),
    M("a dot not stuffed", ".x\r\ny\r\n", "x\r\ny\r\n"),
    M("dot and space", ". \r\nx\r\n", " \r\nx\r\n"),
    M("stuffed dot and space", ".. \r\n", ". \r\n"),
    M("dots within lines", "a.b\r\n.. .\r\nc.\r\n", "a.b\r\n. .\r\nc.\r\n"),
    M("looks like the end: stuffed", "a\r\n..\r\nb\r\n", "a\r\n.\r\nb\r\n"),
    M("looks like the end: bare LF before", "a\n.\r\nb\r\n", "a\n.\r\nb\r\n"),
    M("looks like the end: bare LF after", "a\r\n..\nb\r\n", "a\r\n.\nb\r\n"),
    M("looks like the end: dot and bare LF", "a\r\n.\nb\r\n", "a\r\n\nb\r\n"),
    M("looks like the end: dot and bare CR", "a\r\n.\rb\r\n", "a\r\n\rb\r\n"),
    M("looks like the end: dot, CR, CR LF", "a\r\n.\r\r\nb\r\n", "a\r\n\r\r\nb\r\n"),
    M("looks like the end: CR, dot", "a\r.\r\nb\r\n", "a\r.\r\nb\r\n"),
    M("bare CR and bare LF", "a\rb\nc\r\r\nd\n\r\n", "a\rb\nc\r\r\nd\n\r\n"),
    M("status look-alikes", "+OK\r\n-ERR no\r\n+OK 5\r\n", "+OK\r\n-ERR no\r\n+OK 5\r\n"),
    M("NUL and 8-bit", "\0a\0\r\n\xff\xfe\x80\r\n..\0\r\n", "\0a\0\r\n\xff\xfe\x80\r\n.\0\r\n"),
    M("white space", " \r\n\t\r\n  .\r\n", " \r\n\t\r\n  .\r\n"),
    M("header, empty line, text", "A: b\r\n\r\nText\r\n", "A: b\r\n\r\nText\r\n"),
    M("no final CRLF of its own is added", "x\r\n\r\n", "x\r\n\r\n"),
};

#define ROOM 70000u
static char wire[ROOM], want[ROOM];

/* A session that fetches one message by the reply given. */
static void fetch_scene(struct scene *scene, const char *name, struct text reply,
                        struct text body)
{
    const struct scene base = {
        .name = "",
        .turns = {LOGIN, STAT_2, LINE("RETR 1", ""), LINE("DELE 1", "+OK"), BYE},
        .steps = {CREATE, STAT(2, 320), GET(1, ANY_VALUE), BODY(""),
                  PACKET_IS(NX_POP3_CLIENT_INVALID_STATE), DELE(1), QUIT, DELETE},
    };
    *scene = base;
    scene->name = name;
    scene->turns[4].reply = reply;
    scene->steps[3].t = body;
}

static void every_body_cut(const struct scene *scene)
{
    size_t n = scene->turns[4].reply.n;
    case_run(scene, NULL, ": right");
    for (size_t at = 1; at < n; at++)
        for (ULONG pause = 0; pause < 2; pause++)
            case_run(scene, &(struct plan){.how = SPLIT, .turn = 4, .at = at, .pause = pause},
                     ", split at %zu%s: same message", at, pause ? " with a pause" : "");
    for (size_t at = n - 8; at < n; at++)
        for (size_t and_at = at + 1; and_at < n; and_at++)
            case_run(scene, &(struct plan){.how = SPLIT, .turn = 4, .at = at, .and_at = and_at},
                     ", split at %zu and %zu: same message", at, and_at);
    for (size_t at = 1; at < n && at < 12; at++)
        for (ULONG pause = 0; pause < 2; pause++)
            case_run(scene, &(struct plan){.how = CHUNK, .at = at, .pause = pause},
                     ", %zu octets a segment%s: same message", at, pause ? " with pauses" : "");
}

static void small_messages(void)
{
    static char reply[200];
    static const char status[] = "+OK 120 octets\r\n";
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        struct scene scene;
        struct text all = {reply, sizeof status - 1 + messages[i].wire.n};
        memcpy(reply, status, sizeof status - 1);
        memcpy(reply + sizeof status - 1, messages[i].wire.p, messages[i].wire.n);
        fetch_scene(&scene, messages[i].name, all, messages[i].want);
        every_body_cut(&scene);
    }
}

/* A message of any octets: random, then stuffed by the plainest code there is. */
static struct scene random_message(UINT seed, size_t size, const char *alphabet, size_t letters)
{
    struct scene scene;
    size_t w = 0, d = 0;
    int start = 1;
    memcpy(wire, "+OK\r\n", 5);
    for (w = 5; d + 2 < size;) {
        char c;
        seed = seed * 1664525u + 1013904223u;
        c = alphabet[(seed >> 16) % letters];
        if (start && c == '.')
            wire[w++] = '.';
        wire[w++] = want[d++] = c;
        start = d >= 2 && want[d - 1] == '\n' && want[d - 2] == '\r';
    }
    memcpy(want + d, "\r\n", 2);
    d += 2;
    memcpy(wire + w, "\r\n.\r\n", 5);
    w += 5;
    fetch_scene(&scene, "random message", (struct text){wire, w}, (struct text){want, d});
    return scene;
}

static void random_messages(void)
{
    static const char noisy[] = ".\r\n.\r\n.\r\n..a\0\xff";
    static const char dull[] = "abcdefghijklmnopqrstuvwxyz .\r\n";
    for (UINT seed = 1; seed <= 60; seed++) {
        int wild = seed % 2 != 0;
        struct scene scene = random_message(seed, 20 + seed * 17u, wild ? noisy : dull,
                                            wild ? sizeof noisy - 1 : sizeof dull - 1);
        case_run(&scene, NULL, " %u: right", seed);
        case_run(&scene, &(struct plan){.how = CHUNK, .at = seed % 13 + 1}, " %u, cut: right",
                 seed);
        case_run(&scene, &(struct plan){.how = CHUNK, .at = seed + 30, .pause = 1},
                 " %u, cut with pauses: right", seed);
    }
}

/* Lines of width octets; more than a window. */
static void long_messages(void)
{
    static const size_t widths[] = {1, 76, 998, 5000, 60000};
    static const size_t chunks[] = {100, 536, 1000};
    for (UINT i = 0; i < 5; i++) {
        size_t d = 0;
        struct scene scene;
        memcpy(wire, "+OK 60000\r\n", 11);
        while (d + widths[i] + 2 <= 60002) {
            memset(want + d, 'x', widths[i]);
            memcpy(want + d + widths[i], "\r\n", 2);
            d += widths[i] + 2;
        }
        memcpy(wire + 11, want, d);
        memcpy(wire + 11 + d, ".\r\n", 3);
        fetch_scene(&scene, "long message", (struct text){wire, d + 14},
                    (struct text){want, d});
        scene.steps[2].v = 60000;
        for (UINT k = 0; k < 3; k++)
            case_run(&scene, &(struct plan){.how = CHUNK, .at = chunks[k]},
                     ", lines of %zu in segments of %zu: right", widths[i], chunks[k]);
    }
}

#ifndef NX_DISABLE_PACKET_CHAIN
/* All small messages in one, received in chains whose links fall everywhere. */
static void chained_messages(void)
{
    static const ULONG payloads[] = {128, 160, 192};
    for (UINT i = 0; i < sizeof payloads / sizeof payloads[0]; i++) {
        struct world world = {4, 120, payloads[i], 0};
        for (size_t pad = 0; pad < payloads[i]; pad++) {
            struct scene scene;
            size_t w = 4 + pad, d = 0;
            memcpy(wire, "+OK ", 4);
            memset(wire + 4, 'p', pad);
            memcpy(wire + w, "\r\n", 2);
            w += 2;
            for (UINT k = 0; k < sizeof messages / sizeof messages[0]; k++) {
                memcpy(wire + w, messages[k].wire.p, messages[k].wire.n - 3);
                w += messages[k].wire.n - 3;
                memcpy(want + d, messages[k].want.p, messages[k].want.n);
                d += messages[k].want.n;
            }
            memcpy(wire + w, ".\r\n", 3);
            fetch_scene(&scene, "odd lines", (struct text){wire, w + 3},
                        (struct text){want, d});
            scene.world = &world;
            case_run(&scene, NULL, " in chains of %u, pad %zu: right", (UINT)payloads[i], pad);
            case_run(&scene, &(struct plan){.how = CHUNK, .at = 150 + pad},
                     " in chains of %u, pad %zu, cut: right", (UINT)payloads[i], pad);
        }
    }
}
#endif

/* How many octets each packet has, where the segments are known. */
static const struct scene packets[] = {
    {.name = "message: the final line in a segment of its own gives an empty final packet",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 5"), SEND("abc\r\n"), LATER(1, ".\r\n")},
     .steps = {CREATE, STAT(2, 320), GET(1, 5), PACKET(5, NX_FALSE),
               PACKET(DELIVERED(0, 3), NX_TRUE), PACKET_IS(NX_POP3_CLIENT_INVALID_STATE)}},
    {.name = "message: the end in the same segment makes that packet the final one",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 5"), SEND("abc\r\n.\r\n")},
     .steps = {CREATE, STAT(2, 320), GET(1, 5), PACKET(DELIVERED(5, 8), NX_TRUE),
               PACKET_IS(NX_POP3_CLIENT_INVALID_STATE)}},
    {.name = "message: all in the status line's segment is one packet without that line",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 5\r\nabc\r\n.")},
     .steps = {CREATE, STAT(2, 320), GET(1, 5), PACKET(DELIVERED(5, 8), NX_TRUE)}},
    {.name = "message: an empty one in one segment is one empty final packet",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 0\r\n.")},
     .steps = {CREATE, STAT(2, 320), GET(1, 0), PACKET(DELIVERED(0, 3), NX_TRUE),
               PACKET_IS(NX_POP3_CLIENT_INVALID_STATE)}},
    {.name = "message: an empty one in two segments is one empty final packet",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 0"), LATER(2, ".\r\n")},
     .steps = {CREATE, STAT(2, 320), GET(1, 0), PACKET(DELIVERED(0, 3), NX_TRUE),
               PACKET_IS(NX_POP3_CLIENT_INVALID_STATE)}},
    {.name = "message: two segments with a stuffed dot each are two packets",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 9"), SEND("..a\r\n"),
               LATER(3, "..b\r\n.\r\n")},
     .steps = {CREATE, STAT(2, 320), GET(1, 9), PACKET(DELIVERED(4, 5), NX_FALSE),
               PACKET(DELIVERED(4, 8), NX_TRUE)}},
    {.name = "message_get before item_get: 0xB7, nothing sent",
     .turns = {LOGIN, STAT_2},
     .steps = {CREATE, STAT(2, 320), PACKET_IS(NX_POP3_CLIENT_INVALID_STATE)}},
    {.name = "message_get after a refused item_get: 0xB7",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "-ERR no such message")},
     .steps = {CREATE, STAT(2, 320), GET_IS(1, NX_POP3_SERVER_ERROR_STATUS),
               PACKET_IS(NX_POP3_CLIENT_INVALID_STATE)}},
};

void cases_run(void)
{
    small_messages();
    random_messages();
    long_messages();
#ifndef NX_DISABLE_PACKET_CHAIN
    chained_messages();
#endif
    for (size_t i = 0; i < sizeof packets / sizeof packets[0]; i++)
        case_run(&packets[i], NULL, "%s", "");
}
