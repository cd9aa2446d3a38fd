/* SPDX-License-Identifier: MIT */
/*
 * Base64 as SASL uses it (RFC 4648 section 4, RFC 5034 section 4): with padding,
 * without white space, strict.
 */
#ifndef POP3_BASE64_H
#define POP3_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The octets that n octets become. */
#define POP3_BASE64_SIZE(n) (((n) + 2) / 3 * 4)

/*
 * Octets written to to, which has room for cap; 0 where that is too little. to
 * may overlap from where from lies at the end of the same room: an octet is
 * read before what is written gets there.
 */
size_t pop3_base64_encode(uint8_t *to, size_t cap, const uint8_t *from, size_t n);

/*
 * Decodes len octets, *n of them to to (len / 4 * 3 suffice); to may be from.
 * False where they are not base64: a foreign octet, white space, "=" elsewhere
 * than at the end, a length that is no multiple of 4, bits that nobody encodes.
 */
bool pop3_base64_decode(uint8_t *to, size_t *n, const uint8_t *from, size_t len);

#endif
