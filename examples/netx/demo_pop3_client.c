/* SPDX-License-Identifier: MIT */
/* A NetX application that fetches its mail: an IP instance, a packet pool, a
   thread that creates a POP3 client, takes every message of the maildrop and
   deletes it there. Nothing here knows what it runs on: the same file is built
   for Linux over the host port, and for a board over NetX Duo.  */
#include "demo.h"
#include "nxd_pop3_client.h"
#include "tx_api.h"

#define DEMO_STACK_SIZE  4096
#define DEMO_PRIORITY    4
#define IP_PACKET_SIZE   1536 /* what the network driver receives into */
#define IP_POOL_SIZE     (16 * (IP_PACKET_SIZE + sizeof(NX_PACKET)))
#define CLIENT_PAYLOAD   120 /* enough for every command of the client */
#define CLIENT_POOL_SIZE (6 * (CLIENT_PAYLOAD + sizeof(NX_PACKET)))

static TX_THREAD demo_thread;
static NX_PACKET_POOL ip_pool;
static NX_PACKET_POOL client_pool;
static NX_IP client_ip;
static NX_POP3_CLIENT demo_client;

static VOID demo_thread_entry(ULONG input);

/* Creates, in this order, what the POP3 client stands on.  */
void tx_application_define(void *first_unused_memory)
{
    UCHAR *memory = first_unused_memory;
    UINT status;

    nx_system_initialize();

    status =
        nx_packet_pool_create(&ip_pool, "IP Packet Pool", IP_PACKET_SIZE, memory, IP_POOL_SIZE);
    memory += IP_POOL_SIZE;
    status += nx_packet_pool_create(&client_pool, "POP3 Client Packet Pool", CLIENT_PAYLOAD,
                                    memory, CLIENT_POOL_SIZE);
    memory += CLIENT_POOL_SIZE;
    status +=
        nx_ip_create(&client_ip, "POP3 Client IP Instance", IP_ADDRESS(192, 0, 2, 61),
                     0xFFFFFF00UL, &ip_pool, demo_settings.driver, memory, DEMO_STACK_SIZE, 1);
    memory += DEMO_STACK_SIZE;
    status += nx_arp_enable(&client_ip, memory, 1024);
    memory += 1024;
#ifdef FEATURE_NX_IPV6
    status += nxd_ipv6_enable(&client_ip);
    status += nxd_icmp_enable(&client_ip);
#endif
    status += nx_tcp_enable(&client_ip);
    status += tx_thread_create(&demo_thread, "POP3 Demo", demo_thread_entry, 0, memory,
                               DEMO_STACK_SIZE, DEMO_PRIORITY, DEMO_PRIORITY, TX_NO_TIME_SLICE,
                               TX_AUTO_START);
    if (status != NX_SUCCESS) {
        demo_done(status);
    }
}

/* Writes the data of a packet, and of those chained to it.  */
static UINT packet_store(NX_PACKET *packet_ptr)
{
    UINT status = NX_SUCCESS;

    for (; packet_ptr != NX_NULL && status == NX_SUCCESS;
         packet_ptr = packet_ptr->nx_packet_next) {
        status = demo_message_write(
            packet_ptr->nx_packet_prepend_ptr,
            (ULONG)(packet_ptr->nx_packet_append_ptr - packet_ptr->nx_packet_prepend_ptr));
    }
    return status;
}

/* Fetches one message, packet by packet, and deletes it once it is stored.  */
static UINT message_fetch(UINT item)
{
    NX_PACKET *packet_ptr;
    ULONG size, length, total = 0;
    UINT final_packet = NX_FALSE;
    UINT status, stored;

    status = nx_pop3_client_mail_item_get(&demo_client, item, &size);
    if (status != NX_SUCCESS) {
        return status;
    }

    stored = demo_message_open(item);
    while (status == NX_SUCCESS && final_packet == NX_FALSE) {
        status = nx_pop3_client_mail_item_message_get(&demo_client, &packet_ptr, &length,
                                                      &final_packet);
        if (status == NX_SUCCESS) {
            if (stored == NX_SUCCESS) {
                stored = packet_store(packet_ptr);
            }
            total += length;
            nx_packet_release(packet_ptr);
        }
    }
    if (stored == NX_SUCCESS) {
        stored = demo_message_close(status == NX_SUCCESS);
    }
    if (status != NX_SUCCESS || stored != NX_SUCCESS) {
        return status != NX_SUCCESS ? status : stored;
    }
    demo_message_print(item, total);
    return nx_pop3_client_mail_item_delete(&demo_client, item);
}

static UINT maildrop_fetch(VOID)
{
    ULONG total_size;
    UINT items, item, status;

    status = nx_pop3_client_mail_items_get(&demo_client, &items, &total_size);
    if (status != NX_SUCCESS) {
        return status;
    }
    demo_maildrop_print(items, total_size);
    for (item = 1; item <= items && status == NX_SUCCESS; item++) {
        status = message_fetch(item);
    }
    return status;
}

static VOID demo_thread_entry(ULONG input)
{
    UINT status, quit;

    NX_PARAMETER_NOT_USED(input);

    /* Connects, reads the greeting and logs in.  */
    status = nxd_pop3_client_create(&demo_client, demo_settings.apop, &client_ip, &client_pool,
                                    &demo_settings.server, demo_settings.port,
                                    demo_settings.name, demo_settings.password);
    if (status == NX_SUCCESS) {
        status = maildrop_fetch();

        /* Only QUIT makes the server remove what was deleted.  */
        quit = nx_pop3_client_quit(&demo_client);
        status = status != NX_SUCCESS ? status : quit;
    }
    nx_pop3_client_delete(&demo_client);
    demo_done(status);
}
