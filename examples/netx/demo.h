/* SPDX-License-Identifier: MIT */
/* What the demo needs from the system that it runs on: where the maildrop is,
   which driver the IP instance uses, and a place for the messages. On a board
   these are constants, the Ethernet driver and, say, a flash file.  */
#ifndef DEMO_H
#define DEMO_H

#include "nx_api.h"

typedef struct DEMO_SETTINGS_STRUCT {
    NXD_ADDRESS server;
    ULONG port;
    UINT apop; /* NX_TRUE: log in with APOP, else with USER and PASS.  */
    CHAR *name;
    CHAR *password;
    VOID (*driver)(NX_IP_DRIVER *driver_req_ptr);
} DEMO_SETTINGS;

extern DEMO_SETTINGS demo_settings;

/* Stores one message: open, write as often as packets come, close. Close makes
   it durable; only after its NX_SUCCESS may the message be deleted on the
   server. With complete false the message is dropped.  */
UINT demo_message_open(UINT item);
UINT demo_message_write(const UCHAR *data, ULONG length);
UINT demo_message_close(UINT complete);

/* Tell what happens: what waits on the server; a message stored.  */
VOID demo_maildrop_print(UINT items, ULONG octets);
VOID demo_message_print(UINT item, ULONG octets);

/* The demo is over.  */
VOID demo_done(UINT status);

#endif
