/* SPDX-License-Identifier: MIT */
/* What a certificate callback asks of a certificate: its names and what its key
   is for (RFC 5280 section 4.2.1, RFC 9525 section 6 for the wildcard). */
#include "nx_secure_core.h"

#include <openssl/x509v3.h>

static X509 *x509_new(const NX_SECURE_X509_CERT *certificate)
{
    const UCHAR *p = certificate->nx_secure_x509_certificate_raw_data;
    return d2i_X509(NULL, &p, (long)certificate->nx_secure_x509_certificate_raw_data_length);
}

/* "*" is a whole left-most label and stands for one label; nothing else is special. */
static int name_matches(const UCHAR *name, size_t n, const UCHAR *pattern, size_t m)
{
    const UCHAR *dot;
    if (m > 2 && pattern[0] == '*' && pattern[1] == '.')
    {
        dot = memchr(name, '.', n);
        if (!dot || dot == name)
        {
            return 0;
        }
        n -= (size_t)(dot - name);
        name = dot;
        pattern++;
        m--;
    }
    return n == m && memcmp(name, pattern, n) == 0;
}

static int alternative_matches(const X509 *x509, const UCHAR *name, size_t n)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(x509, NID_subject_alt_name, NULL, NULL);
    int matches = 0;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++)
    {
        const GENERAL_NAME *one = sk_GENERAL_NAME_value(names, i);
        if (one->type == GEN_DNS)
        {
            matches |= name_matches(name, n, ASN1_STRING_get0_data(one->d.dNSName),
                                    (size_t)ASN1_STRING_length(one->d.dNSName));
        }
    }
    GENERAL_NAMES_free(names);
    return matches;
}

UINT _nx_secure_x509_common_name_dns_check(NX_SECURE_X509_CERT *certificate, const UCHAR *dns_tld,
                                           UINT dns_tld_length)
{
    const NX_SECURE_X509_DISTINGUISHED_NAME *own = &certificate->nx_secure_x509_distinguished_name;
    X509 *x509;
    int matches;
    if (own->nx_secure_x509_common_name &&
        name_matches(dns_tld, dns_tld_length, own->nx_secure_x509_common_name,
                     own->nx_secure_x509_common_name_length))
    {
        return NX_SECURE_X509_SUCCESS;
    }
    x509 = x509_new(certificate);
    matches = x509 && alternative_matches(x509, dns_tld, dns_tld_length);
    X509_free(x509);
    return matches ? NX_SECURE_X509_SUCCESS : NX_SECURE_X509_CERTIFICATE_DNS_MISMATCH;
}

UINT _nx_secure_x509_dns_name_initialize(NX_SECURE_X509_DNS_NAME *dns_name, const UCHAR *name_string,
                                         USHORT length)
{
    if (length > NX_SECURE_X509_DNS_NAME_MAX)
    {
        length = NX_SECURE_X509_DNS_NAME_MAX;
    }
    memcpy(dns_name->nx_secure_x509_dns_name, name_string, length);
    dns_name->nx_secure_x509_dns_name_length = length;
    return NX_SECURE_X509_SUCCESS;
}

static int usage_nid(UINT key_usage)
{
    switch (key_usage)
    {
    case NX_SECURE_TLS_X509_TYPE_PKIX_KP_SERVER_AUTH:
        return NID_server_auth;
    case NX_SECURE_TLS_X509_TYPE_PKIX_KP_CLIENT_AUTH:
        return NID_client_auth;
    case NX_SECURE_TLS_X509_TYPE_PKIX_KP_EMAIL_PROTECT:
        return NID_email_protect;
    default:
        return NID_undef;
    }
}

UINT _nx_secure_x509_extended_key_usage_extension_parse(NX_SECURE_X509_CERT *certificate, UINT key_usage)
{
    X509 *x509 = x509_new(certificate);
    EXTENDED_KEY_USAGE *usages = x509 ? X509_get_ext_d2i(x509, NID_ext_key_usage, NULL, NULL) : NULL;
    UINT status = usages ? NX_SECURE_X509_EXT_KEY_USAGE_NOT_FOUND : NX_SECURE_X509_EXTENSION_NOT_FOUND;
    int nid = usage_nid(key_usage);
    for (int i = 0; nid != NID_undef && i < sk_ASN1_OBJECT_num(usages); i++)
    {
        if (OBJ_obj2nid(sk_ASN1_OBJECT_value(usages, i)) == nid)
        {
            status = NX_SECURE_X509_SUCCESS;
        }
    }
    EXTENDED_KEY_USAGE_free(usages);
    X509_free(x509);
    return status;
}

/* The extension's first bit is the highest here. */
UINT _nx_secure_x509_key_usage_extension_parse(NX_SECURE_X509_CERT *certificate, USHORT *bitfield)
{
    X509 *x509 = x509_new(certificate);
    ASN1_BIT_STRING *usage = x509 ? X509_get_ext_d2i(x509, NID_key_usage, NULL, NULL) : NULL;
    UINT status = usage ? NX_SECURE_X509_SUCCESS : NX_SECURE_X509_EXTENSION_NOT_FOUND;
    *bitfield = 0;
    for (int bit = 0; usage && bit < 9; bit++)
    {
        if (ASN1_BIT_STRING_get_bit(usage, bit))
        {
            *bitfield = (USHORT)(*bitfield | 0x8000 >> bit);
        }
    }
    ASN1_BIT_STRING_free(usage);
    X509_free(x509);
    return status;
}
