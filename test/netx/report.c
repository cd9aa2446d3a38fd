/* SPDX-License-Identifier: MIT */
/* Counts and names the cases, see report.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

#define FAULTS_SHOWN 3u

static const char *wanted, *program;
static char current[160];
static unsigned long first, number, passed, failed;
static unsigned faults;
static int list, quick;

void report_begin(int argc, char **argv)
{
    program = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-l") == 0)
            list = 1;
        else if (strcmp(argv[i], "-q") == 0)
            quick = 1;
        else if (strcmp(argv[i], "-f") == 0 && i + 1 < argc)
            first = strtoul(argv[++i], NULL, 10);
        else
            wanted = argv[i];
    }
}

int report_case(const char *name)
{
    number++;
    if (number < first || (wanted && !strstr(name, wanted)))
        return 0;
    faults = 0;
    snprintf(current, sizeof current, "%s", name);
    if (list) {
        printf("%lu %s\n", number, name);
        fflush(stdout);
    }
    return 1;
}

void report_fault(const char *format, va_list args)
{
    if (faults++ >= FAULTS_SHOWN)
        return;
    fprintf(stderr, "FAILED %s\n    ", current);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

int report_faulty(void)
{
    return faults != 0;
}

void report_done(void)
{
    if (faults)
        failed++;
    else
        passed++;
}

int report_quick(void)
{
    return quick;
}

const char *report_show(const char *p, size_t n)
{
    static char texts[4][200];
    static unsigned next;
    char *text = texts[next++ % 4], *to = text;
    *to++ = '"';
    for (size_t i = 0; i < n && i < 40; i++)
        if (p[i] >= ' ' && p[i] <= '~')
            *to++ = p[i];
        else
            to += sprintf(to, "\\x%02x", (unsigned char)p[i]);
    snprintf(to, 6, n > 40 ? "\"..." : "\"");
    return text;
}

int report_end(void)
{
    printf("%s: %lu passed, %lu failed\n", program, passed, failed);
    fflush(stdout);
    return failed != 0 || passed == 0;
}
