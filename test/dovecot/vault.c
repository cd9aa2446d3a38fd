/* SPDX-License-Identifier: MIT */
/* See vault.h. Dovecot's own users must be able to read it: 0755, 0644. */
#include "vault.h"
#include "zoo.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#define PATH_TEXT 128

static const char *path_of(const struct vault *vault, const char *name, char path[PATH_TEXT])
{
    snprintf(path, PATH_TEXT, "%s/%s", vault->dir, name);
    return path;
}

static void directory_add(const struct vault *vault, const char *name)
{
    char path[PATH_TEXT];
    path_of(vault, name, path);
    MUST(mkdir(path, 0755) == 0 && chmod(path, 0755) == 0);
}

static void issue(const struct vault *vault, const char *name, const struct cert *ca,
                  const struct cert_spec *spec)
{
    char path[PATH_TEXT];
    struct cert cert = cert_make(spec, ca);
    pem_write(path_of(vault, name, path), &cert, true, true);
    MUST(chmod(path, 0644) == 0);
    cert_free(&cert);
}

static void certificates_make(const struct vault *vault)
{
    char path[PATH_TEXT];
    const struct cert_spec client = {.cn = CLIENT_NAME, .eku = "clientAuth"};
    struct cert root = cert_make(
        &(struct cert_spec){.cn = "Test root", .ca = true, .from = -9 * DAY, .to = 9 * DAY},
        NULL);
    struct cert other = cert_make(&(struct cert_spec){.cn = "Other root", .ca = true}, NULL);
    pem_write(path_of(vault, "ca.pem", path), &root, true, false);
    issue(vault, "server.pem", &root,
          &(struct cert_spec){.san = "DNS:localhost,IP:127.0.0.1,IP:::1"});
    issue(vault, "expired.pem", &root,
          &(struct cert_spec){.san = "DNS:expired.example", .from = -2 * DAY, .to = -DAY});
    issue(vault, "foreign.pem", &other, &(struct cert_spec){.san = "DNS:foreign.example"});
    issue(vault, "client.pem", &root, &client);
    issue(vault, "stranger.pem", &other, &client);
    cert_free(&root);
    cert_free(&other);
}

/* Where Dovecot looks: <azp>/<alg>/<kid>, each "default" if the token does not say. */
static void token_key_make(struct vault *vault)
{
    char path[PATH_TEXT];
    unsigned char text[64];
    directory_add(vault, "keys");
    directory_add(vault, "keys/default");
    directory_add(vault, "keys/default/HS256");
    MUST(RAND_bytes(vault->key, sizeof vault->key) == 1);
    EVP_EncodeBlock(text, vault->key, sizeof vault->key);
    FILE *file = fopen(path_of(vault, "keys/default/HS256/default", path), "w");
    MUST(file && fputs((char *)text, file) >= 0 && fclose(file) == 0);
    MUST(chmod(path, 0644) == 0);
}

void vault_begin(struct vault *vault)
{
    const char *tmp = getenv("TMPDIR");
    memset(vault, 0, sizeof *vault);
    snprintf(vault->dir, sizeof vault->dir, "%s/nxpop3-vault-XXXXXX",
             tmp && strlen(tmp) < 32 ? tmp : "/tmp");
    MUST(mkdtemp(vault->dir) != NULL && chmod(vault->dir, 0755) == 0);
    certificates_make(vault);
    token_key_make(vault);
}

static int entry_remove(const char *path, const struct stat *s, int type, struct FTW *where)
{
    (void)s;
    (void)type;
    (void)where;
    return remove(path);
}

void vault_end(struct vault *vault)
{
    MUST(nftw(vault->dir, entry_remove, 16, FTW_DEPTH | FTW_PHYS) == 0);
}

struct pop3_tls_context *vault_context(const struct vault *vault, const char *own)
{
    char ca[PATH_TEXT], cert[PATH_TEXT];
    struct pop3_tls_error error;
    struct pop3_tls_config config = {.ca_file = path_of(vault, "ca.pem", ca),
                                     .cert_file = own ? path_of(vault, own, cert) : NULL};
    struct pop3_tls_context *context = pop3_tls_context_new(&config, &error);
    must(context != NULL, error.text);
    return context;
}

/* Base64 with - and _ and without = (RFC 7515 section 2), behind what text has. */
static void base64url_add(char *text, const void *p, size_t n)
{
    char *to = text + strlen(text);
    EVP_EncodeBlock((unsigned char *)to, p, (int)n);
    for (; *to && *to != '='; to++)
        *to = *to == '+' ? '-' : *to == '/' ? '_' : *to;
    *to = 0;
}

void vault_token(const uint8_t key[32], const char *user, long seconds, char token[TOKEN_TEXT])
{
    static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    char claims[160];
    uint8_t mac[32];
    unsigned n = 0;
    long now = (long)time(NULL);
    snprintf(claims, sizeof claims, "{\"sub\":\"%.64s\",\"iat\":%ld,\"exp\":%ld}", user,
             now - 60 * 60, now + seconds);
    token[0] = 0;
    base64url_add(token, header, strlen(header));
    strcat(token, ".");
    base64url_add(token, claims, strlen(claims));
    MUST(HMAC(EVP_sha256(), key, 32, (uint8_t *)token, strlen(token), mac, &n) != NULL);
    strcat(token, ".");
    base64url_add(token, mac, n);
}
