/* SPDX-License-Identifier: MIT */
/* Runs the host port's kernel inside cmocka tests, once for each test. Inside
   threads of the kernel cmocka's own assertions cannot be used: CHECK notes the
   first failure and stops the kernel; kernel_run then fails the test. */
#ifndef KERNEL_H
#define KERNEL_H

#include "nx_host.h"

/* Enters the kernel with this as tx_application_define; returns when it ends. */
void kernel_run(void (*define)(void));

/* Memory for stacks, pools and caches, from the kernel's area. */
void *kernel_memory(size_t size);

/* A started thread with a stack of its own. */
void kernel_thread(TX_THREAD *thread, void (*entry)(ULONG), UINT priority);

void kernel_check(const char *what, unsigned long long is, unsigned long long should,
                  const char *file, int line);

#define CHECK(is, should)                                                                      \
    kernel_check(#is, (unsigned long long)(is), (unsigned long long)(should), __FILE__,        \
                 __LINE__)

/* A journal of what happened, in order: one letter for each event. */
void note(char event);
const char *notes(void);

/* Two IP instances on the RAM driver's wire, 10.0.0.1 and 10.0.0.2, a pool
   each, TCP and ARP enabled, sockets not yet created. */
struct node {
    NX_IP ip;
    NX_PACKET_POOL pool;
    NX_TCP_SOCKET socket;
    ULONG payload, packets;
    void (*driver)(NX_IP_DRIVER *);
};
extern struct node client, server;
#define CLIENT_ADDRESS IP_ADDRESS(10, 0, 0, 1)
#define SERVER_ADDRESS IP_ADDRESS(10, 0, 0, 2)

void nodes_reset(void);
void nodes_create(void);
void socket_create(struct node *node, ULONG window);
void server_listen(ULONG window);
void client_connect(ULONG window);
NX_PACKET *packet_make(struct node *node, const void *data, ULONG length);
void pools_full(void);

#endif
