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
 * The CPU is known when this is compiled, not asked when it runs: SSE2 already
 * searches as fast as memory delivers, so AVX2 is for those who compile for it
 * (-mavx2, -march=...).
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
 * A wide variant brings these views of q, hits as UNIT bits an octet, first lowest:
 *     probe_hits(q)   those in q[0..PROBE)
 *     step_hits(q)    those in q[0..STEP)
 *     block_has(q)    whether there are any in q[0..BLOCK)
 * and, at half of their cost, whether an LF is there that could make a hit:
 *     probe_has_lf(q), step_has_lf(q), and stride_has_lf(q) for q[0..STRIDE)
 */
#if POP3_SCAN_VARIANT == POP3_SCAN_SSE2
#include <emmintrin.h>
#define STEP 32u
#define UNIT 1u

static inline __m128i lfs(const uint8_t *q)
{
    __m128i lf = _mm_loadu_si128((const __m128i *)(const void *)(q - 1));

    return _mm_cmpeq_epi8(lf, _mm_set1_epi8('\n'));
}

static inline __m128i block_lfs(const uint8_t *q)
{
    __m128i low = _mm_or_si128(lfs(q), lfs(q + 16));
    __m128i high = _mm_or_si128(lfs(q + 32), lfs(q + 48));

    return _mm_or_si128(low, high);
}

static inline bool probe_has_lf(const uint8_t *q)
{
    return _mm_movemask_epi8(lfs(q)) != 0;
}

static inline bool step_has_lf(const uint8_t *q)
{
    return _mm_movemask_epi8(_mm_or_si128(lfs(q), lfs(q + 16))) != 0;
}

static inline bool stride_has_lf(const uint8_t *q)
{
    return _mm_movemask_epi8(_mm_or_si128(block_lfs(q), block_lfs(q + 64))) != 0;
}

static inline __m128i hits(const uint8_t *q)
{
    __m128i dot = _mm_loadu_si128((const __m128i *)(const void *)q);

    return _mm_and_si128(_mm_cmpeq_epi8(dot, _mm_set1_epi8('.')), lfs(q));
}

static inline uint64_t probe_hits(const uint8_t *q)
{
    return (unsigned)_mm_movemask_epi8(hits(q));
}

static inline uint64_t step_hits(const uint8_t *q)
{
    return probe_hits(q) | probe_hits(q + 16) << 16;
}

static inline bool block_has(const uint8_t *q)
{
    __m128i low = _mm_or_si128(hits(q), hits(q + 16));
    __m128i high = _mm_or_si128(hits(q + 32), hits(q + 48));

    return _mm_movemask_epi8(_mm_or_si128(low, high)) != 0;
}

#elif POP3_SCAN_VARIANT == POP3_SCAN_AVX2
#include <immintrin.h>
#define STEP 32u
#define UNIT 1u

static inline __m256i lfs(const uint8_t *q)
{
    __m256i lf = _mm256_loadu_si256((const __m256i *)(const void *)(q - 1));

    return _mm256_cmpeq_epi8(lf, _mm256_set1_epi8('\n'));
}

static inline __m128i probe_lfs(const uint8_t *q)
{
    __m128i lf = _mm_loadu_si128((const __m128i *)(const void *)(q - 1));

    return _mm_cmpeq_epi8(lf, _mm_set1_epi8('\n'));
}

static inline bool probe_has_lf(const uint8_t *q)
{
    return _mm_movemask_epi8(probe_lfs(q)) != 0;
}

static inline bool step_has_lf(const uint8_t *q)
{
    return _mm256_movemask_epi8(lfs(q)) != 0;
}

static inline bool stride_has_lf(const uint8_t *q)
{
    __m256i low = _mm256_or_si256(lfs(q), lfs(q + 32));
    __m256i high = _mm256_or_si256(lfs(q + 64), lfs(q + 96));

    return _mm256_movemask_epi8(_mm256_or_si256(low, high)) != 0;
}

static inline __m256i hits(const uint8_t *q)
{
    __m256i dot = _mm256_loadu_si256((const __m256i *)(const void *)q);

    return _mm256_and_si256(_mm256_cmpeq_epi8(dot, _mm256_set1_epi8('.')), lfs(q));
}

static inline uint64_t step_hits(const uint8_t *q)
{
    return (unsigned)_mm256_movemask_epi8(hits(q));
}

static inline uint64_t probe_hits(const uint8_t *q)
{
    __m128i dot = _mm_loadu_si128((const __m128i *)(const void *)q);

    dot = _mm_cmpeq_epi8(dot, _mm_set1_epi8('.'));
    return (unsigned)_mm_movemask_epi8(_mm_and_si128(dot, probe_lfs(q)));
}

static inline bool block_has(const uint8_t *q)
{
    return _mm256_movemask_epi8(_mm256_or_si256(hits(q), hits(q + 32))) != 0;
}

#elif POP3_SCAN_VARIANT == POP3_SCAN_NEON
#include <arm_neon.h>
#define STEP 16u
#define UNIT 4u

static inline uint8x16_t lfs(const uint8_t *q)
{
    return vceqq_u8(vld1q_u8(q - 1), vdupq_n_u8('\n'));
}

static inline uint8x16_t block_lfs(const uint8_t *q)
{
    return vorrq_u8(vorrq_u8(lfs(q), lfs(q + 16)), vorrq_u8(lfs(q + 32), lfs(q + 48)));
}

static inline uint8x16_t hits(const uint8_t *q)
{
    return vandq_u8(vceqq_u8(vld1q_u8(q), vdupq_n_u8('.')), lfs(q));
}

static inline uint64_t nibbles(uint8x16_t v)
{
    uint8x8_t half = vshrn_n_u16(vreinterpretq_u16_u8(v), 4);

    return vget_lane_u64(vreinterpret_u64_u8(half), 0);
}

static inline bool probe_has_lf(const uint8_t *q)
{
    return nibbles(lfs(q)) != 0;
}

static inline bool step_has_lf(const uint8_t *q)
{
    return probe_has_lf(q);
}

static inline bool stride_has_lf(const uint8_t *q)
{
    return nibbles(vorrq_u8(block_lfs(q), block_lfs(q + 64))) != 0;
}

static inline uint64_t probe_hits(const uint8_t *q)
{
    return nibbles(hits(q));
}

static inline uint64_t step_hits(const uint8_t *q)
{
    return probe_hits(q);
}

static inline bool block_has(const uint8_t *q)
{
    uint8x16_t low = vorrq_u8(hits(q), hits(q + 16));
    uint8x16_t high = vorrq_u8(hits(q + 32), hits(q + 48));

    return nibbles(vorrq_u8(low, high)) != 0;
}
#endif

#ifdef STEP
#define PROBE   16u
#define BLOCK   64u
#define STRIDE  128u
#define STRETCH 1024u
#define LARGE                                                                                  \
    65536u /* more than the first cache holds: memory is the limit, not the search             \
            */
#define NEAR  (1 + PROBE + 8 * 32u)
#define AHEAD 2048u /* fetched into the first cache, */
#define FAR   8192u /* into the second: beyond the page that the CPU itself fetches */

static inline size_t first_of(uint64_t hits_found)
{
    return (unsigned)__builtin_ctzll(hits_found) / UNIT;
}

/* True with *at at the first hit; false with *at less than a step before end. */
static inline bool steps_find(const uint8_t *p, size_t *at, size_t end)
{
    size_t i = *at;

    for (; i + STEP <= end; i += STEP) {
        if (step_has_lf(p + i)) {
            uint64_t found = step_hits(p + i);

            if (found != 0) {
                *at = i + first_of(found);
                return true;
            }
        }
    }
    *at = i;
    return false;
}

/* As steps_find(), but false leaves *at less than LARGE before n. */
static inline bool blocks_find(const uint8_t *p, size_t *at, size_t n)
{
    for (; n - *at >= LARGE; *at += BLOCK) {
        if (block_has(p + *at))
            return steps_find(p, at, *at + BLOCK);
        __builtin_prefetch(p + *at + AHEAD, 0, 3);
        __builtin_prefetch(p + *at + FAR, 0, 2);
    }
    return false;
}

/*
 * Strides as long as there is no LF at all, from the first one to the end of a stretch
 * blocks; behind a whole stretch without LF memchr() finds the next. As steps_find(),
 * but false leaves *at less than a stride before n.
 */
static inline bool stretches_find(const uint8_t *p, size_t *at, size_t n)
{
    size_t i = *at;

    while (n - i >= STRIDE) {
        size_t end = n - i < STRETCH ? n : i + STRETCH;

        while (i + STRIDE <= end && !stride_has_lf(p + i))
            i += STRIDE;
        if (i + STRIDE > end) {
            const uint8_t *lf = memchr(p + i - 1, '\n', n - i);

            i = lf != NULL ? (size_t)(lf - p) + 1 : n;
            continue;
        }
        *at = i;
        if (steps_find(p, at, i + STRIDE))
            return true;
        for (i = *at; i + BLOCK <= end; i += BLOCK) {
            if (block_has(p + i)) {
                *at = i;
                return steps_find(p, at, i + BLOCK);
            }
        }
    }
    *at = i;
    return false;
}

/*
 * Where many lines open with a dot, the time goes into the first octets, and into
 * branches that cannot be predicted. The probe is for lines of a few octets; the
 * steps are wide, and begin where lines of 47 to 78 octets, with their CRLF, all
 * end in the same one. Large buffers go by blocks, fetched ahead, without branches
 * that depend on LF; the rest, and what is smaller, by stretches. Probes are for what
 * is left behind the last step; the last one ends with the input.
 */
size_t pop3_scan(const uint8_t *p, size_t n)
{
    size_t i = 1 + PROBE;
    uint64_t found;

    if (n < 1 + PROBE)
        return octets_scan(p, 1, n);
    if (probe_has_lf(p + 1) && (found = probe_hits(p + 1)) != 0)
        return 1 + first_of(found);
    if (steps_find(p, &i, n < NEAR ? n : NEAR) || blocks_find(p, &i, n) ||
        stretches_find(p, &i, n) || steps_find(p, &i, n))
        return i;
    for (; n - i >= PROBE; i += PROBE) {
        if ((found = probe_hits(p + i)) != 0)
            return i + first_of(found);
    }
    found = probe_hits(p + (n - PROBE));
    return found != 0 ? n - PROBE + first_of(found) : n;
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
