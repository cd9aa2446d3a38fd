/* SPDX-License-Identifier: MIT */
/*
 * Lines of the session for people, and the server's words in failures; none of
 * them with a secret.
 *
 * What we send after AUTH is redacted until the server answered it, as are the arguments
 * of PASS and APOP. Challenges are not shown. A server that repeats what it was sent
 * ("unknown command AUTH PLAIN AG1l...") is cut off where that begins: the
 * password, the token, and what was made of them last.
 */
#include "client_parts.h"

#include <stdio.h>
#include <string.h>

#define REDACTED "[redacted]"

static bool starts(struct pop3_bytes text, const char *start)
{
    size_t n = strlen(start);
    return text.n >= n && memcmp(text.p, start, n) == 0;
}

/* Where the secret begins in the text, or n. */
static size_t secret_find(struct pop3_bytes text, size_t n, const uint8_t *secret, size_t size)
{
    if (size > CLIENT_ECHO)
        size = CLIENT_ECHO;
    for (size_t i = 0; size > 0 && i < n && size <= text.n - i; i++)
        if (memcmp(text.p + i, secret, size) == 0)
            return i;
    return n;
}

void pop3c_said_set(struct pop3_client *c, char *to, size_t cap, struct pop3_bytes theirs)
{
    struct client_text text = {to, 0, cap};
    size_t n = theirs.n;
    to[0] = '\0';
    n = secret_find(theirs, n, c->password.p, c->password.n);
    n = secret_find(theirs, n, c->token.p, c->token.n);
    n = secret_find(theirs, n, c->echo, c->echo_n);
    pop3c_text_peer(&text, (struct pop3_bytes){theirs.p, n});
    pop3c_text_add(&text, n < theirs.n ? REDACTED : "");
}

void pop3c_trace_note(const struct pop3_client *c, const char *line)
{
    if (c->o.trace)
        c->o.trace(c->o.context, '*', line);
}

/* What was made of a secret; the user's name alone is none. */
static void echo_set(struct pop3_client *c, struct pop3_bytes text)
{
    if (text.n < 4)
        return;
    c->echo_n = text.n < sizeof c->echo ? text.n : sizeof c->echo;
    memcpy(c->echo, text.p, c->echo_n);
}

/* Octets of the line that may be shown. */
static size_t open_size(struct pop3_client *c, struct pop3_bytes line)
{
    size_t n = 0;
    if (c->in_auth)
        n = starts(line, "*") ? 1 : 0;
    else if (starts(line, "PASS ") || starts(line, "APOP "))
        n = 5;
    else if (!starts(line, "AUTH "))
        return line.n;
    else {
        const uint8_t *space = memchr(line.p + 5, ' ', line.n - 5);
        n = space ? (size_t)(space - line.p) + 1 : line.n;
        c->in_auth = true;
    }
    echo_set(c, (struct pop3_bytes){line.p + n, line.n - n});
    return n;
}

static void line_out(struct pop3_client *c, struct pop3_bytes line)
{
    char to[POP3_MAX_COMMAND * 4 + sizeof REDACTED];
    struct client_text text = {to, 0, sizeof to};
    size_t n = open_size(c, line);
    if (!c->o.trace)
        return;
    to[0] = '\0';
    pop3c_text_peer(&text, (struct pop3_bytes){line.p, n});
    pop3c_text_add(&text, n < line.n ? REDACTED : "");
    c->o.trace(c->o.context, '>', to);
}

void pop3c_trace_out(struct pop3_client *c)
{
    struct pop3_bytes out = pop3_out(&c->pop3);
    while (c->traced < out.n) {
        const uint8_t *from = out.p + c->traced;
        const uint8_t *end = memchr(from, '\r', out.n - c->traced);
        if (!end)
            return;
        line_out(c, (struct pop3_bytes){from, (size_t)(end - from)});
        c->traced += (size_t)(end - from) + 2;
    }
}

static void line_in(struct pop3_client *c, const char *status, struct pop3_bytes line)
{
    char to[POP3_CLIENT_SAID + 8];
    struct client_text text = {to, 0, sizeof to};
    to[0] = '\0';
    pop3c_text_add(&text, status);
    pop3c_said_set(c, to + text.n, sizeof to - text.n, line);
    c->o.trace(c->o.context, '<', to);
}

static void body_note(const struct pop3_client *c, uint32_t msg)
{
    char to[80];
    snprintf(to, sizeof to, "message %lu: %llu octets", (unsigned long)msg,
             (unsigned long long)c->body);
    pop3c_trace_note(c, to);
}

void pop3c_trace_in(struct pop3_client *c, const struct pop3_event *ev)
{
    bool body = ev->verb == POP3_RETR || ev->verb == POP3_TOP;
    if (ev->what == POP3_REPLY && ev->verb == POP3_AUTH)
        c->in_auth = false;
    if (!c->o.trace)
        return;
    if (ev->what == POP3_REPLY || ev->what == POP3_START_TLS)
        line_in(c, ev->ok ? "+OK " : "-ERR ", ev->data);
    else if (ev->what == POP3_ITEM)
        line_in(c, "", ev->data);
    else if (ev->what == POP3_END && body)
        body_note(c, ev->msg);
    else if (ev->what == POP3_END)
        line_in(c, ".", ev->data);
}
