/* SPDX-License-Identifier: MIT */
/* X.509 certificates under the names of NX Secure (RFC 5280). A certificate is
   a control block of the caller that points into its DER octets, which must
   stay where they are as long as it is used. */
#ifndef SRC_NX_SECURE_X509_H_
#define SRC_NX_SECURE_X509_H_

#include "nx_crypto.h"

#ifdef __cplusplus
extern "C"
{
#endif

#define NX_SECURE_X509_SUCCESS                      0
#define NX_SECURE_X509_INVALID_CERTIFICATE_DATA     0x188
#define NX_SECURE_PKCS1_INVALID_PRIVATE_KEY         0x18A
#define NX_SECURE_X509_CHAIN_VERIFY_FAILURE         0x18C
#define NX_SECURE_X509_CERTIFICATE_NOT_FOUND        0x18E
#define NX_SECURE_X509_CERTIFICATE_EXPIRED          0x193
#define NX_SECURE_X509_CERTIFICATE_NOT_YET_VALID    0x194
#define NX_SECURE_X509_CERTIFICATE_DNS_MISMATCH     0x195
#define NX_SECURE_X509_CRL_CERTIFICATE_REVOKED      0x199
#define NX_SECURE_X509_EXTENSION_NOT_FOUND          0x19B
#define NX_SECURE_X509_ALT_NAME_NOT_FOUND           0x19C
#define NX_SECURE_X509_INVALID_PRIVATE_KEY_TYPE     0x19D
#define NX_SECURE_X509_NAME_STRING_TOO_LONG         0x19E
#define NX_SECURE_X509_EXT_KEY_USAGE_NOT_FOUND      0x19F
#define NX_SECURE_X509_KEY_USAGE_ERROR              0x1A0
#define NX_SECURE_X509_UNSUPPORTED_PUBLIC_CIPHER    0x1A1
#define NX_SECURE_X509_INVALID_CERTIFICATE          0x1A2
#define NX_SECURE_X509_INVALID_SELF_SIGNED_CERT     0x1A5
#define NX_SECURE_X509_ISSUER_CERTIFICATE_NOT_FOUND 0x1A6
#define NX_SECURE_X509_NO_CERT_SPACE_ALLOCATED      0x1A7
#define NX_SECURE_X509_INSUFFICIENT_CERT_SPACE      0x1A8
#define NX_SECURE_X509_CERT_ID_DUPLICATE            0x1A9

#define NX_SECURE_X509_KEY_TYPE_USER_DEFINED_MASK 0xFFFF0000
#define NX_SECURE_X509_KEY_TYPE_NONE              0x00000000
#define NX_SECURE_X509_KEY_TYPE_RSA_PKCS1_DER     0x00000001
#define NX_SECURE_X509_KEY_TYPE_EC_DER            0x00000002
#define NX_SECURE_X509_KEY_TYPE_HARDWARE          0x00000003

#define NX_SECURE_X509_KEY_USAGE_DIGITAL_SIGNATURE 0x8000
#define NX_SECURE_X509_KEY_USAGE_NON_REPUDIATION   0x4000
#define NX_SECURE_X509_KEY_USAGE_KEY_ENCIPHERMENT  0x2000
#define NX_SECURE_X509_KEY_USAGE_DATA_ENCIPHERMENT 0x1000
#define NX_SECURE_X509_KEY_USAGE_KEY_AGREEMENT     0x0800
#define NX_SECURE_X509_KEY_USAGE_KEY_CERT_SIGN     0x0400
#define NX_SECURE_X509_KEY_USAGE_CRL_SIGN          0x0200
#define NX_SECURE_X509_KEY_USAGE_ENCIPHER_ONLY     0x0100
#define NX_SECURE_X509_KEY_USAGE_DECIPHER_ONLY     0x0080

#define NX_SECURE_TLS_X509_TYPE_PKIX_KP_SERVER_AUTH   51
#define NX_SECURE_TLS_X509_TYPE_PKIX_KP_CLIENT_AUTH   52
#define NX_SECURE_TLS_X509_TYPE_PKIX_KP_EMAIL_PROTECT 54

#define NX_SECURE_X509_DNS_NAME_MAX 100

    typedef struct NX_SECURE_X509_DNS_NAME_STRUCT
    {
        UCHAR nx_secure_x509_dns_name[NX_SECURE_X509_DNS_NAME_MAX];
        USHORT nx_secure_x509_dns_name_length;
        struct NX_SECURE_X509_DNS_NAME_STRUCT *nx_secure_x509_dns_name_next;
    } NX_SECURE_X509_DNS_NAME;

    /* The attributes of a name, in the certificate's octets; NX_NULL where it has none. */
    typedef struct NX_SECURE_X509_DISTINGUISHED_NAME_STRUCT
    {
        const UCHAR *nx_secure_x509_country;
        USHORT nx_secure_x509_country_length;
        const UCHAR *nx_secure_x509_organization;
        USHORT nx_secure_x509_organization_length;
        const UCHAR *nx_secure_x509_org_unit;
        USHORT nx_secure_x509_org_unit_length;
        const UCHAR *nx_secure_x509_state;
        USHORT nx_secure_x509_state_length;
        const UCHAR *nx_secure_x509_common_name;
        USHORT nx_secure_x509_common_name_length;
    } NX_SECURE_X509_DISTINGUISHED_NAME;

    typedef struct NX_SECURE_X509_CERT_STRUCT
    {
        UINT nx_secure_x509_certificate_is_identity_cert;
        USHORT nx_secure_x509_version;
        UINT nx_secure_x509_cert_identifier;
        const UCHAR *nx_secure_x509_serial_number;
        USHORT nx_secure_x509_serial_number_length;
        USHORT nx_secure_x509_validity_format; /* Tag of the two times */
        const UCHAR *nx_secure_x509_not_before;
        USHORT nx_secure_x509_not_before_length;
        const UCHAR *nx_secure_x509_not_after;
        USHORT nx_secure_x509_not_after_length;
        UCHAR *nx_secure_x509_certificate_raw_data;
        UINT nx_secure_x509_certificate_raw_buffer_size;
        UINT nx_secure_x509_certificate_raw_data_length;
        NX_SECURE_X509_DISTINGUISHED_NAME nx_secure_x509_issuer;
        NX_SECURE_X509_DISTINGUISHED_NAME nx_secure_x509_distinguished_name;
        struct NX_SECURE_X509_CERT_STRUCT *nx_secure_x509_next_certificate;
        UINT nx_secure_x509_private_key_type;
        union
        {
            struct
            {
                const UCHAR *key_data;
                ULONG key_length;
            } user_key;
        } nx_secure_x509_private_key;
        UINT nx_secure_x509_user_allocated_cert;
    } NX_SECURE_X509_CERT;

    typedef struct NX_SECURE_X509_CERTIFICATE_STORE_STRUCT
    {
        NX_SECURE_X509_CERT *nx_secure_x509_local_certificates;
        NX_SECURE_X509_CERT *nx_secure_x509_remote_certificates; /* The peer's own comes first */
        NX_SECURE_X509_CERT *nx_secure_x509_free_certificates;
        NX_SECURE_X509_CERT *nx_secure_x509_trusted_certificates;
    } NX_SECURE_X509_CERTIFICATE_STORE;

    UINT _nx_secure_x509_certificate_parse(const UCHAR *buffer, UINT length, UINT *bytes_processed,
                                           NX_SECURE_X509_CERT *cert);
    UINT _nx_secure_x509_remote_endpoint_certificate_get(NX_SECURE_X509_CERTIFICATE_STORE *store,
                                                         NX_SECURE_X509_CERT **certificate);
    UINT _nx_secure_x509_certificate_list_add(NX_SECURE_X509_CERT **list_head,
                                              NX_SECURE_X509_CERT *certificate, UINT duplicates_ok);

    /* A certificate with its private key, or without one. */
    UINT _nx_secure_x509_certificate_initialize(NX_SECURE_X509_CERT *certificate, UCHAR *certificate_data,
                                                USHORT length, UCHAR *raw_data_buffer, USHORT buffer_size,
                                                const UCHAR *private_key, USHORT priv_len,
                                                UINT private_key_type);
    UINT _nxe_secure_x509_certificate_initialize(NX_SECURE_X509_CERT *certificate, UCHAR *certificate_data,
                                                 USHORT length, UCHAR *raw_data_buffer, USHORT buffer_size,
                                                 const UCHAR *private_key, USHORT priv_len,
                                                 UINT private_key_type);

    UINT _nx_secure_x509_dns_name_initialize(NX_SECURE_X509_DNS_NAME *dns_name, const UCHAR *name_string,
                                             USHORT length);
    UINT _nxe_secure_x509_dns_name_initialize(NX_SECURE_X509_DNS_NAME *dns_name, const UCHAR *name_string,
                                              USHORT length);

    /* Is the name that of the certificate: its common name or one of its DNS names? "*" stands
       for the whole left-most label. Case counts, as in NX Secure. */
    UINT _nx_secure_x509_common_name_dns_check(NX_SECURE_X509_CERT *certificate, const UCHAR *dns_tld,
                                               UINT dns_tld_length);
    UINT _nxe_secure_x509_common_name_dns_check(NX_SECURE_X509_CERT *certificate, const UCHAR *dns_tld,
                                                UINT dns_tld_length);

    /* May the key be used for NX_SECURE_TLS_X509_TYPE_PKIX_KP_*? */
    UINT _nx_secure_x509_extended_key_usage_extension_parse(NX_SECURE_X509_CERT *certificate, UINT key_usage);
    UINT _nxe_secure_x509_extended_key_usage_extension_parse(NX_SECURE_X509_CERT *certificate,
                                                             UINT key_usage);

    /* NX_SECURE_X509_KEY_USAGE_* bits. */
    UINT _nx_secure_x509_key_usage_extension_parse(NX_SECURE_X509_CERT *certificate, USHORT *bitfield);
    UINT _nxe_secure_x509_key_usage_extension_parse(NX_SECURE_X509_CERT *certificate, USHORT *bitfield);

#ifdef NX_SECURE_DISABLE_ERROR_CHECKING
#define NX_SECURE_X509_CALLED(name) _nx_secure_x509_##name
#else
#define NX_SECURE_X509_CALLED(name) _nxe_secure_x509_##name
#endif
#define nx_secure_x509_certificate_initialize NX_SECURE_X509_CALLED(certificate_initialize)
#define nx_secure_x509_common_name_dns_check  NX_SECURE_X509_CALLED(common_name_dns_check)
#define nx_secure_x509_dns_name_initialize    NX_SECURE_X509_CALLED(dns_name_initialize)
#define nx_secure_x509_extended_key_usage_extension_parse                                                    \
    NX_SECURE_X509_CALLED(extended_key_usage_extension_parse)
#define nx_secure_x509_key_usage_extension_parse NX_SECURE_X509_CALLED(key_usage_extension_parse)

#ifdef __cplusplus
}
#endif

#endif
