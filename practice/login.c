/* SPDX-License-Identifier: MIT */
/* The greeting and the ways in: USER and PASS, APOP. RFC 1939 §4 and §7; the response codes
 * are those of RFC 2449 §8.1.1 ([IN-USE]) and RFC 3206 ([AUTH], [SYS/TEMP]).
 *
 * A wrong name and a wrong password get the same answers. */
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "digest.h"

void command_greet(struct session *s)
{
    uint64_t nonce[2];

    if (!s->conn.server->options->no_apop && digest_random(nonce, sizeof nonce))
        snprintf(s->stamp, sizeof s->stamp, "<%016llx.%08llx@localhost>",
                 (unsigned long long)nonce[0], (unsigned long long)nonce[1] & 0xffffffffU);
    out_print(&s->out, "+OK nxpop3-practice ready%s%s\r\n", s->stamp[0] ? " " : "", s->stamp);
}

static void refuse(struct session *s)
{
    out_print(&s->out, "-ERR [AUTH] wrong name or password\r\n");
}

static void maildrop_enter(struct session *s, struct account *a)
{
    size_t count;
    uint64_t octets;

    switch (maildrop_open(&a->drop, a->path)) {
    case MAILDROP_IN_USE:
        out_print(&s->out, "-ERR [IN-USE] maildrop is locked by another session\r\n");
        return;
    case MAILDROP_FAILED:
        fprintf(stderr, "nxpop3-practice: %s: %s\n", a->path, strerror(errno));
        out_print(&s->out, "-ERR [SYS/TEMP] maildrop cannot be opened\r\n");
        return;
    case MAILDROP_OK:
        break;
    }
    s->account = a;
    s->state = SESSION_TRANSACTION;
    maildrop_stat(&a->drop, &count, &octets);
    out_print(&s->out, "+OK maildrop has %zu messages (%llu octets)\r\n", count,
              (unsigned long long)octets);
}

void login_user(struct session *s, const char *name)
{
    snprintf(s->user, sizeof s->user, "%s", name);
    out_print(&s->out, "+OK send PASS\r\n");
}

/* The argument is all the rest of the line: a password may contain spaces (RFC 1939 §7). */
void login_pass(struct session *s, const char *password)
{
    struct account *a = users_find(&s->conn.server->users, s->user);

    if (!s->user[0]) {
        out_print(&s->out, "-ERR send USER first\r\n");
        return;
    }
    s->user[0] = '\0';
    if (a && digest_equal(a->password, password))
        maildrop_enter(s, a);
    else
        refuse(s);
}

void login_apop(struct session *s, const char *argument)
{
    char name[INBOX_LINE], expected[DIGEST_MD5_TEXT];
    const char *digest = strrchr(argument, ' ');
    struct account *a;

    if (!digest || digest == argument) {
        out_print(&s->out, "-ERR APOP needs a name and a digest\r\n");
        return;
    }
    snprintf(name, sizeof name, "%.*s", (int)(digest - argument), argument);
    a = users_find(&s->conn.server->users, name);
    if (a && s->stamp[0] && digest_md5(s->stamp, a->password, expected) &&
        digest_equal(expected, digest + 1))
        maildrop_enter(s, a);
    else
        refuse(s);
}
