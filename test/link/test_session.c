/* SPDX-License-Identifier: MIT */
/*
 * A link that is READY: octets both ways, its ends, and what its socket is like.
 */
#include <signal.h>

#include "kit.h"

static int begin(struct kit *k)
{
    struct pop3_link_target target;
    int listener, peer;

    kit_begin(k, NULL, 0);
    listener = listener_at(AF_INET, 0);
    target = kit_target(k, "127.0.0.1", port_of(listener));
    kit_link(k, &target);
    assert_int_equal(kit_finish(k), POP3_LINK_READY);
    peer = accept_one(listener);
    close(listener);
    return peer;
}

/* Waits for the only descriptor; its events are as expected. */
static void wait_for(const struct kit *k, short events)
{
    struct pollfd fds[POP3_LINK_MAX_FDS];

    assert_int_equal(pop3_link_fds(k->l, fds), 1);
    assert_int_equal(fds[0].fd, pop3_link_fd(k->l));
    assert_int_equal(fds[0].events, events);
    assert_int_equal(poll(fds, 1, 4000), 1);
}

static void expect(const struct kit *k, enum pop3_link_io io, const char *text)
{
    uint8_t to[64];
    size_t n = 99;

    assert_int_equal(pop3_link_read(k->l, to, sizeof(to), &n), io);
    assert_int_equal(n, strlen(text));
    assert_memory_equal(to, text, n);
}

static void test_read_tells_octets_nothing_yet_and_the_end_apart(void **state)
{
    struct kit k;
    int peer = begin(&k);

    (void)state;
    expect(&k, POP3_LINK_AGAIN, "");
    assert_int_equal(send(peer, "+OK\r\n", 5, 0), 5);
    wait_for(&k, POLLIN);
    expect(&k, POP3_LINK_DONE, "+OK\r\n");
    expect(&k, POP3_LINK_AGAIN, "");
    shutdown(peer, SHUT_WR);
    wait_for(&k, POLLIN);
    expect(&k, POP3_LINK_EOF, "");
    expect(&k, POP3_LINK_EOF, "");
    assert_int_equal(pop3_link_error(k.l)->fault, POP3_LINK_FINE);
    {
        struct pop3_bytes quit = {(const uint8_t *)"QUIT\r\n", 6};
        size_t n;

        assert_int_equal(pop3_link_write(k.l, quit, &n), POP3_LINK_DONE);
        kit_expect(&k, peer, "QUIT\r\n", 6);
    }
    close(peer);
    kit_end(&k);
}

static void test_a_full_socket_waits_for_room_and_loses_nothing(void **state)
{
    static uint8_t data[1 << 16];
    struct kit k;
    struct pop3_bytes all = {data, sizeof(data)};
    int peer = begin(&k);
    size_t sent = 0, got = 0, n;

    (void)state;
    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (uint8_t)(i * 31 + (i >> 8));
    while (pop3_link_write(k.l, all, &n) == POP3_LINK_DONE)
        sent += n;
    assert_int_equal(n, 0);
    assert_true(sent > 0);
    {
        struct pollfd fds[POP3_LINK_MAX_FDS];

        assert_int_equal(pop3_link_fds(k.l, fds), 1);
        assert_int_equal(fds[0].events, POLLIN | POLLOUT);
    }
    assert_int_equal(kit_drive(&k), POP3_LINK_READY);
    pop3_link_shutdown(k.l);
    for (;;) {
        static uint8_t to[1 << 16];
        ssize_t more = recv(peer, to, sizeof(to), 0);

        assert_true(more >= 0);
        if (more == 0)
            break;
        got += (size_t)more;
    }
    assert_int_equal(got, sent);
    close(peer);
    kit_end(&k);
}

static void test_room_again_after_a_short_write(void **state)
{
    static uint8_t data[1 << 20], to[1 << 20];
    struct kit k;
    struct pop3_bytes all = {data, sizeof(data)};
    int peer = begin(&k);
    size_t n;

    (void)state;
    while (pop3_link_write(k.l, all, &n) == POP3_LINK_DONE)
        ;
    while (recv(peer, to, sizeof(to), MSG_DONTWAIT) > 0)
        ;
    wait_for(&k, POLLIN | POLLOUT);
    all.n = 1;
    assert_int_equal(pop3_link_write(k.l, all, &n), POP3_LINK_DONE);
    assert_int_equal(n, 1);
    {
        struct pollfd fds[POP3_LINK_MAX_FDS];

        assert_int_equal(pop3_link_fds(k.l, fds), 1);
        assert_int_equal(fds[0].events, POLLIN);
    }
    close(peer);
    kit_end(&k);
}

static void test_a_shutdown_lets_reading_go_on(void **state)
{
    struct kit k;
    struct pop3_bytes quit = {(const uint8_t *)"QUIT\r\n", 6};
    char octet;
    size_t n;
    int peer = begin(&k);

    (void)state;
    pop3_link_shutdown(k.l);
    assert_int_equal(recv(peer, &octet, 1, 0), 0);
    assert_int_equal(send(peer, "+OK\r\n", 5, 0), 5);
    wait_for(&k, POLLIN);
    assert_int_equal(pop3_link_write(k.l, quit, &n), POP3_LINK_BROKEN);
    expect(&k, POP3_LINK_DONE, "+OK\r\n");
    close(peer);
    kit_end(&k);
}

static void test_a_reset_is_lost_and_stays_so(void **state)
{
    struct kit k;
    struct pop3_bytes quit = {(const uint8_t *)"QUIT\r\n", 6};
    struct pollfd fds[POP3_LINK_MAX_FDS];
    size_t n;
    int peer = begin(&k);

    (void)state;
    close(peer); /* a reset */
    wait_for(&k, POLLIN);
    expect(&k, POP3_LINK_BROKEN, "");
    KIT_FAULT(&k, POP3_LINK_LOST, "127.0.0.1 port ", "reset the connection", "try again");
    expect(&k, POP3_LINK_BROKEN, "");
    assert_int_equal(pop3_link_write(k.l, quit, &n), POP3_LINK_BROKEN);
    pop3_link_shutdown(k.l);
    assert_int_equal(kit_drive(&k), POP3_LINK_FAILED);
    assert_int_equal(pop3_link_fd(k.l), -1);
    assert_int_equal(pop3_link_fds(k.l, fds), 0);
    KIT_FAULT(&k, POP3_LINK_LOST, "reset the connection");
    kit_end(&k);
}

/* Were SIGPIPE raised, this process would be gone. */
static void test_a_write_to_nobody_is_broken_and_leaves_the_last_words(void **state)
{
    struct kit k;
    struct pop3_bytes quit = {(const uint8_t *)"QUIT\r\n", 6};
    struct pollfd there;
    enum pop3_link_io io;
    size_t n;
    int peer = begin(&k);

    (void)state;
    assert_true(signal(SIGPIPE, SIG_DFL) != SIG_ERR);
    peer_reset(peer, false);
    assert_int_equal(send(peer, "-ERR bye\r\n", 10, 0), 10);
    close(peer);
    assert_int_equal(pop3_link_write(k.l, quit, &n), POP3_LINK_DONE);
    there = (struct pollfd){.fd = pop3_link_fd(k.l), .events = 0};
    assert_int_equal(poll(&there, 1, 4000), 1); /* the answer to that is a reset */
    io = pop3_link_write(k.l, quit, &n);
    assert_int_equal(io, POP3_LINK_BROKEN);
    assert_int_equal(pop3_link_write(k.l, quit, &n), POP3_LINK_BROKEN);
    KIT_FAULT(&k, POP3_LINK_LOST, "127.0.0.1 port ");
    expect(&k, POP3_LINK_DONE, "-ERR bye\r\n");
    expect(&k, POP3_LINK_EOF, "");
    kit_end(&k);
}

static void test_the_socket_is_closed_on_exec_and_sends_at_once(void **state)
{
    struct kit k;
    int on = 0;
    socklen_t size = sizeof(on);
    int peer = begin(&k);
    int fd = pop3_link_fd(k.l);

    (void)state;
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
    assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, &size), 0);
    assert_true(on);
    close(peer);
    kit_end(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_tells_octets_nothing_yet_and_the_end_apart),
        cmocka_unit_test(test_a_full_socket_waits_for_room_and_loses_nothing),
        cmocka_unit_test(test_room_again_after_a_short_write),
        cmocka_unit_test(test_a_shutdown_lets_reading_go_on),
        cmocka_unit_test(test_a_reset_is_lost_and_stays_so),
        cmocka_unit_test(test_a_write_to_nobody_is_broken_and_leaves_the_last_words),
        cmocka_unit_test(test_the_socket_is_closed_on_exec_and_sends_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
