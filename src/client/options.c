/* SPDX-License-Identifier: MIT */
/*
 * Options, looked at before anything is sent, and copied as far as they are
 * needed later.
 */
#include "client_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct pop3_method *const all[] = {&pop3_method_scram_sha_256_plus,
                                                &pop3_method_scram_sha_256,
                                                &pop3_method_scram_sha_1_plus,
                                                &pop3_method_scram_sha_1,
                                                &pop3_method_cram_md5,
                                                &pop3_method_plain,
                                                &pop3_method_login,
                                                &pop3_method_oauthbearer,
                                                &pop3_method_xoauth2,
                                                &pop3_method_external,
                                                &pop3_method_apop,
                                                &pop3_method_user};

static const struct pop3_method *const external[] = {&pop3_method_external, NULL};

static const struct pop3_method *method_find(const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strlen(all[i]->name) == n && strncasecmp(all[i]->name, name, n) == 0)
            return all[i];
    return NULL;
}

/* The names of a list, as methods; false if there is one that is none. */
static bool methods_parse(const struct pop3_method **to, const char *names)
{
    size_t count = 0;
    while (*names != '\0') {
        size_t n = strcspn(names, ",");
        const struct pop3_method *method = method_find(names, n);
        if (!method || count + 1 == CLIENT_METHODS)
            return false;
        to[count++] = method;
        names += n + (names[n] == ',');
    }
    to[count] = NULL;
    return count > 0;
}

static void methods_copy(const struct pop3_method **to, const struct pop3_method *const *from)
{
    do
        *to++ = *from;
    while (*from++);
}

static bool is_among(const struct pop3_method *const *methods, const struct pop3_method *one)
{
    while (*methods && *methods != one)
        methods++;
    return *methods == one;
}

/* The URL names one: it, or nothing. */
static bool methods_restrict(struct pop3_client *c)
{
    const struct pop3_method *one = method_find(c->url.auth, strlen(c->url.auth));
    if (!one)
        return pop3c_fault_local(&c->error,
                                 "the URL's ;AUTH= names a mechanism that is not known", "");
    if (c->methods[0] && !is_among(c->methods, one))
        return pop3c_fault_local(
            &c->error, "the URL's ;AUTH= and the options name different mechanisms", "");
    c->methods[0] = one;
    c->methods[1] = NULL;
    return true;
}

static void methods_default(struct pop3_client *c, bool password, bool token)
{
    if (token)
        methods_copy(c->methods, pop3_methods_token);
    else if (!password)
        methods_copy(c->methods, external);
    else
        methods_copy(c->methods, pop3_methods_password);
}

/* Is there for each method what it takes? */
static bool methods_fit(const struct pop3_client *c, bool password, bool token)
{
    for (const struct pop3_method *const *m = c->methods; *m; m++) {
        bool needs_token = (*m)->token && *m != &pop3_method_external;
        if ((needs_token && !token) || (!(*m)->token && !password))
            return false;
    }
    return true;
}

static bool methods_take(struct pop3_client *c, const struct pop3_client_options *o)
{
    bool password = o->password || o->password_get, token = o->token || o->token_get;
    bool named = o->auth && strcasecmp(o->auth, "auto") != 0;
    struct pop3_client_error *e = &c->error;
    if (named && !methods_parse(c->methods, o->auth))
        return pop3c_fault_local(e, "the options name a mechanism that is not known",
                                 "see auth");
    if (c->url.auth[0] != '\0' && !methods_restrict(c))
        return false;
    if (!c->methods[0]) {
        if (password && token)
            return pop3c_fault_local(e, "there is a password and a token",
                                     "name the mechanism, or give one");
        if (!password && !token && !o->cert_file)
            return pop3c_fault_local(e, "there is no password", "give one, or a token");
        methods_default(c, password, token);
    }
    if (!methods_fit(c, password, token))
        return pop3c_fault_local(e, "a mechanism lacks the password or token that it takes",
                                 "");
    if (c->url.user[0] == '\0' && (c->methods[0] != &pop3_method_external || c->methods[1]))
        return pop3c_fault_local(e, "the URL has no user",
                                 "write it before the host: user@host");
    return true;
}

static bool text_take(struct pop3_client *c, struct client_secret *to, const char *from,
                      bool visible)
{
    if (!from)
        return true;
    for (const char *p = from; *p != '\0'; p++)
        if (*p == '\r' || *p == '\n' || (visible && (*p <= ' ' || *p > '~')))
            return pop3c_fault_local(
                &c->error, "a password or token has characters that cannot be sent", "");
    if (*from == '\0')
        return pop3c_fault_local(&c->error, "a password or token is empty", "");
    return pop3c_secret_set(to, (const uint8_t *)from, strlen(from)) ||
           pop3c_fault_memory(&c->error);
}

static struct pop3_bytes bytes_of(const struct client_secret *s)
{
    return (struct pop3_bytes){s->p, s->n};
}

static bool login_take(struct pop3_client *c, const struct pop3_client_options *o)
{
    if (!methods_take(c, o) || !text_take(c, &c->password, o->password, false) ||
        !text_take(c, &c->token, o->token, true) ||
        !text_take(c, &c->authzid, o->authzid, false))
        return false;
    if (!pop3c_nonce_make(c->nonce))
        return pop3c_fault_local(&c->error, "the system has no random numbers", "");
    c->login_config =
        (struct pop3_login_config){.methods = c->methods,
                                   .user = {(const uint8_t *)c->url.user, strlen(c->url.user)},
                                   .password = bytes_of(&c->password),
                                   .token = bytes_of(&c->token),
                                   .authzid = bytes_of(&c->authzid),
                                   .host = {(const uint8_t *)c->url.host, strlen(c->url.host)},
                                   .port = c->url.port,
                                   .nonce = {c->nonce, sizeof c->nonce},
                                   .cleartext = o->cleartext,
                                   .two_steps = o->two_steps,
                                   .utf8 = o->utf8,
                                   .slice = CLIENT_SCRAM_SLICE};
    return true;
}

static bool link_make(struct pop3_client *c, const struct pop3_client_options *o)
{
    static const enum pop3_link_family families[] = {POP3_LINK_ANY, POP3_LINK_IPV4,
                                                     POP3_LINK_IPV6};
    struct pop3_link_error error;
    struct pop3_link_target target = {.host = c->url.host,
                                      .port = c->url.port,
                                      .source = o->source,
                                      .proxy = o->proxy,
                                      .name_servers = o->name_servers,
                                      .connect_ms = o->connect_ms > 0 ? o->connect_ms
                                                                      : POP3_CLIENT_CONNECT_MS,
                                      .family = families[o->family]};
    c->link = pop3_link_new(&target, &error);
    if (c->link)
        return true;
    return pop3c_fault_local(&c->error, error.text, "");
}

static bool tls_new(struct pop3_client *c, const struct pop3_client_options *o, uint8_t *resume,
                    size_t cap)
{
    struct pop3_tls_config config = {o->ca_file, o->cert_file, o->key_file,
                                     o->tls_min == POP3_CLIENT_TLS_1_3 ? POP3_TLS_1_3
                                                                       : POP3_TLS_1_2};
    struct pop3_tls_target target = {.host = c->url.host,
                                     .pins = o->pins,
                                     .pinning =
                                         o->pin_alone ? POP3_TLS_PIN_ALONE : POP3_TLS_PIN_TOO};
    struct pop3_tls_error error;
    struct pop3_tls_context *own = NULL, *context = o->tls_context;
    size_t n = resume ? o->resume_load(o->context, resume, cap) : 0;
    target.resume = (struct pop3_bytes){resume, n <= cap ? n : 0};
    if (!context)
        context = own = pop3_tls_context_new(&config, &error);
    c->tls = context ? pop3_tls_new(context, &target, &error) : NULL;
    pop3_tls_context_free(own);
    return c->tls || pop3c_fault_local(&c->error, error.text, "");
}

static bool tls_make(struct pop3_client *c, const struct pop3_client_options *o)
{
    size_t cap = 16384;
    uint8_t *resume = NULL;
    if (o->resume_load && !(resume = malloc(cap)))
        return pop3c_fault_memory(&c->error);
    bool good = tls_new(c, o, resume, cap);
    if (resume)
        pop3_wipe(resume, cap);
    free(resume);
    return good;
}

static bool session_make(struct pop3_client *c, const struct pop3_client_options *o)
{
    c->out_cap = o->token || o->token_get || o->password_get ? CLIENT_OUT_TOKEN : CLIENT_OUT;
    c->out = calloc(1, c->out_cap);
    c->plain = malloc(CLIENT_PLAIN);
    c->cipher = malloc(CLIENT_CIPHER);
    if (!c->out || !c->plain || !c->cipher)
        return pop3c_fault_memory(&c->error);
    struct pop3_config config = {.line = c->line,
                                 .line_cap = sizeof c->line,
                                 .out = c->out,
                                 .out_cap = (uint16_t)c->out_cap,
                                 .slot = c->slot,
                                 .depth = c->o.depth,
                                 .reply_ms = c->o.reply_ms,
                                 .max_items = o->max_items,
                                 .max_octets = o->max_octets};
    pop3_init(&c->pop3, &config);
    return true;
}

/* Numbers and callbacks stay; the strings are the caller's. */
static void options_keep(struct pop3_client *c, const struct pop3_client_options *o)
{
    c->o = *o;
    c->o.password = c->o.token = c->o.authzid = c->o.auth = NULL;
    c->o.ca_file = c->o.pins = c->o.cert_file = c->o.key_file = NULL;
    c->o.source = c->o.proxy = c->o.name_servers = NULL;
    c->o.tls_context = NULL;
    c->o.reply_ms = o->reply_ms > 0 ? o->reply_ms : POP3_CLIENT_REPLY_MS;
    c->o.depth = o->depth > 0 ? o->depth : POP3_CLIENT_DEPTH;
}

bool pop3c_options_take(struct pop3_client *c, const char *url,
                        const struct pop3_client_options *o)
{
    const char *wrong = pop3_url_parse(&c->url, url);
    options_keep(c, o);
    if (wrong)
        return pop3c_fault_local(&c->error, wrong, "");
    if (!c->url.tls_first && o->cleartext == POP3_CLEARTEXT_NEVER) {
        pop3c_fault_set(&c->error, POP3_FAULT_POLICY, "no-tls", c->url.host,
                        "the policy forbids a connection that does not begin with TLS",
                        "use pop3s://");
        return false;
    }
    if (o->depth > POP3_CLIENT_MAX_DEPTH || o->family > POP3_CLIENT_IPV6 ||
        o->cleartext > POP3_CLEARTEXT_ALLOW || o->tls_min > POP3_CLIENT_TLS_1_3)
        return pop3c_fault_local(&c->error, "an option is out of its range", "");
    return login_take(c, o) && link_make(c, o) && tls_make(c, o) && session_make(c, o);
}
