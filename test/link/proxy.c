/* SPDX-License-Identifier: MIT */
#include "proxy.h"

/* One turn's octets, cut as the play wants it; *said counts all so far. */
static void say(struct kit *k, int peer, struct octets o, size_t cut, size_t *said)
{
    const uint8_t *p = o.p;
    size_t at = cut > *said && cut - *said < o.n ? cut - *said : 0;

    *said += o.n;
    if (cut == CUT_EACH) {
        for (size_t i = 0; i < o.n; i++)
            kit_say(k, peer, p + i, 1);
        return;
    }
    kit_say(k, peer, p, at);
    kit_say(k, peer, p + at, o.n - at);
}

static void read_all(struct kit *k, struct outcome *o)
{
    struct pollfd there[POP3_LINK_MAX_FDS];

    for (;;) {
        size_t n = 0;
        enum pop3_link_io io =
            pop3_link_read(k->l, (uint8_t *)o->text + o->n, sizeof(o->text) - o->n, &n);

        o->n += n;
        if (io == POP3_LINK_EOF)
            return;
        assert_true(io == POP3_LINK_DONE || io == POP3_LINK_AGAIN);
        assert_int_equal(pop3_link_fds(k->l, there), 1);
        if (io == POP3_LINK_AGAIN)
            assert_int_equal(poll(there, 1, 4000), 1);
    }
}

/* The whole rest of what the proxy says may come behind the yes: it is the session's. */
static void session(struct kit *k, int peer, struct octets rest, struct outcome *o)
{
    struct pop3_bytes quit = {(const uint8_t *)"QUIT\r\n", 6};
    size_t n;

    if (rest.n > 0)
        assert_int_equal(send(peer, rest.p, rest.n, MSG_NOSIGNAL), (int)rest.n);
    shutdown(peer, SHUT_WR);
    assert_int_equal(pop3_link_write(k->l, quit, &n), POP3_LINK_DONE);
    assert_int_equal(n, 6);
    kit_expect(k, peer, quit.p, quit.n);
    read_all(k, o);
}

/* What of the last turn's octets was not sent yet: the link was READY before. */
static struct octets unsent(const struct turn *turn, size_t sent)
{
    return (struct octets){(const uint8_t *)turn->say.p + sent, turn->say.n - sent};
}

static int proxy_accept(struct kit *k, int listener)
{
    int peer;
    size_t n;
    struct pop3_bytes early = {(const uint8_t *)"QUIT\r\n", 6};

    kit_drive(k);
    peer = accept_one(listener);
    {
        struct pollfd fds[POP3_LINK_MAX_FDS];

        assert_int_equal(pop3_link_fds(k->l, fds), 1);
        assert_int_equal(poll(fds, 1, 4000), 1);
        assert_int_equal(pop3_link_drive(k->l, k->now, fds, 1), POP3_LINK_CONNECTING);
    }
    assert_int_equal(pop3_link_write(k->l, early, &n), POP3_LINK_BROKEN);
    assert_int_equal(n, 0);
    return peer;
}

static void fail_by_end(struct kit *k, int peer)
{
    struct pollfd fds[POP3_LINK_MAX_FDS];

    shutdown(peer, SHUT_WR);
    if (kit_drive(k) != POP3_LINK_CONNECTING)
        return;
    assert_int_equal(pop3_link_fds(k->l, fds), 1);
    assert_int_equal(poll(fds, 1, 4000), 1);
    pop3_link_drive(k->l, k->now, fds, 1);
}

void proxy_play(const char *url, const char *host, uint16_t port, const struct turn *turns,
                size_t n, size_t cut, struct outcome *o)
{
    struct kit k;
    struct pop3_link_target target;
    char proxy[256];
    size_t said = 0;
    int listener, peer;

    memset(o, 0, sizeof(*o));
    kit_begin(&k, NULL, 0);
    listener = listener_at(AF_INET, 0);
    snprintf(proxy, sizeof(proxy), url, port_of(listener));
    target = kit_target(&k, host, port);
    target.proxy = proxy;
    kit_link(&k, &target);
    peer = proxy_accept(&k, listener);
    for (size_t i = 0; i < n && kit_drive(&k) == POP3_LINK_CONNECTING; i++) {
        kit_expect(&k, peer, turns[i].due.p, turns[i].due.n);
        k.said = 0;
        say(&k, peer, turns[i].say, cut, &said);
    }
    if (kit_drive(&k) == POP3_LINK_CONNECTING)
        fail_by_end(&k, peer);
    o->state = kit_drive(&k);
    o->error = *pop3_link_error(k.l);
    if (o->state == POP3_LINK_READY)
        session(&k, peer, unsent(&turns[n - 1], k.said), o);
    close(peer);
    close(listener);
    kit_end(&k);
}

void proxy_play_all(const char *url, const char *host, uint16_t port, const struct turn *turns,
                    size_t n, struct outcome *o)
{
    size_t all = 0;

    for (size_t i = 0; i < n; i++)
        all += turns[i].say.n;
    proxy_play(url, host, port, turns, n, 0, o);
    for (size_t cut = 1; cut <= all; cut++) {
        struct outcome other;

        proxy_play(url, host, port, turns, n, cut == all ? CUT_EACH : cut, &other);
        assert_int_equal(other.state, o->state);
        assert_int_equal(other.error.fault, o->error.fault);
        assert_int_equal(other.n, o->n);
        assert_memory_equal(other.text, o->text, o->n);
    }
}

void outcome_fault(const struct outcome *o, enum pop3_link_fault fault, const char *word,
                   const char *advice)
{
    assert_int_equal(o->state, POP3_LINK_FAILED);
    if (o->error.fault != fault || strstr(o->error.text, word) == NULL ||
        strstr(o->error.text, advice) == NULL)
        fail_msg("%s: %s", pop3_link_fault_name(o->error.fault), o->error.text);
    for (const char *c = o->error.text; *c != '\0'; c++)
        assert_true(*c >= 0x20 && *c < 0x7F);
}
