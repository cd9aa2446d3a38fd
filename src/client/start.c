/* SPDX-License-Identifier: MIT */
/* How a client begins and how it ends: whatever the way out, its secrets are wiped. */
#include "client_parts.h"

#include <stdlib.h>

/* What the next connection can resume; TLS 1.3 gives it late. */
static void resumption_save(struct pop3_client *c)
{
    if (!c->o.resume_save || !c->secured || pop3_tls_error(c->tls)->fault != POP3_TLS_FINE)
        return;
    size_t n = pop3_tls_resumption(c->tls, NULL, 0);
    uint8_t *room = n > 0 ? malloc(n) : NULL;
    if (!room)
        return;
    if (pop3_tls_resumption(c->tls, room, n) == n)
        c->o.resume_save(c->o.context, room, n);
    pop3_wipe(room, n);
    free(room);
}

static void buffer_free(uint8_t **p, size_t n)
{
    if (*p)
        pop3_wipe(*p, n);
    free(*p);
    *p = NULL;
}

void pop3c_release(struct pop3_client *c)
{
    if (c->begun) { /* nothing more is sent, and a mechanism in flight forgets */
        pop3_fail(&c->pop3, POP3_ERR_LINK);
        pop3_login_wipe(&c->login);
    }
    if (c->tls && c->link)
        pop3c_wire_close(c);
    pop3_wipe(&c->login, sizeof c->login);
    pop3c_secrets_wipe(c);
    if (c->tls)
        resumption_save(c);
    pop3_tls_free(c->tls);
    pop3_link_free(c->link);
    c->tls = NULL;
    c->link = NULL;
    c->begun = c->secured = false;
    c->in = c->cipher_in = (struct pop3_bytes){NULL, 0};
    buffer_free(&c->out, c->out_cap);
    buffer_free(&c->plain, CLIENT_PLAIN);
    buffer_free(&c->cipher, CLIENT_CIPHER);
    pop3_wipe(c->line, sizeof c->line);
}

struct pop3_client *pop3_client_start(const char *url,
                                      const struct pop3_client_options *options,
                                      struct pop3_client_error *error)
{
    struct pop3_client *c = calloc(1, sizeof *c);
    pop3c_fault_clear(error);
    if (!c) {
        pop3c_fault_memory(error);
        return NULL;
    }
    pop3c_fault_clear(&c->error);
    if (pop3c_options_take(c, url, options)) {
        c->begun_ms = pop3c_now(c);
        c->due = true;
        c->method = "";
        return c;
    }
    c->error.over = true;
    *error = c->error;
    pop3_client_close(c);
    return NULL;
}

void pop3_client_close(struct pop3_client *c)
{
    if (!c)
        return;
    if (c->state != CLIENT_OVER)
        pop3c_release(c);
    pop3c_queue_free(&c->queue);
    pop3_wipe(c, sizeof *c);
    free(c);
}

const struct pop3_client_error *pop3_client_error(const struct pop3_client *c)
{
    return &c->error;
}

const struct pop3_capabilities *pop3_client_capabilities(const struct pop3_client *c)
{
    return &c->capa;
}

struct pop3_client_facts pop3_client_facts(const struct pop3_client *c)
{
    return (struct pop3_client_facts){.where = c->where,
                                      .method = c->method,
                                      .tls = c->version,
                                      .cipher = c->suite,
                                      .peer = c->peer,
                                      .pin = c->pin,
                                      .resumed = c->resumed,
                                      .certificate_sent = c->certificate_sent,
                                      .capa = &c->capa};
}
