/* SPDX-License-Identifier: MIT */
/* Makes many cases of one scene, see generate.h. */
#include "generate.h"
#include "report.h"

void every_split(const struct scene *scene, ULONG pause)
{
    for (UINT turn = 0; turn < scene_turns(scene); turn++)
        for (size_t at = 1; at < scene->turns[turn].reply.n; at++)
            case_run(scene,
                     &(struct plan){.how = SPLIT, .turn = turn, .at = at, .pause = pause},
                     ", reply %u split at %zu%s: same result", turn, at,
                     pause ? " with a pause" : "");
}

void every_chunk(const struct scene *scene, size_t from, size_t to, ULONG pause)
{
    for (size_t at = from; at <= to; at++)
        case_run(scene, &(struct plan){.how = CHUNK, .at = at, .pause = pause},
                 ", %zu octets a segment%s: same result", at, pause ? " with pauses" : "");
}

void every_end(const struct scene *scene, enum how how, size_t stride)
{
    for (UINT turn = 0; turn < scene_turns(scene); turn++)
        for (size_t at = 0; at < scene->turns[turn].reply.n; at += stride)
            case_run(scene,
                     &(struct plan){.how = how, .turn = turn, .at = at, .status = ANY_FAILURE},
                     ", %s after %zu octets of reply %u: failure",
                     how == BREAK_RST ? "RST" : "FIN", at, turn);
}

void every_silence(const struct scene *scene)
{
    for (UINT turn = 0; turn < scene_turns(scene); turn++) {
        size_t n = scene->turns[turn].reply.n;
        size_t at[] = {0, 1, n / 2, n - 1};
        for (UINT i = 0; i < 4; i++)
            case_run(
                scene,
                &(struct plan){
                    .how = BREAK_SILENT, .turn = turn, .at = at[i], .status = NX_NO_PACKET},
                ", silence after %zu octets of reply %u: NX_NO_PACKET in time", at[i], turn);
    }
}

void every_reply(const struct scene *scene, UINT first, struct text reply, UINT status,
                 int broken)
{
    for (UINT turn = first; turn < scene_turns(scene); turn++)
        case_run(scene,
                 &(struct plan){.how = REPLACE,
                                .turn = turn,
                                .reply = reply,
                                .status = status,
                                .broken = broken},
                 ", %s in place of reply %u: 0x%02x", report_show(reply.p, reply.n), turn,
                 status);
}

void every_cut(const struct scene *scene)
{
    case_run(scene, NULL, ": right");
    every_split(scene, 0);
    every_split(scene, 1);
    every_chunk(scene, 1, 40, 0);
    every_chunk(scene, 1, 40, 1);
}
