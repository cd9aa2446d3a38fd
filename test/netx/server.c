/* SPDX-License-Identifier: MIT */
/*
 * The scripted server. It accepts a connection for each TURN_OPEN, compares
 * each segment that arrives with the command expected, octet for octet, and
 * sends the replies cut as the plan says.
 *
 * It runs before the client whenever both can (its priority is higher), so that
 * all segments of a reply without pauses are there when the client looks.
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

static TX_THREAD thread;
static TX_SEMAPHORE go, ready, done;
static ULONG64 stack[STACK / 8];
static NX_TCP_SOCKET listener;
static const struct turn *script, *turn;
static struct plan plan;
static volatile int over, broke, wrote_line;

int server_broke(void)
{
    return broke;
}

int server_wrote_line(void)
{
    return wrote_line;
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
static int segment_get(char *to, size_t cap, size_t *n)
{
    NX_PACKET *packet;
    UINT status;
    do
        status = nx_tcp_socket_receive(&listener, &packet, POLL);
    while (status == NX_NO_PACKET && !over);
    if (status != NX_SUCCESS)
        return 0;
    *n = text_gather(packet, to, cap);
    nx_packet_release(packet);
    return 1;
}

static int segment_send(const char *p, size_t n)
{
    NX_PACKET *packet;
    if (nx_packet_allocate(&server_pool, &packet, NX_TCP_PACKET, PATIENT) != NX_SUCCESS)
        return 0;
    if (nx_packet_data_append(packet, (VOID *)p, (ULONG)n, &server_pool, PATIENT) !=
            NX_SUCCESS ||
        nx_tcp_socket_send(&listener, packet, PATIENT) != NX_SUCCESS) {
        nx_packet_release(packet);
        return 0;
    }
    return 1;
}

/* Sends the text in segments of head, next and then size octets. */
static int text_send(const char *p, size_t n, size_t head, size_t next, size_t size)
{
    ULONG mtu = stage_world()->mtu;
    size_t most = mtu && mtu < LONGEST + 100 ? mtu - 100 : LONGEST;
    for (size_t part = head; n != 0; part = next, next = size) {
        if (part > most)
            part = most;
        if (part > n)
            part = n;
        if (part && !segment_send(p, part))
            return 0;
        p += part;
        n -= part;
        if (n && plan.pause)
            tx_thread_sleep(plan.pause);
    }
    return 1;
}

static int line_whole(struct text reply)
{
    const char *end = memchr(reply.p, '\n', reply.n);
    return end && plan.at > (size_t)(end - reply.p);
}

/* The reply of a turn as planned; false: nothing more is to be played. */
static int reply_send(void)
{
    struct text reply = turn->reply;
    int here = plan.turn == (UINT)(turn - script);
    size_t n = reply.n;

    if (plan.how == CHUNK)
        return text_send(reply.p, n, plan.at, plan.at, plan.at);
    if (plan.how == WHOLE || !here)
        return text_send(reply.p, n, n, n, n);
    if (plan.how == SPLIT)
        return text_send(reply.p, n, plan.at, plan.and_at ? plan.and_at - plan.at : n, n);
    broke = 1;
    if (plan.how == REPLACE) {
        text_send(plan.reply.p, plan.reply.n, plan.reply.n, plan.reply.n, plan.reply.n);
        return !plan.broken;
    }
    wrote_line = line_whole(reply);
    text_send(reply.p, plan.at, plan.at, plan.at, plan.at);
    return 0;
}

static void hang_up(ULONG wait)
{
    nx_tcp_socket_disconnect(&listener, wait);
}

static void expect_close(void)
{
    char got[300];
    size_t n;
    if (segment_get(got, sizeof got, &n))
        case_fail("the server got %s after the end of its script", report_show(got, n));
}

/* False: the client sent something else, or closed. */
static int command_get(void)
{
    char got[300];
    size_t n;
    if (!segment_get(got, sizeof got, &n)) {
        if (!broke)
            case_fail("expected %s, got the end of the connection",
                      report_show(turn->expect.p, turn->expect.n));
        return 0;
    }
    if (n == turn->expect.n && memcmp(got, turn->expect.p, n) == 0)
        return 1;
    case_fail("expected %s, got %s", report_show(turn->expect.p, turn->expect.n),
              report_show(got, n));
    return 0;
}

/* One connection; turn is its TURN_OPEN, and in the end what comes after it. */
static void connection_play(void)
{
    int going = 1;
    do {
        if (turn->kind == TURN_ANSWER && !command_get()) {
            going = 0;
            break;
        }
        if (turn->pause)
            tx_thread_sleep(turn->pause);
        if (turn->unhold)
            client_unhold();
        if (!reply_send()) {
            turn += !broke; /* the client has closed */
            going = 0;
            break;
        }
        if (turn->after != GO_ON) {
            hang_up(turn->after == RST ? NX_NO_WAIT : 100);
            turn++;
            return;
        }
        turn++;
    } while (turn->kind == TURN_ANSWER || turn->kind == TURN_SEND);
    if (broke && (plan.how == BREAK_FIN || plan.how == BREAK_RST))
        hang_up(plan.how == BREAK_RST ? NX_NO_WAIT : 100);
    else if (going || broke)
        expect_close();
}

static int connection_accept(void)
{
    for (;;) {
        ULONG start = tx_time_get();
        if (nx_tcp_server_socket_accept(&listener, POLL) == NX_SUCCESS)
            return 1;
        if (over)
            return 0;
        if (tx_time_get() == start)
            tx_thread_sleep(1);
    }
}

static void connection_end(void)
{
    nx_tcp_socket_disconnect(&listener, 500);
    nx_tcp_server_socket_unaccept(&listener);
    nx_tcp_server_socket_relisten(&server_ip, SERVER_PORT, &listener);
}

static void script_play(void)
{
    while (turn->kind == TURN_OPEN && !(broke && plan.how != REPLACE)) {
        if (!connection_accept())
            break;
        connection_play();
        connection_end();
    }
    if (turn->kind != TURN_END && turn->kind != TURN_SEND && !turn->optional && !broke &&
        !report_faulty())
        case_fail("the server still expects %s", report_show(turn->expect.p, turn->expect.n));
    while (!over)
        if (connection_accept()) {
            case_fail("the client connects once more");
            connection_end();
        }
}

static void server_entry(ULONG unused)
{
    (void)unused;
    for (;;) {
        tx_semaphore_get(&go, TX_WAIT_FOREVER);
        nx_tcp_socket_create(&server_ip, &listener, "server", NX_IP_NORMAL, NX_DONT_FRAGMENT,
                             NX_IP_TIME_TO_LIVE, 8192, NX_NULL, NX_NULL);
        nx_tcp_server_socket_listen(&server_ip, SERVER_PORT, &listener, 5, NX_NULL);
        tx_semaphore_put(&ready);
        script_play();
        nx_tcp_server_socket_unlisten(&server_ip, SERVER_PORT);
        nx_tcp_socket_delete(&listener);
        tx_semaphore_put(&done);
    }
}

void server_build(void)
{
    static int built;
    if (built)
        return;
    built = 1;
    tx_semaphore_create(&go, "go", 0);
    tx_semaphore_create(&ready, "ready", 0);
    tx_semaphore_create(&done, "done", 0);
    tx_thread_create(&thread, "server", server_entry, 0, stack, STACK, 8, 8, TX_NO_TIME_SLICE,
                     TX_AUTO_START);
}

void server_start(const struct turn *turns, const struct plan *how)
{
    script = turn = turns;
    plan = *how;
    over = broke = wrote_line = 0;
    tx_semaphore_put(&go);
    tx_semaphore_get(&ready, TX_WAIT_FOREVER);
}

void server_stop(void)
{
    over = 1;
    tx_semaphore_get(&done, TX_WAIT_FOREVER);
}
