/* SPDX-License-Identifier: MIT */
/* MD5 (RFC 1321) under NetX's names. A digest is made by initialize, any number
   of updates, and digest_calculate, which writes 16 octets and leaves nothing
   of the input in the context. All three return NX_SUCCESS. */
#ifndef NX_MD5_H
#define NX_MD5_H

#include "nx_api.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef struct NX_MD5_STRUCT
    {
        ULONG nx_md5_states[4];
        ULONG nx_md5_bit_count[2];
        UCHAR nx_md5_buffer[64];
    } NX_MD5;

    UINT _nx_md5_initialize(NX_MD5 *context);
    UINT _nx_md5_update(NX_MD5 *context, UCHAR *input_ptr, UINT input_length);
    UINT _nx_md5_digest_calculate(NX_MD5 *context, UCHAR digest[16]);

#ifdef __cplusplus
}
#endif

#endif
