/* SPDX-License-Identifier: MIT */
/*
 * From the connection to the transaction state: TLS, and the login of login.h.
 *
 * Invariant: pop3c_secrets_get() is called only behind a finished handshake, or where
 * the policy is POP3_CLEARTEXT_ALLOW.
 */
#include "client_parts.h"

#include <stdio.h>
#include <string.h>

static bool shaking_begin(struct pop3_client *c)
{
    c->state = CLIENT_SHAKING;
    c->since_ms = pop3c_now(c);
    return true;
}

/* The maildrop is ours; nothing secret is needed any more. */
static bool opened(struct pop3_client *c, struct pop3_client_event *ev)
{
    c->capa = c->login.capa;
    c->method = c->login.method ? c->login.method->name : "";
    pop3_login_wipe(&c->login);
    pop3_wipe(&c->login, sizeof c->login);
    pop3c_secrets_wipe(c);
    c->state = CLIENT_OPEN;
    ev->what = POP3_CLIENT_OPENED;
    ev->ok = true;
    return true;
}

/* QUIT where the server may still hear it; nobody waits for the answer. */
static bool refused(struct pop3_client *c, struct pop3_client_event *ev)
{
    bool quiet = !c->secured && c->o.cleartext == POP3_CLEARTEXT_NEVER;
    const struct pop3_event none = {.what = POP3_FAILED};
    if (c->login.why != POP3_WHY_SESSION)
        pop3c_fault_login(c);
    else if (c->error.fault == POP3_FAULT_NONE)
        pop3c_fault_session(c, &none); /* it broke when the login sent something */
    if (!quiet && c->login.why != POP3_WHY_GREETING && pop3_error(&c->pop3) == POP3_OK &&
        pop3_send(&c->pop3, POP3_QUIT, 0, 0) == POP3_OK)
        pop3c_wire_flush(c);
    return pop3c_failed(c, ev);
}

static bool result(struct pop3_client *c, enum pop3_login_what what,
                   struct pop3_client_event *ev)
{
    switch (what) {
    case POP3_LOGIN_MORE:
        break;
    case POP3_LOGIN_TLS:
        return shaking_begin(c);
    case POP3_LOGIN_DONE:
        return opened(c, ev);
    case POP3_LOGIN_REFUSED:
        return refused(c, ev);
    }
    return true;
}

bool pop3c_login_event(struct pop3_client *c, const struct pop3_event *pe,
                       struct pop3_client_event *ev)
{
    if (pe->what == POP3_FAILED || pe->what == POP3_CLOSED)
        pop3c_fault_session(c, pe);
    else if (pe->what == POP3_REPLY)
        pop3c_said_set(c, c->error.said, pe->ok ? 1 : sizeof c->error.said, pe->data);
    return result(c, pop3_login_event(&c->login, pe), ev);
}

static void facts_take(struct pop3_client *c)
{
    struct pop3_tls_info info;
    char note[128];
    if (!pop3_tls_info(c->tls, &info))
        return;
    snprintf(c->version, sizeof c->version, "%s", info.version);
    snprintf(c->suite, sizeof c->suite, "%s", info.cipher);
    pop3_tls_peer_name(c->tls, c->peer, sizeof c->peer);
    pop3_tls_peer_pin(c->tls, c->pin);
    c->resumed = info.resumed;
    c->certificate_sent = info.client_sent;
    snprintf(note, sizeof note, "%s %s%s", c->version, c->suite, c->resumed ? ", resumed" : "");
    pop3c_trace_note(c, note);
}

/* The server is verified. */
static bool shaken(struct pop3_client *c, struct pop3_client_event *ev)
{
    struct pop3_bytes data;
    enum pop3_binding binding = pop3c_binding_make(c, &data);
    c->secured = true;
    c->state = CLIENT_LOGIN;
    facts_take(c);
    if (!pop3c_secrets_get(c))
        return pop3c_failed(c, ev);
    if (c->begun)
        return result(c, pop3_login_secured(&c->login, binding, data), ev);
    c->login_config.tls_first = true;
    c->login_config.binding = binding;
    c->login_config.binding_data = data;
    pop3_login_init(&c->login, &c->pop3, &c->login_config);
    c->begun = true;
    return true;
}

static bool shaking_failed(struct pop3_client *c, struct pop3_client_event *ev)
{
    struct pop3_event none = {.what = POP3_FAILED};
    if (pop3_tls_error(c->tls)->fault != POP3_TLS_FINE)
        pop3c_fault_tls(c);
    else
        pop3c_fault_session(c, &none);
    return pop3c_failed(c, ev);
}

/* Octets behind STLS's +OK; the engine knows what to make of them (CVE-2021-22947). */
static bool injected(struct pop3_client *c, struct pop3_client_event *ev)
{
    struct pop3_event pe;
    while (pop3_next(&c->pop3, &c->in, &pe) != POP3_FAILED && c->in.n > 0)
        ;
    pop3_fail(&c->pop3, POP3_ERR_AFTER_STLS);
    pop3c_fault_session(c, &pe);
    return pop3c_failed(c, ev);
}

bool pop3c_login_shake(struct pop3_client *c, struct pop3_client_event *ev)
{
    if (c->in.n > 0)
        return injected(c, ev);
    enum pop3_tls_step step = pop3_tls_handshake(c->tls, &c->cipher_in);
    pop3c_wire_flush(c);
    switch (step) {
    case POP3_TLS_DONE:
        return shaken(c, ev);
    case POP3_TLS_WANT_OUTPUT:
        return pop3_tls_out(c->tls).n == 0;
    case POP3_TLS_WANT_INPUT:
        if (c->ended)
            break;
        if (pop3c_wire_cipher(c) == WIRE_NONE)
            return false;
        if (pop3_error(&c->pop3) != POP3_OK)
            break;
        return true;
    case POP3_TLS_CLOSED:
    case POP3_TLS_FAILED:
        break;
    }
    return shaking_failed(c, ev);
}

bool pop3c_login_begin(struct pop3_client *c, struct pop3_client_event *ev)
{
    snprintf(c->where, sizeof c->where, "%s", pop3_link_where(c->link));
    pop3c_trace_note(c, c->where);
    if (c->url.tls_first)
        return shaking_begin(c);
    if (c->o.cleartext == POP3_CLEARTEXT_ALLOW && !pop3c_secrets_get(c))
        return pop3c_failed(c, ev);
    c->state = CLIENT_LOGIN;
    pop3_login_init(&c->login, &c->pop3, &c->login_config);
    c->begun = true;
    return true;
}
