/* SPDX-License-Identifier: MIT */
/*
 * Cases for the NetX POP3 Client services: a client thread that makes the calls
 * of a scene and a server thread that plays its script, both over the RAM
 * driver. A scene may have a second client and a second server: steps with a
 * who of 1 are calls of that client, who logs in at the next port. A case is a scene (who says
 * what, which call gives what) and a plan (how the replies are cut into segments, or where the
 * session is broken).
 *
 * The same sources build against the host port and against NetX Duo. There is
 * one kernel a process, so each group of cases is a program: it defines
 * cases_run(), called in the client thread.
 *
 * Invariant: after every case, good or failing, every pool has the free count
 * it had, no release was invalid, the IP instance has no more sockets than
 * before, and the password is nowhere in the NX_POP3_CLIENT.
 */
#ifndef NETX_HARNESS_H
#define NETX_HARNESS_H

#include <stddef.h>

#include "tx_api.h"
#include "nx_api.h"
#include "nxd_pop3_client.h"

struct text {
    const char *p;
    size_t n;
};
#define T(s)                                                                                   \
    {                                                                                          \
        (s), sizeof(s) - 1                                                                     \
    }
#define TEXT(s) ((struct text){(s), sizeof(s) - 1})

#define CLIENTS     2u
#define SERVERS     CLIENTS
#define SERVER_PORT 110u /* of the first; the next ones follow */
#define NAME        "mrose"
#define SECRET      "tanstaaf"
#define TIMESTAMP   "<1896.697170952@dbc.mtview.ca.us>"
#define DIGEST      "c4c9334bac560ecc979e58001b3e22fb"

/* What a status may be when any failure will do; what v is when not compared. */
#define ANY_FAILURE 0xFFFFu
#define ANY_STATUS  0xFFFEu
#define ANY_VALUE   0xFFFFFFF0u

/* What depends on whether messages are delivered clean or as they came. */
#ifdef NX_POP3_CLIENT_RAW_MESSAGE
#define DELIVERED(clean, raw) (raw)
#else
#define DELIVERED(clean, raw) (clean)
#endif

/* The script: one turn is one command awaited (or none) and one reply. */
enum turn_kind { TURN_END, TURN_OPEN, TURN_ANSWER, TURN_SEND };
enum turn_after { GO_ON, FIN, RST };
struct turn {
    enum turn_kind kind;
    struct text expect;    /* a TURN_ANSWER: one segment, exactly this */
    struct text reply;     /* may be empty: silence */
    enum turn_after after; /* the reply */
    ULONG pause;           /* ticks before the reply */
    int optional;          /* a TURN_OPEN that need not happen */
    int unhold;            /* gives back what ACT_HOLD took, before the reply */
};
#define OPEN(s)                                                                                \
    {                                                                                          \
        .kind = TURN_OPEN, .reply = T(s)                                                       \
    }
#define ANSWER(c, s)                                                                           \
    {                                                                                          \
        .kind = TURN_ANSWER, .expect = T(c "\r\n"), .reply = T(s)                              \
    }
#define LINE(c, s) ANSWER(c, s "\r\n")
#define MAY_OPEN(s)                                                                            \
    {                                                                                          \
        .kind = TURN_OPEN, .reply = T(s), .optional = 1                                        \
    }
#define SEND(s)                                                                                \
    {                                                                                          \
        .kind = TURN_SEND, .reply = T(s)                                                       \
    }
#define LATER(ticks, s)                                                                        \
    {                                                                                          \
        .kind = TURN_SEND, .reply = T(s), .pause = (ticks)                                     \
    }
#define HANG_UP(s)                                                                             \
    {                                                                                          \
        .kind = TURN_SEND, .reply = T(s), .after = FIN                                         \
    }
#define RESET(s)                                                                               \
    {                                                                                          \
        .kind = TURN_SEND, .reply = T(s), .after = RST                                         \
    }
#define HELLO   OPEN("+OK POP3 server ready " TIMESTAMP "\r\n")
#define USER_OK LINE("USER " NAME, "+OK mrose is valid")
#define PASS_OK LINE("PASS " SECRET, "+OK mrose is logged in")
#define LOGIN   HELLO, USER_OK, PASS_OK
#define STAT_2  LINE("STAT", "+OK 2 320")
#define BYE     LINE("QUIT", "+OK POP3 server signing off")

/* The calls. */
enum act {
    ACT_END,
    ACT_CREATE, /* n: APOP; t, u: name and password */
    ACT_STAT,   /* v items, w octets */
    ACT_SIZE,   /* n item; v */
    ACT_GET,    /* n item; v */
    ACT_BODY,   /* message_get until final; t: the message, clean */
    ACT_PART,   /* n times message_get, none final */
    ACT_PACKET, /* one message_get: v bytes, w final */
    ACT_DELE,   /* n item */
    ACT_QUIT,
    ACT_DELETE,
    ACT_WAIT, /* n ticks */
    ACT_HOLD, /* takes every packet of the client's pool but n */
    ACT_UNHOLD,
    ACT_CALL /* call() returns the status */
};
struct step {
    enum act act;
    UINT n;
    UINT status;
    ULONG v, w;
    struct text t, u;
    ULONG low, high; /* ticks that the call may take, where high is not 0 */
    UINT (*call)(void);
    UINT who; /* 1: the other client, with the other server */
};
#define CREATE_AS(apop, name, pass, s)                                                         \
    {                                                                                          \
        .act = ACT_CREATE, .n = (apop), .t = T(name), .u = T(pass), .status = (s)              \
    }
#define CREATE       CREATE_AS(NX_FALSE, NAME, SECRET, NX_SUCCESS)
#define CREATE_APOP  CREATE_AS(NX_TRUE, NAME, SECRET, NX_SUCCESS)
#define CREATE_IS(s) CREATE_AS(NX_FALSE, NAME, SECRET, s)
#define APOP_IS(s)   CREATE_AS(NX_TRUE, NAME, SECRET, s)
#define STAT(i, o)                                                                             \
    {                                                                                          \
        .act = ACT_STAT, .v = (i), .w = (o)                                                    \
    }
#define STAT_IS(s)                                                                             \
    {                                                                                          \
        .act = ACT_STAT, .status = (s)                                                         \
    }
#define SIZE(i, o)                                                                             \
    {                                                                                          \
        .act = ACT_SIZE, .n = (i), .v = (o)                                                    \
    }
#define SIZE_IS(i, s)                                                                          \
    {                                                                                          \
        .act = ACT_SIZE, .n = (i), .status = (s)                                               \
    }
#define GET(i, o)                                                                              \
    {                                                                                          \
        .act = ACT_GET, .n = (i), .v = (o)                                                     \
    }
#define GET_IS(i, s)                                                                           \
    {                                                                                          \
        .act = ACT_GET, .n = (i), .status = (s)                                                \
    }
#define BODY(s)                                                                                \
    {                                                                                          \
        .act = ACT_BODY, .t = T(s)                                                             \
    }
#define BODY_IS(st)                                                                            \
    {                                                                                          \
        .act = ACT_BODY, .status = (st)                                                        \
    }
#define PART(k)                                                                                \
    {                                                                                          \
        .act = ACT_PART, .n = (k)                                                              \
    }
#define PACKET(b, f)                                                                           \
    {                                                                                          \
        .act = ACT_PACKET, .v = (b), .w = (f)                                                  \
    }
#define PACKET_IS(s)                                                                           \
    {                                                                                          \
        .act = ACT_PACKET, .status = (s)                                                       \
    }
#define DELE(i)                                                                                \
    {                                                                                          \
        .act = ACT_DELE, .n = (i)                                                              \
    }
#define DELE_IS(i, s)                                                                          \
    {                                                                                          \
        .act = ACT_DELE, .n = (i), .status = (s)                                               \
    }
#define QUIT                                                                                   \
    {                                                                                          \
        .act = ACT_QUIT                                                                        \
    }
#define QUIT_IS(s)                                                                             \
    {                                                                                          \
        .act = ACT_QUIT, .status = (s)                                                         \
    }
#define DELETE                                                                                 \
    {                                                                                          \
        .act = ACT_DELETE                                                                      \
    }
#define WAIT(ticks)                                                                            \
    {                                                                                          \
        .act = ACT_WAIT, .n = (ticks)                                                          \
    }
#define HOLD                                                                                   \
    {                                                                                          \
        .act = ACT_HOLD                                                                        \
    }
#define HOLD_BUT(k)                                                                            \
    {                                                                                          \
        .act = ACT_HOLD, .n = (k)                                                              \
    }
#define UNHOLD                                                                                 \
    {                                                                                          \
        .act = ACT_UNHOLD                                                                      \
    }
#define CALL(f, s)                                                                             \
    {                                                                                          \
        .act = ACT_CALL, .call = (f), .status = (s)                                            \
    }
#define ASK(f, k, s, want)                                                                     \
    {                                                                                          \
        .act = ACT_CALL, .call = (f), .n = (k), .status = (s), .t = T(want)                    \
    }

/* Where a case happens. */
struct world {
    UINT family;   /* 4, 6, or 44: IPv4 by the nxd_ service */
    ULONG payload; /* of the client's pool; 0: it shares the IP's */
    ULONG receive; /* payload of the client's IP pool */
    UINT mtu;      /* of both interfaces; 0: the driver's */
};
extern const struct world world_4, world_6;

struct scene {
    const char *name;
    const struct world *world; /* NULL: world_4 */
    int strays;                /* IP keeps packets of this case for a while */
    struct turn turns[24];
    const struct turn *others; /* the other server's, or NULL: there is none */
    struct step steps[32];
};

enum how { WHOLE, SPLIT, CHUNK, BREAK_FIN, BREAK_RST, BREAK_SILENT, REPLACE };
struct plan {
    enum how how;
    UINT turn;         /* the first server's turn concerned: SPLIT, BREAK_*, REPLACE */
    size_t at;         /* SPLIT, BREAK_*: octets before; CHUNK: octets each */
    size_t and_at;     /* SPLIT: octets before a second cut, or 0 */
    ULONG pause;       /* ticks between segments */
    struct text reply; /* REPLACE */
    UINT status;       /* BREAK_*, REPLACE: what the call concerned returns */
    int broken;        /* REPLACE: the session is over after it */
};

/* Runs one case; the name is the scene's, then the text. */
void case_run(const struct scene *scene, const struct plan *plan, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Says what is wrong with the case that runs. */
void case_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* How many turns a scene has. */
UINT scene_turns(const struct scene *scene);

/* Provided by the program: its cases. */
void cases_run(void);

/* The stage. */
extern NX_POP3_CLIENT client, other;
extern NX_POP3_CLIENT *const clients[CLIENTS]; /* these two */
extern NX_IP client_ip, server_ip;
extern NX_PACKET_POOL client_pool, receive_pool, server_pool;

void stage_define(void); /* in tx_application_define */
void stage_build(const struct world *world);
NX_PACKET_POOL *stage_client_pool(void); /* the pool given to create */
ULONG stage_server_address(void);
NXD_ADDRESS *stage_server_nxd(void);
const struct world *stage_world(void);
void stage_settle(void); /* waits until nothing is in flight */

/* The server threads. The plan, and with it server_broke, is the first's. */
void server_start(UINT which, const struct turn *turns, const struct plan *plan);
void server_stop(UINT which);          /* the case is over; reports what was not played */
struct text server_answer(UINT which); /* all it sent since the last command came */
int server_broke(void);                /* the break of the plan has begun */
int server_wrote_line(void);           /* and came after a whole status line */
void server_build(void);

/* The message, as this client gets it. */
void message_begin(void); /* a case */
UINT message_packet(UINT who, ULONG *bytes, UINT *final);
UINT message_part(UINT who, UINT count); /* so many packets, none final */
UINT message_all(UINT who, struct text clean);

/* The steps. */
extern const struct step *step_now; /* for call() */
void client_unhold(void);
UINT client_call(const struct step *step, ULONG *v, ULONG *w);
void client_play(const struct scene *scene, const struct plan *plan);

#endif
