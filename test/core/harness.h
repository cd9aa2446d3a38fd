/* SPDX-License-Identifier: MIT */
/*
 * What the tests of the engine share: a session with buffers of exactly the
 * size that its configuration names (an address sanitizer sees each octet
 * beyond), an arena that places each input against an inaccessible page and
 * takes it away again, and a log of events as text, in which the spans of one
 * body are joined. Two runs are the same when their logs are.
 */
#ifndef TEST_CORE_HARNESS_H
#define TEST_CORE_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nxpop3/pop3.h>

/* Ends the test (or the program) with a message; each program brings its own. */
_Noreturn void harness_die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define require(condition)                                                                     \
    do {                                                                                       \
        if (!(condition))                                                                      \
            harness_die("%s:%d: %s", __FILE__, __LINE__, #condition);                          \
    } while (0)

/* Text that grows. text is always terminated. */
struct log {
    char *text;
    size_t len, cap;
    bool in_body; /* the last line is a body whose quotation mark is not closed */
    enum pop3_verb body_verb;
    uint32_t body_msg;
};

void log_free(struct log *log);
void log_clear(struct log *log);
void log_add(struct log *log, const char *p, size_t n);
void log_printf(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* In quotation marks, with \r \n \\ \" and \xHH; the form of the transcripts. */
void log_quoted(struct log *log, const uint8_t *p, size_t n);
void log_event(struct log *log, const struct pop3_event *ev, enum pop3_err err);
/* Ends an open body and returns the text. */
const char *log_text(struct log *log);

const char *error_name(enum pop3_err err);
enum pop3_err error_of_name(const char *name);
const char *verb_word(enum pop3_verb verb);

struct pop3_bytes bytes_of(const char *text);

/* Zero means the default of the tests, which is in brackets. */
struct options {
    uint16_t line_cap; /* [512] */
    uint16_t out_cap;  /* [1024] */
    uint8_t depth;     /* [8] */
    uint16_t deleted_cap;
    uint32_t reply_ms, max_items;
    uint64_t max_octets;
    uint8_t quirks;
};

/* How pop3_out() is taken. */
enum taking { TAKE_ALL, TAKE_ONE, TAKE_RANDOM };

struct session {
    struct pop3 p;
    struct options options;
    uint8_t *line, *out, *deleted;
    struct pop3_slot *slot;
    struct log log;  /* the events */
    struct log wire; /* what the transport took */
    enum taking taking;
    uint32_t random;
    int which;      /* the arena of the last input */
    bool front;     /* inputs begin behind the inaccessible page, not end before it */
    bool unguarded; /* inputs lie in ordinary memory, which is faster */
    unsigned ended; /* CLOSED and FAILED events */
};

void session_open(struct session *s, const struct options *options);
void session_close(struct session *s);
/* Opens, gives the greeting "+OK" and forgets its event. */
void session_greeted(struct session *s, const struct options *options);
/* The same, and logs in with USER and PASS. */
void session_logged_in(struct session *s, const struct options *options);
/* The same, after CAPA announced PIPELINING. */
void session_pipelined(struct session *s, const struct options *options);

/* Gives one input to pop3_next() until it is used up, and checks its promises. */
void session_feed(struct session *s, const uint8_t *p, size_t n);
void session_feed_text(struct session *s, const char *text);
/* Takes all of pop3_out(), in the pieces that taking says, and checks the wiping. */
void session_flush(struct session *s);
/* Queues a command given as its line ("RETR 1") and takes the output. */
enum pop3_err session_command(struct session *s, const char *line);
/* The same without taking the output. */
enum pop3_err session_queue(struct session *s, const char *line);
/* The log since the last call, for one comparison. */
const char *session_log(struct session *s);

/* Deterministic: xorshift. */
uint32_t random_next(uint32_t *state);

#endif
