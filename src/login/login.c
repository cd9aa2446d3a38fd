/* SPDX-License-Identifier: MIT */
/*
 * From the greeting to the transaction state by policy: greeting, CAPA, STLS,
 * CAPA, authentication, CAPA (RFC 1939 section 4, RFC 2449 section 5, RFC 2595
 * section 4, RFC 5034, RFC 8314 section 5).
 *
 * Invariants.
 * - A secret is sent only from method_try() on, and it is reached only from
 *   authenticate(): TLS is up, or the policy allows the clear and, where STLS
 *   was offered, it was used.
 * - method_try() is reached once: there is no way back from its states.
 * - pop3_login_secured() forgets what came before it: capabilities, response
 *   codes, and the digest made of the greeting's timestamp.
 */
#include "put.h"

#include "nxpop3/login.h"

#include <string.h>

#define MAX_TEXT (POP3_MAX_COMMAND - 7u) /* behind "PASS ", before CRLF */

/* What the login waits for. */
enum step {
    GREETING,
    CAPA, /* before TLS, or where TLS came first */
    STLS,
    HANDSHAKE,
    CAPA_TLS, /* after STLS */
    UTF8,
    AUTH, /* AUTH, APOP, PASS: the reply decides */
    USER,
    CAPA_USER, /* after login */
    OVER
};

static enum pop3_login_what done(struct pop3_login *login)
{
    login->step = OVER;
    pop3_login_wipe(login);
    return POP3_LOGIN_DONE;
}

static enum pop3_login_what refuse(struct pop3_login *login, enum pop3_login_why why)
{
    login->step = OVER;
    login->why = why;
    pop3_login_wipe(login);
    return POP3_LOGIN_REFUSED;
}

/* A command went out, or the session broke under it, or it could not be sent. */
static enum pop3_login_what sent(struct pop3_login *login, enum pop3_err err, enum step next)
{
    if (err == POP3_OK) {
        login->step = (uint8_t)next;
        return POP3_LOGIN_MORE;
    }
    return refuse(login, pop3_error(login->pop3) ? POP3_WHY_SESSION : POP3_WHY_INPUT);
}

static enum pop3_login_what capa_send(struct pop3_login *login, enum step next)
{
    return sent(login, pop3_send(login->pop3, POP3_CAPA, 0, 0), next);
}

static bool is_ascii(struct pop3_bytes text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] > 0x7E)
            return false;
    return true;
}

/* Does the server offer it? Without an answer to CAPA, RFC 1939 is what there is. */
static bool is_offered(const struct pop3_login *login, const struct pop3_method *method)
{
    if (method->bit == POP3_METHOD_APOP)
        return login->has_digest;
    if (method->bit == POP3_METHOD_USER)
        return !login->has_capa || login->capa.tags & POP3_CAP_USER ||
               !(login->capa.tags & POP3_CAP_SASL);
    return (login->capa.sasl & method->bit) != 0;
}

/* May it be used here: the policy, the binding, names that ASCII commands cannot carry? */
static bool is_fit(const struct pop3_login *login, const struct pop3_method *method)
{
    const struct pop3_login_config *c = login->config;
    bool rfc1939 = (method->bit & (POP3_METHOD_APOP | POP3_METHOD_USER)) != 0;
    bool ascii = is_ascii(c->user) && (is_ascii(c->password) || method->token);
    if (method->plaintext && !login->tls && c->cleartext != POP3_CLEARTEXT_ALLOW)
        return false;
    if (method->binds && login->binding <= POP3_BIND_UNUSED)
        return false;
    return !rfc1939 || ascii || login->capa.tags & POP3_CAP_UTF8_USER;
}

/* The first that will do; among all, or among those that send no secret. */
static const struct pop3_method *method_find(const struct pop3_login *login, bool plaintext)
{
    const struct pop3_method *const *m = login->config->methods;
    while (*m &&
           !((plaintext || !(*m)->plaintext) && is_offered(login, *m) && is_fit(login, *m)))
        m++;
    return *m;
}

static const struct pop3_method *method_choose(const struct pop3_login *login)
{
    const struct pop3_method *m = login->tls ? NULL : method_find(login, false);
    return m ? m : method_find(login, true);
}

static enum pop3_login_what apop_send(struct pop3_login *login)
{
    static const char hex[] = "0123456789abcdef";
    uint8_t text[POP3_MAX_COMMAND];
    struct pop3_bytes user = login->config->user;
    if (user.n + 33 > sizeof text)
        return refuse(login, POP3_WHY_INPUT);
    memcpy(text, user.p, user.n);
    uint8_t *to = text + user.n;
    *to++ = ' ';
    for (size_t i = 0; i < sizeof login->digest; i++) {
        *to++ = (uint8_t)hex[login->digest[i] >> 4];
        *to++ = (uint8_t)hex[login->digest[i] & 15];
    }
    struct pop3_bytes argument = {text, (size_t)(to - text)};
    enum pop3_err err = pop3_send_text(login->pop3, POP3_APOP, argument);
    pop3_wipe(text, sizeof text);
    return sent(login, err, AUTH);
}

/* Can USER and PASS, or APOP, carry what they must? Looked at before USER goes out. */
static bool is_sendable(const struct pop3_login *login)
{
    const struct pop3_login_config *c = login->config;
    bool fits = login->method->bit == POP3_METHOD_APOP || c->password.n <= MAX_TEXT;
    return pop3_given(c->user) && pop3_given(c->password) && fits;
}

static enum pop3_login_what method_try(struct pop3_login *login)
{
    const struct pop3_login_config *c = login->config;
    bool rfc1939 = (login->method->bit & (POP3_METHOD_APOP | POP3_METHOD_USER)) != 0;
    if (rfc1939 && !is_sendable(login))
        return refuse(login, POP3_WHY_INPUT);
    if (login->method->bit == POP3_METHOD_APOP)
        return apop_send(login);
    if (login->method->bit == POP3_METHOD_USER)
        return sent(login, pop3_send_text(login->pop3, POP3_USER, c->user), USER);
    if (!login->method->begin(login))
        return refuse(login, POP3_WHY_INPUT);
    return sent(login, pop3_send_auth(login->pop3, login->sasl, !c->two_steps), AUTH);
}

/* The capabilities that count are there: choose, and begin. */
static enum pop3_login_what authenticate(struct pop3_login *login)
{
    if (!login->tls && login->config->cleartext != POP3_CLEARTEXT_ALLOW)
        return refuse(login, POP3_WHY_CLEARTEXT);
    login->method = method_choose(login);
    if (!login->method)
        return refuse(login, POP3_WHY_NO_METHOD);
    if (login->config->utf8 && login->capa.tags & POP3_CAP_UTF8)
        return sent(login, pop3_send(login->pop3, POP3_UTF8, 0, 0), UTF8);
    return method_try(login);
}

/* CAPA is answered, or refused. */
static enum pop3_login_what capa_over(struct pop3_login *login)
{
    bool allow = login->config->cleartext == POP3_CLEARTEXT_ALLOW;
    if (login->step == CAPA_USER)
        return done(login);
    if (login->tls)
        return authenticate(login);
    if (login->capa.tags & POP3_CAP_STLS)
        return sent(login, pop3_send(login->pop3, POP3_STLS, 0, 0), STLS);
    return allow ? authenticate(login) : refuse(login, POP3_WHY_NO_STLS);
}

/* +OK: the list begins anew. -ERR after login: what was said before it still counts. */
static enum pop3_login_what capa_begin(struct pop3_login *login, bool ok)
{
    if (!ok)
        return capa_over(login);
    login->capa = (struct pop3_capabilities){0};
    login->has_capa = true;
    return POP3_LOGIN_MORE;
}

/* A line that was cut: its last word may be a part of another. */
static void capability_take(struct pop3_login *login, const struct pop3_event *ev)
{
    struct pop3_bytes line = ev->data;
    while (ev->cut && line.n > 0 && line.p[line.n - 1] != ' ')
        line.n--;
    pop3_parse_capability(&login->capa, line);
}

/* APOP's digest is made at once: the greeting is gone when CAPA is answered. */
static void timestamp_take(struct pop3_login *login, const struct pop3_event *ev)
{
    const struct pop3_login_config *c = login->config;
    struct pop3_bytes parts[2] = {{NULL, 0}, c->password};
    login->has_digest = c->password.n > 0 && !ev->cut &&
                        pop3_parse_timestamp(ev->data, &parts[0]) &&
                        pop3_digest(POP3_MD5, parts, 2, login->digest);
}

static bool wants_apop(const struct pop3_login *login)
{
    for (const struct pop3_method *const *m = login->config->methods; *m; m++)
        if ((*m)->bit == POP3_METHOD_APOP)
            return login->tls || login->config->cleartext == POP3_CLEARTEXT_ALLOW;
    return false;
}

static enum pop3_login_what greeting_take(struct pop3_login *login, const struct pop3_event *ev)
{
    if (!ev->ok)
        return refuse(login, POP3_WHY_GREETING);
    if (!login->tls && login->config->cleartext == POP3_CLEARTEXT_NEVER)
        return refuse(login, POP3_WHY_CLEARTEXT);
    if (wants_apop(login))
        timestamp_take(login, ev);
    return capa_send(login, CAPA);
}

static enum pop3_login_why why_refused(const struct pop3_login *login)
{
    bool announced = (login->capa.tags & POP3_CAP_AUTH_RESP_CODE) != 0;
    bool silent = login->code == POP3_CODE_NONE || login->code == POP3_CODE_UNKNOWN;
    if (silent && login->sasl && login->sasl->rounds == POP3_CANCELLED)
        return POP3_WHY_EXCHANGE;
    switch (pop3_refusal(login->code, announced)) {
    case POP3_REFUSED_CREDENTIALS:
        return POP3_WHY_CREDENTIALS;
    case POP3_REFUSED_IN_USE:
        return POP3_WHY_IN_USE;
    case POP3_REFUSED_DELAY:
        return POP3_WHY_DELAY;
    case POP3_REFUSED_TEMPORARY:
        return POP3_WHY_TEMPORARY;
    case POP3_REFUSED_PERMANENT:
        return POP3_WHY_PERMANENT;
    case POP3_REFUSED_UNKNOWN:
        break;
    }
    return POP3_WHY_UNKNOWN;
}

/* Logged in. Some capabilities show only now (RFC 2449 section 5, and James for UIDL). */
static enum pop3_login_what accepted(struct pop3_login *login)
{
    if (login->has_capa && login->capa.tags & POP3_CAP_UIDL &&
        !(login->capa.tags & POP3_CAP_PER_USER))
        return done(login);
    return capa_send(login, CAPA_USER);
}

static enum pop3_login_what reply_take(struct pop3_login *login, const struct pop3_event *ev)
{
    login->code = ev->code;
    switch ((enum step)login->step) {
    case GREETING:
        return greeting_take(login, ev);
    case CAPA:
    case CAPA_TLS:
    case CAPA_USER:
        return capa_begin(login, ev->ok);
    case STLS:
        return refuse(login, POP3_WHY_STLS);
    case UTF8:
        return method_try(login); /* refused or not: UTF8 USER was looked at before */
    case USER:
        if (!ev->ok)
            return refuse(login, why_refused(login));
        return sent(login, pop3_send_text(login->pop3, POP3_PASS, login->config->password),
                    AUTH);
    case AUTH:
        return ev->ok ? accepted(login) : refuse(login, why_refused(login));
    case HANDSHAKE:
    case OVER:
        break;
    }
    return POP3_LOGIN_MORE;
}

void pop3_login_init(struct pop3_login *login, struct pop3 *p,
                     const struct pop3_login_config *config)
{
    memset(login, 0, sizeof *login);
    login->pop3 = p;
    login->config = config;
    login->tls = config->tls_first;
    if (config->tls_first) {
        login->binding = config->binding;
        login->binding_data = config->binding_data;
        pop3_secured(p);
    }
}

enum pop3_login_what pop3_login_event(struct pop3_login *login, const struct pop3_event *ev)
{
    if (login->step == OVER)
        return login->why == POP3_WHY_NOTHING ? POP3_LOGIN_DONE : POP3_LOGIN_REFUSED;
    switch (ev->what) {
    case POP3_REPLY:
        return reply_take(login, ev);
    case POP3_ITEM:
        capability_take(login, ev);
        return POP3_LOGIN_MORE;
    case POP3_END:
        return capa_over(login);
    case POP3_START_TLS:
        login->step = HANDSHAKE;
        return POP3_LOGIN_TLS;
    case POP3_FAILED:
    case POP3_CLOSED:
        return refuse(login, POP3_WHY_SESSION);
    case POP3_NONE:
    case POP3_BODY:
        break;
    }
    return POP3_LOGIN_MORE;
}

enum pop3_login_what pop3_login_secured(struct pop3_login *login, enum pop3_binding binding,
                                        struct pop3_bytes binding_data)
{
    if (login->step != HANDSHAKE)
        return POP3_LOGIN_REFUSED; /* of a handshake that nobody asked for */
    pop3_secured(login->pop3);
    login->tls = true;
    login->has_digest = false;
    pop3_wipe(login->digest, sizeof login->digest);
    login->capa = (struct pop3_capabilities){0};
    login->has_capa = false;
    login->code = POP3_CODE_NONE;
    login->binding = binding;
    login->binding_data = binding_data;
    return capa_send(login, CAPA_TLS);
}

/* One that waits behind the engine's output for the server's empty challenge. */
static void initial_response_drop(struct pop3_login *login)
{
    struct pop3 *p = login->pop3;
    if (!login->sasl)
        return;
    login->sasl->held = 0;
    pop3_wipe(p->out + p->out_len, (size_t)(p->out_cap - p->out_len));
}

void pop3_login_wipe(struct pop3_login *login)
{
    pop3_wipe(login->digest, sizeof login->digest);
    login->has_digest = false;
    if (login->sasl)
        pop3_sasl_wipe(login->sasl);
    if (login->step == AUTH) { /* the engine still holds the mechanism */
        initial_response_drop(login);
        return;
    }
    login->sasl = NULL;
    pop3_wipe(&login->mechanism, sizeof login->mechanism);
}

const char *pop3_login_strwhy(enum pop3_login_why why)
{
    static const char *const sentences[] = {
        [POP3_WHY_NOTHING] = "nothing was refused",
        [POP3_WHY_GREETING] = "the server turned the connection away",
        [POP3_WHY_CLEARTEXT] = "the policy forbids to log in without TLS",
        [POP3_WHY_NO_STLS] = "TLS is required and the server does not offer STLS",
        [POP3_WHY_STLS] = "TLS is required and the server refused STLS",
        [POP3_WHY_NO_METHOD] = "the server offers no way to log in that the policy allows",
        [POP3_WHY_INPUT] = "the user name, password or token cannot be sent this way",
        [POP3_WHY_EXCHANGE] = "what the server sent to log in was unacceptable",
        [POP3_WHY_CREDENTIALS] = "the server refused the user name or password",
        [POP3_WHY_IN_USE] = "the maildrop is in use by another session",
        [POP3_WHY_DELAY] = "the server wants more time between two logins",
        [POP3_WHY_TEMPORARY] = "the server has a temporary problem",
        [POP3_WHY_PERMANENT] = "the server has a problem that its operator must mend",
        [POP3_WHY_UNKNOWN] = "the server refused the login without saying why",
        [POP3_WHY_SESSION] = "the session broke",
    };
    return sentences[why];
}
