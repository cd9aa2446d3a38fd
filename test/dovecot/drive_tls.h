/* SPDX-License-Identifier: MIT */
/*
 * A POP3 session with TLS, blocking: engine, login and TLS together. drive_tls.c
 * is an example of how.
 */
#ifndef TEST_DOVECOT_DRIVE_TLS_H
#define TEST_DOVECOT_DRIVE_TLS_H

#include "drive.h"
#include "wire.h"

#include "nxpop3/login.h"
#include "pop3_tls.h"

struct secure_target {
    struct pop3_tls_context *context;
    const char *host;   /* what the certificate must be for */
    int family;         /* AF_INET or AF_INET6: 127.0.0.1 or ::1 */
    uint16_t port;      /* of POP3S if tls_first, else of POP3 */
    bool tls_first;     /* else STLS, as the login's policy wants it */
    size_t chunk;       /* octets asked of one receive; 0: what fits */
    const char *source; /* see wire_open() */
};

struct secure {
    struct drive c; /* first: drive_ask() works when the login is done */
    struct wire wire;
    struct pop3_tls *tls;        /* NULL: in the clear */
    struct pop3_tls_error fault; /* why TLS is not possible */
    struct pop3_bytes records;   /* received, and not yet taken by TLS */
    size_t chunk;
    struct pop3_login login;
    uint8_t binding[POP3_SCRAM_MAX_BINDING], nonce[25];
    uint8_t buffer[65536];
};

/*
 * Connects, does TLS as the target says, and logs in. Nonce and channel binding
 * of config are filled in; what else is in it stays the caller's. False: see s->login.why,
 * pop3_error(&s->c.p), s->fault. secure_close() follows in any case.
 */
bool secure_login(struct secure *s, const struct secure_target *target,
                  struct pop3_login_config *config);

/* Ends TLS and the connection; QUIT is the caller's. */
void secure_close(struct secure *s);

#endif
