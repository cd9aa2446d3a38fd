/* SPDX-License-Identifier: MIT */
/* See put.h. */
#include "put.h"

#include <string.h>

bool pop3_has(struct pop3_bytes bytes, uint8_t octet)
{
    return bytes.n > 0 && memchr(bytes.p, octet, bytes.n) != NULL;
}

bool pop3_clean(struct pop3_bytes text)
{
    return !pop3_has(text, 0) && !pop3_has(text, '\r') && !pop3_has(text, '\n');
}

bool pop3_given(struct pop3_bytes text)
{
    return text.n > 0 && pop3_clean(text);
}

bool pop3_visible(struct pop3_bytes text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < 0x21 || text.p[i] > 0x7E)
            return false;
    return text.n > 0;
}

bool pop3_put(struct pop3_room *room, struct pop3_bytes bytes)
{
    if (bytes.n > room->cap - room->n)
        return false;
    if (bytes.n > 0)
        memcpy(room->p + room->n, bytes.p, bytes.n);
    room->n += bytes.n;
    return true;
}

bool pop3_put_text(struct pop3_room *room, const char *text)
{
    return pop3_put(room, (struct pop3_bytes){(const uint8_t *)text, strlen(text)});
}

size_t pop3_name_size(struct pop3_bytes name)
{
    size_t n = name.n;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == ',' || name.p[i] == '=')
            n += 2;
    return n;
}

bool pop3_put_name(struct pop3_room *room, struct pop3_bytes name)
{
    if (pop3_name_size(name) > room->cap - room->n)
        return false;
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == ',')
            pop3_put_text(room, "=2C");
        else if (name.p[i] == '=')
            pop3_put_text(room, "=3D");
        else
            room->p[room->n++] = name.p[i];
    }
    return true;
}

bool pop3_begin(uint8_t *round, bool acceptable)
{
    *round = acceptable ? 0 : POP3_ROUND_FAILED;
    return acceptable;
}

static enum pop3_sasl_step room_drop(struct pop3_room *room)
{
    pop3_wipe(room->p, room->n);
    room->n = 0;
    return POP3_SASL_CANCEL;
}

enum pop3_sasl_step pop3_respond(struct pop3_room *room, bool fits, uint8_t *round)
{
    if (!fits)
        return room_drop(room);
    ++*round;
    return POP3_SASL_RESPOND;
}

enum pop3_sasl_step pop3_cancel(struct pop3_room *room, uint8_t *round)
{
    *round = POP3_ROUND_FAILED;
    return room_drop(room);
}
