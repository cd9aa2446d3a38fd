/* SPDX-License-Identifier: MIT */
/*
 * A reference for SCRAM that shares nothing with src/login: the messages as
 * strings, the arithmetic by OpenSSL's PKCS5_PBKDF2_HMAC() and HMAC(), base64
 * by EVP_EncodeBlock(). Only for strings without NUL.
 */
#ifndef SASL_SCRAM_H
#define SASL_SCRAM_H

#include "harness.h"

#define SCRAM_TEXT 1024u

#define NOTHING LITERAL("")

/* The exchange of RFC 5802 section 5: user, pencil. */
#define NONCE "fyko+d2lbbFgONRv9qkxdawL"
#define FIRST "r=" NONCE "3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
#define FINAL "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="

struct scram_reference {
    size_t size;
    uint8_t salted[32], client_key[32], stored_key[32], server_key[32];
    char without_proof[SCRAM_TEXT]; /* client-final-message-without-proof */
    char client_final[SCRAM_TEXT], server_final[SCRAM_TEXT];
};

/* gs2 is the header; binding is behind it in c=. salt is not in base64. */
struct scram_case {
    enum pop3_hash hash;
    const char *gs2, *bare, *server_first, *password, *salt;
    int iterations;
    struct pop3_bytes binding;
};

void scram_calculate(const struct scram_case *c, struct scram_reference *to);

/* That exchange, up to our first message. */
void scram_begin(struct pop3_scram *m, uint32_t slice);

/* Asserts that nothing derived from the password is in it. */
void scram_left_nothing(const struct pop3_scram *m);

/* Base64 of some bytes, with its NUL. */
void base64_of(char *to, const void *from, size_t n);

#endif
