/* SPDX-License-Identifier: MIT */
/*
 * How engine, login and TLS go together over a blocking socket. Each of the
 * three is without I/O; this is all of it:
 *
 *     socket -> records -> pop3_tls_read()  -> c.in      -> pop3_next() -> events
 *     socket <- records <- pop3_tls_write() <- pop3_out() <- commands
 *
 * Without TLS, or before it, the middle is left out. The events go to the
 * login until it is over, and to the caller then.
 */
#include "drive_tls.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/rand.h>

/* Puts what TLS has for the server on the wire: records, alerts. */
static bool records_flush(struct secure *s)
{
    struct pop3_bytes out = pop3_tls_out(s->tls);
    if (!wire_send(&s->wire, out))
        return false;
    pop3_tls_sent(s->tls, out.n);
    return true;
}

/* Puts what the engine has for the server on the wire, encrypted once TLS is there. */
static void out_flush(struct secure *s)
{
    struct pop3 *p = &s->c.p;
    for (struct pop3_bytes out; (out = pop3_out(p)).n > 0;) {
        size_t n = s->tls ? pop3_tls_write(s->tls, out) : out.n;
        if (n == 0) {
            pop3_fail(p, POP3_ERR_TLS);
            return;
        }
        if (!(s->tls ? records_flush(s) : wire_send(&s->wire, out))) {
            pop3_fail(p, POP3_ERR_LINK);
            return;
        }
        pop3_sent(p, n); /* wipes them: a password has left our buffers */
    }
}

/* More octets from the network. 0: the end of the stream; -1: the engine knows why not. */
static long receive(struct secure *s)
{
    struct pop3 *p = &s->c.p;
    long n = wire_receive(&s->wire, s->buffer, s->chunk, pop3_tick(p, wire_now()));
    if (n < 0 && pop3_tick(p, wire_now()) != 0) /* it was not the clock */
        pop3_fail(p, POP3_ERR_LINK);
    return n;
}

static void plain_read(struct secure *s)
{
    long n = receive(s);
    if (n == 0)
        pop3_eof(&s->c.p);
    s->c.in = (struct pop3_bytes){s->buffer, n > 0 ? (size_t)n : 0};
}

static bool records_receive(struct secure *s)
{
    long n = receive(s);
    if (n == 0)
        pop3_tls_eof(s->tls);
    s->records = (struct pop3_bytes){s->buffer, n > 0 ? (size_t)n : 0};
    return n >= 0;
}

/* Plaintext for the engine; receives as long as there is none. */
static void tls_read(struct secure *s)
{
    struct pop3 *p = &s->c.p;
    size_t n = 0;
    do {
        switch (pop3_tls_read(s->tls, &s->records, s->c.buffer, sizeof s->c.buffer, &n)) {
        case POP3_TLS_DONE:
        case POP3_TLS_WANT_OUTPUT:
            break;
        case POP3_TLS_WANT_INPUT:
            if (!records_flush(s) || !records_receive(s))
                return;
            break;
        case POP3_TLS_CLOSED:
            pop3_eof(p);
            return;
        case POP3_TLS_FAILED: /* a cut-off stream too: close_notify did not come */
            pop3_fail(p, POP3_ERR_TLS);
            break;
        }
        if (!records_flush(s))
            pop3_fail(p, POP3_ERR_LINK);
    } while (n == 0 && pop3_error(p) == POP3_OK);
    s->c.in = (struct pop3_bytes){s->c.buffer, n};
}

/* One turn of the pump: out, then in. False when the session is broken. */
static bool turn(struct drive *c)
{
    struct secure *s = (struct secure *)c;
    out_flush(s);
    if (pop3_error(&c->p) == POP3_OK)
        (s->tls ? tls_read : plain_read)(s);
    return pop3_error(&c->p) == POP3_OK;
}

/* Shakes hands, which verifies the server; not an octet of the session before. */
static bool handshake(struct secure *s, const struct secure_target *target)
{
    struct pop3_tls_target to = {.host = target->host};
    s->records.n = 0;
    s->tls = pop3_tls_new(target->context, &to, &s->fault);
    if (!s->tls)
        return false;
    for (;;) {
        enum pop3_tls_step step = pop3_tls_handshake(s->tls, &s->records);
        bool good = records_flush(s);
        if (step == POP3_TLS_DONE && good)
            return true;
        if (step == POP3_TLS_FAILED)
            s->fault = *pop3_tls_error(s->tls);
        if (!good || step == POP3_TLS_FAILED ||
            (step == POP3_TLS_WANT_INPUT && !records_receive(s)))
            return false;
    }
}

/* What binds SCRAM to this TLS session, where there is such a thing (RFC 9266). */
static enum pop3_binding binding_get(struct secure *s, struct pop3_bytes *data)
{
    size_t n = pop3_tls_binding(s->tls, POP3_BIND_TLS_EXPORTER, s->binding);
    *data = (struct pop3_bytes){s->binding, n};
    return n > 0 ? POP3_BIND_TLS_EXPORTER : POP3_BIND_NONE;
}

/* The events go to the login; where it asks for TLS, hands are shaken. */
static bool login_run(struct secure *s, const struct secure_target *target)
{
    struct pop3_event ev;
    struct pop3_bytes binding;
    enum pop3_login_what what = POP3_LOGIN_MORE;
    while (what == POP3_LOGIN_MORE) {
        if (pop3_next(&s->c.p, &s->c.in, &ev) != POP3_NONE)
            what = pop3_login_event(&s->login, &ev);
        else if (!pop3_auth_busy(&s->c.p))
            turn(&s->c); /* if it breaks, the next event says so */
        if (what != POP3_LOGIN_TLS)
            continue;
        what = POP3_LOGIN_MORE;
        if (handshake(s, target)) {
            enum pop3_binding how = binding_get(s, &binding);
            what = pop3_login_secured(&s->login, how, binding);
        } else {
            pop3_fail(&s->c.p, POP3_ERR_TLS);
        }
    }
    return what == POP3_LOGIN_DONE;
}

bool secure_login(struct secure *s, const struct secure_target *target,
                  struct pop3_login_config *config)
{
    uint8_t random[18];
    memset(s, 0, sizeof *s);
    s->chunk = target->chunk ? target->chunk : sizeof s->buffer;
    drive_begin(&s->c, 0);
    s->c.turn = turn;
    if (!wire_open(&s->wire, target->family, target->source, target->port) ||
        RAND_bytes(random, sizeof random) != 1)
        return false;
    EVP_EncodeBlock(s->nonce, random, sizeof random);
    config->nonce = (struct pop3_bytes){s->nonce, 24};
    config->tls_first = target->tls_first;
    if (target->tls_first) {
        if (!handshake(s, target))
            return false;
        config->binding = binding_get(s, &config->binding_data);
    }
    pop3_login_init(&s->login, &s->c.p, config);
    return login_run(s, target);
}

void secure_close(struct secure *s)
{
    if (s->tls) {
        pop3_tls_close(s->tls);
        records_flush(s);
        pop3_tls_free(s->tls);
        s->tls = NULL;
    }
    wire_close(&s->wire);
}
