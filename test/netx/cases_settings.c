/* SPDX-License-Identifier: MIT */
/*
 * What went wrong last, and the settings: whether APOP may fall back to
 * USER/PASS, and how long a reply may take (RFC 2449 section 8, RFC 3206).
 */
#include <string.h>

#include "harness.h"
#include "report.h"

#define ERROR     NX_POP3_SERVER_ERROR_STATUS
#define APOP_LINE "APOP " NAME " " DIGEST
#define NO_CODE   NX_POP3_RESPONSE_NONE

/* n: the response code; the status that the step wants is that of the error. */
static UINT error(void)
{
    CHAR text[80];
    UINT status = 77, code = 77;
    UINT result = nx_pop3_client_error_get(&client, &status, &code, text, sizeof text);
    if (result != NX_SUCCESS)
        case_fail("error_get: status 0x%02x", result);
    if (code != step_now->n)
        case_fail("response code %u instead of %u", code, step_now->n);
    if (!memchr(text, '\0', sizeof text) || !strstr(text, step_now->t.p))
        case_fail("the server's text is %s", report_show(text, strlen(text)));
    return status;
}

static UINT no_fallback(void)
{
    return nx_pop3_client_apop_fallback_set(&client, NX_FALSE);
}

static UINT fallback(void)
{
    return nx_pop3_client_apop_fallback_set(&client, NX_TRUE);
}

static UINT timeout(void)
{
    return nx_pop3_client_timeout_set(&client, step_now->n);
}

static const struct scene errors[] = {
    {.name = "error_get after -ERR to PASS",
     .turns = {HELLO, USER_OK, LINE("PASS " SECRET, "-ERR [AUTH] no way")},
     .steps = {CREATE_IS(ERROR), ASK(error, NX_POP3_RESPONSE_AUTH, ERROR, "no way")}},
    {.name = "error_get after a busy maildrop",
     .turns = {HELLO, USER_OK, LINE("PASS " SECRET, "-ERR [in-use] locked")},
     .steps = {CREATE_IS(ERROR), ASK(error, NX_POP3_RESPONSE_IN_USE, ERROR, "locked")}},
    {.name = "error_get after a login too early",
     .turns = {HELLO, USER_OK, LINE("PASS " SECRET, "-ERR [LOGIN-DELAY] wait")},
     .steps = {CREATE_IS(ERROR), ASK(error, NX_POP3_RESPONSE_LOGIN_DELAY, ERROR, "wait")}},
    {.name = "error_get after a -ERR greeting",
     .turns = {OPEN("-ERR [SYS/TEMP] busy\r\n")},
     .steps = {CREATE_IS(ERROR), ASK(error, NX_POP3_RESPONSE_SYS_TEMP, ERROR, "busy")}},
    {.name = "error_get: nested code",
     .turns = {OPEN("-ERR [sys/temp/db] x\r\n")},
     .steps = {CREATE_IS(ERROR), ASK(error, NX_POP3_RESPONSE_SYS_TEMP, ERROR, "x")}},
    {.name = "error_get: [SYS/PERM]",
     .turns = {OPEN("-ERR [SYS/PERM] x\r\n")},
     .steps = {CREATE_IS(ERROR), ASK(error, NX_POP3_RESPONSE_SYS_PERM, ERROR, "x")}},
    {.name = "error_get: control octets are not handed on",
     .turns = {LOGIN, STAT_2, LINE("DELE 1", "-ERR \x1b]0;evil\x07"), BYE},
     .steps = {CREATE, STAT(2, 320), DELE_IS(1, ERROR), ASK(error, NO_CODE, ERROR, "?]0;evil?"),
               QUIT}},
    {.name = "error_get: what is no status is reported",
     .turns = {OPEN("220 mx ESMTP\r\n")},
     .steps = {CREATE_IS(ERROR), ASK(error, NO_CODE, ERROR, "")}},
    {.name = "error_get after the fallback: APOP failed",
     .turns = {HELLO, LINE(APOP_LINE, "-ERR [AUTH] sorry"), USER_OK, PASS_OK, BYE},
     .steps = {CREATE_APOP,
               ASK(error, NX_POP3_RESPONSE_AUTH, NX_POP3_APOP_FAILED_MD5_DIGEST, "sorry"),
               QUIT}},
    {.name = "error_get without an error",
     .turns = {LOGIN, BYE},
     .steps = {CREATE, ASK(error, NO_CODE, NX_SUCCESS, ""), QUIT}},
};

static const struct scene fallbacks[] = {
    {.name = "fallback forbidden, APOP refused: 0xB3, no USER",
     .turns = {HELLO, LINE(APOP_LINE, "-ERR wrong")},
     .steps = {CALL(no_fallback, 0), APOP_IS(NX_POP3_APOP_FAILED_MD5_DIGEST)}},
    {.name = "fallback forbidden, no timestamp: 0xB3, nothing sent",
     .turns = {OPEN("+OK ready\r\n")},
     .steps = {CALL(no_fallback, 0), APOP_IS(NX_POP3_APOP_FAILED_MD5_DIGEST)}},
    {.name = "fallback forbidden, timestamp not closed: 0xB3, nothing sent",
     .turns = {OPEN("+OK <1.2@h\r\n")},
     .steps = {CALL(no_fallback, 0), APOP_IS(NX_POP3_APOP_FAILED_MD5_DIGEST)}},
    {.name = "fallback forbidden, APOP accepted: right",
     .turns = {HELLO, LINE(APOP_LINE, "+OK"), BYE},
     .steps = {CALL(no_fallback, 0), CREATE_APOP, QUIT}},
    {.name = "fallback forbidden does not forbid USER/PASS without APOP",
     .turns = {LOGIN, BYE},
     .steps = {CALL(no_fallback, 0), CREATE, QUIT}},
    {.name = "fallback forbidden, then allowed: USER/PASS",
     .turns = {HELLO, LINE(APOP_LINE, "-ERR"), USER_OK, PASS_OK, BYE},
     .steps = {CALL(no_fallback, 0), CALL(fallback, 0), CREATE_APOP, QUIT}},
    {.name = "fallback forbidden, delete: forgotten",
     .turns = {HELLO, LINE(APOP_LINE, "-ERR"), USER_OK, PASS_OK, BYE},
     .steps = {CALL(no_fallback, 0), DELETE, CREATE_APOP, QUIT}},
    {.name = "fallback forbidden after create: holds for the next login",
     .turns = {HELLO, LINE(APOP_LINE, "-ERR"), USER_OK, PASS_OK, BYE, HELLO,
               LINE(APOP_LINE, "-ERR")},
     .steps = {CREATE_APOP, CALL(no_fallback, 0), QUIT,
               STAT_IS(NX_POP3_APOP_FAILED_MD5_DIGEST)}},
};

static const struct scene timeouts[] = {
    {.name = "timeout_set of 0: 0xB1",
     .turns = {LOGIN, BYE},
     .steps = {CREATE, ASK(timeout, 0, NX_POP3_PARAM_ERROR, ""), QUIT}},
    {.name = "timeout_set after create: that long",
     .turns = {LOGIN, ANSWER("STAT", "")},
     .steps = {CREATE,
               ASK(timeout, 250, 0, ""),
               {.act = ACT_STAT, .status = NX_NO_PACKET, .low = 249, .high = 280}}},
    {.name = "timeout_set before create: that long for the greeting",
     .turns = {OPEN("")},
     .steps = {ASK(timeout, 330, 0, ""),
               {.act = ACT_CREATE,
                .t = T(NAME),
                .u = T(SECRET),
                .status = NX_NO_PACKET,
                .low = 329,
                .high = 370}}},
    {.name = "timeout_set longer than the default: a late reply is in time",
     .turns = {LOGIN, ANSWER("STAT", ""), LATER(2500, "+OK 2 320\r\n"), BYE},
     .steps = {CREATE, ASK(timeout, 3000, 0, ""), STAT(2, 320), QUIT}},
    {.name = "timeout_set to for ever: a late reply is in time",
     .turns = {LOGIN, ANSWER("STAT", ""), LATER(7000, "+OK 2 320\r\n"), BYE},
     .steps = {CREATE,
               {.act = ACT_CALL, .call = timeout, .n = NX_WAIT_FOREVER},
               STAT(2, 320),
               QUIT}},
};

#define RUN_ALL(table)                                                                         \
    for (size_t i = 0; i < sizeof(table) / sizeof(table)[0]; i++)                              \
    case_run(&(table)[i], NULL, "%s", "")

void cases_run(void)
{
    RUN_ALL(errors);
    RUN_ALL(fallbacks);
    if (!report_quick())
        RUN_ALL(timeouts);
}
