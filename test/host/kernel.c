/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kernel.h"

static void (*definition)(void);
static unsigned char *memory;
static size_t memory_left;
static char failure[256], journal[256];

struct node client, server;

void tx_application_define(VOID *first_unused_memory)
{
    memory = first_unused_memory;
    memory_left = NX_HOST_MEMORY_SIZE;
    nx_system_initialize();
    definition();
}

void kernel_run(void (*define)(void))
{
    definition = define;
    failure[0] = journal[0] = 0;
    tx_kernel_enter();
    if (failure[0]) {
        fail_msg("%s", failure);
    }
}

void *kernel_memory(size_t size)
{
    void *taken = memory;
    size = (size + 15) & ~(size_t)15;
    if (size > memory_left) {
        return NULL;
    }
    memory += size;
    memory_left -= size;
    return taken;
}

void kernel_thread(TX_THREAD *thread, void (*entry)(ULONG), UINT priority)
{
    CHECK(tx_thread_create(thread, (CHAR *)"test", entry, 0, kernel_memory(4096), 4096,
                           priority, priority, TX_NO_TIME_SLICE, TX_AUTO_START),
          TX_SUCCESS);
}

void kernel_check(const char *what, unsigned long long is, unsigned long long should,
                  const char *file, int line)
{
    if (is != should) {
        if (!failure[0]) {
            snprintf(failure, sizeof failure, "%s:%d: %s is 0x%llx, not 0x%llx", file, line,
                     what, is, should);
        }
        nx_host_stop();
    }
}

void note(char event)
{
    size_t length = strlen(journal);
    if (length + 1 < sizeof journal) {
        journal[length] = event;
        journal[length + 1] = 0;
    }
}

const char *notes(void)
{
    return journal;
}

void nodes_reset(void)
{
    memset(&client, 0, sizeof client);
    memset(&server, 0, sizeof server);
#ifdef NX_DISABLE_PACKET_CHAIN
    client.payload = server.payload = 4096;
#else
    client.payload = server.payload = 1536;
#endif
    client.packets = server.packets = 30;
    client.driver = server.driver = _nx_ram_network_driver;
}

static void node_create(struct node *node, ULONG address)
{
    ULONG size = node->packets * (ULONG)(sizeof(NX_PACKET) + node->payload);
    CHECK(nx_packet_pool_create(&node->pool, (CHAR *)"pool", node->payload, kernel_memory(size),
                                size),
          NX_SUCCESS);
    CHECK(nx_ip_create(&node->ip, (CHAR *)"ip", address, 0xFFFFFF00, &node->pool, node->driver,
                       kernel_memory(4096), 4096, 1),
          NX_SUCCESS);
    CHECK(nx_arp_enable(&node->ip, kernel_memory(1024), 1024), NX_SUCCESS);
    CHECK(nx_tcp_enable(&node->ip), NX_SUCCESS);
}

void nodes_create(void)
{
    node_create(&client, CLIENT_ADDRESS);
    node_create(&server, SERVER_ADDRESS);
}

void socket_create(struct node *node, ULONG window)
{
    CHECK(nx_tcp_socket_create(&node->ip, &node->socket, (CHAR *)"socket", NX_IP_NORMAL,
                               NX_FRAGMENT_OKAY, NX_IP_TIME_TO_LIVE, window, NX_NULL, NX_NULL),
          NX_SUCCESS);
}

void server_listen(ULONG window)
{
    socket_create(&server, window);
    CHECK(nx_tcp_server_socket_listen(&server.ip, 110, &server.socket, 5, NX_NULL), NX_SUCCESS);
    CHECK(nx_tcp_server_socket_accept(&server.socket, 1000), NX_SUCCESS);
}

void client_connect(ULONG window)
{
    socket_create(&client, window);
    CHECK(nx_tcp_client_socket_bind(&client.socket, NX_ANY_PORT, NX_NO_WAIT), NX_SUCCESS);
    CHECK(nx_tcp_client_socket_connect(&client.socket, SERVER_ADDRESS, 110, 500), NX_SUCCESS);
}

NX_PACKET *packet_make(struct node *node, const void *data, ULONG length)
{
    NX_PACKET *packet = NX_NULL;
    CHECK(nx_packet_allocate(&node->pool, &packet, NX_TCP_PACKET, 100), NX_SUCCESS);
    CHECK(nx_packet_data_append(packet, (VOID *)(uintptr_t)data, length, &node->pool, 100),
          NX_SUCCESS);
    return packet;
}

void pools_full(void)
{
    CHECK(client.pool.nx_packet_pool_available, client.pool.nx_packet_pool_total);
    CHECK(server.pool.nx_packet_pool_available, server.pool.nx_packet_pool_total);
    CHECK(client.pool.nx_packet_pool_invalid_releases, 0);
    CHECK(server.pool.nx_packet_pool_invalid_releases, 0);
}
