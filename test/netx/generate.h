/* SPDX-License-Identifier: MIT */
/*
 * Makes many cases of one scene. Each function runs the scene once for every
 * plan of its kind. A scene given to the breaking ones has each reply whole in
 * one turn, so that the call concerned is known.
 */
#ifndef NETX_GENERATE_H
#define NETX_GENERATE_H

#include "harness.h"

/* Every reply cut in two at every octet. */
void every_split(const struct scene *scene, ULONG pause);

/* All replies in segments of from to to octets. */
void every_chunk(const struct scene *scene, size_t from, size_t to, ULONG pause);

/* The connection ends (FIN, or RST) after every number of octets of every reply. */
void every_end(const struct scene *scene, enum how how, size_t stride);

/* The server falls silent before, within and just before the end of every reply. */
void every_silence(const struct scene *scene);

/* The reply, in place of every reply from turn first on. */
void every_reply(const struct scene *scene, UINT first, struct text reply, UINT status,
                 int broken);

/* Once as it is, every_split without and with pauses, every_chunk to 40. */
void every_cut(const struct scene *scene);

#endif
