/* SPDX-License-Identifier: MIT */
/*
 * Octets between the engine and the socket, through TLS where it is on.
 *
 * Invariants.
 * - The end of a TLS session is close_notify; a connection that ends without it
 *   breaks the session, whatever came before (RFC 5246 section 7.2.1).
 * - c->in and c->cipher_in are read into only when they are used up.
 */
#include "client_parts.h"

/* What the socket takes of data; false if it takes no more now. */
static bool link_send(struct pop3_client *c, struct pop3_bytes data, size_t *n)
{
    enum pop3_link_io io = pop3_link_write(c->link, data, n);
    c->write_broken = io == POP3_LINK_BROKEN;
    return io == POP3_LINK_DONE && *n == data.n;
}

static void plain_flush(struct pop3_client *c)
{
    struct pop3_bytes out = pop3_out(&c->pop3);
    size_t n = 0;
    while (out.n > 0 && !c->write_broken) {
        bool all = link_send(c, out, &n);
        pop3_sent(&c->pop3, n);
        c->traced -= n < c->traced ? n : c->traced;
        if (!all)
            return;
        out = pop3_out(&c->pop3);
    }
}

/* Ciphertext to the socket; false if some is left. */
static bool cipher_flush(struct pop3_client *c)
{
    struct pop3_bytes out = pop3_tls_out(c->tls);
    size_t n = 0;
    while (out.n > 0) {
        bool all = !c->write_broken && link_send(c, out, &n);
        if (n > 0)
            pop3_tls_sent(c->tls, n);
        if (!all)
            return false;
        out = pop3_tls_out(c->tls);
    }
    return true;
}

static void tls_flush(struct pop3_client *c)
{
    struct pop3_bytes out = pop3_out(&c->pop3);
    while (cipher_flush(c) && out.n > 0) {
        size_t n = pop3_tls_write(c->tls, out);
        if (n == 0)
            return;
        pop3_sent(&c->pop3, n);
        c->traced -= n < c->traced ? n : c->traced;
        out = pop3_out(&c->pop3);
    }
}

void pop3c_wire_flush(struct pop3_client *c)
{
    pop3c_trace_out(c);
    if (c->secured)
        tls_flush(c);
    else if (c->state == CLIENT_SHAKING)
        cipher_flush(c);
    else
        plain_flush(c);
}

bool pop3c_wire_flushed(const struct pop3_client *c)
{
    return pop3_out(&c->pop3).n == 0 && pop3_tls_out(c->tls).n == 0;
}

/* One read from the socket, and its end told to whom it concerns. */
static enum wire_got link_get(struct pop3_client *c, uint8_t *to, size_t cap,
                              struct pop3_bytes *in)
{
    size_t n;
    if (c->ended)
        return WIRE_TOLD;
    switch (pop3_link_read(c->link, to, cap, &n)) {
    case POP3_LINK_DONE:
        *in = (struct pop3_bytes){to, n};
        return WIRE_SOME;
    case POP3_LINK_AGAIN:
        return WIRE_NONE;
    case POP3_LINK_BROKEN:
        pop3_fail(&c->pop3, POP3_ERR_LINK);
        break;
    case POP3_LINK_EOF:
        if (c->secured || c->state == CLIENT_SHAKING)
            pop3_tls_eof(c->tls);
        else
            pop3_eof(&c->pop3);
        break;
    }
    c->ended = true;
    return WIRE_TOLD;
}

enum wire_got pop3c_wire_cipher(struct pop3_client *c)
{
    return link_get(c, c->cipher, CLIENT_CIPHER, &c->cipher_in);
}

static enum wire_got tls_fill(struct pop3_client *c)
{
    for (;;) {
        enum wire_got got = WIRE_SOME;
        size_t n;
        switch (pop3_tls_read(c->tls, &c->cipher_in, c->plain, CLIENT_PLAIN, &n)) {
        case POP3_TLS_DONE:
            c->in = (struct pop3_bytes){c->plain, n};
            return WIRE_SOME;
        case POP3_TLS_WANT_INPUT:
            got = pop3c_wire_cipher(c);
            break;
        case POP3_TLS_WANT_OUTPUT:
            got = cipher_flush(c) ? WIRE_SOME : WIRE_NONE;
            break;
        case POP3_TLS_CLOSED:
            pop3_eof(&c->pop3);
            return WIRE_TOLD;
        case POP3_TLS_FAILED:
            pop3_fail(&c->pop3, POP3_ERR_TLS);
            return WIRE_TOLD;
        }
        if (got == WIRE_NONE || pop3_error(&c->pop3) != POP3_OK)
            return got;
    }
}

enum wire_got pop3c_wire_fill(struct pop3_client *c)
{
    return c->secured ? tls_fill(c) : link_get(c, c->plain, CLIENT_PLAIN, &c->in);
}

void pop3c_wire_close(struct pop3_client *c)
{
    if (!c->link || pop3_link_fd(c->link) < 0)
        return;
    if (c->secured)
        pop3_tls_close(c->tls);
    pop3c_wire_flush(c);
    if (pop3c_wire_flushed(c))
        pop3_link_shutdown(c->link);
}
