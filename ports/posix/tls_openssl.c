/* SPDX-License-Identifier: MIT */
/*
 * A session: handshake, read, write, close.
 *
 * Invariants: a write is begun only where its record fits, so none is ever half
 * done. After the first failure nothing is decrypted or encrypted any more. No
 * plaintext is taken before the handshake is done, and with it the verification.
 *
 * RFC 8446, RFC 5246; close_notify and truncation: RFC 8446 section 6.1.
 */
#include <string.h>

#include <openssl/err.h>

#include "tls_parts.h"

#define OUT_SPARE  512u   /* for headers, MACs, alerts and a key update */
#define MAX_RECORD 16384u /* plaintext of one record */

/* Called when a server asks for a certificate of ours, whether there is one or not. */
static int client_asked(SSL *ssl, void *unused)
{
    struct pop3_tls *t = SSL_get_app_data(ssl);

    (void)unused;
    t->asked = true;
    return 1;
}

static bool ssl_fill(struct pop3_tls *t)
{
    BIO *bio = BIO_new(t->context->bio);

    t->ssl = SSL_new(t->context->ssl);
    if (t->ssl == NULL || bio == NULL) {
        BIO_free(bio);
        return false;
    }
    BIO_set_data(bio, t);
    SSL_set_bio(t->ssl, bio, bio);
    SSL_set_app_data(t->ssl, t);
    SSL_set_connect_state(t->ssl);
    SSL_set_cert_cb(t->ssl, client_asked, NULL);
    if (t->pins.mode != POP3_TLS_PIN_ALONE &&
        SSL_set_tlsext_status_type(t->ssl, TLSEXT_STATUSTYPE_ocsp) != 1)
        return false;
    return tls_host_apply(&t->host, t->ssl);
}

static bool target_fill(struct pop3_tls *t, const struct pop3_tls_target *target,
                        struct pop3_tls_error *error)
{
    if (!tls_host_parse(&t->host, target->host)) {
        tls_local_error(error, "not a host name in ASCII, nor an IP address:",
                        target->host != NULL ? target->host : "(none)");
        return false;
    }
    t->pins.mode = target->pinning;
    if (target->pins != NULL && !tls_pins_parse(&t->pins, target->pins)) {
        tls_local_error(error,
                        "not pins of the form sha256//BASE64;sha256//BASE64:", target->pins);
        return false;
    }
    if (t->pins.count == 0 && t->pins.mode == POP3_TLS_PIN_ALONE) {
        tls_local_error(error, "a pin alone is to be trusted, but none is configured for",
                        t->host.name);
        return false;
    }
    if (ssl_fill(t) && tls_resume_scope(t))
        return true;
    tls_local_error(error, "OpenSSL cannot begin a session", NULL);
    return false;
}

struct pop3_tls *pop3_tls_new(struct pop3_tls_context *context,
                              const struct pop3_tls_target *target,
                              struct pop3_tls_error *error)
{
    struct pop3_tls *t = OPENSSL_zalloc(sizeof(*t));

    ERR_clear_error();
    error->fault = POP3_TLS_FINE;
    error->text[0] = '\0';
    if (t == NULL) {
        tls_local_error(error, "out of memory", NULL);
        return NULL;
    }
    atomic_fetch_add(&context->users, 1);
    t->context = context;
    if (!target_fill(t, target, error)) {
        pop3_tls_free(t);
        return NULL;
    }
    tls_resume_offer(t, target->resume);
    return t;
}

void pop3_tls_free(struct pop3_tls *t)
{
    if (t == NULL)
        return;
    SSL_free(t->ssl);
    SSL_SESSION_free(t->fresh);
    X509_free(t->peer);
    OPENSSL_free(t->pins.digest);
    OPENSSL_free(t->out);
    pop3_tls_context_free(t->context);
    OPENSSL_clear_free(t, sizeof(*t));
}

const struct pop3_tls_error *pop3_tls_error(const struct pop3_tls *t)
{
    return &t->error;
}

static enum pop3_tls_step step_truncated(struct pop3_tls *t)
{
    tls_fail(t, POP3_TLS_TRUNCATED,
             t->done ? "the connection ended without TLS saying so, and what came last may "
                       "be incomplete; try again"
                     : "the server closed the connection during the TLS handshake; try again, "
                       "and check that the port is one for TLS");
    return POP3_TLS_FAILED;
}

/* What OpenSSL means by a result that is no success. */
static enum pop3_tls_step step_of(struct pop3_tls *t, int result)
{
    switch (SSL_get_error(t->ssl, result)) {
    case SSL_ERROR_WANT_READ:
        return t->eof ? step_truncated(t) : POP3_TLS_WANT_INPUT;
    case SSL_ERROR_WANT_WRITE:
        return POP3_TLS_WANT_OUTPUT;
    case SSL_ERROR_ZERO_RETURN:
        if (!t->done)
            return step_truncated(t);
        t->closed = true;
        return POP3_TLS_CLOSED;
    }
    tls_fail_openssl(t);
    return POP3_TLS_FAILED;
}

enum pop3_tls_step pop3_tls_handshake(struct pop3_tls *t, struct pop3_bytes *in)
{
    int result;
    enum pop3_tls_step step = POP3_TLS_DONE;

    if (t->error.fault != POP3_TLS_FINE)
        return POP3_TLS_FAILED;
    if (t->done)
        return POP3_TLS_DONE;
    ERR_clear_error();
    t->in = in;
    result = SSL_do_handshake(t->ssl);
    if (result == 1)
        t->done = true;
    else
        step = step_of(t, result);
    t->in = NULL;
    return step;
}

/* Records until to is full or the input used up; *n may be more than 0 whatever it returns. */
/*
 * OpenSSL's read buffer is given back when a session comes to rest, not after each
 * record: the last read of a burst finds no input, and the mode set.
 */
static void buffer_keep(struct pop3_tls *t, bool keep)
{
    if (keep)
        SSL_clear_mode(t->ssl, SSL_MODE_RELEASE_BUFFERS);
    else
        SSL_set_mode(t->ssl, SSL_MODE_RELEASE_BUFFERS);
}

static enum pop3_tls_step records_read(struct pop3_tls *t, uint8_t *to, size_t cap, size_t *n)
{
    while (*n < cap) {
        size_t more = 0;
        int result;

        buffer_keep(t, t->in->n > 0);
        result = SSL_read_ex(t->ssl, to + *n, cap - *n, &more);

        if (result != 1)
            return step_of(t, result);
        *n += more;
    }
    return POP3_TLS_DONE;
}

enum pop3_tls_step pop3_tls_read(struct pop3_tls *t, struct pop3_bytes *in, uint8_t *to,
                                 size_t cap, size_t *n)
{
    enum pop3_tls_step step;

    *n = 0;
    if (!t->done)
        tls_fail(t, POP3_TLS_LOCAL, "read before the TLS handshake was done");
    if (t->error.fault != POP3_TLS_FINE)
        return POP3_TLS_FAILED;
    if (t->closed)
        return POP3_TLS_CLOSED;
    ERR_clear_error();
    t->in = in;
    step = records_read(t, to, cap, n);
    t->in = NULL;
    return *n != 0 ? POP3_TLS_DONE : step;
}

size_t pop3_tls_write(struct pop3_tls *t, struct pop3_bytes data)
{
    size_t taken = 0;

    if (!t->done || t->closing)
        return 0;
    ERR_clear_error();
    while (taken < data.n && t->error.fault == POP3_TLS_FINE) {
        size_t room = TLS_OUT_MOST - t->out_len, n = data.n - taken, written = 0;
        int result;

        if (room <= OUT_SPARE)
            break;
        n = n < room - OUT_SPARE ? n : room - OUT_SPARE;
        n = n < MAX_RECORD ? n : MAX_RECORD;
        result = SSL_write_ex(t->ssl, data.p + taken, n, &written);
        if (result != 1)
            tls_fail_openssl(t);
        taken += written;
    }
    return taken;
}

void pop3_tls_close(struct pop3_tls *t)
{
    if (!t->done || t->closing || t->error.fault != POP3_TLS_FINE)
        return;
    ERR_clear_error();
    t->closing = true;
    if (SSL_shutdown(t->ssl) < 0)
        tls_fail_openssl(t);
}

void pop3_tls_eof(struct pop3_tls *t)
{
    t->eof = true;
}
