/* SPDX-License-Identifier: MIT */
/*
 * Failures as sentences: where, what happened, what the server said, what to do.
 * What the link and TLS say is complete already.
 */
#include "client_parts.h"

#include <string.h>

const char *pop3_fault_name(enum pop3_fault fault)
{
    static const char *const names[] = {
        "none", "later",   "credentials", "policy",  "tls",     "protocol", "limit",
        "host", "network", "server",      "refused", "stopped", "local"};
    return (size_t)fault < sizeof names / sizeof names[0] ? names[fault] : "unknown";
}

void pop3c_fault_clear(struct pop3_client_error *e)
{
    memset(e, 0, sizeof *e);
    e->word = "none";
}

void pop3c_fault_set(struct pop3_client_error *e, enum pop3_fault fault, const char *word,
                     const char *where, const char *what, const char *advice)
{
    struct client_text text = {e->text, 0, sizeof e->text};
    e->fault = fault;
    e->word = word;
    e->text[0] = '\0';
    pop3c_text_add(&text, where);
    pop3c_text_add(&text, where[0] != '\0' ? ": " : "");
    pop3c_text_add(&text, what);
    if (e->said[0] != '\0') {
        pop3c_text_add(&text, "; the server says \"");
        pop3c_text_add(&text, e->said);
        pop3c_text_add(&text, "\"");
    }
    pop3c_text_add(&text, advice[0] != '\0' ? "; " : "");
    pop3c_text_add(&text, advice);
}

bool pop3c_fault_local(struct pop3_client_error *e, const char *what, const char *advice)
{
    pop3c_fault_set(e, POP3_FAULT_LOCAL, "local", "", what, advice);
    return false;
}

bool pop3c_fault_memory(struct pop3_client_error *e)
{
    return pop3c_fault_local(e, "no memory is left", "");
}

void pop3c_fault_link(struct pop3_client *c)
{
    const struct pop3_link_error *error = pop3_link_error(c->link);
    enum pop3_fault fault = POP3_FAULT_NETWORK;
    if (error->fault == POP3_LINK_UNKNOWN)
        fault = POP3_FAULT_HOST;
    else if (error->fault == POP3_LINK_LOCAL)
        fault = POP3_FAULT_LOCAL;
    pop3c_fault_set(&c->error, fault, pop3_link_fault_name(error->fault), "", error->text, "");
}

void pop3c_fault_tls(struct pop3_client *c)
{
    const struct pop3_tls_error *error = pop3_tls_error(c->tls);
    enum pop3_fault fault = POP3_FAULT_TLS;
    if (error->fault == POP3_TLS_TRUNCATED)
        fault = POP3_FAULT_NETWORK;
    else if (error->fault == POP3_TLS_LOCAL)
        fault = POP3_FAULT_LOCAL;
    pop3_tls_peer_pin(c->tls, c->error.pin);
    pop3c_fault_set(&c->error, fault, pop3_tls_fault_name(error->fault), "", error->text, "");
}

struct row {
    enum pop3_fault fault;
    const char *word, *advice;
};

static struct row row_of(enum pop3_err err)
{
    static const struct row protocol = {POP3_FAULT_PROTOCOL, "protocol",
                                        "tell the server's operator"};
    switch (err) {
    case POP3_ERR_EOF:
        return (struct row){POP3_FAULT_NETWORK, "closed", "try again later"};
    case POP3_ERR_TIMEOUT:
        return (struct row){POP3_FAULT_LATER, "timeout", "try again later"};
    case POP3_ERR_LIMIT:
        return (struct row){POP3_FAULT_LIMIT, "limit", "raise the limit if that is expected"};
    case POP3_ERR_LINK:
    case POP3_ERR_TLS:
        return (struct row){POP3_FAULT_NETWORK, "lost", "try again later"};
    case POP3_ERR_AFTER_STLS:
        return (struct row){POP3_FAULT_TLS, "injected",
                            "somebody may have tampered with the connection"};
    case POP3_ERR_PROOF:
        return (struct row){POP3_FAULT_CREDENTIALS, "unproved",
                            "this may not be your server; do not use it"};
    case POP3_OK:
    case POP3_ERR_STATE:
    case POP3_ERR_ARGUMENT:
    case POP3_ERR_LENGTH:
    case POP3_ERR_FULL:
    case POP3_ERR_PIPELINE:
    case POP3_ERR_BARRIER:
    case POP3_ERR_DELETED:
    case POP3_ERR_CONFIG:
        return (struct row){POP3_FAULT_LOCAL, "local", ""};
    case POP3_ERR_REPLY:
    case POP3_ERR_LINE:
    case POP3_ERR_TOO_LONG:
    case POP3_ERR_NUMBER:
    case POP3_ERR_UNASKED:
        break;
    }
    return protocol;
}

void pop3c_fault_session(struct pop3_client *c, const struct pop3_event *ev)
{
    enum pop3_err err = pop3_error(&c->pop3);
    c->error.msg = ev->msg;
    if (err == POP3_ERR_LINK && c->link && pop3_link_error(c->link)->fault != POP3_LINK_FINE) {
        pop3c_fault_link(c);
        return;
    }
    if (err == POP3_ERR_TLS && pop3_tls_error(c->tls)->fault != POP3_TLS_FINE) {
        pop3c_fault_tls(c);
        return;
    }
    pop3c_said_set(c, c->error.said, sizeof c->error.said, ev->data);
    struct row row = row_of(err);
    pop3c_fault_set(&c->error, row.fault, row.word, c->where, pop3_strerror(err), row.advice);
}

static struct row row_of_code(enum pop3_code code, enum pop3_fault otherwise)
{
    switch (code) {
    case POP3_CODE_IN_USE:
        return (struct row){POP3_FAULT_LATER, "in-use",
                            "end the other session, or try again later"};
    case POP3_CODE_LOGIN_DELAY:
        return (struct row){POP3_FAULT_LATER, "login-delay", "try again later, less often"};
    case POP3_CODE_SYS_TEMP:
        return (struct row){POP3_FAULT_LATER, "temporary", "try again later"};
    case POP3_CODE_SYS_PERM:
        return (struct row){POP3_FAULT_SERVER, "permanent", "tell the server's operator"};
    case POP3_CODE_AUTH:
    case POP3_CODE_UTF8:
    case POP3_CODE_UNKNOWN:
    case POP3_CODE_NONE:
        break;
    }
    return (struct row){otherwise, pop3_fault_name(otherwise),
                        otherwise == POP3_FAULT_LATER ? "try again later" : ""};
}

static struct row row_of_why(const struct pop3_login *login)
{
    static const char check[] =
        "check them; some providers want a password for this program alone, or OAuth 2";
    switch (login->why) {
    case POP3_WHY_CLEARTEXT:
    case POP3_WHY_NO_STLS:
    case POP3_WHY_STLS:
        return (struct row){
            POP3_FAULT_POLICY, "no-tls",
            "nothing secret was sent; try pop3s://, or ask the server's operator"};
    case POP3_WHY_NO_METHOD:
        return (struct row){POP3_FAULT_POLICY, "no-method",
                            "name one that the server offers, or give it what it wants"};
    case POP3_WHY_EXCHANGE:
        return (struct row){
            POP3_FAULT_PROTOCOL, "exchange",
            "the password is not to blame; make sure that it is the right server"};
    case POP3_WHY_INPUT:
        return (struct row){POP3_FAULT_LOCAL, "local", "another mechanism may do"};
    case POP3_WHY_CREDENTIALS:
    case POP3_WHY_UNKNOWN:
        return (struct row){POP3_FAULT_CREDENTIALS, "credentials", check};
    case POP3_WHY_GREETING:
    case POP3_WHY_IN_USE:
    case POP3_WHY_DELAY:
    case POP3_WHY_TEMPORARY:
    case POP3_WHY_PERMANENT:
    case POP3_WHY_NOTHING:
    case POP3_WHY_SESSION:
        break;
    }
    return row_of_code(login->code, POP3_FAULT_LATER);
}

void pop3c_fault_login(struct pop3_client *c)
{
    struct row row = row_of_why(&c->login);
    c->error.code = c->login.code;
    pop3c_fault_set(&c->error, row.fault, row.word, c->where, pop3_login_strwhy(c->login.why),
                    row.advice);
}

void pop3c_fault_refused(struct pop3_client *c, const struct pop3_event *ev)
{
    char what[64] = "";
    struct client_text text = {what, 0, sizeof what};
    struct row row = row_of_code(ev->code, POP3_FAULT_REFUSED);
    pop3c_fault_clear(&c->error);
    c->error.code = ev->code;
    c->error.msg = ev->msg;
    pop3c_said_set(c, c->error.said, sizeof c->error.said, ev->data);
    pop3c_text_add(&text, "the server refused ");
    pop3c_text_add(&text, pop3_verb_name(ev->verb));
    pop3c_fault_set(&c->error, row.fault, row.word, c->where, what, row.advice);
}
