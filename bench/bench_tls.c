/* SPDX-License-Identifier: MIT */
/*
 * What a download costs in TLS: 20 messages of 20 MiB through TLS over memory
 * and the engine, beside a bare OpenSSL reader of the same stream, which throws away
 * what it decrypts. The sender is another process behind a socket; processor
 * time is that of the reader, the system's for it included.
 *
 * The bare reader comes in two forms: as programs have it (SSL_set_fd(), SSL_read()),
 * and with read-ahead, which asks the system less often. Ours is held to at
 * most 1.10 times the better one. The three take turns; a ratio is the median
 * of the rounds' ratios.
 *
 * bench_tls [ROUNDS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "bench.h"
#include "pop3_tls.h"

#define MESSAGES   20u
#define MESSAGE    ((size_t)20 << 20)
#define CIPHERTEXT 65536u /* octets of one recv(), and of read-ahead */
#define PLAINTEXT  16384u /* octets of one read of TLS: a record */
#define BOUND      1.10
#define MOST       99u

static uint8_t *message; /* with status line and final dot */
static size_t message_n;
static SSL_CTX *server, *bare, *ahead;
static struct pop3_tls_context *ours;
static char pin[POP3_TLS_PIN_TEXT];

static void need(bool good, const char *what)
{
    if (!good)
        bench_die("bench_tls", what);
}

static void message_make(void)
{
    static const char status[] = "+OK 20971520 octets\r\n", end[] = ".\r\n";
    size_t n = sizeof status - 1;

    message = bench_memory(n + MESSAGE + sizeof end);
    memcpy(message, status, n);
    need(bench_fill(message + n, MESSAGE, SET_BASE64) == 0, "a dot in base64");
    memcpy(message + n + MESSAGE, end, sizeof end - 1);
    message_n = n + MESSAGE + sizeof end - 1;
}

/* The pin of a key: the only thing about the certificate that is looked at. */
static void pin_make(X509 *cert)
{
    uint8_t der[256], digest[32], *to = der;
    int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &to);
    unsigned size = 0;

    need(n > 0 && n < (int)sizeof der &&
             EVP_Digest(der, (size_t)n, digest, &size, EVP_sha256(), NULL) == 1,
         "no pin");
    strcpy(pin, "sha256//");
    EVP_EncodeBlock((uint8_t *)pin + strlen(pin), digest, (int)size);
}

static void server_make(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();

    need(key && cert && X509_set_pubkey(cert, key) == 1 &&
             X509_gmtime_adj(X509_getm_notBefore(cert), 0) &&
             X509_gmtime_adj(X509_getm_notAfter(cert), 86400) &&
             X509_sign(cert, key, EVP_sha256()) > 0,
         "no certificate");
    pin_make(cert);
    server = SSL_CTX_new(TLS_server_method());
    need(server && SSL_CTX_use_certificate(server, cert) == 1 &&
             SSL_CTX_use_PrivateKey(server, key) == 1,
         "no server");
    X509_free(cert);
    EVP_PKEY_free(key);
}

static void clients_make(void)
{
    struct pop3_tls_config config = {.min = POP3_TLS_1_2};
    struct pop3_tls_error error;

    bare = SSL_CTX_new(TLS_client_method());
    ahead = SSL_CTX_new(TLS_client_method());
    need(bare && ahead, "no client");
    SSL_CTX_set_read_ahead(ahead, 1);
    SSL_CTX_set_default_read_buffer_len(ahead, CIPHERTEXT);
    ours = pop3_tls_context_new(&config, &error);
    need(ours != NULL, error.text);
}

/* The sender: all messages, then close_notify. */
static _Noreturn void sender_run(int fd)
{
    SSL *ssl = SSL_new(server);
    bool good = ssl && SSL_set_fd(ssl, fd) == 1 && SSL_accept(ssl) == 1;

    for (unsigned i = 0; good && i < MESSAGES; i++)
        good = SSL_write(ssl, message, (int)message_n) == (int)message_n;
    _exit(good && SSL_shutdown(ssl) >= 0 ? 0 : 1);
}

static int sender_start(pid_t *sender)
{
    int ends[2];

    need(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0, "no socket");
    *sender = fork();
    if (*sender == 0) {
        close(ends[0]);
        sender_run(ends[1]);
    }
    need(*sender > 0, "no process for the sender");
    close(ends[1]);
    return ends[0];
}

static uint64_t bare_run(int fd, SSL_CTX *how)
{
    static uint8_t plain[PLAINTEXT];
    SSL *ssl = SSL_new(how);
    uint64_t octets = 0;
    int n;

    need(ssl && SSL_set_fd(ssl, fd) == 1 && SSL_connect(ssl) == 1, "no handshake");
    while ((n = SSL_read(ssl, plain, sizeof plain)) > 0)
        octets += (unsigned)n;
    need(SSL_get_error(ssl, n) == SSL_ERROR_ZERO_RETURN, "the bare reader failed");
    SSL_free(ssl);
    return octets;
}

struct reader {
    struct pop3_tls *tls;
    struct bench_session session;
    int fd;
    struct pop3_bytes in;
    uint8_t cipher[CIPHERTEXT], plain[PLAINTEXT];
    uint64_t octets;
    unsigned ends;
};

static void records_move(struct reader *r)
{
    struct pop3_bytes out = pop3_tls_out(r->tls);
    ssize_t n;

    if (out.n > 0)
        need(write(r->fd, out.p, out.n) == (ssize_t)out.n, "the socket takes nothing");
    pop3_tls_sent(r->tls, out.n);
    n = recv(r->fd, r->cipher, sizeof r->cipher, 0);
    need(n >= 0, "the socket gives nothing");
    if (n == 0)
        pop3_tls_eof(r->tls);
    r->in = (struct pop3_bytes){r->cipher, (size_t)n};
}

static void events_take(struct reader *r, size_t n)
{
    struct pop3_bytes in = {r->plain, n};
    struct pop3_event ev;

    while (pop3_next(&r->session.pop3, &in, &ev) != POP3_NONE) {
        need(ev.what != POP3_FAILED, "the engine failed");
        if (ev.what == POP3_BODY)
            r->octets += ev.data.n;
        r->ends += ev.what == POP3_END;
    }
}

static uint64_t ours_run(int fd)
{
    static struct reader r;
    struct pop3_tls_target target = {
        .host = "localhost", .pins = pin, .pinning = POP3_TLS_PIN_ALONE};
    struct pop3_tls_error error;
    enum pop3_tls_step step;
    size_t n;

    r = (struct reader){.tls = pop3_tls_new(ours, &target, &error), .fd = fd};
    need(r.tls != NULL, error.text);
    while ((step = pop3_tls_handshake(r.tls, &r.in)) == POP3_TLS_WANT_INPUT)
        records_move(&r);
    need(step == POP3_TLS_DONE, pop3_tls_error(r.tls)->text);
    bench_login(&r.session, BENCH_DEPTH);
    for (uint32_t i = 1; i <= MESSAGES; i++)
        need(pop3_send(&r.session.pop3, POP3_RETR, i, 0) == POP3_OK, "no pipeline");
    pop3_sent(&r.session.pop3, pop3_out(&r.session.pop3).n); /* the sender knows */
    while ((step = pop3_tls_read(r.tls, &r.in, r.plain, sizeof r.plain, &n)) !=
           POP3_TLS_CLOSED) {
        need(step != POP3_TLS_FAILED, pop3_tls_error(r.tls)->text);
        if (step == POP3_TLS_DONE)
            events_take(&r, n);
        else
            records_move(&r);
    }
    need(r.ends == MESSAGES, "messages are missing");
    pop3_tls_free(r.tls);
    return r.octets;
}

/* Seconds of processor time. how: of the bare reader; NULL: ours. */
static double seconds(SSL_CTX *how)
{
    pid_t sender;
    int status = 0, fd = sender_start(&sender);
    uint64_t start = bench_now();
    uint64_t octets = how ? bare_run(fd, how) : ours_run(fd);
    uint64_t ns = bench_now() - start;

    need(octets == MESSAGES * (uint64_t)(how ? message_n : MESSAGE), "octets are missing");
    need(waitpid(sender, &status, 0) == sender && status == 0, "the sender failed");
    close(fd);
    return (double)ns / 1e9;
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 7;
    double plain[MOST], better[MOST], us[MOST], to_plain[MOST], to_better[MOST];

    if (rounds == 0 || rounds > MOST)
        bench_die("bench_tls", "the argument is the number of rounds, 1 to 99");
    message_make();
    server_make();
    clients_make();
    for (unsigned i = 0; i < rounds; i++) {
        plain[i] = seconds(bare);
        us[i] = seconds(NULL);
        better[i] = seconds(ahead);
        to_plain[i] = us[i] / plain[i];
        to_better[i] = us[i] / better[i];
    }
    double ratio = bench_median(to_better, rounds);

    printf("TLS, %u messages of %zu MiB: seconds of processor time. Bound: ours/read-ahead <= "
           "%.2f\n\n",
           MESSAGES, MESSAGE >> 20, BOUND);
    printf("%-10s %-10s %-10s %-10s %-14s\n", "bare", "read-ahead", "ours", "ours/bare",
           "ours/read-ahead");
    printf("%-10.3f %-10.3f %-10.3f %-10.2f %-6.2f %s\n", bench_median(plain, rounds),
           bench_median(better, rounds), bench_median(us, rounds),
           bench_median(to_plain, rounds), ratio, ratio <= BOUND ? "pass" : "MISS");
    SSL_CTX_free(server);
    SSL_CTX_free(bare);
    SSL_CTX_free(ahead);
    pop3_tls_context_free(ours);
    free(message);
    return 0;
}
