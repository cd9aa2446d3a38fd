/* SPDX-License-Identifier: MIT */
/*
 * nxd_pop3_client.h: the POP3 Client services for NetX Duo.
 *
 * Applications written for the POP3 client of NetX Duo 6.x compile unchanged:
 * the same header, services, status codes and options. The services stand on
 * the engine of nxpop3/pop3.h; RFC 1939.
 *
 * One thread at a time uses one client. Every service waits in the calling
 * thread, so none may be called from initialization, from a timer or from an
 * interrupt. A packet that a service hands over is the application's to
 * release; every other packet is released by the service itself.
 */
#ifndef NX_POP3_CLIENT_H
#define NX_POP3_CLIENT_H

#include "nx_api.h"
#include "nx_md5.h"

#if defined(__has_include)
#if __has_include("nxpop3/pop3.h")
#include "nxpop3/pop3.h"
#else
#include "../../include/nxpop3/pop3.h"
#endif
#else
#include "nxpop3/pop3.h"
#endif

/* Status codes. Any status of a NetX or ThreadX service passes through too. */

#define NX_POP3_CLIENT_ERROR_CONSTANT 0xB0
#define NX_POP3_PARAM_ERROR           (NX_POP3_CLIENT_ERROR_CONSTANT | 0x1) /* Invalid parameter, no pointer   */
#define NX_POP3_INVALID_MAIL_ITEM                                                                            \
    (NX_POP3_CLIENT_ERROR_CONSTANT | 0x2) /* Item above the maildrop's count                                 \
                                           */
#define NX_POP3_APOP_FAILED_MD5_DIGEST                                                                       \
    (NX_POP3_CLIENT_ERROR_CONSTANT | 0x3) /* APOP refused or not offered     */
#define NX_POP3_SERVER_ERROR_STATUS                                                                          \
    (NX_POP3_CLIENT_ERROR_CONSTANT | 0x4) /* -ERR, or a reply out of protocol*/
#define NX_POP3_MAIL_BUFFER_OVERFLOW                                                                         \
    (NX_POP3_CLIENT_ERROR_CONSTANT | 0x5) /* The caller's buffer is too small*/
#define NX_POP3_INSUFFICIENT_PACKET_PAYLOAD                                                                  \
    (NX_POP3_CLIENT_ERROR_CONSTANT | 0x6) /* Pool cannot hold the command    */
#define NX_POP3_CLIENT_INVALID_STATE                                                                         \
    (NX_POP3_CLIENT_ERROR_CONSTANT | 0x7) /* Not now; nothing was sent       */
#define NX_POP3_CLIENT_INVALID_INDEX                                                                         \
    (NX_POP3_CLIENT_ERROR_CONSTANT | 0x8)                          /* Items count from 1              */
#define NX_POP3_TLS_REQUIRED (NX_POP3_CLIENT_ERROR_CONSTANT | 0x9) /* No TLS to be had; no secret sent*/
#define NX_POP3_NO_MECHANISM (NX_POP3_CLIENT_ERROR_CONSTANT | 0xA) /* No way to log in is offered     */

/* Names that applications may use. */

#define NX_POP3_MAX_BINARY_MD5         16
#define NX_POP3_MAX_ASCII_MD5          32
#define NX_POP3_SERVER_PROCESS_ID_SIZE 75

#define NX_POP3_POSITIVE_STATUS     "+OK"
#define NX_POP3_NEGATIVE_STATUS     "-ERR"
#define NX_POP3_COMMAND_TERMINATION "\r\n"
#define NX_POP3_END_OF_MESSAGE_TAG  ".\r\n"
#define NX_POP3_DOT                 "."
#define NX_POP3_END_OF_MESSAGE      "\r\n.\r\n"

#define NX_POP3_CODE_INVALID 0
#define NX_POP3_CODE_OK      1
#define NX_POP3_CODE_ERR     2

#define NX_POP3_COMMAND_GREETING "GREETING"
#define NX_POP3_COMMAND_USER     "USER"
#define NX_POP3_COMMAND_APOP     "APOP"
#define NX_POP3_COMMAND_PASS     "PASS"
#define NX_POP3_COMMAND_STAT     "STAT"
#define NX_POP3_COMMAND_RETR     "RETR"
#define NX_POP3_COMMAND_DELE     "DELE"
#define NX_POP3_COMMAND_QUIT     "QUIT"
#define NX_POP3_COMMAND_LIST     "LIST"
#define NX_POP3_COMMAND_RSET     "RSET"
#define NX_POP3_COMMAND_NOOP     "NOOP"

/* Limits of the protocol: a reply line, RFC 2449 section 4, and a command of the
   longest default name with an APOP digest. */

#define NX_POP3_MAX_SERVER_REPLY   512
#define NX_POP3_MAX_CLIENT_COMMAND 150

/* A size for an application's own message buffer. The services keep none. */

#ifndef NX_POP3_CLIENT_MAIL_BUFFER_SIZE
#define NX_POP3_CLIENT_MAIL_BUFFER_SIZE 2000
#endif

/* Options. Each may be defined before this header is included, to the same value for the
   services and for the application. Times are in ticks of NX_IP_PERIODIC_RATE. */

/* Wait for a free packet of the client's pool. */
#ifndef NX_POP3_CLIENT_PACKET_TIMEOUT
#define NX_POP3_CLIENT_PACKET_TIMEOUT (1 * NX_IP_PERIODIC_RATE)
#endif

/* Wait for the socket to take a command. */
#ifndef NX_POP3_TCP_SOCKET_SEND_WAIT
#define NX_POP3_TCP_SOCKET_SEND_WAIT (10 * NX_IP_PERIODIC_RATE)
#endif

/* Wait for the connection. */
#ifndef NX_POP3_CLIENT_CONNECTION_TIMEOUT
#define NX_POP3_CLIENT_CONNECTION_TIMEOUT (30 * NX_IP_PERIODIC_RATE)
#endif

/* Wait for the server to close its side. */
#ifndef NX_POP3_CLIENT_DISCONNECT_TIMEOUT
#define NX_POP3_CLIENT_DISCONNECT_TIMEOUT (10 * NX_IP_PERIODIC_RATE)
#endif

/* Wait for a reply, and for the next piece of a message. Octets that only trickle in do not
   restart it; time between the calls of the application does not count. See also
   nx_pop3_client_timeout_set. */
#ifndef NX_POP3_SERVER_REPLY_TIMEOUT
#define NX_POP3_SERVER_REPLY_TIMEOUT (10 * NX_IP_PERIODIC_RATE)
#endif

/* Longest user name and password. The defaults hold what is in use today: an e-mail address of
   64 octets, an application password of 128. (NetX Duo 6.x: 40 and 20.) */
#ifndef NX_POP3_MAX_USERNAME
#define NX_POP3_MAX_USERNAME 64
#endif

#ifndef NX_POP3_MAX_PASSWORD
#define NX_POP3_MAX_PASSWORD 128
#endif

/* Receive window of the socket. */
#ifndef NX_POP3_CLIENT_TCP_WINDOW_SIZE
#define NX_POP3_CLIENT_TCP_WINDOW_SIZE 1460
#endif

/* Longest message in octets; a longer one ends the session. */
#ifndef NX_POP3_CLIENT_MAX_MESSAGE_SIZE
#define NX_POP3_CLIENT_MAX_MESSAGE_SIZE 0xFFFFFFFFUL
#endif

/* Room for the server's text in the client, for nx_pop3_client_error_get, with its NUL. */
#ifndef NX_POP3_CLIENT_ERROR_TEXT_SIZE
#define NX_POP3_CLIENT_ERROR_TEXT_SIZE 32
#endif

/* NX_POP3_CLIENT_RAW_MESSAGE, when defined, makes nx_pop3_client_mail_item_message_get leave
   stuffed dots and the final "." line in the message, for applications that strip them. */

/* See nxd_pop3_client_auth.h and nxd_pop3_client_secure.h. */
struct NX_POP3_CLIENT_AUTH_STRUCT;
struct NX_SECURE_TLS_SESSION_STRUCT;
struct NX_POP3_LINK_STRUCT;

/* The client. Applications allocate it and read no field but those above the line. */

typedef struct NX_POP3_CLIENT_STRUCT
{
    CHAR nx_pop3_client_name[NX_POP3_MAX_USERNAME + 1];
    CHAR nx_pop3_client_password[NX_POP3_MAX_PASSWORD + 1];
    NX_TCP_SOCKET nx_pop3_client_tcp_socket;
    NX_PACKET_POOL *nx_pop3_client_packet_pool_ptr; /* Commands are sent in its packets */
    UINT nx_pop3_client_enable_APOP_authentication;
    UINT nx_pop3_client_maildrop_items;      /* Highest item told in this session, else 0 */
    UINT nx_pop3_client_maildrop_index;      /* Item of the last RETR or TOP */
    ULONG nx_pop3_client_total_message_size; /* Of the last STAT */
    UINT nx_pop3_client_ready_to_download;   /* RETR or TOP was accepted, its message is not yet complete */
    NX_PACKET *nx_pop3_client_message_ptr;   /* Received, not yet looked at */
    /* --- */
    NXD_ADDRESS nx_pop3_client_server_address;
    ULONG nx_pop3_client_waited;   /* Ticks spent waiting for the server: the engine's clock */
    UINT nx_pop3_client_list_item; /* Item and size of the last LIST, to help RETR out */
    ULONG nx_pop3_client_list_size;
    USHORT nx_pop3_client_server_port;
    UCHAR nx_pop3_client_connected;
    UCHAR nx_pop3_client_secured;                              /* TLS is up */
    const struct NX_POP3_LINK_STRUCT *nx_pop3_client_link_ptr; /* Over TCP, or over TLS */
    struct pop3 nx_pop3_client_engine;
    struct pop3_slot nx_pop3_client_slot;
    struct NX_SECURE_TLS_SESSION_STRUCT *nx_pop3_client_tls_session_ptr;
    UINT(*nx_pop3_client_tls_setup)
    (struct NX_POP3_CLIENT_STRUCT *client_ptr, struct NX_SECURE_TLS_SESSION_STRUCT *tls_session_ptr);
    /* What follows outlives a failed create, until delete: why it failed, and the settings. */
    ULONG nx_pop3_client_id; /* Says whether the client is created, and the rest meaningful */
    ULONG nx_pop3_client_reply_timeout;
    struct NX_POP3_CLIENT_AUTH_STRUCT *nx_pop3_client_auth_ptr;
    USHORT nx_pop3_client_error_status;
    UCHAR nx_pop3_client_error_code;
    UCHAR nx_pop3_client_apop_fallback;
    CHAR nx_pop3_client_error_text[NX_POP3_CLIENT_ERROR_TEXT_SIZE];
} NX_POP3_CLIENT;

/* The public names are macros: for the service with error checking, or for its body. */

#ifndef NX_POP3_CLIENT_SOURCE_CODE
#ifdef NX_DISABLE_ERROR_CHECKING

#define nx_pop3_client_create                _nx_pop3_client_create
#define nxd_pop3_client_create               _nxd_pop3_client_create
#define nx_pop3_client_mail_items_get        _nx_pop3_client_mail_items_get
#define nx_pop3_client_mail_item_size_get    _nx_pop3_client_mail_item_size_get
#define nx_pop3_client_mail_item_get         _nx_pop3_client_mail_item_get
#define nx_pop3_client_mail_item_message_get _nx_pop3_client_mail_item_message_get
#define nx_pop3_client_mail_item_delete      _nx_pop3_client_mail_item_delete
#define nx_pop3_client_quit                  _nx_pop3_client_quit
#define nx_pop3_client_delete                _nx_pop3_client_delete

#else

#define nx_pop3_client_create                _nxe_pop3_client_create
#define nxd_pop3_client_create               _nxde_pop3_client_create
#define nx_pop3_client_mail_items_get        _nxe_pop3_client_mail_items_get
#define nx_pop3_client_mail_item_size_get    _nxe_pop3_client_mail_item_size_get
#define nx_pop3_client_mail_item_get         _nxe_pop3_client_mail_item_get
#define nx_pop3_client_mail_item_message_get _nxe_pop3_client_mail_item_message_get
#define nx_pop3_client_mail_item_delete      _nxe_pop3_client_mail_item_delete
#define nx_pop3_client_quit                  _nxe_pop3_client_quit
#define nx_pop3_client_delete                _nxe_pop3_client_delete

#endif
#endif

#ifdef __cplusplus
extern "C"
{
#endif

    /*
     * Errors that every service shares, besides those listed with it:
     *   NX_PTR_ERROR                         a pointer is NX_NULL (with error checking only)
     *   NX_POP3_CLIENT_INVALID_STATE         no created client, or no session: after QUIT, after
     *                                        a time-out, a lost connection or a protocol error
     *   NX_POP3_SERVER_ERROR_STATUS          the server answered -ERR, and the session goes on; or
     *                                        it broke the protocol, and the session is closed
     *   NX_POP3_INSUFFICIENT_PACKET_PAYLOAD  the pool's packets cannot hold the command
     *   NX_NO_PACKET                         no reply in time, session closed; or no packet free
     *   NX_NOT_CONNECTED                     the server closed the connection
     *   any other status of a NetX service
     * A session that breaks is closed without QUIT, so the server deletes nothing.
     * Items count from 1; an item that mail_items_get, or a listing of all items, did not tell of is
     * NX_POP3_INVALID_MAIL_ITEM and nothing is sent.
     */

    /*
     * nx_pop3_client_create, nxd_pop3_client_create
     *
     * Connects to the server over IPv4, or over IPv4 or IPv6, reads its greeting and logs in. With
     * APOP the password is not sent, unless the server refuses or does not offer APOP: then
     * USER/PASS follows, once, if nx_pop3_client_apop_fallback_set did not forbid it. It never
     * follows [IN-USE], [LOGIN-DELAY], [SYS/...] or a lost connection. nx_pop3_client_error_get tells
     * of a fallback: NX_POP3_APOP_FAILED_MD5_DIGEST after a successful create.
     *
     * Input
     *   client_ptr           Client to create. After a failed create it may be created again
     *   APOP_authentication  NX_TRUE for APOP, NX_FALSE for USER/PASS
     *   ip_ptr               Created IP instance with TCP enabled
     *   packet_pool_ptr      Created pool for the commands; a payload of 100 is enough
     *   server_ip_address    Server's address
     *   server_port          Server's port, usually 110
     *   client_name          User name, 1 to NX_POP3_MAX_USERNAME octets without CR and LF
     *   client_password      Password, 1 to NX_POP3_MAX_PASSWORD octets without CR and LF
     *
     * Output
     *   NX_SUCCESS                      Connected and logged in
     *   NX_POP3_PARAM_ERROR             No IP instance, address or port; a bad name or password
     *   NX_POP3_CLIENT_INVALID_STATE    The client is created already
     *   NX_POP3_SERVER_ERROR_STATUS     The server, or the login, was refused
     *   NX_POP3_APOP_FAILED_MD5_DIGEST  APOP failed and the fallback is forbidden
     *   NX_PTR_ERROR                    The packet pool is not created
     *   NX_NOT_ENABLED                  TCP is not enabled
     *   NX_NOT_SUPPORTED                Not in this build: IPv4, or IPv6
     *   NX_CALLER_ERROR                 Not called from a thread
     */
    UINT _nx_pop3_client_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                                NX_PACKET_POOL *packet_pool_ptr, ULONG server_ip_address, ULONG server_port,
                                CHAR *client_name, CHAR *client_password);
    UINT _nxe_pop3_client_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                                 NX_PACKET_POOL *packet_pool_ptr, ULONG server_ip_address, ULONG server_port,
                                 CHAR *client_name, CHAR *client_password);
    UINT _nxd_pop3_client_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                                 NX_PACKET_POOL *packet_pool_ptr, NXD_ADDRESS *server_ip_address,
                                 ULONG server_port, CHAR *client_name, CHAR *client_password);
    UINT _nxde_pop3_client_create(NX_POP3_CLIENT *client_ptr, UINT APOP_authentication, NX_IP *ip_ptr,
                                  NX_PACKET_POOL *packet_pool_ptr, NXD_ADDRESS *server_ip_address,
                                  ULONG server_port, CHAR *client_name, CHAR *client_password);

    /*
     * nx_pop3_client_mail_items_get
     *
     * How much mail there is (STAT). It may be called at any time: where the session is over, after
     * nx_pop3_client_quit or a lost connection, it connects and logs in again first.
     *
     * Input
     *   number_mail_items    Receives the number of items
     *   maildrop_total_size  Receives their octets together
     */
    UINT _nx_pop3_client_mail_items_get(NX_POP3_CLIENT *client_ptr, UINT *number_mail_items,
                                        ULONG *maildrop_total_size);
    UINT _nxe_pop3_client_mail_items_get(NX_POP3_CLIENT *client_ptr, UINT *number_mail_items,
                                         ULONG *maildrop_total_size);

    /*
     * nx_pop3_client_mail_item_size_get
     *
     * The size of an item (LIST item).
     *
     * Input
     *   mail_item  Item, from 1
     *   size       Receives its octets as the server counts them
     *
     * Output
     *   NX_POP3_INVALID_MAIL_ITEM     No such item
     *   NX_POP3_CLIENT_INVALID_INDEX  Item 0
     */
    UINT _nx_pop3_client_mail_item_size_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, ULONG *size);
    UINT _nxe_pop3_client_mail_item_size_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, ULONG *size);

    /*
     * nx_pop3_client_mail_item_get
     *
     * Asks for an item (RETR); nx_pop3_client_mail_item_message_get then yields its packets. The rest
     * of a message asked for before is read and dropped.
     *
     * Input
     *   mail_item  Item, from 1
     *   item_size  Receives the size that the reply tells, else that of the last size_get for this
     *              item, else 0
     *
     * Output
     *   NX_POP3_INVALID_MAIL_ITEM     No such item
     *   NX_POP3_CLIENT_INVALID_INDEX  Item 0
     *   NX_POP3_SERVER_ERROR_STATUS   Refused, or a size that no ULONG holds
     */
    UINT _nx_pop3_client_mail_item_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, ULONG *item_size);
    UINT _nxe_pop3_client_mail_item_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, ULONG *item_size);

    /*
     * nx_pop3_client_mail_item_message_get
     *
     * The next packet of the message asked for. It is the received packet itself, perhaps a chain,
     * without protocol octets: stuffed dots and the final "." line are taken out. Every success
     * yields a packet; only the last may be empty.
     *
     * Input
     *   recv_packet_ptr  Receives the packet, which the application releases; NX_NULL on error
     *   bytes_retrieved  Receives the octets in it
     *   final_packet     Receives NX_TRUE with the last packet of the message
     *
     * Output
     *   NX_POP3_CLIENT_INVALID_STATE  No message was asked for, or its last packet was handed over
     */
    UINT _nx_pop3_client_mail_item_message_get(NX_POP3_CLIENT *client_ptr, NX_PACKET **recv_packet_ptr,
                                               ULONG *bytes_retrieved, UINT *final_packet);
    UINT _nxe_pop3_client_mail_item_message_get(NX_POP3_CLIENT *client_ptr, NX_PACKET **recv_packet_ptr,
                                                ULONG *bytes_retrieved, UINT *final_packet);

    /*
     * nx_pop3_client_mail_item_delete
     *
     * Marks an item for deletion (DELE). The server deletes it at nx_pop3_client_quit, not before.
     *
     * Input
     *   mail_index  Item, from 1
     *
     * Output
     *   NX_POP3_INVALID_MAIL_ITEM     No such item
     *   NX_POP3_CLIENT_INVALID_INDEX  Item 0
     */
    UINT _nx_pop3_client_mail_item_delete(NX_POP3_CLIENT *client_ptr, UINT mail_index);
    UINT _nxe_pop3_client_mail_item_delete(NX_POP3_CLIENT *client_ptr, UINT mail_index);

    /*
     * nx_pop3_client_quit
     *
     * Ends the session (QUIT), so that the server carries out the deletions, and disconnects. Where
     * it does not return NX_SUCCESS, what was deleted is unknown. Disconnected in any case.
     */
    UINT _nx_pop3_client_quit(NX_POP3_CLIENT *client_ptr);
    UINT _nxe_pop3_client_quit(NX_POP3_CLIENT *client_ptr);

    /*
     * nx_pop3_client_delete
     *
     * Deletes the client and clears it, the password with it. A session that is open ends without
     * QUIT. The packet pool stays the application's. A client that was not created, or is deleted
     * already, is no error.
     */
    UINT _nx_pop3_client_delete(NX_POP3_CLIENT *client_ptr);
    UINT _nxe_pop3_client_delete(NX_POP3_CLIENT *client_ptr);

#ifdef __cplusplus
}
#endif

#include "nxd_pop3_client_extra.h"

#endif
