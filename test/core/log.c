/* SPDX-License-Identifier: MIT */
/*
 * The log of events: a line of text for each, the octets quoted. The spans of
 * one body are joined, since where one ends is not promised.
 */
#include "harness.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const verb_words[] = {"GREETING", "USER", "PASS", "APOP", "AUTH", "CAPA",
                                         "STLS",     "UTF8", "LANG", "STAT", "LIST", "UIDL",
                                         "RETR",     "TOP",  "DELE", "NOOP", "RSET", "QUIT"};

static const char *const code_words[] = {"",          " UNKNOWN",  " LOGIN-DELAY", " IN-USE",
                                         " SYS/TEMP", " SYS/PERM", " AUTH",        " UTF8"};

static const char *const error_words[] = {
    "OK",      "STATE",      "ARGUMENT", "LENGTH",  "FULL",     "PIPELINE", "BARRIER",
    "DELETED", "CONFIG",     "REPLY",    "LINE",    "TOO_LONG", "NUMBER",   "LIMIT",
    "UNASKED", "AFTER_STLS", "EOF",      "TIMEOUT", "LINK",     "TLS",      "PROOF"};

const char *error_name(enum pop3_err err)
{
    require((size_t)err < sizeof error_words / sizeof error_words[0]);
    return error_words[err];
}

enum pop3_err error_of_name(const char *name)
{
    for (int i = 0; i <= POP3_ERR_PROOF; i++) {
        if (strcmp(name, error_words[i]) == 0)
            return (enum pop3_err)i;
    }
    harness_die("no error is named %s", name);
}

const char *verb_word(enum pop3_verb verb)
{
    require((size_t)verb < sizeof verb_words / sizeof verb_words[0]);
    return verb_words[verb];
}

struct pop3_bytes bytes_of(const char *text)
{
    return (struct pop3_bytes){(const uint8_t *)text, strlen(text)};
}

uint32_t random_next(uint32_t *state)
{
    uint32_t x = *state;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    *state = x;
    return x;
}

void log_free(struct log *log)
{
    free(log->text);
    memset(log, 0, sizeof *log);
}

void log_clear(struct log *log)
{
    log->len = 0;
    log->in_body = false;
    if (log->text != NULL)
        log->text[0] = '\0';
}

static void log_room(struct log *log, size_t n)
{
    if (log->cap - log->len > n)
        return;
    log->cap = (log->len + n) * 2 + 256;
    log->text = realloc(log->text, log->cap);
    require(log->text != NULL);
}

void log_add(struct log *log, const char *p, size_t n)
{
    log_room(log, n);
    memcpy(log->text + log->len, p, n);
    log->len += n;
    log->text[log->len] = '\0';
}

static void octets_escape(struct log *log, const uint8_t *p, size_t n)
{
    static const char hex[] = "0123456789abcdef";

    log_room(log, n * 4);
    for (size_t i = 0; i < n; i++) {
        char *t = log->text + log->len;
        uint8_t c = p[i];
        if (c == '\r' || c == '\n' || c == '\\' || c == '"') {
            t[0] = '\\';
            t[1] = c == '\r' ? 'r' : c == '\n' ? 'n' : (char)c;
            log->len += 2;
        } else if (c < 0x20 || c > 0x7e) {
            t[0] = '\\';
            t[1] = 'x';
            t[2] = hex[c >> 4];
            t[3] = hex[c & 15];
            log->len += 4;
        } else {
            t[0] = (char)c;
            log->len += 1;
        }
    }
    log->text[log->len] = '\0';
}

static void body_close(struct log *log)
{
    if (log->in_body)
        log_add(log, "\"\n", 2);
    log->in_body = false;
}

void log_printf(struct log *log, const char *format, ...)
{
    char text[256];
    va_list args;
    int n;

    body_close(log);
    va_start(args, format);
    n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    require(n >= 0 && (size_t)n < sizeof text);
    log_add(log, text, (size_t)n);
}

void log_quoted(struct log *log, const uint8_t *p, size_t n)
{
    body_close(log);
    log_add(log, "\"", 1);
    octets_escape(log, p, n);
    log_add(log, "\"", 1);
}

static void body_add(struct log *log, const struct pop3_event *ev)
{
    if (!log->in_body || log->body_verb != ev->verb || log->body_msg != ev->msg) {
        log_printf(log, "E: BODY %s %u \"", verb_word(ev->verb), (unsigned)ev->msg);
        log->in_body = true;
        log->body_verb = ev->verb;
        log->body_msg = ev->msg;
    }
    octets_escape(log, ev->data.p, ev->data.n);
}

static void head_add(struct log *log, const char *what, const struct pop3_event *ev)
{
    log_printf(log, "E: %s %s", what, verb_word(ev->verb));
    if (ev->msg != 0)
        log_printf(log, " %u", (unsigned)ev->msg);
}

static void tail_add(struct log *log, const struct pop3_event *ev)
{
    log_printf(log, "%s ", ev->cut ? " cut" : "");
    log_quoted(log, ev->data.p, ev->data.n);
    log_printf(log, "\n");
}

void log_event(struct log *log, const struct pop3_event *ev, enum pop3_err err)
{
    switch (ev->what) {
    case POP3_NONE:
        return;
    case POP3_REPLY:
        require((size_t)ev->code < sizeof code_words / sizeof code_words[0]);
        head_add(log, "REPLY", ev);
        log_printf(log, " %s%s", ev->ok ? "+OK" : "-ERR", code_words[ev->code]);
        tail_add(log, ev);
        return;
    case POP3_ITEM:
        head_add(log, "ITEM", ev);
        tail_add(log, ev);
        return;
    case POP3_BODY:
        body_add(log, ev);
        return;
    case POP3_END:
        head_add(log, "END", ev);
        log_printf(log, "\n");
        return;
    case POP3_START_TLS:
        log_printf(log, "E: START_TLS\n");
        return;
    case POP3_CLOSED:
        log_printf(log, "E: CLOSED\n");
        return;
    case POP3_FAILED:
        head_add(log, "FAILED", ev);
        log_printf(log, " %s", error_name(err));
        tail_add(log, ev);
        return;
    }
    harness_die("event %d", (int)ev->what);
}

const char *log_text(struct log *log)
{
    log_printf(log, "%s", "");
    return log->text;
}
