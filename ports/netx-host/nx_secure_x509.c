/* SPDX-License-Identifier: MIT */
/* X.509 control blocks (RFC 5280 section 4.1). OpenSSL says whether the octets
   are a certificate; the fields point into them, which takes a walk over the
   outer elements. */
#include "nx_secure_core.h"

#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

/* An element: its content, and the rest behind it. False at the end or where it is malformed. */
typedef struct NX_SECURE_DER_STRUCT
{
    const UCHAR *p;
    long n;
    int tag, class;
} NX_SECURE_DER;

static int der_next(NX_SECURE_DER *rest, NX_SECURE_DER *element)
{
    const UCHAR *p = rest->p;
    if (rest->n <= 0 || (ASN1_get_object(&p, &element->n, &element->tag, &element->class, rest->n) & 0x80))
    {
        return 0;
    }
    element->p = p;
    rest->n -= (long)(p - rest->p) + element->n;
    rest->p = p + element->n;
    return rest->n >= 0;
}

static VOID attribute_store(NX_SECURE_X509_DISTINGUISHED_NAME *name, UCHAR type, const NX_SECURE_DER *value)
{
    USHORT length = (USHORT)value->n;
    switch (type)
    {
    case 3:
        name->nx_secure_x509_common_name = value->p;
        name->nx_secure_x509_common_name_length = length;
        break;
    case 6:
        name->nx_secure_x509_country = value->p;
        name->nx_secure_x509_country_length = length;
        break;
    case 8:
        name->nx_secure_x509_state = value->p;
        name->nx_secure_x509_state_length = length;
        break;
    case 10:
        name->nx_secure_x509_organization = value->p;
        name->nx_secure_x509_organization_length = length;
        break;
    case 11:
        name->nx_secure_x509_org_unit = value->p;
        name->nx_secure_x509_org_unit_length = length;
        break;
    default:
        break;
    }
}

/* The attributes are sets of pairs: 2.5.4.type and a string. */
static VOID name_parse(NX_SECURE_DER rest, NX_SECURE_X509_DISTINGUISHED_NAME *name)
{
    NX_SECURE_DER set, pair, oid, value;
    while (der_next(&rest, &set) && der_next(&set, &pair) && der_next(&pair, &oid) && der_next(&pair, &value))
    {
        if (oid.n == 3 && oid.p[0] == 0x55 && oid.p[1] == 0x04)
        {
            attribute_store(name, oid.p[2], &value);
        }
    }
}

static VOID validity_parse(NX_SECURE_DER validity, NX_SECURE_X509_CERT *cert)
{
    NX_SECURE_DER before, after;
    if (der_next(&validity, &before) && der_next(&validity, &after))
    {
        cert->nx_secure_x509_validity_format = (USHORT)before.tag;
        cert->nx_secure_x509_not_before = before.p;
        cert->nx_secure_x509_not_before_length = (USHORT)before.n;
        cert->nx_secure_x509_not_after = after.p;
        cert->nx_secure_x509_not_after_length = (USHORT)after.n;
    }
}

static int fields_parse(NX_SECURE_DER rest, NX_SECURE_X509_CERT *cert)
{
    NX_SECURE_DER whole, fields, field;
    if (!der_next(&rest, &whole) || !der_next(&whole, &fields) || !der_next(&fields, &field))
    {
        return 0;
    }
    if (field.class == V_ASN1_CONTEXT_SPECIFIC)
    {
        cert->nx_secure_x509_version = field.n == 3 ? field.p[2] : 0;
        if (!der_next(&fields, &field))
        {
            return 0;
        }
    }
    cert->nx_secure_x509_serial_number = field.p;
    cert->nx_secure_x509_serial_number_length = (USHORT)field.n;
    if (!der_next(&fields, &field) || !der_next(&fields, &field)) /* the algorithm is passed over */
    {
        return 0;
    }
    name_parse(field, &cert->nx_secure_x509_issuer);
    if (!der_next(&fields, &field))
    {
        return 0;
    }
    validity_parse(field, cert);
    if (!der_next(&fields, &field))
    {
        return 0;
    }
    name_parse(field, &cert->nx_secure_x509_distinguished_name);
    return 1;
}

UINT _nx_secure_x509_certificate_parse(const UCHAR *buffer, UINT length, UINT *bytes_processed,
                                       NX_SECURE_X509_CERT *cert)
{
    const UCHAR *p = buffer;
    X509 *x509 = d2i_X509(NULL, &p, (long)length);
    NX_SECURE_DER whole = {buffer, (long)length, 0, 0};
    *bytes_processed = 0;
    if (!x509)
    {
        return NX_SECURE_X509_INVALID_CERTIFICATE;
    }
    X509_free(x509);
    *bytes_processed = (UINT)(p - buffer);
    memset(&cert->nx_secure_x509_issuer, 0, sizeof(cert->nx_secure_x509_issuer));
    memset(&cert->nx_secure_x509_distinguished_name, 0, sizeof(cert->nx_secure_x509_distinguished_name));
    return fields_parse(whole, cert) ? NX_SECURE_X509_SUCCESS : NX_SECURE_X509_INVALID_CERTIFICATE;
}

/* Is the key what its type says? */
static UINT key_check(const UCHAR *key, USHORT length, UINT type)
{
    int id = type == NX_SECURE_X509_KEY_TYPE_EC_DER ? EVP_PKEY_EC : EVP_PKEY_RSA;
    EVP_PKEY *pkey;
    if ((type & NX_SECURE_X509_KEY_TYPE_USER_DEFINED_MASK) || type == NX_SECURE_X509_KEY_TYPE_HARDWARE)
    {
        return NX_SECURE_X509_SUCCESS;
    }
    if (type != NX_SECURE_X509_KEY_TYPE_EC_DER && type != NX_SECURE_X509_KEY_TYPE_RSA_PKCS1_DER)
    {
        return NX_SECURE_X509_INVALID_PRIVATE_KEY_TYPE;
    }
    pkey = d2i_PrivateKey(id, NULL, &key, (long)length);
    EVP_PKEY_free(pkey);
    return pkey ? NX_SECURE_X509_SUCCESS : NX_SECURE_PKCS1_INVALID_PRIVATE_KEY;
}

UINT _nx_secure_x509_certificate_initialize(NX_SECURE_X509_CERT *certificate, UCHAR *certificate_data,
                                            USHORT length, UCHAR *raw_data_buffer, USHORT buffer_size,
                                            const UCHAR *private_key, USHORT priv_len, UINT private_key_type)
{
    UINT used;
    UINT status = NX_SECURE_X509_SUCCESS;
    memset(certificate, 0, sizeof(*certificate));
    certificate->nx_secure_x509_certificate_raw_data = raw_data_buffer ? raw_data_buffer : certificate_data;
    certificate->nx_secure_x509_certificate_raw_buffer_size = raw_data_buffer ? buffer_size : length;
    certificate->nx_secure_x509_certificate_raw_data_length = length;
    if (raw_data_buffer)
    {
        if (length > buffer_size)
        {
            return NX_SECURE_X509_INSUFFICIENT_CERT_SPACE;
        }
        memcpy(raw_data_buffer, certificate_data, length);
    }
    if (_nx_secure_x509_certificate_parse(certificate->nx_secure_x509_certificate_raw_data, length, &used,
                                          certificate))
    {
        return NX_SECURE_X509_INVALID_CERTIFICATE;
    }
    if (private_key && priv_len)
    {
        status = key_check(private_key, priv_len, private_key_type);
        certificate->nx_secure_x509_private_key_type = private_key_type;
        certificate->nx_secure_x509_private_key.user_key.key_data = private_key;
        certificate->nx_secure_x509_private_key.user_key.key_length = priv_len;
        certificate->nx_secure_x509_certificate_is_identity_cert = status == NX_SECURE_X509_SUCCESS;
    }
    return status;
}

/* Adds at the end, so that the peer's own certificate, which comes first, stays first. */
UINT _nx_secure_x509_certificate_list_add(NX_SECURE_X509_CERT **list_head, NX_SECURE_X509_CERT *certificate,
                                          UINT duplicates_ok)
{
    while (*list_head)
    {
        if (*list_head == certificate)
        {
            return duplicates_ok ? NX_SECURE_X509_SUCCESS : NX_SECURE_X509_CERT_ID_DUPLICATE;
        }
        list_head = &(*list_head)->nx_secure_x509_next_certificate;
    }
    certificate->nx_secure_x509_next_certificate = NX_NULL;
    *list_head = certificate;
    return NX_SECURE_X509_SUCCESS;
}

UINT _nx_secure_x509_remote_endpoint_certificate_get(NX_SECURE_X509_CERTIFICATE_STORE *store,
                                                     NX_SECURE_X509_CERT **certificate)
{
    *certificate = store->nx_secure_x509_remote_certificates;
    return *certificate ? NX_SECURE_X509_SUCCESS : NX_SECURE_X509_CERTIFICATE_NOT_FOUND;
}
