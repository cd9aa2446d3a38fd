/* SPDX-License-Identifier: MIT */
/*
 * The client for C programs (client.h) against Dovecot: by pop3s:// and pop3://,
 * blocking and non-blocking, with passwords, tokens and a certificate.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mail.h"
#include "vault.h"

#include "nxpop3/client.h"

#include <stdlib.h>
#include <string.h>

#define MAILS    6
#define PASSWORD "tanstaaf-1899"

enum who { READER, DELETER, KEEPER, OTHER };
static const struct account accounts[] = {[READER] = {"reader", PASSWORD},
                                          [DELETER] = {"deleter", PASSWORD},
                                          [KEEPER] = {"keeper", PASSWORD},
                                          [OTHER] = {CLIENT_NAME, PASSWORD}};
#define ACCOUNTS (sizeof accounts / sizeof accounts[0])

static struct vault vault;
static struct dovecot server, bare;
static struct mail mails[MAILS]; /* the same for all but OTHER */
static char ca[96], traced[16384];
static struct pop3_client_error error;

/* Notes it all, to be searched. */
static void trace(void *context, char mark, const char *line)
{
    size_t used = strlen(traced);
    (void)context;
    snprintf(traced + used, sizeof traced - used, "%c %s\n", mark, line);
}

static struct pop3_client_options safe(void)
{
    traced[0] = 0;
    return (struct pop3_client_options){.password = PASSWORD, .ca_file = ca, .trace = trace};
}

static const char *url_of(const char *scheme, const char *user, const char *host)
{
    static char url[256];
    bool tls_first = strncmp(scheme, "pop3s", 5) == 0;
    snprintf(url, sizeof url, "%s://%s@%s:%u", scheme, user, host,
             (unsigned)(tls_first ? server.tls_port : server.port));
    return url;
}

static struct pop3_client *open_by(const char *url, const struct pop3_client_options *options)
{
    struct pop3_client *c = pop3_client_open(url, options, &error);
    if (!c)
        fail_msg("%s: %s", url, error.text);
    assert_null(strstr(traced, PASSWORD));
    return c;
}

static void quit(struct pop3_client *c)
{
    assert_int_equal(pop3_client_quit(c), POP3_CLIENT_COMMITTED);
    pop3_client_close(c);
}

/* A sink that sums up each message and compares it with what was put there. */
struct summing {
    struct mail_sum sum;
    uint32_t msg, good;
};

static enum pop3_client_say sum_octets(void *context, uint32_t msg, struct pop3_bytes octets)
{
    struct summing *s = context;
    if (s->msg != msg)
        mail_sum_begin(&s->sum);
    s->msg = msg;
    mail_sum_add(&s->sum, octets.p, octets.n);
    return POP3_CLIENT_GO_ON;
}

static void sum_end(void *context, uint32_t msg, const struct pop3_client_error *why)
{
    struct summing *s = context;
    struct mail mail;
    assert_null(why);
    assert_int_equal(s->msg, msg);
    mail_sum_end(&s->sum, &mail);
    s->good += mail_equal(&mail, &mails[msg - 1]);
}

static void maildrop_is_read(struct pop3_client *c)
{
    static const uint32_t rest[] = {2, 3, 4, 5, 6};
    struct summing summing = {.msg = 0};
    const struct pop3_client_sink sink = {sum_octets, sum_end, &summing};
    struct pop3_client_listing listing;
    uint32_t count;
    uint64_t octets, total = 0;

    assert_true(pop3_client_stat(c, &count, &octets));
    assert_int_equal(count, MAILS);
    assert_true(pop3_client_list(c, &listing));
    assert_int_equal(listing.count, MAILS);
    for (uint32_t i = 0; i < MAILS; i++) {
        assert_int_equal(listing.item[i].msg, i + 1);
        assert_int_equal(listing.item[i].octets, mails[i].listed);
        total += listing.item[i].octets;
    }
    assert_int_equal(total, octets);
    pop3_client_listing_free(&listing);
    assert_true(pop3_client_uids(c, &listing));
    assert_int_equal(listing.count, MAILS);
    for (uint32_t i = 1; i < MAILS; i++)
        assert_string_not_equal(listing.item[i].uid, listing.item[i - 1].uid);
    pop3_client_listing_free(&listing);
    assert_true(pop3_client_fetch(c, 1, &sink));
    assert_true(pop3_client_fetch_all(c, rest, MAILS - 1, &sink));
    assert_int_equal(summing.good, MAILS);
}

static void a_maildrop_is_read_by_each_url(void **state)
{
    (void)state;
    static const char *const schemes[] = {"pop3s", "pop3"};
    static const char *const hosts[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; i < 6; i++) {
        struct pop3_client_options options = safe();
        struct pop3_client *c =
            open_by(url_of(schemes[i / 3], "reader", hosts[i % 3]), &options);
        struct pop3_client_facts facts = pop3_client_facts(c);
        assert_string_equal(facts.method, "SCRAM-SHA-256");
        assert_string_equal(facts.tls, "TLSv1.3");
        maildrop_is_read(c);
        quit(c);
        assert_non_null(strstr(traced, "[redacted]"));
    }
}

static enum pop3_client_say text_octets(void *context, uint32_t msg, struct pop3_bytes octets)
{
    char *text = context;
    size_t used = strlen(text);
    (void)msg;
    snprintf(text + used, 2048 - used, "%.*s", (int)octets.n, (const char *)octets.p);
    return POP3_CLIENT_GO_ON;
}

static void top_gives_the_header(void **state)
{
    (void)state;
    char text[2048] = "";
    const struct pop3_client_sink sink = {text_octets, NULL, text};
    struct pop3_client_options options = safe();
    struct pop3_client *c = open_by(url_of("pop3s", "reader", "localhost"), &options);
    assert_true(pop3_client_top(c, 1, 0, &sink));
    assert_non_null(strstr(text, "Subject: message 1 of the test\r\n"));
    assert_string_equal(text + strlen(text) - 4, "\r\n\r\n");
    assert_false(pop3_client_top(c, MAILS + 1, 0, &sink));
    assert_int_equal(pop3_client_error(c)->fault, POP3_FAULT_REFUSED);
    assert_true(pop3_client_noop(c));
    quit(c);
}

static void what_is_deleted_goes_at_quit_alone(void **state)
{
    (void)state;
    static const uint32_t some[] = {1, 4};
    struct pop3_client_options options = safe();
    struct pop3_client *c = open_by(url_of("pop3", "deleter", "localhost"), &options);
    assert_true(pop3_client_delete_all(c, some, 2));
    pop3_client_close(c);
    c = open_by(url_of("pop3", "deleter", "localhost"), &options);
    assert_true(pop3_client_delete(c, 2));
    assert_true(pop3_client_reset(c));
    quit(c);
    assert_int_equal(mail_count(&server, "deleter"), MAILS);
    c = open_by(url_of("pop3", "deleter", "localhost"), &options);
    assert_true(pop3_client_delete_all(c, some, 2));
    assert_false(pop3_client_delete(c, 4));
    quit(c);
    assert_int_equal(mail_count(&server, "deleter"), MAILS - 2);
}

static void refuses(const char *url, const struct pop3_client_options *options,
                    enum pop3_fault fault, const char *word)
{
    assert_null(pop3_client_open(url, options, &error));
    assert_string_equal(pop3_fault_name(error.fault), pop3_fault_name(fault));
    if (word)
        assert_string_equal(error.word, word);
    assert_true(error.over);
    assert_null(strstr(error.text, options->password));
    assert_null(strstr(traced, options->password));
}

static void what_goes_wrong_is_told(void **state)
{
    (void)state;
    struct pop3_client_options options = safe();
    options.password = "tanstaaf-1900";
    refuses(url_of("pop3s", "reader", "localhost"), &options, POP3_FAULT_CREDENTIALS, NULL);
    assert_int_equal(error.code, POP3_CODE_AUTH);
    options = safe();
    options.ca_file = NULL; /* of the system's authorities none vouches */
    refuses(url_of("pop3s", "reader", "localhost"), &options, POP3_FAULT_TLS, "untrusted");
    char pin[POP3_CLIENT_PIN]; /* trust on first use; error itself is used again */
    strcpy(pin, error.pin);
    options.pins = pin;
    options.pin_alone = true;
    quit(open_by(url_of("pop3s", "reader", "localhost"), &options));

    char url[128];
    options = safe();
    snprintf(url, sizeof url, "pop3://reader@localhost:%u", (unsigned)bare.port);
    refuses(url, &options, POP3_FAULT_POLICY, NULL);
    assert_null(strstr(traced, "> AUTH"));
    options.cleartext = POP3_CLEARTEXT_ALLOW;
    quit(open_by(url, &options));
}

static void tokens_and_certificates_log_in(void **state)
{
    (void)state;
    char token[TOKEN_TEXT], own[96];
    struct pop3_client_options options = safe();
    vault_token(vault.key, CLIENT_NAME, 3600, token);
    snprintf(own, sizeof own, "%s/client.pem", vault.dir);
    options.password = NULL;
    options.token = token;
    struct pop3_client *c = open_by(url_of("pop3s", CLIENT_NAME, "localhost"), &options);
    assert_string_equal(pop3_client_facts(c).method, "OAUTHBEARER");
    assert_null(strstr(traced, token));
    quit(c);
    options.token = NULL;
    options.cert_file = own;
    options.auth = "external";
    c = open_by(url_of("pop3", CLIENT_NAME, "localhost"), &options);
    assert_string_equal(pop3_client_facts(c).method, "EXTERNAL");
    quit(c);
}

static void wait_for(const struct pop3_client *c, struct pollfd *fds, size_t *n)
{
    uint32_t ms = pop3_client_timeout(c);
    *n = pop3_client_fds(c, fds);
    assert_true(poll(fds, *n, ms > 30000 ? 30000 : (int)ms) >= 0);
}

/* Two at once, in one loop; each asks for everything before it is even connected. */
static void two_clients_run_in_one_loop(void **state)
{
    (void)state;
    static const char *const users[] = {"reader", "keeper"};
    struct pop3_client_options options = safe();
    struct pop3_client *c[2];
    struct summing summing[2] = {{.msg = 0}, {.msg = 0}};
    struct pollfd fds[2][POP3_CLIENT_MAX_FDS];
    size_t n[2] = {0, 0};
    unsigned open = 2;
    options.auth = "plain";
    for (size_t i = 0; i < 2; i++) {
        c[i] = pop3_client_start(url_of("pop3s", users[i], "localhost"), &options, &error);
        assert_non_null(c[i]);
        for (uint32_t msg = 1; msg <= MAILS; msg++)
            assert_int_not_equal(pop3_client_command(c[i], POP3_RETR, msg, 0), 0);
        assert_int_not_equal(pop3_client_command(c[i], POP3_QUIT, 0, 0), 0);
    }
    for (size_t i = 0; open > 0; i = 1 - i) {
        struct pop3_client_event ev;
        enum pop3_client_what what;
        if (!c[i])
            continue;
        while ((what = pop3_client_drive(c[i], fds[i], n[i], &ev)) != POP3_CLIENT_WAIT) {
            if (what == POP3_CLIENT_FAILED)
                fail_msg("%s", ev.error->text);
            if (what == POP3_CLIENT_DATA)
                sum_octets(&summing[i], ev.msg, ev.data);
            if (what == POP3_CLIENT_DONE && ev.verb == POP3_RETR)
                sum_end(&summing[i], ev.msg, ev.error);
            if (what == POP3_CLIENT_CLOSED)
                break;
        }
        if (what == POP3_CLIENT_WAIT) {
            wait_for(c[i], fds[i], &n[i]);
            continue;
        }
        pop3_client_close(c[i]);
        c[i] = NULL;
        open--;
    }
    assert_int_equal(summing[0].good, MAILS);
    assert_int_equal(summing[1].good, MAILS);
    assert_null(strstr(traced, PASSWORD));
}

static bool servers_start(void)
{
    const struct dovecot_options options[] = {{.vault = vault.dir},
                                              {.vault = vault.dir, .no_stls = true}};
    return dovecot_start_with(&server, accounts, ACCOUNTS, &options[0]) &&
           dovecot_start_with(&bare, accounts, ACCOUNTS, &options[1]) &&
           mail_put_many(&server, "reader", MAILS, 9000, mails) &&
           mail_put_many(&server, "deleter", MAILS, 9000, mails) &&
           mail_put_many(&server, "keeper", MAILS, 9000, mails);
}

static int tests_run(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_maildrop_is_read_by_each_url),
        cmocka_unit_test(top_gives_the_header),
        cmocka_unit_test(what_is_deleted_goes_at_quit_alone),
        cmocka_unit_test(what_goes_wrong_is_told),
        cmocka_unit_test(tokens_and_certificates_log_in),
        cmocka_unit_test(two_clients_run_in_one_loop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* c-ares 1.18.1 loses a copy of a name that it finds in the hosts file (its issue 439). */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libcares";
}

int main(void)
{
    vault_begin(&vault);
    snprintf(ca, sizeof ca, "%s/ca.pem", vault.dir);
    int failures = servers_start() ? tests_run() : 1;
    dovecot_stop(&server, failures);
    dovecot_stop(&bare, failures);
    vault_end(&vault);
    return failures != 0;
}
