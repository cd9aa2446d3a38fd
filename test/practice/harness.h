/* SPDX-License-Identifier: MIT */
/* A practice server as a child process and raw sockets to talk to it.
 *
 * Nothing here waits longer than PATIENCE seconds; what fails, fails the running test. */
#ifndef TEST_PRACTICE_HARNESS_H
#define TEST_PRACTICE_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

#define PATIENCE 20

struct child {
    pid_t pid;
    uint16_t port;
    int out, err; /* its stdout and stderr */
};

/* Starts the server with these arguments (NULL ends them) and waits until it listens. */
struct child child_start(const char *const *arguments);

/* Ends it with SIGTERM; the exit status. What is on stderr goes to text[cap]. */
int child_stop(struct child *, char *text, size_t cap);

/* Waits for its own end; the exit status. */
int child_wait(struct child *, char *text, size_t cap);

/* Runs a program to its end; the exit status; its stdout and stderr go to text[cap]. */
int program_run(const char *program, const char *const *arguments, char *text, size_t cap);
const char *server_program(void);
const char *maildrop_program(void);

struct client {
    int fd;
    size_t at, end;
    char buf[8192];
};

void client_open(struct client *, uint16_t port);
void client_open_v6(struct client *, uint16_t port);
void client_close(struct client *);
void say(const struct client *, const char *text);
void say_octets(const struct client *, const void *p, size_t n);

/* The next line without CRLF; fails if it does not end so. Valid until the next call. */
const char *hear(struct client *);

/* The next octet, -1 at the end of the stream. */
int hear_octet(struct client *);

/* The next line is, or begins with, this. */
void expect(struct client *, const char *line);
void expect_start(struct client *, const char *start);
void expect_eof(struct client *);

/* Sends the command with CRLF and expects such a reply. */
void ask(struct client *, const char *command, const char *reply);
void ask_start(struct client *, const char *command, const char *start);

/* Opens, takes the greeting, logs in with USER and PASS. */
void client_login(struct client *, uint16_t port, const char *user, const char *password);

#endif
