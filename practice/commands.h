/* SPDX-License-Identifier: MIT */
/* The commands, by the state they belong to. Each gets its argument: the text after the one
 * space behind the keyword, or NULL. Each writes its reply, or the first line of it. */
#ifndef PRACTICE_COMMANDS_H
#define PRACTICE_COMMANDS_H

#include "session.h"

typedef void command_run(struct session *, const char *argument);

command_run login_user, login_pass, login_apop;                   /* login.c */
command_run mail_stat, mail_list, mail_uidl, mail_retr, mail_top; /* mail.c */
command_run mail_dele, mail_rset;                                 /* mail.c */

#endif
