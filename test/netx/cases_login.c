/* SPDX-License-Identifier: MIT */
/*
 * Logging in: timestamps and digests of APOP, the fallback to USER/PASS and
 * where it must not happen, names and passwords at their limits (RFC 1939
 * sections 4 and 7, RFC 2449 section 8, RFC 3206; CVE-2007-1558).
 */
#include <stdio.h>
#include <string.h>

#include "nx_md5.h"
#include "generate.h"

#define APOP_LINE "APOP " NAME " " DIGEST

static void digest_of(const char *stamp, size_t n, const char *password, char *hex)
{
    NX_MD5 md5;
    UCHAR binary[16];
    memset(&md5, 0, sizeof md5);
    _nx_md5_initialize(&md5);
    _nx_md5_update(&md5, (UCHAR *)stamp, (UINT)n);
    _nx_md5_update(&md5, (UCHAR *)password, (UINT)strlen(password));
    _nx_md5_digest_calculate(&md5, binary);
    for (UINT i = 0; i < 16; i++)
        sprintf(hex + 2 * i, "%02x", binary[i]);
}

/* A timestamp of n octets, the digest in the command expected. */
static void timestamp_case(size_t n, int short_local, const struct plan *plan)
{
    static char greeting[600], command[80];
    char hex[33];
    struct scene scene = {.name = "APOP timestamp",
                          .turns = {OPEN(""), LINE("", "+OK logged in"), STAT_2, BYE},
                          .steps = {CREATE_APOP, STAT(2, 320), QUIT}};
    size_t at = short_local ? 2 : n - 3;
    memcpy(greeting, "+OK ", 4);
    memset(greeting + 4, 'a', n);
    greeting[4] = '<';
    greeting[4 + at] = '@';
    greeting[4 + n - 1] = '>';
    memcpy(greeting + 4 + n, "\r\n", 3);
    digest_of(greeting + 4, n, SECRET, hex);
    sprintf(command, "APOP " NAME " %s\r\n", hex);
    scene.turns[0].reply = (struct text){greeting, 4 + n + 2};
    scene.turns[1].expect = (struct text){command, strlen(command)};
    case_run(&scene, plan, " of %zu octets, %s local part%s: right digest", n,
             short_local ? "short" : "long", plan ? ", cut" : "");
}

static void timestamps(void)
{
    for (size_t n = 5; n <= 140; n++)
        timestamp_case(n, 0, NULL);
    for (size_t n = 70; n <= 400; n += 3) {
        timestamp_case(n, 1, NULL);
        timestamp_case(n, 0, &(struct plan){.how = CHUNK, .at = n / 3});
    }
    for (size_t n = 460; n <= 506; n += 2)
        timestamp_case(n, 0, NULL);
}

/* Greetings that offer APOP, and the timestamp in them. */
static const struct {
    struct text greeting;
    const char *stamp;
} offers[] = {
    {T("+OK POP3 server ready " TIMESTAMP "\r\n"), TIMESTAMP},
    {T("+OK " TIMESTAMP "\r\n"), TIMESTAMP},
    {T("+OK " TIMESTAMP " ready\r\n"), TIMESTAMP},
    {T("+OK (" TIMESTAMP ")\r\n"), TIMESTAMP},
    {T("+OK a@b > c " TIMESTAMP "\r\n"), TIMESTAMP},
    {T("+OK <1@[10.0.0.1]>\r\n"), "<1@[10.0.0.1]>"},
    {T("+OK <a.b.c@d.e-f>\r\n"), "<a.b.c@d.e-f>"},
    {T("+OK <1234.5678@h> greater> than\r\n"), "<1234.5678@h>"},
    {T("+OK ready <!#$%&'*+-/=?^_`{|}~@host>\r\n"), "<!#$%&'*+-/=?^_`{|}~@host>"},
};

static void good_offers(void)
{
    for (UINT i = 0; i < sizeof offers / sizeof offers[0]; i++) {
        char hex[33], command[80];
        struct scene scene = {.name = "APOP greeting",
                              .turns = {OPEN(""), LINE("", "+OK logged in"), BYE},
                              .steps = {CREATE_APOP, QUIT}};
        digest_of(offers[i].stamp, strlen(offers[i].stamp), SECRET, hex);
        sprintf(command, "APOP " NAME " %s\r\n", hex);
        scene.turns[0].reply = offers[i].greeting;
        scene.turns[1].expect = (struct text){command, strlen(command)};
        case_run(&scene, NULL, " %u: APOP with its timestamp", i);
    }
}

/* Greetings that offer no APOP: it is not sent; USER/PASS, or nothing. */
static const struct text no_offers[] = {
    T("+OK\r\n"),
    T("+OK ready\r\n"),
    T("+OK ready <1.2@h\r\n"),
    T("+OK ready <1.2\r\n"),
    T("+OK ready <\r\n"),
    T("+OK ready 1.2@h>\r\n"),
    T("+OK ready <>\r\n"),
    T("+OK ready <@>\r\n"),
    T("+OK ready <1.2>\r\n"),
    T("+OK ready <1.2@>\r\n"),
    T("+OK ready <@h>\r\n"),
    T("+OK ready <1 2@h>\r\n"),
    T("+OK ready < 1.2@h>\r\n"),
    T("+OK ready <1.2@h >\r\n"),
    T("+OK ready <\xff\x01@x>\r\n"),
    T("+OK ready <1.2@h\x80>\r\n"),
    T("+OK ready <1\t2@h>\r\n"),
    T("+OK ready <1\x7f@h>\r\n"),
    T("+OK ready <<1.2@h>\r\n"),
    T("+OK ready <1.2<@h>\r\n"),
    T("+OK ready <x <1.2@h>\r\n"),
    T("+OK ready <1.2@h> <3.4@h>\r\n"),
    T("+OK > "
      "1.2@h <\r\n"),
};

static void bad_offers(void)
{
    for (UINT i = 0; i < sizeof no_offers / sizeof no_offers[0]; i++) {
        struct scene falls = {.name = "greeting without a timestamp",
                              .turns = {OPEN(""), USER_OK, PASS_OK, BYE},
                              .steps = {CREATE_APOP, QUIT}};
        falls.turns[0].reply = no_offers[i];
        case_run(&falls, NULL, " %u: USER/PASS instead of APOP", i);
    }
}

/* APOP refused: what follows. */
static const struct {
    struct text refusal;
    int falls;
} refusals[] = {
    {T("-ERR\r\n"), 1},
    {T("-ERR permission denied\r\n"), 1},
    {T("-ERR [AUTH] wrong\r\n"), 1},
    {T("-ERR [UNKNOWN] wrong\r\n"), 1},
    {T("-ERR sorry [IN-USE]\r\n"), 1},
    {T("-ERR [IN-USE sorry\r\n"), 1},
    {T("-ERR unknown command\r\n"), 1},
    {T("-ERR [IN-USE] locked\r\n"), 0},
    {T("-ERR [in-use] locked\r\n"), 0},
    {T("-ERR [IN-USE]\r\n"), 0},
    {T("-ERR [LOGIN-DELAY] too early\r\n"), 0},
    {T("-ERR [Login-Delay] too early\r\n"), 0},
    {T("-ERR [SYS/TEMP] disk\r\n"), 0},
    {T("-ERR [SYS/PERM] disk\r\n"), 0},
    {T("-ERR [sys/temp/db] x\r\n"), 0},
    {T("-ERR [SYS/OTHER] x\r\n"), 0},
};

static const struct text bad_replies[] = {
    T("+OKAY\r\n"), T("+OK de"), T("\r\n"), T("+OK\0\r\n"), T("-ERROR\r\n"), T("+ERR\r\n"),
};

static void apop_refused(void)
{
    for (UINT i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct scene falls = {
            .name = "APOP refused",
            .turns = {HELLO, LINE(APOP_LINE, ""), USER_OK, PASS_OK, STAT_2, BYE},
            .steps = {CREATE_APOP, STAT(2, 320), QUIT}};
        struct scene stays = {.name = "APOP refused",
                              .turns = {HELLO, LINE(APOP_LINE, "")},
                              .steps = {APOP_IS(NX_POP3_SERVER_ERROR_STATUS)}};
        struct scene *scene = refusals[i].falls ? &falls : &stays;
        scene->turns[1].reply = refusals[i].refusal;
        case_run(scene, NULL, " %u: %s", i, refusals[i].falls ? "USER/PASS" : "no USER/PASS");
        case_run(scene, &(struct plan){.how = CHUNK, .at = 1}, " %u, cut: %s", i,
                 refusals[i].falls ? "USER/PASS" : "no USER/PASS");
    }
    for (UINT i = 0; i < sizeof bad_replies / sizeof bad_replies[0]; i++) {
        struct scene scene = {.name = "APOP answered by what is no reply",
                              .turns = {HELLO, LINE(APOP_LINE, "")},
                              .steps = {APOP_IS(ANY_FAILURE)}};
        scene.turns[1].reply = bad_replies[i];
        scene.turns[1].after = FIN;
        case_run(&scene, NULL, " %u: no USER/PASS", i);
    }
}

static const struct scene logins[] = {
    {.name = "-ERR to PASS: 0xB4",
     .turns = {HELLO, USER_OK, LINE("PASS " SECRET, "-ERR [AUTH] invalid password")},
     .steps = {CREATE_IS(NX_POP3_SERVER_ERROR_STATUS)}},
    {.name = "-ERR to USER: 0xB4, no PASS",
     .turns = {HELLO, LINE("USER " NAME, "-ERR no mailbox here")},
     .steps = {CREATE_IS(NX_POP3_SERVER_ERROR_STATUS)}},
    {.name = "-ERR to PASS after APOP's fallback: 0xB4",
     .turns = {HELLO, LINE(APOP_LINE, "-ERR"), USER_OK, LINE("PASS " SECRET, "-ERR")},
     .steps = {APOP_IS(NX_POP3_SERVER_ERROR_STATUS)}},
    {.name = "-ERR to USER after APOP's fallback: 0xB4",
     .turns = {HELLO, LINE(APOP_LINE, "-ERR"), LINE("USER " NAME, "-ERR")},
     .steps = {APOP_IS(NX_POP3_SERVER_ERROR_STATUS)}},
    {.name = "failed login, no delete, create again: right",
     .turns = {HELLO, USER_OK, LINE("PASS " SECRET, "-ERR"), LOGIN, STAT_2, BYE},
     .steps = {CREATE_IS(NX_POP3_SERVER_ERROR_STATUS), CREATE, STAT(2, 320), QUIT}},
    {.name = "failed login, delete, create again: right",
     .turns = {HELLO, USER_OK, LINE("PASS " SECRET, "-ERR"), LOGIN, STAT_2, BYE},
     .steps = {CREATE_IS(NX_POP3_SERVER_ERROR_STATUS), DELETE, CREATE, STAT(2, 320), QUIT}},
    {.name = "APOP offered but not asked for: USER/PASS",
     .turns = {LOGIN, BYE},
     .steps = {CREATE, QUIT}},
    {.name = "any other value than NX_FALSE asks for APOP",
     .turns = {HELLO, LINE(APOP_LINE, "+OK"), BYE},
     .steps = {CREATE_AS(1, NAME, SECRET, NX_SUCCESS), QUIT}},
    {.name = "password with spaces: verbatim",
     .turns = {HELLO, USER_OK, LINE("PASS  a b  c ", "+OK"), BYE},
     .steps = {CREATE_AS(NX_FALSE, NAME, " a b  c ", NX_SUCCESS), QUIT}},
    {.name = "8-bit name and password: verbatim",
     .turns = {HELLO, LINE("USER \xc3\xa9@\xff", "+OK"), LINE("PASS \xe2\x82\xac", "+OK"), BYE},
     .steps = {CREATE_AS(NX_FALSE, "\xc3\xa9@\xff", "\xe2\x82\xac", NX_SUCCESS), QUIT}},
    {.name = "name of one octet, password of one octet: right",
     .turns = {HELLO, LINE("USER a", "+OK"), LINE("PASS b", "+OK"), BYE},
     .steps = {CREATE_AS(NX_FALSE, "a", "b", NX_SUCCESS), QUIT}},
    {.name = "LF in the name: refused, nothing sent",
     .turns = {MAY_OPEN("+OK\r\n")},
     .steps = {CREATE_AS(NX_FALSE, "a\nDELE 1", SECRET, NX_POP3_PARAM_ERROR)}},
    {.name = "CR in the name: refused, nothing sent",
     .turns = {MAY_OPEN("+OK\r\n")},
     .steps = {CREATE_AS(NX_FALSE, "a\r", SECRET, NX_POP3_PARAM_ERROR)}},
    {.name = "CRLF in the password: refused, nothing sent",
     .turns = {MAY_OPEN("+OK\r\n")},
     .steps = {CREATE_AS(NX_FALSE, NAME, "x\r\nQUIT", NX_POP3_PARAM_ERROR)}},
    {.name = "LF in the name with APOP: refused, nothing sent",
     .turns = {MAY_OPEN("+OK " TIMESTAMP "\r\n")},
     .steps = {CREATE_AS(NX_TRUE, "a\nb", SECRET, NX_POP3_PARAM_ERROR)}},
    {.name = "empty name: refused, nothing sent",
     .turns = {MAY_OPEN("+OK\r\n")},
     .steps = {CREATE_AS(NX_FALSE, "", SECRET, ANY_FAILURE)}},
};

/* A name and a password of these lengths, by USER/PASS and by APOP. */
static void lengths(size_t name_n, size_t pass_n, UINT status)
{
    static char name[300], pass[300], user[310], word[310], apop[400];
    char hex[33];
    struct scene plain = {.name = "name and password",
                          .turns = {HELLO, LINE("", "+OK"), LINE("", "+OK"), STAT_2, BYE},
                          .steps = {CREATE, STAT(2, 320), QUIT}};
    struct scene digest = {.name = "name and password",
                           .turns = {HELLO, LINE("", "+OK"), STAT_2, BYE},
                           .steps = {CREATE_APOP, STAT(2, 320), QUIT}};
    struct scene none = {.name = "name and password",
                         .turns = {MAY_OPEN("+OK\r\n")},
                         .steps = {CREATE_IS(status)}};
    memset(name, 'n', name_n);
    memset(pass, 'p', pass_n);
    name[name_n] = pass[pass_n] = '\0';
    digest_of(TIMESTAMP, sizeof TIMESTAMP - 1, pass, hex);
    plain.turns[1].expect = (struct text){user, (size_t)sprintf(user, "USER %s\r\n", name)};
    plain.turns[2].expect = (struct text){word, (size_t)sprintf(word, "PASS %s\r\n", pass)};
    digest.turns[1].expect =
        (struct text){apop, (size_t)sprintf(apop, "APOP %s %s\r\n", name, hex)};
    plain.steps[0].t = digest.steps[0].t = none.steps[0].t = (struct text){name, name_n};
    plain.steps[0].u = digest.steps[0].u = none.steps[0].u = (struct text){pass, pass_n};
    if (status) {
        case_run(&none, NULL, " of %zu and %zu octets: 0x%02x", name_n, pass_n, status);
        none.steps[0].n = NX_TRUE;
        case_run(&none, NULL, " of %zu and %zu octets, APOP: 0x%02x", name_n, pass_n, status);
        return;
    }
    case_run(&plain, NULL, " of %zu and %zu octets: right", name_n, pass_n);
    case_run(&digest, NULL, " of %zu and %zu octets, APOP: right", name_n, pass_n);
}

static void limits(void)
{
    const size_t n = NX_POP3_MAX_USERNAME, p = NX_POP3_MAX_PASSWORD;
    for (size_t i = 1; i <= n; i++)
        lengths(i, i <= p ? i : p, NX_SUCCESS);
    for (size_t i = p < 20 ? p : 20; i <= p; i += 9)
        lengths(5, i, NX_SUCCESS);
    lengths(n, p, NX_SUCCESS);
    lengths(n, 1, NX_SUCCESS);
    lengths(1, p, NX_SUCCESS);
    lengths(n + 1, p, NX_POP3_PARAM_ERROR);
    lengths(n, p + 1, NX_POP3_PARAM_ERROR);
    lengths(n + 1, p + 1, NX_POP3_PARAM_ERROR);
    lengths(250, 8, NX_POP3_PARAM_ERROR);
    lengths(8, 250, NX_POP3_PARAM_ERROR);
}

void cases_run(void)
{
    timestamps();
    good_offers();
    bad_offers();
    apop_refused();
    for (UINT i = 0; i < sizeof logins / sizeof logins[0]; i++)
        case_run(&logins[i], NULL, "%s", "");
    limits();
}
