/* SPDX-License-Identifier: MIT */
/* The tables that applications name, see nx_crypto.h. */
#include "nx_secure_core.h"

NX_SECURE_TLS_CRYPTO nx_crypto_tls_ciphers = {NX_SECURE_METADATA_SIZE};
const NX_SECURE_TLS_CRYPTO nx_crypto_tls_ciphers_ecc = {NX_SECURE_METADATA_SIZE};

const NX_CRYPTO_METHOD *supported_crypto[] = {NX_NULL};
const UINT supported_crypto_size = sizeof(supported_crypto) / sizeof(supported_crypto[0]);
const NX_CRYPTO_CIPHERSUITE *ciphersuite_map[] = {NX_NULL};
const UINT ciphersuite_map_size = sizeof(ciphersuite_map) / sizeof(ciphersuite_map[0]);

/* secp256r1, secp384r1, secp521r1 */
const USHORT nx_crypto_ecc_supported_groups[] = {23, 24, 25};
const NX_CRYPTO_METHOD *nx_crypto_ecc_curves[] = {NX_NULL, NX_NULL, NX_NULL};
const UINT nx_crypto_ecc_supported_groups_size =
    sizeof(nx_crypto_ecc_supported_groups) / sizeof(nx_crypto_ecc_supported_groups[0]);

UINT _nx_crypto_initialize(VOID)
{
    return NX_CRYPTO_SUCCESS;
}
