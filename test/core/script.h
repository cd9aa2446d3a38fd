/* SPDX-License-Identifier: MIT */
/*
 * Transcripts: readable sessions that are played in many ways. A file holds
 * several, each a line a step:
 *
 *     == name                      begins one; its test has that name
 *     # ...                        a comment
 *     with depth=2 quirks=bare_lf  options: line_cap out_cap depth deleted_cap
 *                                  reply_ms max_items max_octets quirks
 *     from transaction             the steps up to that state are played first; also
 *                                  authorization, pipelining (it was announced)
 *     S: +OK\r\n                   octets of the server, escaped as in C; \{90*x}
 *                                  repeats; lines that follow each other are one block
 *     C: RETR 1                    queues a command, which is what goes over the wire
 *     C! STATE: RETR 1             a command that must be refused with that error
 *     E: REPLY RETR 1 +OK "text"   an event, as log.c writes it
 *     T: 5000 = 10000              pop3_tick(5000) returns 10000; "never": UINT32_MAX
 *     X: eof | secured | fail LINK the call of that name
 *     I: yes                       what pop3_idle() says; "no"
 *     D: 3 = yes                   the bit of message 3 in the bitmap; "no"
 *
 * What is expected is the transcript itself without its server's octets: a run
 * writes the same lines, and the two texts are compared. Expected bodies that
 * follow each other are joined.
 */
#ifndef TEST_CORE_SCRIPT_H
#define TEST_CORE_SCRIPT_H

#include "harness.h"

enum step_kind { STEP_BYTES, STEP_COMMAND, STEP_TICK, STEP_CALL, STEP_IDLE, STEP_DELETED };

struct step {
    enum step_kind kind;
    char *text;    /* of a command, a call */
    uint8_t *data; /* octets of the server */
    size_t n;
    uint32_t number; /* of a tick, a message */
};

struct script {
    char *name;
    struct options options;
    struct step *step;
    size_t steps;
    size_t octets;  /* of the server, all blocks */
    struct log log; /* what is expected */
};

/* One way to play it. Offsets count the server's octets of the whole session. */
struct way {
    size_t chunk; /* inputs of so many octets, 0: a block is one input */
    size_t split; /* additionally an input ends here, 0: nowhere */
    size_t stop;  /* end of stream here, SIZE_MAX: nowhere */
    enum taking taking;
    uint32_t random; /* seed of TAKE_RANDOM */
    bool front;      /* see struct session */
};

/* Reads the transcript that begins at *text, and moves *text behind it. */
void script_read(struct script *script, const char **text);
void script_free(struct script *script);

/* Plays it on a session that this opens; the caller closes. */
void script_play(const struct script *script, const struct way *way, struct session *s);

/* Plays it in every way, and compares. */
void script_verify(const struct script *script);

/* The same for a transcript that a C file holds. */
void script_verify_text(const char *text);

#endif
