/* SPDX-License-Identifier: MIT */
/*
 * What is in flight, and how it ends: the octets that the transport has not
 * taken, the oldest command answered, the exchange of AUTH over, the session
 * broken. The lowest file of the engine; the others stand on it.
 */
#include "core.h"
#include "nxpop3/sasl.h"

#include <string.h>

void pop3_wipe(void *p, size_t n)
{
    volatile uint8_t *octet = p;
    while (n-- > 0)
        *octet++ = 0;
}

struct pop3_bytes pop3_out(const struct pop3 *p)
{
    return (struct pop3_bytes){p->out, p->out_len};
}

void pop3_sent(struct pop3 *p, size_t n)
{
    if (n > p->out_len)
        n = p->out_len;
    size_t rest = p->out_len - n;
    if (n == 0)
        return;
    memmove(p->out, p->out + n, rest);
    pop3_wipe(p->out + rest, n);
    p->out_len = (uint16_t)rest;
}

bool pop3_is_auth(const struct pop3 *p)
{
    return p->count > 0 && pop3_head(p)->verb == POP3_AUTH;
}

bool pop3_auth_over(struct pop3 *p)
{
    bool proved = p->sasl->vt->proved(p->sasl);
    p->sasl->vt->wipe(p->sasl);
    pop3_wipe(p->out + p->out_len, (size_t)(p->out_cap - p->out_len));
    return proved;
}

void pop3_break(struct pop3 *p, enum pop3_err err)
{
    if (p->err != POP3_OK)
        return;
    p->err = (uint8_t)err;
    p->reader = READ_STATUS;
    p->flags |= F_REPORT;
    if (pop3_is_auth(p))
        pop3_auth_over(p);
    pop3_sent(p, p->out_len);
}

void pop3_answered(struct pop3 *p, const struct pop3_bytes *in)
{
    p->head = (uint8_t)((p->head + 1) % p->depth);
    p->count--;
    p->flags |= F_PROGRESS;
    if (p->count == 0 && in->n > 0)
        p->flags |= F_UNREAD;
}
