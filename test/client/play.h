/* SPDX-License-Identifier: MIT */
/*
 * A POP3 server in a thread of the test program or beside it, with TLS if wanted, that hangs
 * up after a given number of octets. One session at a time; user and password are not
 * looked at; the maildrop has PLAY_MESSAGES messages.
 */
#ifndef TEST_CLIENT_PLAY_H
#define TEST_CLIENT_PLAY_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <openssl/ssl.h>

#define PLAY_MESSAGES 3u

enum play_tls { PLAY_CLEAR, PLAY_TLS, PLAY_STLS };
enum play_end { PLAY_FIN, PLAY_CLOSE_NOTIFY, PLAY_RESET };

struct play {
    uint16_t port;
    enum play_tls tls;
    enum play_end end;
    SSL_CTX *ctx;          /* unless PLAY_CLEAR */
    const char *busy;      /* one more line of CAPA; NULL: none */
    atomic_ulong cut;      /* plaintext octets of the server until it hangs up */
    atomic_ulong said;     /* and how many the last session had */
    atomic_ulong secrets;  /* USER, PASS, APOP and AUTH that came */
    atomic_ulong response; /* octets of the response that AUTH waited for, of the last one */
    bool apart;            /* in a process of its own; *this is then shared memory */
    /* the server's */
    pthread_t thread;
    pid_t child;
    int listener, fd;
    SSL *ssl;
    bool over;
};

#define PLAY_NO_CUT 0xFFFFFFFFul

/* tls, end, ctx, busy and apart are set. */
void play_begin(struct play *play);
void play_stop(struct play *play);

/* A message as a client must get it; number from 1. */
const char *play_message(uint32_t number);

#endif
