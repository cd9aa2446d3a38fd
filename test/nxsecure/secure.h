/* SPDX-License-Identifier: MIT */
/*
 * Cases for the POP3 Client services over TLS: a client thread, and a server
 * thread that plays a script and uses the same NX Secure services, over the RAM
 * driver. The stage is that of the cases without TLS (netx/harness.h).
 *
 * Invariant: after every case the pools have the free counts they had, the
 * client has no socket and no TLS session, neither the password nor the token
 * is in the NX_POP3_CLIENT, and the memory of the TLS session is zero. What the
 * server got in the clear has no secret in it, nor a form of one.
 */
#ifndef NXSECURE_SECURE_H
#define NXSECURE_SECURE_H

#include "certs.h"
#include "harness.h"
#include "report.h"

#include "nxd_pop3_client_secure.h"

/* NetX Crypto's tables, which no header of NetX declares. */
extern const NX_SECURE_TLS_CRYPTO nx_crypto_tls_ciphers_ecc;
extern const USHORT nx_crypto_ecc_supported_groups[];
extern const UINT nx_crypto_ecc_supported_groups_size;
extern const NX_CRYPTO_METHOD *nx_crypto_ecc_curves[];

#define TOKEN "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"

/* The script. */
enum deed {
    FINISH,    /* nothing more may come */
    SAY,       /* in the clear before TLS, else in TLS */
    HEAR,      /* exactly this line, in a packet of its own */
    SHAKE,     /* hands */
    SHAKE_NOT, /* hands, which has to fail */
    REPLY,     /* hears a line, says what reply() makes of it */
    NOTIFY,    /* close_notify, then FIN */
    CUT,       /* FIN without close_notify */
    DRIP,      /* an octet every fifth of a second, under TLS, until that fails */
    AGAIN      /* the client hangs up and connects again */
};
struct line {
    enum deed deed;
    const char *text;
    void (*reply)(const char *heard, char *say); /* say: 2048 octets */
};

/* How the client is made, and what comes of it. */
struct scene_tls {
    const char *name;
    ULONG port;                 /* 0: 995 */
    enum cert_name cert, above; /* of the server; above: sent with it, if not CERT_ROOT */
    enum cert_name trusted;
    const char *host; /* the callback's; NULL: no callback */
    ULONG now;        /* the time function's; 0: no time function */
    int plain;        /* created without TLS */
    UINT apop;
    NX_POP3_CLIENT_AUTH *auth;
    USHORT version; /* the server's, 0: any */
    UINT status;    /* of create */
    ULONG ticks;    /* that create takes, about; 0: any */
    void (*then)(void);
    struct line lines[40];
};

/* How it is played: segments by the MTU, records of so many octets of a SAY. */
struct play {
    UINT family, mtu;
    size_t record; /* 0: all in one */
};

void tls_run(const struct scene_tls *scene, const struct play *play);

/* For then(): a step that must give this status. */
void must_give(const char *what, UINT got, UINT want);
void fetch(UINT item, const char *text, size_t n);

/* The server thread. */
void tls_server_start(const struct scene_tls *scene, const struct play *play);
void tls_server_stop(void);
const char *tls_server_clear(size_t *n); /* what came in the clear */

/* Every line of a greeting and a login by PLAIN, in TLS. */
#define S_HELLO                                                                                \
    {                                                                                          \
        SAY, "+OK ready\r\n", NULL                                                             \
    }
#define S_CAPA(list)                                                                           \
    {HEAR, "CAPA\r\n", NULL},                                                                  \
    {                                                                                          \
        SAY, "+OK\r\n" list ".\r\n", NULL                                                      \
    }
#define S_PLAIN                                                                                \
    {HEAR, "AUTH PLAIN AG1yb3NlAHRhbnN0YWFm\r\n", NULL},                                       \
    {                                                                                          \
        SAY, "+OK logged in\r\n", NULL                                                         \
    }
#define S_LOGIN S_HELLO, S_CAPA("SASL PLAIN\r\nUIDL\r\n"), S_PLAIN
#define S_STAT                                                                                 \
    {HEAR, "STAT\r\n", NULL},                                                                  \
    {                                                                                          \
        SAY, "+OK 2 320\r\n", NULL                                                             \
    }
#define S_QUIT                                                                                 \
    {HEAR, "QUIT\r\n", NULL},                                                                  \
    {                                                                                          \
        SAY, "+OK bye\r\n", NULL                                                               \
    }
#define S_END                                                                                  \
    {                                                                                          \
        FINISH, NULL, NULL                                                                     \
    }

#endif
