/* SPDX-License-Identifier: MIT */
/*
 * What the benchmarks share: the clock, medians, the message bodies, and a
 * session of the engine that has logged in.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nxpop3/pop3.h"

#define BENCH_DEPTH 64

/* Nanoseconds of processor time: what else the machine does is not counted. */
uint64_t bench_now(void);

/* Sorts v[0..n), n > 0. */
double bench_median(double *v, size_t n);

/* n octets, all pages touched; ends the program if there is no memory. */
uint8_t *bench_memory(size_t n);

/* "what: why" on stderr, then exit: the benchmark itself is broken. */
_Noreturn void bench_die(const char *what, const char *why);

/* Message bodies as the server sends them, dots stuffed, CRLF at each line. */
enum bench_set {
    SET_BASE64,      /* lines of 76, never a dot */
    SET_PROSE,       /* lines of 55 to 75; a line in 500 opens with a dot */
    SET_DOTS,        /* prose whose every line opens with a stuffed dot */
    SET_TINY_DOTS,   /* every line is "..": four octets with CRLF */
    SET_CR_DOTS,     /* every line is ".CRxx": what looks like the end is none */
    SET_EMPTY_LINES, /* nothing but CRLF */
    SET_LINES_300,   /* lines of 300, no dots */
    SET_LINES_998,   /* the most that RFC 5322 allows */
    SET_LINES_4000
};
extern const char *const bench_set_names[];
#define BENCH_SETS 9

/* Fills p[0..n), n even, with whole lines. Returns the number of stuffed dots. */
size_t bench_fill(uint8_t *p, size_t n, enum bench_set set);

/* A session in the transaction state, pipelining if depth is above 1. */
struct bench_session {
    struct pop3 pop3;
    struct pop3_slot slots[BENCH_DEPTH];
    uint8_t line[512], out[4096];
};
void bench_login(struct bench_session *s, uint8_t depth);

/* Feeds text and dies unless each event is of that kind, n of them. */
void bench_expect(struct pop3 *p, const char *text, enum pop3_what what, unsigned n);

#endif
