/* SPDX-License-Identifier: MIT */
/* Plays a script to a client instead of serving a Maildir. */
#ifndef PRACTICE_PLAY_H
#define PRACTICE_PLAY_H

#include <stdbool.h>

#include "server.h"

/* Server.serve: the k-th connection plays the k-th part of server->script, the last part is
 * played again from then on. What the client does against the script goes to stderr and sets
 * server->failed. */
bool play_serve(struct server *, int fd);

#endif
