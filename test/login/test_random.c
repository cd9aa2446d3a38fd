/* SPDX-License-Identifier: MIT */
/*
 * Servers that answer at random from what servers say, under every policy. What
 * must hold whatever they say: nothing but CAPA and STLS before TLS where it is
 * required, one attempt, an end that leaves nothing secret. The numbers are
 * pseudo-random and the same in every run.
 */
#include "play.h"

#define SESSIONS 20000u
#define REPLIES  24

static uint32_t seed = 1;

static uint32_t chance(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

static const char *const replies[] = {
    "+OK\r\n",
    "+OK\r\n",
    "+OK <1.2@h>\r\n",
    "+OK\r\nSTLS\r\n.\r\n",
    "+OK\r\nSTLS\r\nSASL PLAIN\r\nUSER\r\n.\r\n",
    "+OK\r\nSASL PLAIN LOGIN\r\nUIDL\r\n.\r\n",
    "+OK\r\nSASL CRAM-MD5 XOAUTH2\r\nUTF8 USER\r\n.\r\n",
    "+OK\r\nSASL SCRAM-SHA-1 SCRAM-SHA-256-PLUS OAUTHBEARER\r\n.\r\n",
    "+OK\r\nSASL LOGIN OAUTHBEARER\r\nAUTH-RESP-CODE\r\n.\r\n",
    "+OK\r\nUSER\r\nUTF8\r\nEXPIRE 0 USER\r\n.\r\n",
    "+OK\r\nUIDL\r\n.\r\n",
    "-ERR\r\n",
    "-ERR [AUTH] x\r\n",
    "-ERR [SYS/TEMP] x\r\n",
    "+ \r\n",
    "+\r\n",
    "+ VXNlcm5hbWU6\r\n",
    "+ AAA=BBB\r\n",
    "+ cj1meWtvK2QybGJiRmdPTlJ2OXFreGRhd0x4LHM9YzJGc2RBPT0saT00MDk2\r\n", /* r=, s=, i=4096 */
    "+ dj1BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE9\r\n",
    "+OK STLS\r\n+OK\r\n",
    "+OK\r\n.\r\n",
    ".\r\n",
    "+x\r\n",
};

#define GOOD  11u /* of them bode well */
#define COUNT (sizeof replies / sizeof *replies)

/* A script of random replies, each in a segment of its own; TLS after any of them. */
static void script_make(char *script)
{
    *script = '\0';
    for (int i = 0; i < REPLIES; i++) {
        const char *reply = i == 0 && chance(8) > 0
                                ? "+OK <1.2@h>\r\n"
                                : replies[chance(chance(4) > 0 ? GOOD : COUNT)];
        for (const char *end; (end = strstr(reply, "\r\n")) != NULL; reply = end + 2)
            sprintf(script + strlen(script), "S %.*s\n", (int)(end - reply), reply);
        strcat(script, "TLS\n");
    }
}

/* The commands that begin an attempt. */
static unsigned attempts(const struct stage *s)
{
    unsigned n = 0;
    for (size_t at = 0; at < s->sent_n; at++)
        if (at == 0 || s->sent[at - 1] == '\n')
            n += memcmp(s->sent + at, "AUTH ", 5) == 0 ||
                 memcmp(s->sent + at, "USER ", 5) == 0 || memcmp(s->sent + at, "APOP ", 5) == 0;
    return n;
}

static bool session_run(uint32_t policy)
{
    static const uint8_t binding[32];
    static char script[8192];
    struct stage s;
    struct play play = {
        script,
        .config = {.cleartext = (enum pop3_cleartext)(policy % 3),
                   .methods = policy & 8 ? pop3_methods_token : pop3_methods_password,
                   .two_steps = (policy & 16) != 0,
                   .utf8 = (policy & 32) != 0},
        .binding = policy & 64 ? POP3_BIND_TLS_EXPORTER : POP3_BIND_NONE,
        .binding_data = {binding, sizeof binding}};
    script_make(script);
    play_wiped(&s, &play, policy & 128 ? 1 + chance(9) : 0, true);
    bool clear = play.config.cleartext == POP3_CLEARTEXT_ALLOW;
    if (!s.login.tls && play.config.cleartext == POP3_CLEARTEXT_NEVER)
        assert_int_equal(s.sent_n, 0);
    if (!s.login.tls && !clear && s.sent_n > strlen("CAPA\r\n"))
        assert_string_equal((const char *)s.sent, "CAPA\r\nSTLS\r\n");
    assert_in_range(attempts(&s), 0, s.login.method ? 1 : 0);
    assert_true(s.what == POP3_LOGIN_DONE || s.what == POP3_LOGIN_REFUSED);
    assert_int_equal(s.what == POP3_LOGIN_DONE, s.login.why == POP3_WHY_NOTHING);
    stage_is_clean(&s);
    return s.what == POP3_LOGIN_DONE;
}

static void whatever_the_server_says_the_policy_holds(void **state)
{
    unsigned done = 0;
    (void)state;
    for (uint32_t i = 0; i < SESSIONS; i++)
        done += session_run(i);
    assert_in_range(done, SESSIONS / 40, SESSIONS / 2); /* else this tests too little */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_the_server_says_the_policy_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
