/* SPDX-License-Identifier: MIT */
/* Certificates made when the test begins: two authorities and what they issued. */
#ifndef NXSECURE_CERTS_H
#define NXSECURE_CERTS_H

#include <stddef.h>

#define HOST      "mail.example.org"
#define NOT_UNTIL 1700000000u /* the certificates are valid from here */
#define NOT_AFTER 1800000000u /* to here */

enum cert_name {
    CERT_ROOT,
    CERT_OTHER_ROOT,
    CERT_MIDDLE,    /* issued by the root */
    CERT_SERVER,    /* HOST, EC, issued by the root */
    CERT_RSA,       /* the same, RSA */
    CERT_BELOW,     /* HOST, issued by the middle one */
    CERT_WILD,      /* *.example.org in its alternative names */
    CERT_ELSEWHERE, /* another name */
    CERT_SELF,      /* HOST, issued itself */
    CERTS
};

/* DER. */
struct cert {
    unsigned char octets[2048], key[2048];
    size_t n, key_n;
    int rsa;
};
extern struct cert certs[CERTS];

void certs_make(void);

#endif
