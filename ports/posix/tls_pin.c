/* SPDX-License-Identifier: MIT */
/*
 * Public-key pins, "sha256//BASE64" parted by ";": the SHA-256 of the DER
 * SubjectPublicKeyInfo (RFC 7469 section 2.4). Parsing is strict: a pin that is
 * spelt wrongly could never match, and must not look as if it protected.
 */
#include <string.h>

#include <openssl/evp.h>

#include "tls_parts.h"

#define PREFIX      "sha256//"
#define PREFIX_LEN  8u
#define BASE64_LEN  44u /* of 32 octets */
#define MAX_PINS    64u
#define STRONG_BITS 112

void tls_pin_print(const uint8_t digest[TLS_DIGEST], char text[POP3_TLS_PIN_TEXT])
{
    memcpy(text, PREFIX, PREFIX_LEN);
    EVP_EncodeBlock((unsigned char *)text + PREFIX_LEN, digest, (int)TLS_DIGEST);
}

bool tls_pin_of(const X509 *cert, uint8_t digest[TLS_DIGEST])
{
    unsigned char *der = NULL;
    int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der);
    bool ok = n > 0 && EVP_Digest(der, (size_t)n, digest, NULL, EVP_sha256(), NULL) == 1;

    OPENSSL_free(der);
    return ok;
}

bool tls_pins_match(const struct tls_pins *pins, const X509 *cert)
{
    uint8_t digest[TLS_DIGEST];

    if (!tls_pin_of(cert, digest))
        return false;
    for (size_t i = 0; i < pins->count; i++)
        if (memcmp(pins->digest[i], digest, TLS_DIGEST) == 0)
            return true;
    return false;
}

/* One pin; what was decoded must encode to the same text again. */
static bool pin_parse(uint8_t digest[TLS_DIGEST], const char *text, size_t n)
{
    unsigned char octets[BASE64_LEN / 4 * 3];
    char again[POP3_TLS_PIN_TEXT];

    if (n != PREFIX_LEN + BASE64_LEN || memcmp(text, PREFIX, PREFIX_LEN) != 0)
        return false;
    if (EVP_DecodeBlock(octets, (const unsigned char *)text + PREFIX_LEN, (int)BASE64_LEN) < 0)
        return false;
    memcpy(digest, octets, TLS_DIGEST);
    tls_pin_print(digest, again);
    return memcmp(again, text, n) == 0;
}

bool tls_pins_parse(struct tls_pins *pins, const char *text)
{
    size_t count = 1;

    for (const char *p = text; *p != '\0'; p++)
        count += *p == ';';
    if (count > MAX_PINS)
        return false;
    pins->digest = OPENSSL_zalloc(count * sizeof(pins->digest[0]));
    if (pins->digest == NULL)
        return false;
    for (pins->count = 0; pins->count < count; pins->count++) {
        size_t n = strcspn(text, ";");

        if (!pin_parse(pins->digest[pins->count], text, n))
            return false;
        text += n + (text[n] == ';');
    }
    return true;
}

bool tls_key_strong(const X509 *cert)
{
    EVP_PKEY *key = X509_get0_pubkey(cert);

    return key != NULL && EVP_PKEY_get_security_bits(key) >= STRONG_BITS;
}
