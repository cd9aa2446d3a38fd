/* SPDX-License-Identifier: MIT */
/*
 * The stage of the cases: the kernel, two IP instances that share the RAM
 * driver, and their packet pools. A world is kept from case to case and built
 * anew when a case asks for another one.
 *
 * Invariant: the pools are as large as any case needs, so that a case which
 * finds one empty has emptied it itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "report.h"

#define STACK          65536u
#define PACKETS        200u
#define CLIENT_PACKETS 24u
#define LARGE          1600u
/* A pool's memory: payloads, headers, alignment. */
#define AREA(count, payload) ((count) * ((payload) + sizeof(NX_PACKET) + 128u))

NX_POP3_CLIENT client, other;
NX_POP3_CLIENT *const clients[CLIENTS] = {&client, &other};
NX_IP client_ip, server_ip;
NX_PACKET_POOL client_pool, receive_pool, server_pool;

/* Without chains a packet must hold the longest command. */
#ifdef NX_DISABLE_PACKET_CHAIN
#define SMALL 320
#else
#define SMALL 120
#endif
const struct world world_4 = {4, SMALL, LARGE, 0};
const struct world world_6 = {6, SMALL, LARGE, 0};

static struct world now;
static TX_THREAD client_thread;
static ULONG64 client_stack[STACK / 8], ip_stack[2][STACK / 8];
static ULONG64 client_area[AREA(CLIENT_PACKETS, LARGE) / 8];
static ULONG64 receive_area[AREA(PACKETS, LARGE) / 8];
static ULONG64 server_area[AREA(PACKETS, LARGE) / 8];
static NXD_ADDRESS server_nxd;

void _nx_ram_network_driver(NX_IP_DRIVER *request);

static void must(UINT status, const char *what)
{
    if (status != NX_SUCCESS) {
        fprintf(stderr, "the stage cannot be built: %s gives 0x%02x\n", what, status);
        exit(2);
    }
}

NX_PACKET_POOL *stage_client_pool(void)
{
    return now.payload ? &client_pool : &receive_pool;
}

const struct world *stage_world(void)
{
    return &now;
}

ULONG stage_server_address(void)
{
    return IP_ADDRESS(10, 0, 0, 1);
}

NXD_ADDRESS *stage_server_nxd(void)
{
    return &server_nxd;
}

static void server_nxd_set(void)
{
    memset(&server_nxd, 0, sizeof server_nxd);
    server_nxd.nxd_ip_version = now.family == 6 ? 6 : 4;
#ifndef NX_DISABLE_IPV4
    if (now.family != 6)
        server_nxd.nxd_ip_address.v4 = stage_server_address();
#endif
#ifdef FEATURE_NX_IPV6
    if (now.family == 6) {
        server_nxd.nxd_ip_address.v6[0] = 0x20010DB8u;
        server_nxd.nxd_ip_address.v6[3] = 1;
    }
#endif
}

static void pool_build(NX_PACKET_POOL *pool, CHAR *name, ULONG payload, void *area,
                       ULONG octets)
{
    must(nx_packet_pool_create(pool, name, payload, area, octets), name);
}

/* IPv4 and IPv6 host number host of the network. */
static void ip_build(NX_IP *ip, CHAR *name, UINT host, NX_PACKET_POOL *pool)
{
    must(nx_ip_create(ip, name, IP_ADDRESS(10, 0, 0, host), 0xFFFFFF00u, pool,
                      _nx_ram_network_driver, ip_stack[host - 1], STACK, 1),
         name);
#ifndef NX_DISABLE_IPV4
    static ULONG64 arp[2][128];
    must(nx_arp_enable(ip, arp[host - 1], sizeof arp[0]), "nx_arp_enable");
#endif
    must(nx_tcp_enable(ip), "nx_tcp_enable");
#ifdef FEATURE_NX_IPV6
    NXD_ADDRESS address;
    memset(&address, 0, sizeof address);
    address.nxd_ip_version = 6;
    address.nxd_ip_address.v6[0] = 0x20010DB8u;
    address.nxd_ip_address.v6[3] = host;
    must(nxd_icmp_enable(ip), "nxd_icmp_enable");
    must(nxd_ipv6_enable(ip), "nxd_ipv6_enable");
    must(nxd_ipv6_address_set(ip, 0, &address, 64, NX_NULL), "nxd_ipv6_address_set");
#else
    must(nx_icmp_enable(ip), "nx_icmp_enable");
#endif
    if (now.mtu)
        must(nx_ip_interface_mtu_set(ip, 0, now.mtu), "nx_ip_interface_mtu_set");
}

static void world_raze(void)
{
    if (now.receive == 0)
        return;
    must(nx_ip_delete(&client_ip), "nx_ip_delete");
    must(nx_ip_delete(&server_ip), "nx_ip_delete");
    must(nx_packet_pool_delete(&client_pool), "nx_packet_pool_delete");
    must(nx_packet_pool_delete(&receive_pool), "nx_packet_pool_delete");
    must(nx_packet_pool_delete(&server_pool), "nx_packet_pool_delete");
}

static int same_world(const struct world *a, const struct world *b)
{
    return b->receive != 0 && a->payload == b->payload && a->receive == b->receive &&
           a->mtu == b->mtu;
}

void stage_build(const struct world *world)
{
    int keep = same_world(world, &now);
    if (!keep)
        world_raze();
    now = *world;
#ifdef NX_DISABLE_IPV4
    now.family = 6;
#endif
    server_nxd_set();
    if (keep)
        return;
    pool_build(&client_pool, "client pool", now.payload ? now.payload : 256, client_area,
               sizeof client_area);
    pool_build(&receive_pool, "receive pool", now.receive, receive_area, sizeof receive_area);
    pool_build(&server_pool, "server pool", LARGE, server_area, sizeof server_area);
    ip_build(&server_ip, "server ip", 1, &server_pool);
    ip_build(&client_ip, "client ip", 2, &receive_pool);
    tx_thread_sleep(5 * NX_IP_PERIODIC_RATE); /* duplicate address detection */
    server_build();
}

static int settled(void)
{
    return receive_pool.nx_packet_pool_available == receive_pool.nx_packet_pool_total &&
           server_pool.nx_packet_pool_available == server_pool.nx_packet_pool_total;
}

void stage_settle(void)
{
    for (UINT i = 0; i < 300 && !settled(); i++)
        tx_thread_sleep(1);
}

static void client_entry(ULONG unused)
{
    (void)unused;
    cases_run();
    exit(report_end());
}

void stage_define(void)
{
    nx_system_initialize();
    must(tx_thread_create(&client_thread, "client", client_entry, 0, client_stack, STACK, 16,
                          16, TX_NO_TIME_SLICE, TX_AUTO_START),
         "tx_thread_create");
}

int main(int argc, char **argv)
{
    report_begin(argc, argv);
    tx_kernel_enter();
    return 2;
}
