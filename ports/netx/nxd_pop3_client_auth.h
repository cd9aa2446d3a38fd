/* SPDX-License-Identifier: MIT */
/*
 * nxd_pop3_client_auth.h: how the POP3 Client services log in where USER/PASS
 * and APOP are not enough: SASL (RFC 5034) with SCRAM, CRAM-MD5, PLAIN, LOGIN
 * and OAuth tokens, by the policy of nxpop3/login.h. It serves the clients of
 * nxd_pop3_client_secure.h, and by permission those without TLS. Link
 * nx_pop3_client_auth and one nxpop3_hash_*.
 */
#ifndef NX_POP3_CLIENT_AUTH_H
#define NX_POP3_CLIENT_AUTH_H

#include "nxd_pop3_client.h"
#include "nxpop3/login.h"

/* Options. */

#define NX_POP3_AUTH_CLEARTEXT 0x01 /* Without TLS a login is better than none; else there is none */
#define NX_POP3_AUTH_TWO_STEPS 0x02 /* No initial response: Microsoft 365 */
#define NX_POP3_AUTH_UTF8      0x04 /* UTF8 where announced, RFC 6856 */
#define NX_POP3_AUTH_TLS_FIRST 0x08 /* TLS comes before the greeting on this port too, not by STLS */

/* Room on the stack for a response in base64. A token longer than three quarters of it, less the
   user name and 64, needs nx_pop3_auth_buffer. */
#ifndef NX_POP3_AUTH_RESPONSE_SIZE
#define NX_POP3_AUTH_RESPONSE_SIZE 512
#endif

/* How to log in. The application fills it in, after clearing it; it and all it points to must stay
   until the client is deleted or told otherwise. */

typedef struct NX_POP3_CLIENT_AUTH_STRUCT
{
    /* In order of preference, NX_NULL at the end: pop3_methods_password, pop3_methods_token, or a
       list of those that are wanted, and then no other is linked. The first that the server offers
       and the policy allows is tried, once. NX_NULL: PLAIN, then USER/PASS; with APOP_authentication
       APOP, and those only where the fallback is allowed. The forms -PLUS are never used. */
    const struct pop3_method *const *nx_pop3_auth_methods;

    UINT nx_pop3_auth_options; /* NX_POP3_AUTH_* */

    /* The bearer token of OAUTHBEARER and XOAUTH2, and for the former the server's name; NUL
       terminated, or NX_NULL. With a token the password may be "". A reconnect reads it anew. */
    const CHAR *nx_pop3_auth_token;
    const CHAR *nx_pop3_auth_host;

    /* The identity to act as, where it is not the user's own; NUL terminated, or NX_NULL. */
    const CHAR *nx_pop3_auth_authzid;

    /* Fills in random octets for the nonce of SCRAM, or returns a status. With SCRAM never NX_NULL. */
    UINT (*nx_pop3_auth_random)(UCHAR *octets, UINT length);

    /* What SCRAM may cost: see struct pop3_scram_config. 0: POP3_SCRAM_MAX_ITERATIONS. */
    ULONG nx_pop3_auth_max_iterations;

    /* Room for a longer response than NX_POP3_AUTH_RESPONSE_SIZE; wiped after use. Or NX_NULL. */
    UCHAR *nx_pop3_auth_buffer;
    UINT nx_pop3_auth_buffer_size;

    /* --- Set by nx_pop3_client_auth_set. */
    UINT (*nx_pop3_auth_login)(NX_POP3_CLIENT *client_ptr);
} NX_POP3_CLIENT_AUTH;

#ifndef NX_POP3_CLIENT_SOURCE_CODE
#ifdef NX_DISABLE_ERROR_CHECKING
#define nx_pop3_client_auth_set _nx_pop3_client_auth_set
#else
#define nx_pop3_client_auth_set _nxe_pop3_client_auth_set
#endif
#endif

#ifdef __cplusplus
extern "C"
{
#endif

    /*
     * nx_pop3_client_auth_set
     *
     * How the client logs in. May be called before create, whose login then heeds it, and after it,
     * for the logins of nx_pop3_client_mail_items_get. Delete forgets it.
     *
     * The services of create return then, besides what is listed with them:
     *   NX_POP3_TLS_REQUIRED  There is no TLS, and NX_POP3_AUTH_CLEARTEXT is not set
     *   NX_POP3_NO_MECHANISM  The server offers none of the methods, or only in a way that the policy
     *                         forbids; no secret was sent
     *   NX_POP3_PARAM_ERROR   The name, password or token cannot be sent with the method chosen; or
     *                         too little room for the response
     *   any status of nx_pop3_auth_random
     *
     * Input
     *   auth_ptr  How to log in, or NX_NULL for the way without this service
     *
     * Output
     *   NX_PTR_ERROR  SCRAM is among the methods and there is no nx_pop3_auth_random
     */
    UINT _nx_pop3_client_auth_set(NX_POP3_CLIENT *client_ptr, NX_POP3_CLIENT_AUTH *auth_ptr);
    UINT _nxe_pop3_client_auth_set(NX_POP3_CLIENT *client_ptr, NX_POP3_CLIENT_AUTH *auth_ptr);

#ifdef __cplusplus
}
#endif

#endif
