/* SPDX-License-Identifier: MIT */
/*
 * What the files of the POP3 Client services share. A service is a command
 * (NX_POP3_COMMAND) given to _nx_pop3_client_command, which sends it in one
 * TCP segment and reads until it is answered; what the reply carries goes to
 * the command's notify function.
 *
 * What goes to the server and comes from it passes through the client's link:
 * TCP as it is, or TLS (nx_pop3_client_secure.c). Nothing here names the latter
 * but through the link, so that programs without TLS are linked without it.
 *
 * Invariants.
 * - The client is created while its id says so. Its socket then exists; it is
 *   bound and the engine has a session while "connected" is set.
 * - Between two services no reply is due, unless a message is under way. The
 *   engine's line and output buffers are on the stack of the service in
 *   progress; between two services it has none.
 * - At most one received packet is held, in message_ptr: what the engine has
 *   not seen of it lies between its prepend and append pointers.
 * - The engine's clock counts the ticks spent waiting for the server, so it
 *   stands still while the application does something else.
 */
#ifndef NX_POP3_CLIENT_INTERNAL_H
#define NX_POP3_CLIENT_INTERNAL_H

#ifndef NX_POP3_CLIENT_SOURCE_CODE
#define NX_POP3_CLIENT_SOURCE_CODE
#endif
#include "nxd_pop3_client.h"

#ifndef NX_IP_ID
#define NX_IP_ID ((ULONG)0x49502020)
#endif
#ifndef NX_PACKET_POOL_ID
#define NX_PACKET_POOL_ID ((ULONG)0x5041434B)
#endif

/* The client is created; it is not, and the settings are meaningful. */
#define NX_POP3_CLIENT_ID   ((ULONG)0x504F5033)
#define NX_POP3_SETTINGS_ID ((ULONG)0x504F5053)

/* How to disconnect where nothing that the server still has to say matters: a RST, which
   needs no answer, if this NetX sends them. */
#ifdef NX_DISABLE_RESET_DISCONNECT
#define NX_POP3_ABORT NX_POP3_CLIENT_DISCONNECT_TIMEOUT
#else
#define NX_POP3_ABORT NX_NO_WAIT
#endif

/* How a client talks to its server. Entries that TCP does not need are NX_NULL. */
typedef struct NX_POP3_LINK_STRUCT
{
    UINT (*nx_pop3_link_open)(NX_POP3_CLIENT *client_ptr);   /* TLS, where it comes first */
    UINT (*nx_pop3_link_secure)(NX_POP3_CLIENT *client_ptr); /* TLS, after STLS */
    VOID (*nx_pop3_link_close)(NX_POP3_CLIENT *client_ptr, ULONG wait_option);
    UINT (*nx_pop3_link_login)(NX_POP3_CLIENT *client_ptr);
    UINT (*nx_pop3_link_allocate)(NX_POP3_CLIENT *client_ptr, NX_PACKET **packet_ptr);
    UINT (*nx_pop3_link_send)(NX_POP3_CLIENT *client_ptr, NX_PACKET *packet_ptr);
    UINT (*nx_pop3_link_receive)(NX_POP3_CLIENT *client_ptr, NX_PACKET **packet_ptr, ULONG wait_option);
} NX_POP3_LINK;

extern const NX_POP3_LINK _nx_pop3_client_tcp_link;

/* Acts on an event of the engine. True: look at no more of the packet. */
typedef UINT (*NX_POP3_EVENT_HANDLE)(NX_POP3_CLIENT *client_ptr, VOID *context_ptr,
                                     const struct pop3_event *event_ptr);

/* Given the text of a +OK, and each line of a listing. A status other than NX_SUCCESS becomes
   that of the command; reading goes on. */
typedef UINT (*NX_POP3_REPLY_NOTIFY)(NX_POP3_CLIENT *client_ptr, const struct pop3_event *event_ptr,
                                     VOID *context_ptr);

typedef struct NX_POP3_COMMAND_STRUCT
{
    enum pop3_verb nx_pop3_command_verb;
    ULONG nx_pop3_command_number; /* Message, 0 for none */
    ULONG nx_pop3_command_lines;  /* Of TOP */
    CHAR *nx_pop3_command_text;   /* Of USER, PASS and APOP, else NX_NULL */
    NX_POP3_REPLY_NOTIFY nx_pop3_command_notify;
    VOID *nx_pop3_command_context_ptr;
    UINT nx_pop3_command_status;   /* Results: the status so far, */
    UINT nx_pop3_command_complete; /* whether the reply is complete, or a message follows */
} NX_POP3_COMMAND;

/* The link: nx_pop3_client_link.c */
UINT _nx_pop3_client_command(NX_POP3_CLIENT *client_ptr, NX_POP3_COMMAND *command_ptr);
UINT _nx_pop3_client_receive(NX_POP3_CLIENT *client_ptr);
UINT _nx_pop3_client_transmit(NX_POP3_CLIENT *client_ptr);
VOID _nx_pop3_client_packet_read(NX_POP3_CLIENT *client_ptr, NX_POP3_EVENT_HANDLE handle, VOID *context_ptr);
VOID _nx_pop3_client_lend_end(NX_POP3_CLIENT *client_ptr);
UINT _nx_pop3_client_tcp_allocate(NX_POP3_CLIENT *client_ptr, NX_PACKET **packet_ptr);
UINT _nx_pop3_client_tcp_send(NX_POP3_CLIENT *client_ptr, NX_PACKET *packet_ptr);
UINT _nx_pop3_client_tcp_receive(NX_POP3_CLIENT *client_ptr, NX_PACKET **packet_ptr, ULONG wait_option);
UINT _nx_pop3_client_probe(NX_POP3_CLIENT *client_ptr);
UINT _nx_pop3_client_ready(NX_POP3_CLIENT *client_ptr);
UINT _nx_pop3_client_abort(NX_POP3_CLIENT *client_ptr, UINT status);
VOID _nx_pop3_client_disconnect(NX_POP3_CLIENT *client_ptr, ULONG wait_option);
VOID _nx_pop3_client_packet_drop(NX_POP3_CLIENT *client_ptr);
VOID _nx_pop3_client_error_set(NX_POP3_CLIENT *client_ptr, UINT status, const struct pop3_event *event_ptr);

/* The session: nx_pop3_client_login.c */
UINT _nx_pop3_client_open(NX_POP3_CLIENT *client_ptr);

/* Creating: nx_pop3_client_create.c. Prepare checks and fills in; then the link may be chosen. */
UINT _nx_pop3_client_prepare(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                             NX_PACKET_POOL *packet_pool_ptr, NXD_ADDRESS *server_ip_address,
                             ULONG server_port, CHAR *client_name, CHAR *client_password);
UINT _nx_pop3_client_start(NX_POP3_CLIENT *client_ptr, NX_IP *ip_ptr);
VOID _nx_pop3_client_settings_prepare(NX_POP3_CLIENT *client_ptr);
VOID _nx_pop3_client_timeout_apply(NX_POP3_CLIENT *client_ptr);

/* The login by policy: nx_pop3_client_policy.c, for those who use TLS or SASL. */
UINT _nx_pop3_client_policy_login(NX_POP3_CLIENT *client_ptr);

/* Services in terms of a command: nxd_pop3_client.c */
UINT _nx_pop3_client_perform(NX_POP3_CLIENT *client_ptr, enum pop3_verb verb, NX_POP3_REPLY_NOTIFY notify,
                             VOID *context_ptr);
UINT _nx_pop3_client_item_perform(NX_POP3_CLIENT *client_ptr, NX_POP3_COMMAND *command_ptr);
UINT _nx_pop3_client_message_perform(NX_POP3_CLIENT *client_ptr, NX_POP3_COMMAND *command_ptr);
VOID _nx_pop3_client_item_known(NX_POP3_CLIENT *client_ptr, UINT mail_item);
UINT _nx_pop3_client_size_store(uint64_t octets, ULONG *size);

/* The next packet of a received chain. */
static inline NX_PACKET *_nx_pop3_packet_next(NX_PACKET *packet_ptr)
{
#ifndef NX_DISABLE_PACKET_CHAIN
    return (packet_ptr->nx_packet_next);
#else
    NX_PARAMETER_NOT_USED(packet_ptr);
    return (NX_NULL);
#endif
}

/* The engine's input: what it has not seen of one packet of a chain. */
static inline struct pop3_bytes _nx_pop3_packet_bytes(const NX_PACKET *packet_ptr)
{
    struct pop3_bytes bytes = {
        packet_ptr->nx_packet_prepend_ptr,
        (size_t)(packet_ptr->nx_packet_append_ptr - packet_ptr->nx_packet_prepend_ptr)};

    return (bytes);
}

#endif
