/* SPDX-License-Identifier: MIT */
/*
 * The scripted servers, each on a port and in a thread of its own. One accepts a connection for
 * each TURN_OPEN, compares each segment that arrives with the command expected, octet for
 * octet, and sends the replies cut as the plan says.
 *
 * They run before the client whenever both can (their priority is higher), so
 * that all segments of a reply without pauses are there when the client looks.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "report.h"

#define STACK   65536u
#define POLL    20u /* ticks between two looks at "over" */
#define PATIENT 6000u
#define LONGEST 1024u /* octets of one segment */

#define SAID (512u * 1024u)

struct server {
    UINT port;
    const struct turn *script, *turn;
    struct plan plan;
    volatile int over, broke, wrote_line;
    char *said; /* what was sent in this case, and where the last answer begins */
    size_t said_n, answer;
    TX_THREAD thread;
    TX_SEMAPHORE go, ready, done;
    NX_TCP_SOCKET listener;
};
static ULONG64 stacks[SERVERS][STACK / 8];
static char said[SERVERS][SAID];
static struct server servers[SERVERS];

int server_broke(void)
{
    return servers[0].broke;
}

int server_wrote_line(void)
{
    return servers[0].wrote_line;
}

struct text server_answer(UINT which)
{
    const struct server *s = &servers[which];
    return (struct text){s->said + s->answer, s->said_n - s->answer};
}

static size_t text_gather(NX_PACKET *packet, char *to, size_t cap)
{
    size_t n = 0;
    while (packet) {
        size_t part = (size_t)(packet->nx_packet_append_ptr - packet->nx_packet_prepend_ptr);
        if (part > cap - n)
            part = cap - n;
        memcpy(to + n, packet->nx_packet_prepend_ptr, part);
        n += part;
#ifndef NX_DISABLE_PACKET_CHAIN
        packet = packet->nx_packet_next;
#else
        packet = NX_NULL;
#endif
    }
    return n;
}

/* A segment, or the end of the connection: then false. */
static int segment_get(struct server *s, char *to, size_t cap, size_t *n)
{
    NX_PACKET *packet;
    UINT status;
    do
        status = nx_tcp_socket_receive(&s->listener, &packet, POLL);
    while (status == NX_NO_PACKET && !s->over);
    if (status != NX_SUCCESS)
        return 0;
    *n = text_gather(packet, to, cap);
    nx_packet_release(packet);
    return 1;
}

static void said_note(struct server *s, const char *p, size_t n)
{
    if (n > SAID - s->said_n) {
        case_fail("the server says more than it can note");
        return;
    }
    memcpy(s->said + s->said_n, p, n);
    s->said_n += n;
}

static int segment_send(struct server *s, const char *p, size_t n)
{
    NX_PACKET *packet;
    said_note(s, p, n);
    if (nx_packet_allocate(&server_pool, &packet, NX_TCP_PACKET, PATIENT) != NX_SUCCESS)
        return 0;
    if (nx_packet_data_append(packet, (VOID *)p, (ULONG)n, &server_pool, PATIENT) !=
            NX_SUCCESS ||
        nx_tcp_socket_send(&s->listener, packet, PATIENT) != NX_SUCCESS) {
        nx_packet_release(packet);
        return 0;
    }
    return 1;
}

/* Sends the text in segments of head, next and then size octets. */
static int text_send(struct server *s, const char *p, size_t n, size_t head, size_t next,
                     size_t size)
{
    ULONG mtu = stage_world()->mtu;
    size_t most = mtu && mtu < LONGEST + 100 ? mtu - 100 : LONGEST;
    for (size_t part = head; n != 0; part = next, next = size) {
        if (part > most)
            part = most;
        if (part > n)
            part = n;
        if (part && !segment_send(s, p, part))
            return 0;
        p += part;
        n -= part;
        if (n && s->plan.pause)
            tx_thread_sleep(s->plan.pause);
    }
    return 1;
}

static int line_whole(struct text reply, size_t at)
{
    const char *end = memchr(reply.p, '\n', reply.n);
    return end && at > (size_t)(end - reply.p);
}

/* The reply of the turn as planned; false: nothing more is to be played. */
static int reply_send(struct server *s)
{
    struct text reply = s->turn->reply;
    int here = s->plan.turn == (UINT)(s->turn - s->script);
    size_t n = reply.n;

    if (s->plan.how == CHUNK)
        return text_send(s, reply.p, n, s->plan.at, s->plan.at, s->plan.at);
    if (s->plan.how == WHOLE || !here)
        return text_send(s, reply.p, n, n, n, n);
    if (s->plan.how == SPLIT)
        return text_send(s, reply.p, n, s->plan.at,
                         s->plan.and_at ? s->plan.and_at - s->plan.at : n, n);
    s->broke = 1;
    if (s->plan.how == REPLACE) {
        text_send(s, s->plan.reply.p, s->plan.reply.n, s->plan.reply.n, s->plan.reply.n,
                  s->plan.reply.n);
        return !s->plan.broken;
    }
    s->wrote_line = line_whole(reply, s->plan.at);
    text_send(s, reply.p, s->plan.at, s->plan.at, s->plan.at, s->plan.at);
    return 0;
}

static void hang_up(struct server *s, ULONG wait)
{
    nx_tcp_socket_disconnect(&s->listener, wait);
}

static void expect_close(struct server *s)
{
    char got[300];
    size_t n;
    if (segment_get(s, got, sizeof got, &n))
        case_fail("the server got %s after the end of its script", report_show(got, n));
}

/* False: the client sent something else, or closed. */
static int command_get(struct server *s)
{
    char got[300];
    size_t n;
    if (!segment_get(s, got, sizeof got, &n)) {
        if (!s->broke)
            case_fail("expected %s, got the end of the connection",
                      report_show(s->turn->expect.p, s->turn->expect.n));
        return 0;
    }
    s->answer = s->said_n;
    if (n == s->turn->expect.n && memcmp(got, s->turn->expect.p, n) == 0)
        return 1;
    case_fail("expected %s, got %s", report_show(s->turn->expect.p, s->turn->expect.n),
              report_show(got, n));
    return 0;
}

/* One connection; the turn is its TURN_OPEN, and in the end what comes after it. */
static void connection_play(struct server *s)
{
    int going = 1;
    do {
        if (s->turn->kind == TURN_ANSWER && !command_get(s)) {
            going = 0;
            break;
        }
        if (s->turn->pause)
            tx_thread_sleep(s->turn->pause);
        if (s->turn->unhold)
            client_unhold();
        if (!reply_send(s)) {
            s->turn += !s->broke; /* the client has closed */
            going = 0;
            break;
        }
        if (s->turn->after != GO_ON) {
            hang_up(s, s->turn->after == RST ? NX_NO_WAIT : 100);
            s->turn++;
            return;
        }
        s->turn++;
    } while (s->turn->kind == TURN_ANSWER || s->turn->kind == TURN_SEND);
    if (s->broke && (s->plan.how == BREAK_FIN || s->plan.how == BREAK_RST))
        hang_up(s, s->plan.how == BREAK_RST ? NX_NO_WAIT : 100);
    else if (going || s->broke)
        expect_close(s);
}

static int connection_accept(struct server *s)
{
    for (;;) {
        ULONG start = tx_time_get();
        if (nx_tcp_server_socket_accept(&s->listener, POLL) == NX_SUCCESS)
            return 1;
        if (s->over)
            return 0;
        if (tx_time_get() == start)
            tx_thread_sleep(1);
    }
}

static void connection_end(struct server *s)
{
    nx_tcp_socket_disconnect(&s->listener, 500);
    nx_tcp_server_socket_unaccept(&s->listener);
    nx_tcp_server_socket_relisten(&server_ip, s->port, &s->listener);
}

static void script_play(struct server *s)
{
    while (s->turn->kind == TURN_OPEN && !(s->broke && s->plan.how != REPLACE)) {
        if (!connection_accept(s))
            break;
        connection_play(s);
        connection_end(s);
    }
    if (s->turn->kind != TURN_END && s->turn->kind != TURN_SEND && !s->turn->optional &&
        !s->broke && !report_faulty())
        case_fail("the server still expects %s",
                  report_show(s->turn->expect.p, s->turn->expect.n));
    while (!s->over)
        if (connection_accept(s)) {
            case_fail("the client connects once more");
            connection_end(s);
        }
}

static void server_entry(ULONG which)
{
    struct server *s = &servers[which];
    for (;;) {
        tx_semaphore_get(&s->go, TX_WAIT_FOREVER);
        nx_tcp_socket_create(&server_ip, &s->listener, "server", NX_IP_NORMAL, NX_DONT_FRAGMENT,
                             NX_IP_TIME_TO_LIVE, 8192, NX_NULL, NX_NULL);
        nx_tcp_server_socket_listen(&server_ip, s->port, &s->listener, 5, NX_NULL);
        tx_semaphore_put(&s->ready);
        script_play(s);
        nx_tcp_server_socket_unlisten(&server_ip, s->port);
        nx_tcp_socket_delete(&s->listener);
        tx_semaphore_put(&s->done);
    }
}

void server_build(void)
{
    static int built;
    if (built)
        return;
    built = 1;
    for (UINT i = 0; i < SERVERS; i++) {
        struct server *s = &servers[i];
        s->port = SERVER_PORT + i;
        s->said = said[i];
        tx_semaphore_create(&s->go, "go", 0);
        tx_semaphore_create(&s->ready, "ready", 0);
        tx_semaphore_create(&s->done, "done", 0);
        tx_thread_create(&s->thread, "server", server_entry, i, stacks[i], STACK, 8, 8,
                         TX_NO_TIME_SLICE, TX_AUTO_START);
    }
}

void server_start(UINT which, const struct turn *turns, const struct plan *plan)
{
    struct server *s = &servers[which];
    s->script = s->turn = turns;
    s->plan = *plan;
    s->over = s->broke = s->wrote_line = 0;
    s->said_n = s->answer = 0;
    tx_semaphore_put(&s->go);
    tx_semaphore_get(&s->ready, TX_WAIT_FOREVER);
}

void server_stop(UINT which)
{
    struct server *s = &servers[which];
    s->over = 1;
    tx_semaphore_get(&s->done, TX_WAIT_FOREVER);
}
