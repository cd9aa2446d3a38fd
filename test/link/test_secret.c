/* SPDX-License-Identifier: MIT */
/*
 * A proxy's password is nowhere in this process once the proxy has it: all
 * writable memory is searched, for it and for what was sent.
 */
#include <inttypes.h>

#include "kit.h"

/* The needles, each octet with MASK, so that they do not find themselves. */
#define MASK 0x5Au
static const uint8_t password[] = {0x28, 0x2F, 0x37, 0x38, 0x29, 0x2E,
                                   0x3B, 0x2B, 0x2F, 0x3F, 0x28, 0x23};
/* Of it in base64: "me:" before it makes four signs of their own. */
static const uint8_t coded[] = {0x39, 0x34, 0x0C, 0x2E, 0x03, 0x34, 0x14, 0x6A,
                                0x03, 0x02, 0x1C, 0x6B, 0x00, 0x02, 0x10, 0x6F};

static void reveal(char *to, const uint8_t *masked, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (char)(masked[i] ^ MASK);
    to[n] = '\0';
}

__attribute__((no_sanitize("address"))) static size_t
count_in(const uint8_t *p, const uint8_t *end, const uint8_t *needle, size_t n)
{
    size_t found = 0;

    for (; p + n <= end; p++) {
        size_t i = 0;

        while (i < n && p[i] == (needle[i] ^ MASK))
            i++;
        found += i == n;
    }
    return found;
}

/* Sanitizers map shadow memory, which is vast and holds no octets of ours. */
static size_t count_all(const uint8_t *needle, size_t n)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512];
    size_t found = 0;

    assert_non_null(maps);
    while (fgets(line, sizeof(line), maps) != NULL) {
        uintptr_t from, to;
        char mode[5];

        assert_int_equal(sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s", &from, &to, mode), 3);
        if (strncmp(mode, "rw", 2) == 0 && to - from <= (64u << 20))
            found += count_in((const uint8_t *)from, (const uint8_t *)to, needle, n);
    }
    fclose(maps);
    return found;
}

/* The proxy's side: takes what was sent, and forgets it. */
static void swallow(struct kit *k, int peer, size_t n)
{
    uint8_t got[512];

    for (size_t have = 0; have < n;) {
        struct pollfd there = {.fd = peer, .events = POLLIN};
        ssize_t more;

        kit_drive(k);
        assert_int_equal(poll(&there, 1, 4000), 1);
        more = recv(peer, got, n - have, 0);
        assert_true(more > 0);
        have += (size_t)more;
    }
    pop3_wipe(got, sizeof(got));
}

static void begin(struct kit *k, const char *scheme, int *listener)
{
    char url[128], secret[32];
    struct pop3_link_target target;
    struct pollfd fds[POP3_LINK_MAX_FDS];

    kit_begin(k, NULL, 0);
    *listener = listener_at(AF_INET, 0);
    reveal(secret, password, sizeof(password));
    snprintf(url, sizeof(url), "%s://me:%s@127.0.0.1:%u", scheme, secret, port_of(*listener));
    target = kit_target(k, "pop.test", 995);
    target.proxy = url;
    kit_link(k, &target);
    pop3_wipe(url, sizeof(url));
    pop3_wipe(secret, sizeof(secret));
    kit_drive(k);
    assert_int_equal(pop3_link_fds(k->l, fds), 1);
    assert_int_equal(poll(fds, 1, 4000), 1);
    assert_int_equal(count_all(password, sizeof(password)), 1); /* the search works */
    pop3_link_drive(k->l, k->now, fds, 1);
}

static void end(struct kit *k, int peer, int listener)
{
    assert_int_equal(count_all(password, sizeof(password)), 0);
    assert_int_equal(count_all(coded, sizeof(coded)), 0);
    close(peer);
    close(listener);
    kit_end(k);
}

static void test_socks(void **state)
{
    struct kit k;
    int listener, peer;

    (void)state;
    begin(&k, "socks5", &listener);
    peer = accept_one(listener);
    swallow(&k, peer, 4);
    kit_say(&k, peer, "\5\2", 2);
    swallow(&k, peer, 3 + 2 + sizeof(password));
    kit_say(&k, peer, "\1\0", 2);
    kit_say(&k, peer, "\5\0\0\1\0\0\0\0\0\0", 10);
    assert_int_equal(kit_drive(&k), POP3_LINK_READY);
    end(&k, peer, listener);
}

static void test_http(void **state)
{
    static const char request[] = "CONNECT pop.test:995 HTTP/1.1\r\nHost: pop.test:995\r\n"
                                  "Proxy-Authorization: Basic xxxxxxxxxxxxxxxxxxxx\r\n\r\n";
    struct kit k;
    int listener, peer;

    (void)state;
    begin(&k, "http", &listener);
    peer = accept_one(listener);
    swallow(&k, peer, sizeof(request) - 1);
    kit_say(&k, peer, "HTTP/1.1 200 OK\r\n\r\n", 19);
    assert_int_equal(kit_drive(&k), POP3_LINK_READY);
    end(&k, peer, listener);
}

static void test_a_refusal(void **state)
{
    struct kit k;
    int listener, peer;

    (void)state;
    begin(&k, "socks5", &listener);
    peer = accept_one(listener);
    swallow(&k, peer, 4);
    kit_say(&k, peer, "\5\377", 2);
    assert_int_equal(kit_drive(&k), POP3_LINK_FAILED);
    end(&k, peer, listener);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_socks),
        cmocka_unit_test(test_http),
        cmocka_unit_test(test_a_refusal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
