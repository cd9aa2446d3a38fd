/* SPDX-License-Identifier: MIT */
/* The NX Secure services, part of nx_secure_tls.h, which includes this twice:
   once for the plain and once for the checking forms. Each is as in the NX
   Secure user guide. */

UINT NX_SECURE_FORM(tls_local_certificate_add)(NX_SECURE_TLS_SESSION *tls_session,
                                               NX_SECURE_X509_CERT *certificate);
UINT NX_SECURE_FORM(tls_trusted_certificate_add)(NX_SECURE_TLS_SESSION *tls_session,
                                                 NX_SECURE_X509_CERT *certificate);
UINT NX_SECURE_FORM(tls_metadata_size_calculate)(const NX_SECURE_TLS_CRYPTO *cipher_table,
                                                 ULONG *metadata_size);
UINT NX_SECURE_FORM(tls_remote_certificate_allocate)(NX_SECURE_TLS_SESSION *tls_session,
                                                     NX_SECURE_X509_CERT *certificate,
                                                     UCHAR *raw_certificate_buffer, UINT buffer_size);
UINT NX_SECURE_FORM(tls_remote_certificate_buffer_allocate)(NX_SECURE_TLS_SESSION *tls_session,
                                                            UINT certs_number, VOID *certificate_buffer,
                                                            ULONG buffer_size);
UINT NX_SECURE_FORM(tls_remote_certificate_free_all)(NX_SECURE_TLS_SESSION *tls_session);
UINT NX_SECURE_FORM(tls_session_alert_value_get)(NX_SECURE_TLS_SESSION *tls_session, UINT *alert_level,
                                                 UINT *alert_value);
UINT NX_SECURE_FORM(tls_session_certificate_callback_set)(
    NX_SECURE_TLS_SESSION *tls_session,
    ULONG (*func_ptr)(NX_SECURE_TLS_SESSION *session, NX_SECURE_X509_CERT *certificate));
UINT NX_SECURE_FORM(tls_session_client_verify_enable)(NX_SECURE_TLS_SESSION *tls_session);
UINT NX_SECURE_FORM(tls_session_client_verify_disable)(NX_SECURE_TLS_SESSION *tls_session);
UINT NX_SECURE_FORM(tls_session_x509_client_verify_configure)(NX_SECURE_TLS_SESSION *tls_session,
                                                              UINT certs_number, VOID *certificate_buffer,
                                                              ULONG buffer_size);
UINT NX_SECURE_FORM(tls_session_create)(NX_SECURE_TLS_SESSION *session_ptr,
                                        const NX_SECURE_TLS_CRYPTO *cipher_table, VOID *metadata_area,
                                        ULONG metadata_size);
UINT NX_SECURE_FORM(tls_session_delete)(NX_SECURE_TLS_SESSION *tls_session);
UINT NX_SECURE_FORM(tls_session_end)(NX_SECURE_TLS_SESSION *tls_session, UINT wait_option);
UINT NX_SECURE_FORM(tls_session_packet_buffer_set)(NX_SECURE_TLS_SESSION *session_ptr, UCHAR *buffer_ptr,
                                                   ULONG buffer_size);
UINT NX_SECURE_FORM(tls_session_packet_pool_set)(NX_SECURE_TLS_SESSION *tls_session,
                                                 NX_PACKET_POOL *packet_pool);
UINT NX_SECURE_FORM(tls_session_protocol_version_override)(NX_SECURE_TLS_SESSION *tls_session,
                                                           USHORT protocol_version);
UINT NX_SECURE_FORM(tls_session_receive)(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET **packet_ptr_ptr,
                                         ULONG wait_option);
UINT NX_SECURE_FORM(tls_session_reset)(NX_SECURE_TLS_SESSION *tls_session);
UINT NX_SECURE_FORM(tls_session_send)(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET *packet_ptr,
                                      ULONG wait_option);
UINT NX_SECURE_FORM(tls_session_sni_extension_set)(NX_SECURE_TLS_SESSION *tls_session,
                                                   NX_SECURE_X509_DNS_NAME *dns_name);
UINT NX_SECURE_FORM(tls_session_start)(NX_SECURE_TLS_SESSION *tls_session, NX_TCP_SOCKET *tcp_socket,
                                       UINT wait_option);
UINT NX_SECURE_FORM(tls_session_time_function_set)(NX_SECURE_TLS_SESSION *tls_session,
                                                   ULONG (*time_func_ptr)(VOID));
UINT NX_SECURE_FORM(tls_packet_allocate)(NX_SECURE_TLS_SESSION *tls_session, NX_PACKET_POOL *pool_ptr,
                                         NX_PACKET **packet_ptr, ULONG wait_option);
