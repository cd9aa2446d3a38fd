/* SPDX-License-Identifier: MIT */
/* See play.h. */
#include "play.h"
#include "zoo.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/err.h>

#define PLAY_LINE 20000

static const struct {
    const char *message, *wire;
} messages[PLAY_MESSAGES] = {
    {"A: b\r\n\r\n.dot\r\n..\r\nend\r\n", "A: b\r\n\r\n..dot\r\n...\r\nend\r\n"},
    {"Subject: two\r\n\r\n", "Subject: two\r\n\r\n"},
    {"\r\n.\r\n\r\n", "\r\n..\r\n\r\n"},
};

const char *play_message(uint32_t number)
{
    return messages[number - 1].message;
}

static void hang_up(struct play *play)
{
    const struct linger at_once = {1, 0};
    if (play->ssl && play->end == PLAY_CLOSE_NOTIFY)
        SSL_shutdown(play->ssl);
    if (play->end == PLAY_RESET)
        setsockopt(play->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    play->over = true;
}

static void octets_send(struct play *play, const char *p, size_t n)
{
    if (n == 0)
        return;
    if (play->ssl) {
        play->over |= SSL_write(play->ssl, p, (int)n) != (int)n;
        return;
    }
    for (ssize_t sent; n > 0 && !play->over; p += sent, n -= (size_t)sent) {
        sent = send(play->fd, p, n, MSG_NOSIGNAL);
        play->over = sent < 0;
        sent = sent < 0 ? 0 : sent;
    }
}

static void say(struct play *play, const char *text)
{
    size_t n = strlen(text), left = atomic_load(&play->cut) - atomic_load(&play->said);
    bool cut = n > left;
    if (play->over)
        return;
    n = cut ? left : n;
    atomic_fetch_add(&play->said, n); /* before the client can know of it */
    octets_send(play, text, n);
    if (cut)
        hang_up(play);
}

static int octet_hear(struct play *play)
{
    char octet;
    int n = play->ssl ? SSL_read(play->ssl, &octet, 1) : (int)recv(play->fd, &octet, 1, 0);
    return n == 1 ? (unsigned char)octet : -1;
}

/* A line without its CRLF; false at the end. */
static bool line_hear(struct play *play, char *line, size_t cap)
{
    size_t n = 0;
    for (int c; (c = octet_hear(play)) != '\n';) {
        if (c < 0 || n + 1 == cap)
            return false;
        line[n++] = (char)c;
    }
    line[n > 0 ? n - 1 : 0] = '\0';
    return true;
}

static void tls_begin(struct play *play)
{
    play->ssl = SSL_new(play->ctx);
    SSL_set_fd(play->ssl, play->fd);
    play->over |= SSL_accept(play->ssl) != 1;
}

static void capa_say(struct play *play)
{
    say(play, "+OK\r\nTOP\r\nUIDL\r\nPIPELINING\r\nUSER\r\n");
    if (play->busy)
        say(play, play->busy);
    say(play, play->tls == PLAY_STLS && !play->ssl ? "STLS\r\n.\r\n" : ".\r\n");
}

static bool is(const char *line, const char *verb)
{
    return strncmp(line, verb, strlen(verb)) == 0;
}

static void message_say(struct play *play, const char *line)
{
    unsigned number = 0;
    if (sscanf(line, "%*s %u", &number) != 1 || number < 1 || number > PLAY_MESSAGES) {
        say(play, "-ERR no such message\r\n");
        return;
    }
    say(play, "+OK\r\n");
    say(play, messages[number - 1].wire);
    say(play, ".\r\n");
}

static void listing_say(struct play *play, bool uids)
{
    char line[64];
    say(play, "+OK\r\n");
    for (unsigned i = 1; i <= PLAY_MESSAGES; i++) {
        if (uids)
            snprintf(line, sizeof line, "%u uid-%u\r\n", i, i);
        else
            snprintf(line, sizeof line, "%u %u\r\n", i, (unsigned)strlen(play_message(i)));
        say(play, line);
    }
    say(play, ".\r\n");
}

static void answer(struct play *play, const char *line)
{
    if (is(line, "USER") || is(line, "PASS") || is(line, "APOP") || is(line, "AUTH"))
        atomic_fetch_add(&play->secrets, 1);
    if (is(line, "CAPA")) {
        capa_say(play);
    } else if (is(line, "AUTH") && !strchr(line + 5, ' ')) {
        char response[PLAY_LINE];
        say(play, "+ \r\n");
        play->over |= !line_hear(play, response, sizeof response);
        atomic_store(&play->response, strlen(response));
        say(play, "+OK\r\n");
    } else if (is(line, "STLS")) {
        say(play, "+OK\r\n");
        if (!play->over)
            tls_begin(play);
    } else if (is(line, "LIST") || is(line, "UIDL")) {
        listing_say(play, is(line, "UIDL"));
    } else if (is(line, "RETR") || is(line, "TOP")) {
        message_say(play, line);
    } else {
        say(play, "+OK\r\n");
        play->over |= is(line, "QUIT");
    }
}

static void session(struct play *play)
{
    const int on = 1;
    char line[PLAY_LINE];
    setsockopt(play->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    play->over = false;
    play->ssl = NULL;
    atomic_store(&play->said, 0);
    if (play->tls == PLAY_TLS)
        tls_begin(play);
    say(play, "+OK ready\r\n");
    while (!play->over && line_hear(play, line, sizeof line))
        answer(play, line);
    SSL_free(play->ssl);
    close(play->fd);
    ERR_clear_error();
}

static void *serve(void *context)
{
    struct play *play = context;
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, NULL);
    while ((play->fd = accept(play->listener, NULL, NULL)) >= 0)
        session(play);
    OPENSSL_thread_stop();
    return NULL;
}

void play_begin(struct play *play)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    atomic_store(&play->cut, PLAY_NO_CUT);
    play->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    MUST(bind(play->listener, (struct sockaddr *)&address, size) == 0);
    MUST(listen(play->listener, 64) == 0);
    MUST(getsockname(play->listener, (struct sockaddr *)&address, &size) == 0);
    play->port = ntohs(address.sin_port);
    if (!play->apart) {
        MUST(pthread_create(&play->thread, NULL, serve, play) == 0);
        return;
    }
    pid_t child = fork();
    MUST(child >= 0);
    if (child > 0) {
        play->child = child;
        return;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    serve(play);
    _exit(0);
}

void play_stop(struct play *play)
{
    shutdown(play->listener, SHUT_RDWR);
    if (play->apart)
        MUST(waitpid(play->child, NULL, 0) == play->child);
    else
        pthread_join(play->thread, NULL);
    close(play->listener);
}
