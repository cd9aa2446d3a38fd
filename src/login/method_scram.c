/* SPDX-License-Identifier: MIT */
/*
 * SCRAM as methods of a login (RFC 5802 section 6): the -PLUS form binds; the
 * plain one says "y" where the client could bind and the server did not offer
 * to, with either hash, so that the server notices if somebody took the offer away.
 */
#include "nxpop3/login.h"

static bool begin(struct pop3_login *login, enum pop3_hash hash)
{
    static const uint32_t plus = POP3_SASL_SCRAM_SHA_1_PLUS | POP3_SASL_SCRAM_SHA_256_PLUS;
    const struct pop3_login_config *c = login->config;
    struct pop3_scram_config scram = {.hash = hash,
                                      .authzid = c->authzid,
                                      .user = c->user,
                                      .password = c->password,
                                      .nonce = c->nonce,
                                      .binding = POP3_BIND_NONE,
                                      .max_iterations = c->max_iterations,
                                      .slice = c->slice};
    bool can_bind = login->binding > POP3_BIND_UNUSED;
    if (login->method->binds) {
        scram.binding = login->binding;
        scram.binding_data = login->binding_data;
    } else if (can_bind && !(login->capa.sasl & plus)) {
        scram.binding = POP3_BIND_UNUSED;
    }
    login->sasl = &login->mechanism.scram.sasl;
    return pop3_scram_init(&login->mechanism.scram, &scram);
}

static bool sha_1_begin(struct pop3_login *login)
{
    return begin(login, POP3_SHA_1);
}

static bool sha_256_begin(struct pop3_login *login)
{
    return begin(login, POP3_SHA_256);
}

const struct pop3_method pop3_method_scram_sha_1 = {
    .name = "SCRAM-SHA-1", .bit = POP3_SASL_SCRAM_SHA_1, .begin = sha_1_begin};

const struct pop3_method pop3_method_scram_sha_1_plus = {.name = "SCRAM-SHA-1-PLUS",
                                                         .bit = POP3_SASL_SCRAM_SHA_1_PLUS,
                                                         .binds = 1,
                                                         .begin = sha_1_begin};

const struct pop3_method pop3_method_scram_sha_256 = {
    .name = "SCRAM-SHA-256", .bit = POP3_SASL_SCRAM_SHA_256, .begin = sha_256_begin};

const struct pop3_method pop3_method_scram_sha_256_plus = {.name = "SCRAM-SHA-256-PLUS",
                                                           .bit = POP3_SASL_SCRAM_SHA_256_PLUS,
                                                           .binds = 1,
                                                           .begin = sha_256_begin};
