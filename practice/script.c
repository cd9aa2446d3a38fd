/* SPDX-License-Identifier: MIT */
/* Reads scripts, see script.h and README.md. */
#include "script.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

#define TILE ((size_t)4096) /* short repeated texts are laid out at least this long */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The octet of the escape at *p, which is moved behind it; -1: no such escape. */
static int escape_read(const char **p)
{
    static const char name[] = "rnt0\\\"", octet[] = "\r\n\t\0\\\"";
    const char *found;
    int high, low;

    if (**p == 'x') {
        high = hex_value((*p)[1]);
        low = high < 0 ? -1 : hex_value((*p)[2]);
        *p += 3;
        return low < 0 ? -1 : high * 16 + low;
    }
    found = **p ? strchr(name, **p) : NULL;
    if (!found)
        return -1;
    ++*p;
    return (uint8_t)octet[found - name];
}

static const char *text_read(struct step *s, const char *p)
{
    s->text = malloc(strlen(p) + 1);
    if (!s->text)
        return "no memory";
    while (*p) {
        int octet = (uint8_t)*p++;

        if (octet == '\\')
            octet = escape_read(&p);
        if (octet < 0)
            return "wrong escape; known are \\r \\n \\t \\0 \\\\ \\\" and \\xNN";
        s->text[s->n++] = (uint8_t)octet;
    }
    return NULL;
}

static const char *tile(struct step *s)
{
    size_t copies = s->n < TILE ? TILE / s->n : 1;
    uint8_t *wide = realloc(s->text, s->n * copies);

    if (!wide)
        return "no memory";
    s->text = wide;
    for (size_t i = 1; i < copies; i++)
        memcpy(wide + i * s->n, wide, s->n);
    s->n *= copies;
    return NULL;
}

static const char *send_read(struct step *s, const char *p)
{
    const char *fault = text_read(s, p);

    s->total = s->n;
    return fault ? fault : s->n ? NULL : "nothing to send";
}

static const char *forever_read(struct step *s, const char *p)
{
    const char *fault = send_read(s, p);

    s->total = UINT64_MAX;
    return fault ? fault : tile(s);
}

static const char *repeat_read(struct step *s, const char *p)
{
    const char *space = strchr(p, ' '), *fault;
    char count[24];
    uint64_t n;

    snprintf(count, sizeof count, "%.*s", space ? (int)(space - p) : 0, p);
    if (!space || space - p > 20 || !options_number(count, UINT64_MAX / 2, &n) || !n)
        return "expected: repeat COUNT TEXT";
    fault = send_read(s, space + 1);
    if (fault)
        return fault;
    if (n > UINT64_MAX / 2 / s->n)
        return "this would be too much";
    s->total = n * s->n;
    return tile(s);
}

static const char *time_read(struct step *s, const char *p)
{
    size_t digits = strspn(p, "0123456789");
    bool seconds = !strcmp(p + digits, "s");
    char number[12];
    uint64_t n;

    snprintf(number, sizeof number, "%.*s", (int)(digits < 11 ? digits : 11), p);
    if ((!seconds && strcmp(p + digits, "ms") != 0) ||
        !options_number(number, seconds ? 86400 : 86400000, &n))
        return "expected a time such as 100ms or 2s";
    s->ms = (uint32_t)(seconds ? n * 1000 : n);
    return NULL;
}

static const char *segment_read(struct step *s, const char *p)
{
    const char *space = strchr(p, ' ');
    char number[12];
    size_t n = space ? (size_t)(space - p) : strlen(p);

    snprintf(number, sizeof number, "%.*s", (int)(n < 11 ? n : 11), p);
    if (!options_number(number, INT32_MAX, &s->total))
        return "expected: segment OCTETS [TIME]";
    return space ? time_read(s, space + 1) : NULL;
}

static const char *nothing_read(struct step *s, const char *p)
{
    (void)s;
    return *p ? "nothing may follow this word" : NULL;
}

static const struct {
    const char *word;
    enum step_kind kind;
    const char *(*read)(struct step *, const char *rest);
} steps[] = {
    {"S:", STEP_SEND, send_read},         {"C:", STEP_LINE, text_read},
    {"C:*", STEP_PREFIX, text_read},      {"repeat", STEP_SEND, repeat_read},
    {"forever", STEP_SEND, forever_read}, {"pause", STEP_PAUSE, time_read},
    {"silence", STEP_SILENCE, time_read}, {"segment", STEP_SEGMENT, segment_read},
    {"eof", STEP_EOF, nothing_read},      {"close", STEP_CLOSE, nothing_read},
    {"reset", STEP_RESET, nothing_read},
};

static struct step *step_add(struct script *s, enum step_kind kind, unsigned line)
{
    if (s->n == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 64;
        struct step *grown = realloc(s->step, cap * sizeof *grown);

        if (!grown)
            return NULL;
        s->step = grown;
        s->cap = cap;
    }
    s->step[s->n] = (struct step){.kind = kind, .line = line};
    return &s->step[s->n++];
}

static bool ended(const struct script *s)
{
    const struct step *last = s->n > s->part[s->parts - 1] ? &s->step[s->n - 1] : NULL;

    return last && (last->kind == STEP_CLOSE || last->kind == STEP_RESET ||
                    (last->kind == STEP_SEND && last->total == UINT64_MAX));
}

static const char *part_end(struct script *s, unsigned line)
{
    return ended(s) || step_add(s, STEP_CLOSE, line) ? NULL : "no memory";
}

static const char *part_begin(struct script *s)
{
    size_t *grown = realloc(s->part, (s->parts + 1) * sizeof *grown);

    if (!grown)
        return "no memory";
    s->part = grown;
    s->part[s->parts++] = s->n;
    return NULL;
}

static const char *line_read(struct script *s, const char *line, unsigned number)
{
    size_t n = strcspn(line, " ");
    const char *rest = line[n] ? line + n + 1 : line + n, *fault;
    struct step *step;

    if (!strcmp(line, "connection")) {
        fault = part_end(s, number);
        return fault ? fault : part_begin(s);
    }
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (strlen(steps[i].word) != n || memcmp(steps[i].word, line, n) != 0)
            continue;
        if (ended(s))
            return "nothing can follow close, reset and forever but \"connection\"";
        step = step_add(s, steps[i].kind, number);
        return step ? steps[i].read(step, rest) : "no memory";
    }
    return "unknown step; known are S: C: C:* repeat forever pause silence segment eof close "
           "reset connection";
}

static const char *lines_read(struct script *s, FILE *f, unsigned *number)
{
    const char *fault = part_begin(s);
    char *line = NULL;
    size_t cap = 0;
    ssize_t got;

    while (!fault && (got = getline(&line, &cap, f)) >= 0) {
        ++*number;
        if (got && line[got - 1] == '\n')
            line[--got] = '\0';
        if (strlen(line) != (size_t)got)
            fault = "the line contains NUL; write \\0";
        else if (line[0] && line[0] != '#')
            fault = line_read(s, line, *number);
    }
    free(line);
    return fault ? fault : part_end(s, *number);
}

bool script_read(struct script *s, const char *file)
{
    FILE *f = fopen(file, "re");
    unsigned number = 0;
    const char *fault;

    *s = (struct script){.file = file};
    if (!f) {
        fprintf(stderr, "nxpop3-practice: %s: %s\n", file, strerror(errno));
        return false;
    }
    fault = lines_read(s, f, &number);
    fclose(f);
    if (!fault)
        return true;
    fprintf(stderr, "nxpop3-practice: %s:%u: %s\n", file, number, fault);
    script_free(s);
    return false;
}

void script_free(struct script *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->step[i].text);
    free(s->step);
    free(s->part);
    *s = (struct script){0};
}
