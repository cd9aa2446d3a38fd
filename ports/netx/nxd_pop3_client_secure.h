/* SPDX-License-Identifier: MIT */
/*
 * nxd_pop3_client_secure.h: the POP3 Client services over TLS, by NX Secure
 * (RFC 8314, RFC 2595). All services of nxd_pop3_client.h serve such a client as
 * they serve one without TLS. Link nx_pop3_client_secure, and NX Secure.
 */
#ifndef NX_POP3_CLIENT_SECURE_H
#define NX_POP3_CLIENT_SECURE_H

#include "nxd_pop3_client_auth.h"
#include "nx_secure_tls_api.h"

/* On this port TLS comes first, RFC 8314 section 3.1; on others after STLS. See also
   NX_POP3_AUTH_TLS_FIRST. */
#ifndef NX_POP3_CLIENT_SECURE_PORT
#define NX_POP3_CLIENT_SECURE_PORT 995
#endif

/* Longest handshake, in ticks. */
#ifndef NX_POP3_CLIENT_HANDSHAKE_TIMEOUT
#define NX_POP3_CLIENT_HANDSHAKE_TIMEOUT NX_POP3_CLIENT_CONNECTION_TIMEOUT
#endif

#ifndef NX_POP3_CLIENT_SOURCE_CODE
#ifdef NX_DISABLE_ERROR_CHECKING
#define nx_pop3_client_secure_create  _nx_pop3_client_secure_create
#define nxd_pop3_client_secure_create _nxd_pop3_client_secure_create
#else
#define nx_pop3_client_secure_create  _nxe_pop3_client_secure_create
#define nxd_pop3_client_secure_create _nxde_pop3_client_secure_create
#endif
#endif

#ifdef __cplusplus
extern "C"
{
#endif

    /*
     * nx_pop3_client_secure_create, nxd_pop3_client_secure_create
     *
     * Like nx_pop3_client_create, over TLS: connects, shakes hands before the greeting (port 995) or
     * after STLS (any other port), and logs in. No octet of a name or password is sent without TLS:
     * where the server does not offer STLS, refuses it, or somebody put octets behind its answer, the
     * create fails. What the server said before TLS counts for nothing after it.
     *
     * The login is PLAIN, or USER/PASS where the server does not offer that; with APOP_authentication
     * it is APOP, and those only where the server offers no APOP and nx_pop3_client_apop_fallback_set
     * did not forbid it. One of them is tried, once. nx_pop3_client_auth_set chooses others.
     *
     * tls_setup is called for each connection, nx_pop3_client_mail_items_get's included, in the
     * calling thread. It creates the session and tells it what to trust, and returns NX_SUCCESS, or
     * the status that the service returns then. Only what it says is verified, so it wants:
     *   nx_secure_tls_session_create                    with the application's metadata area
     *   nx_secure_tls_session_packet_buffer_set         room for the largest record of the handshake
     *   nx_secure_tls_remote_certificate_allocate       for each certificate the server may send
     *   nx_secure_tls_trusted_certificate_add           the authorities, or an intermediate one
     *   nx_secure_tls_session_time_function_set         without it, expired certificates pass
     *   nx_secure_tls_session_certificate_callback_set  without it, any name passes: compare with
     *                                                   nx_secure_x509_common_name_dns_check
     *   nx_secure_tls_session_sni_extension_set         for servers with several names
     * The client ends and deletes the session itself, with the connection.
     *
     * Input
     *   client_ptr ... client_password  As with nx_pop3_client_create
     *   tls_session_ptr                 Memory for the session, not created; the client's until it is
     *                                   deleted, or create failed
     *   tls_setup                       Sets the session up
     *
     * Output
     *   as nx_pop3_client_create, and
     *   NX_POP3_TLS_REQUIRED  The server does not offer STLS, or refuses it
     *   NX_POP3_NO_MECHANISM  The server offers no way to log in that is wanted
     *   NX_NO_PACKET          No answer in time, to the handshake too
     *   any status of NX Secure, of the certificate callback or of tls_setup
     */
    UINT _nx_pop3_client_secure_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                                       NX_PACKET_POOL *packet_pool_ptr, ULONG server_ip_address,
                                       ULONG server_port, CHAR *client_name, CHAR *client_password,
                                       NX_SECURE_TLS_SESSION *tls_session_ptr,
                                       UINT (*tls_setup)(NX_POP3_CLIENT *client_ptr,
                                                         NX_SECURE_TLS_SESSION *tls_session_ptr));
    UINT _nxe_pop3_client_secure_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                                        NX_PACKET_POOL *packet_pool_ptr, ULONG server_ip_address,
                                        ULONG server_port, CHAR *client_name, CHAR *client_password,
                                        NX_SECURE_TLS_SESSION *tls_session_ptr,
                                        UINT (*tls_setup)(NX_POP3_CLIENT *client_ptr,
                                                          NX_SECURE_TLS_SESSION *tls_session_ptr));
    UINT _nxd_pop3_client_secure_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                                        NX_PACKET_POOL *packet_pool_ptr, NXD_ADDRESS *server_ip_address,
                                        ULONG server_port, CHAR *client_name, CHAR *client_password,
                                        NX_SECURE_TLS_SESSION *tls_session_ptr,
                                        UINT (*tls_setup)(NX_POP3_CLIENT *client_ptr,
                                                          NX_SECURE_TLS_SESSION *tls_session_ptr));
    UINT _nxde_pop3_client_secure_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                                         NX_PACKET_POOL *packet_pool_ptr, NXD_ADDRESS *server_ip_address,
                                         ULONG server_port, CHAR *client_name, CHAR *client_password,
                                         NX_SECURE_TLS_SESSION *tls_session_ptr,
                                         UINT (*tls_setup)(NX_POP3_CLIENT *client_ptr,
                                                           NX_SECURE_TLS_SESSION *tls_session_ptr));

#ifdef __cplusplus
}
#endif

#endif
