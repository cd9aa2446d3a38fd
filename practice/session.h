/* SPDX-License-Identifier: MIT */
/* A POP3 session (RFC 1939 §3). session.c moves octets, commands.c knows the protocol. */
#ifndef PRACTICE_SESSION_H
#define PRACTICE_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "body.h"
#include "inbox.h"
#include "out.h"
#include "server.h"

#define SESSION_STAMP 40

/* Bits, so that a command can name several. SESSION_CLOSING: only output is left. */
enum session_state {
    SESSION_AUTHORIZATION = 1,
    SESSION_TRANSACTION = 2,
    SESSION_CLOSING = 4,
    SESSION_LINGERING = 8 /* our side is shut, waiting for the client's */
};

/* A reply that is not yet complete. */
enum session_reply { REPLY_NONE, REPLY_GREETING, REPLY_LIST, REPLY_UIDL, REPLY_BODY };

struct session {
    struct conn conn;
    enum session_state state;
    enum session_reply reply;
    size_t next; /* message to be listed next, from 0 */
    uint64_t active, greeting_at;
    struct body body;
    struct out out;
    struct account *account;   /* not NULL in TRANSACTION: its lock is held */
    char stamp[SESSION_STAMP]; /* APOP's timestamp, "" if there is none */
    char user[INBOX_LINE];     /* from USER, "" before */
    struct inbox in;
};

/* Server.serve: a new session on an accepted socket. */
bool session_serve(struct server *, int fd);

void command_greet(struct session *);

/* Executes one line. There is room for OUT_REPLY octets of reply. */
void command_execute(struct session *, char *line);

/* Writes what fits of REPLY_LIST and REPLY_UIDL. */
void command_list_fill(struct session *);

/* Reads "12" strictly; for message numbers and line counts. */
bool command_number(const char *text, uint32_t *value);

#endif
