/* SPDX-License-Identifier: MIT */
/* Maildirs for the tests, below a directory of their own that is removed in the end. */
#ifndef TEST_PRACTICE_MAILDIR_H
#define TEST_PRACTICE_MAILDIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A fresh directory; stays valid until room_remove. */
const char *room_make(void);
void room_remove(void);

/* A path inside it, in one of a few static buffers. */
const char *room_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

void maildir_make(const char *path);
void file_put(const char *path, const void *p, size_t n);
void text_put(const char *path, const char *text);
bool file_exists(const char *path);

/* All octets of a file; the caller frees them. */
uint8_t *file_get(const char *path, size_t *n);

/* The only file of DIR/new whose name ends like this; into path[cap]. */
void file_find(const char *dir, const char *end, char *path, size_t cap);

/* What the octets of a file are on the wire, written the slow and plain way. */
uint8_t *wire_plain(const uint8_t *p, size_t n, bool stuffed, size_t *wire_n);

#endif
