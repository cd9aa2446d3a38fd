/* SPDX-License-Identifier: MIT */
/*
 * What the tls_*.c files share; pop3_tls.h is the contract towards others. Who
 * is where:
 *
 *     tls_context.c   trust store, versions, ciphers, our certificate
 *     tls_openssl.c   a session;                tls_bio.c     memory in, memory out
 *     tls_verify.c    the server's certificate;  tls_staple.c  its OCSP answer
 *     tls_host.c      the configured host;       tls_pin.c     public-key pins
 *     tls_resume.c    serialised sessions;       tls_info.c    facts, channel bindings
 *     tls_fault.c     sentences;                 tls_text.c    escaped text
 */
#ifndef NXPOP3_TLS_PARTS_H
#define NXPOP3_TLS_PARTS_H

#include <stdatomic.h>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "pop3_tls.h"

#define TLS_DIGEST   32u    /* octets of SHA-256 */
#define TLS_OUT_MOST 65536u /* the limit of what waits to be sent */

struct pop3_tls_context {
    SSL_CTX *ssl;
    BIO_METHOD *bio;
    atomic_uint users;          /* the owner and the sessions */
    uint8_t digest[TLS_DIGEST]; /* of all that decides whom we trust and who we are */
    bool system_store, client;
};

/* The reference identity: either a name or the octets of an address. */
struct tls_host {
    char name[256]; /* as configured, but without trailing dot, brackets and zone */
    uint8_t ip[16];
    size_t ip_len; /* 4, 16, or 0 for a name */
};

struct tls_pins {
    uint8_t (*digest)[TLS_DIGEST];
    size_t count;
    enum pop3_tls_pinning mode;
};

struct pop3_tls {
    struct pop3_tls_context *context;
    SSL *ssl;
    struct pop3_bytes *in; /* of the call that is running, else NULL */
    uint8_t *out;          /* ciphertext: head .. head + len are not yet sent */
    size_t out_head, out_len, out_cap;
    struct tls_host host;
    struct tls_pins pins;
    X509 *peer;                /* as presented, verified or not */
    SSL_SESSION *fresh;        /* the newest that can be resumed */
    uint8_t scope[TLS_DIGEST]; /* what a resumption is valid for */
    bool done, closing, closed, eof, no_memory, asked;
    struct pop3_tls_error error;
};

/* Text with a final NUL, cut at whole escapes. Begin with {buffer, 0, capacity}. */
struct tls_text {
    char *p;
    size_t n, cap;
};
void tls_text_add(struct tls_text *text, const char *ours);
void tls_text_peer(struct tls_text *text, const uint8_t *theirs, size_t n, size_t most);
void tls_text_name(struct tls_text *text, const X509_NAME *name);
void tls_text_time(struct tls_text *text, const ASN1_TIME *when);
void tls_text_pin(struct tls_text *text, const X509 *cert);
void tls_text_sans(struct tls_text *text, const X509 *cert);

/* Begins the sentence of a failure; the caller adds to it. Only the first failure counts. */
struct tls_text tls_fail_begin(struct pop3_tls *t, enum pop3_tls_fault fault);
void tls_fail(struct pop3_tls *t, enum pop3_tls_fault fault, const char *sentence);
/* From OpenSSL's error queue, which is emptied. */
void tls_fail_openssl(struct pop3_tls *t);
/* "WHAT: reason" from OpenSSL's error queue, which is emptied. */
void tls_local_error(struct pop3_tls_error *error, const char *what, const char *which);

bool tls_host_parse(struct tls_host *host, const char *configured);
bool tls_host_apply(const struct tls_host *host, SSL *ssl);
bool tls_host_matches(const struct tls_host *host, X509 *cert);

bool tls_pins_parse(struct tls_pins *pins, const char *text);
bool tls_pin_of(const X509 *cert, uint8_t digest[TLS_DIGEST]);
bool tls_pins_match(const struct tls_pins *pins, const X509 *cert);
void tls_pin_print(const uint8_t digest[TLS_DIGEST], char text[POP3_TLS_PIN_TEXT]);

BIO_METHOD *tls_bio_method(void);

/* Callbacks of OpenSSL. */
int tls_verify(X509_STORE_CTX *store, void *unused);
int tls_staple(SSL *ssl, void *unused);
int tls_resume_keep(SSL *ssl, SSL_SESSION *session);

/* 112 bits, what security level 2 of OpenSSL asks for. */
bool tls_key_strong(const X509 *cert);

bool tls_resume_scope(struct pop3_tls *t);
void tls_resume_offer(struct pop3_tls *t, struct pop3_bytes resume);

#endif
