/* SPDX-License-Identifier: MIT */
/*
 * TLS on port 995 and after STLS: messages, how sessions end and begin anew,
 * and the login where nothing else was asked for (RFC 8314 section 3).
 */
#include <string.h>

#include "secure.h"

#define STLS_OK                                                                                \
    {HEAR, "STLS\r\n", NULL}, {SAY, "+OK begin\r\n", NULL},                                    \
    {                                                                                          \
        SHAKE, NULL, NULL                                                                      \
    }
#define S_STLS                                                                                 \
    S_HELLO, S_CAPA("STLS\r\nSASL PLAIN\r\n"), STLS_OK, S_CAPA("SASL PLAIN\r\nUIDL\r\n"),      \
        S_PLAIN
#define GOOD .cert = CERT_SERVER, .trusted = CERT_ROOT, .host = HOST, .now = NOT_UNTIL + 1000

static char wire[80000], message[80000];

/* A message with what is special in it, and as it goes over the wire. */
static void message_make(void)
{
    static const char *const rows[] = {"Subject: test\r\n", "\r\n",    ".\r\n", "..\r\n",
                                       ".\rx\r\n",          "a.b\r\n", "\r\r\n"};
    static char filler[901];
    if (message[0])
        return;
    memset(filler, 'm', sizeof filler - 1);
    for (unsigned i = 0; strlen(message) < 60000; i++) {
        const char *row = rows[i % 7];
        if (row[0] == '.')
            strcat(wire, ".");
        strcat(wire, row);
        strcat(message, row);
        if (i % 5 == 0) {
            strcat(wire, filler + i % 900);
            strcat(wire, "\r\n");
            strcat(message, filler + i % 900);
            strcat(message, "\r\n");
        }
    }
    strcat(wire, ".\r\n");
}

static void stat_quit(void)
{
    UINT items;
    ULONG octets;
    must_give("items_get", nx_pop3_client_mail_items_get(&client, &items, &octets), NX_SUCCESS);
    if (items != 2 || octets != 320)
        case_fail("%u items, %lu octets", items, (unsigned long)octets);
    must_give("quit", nx_pop3_client_quit(&client), NX_SUCCESS);
}

static void stat_fetch_quit(void)
{
    UINT items;
    ULONG octets;
    must_give("items_get", nx_pop3_client_mail_items_get(&client, &items, &octets), NX_SUCCESS);
    fetch(1, message, strlen(message));
    fetch(2, ".hidden\r\n", 9);
    must_give("item_delete", nx_pop3_client_mail_item_delete(&client, 2), NX_SUCCESS);
    must_give("quit", nx_pop3_client_quit(&client), NX_SUCCESS);
}

static const struct scene_tls first = {
    .name = "POP3S",
    GOOD,
    .then = stat_fetch_quit,
    .lines = {{SHAKE, NULL, NULL},
              S_LOGIN,
              S_STAT,
              {HEAR, "RETR 1\r\n", NULL},
              {SAY, "+OK message follows\r\n", NULL},
              {SAY, wire, NULL},
              {HEAR, "RETR 2\r\n", NULL},
              {SAY, "+OK 9 octets\r\n..hidden\r\n.\r\n", NULL},
              {HEAR, "DELE 2\r\n", NULL},
              {SAY, "+OK\r\n", NULL},
              S_QUIT,
              S_END}};

static const struct scene_tls stls = {.name = "STLS",
                                      .port = 110,
                                      GOOD,
                                      .then = stat_fetch_quit,
                                      .lines = {S_STLS,
                                                S_STAT,
                                                {HEAR, "RETR 1\r\n", NULL},
                                                {SAY, "+OK\r\n", NULL},
                                                {SAY, wire, NULL},
                                                {HEAR, "RETR 2\r\n", NULL},
                                                {SAY, "+OK\r\n..hidden\r\n.\r\n", NULL},
                                                {HEAR, "DELE 2\r\n", NULL},
                                                {SAY, "+OK\r\n", NULL},
                                                S_QUIT,
                                                S_END}};

static void messages_run(void)
{
    static const UINT mtus[] = {0, 200, 576}, families[] = {4, 6, 44};
    static const size_t records[] = {0, 1, 2, 3, 7, 100, 1460, 16000};
    message_make();
    for (size_t r = 0; r < sizeof records / sizeof records[0]; r++)
        for (size_t m = 0; m < 3; m++) {
            struct play play = {families[(r + m) % 3], mtus[m], records[r]};
            if (records[r] && records[r] < 7 && mtus[m])
                continue;
            if (play.family == 6 && play.mtu == 200)
                play.family = 4;
            tls_run(&first, &play);
            tls_run(&stls, &play);
        }
}

/* The end of the stream is close_notify, and anything else is not. */
static void again_quit(void)
{
    UINT items;
    ULONG octets;
    tx_thread_sleep(200);
    must_give("items_get", nx_pop3_client_mail_items_get(&client, &items, &octets), NX_SUCCESS);
    must_give("quit", nx_pop3_client_quit(&client), NX_SUCCESS);
}

static void quit_again(void)
{
    must_give("quit", nx_pop3_client_quit(&client), NX_SUCCESS);
    stat_quit();
}

static void again_refused(void)
{
    UINT items;
    ULONG octets;
    must_give("quit", nx_pop3_client_quit(&client), NX_SUCCESS);
    must_give("items_get", nx_pop3_client_mail_items_get(&client, &items, &octets),
              NX_POP3_TLS_REQUIRED);
}

static void lost(void)
{
    ULONG size;
    NX_PACKET *packet;
    ULONG bytes;
    UINT items, final = NX_FALSE, status;
    nx_pop3_client_mail_items_get(&client, &items, &size);
    must_give("item_get", nx_pop3_client_mail_item_get(&client, 1, &size), NX_SUCCESS);
    while ((status = nx_pop3_client_mail_item_message_get(&client, &packet, &bytes, &final)) ==
           NX_SUCCESS) {
        nx_packet_release(packet);
        if (final)
            break;
    }
    if (final)
        case_fail("a message cut off is complete");
    must_give("message_get", status, NX_NOT_CONNECTED);
    must_give("noop", nx_pop3_client_noop(&client), NX_POP3_CLIENT_INVALID_STATE);
}

#define LOST(end)                                                                              \
    {                                                                                          \
        {SHAKE, NULL, NULL}, S_LOGIN, S_STAT, {HEAR, "RETR 1\r\n", NULL},                      \
            {SAY, "+OK\r\nhalf a message\r\n", NULL}, {SAY, ".", NULL},                        \
        {                                                                                      \
            end, NULL, NULL                                                                    \
        }                                                                                      \
    }

static void ends_run(void)
{
    static const struct scene_tls scenes[] = {
        {.name = "a message cut off", GOOD, .then = lost, .lines = LOST(CUT)},
        {.name = "a message and close_notify", GOOD, .then = lost, .lines = LOST(NOTIFY)},
        {.name = "close_notify, then again",
         GOOD,
         .then = again_quit,
         .lines = {{SHAKE, NULL, NULL},
                   S_LOGIN,
                   {NOTIFY, NULL, NULL},
                   {SHAKE, NULL, NULL},
                   S_LOGIN,
                   S_STAT,
                   S_QUIT,
                   S_END}},
        {.name = "lost, then again",
         GOOD,
         .then = again_quit,
         .lines = {{SHAKE, NULL, NULL},
                   S_LOGIN,
                   {CUT, NULL, NULL},
                   {SHAKE, NULL, NULL},
                   S_LOGIN,
                   S_STAT,
                   S_QUIT,
                   S_END}},
        {.name = "STLS again after QUIT",
         .port = 110,
         GOOD,
         .then = quit_again,
         .lines = {S_STLS, S_QUIT, {AGAIN, NULL, NULL}, S_STLS, S_STAT, S_QUIT, S_END}},
        {.name = "no STLS when it opens again",
         .port = 110,
         GOOD,
         .then = again_refused,
         .lines =
             {S_STLS, S_QUIT, {AGAIN, NULL, NULL}, S_HELLO, S_CAPA("SASL PLAIN\r\n"), S_END}},
    };
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++)
        tls_run(&scenes[i], NULL);
}

/* The login where nx_pop3_client_auth_set is not called. */
static void logins_run(void)
{
    static const struct scene_tls scenes[] = {
        {.name = "USER where PLAIN is not offered",
         GOOD,
         .lines = {{SHAKE, NULL, NULL},
                   S_HELLO,
                   S_CAPA("USER\r\nUIDL\r\n"),
                   {HEAR, "USER mrose\r\n", NULL},
                   {SAY, "+OK\r\n", NULL},
                   {HEAR, "PASS tanstaaf\r\n", NULL},
                   {SAY, "+OK\r\n", NULL},
                   S_END}},
        {.name = "APOP in TLS",
         GOOD,
         .apop = NX_TRUE,
         .lines = {{SHAKE, NULL, NULL},
                   {SAY, "+OK " TIMESTAMP "\r\n", NULL},
                   S_CAPA("UIDL\r\n"),
                   {HEAR, "APOP mrose " DIGEST "\r\n", NULL},
                   {SAY, "+OK\r\n", NULL},
                   S_END}},
        {.name = "a wrong password",
         GOOD,
         .status = NX_POP3_SERVER_ERROR_STATUS,
         .lines = {{SHAKE, NULL, NULL},
                   S_HELLO,
                   S_CAPA("SASL PLAIN\r\nUSER\r\n"),
                   {HEAR, "AUTH PLAIN AG1yb3NlAHRhbnN0YWFm\r\n", NULL},
                   {SAY, "-ERR [AUTH] no\r\n", NULL},
                   S_END}},
        {.name = "no mechanism",
         GOOD,
         .status = NX_POP3_NO_MECHANISM,
         .lines = {{SHAKE, NULL, NULL}, S_HELLO, S_CAPA("SASL GSSAPI\r\n"), S_END}},
        {.name = "more than was asked for, in TLS",
         GOOD,
         .status = NX_POP3_SERVER_ERROR_STATUS,
         .lines = {{SHAKE, NULL, NULL}, {SAY, "+OK ready\r\n+OK logged in\r\n", NULL}, S_END}},
    };
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++)
        tls_run(&scenes[i], NULL);
}

void cases_run(void)
{
    messages_run();
    ends_run();
    logins_run();
}
