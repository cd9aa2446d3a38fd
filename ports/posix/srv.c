/* SPDX-License-Identifier: MIT */
/*
 * SRV records of a mail domain: RFC 6186, RFC 8314 section 5.1, RFC 2782.
 *
 * Invariants: per service at most POP3_SRV_OFFERS records are kept, those with
 * the lowest priorities; a record whose target is no host name, or that has port
 * 0, is as good as absent.
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "link_parts.h"
#include "pop3_srv.h"
#include "srv_parts.h"

#define CLASS_IN 1
#define TYPE_SRV 33 /* RFC 2782 */

struct srv_service {
    struct pop3_srv *of;
    bool answered, none; /* none: the target is "." */
    int status;
    size_t count;
    struct pop3_srv_offer offer[POP3_SRV_OFFERS];
};

struct pop3_srv {
    enum pop3_srv_state state;
    bool started;
    uint32_t start_ms, timeout_ms, random;
    struct link_channel channel;
    struct link_host domain;
    char *name_servers;
    struct srv_service service[2]; /* _pop3s, _pop3 */
    struct pop3_srv_offer offer[2 * POP3_SRV_OFFERS];
    size_t offers;
    struct pop3_link_error error;
};

/* The domain, or a name below it; both without a final dot. */
static bool is_inside(const char *host, const char *domain)
{
    size_t n = strlen(host);
    size_t tail = strlen(domain);

    return n >= tail && strcasecmp(host + n - tail, domain) == 0 &&
           (n == tail || host[n - tail - 1] == '.');
}

static void strip_dot(char *name)
{
    size_t n = strlen(name);

    if (n > 0 && name[n - 1] == '.')
        name[n - 1] = '\0';
}

static void offer_keep(struct srv_service *v, const struct pop3_srv_offer *offer)
{
    size_t worst = 0;

    if (v->count < POP3_SRV_OFFERS) {
        v->offer[v->count++] = *offer;
        return;
    }
    for (size_t i = 1; i < v->count; i++)
        if (v->offer[i].priority >= v->offer[worst].priority)
            worst = i;
    if (offer->priority < v->offer[worst].priority)
        v->offer[worst] = *offer;
}

static void record_take(struct srv_service *v, const struct ares_srv_reply *record)
{
    struct pop3_srv_offer offer = {.port = record->port,
                                   .priority = record->priority,
                                   .weight = record->weight,
                                   .implicit_tls = v == &v->of->service[0]};
    size_t n = strlen(record->host);

    if (n == 0 || strcmp(record->host, ".") == 0) {
        v->none = true;
        return;
    }
    if (record->port == 0 || n >= sizeof(offer.host) || !link_name_good(record->host, n))
        return;
    memcpy(offer.host, record->host, n + 1);
    strip_dot(offer.host);
    offer.outside = !is_inside(offer.host, v->of->domain.name);
    offer_keep(v, &offer);
}

static void answer(void *service, int status, int timeouts, unsigned char *octets, int n)
{
    struct srv_service *v = service;
    struct ares_srv_reply *records = NULL;

    (void)timeouts;
    if (status == ARES_EDESTRUCTION)
        return;
    v->answered = true;
    if (status == ARES_SUCCESS)
        status = ares_parse_srv_reply(octets, n, &records);
    v->status = status;
    for (struct ares_srv_reply *r = records; r != NULL; r = r->next)
        record_take(v, r);
    ares_free_data(records);
}

static void ask(struct pop3_srv *s, struct srv_service *v, const char *service)
{
    char name[LINK_NAME + 16];

    v->of = s;
    snprintf(name, sizeof(name), "%s._tcp.%s", service, s->domain.name);
    ares_query(s->channel.ares, name, CLASS_IN, TYPE_SRV, answer, v);
}

static enum pop3_srv_state finish(struct pop3_srv *s, enum pop3_srv_state state)
{
    link_channel_close(&s->channel);
    s->state = state;
    return state;
}

static bool in_trouble(const struct srv_service *v)
{
    return v->status != ARES_SUCCESS && !link_status_absent(v->status);
}

static enum pop3_srv_state trouble(struct pop3_srv *s, int status)
{
    link_say(&s->error, status == ARES_ENOMEM ? POP3_LINK_LOCAL : POP3_LINK_NAME_SERVER,
             "the servers of %s cannot be looked up: %s; try later, or give host and port",
             s->domain.name, ares_strerror(status));
    return finish(s, POP3_SRV_FAILED);
}

/* Both answers are there. */
static enum pop3_srv_state judge(struct pop3_srv *s)
{
    if (in_trouble(&s->service[0]))
        return trouble(s, s->service[0].status);
    for (size_t i = 0; i < 2; i++) {
        struct srv_service *v = &s->service[i];

        srv_order(v->offer, v->count, &s->random);
        memcpy(s->offer + s->offers, v->offer, v->count * sizeof(v->offer[0]));
        s->offers += v->count;
    }
    if (s->offers > 0)
        return finish(s, POP3_SRV_FOUND);
    if (in_trouble(&s->service[1]))
        return trouble(s, s->service[1].status);
    return finish(s,
                  s->service[0].none || s->service[1].none ? POP3_SRV_NONE : POP3_SRV_ABSENT);
}

static bool question_set(struct pop3_srv *s, const struct pop3_srv_question *q,
                         struct pop3_link_error *e)
{
    const char *domain = q->domain != NULL ? q->domain : "";

    s->timeout_ms = q->timeout_ms == 0          ? POP3_SRV_TIMEOUT_MS
                    : q->timeout_ms < INT32_MAX ? q->timeout_ms
                                                : INT32_MAX;
    s->random = q->random;
    if (!link_host_parse(&s->domain, domain, strlen(domain), e))
        return false;
    if (s->domain.literal.any.sa_family != AF_UNSPEC) {
        link_say(e, POP3_LINK_LOCAL, "%s is an address; a mail domain is a name",
                 s->domain.name);
        return false;
    }
    strip_dot(s->domain.name);
    return true;
}

struct pop3_srv *pop3_srv_new(const struct pop3_srv_question *question,
                              struct pop3_link_error *error)
{
    struct pop3_srv *s = calloc(1, sizeof(*s));
    bool ok = s != NULL;

    error->fault = POP3_LINK_FINE;
    error->text[0] = '\0';
    if (s != NULL && question->name_servers != NULL) {
        s->name_servers = strdup(question->name_servers);
        ok = s->name_servers != NULL;
    }
    if (!ok)
        link_say(error, POP3_LINK_LOCAL, "no memory is left");
    if (ok && question_set(s, question, error))
        return s;
    pop3_srv_free(s);
    return NULL;
}

void pop3_srv_free(struct pop3_srv *s)
{
    if (s == NULL)
        return;
    link_channel_close(&s->channel);
    free(s->name_servers);
    free(s);
}

size_t pop3_srv_fds(const struct pop3_srv *s, struct pollfd fds[POP3_LINK_MAX_FDS])
{
    return link_channel_fds(&s->channel, fds);
}

uint32_t pop3_srv_timeout(const struct pop3_srv *s, uint32_t now_ms)
{
    uint32_t gone = now_ms - s->start_ms;
    uint32_t ms = gone < s->timeout_ms ? s->timeout_ms - gone : 0;
    uint32_t repeat = link_channel_timeout(&s->channel);

    if (s->state != POP3_SRV_ASKING)
        return UINT32_MAX;
    if (!s->started)
        return 0;
    return repeat < ms ? repeat : ms;
}

enum pop3_srv_state pop3_srv_drive(struct pop3_srv *s, uint32_t now_ms,
                                   const struct pollfd *fds, size_t n)
{
    if (s->state != POP3_SRV_ASKING)
        return s->state;
    if (!s->started) {
        s->started = true;
        s->start_ms = now_ms;
        if (!link_channel_open(&s->channel, s->name_servers, &s->error))
            return finish(s, POP3_SRV_FAILED);
        ask(s, &s->service[0], "_pop3s");
        ask(s, &s->service[1], "_pop3");
    }
    link_channel_drive(&s->channel, fds, n);
    if (s->service[0].answered && s->service[1].answered)
        return judge(s);
    return now_ms - s->start_ms < s->timeout_ms ? POP3_SRV_ASKING : trouble(s, ARES_ETIMEOUT);
}

const struct pop3_srv_offer *pop3_srv_offers(const struct pop3_srv *s, size_t *n)
{
    *n = s->state == POP3_SRV_FOUND ? s->offers : 0;
    return s->offer;
}

const struct pop3_link_error *pop3_srv_error(const struct pop3_srv *s)
{
    return &s->error;
}
