/* SPDX-License-Identifier: MIT */
/* Internal to the host port: what its NX Secure files share.

   A session is OpenSSL between two memory BIOs. What arrives over the NetX
   socket goes into one of them, what stands in the other is sent over it; the
   calling thread waits in the services of NetX alone, so that virtual time,
   the RAM driver and the host driver all serve. Exactly one ThreadX thread
   runs at a time and OpenSSL is never left half-way, so there is no lock.

   The SSL object exists from nx_secure_tls_session_start to
   nx_secure_tls_session_reset; "type" of the session says which. */
#ifndef NX_SECURE_CORE_H
#define NX_SECURE_CORE_H

#define NX_SECURE_SOURCE_CODE
#include "nx_secure_tls_api.h"

#include <openssl/ssl.h>

/* What a session asks of its metadata area: as much as NX Secure does on 64 bits with the tables
   that come with it. */
#define NX_SECURE_METADATA_SIZE 10256

typedef struct NX_SECURE_HOST_STRUCT
{
    SSL_CTX *context;
    SSL *ssl;
    BIO *in, *out;  /* The SSL object's */
    UINT status;    /* Why a certificate was refused */
    UCHAR finished; /* The handshake is */
    UCHAR alert;    /* One was received; level and value are in the session */
    UCHAR record[NX_SECURE_TLS_MAX_PLAINTEXT_LENGTH]; /* Plain octets on their way; wiped after it */
} NX_SECURE_HOST;

/* The handshake's peer is the session. */
static inline NX_SECURE_TLS_SESSION *nx_secure_session_of(const SSL *ssl)
{
    return (NX_SECURE_TLS_SESSION *)SSL_get_app_data(ssl);
}

/* nx_secure_tls_context.c: makes the SSL object, with the certificates and settings. */
UINT _nx_secure_host_open(NX_SECURE_TLS_SESSION *tls_session);
VOID _nx_secure_host_close(NX_SECURE_TLS_SESSION *tls_session);

/* nx_secure_tls_verify.c */
int _nx_secure_host_verify(X509_STORE_CTX *store_context, VOID *session);

/* nx_secure_tls_io.c: what OpenSSL wants to send, in packet_ptr or in one of the session's pool;
   what it wants to receive; why it failed. */
UINT _nx_secure_host_flush(NX_SECURE_TLS_SESSION *tls_session, ULONG wait_option);
UINT _nx_secure_host_packet_fill(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET *packet_ptr,
                                 ULONG wait_option);
UINT _nx_secure_host_feed(NX_SECURE_TLS_SESSION *tls_session, ULONG wait_option);
UINT _nx_secure_host_failure(NX_SECURE_TLS_SESSION *tls_session);

#endif
