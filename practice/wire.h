/* SPDX-License-Identifier: MIT */
/* How the octets of a message file go on the wire (RFC 1939 §3, RFC 5322 §2.1).
 *
 * The one rule: a line ends at LF. On the wire it ends with CRLF: the CR is added where the
 * file has none before the LF. A last line without LF gets CRLF. A file without octets has no
 * lines. Everything else - NUL, 8-bit octets, a CR not followed by LF - goes through as it is.
 * Sizes (LIST, STAT) count the octets after this rule and before dot-stuffing. */
#ifndef PRACTICE_WIRE_H
#define PRACTICE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line, as far as it has been seen. {0} is the start of a line. */
struct wire_line {
    bool begun; /* at least one octet of it was seen */
    bool cr;    /* the last octet seen was CR */
    bool text;  /* something other than one CR was seen: not a blank line */
};

/* What a whole message needs; start with {0}. */
struct wire_measure {
    struct wire_line line;
    uint64_t octets; /* of complete lines and of the begun one, unstuffed */
    bool altered;    /* a CR or a dot must be added somewhere */
};
void wire_measure(struct wire_measure *, const uint8_t *in, size_t n);
void wire_measure_end(struct wire_measure *);

/* Conversion to wire form, with dot-stuffing; start with {0}. With `limited` it stops after
 * the header, the blank line and `lines` more lines (TOP). */
struct wire {
    struct wire_line line;
    bool limited, in_body, done;
    uint32_t lines;
};

/* Converts what fits into out[cap]; `*n` is the input on entry, what was used on return.
 * Returns the octets written. Makes progress if cap >= 4. */
size_t wire_convert(struct wire *, const uint8_t *in, size_t *n, uint8_t *out, size_t cap);

/* Ends a begun line and the reply: at most 5 octets to `out`. */
size_t wire_end(struct wire *, uint8_t *out);

#endif
