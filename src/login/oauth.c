/* SPDX-License-Identifier: MIT */
/*
 * OAUTHBEARER (RFC 7628 section 3.1) and XOAUTH2: fields parted by ^A. A
 * challenge after the response tells in JSON what is wrong with the token; one
 * octet ^A (section 3.2.3) or nothing (XOAUTH2) answers it, and -ERR follows:
 * a +OK after that is not believed.
 */
#include "put.h"

#include "nxpop3/login.h"

enum { START, SENT, REFUSED };

static bool port_put(struct pop3_room *room, uint16_t port)
{
    uint8_t digits[5];
    size_t at = sizeof digits;
    do {
        digits[--at] = (uint8_t)('0' + port % 10);
        port = port / 10;
    } while (port > 0);
    return pop3_put(room, (struct pop3_bytes){digits + at, sizeof digits - at});
}

static bool oauthbearer_put(const struct pop3_oauth *m, struct pop3_room *room)
{
    return pop3_put_text(room, "n,a=") && pop3_put_name(room, m->user) &&
           pop3_put_text(room, ",\001host=") && pop3_put(room, m->host) &&
           pop3_put_text(room, "\001port=") && port_put(room, m->port) &&
           pop3_put_text(room, "\001auth=Bearer ") && pop3_put(room, m->token) &&
           pop3_put_text(room, "\001\001");
}

static bool xoauth2_put(const struct pop3_oauth *m, struct pop3_room *room)
{
    return pop3_put_text(room, "user=") && pop3_put(room, m->user) &&
           pop3_put_text(room, "\001auth=Bearer ") && pop3_put(room, m->token) &&
           pop3_put_text(room, "\001\001");
}

static enum pop3_sasl_step oauthbearer_step(struct pop3_sasl *sasl, struct pop3_bytes challenge,
                                            struct pop3_room *response)
{
    struct pop3_oauth *m = (struct pop3_oauth *)sasl;
    response->n = 0;
    if (m->round == SENT && pop3_put_text(response, "\001"))
        return pop3_respond(response, true, &m->round);
    if (m->round != START || challenge.n > 0)
        return pop3_cancel(response, &m->round);
    return pop3_respond(response, oauthbearer_put(m, response), &m->round);
}

static enum pop3_sasl_step xoauth2_step(struct pop3_sasl *sasl, struct pop3_bytes challenge,
                                        struct pop3_room *response)
{
    struct pop3_oauth *m = (struct pop3_oauth *)sasl;
    response->n = 0;
    if (m->round == SENT)
        return pop3_respond(response, true, &m->round);
    if (m->round != START || challenge.n > 0)
        return pop3_cancel(response, &m->round);
    return pop3_respond(response, xoauth2_put(m, response), &m->round);
}

static bool proved(const struct pop3_sasl *sasl)
{
    return ((const struct pop3_oauth *)sasl)->round == SENT;
}

static void wipe(struct pop3_sasl *sasl)
{
    ((struct pop3_oauth *)sasl)->round = POP3_ROUND_FAILED;
}

static const struct pop3_sasl_class oauthbearer = {
    .name = "OAUTHBEARER",
    .bit = POP3_SASL_OAUTHBEARER,
    .client_first = true,
    .plaintext = true,
    .step = oauthbearer_step,
    .proved = proved,
    .wipe = wipe,
};

static const struct pop3_sasl_class xoauth2 = {
    .name = "XOAUTH2",
    .bit = POP3_SASL_XOAUTH2,
    .client_first = true,
    .plaintext = true,
    .step = xoauth2_step,
    .proved = proved,
    .wipe = wipe,
};

bool pop3_oauthbearer_init(struct pop3_oauth *m, struct pop3_bytes user,
                           struct pop3_bytes token, struct pop3_bytes host, uint16_t port)
{
    *m = (struct pop3_oauth){
        .sasl = {.vt = &oauthbearer}, .user = user, .token = token, .host = host, .port = port};
    return pop3_begin(&m->round, pop3_given(user) && !pop3_has(user, 1) &&
                                     pop3_visible(token) && pop3_visible(host) && port > 0);
}

bool pop3_xoauth2_init(struct pop3_oauth *m, struct pop3_bytes user, struct pop3_bytes token)
{
    *m = (struct pop3_oauth){.sasl = {.vt = &xoauth2}, .user = user, .token = token};
    return pop3_begin(&m->round, pop3_given(user) && !pop3_has(user, 1) && pop3_visible(token));
}

static bool oauthbearer_begin(struct pop3_login *login)
{
    const struct pop3_login_config *c = login->config;
    login->sasl = &login->mechanism.oauth.sasl;
    return pop3_oauthbearer_init(&login->mechanism.oauth, c->user, c->token, c->host, c->port);
}

static bool xoauth2_begin(struct pop3_login *login)
{
    const struct pop3_login_config *c = login->config;
    login->sasl = &login->mechanism.oauth.sasl;
    return pop3_xoauth2_init(&login->mechanism.oauth, c->user, c->token);
}

const struct pop3_method pop3_method_oauthbearer = {.name = "OAUTHBEARER",
                                                    .bit = POP3_SASL_OAUTHBEARER,
                                                    .plaintext = true,
                                                    .token = true,
                                                    .begin = oauthbearer_begin};

const struct pop3_method pop3_method_xoauth2 = {.name = "XOAUTH2",
                                                .bit = POP3_SASL_XOAUTH2,
                                                .plaintext = true,
                                                .token = true,
                                                .begin = xoauth2_begin};
