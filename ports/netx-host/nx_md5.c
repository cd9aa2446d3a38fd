/* SPDX-License-Identifier: MIT */
/* MD5, RFC 1321. The buffer holds the octets of an unfinished block; the bit
   count has 64 bits in two words, the lower one first. */
#include "nx_md5.h"

/* floor(2^32 * abs(sin(i + 1))), RFC 1321, section 3.4. */
static const uint32_t sine[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

static const UCHAR shift[16] = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};

static uint32_t word_get(const UCHAR *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static VOID word_put(UCHAR *p, uint32_t word)
{
    for (UINT i = 0; i < 4; i++, word >>= 8)
    {
        p[i] = (UCHAR)word;
    }
}

static VOID block_process(NX_MD5 *context, const UCHAR *block)
{
    uint32_t a = (uint32_t)context->nx_md5_states[0], b = (uint32_t)context->nx_md5_states[1];
    uint32_t c = (uint32_t)context->nx_md5_states[2], d = (uint32_t)context->nx_md5_states[3];
    for (UINT i = 0; i < 64; i++)
    {
        uint32_t f, turned;
        UINT k, s = shift[i / 16 * 4 + i % 4];
        switch (i / 16)
        {
        case 0:
            f = (b & c) | (~b & d);
            k = i;
            break;
        case 1:
            f = (b & d) | (c & ~d);
            k = 5 * i + 1;
            break;
        case 2:
            f = b ^ c ^ d;
            k = 3 * i + 5;
            break;
        default:
            f = c ^ (b | ~d);
            k = 7 * i;
            break;
        }
        f += a + sine[i] + word_get(block + k % 16 * 4);
        turned = (f << s) | (f >> (32 - s));
        a = d;
        d = c;
        c = b;
        b += turned;
    }
    context->nx_md5_states[0] = (ULONG)(uint32_t)(context->nx_md5_states[0] + a);
    context->nx_md5_states[1] = (ULONG)(uint32_t)(context->nx_md5_states[1] + b);
    context->nx_md5_states[2] = (ULONG)(uint32_t)(context->nx_md5_states[2] + c);
    context->nx_md5_states[3] = (ULONG)(uint32_t)(context->nx_md5_states[3] + d);
}

UINT _nx_md5_initialize(NX_MD5 *context)
{
    memset(context, 0, sizeof *context);
    context->nx_md5_states[0] = 0x67452301;
    context->nx_md5_states[1] = 0xefcdab89;
    context->nx_md5_states[2] = 0x98badcfe;
    context->nx_md5_states[3] = 0x10325476;
    return NX_SUCCESS;
}

UINT _nx_md5_update(NX_MD5 *context, UCHAR *input_ptr, UINT input_length)
{
    UINT held = (UINT)(context->nx_md5_bit_count[0] >> 3) & 63;
    uint32_t low = (uint32_t)context->nx_md5_bit_count[0] + ((uint32_t)input_length << 3);
    context->nx_md5_bit_count[1] += (input_length >> 29) + (low < (uint32_t)(input_length << 3));
    context->nx_md5_bit_count[0] = low;
    while (input_length)
    {
        UINT part = 64 - held < input_length ? 64 - held : input_length;
        memcpy(context->nx_md5_buffer + held, input_ptr, part);
        held += part;
        input_ptr += part;
        input_length -= part;
        if (held == 64)
        {
            block_process(context, context->nx_md5_buffer);
            held = 0;
        }
    }
    return NX_SUCCESS;
}

UINT _nx_md5_digest_calculate(NX_MD5 *context, UCHAR digest[16])
{
    UCHAR padding[64] = {0x80};
    UCHAR length[8];
    UINT held = (UINT)(context->nx_md5_bit_count[0] >> 3) & 63;
    word_put(length, (uint32_t)context->nx_md5_bit_count[0]);
    word_put(length + 4, (uint32_t)context->nx_md5_bit_count[1]);
    (void)_nx_md5_update(context, padding, held < 56 ? 56 - held : 120 - held);
    (void)_nx_md5_update(context, length, sizeof length);
    for (UINT i = 0; i < 4; i++)
    {
        word_put(digest + 4 * i, (uint32_t)context->nx_md5_states[i]);
    }
    memset(context->nx_md5_buffer, 0, sizeof context->nx_md5_buffer);
    return NX_SUCCESS;
}
