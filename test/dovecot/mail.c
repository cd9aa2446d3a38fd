/* SPDX-License-Identifier: MIT */
/*
 * Made-up mail. Each line goes to the file with its LF (or CRLF) and to the
 * sum with CRLF, so the sum is what a POP3 client must hand over after the
 * dots are unstuffed (RFC 1939 section 3), whatever the size: nothing is kept.
 */
#include "mail.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_OCTETS 262144u

struct writer {
    FILE *file;
    struct mail_sum sum;
    const char *end; /* of a line in the file */
    uint64_t random;
    char *line; /* LINE_MAX_OCTETS */
};

/* The library refuses, or memory is out: no test can go on. */
static void need(int good, const char *what)
{
    if (!good) {
        fprintf(stderr, "mail: %s failed\n", what);
        exit(EXIT_FAILURE);
    }
}

void mail_sum_begin(struct mail_sum *sum)
{
    sum->octets = 0;
    sum->md = EVP_MD_CTX_new();
    need(sum->md && EVP_DigestInit_ex(sum->md, EVP_sha256(), NULL), "SHA-256");
}

void mail_sum_add(struct mail_sum *sum, const void *p, size_t n)
{
    sum->octets += n;
    need(EVP_DigestUpdate(sum->md, p, n), "SHA-256");
}

void mail_sum_end(struct mail_sum *sum, struct mail *mail)
{
    need(EVP_DigestFinal_ex(sum->md, mail->sha256, NULL), "SHA-256");
    EVP_MD_CTX_free(sum->md);
    mail->octets = mail->listed = sum->octets;
}

bool mail_equal(const struct mail *a, const struct mail *b)
{
    return a->octets == b->octets && memcmp(a->sha256, b->sha256, sizeof a->sha256) == 0;
}

void apop_digest(const void *timestamp, size_t n, const char *password, char text[33])
{
    uint8_t md5[16];
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    need(md && EVP_DigestInit_ex(md, EVP_md5(), NULL) && EVP_DigestUpdate(md, timestamp, n) &&
             EVP_DigestUpdate(md, password, strlen(password)) &&
             EVP_DigestFinal_ex(md, md5, NULL),
         "MD5");
    EVP_MD_CTX_free(md);
    for (size_t i = 0; i < sizeof md5; i++)
        snprintf(text + 2 * i, 3, "%02x", (unsigned)md5[i]);
}

static uint32_t random_below(struct writer *w, uint32_t limit)
{
    w->random = w->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((w->random >> 33) % limit);
}

static void line_put(struct writer *w, const char *p, size_t n)
{
    fwrite(p, 1, n, w->file);
    fputs(w->end, w->file);
    mail_sum_add(&w->sum, p, n);
    mail_sum_add(&w->sum, "\r\n", 2);
}

static void text_put(struct writer *w, const char *text)
{
    line_put(w, text, strlen(text));
}

static void header_put(struct writer *w, uint32_t n)
{
    char line[80];
    text_put(w, "Date: Thu, 23 Nov 2023 08:00:00 +0000");
    text_put(w, "From: Anna Smirnova <anna@example.org>");
    text_put(w, "To: Marshall Rose <mrose@example.org>");
    snprintf(line, sizeof line, "Subject: message %u of the test", (unsigned)n);
    text_put(w, line);
    text_put(w, "");
}

/* Fills w->line with n octets of words. */
static void words_make(struct writer *w, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t letter = random_below(w, 31);
        w->line[i] = letter < 26 ? (char)('a' + letter) : ' ';
    }
}

static void prose_put(struct writer *w)
{
    size_t n = random_below(w, 79);
    words_make(w, n);
    if (n > 0 && random_below(w, 20) == 0)
        w->line[0] = '.';
    line_put(w, w->line, n);
}

static void dots_put(struct writer *w)
{
    size_t n = 1 + random_below(w, 40), dots = 1 + random_below(w, 4);
    if (random_below(w, 2) == 0) {
        memset(w->line, '.', n);
    } else {
        words_make(w, n);
        memset(w->line, '.', dots < n ? dots : n);
    }
    line_put(w, w->line, n);
}

static void eight_bit_put(struct writer *w)
{
    size_t n = 1 + random_below(w, 200);
    for (size_t i = 0; i < n; i++) {
        char octet = (char)(1 + random_below(w, 255));
        w->line[i] = octet == '\n' ? '.' : octet;
    }
    if (w->line[n - 1] == '\r')
        w->line[n - 1] = '\t';
    line_put(w, w->line, n);
}

static void long_line_put(struct writer *w, size_t left)
{
    static const size_t lengths[] = {998, 999, 1000, 4094, 4096, 8192, 65536, LINE_MAX_OCTETS};
    size_t n = lengths[random_below(w, sizeof lengths / sizeof lengths[0])];
    if (n > left)
        n = left;
    words_make(w, n);
    if (n > 0 && random_below(w, 2) == 0)
        w->line[0] = '.';
    line_put(w, w->line, n);
}

static void body_put(struct writer *w, enum mail_kind kind, size_t size)
{
    while (w->sum.octets < size) {
        switch (kind) {
        case MAIL_DOTS:
            dots_put(w);
            break;
        case MAIL_EIGHT_BIT:
            eight_bit_put(w);
            break;
        case MAIL_LONG_LINES:
            long_line_put(w, (size_t)(size - w->sum.octets));
            break;
        case MAIL_EMPTY_BODY:
            return;
        case MAIL_PROSE:
        case MAIL_UNFINISHED:
        case MAIL_CRLF:
        case MAIL_KINDS:
            prose_put(w);
            break;
        }
    }
    if (kind == MAIL_UNFINISHED) {
        w->end = "";
        text_put(w, ".");
    }
}

static FILE *mail_open(const struct dovecot *d, const char *user, uint32_t n)
{
    char path[DOVECOT_PATH];
    /* Dovecot numbers new mail in the order of the time in the name. */
    snprintf(path, sizeof path, "%s/mail/%s/Maildir/cur/%lu.M%u.test:2,S", d->dir, user,
             1700000000ul + n, (unsigned)n);
    FILE *file = fopen(path, "w");
    if (!file || (geteuid() == 0 && fchown(fileno(file), d->uid, d->gid) != 0)) {
        perror(path);
        if (file)
            fclose(file);
        return NULL;
    }
    return file;
}

bool mail_put(const struct dovecot *d, const char *user, uint32_t n, enum mail_kind kind,
              size_t size, struct mail *mail)
{
    static char line[LINE_MAX_OCTETS];
    struct writer w = {.file = mail_open(d, user, n),
                       .end = kind == MAIL_CRLF ? "\r\n" : "\n",
                       .random = UINT64_C(0x9E3779B97F4A7C15) * n + (uint64_t)kind,
                       .line = line};
    if (!w.file)
        return false;
    mail_sum_begin(&w.sum);
    header_put(&w, n);
    body_put(&w, kind, size);
    mail_sum_end(&w.sum, mail);
    mail->listed = mail->octets - (kind == MAIL_UNFINISHED ? 2 : 0);
    bool good = ferror(w.file) == 0;
    if (fclose(w.file) == 0 && good)
        return true;
    perror("mail: writing");
    return false;
}

bool mail_put_many(const struct dovecot *d, const char *user, uint32_t count, size_t size,
                   struct mail *mails)
{
    for (uint32_t n = 1; n <= count; n++) {
        enum mail_kind kind = (enum mail_kind)(n % MAIL_KINDS);
        size_t each = 200 + (size_t)(n * UINT64_C(2654435761) % size);
        if (!mail_put(d, user, n, kind, each, &mails[n - 1]))
            return false;
    }
    return true;
}

int mail_count(const struct dovecot *d, const char *user)
{
    char path[DOVECOT_PATH];
    snprintf(path, sizeof path, "%s/mail/%s/Maildir/cur", d->dir, user);
    DIR *dir = opendir(path);
    if (!dir)
        return -1;
    int count = 0;
    for (const struct dirent *each; (each = readdir(dir)) != NULL;)
        count += each->d_name[0] != '.';
    closedir(dir);
    return count;
}
