/* SPDX-License-Identifier: MIT */
/* One connection that plays a script, see play.h and script.h.
 *
 * Input is read only while a step waits for it. A step is done once it needs neither socket
 * nor timer any more; `sent` and `until` belong to the current step alone. */
#include "play.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "script.h"

#define IN_CAP    4096
#define TURNS     16
#define SEND_CAP  ((size_t)64 * 1024)
#define LINGER_MS 2000

enum progress { PLAY_NEXT, PLAY_WAIT, PLAY_OVER };

struct play {
    struct conn conn;
    const struct step *step;
    uint64_t sent;  /* octets of the current step */
    uint64_t until; /* a time that the current step waits for, 0: none */
    uint64_t segment;
    uint32_t gap;
    bool eof, over;
    size_t n;
    uint8_t in[IN_CAP];
};

static struct play *play_of(struct conn *c)
{
    return (struct play *)(void *)c;
}

static bool endless(const struct step *s)
{
    return s->kind == STEP_SEND && s->total == UINT64_MAX;
}

static void octets_print(const void *text, size_t n)
{
    const uint8_t *p = text;

    fputc('"', stderr);
    for (size_t i = 0; i < n && i < 120; i++) {
        if (p[i] < 0x20 || p[i] > 0x7e || p[i] == '\\')
            fprintf(stderr, "\\x%02x", p[i]);
        else
            fputc(p[i], stderr);
    }
    fputs(n > 120 ? "\"..." : "\"", stderr);
}

/* Says what was expected and what came instead; this connection is over. */
static enum progress fail(struct play *p, const char *expected, const char *came)
{
    const struct step *s = p->step;

    fprintf(stderr, "nxpop3-practice: %s:%u: expected %s", p->conn.server->script->file,
            s->line, expected);
    if (s->kind == STEP_LINE || s->kind == STEP_PREFIX)
        octets_print(s->text, s->n);
    fprintf(stderr, ", the client %s", came);
    if (!strcmp(came, "sent "))
        octets_print(p->in, p->n);
    fputc('\n', stderr);
    p->conn.server->failed = true;
    return PLAY_OVER;
}

static enum progress wait_for(struct play *p, uint32_t interest)
{
    conn_interest(&p->conn, interest);
    if (p->until)
        conn_timer(&p->conn, p->until);
    return PLAY_WAIT;
}

static enum progress receive(struct play *p, const char *expected)
{
    ssize_t n = recv(p->conn.watch.fd, p->in + p->n, IN_CAP - p->n, 0);

    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return wait_for(p, EPOLLIN);
    if (n > 0)
        p->n += (size_t)n;
    else
        p->eof = true;
    return p->eof && p->step->kind != STEP_EOF ? fail(p, expected, "closed") : PLAY_NEXT;
}

static enum progress line_await(struct play *p)
{
    const struct step *s = p->step;
    bool prefix = s->kind == STEP_PREFIX;
    const char *expected = prefix ? "a line that begins with " : "the line ";
    const uint8_t *lf;
    size_t n;

    while ((lf = memchr(p->in, '\n', p->n)) == NULL) {
        enum progress got;

        if (p->n == IN_CAP)
            return fail(p, expected, "sent ");
        got = receive(p, expected);
        if (got != PLAY_NEXT)
            return got;
    }
    n = (size_t)(lf - p->in) + 1;
    if (n < 2 || lf[-1] != '\r' || (prefix ? n - 2 < s->n : n - 2 != s->n) ||
        (s->n && memcmp(p->in, s->text, s->n) != 0)) {
        p->n = n;
        return fail(p, expected, "sent ");
    }
    p->n -= n;
    memmove(p->in, p->in + n, p->n);
    return PLAY_NEXT;
}

/* Nothing may come until the time is over, or until the client closes. */
static enum progress quiet_await(struct play *p)
{
    bool eof = p->step->kind == STEP_EOF;
    const char *expected = eof ? "the end of the connection" : "silence";

    while (!p->n && !p->eof) {
        enum progress got;

        if (!eof && !p->until)
            p->until = p->conn.server->now + p->step->ms;
        if (!eof && p->until <= p->conn.server->now)
            return PLAY_NEXT;
        got = receive(p, expected);
        if (got != PLAY_NEXT)
            return got;
    }
    return p->n ? fail(p, expected, "sent ") : PLAY_NEXT;
}

static enum progress pause_await(struct play *p, uint32_t ms)
{
    if (!p->until)
        p->until = p->conn.server->now + ms;
    return p->until <= p->conn.server->now ? PLAY_NEXT : wait_for(p, 0);
}

static enum progress piece_send(struct play *p)
{
    const struct step *s = p->step;
    size_t at = (size_t)(p->sent % s->n), n = s->n - at;
    uint64_t left = endless(s) ? UINT64_MAX : s->total - p->sent;
    ssize_t sent;

    if (n > left)
        n = (size_t)left;
    if (p->segment && n > p->segment - p->sent % p->segment)
        n = (size_t)(p->segment - p->sent % p->segment);
    if (n > SEND_CAP)
        n = SEND_CAP;
    sent = send(p->conn.watch.fd, s->text + at, n, MSG_NOSIGNAL);
    if (sent >= 0) {
        p->sent += (uint64_t)sent;
        return PLAY_NEXT;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
        p->until = 0;
        return wait_for(p, EPOLLOUT);
    }
    return endless(s) ? PLAY_OVER : fail(p, "to send all of it", "closed");
}

static enum progress send_all(struct play *p)
{
    for (int i = 0; i < TURNS; i++) {
        enum progress did;
        bool boundary = p->segment && p->sent && p->sent % p->segment == 0;

        if (p->sent == p->step->total)
            return PLAY_NEXT;
        if (boundary && p->gap) {
            did = pause_await(p, p->gap);
            if (did != PLAY_NEXT)
                return did;
        }
        did = piece_send(p);
        if (did != PLAY_NEXT)
            return did;
        p->until = 0;
    }
    return p->sent == p->step->total ? PLAY_NEXT : wait_for(p, EPOLLOUT);
}

/* An orderly end: the FIN goes out, what still comes is read away. */
static enum progress shut(struct play *p)
{
    ssize_t n;

    if (!p->over) {
        p->over = true;
        shutdown(p->conn.watch.fd, SHUT_WR);
        p->until = p->conn.server->now + LINGER_MS;
    }
    do
        n = recv(p->conn.watch.fd, p->in, IN_CAP, 0);
    while (n > 0);
    if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
        return PLAY_OVER;
    return p->until <= p->conn.server->now ? PLAY_OVER : wait_for(p, EPOLLIN);
}

static enum progress step_play(struct play *p)
{
    const struct step *s = p->step;

    switch (s->kind) {
    case STEP_SEND:
        return send_all(p);
    case STEP_LINE:
    case STEP_PREFIX:
        return line_await(p);
    case STEP_SILENCE:
    case STEP_EOF:
        return quiet_await(p);
    case STEP_PAUSE:
        return pause_await(p, s->ms);
    case STEP_SEGMENT:
        p->segment = s->total;
        p->gap = s->ms;
        return PLAY_NEXT;
    case STEP_CLOSE:
        return shut(p);
    case STEP_RESET:
        break;
    }
    return PLAY_OVER;
}

static void play_on(struct conn *c)
{
    struct play *p = play_of(c);
    enum progress did;

    while ((did = step_play(p)) == PLAY_NEXT) {
        conn_timer_clear(c);
        p->sent = p->until = 0;
        p->step++;
    }
    if (did == PLAY_OVER && p->step->kind == STEP_RESET)
        conn_abort(c);
    else if (did == PLAY_OVER)
        conn_close(c);
}

static void play_ready(struct conn *c, uint32_t events)
{
    struct play *p = play_of(c);
    enum step_kind kind = p->step->kind;

    /* Waiting on would spin: such an event cannot be switched off. */
    if ((events & (EPOLLERR | EPOLLHUP)) && (kind == STEP_PAUSE || p->until)) {
        if (kind != STEP_CLOSE && !endless(p->step))
            fail(p, "an open connection", "closed");
        conn_close(c);
        return;
    }
    play_on(c);
}

static void play_closed(struct conn *c)
{
    free(play_of(c));
}

bool play_serve(struct server *sv, int fd)
{
    static const struct conn_ops ops = {play_ready, play_on, play_closed};
    const struct script *script = sv->script;
    struct play *p = calloc(1, sizeof *p);
    size_t part = sv->accepted < script->parts ? sv->accepted : script->parts - 1;
    int on = 1;

    if (!p)
        return false;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    p->step = &script->step[script->part[part]];
    if (!conn_open(&p->conn, sv, fd, &ops, 0)) {
        free(p);
        return false;
    }
    play_on(&p->conn);
    return true;
}
