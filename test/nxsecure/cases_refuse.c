/* SPDX-License-Identifier: MIT */
/*
 * Certificates and servers that are refused before a secret is sent (RFC 5280,
 * RFC 9525, RFC 2595 section 4, RFC 8314 section 5).
 */
#include <string.h>

#include "secure.h"

/* NX Secure may be built without TLS 1.3. */
#if NX_SECURE_TLS_TLS_1_3_ENABLED
#define LATEST NX_SECURE_TLS_VERSION_TLS_1_3
#else
#define LATEST NX_SECURE_TLS_VERSION_TLS_1_2
#endif

#define GOOD .cert = CERT_SERVER, .trusted = CERT_ROOT, .host = HOST, .now = NOT_UNTIL + 1000

/* Certificates: the handshake fails, or does not. */
static void certificate_run(const char *name, enum cert_name cert, enum cert_name above,
                            enum cert_name trusted, ULONG when, const char *host, UINT status)
{
    struct scene_tls scene = {.name = name,
                              .cert = cert,
                              .above = above,
                              .trusted = trusted,
                              .now = when,
                              .host = host,
                              .status = status,
                              .lines = {{SHAKE, NULL, NULL}, S_LOGIN, S_END}};
    if (status) {
        scene.lines[0].deed = SHAKE_NOT;
        scene.lines[1].deed = FINISH;
    }
    for (scene.version = NX_SECURE_TLS_VERSION_TLS_1_2; scene.version <= LATEST;
         scene.version++)
        tls_run(&scene, NULL);
}

static void certificates_run(void)
{
    ULONG good = NOT_UNTIL + 1000;
    certificate_run("EC", CERT_SERVER, CERT_ROOT, CERT_ROOT, good, HOST, NX_SUCCESS);
    certificate_run("RSA", CERT_RSA, CERT_ROOT, CERT_ROOT, good, HOST, NX_SUCCESS);
    certificate_run("wildcard", CERT_WILD, CERT_ROOT, CERT_ROOT, good, HOST, NX_SUCCESS);
    certificate_run("no time function", CERT_SERVER, CERT_ROOT, CERT_ROOT, 0, HOST, NX_SUCCESS);
    certificate_run("a chain", CERT_BELOW, CERT_MIDDLE, CERT_ROOT, good, HOST, NX_SUCCESS);
    certificate_run("a trusted intermediate", CERT_BELOW, CERT_ROOT, CERT_MIDDLE, good, HOST,
                    NX_SUCCESS);
    certificate_run("an unknown root", CERT_SERVER, CERT_ROOT, CERT_OTHER_ROOT, good, HOST,
                    NX_SECURE_TLS_ISSUER_CERTIFICATE_NOT_FOUND);
    certificate_run("a chain without its middle", CERT_BELOW, CERT_ROOT, CERT_ROOT, good, HOST,
                    NX_SECURE_TLS_ISSUER_CERTIFICATE_NOT_FOUND);
    certificate_run("self-signed", CERT_SELF, CERT_ROOT, CERT_ROOT, good, HOST,
                    NX_SECURE_TLS_INVALID_SELF_SIGNED_CERT);
    certificate_run("expired", CERT_SERVER, CERT_ROOT, CERT_ROOT, NOT_AFTER + 1, HOST,
                    NX_SECURE_X509_CERTIFICATE_EXPIRED);
    certificate_run("not yet valid", CERT_SERVER, CERT_ROOT, CERT_ROOT, NOT_UNTIL - 1, HOST,
                    NX_SECURE_X509_CERTIFICATE_NOT_YET_VALID);
    certificate_run("another host", CERT_ELSEWHERE, CERT_ROOT, CERT_ROOT, good, HOST,
                    NX_SECURE_X509_CERTIFICATE_DNS_MISMATCH);
    certificate_run("an address in place of a name", CERT_ELSEWHERE, CERT_ROOT, CERT_ROOT, good,
                    "10.0.0.1", NX_SECURE_X509_CERTIFICATE_DNS_MISMATCH);
    certificate_run("a wildcard too deep", CERT_WILD, CERT_ROOT, CERT_ROOT, good,
                    "a.mail.example.org", NX_SECURE_X509_CERTIFICATE_DNS_MISMATCH);
    certificate_run("a wildcard for the domain", CERT_WILD, CERT_ROOT, CERT_ROOT, good,
                    "example.org", NX_SECURE_X509_CERTIFICATE_DNS_MISMATCH);
}

/* STLS required: whatever goes wrong, nothing follows. */
static void stls_run(void)
{
    static const struct scene_tls refused[] = {
        {.name = "STLS not offered",
         .status = NX_POP3_TLS_REQUIRED,
         .lines = {S_HELLO, S_CAPA("SASL PLAIN\r\nUSER\r\n"), S_END}},
        {.name = "CAPA refused",
         .status = NX_POP3_TLS_REQUIRED,
         .lines = {S_HELLO, {HEAR, "CAPA\r\n", NULL}, {SAY, "-ERR what?\r\n", NULL}, S_END}},
        {.name = "CAPA unanswered",
         .status = NX_NO_PACKET,
         .lines = {S_HELLO, {HEAR, "CAPA\r\n", NULL}, S_END}},
        {.name = "CAPA and the end",
         .status = NX_NOT_CONNECTED,
         .lines = {S_HELLO, {HEAR, "CAPA\r\n", NULL}, {CUT, NULL, NULL}}},
        {.name = "STLS refused",
         .status = NX_POP3_TLS_REQUIRED,
         .lines = {S_HELLO,
                   S_CAPA("STLS\r\n"),
                   {HEAR, "STLS\r\n", NULL},
                   {SAY, "-ERR [SYS/TEMP] not now\r\n", NULL},
                   S_END}},
        {.name = "a greeting that refuses",
         .status = NX_POP3_SERVER_ERROR_STATUS,
         .lines = {{SAY, "-ERR [SYS/TEMP] busy\r\n", NULL}, S_END}},
        {.name = "octets behind STLS's +OK",
         .status = NX_POP3_SERVER_ERROR_STATUS,
         .lines = {S_HELLO,
                   S_CAPA("STLS\r\n"),
                   {HEAR, "STLS\r\n", NULL},
                   {SAY, "+OK begin\r\n+OK logged in\r\n", NULL},
                   S_END}},
        {.name = "octets in a segment behind STLS's +OK",
         .status = NX_POP3_SERVER_ERROR_STATUS,
         .lines = {S_HELLO,
                   S_CAPA("STLS\r\n"),
                   {HEAR, "STLS\r\n", NULL},
                   {SAY, "+OK begin\r\n", NULL},
                   {SAY, "+OK logged in\r\n", NULL},
                   S_END}},
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct scene_tls scene = refused[i];
        scene.port = 110;
        scene.cert = CERT_SERVER;
        scene.trusted = CERT_ROOT;
        for (UINT apop = 0; apop < 2; apop++) {
            struct play play = {apop ? 6 : 4, 0, 0};
            scene.apop = apop;
            tls_run(&scene, &play);
        }
    }
}

/* The ClientHello is answered by what is no TLS; the look into the socket could not find it. */
static void text_answer(const char *heard, char *reply)
{
    if (heard[0] != 0x16)
        case_fail("no ClientHello but %s", report_show(heard, 8));
    strcpy(reply, "+OK logged in\r\n");
}

/* ... by nothing. */
static void no_answer(const char *heard, char *reply)
{
    (void)heard;
    reply[0] = 0;
}

/* ... by a record of which one octet comes at a time. */
static void slow_answer(const char *heard, char *reply)
{
    (void)heard;
    strcpy(reply, "\x16\x03\x03\x40");
}

static void answers_run(void)
{
    static const struct scene_tls scenes[] = {
        {.name = "clear text in place of a ServerHello",
         .port = 110,
         GOOD,
         .status = NX_SECURE_TLS_UNKNOWN_TLS_VERSION,
         .lines = {S_HELLO,
                   S_CAPA("STLS\r\n"),
                   {HEAR, "STLS\r\n", NULL},
                   {SAY, "+OK\r\n", NULL},
                   {REPLY, NULL, text_answer},
                   {CUT, NULL, NULL}}},
        {.name = "a handshake cut off",
         GOOD,
         .status = NX_NOT_CONNECTED,
         .lines = {{REPLY, NULL, no_answer}, {CUT, NULL, NULL}}},
        {.name = "a handshake unanswered",
         GOOD,
         .status = NX_NO_PACKET,
         .ticks = NX_POP3_CLIENT_HANDSHAKE_TIMEOUT,
         .lines = {{REPLY, NULL, no_answer}, S_END}},
        {.name = "a handshake answered too slowly",
         GOOD,
         .status = NX_NO_PACKET,
         .ticks = NX_POP3_CLIENT_HANDSHAKE_TIMEOUT,
         .lines = {{REPLY, NULL, slow_answer}, {DRIP, NULL, NULL}, {CUT, NULL, NULL}}},
        {.name = "a greeting that comes too slowly",
         GOOD,
         .status = NX_NO_PACKET,
         .ticks = NX_POP3_SERVER_REPLY_TIMEOUT,
         .lines = {{SHAKE, NULL, NULL}, {DRIP, NULL, NULL}, {CUT, NULL, NULL}}},
    };
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++)
        tls_run(&scenes[i], NULL);
}

void cases_run(void)
{
    certificates_run();
    stls_run();
    answers_run();
}
