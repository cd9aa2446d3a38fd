/* SPDX-License-Identifier: MIT */
/* The two ways of RFC 1939 section 7; login.c knows how they go. */
#include "nxpop3/login.h"

const struct pop3_method pop3_method_apop = {.name = "APOP", .bit = POP3_METHOD_APOP};

const struct pop3_method pop3_method_user = {
    .name = "USER", .bit = POP3_METHOD_USER, .plaintext = true};
