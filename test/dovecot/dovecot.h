/* SPDX-License-Identifier: MIT */
/*
 * A Dovecot of one's own: a fresh directory, accounts with plain-text
 * passwords (APOP, CRAM-MD5 and SCRAM are computed from them), a Maildir each,
 * POP3 on a free port of 127.0.0.1 and ::1, and POP3S on another if asked for,
 * nothing shared with another instance or with the system's.
 *
 * Works as root (mail then belongs to nobody) and as an ordinary user. The
 * server ends with dovecot_stop(), and by itself when the test program dies.
 */
#ifndef TEST_DOVECOT_H
#define TEST_DOVECOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

struct account {
    const char *name, *password;
};

/* Zero is the default: no TLS, PLAIN and APOP, in the clear. */
struct dovecot_options {
    const char *vault;      /* directory of a struct vault: TLS, STLS, every mechanism */
    bool no_stls;           /* mechanisms without TLS */
    bool no_cleartext_auth; /* not for clients at the server's own address: they are trusted */
};

struct dovecot {
    char dir[64];      /* everything of this instance */
    uint16_t port;     /* of both addresses */
    uint16_t tls_port; /* the same for POP3S; nobody listens without a vault */
    pid_t master;      /* leader of its process group; 0: none runs */
    uid_t uid;         /* whose the mail is */
    gid_t gid;
    struct dovecot_options options;
};

/*
 * Starts a server that greets on both addresses. False, after saying why on
 * stderr: no Dovecot is installed, or it does not come up.
 */
bool dovecot_start(struct dovecot *d, const struct account *accounts, size_t count);
bool dovecot_start_with(struct dovecot *d, const struct account *accounts, size_t count,
                        const struct dovecot_options *options);

/* Ends the server and removes its directory; shows its log where failures is not 0.
 * Returns failures. */
int dovecot_stop(struct dovecot *d, int failures);

/* Used by dovecot.c: writes directories and the configuration for d->port. */
bool dovecot_configure(const struct dovecot *d);
bool dovecot_configure_tls(const struct dovecot *d, FILE *conf); /* with a vault */
bool dovecot_accounts(const struct dovecot *d, const struct account *accounts, size_t count);

/* With a vault, the mechanisms that the accounts' passwords are for. */
#define DOVECOT_BY_PASSWORD                                                                    \
    "  mechanisms = plain login cram-md5 apop scram-sha-1 scram-sha-256\n"

#define DOVECOT_PATH 192 /* octets that hold any path below dir */

#endif
