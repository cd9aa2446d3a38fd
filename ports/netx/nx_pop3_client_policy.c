/* SPDX-License-Identifier: MIT */
/*
 * The login by policy: carries the events of the engine to the machine of
 * nxpop3/login.h and its commands to the server, shakes hands in between where
 * the server offers STLS (RFC 2595 section 4, RFC 5034, RFC 8314 section 5).
 *
 * A client with a TLS session never does without TLS. One without has no STLS:
 * the server's offer of it is withheld from the machine, which could not refuse.
 *
 * Before the handshake nothing may be left of what the server said in the
 * clear: not in the engine, not in the held packet, not in the socket. What
 * comes later is TLS or breaks the handshake.
 */
#include "nxd_pop3_client_internal.h"
#include "nxd_pop3_client_auth.h"

#define NONCE_SIZE 24

typedef struct NX_POP3_LOGIN_STRUCT
{
    struct pop3_login nx_pop3_login_machine;
    struct pop3_login_config nx_pop3_login_config;
    const struct pop3_method *nx_pop3_login_methods[4]; /* Where the application names none */
    UCHAR nx_pop3_login_nonce[NONCE_SIZE];
    enum pop3_login_what nx_pop3_login_what;
    UCHAR nx_pop3_login_line[NX_POP3_MAX_SERVER_REPLY];
    UCHAR nx_pop3_login_out[NX_POP3_AUTH_RESPONSE_SIZE];
} NX_POP3_LOGIN;

static struct pop3_bytes bytes_of(const CHAR *text)
{
    struct pop3_bytes bytes = {(const uint8_t *)text, text ? strlen(text) : 0};

    return (bytes);
}

static UINT option_is(const NX_POP3_CLIENT *client_ptr, UINT option)
{
    const NX_POP3_CLIENT_AUTH *auth_ptr = client_ptr->nx_pop3_client_auth_ptr;

    return (auth_ptr && (auth_ptr->nx_pop3_auth_options & option));
}

/* 24 octets of 6 bits each. */
static UINT nonce_make(NX_POP3_LOGIN *login_ptr, const NX_POP3_CLIENT_AUTH *auth_ptr)
{
    static const CHAR alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    UCHAR *nonce = login_ptr->nx_pop3_login_nonce;
    UINT status;
    UINT i;

    if (auth_ptr == NX_NULL || auth_ptr->nx_pop3_auth_random == NX_NULL)
    {
        return (NX_SUCCESS);
    }
    status = auth_ptr->nx_pop3_auth_random(nonce, NONCE_SIZE);
    for (i = 0; i < NONCE_SIZE; i++)
    {
        nonce[i] = (UCHAR)alphabet[nonce[i] & 63];
    }
    login_ptr->nx_pop3_login_config.nonce.p = nonce;
    login_ptr->nx_pop3_login_config.nonce.n = NONCE_SIZE;
    return (status);
}

static VOID methods_choose(NX_POP3_LOGIN *login_ptr, const NX_POP3_CLIENT *client_ptr)
{
    const NX_POP3_CLIENT_AUTH *auth_ptr = client_ptr->nx_pop3_client_auth_ptr;
    const struct pop3_method **to_ptr = login_ptr->nx_pop3_login_methods;

    login_ptr->nx_pop3_login_config.methods = to_ptr;
    if (auth_ptr && auth_ptr->nx_pop3_auth_methods)
    {
        login_ptr->nx_pop3_login_config.methods = auth_ptr->nx_pop3_auth_methods;
        return;
    }
    if (client_ptr->nx_pop3_client_enable_APOP_authentication)
    {
        *to_ptr++ = &pop3_method_apop;
        if (!client_ptr->nx_pop3_client_apop_fallback)
        {
            return;
        }
    }
    *to_ptr++ = &pop3_method_plain;
    *to_ptr++ = &pop3_method_user;
}

static UINT config_fill(NX_POP3_LOGIN *login_ptr, const NX_POP3_CLIENT *client_ptr)
{
    const NX_POP3_CLIENT_AUTH *auth_ptr = client_ptr->nx_pop3_client_auth_ptr;
    struct pop3_login_config *config_ptr = &login_ptr->nx_pop3_login_config;

    config_ptr->user = bytes_of(client_ptr->nx_pop3_client_name);
    config_ptr->password = bytes_of(client_ptr->nx_pop3_client_password);
    config_ptr->port = client_ptr->nx_pop3_client_server_port;
    config_ptr->cleartext = POP3_CLEARTEXT_TLS_ONLY;
    if (client_ptr->nx_pop3_client_tls_session_ptr == NX_NULL)
    {
        config_ptr->cleartext =
            option_is(client_ptr, NX_POP3_AUTH_CLEARTEXT) ? POP3_CLEARTEXT_ALLOW : POP3_CLEARTEXT_NEVER;
    }
    config_ptr->tls_first = client_ptr->nx_pop3_client_secured;
    config_ptr->two_steps = option_is(client_ptr, NX_POP3_AUTH_TWO_STEPS) != NX_FALSE;
    config_ptr->utf8 = option_is(client_ptr, NX_POP3_AUTH_UTF8) != NX_FALSE;
    if (auth_ptr)
    {
        config_ptr->token = bytes_of(auth_ptr->nx_pop3_auth_token);
        config_ptr->host = bytes_of(auth_ptr->nx_pop3_auth_host);
        config_ptr->authzid = bytes_of(auth_ptr->nx_pop3_auth_authzid);
        config_ptr->max_iterations = (uint32_t)auth_ptr->nx_pop3_auth_max_iterations;
    }
    methods_choose(login_ptr, client_ptr);
    return (nonce_make(login_ptr, auth_ptr));
}

/* An offer of STLS that this client could not take. */
static UINT offer_is_vain(const NX_POP3_CLIENT *client_ptr, const struct pop3_event *event_ptr)
{
    struct pop3_capabilities capabilities;

    if (client_ptr->nx_pop3_client_tls_session_ptr || event_ptr->what != POP3_ITEM)
    {
        return (NX_FALSE);
    }
    memset(&capabilities, 0, sizeof(capabilities));
    pop3_parse_capability(&capabilities, event_ptr->data);
    return (capabilities.tags == POP3_CAP_STLS);
}

/* Hands an event to the machine, until that has decided. What follows is still shown to the
   engine: whatever comes behind the +OK of STLS breaks the session. */
static UINT login_handle(NX_POP3_CLIENT *client_ptr, VOID *context_ptr, const struct pop3_event *event_ptr)
{
    NX_POP3_LOGIN *login_ptr = (NX_POP3_LOGIN *)context_ptr;
    enum pop3_login_what what = login_ptr->nx_pop3_login_what;

    if (event_ptr->what == POP3_FAILED || (event_ptr->what == POP3_REPLY && !event_ptr->ok))
    {
        _nx_pop3_client_error_set(client_ptr, NX_POP3_SERVER_ERROR_STATUS, event_ptr);
    }
    if (what == POP3_LOGIN_DONE || what == POP3_LOGIN_REFUSED || offer_is_vain(client_ptr, event_ptr))
    {
        return (NX_FALSE);
    }
    login_ptr->nx_pop3_login_what = pop3_login_event(&login_ptr->nx_pop3_login_machine, event_ptr);
    return (NX_FALSE);
}

static UINT login_receive(NX_POP3_CLIENT *client_ptr, NX_POP3_LOGIN *login_ptr)
{
    UINT status = _nx_pop3_client_receive(client_ptr);

    if (status)
    {
        return (_nx_pop3_client_abort(client_ptr, status));
    }
    _nx_pop3_client_packet_read(client_ptr, login_handle, login_ptr);
    return (NX_SUCCESS);
}

/* STLS was accepted: nothing more is to come in the clear. */
static UINT handshake(NX_POP3_CLIENT *client_ptr, NX_POP3_LOGIN *login_ptr)
{
    struct pop3_bytes none = {NX_NULL, 0};
    UINT status;

    status = client_ptr->nx_pop3_client_link_ptr->nx_pop3_link_receive(
        client_ptr, &client_ptr->nx_pop3_client_message_ptr, NX_NO_WAIT);
    if (status == NX_SUCCESS)
    {
        _nx_pop3_client_packet_read(client_ptr, login_handle, login_ptr);
        return (NX_SUCCESS);
    }
    if (status == NX_NO_PACKET)
    {
        status = client_ptr->nx_pop3_client_link_ptr->nx_pop3_link_secure(client_ptr);
    }
    if (status)
    {
        return (_nx_pop3_client_abort(client_ptr, status));
    }
    login_ptr->nx_pop3_login_what =
        pop3_login_secured(&login_ptr->nx_pop3_login_machine, POP3_BIND_NONE, none);
    return (NX_SUCCESS);
}

/* The status of a login that was refused. */
static UINT refusal_status(const struct pop3_login *machine_ptr)
{
    switch (machine_ptr->why)
    {
    case POP3_WHY_CLEARTEXT:
    case POP3_WHY_NO_STLS:
    case POP3_WHY_STLS:
        return (NX_POP3_TLS_REQUIRED);
    case POP3_WHY_NO_METHOD:
        return (NX_POP3_NO_MECHANISM);
    case POP3_WHY_INPUT:
        return (NX_POP3_PARAM_ERROR);
    case POP3_WHY_CREDENTIALS:
    case POP3_WHY_UNKNOWN:
        return (machine_ptr->method && machine_ptr->method->bit == POP3_METHOD_APOP
                    ? NX_POP3_APOP_FAILED_MD5_DIGEST
                    : NX_POP3_SERVER_ERROR_STATUS);
    case POP3_WHY_NOTHING:
    case POP3_WHY_GREETING:
    case POP3_WHY_IN_USE:
    case POP3_WHY_DELAY:
    case POP3_WHY_TEMPORARY:
    case POP3_WHY_PERMANENT:
    case POP3_WHY_EXCHANGE:
    case POP3_WHY_SESSION:
        break;
    }
    return (NX_POP3_SERVER_ERROR_STATUS);
}

/* What the machine said ends here; a refusal keeps the server's text. */
static UINT login_end(NX_POP3_CLIENT *client_ptr, const NX_POP3_LOGIN *login_ptr)
{
    UINT status;

    if (login_ptr->nx_pop3_login_what == POP3_LOGIN_DONE)
    {
        _nx_pop3_client_error_set(client_ptr, NX_SUCCESS, NX_NULL);
        return (NX_SUCCESS);
    }
    status = refusal_status(&login_ptr->nx_pop3_login_machine);
    client_ptr->nx_pop3_client_error_status = (USHORT)status;
    return (status);
}

static UINT login_run(NX_POP3_CLIENT *client_ptr, NX_POP3_LOGIN *login_ptr)
{
    UINT status = NX_SUCCESS;

    while (status == NX_SUCCESS)
    {
        if (pop3_out(&client_ptr->nx_pop3_client_engine).n)
        {
            status = _nx_pop3_client_transmit(client_ptr);
            continue;
        }
        switch (login_ptr->nx_pop3_login_what)
        {
        case POP3_LOGIN_MORE:
            status = login_receive(client_ptr, login_ptr);
            break;
        case POP3_LOGIN_TLS:
            status = handshake(client_ptr, login_ptr);
            break;
        case POP3_LOGIN_DONE:
        case POP3_LOGIN_REFUSED:
            return (login_end(client_ptr, login_ptr));
        }
    }
    return (status);
}

/* The larger of the two rooms for responses. */
static VOID buffers_lend(NX_POP3_CLIENT *client_ptr, NX_POP3_LOGIN *login_ptr)
{
    const NX_POP3_CLIENT_AUTH *auth_ptr = client_ptr->nx_pop3_client_auth_ptr;
    UCHAR *out = login_ptr->nx_pop3_login_out;
    UINT size = sizeof(login_ptr->nx_pop3_login_out);

    if (auth_ptr && auth_ptr->nx_pop3_auth_buffer && auth_ptr->nx_pop3_auth_buffer_size > size)
    {
        out = auth_ptr->nx_pop3_auth_buffer;
        size = auth_ptr->nx_pop3_auth_buffer_size < 0xFFFF ? auth_ptr->nx_pop3_auth_buffer_size : 0xFFFF;
    }
    pop3_lend(&client_ptr->nx_pop3_client_engine, login_ptr->nx_pop3_login_line,
              sizeof(login_ptr->nx_pop3_login_line), out, (uint16_t)size);
}

UINT _nx_pop3_client_policy_login(NX_POP3_CLIENT *client_ptr)
{
    const NX_POP3_CLIENT_AUTH *auth_ptr = client_ptr->nx_pop3_client_auth_ptr;
    NX_POP3_LOGIN login;
    UINT status;

    memset(&login, 0, sizeof(login));
    status = config_fill(&login, client_ptr);
    if (status == NX_SUCCESS)
    {
        buffers_lend(client_ptr, &login);
        pop3_login_init(&login.nx_pop3_login_machine, &client_ptr->nx_pop3_client_engine,
                        &login.nx_pop3_login_config);
        status = login_run(client_ptr, &login);
        pop3_login_wipe(&login.nx_pop3_login_machine);
        _nx_pop3_client_lend_end(client_ptr);
    }
    if (status && client_ptr->nx_pop3_client_error_status == NX_SUCCESS)
    {
        _nx_pop3_client_error_set(client_ptr, status, NX_NULL);
    }
    if (auth_ptr && auth_ptr->nx_pop3_auth_buffer)
    {
        pop3_wipe(auth_ptr->nx_pop3_auth_buffer, auth_ptr->nx_pop3_auth_buffer_size);
    }
    pop3_wipe(&login, sizeof(login));
    return (status);
}
