/* SPDX-License-Identifier: MIT */
/* A program outside the tree that links the installed engine. */
#include <nxpop3/pop3.h>
#include <string.h>

int main(void)
{
    static uint8_t line[512], out[POP3_MAX_COMMAND];
    struct pop3_slot slot;
    struct pop3_config config = {.line = line,
                                 .line_cap = sizeof line,
                                 .out = out,
                                 .out_cap = sizeof out,
                                 .slot = &slot,
                                 .depth = 1};
    static const char greeting[] = "+OK ready\r\n";
    struct pop3_bytes in = {(const uint8_t *)greeting, sizeof greeting - 1};
    struct pop3 p;
    struct pop3_event ev;
    pop3_init(&p, &config);
    if (pop3_next(&p, &in, &ev) != POP3_REPLY || ev.data.n != 5)
        return 1;
    if (pop3_send(&p, POP3_QUIT, 0, 0) != POP3_OK)
        return 2;
    return memcmp(pop3_out(&p).p, "QUIT\r\n", 6) != 0;
}
