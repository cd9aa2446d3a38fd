/* SPDX-License-Identifier: MIT */
/* The usual case: a Maildir "box" of user mrose, password "tan staaf", and a server on it. */
#ifndef TEST_PRACTICE_SERVED_H
#define TEST_PRACTICE_SERVED_H

#include "harness.h"
#include "maildir.h"

#define NAME     "mrose"
#define PASSWORD "tan staaf"

/* With three messages of 26, 14 and 8 octets on the wire. cmocka fixtures. */
int served_setup(void **state);
int served_teardown(void **state);

/* Starts the server on it, with up to four more arguments (NULL ends them). */
struct child served_start(const char *a, const char *b, const char *c, const char *d);
void served_login(struct client *, const struct child *);

#define SERVED(test) cmocka_unit_test_setup_teardown(test, served_setup, served_teardown)

#endif
