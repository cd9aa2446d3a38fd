/* SPDX-License-Identifier: MIT */
/* The driver for the host's network: both ends in one process, over the host's
   loopback, in real time. Ports are the host's choice. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <cmocka.h>

#include "kernel.h"

#define TOTAL 2000000u

static TX_THREAD thread[2];
static TX_SEMAPHORE listening;
static UINT port, version;

static UCHAR octet(ULONG at)
{
    return (UCHAR)(at * 31 + (at >> 8));
}

static void both_define(void)
{
    client.driver = server.driver = _nx_host_network_driver;
    nodes_create();
    CHECK(nx_ip_address_set(&client.ip, IP_ADDRESS(127, 0, 0, 1), 0xFF000000), NX_SUCCESS);
    CHECK(nx_ip_address_set(&server.ip, IP_ADDRESS(127, 0, 0, 1), 0xFF000000), NX_SUCCESS);
#ifdef FEATURE_NX_IPV6
    CHECK(nxd_ipv6_enable(&client.ip), NX_SUCCESS);
    CHECK(nxd_ipv6_enable(&server.ip), NX_SUCCESS);
#endif
    CHECK(tx_semaphore_create(&listening, (CHAR *)"listening", 0), TX_SUCCESS);
}

static void server_open(void)
{
    socket_create(&server, 8000);
    CHECK(nx_tcp_server_socket_listen(&server.ip, NX_HOST_ANY_PORT, &server.socket, 5, NX_NULL),
          NX_SUCCESS);
    CHECK(nx_host_tcp_listen_port_get(&server.ip, NX_HOST_ANY_PORT, &port), NX_SUCCESS);
    CHECK(tx_semaphore_put(&listening), TX_SUCCESS);
}

static UINT client_open(void)
{
    NXD_ADDRESS address;
    memset(&address, 0, sizeof address);
    address.nxd_ip_version = version;
#ifdef FEATURE_NX_IPV6
    address.nxd_ip_address.v6[3] = 1;
#endif
    if (version == NX_IP_VERSION_V4) {
        address.nxd_ip_address.v4 = IP_ADDRESS(127, 0, 0, 1);
    }
    CHECK(tx_semaphore_get(&listening, 500), TX_SUCCESS);
    socket_create(&client, 8000);
    CHECK(nx_tcp_client_socket_bind(&client.socket, NX_ANY_PORT, 0), NX_SUCCESS);
    return nxd_tcp_client_socket_connect(&client.socket, &address, port, 500);
}

static void sink_server(ULONG input)
{
    ULONG at = 0;
    NX_PACKET *packet;
    (void)input;
    server_open();
    CHECK(nx_tcp_server_socket_accept(&server.socket, 500), NX_SUCCESS);
    while (nx_tcp_socket_receive(&server.socket, &packet, 1000) == NX_SUCCESS) {
        NX_PACKET *part = packet;
        ULONG whole = 0;
        do {
            for (UCHAR *p = part->nx_packet_prepend_ptr; p < part->nx_packet_append_ptr;
                 p++, at++) {
                CHECK(*p, octet(at));
                whole++;
            }
#ifndef NX_DISABLE_PACKET_CHAIN
            part = part->nx_packet_next;
#else
            part = NX_NULL;
#endif
        } while (part);
        CHECK(packet->nx_packet_length, whole);
        CHECK(nx_packet_release(packet), NX_SUCCESS);
    }
    CHECK(at, TOTAL);
    CHECK(server.socket.nx_tcp_socket_state, NX_TCP_CLOSE_WAIT);
    CHECK(nx_tcp_socket_disconnect(&server.socket, 500), NX_SUCCESS);
    CHECK(nx_tcp_server_socket_unaccept(&server.socket), NX_SUCCESS);
    CHECK(nx_tcp_server_socket_unlisten(&server.ip, NX_HOST_ANY_PORT), NX_SUCCESS);
    CHECK(nx_tcp_socket_delete(&server.socket), NX_SUCCESS);
}

static void source_client(ULONG input)
{
    UCHAR chunk[1000];
    (void)input;
    CHECK(client_open(), NX_SUCCESS);
    for (ULONG at = 0; at < TOTAL;) {
        NX_PACKET *packet;
        for (unsigned i = 0; i < sizeof chunk; i++) {
            chunk[i] = octet(at++);
        }
        packet = packet_make(&client, chunk, sizeof chunk);
        CHECK(nx_tcp_socket_send(&client.socket, packet, 1000), NX_SUCCESS);
    }
    CHECK(nx_tcp_socket_disconnect(&client.socket, 1000), NX_SUCCESS);
    CHECK(nx_tcp_client_socket_unbind(&client.socket), NX_SUCCESS);
    CHECK(nx_tcp_socket_delete(&client.socket), NX_SUCCESS);
    pools_full();
    note('c');
}

static void transfer_define(void)
{
    both_define();
    kernel_thread(&thread[0], sink_server, 4);
    kernel_thread(&thread[1], source_client, 4);
}

static void transfer_run(UINT ip_version, ULONG payload, ULONG packets)
{
    nodes_reset();
    version = ip_version;
    server.payload = payload;
    server.packets = packets;
    kernel_run(transfer_define);
    assert_string_equal(notes(), "c");
}

static void two_million_octets_arrive_over_ipv4(void **state)
{
    (void)state;
    transfer_run(NX_IP_VERSION_V4, 1536, 30);
}

static void two_million_octets_arrive_over_ipv6(void **state)
{
    (void)state;
#ifdef FEATURE_NX_IPV6
    transfer_run(NX_IP_VERSION_V6, 1536, 30);
#else
    skip();
#endif
}

static void two_million_octets_arrive_in_a_few_small_packets(void **state)
{
    (void)state;
    transfer_run(NX_IP_VERSION_V4, 256, 9);
}

static void lonely_client(ULONG input)
{
    NX_PACKET *packet;
    ULONG before;
    struct timespec start, end;
    (void)input;
    CHECK(client_open(), NX_SUCCESS);
    before = tx_time_get();
    (void)clock_gettime(CLOCK_MONOTONIC, &start);
    CHECK(nx_tcp_socket_receive(&client.socket, &packet, 30), NX_NO_PACKET);
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    CHECK(tx_time_get() - before >= 30, 1);
    CHECK((end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000 >= 300,
          1);
    CHECK(nx_tcp_socket_disconnect(&client.socket, NX_NO_WAIT), NX_IN_PROGRESS);
    CHECK(nx_tcp_client_socket_unbind(&client.socket), NX_SUCCESS);
    CHECK(nx_tcp_socket_delete(&client.socket), NX_SUCCESS);
    CHECK(client_open(), NX_NOT_CONNECTED);
    note('c');
}

static void silent_server(ULONG input)
{
    NX_PACKET *packet;
    (void)input;
    server_open();
    CHECK(nx_tcp_server_socket_accept(&server.socket, 500), NX_SUCCESS);
    CHECK(nx_tcp_socket_receive(&server.socket, &packet, 500), NX_NOT_CONNECTED);
    CHECK(nx_tcp_server_socket_unaccept(&server.socket), NX_SUCCESS);
    CHECK(nx_tcp_server_socket_unlisten(&server.ip, NX_HOST_ANY_PORT), NX_SUCCESS);
    CHECK(tx_semaphore_put(&listening), TX_SUCCESS);
}

static void silence_define(void)
{
    both_define();
    kernel_thread(&thread[0], silent_server, 4);
    kernel_thread(&thread[1], lonely_client, 4);
}

static void silence_resets_and_refusals_are_told_in_time(void **state)
{
    (void)state;
    nodes_reset();
    version = NX_IP_VERSION_V4;
    kernel_run(silence_define);
    assert_string_equal(notes(), "c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_million_octets_arrive_over_ipv4),
        cmocka_unit_test(two_million_octets_arrive_over_ipv6),
        cmocka_unit_test(two_million_octets_arrive_in_a_few_small_packets),
        cmocka_unit_test(silence_resets_and_refusals_are_told_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
