/* SPDX-License-Identifier: MIT */
/*
 * What the services need is not there: no thread, since the calls are made in
 * the kernel's initialization; or no pool or IP instance any more. Refused, no
 * harm done.
 */
#include <string.h>

#include "generate.h"
#include "report.h"

static CHAR *const name = (CHAR *)NAME, *const pass = (CHAR *)SECRET;

void _nx_ram_network_driver(NX_IP_DRIVER *request);

/* An IP instance and a pool as an application builds them. */
static NX_IP ip;
static NX_PACKET_POOL pool;
static ULONG64 ip_stack[4096], pool_area[4096];

static UINT build(void)
{
    UINT status =
        nx_packet_pool_create(&pool, (CHAR *)"pool", 256, pool_area, sizeof pool_area);
    status |= nx_ip_create(&ip, (CHAR *)"ip", IP_ADDRESS(10, 0, 0, 4), 0xFFFFFF00u, &pool,
                           _nx_ram_network_driver, ip_stack, sizeof ip_stack, 1);
    status |= nx_tcp_enable(&ip);
    return status;
}

static UINT raze(void)
{
    UINT status = nx_ip_delete(&ip);
    if (pool.nx_packet_pool_available != pool.nx_packet_pool_total)
        case_fail("a packet of the pool is lost");
    return status | nx_packet_pool_delete(&pool);
}

/* What the calls without a thread gave. */
static NX_POP3_CLIENT early;
static struct {
    UINT build, create, create_nxd, stat, size, get, message, dele, quit, remove;
    UINT touched;
} early_status;

static NXD_ADDRESS some_address(void)
{
    NXD_ADDRESS address;
    memset(&address, 0, sizeof address);
#ifndef NX_DISABLE_IPV4
    address.nxd_ip_version = 4;
    address.nxd_ip_address.v4 = IP_ADDRESS(10, 0, 0, 1);
#else
    address.nxd_ip_version = 6;
    address.nxd_ip_address.v6[0] = 0x20010DB8u;
    address.nxd_ip_address.v6[3] = 1;
#endif
    return address;
}

static void early_calls(void)
{
    UINT n, final;
    ULONG size;
    NX_PACKET *packet;
    NXD_ADDRESS address = some_address();
    early_status.create = nx_pop3_client_create(&early, NX_FALSE, &ip, &pool,
                                                IP_ADDRESS(10, 0, 0, 1), 110, name, pass);
    early_status.create_nxd =
        nxd_pop3_client_create(&early, NX_TRUE, &ip, &pool, &address, 110, name, pass);
    early_status.stat = nx_pop3_client_mail_items_get(&early, &n, &size);
    early_status.size = nx_pop3_client_mail_item_size_get(&early, 1, &size);
    early_status.get = nx_pop3_client_mail_item_get(&early, 1, &size);
    early_status.message = nx_pop3_client_mail_item_message_get(&early, &packet, &size, &final);
    early_status.dele = nx_pop3_client_mail_item_delete(&early, 1);
    early_status.quit = nx_pop3_client_quit(&early);
    early_status.remove = nx_pop3_client_delete(&early);
}

void tx_application_define(void *memory)
{
    (void)memory;
    stage_define();
    memset(&early, 0xA5, sizeof early);
    early_status.build = build();
    early_calls();
    for (size_t i = 0; i < sizeof early; i++)
        early_status.touched += ((const UCHAR *)&early)[i] != 0xA5;
}

static void expect(const char *what, UINT got, UINT want)
{
    if (got != want)
        case_fail("%s: 0x%02x instead of 0x%02x", what, got, want);
}

static UINT early_checked(void)
{
    expect("building the stage", early_status.build, NX_SUCCESS);
#ifndef NX_DISABLE_IPV4
    expect("create", early_status.create, NX_CALLER_ERROR);
#else
    expect("create", early_status.create, NX_NOT_SUPPORTED);
#endif
    expect("create of nxd", early_status.create_nxd, NX_CALLER_ERROR);
    expect("items_get", early_status.stat, NX_POP3_CLIENT_INVALID_STATE);
    expect("size_get", early_status.size, NX_POP3_CLIENT_INVALID_STATE);
    expect("item_get", early_status.get, NX_POP3_CLIENT_INVALID_STATE);
    expect("message_get", early_status.message, NX_POP3_CLIENT_INVALID_STATE);
    expect("item_delete", early_status.dele, NX_POP3_CLIENT_INVALID_STATE);
    expect("quit", early_status.quit, NX_POP3_CLIENT_INVALID_STATE);
    expect("delete", early_status.remove, NX_SUCCESS);
    expect("octets of the client changed", early_status.touched, 0);
    expect("sockets", (UINT)ip.nx_ip_tcp_created_sockets_count, 0);
    return raze();
}

static UINT create_on(NX_IP *ip_ptr, NX_PACKET_POOL *pool_ptr)
{
    return nxd_pop3_client_create(&client, NX_FALSE, ip_ptr, pool_ptr, stage_server_nxd(),
                                  SERVER_PORT, name, pass);
}

/* Both were there, and are deleted. */
static UINT pool_gone(void)
{
    UINT status = build();
    status |= raze();
    return status ? status : create_on(&client_ip, &pool);
}

static UINT ip_gone(void)
{
    UINT status = build();
    status |= raze();
    return status ? status : create_on(&ip, stage_client_pool());
}

static UINT both_gone(void)
{
    UINT status = build();
    status |= raze();
    return status ? status : create_on(&ip, &pool);
}

/* The client was at work with them before. */
static UINT pool_was_used(void)
{
    static ULONG64 area[1024];
    static NX_PACKET_POOL own;
    UINT status = nx_packet_pool_create(&own, (CHAR *)"own", 320, area, sizeof area);
    status |= create_on(&client_ip, &own);
    status |= nx_pop3_client_quit(&client);
    status |= nx_pop3_client_delete(&client);
    status |= nx_packet_pool_delete(&own);
    return status ? status : create_on(&client_ip, &own);
}

static const struct scene scenes[] = {
    {.name = "no thread: create NX_CALLER_ERROR, other services 0xB7, no harm; then create",
     .turns = {LOGIN, STAT_2, BYE},
     .steps = {CALL(early_checked, NX_SUCCESS), CREATE, STAT(2, 320), QUIT}},
    {.name = "the pool is deleted: NX_PTR_ERROR, nothing sent; then create",
     .turns = {LOGIN, BYE},
     .steps = {CALL(pool_gone, NX_PTR_ERROR), DELETE, CREATE, QUIT}},
    {.name = "the IP instance is deleted: 0xB1, nothing sent; then create",
     .turns = {LOGIN, BYE},
     .steps = {CALL(ip_gone, NX_POP3_PARAM_ERROR), DELETE, CREATE, QUIT}},
    {.name = "pool and IP instance are deleted: 0xB1, nothing sent; then create",
     .turns = {LOGIN, BYE},
     .steps = {CALL(both_gone, NX_POP3_PARAM_ERROR), CREATE, QUIT}},
    {.name = "the pool is deleted after a session with it: NX_PTR_ERROR; then create",
     .turns = {LOGIN, BYE, LOGIN, BYE},
     .steps = {CALL(pool_was_used, NX_PTR_ERROR), CREATE, QUIT}},
};

void cases_run(void)
{
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++)
        case_run(&scenes[i], NULL, "%s", "");
}
