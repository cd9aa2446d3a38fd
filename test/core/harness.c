/* SPDX-License-Identifier: MIT */
/*
 * The session of the tests. Each input is copied to an arena of its own page
 * placement: it ends directly before an inaccessible page, or begins directly
 * behind one, and the arena of the input before is inaccessible, so that an
 * overrun in either direction and a pointer that was kept both crash.
 */
#define _DEFAULT_SOURCE
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE   4096u
#define ARENA  (64u * PAGE)
#define ARENAS 2

static uint8_t *arena[ARENAS];

static void arena_map(void)
{
    for (int i = 0; i < ARENAS && arena[i] == NULL; i++) {
        void *p = mmap(NULL, ARENA + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        require(p != MAP_FAILED);
        arena[i] = (uint8_t *)p + PAGE;
    }
}

static size_t pages_of(size_t n)
{
    return (n + PAGE - 1) / PAGE * PAGE;
}

/* Ordinary memory, in which the input before is overwritten. */
static const uint8_t *input_copy(const uint8_t *p, size_t n)
{
    static uint8_t plain[ARENA];

    require(n > 0 && n <= sizeof plain);
    memcpy(plain + sizeof plain - n, p, n);
    return plain + sizeof plain - n;
}

/* Copies the input to the other arena and takes the last one away. */
static const uint8_t *input_place(struct session *s, const uint8_t *p, size_t n)
{
    uint8_t *base, *at;
    size_t used = pages_of(n);

    require(n > 0 && n <= ARENA);
    require(mprotect(arena[s->which], ARENA, PROT_NONE) == 0);
    s->which = !s->which;
    base = arena[s->which] + (s->front ? 0 : ARENA - used);
    require(mprotect(base, used, PROT_READ | PROT_WRITE) == 0);
    at = s->front ? base : base + used - n;
    memcpy(at, p, n);
    if (s->front)
        memset(at + n, '.', used - n);
    require(mprotect(base, used, PROT_READ) == 0);
    return at;
}

static void *buffer_new(size_t n)
{
    void *p = n == 0 ? NULL : malloc(n);
    require(n == 0 || p != NULL);
    if (p != NULL)
        memset(p, 0xa5, n);
    return p;
}

void session_open(struct session *s, const struct options *options)
{
    struct pop3_config config;
    struct options o = {0};

    if (options != NULL)
        o = *options;
    o.line_cap = o.line_cap != 0 ? o.line_cap : 512;
    o.out_cap = o.out_cap != 0 ? o.out_cap : 1024;
    o.depth = o.depth != 0 ? o.depth : 8;
    memset(s, 0, sizeof *s);
    s->options = o;
    s->random = 1;
    s->line = buffer_new(o.line_cap);
    s->out = buffer_new(o.out_cap);
    s->deleted = buffer_new(o.deleted_cap);
    s->slot = buffer_new(o.depth * sizeof *s->slot);
    config = (struct pop3_config){.line = s->line,
                                  .line_cap = o.line_cap,
                                  .out = s->out,
                                  .out_cap = o.out_cap,
                                  .slot = s->slot,
                                  .depth = o.depth,
                                  .deleted = s->deleted,
                                  .deleted_cap = o.deleted_cap,
                                  .reply_ms = o.reply_ms,
                                  .max_items = o.max_items,
                                  .max_octets = o.max_octets,
                                  .quirks = o.quirks};
    arena_map();
    pop3_init(&s->p, &config);
    memset(&config, 0xa5, sizeof config); /* it was copied */
}

void session_close(struct session *s)
{
    free(s->line);
    free(s->out);
    free(s->deleted);
    free(s->slot);
    log_free(&s->log);
    log_free(&s->wire);
}

static bool within(const uint8_t *p, size_t n, const uint8_t *base, size_t cap)
{
    return base != NULL && p >= base && n <= cap && (size_t)(p - base) <= cap - n;
}

/* Where an event's octets may be. */
static void data_check(const struct session *s, const struct pop3_event *ev,
                       const uint8_t *input, size_t n)
{
    const struct pop3_bytes d = ev->data;

    if (ev->what == POP3_BODY) {
        require(d.n > 0);
        require(within(d.p, d.n, input, n) || (d.n == 1 && d.p[0] == '\r'));
    } else if (d.n > 0) {
        require(within(d.p, d.n, input, n) || within(d.p, d.n, s->line, s->options.line_cap));
    }
    require(ev->what == POP3_FAILED || ev->what == POP3_CLOSED || s->ended == 0);
}

static void next_all(struct session *s, struct pop3_bytes in)
{
    const struct pop3_bytes whole = in;
    const uint8_t *end = in.n > 0 ? in.p + in.n : in.p;
    size_t events = 0;

    for (;;) {
        struct pop3_event ev;
        const uint8_t *before = in.p;
        memset(&ev, 0xa5, sizeof ev);
        enum pop3_what what = pop3_next(&s->p, &in, &ev);
        require(in.p >= before && (size_t)(end - in.p) == in.n);
        if (what == POP3_NONE)
            break;
        require(what == ev.what);
        data_check(s, &ev, whole.p, whole.n);
        require((what == POP3_FAILED) == (s->ended == 0 && pop3_error(&s->p) != POP3_OK));
        if (what == POP3_FAILED || what == POP3_CLOSED)
            s->ended++;
        require(s->ended <= 1);
        log_event(&s->log, &ev, pop3_error(&s->p));
        require(++events <= 3 * whole.n + 3); /* no endless run of events */
    }
    require(in.n == 0);
}

void session_feed(struct session *s, const uint8_t *p, size_t n)
{
    struct pop3_bytes in = {NULL, 0};

    if (n > 0)
        in = (struct pop3_bytes){s->unguarded ? input_copy(p, n) : input_place(s, p, n), n};
    next_all(s, in);
}

void session_feed_text(struct session *s, const char *text)
{
    session_feed(s, (const uint8_t *)text, strlen(text));
}

static size_t piece_of(struct session *s, size_t n)
{
    switch (s->taking) {
    case TAKE_ALL:
        return n;
    case TAKE_ONE:
        return 1;
    case TAKE_RANDOM:
        return random_next(&s->random) % (n + 1);
    }
    return n;
}

void session_flush(struct session *s)
{
    for (;;) {
        struct pop3_bytes out = pop3_out(&s->p);
        size_t n = piece_of(s, out.n), left = out.n - n;
        if (out.n == 0)
            return;
        require(within(out.p, out.n, s->out, s->options.out_cap));
        log_add(&s->wire, (const char *)out.p, n);
        pop3_sent(&s->p, n);
        out = pop3_out(&s->p);
        require(out.n == left);
        for (size_t i = 0; n > 0 && i < s->options.out_cap; i++) {
            bool kept = out.n > 0 && within(s->out + i, 1, out.p, out.n);
            require(kept || s->out[i] == 0 || s->out[i] == 0xa5);
        }
    }
}

static uint32_t number_of(const char **text)
{
    char *end;
    unsigned long long n = strtoull(*text, &end, 10);
    require(n <= UINT32_MAX);
    *text = end;
    return (uint32_t)n;
}

enum pop3_err session_queue(struct session *s, const char *line)
{
    for (int v = POP3_USER; v <= POP3_QUIT; v++) {
        enum pop3_verb verb = (enum pop3_verb)v;
        const char *word = verb_word(verb);
        size_t n = strlen(word);
        if (strncmp(line, word, n) != 0 || (line[n] != ' ' && line[n] != '\0'))
            continue;
        line += n + (line[n] == ' ');
        if (verb == POP3_USER || verb == POP3_PASS || verb == POP3_APOP ||
            (verb == POP3_LANG && *line != '\0'))
            return pop3_send_text(&s->p, verb, bytes_of(line));
        uint32_t msg = number_of(&line), lines = number_of(&line);
        require(*line == '\0');
        return pop3_send(&s->p, verb, msg, lines);
    }
    harness_die("no command: %s", line);
}

enum pop3_err session_command(struct session *s, const char *line)
{
    enum pop3_err err = session_queue(s, line);
    session_flush(s);
    return err;
}

const char *session_log(struct session *s)
{
    static char copy[16384];
    const char *text = log_text(&s->log);

    require(strlen(text) < sizeof copy);
    strcpy(copy, text);
    log_clear(&s->log);
    return copy;
}

void session_greeted(struct session *s, const struct options *options)
{
    session_open(s, options);
    session_feed_text(s, "+OK\r\n");
    require(strcmp(session_log(s), "E: REPLY GREETING +OK \"\"\n") == 0);
}

void session_logged_in(struct session *s, const struct options *options)
{
    session_greeted(s, options);
    require(session_command(s, "USER u") == POP3_OK);
    session_feed_text(s, "+OK\r\n");
    require(session_command(s, "PASS p") == POP3_OK);
    session_feed_text(s, "+OK\r\n");
    session_log(s);
    log_clear(&s->wire);
    require(pop3_idle(&s->p));
}

void session_pipelined(struct session *s, const struct options *options)
{
    session_logged_in(s, options);
    require(session_command(s, "CAPA") == POP3_OK);
    session_feed_text(s, "+OK\r\nPIPELINING\r\n.\r\n");
    session_log(s);
    log_clear(&s->wire);
    require(pop3_idle(&s->p));
}
