/* SPDX-License-Identifier: MIT */
/* See kit.h. */
#include <stdio.h>
#include <stdlib.h>

#include <openssl/err.h>

#include "kit.h"

struct zoo zoo;
struct pop3_tls_context *context;

struct pop3_bytes bytes(const char *text)
{
    return (struct pop3_bytes){(const uint8_t *)text, strlen(text)};
}

bool is_sentence(const char *text)
{
    size_t n = strlen(text);

    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            return false;
    return n > 20 && n < POP3_TLS_TEXT && strchr(text, ' ') != NULL;
}

struct pop3_tls_context *context_make(const char *ca_file, const char *cert_file,
                                      const char *key_file, enum pop3_tls_min min)
{
    struct pop3_tls_config config = {ca_file, cert_file, key_file, min};
    struct pop3_tls_error error;
    struct pop3_tls_context *c = pop3_tls_context_new(&config, &error);

    if (c == NULL)
        fprintf(stderr, "%s\n", error.text);
    MUST(c != NULL);
    return c;
}

int kit_begin(void **state)
{
    (void)state;
    zoo_begin(&zoo);
    context = context_make(zoo.ca_file, NULL, NULL, POP3_TLS_1_2);
    return 0;
}

int kit_end(void **state)
{
    (void)state;
    pop3_tls_context_free(context);
    zoo_end(&zoo);
    return 0;
}

struct pair *pair_begin_at(struct pop3_tls_context *c, const struct pop3_tls_target *target,
                           const struct server_spec *spec, SSL_CTX *server, size_t chunk,
                           enum pop3_tls_step *step)
{
    struct pair *pair = calloc(1, sizeof(*pair));
    struct pop3_tls_target with = {HOST, NULL, POP3_TLS_PIN_TOO, {NULL, 0}};
    struct pop3_tls_error error;

    if (target != NULL)
        with = *target;
    if (with.host == NULL)
        with.host = HOST;
    pair->chunk = chunk;
    server_begin(&pair->server, server, spec);
    pair->t = pop3_tls_new(c, &with, &error);
    if (pair->t == NULL)
        fprintf(stderr, "%s\n", error.text);
    MUST(pair->t != NULL);
    *step = pair_shake(pair);
    return pair;
}

struct pair *pair_begin(struct pop3_tls_context *c, const struct pop3_tls_target *target,
                        const struct server_spec *spec, size_t chunk, enum pop3_tls_step *step)
{
    SSL_CTX *server = server_ctx(spec);
    struct pair *pair = pair_begin_at(c, target, spec, server, chunk, step);

    SSL_CTX_free(server);
    return pair;
}

struct pair *pair_good(const struct server_spec *spec)
{
    enum pop3_tls_step step;
    struct pair *pair = pair_begin(context, NULL, spec, sizeof(pair->wire), &step);

    if (step != POP3_TLS_DONE)
        fprintf(stderr, "%s\n", pop3_tls_error(pair->t)->text);
    MUST(step == POP3_TLS_DONE);
    return pair;
}

void pair_end(struct pair *pair)
{
    pop3_tls_free(pair->t);
    server_end(&pair->server);
    free(pair);
    ERR_clear_error();
}
