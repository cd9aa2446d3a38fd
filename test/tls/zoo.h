/* SPDX-License-Identifier: MIT */
/*
 * Certificates of every kind, made when a test runs, and a server to show them:
 * OpenSSL's server side in the same process, over memory. Whatever goes wrong here, as
 * opposed to in what is tested, ends the program.
 */
#ifndef ZOO_H
#define ZOO_H

#include <openssl/ocsp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "pop3_tls.h"

#define DAY 86400L

struct cert {
    X509 *x509;
    EVP_PKEY *key;
};

struct cert_spec {
    const char *cn;      /* NULL: "server" */
    const char *san;     /* as in openssl.cnf, "DNS:a,IP:1.2.3.4"; NULL: none */
    const char *raw_dns; /* one more dNSName, octets as they are */
    size_t raw_len;
    long from, to; /* seconds from now; both 0: a day ago, in a day */
    int rsa_bits;  /* 0: P-256 */
    bool ed25519, ca, must_staple;
    const char *md;  /* NULL: SHA256 */
    const char *eku; /* NULL: serverAuth */
};

/* Signed by issuer, by itself where issuer is NULL. */
struct cert cert_make(const struct cert_spec *spec, const struct cert *issuer);
void cert_free(struct cert *cert);

/* DER of an OCSP answer, OPENSSL_malloc()ed. md_id names the certificate. */
struct staple {
    unsigned char *der;
    int n;
};
struct staple staple_make(const struct cert *cert, const struct cert *issuer,
                          const struct cert *signer, int status, long from, long to,
                          const EVP_MD *md_id);

/* Files in a folder of their own, removed by zoo_end(). */
struct zoo {
    char dir[64];
    char ca_file[96], own_file[96], own_key[96], other_ca_file[96], empty_file[96];
    struct cert root, other_root, good, own;
};
void zoo_begin(struct zoo *zoo);
void zoo_end(struct zoo *zoo);
void pem_write(const char *file, const struct cert *cert, bool with_cert, bool with_key);

struct server_spec {
    const struct cert *cert;
    int min, max; /* 0: TLS 1.2 to 1.3 */
    struct staple staple;
    const char *ciphers;      /* NULL: default */
    const char *client_ca;    /* a file: a client certificate is demanded */
    uint64_t options;         /* of SSL_CTX, besides */
    const struct cert *chain; /* one more certificate to show */
};

struct server {
    SSL_CTX *ctx;
    SSL *ssl;
    BIO *in, *out;
    char sni[256];
    struct staple staple;
    size_t got; /* plaintext octets read */
};
SSL_CTX *server_ctx(const struct server_spec *spec);
void server_begin(struct server *server, SSL_CTX *ctx, const struct server_spec *spec);
void server_end(struct server *server);

/* A client, the server, and the wire between them, cut into chunks. */
struct pair {
    struct pop3_tls *t;
    struct server server;
    size_t chunk;
    uint8_t wire[70000];
    size_t wire_n; /* from the server, not yet taken */
};

/* Moves what either side wrote, at most a chunk each way; false if nothing moved. */
bool pair_move(struct pair *pair);
enum pop3_tls_step pair_shake(struct pair *pair);
/* Reads what there is; CLOSED, FAILED or WANT_INPUT when nothing more comes. */
enum pop3_tls_step pair_read(struct pair *pair, uint8_t *to, size_t cap, size_t *n);

/* "x" must hold in the scaffolding. */
void must(bool x, const char *what);
#define MUST(x) must(x, #x)

#endif
