/* SPDX-License-Identifier: MIT */
/* Accounts, see users.h. A password may contain colons; a name and a path may not. */
#include "users.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool grow(struct users *u)
{
    size_t cap = u->cap ? u->cap * 2 : 8;
    struct account *grown = realloc(u->account, cap * sizeof *grown);

    if (!grown)
        return false;
    u->account = grown;
    u->cap = cap;
    return true;
}

bool users_add(struct users *u, const char *name, const char *password, const char *path)
{
    struct account *a;

    if (u->n == u->cap && !grow(u))
        goto no_memory;
    a = &u->account[u->n];
    *a = (struct account){.drop.fd = -1};
    a->name = strdup(name);
    a->password = strdup(password);
    a->path = strdup(path);
    u->n++;
    if (a->name && a->password && a->path)
        return true;
no_memory:
    fprintf(stderr, "nxpop3-practice: no memory for the accounts\n");
    return false;
}

static bool line_add(struct users *u, const char *file, unsigned number, char *line)
{
    char *password = strchr(line, ':'), *path = strrchr(line, ':');

    if (!password || password == path || password == line || !path[1]) {
        fprintf(stderr, "nxpop3-practice: %s:%u: expected user:password:maildir\n", file,
                number);
        return false;
    }
    *password = '\0';
    *path = '\0';
    return users_add(u, line, password + 1, path + 1);
}

bool users_read(struct users *u, const char *file)
{
    FILE *f = fopen(file, "re");
    char *line = NULL;
    size_t cap = 0;
    bool ok = f != NULL;

    if (!f) {
        fprintf(stderr, "nxpop3-practice: %s: %s\n", file, strerror(errno));
        return false;
    }
    for (unsigned number = 1; ok && getline(&line, &cap, f) >= 0; number++) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] && line[0] != '#')
            ok = line_add(u, file, number, line);
    }
    free(line);
    fclose(f);
    return ok;
}

static int account_compare(const void *x, const void *y)
{
    const struct account *a = x, *b = y;

    return strcmp(a->name, b->name);
}

static bool maildir_check(const char *path)
{
    static const char *const part[] = {"new", "cur"};

    for (size_t i = 0; i < 2; i++) {
        char sub[4096];
        struct stat st;
        int n = snprintf(sub, sizeof sub, "%s/%s", path, part[i]);

        if (n < 0 || (size_t)n >= sizeof sub || stat(sub, &st) < 0 || !S_ISDIR(st.st_mode)) {
            fprintf(stderr, "nxpop3-practice: %s is not a Maildir: no directory %s/%s\n", path,
                    path, part[i]);
            return false;
        }
    }
    return true;
}

bool users_ready(struct users *u)
{
    if (!u->n) {
        fprintf(stderr, "nxpop3-practice: no account given\n");
        return false;
    }
    qsort(u->account, u->n, sizeof *u->account, account_compare);
    for (size_t i = 0; i < u->n; i++) {
        if (i && !account_compare(&u->account[i - 1], &u->account[i])) {
            fprintf(stderr, "nxpop3-practice: two accounts named %s\n", u->account[i].name);
            return false;
        }
        if (!maildir_check(u->account[i].path))
            return false;
    }
    return true;
}

struct account *users_find(const struct users *u, const char *name)
{
    struct account key = {.name = (char *)(uintptr_t)name};

    if (!u->n)
        return NULL;
    return bsearch(&key, u->account, u->n, sizeof *u->account, account_compare);
}

void users_free(struct users *u)
{
    for (size_t i = 0; i < u->n; i++) {
        struct account *a = &u->account[i];

        maildrop_close(&a->drop);
        maildrop_free(&a->drop);
        free(a->name);
        free(a->password);
        free(a->path);
    }
    free(u->account);
    *u = (struct users){0};
}
