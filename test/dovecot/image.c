/* SPDX-License-Identifier: MIT */
/* See image.h. Regions too large to be used are the sanitizers' own. */
#include "image.h"

#include <fcntl.h>
#include <stdio.h>
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

static int block_search(const struct masked *m, const uint8_t *p, size_t n)
{
    int found = 0;
    const uint8_t masking = the_mask;
    for (size_t at = 0; at + m->n <= n; at++) {
        size_t i = 0;
        while (i < m->n && (p[at + i] ^ masking) == m->p[i])
            i++;
        found += i == m->n;
    }
    return found;
}

/* Blocks that overlap by one octet less than the secret has. */
static int region_search(const struct masked *m, int fd, unsigned long from, unsigned long to)
{
    static uint8_t block[BLOCK];
    int found = 0;
    while (from + m->n <= to) {
        size_t want = to - from < BLOCK ? to - from : BLOCK;
        ssize_t got = pread(fd, block, want, (off_t)from);
        if (got < (ssize_t)m->n)
            break; /* a page that is not there */
        found += block_search(m, block, (size_t)got);
        from += (size_t)got - m->n + 1;
    }
    return found;
}

int image_search(const struct masked *m)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC), found = 0;
    char line[4400], rights[5];
    unsigned long from, to;
    while (maps && fd >= 0 && fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx %4s", &from, &to, rights) == 3 && rights[0] == 'r' &&
            rights[1] == 'w' && to - from <= LARGEST)
            found += region_search(m, fd, from, to);
    if (!maps || fd < 0)
        found = -1;
    if (maps)
        fclose(maps);
    if (fd >= 0)
        close(fd);
    return found;
}
