/* SPDX-License-Identifier: MIT */
/* What of NetX Crypto an application of NX Secure names: the tables that it
   hands to nx_secure_tls_session_create. On the host the algorithms are those
   of OpenSSL, whichever table is given, so that the tables only have names.
   As in NetX they are declared by the application. */
#ifndef NX_CRYPTO_H
#define NX_CRYPTO_H

#include "nx_api.h"

#ifdef __cplusplus
extern "C"
{
#endif

#define NX_CRYPTO_SUCCESS 0x00
#define NX_CRYPTO_TRUE    1
#define NX_CRYPTO_FALSE   0
#define NX_CRYPTO_NULL    0

    typedef struct NX_CRYPTO_METHOD_STRUCT
    {
        UINT nx_crypto_algorithm;
    } NX_CRYPTO_METHOD;

    typedef struct NX_CRYPTO_CIPHERSUITE_STRUCT
    {
        UINT nx_crypto_ciphersuite_id;
    } NX_CRYPTO_CIPHERSUITE;

#define nx_crypto_initialize _nx_crypto_initialize
    UINT _nx_crypto_initialize(VOID);

#ifdef __cplusplus
}
#endif

#endif
