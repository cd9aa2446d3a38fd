/* SPDX-License-Identifier: MIT */
/*
 * Small commands per second, sixteen in flight: the engine (pop3_send, pop3_out,
 * pop3_next) beside a loop that prints the same commands with snprintf and reads
 * the same replies with memchr for each line, and knows which shape comes next.
 * That loop keeps no state, checks nothing, and would break on a line that the
 * network split; it is what a few lines of code would do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define IN_FLIGHT 16u
#define BATCHES   4000u
#define ROUNDS    9u
#define MAIL      4096u

struct load {
    const char *name;
    enum pop3_verb verb;
    uint8_t *replies; /* to one batch: messages 1 to IN_FLIGHT */
    size_t n, dots;
};

static void reply_add(struct load *l, const void *p, size_t n)
{
    memcpy(l->replies + l->n, p, n);
    l->n += n;
}

static struct load load_make(enum pop3_verb verb, const char *name)
{
    struct load l = {.name = name, .verb = verb, .replies = bench_memory(IN_FLIGHT * 2 * MAIL)};

    for (unsigned msg = 1; msg <= IN_FLIGHT; msg++) {
        char line[64];
        int len = verb == POP3_LIST ? snprintf(line, sizeof line, "+OK %u %u\r\n", msg, MAIL)
                                    : snprintf(line, sizeof line, "+OK message %u\r\n", msg);

        reply_add(&l, line, (size_t)len);
        if (verb == POP3_RETR) {
            l.dots += bench_fill(l.replies + l.n, MAIL, SET_PROSE);
            l.n += MAIL;
            reply_add(&l, ".\r\n", 3);
        }
    }
    return l;
}

/* Both return octets of bodies and replies counted, so that they can be compared. */
static uint64_t engine_run(const struct load *l, uint8_t *wire)
{
    static struct bench_session session;
    struct pop3 *pop3 = &session.pop3;
    struct pop3_event ev;
    uint64_t sum = 0;

    bench_login(&session, IN_FLIGHT);
    for (unsigned batch = 0; batch < BATCHES; batch++) {
        for (uint32_t msg = 1; msg <= IN_FLIGHT; msg++) {
            if (pop3_send(pop3, l->verb, msg, 0) != POP3_OK)
                bench_die("bench_commands", "the engine refused a command");
        }
        struct pop3_bytes out = pop3_out(pop3);
        memcpy(wire, out.p, out.n);
        pop3_sent(pop3, out.n);

        struct pop3_bytes in = {l->replies, l->n};
        while (pop3_next(pop3, &in, &ev) != POP3_NONE) {
            if (ev.what == POP3_BODY)
                sum += ev.data.n;
            else if (ev.what == POP3_REPLY)
                sum += ev.ok;
        }
    }
    return sum;
}

static const uint8_t *line_end(const uint8_t *p, const uint8_t *end)
{
    const uint8_t *lf = memchr(p, '\n', (size_t)(end - p));

    if (lf == NULL)
        bench_die("bench_commands", "a reply without an end");
    return lf + 1;
}

static uint64_t loop_run(const struct load *l, uint8_t *wire)
{
    static const char *const formats[] = {
        [POP3_LIST] = "LIST %u\r\n", [POP3_RETR] = "RETR %u\r\n", [POP3_DELE] = "DELE %u\r\n"};
    const uint8_t *end = l->replies + l->n;
    uint64_t sum = 0;

    for (unsigned batch = 0; batch < BATCHES; batch++) {
        size_t n = 0;

        for (unsigned msg = 1; msg <= IN_FLIGHT; msg++)
            n += (size_t)snprintf((char *)wire + n, 32, formats[l->verb], msg);
        for (const uint8_t *p = l->replies; p < end;) {
            sum += memcmp(p, "+OK", 3) == 0;
            p = line_end(p, end);
            if (l->verb != POP3_RETR)
                continue;
            while (p[0] != '.' || p[1] != '\r') {
                const uint8_t *next = line_end(p, end);

                sum += (size_t)(next - p) - (p[0] == '.');
                p = next;
            }
            p = line_end(p, end);
        }
    }
    return sum;
}

static double per_second(uint64_t (*run)(const struct load *, uint8_t *), const struct load *l,
                         uint64_t want)
{
    static uint8_t wire[4096];
    uint64_t start = bench_now();
    uint64_t got = run(l, wire);
    uint64_t ns = bench_now() - start;

    if (got != want)
        bench_die("bench_commands", "a contender counted something else than is there");
    return (double)BATCHES * IN_FLIGHT * 1e9 / (double)(ns > 0 ? ns : 1);
}

static void row_print(struct load l)
{
    double engine[ROUNDS], loop[ROUNDS], ratio[ROUNDS];
    uint64_t body = l.verb == POP3_RETR ? (uint64_t)IN_FLIGHT * MAIL - l.dots : 0;
    uint64_t want = BATCHES * (IN_FLIGHT + body);

    for (unsigned i = 0; i < ROUNDS; i++) {
        engine[i] = per_second(engine_run, &l, want);
        loop[i] = per_second(loop_run, &l, want);
        ratio[i] = engine[i] / loop[i];
    }
    printf("%-24s %12.2f %12.2f %12.2f\n", l.name, bench_median(engine, ROUNDS) / 1e6,
           bench_median(loop, ROUNDS) / 1e6, bench_median(ratio, ROUNDS));
    fflush(stdout);
    free(l.replies);
}

int main(void)
{
    printf("Pipelined commands, millions a second, %u in flight\n\n", IN_FLIGHT);
    printf("%-24s %12s %12s %12s\n", "command", "engine", "plain loop", "engine/loop");
    row_print(load_make(POP3_LIST, "LIST n"));
    row_print(load_make(POP3_DELE, "DELE n"));
    row_print(load_make(POP3_RETR, "RETR n, 4 KiB of prose"));
    return 0;
}
