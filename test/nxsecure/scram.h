/* SPDX-License-Identifier: MIT */
/* The server's side of the mechanisms that compute: CRAM-MD5 (RFC 2195) and SCRAM (RFC 5802).
 */
#ifndef NXSECURE_SCRAM_H
#define NXSECURE_SCRAM_H

#include <stddef.h>

/* How the server of SCRAM behaves, and what it saw. */
extern struct scram {
    const char *mechanism; /* "SCRAM-SHA-1" or "SCRAM-SHA-256" */
    unsigned iterations;
    enum { SCRAM_GOOD, SCRAM_WRONG_SIGNATURE, SCRAM_OTHER_NONCE, SCRAM_OK_AT_ONCE } how;
    int proved; /* the client's proof was right */
} scram;

/* Replies for a struct line, in this order. */
void scram_first(const char *heard, char *say);
void scram_final(const char *heard, char *say);
void scram_end(const char *heard, char *say);

void cram_challenge(const char *heard, char *say);
void cram_end(const char *heard, char *say);

#endif
