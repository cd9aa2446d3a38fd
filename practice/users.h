/* SPDX-License-Identifier: MIT */
/* The accounts, from the options or from a file of lines "user:password:maildir". */
#ifndef PRACTICE_USERS_H
#define PRACTICE_USERS_H

#include <stdbool.h>
#include <stddef.h>

#include "maildrop.h"

struct account {
    char *name, *password, *path;
    struct maildrop drop;
};

struct users {
    struct account *account; /* sorted by name once users_ready returned true */
    size_t n, cap;
};

/* Each writes a diagnostic to stderr and returns false when something is wrong. */
bool users_add(struct users *, const char *name, const char *password, const char *path);
bool users_read(struct users *, const char *file);
bool users_ready(struct users *); /* names differ, Maildirs exist */

struct account *users_find(const struct users *, const char *name);
void users_free(struct users *);

#endif
