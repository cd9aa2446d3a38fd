/* SPDX-License-Identifier: MIT */
/*
 * Ciphertext in memory: OpenSSL's records come straight from the input that a
 * call is lent and go to one buffer that pop3_tls_out() shows.
 *
 * Invariants: t->in points somewhere only while a call runs, and OpenSSL asks for
 * more only when that which was lent is used up. The output has a limit: a peer
 * that asks for key updates without end and reads nothing does not fill the
 * memory, its session stands still.
 */
#include <string.h>

#include "tls_parts.h"

#define OUT_IDLE 1024u /* kept by a session at rest: any POP3 command fits */

static int memory_create(BIO *bio)
{
    BIO_set_init(bio, 1);
    return 1;
}

static int memory_read(BIO *bio, char *to, size_t cap, size_t *n)
{
    struct pop3_tls *t = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    if (t->in == NULL || t->in->n == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    *n = cap < t->in->n ? cap : t->in->n;
    memcpy(to, t->in->p, *n);
    t->in->p += *n;
    t->in->n -= *n;
    return 1;
}

/* Room for n octets more, as far as the limit allows; false only without memory. */
static bool out_reserve(struct pop3_tls *t, size_t n)
{
    size_t cap = t->out_cap;
    uint8_t *bigger;

    if (t->out_head != 0) {
        memmove(t->out, t->out + t->out_head, t->out_len);
        t->out_head = 0;
    }
    while (cap < TLS_OUT_MOST && n > cap - t->out_len)
        cap = cap == 0 ? OUT_IDLE : 2 * cap;
    if (cap == t->out_cap)
        return true;
    bigger = OPENSSL_realloc(t->out, cap);
    if (bigger == NULL)
        return false;
    t->out = bigger;
    t->out_cap = cap;
    return true;
}

static int memory_write(BIO *bio, const char *from, size_t size, size_t *n)
{
    struct pop3_tls *t = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    if (!out_reserve(t, size)) {
        t->no_memory = true;
        return 0;
    }
    if (t->out_len == t->out_cap) {
        BIO_set_retry_write(bio);
        return 0;
    }
    *n = size < t->out_cap - t->out_len ? size : t->out_cap - t->out_len;
    memcpy(t->out + t->out_len, from, *n);
    t->out_len += *n;
    return 1;
}

static long memory_ctrl(BIO *bio, int command, long number, void *pointer)
{
    (void)bio, (void)number, (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

BIO_METHOD *tls_bio_method(void)
{
    BIO_METHOD *bio = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "nxpop3 memory");

    if (bio == NULL || BIO_meth_set_create(bio, memory_create) != 1 ||
        BIO_meth_set_read_ex(bio, memory_read) != 1 ||
        BIO_meth_set_write_ex(bio, memory_write) != 1 ||
        BIO_meth_set_ctrl(bio, memory_ctrl) != 1) {
        BIO_meth_free(bio);
        return NULL;
    }
    return bio;
}

struct pop3_bytes pop3_tls_out(const struct pop3_tls *t)
{
    struct pop3_bytes out = {NULL, t->out_len};

    if (t->out_len != 0)
        out.p = t->out + t->out_head;
    return out;
}

void pop3_tls_sent(struct pop3_tls *t, size_t n)
{
    n = n < t->out_len ? n : t->out_len;
    t->out_head += n;
    t->out_len -= n;
    if (t->out_len != 0)
        return;
    t->out_head = 0;
    if (t->out_cap > OUT_IDLE) {
        OPENSSL_free(t->out);
        t->out = NULL;
        t->out_cap = 0;
    }
}
