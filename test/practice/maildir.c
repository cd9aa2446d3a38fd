/* SPDX-License-Identifier: MIT */
/* Directories and files for the tests, see maildir.h. */
#include "maildir.h"
#include "harness.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char room[256];

static int entry_remove(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

const char *room_make(void)
{
    const char *base = getenv("TMPDIR");

    snprintf(room, sizeof room, "%s/practice-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(room));
    return room;
}

void room_remove(void)
{
    nftw(room, entry_remove, 16, FTW_DEPTH | FTW_PHYS);
}

const char *room_path(const char *format, ...)
{
    static char path[8][512];
    static unsigned turn;
    char *p = path[turn++ % 8];
    int n = snprintf(p, 512, "%s/", room);
    va_list args;

    va_start(args, format);
    vsnprintf(p + n, (size_t)(512 - n), format, args);
    va_end(args);
    return p;
}

void maildir_make(const char *path)
{
    static const char *const part[] = {"", "/tmp", "/new", "/cur"};

    for (size_t i = 0; i < 4; i++) {
        char sub[600];

        snprintf(sub, sizeof sub, "%s%s", path, part[i]);
        assert_return_code(mkdir(sub, 0700), 0);
    }
}

void file_put(const char *path, const void *p, size_t n)
{
    FILE *f = fopen(path, "we");

    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

void text_put(const char *path, const char *text)
{
    file_put(path, text, strlen(text));
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

uint8_t *file_get(const char *path, size_t *n)
{
    FILE *f = fopen(path, "re");
    struct stat st;
    uint8_t *p;

    assert_non_null(f);
    assert_return_code(fstat(fileno(f), &st), 0);
    *n = (size_t)st.st_size;
    p = malloc(*n + 1);
    assert_non_null(p);
    assert_int_equal(fread(p, 1, *n, f), *n);
    fclose(f);
    return p;
}

void file_find(const char *dir, const char *end, char *path, size_t cap)
{
    char sub[600];
    struct dirent *e;
    DIR *d;

    snprintf(sub, sizeof sub, "%s/new", dir);
    d = opendir(sub);
    assert_non_null(d);
    path[0] = '\0';
    while ((e = readdir(d)) != NULL) {
        size_t n = strlen(e->d_name), k = strlen(end);

        if (n >= k && !strcmp(e->d_name + n - k, end))
            snprintf(path, cap, "%s/%s", sub, e->d_name);
    }
    closedir(d);
    assert_true(path[0] != '\0');
}

uint8_t *wire_plain(const uint8_t *p, size_t n, bool stuffed, size_t *wire_n)
{
    uint8_t *out = malloc(2 * n + 2);
    size_t o = 0;
    bool start = true;

    assert_non_null(out);
    for (size_t i = 0; i < n; i++) {
        if (stuffed && start && p[i] == '.')
            out[o++] = '.';
        if (p[i] == '\n' && (i == 0 || p[i - 1] != '\r'))
            out[o++] = '\r';
        out[o++] = p[i];
        start = p[i] == '\n';
    }
    if (!start) {
        out[o++] = '\r';
        out[o++] = '\n';
    }
    *wire_n = o;
    return out;
}
