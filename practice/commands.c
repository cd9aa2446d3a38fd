/* SPDX-License-Identifier: MIT */
/* The table of commands and those that need no maildrop: CAPA, NOOP, QUIT.
 * RFC 1939 §4 to §9, RFC 2449 §5 to §8, RFC 3206. */
#include "commands.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum argument { ARGUMENT_NONE, ARGUMENT_OPTIONAL, ARGUMENT_NEEDED };

struct command {
    char name[5];
    uint8_t states;
    uint8_t argument;
    size_t off; /* in struct options: the switch that takes it away; 0: none does */
    command_run *run;
};

#define EVER        (SESSION_AUTHORIZATION | SESSION_TRANSACTION)
#define OFF(option) offsetof(struct options, option)

static void capa(struct session *s, const char *argument)
{
    const struct options *o = s->conn.server->options;

    (void)argument;
    out_print(&s->out, "+OK capabilities follow\r\n%s%s%s%s", o->no_top ? "" : "TOP\r\n",
              o->no_user ? "" : "USER\r\n", o->no_uidl ? "" : "UIDL\r\n",
              o->no_pipelining ? "" : "PIPELINING\r\n");
    out_print(&s->out, "RESP-CODES\r\nAUTH-RESP-CODE\r\nEXPIRE NEVER\r\n"
                       "IMPLEMENTATION nxpop3-practice\r\n.\r\n");
}

static void noop(struct session *s, const char *argument)
{
    (void)argument;
    out_print(&s->out, "+OK\r\n");
}

/* RFC 1939 §6. The lock is gone before the reply: a client may come back at once. */
static void quit(struct session *s, const char *argument)
{
    size_t kept = 0;

    (void)argument;
    if (s->account) {
        kept = maildrop_update(&s->account->drop);
        maildrop_close(&s->account->drop);
        s->account = NULL;
    }
    s->state = SESSION_CLOSING;
    if (kept)
        out_print(&s->out, "-ERR [SYS/TEMP] %zu deleted messages not removed\r\n", kept);
    else
        out_print(&s->out, "+OK goodbye\r\n");
}

static const struct command table[] = {
    {"USER", SESSION_AUTHORIZATION, ARGUMENT_NEEDED, OFF(no_user), login_user},
    {"PASS", SESSION_AUTHORIZATION, ARGUMENT_NEEDED, OFF(no_user), login_pass},
    {"APOP", SESSION_AUTHORIZATION, ARGUMENT_NEEDED, OFF(no_apop), login_apop},
    {"CAPA", EVER, ARGUMENT_NONE, OFF(no_capa), capa},
    {"STAT", SESSION_TRANSACTION, ARGUMENT_NONE, 0, mail_stat},
    {"LIST", SESSION_TRANSACTION, ARGUMENT_OPTIONAL, 0, mail_list},
    {"UIDL", SESSION_TRANSACTION, ARGUMENT_OPTIONAL, OFF(no_uidl), mail_uidl},
    {"RETR", SESSION_TRANSACTION, ARGUMENT_NEEDED, 0, mail_retr},
    {"TOP", SESSION_TRANSACTION, ARGUMENT_NEEDED, OFF(no_top), mail_top},
    {"DELE", SESSION_TRANSACTION, ARGUMENT_NEEDED, 0, mail_dele},
    {"NOOP", SESSION_TRANSACTION, ARGUMENT_NONE, 0, noop},
    {"RSET", SESSION_TRANSACTION, ARGUMENT_NONE, 0, mail_rset},
    {"QUIT", EVER, ARGUMENT_NONE, 0, quit},
};

static bool taken_away(const struct options *o, size_t off)
{
    return off && *(const bool *)((const char *)o + off);
}

static const struct command *command_find(const struct options *o, const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (!strcasecmp(table[i].name, name))
            return taken_away(o, table[i].off) ? NULL : &table[i];
    return NULL;
}

static const char *fault_find(const struct session *s, const struct command *c,
                              const char *argument)
{
    if (!c)
        return "unknown command";
    if (!(c->states & s->state))
        return s->state == SESSION_AUTHORIZATION ? "log in first" : "already logged in";
    if (c->argument == ARGUMENT_NONE && argument)
        return "this command takes no argument";
    if (c->argument == ARGUMENT_NEEDED && !(argument && *argument))
        return "argument missing";
    return NULL;
}

void command_execute(struct session *s, char *line)
{
    char *argument = strchr(line, ' ');
    const struct command *c;
    const char *fault;

    if (argument)
        *argument++ = '\0';
    c = command_find(s->conn.server->options, line);
    fault = fault_find(s, c, argument);
    if (fault)
        out_print(&s->out, "-ERR %s\r\n", fault);
    else
        c->run(s, argument);
}
