/* SPDX-License-Identifier: MIT */
/* URLs: what is taken, what is refused, and that a refusal repeats nothing of it. */
#include "kit.h"

#include <stdio.h>

struct good {
    const char *text, *user, *host, *auth;
    uint16_t port;
    bool tls_first;
};

static const struct good goods[] = {
    {"pop3s://me@pop.example.org", "me", "pop.example.org", "", 995, true},
    {"pop3://me@pop.example.org", "me", "pop.example.org", "", 110, false},
    {"pop://me@pop.example.org", "me", "pop.example.org", "", 110, false},
    {"POP3S://Me@Pop.Example.Org", "Me", "Pop.Example.Org", "", 995, true},
    {"pop3s://me@h/", "me", "h", "", 995, true},
    {"pop3s://me@h:1", "me", "h", "", 1, true},
    {"pop3://me@h:65535/", "me", "h", "", 65535, false},
    {"pop3s://me@h:00995", "me", "h", "", 995, true},
    {"pop3s://me@example.org@h", "me@example.org", "h", "", 995, true},
    {"pop3s://a@b@c@h:2", "a@b@c", "h", "", 2, true},
    {"pop3s://me%40example.org@h", "me@example.org", "h", "", 995, true},
    {"pop3s://a%3Ab%2Fc%3bd%25e@h", "a:b/c;d%e", "h", "", 995, true},
    {"pop3s://J%C3%B6rg@h", "J\xC3\xB6rg", "h", "", 995, true},
    {"pop3s://a b@h", "a b", "h", "", 995, true},
    {"pop3s://me@127.0.0.1:7", "me", "127.0.0.1", "", 7, true},
    {"pop3s://me@[::1]", "me", "[::1]", "", 995, true},
    {"pop3s://me@[2001:db8::1]:7", "me", "[2001:db8::1]", "", 7, true},
    {"pop3://me@[fe80::1%eth0]", "me", "[fe80::1%eth0]", "", 110, false},
    {"pop3s://h", "", "h", "", 995, true},
    {"pop3s://@h", "", "h", "", 995, true},
    {"pop://me;AUTH=PLAIN@h", "me", "h", "PLAIN", 110, false},
    {"pop://me;auth=scram-sha-256@h:7", "me", "h", "scram-sha-256", 7, false},
    {"pop://me;AUTH=+APOP@h", "me", "h", "APOP", 110, false},
    {"pop://me;AUTH=*@h", "me", "h", "", 110, false},
    {"pop3s://;AUTH=EXTERNAL@h", "", "h", "EXTERNAL", 995, true},
    {"pop3s://me@x.org;AUTH=CRAM-MD5@h", "me@x.org", "h", "CRAM-MD5", 995, true},
};

static void url_good_gives_its_parts(void **state)
{
    struct pop3_url url;
    (void)state;
    for (size_t i = 0; i < sizeof goods / sizeof goods[0]; i++) {
        const struct good *g = &goods[i];
        const char *wrong = pop3_url_parse(&url, g->text);
        if (wrong)
            fail_msg("%s: %s", g->text, wrong);
        assert_string_equal(url.user, g->user);
        assert_string_equal(url.host, g->host);
        assert_string_equal(url.auth, g->auth);
        assert_int_equal(url.port, g->port);
        assert_int_equal(url.tls_first, g->tls_first);
    }
}

static const char *const bads[] = {
    "",
    "pop3s",
    "pop3s:me@h",
    "http://me@h",
    "imap://me@h",
    " pop3s://me@h",
    "pop3s://",
    "pop3s:///",
    "pop3s://me@",
    "pop3s://me@/",
    "pop3s://me@:995",
    "pop3s://me:sesame@h",
    "pop3s://me:@h",
    "pop3s://me@example.org:sesame@h",
    "pop3s://:sesame@h",
    "pop3s://me@h:",
    "pop3s://me@h:0",
    "pop3s://me@h:65536",
    "pop3s://me@h:4294967297",
    "pop3s://me@h:18446744073709551617",
    "pop3s://me@h:99x",
    "pop3s://me@h:-1",
    "pop3s://me@h:+1",
    "pop3s://me@h: 1",
    "pop3s://me@h/inbox",
    "pop3s://me@h//",
    "pop3s://me@h?x",
    "pop3s://me@h#x",
    "pop3s://a/b@h",
    "pop3s://me%0D@h",
    "pop3s://me%0a@h",
    "pop3s://me%00@h",
    "pop3s://me%0D%0ADELE%201@h",
    "pop3s://me\r\n@h",
    "pop3s://me\x01@h",
    "pop3s://me%7F@h",
    "pop3s://me%@h",
    "pop3s://me%4@h",
    "pop3s://me%4g@h",
    "pop3s://me%%40@h",
    "pop3s://me;x@h",
    "pop3s://me;AUTH@h",
    "pop3s://me;AUTH=@h",
    "pop3s://me;AUTH=+@h",
    "pop3s://me;AUTH=PL AIN@h",
    "pop3s://me;AUTH=PLAIN%0D@h",
    "pop3s://me;AUTH=PLAIN;AUTH=LOGIN@h",
    "pop3s://me;AUTH=ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJ@h",
    "pop3s://me@[::1",
    "pop3s://me@[::1]995",
    "pop3s://me@[::1]:",
    "pop3s://me@h ost",
    "pop3s://me@h\nost",
    "pop3s://me@h\xC3\xB6st",
};

static void url_bad_is_refused_by_a_sentence_of_ours(void **state)
{
    struct pop3_url url;
    (void)state;
    for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
        const char *wrong = pop3_url_parse(&url, bads[i]);
        if (!wrong)
            fail_msg("taken: %s", bads[i]);
        assert_true(is_sentence(wrong));
        assert_null(strstr(wrong, "sesame"));
    }
}

static void url_fields_that_are_too_long_are_refused(void **state)
{
    char text[1024];
    struct pop3_url url;
    (void)state;
    for (int n = 250; n < 300; n++) {
        snprintf(text, sizeof text, "pop3s://%0*d@h", n, 1);
        assert_int_equal(pop3_url_parse(&url, text) == NULL, n < (int)POP3_URL_FIELD);
        snprintf(text, sizeof text, "pop3s://me@%0*d", n, 1);
        assert_int_equal(pop3_url_parse(&url, text) == NULL, n < (int)POP3_URL_FIELD);
    }
}

/* Options that cannot be: refused before anything is sent, which is why there is no server. */
static void options_that_cannot_be_are_refused_locally(void **state)
{
    static const struct {
        const char *url;
        struct pop3_client_options o;
        const char *word;
    } cases[] = {
        {"pop3s://me:sesame@h", {.password = "x"}, "password does not belong"},
        {"pop3s://me@h", {.auth = NULL}, "no password"},
        {"pop3s://h", {.password = "x"}, "no user"},
        {"pop3s://me@h", {.password = ""}, "empty"},
        {"pop3s://me@h", {.password = "sesame\r\nDELE 1"}, "cannot be sent"},
        {"pop3s://me@h", {.token = "a b"}, "cannot be sent"},
        {"pop3s://me@h", {.password = "x", .token = "y"}, "a password and a token"},
        {"pop3s://me@h", {.password = "x", .auth = "rot13"}, "not known"},
        {"pop3s://me@h", {.password = "x", .auth = "plain,,login"}, "not known"},
        {"pop3s://me@h", {.password = "x", .auth = ""}, "not known"},
        {"pop3s://me@h", {.password = "x", .auth = "xoauth2"}, "lacks"},
        {"pop3s://me@h", {.token = "x", .auth = "plain"}, "lacks"},
        {"pop3s://me;AUTH=rot13@h", {.password = "x"}, "not known"},
        {"pop3s://me;AUTH=plain@h", {.password = "x", .auth = "login,user"}, "different"},
        {"pop3s://me@h", {.password = "x", .depth = 65}, "range"},
        {"pop3s://me@h", {.password = "x", .ca_file = "/nonexistent"}, "/nonexistent"},
        {"pop3s://me@h", {.password = "x", .pins = "sha256//short"}, "pin"},
        {"pop3s://me@h", {.password = "x", .proxy = "ftp://h"}, "prox"},
        {"pop3s://me@h", {.password = "x", .source = "nowhere"}, "nowhere"},
        {"pop3s://me@[zz]", {.password = "x"}, "zz"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        open_bad(cases[i].url, &cases[i].o, POP3_FAULT_LOCAL, "local", cases[i].word, NULL);
    struct pop3_client_options never = {.password = "x", .cleartext = POP3_CLEARTEXT_NEVER};
    open_bad("pop3://me@h", &never, POP3_FAULT_POLICY, "no-tls", "pop3s://", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(url_good_gives_its_parts),
        cmocka_unit_test(url_bad_is_refused_by_a_sentence_of_ours),
        cmocka_unit_test(url_fields_that_are_too_long_are_refused),
        cmocka_unit_test(options_that_cannot_be_are_refused_locally),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
