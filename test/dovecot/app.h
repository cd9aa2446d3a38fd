/* SPDX-License-Identifier: MIT */
/*
 * A NetX application in the form of the user guide, over the host's network:
 * it fetches a maildrop and compares what it gets with what was put there.
 */
#ifndef TEST_DOVECOT_APP_H
#define TEST_DOVECOT_APP_H

#include "mail.h"

struct app {
    int version; /* of IP: 4 or 6 */
    bool apop, delete_mail;
    uint16_t port;
    struct account account;
    unsigned refused; /* the status that create must return; 0: it succeeds */
    const struct mail *expected;
    uint32_t count;
};

/*
 * Runs it on a ThreadX kernel in this process, once a process. Returns 0 if
 * all went as it should, else 1 after saying on stderr what did not.
 */
int app_run(const struct app *app);

#endif
