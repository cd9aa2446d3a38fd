/* SPDX-License-Identifier: MIT */
/* The server side and the wire, see zoo.h. */
#include <string.h>

#include <openssl/err.h>

#include "zoo.h"

SSL_CTX *server_ctx(const struct server_spec *spec)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

    MUST(ctx != NULL);
    SSL_CTX_set_security_level(ctx, 0); /* it may show what the client must refuse */
    SSL_CTX_set_options(ctx, SSL_OP_CLEANSE_PLAINTEXT | spec->options);
    SSL_CTX_set_min_proto_version(ctx, spec->min != 0 ? spec->min : TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(ctx, spec->max != 0 ? spec->max : TLS1_3_VERSION);
    MUST(SSL_CTX_set_cipher_list(ctx, spec->ciphers != NULL ? spec->ciphers
                                                            : "ALL:@SECLEVEL=0") == 1);
    MUST(SSL_CTX_use_certificate(ctx, spec->cert->x509) == 1);
    MUST(SSL_CTX_use_PrivateKey(ctx, spec->cert->key) == 1);
    if (spec->chain != NULL)
        MUST(SSL_CTX_add1_chain_cert(ctx, spec->chain->x509) == 1);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"zoo", 3);
    if (spec->client_ca != NULL) {
        MUST(SSL_CTX_load_verify_file(ctx, spec->client_ca) == 1);
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    }
    return ctx;
}

static int staple_show(SSL *ssl, void *unused)
{
    struct server *server = SSL_get_app_data(ssl);
    unsigned char *der;

    (void)unused;
    if (server->staple.der == NULL)
        return SSL_TLSEXT_ERR_NOACK;
    der = OPENSSL_memdup(server->staple.der, (size_t)server->staple.n);
    SSL_set_tlsext_status_ocsp_resp(ssl, der, server->staple.n);
    return SSL_TLSEXT_ERR_OK;
}

static int sni_note(SSL *ssl, int *alert, void *unused)
{
    struct server *server = SSL_get_app_data(ssl);
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

    (void)alert, (void)unused;
    strncpy(server->sni, name != NULL ? name : "", sizeof(server->sni) - 1);
    return SSL_TLSEXT_ERR_OK;
}

void server_begin(struct server *server, SSL_CTX *ctx, const struct server_spec *spec)
{
    memset(server, 0, sizeof(*server));
    strcpy(server->sni, "(not asked)");
    SSL_CTX_up_ref(ctx);
    server->ctx = ctx;
    server->staple = spec->staple;
    SSL_CTX_set_tlsext_status_cb(ctx, staple_show);
    SSL_CTX_set_tlsext_servername_callback(ctx, sni_note);
    server->ssl = SSL_new(ctx);
    server->in = BIO_new(BIO_s_mem());
    server->out = BIO_new(BIO_s_mem());
    MUST(server->ssl != NULL && server->in != NULL && server->out != NULL);
    SSL_set_app_data(server->ssl, server);
    SSL_set_bio(server->ssl, server->in, server->out);
    SSL_set_accept_state(server->ssl);
}

void server_end(struct server *server)
{
    SSL_free(server->ssl);
    SSL_CTX_free(server->ctx);
}

bool pair_move(struct pair *pair)
{
    struct pop3_bytes out = pop3_tls_out(pair->t);
    size_t n = out.n < pair->chunk ? out.n : pair->chunk, room;
    int got;

    if (n > 0) {
        MUST(BIO_write(pair->server.in, out.p, (int)n) == (int)n);
        pop3_tls_sent(pair->t, n);
    }
    room = sizeof(pair->wire) - pair->wire_n;
    room = room < pair->chunk ? room : pair->chunk;
    got = room > 0 ? BIO_read(pair->server.out, pair->wire + pair->wire_n, (int)room) : 0;
    if (got > 0)
        pair->wire_n += (size_t)got;
    return n > 0 || got > 0;
}

/* What the client left of the wire moves to its front. */
static void wire_keep(struct pair *pair, struct pop3_bytes in)
{
    memmove(pair->wire, in.p, in.n);
    pair->wire_n = in.n;
}

/* The server goes on; what it can read is counted. */
static void server_run(struct server *server)
{
    char sink[4096];
    int n;

    if (!SSL_is_init_finished(server->ssl))
        SSL_do_handshake(server->ssl);
    while (SSL_is_init_finished(server->ssl) &&
           (n = SSL_read(server->ssl, sink, sizeof(sink))) > 0)
        server->got += (size_t)n;
    ERR_clear_error();
}

enum pop3_tls_step pair_shake(struct pair *pair)
{
    enum pop3_tls_step step;
    bool moved;

    do {
        struct pop3_bytes in = {pair->wire, pair->wire_n};

        step = pop3_tls_handshake(pair->t, &in);
        wire_keep(pair, in);
        moved = pair_move(pair);
        server_run(&pair->server);
    } while (moved || BIO_ctrl_pending(pair->server.out) != 0);
    return step;
}

enum pop3_tls_step pair_read(struct pair *pair, uint8_t *to, size_t cap, size_t *n)
{
    enum pop3_tls_step step;

    *n = 0;
    for (;;) {
        struct pop3_bytes in = {pair->wire, pair->wire_n};
        size_t more;

        step = pop3_tls_read(pair->t, &in, to + *n, cap - *n, &more);
        wire_keep(pair, in);
        MUST((step == POP3_TLS_DONE) == (more > 0));
        *n += more;
        if (step == POP3_TLS_DONE && *n < cap)
            continue;
        if (step != POP3_TLS_WANT_INPUT || !pair_move(pair))
            return step;
    }
}
