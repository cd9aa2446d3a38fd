/* SPDX-License-Identifier: MIT */
/*
 * The calls of a scene and what is true after each case, see harness.h.
 *
 * Where the plan breaks the session, the call that is concerned has to fail as
 * the plan says, and what follows of this client is not played: instead a call
 * that needs a session must fail without a byte, and delete must succeed.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "report.h"

#define HELD 400u

const struct step *step_now;
static NX_PACKET *held[HELD];
static UINT holding;
static struct text secrets[CLIENTS];

static struct {
    ULONG client, receive, client_bad, receive_bad, sockets;
} before;

void case_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report_fault(format, args);
    va_end(args);
}

static void hold(UINT but)
{
    NX_PACKET *packet;
    while (stage_client_pool()->nx_packet_pool_available > but && holding < HELD &&
           nx_packet_allocate(stage_client_pool(), &packet, 0, NX_NO_WAIT) == NX_SUCCESS)
        held[holding++] = packet;
}

void client_unhold(void)
{
    while (holding)
        nx_packet_release(held[--holding]);
}

static UINT create(const struct step *s)
{
    CHAR *name = (CHAR *)s->t.p, *pass = (CHAR *)s->u.p;
    ULONG port = SERVER_PORT + s->who;
    secrets[s->who] = s->u;
    if (stage_world()->family == 4)
        return nx_pop3_client_create(clients[s->who], s->n, &client_ip, stage_client_pool(),
                                     stage_server_address(), port, name, pass);
    return nxd_pop3_client_create(clients[s->who], s->n, &client_ip, stage_client_pool(),
                                  stage_server_nxd(), port, name, pass);
}

UINT client_call(const struct step *s, ULONG *v, ULONG *w)
{
    NX_POP3_CLIENT *at = clients[s->who];
    UINT n = 77;
    UINT status;
    switch (s->act) {
    case ACT_CREATE:
        return create(s);
    case ACT_STAT:
        status = nx_pop3_client_mail_items_get(at, &n, w);
        *v = n;
        return status;
    case ACT_SIZE:
        return nx_pop3_client_mail_item_size_get(at, s->n, v);
    case ACT_GET:
        return nx_pop3_client_mail_item_get(at, s->n, v);
    case ACT_BODY:
        return message_all(s->who, s->t);
    case ACT_PART:
        return message_part(s->who, s->n);
    case ACT_PACKET:
        status = message_packet(s->who, v, &n);
        *w = n;
        return status;
    case ACT_DELE:
        return nx_pop3_client_mail_item_delete(at, s->n);
    case ACT_QUIT:
        return nx_pop3_client_quit(at);
    case ACT_DELETE:
        return nx_pop3_client_delete(at);
    case ACT_WAIT:
        tx_thread_sleep(s->n);
        return NX_SUCCESS;
    case ACT_HOLD:
        hold(s->n);
        return NX_SUCCESS;
    case ACT_UNHOLD:
        client_unhold();
        return NX_SUCCESS;
    case ACT_CALL:
        step_now = s;
        return s->call();
    case ACT_END:
        break;
    }
    return ANY_FAILURE;
}

static const char *act_name(enum act act)
{
    static const char *const names[] = {
        "end",         "create",      "items_get",   "size_get",    "item_get",
        "message_get", "message_get", "message_get", "item_delete", "quit",
        "delete",      "wait",        "hold",        "unhold",      "call"};
    return names[act];
}

static int status_is(UINT got, UINT want)
{
    if (want == ANY_STATUS)
        return 1;
    if (want == ANY_FAILURE)
        return got != NX_SUCCESS;
    return got == want;
}

static int has_values(enum act act)
{
    return act == ACT_STAT || act == ACT_SIZE || act == ACT_GET || act == ACT_PACKET;
}

static void value_check(const struct step *s, UINT i, ULONG v, ULONG w)
{
    int both = s->act == ACT_STAT || s->act == ACT_PACKET;
    if (s->v != ANY_VALUE && v != s->v)
        case_fail("step %u, %s: value %lu instead of %lu", i, act_name(s->act),
                  (unsigned long)v, (unsigned long)s->v);
    if (both && s->w != ANY_VALUE && w != s->w)
        case_fail("step %u, %s: second value %lu instead of %lu", i, act_name(s->act),
                  (unsigned long)w, (unsigned long)s->w);
}

static void step_check(const struct step *s, UINT i, UINT status, ULONG ticks)
{
    if (!status_is(status, s->status))
        case_fail("step %u, %s %u: status 0x%02x instead of 0x%02x", i, act_name(s->act), s->n,
                  status, s->status);
    if (s->high && (ticks < s->low || ticks > s->high))
        case_fail("step %u, %s: %lu ticks instead of %lu to %lu", i, act_name(s->act),
                  (unsigned long)ticks, (unsigned long)s->low, (unsigned long)s->high);
}

/* After a break: nothing works without a session, and nothing is sent. */
static void aftermath(const struct step *s, const struct plan *plan)
{
    UINT status;
    if (s->act == ACT_CREATE || (plan->how == REPLACE && !plan->broken))
        return;
    status = nx_pop3_client_mail_item_delete(&client, 1);
    if (status != NX_POP3_CLIENT_INVALID_STATE)
        case_fail("after the break, item_delete: status 0x%02x instead of 0xb7", status);
}

/* The call concerned by the break of the plan. False: play on. */
static int break_check(const struct step *s, UINT i, const struct plan *plan, UINT status,
                       ULONG ticks)
{
    if (s->act == ACT_GET && server_wrote_line()) {
        if (status != NX_SUCCESS)
            case_fail("step %u, item_get: status 0x%02x though its line was whole", i, status);
        return 0;
    }
    if (!status_is(status, plan->status))
        case_fail("step %u, %s: status 0x%02x instead of 0x%02x after the break", i,
                  act_name(s->act), status, plan->status);
    if (plan->how == BREAK_SILENT && (ticks < NX_POP3_SERVER_REPLY_TIMEOUT - 1 ||
                                      ticks > NX_POP3_SERVER_REPLY_TIMEOUT * 11 / 10))
        case_fail("step %u, %s: silence noticed after %lu ticks", i, act_name(s->act),
                  (unsigned long)ticks);
    aftermath(s, plan);
    return 1;
}

void client_play(const struct scene *scene, const struct plan *plan)
{
    int broken = 0;
    for (UINT i = 0; scene->steps[i].act != ACT_END; i++) {
        const struct step *s = &scene->steps[i];
        ULONG v = ANY_VALUE, w = ANY_VALUE, start, ticks;
        UINT status;
        if (broken && s->who == 0)
            continue;
        start = tx_time_get();
        status = client_call(s, &v, &w);
        ticks = tx_time_get() - start;
        if (plan->how >= BREAK_FIN && server_broke() && s->who == 0) {
            broken = break_check(s, i, plan, status, ticks);
            continue;
        }
        step_check(s, i, status, ticks);
        if (status == NX_SUCCESS && status_is(status, s->status) && has_values(s->act))
            value_check(s, i, v, w);
        if (report_faulty())
            return;
    }
}

static int contains(const void *where, size_t n, const char *what, size_t what_n)
{
    for (size_t i = 0; what_n && i + what_n <= n; i++)
        if (memcmp((const char *)where + i, what, what_n) == 0)
            return 1;
    return 0;
}

static void pool_check(NX_PACKET_POOL *pool, const char *name, ULONG free_before,
                       ULONG bad_before)
{
    if (pool->nx_packet_pool_available != free_before)
        case_fail("%s: %lu packets free instead of %lu", name,
                  (unsigned long)pool->nx_packet_pool_available, (unsigned long)free_before);
    if (pool->nx_packet_pool_invalid_releases != bad_before)
        case_fail("%s: a release was invalid", name);
}

static void after_check(void)
{
    for (UINT i = 0; i < CLIENTS; i++) {
        UINT status = nx_pop3_client_delete(clients[i]);
        if (status != NX_SUCCESS)
            case_fail("delete: status 0x%02x", status);
        if (contains(clients[i], sizeof *clients[i], secrets[i].p, secrets[i].n))
            case_fail("the password is still in the client");
    }
    client_unhold();
    pool_check(&client_pool, "client's pool", before.client, before.client_bad);
    if (client_ip.nx_ip_tcp_created_sockets_count != before.sockets)
        case_fail("the socket is still there");
#ifndef NETX_ADDON_ONLY
    nx_pop3_client_delete(&client);
#endif
}

static void before_note(void)
{
    stage_settle();
    before.client = client_pool.nx_packet_pool_available;
    before.receive = receive_pool.nx_packet_pool_available;
    before.client_bad = client_pool.nx_packet_pool_invalid_releases;
    before.receive_bad = receive_pool.nx_packet_pool_invalid_releases;
    before.sockets = client_ip.nx_ip_tcp_created_sockets_count;
}

UINT scene_turns(const struct scene *scene)
{
    UINT n = 0;
    while (scene->turns[n].kind != TURN_END)
        n++;
    return n;
}

void case_run(const struct scene *scene, const struct plan *plan, const char *format, ...)
{
    static const struct plan whole = {.how = WHOLE};
    char name[160];
    int n = snprintf(name, sizeof name, "%s", scene->name);
    va_list args;
    va_start(args, format);
    vsnprintf(name + n, sizeof name - (size_t)n, format, args);
    va_end(args);
    if (!plan)
        plan = &whole;
    if (plan->how == BREAK_SILENT && report_quick())
        return;
    if (!report_case(name))
        return;
    stage_build(scene->world ? scene->world : &world_4);
    before_note();
    message_begin();
    for (UINT i = 0; i < CLIENTS; i++) {
        memset(clients[i], 0xA5, sizeof *clients[i]);
        secrets[i] = TEXT(SECRET);
    }
    server_start(0, scene->turns, plan);
    if (scene->others)
        server_start(1, scene->others, &whole);
    client_play(scene, plan);
    after_check();
    server_stop(0);
    if (scene->others)
        server_stop(1);
    stage_settle();
    if (!scene->strays)
        pool_check(&receive_pool, "receive pool", before.receive, before.receive_bad);
    report_done();
}
