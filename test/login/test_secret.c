/* SPDX-License-Identifier: MIT */
/*
 * What is left of a login: nothing secret, wherever it ended and wherever
 * pop3_login_wipe() was called. play.c searches the structs and the buffers after
 * every play of the other tests, too; here the wipe comes at every event, and
 * the stack of a whole login is searched.
 */
#define _POSIX_C_SOURCE 200809L
#include "play.h"

#include "../sasl/scram.h"

#include <pthread.h>

#define TLS_FIRST .tls_first = true
#define SALT      "NaCl of ten octets"

static const struct pop3_method *const only_apop[] = {&pop3_method_apop, NULL};

static struct scram_reference scram;
static char scram_script[4096];

#define XOAUTH2_IR                                                                             \
    "dXNlcj10aW0BYXV0aD1CZWFyZXIgdkY5ZGZ0NHFtVGMyTnZiM1JsY2tCaGRIUmhkbWx6ZEdFdVkyOXRDZz09AQE="
#define OAUTHBEARER_IR                                                                         \
    "bixhPXRpbSwBaG9zdD1zZXJ2ZXIuZXhhbXBsZQFwb3J0PTk5NQFhdXRoPUJlYXJlciB2RjlkZnQ0cW1UYzJOdmIz" \
    "Umxja0JoZEhSaGRtbHpkR0V1WTI5dENnPT0BAQ=="
#define APOP_DIGEST "d9175e0e9d231ef3ef1e9dd387d066d8"

/* One play a method; each goes through all of its steps. */
static const struct play plays[] = {
    {HELLO CAPA("S STLS\n") STLS CAPA(
         "S SASL PLAIN\nS TOP\n") "C AUTH PLAIN " PLAIN_IR "\nS +OK\nC CAPA\n" CAPA("S TOP\n"),
     .what = POP3_LOGIN_DONE},
    {HELLO CAPA("S STLS\n") STLS CAPA("S SASL PLAIN\nS TOP\n") "C AUTH PLAIN\nS + \nC " PLAIN_IR
                                                               "\nS +OK\nC CAPA\nS -ERR\n",
     .config = {.two_steps = true}, .what = POP3_LOGIN_DONE},
    {HELLO CAPA("S SASL LOGIN\n") "C AUTH LOGIN\nS + VXNlcm5hbWU6\nC dGlt\n"
                                  "S + UGFzc3dvcmQ6\nC dGFuc3RhYWZ0YW5zdGFhZg==\nS -ERR\n",
     .config = {TLS_FIRST}, .what = POP3_LOGIN_REFUSED},
    {HELLO CAPA(
         "S SASL CRAM-MD5\n") "C AUTH CRAM-MD5\nS + "
                              "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\n"
                              "C dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\nS -ERR\n",
     .config = {TLS_FIRST}, .what = POP3_LOGIN_REFUSED},
    {"S +OK <1.2@h>\nC CAPA\n" CAPA("") "C APOP tim " APOP_DIGEST "\nS +OK\nC CAPA\n" CAPA(""),
     .config = {.methods = only_apop, .cleartext = POP3_CLEARTEXT_ALLOW},
     .what = POP3_LOGIN_DONE},
    {HELLO CAPA("S UTF8\nS USER\n") "C UTF8\nS +OK\nC USER tim\nS +OK\nC PASS " SECRET
                                    "\nS +OK\nC CAPA\nEOF\n",
     .config = {TLS_FIRST, .utf8 = true}, .what = POP3_LOGIN_REFUSED},
    {HELLO CAPA("S SASL XOAUTH2\n") "C AUTH XOAUTH2\nS + \nC " XOAUTH2_IR "\nS + e30=\nC \n"
                                    "S -ERR\n",
     .config = {TLS_FIRST, .methods = pop3_methods_token, .two_steps = true},
     .what = POP3_LOGIN_REFUSED},
    {HELLO CAPA("S SASL OAUTHBEARER\n") "C AUTH OAUTHBEARER\nS + \nC " OAUTHBEARER_IR
                                        "\nS + e30=\nC AQ==\nS -ERR\n",
     .config = {TLS_FIRST, .methods = pop3_methods_token, .two_steps = true},
     .what = POP3_LOGIN_REFUSED},
    {scram_script, .config = {TLS_FIRST}, .what = POP3_LOGIN_DONE},
    {scram_script, .config = {TLS_FIRST, .slice = 1000}, .what = POP3_LOGIN_DONE},
};

#define PLAYS (sizeof plays / sizeof *plays)

static int scram_prepare(void **state)
{
    static const char bare[] = "n=tim,r=" CLIENT_NONCE;
    char first[256], server_first[256], salt[64], coded[3][1024], v[128];
    struct scram_case c = {POP3_SHA_256, "n,,", bare, server_first,
                           SECRET,       SALT,  4096, {NULL, 0}};
    (void)state;
    base64_of(salt, SALT, strlen(SALT));
    snprintf(first, sizeof first, "n,,%s", bare);
    snprintf(server_first, sizeof server_first, "r=" CLIENT_NONCE "xyz,s=%s,i=4096", salt);
    scram_calculate(&c, &scram);
    base64_of(coded[0], first, strlen(first));
    base64_of(coded[1], server_first, strlen(server_first));
    base64_of(coded[2], scram.client_final, strlen(scram.client_final));
    base64_of(v, scram.server_final, strlen(scram.server_final));
    snprintf(scram_script, sizeof scram_script,
             HELLO CAPA("S SASL SCRAM-SHA-256\nS UIDL\n") "C AUTH SCRAM-SHA-256 %s\nS + %s\n"
                                                          "C %s\nS + %s\nC \nS +OK\n",
             coded[0], coded[1], coded[2], v);
    return 0;
}

static bool has(const void *memory, size_t n, const void *what, size_t size)
{
    const uint8_t *p = memory;
    for (size_t i = 0; i + size <= n; i++)
        if (p[i] == *(const uint8_t *)what && memcmp(p + i, what, size) == 0)
            return true;
    return false;
}

static const uint8_t *const keys[] = {scram.salted, scram.client_key, scram.stored_key,
                                      scram.server_key};

static void keys_are_absent(const void *memory, size_t n)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_false(has(memory, n, keys[i], 8));
}

/* Beside what the client sent: raw digests and keys. */
static void all_is_clean(const struct stage *s)
{
    static const uint8_t digest[] = {0xd9, 0x17, 0x5e, 0x0e, 0x9d, 0x23, 0x1e, 0xf3,
                                     0xef, 0x1e, 0x9d, 0xd3, 0x87, 0xd0, 0x66, 0xd8};
    stage_is_clean(s);
    keys_are_absent(&s->login, sizeof s->login);
    keys_are_absent(s->out, sizeof s->out);
    keys_are_absent(s->line, sizeof s->line);
    assert_false(has(&s->login, sizeof s->login, digest, sizeof digest));
    if (s->what == POP3_LOGIN_DONE || s->what == POP3_LOGIN_REFUSED) {
        union pop3_mechanism zeros;
        memset(&zeros, 0, sizeof zeros);
        assert_null(s->login.sasl);
        assert_memory_equal(&s->login.mechanism, &zeros, sizeof zeros);
    }
}

static void every_play_ends_as_it_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLAYS; i++) {
        struct stage s;
        play_once(&s, &plays[i]);
        assert_int_equal(s.what, plays[i].what);
        all_is_clean(&s);
    }
}

/* The wipe comes before each event in turn; the server goes on as if nothing had been. */
static void a_wipe_at_any_event_leaves_nothing_and_breaks_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLAYS; i++) {
        struct stage s;
        play_once(&s, &plays[i]);
        for (unsigned event = 1, last = s.events; event <= last; event++) {
            play_wiped(&s, &plays[i], event, false);
            if (s.what == POP3_LOGIN_DONE || s.what == POP3_LOGIN_REFUSED)
                all_is_clean(&s);
            pop3_login_wipe(&s.login);
            all_is_clean(&s);
            play_wiped(&s, &plays[i], event, true);
            assert_true(s.what == POP3_LOGIN_DONE || s.what == POP3_LOGIN_REFUSED);
            all_is_clean(&s);
        }
    }
}

/* The script up to its octet n. */
static void play_cut(struct stage *s, const struct play *play, size_t n, bool eof)
{
    static char script[4096];
    struct play part = *play;
    snprintf(script, sizeof script - 8, "%s", play->script);
    script[n] = '\0';
    strcat(script, eof ? "EOF\n" : "");
    part.script = script;
    play_wiped(s, &part, 0, false);
}

/* The same where the server stops after any line, with the wipe alone, then on. */
static void a_wipe_after_any_line_leaves_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLAYS; i++)
        for (const char *at = plays[i].script; (at = strchr(at, '\n')) != NULL; at++) {
            struct stage s;
            size_t n = (size_t)(at + 1 - plays[i].script);
            play_cut(&s, &plays[i], n, false);
            pop3_login_wipe(&s.login);
            all_is_clean(&s);
            pop3_login_wipe(&s.login); /* again */
            play_cut(&s, &plays[i], n, true);
            all_is_clean(&s);
        }
}

/* In the midst of the derivation, where half of it is in the login. */
static void a_wipe_while_scram_computes_drops_the_keys(void **state)
{
    static const uint8_t zeros[POP3_MAX_DIGEST];
    struct play play = plays[PLAYS - 1];
    const char *first = strstr(scram_script, "S + ");
    const char *end = strchr(first, '\n');
    struct stage s;
    struct pop3_event ev;
    struct pop3_bytes in = {NULL, 0};
    char line[1024];
    (void)state;
    play_cut(&s, &play, (size_t)(first - scram_script), false);
    int n = snprintf(line, sizeof line, "%.*s\r\n", (int)(end - first) - 2, first + 2);
    in = (struct pop3_bytes){(const uint8_t *)line, (size_t)n};
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_NONE);
    assert_true(pop3_auth_busy(&s.p));
    assert_memory_not_equal(s.login.mechanism.scram.salted, zeros, sizeof zeros);
    pop3_login_wipe(&s.login);
    assert_memory_equal(s.login.mechanism.scram.salted, zeros, sizeof zeros);
    assert_memory_equal(s.login.mechanism.scram.u, zeros, sizeof zeros);
    all_is_clean(&s);
    /* The engine asks the mechanism once more, and gives up. */
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_NONE);
    assert_false(pop3_auth_busy(&s.p));
    assert_int_equal(pop3_out(&s.p).n, 3);
    assert_memory_equal(pop3_out(&s.p).p, "*\r\n", 3);
}

/* Where APOP may not be used there is no digest either: not before STLS, nor unasked. */
static void no_digest_is_made_that_may_not_be_sent(void **state)
{
    static const uint8_t zeros[16];
    static const struct pop3_method *const plain[] = {&pop3_method_plain, NULL};
    struct play play = {.script = "S +OK <1.2@h>\nC CAPA\n"};
    struct stage s;
    (void)state;
    play_once(&s, &play);
    assert_memory_equal(s.login.digest, zeros, sizeof zeros);
    play.config.tls_first = true;
    play.config.methods = plain;
    play_once(&s, &play);
    assert_memory_equal(s.login.digest, zeros, sizeof zeros);
    play.config.methods = only_apop;
    play_once(&s, &play);
    assert_memory_not_equal(s.login.digest, zeros, sizeof zeros);
}

/* An initial response that waits for the empty challenge is not sent after a wipe. */
static void a_wipe_takes_the_waiting_response_back(void **state)
{
    const char *challenge = strstr(plays[1].script, "S + \n");
    struct stage s;
    struct pop3_event ev;
    struct pop3_bytes in = TEXT("+ \r\n");
    (void)state;
    play_cut(&s, &plays[1], (size_t)(challenge - plays[1].script), false);
    assert_true(has(s.out, sizeof s.out, SECRET, strlen(SECRET)));
    pop3_login_wipe(&s.login);
    all_is_clean(&s);
    assert_int_equal(pop3_next(&s.p, &in, &ev), POP3_NONE);
    assert_int_equal(pop3_out(&s.p).n, 3);
    assert_memory_equal(pop3_out(&s.p).p, "*\r\n", 3);
}

#ifdef __SANITIZE_ADDRESS__
#define STACK_IS_ELSEWHERE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define STACK_IS_ELSEWHERE 1
#endif
#endif

#ifndef STACK_IS_ELSEWHERE

struct run {
    const struct play *play;
    struct stage stage;
};

static void *run_login(void *argument)
{
    struct run *run = argument;
    play_once(&run->stage, run->play);
    return NULL;
}

/* A login on a stack of our own, which is searched when it is over. */
static void the_stack_holds_nothing_after_a_login(void **state)
{
    static const char *const texts[] = {SECRET,
                                        TOKEN,
                                        PLAIN_IR,
                                        XOAUTH2_IR,
                                        APOP_DIGEST,
                                        "dGFuc3RhYWZ0YW5zdGFhZg==",
                                        "b913a602c7eda7a495b4e6e7334d3890"};
    static struct run run;
    const size_t size = 256 * 1024;
    void *stack;
    (void)state;
    assert_int_equal(posix_memalign(&stack, 4096, size), 0);
    for (size_t i = 0; i < PLAYS; i++) {
        pthread_attr_t attributes;
        pthread_t thread;
        memset(stack, 0, size);
        run.play = &plays[i];
        assert_int_equal(pthread_attr_init(&attributes), 0);
        assert_int_equal(pthread_attr_setstack(&attributes, stack, size), 0);
        assert_int_equal(pthread_create(&thread, &attributes, run_login, &run), 0);
        assert_int_equal(pthread_join(thread, NULL), 0);
        pthread_attr_destroy(&attributes);
        assert_int_equal(run.stage.what, plays[i].what);
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            if (has(stack, size, texts[k], 12))
                fail_msg("play %u left \"%s\" on the stack", (unsigned)i, texts[k]);
        keys_are_absent(stack, size);
    }
    free(stack);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_play_ends_as_it_should),
        cmocka_unit_test(a_wipe_at_any_event_leaves_nothing_and_breaks_nothing),
        cmocka_unit_test(a_wipe_after_any_line_leaves_nothing),
        cmocka_unit_test(a_wipe_while_scram_computes_drops_the_keys),
        cmocka_unit_test(no_digest_is_made_that_may_not_be_sent),
        cmocka_unit_test(a_wipe_takes_the_waiting_response_back),
#ifndef STACK_IS_ELSEWHERE
        cmocka_unit_test(the_stack_holds_nothing_after_a_login),
#endif
    };
    return cmocka_run_group_tests(tests, scram_prepare, NULL);
}
