/* SPDX-License-Identifier: MIT */
/* PLAIN (RFC 4616): authzid NUL user NUL password, all in the first response. */
#include "put.h"

#include "nxpop3/login.h"

enum { START, SENT };

static enum pop3_sasl_step step(struct pop3_sasl *sasl, struct pop3_bytes challenge,
                                struct pop3_room *response)
{
    static const struct pop3_bytes nul = {(const uint8_t *)"", 1};
    struct pop3_plain *m = (struct pop3_plain *)sasl;
    response->n = 0;
    if (m->round != START || challenge.n > 0)
        return pop3_cancel(response, &m->round);
    return pop3_respond(response,
                        pop3_put(response, m->authzid) && pop3_put(response, nul) &&
                            pop3_put(response, m->user) && pop3_put(response, nul) &&
                            pop3_put(response, m->password),
                        &m->round);
}

static bool proved(const struct pop3_sasl *sasl)
{
    return ((const struct pop3_plain *)sasl)->round == SENT;
}

static void wipe(struct pop3_sasl *sasl)
{
    ((struct pop3_plain *)sasl)->round = POP3_ROUND_FAILED;
}

static const struct pop3_sasl_class class = {
    .name = "PLAIN",
    .bit = POP3_SASL_PLAIN,
    .client_first = true,
    .plaintext = true,
    .step = step,
    .proved = proved,
    .wipe = wipe,
};

bool pop3_plain_init(struct pop3_plain *m, struct pop3_bytes authzid, struct pop3_bytes user,
                     struct pop3_bytes password)
{
    *m = (struct pop3_plain){
        .sasl = {.vt = &class}, .authzid = authzid, .user = user, .password = password};
    return pop3_begin(&m->round,
                      pop3_clean(authzid) && pop3_given(user) && pop3_given(password));
}

static bool begin(struct pop3_login *login)
{
    const struct pop3_login_config *c = login->config;
    login->sasl = &login->mechanism.plain.sasl;
    return pop3_plain_init(&login->mechanism.plain, c->authzid, c->user, c->password);
}

const struct pop3_method pop3_method_plain = {
    .name = "PLAIN", .bit = POP3_SASL_PLAIN, .plaintext = true, .begin = begin};
