/* SPDX-License-Identifier: MIT */
/*
 * Dovecot as a child process. It cannot choose its port: a free one is found
 * by binding, and where somebody else takes it meanwhile, Dovecot ends and the
 * next one is tried. It is up when it greets on both addresses with the name
 * of its directory, so that no other server can be taken for it.
 *
 * The server is a process group. The master dies with its parent
 * (PR_SET_PDEATHSIG) and takes the others along; dovecot_stop() kills the
 * group at once, as nothing of it is kept, and as subreaper waits for each.
 */
#include "dovecot.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PORTS_TRIED 8
#define UP_MS       20000 /* to greet, on a busy machine under sanitizers */

static long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool complain(const char *what)
{
    fprintf(stderr, "dovecot: %s: %s\n", what, strerror(errno));
    return false;
}

static bool program_find(char *path, size_t size)
{
    const char *list = getenv("PATH");
    char all[4096];
    snprintf(all, sizeof all, "%s:/usr/sbin:/usr/local/sbin", list ? list : "");
    char *rest = all;
    for (char *each; (each = strtok_r(rest, ":", &rest)) != NULL;) {
        int n = snprintf(path, size, "%s/dovecot", each);
        if (n > 0 && (size_t)n < size && access(path, X_OK) == 0)
            return true;
    }
    fputs("dovecot: not found in PATH or /usr/sbin; these tests need Dovecot 2.3 with POP3 "
          "(Debian: dovecot-pop3d)\n",
          stderr);
    return false;
}

static bool directory_create(struct dovecot *d)
{
    const char *tmp = getenv("TMPDIR");
    int n = snprintf(d->dir, sizeof d->dir, "%s/nxpop3-dovecot-XXXXXX", tmp ? tmp : "/tmp");
    if (n >= (int)sizeof d->dir) /* its sockets' names would be too long */
        strcpy(d->dir, "/tmp/nxpop3-dovecot-XXXXXX");
    if (!mkdtemp(d->dir)) {
        complain(d->dir);
        d->dir[0] = 0;
        return false;
    }
    return chmod(d->dir, 0755) == 0 || complain(d->dir);
}

static bool owner_find(struct dovecot *d)
{
    d->uid = geteuid();
    d->gid = getegid();
    if (d->uid != 0)
        return true;
    const struct passwd *nobody = getpwnam("nobody");
    if (!nobody) {
        fputs("dovecot: as root, the tests need the user nobody\n", stderr);
        return false;
    }
    d->uid = nobody->pw_uid;
    d->gid = nobody->pw_gid;
    return true;
}

static socklen_t address_fill(struct sockaddr_storage *to, int family, uint16_t port)
{
    memset(to, 0, sizeof *to);
    if (family == AF_INET) {
        struct sockaddr_in *in = (struct sockaddr_in *)to;
        in->sin_family = AF_INET;
        in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        in->sin_port = htons(port);
        return sizeof *in;
    }
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)to;
    in6->sin6_family = AF_INET6;
    in6->sin6_addr = in6addr_loopback;
    in6->sin6_port = htons(port);
    return sizeof *in6;
}

/* Binds a port of a family, 0 for any; returns which, 0 if none. */
static uint16_t port_bind(int fd, int family, uint16_t port)
{
    struct sockaddr_storage address;
    socklen_t n = address_fill(&address, family, port);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, n) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &n) != 0)
        return 0;
    return ntohs(family == AF_INET ? ((struct sockaddr_in *)&address)->sin_port
                                   : ((struct sockaddr_in6 *)&address)->sin6_port);
}

/* A port that is free on both addresses just now. */
static bool port_find(uint16_t *found)
{
    for (int i = 0; i < PORTS_TRIED; i++) {
        int four = socket(AF_INET, SOCK_STREAM, 0), six = socket(AF_INET6, SOCK_STREAM, 0);
        uint16_t port = port_bind(four, AF_INET, 0);
        bool both = port != 0 && port_bind(six, AF_INET6, port) == port;
        close(four);
        close(six);
        if (both) {
            *found = port;
            return true;
        }
    }
    return complain("no port is free on both 127.0.0.1 and ::1");
}

static void child_run(const struct dovecot *d, const char *program, pid_t parent)
{
    char conf[DOVECOT_PATH], log[DOVECOT_PATH];
    snprintf(conf, sizeof conf, "%s/conf", d->dir);
    snprintf(log, sizeof log, "%s/log", d->dir);
    int in = open("/dev/null", O_RDONLY), out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0666);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent || in < 0 || out < 0)
        _exit(126);
    dup2(in, 0);
    dup2(out, 1);
    dup2(out, 2);
    execl(program, program, "-F", "-c", conf, (char *)NULL);
    _exit(127);
}

static bool master_start(struct dovecot *d, const char *program)
{
    pid_t parent = getpid();
    fflush(NULL);
    d->master = fork();
    if (d->master == 0)
        child_run(d, program, parent);
    if (d->master < 0) {
        d->master = 0;
        return complain("fork");
    }
    setpgid(d->master, d->master); /* whichever of the two comes first */
    return true;
}

/* Kills the whole server and waits until the last of its processes is gone. */
static void group_end(struct dovecot *d)
{
    if (d->master == 0)
        return;
    kill(-d->master, SIGKILL);
    while (waitpid(-d->master, NULL, 0) > 0 || errno == EINTR)
        ;
    d->master = 0;
}

/* Waits for the greeting until the deadline; false also if it is somebody else's. */
static bool greeting_read(const struct dovecot *d, int fd, long deadline)
{
    char text[256];
    size_t n = 0;
    while (n < sizeof text - 1) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        long left = deadline - now_ms();
        if (left <= 0 || poll(&p, 1, (int)left) <= 0)
            return false;
        ssize_t got = recv(fd, text + n, sizeof text - 1 - n, 0);
        if (got <= 0)
            return false;
        n += (size_t)got;
        text[n] = 0;
        if (strchr(text, '\n'))
            return strncmp(text, "+OK ", 4) == 0 && strstr(text, d->dir) != NULL;
    }
    return false;
}

static bool greets(const struct dovecot *d, int family, long deadline)
{
    struct sockaddr_storage address;
    socklen_t n = address_fill(&address, family, d->port);
    int fd = socket(family, SOCK_STREAM, 0);
    bool good = fd >= 0 && connect(fd, (struct sockaddr *)&address, n) == 0 &&
                greeting_read(d, fd, deadline);
    close(fd);
    return good;
}

/* Until the server greets on both addresses, has ended, or the time is up. */
static bool master_wait(struct dovecot *d)
{
    long deadline = now_ms() + UP_MS;
    while (now_ms() < deadline) {
        siginfo_t info = {0};
        if (waitid(P_PID, (id_t)d->master, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
            info.si_pid == d->master)
            return false;
        if (greets(d, AF_INET, deadline) && greets(d, AF_INET6, deadline))
            return true;
        poll(NULL, 0, 5); /* not listening yet: nothing to wait on */
    }
    return false;
}

bool dovecot_start_with(struct dovecot *d, const struct account *accounts, size_t count,
                        const struct dovecot_options *options)
{
    char program[512];
    memset(d, 0, sizeof *d);
    d->options = *options;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    bool ready = program_find(program, sizeof program) && owner_find(d) &&
                 directory_create(d) && dovecot_accounts(d, accounts, count);
    for (int i = 0; ready && i < PORTS_TRIED; i++) {
        if (!port_find(&d->port) || !port_find(&d->tls_port) || !dovecot_configure(d) ||
            !master_start(d, program))
            break;
        if (master_wait(d))
            return true;
        group_end(d);
    }
    fputs("dovecot: the server did not come up\n", stderr);
    dovecot_stop(d, 1);
    return false;
}

bool dovecot_start(struct dovecot *d, const struct account *accounts, size_t count)
{
    return dovecot_start_with(d, accounts, count, &(struct dovecot_options){0});
}

static void log_show(const struct dovecot *d)
{
    char path[DOVECOT_PATH], text[4096];
    snprintf(path, sizeof path, "%s/log", d->dir);
    FILE *file = fopen(path, "r");
    if (!file)
        return;
    fputs("dovecot: its log:\n", stderr);
    for (size_t n; (n = fread(text, 1, sizeof text, file)) > 0;)
        fwrite(text, 1, n, stderr);
    fclose(file);
}

static int entry_remove(const char *path, const struct stat *s, int type, struct FTW *where)
{
    (void)s;
    (void)type;
    (void)where;
    return remove(path);
}

int dovecot_stop(struct dovecot *d, int failures)
{
    group_end(d);
    if (failures != 0 && d->dir[0])
        log_show(d);
    if (d->dir[0] && nftw(d->dir, entry_remove, 16, FTW_DEPTH | FTW_PHYS) != 0)
        complain(d->dir);
    d->dir[0] = 0;
    return failures;
}
