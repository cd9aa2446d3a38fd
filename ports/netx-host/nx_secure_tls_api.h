/* SPDX-License-Identifier: MIT */
/* The NX Secure services for applications, on the host over OpenSSL: link
   nx_secure_host beside nx_host. A session over a client socket is a TLS
   client, one over a server socket a TLS server; TLS 1.2 and 1.3 are spoken,
   nx_secure_tls_session_protocol_version_override chooses one of them.

   The public names stand for the checking form, or for the plain form with
   NX_SECURE_DISABLE_ERROR_CHECKING. */
#ifndef SRC_NX_SECURE_TLS_API_H_
#define SRC_NX_SECURE_TLS_API_H_

#include "tx_api.h"
#include "nx_api.h"
#include "nx_secure_tls.h"

#ifdef NX_SECURE_DISABLE_ERROR_CHECKING
#define NX_SECURE_CALLED(name) _nx_secure_##name
#else
#define NX_SECURE_CALLED(name) _nxe_secure_##name
#endif

#ifndef NX_SECURE_SOURCE_CODE
#define nx_secure_tls_initialize                  _nx_secure_tls_initialize
#define nx_secure_tls_shutdown                    _nx_secure_tls_shutdown
#define nx_secure_tls_ecc_initialize              _nx_secure_tls_ecc_initialize
#define nx_secure_tls_local_certificate_add       NX_SECURE_CALLED(tls_local_certificate_add)
#define nx_secure_tls_trusted_certificate_add     NX_SECURE_CALLED(tls_trusted_certificate_add)
#define nx_secure_tls_metadata_size_calculate     NX_SECURE_CALLED(tls_metadata_size_calculate)
#define nx_secure_tls_remote_certificate_allocate NX_SECURE_CALLED(tls_remote_certificate_allocate)
#define nx_secure_tls_remote_certificate_buffer_allocate                                                     \
    NX_SECURE_CALLED(tls_remote_certificate_buffer_allocate)
#define nx_secure_tls_remote_certificate_free_all      NX_SECURE_CALLED(tls_remote_certificate_free_all)
#define nx_secure_tls_session_alert_value_get          NX_SECURE_CALLED(tls_session_alert_value_get)
#define nx_secure_tls_session_certificate_callback_set NX_SECURE_CALLED(tls_session_certificate_callback_set)
#define nx_secure_tls_session_client_verify_enable     NX_SECURE_CALLED(tls_session_client_verify_enable)
#define nx_secure_tls_session_client_verify_disable    NX_SECURE_CALLED(tls_session_client_verify_disable)
#define nx_secure_tls_session_x509_client_verify_configure                                                   \
    NX_SECURE_CALLED(tls_session_x509_client_verify_configure)
#define nx_secure_tls_session_create            NX_SECURE_CALLED(tls_session_create)
#define nx_secure_tls_session_delete            NX_SECURE_CALLED(tls_session_delete)
#define nx_secure_tls_session_end               NX_SECURE_CALLED(tls_session_end)
#define nx_secure_tls_session_packet_buffer_set NX_SECURE_CALLED(tls_session_packet_buffer_set)
#define nx_secure_tls_session_packet_pool_set   NX_SECURE_CALLED(tls_session_packet_pool_set)
#define nx_secure_tls_session_protocol_version_override                                                      \
    NX_SECURE_CALLED(tls_session_protocol_version_override)
#define nx_secure_tls_session_receive           NX_SECURE_CALLED(tls_session_receive)
#define nx_secure_tls_session_reset             NX_SECURE_CALLED(tls_session_reset)
#define nx_secure_tls_session_send              NX_SECURE_CALLED(tls_session_send)
#define nx_secure_tls_session_sni_extension_set NX_SECURE_CALLED(tls_session_sni_extension_set)
#define nx_secure_tls_session_start             NX_SECURE_CALLED(tls_session_start)
#define nx_secure_tls_session_time_function_set NX_SECURE_CALLED(tls_session_time_function_set)
#define nx_secure_tls_packet_allocate           NX_SECURE_CALLED(tls_packet_allocate)
#endif

#endif
