/* SPDX-License-Identifier: MIT */
/* Snapshot, lock and update of a Maildir, see maildrop.h. RFC 1939 §3 to §7.
 *
 * Invariants: msg[] is sorted by unique name, then by directory. While fd >= 0 this process
 * holds the lock. No path is followed through a symbolic link inside the Maildir. */
#include "maildrop.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "digest.h"
#include "wire.h"

#define CHUNK ((size_t)64 * 1024)

struct list {
    struct message *msg;
    size_t n, cap;
};

static size_t unique_length(const char *name)
{
    return strcspn(name + 4, ":");
}

static int unique_compare(const struct message *a, const struct message *b)
{
    size_t n = unique_length(a->name), m = unique_length(b->name);
    int order = memcmp(a->name + 4, b->name + 4, n < m ? n : m);

    return order ? order : (n > m) - (n < m);
}

static int message_compare(const void *x, const void *y)
{
    const struct message *a = x, *b = y;
    int order = unique_compare(a, b);

    return order ? order : strcmp(a->name, b->name);
}

static uint64_t change_time(const struct stat *st)
{
    return (uint64_t)st->st_mtim.tv_sec * 1000000000U + (uint64_t)st->st_mtim.tv_nsec;
}

static bool same_file(const struct message *m, const struct stat *st)
{
    return m->inode == st->st_ino && m->size == (uint64_t)st->st_size &&
           m->changed == change_time(st);
}

static bool list_add(struct list *l, const char *dir, const char *base, const struct stat *st)
{
    struct message *m;
    size_t n = strlen(base);

    if (l->n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 32;
        struct message *grown = realloc(l->msg, cap * sizeof *grown);

        if (!grown)
            return false;
        l->msg = grown;
        l->cap = cap;
    }
    m = &l->msg[l->n];
    *m = (struct message){.size = (uint64_t)st->st_size, .inode = st->st_ino};
    m->changed = change_time(st);
    m->name = malloc(4 + n + 1);
    if (!m->name)
        return false;
    memcpy(m->name, dir, 3);
    m->name[3] = '/';
    memcpy(m->name + 4, base, n + 1);
    l->n++;
    return true;
}

static void list_free(struct list *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->msg[i].name);
    free(l->msg);
    *l = (struct list){0};
}

static bool entries_add(DIR *d, struct list *l, const char *dir)
{
    struct dirent *e;

    for (;;) {
        struct stat st;

        errno = 0;
        e = readdir(d);
        if (!e)
            return errno == 0;
        if (e->d_name[0] == '.')
            continue;
        if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
            continue; /* gone since readdir: not in this snapshot */
        if (S_ISREG(st.st_mode) && !list_add(l, dir, e->d_name, &st))
            return false;
    }
}

static bool directory_add(int maildir, struct list *l, const char *dir)
{
    int fd = openat(maildir, dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    bool ok;
    int error;

    if (!d) {
        error = errno;
        if (fd >= 0)
            close(fd);
        errno = error;
        return false;
    }
    ok = entries_add(d, l, dir);
    error = errno;
    closedir(d);
    errno = error;
    return ok;
}

static bool message_measure(int maildir, struct message *m)
{
    static uint8_t chunk[CHUNK];
    struct wire_measure w = {0};
    int fd = openat(maildir, m->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t got;

    if (fd < 0)
        return false;
    while ((got = read(fd, chunk, sizeof chunk)) > 0)
        wire_measure(&w, chunk, (size_t)got);
    wire_measure_end(&w);
    m->octets = w.octets;
    m->as_is = !w.altered;
    close(fd);
    return got == 0;
}

/* What was measured before and is still the same file need not be read again. */
static bool sizes_fill(int maildir, struct list *l, const struct maildrop *old)
{
    size_t k = 0;

    for (size_t i = 0; i < l->n; i++) {
        struct message *m = &l->msg[i];
        struct stat st = {.st_ino = m->inode, .st_size = (off_t)m->size};

        while (k < old->n && message_compare(&old->msg[k], m) < 0)
            k++;
        st.st_mtim.tv_sec = (time_t)(m->changed / 1000000000U);
        st.st_mtim.tv_nsec = (long)(m->changed % 1000000000U);
        if (k < old->n && !message_compare(&old->msg[k], m) && same_file(&old->msg[k], &st)) {
            m->octets = old->msg[k].octets;
            m->as_is = old->msg[k].as_is;
        } else if (!message_measure(maildir, m)) {
            return false;
        }
        m->twin = i > 0 && unique_compare(m, m - 1) == 0;
    }
    return true;
}

static bool snapshot_make(struct maildrop *drop, int fd)
{
    struct list l = {0};

    if (!directory_add(fd, &l, "new") || !directory_add(fd, &l, "cur"))
        goto failed;
    if (l.n)
        qsort(l.msg, l.n, sizeof *l.msg, message_compare);
    if (!sizes_fill(fd, &l, drop))
        goto failed;
    maildrop_free(drop);
    *drop = (struct maildrop){.fd = fd, .msg = l.msg, .n = l.n};
    return true;
failed:
    list_free(&l);
    return false;
}

enum maildrop_result maildrop_open(struct maildrop *drop, const char *path)
{
    enum maildrop_result result = MAILDROP_FAILED;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error;

    if (fd < 0)
        return MAILDROP_FAILED;
    if (flock(fd, LOCK_EX | LOCK_NB) < 0)
        result = errno == EWOULDBLOCK ? MAILDROP_IN_USE : MAILDROP_FAILED;
    else if (snapshot_make(drop, fd))
        return MAILDROP_OK;
    error = errno;
    close(fd);
    errno = error;
    return result;
}

void maildrop_close(struct maildrop *drop)
{
    if (drop->fd >= 0)
        close(drop->fd);
    drop->fd = -1;
}

void maildrop_free(struct maildrop *drop)
{
    for (size_t i = 0; i < drop->n; i++)
        free(drop->msg[i].name);
    free(drop->msg);
    drop->msg = NULL;
    drop->n = 0;
}

void maildrop_stat(const struct maildrop *drop, size_t *count, uint64_t *octets)
{
    *count = 0;
    *octets = 0;
    for (size_t i = 0; i < drop->n; i++) {
        if (drop->msg[i].deleted)
            continue;
        *count += 1;
        *octets += drop->msg[i].octets;
    }
}

void maildrop_reset(struct maildrop *drop)
{
    for (size_t i = 0; i < drop->n; i++)
        drop->msg[i].deleted = false;
}

size_t maildrop_update(struct maildrop *drop)
{
    size_t kept = 0;

    for (size_t i = 0; i < drop->n; i++) {
        if (!drop->msg[i].deleted)
            continue;
        if (unlinkat(drop->fd, drop->msg[i].name, 0) < 0 && errno != ENOENT)
            kept++;
    }
    return kept;
}

int maildrop_message_open(const struct maildrop *drop, const struct message *m)
{
    struct stat st;
    int fd = openat(drop->fd, m->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0)
        return -1;
    if (fstat(fd, &st) == 0 && same_file(m, &st))
        return fd;
    close(fd);
    errno = ESTALE;
    return -1;
}

void maildrop_uid(const struct message *m, char uid[MAILDROP_UID])
{
    const char *name = m->name + 4;
    size_t n = unique_length(name - 4);
    bool legal = !m->twin && n > 0 && n < MAILDROP_UID;

    for (size_t i = 0; legal && i < n; i++)
        legal = name[i] >= 0x21 && name[i] <= 0x7e;
    if (legal) {
        memcpy(uid, name, n);
        uid[n] = '\0';
        return;
    }
    if (m->twin || !digest_sha256(name, n, uid))
        digest_sha256(m->name, strlen(m->name), uid);
}
