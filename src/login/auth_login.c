/* SPDX-License-Identifier: MIT */
/*
 * LOGIN (draft-murchison-sasl-login): the server prompts for the user and for
 * the password. Servers word the prompts as they like, so only their order counts.
 */
#include "put.h"

#include "nxpop3/login.h"

enum { START, USER_SENT, SENT };

static enum pop3_sasl_step step(struct pop3_sasl *sasl, struct pop3_bytes challenge,
                                struct pop3_room *response)
{
    struct pop3_auth_login *m = (struct pop3_auth_login *)sasl;
    (void)challenge;
    response->n = 0;
    if (m->round >= SENT)
        return pop3_cancel(response, &m->round);
    return pop3_respond(response, pop3_put(response, m->round == START ? m->user : m->password),
                        &m->round);
}

static bool proved(const struct pop3_sasl *sasl)
{
    return ((const struct pop3_auth_login *)sasl)->round == SENT;
}

static void wipe(struct pop3_sasl *sasl)
{
    ((struct pop3_auth_login *)sasl)->round = POP3_ROUND_FAILED;
}

static const struct pop3_sasl_class class = {
    .name = "LOGIN",
    .bit = POP3_SASL_LOGIN,
    .client_first = false,
    .plaintext = true,
    .step = step,
    .proved = proved,
    .wipe = wipe,
};

bool pop3_auth_login_init(struct pop3_auth_login *m, struct pop3_bytes user,
                          struct pop3_bytes password)
{
    *m = (struct pop3_auth_login){.sasl = {.vt = &class}, .user = user, .password = password};
    return pop3_begin(&m->round, pop3_given(user) && pop3_given(password));
}

static bool begin(struct pop3_login *login)
{
    const struct pop3_login_config *c = login->config;
    login->sasl = &login->mechanism.login.sasl;
    return pop3_auth_login_init(&login->mechanism.login, c->user, c->password);
}

const struct pop3_method pop3_method_login = {
    .name = "LOGIN", .bit = POP3_SASL_LOGIN, .plaintext = true, .begin = begin};
