/* SPDX-License-Identifier: MIT */
/*
 * The checking fronts of the services that NetX Duo's POP3 client does not have.
 */
#include "nxd_pop3_client_internal.h"

UINT _nxe_pop3_client_noop(NX_POP3_CLIENT *client_ptr)
{
    if (client_ptr == NX_NULL)
    {
        return (NX_PTR_ERROR);
    }
    return (_nx_pop3_client_noop(client_ptr));
}

UINT _nxe_pop3_client_reset(NX_POP3_CLIENT *client_ptr)
{
    if (client_ptr == NX_NULL)
    {
        return (NX_PTR_ERROR);
    }
    return (_nx_pop3_client_reset(client_ptr));
}

UINT _nxe_pop3_client_mail_item_top_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, UINT lines)
{
    if (client_ptr == NX_NULL)
    {
        return (NX_PTR_ERROR);
    }
    if (mail_item == 0)
    {
        return (NX_POP3_CLIENT_INVALID_INDEX);
    }
    return (_nx_pop3_client_mail_item_top_get(client_ptr, mail_item, lines));
}

UINT _nxe_pop3_client_mail_item_uid_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, CHAR *uid, UINT uid_size)
{
    if (client_ptr == NX_NULL || uid == NX_NULL)
    {
        return (NX_PTR_ERROR);
    }
    if (mail_item == 0)
    {
        return (NX_POP3_CLIENT_INVALID_INDEX);
    }
    return (_nx_pop3_client_mail_item_uid_get(client_ptr, mail_item, uid, uid_size));
}

UINT _nxe_pop3_client_mail_uids_get(NX_POP3_CLIENT *client_ptr, NX_POP3_UID_NOTIFY notify, VOID *context_ptr)
{
    if (client_ptr == NX_NULL || notify == NX_NULL)
    {
        return (NX_PTR_ERROR);
    }
    return (_nx_pop3_client_mail_uids_get(client_ptr, notify, context_ptr));
}

UINT _nxe_pop3_client_mail_sizes_get(NX_POP3_CLIENT *client_ptr, NX_POP3_SIZE_NOTIFY notify,
                                     VOID *context_ptr)
{
    if (client_ptr == NX_NULL || notify == NX_NULL)
    {
        return (NX_PTR_ERROR);
    }
    return (_nx_pop3_client_mail_sizes_get(client_ptr, notify, context_ptr));
}

UINT _nxe_pop3_client_capabilities_get(NX_POP3_CLIENT *client_ptr, NX_POP3_CAPABILITIES *capabilities_ptr)
{
    if (client_ptr == NX_NULL || capabilities_ptr == NX_NULL)
    {
        return (NX_PTR_ERROR);
    }
    return (_nx_pop3_client_capabilities_get(client_ptr, capabilities_ptr));
}

UINT _nxe_pop3_client_error_get(NX_POP3_CLIENT *client_ptr, UINT *error_status, UINT *response_code,
                                CHAR *text, UINT text_size)
{
    if (client_ptr == NX_NULL || error_status == NX_NULL || response_code == NX_NULL || text == NX_NULL)
    {
        return (NX_PTR_ERROR);
    }
    return (_nx_pop3_client_error_get(client_ptr, error_status, response_code, text, text_size));
}

UINT _nxe_pop3_client_apop_fallback_set(NX_POP3_CLIENT *client_ptr, UINT allowed)
{
    if (client_ptr == NX_NULL)
    {
        return (NX_PTR_ERROR);
    }
    return (_nx_pop3_client_apop_fallback_set(client_ptr, allowed));
}

UINT _nxe_pop3_client_timeout_set(NX_POP3_CLIENT *client_ptr, ULONG timeout)
{
    if (client_ptr == NX_NULL)
    {
        return (NX_PTR_ERROR);
    }
    return (_nx_pop3_client_timeout_set(client_ptr, timeout));
}
