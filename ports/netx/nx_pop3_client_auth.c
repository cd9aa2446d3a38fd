/* SPDX-License-Identifier: MIT */
/* nx_pop3_client_auth_set: from now on the login is by policy, see nx_pop3_client_policy.c. */
#include "nxd_pop3_client_internal.h"
#include "nxd_pop3_client_auth.h"

#define SCRAM_BITS                                                                                           \
    (POP3_SASL_SCRAM_SHA_1 | POP3_SASL_SCRAM_SHA_1_PLUS | POP3_SASL_SCRAM_SHA_256 |                          \
     POP3_SASL_SCRAM_SHA_256_PLUS)

static UINT nonce_is_needed(const struct pop3_method *const *method_ptr)
{
    while (method_ptr && *method_ptr)
    {
        if ((*method_ptr)->bit & SCRAM_BITS)
        {
            return (NX_TRUE);
        }
        method_ptr++;
    }
    return (NX_FALSE);
}

UINT _nx_pop3_client_auth_set(NX_POP3_CLIENT *client_ptr, NX_POP3_CLIENT_AUTH *auth_ptr)
{
    if (auth_ptr && auth_ptr->nx_pop3_auth_random == NX_NULL &&
        nonce_is_needed(auth_ptr->nx_pop3_auth_methods))
    {
        return (NX_PTR_ERROR);
    }
    _nx_pop3_client_settings_prepare(client_ptr);
    client_ptr->nx_pop3_client_auth_ptr = auth_ptr;
    if (auth_ptr)
    {
        auth_ptr->nx_pop3_auth_login = _nx_pop3_client_policy_login;
    }
    return (NX_SUCCESS);
}

UINT _nxe_pop3_client_auth_set(NX_POP3_CLIENT *client_ptr, NX_POP3_CLIENT_AUTH *auth_ptr)
{
    if (client_ptr == NX_NULL)
    {
        return (NX_PTR_ERROR);
    }
    return (_nx_pop3_client_auth_set(client_ptr, auth_ptr));
}
