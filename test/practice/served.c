/* SPDX-License-Identifier: MIT */
/* A small maildrop and a server on it, see served.h. */
#include "served.h"

int served_setup(void **state)
{
    (void)state;
    room_make();
    maildir_make(room_path("box"));
    text_put(room_path("box/new/1.one"), "Subject: one\r\n\r\nfirst\r\n.");
    text_put(room_path("box/cur/2.two:2,S"), "A: b\n\n.dot\n");
    text_put(room_path("box/new/3.three"), "A: b\r\n\r\n");
    text_put(room_path("box/new/.hidden"), "not a message\r\n");
    return 0;
}

int served_teardown(void **state)
{
    (void)state;
    room_remove();
    return 0;
}

struct child served_start(const char *a, const char *b, const char *c, const char *d)
{
    return child_start((const char *const[]){"--maildir", room_path("box"), "--user", NAME,
                                             "--password", PASSWORD, a, b, c, d, NULL});
}

void served_login(struct client *client, const struct child *c)
{
    client_login(client, c->port, NAME, PASSWORD);
}
