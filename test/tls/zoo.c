/* SPDX-License-Identifier: MIT */
/* Certificates and OCSP answers, see zoo.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "zoo.h"

void must(bool x, const char *what)
{
    if (x)
        return;
    fprintf(stderr, "scaffolding: %s\n", what);
    ERR_print_errors_fp(stderr);
    abort();
}

static EVP_PKEY *key_make(const struct cert_spec *spec)
{
    EVP_PKEY *key = spec->rsa_bits != 0 ? EVP_RSA_gen((unsigned)spec->rsa_bits)
                    : spec->ed25519     ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")
                                        : EVP_EC_gen("P-256");

    MUST(key != NULL);
    return key;
}

static void extension_add(X509 *x509, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

    MUST(extension != NULL && X509_add_ext(x509, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

static void sans_add(X509 *x509, const struct cert_spec *spec)
{
    GENERAL_NAMES *names;
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *octets = ASN1_IA5STRING_new();

    if (spec->raw_dns == NULL) {
        GENERAL_NAME_free(name);
        ASN1_IA5STRING_free(octets);
        if (spec->san != NULL)
            extension_add(x509, NID_subject_alt_name, spec->san);
        return;
    }
    names = sk_GENERAL_NAME_new_null();
    MUST(ASN1_STRING_set(octets, spec->raw_dns, (int)spec->raw_len) == 1);
    GENERAL_NAME_set0_value(name, GEN_DNS, octets);
    MUST(sk_GENERAL_NAME_push(names, name) == 1);
    MUST(X509_add1_ext_i2d(x509, NID_subject_alt_name, names, 0, 0) == 1);
    GENERAL_NAMES_free(names);
}

static void name_set(X509 *x509, const char *cn)
{
    X509_NAME *name = X509_NAME_new();

    MUST(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_ASC, (const uint8_t *)cn, -1,
                                    -1, 0) == 1);
    MUST(X509_set_subject_name(x509, name) == 1);
    X509_NAME_free(name);
}

static void extensions_add(X509 *x509, const struct cert_spec *spec)
{
    extension_add(x509, NID_basic_constraints, spec->ca ? "critical,CA:TRUE" : "CA:FALSE");
    if (!spec->ca)
        extension_add(x509, NID_ext_key_usage, spec->eku != NULL ? spec->eku : "serverAuth");
    if (spec->must_staple)
        extension_add(x509, NID_tlsfeature, "status_request");
    sans_add(x509, spec);
}

struct cert cert_make(const struct cert_spec *spec, const struct cert *issuer)
{
    static long serial = 1000;
    struct cert cert = {X509_new(), key_make(spec)};
    bool dated = spec->from != 0 || spec->to != 0;
    const X509 *above = issuer != NULL ? issuer->x509 : cert.x509;
    EVP_PKEY *with = issuer != NULL ? issuer->key : cert.key;
    const char *md = spec->md != NULL ? spec->md : "SHA256";

    MUST(X509_set_version(cert.x509, X509_VERSION_3) == 1);
    ASN1_INTEGER_set(X509_get_serialNumber(cert.x509), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(cert.x509), dated ? spec->from : -DAY);
    X509_gmtime_adj(X509_getm_notAfter(cert.x509), dated ? spec->to : DAY);
    MUST(X509_set_pubkey(cert.x509, cert.key) == 1);
    name_set(cert.x509, spec->cn != NULL ? spec->cn : "server");
    MUST(X509_set_issuer_name(cert.x509, X509_get_subject_name(above)) == 1);
    extensions_add(cert.x509, spec);
    MUST(X509_sign(cert.x509, with,
                   EVP_PKEY_is_a(with, "ED25519") ? NULL : EVP_get_digestbyname(md)) > 0);
    return cert;
}

void cert_free(struct cert *cert)
{
    X509_free(cert->x509);
    EVP_PKEY_free(cert->key);
    *cert = (struct cert){NULL, NULL};
}

struct staple staple_make(const struct cert *cert, const struct cert *issuer,
                          const struct cert *signer, int status, long from, long to,
                          const EVP_MD *md_id)
{
    OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
    OCSP_CERTID *id = OCSP_cert_to_id(md_id, cert->x509, issuer->x509);
    ASN1_TIME *begin = X509_gmtime_adj(NULL, from), *end = X509_gmtime_adj(NULL, to);
    ASN1_TIME *revoked = X509_gmtime_adj(NULL, -DAY);
    OCSP_RESPONSE *response;
    struct staple staple = {NULL, 0};

    MUST(OCSP_basic_add1_status(basic, id, status, OCSP_REVOKED_STATUS_KEYCOMPROMISE,
                                status == V_OCSP_CERTSTATUS_REVOKED ? revoked : NULL, begin,
                                end) != NULL);
    MUST(OCSP_basic_sign(basic, signer->x509, signer->key, EVP_sha256(), NULL, 0) == 1);
    response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    staple.n = i2d_OCSP_RESPONSE(response, &staple.der);
    MUST(staple.n > 0);
    OCSP_RESPONSE_free(response);
    OCSP_BASICRESP_free(basic);
    OCSP_CERTID_free(id);
    ASN1_TIME_free(begin);
    ASN1_TIME_free(end);
    ASN1_TIME_free(revoked);
    return staple;
}

void pem_write(const char *file, const struct cert *cert, bool with_cert, bool with_key)
{
    BIO *bio = BIO_new_file(file, "w");

    MUST(bio != NULL);
    if (with_cert)
        MUST(PEM_write_bio_X509(bio, cert->x509) == 1);
    if (with_key)
        MUST(PEM_write_bio_PrivateKey(bio, cert->key, NULL, NULL, 0, NULL, NULL) == 1);
    BIO_free(bio);
}

void zoo_begin(struct zoo *zoo)
{
    static const struct cert none;
    const char *dir = getenv("TMPDIR");

    memset(zoo, 0, sizeof(*zoo));
    snprintf(zoo->dir, sizeof(zoo->dir), "%s/tls.XXXXXX",
             dir != NULL && strlen(dir) < 40 ? dir : "/tmp");
    MUST(mkdtemp(zoo->dir) != NULL);
    snprintf(zoo->ca_file, sizeof(zoo->ca_file), "%s/ca.pem", zoo->dir);
    snprintf(zoo->other_ca_file, sizeof(zoo->other_ca_file), "%s/other.pem", zoo->dir);
    snprintf(zoo->own_file, sizeof(zoo->own_file), "%s/own.pem", zoo->dir);
    snprintf(zoo->own_key, sizeof(zoo->own_key), "%s/own.key", zoo->dir);
    snprintf(zoo->empty_file, sizeof(zoo->empty_file), "%s/empty.pem", zoo->dir);
    zoo->root = cert_make(
        &(struct cert_spec){.cn = "Zoo root", .ca = true, .from = -DAY, .to = 30 * DAY}, NULL);
    zoo->other_root = cert_make(&(struct cert_spec){.cn = "Other root", .ca = true}, NULL);
    zoo->good = cert_make(&(struct cert_spec){.san = "DNS:pop.example.org"}, &zoo->root);
    zoo->own = cert_make(&(struct cert_spec){.cn = "me", .eku = "clientAuth"}, &zoo->root);
    pem_write(zoo->ca_file, &zoo->root, true, false);
    pem_write(zoo->other_ca_file, &zoo->other_root, true, false);
    pem_write(zoo->own_file, &zoo->own, true, false);
    pem_write(zoo->own_key, &zoo->own, false, true);
    pem_write(zoo->empty_file, &none, false, false);
}

void zoo_end(struct zoo *zoo)
{
    unlink(zoo->ca_file);
    unlink(zoo->other_ca_file);
    unlink(zoo->own_file);
    unlink(zoo->own_key);
    unlink(zoo->empty_file);
    MUST(rmdir(zoo->dir) == 0);
    cert_free(&zoo->root);
    cert_free(&zoo->other_root);
    cert_free(&zoo->good);
    cert_free(&zoo->own);
}
