/* SPDX-License-Identifier: MIT */
/* Octets in, octets out, for one session.
 *
 * Input is read only while there is room for it, and used only while there is room for its
 * reply; replies to a burst of commands leave together. A session gives way to the others
 * after TURNS buffers. After QUIT or a fault our side is shut and the client's last octets are
 * read away, so that no RST overtakes the last reply. RFC 1939 §3, RFC 2449 §6.8. */
#include "session.h"

#include <stdlib.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>

#define TURNS     16
#define LINGER_MS 2000

static struct session *session_of(struct conn *c)
{
    return (struct session *)(void *)c;
}

static void session_closed(struct conn *c)
{
    struct session *s = session_of(c);

    if (s->account)
        maildrop_close(&s->account->drop);
    body_stop(&s->body);
    out_free(&s->out);
    free(s);
}

static bool line_execute(struct session *s)
{
    char line[INBOX_LINE];

    switch (inbox_line(&s->in, line)) {
    case INBOX_NONE:
        return false;
    case INBOX_WHOLE:
        if (s->conn.server->options->no_pipelining && !inbox_empty(&s->in)) {
            out_print(&s->out, "-ERR command sent before the reply to the last one\r\n");
            s->state = SESSION_CLOSING;
        } else {
            command_execute(s, line);
        }
        break;
    case INBOX_LONG:
        out_print(&s->out, "-ERR line longer than %d octets\r\n", INBOX_LINE);
        break;
    case INBOX_BARE_LF:
        out_print(&s->out, "-ERR line does not end with CRLF\r\n");
        break;
    case INBOX_NUL:
        out_print(&s->out, "-ERR line contains NUL\r\n");
        break;
    }
    return true;
}

/* False: the file failed inside a message; nothing but closing can tell the client. */
static bool body_continue(struct session *s)
{
    size_t room, n = 0;
    uint8_t *p = out_space(&s->out, &room);
    enum body_result result = p ? body_fill(&s->body, p, room, &n) : BODY_FAILED;

    out_add(&s->out, n);
    if (result == BODY_END)
        s->reply = REPLY_NONE;
    return result != BODY_FAILED;
}

/* One step of work; false: there is none, or the connection must go (*broken). */
static bool work(struct session *s, bool *broken)
{
    switch (s->reply) {
    case REPLY_NONE:
        return !(s->state & (SESSION_CLOSING | SESSION_LINGERING)) && line_execute(s);
    case REPLY_GREETING:
        if (s->conn.server->now < s->greeting_at)
            return false;
        s->reply = REPLY_NONE;
        command_greet(s);
        return true;
    case REPLY_LIST:
    case REPLY_UIDL:
        command_list_fill(s);
        return true;
    case REPLY_BODY:
        *broken = !body_continue(s);
        return !*broken;
    }
    return false;
}

static void timer_renew(struct session *s, uint64_t ripe_at)
{
    uint32_t idle = s->conn.server->options->idle_ms;
    uint64_t at = idle ? s->active + idle : UINT64_MAX;

    if (s->state == SESSION_LINGERING)
        at = s->active + LINGER_MS;
    if (s->reply == REPLY_GREETING)
        ripe_at = s->greeting_at;
    if (ripe_at && ripe_at < at)
        at = ripe_at;
    if (at == UINT64_MAX)
        conn_timer_clear(&s->conn);
    else
        conn_timer(&s->conn, at);
}

static void linger(struct session *s)
{
    s->state = SESSION_LINGERING;
    if (s->account) {
        maildrop_close(&s->account->drop);
        s->account = NULL;
    }
    shutdown(s->conn.watch.fd, SHUT_WR);
}

/* Everything is sent and nothing is left to do: wait for input, or end. */
static void session_rest(struct session *s, uint64_t ripe_at)
{
    if (s->state == SESSION_CLOSING)
        linger(s);
    if (s->in.eof && !ripe_at && s->reply == REPLY_NONE) {
        conn_close(&s->conn);
        return;
    }
    if (s->state == SESSION_LINGERING)
        s->in.at = s->in.ripe = s->in.end = s->in.marks = 0;
    conn_interest(&s->conn, inbox_has_room(&s->in) ? EPOLLIN : 0);
    timer_renew(s, ripe_at);
}

static void session_pump(struct session *s)
{
    uint64_t ripe_at = inbox_ripen(&s->in, s->conn.server->now);

    for (int i = 0; i < TURNS; i++) {
        bool broken = false, more = true;
        enum out_result sent;

        while (more && out_room(&s->out) >= OUT_REPLY)
            more = work(s, &broken);
        sent = out_flush(&s->out, s->conn.watch.fd);
        if (broken || sent == OUT_BROKEN) {
            conn_abort(&s->conn);
            return;
        }
        if (sent == OUT_BLOCKED)
            break;
        s->active = s->conn.server->now;
        if (!more) {
            session_rest(s, ripe_at);
            return;
        }
    }
    conn_interest(&s->conn, EPOLLOUT);
    timer_renew(s, ripe_at);
}

static void session_ready(struct conn *c, uint32_t events)
{
    struct session *s = session_of(c);

    if (events & (EPOLLERR | EPOLLHUP)) {
        conn_close(c);
        return;
    }
    if (events & EPOLLIN) {
        if (!inbox_receive(&s->in, c->watch.fd, c->server->now)) {
            conn_close(c);
            return;
        }
        if (s->state != SESSION_LINGERING)
            s->active = c->server->now;
    }
    session_pump(s);
}

/* RFC 1939 §3: the inactivity timer closes without UPDATE and without a reply. */
static void session_expired(struct conn *c)
{
    struct session *s = session_of(c);
    uint32_t idle = c->server->options->idle_ms;

    if (s->state == SESSION_LINGERING || (idle && s->active + idle <= c->server->now))
        conn_close(c);
    else
        session_pump(s);
}

bool session_serve(struct server *sv, int fd)
{
    static const struct conn_ops ops = {session_ready, session_expired, session_closed};
    struct session *s = calloc(1, sizeof *s);
    int on = 1;

    if (!s)
        return false;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    s->state = SESSION_AUTHORIZATION;
    s->reply = REPLY_GREETING;
    s->body.fd = -1;
    s->in.delay = sv->options->delay_ms;
    s->active = sv->now;
    s->greeting_at = sv->now + sv->options->delay_ms;
    if (!conn_open(&s->conn, sv, fd, &ops, 0)) {
        free(s);
        return false;
    }
    session_pump(s);
    return true;
}
