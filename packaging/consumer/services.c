/* SPDX-License-Identifier: MIT */
/* A NetX application outside the tree that links the installed services. */
#include <nxd_pop3_client.h>
#include <stdlib.h>

static NX_POP3_CLIENT client;

void tx_application_define(void *first_unused_memory)
{
    (void)first_unused_memory;
    exit(nx_pop3_client_delete(&client) == NX_SUCCESS ? 0 : 1);
}

int main(void)
{
    tx_kernel_enter();
    return 2;
}
