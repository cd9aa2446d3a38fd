/* SPDX-License-Identifier: MIT */
/*
 * The files that a Dovecot instance reads: its configuration, its accounts, an
 * empty Maildir for each. Written for Dovecot 2.3; every path is below d->dir.
 *
 * What is not default, and why: no delay or penalty after a wrong password (refusals
 * are gathered for half a second even so; told nodelay, Dovecot leaves that out for all
 * mechanisms but those that send the password), one login process, no fsync (the
 * directory does not outlive the test), a session lock so that [IN-USE] exists, and
 * as an ordinary user every process runs as that user and none in a chroot.
 */
#include "dovecot.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool complain(const char *what)
{
    fprintf(stderr, "dovecot: %s: %s\n", what, strerror(errno));
    return false;
}

/* A directory that the mail's owner may write. */
static bool directory_make(const struct dovecot *d, const char *format, const char *name)
{
    char path[DOVECOT_PATH];
    snprintf(path, sizeof path, format, d->dir, name);
    if (mkdir(path, 0755) != 0 || chmod(path, 0755) != 0)
        return complain(path);
    if (geteuid() == 0 && chown(path, d->uid, d->gid) != 0)
        return complain(path);
    return true;
}

static FILE *file_open(const struct dovecot *d, const char *name)
{
    char path[DOVECOT_PATH];
    snprintf(path, sizeof path, "%s/%s", d->dir, name);
    FILE *file = fopen(path, "w");
    if (!file || chmod(path, 0644) != 0)
        complain(path);
    return file;
}

static bool file_close(FILE *file)
{
    bool good = ferror(file) == 0;
    return (fclose(file) == 0 && good) || complain("writing a configuration");
}

bool dovecot_accounts(const struct dovecot *d, const struct account *accounts, size_t count)
{
    FILE *file = file_open(d, "users");
    if (!file)
        return false;
    for (size_t i = 0; i < count; i++)
        fprintf(file, "%s:{PLAIN}%s\n", accounts[i].name, accounts[i].password);
    if (!file_close(file) || !directory_make(d, "%s/mail%s", ""))
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *name = accounts[i].name;
        if (!directory_make(d, "%s/mail/%s", name) ||
            !directory_make(d, "%s/mail/%s/Maildir", name) ||
            !directory_make(d, "%s/mail/%s/Maildir/cur", name) ||
            !directory_make(d, "%s/mail/%s/Maildir/new", name) ||
            !directory_make(d, "%s/mail/%s/Maildir/tmp", name))
            return false;
    }
    return true;
}

static void unprivileged_write(FILE *file)
{
    const struct passwd *user = getpwuid(geteuid());
    const struct group *group = getgrgid(getegid());
    if (!user || !group) {
        fputs("dovecot: the current user or group has no name\n", stderr);
        return;
    }
    fprintf(file,
            "default_internal_user = %s\n"
            "default_internal_group = %s\n"
            "default_login_user = %s\n"
            "service anvil {\n  chroot =\n}\n"
            "service stats {\n  chroot =\n}\n",
            user->pw_name, group->gr_name, user->pw_name);
}

static void services_write(FILE *file, const struct dovecot *d)
{
    fprintf(file,
            "service pop3-login {\n"
            "%s"
            "  service_count = 0\n"
            "  process_limit = 1\n"
            "  inet_listener pop3 {\n    port = %u\n  }\n"
            "  inet_listener pop3s {\n    port = %u\n    ssl = yes\n  }\n"
            "}\n"
            "service anvil {\n"
            "  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n"
            "}\n",
            geteuid() == 0 ? "" : "  chroot =\n", (unsigned)d->port,
            d->options.vault && !d->options.no_stls ? (unsigned)d->tls_port : 0u);
}

bool dovecot_configure(const struct dovecot *d)
{
    FILE *file = file_open(d, "conf");
    if (!file)
        return false;
    const char *dir = d->dir;
    fprintf(file,
            "base_dir = %s/run\n"
            "state_dir = %s/state\n"
            "log_path = %s/log\n"
            "instance_name = %s\n"
            "login_greeting = %s\n",
            dir, dir, dir, strrchr(dir, '/') + 1, dir);
    fputs("protocols = pop3\n"
          "listen = 127.0.0.1, ::1\n"
          "auth_failure_delay = 0\n"
          "mail_fsync = never\n"
          "mail_max_userip_connections = 1000\n"
          "pop3_lock_session = yes\n"
          "first_valid_uid = 1\n"
          "first_valid_gid = 1\n",
          file);
    fprintf(file, "disable_plaintext_auth = %s\n", d->options.no_cleartext_auth ? "yes" : "no");
    if (!d->options.vault)
        fputs("ssl = no\nauth_mechanisms = plain apop\n", file);
    bool good = !d->options.vault || dovecot_configure_tls(d, file);
    fprintf(file,
            "mail_location = maildir:~/Maildir\n"
            "passdb {\n  driver = passwd-file\n  args = scheme=PLAIN %s/users\n%s"
            "  default_fields = nodelay=y\n}\n"
            "userdb {\n  driver = static\n  args = uid=%lu gid=%lu home=%s/mail/%%u\n}\n",
            dir, d->options.vault ? DOVECOT_BY_PASSWORD : "", (unsigned long)d->uid,
            (unsigned long)d->gid, dir);
    if (geteuid() != 0)
        unprivileged_write(file);
    services_write(file, d);
    return file_close(file) && good;
}
