/* SPDX-License-Identifier: MIT */
/*
 * pop3_scan(): the first dot that follows LF (RFC 1939 section 3).
 *
 * Every variant compares two views of the same octets, one of them an octet
 * earlier: '.' in the one and LF in the other. So no state is carried from one
 * step to the next, and a step may overlap what was searched already, which is
 * how the wide variants end: their last step ends with the input instead of
 * beyond it. Whatever is shorter than one step goes octet by octet.
 *
 * The CPU is known when this is compiled, not asked when it runs: a message
 * arrives far more slowly than SSE2 searches it, so AVX2 is for those who
 * compile for it (-mavx2, -march=...).
 */
#include "scan.h"

#include <stdbool.h>
#include <string.h>

#ifndef POP3_SCAN_VARIANT
#if defined(__OPTIMIZE_SIZE__) || defined(NXPOP3_SMALL)
#define POP3_SCAN_VARIANT POP3_SCAN_PLAIN
#elif defined(__GNUC__) && defined(__AVX2__)
#define POP3_SCAN_VARIANT POP3_SCAN_AVX2
#elif defined(__GNUC__) && defined(__SSE2__)
#define POP3_SCAN_VARIANT POP3_SCAN_SSE2
#elif defined(__GNUC__) && defined(__ARM_NEON) && !defined(__ARM_BIG_ENDIAN)
#define POP3_SCAN_VARIANT POP3_SCAN_NEON
#else
#define POP3_SCAN_VARIANT POP3_SCAN_WORD
#endif
#endif

/* From i on, which is 1 or more. */
static inline size_t octets_scan(const uint8_t *p, size_t i, size_t n)
{
    for (; i < n; i++) {
        if (p[i] == '.' && p[i - 1] == '\n')
            return i;
    }
    return n;
}

/*
 * A wide variant brings two functions, each returning the offset of the first
 * hit or the number of octets it looked at:
 *     step_scan(q)   STEP octets from q on
 *     block_scan(q)  BLOCK octets from q on
 */
#if POP3_SCAN_VARIANT == POP3_SCAN_SSE2
#include <emmintrin.h>
#define STEP  16u
#define BLOCK 64u

static inline __m128i hits(const uint8_t *q)
{
    __m128i dot = _mm_loadu_si128((const __m128i *)(const void *)q);
    __m128i lf = _mm_loadu_si128((const __m128i *)(const void *)(q - 1));

    return _mm_and_si128(_mm_cmpeq_epi8(dot, _mm_set1_epi8('.')),
                         _mm_cmpeq_epi8(lf, _mm_set1_epi8('\n')));
}

static inline uint64_t bits(__m128i v)
{
    return (uint32_t)_mm_movemask_epi8(v);
}

static inline size_t step_scan(const uint8_t *q)
{
    uint64_t found = bits(hits(q));

    return found != 0 ? (size_t)__builtin_ctzll(found) : STEP;
}

static inline size_t block_scan(const uint8_t *q)
{
    __m128i a = hits(q), b = hits(q + 16), c = hits(q + 32), d = hits(q + 48);

    if (bits(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) == 0)
        return BLOCK;
    return (size_t)__builtin_ctzll(bits(a) | bits(b) << 16 | bits(c) << 32 | bits(d) << 48);
}

#elif POP3_SCAN_VARIANT == POP3_SCAN_AVX2
#include <immintrin.h>
#define STEP  32u
#define BLOCK 64u

static inline __m256i hits(const uint8_t *q)
{
    __m256i dot = _mm256_loadu_si256((const __m256i *)(const void *)q);
    __m256i lf = _mm256_loadu_si256((const __m256i *)(const void *)(q - 1));

    return _mm256_and_si256(_mm256_cmpeq_epi8(dot, _mm256_set1_epi8('.')),
                            _mm256_cmpeq_epi8(lf, _mm256_set1_epi8('\n')));
}

static inline uint64_t bits(__m256i v)
{
    return (uint32_t)_mm256_movemask_epi8(v);
}

static inline size_t step_scan(const uint8_t *q)
{
    uint64_t found = bits(hits(q));

    return found != 0 ? (size_t)__builtin_ctzll(found) : STEP;
}

static inline size_t block_scan(const uint8_t *q)
{
    __m256i a = hits(q), b = hits(q + 32);

    if (bits(_mm256_or_si256(a, b)) == 0)
        return BLOCK;
    return (size_t)__builtin_ctzll(bits(a) | bits(b) << 32);
}

#elif POP3_SCAN_VARIANT == POP3_SCAN_NEON
#include <arm_neon.h>
#define STEP  16u
#define BLOCK 64u

static inline uint8x16_t hits(const uint8_t *q)
{
    return vandq_u8(vceqq_u8(vld1q_u8(q), vdupq_n_u8('.')),
                    vceqq_u8(vld1q_u8(q - 1), vdupq_n_u8('\n')));
}

/* Four bits for each octet. */
static inline uint64_t bits(uint8x16_t v)
{
    uint8x8_t nibbles = vshrn_n_u16(vreinterpretq_u16_u8(v), 4);

    return vget_lane_u64(vreinterpret_u64_u8(nibbles), 0);
}

static inline size_t step_scan(const uint8_t *q)
{
    uint64_t found = bits(hits(q));

    return found != 0 ? (size_t)__builtin_ctzll(found) / 4 : STEP;
}

static inline size_t block_scan(const uint8_t *q)
{
    uint8x16_t a = hits(q), b = hits(q + 16), c = hits(q + 32), d = hits(q + 48);
    size_t at = 0;

    if (bits(vorrq_u8(vorrq_u8(a, b), vorrq_u8(c, d))) == 0)
        return BLOCK;
    while (step_scan(q + at) == STEP)
        at += STEP;
    return at + step_scan(q + at);
}
#endif

#ifdef STEP
size_t pop3_scan(const uint8_t *p, size_t n)
{
    size_t i = 1, at;

    if (n < 1 + STEP)
        return octets_scan(p, 1, n);
    for (; n - i >= BLOCK; i += BLOCK) {
        at = block_scan(p + i);
        if (at < BLOCK)
            return i + at;
    }
    for (; n - i >= STEP; i += STEP) {
        at = step_scan(p + i);
        if (at < STEP)
            return i + at;
    }
    at = step_scan(p + (n - STEP));
    return n - STEP + at;
}

#elif POP3_SCAN_VARIANT == POP3_SCAN_WORD
typedef uintptr_t word;

#define EACH(octet) ((word)-1 / 0xff * (octet))

/* w holds the octet, at a position that is not asked for. */
static inline bool word_has(word w, uint8_t octet)
{
    word x = w ^ EACH(octet);

    return ((x - EACH(0x01)) & ~x & EACH(0x80)) != 0;
}

/* The word at q, which is aligned for it. */
static inline word word_at(const uint8_t *q)
{
    word w;

#ifdef __GNUC__
    q = __builtin_assume_aligned(q, sizeof w);
#endif
    memcpy(&w, q, sizeof w);
    return w;
}

/* Only a word with a dot, and LF in it or before it, is worth a closer look. */
size_t pop3_scan(const uint8_t *p, size_t n)
{
    size_t i = 1, at, end;

    for (; i < n && (uintptr_t)(p + i) % sizeof(word) != 0; i++) {
        if (p[i] == '.' && p[i - 1] == '\n')
            return i;
    }
    for (; i < n && n - i >= sizeof(word); i += sizeof(word)) {
        word w = word_at(p + i);

        if (!word_has(w, '.') || (p[i - 1] != '\n' && !word_has(w, '\n')))
            continue;
        end = i + sizeof(word);
        at = octets_scan(p, i, end);
        if (at < end)
            return at;
    }
    return octets_scan(p, i, n);
}

#elif POP3_SCAN_VARIANT == POP3_SCAN_PLAIN
size_t pop3_scan(const uint8_t *p, size_t n)
{
    return octets_scan(p, 1, n);
}

#else
#error "POP3_SCAN_VARIANT is none of those in scan.h"
#endif
