/* SPDX-License-Identifier: MIT */
/*
 * Which cases run, and what becomes of them. Silent but for failures and one
 * line at the end.
 *
 * Arguments of a test program: a text selects the cases whose name contains
 * it; "-l" prints the names; "-q" leaves out the cases that wait for long,
 * "-f n" starts at case n.
 */
#ifndef NETX_REPORT_H
#define NETX_REPORT_H

#include <stdarg.h>
#include <stddef.h>

void report_begin(int argc, char **argv);
int report_case(const char *name); /* false: do not run it */
void report_fault(const char *format, va_list args) __attribute__((format(printf, 1, 0)));
int report_faulty(void); /* the case that runs has failed */
void report_done(void);
int report_quick(void);                           /* leave out what waits for long */
const char *report_show(const char *p, size_t n); /* quoted, cut; good for four calls */
int report_end(void);                             /* the exit status */

#endif
