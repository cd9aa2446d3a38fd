/* SPDX-License-Identifier: MIT */
/* See certs.h. Whatever fails here ends the program. */
#include <stdio.h>
#include <stdlib.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "certs.h"

struct cert certs[CERTS];
static EVP_PKEY *keys[CERTS];
static X509 *made[CERTS];

static void must(int good, const char *what)
{
    if (!good) {
        fprintf(stderr, "no certificates: %s\n", what);
        exit(2);
    }
}

static void extension_add(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;
    X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    must(extension && X509_add_ext(cert, extension, -1), value);
    X509_EXTENSION_free(extension);
}

static void names_set(X509 *cert, X509 *issuer, const char *common)
{
    X509_NAME *name = X509_get_subject_name(cert);
    X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, (const unsigned char *)"Tests", -1, -1,
                               0);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)common, -1, -1,
                               0);
    X509_set_issuer_name(cert, X509_get_subject_name(issuer));
}

/* Issued by which; an authority where alternative is NULL. */
static void make(enum cert_name which, enum cert_name by, const char *common,
                 const char *alternative)
{
    X509 *cert = made[which] = X509_new();
    struct cert *to = &certs[which];
    unsigned char *p = to->octets, *q = to->key;
    to->rsa = which == CERT_RSA;
    keys[which] = to->rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
    must(cert && keys[which], "a key");
    X509_set_version(cert, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), (long)which + 1);
    ASN1_TIME_set(X509_getm_notBefore(cert), NOT_UNTIL);
    ASN1_TIME_set(X509_getm_notAfter(cert), NOT_AFTER);
    X509_set_pubkey(cert, keys[which]);
    names_set(cert, made[by], common);
    if (alternative)
        extension_add(cert, made[by], NID_subject_alt_name, alternative);
    else
        extension_add(cert, made[by], NID_basic_constraints, "critical,CA:TRUE");
    must(X509_sign(cert, keys[by], EVP_sha256()) > 0, "a signature");
    must(i2d_X509(cert, NULL) < (int)sizeof to->octets, "room");
    to->n = (size_t)i2d_X509(cert, &p);
    to->key_n = (size_t)i2d_PrivateKey(keys[which], &q);
}

void certs_make(void)
{
    make(CERT_ROOT, CERT_ROOT, "Root", NULL);
    make(CERT_OTHER_ROOT, CERT_OTHER_ROOT, "Other root", NULL);
    make(CERT_MIDDLE, CERT_ROOT, "Middle", NULL);
    make(CERT_SERVER, CERT_ROOT, HOST, "DNS:" HOST);
    make(CERT_RSA, CERT_ROOT, HOST, "DNS:" HOST);
    make(CERT_BELOW, CERT_MIDDLE, HOST, "DNS:" HOST);
    make(CERT_WILD, CERT_ROOT, "Server", "DNS:*.example.org");
    make(CERT_ELSEWHERE, CERT_ROOT, "mail.example.net", "DNS:mail.example.net,IP:10.0.0.1");
    make(CERT_SELF, CERT_SELF, HOST, "DNS:" HOST);
    for (int i = 0; i < CERTS; i++) {
        EVP_PKEY_free(keys[i]);
        X509_free(made[i]);
    }
}
