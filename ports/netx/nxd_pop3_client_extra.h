/* SPDX-License-Identifier: MIT */
/*
 * nxd_pop3_client_extra.h: the POP3 Client services that NetX Duo's does not
 * have. Included by nxd_pop3_client.h; what stands there of errors, items and
 * threads holds here too. RFC 1939, RFC 2449, RFC 3206.
 */
#ifndef NX_POP3_CLIENT_EXTRA_H
#define NX_POP3_CLIENT_EXTRA_H

#include "nxd_pop3_client.h"

/* Response codes of RFC 2449 and RFC 3206, from nx_pop3_client_error_get. */

#define NX_POP3_RESPONSE_NONE        POP3_CODE_NONE
#define NX_POP3_RESPONSE_UNKNOWN     POP3_CODE_UNKNOWN
#define NX_POP3_RESPONSE_LOGIN_DELAY POP3_CODE_LOGIN_DELAY
#define NX_POP3_RESPONSE_IN_USE      POP3_CODE_IN_USE
#define NX_POP3_RESPONSE_SYS_TEMP    POP3_CODE_SYS_TEMP
#define NX_POP3_RESPONSE_SYS_PERM    POP3_CODE_SYS_PERM
#define NX_POP3_RESPONSE_AUTH        POP3_CODE_AUTH
#define NX_POP3_RESPONSE_UTF8        POP3_CODE_UTF8

/* Capabilities of RFC 2449, from nx_pop3_client_capabilities_get. */

#define NX_POP3_CAPABILITY_TOP            POP3_CAP_TOP
#define NX_POP3_CAPABILITY_USER           POP3_CAP_USER
#define NX_POP3_CAPABILITY_SASL           POP3_CAP_SASL
#define NX_POP3_CAPABILITY_RESP_CODES     POP3_CAP_RESP_CODES
#define NX_POP3_CAPABILITY_LOGIN_DELAY    POP3_CAP_LOGIN_DELAY
#define NX_POP3_CAPABILITY_PIPELINING     POP3_CAP_PIPELINING
#define NX_POP3_CAPABILITY_EXPIRE         POP3_CAP_EXPIRE
#define NX_POP3_CAPABILITY_UIDL           POP3_CAP_UIDL
#define NX_POP3_CAPABILITY_IMPLEMENTATION POP3_CAP_IMPLEMENTATION
#define NX_POP3_CAPABILITY_STLS           POP3_CAP_STLS
#define NX_POP3_CAPABILITY_AUTH_RESP_CODE POP3_CAP_AUTH_RESP_CODE
#define NX_POP3_CAPABILITY_UTF8           POP3_CAP_UTF8
#define NX_POP3_CAPABILITY_LANG           POP3_CAP_LANG

#define NX_POP3_EXPIRE_NEVER POP3_EXPIRE_NEVER

typedef struct NX_POP3_CAPABILITIES_STRUCT
{
    ULONG nx_pop3_capabilities_tags;        /* NX_POP3_CAPABILITY_* bits */
    ULONG nx_pop3_capabilities_sasl;        /* POP3_SASL_* bits */
    ULONG nx_pop3_capabilities_login_delay; /* Seconds between logins, 0 if not announced */
    ULONG nx_pop3_capabilities_expire;      /* Days until a message may vanish, or NX_POP3_EXPIRE_NEVER */
} NX_POP3_CAPABILITIES;

/* Called for each line of a listing, in the calling thread, with the context of the service. It
   must not call a service of the same client. The unique-id is NUL terminated and gone after the
   call; it is empty where the server gave none that could identify the message. */

typedef VOID (*NX_POP3_SIZE_NOTIFY)(NX_POP3_CLIENT *client_ptr, UINT mail_item, ULONG size,
                                    VOID *context_ptr);
typedef VOID (*NX_POP3_UID_NOTIFY)(NX_POP3_CLIENT *client_ptr, UINT mail_item, CHAR *uid, VOID *context_ptr);

#ifndef NX_POP3_CLIENT_SOURCE_CODE
#ifdef NX_DISABLE_ERROR_CHECKING

#define nx_pop3_client_noop              _nx_pop3_client_noop
#define nx_pop3_client_reset             _nx_pop3_client_reset
#define nx_pop3_client_mail_item_top_get _nx_pop3_client_mail_item_top_get
#define nx_pop3_client_mail_item_uid_get _nx_pop3_client_mail_item_uid_get
#define nx_pop3_client_mail_uids_get     _nx_pop3_client_mail_uids_get
#define nx_pop3_client_mail_sizes_get    _nx_pop3_client_mail_sizes_get
#define nx_pop3_client_capabilities_get  _nx_pop3_client_capabilities_get
#define nx_pop3_client_error_get         _nx_pop3_client_error_get
#define nx_pop3_client_apop_fallback_set _nx_pop3_client_apop_fallback_set
#define nx_pop3_client_timeout_set       _nx_pop3_client_timeout_set

#else

#define nx_pop3_client_noop              _nxe_pop3_client_noop
#define nx_pop3_client_reset             _nxe_pop3_client_reset
#define nx_pop3_client_mail_item_top_get _nxe_pop3_client_mail_item_top_get
#define nx_pop3_client_mail_item_uid_get _nxe_pop3_client_mail_item_uid_get
#define nx_pop3_client_mail_uids_get     _nxe_pop3_client_mail_uids_get
#define nx_pop3_client_mail_sizes_get    _nxe_pop3_client_mail_sizes_get
#define nx_pop3_client_capabilities_get  _nxe_pop3_client_capabilities_get
#define nx_pop3_client_error_get         _nxe_pop3_client_error_get
#define nx_pop3_client_apop_fallback_set _nxe_pop3_client_apop_fallback_set
#define nx_pop3_client_timeout_set       _nxe_pop3_client_timeout_set

#endif
#endif

#ifdef __cplusplus
extern "C"
{
#endif

    /*
     * nx_pop3_client_noop
     *
     * Asks the server for nothing but an answer (NOOP): keeps its time-out from expiring.
     */
    UINT _nx_pop3_client_noop(NX_POP3_CLIENT *client_ptr);
    UINT _nxe_pop3_client_noop(NX_POP3_CLIENT *client_ptr);

    /*
     * nx_pop3_client_reset
     *
     * Takes back all deletions of this session (RSET).
     */
    UINT _nx_pop3_client_reset(NX_POP3_CLIENT *client_ptr);
    UINT _nxe_pop3_client_reset(NX_POP3_CLIENT *client_ptr);

    /*
     * nx_pop3_client_mail_item_top_get
     *
     * Asks for the header of an item and the first lines of its body (TOP, which a server need not
     * have). nx_pop3_client_mail_item_message_get then yields the packets.
     *
     * Input
     *   mail_item  Item, from 1
     *   lines      Lines of the body, 0 for none
     *
     * Output
     *   NX_POP3_INVALID_MAIL_ITEM     No such item
     *   NX_POP3_CLIENT_INVALID_INDEX  Item 0
     */
    UINT _nx_pop3_client_mail_item_top_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, UINT lines);
    UINT _nxe_pop3_client_mail_item_top_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, UINT lines);

    /*
     * nx_pop3_client_mail_item_uid_get
     *
     * The unique-id of an item (UIDL item, which a server need not have).
     *
     * Input
     *   mail_item  Item, from 1
     *   uid        Receives the unique-id, NUL terminated
     *   uid_size   Octets at uid; 71 hold what RFC 1939 allows, POP3_MAX_UID + 1 what servers send
     *
     * Output
     *   NX_POP3_INVALID_MAIL_ITEM     No such item
     *   NX_POP3_CLIENT_INVALID_INDEX  Item 0
     *   NX_POP3_MAIL_BUFFER_OVERFLOW  uid_size is too small
     *   NX_POP3_SERVER_ERROR_STATUS   Refused, or no unique-id in the reply
     */
    UINT _nx_pop3_client_mail_item_uid_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, CHAR *uid,
                                           UINT uid_size);
    UINT _nxe_pop3_client_mail_item_uid_get(NX_POP3_CLIENT *client_ptr, UINT mail_item, CHAR *uid,
                                            UINT uid_size);

    /*
     * nx_pop3_client_mail_uids_get, nx_pop3_client_mail_sizes_get
     *
     * The unique-ids (UIDL) or the sizes (LIST) of all items. Deleted items are missing, and the order
     * is the server's. A line that is no listing is left out.
     *
     * Input
     *   notify       Called for each item
     *   context_ptr  Handed to it
     *
     * Output
     *   NX_POP3_SERVER_ERROR_STATUS  Refused, or a size that no ULONG holds
     */
    UINT _nx_pop3_client_mail_uids_get(NX_POP3_CLIENT *client_ptr, NX_POP3_UID_NOTIFY notify,
                                       VOID *context_ptr);
    UINT _nxe_pop3_client_mail_uids_get(NX_POP3_CLIENT *client_ptr, NX_POP3_UID_NOTIFY notify,
                                        VOID *context_ptr);
    UINT _nx_pop3_client_mail_sizes_get(NX_POP3_CLIENT *client_ptr, NX_POP3_SIZE_NOTIFY notify,
                                        VOID *context_ptr);
    UINT _nxe_pop3_client_mail_sizes_get(NX_POP3_CLIENT *client_ptr, NX_POP3_SIZE_NOTIFY notify,
                                         VOID *context_ptr);

    /*
     * nx_pop3_client_capabilities_get
     *
     * What the server announces (CAPA, which it need not have).
     *
     * Input
     *   capabilities_ptr  Receives the capabilities
     */
    UINT _nx_pop3_client_capabilities_get(NX_POP3_CLIENT *client_ptr, NX_POP3_CAPABILITIES *capabilities_ptr);
    UINT _nxe_pop3_client_capabilities_get(NX_POP3_CLIENT *client_ptr,
                                           NX_POP3_CAPABILITIES *capabilities_ptr);

    /*
     * nx_pop3_client_error_get
     *
     * What went wrong last with the server: kept until the next such failure, until the next login
     * or until delete; it can be asked after a failed create. Calls refused without anything sent do
     * not count.
     *
     * Input
     *   error_status   Receives the status that the service returned, NX_SUCCESS if none failed
     *   response_code  Receives NX_POP3_RESPONSE_*
     *   text           Receives the server's text, NUL terminated, cut to fit; octets that are not
     *                  printable ASCII are "?"
     *   text_size      Octets at text, 1 or more
     *
     * Output
     *   NX_POP3_PARAM_ERROR           text_size is 0
     *   NX_POP3_CLIENT_INVALID_STATE  Neither created nor tried to
     */
    UINT _nx_pop3_client_error_get(NX_POP3_CLIENT *client_ptr, UINT *error_status, UINT *response_code,
                                   CHAR *text, UINT text_size);
    UINT _nxe_pop3_client_error_get(NX_POP3_CLIENT *client_ptr, UINT *error_status, UINT *response_code,
                                    CHAR *text, UINT text_size);

    /*
     * nx_pop3_client_apop_fallback_set
     *
     * Allows (the default) or forbids USER/PASS, which sends the password in the clear, where APOP is
     * refused or not offered. May be called before create, whose login then heeds it, and after it,
     * for the logins of nx_pop3_client_mail_items_get. Delete forgets it.
     *
     * Input
     *   allowed  NX_TRUE or NX_FALSE
     */
    UINT _nx_pop3_client_apop_fallback_set(NX_POP3_CLIENT *client_ptr, UINT allowed);
    UINT _nxe_pop3_client_apop_fallback_set(NX_POP3_CLIENT *client_ptr, UINT allowed);

    /*
     * nx_pop3_client_timeout_set
     *
     * How long to wait for a reply, instead of NX_POP3_SERVER_REPLY_TIMEOUT. May be called before
     * create and after it, and holds at once. Delete forgets it.
     *
     * Input
     *   timeout  Ticks, or NX_WAIT_FOREVER
     *
     * Output
     *   NX_POP3_PARAM_ERROR  timeout is 0
     */
    UINT _nx_pop3_client_timeout_set(NX_POP3_CLIENT *client_ptr, ULONG timeout);
    UINT _nxe_pop3_client_timeout_set(NX_POP3_CLIENT *client_ptr, ULONG timeout);

#ifdef __cplusplus
}
#endif

#endif
