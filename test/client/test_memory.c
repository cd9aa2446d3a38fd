/* SPDX-License-Identifier: MIT */
/*
 * Memory: the Nth allocation of a session fails, for every N; and after a login,
 * good or bad, no password is left in the memory of the process.
 *
 * malloc(), calloc() and realloc() of the static libraries are wrapped by the
 * linker (CMakeLists.txt); only those of the thread that runs the client fail.
 */
#include "image.h"
#include "kit.h"
#include "play.h"
#include "zoo.h"

#include <stdlib.h>
#include <sys/mman.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);

static _Thread_local long left = -1; /* allocations that succeed; -1: all */
static _Thread_local bool failed;    /* one did not */

static bool may(void)
{
    failed |= left == 0;
    if (left == 0)
        return false;
    left -= left > 0;
    return true;
}

void *__wrap_malloc(size_t n)
{
    return may() ? __real_malloc(n) : NULL;
}

void *__wrap_calloc(size_t count, size_t n)
{
    return may() ? __real_calloc(count, n) : NULL;
}

void *__wrap_realloc(void *p, size_t n)
{
    return may() ? __real_realloc(p, n) : NULL;
}

static struct zoo zoo;
static struct cert cert;
static SSL_CTX *ctx;

static int setup(void **state)
{
    (void)state;
    zoo_begin(&zoo);
    cert = cert_make(&(struct cert_spec){.san = "IP:127.0.0.1"}, &zoo.root);
    ctx = server_ctx(&(struct server_spec){.cert = &cert});
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    SSL_CTX_free(ctx);
    cert_free(&cert);
    zoo_end(&zoo);
    return 0;
}

static uint8_t resumption[4096];
static size_t resumption_n;

static size_t resume_load(void *context, uint8_t *to, size_t cap)
{
    (void)context;
    assert_true(resumption_n <= cap);
    memcpy(to, resumption, resumption_n);
    return resumption_n;
}

static void resume_save(void *context, const uint8_t *p, size_t n)
{
    (void)context;
    assert_true(n <= sizeof resumption);
    memcpy(resumption, p, n);
    resumption_n = n;
}

static size_t password_get(void *context, uint8_t *to, size_t cap)
{
    (void)context;
    assert_true(cap > 8);
    memcpy(to, "sesame17", 8);
    return 8;
}

/* Octets are counted, so that the sink itself needs no memory. */
static enum pop3_client_say octets_count(void *context, uint32_t msg, struct pop3_bytes octets)
{
    size_t *counts = context;
    counts[msg] += octets.n;
    return POP3_CLIENT_GO_ON;
}

/* What failed says why. */
static bool told(const struct pop3_client *c, bool good)
{
    const struct pop3_client_error *e = pop3_client_error(c);
    assert_int_equal(good, e->fault == POP3_FAULT_NONE);
    assert_true(good || is_sentence(e->text));
    return good;
}

static bool fetch(struct pop3_client *c)
{
    static const uint32_t msgs[] = {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3};
    size_t counts[PLAY_MESSAGES + 1] = {0};
    struct pop3_client_sink sink = {.octets = octets_count, .context = counts};
    bool good = told(c, pop3_client_fetch_all(c, msgs, 18, &sink));
    for (uint32_t i = 1; good && i <= PLAY_MESSAGES; i++)
        assert_int_equal(counts[i], 6 * strlen(play_message(i)));
    return good;
}

static bool resumed; /* was the last session? */

static bool all_calls(struct pop3_client *c)
{
    struct pop3_client_listing l, u;
    resumed = pop3_client_facts(c).resumed;
    bool good = told(c, pop3_client_list(c, &l));
    good = told(c, pop3_client_uids(c, &u)) && good;
    good = fetch(c) && good;
    pop3_client_listing_free(&l);
    pop3_client_listing_free(&u);
    good = told(c, pop3_client_delete(c, 1)) && good;
    return told(c, pop3_client_quit(c) == POP3_CLIENT_COMMITTED) && good;
}

static bool session(const struct play *play)
{
    struct pop3_client_options options = {.password_get = password_get,
                                          .authzid = "other",
                                          .auth = "user",
                                          .ca_file = zoo.ca_file,
                                          .resume_load = resume_load,
                                          .resume_save = resume_save};
    struct pop3_client_error error = {.fault = POP3_FAULT_NONE};
    const char *url =
        play->tls == PLAY_TLS ? "pop3s://me@127.0.0.1:%u" : "pop3://me@127.0.0.1:%u";
    struct pop3_client *c = pop3_client_open(url_of(url, play->port), &options, &error);
    if (!c) {
        assert_true(error.fault != POP3_FAULT_NONE && is_sentence(error.text));
        return false;
    }
    bool good = all_calls(c);
    pop3_client_close(c);
    return good;
}

static void every_allocation_fails(enum play_tls tls)
{
    struct play play = {.tls = tls, .ctx = ctx};
    long n = 0;
    play_begin(&play);
    resumption_n = 0;
    assert_true(session(&play));
    assert_true(!resumed && resumption_n > 0);
    assert_true(session(&play));
    assert_true(resumed);
    do {
        failed = false;
        left = n++;
        bool good = session(&play);
        left = -1;
        assert_true(good || failed);
    } while (failed);
    assert_true(n > 10);
    play_stop(&play);
}

static void memory_that_runs_out_is_reported(void **state)
{
    (void)state;
    every_allocation_fails(PLAY_TLS);
    every_allocation_fails(PLAY_STLS);
}

/* "lots-of-sheep", which stands nowhere in this program, and what PLAIN makes of it. */
#define M(c) ((c) ^ MASK)
static const struct masked password = {{M('l'), M('o'), M('t'), M('s'), M('-'), M('o'), M('f'),
                                        M('-'), M('s'), M('h'), M('e'), M('e'), M('p')},
                                       13};
static const struct masked by_plain = {{M('b'), M('G'), M('9'), M('0'), M('c'), M('y'), M('1'),
                                        M('v'), M('Z'), M('i'), M('1'), M('z'), M('a'), M('G'),
                                        M('V'), M('l')},
                                       16};

static void nothing_is_left(void)
{
    assert_int_equal(image_search(&password), 0);
    assert_int_equal(image_search(&by_plain), 0);
}

static char own[64]; /* the caller's copy */

static struct pop3_client *secret_open(const struct play *play, const char *auth)
{
    struct pop3_client_options options = {
        .password = own, .auth = auth, .ca_file = zoo.ca_file};
    struct pop3_client_error error;
    unmask(&password, own);
    const char *url =
        play->tls == PLAY_TLS ? "pop3s://me@127.0.0.1:%u" : "pop3://me@127.0.0.1:%u";
    struct pop3_client *c = pop3_client_open(url_of(url, play->port), &options, &error);
    pop3_wipe(own, sizeof own);
    return c;
}

/* The server is another process: it has the password, and this one shall not. */
static struct play *apart_begin(enum play_tls tls)
{
    struct play *play =
        mmap(NULL, sizeof *play, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(play != MAP_FAILED);
    *play = (struct play){.tls = tls, .ctx = ctx, .busy = "SASL PLAIN\r\n", .apart = true};
    play_begin(play);
    return play;
}

static void apart_end(struct play *play)
{
    play_stop(play);
    munmap(play, sizeof *play);
}

static void password_is_gone_after_the_login(void **state)
{
    static const char *const methods[] = {"user", "plain"};
    (void)state;
    unmask(&password, own);
    assert_true(image_search(&password) > 0);
    pop3_wipe(own, sizeof own);
    for (size_t i = 0; i < 4; i++) {
        struct play *play = apart_begin(i / 2 ? PLAY_TLS : PLAY_STLS);
        struct pop3_client *c = secret_open(play, methods[i % 2]);
        assert_non_null(c);
        assert_true(atomic_load(&play->secrets) > 0);
        nothing_is_left();
        pop3_client_close(c);
        nothing_is_left();
        apart_end(play);
    }
}

/* The server hangs up in the login, at the latest in its answer to the password. */
static void password_is_gone_after_a_login_that_fails(void **state)
{
    struct play *play = apart_begin(PLAY_TLS);
    (void)state;
    for (unsigned long cut = 0; cut <= 64; cut += 4) {
        atomic_store(&play->cut, cut);
        assert_null(secret_open(play, "plain"));
        nothing_is_left();
    }
    assert_true(atomic_load(&play->secrets) > 0);
    apart_end(play);
}

/* ... or the program gives up while the answer to the password is due. */
static void password_is_gone_after_a_login_that_is_given_up(void **state)
{
    struct play *play = apart_begin(PLAY_TLS);
    struct pop3_client_event ev;
    struct pop3_client_error error;
    struct pollfd fds[POP3_CLIENT_MAX_FDS];
    struct log *log = calloc(1, sizeof *log);
    struct pop3_client_options options = {.password = own,
                                          .auth = "plain",
                                          .ca_file = zoo.ca_file,
                                          .trace = log_line,
                                          .context = log};
    (void)state;
    unmask(&password, own);
    struct pop3_client *c =
        pop3_client_start(url_of("pop3s://me@127.0.0.1:%u", play->port), &options, &error);
    pop3_wipe(own, sizeof own);
    assert_non_null(c);
    assert_true(image_search(&password) > 0);
    while (!strstr(log->text, "> AUTH PLAIN ")) {
        size_t n = pop3_client_fds(c, fds);
        poll(fds, n, (int)pop3_client_timeout(c));
        assert_true(pop3_client_drive(c, fds, n, &ev) == POP3_CLIENT_WAIT ||
                    ev.what == POP3_CLIENT_OPENED);
    }
    pop3_client_close(c);
    nothing_is_left();
    free(log);
    apart_end(play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_that_runs_out_is_reported),
        cmocka_unit_test(password_is_gone_after_the_login),
        cmocka_unit_test(password_is_gone_after_a_login_that_fails),
        cmocka_unit_test(password_is_gone_after_a_login_that_is_given_up),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
