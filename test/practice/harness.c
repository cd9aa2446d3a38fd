/* SPDX-License-Identifier: MIT */
/* Child processes and sockets for the tests, see harness.h. */
#include "harness.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS 32

const char *server_program(void)
{
    return PRACTICE_SERVER;
}

const char *maildrop_program(void)
{
    return PRACTICE_MAILDROP;
}

static void program_become(const char *program, const char *const *arguments, int out, int err)
{
    char *argv[ARGUMENTS + 2] = {0};

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    argv[0] = strdup(program);
    for (int i = 0; arguments[i] && i < ARGUMENTS; i++)
        argv[i + 1] = strdup(arguments[i]);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execv(program, argv);
    _exit(127);
}

static size_t all_read(int fd, char *text, size_t cap)
{
    size_t n = 0;
    ssize_t got;
    char rest[256];

    while (n + 1 < cap && (got = read(fd, text + n, cap - 1 - n)) > 0)
        n += (size_t)got;
    while (read(fd, rest, sizeof rest) > 0)
        continue;
    if (cap)
        text[n] = '\0';
    return n;
}

struct child child_start(const char *const *arguments)
{
    struct child c = {0};
    int out[2], err[2];
    char line[128];
    size_t n = 0;
    unsigned port = 0;

    assert_return_code(pipe2(out, O_CLOEXEC), 0);
    assert_return_code(pipe2(err, O_CLOEXEC), 0);
    c.pid = fork();
    assert_true(c.pid >= 0);
    if (c.pid == 0)
        program_become(PRACTICE_SERVER, arguments, out[1], err[1]);
    close(out[1]);
    close(err[1]);
    c.out = out[0];
    c.err = err[0];
    while (n + 1 < sizeof line && read(c.out, line + n, 1) == 1 && line[n] != '\n')
        n++;
    line[n] = '\0';
    if (!strrchr(line, ':') || sscanf(strrchr(line, ':'), ":%u", &port) != 1) {
        char text[1024];

        all_read(c.err, text, sizeof text);
        fail_msg("the server did not start: %s%s", line, text);
    }
    c.port = (uint16_t)port;
    return c;
}

int child_wait(struct child *c, char *text, size_t cap)
{
    int status;

    all_read(c->err, text, cap);
    assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
    close(c->out);
    close(c->err);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

int child_stop(struct child *c, char *text, size_t cap)
{
    kill(c->pid, SIGTERM);
    return child_wait(c, text, cap);
}

int program_run(const char *program, const char *const *arguments, char *text, size_t cap)
{
    int both[2], status;
    pid_t pid;

    assert_return_code(pipe2(both, O_CLOEXEC), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        program_become(program, arguments, both[1], both[1]);
    close(both[1]);
    all_read(both[0], text, cap);
    close(both[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void connect_to(struct client *c, const struct sockaddr *address, socklen_t n)
{
    struct timeval patience = {.tv_sec = PATIENCE};
    int on = 1;

    c->at = c->end = 0;
    c->fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(c->fd >= 0);
    setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    assert_return_code(connect(c->fd, address, n), 0);
}

void client_open(struct client *c, uint16_t port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connect_to(c, (const struct sockaddr *)(const void *)&a, sizeof a);
}

void client_open_v6(struct client *c, uint16_t port)
{
    struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_port = htons(port)};

    a.sin6_addr = in6addr_loopback;
    connect_to(c, (const struct sockaddr *)(const void *)&a, sizeof a);
}

void client_close(struct client *c)
{
    close(c->fd);
    c->fd = -1;
}

void say_octets(const struct client *c, const void *p, size_t n)
{
    const char *at = p;

    while (n) {
        ssize_t sent = send(c->fd, at, n, MSG_NOSIGNAL);

        assert_true(sent > 0);
        at += sent;
        n -= (size_t)sent;
    }
}

void say(const struct client *c, const char *text)
{
    say_octets(c, text, strlen(text));
}

int hear_octet(struct client *c)
{
    if (c->at == c->end) {
        ssize_t n = recv(c->fd, c->buf, sizeof c->buf, 0);

        if (n < 0)
            fail_msg("no answer within %d seconds, or the connection was reset", PATIENCE);
        if (n == 0)
            return -1;
        c->at = 0;
        c->end = (size_t)n;
    }
    return (unsigned char)c->buf[c->at++];
}

const char *hear(struct client *c)
{
    static char line[1024];
    size_t n = 0;

    for (;;) {
        int octet = hear_octet(c);

        if (octet < 0)
            fail_msg("the connection ended inside a line");
        assert_true(n + 1 < sizeof line);
        line[n++] = (char)octet;
        if (octet == '\n')
            break;
    }
    assert_true(n >= 2 && line[n - 2] == '\r');
    line[n - 2] = '\0';
    return line;
}

void expect(struct client *c, const char *line)
{
    assert_string_equal(hear(c), line);
}

void expect_start(struct client *c, const char *start)
{
    const char *line = hear(c);

    if (strncmp(line, start, strlen(start)) != 0)
        fail_msg("expected \"%s...\", got \"%s\"", start, line);
}

void expect_eof(struct client *c)
{
    assert_int_equal(hear_octet(c), -1);
}

void ask(struct client *c, const char *command, const char *reply)
{
    say(c, command);
    say(c, "\r\n");
    expect(c, reply);
}

void ask_start(struct client *c, const char *command, const char *start)
{
    say(c, command);
    say(c, "\r\n");
    expect_start(c, start);
}

void client_login(struct client *c, uint16_t port, const char *user, const char *password)
{
    char line[300];

    client_open(c, port);
    expect_start(c, "+OK ");
    snprintf(line, sizeof line, "USER %s", user);
    ask_start(c, line, "+OK");
    snprintf(line, sizeof line, "PASS %s", password);
    ask_start(c, line, "+OK");
}
