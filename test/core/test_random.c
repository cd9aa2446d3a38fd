/* SPDX-License-Identifier: MIT */
/*
 * Random sessions against the naive client of reference.c: any command at any
 * time, a server that mostly answers well, and segments of any size. Both must
 * give the same answers to the same commands, and in the end the same log. The
 * seeds are fixed; one that fails is printed.
 */
#include "cmocka_all.h"
#include "reference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef RANDOM_SESSIONS
#define RANDOM_SESSIONS 20000
#endif

struct game {
    uint32_t seed, random;
    struct session s;
    struct reference r;
    uint8_t stream[32768]; /* what the server has written, and how much was read */
    size_t written, read;
    bool ended;
};

static uint32_t roll(struct game *g, uint32_t sides)
{
    return random_next(&g->random) % sides;
}

static bool chance(struct game *g, uint32_t in)
{
    return roll(g, in) == 0;
}

static void server_write(struct game *g, const char *p, size_t n)
{
    if (n > sizeof g->stream - g->written)
        return;
    memcpy(g->stream + g->written, p, n);
    g->written += n;
}

static void server_text(struct game *g, const char *text)
{
    server_write(g, text, strlen(text));
}

static void server_crlf(struct game *g)
{
    server_text(g, chance(g, 200) ? "\n" : chance(g, 300) ? "\r\r\n" : "\r\n");
}

/* Octets that a body is made of, with all that its end consists of among them. */
static void server_body(struct game *g)
{
    static const char *const pieces[] = {
        "\r\n",       "\r\n", "\r\n..", "\r\n.", "\r",  "\n",  ".",       "..",
        "\r\n..\r\n", "x",    "abc",    " ",     "\n.", "\r.", "\r\n.\r", "From: somebody"};
    size_t n = chance(g, 3) ? 0 : chance(g, 20) ? 300 : roll(g, 20);

    for (size_t i = 0; i < n; i++) {
        const char *piece = pieces[roll(g, sizeof pieces / sizeof pieces[0])];
        bool real_end = strcmp(piece, "\r\n.") == 0 && !chance(g, 10);
        server_text(g, real_end ? "\r\n.." : piece);
    }
    if (chance(g, 20))
        server_write(g, "\0\xff", 2);
    server_text(g, chance(g, 10) ? ".\r\n" : n > 0 ? "\r\n.\r\n" : ".\r\n");
}

static void server_filler(struct game *g)
{
    size_t n = chance(g, 30) ? 400 : chance(g, 500) ? 4200 : roll(g, 30);

    for (size_t i = 0; i < n; i++)
        server_text(g, chance(g, 1000) ? "\r" : "y");
}

static void server_listing(struct game *g, enum pop3_verb verb)
{
    static const char *const tags[] = {"TOP", "pipelining", "PIPELINING", "PIPELINING x",
                                       "UIDL"};
    uint32_t n = chance(g, 200) ? 300 : roll(g, 6);
    char text[64];

    for (uint32_t i = 1; i <= n; i++) {
        snprintf(text, sizeof text, "%u %u", (unsigned)i, (unsigned)roll(g, 100000));
        server_text(g, verb == POP3_CAPA ? tags[roll(g, 5)] : text);
        if (chance(g, 10))
            server_filler(g);
        server_crlf(g);
        if (chance(g, 20))
            server_text(g, "..\r\n");
    }
    server_text(g, ".\r\n");
}

static void server_numbers(struct game *g, enum pop3_verb verb, uint32_t msg)
{
    char text[64];
    uint32_t n = chance(g, 100) ? msg + 1 : msg;

    if (verb == POP3_STAT)
        snprintf(text, sizeof text, " %u %u", (unsigned)roll(g, 9), (unsigned)roll(g, 99999));
    else
        snprintf(text, sizeof text, " %u %u ", (unsigned)n, (unsigned)roll(g, 99999));
    server_text(g, text);
}

static void server_answer(struct game *g, enum pop3_verb verb, uint32_t msg)
{
    static const char *const odd[] = {"+OKAY", "-ERROR x", "",          "\x16\x03",
                                      "+OK\t", "220 mx",   "+OK\r\n+OK"};
    static const char *const no[] = {"-ERR", "-ERR no", "-ERR [IN-USE] x", "-ERR [SYS/TEMP/x]"};
    bool listing = verb == POP3_CAPA || ((verb == POP3_LIST || verb == POP3_UIDL) && msg == 0);

    if (chance(g, 400)) {
        server_text(g, odd[roll(g, sizeof odd / sizeof odd[0])]);
        server_crlf(g);
        return;
    }
    if (chance(g, 8)) {
        server_text(g, no[roll(g, 4)]);
        server_crlf(g);
        return;
    }
    server_text(g, "+OK");
    if (verb == POP3_STAT || ((verb == POP3_LIST || verb == POP3_UIDL) && msg != 0))
        server_numbers(g, verb, msg);
    if (chance(g, 3)) {
        server_text(g, " ");
        server_filler(g);
    }
    server_crlf(g);
    if (listing)
        server_listing(g, verb);
    if (verb == POP3_RETR || verb == POP3_TOP)
        server_body(g);
}

/* One command to both, legal or not. */
static void command_try(struct game *g, const char *line, enum pop3_verb verb, uint32_t msg)
{
    enum pop3_err got = session_queue(&g->s, line);
    enum pop3_err want = reference_send(&g->r, verb, msg, strlen(line) + 2);

    if (got != want)
        harness_die("seed %u: %s gives %s instead of %s after\n%s", (unsigned)g->seed, line,
                    error_name(got), error_name(want), log_text(&g->s.log));
    if (got == POP3_OK)
        server_answer(g, verb, msg);
    require(pop3_out(&g->s.p).n == g->r.out);
    if (!chance(g, 4)) {
        session_flush(&g->s);
        g->r.out = 0;
    }
}

static void command_random(struct game *g)
{
    enum pop3_verb verb = (enum pop3_verb)(POP3_USER + roll(g, POP3_QUIT));
    uint32_t msg = 1 + roll(g, chance(g, 50) ? UINT32_MAX : 20);
    char line[64];

    /* test_auth.c has exchanges; test_session.c has UTF8 and LANG. */
    if (verb == POP3_AUTH || verb == POP3_UTF8 || verb == POP3_LANG)
        verb = POP3_RETR;
    if ((verb == POP3_QUIT || verb == POP3_STLS || verb == POP3_RSET) && !chance(g, 5))
        verb = POP3_RETR;
    if (verb == POP3_TOP) {
        snprintf(line, sizeof line, "TOP %u %u", (unsigned)msg, (unsigned)roll(g, 20));
    } else if (verb == POP3_RETR || verb == POP3_DELE ||
               ((verb == POP3_LIST || verb == POP3_UIDL) && chance(g, 2))) {
        snprintf(line, sizeof line, "%s %u", verb_word(verb), (unsigned)msg);
    } else {
        bool text = verb == POP3_USER || verb == POP3_PASS || verb == POP3_APOP;
        snprintf(line, sizeof line, "%s%s", verb_word(verb), text ? " me and you" : "");
        msg = 0;
    }
    command_try(g, line, verb, msg);
}

/* Mostly what gets a session on. */
static void command_sensible(struct game *g)
{
    if (g->r.state == OUTSIDE)
        command_try(g, "USER u", POP3_USER, 0);
    else if (g->r.state == NAMED)
        command_try(g, "PASS p", POP3_PASS, 0);
    else if (g->r.state == INSIDE && !g->r.pipelining)
        command_try(g, "CAPA", POP3_CAPA, 0);
    else
        command_random(g);
}

static void segment_feed(struct game *g)
{
    size_t n = g->written - g->read, most = chance(g, 4) ? 3 : chance(g, 3) ? 1460 : 60;

    n = n > most ? 1 + roll(g, (uint32_t)most) : n;
    if (n == 0)
        return;
    session_feed(&g->s, g->stream + g->read, n);
    for (size_t i = 0; i < n; i++)
        reference_octet(&g->r, g->stream[g->read + i]);
    g->read += n;
    if (pop3_error(&g->s.p) != g->r.err)
        harness_die("seed %u: %s instead of %s\n%s", (unsigned)g->seed,
                    error_name(pop3_error(&g->s.p)), error_name(g->r.err), log_text(&g->s.log));
}

static void step_random(struct game *g)
{
    uint32_t what = roll(g, 100);

    if (what < 25) {
        command_random(g);
    } else if (what < 50) {
        command_sensible(g);
    } else if (what < 97) {
        segment_feed(g);
    } else if (what == 97 && g->r.state == SHAKING) {
        pop3_secured(&g->s.p);
        reference_secured(&g->r);
        session_feed(&g->s, NULL, 0);
    } else if (chance(g, 30)) {
        server_text(g, "+OK unasked\r\n");
    } else if (chance(g, 100)) {
        g->ended = true;
    }
}

static void options_random(struct game *g, struct options *o)
{
    static const uint16_t caps[] = {64, 65, 80, 128, 512, 4096};
    static const uint8_t depths[] = {1, 2, 3, 8, 40, 255};

    *o = (struct options){.line_cap = caps[roll(g, 6)],
                          .out_cap = chance(g, 2) ? 255 : 2048,
                          .depth = depths[roll(g, 6)],
                          .deleted_cap = (uint16_t)roll(g, 4),
                          .max_items = chance(g, 4) ? 1 + roll(g, 5) : 100000,
                          .max_octets = chance(g, 4) ? 1 + roll(g, 300) : 1000000,
                          .quirks = chance(g, 4) ? POP3_QUIRK_BARE_LF : 0};
}

static void session_random(struct game *g, uint32_t seed)
{
    struct options options;
    const char *got, *want;

    g->seed = seed;
    g->random = seed * 2654435761u + 1;
    g->written = g->read = 0;
    g->ended = false;
    options_random(g, &options);
    session_open(&g->s, &options);
    reference_open(&g->r, &options);
    g->s.taking = (enum taking)roll(g, 3);
    g->s.front = chance(g, 2);
    g->s.unguarded = seed % 50 != 0;
    server_text(g, chance(g, 100) ? "-ERR no\r\n" : "+OK hello\r\n");
    for (uint32_t i = 60 + roll(g, 200); i > 0 && !g->ended; i--)
        step_random(g);
    while (!g->ended && g->read < g->written)
        segment_feed(g);
    pop3_eof(&g->s.p);
    session_feed(&g->s, NULL, 0);
    reference_eof(&g->r);
    got = log_text(&g->s.log);
    want = log_text(&g->r.log);
    if (strcmp(got, want) != 0)
        harness_die("seed %u:\n--- expected\n%s--- got\n%s", (unsigned)seed, want, got);
    session_close(&g->s);
    reference_close(&g->r);
}

static void random_sessions_are_those_of_the_naive_client(void **state)
{
    const char *only = getenv("NXPOP3_TEST_SEED");
    static struct game g;

    (void)state;
    if (only != NULL) {
        session_random(&g, (uint32_t)strtoul(only, NULL, 10));
        return;
    }
    for (uint32_t seed = 1; seed <= RANDOM_SESSIONS; seed++)
        session_random(&g, seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_sessions_are_those_of_the_naive_client),
    };
    return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
