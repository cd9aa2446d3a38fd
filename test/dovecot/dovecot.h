/* SPDX-License-Identifier: MIT */
/*
 * A Dovecot of one's own: a fresh directory, accounts with plain-text
 * passwords (APOP needs them), a Maildir each, POP3 on a free port of 127.0.0.1
 * and ::1, nothing shared with another instance or with the system's.
 *
 * Works as root (mail then belongs to nobody) and as an ordinary user. The
 * server ends with dovecot_stop(), and by itself when the test program dies.
 */
#ifndef TEST_DOVECOT_H
#define TEST_DOVECOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct account {
    const char *name, *password;
};

struct dovecot {
    char dir[64];  /* everything of this instance */
    uint16_t port; /* of both addresses */
    pid_t master;  /* leader of its process group; 0: none runs */
    uid_t uid;     /* whose the mail is */
    gid_t gid;
};

/*
 * Starts a server that greets on both addresses. False, after saying why on
 * stderr: no Dovecot is installed, or it does not come up.
 */
bool dovecot_start(struct dovecot *d, const struct account *accounts, size_t count);

/* Ends the server and removes its directory; shows its log where failures is not 0.
 * Returns failures. */
int dovecot_stop(struct dovecot *d, int failures);

/* Used by dovecot.c: writes directories and the configuration for d->port. */
bool dovecot_configure(const struct dovecot *d);
bool dovecot_accounts(const struct dovecot *d, const struct account *accounts, size_t count);

#define DOVECOT_PATH 192 /* octets that hold any path below dir */

#endif
