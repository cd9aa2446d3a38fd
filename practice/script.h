/* SPDX-License-Identifier: MIT */
/* A script: what to send on a connection and what to wait for. README.md describes the text.
 *
 * A file is a list of steps, cut into one part per connection; each part ends with STEP_CLOSE,
 * STEP_RESET or an endless STEP_SEND. */
#ifndef PRACTICE_SCRIPT_H
#define PRACTICE_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum step_kind {
    STEP_SEND,    /* text, as often as it takes to make `total` octets */
    STEP_LINE,    /* the client must send this line */
    STEP_PREFIX,  /* the client must send a line that begins so */
    STEP_SILENCE, /* the client must send nothing for `ms` */
    STEP_EOF,     /* the client must close without sending more */
    STEP_PAUSE,   /* nothing happens for `ms` */
    STEP_SEGMENT, /* from here on at most `total` octets at once, 0: no limit; `ms` between */
    STEP_CLOSE,
    STEP_RESET
};

struct step {
    enum step_kind kind;
    unsigned line; /* in the file */
    uint8_t *text;
    size_t n;
    uint64_t total; /* UINT64_MAX: for ever */
    uint32_t ms;
};

struct script {
    const char *file;
    struct step *step;
    size_t n, cap;
    size_t *part; /* where each connection's steps begin */
    size_t parts;
};

/* False: a diagnostic that names the line is on stderr. `file` must outlive the script. */
bool script_read(struct script *, const char *file);
void script_free(struct script *);

#endif
