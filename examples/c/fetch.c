/* SPDX-License-Identifier: MIT */
/*
 * Fetches all mail into the files 1.eml, 2.eml ..., then deletes it on the server:
 *     fetch pop3s://me@pop.example.org PASSWORD-FILE
 * A message is deleted only if all of it is on the disk.
 */
#include <nxpop3/client.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum pop3_client_say octets_write(void *file, uint32_t msg, struct pop3_bytes octets)
{
    (void)msg;
    return fwrite(octets.p, 1, octets.n, file) == octets.n ? POP3_CLIENT_GO_ON
                                                           : POP3_CLIENT_STOP;
}

static bool message_fetch(struct pop3_client *c, uint32_t msg)
{
    char name[32];
    snprintf(name, sizeof name, "%lu.eml", (unsigned long)msg);
    FILE *file = fopen(name, "wbx");
    if (!file)
        return perror(name), false;
    struct pop3_client_sink sink = {.octets = octets_write, .context = file};
    bool good = pop3_client_fetch(c, msg, &sink);
    good = good && fflush(file) == 0 && fsync(fileno(file)) == 0;
    return fclose(file) == 0 && good && pop3_client_delete(c, msg);
}

int main(int argc, char **argv)
{
    char password[256] = "";
    FILE *file = argc == 3 ? fopen(argv[2], "r") : NULL;
    if (!file || !fgets(password, sizeof password, file))
        return fprintf(stderr, "usage: fetch URL PASSWORD-FILE\n"), 64;
    fclose(file);
    password[strcspn(password, "\r\n")] = '\0';

    struct pop3_client_options options = {.password = password};
    struct pop3_client_error error;
    struct pop3_client *c = pop3_client_open(argv[1], &options, &error);
    pop3_wipe(password, sizeof password);
    if (!c)
        return fprintf(stderr, "%s\n", error.text), 1;

    struct pop3_client_listing list;
    bool good = pop3_client_list(c, &list);
    for (size_t i = 0; good && i < list.count; i++)
        good = message_fetch(c, list.item[i].msg);
    if (!good)
        fprintf(stderr, "%s\n", pop3_client_error(c)->text);
    good = pop3_client_quit(c) == POP3_CLIENT_COMMITTED && good;
    pop3_client_listing_free(&list);
    pop3_client_close(c);
    return good ? 0 : 1;
}
