/* SPDX-License-Identifier: MIT */
/*
 * Mail made up for the tests, the same in every run, and what a client must
 * receive of it: the length and the SHA-256 of the message with CRLF line ends.
 */
#ifndef TEST_DOVECOT_MAIL_H
#define TEST_DOVECOT_MAIL_H

#include "dovecot.h"

#include <openssl/evp.h>

enum mail_kind {
    MAIL_PROSE,      /* lines of words, some begin with a dot */
    MAIL_DOTS,       /* every body line begins with a dot; lines of nothing but dots */
    MAIL_EIGHT_BIT,  /* every octet but NUL and LF; CR not at the end of a line */
    MAIL_EMPTY_BODY, /* a header, an empty line, nothing */
    MAIL_UNFINISHED, /* the last line has no end in the file; Dovecot adds it */
    MAIL_CRLF,       /* CRLF in the file already */
    MAIL_LONG_LINES, /* of 998 octets and more, up to the size of the mail */
    MAIL_KINDS
};

/* What was written, and what came: the same type, to be compared. */
struct mail {
    uint64_t octets;
    uint64_t listed; /* by STAT, LIST and RETR: Dovecot does not count an end that it adds */
    uint8_t sha256[32];
};

/* Octets on their way into a struct mail. */
struct mail_sum {
    EVP_MD_CTX *md;
    uint64_t octets;
};
void mail_sum_begin(struct mail_sum *sum);
void mail_sum_add(struct mail_sum *sum, const void *p, size_t n);
void mail_sum_end(struct mail_sum *sum, struct mail *mail);

bool mail_equal(const struct mail *a, const struct mail *b);

/* Puts message n (from 1 on) of about size octets into a Maildir of d. */
bool mail_put(const struct dovecot *d, const char *user, uint32_t n, enum mail_kind kind,
              size_t size, struct mail *mail);

/* Puts count messages of all kinds and of varied sizes up to size. */
bool mail_put_many(const struct dovecot *d, const char *user, uint32_t count, size_t size,
                   struct mail *mails);

/* How many messages are left in the Maildir; -1 if it cannot be read. */
int mail_count(const struct dovecot *d, const char *user);

/* APOP's digest (RFC 1939 section 7): MD5 of timestamp and password, in hexadecimal. */
void apop_digest(const void *timestamp, size_t n, const char *password, char text[33]);

#endif
