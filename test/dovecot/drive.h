/* SPDX-License-Identifier: MIT */
/*
 * The engine over a blocking POSIX socket, for tests: what pop3.h shows in its
 * opening comment, and calls that ask one question and wait for the answer.
 */
#ifndef TEST_DOVECOT_DRIVE_H
#define TEST_DOVECOT_DRIVE_H

#include "mail.h"

#include "nxpop3/pop3.h"

#define DRIVE_DEPTH 16

struct drive {
    struct pop3 p;
    bool (*turn)(struct drive *c); /* another transport's; NULL: the socket alone */
    struct pop3_bytes in;          /* received and not yet read by the engine */
    int fd;
    size_t chunk; /* octets asked of one recv() */
    struct pop3_slot slot[DRIVE_DEPTH];
    uint8_t line[512], out[2048]; /* out: a token in base64 */
    uint8_t buffer[65536];
};

/* The answer to one command. */
struct answer {
    bool ok, closed, failed;
    enum pop3_code code;
    char text[513]; /* of the status line */
    unsigned items;
    char data[2048];  /* items, each with a LF, or a body's begin; the rest is left out */
    struct mail mail; /* of a body */
};

/* A session without a connection yet; drive_open() does it by itself. */
void drive_begin(struct drive *c, size_t chunk);

/* Connects to a loopback address and reads the greeting. */
bool drive_open(struct drive *c, int family, uint16_t port, size_t chunk,
                struct answer *greeting);
void drive_close(struct drive *c);

/* Sends a command and waits until it is answered in full. */
void drive_ask(struct drive *c, enum pop3_verb verb, uint32_t msg, uint32_t lines,
               struct answer *a);
void drive_ask_text(struct drive *c, enum pop3_verb verb, const char *text, struct answer *a);

/* USER and PASS, or APOP by the timestamp of the greeting; then CAPA. */
bool drive_login(struct drive *c, const struct account *account, struct answer *a);
bool drive_login_apop(struct drive *c, const struct account *account,
                      const struct answer *greeting, struct answer *a);

/* Transmits what waits and receives once; false when the session is over. */
bool drive_turn(struct drive *c);

#endif
