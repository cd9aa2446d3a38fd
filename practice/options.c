/* SPDX-License-Identifier: MIT */
/* Reading the command line of nxpop3-practice, see options.h. */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include "help.h"

enum {
    OPT_MAILDIR = 256,
    OPT_USER,
    OPT_PASSWORD,
    OPT_PASSWORD_FILE,
    OPT_USERS,
    OPT_SCRIPT,
    OPT_LISTEN,
    OPT_PORT,
    OPT_PORT_FILE,
    OPT_ANY,
    OPT_NO_APOP,
    OPT_NO_USER,
    OPT_NO_CAPA,
    OPT_NO_PIPELINING,
    OPT_NO_UIDL,
    OPT_NO_TOP,
    OPT_IDLE,
    OPT_DELAY,
    OPT_SESSIONS,
    OPT_ONCE,
    OPT_HELP,
    OPT_VERSION
};

static const struct option known[] = {
    {"maildir", required_argument, NULL, OPT_MAILDIR},
    {"user", required_argument, NULL, OPT_USER},
    {"password", required_argument, NULL, OPT_PASSWORD},
    {"password-file", required_argument, NULL, OPT_PASSWORD_FILE},
    {"users", required_argument, NULL, OPT_USERS},
    {"script", required_argument, NULL, OPT_SCRIPT},
    {"listen", required_argument, NULL, OPT_LISTEN},
    {"port", required_argument, NULL, OPT_PORT},
    {"port-file", required_argument, NULL, OPT_PORT_FILE},
    {"any-address", no_argument, NULL, OPT_ANY},
    {"no-apop", no_argument, NULL, OPT_NO_APOP},
    {"no-user", no_argument, NULL, OPT_NO_USER},
    {"no-capa", no_argument, NULL, OPT_NO_CAPA},
    {"no-pipelining", no_argument, NULL, OPT_NO_PIPELINING},
    {"no-uidl", no_argument, NULL, OPT_NO_UIDL},
    {"no-top", no_argument, NULL, OPT_NO_TOP},
    {"idle", required_argument, NULL, OPT_IDLE},
    {"delay", required_argument, NULL, OPT_DELAY},
    {"sessions", required_argument, NULL, OPT_SESSIONS},
    {"once", no_argument, NULL, OPT_ONCE},
    {"help", no_argument, NULL, OPT_HELP},
    {"version", no_argument, NULL, OPT_VERSION},
    {NULL, 0, NULL, 0},
};

bool options_number(const char *text, uint64_t max, uint64_t *value)
{
    uint64_t n = 0;

    if (!*text)
        return false;
    for (; *text; text++) {
        unsigned digit = (unsigned)(*text - '0');

        if (digit > 9 || n > (max - digit) / 10)
            return false;
        n = n * 10 + digit;
    }
    *value = n;
    return true;
}

static bool wrong(const char *what, const char *argument)
{
    fprintf(stderr, "nxpop3-practice: %s%s\n", what, argument);
    return false;
}

static bool number_set(const char *name, uint64_t max, uint64_t *value)
{
    if (options_number(optarg, max, value))
        return true;
    fprintf(stderr, "nxpop3-practice: --%s: %s is not a number up to %llu\n", name, optarg,
            (unsigned long long)max);
    return false;
}

static bool listen_add(struct options *o)
{
    if (o->listens == OPTIONS_LISTEN)
        return wrong("too many --listen at ", optarg);
    o->listen[o->listens++] = optarg;
    return true;
}

static bool numeric_set(struct options *o, int opt)
{
    uint64_t n = 0;

    switch (opt) {
    case OPT_PORT:
        if (!number_set("port", UINT16_MAX, &n))
            return false;
        o->port = (uint16_t)n;
        return true;
    case OPT_IDLE:
        if (!number_set("idle", 1000000, &n))
            return false;
        o->idle_ms = (uint32_t)n * 1000;
        return true;
    case OPT_DELAY:
        if (!number_set("delay", 60000, &n))
            return false;
        o->delay_ms = (uint32_t)n;
        return true;
    default: /* OPT_SESSIONS */
        if (!number_set("sessions", UINT32_MAX, &n))
            return false;
        o->sessions = (uint32_t)n;
        return true;
    }
}

static const char **text_of(struct options *o, int opt)
{
    switch (opt) {
    case OPT_MAILDIR:
        return &o->maildir;
    case OPT_USER:
        return &o->user;
    case OPT_PASSWORD:
        return &o->password;
    case OPT_PASSWORD_FILE:
        return &o->password_file;
    case OPT_USERS:
        return &o->users;
    case OPT_SCRIPT:
        return &o->script;
    case OPT_PORT_FILE:
        return &o->port_file;
    default:
        return NULL;
    }
}

static bool *switch_of(struct options *o, int opt)
{
    switch (opt) {
    case OPT_ANY:
        return &o->any_address;
    case OPT_NO_APOP:
        return &o->no_apop;
    case OPT_NO_USER:
        return &o->no_user;
    case OPT_NO_CAPA:
        return &o->no_capa;
    case OPT_NO_PIPELINING:
        return &o->no_pipelining;
    case OPT_NO_UIDL:
        return &o->no_uidl;
    case OPT_NO_TOP:
        return &o->no_top;
    default:
        return NULL;
    }
}

static bool option_set(struct options *o, int opt)
{
    const char **text = text_of(o, opt);
    bool *flag = switch_of(o, opt);

    if (text)
        *text = optarg;
    else if (flag)
        *flag = true;
    else if (opt == OPT_LISTEN)
        return listen_add(o);
    else if (opt == OPT_ONCE)
        o->sessions = 1;
    else
        return numeric_set(o, opt);
    return true;
}

static bool consistent(const struct options *o)
{
    int modes = (o->maildir != NULL) + (o->users != NULL) + (o->script != NULL);

    if (modes != 1)
        return wrong("give one of --maildir, --users and --script", "");
    if (!o->maildir && (o->user || o->password || o->password_file))
        return wrong("--user and --password belong to --maildir", "");
    if (o->maildir && (!o->user || !o->password == !o->password_file))
        return wrong("--maildir needs --user and one of --password and --password-file", "");
    if (o->maildir && !*o->user)
        return wrong("--user must not be empty", "");
    return true;
}

enum options_result options_read(struct options *o, int argc, char **argv)
{
    int opt;

    *o = (struct options){.idle_ms = 600000};
    while ((opt = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (opt == OPT_HELP) {
            help_print();
            return OPTIONS_DONE;
        }
        if (opt == OPT_VERSION) {
            puts("nxpop3-practice " NXPOP3_VERSION);
            return OPTIONS_DONE;
        }
        if (opt == '?' || !option_set(o, opt)) {
            fputs("Try nxpop3-practice --help.\n", stderr);
            return OPTIONS_WRONG;
        }
    }
    if (optind < argc) {
        wrong("what is this: ", argv[optind]);
        return OPTIONS_WRONG;
    }
    if (!o->listens)
        o->listen[o->listens++] = "127.0.0.1";
    return consistent(o) ? OPTIONS_RUN : OPTIONS_WRONG;
}
