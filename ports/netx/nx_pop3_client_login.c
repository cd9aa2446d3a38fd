/* SPDX-License-Identifier: MIT */
/*
 * Opening a session: connect, greeting, login (RFC 1939 sections 4 and 7).
 *
 * APOP needs a timestamp in the greeting. Where it has none, or the server
 * refuses the digest, USER/PASS follows at most once and only where that is
 * allowed; never after a refusal that says the maildrop is busy, the login
 * too early or the server in trouble, because the digest may well be right
 * and the password would be shown to the network for nothing.
 */
#include "nxd_pop3_client_internal.h"
#include "nxd_pop3_client_auth.h"

#define APOP_TEXT_SIZE (NX_POP3_MAX_USERNAME + 1 + NX_POP3_MAX_ASCII_MD5 + 1)

/* Notify function of the greeting: writes the digest of timestamp and password in hexadecimal,
   or leaves "" where the greeting has no timestamp. */
static UINT greeting_digest(NX_POP3_CLIENT *client_ptr, const struct pop3_event *event_ptr, VOID *digest)
{
    struct pop3_bytes stamp;
    NX_MD5 md5;
    UCHAR binary[NX_POP3_MAX_BINARY_MD5];
    CHAR *to = (CHAR *)digest;
    UINT i;

    if (event_ptr->cut || !pop3_parse_timestamp(event_ptr->data, &stamp))
    {
        return (NX_SUCCESS);
    }
    _nx_md5_initialize(&md5);
    _nx_md5_update(&md5, (UCHAR *)stamp.p, (UINT)stamp.n);
    _nx_md5_update(&md5, (UCHAR *)client_ptr->nx_pop3_client_password,
                   (UINT)strlen(client_ptr->nx_pop3_client_password));
    _nx_md5_digest_calculate(&md5, binary);
    for (i = 0; i < NX_POP3_MAX_ASCII_MD5; i++)
    {
        *to++ = "0123456789abcdef"[i % 2 ? binary[i / 2] & 15 : binary[i / 2] >> 4];
    }
    *to = 0;
    pop3_wipe(&md5, sizeof(md5));
    pop3_wipe(binary, sizeof(binary));
    return (NX_SUCCESS);
}

static UINT text_command(NX_POP3_CLIENT *client_ptr, enum pop3_verb verb, CHAR *text)
{
    NX_POP3_COMMAND command = {.nx_pop3_command_verb = verb, .nx_pop3_command_text = text};

    return (_nx_pop3_client_command(client_ptr, &command));
}

/* True when a refused APOP says nothing against another way to log in. */
static UINT refusal_is_of_digest(const NX_POP3_CLIENT *client_ptr)
{
    static const CHAR system_code[] = "[SYS/";
    const CHAR *text = client_ptr->nx_pop3_client_error_text;
    UINT i = 0;

    while (system_code[i] && (text[i] & ~0x20) == (system_code[i] & ~0x20))
    {
        i++;
    }
    switch (pop3_refusal((enum pop3_code)client_ptr->nx_pop3_client_error_code, false))
    {
    case POP3_REFUSED_CREDENTIALS:
    case POP3_REFUSED_UNKNOWN:
        return (system_code[i] != 0);
    case POP3_REFUSED_IN_USE:
    case POP3_REFUSED_DELAY:
    case POP3_REFUSED_TEMPORARY:
    case POP3_REFUSED_PERMANENT:
        break;
    }
    return (NX_FALSE);
}

/* NX_POP3_APOP_FAILED_MD5_DIGEST: another way to log in may be tried. */
static UINT apop_login(NX_POP3_CLIENT *client_ptr, const CHAR *digest)
{
    CHAR text[APOP_TEXT_SIZE];
    size_t length = strlen(client_ptr->nx_pop3_client_name);
    UINT status;

    if (digest[0] == 0)
    {
        _nx_pop3_client_error_set(client_ptr, NX_POP3_APOP_FAILED_MD5_DIGEST, NX_NULL);
        return (NX_POP3_APOP_FAILED_MD5_DIGEST);
    }
    memcpy(text, client_ptr->nx_pop3_client_name, length);
    text[length] = ' ';
    memcpy(&text[length + 1], digest, NX_POP3_MAX_ASCII_MD5 + 1);
    status = text_command(client_ptr, POP3_APOP, text);
    pop3_wipe(text, sizeof(text));
    if (status == NX_POP3_SERVER_ERROR_STATUS && client_ptr->nx_pop3_client_connected &&
        refusal_is_of_digest(client_ptr))
    {
        client_ptr->nx_pop3_client_error_status = NX_POP3_APOP_FAILED_MD5_DIGEST;
        return (NX_POP3_APOP_FAILED_MD5_DIGEST);
    }
    return (status);
}

static UINT login(NX_POP3_CLIENT *client_ptr)
{
    CHAR digest[NX_POP3_MAX_ASCII_MD5 + 1] = "";
    NX_POP3_COMMAND greeting = {.nx_pop3_command_verb = POP3_GREETING, .nx_pop3_command_context_ptr = digest};
    UINT status;

    if (client_ptr->nx_pop3_client_enable_APOP_authentication)
    {
        greeting.nx_pop3_command_notify = greeting_digest;
    }
    status = _nx_pop3_client_command(client_ptr, &greeting);
    if (status == NX_SUCCESS && client_ptr->nx_pop3_client_enable_APOP_authentication)
    {
        status = apop_login(client_ptr, digest);
        if (status != NX_POP3_APOP_FAILED_MD5_DIGEST || !client_ptr->nx_pop3_client_apop_fallback)
        {
            pop3_wipe(digest, sizeof(digest));
            return (status);
        }
        status = NX_SUCCESS;
    }
    pop3_wipe(digest, sizeof(digest));
    if (status == NX_SUCCESS)
    {
        status = text_command(client_ptr, POP3_USER, client_ptr->nx_pop3_client_name);
    }
    if (status == NX_SUCCESS)
    {
        status = text_command(client_ptr, POP3_PASS, client_ptr->nx_pop3_client_password);
    }
    return (status);
}

const NX_POP3_LINK _nx_pop3_client_tcp_link = {.nx_pop3_link_login = login,
                                               .nx_pop3_link_allocate = _nx_pop3_client_tcp_allocate,
                                               .nx_pop3_link_send = _nx_pop3_client_tcp_send,
                                               .nx_pop3_link_receive = _nx_pop3_client_tcp_receive};

/* With TLS where it comes first. */
static UINT connection_open(NX_POP3_CLIENT *client_ptr)
{
    NX_TCP_SOCKET *socket_ptr = &client_ptr->nx_pop3_client_tcp_socket;
    UINT status = nx_tcp_client_socket_bind(socket_ptr, NX_ANY_PORT, NX_IP_PERIODIC_RATE);

    if (status == NX_SUCCESS)
    {
        status = nxd_tcp_client_socket_connect(socket_ptr, &client_ptr->nx_pop3_client_server_address,
                                               client_ptr->nx_pop3_client_server_port,
                                               NX_POP3_CLIENT_CONNECTION_TIMEOUT);
    }
    if (status == NX_SUCCESS && client_ptr->nx_pop3_client_link_ptr->nx_pop3_link_open)
    {
        status = client_ptr->nx_pop3_client_link_ptr->nx_pop3_link_open(client_ptr);
    }
    if (status)
    {
        return (_nx_pop3_client_abort(client_ptr, status));
    }
    return (NX_SUCCESS);
}

/* As nx_pop3_client_auth_set wants it, if it was called. */
static UINT session_login(NX_POP3_CLIENT *client_ptr)
{
    if (client_ptr->nx_pop3_client_auth_ptr)
    {
        return (client_ptr->nx_pop3_client_auth_ptr->nx_pop3_auth_login(client_ptr));
    }
    return (client_ptr->nx_pop3_client_link_ptr->nx_pop3_link_login(client_ptr));
}

/* Connects and logs in; on failure everything is closed again. */
UINT _nx_pop3_client_open(NX_POP3_CLIENT *client_ptr)
{
    struct pop3_config config = {
        .slot = &client_ptr->nx_pop3_client_slot, .depth = 1, .max_octets = NX_POP3_CLIENT_MAX_MESSAGE_SIZE};
    UINT status;

    client_ptr->nx_pop3_client_connected = NX_TRUE;
    client_ptr->nx_pop3_client_maildrop_items = 0;
    client_ptr->nx_pop3_client_list_item = 0;
    _nx_pop3_client_error_set(client_ptr, NX_SUCCESS, NX_NULL);
    status = connection_open(client_ptr);
    if (status)
    {
        return (status);
    }
    pop3_init(&client_ptr->nx_pop3_client_engine, &config);
    _nx_pop3_client_timeout_apply(client_ptr);
    status = session_login(client_ptr);
    if (status)
    {
        _nx_pop3_client_disconnect(client_ptr, NX_POP3_CLIENT_DISCONNECT_TIMEOUT);
    }
    return (status);
}
