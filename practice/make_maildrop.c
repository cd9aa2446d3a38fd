/* SPDX-License-Identifier: MIT */
/* nxpop3-maildrop: fills Maildirs with the samples, or with made-up messages.
 *
 * Each file goes to tmp/ and is renamed into new/. Names depend on the arguments alone, so a
 * second run replaces the files of the first. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "generate.h"
#include "options.h"
#include "samples.h"

#define PATH_CAP    4096
#define LARGE_SIZE  5000000U
#define FIRST_STAMP 1700000000U

struct want {
    const char *dir, *password;
    uint64_t count, mailboxes;
    struct generate g;
};

static const char help[] =
    "Usage: nxpop3-maildrop DIR\n"
    "       nxpop3-maildrop --count NUMBER [OPTION]... DIR\n"
    "Makes the Maildir DIR and puts messages into it: the samples and one of 5 MB, or\n"
    "made-up ones. The same arguments give the same octets.\n\n"
    "  --count NUMBER       so many made-up messages\n"
    "  --size OCTETS        of each on the wire, from 1024; 4096 unless given\n"
    "  --kind KIND          base64 (default), prose or dots\n"
    "  --seed NUMBER        other octets of the same kind\n"
    "  --eol lf|crlf        line ends in the files; crlf unless given\n"
    "  --mailboxes NUMBER   that many Maildirs DIR/user00001 ..., each with the messages, and\n"
    "                       DIR/users for nxpop3-practice --users\n"
    "  --password TEXT      of all those users; practice unless given\n"
    "  --help, --version\n";

static bool fault(const char *path)
{
    fprintf(stderr, "nxpop3-maildrop: %s: %s\n", path, strerror(errno));
    return false;
}

static bool path_make(char path[PATH_CAP], const char *dir, const char *sub, const char *name)
{
    int n = snprintf(path, PATH_CAP, "%s/%s%s%s", dir, sub, *name ? "/" : "", name);

    if (n > 0 && n < PATH_CAP)
        return true;
    errno = ENAMETOOLONG;
    return fault(dir);
}

static bool directory_make(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST || fault(path);
}

static bool maildir_make(const char *dir)
{
    static const char *const part[] = {"tmp", "new", "cur"};
    char path[PATH_CAP];

    if (!directory_make(dir))
        return false;
    for (size_t i = 0; i < 3; i++)
        if (!path_make(path, dir, part[i], "") || !directory_make(path))
            return false;
    return true;
}

/* Writes a sample, or a made-up message if there is none. */
static bool file_write(const char *dir, const char *name, const struct sample *s,
                       const struct generate *g)
{
    char tmp[PATH_CAP], final[PATH_CAP];
    FILE *f;
    bool ok;

    if (!path_make(tmp, dir, "tmp", name) || !path_make(final, dir, "new", name))
        return false;
    f = fopen(tmp, "we");
    if (!f)
        return fault(tmp);
    ok = s ? fwrite(s->data, 1, s->n, f) == s->n : generate_message(g, f);
    ok = fclose(f) == 0 && ok;
    return (ok && rename(tmp, final) == 0) || fault(final);
}

static bool samples_write(const char *dir)
{
    struct generate large = {.kind = GENERATE_BASE64, .size = LARGE_SIZE, .number = 1};
    char name[128];
    size_t i;

    if (!maildir_make(dir))
        return false;
    for (i = 0; i < samples_count; i++) {
        snprintf(name, sizeof name, "%u.%s", FIRST_STAMP + (unsigned)i, samples[i].name);
        if (!file_write(dir, name, &samples[i], NULL))
            return false;
    }
    snprintf(name, sizeof name, "%u.large", FIRST_STAMP + (unsigned)i);
    return file_write(dir, name, NULL, &large);
}

static bool generated_write(const char *dir, const struct want *w, uint32_t first)
{
    struct generate g = w->g;
    char name[128];

    if (!maildir_make(dir))
        return false;
    for (uint32_t i = 0; i < w->count; i++) {
        g.number = first + i;
        snprintf(name, sizeof name, "%010llu.generated-%llu",
                 (unsigned long long)FIRST_STAMP + g.number, (unsigned long long)g.seed);
        if (!file_write(dir, name, NULL, &g))
            return false;
    }
    return true;
}

static bool mailboxes_write(const struct want *w)
{
    char path[PATH_CAP], user[32];
    FILE *users;
    bool ok;

    if (!directory_make(w->dir) || !path_make(path, w->dir, "users", ""))
        return false;
    users = fopen(path, "we");
    if (!users)
        return fault(path);
    ok = true;
    for (uint32_t i = 0; ok && i < w->mailboxes; i++) {
        snprintf(user, sizeof user, "user%05u", i + 1);
        ok = path_make(path, w->dir, user, "") &&
             generated_write(path, w, i * (uint32_t)w->count + 1) &&
             fprintf(users, "%s:%s:%s\n", user, w->password, path) > 0;
    }
    return fclose(users) == 0 && ok;
}

static bool number_read(const char *option, const char *text, uint64_t max, uint64_t *n)
{
    if (options_number(text, max, n))
        return true;
    fprintf(stderr, "nxpop3-maildrop: --%s: %s is not a number up to %llu\n", option, text,
            (unsigned long long)max);
    return false;
}

/* The place of a word in a list; the word is not in it: a diagnostic and false. */
static bool word_read(const char *option, const char *text, const char *const *list,
                      unsigned *place)
{
    for (*place = 0; list[*place]; ++*place)
        if (!strcmp(list[*place], text))
            return true;
    fprintf(stderr, "nxpop3-maildrop: --%s cannot be %s\n", option, text);
    return false;
}

static bool option_set(struct want *w, int opt)
{
    static const char *const kinds[] = {"base64", "prose", "dots", NULL};
    static const char *const eols[] = {"crlf", "lf", NULL};
    unsigned place;

    switch (opt) {
    case 'c':
        return number_read("count", optarg, 1000000, &w->count);
    case 's':
        return number_read("size", optarg, (uint64_t)1 << 40, &w->g.size);
    case 'S':
        return number_read("seed", optarg, UINT64_MAX, &w->g.seed);
    case 'm':
        return number_read("mailboxes", optarg, 99999, &w->mailboxes);
    case 'p':
        w->password = optarg;
        return true;
    case 'k':
        if (!word_read("kind", optarg, kinds, &place))
            return false;
        w->g.kind = (enum generate_kind)place;
        return true;
    case 'e':
        if (!word_read("eol", optarg, eols, &place))
            return false;
        w->g.lf = place == 1;
        return true;
    default:
        return false;
    }
}

static bool arguments_read(struct want *w, int argc, char **argv)
{
    static const struct option known[] = {
        {"count", required_argument, NULL, 'c'},    {"size", required_argument, NULL, 's'},
        {"kind", required_argument, NULL, 'k'},     {"seed", required_argument, NULL, 'S'},
        {"eol", required_argument, NULL, 'e'},      {"mailboxes", required_argument, NULL, 'm'},
        {"password", required_argument, NULL, 'p'}, {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},        {NULL, 0, NULL, 0},
    };
    int opt;

    while ((opt = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (opt == 'h' || opt == 'v') {
            fputs(opt == 'h' ? help : "nxpop3-maildrop " NXPOP3_VERSION "\n", stdout);
            exit(0);
        }
        if (!option_set(w, opt))
            return false;
    }
    if (optind + 1 != argc || (w->mailboxes && !w->count) || w->g.size < GENERATE_MIN) {
        fputs(help, stderr);
        return false;
    }
    w->dir = argv[optind];
    return true;
}

int main(int argc, char **argv)
{
    struct want w = {.password = "practice", .g = {.size = 4096}};
    bool ok;

    if (!arguments_read(&w, argc, argv))
        return 2;
    if (w.mailboxes)
        ok = mailboxes_write(&w);
    else
        ok = w.count ? generated_write(w.dir, &w, 1) : samples_write(w.dir);
    return ok ? 0 : 1;
}
