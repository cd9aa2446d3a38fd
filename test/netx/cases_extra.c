/* SPDX-License-Identifier: MIT */
/*
 * The services that the addon of NetX Duo does not have: NOOP, RSET, TOP, UIDL,
 * LIST without a number and CAPA (RFC 1939 sections 5 and 7, RFC 2449).
 */
#include <stdio.h>
#include <string.h>

#include "generate.h"
#include "report.h"

#define STATE NX_POP3_CLIENT_INVALID_STATE
#define INDEX NX_POP3_CLIENT_INVALID_INDEX
#define ITEM  NX_POP3_INVALID_MAIL_ITEM
#define ERROR NX_POP3_SERVER_ERROR_STATUS

static char found[4096];

/* What was found must be what the step wants. */
static UINT compare(UINT status)
{
    if (status == NX_SUCCESS && step_now->status == NX_SUCCESS &&
        (strlen(found) != step_now->t.n || memcmp(found, step_now->t.p, step_now->t.n) != 0))
        case_fail("found %s instead of %s", report_show(found, strlen(found)),
                  report_show(step_now->t.p, step_now->t.n));
    return status;
}

static UINT noop(void)
{
    return nx_pop3_client_noop(&client);
}

static UINT reset(void)
{
    return nx_pop3_client_reset(&client);
}

/* n: 1000 lines + item. */
static UINT top(void)
{
    return nx_pop3_client_mail_item_top_get(&client, step_now->n % 1000, step_now->n / 1000);
}

static UINT uid(void)
{
    memset(found, 'x', sizeof found);
    return compare(nx_pop3_client_mail_item_uid_get(&client, step_now->n, found, 71));
}

static UINT long_uid(void)
{
    return compare(nx_pop3_client_mail_item_uid_get(&client, step_now->n, found, 256));
}

/* n: the size of the buffer. */
static UINT short_uid(void)
{
    UINT status;
    memset(found, 'x', sizeof found);
    status = nx_pop3_client_mail_item_uid_get(&client, 1, found, step_now->n);
    for (size_t i = step_now->n; i < 100; i++)
        if (found[i] != 'x')
            case_fail("written behind the buffer");
    return status;
}

static VOID uid_note(NX_POP3_CLIENT *which, UINT item, CHAR *id, VOID *context)
{
    size_t n = strlen(found);
    if (which != &client || context != found)
        case_fail("the notify function got another client or context");
    if (n < sizeof found - 300)
        snprintf(found + n, sizeof found - n, "%u=%s;", item, id);
}

static UINT uids(void)
{
    found[0] = '\0';
    return compare(nx_pop3_client_mail_uids_get(&client, uid_note, found));
}

static VOID size_note(NX_POP3_CLIENT *which, UINT item, ULONG size, VOID *context)
{
    char text[20];
    snprintf(text, sizeof text, "%lu", (unsigned long)size);
    uid_note(which, item, text, context);
}

static UINT sizes(void)
{
    found[0] = '\0';
    return compare(nx_pop3_client_mail_sizes_get(&client, size_note, found));
}

static UINT capabilities(void)
{
    NX_POP3_CAPABILITIES c;
    UINT status;
    memset(&c, 0x77, sizeof c);
    status = nx_pop3_client_capabilities_get(&client, &c);
    snprintf(found, sizeof found, "%lx %lx %lu %lu", (unsigned long)c.nx_pop3_capabilities_tags,
             (unsigned long)c.nx_pop3_capabilities_sasl,
             (unsigned long)c.nx_pop3_capabilities_login_delay,
             (unsigned long)c.nx_pop3_capabilities_expire);
    return compare(status);
}

#define U70 "!123456789~123456789_123456789_123456789_123456789_123456789_123456789"

static const struct scene simple[] = {
    {.name = "NOOP: right",
     .turns = {LOGIN, LINE("NOOP", "+OK"), BYE},
     .steps = {CREATE, CALL(noop, 0), QUIT}},
    {.name = "RSET: right",
     .turns = {LOGIN, STAT_2, LINE("DELE 1", "+OK"), LINE("RSET", "+OK 2 messages"),
               LINE("DELE 1", "+OK"), BYE},
     .steps = {CREATE, STAT(2, 320), DELE(1), CALL(reset, 0), DELE(1), QUIT}},
    {.name = "TOP n 0: the header",
     .turns = {LOGIN, STAT_2, ANSWER("TOP 1 0", "+OK\r\nA: b\r\n\r\n.\r\n"), BYE},
     .steps = {CREATE, STAT(2, 320), ASK(top, 1, 0, ""), BODY("A: b\r\n\r\n"), QUIT}},
    {.name = "TOP n 12: stuffed lines",
     .turns = {LOGIN, STAT_2, ANSWER("TOP 2 12", "+OK\r\nA: b\r\n\r\n..x\r\n..\r\n.\r\n"), BYE},
     .steps = {CREATE, STAT(2, 320), ASK(top, 12002, 0, ""), BODY("A: b\r\n\r\n.x\r\n.\r\n"),
               QUIT}},
    {.name = "TOP refused: 0xB4, no message, and RETR still works",
     .turns = {LOGIN, STAT_2, LINE("TOP 1 5", "-ERR unknown"),
               LINE("RETR 1", "+OK 1\r\nx\r\n."), BYE},
     .steps = {CREATE, STAT(2, 320), ASK(top, 5001, ERROR, ""), PACKET_IS(STATE), GET(1, 1),
               BODY("x\r\n"), QUIT}},
    {.name = "TOP abandoned: drained first",
     .turns = {LOGIN, STAT_2, LINE("TOP 1 5", "+OK\r\nx\r\n.."), LATER(5, ".\r\n"),
               LINE("NOOP", "+OK"), BYE},
     .steps = {CREATE, STAT(2, 320), ASK(top, 5001, 0, ""), CALL(noop, 0), QUIT}},
    {.name = "items out of range: refused, nothing sent",
     .turns = {LOGIN, STAT_2, BYE},
     .steps = {CREATE, STAT(2, 320), ASK(top, 0, INDEX, ""), ASK(top, 3, ITEM, ""),
               ASK(uid, 0, INDEX, ""), ASK(uid, 3, ITEM, ""), QUIT}},
    {.name = "items before STAT: refused, nothing sent",
     .turns = {LOGIN, BYE},
     .steps = {CREATE, ASK(top, 1, ITEM, ""), ASK(uid, 1, ITEM, ""), QUIT}},
    {.name = "after QUIT: every extra call 0xB7, nothing sent",
     .turns = {LOGIN, STAT_2, BYE},
     .steps = {CREATE, STAT(2, 320), QUIT, CALL(noop, STATE), CALL(reset, STATE),
               ASK(top, 1, STATE, ""), ASK(uid, 1, STATE, ""), CALL(uids, STATE),
               CALL(sizes, STATE), CALL(capabilities, STATE)}},
    {.name = "no client: every extra call 0xB7",
     .turns = {{.kind = TURN_END}},
     .steps = {CALL(noop, STATE), CALL(reset, STATE), ASK(top, 1, STATE, ""),
               ASK(uid, 1, STATE, ""), CALL(uids, STATE), CALL(sizes, STATE),
               CALL(capabilities, STATE)}},
    {.name = "a message half read, then NOOP, RSET, CAPA: drained first",
     .turns = {LOGIN, STAT_2, LINE("RETR 1", "+OK 1\r\nx\r\n."), LINE("NOOP", "+OK"),
               LINE("RETR 1", "+OK 1\r\nx\r\n."), LINE("RSET", "+OK"),
               LINE("RETR 1", "+OK 1\r\nx\r\n."), ANSWER("CAPA", "+OK\r\n.\r\n"), BYE},
     .steps = {CREATE, STAT(2, 320), GET(1, 1), CALL(noop, 0), GET(1, 1), CALL(reset, 0),
               GET(1, 1), ASK(capabilities, 0, 0, "0 0 0 0"), QUIT}},
};

static const struct scene unique[] = {
    {.name = "UIDL n: right",
     .turns = {LOGIN, STAT_2, LINE("UIDL 1", "+OK 1 whqtswO00WBw418f9t5JxYwZ"), BYE},
     .steps = {CREATE, STAT(2, 320), ASK(uid, 1, 0, "whqtswO00WBw418f9t5JxYwZ"), QUIT}},
    {.name = "UIDL n of 70 octets: right",
     .turns = {LOGIN, STAT_2, LINE("UIDL 1", "+OK 1 " U70), BYE},
     .steps = {CREATE, STAT(2, 320), ASK(uid, 1, 0, U70), QUIT}},
    {.name = "UIDL n of 80 octets: right with room for it",
     .turns = {LOGIN, STAT_2, LINE("UIDL 1", "+OK 1 " U70 "0123456789"), BYE},
     .steps = {CREATE, STAT(2, 320), ASK(long_uid, 1, 0, U70 "0123456789"), QUIT}},
    {.name = "UIDL n longer than the buffer: 0xB5, not cut, nothing behind it",
     .turns = {LOGIN, STAT_2, LINE("UIDL 1", "+OK 1 abcdefghij"),
               LINE("UIDL 1", "+OK 1 abcdefghij"), BYE},
     .steps = {CREATE, STAT(2, 320), ASK(short_uid, 10, NX_POP3_MAIL_BUFFER_OVERFLOW, ""),
               ASK(short_uid, 11, 0, ""), QUIT}},
    {.name = "UIDL n with several spaces: right",
     .turns = {LOGIN, STAT_2, LINE("UIDL 1", "+OK 1   abc"), BYE},
     .steps = {CREATE, STAT(2, 320), ASK(uid, 1, 0, "abc"), QUIT}},
    {.name = "UIDL n refused: 0xB4, the session goes on",
     .turns = {LOGIN, STAT_2, LINE("UIDL 1", "-ERR"), LINE("NOOP", "+OK"), BYE},
     .steps = {CREATE, STAT(2, 320), ASK(uid, 1, ERROR, ""), CALL(noop, 0), QUIT}},
    {.name = "UIDL n with another item: 0xB4",
     .turns = {LOGIN, STAT_2, LINE("UIDL 1", "+OK 2 abc")},
     .steps = {CREATE, STAT(2, 320), ASK(uid, 1, ERROR, "")}},
    {.name = "UIDL n without a unique-id: 0xB4",
     .turns = {LOGIN, STAT_2, LINE("UIDL 1", "+OK 1 ")},
     .steps = {CREATE, STAT(2, 320), ASK(uid, 1, ERROR, "")}},
    {.name = "UIDL n with a control octet: 0xB4",
     .turns = {LOGIN, STAT_2, LINE("UIDL 1", "+OK 1 a\x1b[2J")},
     .steps = {CREATE, STAT(2, 320), ASK(uid, 1, ERROR, "")}},
    {.name = "UIDL: gaps, order, equal, long and odd ones",
     .turns = {LOGIN, STAT_2,
               ANSWER("UIDL", "+OK\r\n3 a\r\n1 b\r\n7   b\r\n0 no\r\nx y\r\n8 " U70
                              "01\r\n9 ../../x\r\n.\r\n"),
               BYE},
     .steps = {CREATE, STAT(2, 320), ASK(uids, 0, 0, "3=a;1=b;7=b;8=" U70 "01;9=../../x;"),
               QUIT}},
    {.name = "UIDL: a missing one and one of control octets are empty",
     .turns = {LOGIN, STAT_2, ANSWER("UIDL", "+OK\r\n1 \r\n2 a\x1b[2J\r\n3\r\n4 ok\r\n.\r\n"),
               BYE},
     .steps = {CREATE, STAT(2, 320), ASK(uids, 0, 0, "1=;2=;3=;4=ok;"), QUIT}},
    {.name = "UIDL of an empty maildrop: nothing, success",
     .turns = {LOGIN, LINE("STAT", "+OK 0 0"), ANSWER("UIDL", "+OK\r\n.\r\n"), BYE},
     .steps = {CREATE, STAT(0, 0), ASK(uids, 0, 0, ""), QUIT}},
    {.name = "UIDL refused: 0xB4, the session goes on",
     .turns = {LOGIN, LINE("UIDL", "-ERR not implemented"), STAT_2, BYE},
     .steps = {CREATE, ASK(uids, 0, ERROR, ""), STAT(2, 320), QUIT}},
    {.name = "LIST: order, text behind, lines that are none",
     .turns = {LOGIN,
               ANSWER("LIST", "+OK\r\n2 5 x\r\n1 6\r\n0 12\r\n9\r\n10   4294967295\r\n.\r\n"),
               BYE},
     .steps = {CREATE, ASK(sizes, 0, 0, "2=5;1=6;10=4294967295;"), QUIT}},
    {.name = "LIST of an empty maildrop: nothing, success",
     .turns = {LOGIN, ANSWER("LIST", "+OK\r\n.\r\n"), BYE},
     .steps = {CREATE, ASK(sizes, 0, 0, ""), QUIT}},
    {.name = "LIST with a size over ULONG: 0xB4",
     .turns = {LOGIN, ANSWER("LIST", "+OK\r\n1 4294967296\r\n.\r\n")},
     .steps = {CREATE, ASK(sizes, 0, ERROR, "")}},
    {.name = "LIST refused: 0xB4, the session goes on",
     .turns = {LOGIN, LINE("LIST", "-ERR"), STAT_2, BYE},
     .steps = {CREATE, ASK(sizes, 0, ERROR, ""), STAT(2, 320), QUIT}},
    {.name = "LIST tells the count where STAT was not asked",
     .turns = {LOGIN, ANSWER("LIST", "+OK\r\n1 120\r\n2 200\r\n.\r\n"), LINE("DELE 2", "+OK"),
               BYE},
     .steps = {CREATE, ASK(sizes, 0, 0, "1=120;2=200;"), DELE_IS(3, ITEM), DELE(2), QUIT}},
};

static const struct scene capa[] = {
    {.name = "CAPA: nothing announced",
     .turns = {LOGIN, ANSWER("CAPA", "+OK\r\n.\r\n"), BYE},
     .steps = {CREATE, ASK(capabilities, 0, 0, "0 0 0 0"), QUIT}},
    {.name = "CAPA: everything, in any case, with unknown tags",
     .turns = {LOGIN,
               ANSWER("CAPA",
                      "+OK list\r\nTOP\r\nuser\r\nSASL PLAIN LOGIN\r\nResp-Codes\r\n"
                      "LOGIN-DELAY 900\r\nPIPELINING\r\nEXPIRE 60\r\nUIDL\r\nX-FOO 1\r\n"
                      "IMPLEMENTATION a b\r\nSTLS\r\nAUTH-RESP-CODE\r\nTOPPLE\r\n.\r\n"),
               BYE},
     .steps = {CREATE, ASK(capabilities, 0, 0, "7ff 3 900 60"), QUIT}},
    {.name = "CAPA: EXPIRE NEVER",
     .turns = {LOGIN, ANSWER("CAPA", "+OK\r\nEXPIRE NEVER\r\n.\r\n"), BYE},
     .steps = {CREATE, ASK(capabilities, 0, 0, "40 0 0 4294967295"), QUIT}},
    {.name = "CAPA refused: 0xB4, the session goes on",
     .turns = {LOGIN, LINE("CAPA", "-ERR"), LINE("NOOP", "+OK"), BYE},
     .steps = {CREATE, ASK(capabilities, 0, ERROR, ""), CALL(noop, 0), QUIT}},
};

static void endless_capa(void)
{
    static char reply[8000];
    struct scene scene = {.name = "CAPA without end: a limit",
                          .turns = {LOGIN, LINE("CAPA", "")},
                          .steps = {CREATE, CALL(capabilities, ANY_FAILURE)}};
    strcpy(reply, "+OK\r\n");
    for (UINT i = 0; i < 600; i++)
        sprintf(reply + strlen(reply), "X-%u\r\n", i);
    scene.turns[3].reply = (struct text){reply, strlen(reply)};
    case_run(&scene, NULL, "%s", "");
}

#ifndef NX_DISABLE_ERROR_CHECKING
static UINT nulls(void)
{
    UINT n, wrong = 0;
    CHAR text[4];
    NX_POP3_CAPABILITIES c;
    wrong += nx_pop3_client_noop(NX_NULL) != NX_PTR_ERROR;
    wrong += nx_pop3_client_reset(NX_NULL) != NX_PTR_ERROR;
    wrong += nx_pop3_client_mail_item_top_get(NX_NULL, 1, 1) != NX_PTR_ERROR;
    wrong += nx_pop3_client_mail_item_uid_get(NX_NULL, 1, text, 4) != NX_PTR_ERROR;
    wrong += nx_pop3_client_mail_item_uid_get(&client, 1, NX_NULL, 4) != NX_PTR_ERROR;
    wrong += nx_pop3_client_mail_uids_get(NX_NULL, uid_note, found) != NX_PTR_ERROR;
    wrong += nx_pop3_client_mail_uids_get(&client, NX_NULL, found) != NX_PTR_ERROR;
    wrong += nx_pop3_client_mail_sizes_get(NX_NULL, size_note, found) != NX_PTR_ERROR;
    wrong += nx_pop3_client_mail_sizes_get(&client, NX_NULL, found) != NX_PTR_ERROR;
    wrong += nx_pop3_client_capabilities_get(NX_NULL, &c) != NX_PTR_ERROR;
    wrong += nx_pop3_client_capabilities_get(&client, NX_NULL) != NX_PTR_ERROR;
    wrong += nx_pop3_client_error_get(NX_NULL, &n, &n, text, 4) != NX_PTR_ERROR;
    wrong += nx_pop3_client_error_get(&client, NX_NULL, &n, text, 4) != NX_PTR_ERROR;
    wrong += nx_pop3_client_error_get(&client, &n, NX_NULL, text, 4) != NX_PTR_ERROR;
    wrong += nx_pop3_client_error_get(&client, &n, &n, NX_NULL, 4) != NX_PTR_ERROR;
    wrong += nx_pop3_client_apop_fallback_set(NX_NULL, 1) != NX_PTR_ERROR;
    wrong += nx_pop3_client_timeout_set(NX_NULL, 1) != NX_PTR_ERROR;
    return wrong;
}

static const struct scene null_pointers = {
    .name = "NX_NULL for every pointer of the extra services: NX_PTR_ERROR",
    .turns = {LOGIN, BYE},
    .steps = {CREATE, CALL(nulls, 0), QUIT}};
#endif

#define RUN_ALL(table)                                                                         \
    for (size_t i = 0; i < sizeof(table) / sizeof(table)[0]; i++)                              \
    case_run(&(table)[i], NULL, "%s", "")

void cases_run(void)
{
    RUN_ALL(simple);
    RUN_ALL(unique);
    RUN_ALL(capa);
    endless_capa();
#ifndef NX_DISABLE_ERROR_CHECKING
    case_run(&null_pointers, NULL, "%s", "");
#endif
    every_split(&unique[9], 0);
    every_split(&unique[10], 1);
    every_chunk(&unique[9], 1, 40, 0);
    every_split(&unique[13], 0);
    every_split(&capa[1], 0);
    every_chunk(&capa[1], 1, 40, 1);
    every_split(&simple[3], 1);
    every_end(&unique[9], BREAK_FIN, 3);
    every_end(&capa[1], BREAK_FIN, 3);
}
