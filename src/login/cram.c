/* SPDX-License-Identifier: MIT */
/*
 * CRAM-MD5 (RFC 2195): user SP HMAC-MD5 of the challenge, in small hex digits.
 * An empty challenge is refused: its digest would serve for ever.
 */
#include "put.h"

#include "nxpop3/login.h"

enum { START, SENT };

#define MD5_SIZE 16u

static void hex_write(char *to, const uint8_t *digest)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < MD5_SIZE; i++) {
        *to++ = digits[digest[i] >> 4];
        *to++ = digits[digest[i] & 15];
    }
    *to = 0;
}

static enum pop3_sasl_step step(struct pop3_sasl *sasl, struct pop3_bytes challenge,
                                struct pop3_room *response)
{
    struct pop3_cram *m = (struct pop3_cram *)sasl;
    uint8_t mac[MD5_SIZE];
    char hex[2 * MD5_SIZE + 1];
    enum pop3_sasl_step answer;
    response->n = 0;
    if (m->round != START || challenge.n == 0 ||
        !pop3_hmac(POP3_MD5, m->password, &challenge, 1, mac))
        return pop3_cancel(response, &m->round);
    hex_write(hex, mac);
    answer = pop3_respond(response,
                          pop3_put(response, m->user) && pop3_put_text(response, " ") &&
                              pop3_put_text(response, hex),
                          &m->round);
    pop3_wipe(mac, sizeof mac);
    pop3_wipe(hex, sizeof hex);
    return answer;
}

static bool proved(const struct pop3_sasl *sasl)
{
    return ((const struct pop3_cram *)sasl)->round == SENT;
}

static void wipe(struct pop3_sasl *sasl)
{
    ((struct pop3_cram *)sasl)->round = POP3_ROUND_FAILED;
}

static const struct pop3_sasl_class class = {
    .name = "CRAM-MD5",
    .bit = POP3_SASL_CRAM_MD5,
    .client_first = false,
    .plaintext = false,
    .step = step,
    .proved = proved,
    .wipe = wipe,
};

bool pop3_cram_init(struct pop3_cram *m, struct pop3_bytes user, struct pop3_bytes password)
{
    *m = (struct pop3_cram){.sasl = {.vt = &class}, .user = user, .password = password};
    return pop3_begin(&m->round, pop3_given(user) && pop3_given(password));
}

static bool begin(struct pop3_login *login)
{
    const struct pop3_login_config *c = login->config;
    login->sasl = &login->mechanism.cram.sasl;
    return pop3_cram_init(&login->mechanism.cram, c->user, c->password);
}

const struct pop3_method pop3_method_cram_md5 = {
    .name = "CRAM-MD5", .bit = POP3_SASL_CRAM_MD5, .begin = begin};
