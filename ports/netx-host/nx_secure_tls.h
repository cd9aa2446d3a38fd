/* SPDX-License-Identifier: MIT */
/* TLS sessions under the names of NX Secure: values, fields that applications
   read, and status codes are those of NX Secure 6.4. Applications include
   nx_secure_tls_api.h. */
#ifndef SRC_NX_SECURE_TLS_H_
#define SRC_NX_SECURE_TLS_H_

#include "nx_api.h"
#include "nx_secure_x509.h"

#ifdef __cplusplus
extern "C"
{
#endif

#ifndef NX_SECURE_DISABLE_ECC_CIPHERSUITE
#ifndef NX_SECURE_ENABLE_ECC_CIPHERSUITE
#define NX_SECURE_ENABLE_ECC_CIPHERSUITE
#endif
#endif

#define NX_SECURE_TLS_ID ((ULONG)0x544c5320)

#define AZURE_RTOS_NETX_SECURE
#define NETX_SECURE_MAJOR_VERSION 6
#define NETX_SECURE_MINOR_VERSION 4
#define NETX_SECURE_PATCH_VERSION 2

/* Status codes. What the host never returns is here all the same: applications compare. */
#define NX_SECURE_TLS_SUCCESS                           0x00
#define NX_SECURE_TLS_SESSION_UNINITIALIZED             0x101
#define NX_SECURE_TLS_UNRECOGNIZED_MESSAGE_TYPE         0x102
#define NX_SECURE_TLS_INVALID_STATE                     0x103
#define NX_SECURE_TLS_INVALID_PACKET                    0x104
#define NX_SECURE_TLS_UNKNOWN_CIPHERSUITE               0x105
#define NX_SECURE_TLS_UNSUPPORTED_CIPHER                0x106
#define NX_SECURE_TLS_HANDSHAKE_FAILURE                 0x107
#define NX_SECURE_TLS_HASH_MAC_VERIFY_FAILURE           0x108
#define NX_SECURE_TLS_TCP_SEND_FAILED                   0x109
#define NX_SECURE_TLS_INCORRECT_MESSAGE_LENGTH          0x10A
#define NX_SECURE_TLS_BAD_CIPHERSPEC                    0x10B
#define NX_SECURE_TLS_INVALID_SERVER_CERT               0x10C
#define NX_SECURE_TLS_UNSUPPORTED_PUBLIC_CIPHER         0x10D
#define NX_SECURE_TLS_NO_SUPPORTED_CIPHERS              0x10E
#define NX_SECURE_TLS_UNKNOWN_TLS_VERSION               0x10F
#define NX_SECURE_TLS_UNSUPPORTED_TLS_VERSION           0x110
#define NX_SECURE_TLS_ALLOCATE_PACKET_FAILED            0x111
#define NX_SECURE_TLS_INVALID_CERTIFICATE               0x112
#define NX_SECURE_TLS_NO_CLOSE_RESPONSE                 0x113
#define NX_SECURE_TLS_ALERT_RECEIVED                    0x114
#define NX_SECURE_TLS_FINISHED_HASH_FAILURE             0x115
#define NX_SECURE_TLS_UNKNOWN_CERT_SIG_ALGORITHM        0x116
#define NX_SECURE_TLS_CERTIFICATE_SIG_CHECK_FAILED      0x117
#define NX_SECURE_TLS_BAD_COMPRESSION_METHOD            0x118
#define NX_SECURE_TLS_CERTIFICATE_NOT_FOUND             0x119
#define NX_SECURE_TLS_INVALID_SELF_SIGNED_CERT          0x11A
#define NX_SECURE_TLS_ISSUER_CERTIFICATE_NOT_FOUND      0x11B
#define NX_SECURE_TLS_CLOSE_NOTIFY_RECEIVED             0x127
#define NX_SECURE_TLS_NO_CERT_SPACE_ALLOCATED           0x129
#define NX_SECURE_TLS_PADDING_CHECK_FAILED              0x12A
#define NX_SECURE_TLS_INSUFFICIENT_CERT_SPACE           0x12D
#define NX_SECURE_TLS_PROTOCOL_VERSION_CHANGED          0x12E
#define NX_SECURE_TLS_NO_RENEGOTIATION_ERROR            0x12F
#define NX_SECURE_TLS_UNSUPPORTED_FEATURE               0x130
#define NX_SECURE_TLS_CERTIFICATE_VERIFY_FAILURE        0x131
#define NX_SECURE_TLS_EMPTY_REMOTE_CERTIFICATE_RECEIVED 0x132
#define NX_SECURE_TLS_PACKET_BUFFER_TOO_SMALL           0x135
#define NX_SECURE_TLS_CERT_ID_INVALID                   0x138
#define NX_SECURE_TLS_CERT_ID_DUPLICATE                 0x139
#define NX_SECURE_TLS_INSUFFICIENT_METADATA_SPACE       0x13F
#define NX_SECURE_TLS_CERTIFICATE_REQUIRED              0x145
#define NX_SECURE_TLS_SIGNATURE_VERIFICATION_ERROR      0x14E
#define NX_SECURE_TLS_UNEXPECTED_MESSAGE                0x14F
#define NX_SECURE_TLS_AEAD_DECRYPT_FAIL                 0x150
#define NX_SECURE_TLS_RECORD_OVERFLOW                   0x151

#define NX_SECURE_TLS_SESSION_TYPE_NONE   0
#define NX_SECURE_TLS_SESSION_TYPE_CLIENT 1
#define NX_SECURE_TLS_SESSION_TYPE_SERVER 2

#define NX_SECURE_TLS_ALERT_LEVEL_WARNING       1
#define NX_SECURE_TLS_ALERT_LEVEL_FATAL         2
#define NX_SECURE_TLS_ALERT_CLOSE_NOTIFY        0
#define NX_SECURE_TLS_ALERT_UNEXPECTED_MESSAGE  10
#define NX_SECURE_TLS_ALERT_BAD_RECORD_MAC      20
#define NX_SECURE_TLS_ALERT_HANDSHAKE_FAILURE   40
#define NX_SECURE_TLS_ALERT_BAD_CERTIFICATE     42
#define NX_SECURE_TLS_ALERT_CERTIFICATE_EXPIRED 45
#define NX_SECURE_TLS_ALERT_CERTIFICATE_UNKNOWN 46
#define NX_SECURE_TLS_ALERT_UNKNOWN_CA          48
#define NX_SECURE_TLS_ALERT_PROTOCOL_VERSION    70
#define NX_SECURE_TLS_ALERT_INTERNAL_ERROR      80

#define NX_SECURE_TLS_VERSION_SSL_3_0 0x300
#define NX_SECURE_TLS_VERSION_TLS_1_0 0x301
#define NX_SECURE_TLS_VERSION_TLS_1_1 0x302
#define NX_SECURE_TLS_VERSION_TLS_1_2 0x303
#define NX_SECURE_TLS_VERSION_TLS_1_3 0x304

#define NX_SECURE_TLS_TLS_1_0_ENABLED 0
#define NX_SECURE_TLS_TLS_1_1_ENABLED 0
#define NX_SECURE_TLS_TLS_1_2_ENABLED 1
#define NX_SECURE_TLS_TLS_1_3_ENABLED 1

#define NX_SECURE_TLS_RECORD_HEADER_SIZE   5
#define NX_SECURE_TLS_MAX_PLAINTEXT_LENGTH 16384
#ifndef NX_SECURE_TLS_MINIMUM_MESSAGE_BUFFER_SIZE
#define NX_SECURE_TLS_MINIMUM_MESSAGE_BUFFER_SIZE 4000
#endif
#ifndef NX_SECURE_TLS_MINIMUM_CERTIFICATE_SIZE
#define NX_SECURE_TLS_MINIMUM_CERTIFICATE_SIZE 256
#endif

    /* A table of ciphers; see nx_crypto.h. */
    typedef struct NX_SECURE_TLS_CRYPTO_STRUCT
    {
        ULONG nx_secure_tls_crypto_metadata_size; /* What a session asks of its metadata area */
    } NX_SECURE_TLS_CRYPTO;

    typedef struct NX_SECURE_TLS_CREDENTIALS_STRUCT
    {
        NX_SECURE_X509_CERTIFICATE_STORE nx_secure_tls_certificate_store;
        NX_SECURE_X509_CERT *nx_secure_tls_active_certificate;
    } NX_SECURE_TLS_CREDENTIALS;

    struct NX_SECURE_HOST_STRUCT;

    typedef struct NX_SECURE_TLS_SESSION_STRUCT
    {
        ULONG nx_secure_tls_id;
        NX_SECURE_TLS_CRYPTO *nx_secure_tls_crypto_table;
        NX_TCP_SOCKET *nx_secure_tls_tcp_socket;
        NX_PACKET_POOL *nx_secure_tls_packet_pool;
        UINT nx_secure_tls_socket_type;
        USHORT nx_secure_tls_protocol_version; /* Of the connection */
        USHORT nx_secure_tls_protocol_version_override;
        UCHAR nx_secure_tls_verify_client_certificate;
        UCHAR nx_secure_tls_local_session_active, nx_secure_tls_remote_session_active;
        UCHAR nx_secure_tls_received_alert_level, nx_secure_tls_received_alert_value;
        UCHAR *nx_secure_tls_packet_buffer;
        ULONG nx_secure_tls_packet_buffer_size;
        ULONG nx_secure_tls_packet_buffer_original_size;
        NX_SECURE_TLS_CREDENTIALS nx_secure_tls_credentials;
        NX_SECURE_X509_DNS_NAME *nx_secure_tls_sni_extension_server_name;
        ULONG (*nx_secure_tls_session_time_function)(VOID);
        ULONG(*nx_secure_tls_session_certificate_callback)
        (struct NX_SECURE_TLS_SESSION_STRUCT *session, NX_SECURE_X509_CERT *certificate);
        struct NX_SECURE_TLS_SESSION_STRUCT *nx_secure_tls_created_next, *nx_secure_tls_created_previous;
        struct NX_SECURE_HOST_STRUCT *nx_secure_tls_host_ptr; /* OpenSSL's part */
    } NX_SECURE_TLS_SESSION;

    extern NX_SECURE_TLS_SESSION *_nx_secure_tls_created_ptr;
    extern ULONG _nx_secure_tls_created_count;

    /* Both forms of every service. */
#define NX_SECURE_FORM(name) _nx_secure_##name
#include "nx_secure_services.h"
#undef NX_SECURE_FORM
#define NX_SECURE_FORM(name) _nxe_secure_##name
#include "nx_secure_services.h"
#undef NX_SECURE_FORM

    /* These have no checking form. */
    VOID _nx_secure_tls_initialize(VOID);
    UINT _nx_secure_tls_shutdown(VOID);
    UINT _nx_secure_tls_session_create_ext(NX_SECURE_TLS_SESSION *tls_session,
                                           const NX_CRYPTO_METHOD **crypto_array, UINT crypto_array_size,
                                           const NX_CRYPTO_CIPHERSUITE **cipher_map, UINT cipher_map_size,
                                           VOID *metadata_buffer, ULONG metadata_size);
    UINT _nx_secure_tls_ecc_initialize(NX_SECURE_TLS_SESSION *tls_session, const USHORT *supported_groups,
                                       USHORT supported_group_count, const NX_CRYPTO_METHOD **curves);

    /* Goes on with a handshake that nx_secure_tls_session_start began without waiting. */
    UINT _nx_secure_tls_handshake_process(NX_SECURE_TLS_SESSION *tls_session, UINT wait_option);

#ifdef __cplusplus
}
#endif

#endif
