/* SPDX-License-Identifier: MIT */
/* TCP between two IP instances on the RAM driver's wire, in virtual time. The
   numbers are those that NetX Duo shows in the same situation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kernel.h"

static TX_THREAD thread[2];
static UCHAR data[4096], got[4096];

/* Runs the two sides, the server's first. */
static void (*client_side)(ULONG), (*server_side)(ULONG);

static void both_define(void)
{
    nodes_create();
    kernel_thread(&thread[0], server_side, 3);
    kernel_thread(&thread[1], client_side, 4);
}

static void both_run(void (*server_entry)(ULONG), void (*client_entry)(ULONG),
                     const char *journal)
{
    for (unsigned i = 0; i < sizeof data; i++) {
        data[i] = (UCHAR)(i * 7);
    }
    server_side = server_entry;
    client_side = client_entry;
    kernel_run(both_define);
    assert_string_equal(notes(), journal);
}

static void send_check(struct node *node, ULONG length, ULONG wait, UINT status)
{
    NX_PACKET *packet = packet_make(node, data, length);
    CHECK(nx_tcp_socket_send(&node->socket, packet, wait), status);
    if (packet) {
        CHECK(nx_packet_release(packet), NX_SUCCESS);
    }
}

/* Receives one packet and compares it with the data from an offset on. */
static void receive_check(struct node *node, ULONG offset, ULONG length)
{
    NX_PACKET *packet = NX_NULL;
    ULONG copied;
    CHECK(nx_tcp_socket_receive(&node->socket, &packet, 500), NX_SUCCESS);
    CHECK(nx_packet_data_retrieve(packet, got, &copied), NX_SUCCESS);
    CHECK(copied, length);
    CHECK(memcmp(got, data + offset, length), 0);
    CHECK(nx_packet_release(packet), NX_SUCCESS);
}

static void client_close(void)
{
    CHECK(nx_tcp_client_socket_unbind(&client.socket), NX_SUCCESS);
    CHECK(nx_tcp_socket_delete(&client.socket), NX_SUCCESS);
    CHECK(client.ip.nx_ip_tcp_created_sockets_count, 0);
}

static void server_close(void)
{
    CHECK(nx_tcp_server_socket_unaccept(&server.socket), NX_SUCCESS);
    CHECK(nx_tcp_server_socket_unlisten(&server.ip, 110), NX_SUCCESS);
    CHECK(nx_tcp_socket_delete(&server.socket), NX_SUCCESS);
}

static void session_server(ULONG input)
{
    NX_PACKET *packet;
    (void)input;
    server_listen(1000);
    send_check(&server, 300, 100, NX_SUCCESS);
    receive_check(&server, 0, 20);
    CHECK(nx_tcp_socket_receive(&server.socket, &packet, 500), NX_NOT_CONNECTED);
    CHECK(server.socket.nx_tcp_socket_state, NX_TCP_CLOSE_WAIT);
    CHECK(nx_tcp_socket_disconnect(&server.socket, 200), NX_SUCCESS);
    server_close();
    note('s');
}

static void session_client(ULONG input)
{
    NX_PACKET *packet = NX_NULL, *released;
    (void)input;
    client_connect(1000);
    CHECK(nx_tcp_socket_receive(&client.socket, &packet, 100), NX_SUCCESS);
    CHECK(packet->nx_packet_length, 300);
    CHECK(packet->nx_packet_prepend_ptr - packet->nx_packet_data_start, NX_TCP_PACKET);
    released = packet;
    CHECK(nx_packet_release(packet), NX_SUCCESS);
    CHECK(nx_packet_release(released), NX_PTR_ERROR);
    CHECK(client.pool.nx_packet_pool_invalid_releases, 1);
    client.pool.nx_packet_pool_invalid_releases = 0;
    CHECK(nx_tcp_socket_receive(&client.socket, &packet, 0), NX_NO_PACKET);
    send_check(&client, 20, 100, NX_SUCCESS);
    CHECK(client.pool.nx_packet_pool_available, client.pool.nx_packet_pool_total - 1);
    CHECK(nx_tcp_socket_disconnect(&client.socket, 200), NX_SUCCESS);
    CHECK(client.socket.nx_tcp_socket_state, NX_TCP_TIMED_WAIT);
    client_close();
    pools_full();
    note('c');
}

static void a_session_gives_back_every_packet_and_socket(void **state)
{
    (void)state;
    nodes_reset();
    both_run(session_server, session_client, "sc");
}

static void idle_side(ULONG input)
{
    (void)input;
}

static void refused_client(ULONG input)
{
    ULONG before = tx_time_get();
    NX_PACKET *packet;
    (void)input;
    socket_create(&client, 1000);
    CHECK(nx_tcp_client_socket_connect(&client.socket, SERVER_ADDRESS, 110, 500), NX_NOT_BOUND);
    CHECK(nx_tcp_socket_receive(&client.socket, &packet, 5), NX_NOT_BOUND);
    CHECK(nx_tcp_client_socket_bind(&client.socket, 70000, 0), NX_INVALID_PORT);
    CHECK(nx_tcp_client_socket_bind(&client.socket, 5000, 0), NX_SUCCESS);
    CHECK(nx_tcp_client_socket_bind(&client.socket, 5000, 0), NX_ALREADY_BOUND);
    CHECK(nx_tcp_client_socket_connect(&client.socket, SERVER_ADDRESS, 110, 500),
          NX_NOT_CONNECTED);
    CHECK(tx_time_get() - before, 0);
    CHECK(nx_tcp_client_socket_connect(&client.socket, IP_ADDRESS(11, 0, 0, 1), 110, 500),
          NX_IP_ADDRESS_ERROR);
    CHECK(nx_tcp_client_socket_connect(&client.socket, 0, 110, 500), NX_IP_ADDRESS_ERROR);
    CHECK(nx_tcp_client_socket_connect(&client.socket, IP_ADDRESS(10, 0, 0, 9), 110, 300),
          NX_NOT_CONNECTED);
    CHECK(tx_time_get() - before, 300);
    CHECK(client.pool.nx_packet_pool_total - client.pool.nx_packet_pool_available, 3);
    CHECK(nx_tcp_client_socket_connect(&client.socket, IP_ADDRESS(10, 0, 0, 9), 110, 0),
          NX_IN_PROGRESS);
    CHECK(nx_tcp_client_socket_connect(&client.socket, IP_ADDRESS(10, 0, 0, 9), 110, 0),
          NX_NOT_CLOSED);
    CHECK(nx_tcp_client_socket_unbind(&client.socket), NX_NOT_CLOSED);
    CHECK(nx_tcp_socket_delete(&client.socket), NX_STILL_BOUND);
    CHECK(nx_tcp_socket_disconnect(&client.socket, 100), NX_SUCCESS);
    CHECK(nx_tcp_socket_disconnect(&client.socket, 100), NX_NOT_CONNECTED);
    CHECK(nx_ip_delete(&client.ip), NX_SOCKETS_BOUND);
    client_close();
    CHECK(nx_tcp_socket_delete(&client.socket), NX_PTR_ERROR);
    CHECK(nx_arp_dynamic_entries_invalidate(&client.ip), NX_SUCCESS);
    pools_full();
    CHECK(nx_ip_delete(&client.ip), NX_SUCCESS);
    CHECK(nx_tcp_enable(&client.ip), NX_PTR_ERROR);
    note('c');
}

static void misuse_and_dead_addresses_have_their_codes_and_times(void **state)
{
    (void)state;
    nodes_reset();
    both_run(idle_side, refused_client, "c");
}

static void window_server(ULONG input)
{
    (void)input;
    server_listen(1000);
    tx_thread_sleep(300);
    receive_check(&server, 0, 400);
    receive_check(&server, 0, 400);
    receive_check(&server, 0, 200);
    note('s');
}

static void window_client(ULONG input)
{
    ULONG before;
    (void)input;
    client_connect(1000);
    before = tx_time_get();
    send_check(&client, 400, 0, NX_SUCCESS);
    send_check(&client, 400, 0, NX_SUCCESS);
    {
        NX_PACKET *packet = packet_make(&client, data, 3000);
        CHECK(nx_tcp_socket_send(&client.socket, packet, 0), NX_WINDOW_OVERFLOW);
        CHECK(packet->nx_packet_length, 2800);
        CHECK(nx_packet_release(packet), NX_SUCCESS);
    }
    CHECK(tx_time_get() - before, 0);
    CHECK(nx_tcp_socket_disconnect(&client.socket, 10), NX_DISCONNECT_FAILED);
    CHECK(tx_time_get() - before, 10);
    client_close();
    note('c');
}

static void window_server_2(ULONG input)
{
    ULONG length = 0;
    NX_PACKET *packet;
    (void)input;
    server_listen(1000);
    while (nx_tcp_socket_receive(&server.socket, &packet, 500) == NX_SUCCESS) {
        ULONG copied;
        CHECK(nx_packet_data_retrieve(packet, got, &copied), NX_SUCCESS);
        CHECK(memcmp(got, data + length, copied), 0);
        length += copied;
        CHECK(nx_packet_release(packet), NX_SUCCESS);
        tx_thread_sleep(30);
    }
    CHECK(length, 3000);
    CHECK(nx_tcp_socket_disconnect(&server.socket, 300), NX_SUCCESS);
    server_close();
    note('s');
}

static void window_client_2(ULONG input)
{
    ULONG mss;
    (void)input;
    client_connect(1000);
    CHECK(nx_tcp_socket_mss_get(&client.socket, &mss), NX_SUCCESS);
    CHECK(mss, client.ip.nx_ip_driver_mtu - 40);
    send_check(&client, 3000, 1000, NX_SUCCESS);
    CHECK(nx_tcp_socket_disconnect(&client.socket, 1000), NX_SUCCESS);
    client_close();
    pools_full();
    note('c');
}

static void a_full_window_stops_a_sender_without_wait(void **state)
{
    (void)state;
    nodes_reset();
    both_run(window_server, window_client, "cs");
}

static void a_waiting_sender_goes_on_as_the_window_opens(void **state)
{
    static void (*const drivers[])(NX_IP_DRIVER *) = {
        _nx_ram_network_driver, _nx_ram_network_driver_256, _nx_ram_network_driver_512};
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        nodes_reset();
        client.driver = server.driver = drivers[i];
        both_run(window_server_2, window_client_2, "sc");
    }
}

static void segments_server(ULONG input)
{
    (void)input;
    server_listen(2000);
    send_check(&server, 1, 100, NX_SUCCESS);
    send_check(&server, 7, 100, NX_SUCCESS);
    send_check(&server, 900, 100, NX_SUCCESS);
    CHECK(nx_tcp_socket_disconnect(&server.socket, 500), NX_SUCCESS);
    server_close();
    note('s');
}

static void segments_client(ULONG input)
{
    NX_PACKET *packet;
    ULONG available;
    (void)input;
    client_connect(2000);
    tx_thread_sleep(100);
    CHECK(client.socket.nx_tcp_socket_state, NX_TCP_CLOSE_WAIT);
    CHECK(nx_tcp_socket_bytes_available(&client.socket, &available), NX_NOT_CONNECTED);
    receive_check(&client, 0, 1);
    receive_check(&client, 0, 7);
#ifndef NX_DISABLE_PACKET_CHAIN
    CHECK(nx_tcp_socket_receive(&client.socket, &packet, 0), NX_SUCCESS);
    CHECK(packet->nx_packet_append_ptr - packet->nx_packet_prepend_ptr, 128 - NX_TCP_PACKET);
    CHECK(packet->nx_packet_next->nx_packet_append_ptr -
              packet->nx_packet_next->nx_packet_prepend_ptr,
          128);
    CHECK(nx_packet_release(packet), NX_SUCCESS);
#else
    receive_check(&client, 0, 900);
#endif
    CHECK(nx_tcp_socket_receive(&client.socket, &packet, 100), NX_NOT_CONNECTED);
    CHECK(nx_tcp_socket_disconnect(&client.socket, 500), NX_SUCCESS);
    CHECK(client.socket.nx_tcp_socket_state, NX_TCP_CLOSED);
    client_close();
    pools_full();
    note('c');
}

static void segments_stay_segments_and_are_chained_in_small_payloads(void **state)
{
    (void)state;
    nodes_reset();
#ifndef NX_DISABLE_PACKET_CHAIN
    client.payload = 128;
#endif
    both_run(segments_server, segments_client, "sc");
}

static void reset_server(ULONG input)
{
    (void)input;
    server_listen(1000);
    CHECK(nx_tcp_socket_disconnect(&server.socket, NX_NO_WAIT), NX_IN_PROGRESS);
    server_close();
    note('s');
}

static void reset_client(ULONG input)
{
    NX_PACKET *packet;
    (void)input;
    client_connect(1000);
    CHECK(nx_tcp_socket_receive(&client.socket, &packet, 500), NX_NOT_CONNECTED);
    CHECK(client.socket.nx_tcp_socket_state, NX_TCP_CLOSED);
    CHECK(nx_tcp_socket_disconnect(&client.socket, 500), NX_NOT_CONNECTED);
    client_close();
    pools_full();
    note('c');
}

static void a_reset_ends_the_peers_connection_at_once(void **state)
{
    (void)state;
    nodes_reset();
    both_run(reset_server, reset_client, "sc");
}

static void dry_server(ULONG input)
{
    (void)input;
    server_listen(1000);
    tx_thread_sleep(100);
    for (unsigned i = 0; i < 6; i++) {
        send_check(&server, 50, 0, NX_SUCCESS);
    }
    tx_thread_sleep(3000);
    pools_full();
    note('s');
}

static void dry_client(ULONG input)
{
    ULONG before;
    (void)input;
    client_connect(1000);
    tx_thread_sleep(300);
    CHECK(client.pool.nx_packet_pool_available, 0);
    receive_check(&client, 0, 50);
    receive_check(&client, 0, 50);
    receive_check(&client, 0, 50);
    before = tx_time_get();
    receive_check(&client, 0, 50);
    CHECK(tx_time_get() - before, 120);
    receive_check(&client, 0, 50);
    receive_check(&client, 0, 50);
    note('c');
}

static void what_a_dry_pool_could_not_take_comes_again(void **state)
{
    (void)state;
    nodes_reset();
    client.payload = 256;
    client.packets = 3;
    both_run(dry_server, dry_client, "cs");
}

static void relisten_server(ULONG input)
{
    (void)input;
    server_listen(1000);
    CHECK(nx_tcp_server_socket_relisten(&server.ip, 110, &server.socket), NX_NOT_CLOSED);
    tx_thread_sleep(100);
    CHECK(nx_tcp_socket_disconnect(&server.socket, 100), NX_SUCCESS);
    CHECK(nx_tcp_server_socket_unaccept(&server.socket), NX_SUCCESS);
    CHECK(nx_tcp_server_socket_relisten(&server.ip, 111, &server.socket), NX_INVALID_RELISTEN);
    CHECK(nx_tcp_server_socket_relisten(&server.ip, 110, &server.socket),
          NX_CONNECTION_PENDING);
    CHECK(nx_tcp_server_socket_accept(&server.socket, 500), NX_SUCCESS);
    note('s');
}

static void relisten_client(ULONG input)
{
    static NX_TCP_SOCKET second;
    (void)input;
    client_connect(1000);
    CHECK(nx_tcp_socket_create(&client.ip, &second, (CHAR *)"second", NX_IP_NORMAL,
                               NX_FRAGMENT_OKAY, NX_IP_TIME_TO_LIVE, 1000, NX_NULL, NX_NULL),
          NX_SUCCESS);
    CHECK(nx_tcp_client_socket_bind(&second, NX_ANY_PORT, 0), NX_SUCCESS);
    CHECK(nx_tcp_client_socket_connect(&second, SERVER_ADDRESS, 110, 0), NX_IN_PROGRESS);
    CHECK(nx_tcp_socket_disconnect(&client.socket, 300), NX_SUCCESS);
    CHECK(nx_tcp_socket_state_wait(&second, NX_TCP_ESTABLISHED, 500), NX_SUCCESS);
    note('c');
}

static void a_second_connection_waits_for_relisten(void **state)
{
    (void)state;
    nodes_reset();
    both_run(relisten_server, relisten_client, "sc");
}

#ifdef FEATURE_NX_IPV6
static void v6_address(NXD_ADDRESS *address, ULONG last)
{
    memset(address, 0, sizeof *address);
    address->nxd_ip_version = NX_IP_VERSION_V6;
    address->nxd_ip_address.v6[0] = 0x20010db8;
    address->nxd_ip_address.v6[3] = last;
}

static void v6_enable(struct node *node, ULONG last)
{
    NXD_ADDRESS address;
    v6_address(&address, last);
    CHECK(nxd_ipv6_enable(&node->ip), NX_SUCCESS);
    CHECK(nxd_ipv6_enable(&node->ip), NX_ALREADY_ENABLED);
    CHECK(nxd_icmp_enable(&node->ip), NX_SUCCESS);
    CHECK(nxd_ipv6_address_set(&node->ip, 0, &address, 64, NX_NULL), NX_SUCCESS);
}

static void v6_server(ULONG input)
{
    (void)input;
    v6_enable(&server, 2);
    tx_thread_sleep(400);
    server_listen(2000);
    send_check(&server, 1500, 100, NX_SUCCESS);
    CHECK(nx_tcp_socket_disconnect(&server.socket, 500), NX_SUCCESS);
    note('s');
}

static void v6_client(ULONG input)
{
    NXD_ADDRESS address;
    NX_PACKET *packet;
    (void)input;
    v6_address(&address, 2);
    v6_enable(&client, 1);
    socket_create(&client, 2000);
    CHECK(nx_tcp_client_socket_bind(&client.socket, NX_ANY_PORT, 0), NX_SUCCESS);
    CHECK(nxd_tcp_client_socket_connect(&client.socket, &address, 110, 100),
          NX_NO_INTERFACE_ADDRESS);
    tx_thread_sleep(410);
    CHECK(nxd_icmp_ping(&client.ip, &address, (CHAR *)"ping", 4, &packet, 100), NX_SUCCESS);
    CHECK(packet->nx_packet_length, 4);
    CHECK(nx_packet_release(packet), NX_SUCCESS);
    CHECK(nxd_tcp_client_socket_connect(&client.socket, &address, 110, 500), NX_SUCCESS);
    receive_check(&client, 0, 1440);
    receive_check(&client, 1440, 60);
    CHECK(nx_tcp_socket_receive(&client.socket, &packet, 500), NX_NOT_CONNECTED);
    CHECK(nx_tcp_socket_disconnect(&client.socket, 500), NX_SUCCESS);
    client_close();
    pools_full();
    note('c');
}

static void ipv6_works_once_its_addresses_are_no_longer_tentative(void **state)
{
    (void)state;
    nodes_reset();
    both_run(v6_server, v6_client, "sc");
}
#endif

static void ping_client(ULONG input)
{
    NX_PACKET *packet;
    (void)input;
    CHECK(nx_icmp_ping(&client.ip, SERVER_ADDRESS, (CHAR *)"ping", 4, &packet, 100),
          NX_NOT_ENABLED);
    CHECK(nx_icmp_enable(&client.ip), NX_SUCCESS);
    CHECK(nx_icmp_ping(&client.ip, SERVER_ADDRESS, (CHAR *)"ping", 4, &packet, 100),
          NX_NO_RESPONSE);
    CHECK(tx_time_get(), 100);
    CHECK(nx_icmp_enable(&server.ip), NX_SUCCESS);
    CHECK(nx_icmp_ping(&client.ip, SERVER_ADDRESS, (CHAR *)"ping", 4, &packet, 100),
          NX_SUCCESS);
    CHECK(nx_packet_release(packet), NX_SUCCESS);
    pools_full();
    note('c');
}

static void a_ping_is_answered_by_who_has_icmp(void **state)
{
    (void)state;
    nodes_reset();
    both_run(idle_side, ping_client, "c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_gives_back_every_packet_and_socket),
        cmocka_unit_test(misuse_and_dead_addresses_have_their_codes_and_times),
        cmocka_unit_test(a_full_window_stops_a_sender_without_wait),
        cmocka_unit_test(a_waiting_sender_goes_on_as_the_window_opens),
        cmocka_unit_test(segments_stay_segments_and_are_chained_in_small_payloads),
        cmocka_unit_test(a_reset_ends_the_peers_connection_at_once),
        cmocka_unit_test(what_a_dry_pool_could_not_take_comes_again),
        cmocka_unit_test(a_second_connection_waits_for_relisten),
#ifdef FEATURE_NX_IPV6
        cmocka_unit_test(ipv6_works_once_its_addresses_are_no_longer_tentative),
#endif
        cmocka_unit_test(a_ping_is_answered_by_who_has_icmp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
