/* SPDX-License-Identifier: MIT */
/* See image.h. Regions too large to be used are the sanitizers' own. */
#include "image.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LARGEST (1ul << 30)
#define BLOCK   65536u

static volatile uint8_t the_mask = MASK; /* so that no compiler folds it */

void mask(struct masked *m, const void *p, size_t n)
{
    const uint8_t *from = p;
    m->n = n;
    for (size_t i = 0; i < n; i++)
        m->p[i] = from[i] ^ the_mask;
}

void unmask(const struct masked *m, void *to)
{
    uint8_t *octets = to;
    for (size_t i = 0; i < m->n; i++)
        octets[i] = m->p[i] ^ the_mask;
}

static uint8_t block[BLOCK]; /* what is read: emptied before it is searched itself */

static int block_search(const struct masked *m, const uint8_t *p, size_t n)
{
    int found = 0;
    const uint8_t masking = the_mask, *end = p + n;
    while ((p = memchr(p, m->p[0] ^ masking, (size_t)(end - p))) && p + m->n <= end) {
        size_t i = 1;
        while (i < m->n && (p[i] ^ masking) == m->p[i])
            i++;
        found += i == m->n;
        p++;
    }
    return found;
}

/* Pages that are there; blocks overlap by one octet less than the secret has. */
static int pages_search(const struct masked *m, int fd, unsigned long from, unsigned long to)
{
    int found = 0;
    while (from + m->n <= to) {
        size_t want = to - from < BLOCK ? to - from : BLOCK;
        ssize_t got = pread(fd, block, want, (off_t)from);
        if (got < (ssize_t)m->n)
            break;
        found += block_search(m, block, (size_t)got);
        memset(block, 0, sizeof block);
        from += (size_t)got - m->n + 1;
    }
    return found;
}

/* In memory or swapped out, by what /proc/self/pagemap has for a page. */
static bool is_there(int pagemap, unsigned long page)
{
    uint64_t entry = 0;
    off_t at = (off_t)(page * sizeof entry);
    return pread(pagemap, &entry, sizeof entry, at) == (ssize_t)sizeof entry && entry >> 62;
}

static int region_search(const struct masked *m, const int fds[2], unsigned long from,
                         unsigned long to)
{
    const unsigned long size = (unsigned long)sysconf(_SC_PAGESIZE);
    int found = 0;
    for (unsigned long at = from; at < to; at += size) {
        unsigned long begin = at;
        while (at < to && is_there(fds[1], at / size))
            at += size;
        found += pages_search(m, fds[0], begin, at);
    }
    return found;
}

int image_search(const struct masked *m)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    int fds[2] = {open("/proc/self/mem", O_RDONLY | O_CLOEXEC),
                  open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)};
    bool good = maps && fds[0] >= 0 && fds[1] >= 0;
    int found = 0;
    char line[4400], rights[5];
    unsigned long from, to;
    while (good && fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx %4s", &from, &to, rights) == 3 && rights[0] == 'r' &&
            rights[1] == 'w' && to - from <= LARGEST)
            found += region_search(m, fds, from, to);
    if (maps)
        fclose(maps);
    for (int i = 0; i < 2; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    return good ? found : -1;
}
