/* SPDX-License-Identifier: MIT */
/*
 * The protocol's facts, one row a command: RFC 1939 sections 4 to 7, CAPA of
 * RFC 2449 section 5, STLS of RFC 2595 section 4, AUTH of RFC 5034, UTF8 and LANG of
 * RFC 6856. The order is that of enum
 * pop3_verb. After a refused PASS the client starts again at USER.
 */
#include "core.h"

#define AUTHORIZATION (IN_AUTHORIZATION | IN_USER)
#define ANYWHERE      (AUTHORIZATION | IN_TRANSACTION)

const struct pop3_row pop3_rows[] = {
    {"", 0, TAKES_NOTHING, SHAPE_LINE, GOES_ALONE, IN_AUTHORIZATION, IN_END},
    {"USER", AUTHORIZATION, TAKES_TEXT, SHAPE_LINE, GOES_ALONE, IN_USER, IN_AUTHORIZATION},
    {"PASS", IN_USER, TAKES_TEXT, SHAPE_LINE, GOES_ALONE, IN_TRANSACTION, IN_AUTHORIZATION},
    {"APOP", AUTHORIZATION, TAKES_TEXT, SHAPE_LINE, GOES_ALONE, IN_TRANSACTION,
     IN_AUTHORIZATION},
    {"AUTH", AUTHORIZATION, TAKES_SASL, SHAPE_LINE, GOES_ALONE, IN_TRANSACTION,
     IN_AUTHORIZATION},
    {"CAPA", ANYWHERE, TAKES_NOTHING, SHAPE_ITEMS, PIPELINES, 0, 0},
    {"STLS", AUTHORIZATION, TAKES_NOTHING, SHAPE_LINE, GOES_ALONE, IN_HANDSHAKE, 0},
    {"UTF8", AUTHORIZATION, TAKES_NOTHING, SHAPE_LINE, GOES_ALONE, 0, 0},
    {"LANG", ANYWHERE, MAY_TAKE_TEXT, SHAPE_ITEMS, PIPELINES, 0, 0},
    {"STAT", IN_TRANSACTION, TAKES_NOTHING, SHAPE_LINE, PIPELINES, 0, 0},
    {"LIST", IN_TRANSACTION, MAY_TAKE_MSG, SHAPE_ITEMS, PIPELINES, 0, 0},
    {"UIDL", IN_TRANSACTION, MAY_TAKE_MSG, SHAPE_ITEMS, PIPELINES, 0, 0},
    {"RETR", IN_TRANSACTION, TAKES_MSG, SHAPE_BODY, PIPELINES, 0, 0},
    {"TOP", IN_TRANSACTION, TAKES_MSG_LINES, SHAPE_BODY, PIPELINES, 0, 0},
    {"DELE", IN_TRANSACTION, TAKES_MSG, SHAPE_LINE, PIPELINES, 0, 0},
    {"NOOP", IN_TRANSACTION, TAKES_NOTHING, SHAPE_LINE, PIPELINES, 0, 0},
    {"RSET", IN_TRANSACTION, TAKES_NOTHING, SHAPE_LINE, GOES_LAST, 0, 0},
    {"QUIT", ANYWHERE, TAKES_NOTHING, SHAPE_LINE, GOES_LAST, IN_END, IN_END},
};

const char *pop3_verb_name(enum pop3_verb verb)
{
    return verb == POP3_GREETING ? "greeting" : pop3_rows[verb].name;
}

const char *pop3_strerror(enum pop3_err err)
{
    switch (err) {
    case POP3_OK:
        return "no error";
    case POP3_ERR_STATE:
        return "the command is not allowed in this state of the session";
    case POP3_ERR_ARGUMENT:
        return "the command's argument is missing, needless or has CR, LF or NUL in it";
    case POP3_ERR_LENGTH:
        return "the command would be longer than 255 octets";
    case POP3_ERR_FULL:
        return "no room to queue another command";
    case POP3_ERR_PIPELINE:
        return "a reply is due and the server did not announce PIPELINING";
    case POP3_ERR_BARRIER:
        return "a command that must be answered first is in flight";
    case POP3_ERR_DELETED:
        return "the message was deleted in this session";
    case POP3_ERR_CONFIG:
        return "the line buffer is too small";
    case POP3_ERR_REPLY:
        return "the server's reply is neither +OK nor -ERR";
    case POP3_ERR_LINE:
        return "a NUL or a bare line feed in the server's reply";
    case POP3_ERR_TOO_LONG:
        return "the server's reply line is too long";
    case POP3_ERR_NUMBER:
        return "the server's reply lacks the numbers it must have";
    case POP3_ERR_LIMIT:
        return "the server sent more than the limit allows";
    case POP3_ERR_UNASKED:
        return "the server sent a reply that no command asked for";
    case POP3_ERR_AFTER_STLS:
        return "the server sent data between STLS and the TLS handshake";
    case POP3_ERR_EOF:
        return "the server closed the connection";
    case POP3_ERR_TIMEOUT:
        return "the server did not answer in time";
    case POP3_ERR_LINK:
        return "the connection broke";
    case POP3_ERR_TLS:
        return "TLS failed";
    case POP3_ERR_PROOF:
        return "the server accepted the login without proving that it knows the secret";
    }
    return "unknown error";
}
