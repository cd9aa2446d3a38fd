/* SPDX-License-Identifier: MIT */
/*
 * Passwords and tokens, and the random and bound octets that logging in needs.
 *
 * Invariant: a secret is in memory of its own size, and wiped before that is
 * freed; there is no realloc().
 */
#include "client_parts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void pop3c_secret_free(struct client_secret *s)
{
    if (s->p)
        pop3_wipe(s->p, s->n);
    free(s->p);
    *s = (struct client_secret){NULL, 0};
}

bool pop3c_secret_set(struct client_secret *s, const uint8_t *p, size_t n)
{
    pop3c_secret_free(s);
    if (n == 0)
        return true;
    s->p = malloc(n);
    if (!s->p)
        return false;
    memcpy(s->p, p, n);
    s->n = n;
    return true;
}

static bool is_clean(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] == '\r' || p[i] == '\n' || p[i] == '\0')
            return false;
    return true;
}

static bool secret_ask(struct pop3_client *c, struct client_secret *s,
                       size_t (*get)(void *context, uint8_t *to, size_t cap), const char *what)
{
    uint8_t room[POP3_CLIENT_SECRET];
    if (!get || s->n > 0)
        return true;
    pop3c_rests(c, true);
    size_t n = get(c->o.context, room, sizeof room);
    pop3c_rests(c, false);
    bool good = n > 0 && n <= sizeof room && is_clean(room, n);
    bool kept = good && pop3c_secret_set(s, room, n);
    pop3_wipe(room, sizeof room);
    if (!good)
        return pop3c_fault_local(&c->error, what, "see where it should come from");
    return kept || pop3c_fault_memory(&c->error);
}

bool pop3c_secrets_get(struct pop3_client *c)
{
    if (!secret_ask(c, &c->password, c->o.password_get,
                    "there is no password, or one with CR, LF or NUL in it") ||
        !secret_ask(c, &c->token, c->o.token_get,
                    "there is no token, or one with CR, LF or NUL in it"))
        return false;
    c->login_config.password = (struct pop3_bytes){c->password.p, c->password.n};
    c->login_config.token = (struct pop3_bytes){c->token.p, c->token.n};
    return true;
}

void pop3c_secrets_wipe(struct pop3_client *c)
{
    pop3c_secret_free(&c->password);
    pop3c_secret_free(&c->token);
    pop3c_secret_free(&c->authzid);
    pop3_wipe(c->echo, sizeof c->echo);
    c->echo_n = 0;
    c->login_config.password = c->login_config.token = (struct pop3_bytes){NULL, 0};
    c->login_config.authzid = (struct pop3_bytes){NULL, 0};
    pop3_wipe(c->nonce, sizeof c->nonce);
    pop3_wipe(c->binding, sizeof c->binding);
}

/* 144 random bits in base64's alphabet, which has no comma (RFC 5802 section 5.1). */
bool pop3c_nonce_make(uint8_t nonce[CLIENT_NONCE])
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (getentropy(nonce, CLIENT_NONCE) != 0)
        return false;
    for (size_t i = 0; i < CLIENT_NONCE; i++)
        nonce[i] = (uint8_t)digits[nonce[i] & 63];
    return true;
}

/*
 * The first that this connection has: that is tls-exporter on TLS 1.3 (RFC 9266
 * section 2), and on TLS 1.2 what servers of its time know.
 */
enum pop3_binding pop3c_binding_make(struct pop3_client *c, struct pop3_bytes *data)
{
    static const enum pop3_binding order[] = {POP3_BIND_TLS_UNIQUE, POP3_BIND_TLS_EXPORTER,
                                              POP3_BIND_TLS_SERVER_END_POINT};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        size_t n = pop3_tls_binding(c->tls, order[i], c->binding);
        *data = (struct pop3_bytes){c->binding, n};
        if (n > 0)
            return order[i];
    }
    return POP3_BIND_NONE;
}
