/* SPDX-License-Identifier: MIT */
/* nxpop3-practice: a small POP3 server for first steps, tests and benchmarks.
 * Options in options.c, the loop in server.c, sessions in session.c, scripts in play.c. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "options.h"
#include "play.h"
#include "script.h"
#include "server.h"
#include "session.h"

enum status { STATUS_OK, STATUS_UNEXPECTED, STATUS_USAGE, STATUS_FAILED };

/* A session takes two descriptors and one more while a message is sent. */
static void descriptors_raise(void)
{
    struct rlimit limit, wide = {.rlim_cur = 65536, .rlim_max = 65536};

    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    if (limit.rlim_max < wide.rlim_max && setrlimit(RLIMIT_NOFILE, &wide) == 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static bool password_read(const char *file, char *password, size_t cap)
{
    FILE *f = fopen(file, "re");

    if (!f || !fgets(password, (int)cap, f)) {
        fprintf(stderr, "nxpop3-practice: %s: %s\n", file,
                f ? "no password in it" : strerror(errno));
        if (f)
            fclose(f);
        return false;
    }
    password[strcspn(password, "\r\n")] = '\0';
    fclose(f);
    return true;
}

static bool users_fill(struct users *users, const struct options *o)
{
    char password[256];

    if (o->users)
        return users_read(users, o->users) && users_ready(users);
    if (o->password_file && !password_read(o->password_file, password, sizeof password))
        return false;
    return users_add(users, o->user, o->password ? o->password : password, o->maildir) &&
           users_ready(users);
}

static bool content_open(struct server *sv, struct script *script)
{
    if (!sv->options->script) {
        sv->serve = session_serve;
        return users_fill(&sv->users, sv->options);
    }
    sv->serve = play_serve;
    sv->script = script;
    return script_read(script, sv->options->script);
}

int main(int argc, char **argv)
{
    struct options o;
    struct script script = {0};
    struct server sv = {.options = &o};
    enum status status = STATUS_FAILED;

    switch (options_read(&o, argc, argv)) {
    case OPTIONS_DONE:
        return STATUS_OK;
    case OPTIONS_WRONG:
        return STATUS_USAGE;
    case OPTIONS_RUN:
        break;
    }
    server_signals_hold();
    descriptors_raise();
    if (!content_open(&sv, &script))
        status = STATUS_USAGE;
    else if (server_listen(&sv) && server_run(&sv))
        status = sv.failed ? STATUS_UNEXPECTED : STATUS_OK;
    server_unlisten(&sv);
    users_free(&sv.users);
    script_free(&script);
    return (int)status;
}
