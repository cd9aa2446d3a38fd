/* SPDX-License-Identifier: MIT */
/* The commands of the TRANSACTION state. RFC 1939 §5 and §7 (TOP, UIDL).
 *
 * Listings and messages begin here and are continued by session.c piece by piece. */
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool command_number(const char *text, uint32_t *value)
{
    uint64_t n;

    if (!options_number(text, UINT32_MAX, &n))
        return false;
    *value = (uint32_t)n;
    return true;
}

/* The message that a number names; NULL: -ERR is written. */
static struct message *message_find(struct session *s, const char *text)
{
    struct maildrop *drop = &s->account->drop;
    uint32_t number;

    if (!command_number(text, &number) || !number) {
        out_print(&s->out, "-ERR not a message number\r\n");
        return NULL;
    }
    if (number > drop->n) {
        out_print(&s->out, "-ERR no such message, only %zu in maildrop\r\n", drop->n);
        return NULL;
    }
    if (drop->msg[number - 1].deleted) {
        out_print(&s->out, "-ERR message %u is deleted\r\n", number);
        return NULL;
    }
    return &drop->msg[number - 1];
}

static void line_write(struct session *s, const char *front, const struct message *m,
                       enum session_reply what)
{
    size_t number = (size_t)(m - s->account->drop.msg) + 1;
    char uid[MAILDROP_UID];

    if (what == REPLY_LIST) {
        out_print(&s->out, "%s%zu %llu\r\n", front, number, (unsigned long long)m->octets);
        return;
    }
    maildrop_uid(m, uid);
    out_print(&s->out, "%s%zu %s\r\n", front, number, uid);
}

static void listing_start(struct session *s, const char *number, enum session_reply what)
{
    if (number) {
        const struct message *m = message_find(s, number);

        if (m)
            line_write(s, "+OK ", m, what);
        return;
    }
    out_print(&s->out, "+OK listing follows\r\n");
    s->reply = what;
    s->next = 0;
}

void command_list_fill(struct session *s)
{
    const struct maildrop *drop = &s->account->drop;

    while (out_room(&s->out) >= OUT_REPLY && s->next < drop->n) {
        const struct message *m = &drop->msg[s->next++];

        if (!m->deleted)
            line_write(s, "", m, s->reply);
    }
    if (s->next < drop->n || out_room(&s->out) < OUT_REPLY)
        return;
    out_print(&s->out, ".\r\n");
    s->reply = REPLY_NONE;
}

void mail_stat(struct session *s, const char *argument)
{
    size_t count;
    uint64_t octets;

    (void)argument;
    maildrop_stat(&s->account->drop, &count, &octets);
    out_print(&s->out, "+OK %zu %llu\r\n", count, (unsigned long long)octets);
}

void mail_list(struct session *s, const char *argument)
{
    listing_start(s, argument, REPLY_LIST);
}

void mail_uidl(struct session *s, const char *argument)
{
    listing_start(s, argument, REPLY_UIDL);
}

static void body_send(struct session *s, const struct message *m, int64_t lines)
{
    int fd = maildrop_message_open(&s->account->drop, m);

    if (fd < 0) {
        fprintf(stderr, "nxpop3-practice: %s: %s\n", m->name, strerror(errno));
        out_print(&s->out, "-ERR [SYS/TEMP] message cannot be read\r\n");
        return;
    }
    if (lines < 0)
        out_print(&s->out, "+OK %llu octets\r\n", (unsigned long long)m->octets);
    else
        out_print(&s->out, "+OK top of message follows\r\n");
    body_start(&s->body, fd, m, lines);
    s->reply = REPLY_BODY;
}

void mail_retr(struct session *s, const char *argument)
{
    const struct message *m = message_find(s, argument);

    if (m)
        body_send(s, m, -1);
}

void mail_top(struct session *s, const char *argument)
{
    const char *space = strchr(argument, ' ');
    char number[INBOX_LINE];
    const struct message *m;
    uint32_t lines;

    if (!space || !command_number(space + 1, &lines)) {
        out_print(&s->out, "-ERR TOP needs a message number and a number of lines\r\n");
        return;
    }
    snprintf(number, sizeof number, "%.*s", (int)(space - argument), argument);
    m = message_find(s, number);
    if (m)
        body_send(s, m, lines);
}

void mail_dele(struct session *s, const char *argument)
{
    struct message *m = message_find(s, argument);

    if (!m)
        return;
    m->deleted = true;
    out_print(&s->out, "+OK message deleted\r\n");
}

void mail_rset(struct session *s, const char *argument)
{
    maildrop_reset(&s->account->drop);
    mail_stat(s, argument);
}
