/* SPDX-License-Identifier: MIT */
/*
 * LIST and UIDL into memory. What is allocated grows with what came, never with
 * what was announced; max_items of the options bounds it.
 */
#include "client_parts.h"

#include <stdlib.h>
#include <string.h>

struct growing {
    struct pop3_client_listing *listing;
    size_t items, text, cap; /* room for items; octets of text, and room for them */
    size_t *uid;             /* where each item's begins, plus one; 0: it has none */
};

static bool items_grow(struct growing *g)
{
    size_t items = g->items > 0 ? g->items * 2 : 64;
    struct pop3_client_item *item = realloc(g->listing->item, items * sizeof *item);
    if (item)
        g->listing->item = item;
    size_t *uid = realloc(g->uid, items * sizeof *uid);
    if (uid)
        g->uid = uid;
    if (!item || !uid)
        return false;
    g->items = items;
    return true;
}

static bool uid_add(struct growing *g, struct pop3_bytes uid)
{
    if (uid.n + 1 > g->cap - g->text) {
        size_t cap = g->cap * 2 + POP3_MAX_UID + 1;
        char *text = realloc(g->listing->text, cap);
        if (!text)
            return false;
        g->listing->text = text;
        g->cap = cap;
    }
    memcpy(g->listing->text + g->text, uid.p, uid.n);
    g->listing->text[g->text + uid.n] = '\0';
    g->text += uid.n + 1;
    return true;
}

static bool item_add(struct growing *g, const struct pop3_client_event *ev)
{
    struct pop3_client_listing *l = g->listing;
    if (l->count == g->items && !items_grow(g))
        return false;
    g->uid[l->count] = ev->uid.n > 0 ? g->text + 1 : 0;
    if (ev->uid.n > 0 && !uid_add(g, ev->uid))
        return false;
    l->item[l->count++] = (struct pop3_client_item){ev->msg, ev->octets, NULL};
    return true;
}

static void uids_resolve(const struct growing *g)
{
    for (size_t i = 0; i < g->listing->count; i++)
        if (g->uid[i] > 0)
            g->listing->item[i].uid = g->listing->text + g->uid[i] - 1;
}

static void line_refuse(struct pop3_client *c, const struct pop3_client_event *ev)
{
    pop3c_said_set(c, c->error.said, sizeof c->error.said, ev->data);
    pop3c_fault_set(&c->error, POP3_FAULT_PROTOCOL, "protocol", c->where,
                    "a line of the listing does not begin with its numbers",
                    "tell the server's operator");
}

/* To the end of the reply, whatever happens on the way. */
static bool items_wait(struct pop3_client *c, struct growing *g)
{
    struct pop3_client_event ev;
    bool memory = true;
    while (pop3c_call_wait(c, &ev) == POP3_CLIENT_ITEM) {
        if (!ev.ok && c->error.fault == POP3_FAULT_NONE)
            line_refuse(c, &ev);
        memory = memory && (!ev.ok || item_add(g, &ev));
    }
    if (ev.what != POP3_CLIENT_DONE || !ev.ok)
        return false;
    return c->error.fault == POP3_FAULT_NONE && (memory || pop3c_fault_memory(&c->error));
}

static bool listing_get(struct pop3_client *c, enum pop3_verb verb,
                        struct pop3_client_listing *listing)
{
    struct growing g = {.listing = listing};
    *listing = (struct pop3_client_listing){NULL, 0, NULL};
    if (!pop3c_call_begin(c) || pop3_client_command(c, verb, 0, 0) == 0)
        return false;
    bool good = items_wait(c, &g);
    if (good)
        uids_resolve(&g);
    else
        pop3_client_listing_free(listing);
    free(g.uid);
    return good;
}

bool pop3_client_list(struct pop3_client *c, struct pop3_client_listing *listing)
{
    return listing_get(c, POP3_LIST, listing);
}

bool pop3_client_uids(struct pop3_client *c, struct pop3_client_listing *listing)
{
    return listing_get(c, POP3_UIDL, listing);
}

void pop3_client_listing_free(struct pop3_client_listing *listing)
{
    free(listing->item);
    free(listing->text);
    *listing = (struct pop3_client_listing){NULL, 0, NULL};
}
