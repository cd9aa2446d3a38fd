/* SPDX-License-Identifier: MIT */
/*
 * The services that NetX Duo's POP3 client does not have: NOOP, RSET, TOP,
 * UIDL, LIST of everything (RFC 1939 sections 5 and 7), CAPA (RFC 2449), what
 * went wrong, and the settings.
 */
#include "nxd_pop3_client_internal.h"

UINT _nx_pop3_client_noop(NX_POP3_CLIENT *client_ptr)
{
    return (_nx_pop3_client_perform(client_ptr, POP3_NOOP, NX_NULL, NX_NULL));
}

UINT _nx_pop3_client_reset(NX_POP3_CLIENT *client_ptr)
{
    return (_nx_pop3_client_perform(client_ptr, POP3_RSET, NX_NULL, NX_NULL));
}

UINT _nx_pop3_client_mail_item_top_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, UINT lines)
{
    NX_POP3_COMMAND top = {.nx_pop3_command_verb = POP3_TOP,
                           .nx_pop3_command_number = mail_item,
                           .nx_pop3_command_lines = lines};

    return (_nx_pop3_client_message_perform(client_ptr, &top));
}

/* The caller's buffer for unique-ids. */
typedef struct NX_POP3_UID_STRUCT
{
    CHAR *nx_pop3_uid_text;
    UINT nx_pop3_uid_size;
    NX_POP3_UID_NOTIFY nx_pop3_uid_notify;
    VOID *nx_pop3_uid_context_ptr;
} NX_POP3_UID;

static UINT uid_store(struct pop3_bytes uid, const NX_POP3_UID *to_ptr)
{
    if (uid.n >= to_ptr->nx_pop3_uid_size)
    {
        return (NX_POP3_MAIL_BUFFER_OVERFLOW);
    }
    memcpy(to_ptr->nx_pop3_uid_text, uid.p, uid.n);
    to_ptr->nx_pop3_uid_text[uid.n] = 0;
    return (NX_SUCCESS);
}

/* Notify function of UIDL item; the engine has compared the item. */
static UINT uid_notify(NX_POP3_CLIENT *client_ptr, const struct pop3_event *event_ptr, VOID *context_ptr)
{
    struct pop3_bytes uid = {NX_NULL, 0};
    uint32_t item;

    NX_PARAMETER_NOT_USED(client_ptr);
    pop3_parse_uidl(event_ptr->data, &item, &uid);
    if (uid.n == 0)
    {
        return (NX_POP3_SERVER_ERROR_STATUS);
    }
    return (uid_store(uid, (const NX_POP3_UID *)context_ptr));
}

UINT _nx_pop3_client_mail_item_uid_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, CHAR *uid, UINT uid_size)
{
    NX_POP3_UID to = {.nx_pop3_uid_text = uid, .nx_pop3_uid_size = uid_size};
    NX_POP3_COMMAND uidl = {.nx_pop3_command_verb = POP3_UIDL,
                            .nx_pop3_command_number = mail_item,
                            .nx_pop3_command_notify = uid_notify,
                            .nx_pop3_command_context_ptr = &to};

    if (uid_size == 0)
    {
        return (NX_POP3_MAIL_BUFFER_OVERFLOW);
    }
    uid[0] = 0;
    return (_nx_pop3_client_item_perform(client_ptr, &uidl));
}

/* Notify function of UIDL. */
static UINT uids_notify(NX_POP3_CLIENT *client_ptr, const struct pop3_event *event_ptr, VOID *context_ptr)
{
    const NX_POP3_UID *to_ptr = (const NX_POP3_UID *)context_ptr;
    struct pop3_bytes uid;
    uint32_t item;

    if (event_ptr->what == POP3_ITEM && pop3_parse_uidl(event_ptr->data, &item, &uid) &&
        uid_store(uid, to_ptr) == NX_SUCCESS)
    {
        _nx_pop3_client_item_known(client_ptr, item);
        to_ptr->nx_pop3_uid_notify(client_ptr, item, to_ptr->nx_pop3_uid_text,
                                   to_ptr->nx_pop3_uid_context_ptr);
    }
    return (NX_SUCCESS);
}

UINT _nx_pop3_client_mail_uids_get(NX_POP3_CLIENT *client_ptr, NX_POP3_UID_NOTIFY notify, VOID *context_ptr)
{
    CHAR text[POP3_MAX_UID + 1];
    NX_POP3_UID to = {.nx_pop3_uid_text = text,
                      .nx_pop3_uid_size = sizeof(text),
                      .nx_pop3_uid_notify = notify,
                      .nx_pop3_uid_context_ptr = context_ptr};

    return (_nx_pop3_client_perform(client_ptr, POP3_UIDL, uids_notify, &to));
}

typedef struct NX_POP3_SIZES_STRUCT
{
    NX_POP3_SIZE_NOTIFY nx_pop3_sizes_notify;
    VOID *nx_pop3_sizes_context_ptr;
} NX_POP3_SIZES;

/* Notify function of LIST. */
static UINT sizes_notify(NX_POP3_CLIENT *client_ptr, const struct pop3_event *event_ptr, VOID *context_ptr)
{
    const NX_POP3_SIZES *to_ptr = (const NX_POP3_SIZES *)context_ptr;
    uint32_t item;
    uint64_t octets;
    ULONG size;
    UINT status;

    if (event_ptr->what != POP3_ITEM || !pop3_parse_list(event_ptr->data, &item, &octets))
    {
        return (NX_SUCCESS);
    }
    _nx_pop3_client_item_known(client_ptr, item);
    status = _nx_pop3_client_size_store(octets, &size);
    if (status == NX_SUCCESS)
    {
        to_ptr->nx_pop3_sizes_notify(client_ptr, item, size, to_ptr->nx_pop3_sizes_context_ptr);
    }
    return (status);
}

UINT _nx_pop3_client_mail_sizes_get(NX_POP3_CLIENT *client_ptr, NX_POP3_SIZE_NOTIFY notify, VOID *context_ptr)
{
    NX_POP3_SIZES to = {.nx_pop3_sizes_notify = notify, .nx_pop3_sizes_context_ptr = context_ptr};

    return (_nx_pop3_client_perform(client_ptr, POP3_LIST, sizes_notify, &to));
}

/* Notify function of CAPA. */
static UINT capability_notify(NX_POP3_CLIENT *client_ptr, const struct pop3_event *event_ptr,
                              VOID *context_ptr)
{
    NX_PARAMETER_NOT_USED(client_ptr);
    if (event_ptr->what == POP3_ITEM)
    {
        pop3_parse_capability((struct pop3_capabilities *)context_ptr, event_ptr->data);
    }
    return (NX_SUCCESS);
}

UINT _nx_pop3_client_capabilities_get(NX_POP3_CLIENT *client_ptr, NX_POP3_CAPABILITIES *capabilities_ptr)
{
    struct pop3_capabilities capabilities;
    UINT status;

    memset(&capabilities, 0, sizeof(capabilities));
    status = _nx_pop3_client_perform(client_ptr, POP3_CAPA, capability_notify, &capabilities);
    if (status)
    {
        memset(&capabilities, 0, sizeof(capabilities));
    }
    capabilities_ptr->nx_pop3_capabilities_tags = capabilities.tags;
    capabilities_ptr->nx_pop3_capabilities_sasl = capabilities.sasl;
    capabilities_ptr->nx_pop3_capabilities_login_delay = capabilities.login_delay;
    capabilities_ptr->nx_pop3_capabilities_expire = capabilities.expire;
    return (status);
}

UINT _nx_pop3_client_error_get(NX_POP3_CLIENT *client_ptr, UINT *error_status, UINT *response_code,
                               CHAR *text, UINT text_size)
{
    UINT length = 0;

    if (text_size == 0)
    {
        return (NX_POP3_PARAM_ERROR);
    }
    *error_status = NX_SUCCESS;
    *response_code = NX_POP3_RESPONSE_NONE;
    text[0] = 0;
    if (client_ptr->nx_pop3_client_id != NX_POP3_SETTINGS_ID &&
        client_ptr->nx_pop3_client_id != NX_POP3_CLIENT_ID)
    {
        return (NX_POP3_CLIENT_INVALID_STATE);
    }
    *error_status = client_ptr->nx_pop3_client_error_status;
    *response_code = client_ptr->nx_pop3_client_error_code;
    while (length < text_size - 1 && client_ptr->nx_pop3_client_error_text[length])
    {
        text[length] = client_ptr->nx_pop3_client_error_text[length];
        length++;
    }
    text[length] = 0;
    return (NX_SUCCESS);
}

UINT _nx_pop3_client_apop_fallback_set(NX_POP3_CLIENT *client_ptr, UINT allowed)
{
    _nx_pop3_client_settings_prepare(client_ptr);
    client_ptr->nx_pop3_client_apop_fallback = allowed != NX_FALSE;
    return (NX_SUCCESS);
}

UINT _nx_pop3_client_timeout_set(NX_POP3_CLIENT *client_ptr, ULONG timeout)
{
    if (timeout == 0)
    {
        return (NX_POP3_PARAM_ERROR);
    }
    _nx_pop3_client_settings_prepare(client_ptr);
    client_ptr->nx_pop3_client_reply_timeout = timeout;
    if (client_ptr->nx_pop3_client_id == NX_POP3_CLIENT_ID)
    {
        _nx_pop3_client_timeout_apply(client_ptr);
    }
    return (NX_SUCCESS);
}
