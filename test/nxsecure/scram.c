/* SPDX-License-Identifier: MIT */
/* See scram.h. Written against the RFC and OpenSSL, not against the client. */
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "scram.h"
#include "secure.h"

#define SALT "saltSALTsalt"

struct scram scram;
static char bare[512], first[512];

static const EVP_MD *md(void)
{
    return strstr(scram.mechanism, "256") ? EVP_sha256() : EVP_sha1();
}

static void decode(const char *text, char *to)
{
    size_t n = strcspn(text, "\r\n");
    int len = EVP_DecodeBlock((unsigned char *)to, (const unsigned char *)text, (int)n);
    while (len > 0 && n > 0 && text[n - 1] == '=') {
        len--;
        n--;
    }
    to[len < 0 ? 0 : len] = 0;
}

static void encode(const void *p, size_t n, char *to)
{
    EVP_EncodeBlock((unsigned char *)to, (const unsigned char *)p, (int)n);
}

/* "AUTH SCRAM-... n,,n=mrose,r=..." answered with nonce, salt and count. */
void scram_first(const char *heard, char *say)
{
    char line[64], message[512], salt[32], coded[700];
    const char *nonce;
    snprintf(line, sizeof line, "AUTH %s ", scram.mechanism);
    if (strncmp(heard, line, strlen(line)) != 0) {
        case_fail("expected %s, got %s", line, report_show(heard, strlen(heard)));
        return;
    }
    decode(heard + strlen(line), message);
    nonce = strstr(message, ",r=");
    if (strncmp(message, "n,,n=" NAME ",r=", 10) != 0 || !nonce || strlen(nonce) < 27) {
        case_fail("the client begins with %s", message);
        return;
    }
    strcpy(bare, message + 3);
    encode(SALT, sizeof SALT - 1, salt);
    snprintf(first, sizeof first, "r=%s%s,s=%s,i=%u",
             nonce + 3 + (scram.how == SCRAM_OTHER_NONCE), "server", salt, scram.iterations);
    encode(first, strlen(first), coded);
    sprintf(say, "+ %s\r\n", coded);
    if (scram.how == SCRAM_OK_AT_ONCE)
        strcpy(say, "+OK logged in\r\n");
}

static void hmac(const unsigned char *key, const char *text, unsigned char *mac)
{
    HMAC(md(), key, EVP_MD_size(md()), (const unsigned char *)text, strlen(text), mac, NULL);
}

/* "c=biws,r=...,p=..." checked, and answered with v=. */
void scram_final(const char *heard, char *say)
{
    unsigned char salted[64], key[64], stored[64], signature[64], proof[64];
    char message[512], all[1600], want[128], verifier[160];
    char *p;
    int n = EVP_MD_size(md());
    decode(heard, message);
    p = strstr(message, ",p=");
    if (!p) {
        case_fail("the client goes on with %s", report_show(heard, strlen(heard)));
        return;
    }
    *p = 0;
    snprintf(all, sizeof all, "%s,%s,%s", bare, first, message);
    PKCS5_PBKDF2_HMAC(SECRET, -1, (const unsigned char *)SALT, sizeof SALT - 1,
                      (int)scram.iterations, md(), n, salted);
    hmac(salted, "Client Key", key);
    EVP_Digest(key, (size_t)n, stored, NULL, md(), NULL);
    hmac(stored, all, signature);
    for (int i = 0; i < n; i++)
        proof[i] = key[i] ^ signature[i];
    encode(proof, (size_t)n, want);
    scram.proved = strncmp(message, "c=biws,r=", 9) == 0 && strcmp(p + 3, want) == 0;
    hmac(salted, "Server Key", key);
    hmac(key, all, signature);
    signature[0] ^= scram.how == SCRAM_WRONG_SIGNATURE;
    strcpy(verifier, "v=");
    encode(signature, (size_t)n, verifier + 2);
    encode(verifier, strlen(verifier), all);
    sprintf(say, "+ %s\r\n", all);
}

/* An empty line is the client's consent. */
void scram_end(const char *heard, char *say)
{
    int good = scram.proved && strcmp(heard, "\r\n") == 0;
    strcpy(say, good ? "+OK logged in\r\n" : "-ERR [AUTH] no\r\n");
}

#define CHALLENGE "<1896.697170952@postoffice.reston.mci.net>"

void cram_challenge(const char *heard, char *say)
{
    char coded[100];
    if (strcmp(heard, "AUTH CRAM-MD5\r\n") != 0)
        case_fail("expected AUTH CRAM-MD5, got %s", report_show(heard, strlen(heard)));
    encode(CHALLENGE, sizeof CHALLENGE - 1, coded);
    sprintf(say, "+ %s\r\n", coded);
}

void cram_end(const char *heard, char *say)
{
    unsigned char mac[16];
    char got[200], want[64] = NAME " ";
    HMAC(EVP_md5(), SECRET, sizeof SECRET - 1, (const unsigned char *)CHALLENGE,
         sizeof CHALLENGE - 1, mac, NULL);
    for (size_t i = 0; i < sizeof mac; i++)
        sprintf(want + sizeof NAME + 2 * i, "%02x", mac[i]);
    decode(heard, got);
    strcpy(say, strcmp(got, want) == 0 ? "+OK logged in\r\n" : "-ERR [AUTH] no\r\n");
}
