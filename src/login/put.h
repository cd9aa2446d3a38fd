/* SPDX-License-Identifier: MIT */
/*
 * What the mechanisms share: checks of what they are given, and appending to
 * the room for a response. Every put is all or nothing.
 */
#ifndef POP3_PUT_H
#define POP3_PUT_H

#include "nxpop3/sasl.h"

/* The round of every mechanism that is over without success; 0 is the first. */
#define POP3_ROUND_FAILED 255u

/* Is octet among the bytes? */
bool pop3_has(struct pop3_bytes bytes, uint8_t octet);

/* No NUL, CR or LF; empty is fine. */
bool pop3_clean(struct pop3_bytes text);

/* The same, and not empty: a user, a password. */
bool pop3_given(struct pop3_bytes text);

/* Only visible ASCII, and not empty: a token, a host, a nonce. */
bool pop3_visible(struct pop3_bytes text);

/* False where the room left is too small. */
bool pop3_put(struct pop3_room *room, struct pop3_bytes bytes);
bool pop3_put_text(struct pop3_room *room, const char *text);

/* A saslname: "," as =2C and "=" as =3D (RFC 5802 section 5.1). */
bool pop3_put_name(struct pop3_room *room, struct pop3_bytes name);
size_t pop3_name_size(struct pop3_bytes name);

/* The end of an init: a mechanism that was given nonsense never sends anything. */
bool pop3_begin(uint8_t *round, bool acceptable);

/* The end of a step: fits tells whether every put did, else the room is wiped. */
enum pop3_sasl_step pop3_respond(struct pop3_room *room, bool fits, uint8_t *round);

/* The end of an exchange that went wrong. */
enum pop3_sasl_step pop3_cancel(struct pop3_room *room, uint8_t *round);

#endif
