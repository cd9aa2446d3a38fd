/* SPDX-License-Identifier: MIT */
/*
 * nx_pop3_client_auth_set: every mechanism against a server that computes or
 * compares, over TLS and, by permission, without it (RFC 5034, RFC 7628).
 */
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "scram.h"
#include "secure.h"

#define GOOD   .cert = CERT_SERVER, .trusted = CERT_ROOT, .host = HOST, .now = NOT_UNTIL + 1000
#define SHAKEN {SHAKE, NULL, NULL}, S_HELLO

static UINT random_give(UCHAR *octets, UINT length)
{
    static UCHAR next;
    for (UINT i = 0; i < length; i++)
        octets[i] = (UCHAR)(next++ * 37);
    return NX_SUCCESS;
}

static UINT random_fail(UCHAR *octets, UINT length)
{
    memset(octets, 0, length);
    return NX_NOT_SUCCESSFUL;
}

#define ONE(name, method)                                                                      \
    static const struct pop3_method *const name##_list[] = {&method, NULL};                    \
    static NX_POP3_CLIENT_AUTH name = {.nx_pop3_auth_methods = name##_list,                    \
                                       .nx_pop3_auth_random = random_give};
ONE(plain, pop3_method_plain)
ONE(login, pop3_method_login)
ONE(cram, pop3_method_cram_md5)
ONE(sha_1, pop3_method_scram_sha_1)
ONE(sha_256, pop3_method_scram_sha_256)
ONE(apop, pop3_method_apop)

static NX_POP3_CLIENT_AUTH best = {.nx_pop3_auth_methods = pop3_methods_password,
                                   .nx_pop3_auth_random = random_give};
static NX_POP3_CLIENT_AUTH no_luck = {.nx_pop3_auth_methods = sha_256_list,
                                      .nx_pop3_auth_random = random_fail};
static NX_POP3_CLIENT_AUTH first = {.nx_pop3_auth_options = NX_POP3_AUTH_TLS_FIRST};
static NX_POP3_CLIENT_AUTH open_cram = {.nx_pop3_auth_methods = cram_list,
                                        .nx_pop3_auth_options = NX_POP3_AUTH_CLEARTEXT};
static NX_POP3_CLIENT_AUTH two_steps = {.nx_pop3_auth_methods = plain_list,
                                        .nx_pop3_auth_options = NX_POP3_AUTH_TWO_STEPS};

static void scenes_run(const struct scene_tls *scenes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct play play = {i % 2 ? 4 : 6, 0, i % 3 ? 0 : 5};
        tls_run(&scenes[i], &play);
    }
}

static const struct scene_tls simple[] = {
    {.name = "PLAIN",
     GOOD,
     .auth = &plain,
     .lines = {SHAKEN, S_CAPA("SASL LOGIN PLAIN\r\nUIDL\r\n"), S_PLAIN, S_END}},
    {.name = "PLAIN in two steps",
     GOOD,
     .auth = &two_steps,
     .lines = {SHAKEN,
               S_CAPA("SASL PLAIN\r\nUIDL\r\n"),
               {HEAR, "AUTH PLAIN\r\n", NULL},
               {SAY, "+ \r\n", NULL},
               {HEAR, "AG1yb3NlAHRhbnN0YWFm\r\n", NULL},
               {SAY, "+OK\r\n", NULL},
               S_END}},
    {.name = "LOGIN",
     GOOD,
     .auth = &login,
     .lines = {SHAKEN,
               S_CAPA("SASL LOGIN\r\nUIDL\r\n"),
               {HEAR, "AUTH LOGIN\r\n", NULL},
               {SAY, "+ VXNlcm5hbWU6\r\n", NULL},
               {HEAR, "bXJvc2U=\r\n", NULL},
               {SAY, "+ UGFzc3dvcmQ6\r\n", NULL},
               {HEAR, "dGFuc3RhYWY=\r\n", NULL},
               {SAY, "+OK\r\n", NULL},
               S_END}},
    {.name = "CRAM-MD5",
     GOOD,
     .auth = &cram,
     .lines = {SHAKEN,
               S_CAPA("SASL CRAM-MD5\r\nUIDL\r\n"),
               {REPLY, NULL, cram_challenge},
               {REPLY, NULL, cram_end},
               S_END}},
    {.name = "APOP",
     GOOD,
     .auth = &apop,
     .lines = {{SHAKE, NULL, NULL},
               {SAY, "+OK " TIMESTAMP "\r\n", NULL},
               S_CAPA("UIDL\r\n"),
               {HEAR, "APOP mrose " DIGEST "\r\n", NULL},
               {SAY, "+OK\r\n", NULL},
               S_END}},
    {.name = "APOP refused",
     GOOD,
     .auth = &apop,
     .status = NX_POP3_APOP_FAILED_MD5_DIGEST,
     .lines = {{SHAKE, NULL, NULL},
               {SAY, "+OK " TIMESTAMP "\r\n", NULL},
               S_CAPA("UIDL\r\n"),
               {HEAR, "APOP mrose " DIGEST "\r\n", NULL},
               {SAY, "-ERR no\r\n", NULL},
               S_END}},
    {.name = "only what was not asked for",
     GOOD,
     .auth = &sha_256,
     .status = NX_POP3_NO_MECHANISM,
     .lines = {SHAKEN, S_CAPA("SASL PLAIN LOGIN\r\nUSER\r\n"), S_END}},
    {.name = "no random octets",
     GOOD,
     .auth = &no_luck,
     .status = NX_NOT_SUCCESSFUL,
     .lines = {{SHAKE, NULL, NULL}, S_HELLO, S_END}},
    {.name = "TLS first on another port",
     .port = 2995,
     GOOD,
     .auth = &first,
     .lines = {{SHAKE, NULL, NULL}, S_LOGIN, S_END}},
};

#define SCRAM(list, status_, auth_)                                                            \
    {                                                                                          \
        .name = list, GOOD, .auth = &auth_, .status = status_, .lines = {                      \
            SHAKEN,                                                                            \
            S_CAPA("SASL " list "\r\nUIDL\r\n"),                                               \
            {REPLY, NULL, scram_first},                                                        \
            {REPLY, NULL, scram_final},                                                        \
            {REPLY, NULL, scram_end},                                                          \
            S_END                                                                              \
        }                                                                                      \
    }

struct scram_case {
    struct scene_tls scene;
    struct scram server;
};

static const struct scram_case good_scrams[] = {
    {SCRAM("SCRAM-SHA-1", NX_SUCCESS, sha_1), {"SCRAM-SHA-1", 4096, SCRAM_GOOD, 0}},
    {SCRAM("SCRAM-SHA-256", NX_SUCCESS, sha_256), {"SCRAM-SHA-256", 5000, SCRAM_GOOD, 0}},
    {SCRAM("PLAIN SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-256-PLUS", NX_SUCCESS, best),
     {"SCRAM-SHA-256", 4096, SCRAM_GOOD, 0}},
};

/* The client cancels what it cannot accept. */
#define CANCEL {HEAR, "*\r\n", NULL}, {SAY, "-ERR cancelled\r\n", NULL}, S_END
#define BAD(what)                                                                              \
    .name = "SCRAM, " what, GOOD, .auth = &sha_256, .status = NX_POP3_SERVER_ERROR_STATUS
#define BEGUN                                                                                  \
    SHAKEN, S_CAPA("SASL SCRAM-SHA-256\r\n"),                                                  \
    {                                                                                          \
        REPLY, NULL, scram_first                                                               \
    }

static const struct scram_case bad_scrams[] = {
    {{BAD("too few iterations"), .lines = {BEGUN, CANCEL}},
     {"SCRAM-SHA-256", 4095, SCRAM_GOOD, 0}},
    {{BAD("another nonce"), .lines = {BEGUN, CANCEL}},
     {"SCRAM-SHA-256", 4096, SCRAM_OTHER_NONCE, 0}},
    {{BAD("a wrong signature"), .lines = {BEGUN, {REPLY, NULL, scram_final}, CANCEL}},
     {"SCRAM-SHA-256", 4096, SCRAM_WRONG_SIGNATURE, 0}},
    {{BAD("+OK at once"), .lines = {BEGUN, S_END}},
     {"SCRAM-SHA-256", 4096, SCRAM_OK_AT_ONCE, 0}},
};

static void scram_run(void)
{
    for (size_t i = 0; i < sizeof good_scrams / sizeof good_scrams[0]; i++) {
        scram = good_scrams[i].server;
        tls_run(&good_scrams[i].scene, NULL); /* succeeds only where the proof was right */
    }
    for (size_t i = 0; i < sizeof bad_scrams / sizeof bad_scrams[0]; i++) {
        scram = bad_scrams[i].server;
        tls_run(&bad_scrams[i].scene, NULL);
    }
}

/* Tokens: the initial response is built here, by the documents. */
static const struct pop3_method *const xoauth2_list[] = {&pop3_method_xoauth2, NULL};
static char long_token[3001], plain_text[4000], coded_line[6000];
static UCHAR room[6000];
static NX_POP3_CLIENT_AUTH bearer = {.nx_pop3_auth_methods = pop3_methods_token,
                                     .nx_pop3_auth_token = TOKEN,
                                     .nx_pop3_auth_host = HOST};
static NX_POP3_CLIENT_AUTH xoauth2 = {.nx_pop3_auth_methods = xoauth2_list,
                                      .nx_pop3_auth_token = TOKEN};
static NX_POP3_CLIENT_AUTH too_long = {.nx_pop3_auth_methods = xoauth2_list,
                                       .nx_pop3_auth_token = long_token};
static NX_POP3_CLIENT_AUTH roomy = {.nx_pop3_auth_methods = xoauth2_list,
                                    .nx_pop3_auth_token = long_token,
                                    .nx_pop3_auth_buffer = room,
                                    .nx_pop3_auth_buffer_size = sizeof room};

static const char *coded(const char *command, const char *format, const char *token)
{
    size_t n = (size_t)snprintf(plain_text, sizeof plain_text, format, token);
    size_t at = strlen(command);
    strcpy(coded_line, command);
    EVP_EncodeBlock((unsigned char *)coded_line + at, (const unsigned char *)plain_text,
                    (int)n);
    strcat(coded_line, "\r\n");
    return coded_line;
}

#define BEARER  "n,a=mrose,\001host=" HOST "\001port=995\001auth=Bearer %s\001\001"
#define XOAUTH2 "user=mrose\001auth=Bearer %s\001\001"

static void tokens_run(void)
{
    struct scene_tls good = {.name = "OAUTHBEARER",
                             GOOD,
                             .auth = &bearer,
                             .lines = {SHAKEN,
                                       S_CAPA("SASL PLAIN XOAUTH2 OAUTHBEARER\r\nUIDL\r\n"),
                                       {HEAR, coded("AUTH OAUTHBEARER ", BEARER, TOKEN), NULL},
                                       {SAY, "+OK\r\n", NULL},
                                       S_END}};
    static const struct scene_tls refused = {
        .name = "OAUTHBEARER refused",
        GOOD,
        .auth = &bearer,
        .status = NX_POP3_SERVER_ERROR_STATUS,
        .lines = {SHAKEN,
                  S_CAPA("SASL OAUTHBEARER\r\n"),
                  {HEAR, coded_line, NULL},
                  {SAY, "+ eyJzdGF0dXMiOiI0MDEifQ==\r\n", NULL},
                  {HEAR, "AQ==\r\n", NULL},
                  {SAY, "-ERR [AUTH] expired\r\n", NULL},
                  S_END}};
    static const struct scene_tls google = {.name = "XOAUTH2",
                                            GOOD,
                                            .auth = &xoauth2,
                                            .lines = {SHAKEN,
                                                      S_CAPA("SASL XOAUTH2\r\nUIDL\r\n"),
                                                      {HEAR, coded_line, NULL},
                                                      {SAY, "+OK\r\n", NULL},
                                                      S_END}};
    static const struct scene_tls full = {.name = "a token without room",
                                          GOOD,
                                          .auth = &too_long,
                                          .status = NX_POP3_PARAM_ERROR,
                                          .lines = {SHAKEN, S_CAPA("SASL XOAUTH2\r\n"), S_END}};
    static const struct scene_tls large = {.name = "a token of 3000 octets",
                                           GOOD,
                                           .auth = &roomy,
                                           .lines = {SHAKEN,
                                                     S_CAPA("SASL XOAUTH2\r\nUIDL\r\n"),
                                                     {HEAR, "AUTH XOAUTH2\r\n", NULL},
                                                     {SAY, "+ \r\n", NULL},
                                                     {HEAR, coded_line, NULL},
                                                     {SAY, "+OK\r\n", NULL},
                                                     S_END}};
    tls_run(&good, NULL);
    tls_run(&refused, NULL);
    coded("AUTH XOAUTH2 ", XOAUTH2, TOKEN);
    tls_run(&google, NULL);
    memset(long_token, 't', sizeof long_token - 1);
    tls_run(&full, NULL);
    coded("", XOAUTH2, long_token);
    tls_run(&large, NULL);
    for (size_t i = 0; i < sizeof room; i++)
        if (room[i]) {
            case_fail("the lent room is not wiped");
            break;
        }
}

/* Without TLS: nothing, unless it is permitted; STLS is no use then, and not asked for. */
static void clear_run(void)
{
    static const struct scene_tls scenes[] = {
        {.name = "no TLS, no login",
         .port = 110,
         .plain = 1,
         .auth = &plain,
         .status = NX_POP3_TLS_REQUIRED,
         .lines = {S_HELLO, S_END}},
        {.name = "CRAM-MD5 without TLS",
         .port = 110,
         .plain = 1,
         .auth = &open_cram,
         .lines = {S_HELLO,
                   S_CAPA("STLS\r\nSASL PLAIN CRAM-MD5\r\nUIDL\r\n"),
                   {REPLY, NULL, cram_challenge},
                   {REPLY, NULL, cram_end},
                   S_END}},
        {.name = "a wrong mechanism without TLS",
         .port = 110,
         .plain = 1,
         .auth = &open_cram,
         .status = NX_POP3_NO_MECHANISM,
         .lines = {S_HELLO, S_CAPA("SASL PLAIN\r\nUSER\r\n"), S_END}},
    };
    scenes_run(scenes, sizeof scenes / sizeof scenes[0]);
}

static void calls_run(void)
{
    static NX_POP3_CLIENT_AUTH bare = {.nx_pop3_auth_methods = pop3_methods_password};
    CHAR text[] = "x";
    if (!report_case("calls with bad parameters"))
        return;
    memset(&client, 0xA5, sizeof client);
    must_give("auth_set", nx_pop3_client_auth_set(NX_NULL, &plain), NX_PTR_ERROR);
    must_give("auth_set", nx_pop3_client_auth_set(&client, &bare), NX_PTR_ERROR);
    must_give("auth_set", nx_pop3_client_auth_set(&client, NX_NULL), NX_SUCCESS);
    must_give("secure_create",
              nx_pop3_client_secure_create(&client, NX_FALSE, &client_ip, &client_pool,
                                           stage_server_address(), 995, text, text, NX_NULL,
                                           NX_NULL),
              NX_PTR_ERROR);
    must_give("secure_create",
              nxd_pop3_client_secure_create(&client, NX_FALSE, &client_ip, &client_pool,
                                            NX_NULL, 995, text, text, NX_NULL, NX_NULL),
              NX_PTR_ERROR);
    must_give("delete", nx_pop3_client_delete(&client), NX_SUCCESS);
    report_done();
}

void cases_run(void)
{
    scenes_run(simple, sizeof simple / sizeof simple[0]);
    scram_run();
    tokens_run();
    clear_run();
    calls_run();
}
