/* SPDX-License-Identifier: MIT */
/*
 * Logins against a scripted server, without sockets. A script has a line for
 * each thing that happens, in order:
 *
 *     S text      the server sends text and CRLF
 *     s text      the server sends text without CRLF
 *     C text      the client must have sent text and CRLF, and nothing else
 *     TLS         the login must want the handshake; it is done
 *     EOF         the server closes
 *     SILENCE     the server says nothing until the time is over
 *
 * S lines without another line between them are one segment. Each play is run
 * with the server's octets in pieces of 1, 2 and 7, in whole segments, and cut
 * in two at every place. Each piece lies alone in the heap and is gone after it.
 */
#ifndef LOGIN_PLAY_H
#define LOGIN_PLAY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nxpop3/login.h"

/* Bytes of a literal, which may have NULs in it. */
#define TEXT(s)                                                                                \
    {                                                                                          \
        (const uint8_t *)(s), sizeof(s) - 1                                                    \
    }

/* Who logs in where a play says nothing else. */
#define SECRET       "tanstaaftanstaaf"
#define PLAIN_IR     "AHRpbQB0YW5zdGFhZnRhbnN0YWFm" /* NUL tim NUL SECRET */
#define TOKEN        "vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg=="
#define CLIENT_NONCE "fyko+d2lbbFgONRv9qkxdawL"
#define SERVER       "server.example"
#define PORT         995

#define HELLO       "S +OK hi\nC CAPA\n"
#define CAPA(items) "S +OK\n" items "S .\n"
#define STLS        "C STLS\nS +OK\nTLS\nC CAPA\n"
/* After login: UIDL was there before, so CAPA is not asked again. */
#define WITH_UIDL "S UIDL\n"

struct play {
    const char *script;
    struct pop3_login_config config; /* what is NULL or 0 is as above */
    enum pop3_binding binding;       /* of the handshake */
    struct pop3_bytes binding_data;
    enum pop3_login_what what;
    enum pop3_login_why why;
    enum pop3_code code;
    enum pop3_err err;
    const struct pop3_method *method;
    uint16_t line_cap, out_cap; /* 512 and 4096 */
    unsigned stride;            /* cut in two at every so-manieth octet only */
};

/* A login in the middle of it. */
struct stage {
    const struct play *play;
    struct pop3_login_config config;
    struct pop3 p;
    struct pop3_slot slot;
    struct pop3_login login;
    uint8_t line[2048], out[4096];
    enum pop3_login_what what;
    uint8_t sent[8192], wanted[8192];
    size_t sent_n, wanted_n, position; /* of the server's octets */
    size_t piece, cut;                 /* how they come: see above */
    unsigned events, wipe_at;          /* pop3_login_wipe() before that event; 0: never */
    bool tolerant;                     /* what the client sends is not looked at */
};

/* Runs a play in every way and compares how it ends. */
void play_run(const struct play *play);

/* Runs count of them. */
void plays_run(const struct play *plays, size_t count);
#define PLAYS_RUN(plays) plays_run(plays, sizeof(plays) / sizeof *(plays))

/* Runs it once, in whole segments; stage is at the end of the script then. */
void play_once(struct stage *stage, const struct play *play);

/* The same, but pop3_login_wipe() is called before event number wipe_at. */
void play_wiped(struct stage *stage, const struct play *play, unsigned wipe_at, bool fail);

/* Asserts that the login, the session and the buffers have nothing secret in them. */
void stage_is_clean(const struct stage *stage);

#endif
