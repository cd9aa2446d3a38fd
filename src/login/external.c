/* SPDX-License-Identifier: MIT */
/* EXTERNAL (RFC 4422 appendix A): TLS knows who we are; only the authzid is sent. */
#include "put.h"

#include "nxpop3/login.h"

enum { START, SENT };

static enum pop3_sasl_step step(struct pop3_sasl *sasl, struct pop3_bytes challenge,
                                struct pop3_room *response)
{
    struct pop3_external *m = (struct pop3_external *)sasl;
    response->n = 0;
    if (m->round != START || challenge.n > 0)
        return pop3_cancel(response, &m->round);
    return pop3_respond(response, pop3_put(response, m->authzid), &m->round);
}

static bool proved(const struct pop3_sasl *sasl)
{
    return ((const struct pop3_external *)sasl)->round == SENT;
}

static void wipe(struct pop3_sasl *sasl)
{
    ((struct pop3_external *)sasl)->round = POP3_ROUND_FAILED;
}

static const struct pop3_sasl_class class = {
    .name = "EXTERNAL",
    .bit = POP3_SASL_EXTERNAL,
    .client_first = true,
    .plaintext = false,
    .step = step,
    .proved = proved,
    .wipe = wipe,
};

bool pop3_external_init(struct pop3_external *m, struct pop3_bytes authzid)
{
    *m = (struct pop3_external){.sasl = {.vt = &class}, .authzid = authzid};
    return pop3_begin(&m->round, pop3_clean(authzid));
}

static bool begin(struct pop3_login *login)
{
    login->sasl = &login->mechanism.external.sasl;
    return pop3_external_init(&login->mechanism.external, login->config->authzid);
}

/* Without TLS there is nothing external to go by. */
const struct pop3_method pop3_method_external = {.name = "EXTERNAL",
                                                 .bit = POP3_SASL_EXTERNAL,
                                                 .plaintext = true,
                                                 .token = true,
                                                 .begin = begin};
