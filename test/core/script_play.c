/* SPDX-License-Identifier: MIT */
/*
 * Plays transcripts: whole, in inputs of every size, cut at every single
 * octet, with the end of the stream behind every octet, and with the
 * transport taking the output in every manner.
 */
#include "script.h"

#include <stdio.h>
#include <string.h>

struct player {
    const struct script *script;
    const struct way *way;
    struct session *s;
    size_t at; /* octets of the server so far */
};

/* Octets up to the end of the input that begins at octet i of a block. */
static size_t input_size(const struct player *pl, const struct step *step, size_t i)
{
    const struct way *way = pl->way;
    size_t n = step->n - i;

    if (way->chunk != 0 && n > way->chunk)
        n = way->chunk;
    if (pl->at < way->split && n > way->split - pl->at)
        n = way->split - pl->at;
    if (n > way->stop - pl->at)
        n = way->stop - pl->at;
    return n;
}

static void bytes_play(struct player *pl, const struct step *step)
{
    for (size_t i = 0; i < step->n && pl->at < pl->way->stop;) {
        size_t n = input_size(pl, step, i);
        session_feed(pl->s, step->data + i, n);
        i += n;
        pl->at += n;
    }
}

static void command_play(struct player *pl, const struct step *step)
{
    struct session *s = pl->s;
    size_t before = s->wire.len, n = strlen(step->text);
    enum pop3_err err = session_command(s, step->text);

    if (err != POP3_OK) {
        log_printf(&s->log, "C! %s: %s\n", error_name(err), step->text);
        require(s->wire.len == before);
        return;
    }
    log_printf(&s->log, "C: %s\n", step->text);
    require(s->wire.len - before == n + 2);
    const char *sent = s->wire.text + before;
    require(memcmp(sent, step->text, n) == 0 && memcmp(sent + n, "\r\n", 2) == 0);
}

static void tick_play(struct player *pl, const struct step *step)
{
    uint32_t left = pop3_tick(&pl->s->p, step->number);

    if (left == UINT32_MAX)
        log_printf(&pl->s->log, "T: %u = never\n", (unsigned)step->number);
    else
        log_printf(&pl->s->log, "T: %u = %u\n", (unsigned)step->number, (unsigned)left);
    session_feed(pl->s, NULL, 0);
}

static void call_play(struct player *pl, const struct step *step)
{
    struct pop3 *p = &pl->s->p;

    log_printf(&pl->s->log, "X: %s\n", step->text);
    if (strcmp(step->text, "eof") == 0)
        pop3_eof(p);
    else if (strcmp(step->text, "secured") == 0)
        pop3_secured(p);
    else if (strncmp(step->text, "fail ", 5) == 0)
        pop3_fail(p, error_of_name(step->text + 5));
    else
        harness_die("unknown call: %s", step->text);
    session_feed(pl->s, NULL, 0);
}

static void step_play(struct player *pl, const struct step *step)
{
    struct session *s = pl->s;
    uint32_t n = step->number;

    switch (step->kind) {
    case STEP_BYTES:
        bytes_play(pl, step);
        return;
    case STEP_COMMAND:
        command_play(pl, step);
        return;
    case STEP_TICK:
        tick_play(pl, step);
        return;
    case STEP_CALL:
        call_play(pl, step);
        return;
    case STEP_IDLE:
        log_printf(&s->log, "I: %s\n", pop3_idle(&s->p) ? "yes" : "no");
        return;
    case STEP_DELETED:
        require(n / 8 < s->options.deleted_cap);
        log_printf(&s->log, "D: %u = %s\n", (unsigned)n,
                   s->deleted[n / 8] >> n % 8 & 1 ? "yes" : "no");
        return;
    }
}

void script_play(const struct script *script, const struct way *way, struct session *s)
{
    struct player pl = {script, way, s, 0};

    session_open(s, &script->options);
    s->taking = way->taking;
    s->random = way->random != 0 ? way->random : 1;
    s->front = way->front;
    for (size_t i = 0; i < script->steps && pl.at < way->stop; i++)
        step_play(&pl, &script->step[i]);
    if (way->stop == SIZE_MAX)
        return;
    pop3_eof(&s->p);
    session_feed(s, NULL, 0);
    session_feed(s, NULL, 0);
}

static void way_verify(const struct script *script, const struct way *way)
{
    struct session s;
    const char *got;

    script_play(script, way, &s);
    got = log_text(&s.log);
    if (strcmp(got, script->log.text) != 0)
        harness_die("%s: chunk %zu split %zu taking %d front %d:\n--- expected\n%s--- got\n%s",
                    script->name, way->chunk, way->split, (int)way->taking, way->front,
                    script->log.text, got);
    session_close(&s);
}

/* The end of the stream is allowed if the last event of the first n octets is one of these. */
static bool may_end(const char *text, size_t n)
{
    const char *last = NULL, *end = text + n;

    while (text < end) {
        if (strncmp(text, "E: ", 3) == 0)
            last = text;
        text = strchr(text, '\n') + 1;
    }
    return last != NULL && (strncmp(last, "E: REPLY QUIT ", 14) == 0 ||
                            strncmp(last, "E: REPLY GREETING -ERR", 22) == 0);
}

/*
 * The stream ended too early: what was reported before is the beginning of
 * what the whole session reports, then comes exactly one FAILED or CLOSED.
 */
static void stop_verify(const struct script *script, size_t stop, const struct way *how)
{
    struct way way = *how;
    struct session s;
    const char *got, *want = script->log.text;
    size_t same = 0;

    way.stop = stop;
    script_play(script, &way, &s);
    got = log_text(&s.log);
    while (got[same] != '\0' && got[same] == want[same])
        same++;
    while (same > 0 && got[same] != '\0' && got[same - 1] != '\n' && got[same] != '"')
        same--;
    const char *rest = got + same;
    if (rest[0] == '"' && rest[1] == '\n')
        rest += 2; /* a body of which only the beginning came */
    bool closed = strcmp(rest, "E: CLOSED\n") == 0;
    bool failed = strncmp(rest, "E: FAILED ", 10) == 0 && strchr(rest, '\n')[1] == '\0' &&
                  pop3_error(&s.p) == POP3_ERR_EOF && strstr(rest, " EOF ") != NULL;
    bool ended = rest[0] == '\0' && s.ended == 1; /* as in the whole session */
    if (!(ended || (may_end(got, same) ? closed : failed)) || s.ended != 1)
        harness_die("%s: end of stream at octet %zu:\n--- whole\n%s--- got\n%s", script->name,
                    stop, want, got);
    session_close(&s);
}

void script_verify(const struct script *script)
{
    way_verify(script, &(struct way){.stop = SIZE_MAX});
    for (size_t i = 1; i <= script->octets; i++) {
        enum taking taking = (enum taking)(i % 3);
        uint32_t seed = (uint32_t)i;
        way_verify(script, &(struct way){i, 0, SIZE_MAX, taking, seed, false});
        way_verify(script, &(struct way){i, 0, SIZE_MAX, taking, seed, true});
        way_verify(script, &(struct way){0, i, SIZE_MAX, taking, seed, i % 2 != 0});
        way_verify(script, &(struct way){0, i, SIZE_MAX, TAKE_ALL, seed, i % 2 == 0});
        stop_verify(script, i - 1, &(struct way){.taking = TAKE_ALL});
        stop_verify(script, i - 1, &(struct way){.chunk = 1 + i % 7, .taking = TAKE_ONE});
    }
}

void script_verify_text(const char *text)
{
    struct script script;

    script_read(&script, &text);
    require(*text == '\0');
    script_verify(&script);
    script_free(&script);
}
