/* SPDX-License-Identifier: MIT */
/*
 * pop3_srv.h: which POP3 servers a mail domain announces in the DNS (RFC 6186,
 * RFC 8314 section 5.1, RFC 2782). For the set-up of an account only: the answer
 * is not authenticated, so what was found is shown, confirmed where it is
 * outside the domain, stored, and not asked for again.
 *
 * It is driven as a link is (pop3_link.h, also for time and threads):
 *
 *     s = pop3_srv_new(&question, &error);
 *     while (pop3_srv_drive(s, now, fds, n) == POP3_SRV_ASKING) {
 *         n = pop3_srv_fds(s, fds);
 *         poll(fds, n, (int)pop3_srv_timeout(s, now));
 *     }
 *
 * _pop3s._tcp (TLS from the first octet) and _pop3._tcp (STLS) are asked for at
 * once; all offers of the first stand before those of the second. Where
 * _pop3s cannot be asked for, the answer for _pop3 alone is not taken: silence
 * must not turn TLS into STLS.
 */
#ifndef NXPOP3_POP3_SRV_H
#define NXPOP3_POP3_SRV_H

#include "pop3_link.h"

#ifdef __cplusplus
extern "C" {
#endif

#define POP3_SRV_TIMEOUT_MS 15000u /* for timeout_ms == 0 */
#define POP3_SRV_OFFERS     16u    /* kept of each service; those of least preference go */
#define POP3_SRV_HOST       256u   /* a target, with the final NUL */

struct pop3_srv_question {
    const char *domain;       /* what follows the @, ASCII */
    const char *name_servers; /* "address[:port],..."; NULL: the system's */
    uint32_t timeout_ms;      /* for both answers; 0: the default */
    uint32_t random;          /* shuffles offers of equal priority by their weights */
};

/* One server. Ordered: try the first. */
struct pop3_srv_offer {
    char host[POP3_SRV_HOST]; /* without a final dot */
    uint16_t port, priority, weight;
    bool implicit_tls; /* _pop3s: TLS from the first octet; else STLS is required */
    bool outside;      /* not the domain nor below it: ask the user before use */
};

enum pop3_srv_state {
    POP3_SRV_ASKING,
    POP3_SRV_FOUND,  /* at least one offer */
    POP3_SRV_ABSENT, /* the domain exists or not, but announces nothing */
    POP3_SRV_NONE,   /* the domain announces that it has no POP3: target "." */
    POP3_SRV_FAILED  /* see pop3_srv_error() */
};

struct pop3_srv;

/* NULL on failure, with the reason in *error (POP3_LINK_LOCAL). */
struct pop3_srv *pop3_srv_new(const struct pop3_srv_question *question,
                              struct pop3_link_error *error);

/* NULL is fine. */
void pop3_srv_free(struct pop3_srv *s);

/* As pop3_link_fds(), pop3_link_timeout() and pop3_link_drive(). */
size_t pop3_srv_fds(const struct pop3_srv *s, struct pollfd fds[POP3_LINK_MAX_FDS]);
uint32_t pop3_srv_timeout(const struct pop3_srv *s, uint32_t now_ms);
enum pop3_srv_state pop3_srv_drive(struct pop3_srv *s, uint32_t now_ms,
                                   const struct pollfd *fds, size_t n);

/* The offers, valid as long as s; *n how many, 0 unless FOUND. */
const struct pop3_srv_offer *pop3_srv_offers(const struct pop3_srv *s, size_t *n);

/* The failure: POP3_LINK_NAME_SERVER or POP3_LINK_LOCAL; POP3_LINK_FINE if none. */
const struct pop3_link_error *pop3_srv_error(const struct pop3_srv *s);

#ifdef __cplusplus
}
#endif

#endif
