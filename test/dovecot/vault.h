/* SPDX-License-Identifier: MIT */
/*
 * What a server with TLS and its clients trust, made when a test runs, in a
 * directory of its own: ca.pem and the certificates that it signed, each with its
 * key behind it, and the key of a token issuer.
 *
 *     server.pem    for localhost, 127.0.0.1 and ::1
 *     expired.pem   for expired.example, over since yesterday
 *     foreign.pem   for foreign.example, signed by a CA that nobody trusts
 *     client.pem    for the client CLIENT_NAME
 *     stranger.pem  the same name, signed by the other CA
 */
#ifndef TEST_DOVECOT_VAULT_H
#define TEST_DOVECOT_VAULT_H

#include "pop3_tls.h"

#define CLIENT_NAME "mrose"

struct vault {
    char dir[64];
    uint8_t key[32]; /* of the tokens, HS256 */
};

/* Ends the program on failure: there is nothing to test then. */
void vault_begin(struct vault *vault);
void vault_end(struct vault *vault);

/* Trusts the vault's CA, and shows a certificate of it unless own is NULL ("client.pem"). */
struct pop3_tls_context *vault_context(const struct vault *vault, const char *own);

/*
 * A token for user (a JWT, RFC 7519, by HMAC-SHA-256, RFC 7515), good from now for
 * so many seconds, which may be negative.
 */
#define TOKEN_TEXT 512
void vault_token(const uint8_t key[32], const char *user, long seconds, char token[TOKEN_TEXT]);

#endif
