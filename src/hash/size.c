/* SPDX-License-Identifier: MIT */
/* What is the same over every library. */
#include "nxpop3/hash.h"

size_t pop3_digest_size(enum pop3_hash hash)
{
    switch (hash) {
    case POP3_MD5:
        return 16;
    case POP3_SHA_1:
        return 20;
    case POP3_SHA_256:
        return 32;
    }
    return 0;
}
