/* SPDX-License-Identifier: MIT */
/* See play.h. */
#include "play.h"

#define REPLY_MS 1000u
#define WHOLE    ((size_t)-1)

static const char *const secrets[] = {SECRET, PLAIN_IR, TOKEN, NULL};

static bool has(const void *memory, size_t n, const void *what, size_t size)
{
    const uint8_t *p = memory;
    while (n >= size && (p = memchr(memory, *(const uint8_t *)what, n - size + 1)) != NULL) {
        if (memcmp(p, what, size) == 0)
            return true;
        n -= (size_t)(p + 1 - (const uint8_t *)memory);
        memory = p + 1;
    }
    return false;
}

static void stage_fail(const struct stage *s, const char *why)
{
    fail_msg("%s (piece %zd, cut %zd)\n%s\nclient sent:\n%.*s", why, (ptrdiff_t)s->piece,
             (ptrdiff_t)s->cut, s->play->script, (int)s->sent_n, (const char *)s->sent);
}

/* None of the memory that a login has, or the octets of an event, may hold this. */
static void is_absent(const struct stage *s, const void *secret, size_t n)
{
    if (n < 8)
        return;
    if (has(&s->login, sizeof s->login, secret, n))
        stage_fail(s, "a secret is in the login");
    if (has(&s->p, sizeof s->p, secret, n))
        stage_fail(s, "a secret is in the session");
    if (has(s->line, sizeof s->line, secret, n))
        stage_fail(s, "a secret is in the line buffer");
    if (has(s->out, sizeof s->out, secret, n))
        stage_fail(s, "a secret is in the output buffer");
}

/* The secret part of a line that the client sent. */
static struct pop3_bytes secret_of(const uint8_t *line, size_t n)
{
    size_t words = 1, last = 0;
    for (size_t i = 0; i < n; i++)
        if (line[i] == ' ') {
            words++;
            last = i + 1;
        }
    bool is_auth = n > 5 && memcmp(line, "AUTH ", 5) == 0;
    if ((is_auth && words < 3) || (n > 5 && memcmp(line, "USER ", 5) == 0))
        last = n;
    return (struct pop3_bytes){line + last, n - last};
}

void stage_is_clean(const struct stage *s)
{
    for (size_t i = 0; secrets[i]; i++)
        for (size_t at = 0; at + 8 <= strlen(secrets[i]); at += 4)
            is_absent(s, secrets[i] + at, 8);
    for (size_t at = 0; at < s->sent_n;) {
        const uint8_t *lf = memchr(s->sent + at, '\n', s->sent_n - at);
        size_t n = lf ? (size_t)(lf - s->sent) - at : s->sent_n - at;
        struct pop3_bytes secret = secret_of(s->sent + at, n > 0 && lf ? n - 1 : n);
        is_absent(s, secret.p, secret.n);
        at += n + 1;
    }
}

static void event_inspect(const struct stage *s, const struct pop3_event *ev)
{
    for (size_t i = 0; secrets[i]; i++)
        if (has(ev->data.p, ev->data.n, secrets[i], 8))
            stage_fail(s, "a secret is in an event");
    if (ev->data.n == 0 && ev->what == POP3_ITEM && !ev->cut && s->play->line_cap == 0)
        stage_fail(s, "an item without text");
}

static bool is_over(const struct stage *s)
{
    return s->what == POP3_LOGIN_DONE || s->what == POP3_LOGIN_REFUSED;
}

/* The transport takes the octets in pieces, too. */
static void stage_flush(struct stage *s)
{
    struct pop3_bytes out = pop3_out(&s->p);
    while (out.n > 0) {
        size_t n = out.n < s->piece ? out.n : s->piece;
        assert_true(s->sent_n + n <= sizeof s->sent);
        memcpy(s->sent + s->sent_n, out.p, n);
        s->sent_n += n;
        pop3_sent(&s->p, n);
        out = pop3_out(&s->p);
    }
}

static void stage_pump(struct stage *s, struct pop3_bytes in)
{
    struct pop3_event ev;
    while (!is_over(s)) {
        if (pop3_next(&s->p, &in, &ev) == POP3_NONE) {
            if (!pop3_auth_busy(&s->p))
                break;
            continue;
        }
        event_inspect(s, &ev);
        if (++s->events == s->wipe_at)
            pop3_login_wipe(&s->login);
        s->what = pop3_login_event(&s->login, &ev);
    }
    stage_flush(s);
}

static void piece_give(struct stage *s, const uint8_t *from, size_t n)
{
    uint8_t *piece = malloc(n);
    assert_non_null(piece);
    memcpy(piece, from, n);
    stage_pump(s, (struct pop3_bytes){piece, n});
    free(piece);
}

static void stage_compare(const struct stage *s)
{
    if (s->tolerant)
        return;
    if (s->sent_n != s->wanted_n || memcmp(s->sent, s->wanted, s->sent_n) != 0)
        stage_fail(s, "the client sent something else");
}

static void segment_give(struct stage *s, const uint8_t *segment, size_t n)
{
    size_t at = 0;
    if (n == 0)
        return;
    stage_compare(s);
    if (is_over(s) && !s->tolerant)
        stage_fail(s, "the login was over before the script");
    while (at < n) {
        size_t take = n - at < s->piece ? n - at : s->piece;
        if (s->cut > s->position && s->cut - s->position < take)
            take = s->cut - s->position;
        piece_give(s, segment + at, take);
        s->position += take;
        at += take;
    }
}

static void time_pass(struct stage *s)
{
    pop3_tick(&s->p, 5);
    if (pop3_tick(&s->p, 4 + REPLY_MS) != 1 && !s->tolerant)
        stage_fail(s, "the time is not what it should be");
    pop3_tick(&s->p, 5 + REPLY_MS);
}

static void handshake(struct stage *s)
{
    stage_compare(s);
    if (s->what != POP3_LOGIN_TLS) {
        if (!s->tolerant)
            stage_fail(s, "the login does not want TLS");
        return;
    }
    s->what = pop3_login_secured(&s->login, s->play->binding, s->play->binding_data);
    stage_flush(s);
}

static void wanted_add(struct stage *s, const char *text, size_t n)
{
    assert_true(s->wanted_n + n + 2 <= sizeof s->wanted);
    memcpy(s->wanted + s->wanted_n, text, n);
    memcpy(s->wanted + s->wanted_n + n, "\r\n", 2);
    s->wanted_n += n + 2;
}

static bool word_is(const char *line, size_t n, const char *word)
{
    return n == strlen(word) && memcmp(line, word, n) == 0;
}

/* What is not an S line. */
static void line_act(struct stage *s, const char *line, size_t n)
{
    if (n >= 2 && line[0] == 'C' && line[1] == ' ') {
        wanted_add(s, line + 2, n - 2);
    } else if (word_is(line, n, "TLS")) {
        handshake(s);
    } else if (word_is(line, n, "EOF")) {
        pop3_eof(&s->p);
        stage_pump(s, (struct pop3_bytes){NULL, 0});
    } else if (word_is(line, n, "SILENCE")) {
        time_pass(s);
        stage_pump(s, (struct pop3_bytes){NULL, 0});
    } else {
        fail_msg("a script has the line \"%.*s\"", (int)n, line);
    }
}

static void script_run(struct stage *s)
{
    uint8_t segment[32768];
    size_t n = 0;
    for (const char *line = s->play->script; *line;) {
        size_t len = strcspn(line, "\n");
        if ((*line == 'S' || *line == 's') && line[1] == ' ') {
            assert_true(n + len <= sizeof segment);
            memcpy(segment + n, line + 2, len - 2);
            n += len - 2;
            if (*line == 'S') {
                memcpy(segment + n, "\r\n", 2);
                n += 2;
            }
        } else {
            segment_give(s, segment, n);
            n = 0;
            line_act(s, line, len);
        }
        line += len + (line[len] == '\n');
    }
    segment_give(s, segment, n);
    stage_compare(s);
}

static void config_default(struct pop3_login_config *c)
{
    static const struct pop3_bytes user = TEXT("tim"), password = TEXT(SECRET),
                                   token = TEXT(TOKEN), nonce = TEXT(CLIENT_NONCE),
                                   host = TEXT(SERVER);
    if (!c->methods)
        c->methods = pop3_methods_password;
    if (!c->user.p)
        c->user = user;
    if (!c->password.p)
        c->password = password;
    if (!c->token.p)
        c->token = token;
    if (!c->nonce.p)
        c->nonce = nonce;
    if (!c->host.p)
        c->host = host;
    if (c->port == 0)
        c->port = PORT;
}

static void stage_open(struct stage *s, const struct play *play)
{
    memset(s, 0, sizeof *s);
    struct pop3_config config = {.line = s->line,
                                 .line_cap = play->line_cap ? play->line_cap : 512,
                                 .out = s->out,
                                 .out_cap = play->out_cap ? play->out_cap : sizeof s->out,
                                 .slot = &s->slot,
                                 .depth = 1,
                                 .reply_ms = REPLY_MS};
    s->play = play;
    s->piece = WHOLE;
    s->config = play->config;
    config_default(&s->config);
    pop3_init(&s->p, &config);
    pop3_login_init(&s->login, &s->p, &s->config);
}

static void result_compare(struct stage *s)
{
    const struct play *play = s->play;
    if (s->what != play->what || s->login.why != play->why)
        stage_fail(s, pop3_login_strwhy(s->login.why));
    if (pop3_error(&s->p) != play->err)
        stage_fail(s, pop3_strerror(pop3_error(&s->p)));
    if (s->login.code != play->code)
        stage_fail(s, "another response code");
    if (s->login.method != play->method)
        stage_fail(s, s->login.method ? s->login.method->name : "no method");
    if (is_over(s))
        stage_is_clean(s);
    if (s->what == POP3_LOGIN_DONE)
        assert_int_equal(pop3_send(&s->p, POP3_STAT, 0, 0), POP3_OK);
}

void play_once(struct stage *s, const struct play *play)
{
    stage_open(s, play);
    script_run(s);
}

static size_t play_cut(const struct play *play, size_t piece, size_t cut)
{
    struct stage s;
    stage_open(&s, play);
    s.piece = piece;
    s.cut = cut;
    script_run(&s);
    result_compare(&s);
    return s.position;
}

void play_run(const struct play *play)
{
    size_t n = play_cut(play, WHOLE, 0);
    size_t stride = play->stride > 0 ? play->stride : 1;
    play_cut(play, 1, 0);
    play_cut(play, 2, 0);
    play_cut(play, 7, 0);
    for (size_t cut = 1; cut < n; cut += stride)
        play_cut(play, WHOLE, cut);
}

void plays_run(const struct play *plays, size_t count)
{
    for (size_t i = 0; i < count; i++)
        play_run(&plays[i]);
}

void play_wiped(struct stage *s, const struct play *play, unsigned wipe_at, bool fail)
{
    stage_open(s, play);
    s->tolerant = true;
    s->wipe_at = wipe_at;
    script_run(s);
    if (fail)
        pop3_fail(&s->p, POP3_ERR_LINK);
    stage_pump(s, (struct pop3_bytes){NULL, 0});
}
