/* SPDX-License-Identifier: MIT */
/* The text of nxpop3-practice --help. */
#include "help.h"

#include <stdio.h>

static const char what[] =
    "Usage: nxpop3-practice --maildir DIR --user NAME --password-file FILE [OPTION]...\n"
    "       nxpop3-practice --users FILE [OPTION]...\n"
    "       nxpop3-practice --script FILE [OPTION]...\n"
    "A small POP3 server for first steps, tests and benchmarks. No TLS; not for real mail.\n";

static const char serve[] =
    "\nWhat to serve:\n"
    "  --maildir DIR          a Maildir (with new/ and cur/) as the maildrop of --user\n"
    "  --user NAME            who may log in\n"
    "  --password-file FILE   the first line is the password\n"
    "  --password TEXT        the password itself; others can see it in the process list\n"
    "  --users FILE           many accounts, one a line: user:password:maildir\n"
    "  --script FILE          play a script to each client instead, see below\n"
    "\nWhere:\n"
    "  --listen ADDRESS       127.0.0.1 unless given; can be repeated, e.g. with ::1\n"
    "  --port NUMBER          0, the default: the system chooses one\n"
    "  --port-file FILE       write the port there once ready\n"
    "  --any-address          allow --listen on other than loopback addresses\n";

static const char how[] =
    "\nHow:\n"
    "  --no-apop              no timestamp in the greeting, no APOP\n"
    "  --no-user              no USER and PASS\n"
    "  --no-capa --no-top --no-uidl   without these commands\n"
    "  --no-pipelining        not announced; a client that sends ahead is thrown out\n"
    "  --idle SECONDS         inactivity timer, 600 unless given; 0: none\n"
    "  --delay MS             answer so much later, like a line with this round trip\n"
    "  --sessions NUMBER      end after so many sessions\n"
    "  --once                 the same as --sessions 1\n"
    "  --help, --version\n";

static const char script[] =
    "\nA script, one step a line; # begins a comment line. Texts know the escapes\n"
    "\\r \\n \\t \\0 \\\\ \\\" \\xNN, and nothing is added to them.\n"
    "  S: TEXT                send TEXT, e.g.  S: +OK ready\\r\\n\n"
    "  repeat COUNT TEXT      send TEXT so many times\n"
    "  forever TEXT           send TEXT until the client is gone\n"
    "  segment OCTETS [TIME]  cut what follows into segments, TIME apart; 0: do not\n"
    "  C: LINE                the client must send this line (CRLF is implied)\n"
    "  C:* START              the client must send a line that begins so; alone: any line\n"
    "  silence TIME           the client must send nothing for so long\n"
    "  eof                    the client must close, and send nothing before\n"
    "  pause TIME             wait, e.g. 100ms or 2s\n"
    "  close | reset          end the connection, orderly or with RST\n"
    "  connection             what follows is for the next connection\n";

static const char status[] =
    "\nWhen ready it prints \"listening on ADDRESS:PORT\" for each address. SIGTERM ends it.\n"
    "Exit status: 0 all well, 1 a client did not follow the script, 2 wrong usage, 3 the\n"
    "server could not run.\n";

void help_print(void)
{
    const char *const part[] = {what, serve, how, script, status};

    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
        fputs(part[i], stdout);
}
