/* SPDX-License-Identifier: MIT */
/*
 * Logging in through the blocking driver (RFC 1939 sections 4 and 7). CAPA is
 * asked afterwards: the engine pipelines only what was announced.
 */
#include "drive.h"

#include <stdio.h>
#include <string.h>

static bool capa_ask(struct drive *c, struct answer *a)
{
    struct answer capa;
    if (a->ok)
        drive_ask(c, POP3_CAPA, 0, 0, &capa);
    return a->ok && capa.ok;
}

bool drive_login(struct drive *c, const struct account *account, struct answer *a)
{
    drive_ask_text(c, POP3_USER, account->name, a);
    if (a->ok)
        drive_ask_text(c, POP3_PASS, account->password, a);
    return capa_ask(c, a);
}

bool drive_login_apop(struct drive *c, const struct account *account,
                      const struct answer *greeting, struct answer *a)
{
    struct pop3_bytes stamp, text = {(const uint8_t *)greeting->text, strlen(greeting->text)};
    char digest[33], argument[160];
    memset(a, 0, sizeof *a);
    if (!pop3_parse_timestamp(text, &stamp))
        return false;
    apop_digest(stamp.p, stamp.n, account->password, digest);
    snprintf(argument, sizeof argument, "%s %s", account->name, digest);
    drive_ask_text(c, POP3_APOP, argument, a);
    return capa_ask(c, a);
}
