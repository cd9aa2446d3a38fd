/* SPDX-License-Identifier: MIT */
/*
 * After a login, accepted or refused, by each mechanism: no password or token is
 * left anywhere in the memory of the process, once the caller wiped its own copy.
 * The session still runs then. It was sent in base64, and that is gone too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "drive_tls.h"
#include "image.h"
#include "vault.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define USER   "mrose"
#define PREFIX USER ":{PLAIN}"
#define M(c)   ((c) ^ MASK)

/* "lots-of-sheep", which stands nowhere in this program. */
static const struct masked password = {{M('l'), M('o'), M('t'), M('s'), M('-'), M('o'), M('f'),
                                        M('-'), M('s'), M('h'), M('e'), M('e'), M('p')},
                                       13};
/* In base64, as LOGIN sends it, and as PLAIN does behind NUL USER NUL. */
static const struct masked by_login = {{M('b'), M('G'), M('9'), M('0'), M('c'), M('y'), M('1'),
                                        M('v'), M('Z'), M('i'), M('1'), M('z'), M('a'), M('G'),
                                        M('V'), M('l')},
                                       16};
static const struct masked by_plain = {{M('A'), M('G'), M('x'), M('v'), M('d'), M('H'), M('M'),
                                        M('t'), M('b'), M('2'), M('Y'), M('t'), M('c'), M('2'),
                                        M('h'), M('l'), M('Z')},
                                       17};

static struct vault vault;
static struct dovecot server;
static struct pop3_tls_context *context;
static struct secure s;
static struct answer a;
static uint8_t secret[MASKED_SIZE]; /* the caller's own copy */

static bool is_zero(const void *p, size_t n)
{
    const uint8_t *octets = p;
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= octets[i];
    return any == 0;
}

static bool log_in(bool tls_first, const char *user, const struct pop3_method *method,
                   const struct masked *own)
{
    const struct pop3_method *const only[] = {method, NULL};
    struct secure_target target = {.context = context,
                                   .host = "localhost",
                                   .family = AF_INET,
                                   .port = tls_first ? server.tls_port : server.port,
                                   .tls_first = tls_first};
    unmask(own, secret);
    const struct pop3_bytes bytes = {secret, own->n};
    struct pop3_login_config config = {.methods = only,
                                       .user = {(const uint8_t *)user, strlen(user)},
                                       .password = bytes,
                                       .token = bytes,
                                       .host = {(const uint8_t *)"localhost", 9},
                                       .port = target.port};
    bool good = secure_login(&s, &target, &config);
    pop3_wipe(secret, sizeof secret);
    return good;
}

static void nothing_is_left(const struct masked *own)
{
    assert_int_equal(image_search(own), 0);
    assert_int_equal(image_search(&by_login), 0);
    assert_int_equal(image_search(&by_plain), 0);
}

static void session_is_clean(const struct masked *own)
{
    nothing_is_left(own);
    assert_true(is_zero(s.c.out, sizeof s.c.out));
    assert_true(is_zero(&s.login.mechanism, sizeof s.login.mechanism));
    assert_true(is_zero(s.login.digest, sizeof s.login.digest));
    drive_ask(&s.c, POP3_QUIT, 0, 0, &a);
    assert_true(a.ok);
    secure_close(&s);
    nothing_is_left(own);
}

static void the_search_finds_what_is_there(void **state)
{
    (void)state;
    assert_int_equal(image_search(&password), 0);
    unmask(&password, secret + 77);
    assert_int_equal(image_search(&password), 1);
    pop3_wipe(secret, sizeof secret);
    assert_int_equal(image_search(&password), 0);
}

/* The base64 above is that of the password. */
static void the_search_is_for_the_right_octets(void **state)
{
    (void)state;
    uint8_t text[8 + MASKED_SIZE] = "\0" USER "\0", base64[64];
    unmask(&password, text + 7);
    EVP_EncodeBlock(base64, text + 7, (int)password.n);
    unmask(&by_login, secret);
    assert_memory_equal(base64, secret, by_login.n);
    EVP_EncodeBlock(base64, text, (int)(7 + password.n));
    unmask(&by_plain, secret);
    assert_memory_equal(base64 + 8, secret, by_plain.n);
    pop3_wipe(text, sizeof text);
    pop3_wipe(base64, sizeof base64);
    pop3_wipe(secret, sizeof secret);
}

static const struct pop3_method *const methods[] = {
    &pop3_method_scram_sha_256, &pop3_method_scram_sha_1, &pop3_method_cram_md5,
    &pop3_method_plain,         &pop3_method_login,       &pop3_method_user,
};
#define METHODS (sizeof methods / sizeof methods[0])

static void no_password_is_left_after_a_login(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * METHODS; i++) {
        if (!log_in(i % 2 == 0, USER, methods[i / 2], &password))
            fail_msg("%s: %s", methods[i / 2]->name, pop3_login_strwhy(s.login.why));
        session_is_clean(&password);
    }
    assert_true(log_in(true, USER, &pop3_method_apop, &password));
    session_is_clean(&password);
}

static void no_password_is_left_after_a_refusal(void **state)
{
    (void)state;
    for (size_t i = 0; i < METHODS; i++) {
        assert_false(log_in(i % 2 == 0, "nobody", methods[i], &password));
        assert_int_equal(s.login.why, POP3_WHY_CREDENTIALS);
        session_is_clean(&password);
    }
}

/* A token as it is, and parts of it in base64 wherever the groups begin. */
struct token {
    struct masked itself, base64[3];
};

/* Made by a child: here it has never been but masked. */
static void token_make(struct token *token, long seconds)
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        char text[TOKEN_TEXT];
        uint8_t base64[64 + 1];
        vault_token(vault.key, USER, seconds, text);
        mask(&token->itself, text, strlen(text));
        for (int i = 0; i < 3; i++) {
            EVP_EncodeBlock(base64, (uint8_t *)text + strlen(text) - 50 + i, 48);
            mask(&token->base64[i], base64, 64);
        }
        _exit(write(ends[1], token, sizeof *token) == (ssize_t)sizeof *token ? 0 : 1);
    }
    assert_int_equal(read(ends[0], token, sizeof *token), sizeof *token);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    close(ends[0]);
    close(ends[1]);
}

static void no_token_is_left_after_a_login_or_a_refusal(void **state)
{
    (void)state;
    static const struct pop3_method *const bearers[] = {&pop3_method_oauthbearer,
                                                        &pop3_method_xoauth2};
    for (size_t i = 0; i < 4; i++) {
        struct token token;
        bool good = i < 2;
        token_make(&token, good ? 3600 : -60);
        assert_int_equal(log_in(true, USER, bearers[i % 2], &token.itself), good);
        for (int k = 0; k < 3; k++)
            assert_int_equal(image_search(&token.base64[k]), 0);
        session_is_clean(&token.itself);
    }
}

/* The account's password, written without a buffer of stdio. */
static bool password_store(void)
{
    char path[DOVECOT_PATH];
    uint8_t line[128] = PREFIX;
    size_t n = strlen(PREFIX);
    snprintf(path, sizeof path, "%s/users", server.dir);
    unmask(&password, line + n);
    n += password.n;
    line[n++] = '\n';
    int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    bool good = fd >= 0 && write(fd, line, n) == (ssize_t)n;
    pop3_wipe(line, sizeof line);
    return fd >= 0 && close(fd) == 0 && good;
}

static int tests_run(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_search_finds_what_is_there),
        cmocka_unit_test(the_search_is_for_the_right_octets),
        cmocka_unit_test(no_password_is_left_after_a_login),
        cmocka_unit_test(no_password_is_left_after_a_refusal),
        cmocka_unit_test(no_token_is_left_after_a_login_or_a_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void)
{
    static const struct account account = {USER, "not yet"};
    vault_begin(&vault);
    context = vault_context(&vault, NULL);
    const struct dovecot_options options = {.vault = vault.dir};
    int failures = 1;
    if (dovecot_start_with(&server, &account, 1, &options))
        failures = dovecot_stop(&server, password_store() ? tests_run() : 1);
    pop3_tls_context_free(context);
    vault_end(&vault);
    return failures != 0;
}
