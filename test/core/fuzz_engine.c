/* SPDX-License-Identifier: MIT */
/*
 * Fuzzing the engine. An input is a configuration of six octets and then
 * records: an octet from 0x80 on is a call (a command, the clock, end of
 * stream, TLS), one below says how many octets of the server follow. Each
 * input is played twice, in segments as they stand and octet by octet: the two
 * logs must be the same, and all that session_feed() checks must hold.
 *
 * With libFuzzer this is a target. Without it (FUZZ_STANDALONE) main() plays
 * the files that it is given, and mutations of them from a fixed seed.
 */
#include "harness.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef FUZZ_MUTATIONS
#define FUZZ_MUTATIONS 6000
#endif

struct source {
    const uint8_t *p;
    size_t n;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void harness_die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\n");
    abort();
}

static uint8_t octet_take(struct source *in)
{
    if (in->n == 0)
        return 0;
    in->n--;
    return *in->p++;
}

static void options_take(struct source *in, struct options *o)
{
    *o = (struct options){0};
    o->line_cap = (uint16_t)(POP3_MIN_LINE + octet_take(in) * 2u);
    o->depth = (uint8_t)(octet_take(in) % 5 + 1);
    o->deleted_cap = octet_take(in) % 3;
    o->max_octets = octet_take(in);
    o->max_items = octet_take(in) % 8;
    o->quirks = octet_take(in) & POP3_QUIRK_BARE_LF;
    o->reply_ms = 1000;
    o->out_cap = 300;
}

/* By place, so that the corpus does not depend on the values of the enum. */
static const enum pop3_verb verbs[] = {
    POP3_GREETING, POP3_USER, POP3_PASS, POP3_APOP, POP3_CAPA, POP3_STLS,
    POP3_STAT,     POP3_LIST, POP3_UIDL, POP3_RETR, POP3_TOP,  POP3_DELE,
    POP3_NOOP,     POP3_RSET, POP3_QUIT, POP3_AUTH, POP3_RETR, (enum pop3_verb)99};

#define VERBS (sizeof verbs / sizeof verbs[0])

static enum pop3_err command_fuzz(struct session *s, uint8_t verb, struct source *in)
{
    enum pop3_verb v = verbs[verb];
    uint8_t a = octet_take(in);

    if (v == POP3_USER || v == POP3_PASS || v == POP3_APOP) {
        struct pop3_bytes text = {in->p, a < in->n ? a : in->n};
        return pop3_send_text(&s->p, v, text);
    }
    return pop3_send(&s->p, v, a, a & 3);
}

/* A call; the results are in the log, so that both runs must agree on them. */
static void call_fuzz(struct session *s, uint8_t what, struct source *in)
{
    struct pop3 *p = &s->p;
    uint8_t kind = what & 0x1f;

    if (kind < VERBS) {
        log_printf(&s->log, "C %s\n", error_name(command_fuzz(s, kind, in)));
    } else if (kind < 22) {
        pop3_sent(p, octet_take(in));
    } else if (kind < 25) {
        log_printf(&s->log, "T %u\n", (unsigned)pop3_tick(p, octet_take(in) * 16777259u));
    } else if (kind == 25) {
        pop3_secured(p);
    } else if (kind == 26) {
        pop3_eof(p);
    } else if (kind == 27) {
        pop3_fail(p, (enum pop3_err)(POP3_ERR_CONFIG + octet_take(in) % 12));
    } else if (kind == 28) {
        log_printf(&s->log, "L %d\n",
                   (int)pop3_lend(p, s->line, s->options.line_cap, s->out, 300));
    } else {
        session_flush(s);
    }
    session_feed(s, NULL, 0);
}

static void input_play(struct source in, struct session *s, bool dribble)
{
    struct options options;

    options_take(&in, &options);
    session_open(s, &options);
    s->unguarded = true;
    while (in.n > 0) {
        uint8_t what = octet_take(&in);
        size_t n = what < in.n ? what : in.n;
        if (what >= 0x80) {
            call_fuzz(s, what, &in);
            continue;
        }
        for (size_t i = 0; i < n; i += dribble ? 1 : n)
            session_feed(s, in.p + i, dribble ? 1 : n);
        in.p += n;
        in.n -= n;
    }
    pop3_eof(&s->p);
    session_feed(s, NULL, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct session whole, dribble;

    input_play((struct source){data, size}, &whole, false);
    input_play((struct source){data, size}, &dribble, true);
    if (strcmp(log_text(&whole.log), log_text(&dribble.log)) != 0)
        harness_die("--- whole\n%s--- octet by octet\n%s", whole.log.text, dribble.log.text);
    session_close(&whole);
    session_close(&dribble);
    return 0;
}

#ifdef FUZZ_STANDALONE

#define LARGEST 4096

/* A few octets changed, removed, doubled; mostly to what matters to POP3. */
static size_t mutate(uint8_t *data, size_t n, uint32_t *random)
{
    static const uint8_t favourites[] = "\r\n.\0 +-[]0129OKER\x80\x8b\x9a\xff";

    for (uint32_t k = random_next(random) % 8; k > 0 && n > 0; k--) {
        size_t at = random_next(random) % n;
        switch (random_next(random) % 4) {
        case 0:
            data[at] = favourites[random_next(random) % (sizeof favourites - 1)];
            break;
        case 1:
            data[at] = (uint8_t)random_next(random);
            break;
        case 2:
            memmove(data + at, data + at + 1, n - at - 1);
            n--;
            break;
        case 3:
            if (n < LARGEST) {
                memmove(data + at + 1, data + at, n - at);
                n++;
            }
            break;
        }
    }
    return n;
}

static void file_play(const char *name, uint32_t *random)
{
    uint8_t seed[LARGEST], data[LARGEST];
    FILE *f = fopen(name, "rb");

    if (f == NULL)
        harness_die("cannot open %s", name);
    size_t n = fread(seed, 1, sizeof seed, f);
    fclose(f);
    LLVMFuzzerTestOneInput(seed, n);
    for (int i = 0; i < FUZZ_MUTATIONS; i++) {
        memcpy(data, seed, n);
        LLVMFuzzerTestOneInput(data, mutate(data, n, random));
    }
}

int main(int argc, char **argv)
{
    uint32_t random = 20240229;

    require(argc > 1);
    for (int i = 1; i < argc; i++)
        file_play(argv[i], &random);
    return 0;
}

#endif
