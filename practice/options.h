/* SPDX-License-Identifier: MIT */
/* The command line of nxpop3-practice. */
#ifndef PRACTICE_OPTIONS_H
#define PRACTICE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_LISTEN 8

struct options {
    const char *listen[OPTIONS_LISTEN];
    size_t listens;
    uint16_t port; /* 0: the system chooses */
    const char *port_file;
    bool any_address;

    const char *maildir, *user, *password, *password_file;
    const char *users;
    const char *script;

    bool no_apop, no_user, no_capa, no_pipelining, no_uidl, no_top;
    uint32_t idle_ms;  /* 0: no inactivity timer */
    uint32_t delay_ms; /* from a command's arrival to its reply */
    uint32_t sessions; /* end after so many; 0: never */
};

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_WRONG };

/* Reads the arguments. OPTIONS_DONE: help or version was printed. OPTIONS_WRONG: a diagnostic
 * is on stderr. The strings are those of argv. */
enum options_result options_read(struct options *, int argc, char **argv);

/* Decimal digits only, at most `max`. */
bool options_number(const char *text, uint64_t max, uint64_t *value);

#endif
