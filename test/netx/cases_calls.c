/* SPDX-License-Identifier: MIT */
/*
 * Calls that must not reach the server: out of turn, out of range, with bad
 * parameters, from where it is not allowed, without what the services need.
 */
#include <string.h>

#include "generate.h"
#include "report.h"

#define STATE NX_POP3_CLIENT_INVALID_STATE
#define INDEX NX_POP3_CLIENT_INVALID_INDEX
#define ITEM  NX_POP3_INVALID_MAIL_ITEM
#define ALL_OUT_OF_TURN                                                                        \
    SIZE_IS(1, STATE), GET_IS(1, STATE), PACKET_IS(STATE), DELE_IS(1, STATE), QUIT_IS(STATE)

static UINT blank(void)
{
    memset(&client, 0, sizeof client);
    return NX_SUCCESS;
}

static const struct scene states[] = {
    {.name = "no client in garbage: every call 0xB7",
     .turns = {{.kind = TURN_END}},
     .steps = {STAT_IS(STATE), ALL_OUT_OF_TURN}},
    {.name = "no client in zeros: every call 0xB7",
     .turns = {{.kind = TURN_END}},
     .steps = {CALL(blank, NX_SUCCESS), STAT_IS(STATE), ALL_OUT_OF_TURN}},
    {.name = "delete without create, garbage: success",
     .turns = {{.kind = TURN_END}},
     .steps = {DELETE, DELETE}},
    {.name = "delete without create, zeros: success",
     .turns = {{.kind = TURN_END}},
     .steps = {CALL(blank, NX_SUCCESS), DELETE, DELETE}},
    {.name = "delete twice: no effect",
     .turns = {LOGIN},
     .steps = {CREATE, DELETE, DELETE, DELETE}},
    {.name = "after delete: every call fails, nothing sent",
     .turns = {LOGIN},
     .steps = {CREATE, DELETE, STAT_IS(STATE), ALL_OUT_OF_TURN}},
    {.name = "delete, then create again: right",
     .turns = {LOGIN, LOGIN, STAT_2, BYE},
     .steps = {CREATE, DELETE, CREATE, STAT(2, 320), QUIT, DELETE}},
    {.name = "delete within a message: closed, nothing sent",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 20"), SEND("abc\r\n"), SEND("def\r\n")},
     .steps = {CREATE, STAT(2, 320), GET(1, 20), PART(1), DELETE}},
    {.name = "delete after item_get: closed, no packet lost",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 3\r\nabc\r\n.")},
     .steps = {CREATE, STAT(2, 320), GET(1, 3), DELETE}},
    {.name = "delete without QUIT: closed",
     .turns = {LOGIN, STAT_2},
     .steps = {CREATE, STAT(2, 320), DELETE}},
    {.name = "after QUIT: every other call 0xB7, nothing sent",
     .turns = {LOGIN, STAT_2, BYE},
     .steps = {CREATE, STAT(2, 320), QUIT, ALL_OUT_OF_TURN}},
    {.name = "QUIT right after create: right", .turns = {LOGIN, BYE}, .steps = {CREATE, QUIT}},
    {.name = "items before STAT: 0xB2, nothing sent",
     .turns = {LOGIN, BYE},
     .steps = {CREATE, SIZE_IS(1, ITEM), GET_IS(1, ITEM), DELE_IS(1, ITEM), PACKET_IS(STATE),
               QUIT}},
    {.name = "item 0 before STAT: refused, nothing sent",
     .turns = {LOGIN, BYE},
     .steps = {CREATE, SIZE_IS(0, INDEX), GET_IS(0, INDEX), DELE_IS(0, INDEX), QUIT}},
    {.name = "item 0: 0xB8, nothing sent",
     .turns = {LOGIN, STAT_2, BYE},
     .steps = {CREATE, STAT(2, 320), SIZE_IS(0, INDEX), GET_IS(0, INDEX), DELE_IS(0, INDEX),
               QUIT}},
    {.name = "item above the count: 0xB2, nothing sent",
     .turns = {LOGIN, STAT_2, BYE},
     .steps = {CREATE, STAT(2, 320), SIZE_IS(3, ITEM), GET_IS(3, ITEM), DELE_IS(3, ITEM),
               SIZE_IS(0xFFFFFFFFu, ITEM), GET_IS(0xFFFFFFFFu, ITEM),
               DELE_IS(0xFFFFFFFFu, ITEM), QUIT}},
    {.name = "empty maildrop: every item 0xB2",
     .turns = {LOGIN, LINE("STAT", "+OK 0 0"), BYE},
     .steps = {CREATE, STAT(0, 0), SIZE_IS(1, ITEM), GET_IS(1, ITEM), DELE_IS(1, ITEM), QUIT}},
    {.name = "STAT again: a larger count holds",
     .turns = {LOGIN, STAT_2, LINE("STAT", "+OK 3 400"), LINE("LIST 3", "+OK 3 80"), BYE},
     .steps = {CREATE, STAT(2, 320), SIZE_IS(3, ITEM), STAT(3, 400), SIZE(3, 80),
               SIZE_IS(4, ITEM), QUIT}},
    {.name = "STAT after DELE: deletions do not renumber, the last item is still there",
     .turns = {LOGIN, LINE("STAT", "+OK 3 400"), LINE("DELE 1", "+OK"),
               LINE("STAT", "+OK 2 280"), LINE("LIST 3", "+OK 3 80"), LINE("DELE 3", "+OK"),
               BYE},
     .steps = {CREATE, STAT(3, 400), DELE(1), STAT(2, 280), SIZE(3, 80), DELE(3),
               SIZE_IS(4, ITEM), QUIT}},
    {.name = "-ERR to STAT: the old count holds or none, nothing sent above it",
     .turns = {LOGIN, STAT_2, LINE("STAT", "-ERR"), BYE},
     .steps = {CREATE, STAT(2, 320), STAT_IS(NX_POP3_SERVER_ERROR_STATUS), SIZE_IS(3, ITEM),
               QUIT}},
    {.name = "message_get after the final packet: 0xB7",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 1\r\nx\r\n."), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 1), BODY("x\r\n"), PACKET_IS(STATE),
               PACKET_IS(STATE), QUIT}},
    {.name = "a message abandoned, then message_get: 0xB7",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 6\r\nabc"), LATER(1, "def\r\n.\r\n"),
               LINE("DELE 1", "+OK"), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 6), PART(1), DELE(1), PACKET_IS(STATE), QUIT}},
};

static CHAR *const name = (CHAR *)NAME, *const pass = (CHAR *)SECRET;

#define NONE                                                                                   \
    {                                                                                          \
        .kind = TURN_END                                                                       \
    }
#define REFUSED(n, f, s)                                                                       \
    {                                                                                          \
        .name = n ": refused, delete is safe", .turns = {NONE}, .steps = {                     \
            CALL(f, s),                                                                        \
            DELETE,                                                                            \
            DELETE                                                                             \
        }                                                                                      \
    }

#define CREATE_4(ip, pool, address, port, who, word)                                           \
    nx_pop3_client_create(&client, NX_FALSE, ip, pool, address, port, who, word)
#define CREATE_N(address, port)                                                                \
    nxd_pop3_client_create(&client, NX_FALSE, &client_ip, stage_client_pool(), address, port,  \
                           name, pass)

#if !defined(NX_DISABLE_ERROR_CHECKING) && !defined(NX_DISABLE_IPV4)
static UINT null_client(void)
{
    return nx_pop3_client_create(NX_NULL, NX_FALSE, &client_ip, stage_client_pool(),
                                 stage_server_address(), SERVER_PORT, name, pass);
}

static UINT null_ip(void)
{
    return CREATE_4(NX_NULL, stage_client_pool(), stage_server_address(), SERVER_PORT, name,
                    pass);
}

static UINT null_pool(void)
{
    return CREATE_4(&client_ip, NX_NULL, stage_server_address(), SERVER_PORT, name, pass);
}

static UINT null_name(void)
{
    return CREATE_4(&client_ip, stage_client_pool(), stage_server_address(), SERVER_PORT,
                    NX_NULL, pass);
}

static UINT null_password(void)
{
    return CREATE_4(&client_ip, stage_client_pool(), stage_server_address(), SERVER_PORT, name,
                    NX_NULL);
}

static UINT zero_address(void)
{
    return CREATE_4(&client_ip, stage_client_pool(), 0, SERVER_PORT, name, pass);
}

static UINT zero_port(void)
{
    return CREATE_4(&client_ip, stage_client_pool(), stage_server_address(), 0, name, pass);
}

static UINT large_port(void)
{
    return CREATE_4(&client_ip, stage_client_pool(), stage_server_address(),
                    0x10000u + SERVER_PORT, name, pass);
}

static UINT not_an_ip(void)
{
    static NX_IP none;
    return CREATE_4(&none, stage_client_pool(), stage_server_address(), SERVER_PORT, name,
                    pass);
}

static UINT not_a_pool(void)
{
    static NX_PACKET_POOL none;
    return CREATE_4(&client_ip, &none, stage_server_address(), SERVER_PORT, name, pass);
}

static UINT null_nxd(void)
{
    return CREATE_N(NX_NULL, SERVER_PORT);
}

static UINT nxd_of(ULONG version, ULONG v4, ULONG port)
{
    NXD_ADDRESS address;
    memset(&address, 0, sizeof address);
    address.nxd_ip_version = version;
    if (version == 4)
        address.nxd_ip_address.v4 = v4;
    return CREATE_N(&address, port);
}

static UINT nxd_version_0(void)
{
    return nxd_of(0, 0, SERVER_PORT);
}

static UINT nxd_version_5(void)
{
    return nxd_of(5, 0, SERVER_PORT);
}

static UINT nxd_zero_4(void)
{
    return nxd_of(4, 0, SERVER_PORT);
}

static UINT nxd_zero_6(void)
{
    return nxd_of(6, 0, SERVER_PORT);
}

static UINT nxd_zero_port(void)
{
    return nxd_of(4, stage_server_address(), 0);
}

/* All services but create, with the client or a result NX_NULL. */
static UINT nulls(NX_POP3_CLIENT *c, UINT *n, ULONG *size, NX_PACKET **packet)
{
    UINT wrong = 0;
    wrong += nx_pop3_client_mail_items_get(c, n, size) != NX_PTR_ERROR;
    wrong += !n ? 0 : nx_pop3_client_mail_item_size_get(c, 1, size) != NX_PTR_ERROR;
    wrong += !n ? 0 : nx_pop3_client_mail_item_get(c, 1, size) != NX_PTR_ERROR;
    wrong += nx_pop3_client_mail_item_message_get(c, packet, size, n) != NX_PTR_ERROR;
    return wrong;
}

static UINT null_clients(void)
{
    UINT n;
    ULONG size;
    NX_PACKET *packet;
    UINT wrong = nulls(NX_NULL, &n, &size, &packet);
    wrong += nx_pop3_client_mail_item_delete(NX_NULL, 1) != NX_PTR_ERROR;
    wrong += nx_pop3_client_quit(NX_NULL) != NX_PTR_ERROR;
    wrong += nx_pop3_client_delete(NX_NULL) != NX_PTR_ERROR;
    return wrong;
}

static UINT null_results(void)
{
    UINT n;
    ULONG size;
    NX_PACKET *packet;
    UINT wrong = nulls(&client, NX_NULL, &size, &packet) + nulls(&client, &n, NX_NULL, &packet);
    wrong += nx_pop3_client_mail_item_message_get(&client, NX_NULL, &size, &n) != NX_PTR_ERROR;
    return wrong;
}

static UINT no_tcp(void)
{
    static NX_IP bare;
    static ULONG64 stack[4096];
    extern void _nx_ram_network_driver(NX_IP_DRIVER *);
    UINT status = nx_ip_create(&bare, (CHAR *)"bare", IP_ADDRESS(10, 0, 0, 3), 0xFFFFFF00u,
                               &server_pool, _nx_ram_network_driver, stack, sizeof stack, 1);
    if (status != NX_SUCCESS)
        return ANY_FAILURE;
    status =
        CREATE_4(&bare, stage_client_pool(), stage_server_address(), SERVER_PORT, name, pass);
    if (nx_ip_delete(&bare) != NX_SUCCESS)
        case_fail("the IP instance cannot be deleted: something is left on it");
    return status;
}

static const struct scene refused[] = {
    REFUSED("client NX_NULL", null_client, NX_PTR_ERROR),
    REFUSED("IP instance NX_NULL", null_ip, NX_PTR_ERROR),
    REFUSED("pool NX_NULL", null_pool, NX_PTR_ERROR),
    REFUSED("name NX_NULL", null_name, NX_PTR_ERROR),
    REFUSED("password NX_NULL", null_password, NX_PTR_ERROR),
    REFUSED("address 0", zero_address, NX_POP3_PARAM_ERROR),
    REFUSED("port 0", zero_port, NX_POP3_PARAM_ERROR),
    REFUSED("port over 65535", large_port, ANY_FAILURE),
    REFUSED("not an IP instance", not_an_ip, NX_POP3_PARAM_ERROR),
    REFUSED("not a pool", not_a_pool, ANY_FAILURE),
    REFUSED("nxd address NX_NULL", null_nxd, NX_PTR_ERROR),
    REFUSED("nxd version 0", nxd_version_0, NX_POP3_PARAM_ERROR),
    REFUSED("nxd version 5", nxd_version_5, NX_POP3_PARAM_ERROR),
    REFUSED("nxd IPv4 address 0", nxd_zero_4, NX_POP3_PARAM_ERROR),
    REFUSED("nxd IPv6 address ::", nxd_zero_6, ANY_FAILURE),
    REFUSED("nxd port 0", nxd_zero_port, NX_POP3_PARAM_ERROR),
    REFUSED("TCP not enabled", no_tcp, NX_NOT_ENABLED),
    {.name = "NX_NULL for the client of every service: NX_PTR_ERROR",
     .turns = {NONE},
     .steps = {CALL(null_clients, 0)}},
    {.name = "NX_NULL for every result: NX_PTR_ERROR, nothing sent",
     .turns = {LOGIN, STAT_2, BYE},
     .steps = {CREATE, STAT(2, 320), CALL(null_results, 0), QUIT}},
};
#endif

#ifdef NX_DISABLE_IPV4
static UINT over_4(void)
{
    return CREATE_4(&client_ip, stage_client_pool(), stage_server_address(), SERVER_PORT, name,
                    pass);
}

static const struct scene unreachable[] = {
    REFUSED("the IPv4 service without IPv4", over_4, NX_NOT_SUPPORTED),
};
#else
static UINT nobody_listens(void)
{
    return CREATE_4(&client_ip, stage_client_pool(), stage_server_address(), SERVER_PORT + 1,
                    name, pass);
}

static UINT nobody_there(void)
{
    return CREATE_4(&client_ip, stage_client_pool(), IP_ADDRESS(10, 0, 0, 99), SERVER_PORT,
                    name, pass);
}

static const struct scene unreachable[] = {
    REFUSED("nobody listens", nobody_listens, ANY_FAILURE),
    {.name = "no such host: failure within the connection time-out",
     .strays = 1,
     .turns = {NONE},
     .steps = {{.act = ACT_CALL,
                .call = nobody_there,
                .status = ANY_FAILURE,
                .low = 900,
                .high = 3300},
               DELETE}},
};
#endif

#define RUN_ALL(table)                                                                         \
    for (size_t i = 0; i < sizeof(table) / sizeof(table)[0]; i++)                              \
    case_run(&(table)[i], NULL, "%s", "")

void cases_run(void)
{
    RUN_ALL(states);
#if !defined(NX_DISABLE_ERROR_CHECKING) && !defined(NX_DISABLE_IPV4)
    RUN_ALL(refused);
#endif
    case_run(&unreachable[0], NULL, "%s", "");
#ifndef NX_DISABLE_IPV4
    if (report_quick())
        return;
    case_run(&unreachable[1], NULL, "%s", "");
#endif
}
