/* SPDX-License-Identifier: MIT */
/*
 * The checking fronts of the services over TLS.
 */
#include "nxd_pop3_client_internal.h"
#include "nxd_pop3_client_secure.h"

UINT _nxe_pop3_client_secure_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                                    NX_PACKET_POOL *packet_pool_ptr, ULONG server_ip_address,
                                    ULONG server_port, CHAR *client_name, CHAR *client_password,
                                    NX_SECURE_TLS_SESSION *tls_session_ptr,
                                    UINT (*tls_setup)(NX_POP3_CLIENT *client_ptr,
                                                      NX_SECURE_TLS_SESSION *tls_session_ptr))
{
    if (client_ptr == NX_NULL || ip_ptr == NX_NULL || packet_pool_ptr == NX_NULL || client_name == NX_NULL ||
        client_password == NX_NULL || tls_session_ptr == NX_NULL || tls_setup == NX_NULL)
    {
        return (NX_PTR_ERROR);
    }
    return (_nx_pop3_client_secure_create(client_ptr, APOP_authentication, ip_ptr, packet_pool_ptr,
                                          server_ip_address, server_port, client_name, client_password,
                                          tls_session_ptr, tls_setup));
}

UINT _nxde_pop3_client_secure_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                                     NX_PACKET_POOL *packet_pool_ptr, NXD_ADDRESS *server_ip_address,
                                     ULONG server_port, CHAR *client_name, CHAR *client_password,
                                     NX_SECURE_TLS_SESSION *tls_session_ptr,
                                     UINT (*tls_setup)(NX_POP3_CLIENT *client_ptr,
                                                       NX_SECURE_TLS_SESSION *tls_session_ptr))
{
    if (client_ptr == NX_NULL || ip_ptr == NX_NULL || packet_pool_ptr == NX_NULL ||
        server_ip_address == NX_NULL || client_name == NX_NULL || client_password == NX_NULL ||
        tls_session_ptr == NX_NULL || tls_setup == NX_NULL)
    {
        return (NX_PTR_ERROR);
    }
    return (_nxd_pop3_client_secure_create(client_ptr, APOP_authentication, ip_ptr, packet_pool_ptr,
                                           server_ip_address, server_port, client_name, client_password,
                                           tls_session_ptr, tls_setup));
}
