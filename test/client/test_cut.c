/* SPDX-License-Identifier: MIT */
/*
 * A server that hangs up after each octet of a session: what is reported as
 * whole is whole, and nothing is reported as done that was not.
 */
#include "kit.h"
#include "play.h"
#include "zoo.h"

static struct zoo zoo;
static struct cert cert;
static struct pop3_tls_context *context;
static SSL_CTX *ctx;

static int setup(void **state)
{
    (void)state;
    zoo_begin(&zoo);
    cert = cert_make(&(struct cert_spec){.san = "IP:127.0.0.1"}, &zoo.root);
    struct pop3_tls_error error;
    context = pop3_tls_context_new(&(struct pop3_tls_config){.ca_file = zoo.ca_file}, &error);
    ctx = server_ctx(&(struct server_spec){.cert = &cert});
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    SSL_CTX_free(ctx);
    pop3_tls_context_free(context);
    cert_free(&cert);
    zoo_end(&zoo);
    return 0;
}

/* The two steps that a session of this test can fail at after the login. */
struct outcome {
    bool opened, listed, deleted;
    unsigned whole;
    enum pop3_client_quit quit;
};

static void messages_check(const struct keeper *k, struct outcome *o)
{
    for (uint32_t i = 1; i <= PLAY_MESSAGES; i++) {
        const char *expected = play_message(i);
        assert_int_equal(k->kept[i].ends, 1);
        assert_true(k->kept[i].n <= strlen(expected));
        assert_memory_equal(k->kept[i].n > 0 ? (const char *)k->kept[i].p : "", expected,
                            k->kept[i].n);
        if (k->kept[i].whole)
            assert_int_equal(k->kept[i].n, strlen(expected));
        else
            assert_int_equal(k->kept[i].fault, POP3_FAULT_NETWORK);
        o->whole += k->kept[i].whole;
    }
}

static void fetch_check(struct pop3_client *c, struct outcome *o)
{
    static const uint32_t all[] = {1, 2, 3};
    struct keeper k;
    keeper_begin(&k);
    bool good = pop3_client_fetch_all(c, all, PLAY_MESSAGES, &k.sink);
    messages_check(&k, o);
    assert_int_equal(good, o->whole == PLAY_MESSAGES);
    keeper_end(&k);
}

static struct outcome session(struct play *play)
{
    struct pop3_client_options options = {
        .password = "x",
        .auth = "user",
        .tls_context = context,
        .cleartext = play->tls == PLAY_CLEAR ? POP3_CLEARTEXT_ALLOW : POP3_CLEARTEXT_TLS_ONLY};
    const char *url =
        url_of(play->tls == PLAY_TLS ? "pop3s://me@127.0.0.1:%u" : "pop3://me@127.0.0.1:%u",
               play->port);
    struct outcome o = {.quit = POP3_CLIENT_UNKNOWN};
    struct pop3_client_listing listing;
    struct pop3_client_error error;
    struct pop3_client *c = pop3_client_open(url, &options, &error);
    o.opened = c != NULL;
    if (!c) {
        assert_true(error.fault == POP3_FAULT_NETWORK || error.fault == POP3_FAULT_POLICY);
        return o;
    }
    o.listed = pop3_client_list(c, &listing);
    assert_int_equal(listing.count, o.listed ? PLAY_MESSAGES : 0);
    pop3_client_listing_free(&listing);
    fetch_check(c, &o);
    o.deleted = pop3_client_delete(c, 1);
    o.quit = pop3_client_quit(c);
    if (o.quit == POP3_CLIENT_UNKNOWN)
        assert_int_equal(pop3_client_error(c)->fault, POP3_FAULT_NETWORK);
    pop3_client_close(c);
    return o;
}

static unsigned steps(const struct outcome *o)
{
    return (unsigned)o->opened + o->listed + o->whole + o->deleted +
           (o->quit == POP3_CLIENT_COMMITTED);
}

static void cut_everywhere(enum play_tls tls, enum play_end end)
{
    struct play play = {.tls = tls, .end = end, .ctx = ctx};
    unsigned before = 0;
    play_begin(&play);
    struct outcome o = session(&play);
    assert_int_equal(steps(&o), 4 + PLAY_MESSAGES);
    unsigned long all = atomic_load(&play.said);
    assert_true(all > 150);
    for (unsigned long cut = 0; cut < all; cut++) {
        atomic_store(&play.cut, cut);
        o = session(&play);
        assert_true(o.quit == POP3_CLIENT_UNKNOWN);
        assert_true(steps(&o) < 4 + PLAY_MESSAGES);
        if (end != PLAY_RESET) { /* a reset takes away what was not read yet */
            assert_true(steps(&o) >= before);
            before = steps(&o);
        }
    }
    if (end != PLAY_RESET)
        assert_int_equal(before, 3 + PLAY_MESSAGES);
    atomic_store(&play.cut, all);
    o = session(&play);
    assert_int_equal(steps(&o), 4 + PLAY_MESSAGES);
    play_stop(&play);
}

static void cut_in_the_clear_is_never_success(void **state)
{
    (void)state;
    cut_everywhere(PLAY_CLEAR, PLAY_FIN);
    cut_everywhere(PLAY_CLEAR, PLAY_RESET);
}

static void cut_in_tls_is_never_success(void **state)
{
    (void)state;
    cut_everywhere(PLAY_TLS, PLAY_FIN);
}

static void cut_in_tls_with_close_notify_is_never_success(void **state)
{
    (void)state;
    cut_everywhere(PLAY_TLS, PLAY_CLOSE_NOTIFY);
}

static void cut_in_stls_is_never_success(void **state)
{
    (void)state;
    cut_everywhere(PLAY_STLS, PLAY_FIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_in_the_clear_is_never_success),
        cmocka_unit_test(cut_in_tls_is_never_success),
        cmocka_unit_test(cut_in_tls_with_close_notify_is_never_success),
        cmocka_unit_test(cut_in_stls_is_never_success),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
