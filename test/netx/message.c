/* SPDX-License-Identifier: MIT */
/*
 * The message as the application gets it: every packet is looked at, and in the
 * end the octets of all are compared.
 *
 * Delivered clean, they are the text of the step. Delivered as they came
 * (NX_POP3_CLIENT_RAW_MESSAGE), they are what the server sent from behind the
 * status line to the final line, this included.
 */
#include <string.h>

#include "harness.h"
#include "report.h"

#define LARGEST (256u * 1024u)

/* What has come of a message: raw since its beginning, clean since the step's. */
static struct taken {
    char octets[LARGEST];
    size_t n;
    const char *answer; /* where the server's answer begins */
} takens[CLIENTS];

void message_begin(void)
{
    for (UINT i = 0; i < CLIENTS; i++)
        takens[i].answer = NULL;
}

/* The last packet of a chain; a packet alone names none or itself. */
static int last_is(const NX_PACKET *packet)
{
#ifndef NX_DISABLE_PACKET_CHAIN
    const NX_PACKET *last = packet;
    while (last->nx_packet_next)
        last = last->nx_packet_next;
    if (last != packet || packet->nx_packet_last)
        return packet->nx_packet_last == last;
#endif
    return packet != NULL;
}

/* Adds the packet to what has come; complains where it is not what was said. */
static void packet_take(struct taken *to, NX_PACKET *packet, ULONG bytes)
{
    NX_PACKET *part = packet;
    ULONG sum = 0;
    if (packet->nx_packet_length != bytes)
        case_fail("bytes is %lu, the packet's length %lu", (unsigned long)bytes,
                  (unsigned long)packet->nx_packet_length);
    if (!last_is(packet))
        case_fail("nx_packet_last is wrong");
    while (part) {
        size_t n = (size_t)(part->nx_packet_append_ptr - part->nx_packet_prepend_ptr);
        if (part->nx_packet_pool_owner != &receive_pool)
            case_fail("a packet of the message is not of the receive pool");
        if (part->nx_packet_append_ptr < part->nx_packet_prepend_ptr ||
            part->nx_packet_append_ptr > part->nx_packet_data_end || n > LARGEST - to->n) {
            case_fail("the packet's pointers are wrong");
            return;
        }
        memcpy(to->octets + to->n, part->nx_packet_prepend_ptr, n);
        to->n += n;
        sum += (ULONG)n;
#ifndef NX_DISABLE_PACKET_CHAIN
        part = part->nx_packet_next;
#else
        part = NX_NULL;
#endif
    }
    if (sum != bytes)
        case_fail("bytes is %lu, the packets hold %lu", (unsigned long)bytes,
                  (unsigned long)sum);
}

/* Says where what has come is not what was to come. */
static void taken_compare(const struct taken *taken, struct text want)
{
    size_t i = 0;
    if (taken->n == want.n && memcmp(taken->octets, want.p, want.n) == 0)
        return;
    while (i < taken->n && i < want.n && taken->octets[i] == want.p[i])
        i++;
    case_fail("the message has %zu octets instead of %zu and differs at %zu: %s", taken->n,
              want.n, i, report_show(taken->octets + i, taken->n - i));
}

#ifdef NX_POP3_CLIENT_RAW_MESSAGE
/* The message in the server's answer, as far as it was sent; true if with its end. */
static int wire_find(struct text answer, struct text *wire)
{
    const char *end = answer.p + answer.n, *p = memchr(answer.p, '\n', answer.n);
    wire->p = p ? p + 1 : end;
    wire->n = (size_t)(end - wire->p);
    for (; p && end - p >= 4; p++)
        if (memcmp(p, "\n.\r\n", 4) == 0 && p[-1] == '\r') {
            wire->n = (size_t)(p + 4 - wire->p);
            return 1;
        }
    return 0;
}

/* What has come is on the wire, and this is the final packet just if all has. */
static void raw_check(const struct taken *taken, struct text answer, UINT final)
{
    struct text wire;
    int whole = wire_find(answer, &wire);
    if (taken->n < wire.n)
        wire.n = taken->n;
    else
        whole = !whole ? 0 : 2;
    taken_compare(taken, wire);
    if ((final == NX_TRUE) != (whole == 2))
        case_fail("final_packet is %u with %zu octets of the message", final, taken->n);
}
#endif

/* Each packet of a message, whichever step gets it. */
static void taken_check(struct taken *taken, UINT who, NX_PACKET *packet, ULONG bytes,
                        UINT final)
{
    struct text answer = server_answer(who);
#ifdef NX_POP3_CLIENT_RAW_MESSAGE
    if (taken->answer != answer.p)
        taken->n = 0;
#endif
    taken->answer = answer.p;
    packet_take(taken, packet, bytes);
    if (bytes == 0 && !(DELIVERED(1, 0) && final))
        case_fail("an empty packet that is not the last");
#ifdef NX_POP3_CLIENT_RAW_MESSAGE
    raw_check(taken, answer, final);
#endif
}

static UINT packet_get(UINT who, ULONG *bytes, UINT *final)
{
    NX_PACKET *packet = NX_NULL;
    UINT status;
    *bytes = ANY_VALUE;
    *final = 77;
    status = nx_pop3_client_mail_item_message_get(clients[who], &packet, bytes, final);
    if (status != NX_SUCCESS)
        return status;
    if (!packet) {
        case_fail("message_get succeeds without a packet");
        return ANY_FAILURE;
    }
    if (*final != NX_TRUE && *final != NX_FALSE)
        case_fail("final_packet is %u", *final);
    taken_check(&takens[who], who, packet, *bytes, *final);
    nx_packet_release(packet);
    return status;
}

static void step_begin(UINT who)
{
    if (DELIVERED(1, 0))
        takens[who].n = 0;
}

UINT message_packet(UINT who, ULONG *bytes, UINT *final)
{
    step_begin(who);
    return packet_get(who, bytes, final);
}

/* Until the final packet, or count times. */
static UINT packets_get(UINT who, UINT count)
{
    ULONG bytes;
    UINT status, final = NX_FALSE;
    step_begin(who);
    for (UINT i = 0; !final && (!count || i < count); i++) {
        status = packet_get(who, &bytes, &final);
        if (status != NX_SUCCESS)
            return status;
        if (i > 100000u) {
            case_fail("message_get never ends");
            return ANY_FAILURE;
        }
    }
    if (count && final)
        case_fail("the packet is final too early");
    return NX_SUCCESS;
}

UINT message_part(UINT who, UINT count)
{
    return packets_get(who, count);
}

UINT message_all(UINT who, struct text clean)
{
    UINT status = packets_get(who, 0);
    if (status == NX_SUCCESS && DELIVERED(1, 0))
        taken_compare(&takens[who], clean);
    return status;
}
