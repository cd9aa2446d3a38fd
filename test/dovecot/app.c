/* SPDX-License-Identifier: MIT */
/*
 * The application: IP instance, a pool for its network driver and one with a
 * payload of 120 bytes for the client; create, items_get, item_get, a loop of
 * message_get, delete, quit, delete.
 *
 * Whatever happens, both pools have all their packets at the end, the IP
 * instance has no socket, and the client does not hold the password any more.
 */
#include "app.h"

#include "tx_api.h"
#include "nx_api.h"
#include "nx_host.h"
#include "nxd_pop3_client.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define STACK_SIZE       4096
#define RECEIVE_PAYLOAD  1536
#define RECEIVE_PACKETS  24
#define RECEIVE_POOL     (RECEIVE_PACKETS * (RECEIVE_PAYLOAD + sizeof(NX_PACKET)))
#define CLIENT_PAYLOAD   120
#define CLIENT_POOL      (8 * (CLIENT_PAYLOAD + sizeof(NX_PACKET)))
#define MEMORY_GROWTH_KB 16384 /* allowed while messages go through */

static TX_THREAD thread;
static NX_PACKET_POOL receive_pool, client_pool;
static NX_IP ip;
static NX_POP3_CLIENT client;
static const struct app *app;
static int failures;
static char name[64], password[64];

static void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void complain(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fprintf(stderr, "IPv%d %s: ", app->version, app->apop ? "APOP" : "USER/PASS");
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    failures++;
}

/* True for NX_SUCCESS. */
static bool went_well(const char *call, unsigned item, UINT status)
{
    if (status != NX_SUCCESS)
        complain("%s, item %u: 0x%02X", call, item, status);
    return status == NX_SUCCESS;
}

static long peak_kb(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : 0;
}

/* Adds the data of a packet and of those chained to it; returns its length. */
static ULONG packet_add(struct mail_sum *sum, const NX_PACKET *packet)
{
    ULONG total = 0;
    for (; packet; packet = packet->nx_packet_next) {
        size_t n = (size_t)(packet->nx_packet_append_ptr - packet->nx_packet_prepend_ptr);
        mail_sum_add(sum, packet->nx_packet_prepend_ptr, n);
        total += (ULONG)n;
    }
    return total;
}

/* One message_get; false when it was refused. */
static bool piece_fetch(UINT item, struct mail_sum *sum, UINT *final)
{
    NX_PACKET *packet;
    ULONG bytes;
    UINT status = nx_pop3_client_mail_item_message_get(&client, &packet, &bytes, final);
    if (!went_well("message_get", item, status))
        return false;
    ULONG length = packet->nx_packet_length, held = packet_add(sum, packet);
    if (bytes != length || bytes != held)
        complain("message_get, item %u: %lu bytes, length %lu, in the packets %lu", item,
                 (unsigned long)bytes, (unsigned long)length, (unsigned long)held);
    return went_well("packet_release", item, nx_packet_release(packet));
}

static bool message_fetch(UINT item, const struct mail *expected)
{
    struct mail_sum sum;
    struct mail got;
    ULONG size = 0;
    UINT final = NX_FALSE;
    bool good = went_well("item_get", item, nx_pop3_client_mail_item_get(&client, item, &size));
    if (!good)
        return false;
    if (size != expected->listed)
        complain("item_get, item %u: size %lu", item, (unsigned long)size);
    mail_sum_begin(&sum);
    while (good && final == NX_FALSE)
        good = piece_fetch(item, &sum, &final);
    mail_sum_end(&sum, &got);
    if (good && !mail_equal(&got, expected))
        complain("item %u differs: %llu octets for %llu", item, (unsigned long long)got.octets,
                 (unsigned long long)expected->octets);
    return good;
}

/* STAT must give count messages, the first of those that were put. */
static bool maildrop_check(UINT count)
{
    UINT items = 0;
    ULONG total = 0;
    uint64_t expected = 0;
    for (UINT i = 0; i < count; i++)
        expected += app->expected[i].listed;
    if (!went_well("items_get", 0, nx_pop3_client_mail_items_get(&client, &items, &total)))
        return false;
    if (items != count || total != expected)
        complain("items_get: %u items, %lu octets", items, (unsigned long)total);
    return items == count;
}

static void maildrop_fetch(void)
{
    long before = peak_kb();
    bool good = maildrop_check(app->count);
    for (UINT item = 1; good && item <= app->count; item++) {
        good = message_fetch(item, &app->expected[item - 1]);
        if (good && app->delete_mail)
            good =
                went_well("item_delete", item, nx_pop3_client_mail_item_delete(&client, item));
    }
    long growth = peak_kb() - before;
    if (growth > MEMORY_GROWTH_KB)
        complain("%ld KB more than before", growth);
    went_well("quit", 0, nx_pop3_client_quit(&client));
}

/* After QUIT, items_get opens and logs in again, and finds what was left. */
static void maildrop_revisit(void)
{
    if (maildrop_check(app->delete_mail ? 0 : app->count))
        went_well("second quit", 0, nx_pop3_client_quit(&client));
}

static UINT client_create(void)
{
    ULONG port = app->port;
    if (app->version == 4)
        return nx_pop3_client_create(&client, app->apop, &ip, &client_pool,
                                     IP_ADDRESS(127, 0, 0, 1), port, name, password);
    NXD_ADDRESS server = {.nxd_ip_version = NX_IP_VERSION_V6,
                          .nxd_ip_address.v6 = {0, 0, 0, 1}};
    return nxd_pop3_client_create(&client, app->apop, &ip, &client_pool, &server, port, name,
                                  password);
}

static void pool_check(const NX_PACKET_POOL *pool, const char *which)
{
    if (pool->nx_packet_pool_available != pool->nx_packet_pool_total)
        complain("%s: %lu of %lu packets are free", which,
                 (unsigned long)pool->nx_packet_pool_available,
                 (unsigned long)pool->nx_packet_pool_total);
    if (pool->nx_packet_pool_invalid_releases != 0)
        complain("%s: %lu invalid releases", which,
                 (unsigned long)pool->nx_packet_pool_invalid_releases);
}

static void end_check(void)
{
    pool_check(&receive_pool, "the receive pool");
    pool_check(&client_pool, "the client's pool");
    if (ip.nx_ip_tcp_created_sockets_count != 0)
        complain("a socket is left");
    if (memmem(&client, sizeof client, password, strlen(password)))
        complain("the password is still in the client");
}

static VOID thread_entry(ULONG input)
{
    NX_PARAMETER_NOT_USED(input);
    UINT status = client_create();
    if (status != app->refused)
        complain("create: 0x%02X", status);
    if (status == NX_SUCCESS) {
        maildrop_fetch();
        maildrop_revisit();
    }
    went_well("client_delete", 0, nx_pop3_client_delete(&client));
    end_check();
    nx_host_stop();
}

VOID tx_application_define(VOID *first_unused_memory)
{
    UCHAR *memory = first_unused_memory;
    nx_system_initialize();
    UINT status =
        nx_packet_pool_create(&receive_pool, "receive", RECEIVE_PAYLOAD, memory, RECEIVE_POOL);
    memory += RECEIVE_POOL;
    status |=
        nx_packet_pool_create(&client_pool, "client", CLIENT_PAYLOAD, memory, CLIENT_POOL);
    memory += CLIENT_POOL;
    status |= nx_ip_create(&ip, "ip", IP_ADDRESS(127, 0, 0, 1), 0xFF000000UL, &receive_pool,
                           _nx_host_network_driver, memory, STACK_SIZE, 1);
    memory += STACK_SIZE;
    status |= nx_arp_enable(&ip, memory, 1024);
    memory += 1024;
    status |= nxd_ipv6_enable(&ip);
    status |= nxd_icmp_enable(&ip);
    status |= nx_tcp_enable(&ip);
    status |= tx_thread_create(&thread, "client", thread_entry, 0, memory, STACK_SIZE, 4, 4,
                               TX_NO_TIME_SLICE, TX_AUTO_START);
    if (!went_well("tx_application_define", 0, status))
        nx_host_stop();
}

int app_run(const struct app *which)
{
    app = which;
    snprintf(name, sizeof name, "%s", app->account.name);
    snprintf(password, sizeof password, "%s", app->account.password);
    tx_kernel_enter();
    return failures != 0;
}
