/* SPDX-License-Identifier: MIT */
/* A program outside the tree that links the installed client. */
#include <nxpop3/client.h>
#include <string.h>

int main(void)
{
    struct pop3_client_options options = {.password = "secret"};
    struct pop3_client_error error;

    /* A password in a URL is refused before anything else is looked at. */
    struct pop3_client *c = pop3_client_open("pop3s://me:secret@127.0.0.1", &options, &error);
    return c != NULL || error.fault != POP3_FAULT_LOCAL || strstr(error.text, "secret") != NULL;
}
