/* SPDX-License-Identifier: MIT */
/* One Maildir served as a maildrop (RFC 1939 §3 and §6).
 *
 * Opening takes the exclusive lock and makes the snapshot: the regular files of new/ and cur/
 * whose names do not begin with a dot, sorted by name. Numbers and sizes stay the same until
 * closing. Nothing in the Maildir changes except by maildrop_update.
 *
 * The lock is flock() on the Maildir itself: it excludes other sessions of this process as
 * well as other processes, vanishes with its holder, and leaves no file behind.
 *
 * The table is kept after closing: the next snapshot measures only files that are new or
 * have changed. */
#ifndef PRACTICE_MAILDROP_H
#define PRACTICE_MAILDROP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MAILDROP_UID 71 /* a unique-id and its NUL (RFC 1939 §7) */

struct message {
    char *name;      /* "new/..." or "cur/..." */
    uint64_t octets; /* on the wire, unstuffed */
    uint64_t size, changed;
    ino_t inode;
    bool as_is;   /* the file needs neither CR nor stuffed dots */
    bool twin;    /* an earlier message has the same unique name */
    bool deleted; /* by this session, so far */
};

struct maildrop {
    int fd; /* the locked Maildir, -1 when closed */
    struct message *msg;
    size_t n;
};

enum maildrop_result { MAILDROP_OK, MAILDROP_IN_USE, MAILDROP_FAILED };

/* On MAILDROP_FAILED errno tells why. */
enum maildrop_result maildrop_open(struct maildrop *, const char *path);
void maildrop_close(struct maildrop *);
void maildrop_free(struct maildrop *);

/* Number and octets of the messages not marked deleted. */
void maildrop_stat(const struct maildrop *, size_t *count, uint64_t *octets);
void maildrop_reset(struct maildrop *);

/* The UPDATE state: removes what is marked; returns how many could not be removed. */
size_t maildrop_update(struct maildrop *);

/* The file of a message, unchanged since the snapshot; -1 and errno otherwise. */
int maildrop_message_open(const struct maildrop *, const struct message *);

/* The name's part before ':' where that is a legal unique-id, else its SHA-256. */
void maildrop_uid(const struct message *, char uid[MAILDROP_UID]);

#endif
