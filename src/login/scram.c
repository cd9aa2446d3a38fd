/* SPDX-License-Identifier: MIT */
/*
 * SCRAM-SHA-1 (RFC 5802) and SCRAM-SHA-256 (RFC 7677), with and without channel
 * binding:
 *
 *     us     gs2-header n=user,r=nonce
 *     server r=nonce+theirs,s=salt,i=iterations
 *     us     c=header and binding,r=nonce+theirs,p=proof
 *     server v=signature
 *     us     nothing (POP3 has no data with success, RFC 5034 section 4)
 *
 * Invariants. The password is proved only to a server that named a nonce longer
 * than ours, a salt, and iterations between two limits. The server is believed
 * only after v= was found right. Nothing derived from the password outlives the
 * step that needed it: u and salted are zero from the proof on, all is zero
 * after a failure. The messages that both sides sign are never put together:
 * the HMAC takes them in parts, and the room for the response serves as scratch
 * memory for salt, header and an escaped name, so that no buffer is needed.
 */
#include "put.h"
#include "../core/base64.h"

#include <string.h>

enum { START, FIRST_SENT, DERIVING, FINAL_SENT, PROVED };

#define MIN_NONCE        18u
#define EXPORTER_BINDING 32u /* RFC 9266 section 4.2 */

#define TEXT(s)                                                                                \
    {                                                                                          \
        (const uint8_t *)(s), sizeof(s) - 1                                                    \
    }

struct server_first {
    struct pop3_bytes nonce, salt; /* the salt in base64 */
    uint32_t iterations;
};

static void keys_drop(struct pop3_scram *m)
{
    pop3_wipe(m->u, sizeof m->u);
    pop3_wipe(m->salted, sizeof m->salted);
}

static void wipe(struct pop3_sasl *sasl)
{
    struct pop3_scram *m = (struct pop3_scram *)sasl;
    keys_drop(m);
    pop3_wipe(m->server_signature, sizeof m->server_signature);
    m->round = POP3_ROUND_FAILED;
}

static enum pop3_sasl_step cancel(struct pop3_scram *m, struct pop3_room *room)
{
    wipe(&m->sasl);
    return pop3_cancel(room, &m->round);
}

/* What the server sends. */

/* Takes "x=value" and the comma after it; false where there is no such thing. */
static bool attribute_take(struct pop3_bytes *rest, uint8_t *name, struct pop3_bytes *value)
{
    const uint8_t *comma = rest->n > 0 ? memchr(rest->p, ',', rest->n) : NULL;
    size_t n = comma ? (size_t)(comma - rest->p) : rest->n;
    if (n < 3 || rest->p[1] != '=' || n + 1 == rest->n)
        return false;
    *name = rest->p[0];
    *value = (struct pop3_bytes){rest->p + 2, n - 2};
    *rest = (struct pop3_bytes){comma ? comma + 1 : NULL, comma ? rest->n - n - 1 : 0};
    return ((*name >= 'A' && *name <= 'Z') || (*name >= 'a' && *name <= 'z')) &&
           !pop3_has(*value, 0);
}

static bool attribute_is(struct pop3_bytes *rest, uint8_t wanted, struct pop3_bytes *value)
{
    uint8_t name;
    return attribute_take(rest, &name, value) && name == wanted;
}

/* Unknown attributes may follow; m= must be understood, e= is an error, others are late. */
static bool extensions_allow(struct pop3_bytes rest)
{
    static const struct pop3_bytes known = TEXT("mersiv");
    while (rest.n > 0) {
        struct pop3_bytes value;
        uint8_t name;
        if (!attribute_take(&rest, &name, &value) || pop3_has(known, name))
            return false;
    }
    return true;
}

static bool nonce_allow(struct pop3_bytes nonce, struct pop3_bytes ours)
{
    return nonce.n > ours.n && memcmp(nonce.p, ours.p, ours.n) == 0 && pop3_visible(nonce);
}

static bool iterations_parse(struct pop3_bytes digits, uint32_t max, uint32_t *iterations)
{
    uint32_t value = 0;
    if (digits.p[0] == '0')
        return false;
    for (size_t i = 0; i < digits.n; i++) {
        uint32_t digit = digits.p[i] - (uint32_t)'0';
        if (digit > 9 || value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *iterations = value;
    return value >= POP3_SCRAM_MIN_ITERATIONS;
}

static bool server_first_parse(const struct pop3_scram *m, struct pop3_bytes message,
                               struct server_first *first)
{
    struct pop3_bytes digits;
    return attribute_is(&message, 'r', &first->nonce) &&
           nonce_allow(first->nonce, m->config.nonce) &&
           attribute_is(&message, 's', &first->salt) && attribute_is(&message, 'i', &digits) &&
           iterations_parse(digits, m->config.max_iterations, &first->iterations) &&
           extensions_allow(message);
}

static bool server_final_verify(const struct pop3_scram *m, struct pop3_bytes message)
{
    uint8_t theirs[POP3_MAX_DIGEST + 1], difference = 0;
    size_t n, size = pop3_digest_size(m->config.hash);
    struct pop3_bytes v;
    if (!attribute_is(&message, 'v', &v) || !extensions_allow(message) ||
        v.n != POP3_BASE64_SIZE(size) || !pop3_base64_decode(theirs, &n, v.p, v.n) || n != size)
        return false;
    for (size_t i = 0; i < size; i++)
        difference |= (uint8_t)(theirs[i] ^ m->server_signature[i]);
    return difference == 0;
}

/* What is sent. */

static bool binds(const struct pop3_scram *m)
{
    return m->config.binding > POP3_BIND_UNUSED;
}

static const char *gs2_flag(enum pop3_binding binding)
{
    switch (binding) {
    case POP3_BIND_NONE:
        return "n,";
    case POP3_BIND_UNUSED:
        return "y,";
    case POP3_BIND_TLS_EXPORTER:
        return "p=tls-exporter,";
    case POP3_BIND_TLS_SERVER_END_POINT:
        return "p=tls-server-end-point,";
    case POP3_BIND_TLS_UNIQUE:
        return "p=tls-unique,";
    }
    return NULL;
}

static bool header_put(const struct pop3_scram *m, struct pop3_room *room)
{
    if (!pop3_put_text(room, gs2_flag(m->config.binding)))
        return false;
    if (m->config.authzid.n > 0 &&
        !(pop3_put_text(room, "a=") && pop3_put_name(room, m->config.authzid)))
        return false;
    return pop3_put_text(room, ",");
}

/* c=: the header and the binding data, put together at the far end of the room. */
static bool binding_put(const struct pop3_scram *m, struct pop3_room *room)
{
    struct pop3_room raw;
    uint8_t *far;
    size_t n;
    if (!pop3_put_text(room, "c="))
        return false;
    raw = (struct pop3_room){room->p + room->n, 0, room->cap - room->n};
    if (!header_put(m, &raw) || (binds(m) && !pop3_put(&raw, m->config.binding_data)))
        return false;
    far = raw.p + raw.cap - raw.n;
    memmove(far, raw.p, raw.n);
    n = pop3_base64_encode(raw.p, raw.cap, far, raw.n);
    room->n += n;
    return n > 0;
}

static enum pop3_sasl_step client_first(struct pop3_scram *m, struct pop3_room *room)
{
    return pop3_respond(room,
                        header_put(m, room) && pop3_put_text(room, "n=") &&
                            pop3_put_name(room, m->config.user) && pop3_put_text(room, ",r=") &&
                            pop3_put(room, m->config.nonce),
                        &m->round);
}

/* The derivation: Hi() of RFC 5802 section 2.2, in slices. */

static bool derivation_begin(struct pop3_scram *m, const struct server_first *first,
                             struct pop3_room *room)
{
    static const uint8_t one[4] = {0, 0, 0, 1};
    struct pop3_bytes parts[2] = {{room->p, 0}, {one, sizeof one}};
    if (first->salt.n / 4 * 3 > room->cap ||
        !pop3_base64_decode(room->p, &parts[0].n, first->salt.p, first->salt.n) ||
        !pop3_hmac(m->config.hash, m->config.password, parts, 2, m->u))
        return false;
    memcpy(m->salted, m->u, sizeof m->salted);
    m->iterations = first->iterations;
    m->done = 1;
    m->round = DERIVING;
    return true;
}

static bool derivation_go_on(struct pop3_scram *m)
{
    uint32_t n = m->iterations - m->done;
    if (m->config.slice > 0 && n > m->config.slice)
        n = m->config.slice;
    m->done += n;
    return pop3_hmac_iterate(m->config.hash, m->config.password, m->u, m->salted, n);
}

/* The proof. */

/* signature = HMAC(key, client-first-bare , server-first , client-final-without-proof). */
static bool exchange_sign(const struct pop3_scram *m, const uint8_t *key,
                          struct pop3_bytes name, struct pop3_bytes server_first,
                          struct pop3_bytes client_final, uint8_t *signature)
{
    struct pop3_bytes parts[] = {TEXT("n="), name,         TEXT(",r="), m->config.nonce,
                                 TEXT(","),  server_first, TEXT(","),   client_final};
    return pop3_hmac(m->config.hash, (struct pop3_bytes){key, pop3_digest_size(m->config.hash)},
                     parts, sizeof parts / sizeof parts[0], signature);
}

/* The user's name as it was sent; one that has escapes is made again behind the response. */
static bool name_get(const struct pop3_scram *m, const struct pop3_room *room,
                     struct pop3_bytes *name)
{
    size_t n = pop3_name_size(m->config.user);
    struct pop3_room end;
    *name = m->config.user;
    if (n == m->config.user.n)
        return true;
    if (n > room->cap - room->n)
        return false;
    end = (struct pop3_room){room->p + room->cap - n, 0, n};
    *name = (struct pop3_bytes){end.p, n};
    return pop3_put_name(&end, m->config.user);
}

/* Leaves the proof in u and the signature to expect in server_signature. */
static bool proof_make(struct pop3_scram *m, struct pop3_bytes server_first,
                       const struct pop3_room *room)
{
    static const struct pop3_bytes client_key = TEXT("Client Key"),
                                   server_key = TEXT("Server Key");
    enum pop3_hash hash = m->config.hash;
    size_t size = pop3_digest_size(hash);
    struct pop3_bytes salted = {m->salted, size}, u = {m->u, size};
    struct pop3_bytes name, client_final = {room->p, room->n};
    uint8_t key[POP3_MAX_DIGEST];
    bool made = name_get(m, room, &name) && pop3_hmac(hash, salted, &client_key, 1, m->u) &&
                pop3_digest(hash, &u, 1, key) &&
                exchange_sign(m, key, name, server_first, client_final, m->server_signature);
    for (size_t i = 0; made && i < size; i++)
        m->u[i] ^= m->server_signature[i];
    made = made && pop3_hmac(hash, salted, &server_key, 1, key) &&
           exchange_sign(m, key, name, server_first, client_final, m->server_signature);
    pop3_wipe(key, sizeof key);
    return made;
}

static bool proof_put(const struct pop3_scram *m, struct pop3_room *room)
{
    size_t n;
    if (!pop3_put_text(room, ",p="))
        return false;
    n = pop3_base64_encode(room->p + room->n, room->cap - room->n, m->u,
                           pop3_digest_size(m->config.hash));
    room->n += n;
    return n > 0;
}

static enum pop3_sasl_step client_final(struct pop3_scram *m, struct pop3_bytes challenge,
                                        struct pop3_room *room)
{
    struct server_first first;
    if (!server_first_parse(m, challenge, &first))
        return cancel(m, room);
    if (m->round == FIRST_SENT && !derivation_begin(m, &first, room))
        return cancel(m, room);
    if (!derivation_go_on(m))
        return cancel(m, room);
    if (m->done < m->iterations)
        return POP3_SASL_AGAIN;
    if (!(binding_put(m, room) && pop3_put_text(room, ",r=") && pop3_put(room, first.nonce) &&
          proof_make(m, challenge, room) && proof_put(m, room)))
        return cancel(m, room);
    keys_drop(m);
    return pop3_respond(room, true, &m->round);
}

static enum pop3_sasl_step step(struct pop3_sasl *sasl, struct pop3_bytes challenge,
                                struct pop3_room *response)
{
    struct pop3_scram *m = (struct pop3_scram *)sasl;
    response->n = 0;
    if (m->round == START && challenge.n == 0)
        return client_first(m, response);
    if (m->round == FIRST_SENT || m->round == DERIVING)
        return client_final(m, challenge, response);
    if (m->round == FINAL_SENT && server_final_verify(m, challenge))
        return pop3_respond(response, true, &m->round);
    return cancel(m, response);
}

static bool proved(const struct pop3_sasl *sasl)
{
    return ((const struct pop3_scram *)sasl)->round == PROVED;
}

/* By [SHA-256][with channel binding]. */
static const struct pop3_sasl_class classes[2][2] = {
    {{"SCRAM-SHA-1", POP3_SASL_SCRAM_SHA_1, true, false, step, proved, wipe},
     {"SCRAM-SHA-1-PLUS", POP3_SASL_SCRAM_SHA_1_PLUS, true, false, step, proved, wipe}},
    {{"SCRAM-SHA-256", POP3_SASL_SCRAM_SHA_256, true, false, step, proved, wipe},
     {"SCRAM-SHA-256-PLUS", POP3_SASL_SCRAM_SHA_256_PLUS, true, false, step, proved, wipe}}};

static bool binding_allow(const struct pop3_scram_config *config)
{
    size_t n = config->binding_data.n;
    switch (config->binding) {
    case POP3_BIND_NONE:
    case POP3_BIND_UNUSED:
        return true;
    case POP3_BIND_TLS_EXPORTER:
        return n == EXPORTER_BINDING;
    case POP3_BIND_TLS_SERVER_END_POINT:
    case POP3_BIND_TLS_UNIQUE:
        return n > 0 && n <= POP3_SCRAM_MAX_BINDING;
    }
    return false;
}

bool pop3_scram_init(struct pop3_scram *m, const struct pop3_scram_config *config)
{
    *m = (struct pop3_scram){.config = *config, .round = START};
    if (config->max_iterations == 0)
        m->config.max_iterations = POP3_SCRAM_MAX_ITERATIONS;
    m->sasl.vt = &classes[config->hash == POP3_SHA_256][binds(m)];
    return pop3_begin(&m->round,
                      (config->hash == POP3_SHA_1 || config->hash == POP3_SHA_256) &&
                          pop3_given(config->user) && pop3_given(config->password) &&
                          pop3_clean(config->authzid) && config->nonce.n >= MIN_NONCE &&
                          pop3_visible(config->nonce) && !pop3_has(config->nonce, ',') &&
                          m->config.max_iterations >= POP3_SCRAM_MIN_ITERATIONS &&
                          binding_allow(config));
}
