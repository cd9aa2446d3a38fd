/* SPDX-License-Identifier: MIT */
/* Reads transcripts; the form is described in script.h. */
#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct script *script;
    char line[1024];
    bool bytes_open; /* the last line was S: */
};

static bool begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static void *grow(void *p, size_t n)
{
    p = realloc(p, n);
    require(p != NULL);
    return p;
}

static char *copy_of(const char *text)
{
    return strcpy(grow(NULL, strlen(text) + 1), text);
}

static struct step *step_add(struct script *script, enum step_kind kind, const char *text)
{
    struct step *step;
    script->step = grow(script->step, (script->steps + 1) * sizeof *script->step);
    step = &script->step[script->steps++];
    memset(step, 0, sizeof *step);
    step->kind = kind;
    if (text != NULL)
        step->text = copy_of(text);
    return step;
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *p = c != '\0' ? strchr(digits, c) : NULL;
    if (p == NULL)
        harness_die("not a hexadecimal digit: %c", c);
    return (int)(p - digits);
}

/* One octet, escaped or not; moves *t behind it. */
static uint8_t octet_read(const char **t)
{
    const char *p = *t;
    *t = p + (p[0] == '\\' ? 2 : 1);
    if (p[0] != '\\')
        return (uint8_t)p[0];
    switch (p[1]) {
    case 'r':
        return '\r';
    case 'n':
        return '\n';
    case '0':
        return '\0';
    case '\\':
    case '"':
        return (uint8_t)p[1];
    case 'x':
        *t = p + 4;
        return (uint8_t)(hex_digit(p[2]) * 16 + hex_digit(p[3]));
    }
    harness_die("unknown escape: %s", p);
}

/* The octets up to end; a new buffer. */
static uint8_t *octets_read(const char *t, char end, size_t *n)
{
    uint8_t *data = NULL;

    for (*n = 0; *t != end;) {
        size_t times = 1;
        require(*t != '\0');
        bool repeat = t[0] == '\\' && t[1] == '{';
        if (repeat) {
            char *star;
            times = strtoul(t + 2, &star, 10);
            require(*star == '*');
            t = star + 1;
        }
        uint8_t octet = octet_read(&t);
        require(!repeat || *t == '}');
        t += repeat;
        data = grow(data, *n + times);
        memset(data + *n, octet, times);
        *n += times;
    }
    return data;
}

static void bytes_read(struct reader *r, const char *text)
{
    struct script *script = r->script;
    size_t n;
    uint8_t *data = octets_read(text, '\0', &n);
    if (!r->bytes_open)
        step_add(script, STEP_BYTES, NULL);
    struct step *step = &script->step[script->steps - 1];
    step->data = grow(step->data, step->n + n + 1);
    memcpy(step->data + step->n, data, n);
    step->n += n;
    script->octets += n;
    free(data);
}

/* An expected event: rewritten in the log's own form of escapes; bodies are joined. */
static void event_read(struct reader *r, const char *line)
{
    struct log *log = &r->script->log;
    const char *quote = strchr(line, '"');
    size_t n;

    if (quote == NULL) {
        log_printf(log, "%s\n", line);
        return;
    }
    uint8_t *data = octets_read(quote + 1, '"', &n);
    if (begins(line, "E: BODY ")) {
        struct pop3_event ev = {.what = POP3_BODY, .data = {data, n}};
        char word[8];
        unsigned msg;
        require(sscanf(line, "E: BODY %7s %u", word, &msg) == 2);
        while (strcmp(verb_word(ev.verb), word) != 0)
            ev.verb++;
        ev.msg = msg;
        log_event(log, &ev, POP3_OK);
    } else {
        log_printf(log, "%.*s", (int)(quote - line), line);
        log_quoted(log, data, n);
        log_printf(log, "\n");
    }
    free(data);
}

static void option_read(struct options *o, const char *word)
{
    const char *value = strchr(word, '=');
    unsigned long long n;

    require(value != NULL);
    n = strtoull(++value, NULL, 10);
    if (begins(word, "line_cap="))
        o->line_cap = (uint16_t)n;
    else if (begins(word, "out_cap="))
        o->out_cap = (uint16_t)n;
    else if (begins(word, "depth="))
        o->depth = (uint8_t)n;
    else if (begins(word, "deleted_cap="))
        o->deleted_cap = (uint16_t)n;
    else if (begins(word, "reply_ms="))
        o->reply_ms = (uint32_t)n;
    else if (begins(word, "max_items="))
        o->max_items = (uint32_t)n;
    else if (begins(word, "max_octets="))
        o->max_octets = n;
    else if (strcmp(word, "quirks=bare_lf") == 0)
        o->quirks = POP3_QUIRK_BARE_LF;
    else
        harness_die("unknown option: %s", word);
}

static void options_read(struct reader *r, char *text)
{
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " "))
        option_read(&r->script->options, word);
}

/* A step whose line is also what the log must say. */
static void step_read(struct reader *r, enum step_kind kind, const char *text)
{
    struct step *step = step_add(r->script, kind, text);
    step->number = (uint32_t)strtoul(text, NULL, 10);
    log_printf(&r->script->log, "%s\n", r->line);
}

static void line_read(struct reader *r);

static void state_read(struct reader *r, const char *name)
{
    static const char *const lines[] = {"S: +OK\\r\\n",
                                        "E: REPLY GREETING +OK \"\"",
                                        "authorization",
                                        "C: USER u",
                                        "S: +OK\\r\\n",
                                        "E: REPLY USER +OK \"\"",
                                        "C: PASS p",
                                        "S: +OK\\r\\n",
                                        "E: REPLY PASS +OK \"\"",
                                        "transaction",
                                        "C: CAPA",
                                        "S: +OK\\r\\nPIPELINING\\r\\n.\\r\\n",
                                        "E: REPLY CAPA +OK \"\"",
                                        "E: ITEM CAPA \"PIPELINING\"",
                                        "E: END CAPA",
                                        "pipelining"};
    size_t i = 0, last = sizeof lines / sizeof lines[0] - 1;
    char wanted[32];

    require(strlen(name) < sizeof wanted);
    strcpy(wanted, name);
    for (; strcmp(lines[i], wanted) != 0; i++) {
        require(i < last);
        strcpy(r->line, lines[i]);
        if (lines[i][1] == ':')
            line_read(r);
    }
}

static void line_read(struct reader *r)
{
    char *line = r->line;

    if (begins(line, "S: ")) {
        bytes_read(r, line + 3);
        r->bytes_open = true;
        return;
    }
    r->bytes_open = r->bytes_open && (line[0] == '\0' || line[0] == '#');
    if (line[0] == '\0' || line[0] == '#')
        return;
    if (begins(line, "E: "))
        event_read(r, line);
    else if (begins(line, "C: "))
        step_read(r, STEP_COMMAND, line + 3);
    else if (begins(line, "C! ") && strchr(line, ':') != NULL)
        step_read(r, STEP_COMMAND, strchr(line, ':') + 2);
    else if (begins(line, "T: "))
        step_read(r, STEP_TICK, line + 3);
    else if (begins(line, "X: "))
        step_read(r, STEP_CALL, line + 3);
    else if (begins(line, "I: "))
        step_read(r, STEP_IDLE, line + 3);
    else if (begins(line, "D: "))
        step_read(r, STEP_DELETED, line + 3);
    else if (begins(line, "with "))
        options_read(r, line + 5);
    else if (begins(line, "from "))
        state_read(r, line + 5);
    else
        harness_die("%s: what is this? %s", r->script->name, line);
}

static const char *line_take(struct reader *r, const char *text)
{
    size_t n = strcspn(text, "\n");
    require(n < sizeof r->line);
    memcpy(r->line, text, n);
    r->line[n] = '\0';
    return text[n] == '\n' ? text + n + 1 : text + n;
}

void script_read(struct script *script, const char **text)
{
    struct reader r = {.script = script};
    const char *next;

    memset(script, 0, sizeof *script);
    do {
        require(**text != '\0');
        *text = line_take(&r, *text);
    } while (!begins(r.line, "== "));
    script->name = copy_of(r.line + 3);
    for (; **text != '\0'; *text = next) {
        next = line_take(&r, *text);
        if (begins(r.line, "== "))
            break;
        line_read(&r);
    }
    log_text(&script->log);
}

void script_free(struct script *script)
{
    for (size_t i = 0; i < script->steps; i++) {
        free(script->step[i].text);
        free(script->step[i].data);
    }
    free(script->step);
    free(script->name);
    log_free(&script->log);
}
