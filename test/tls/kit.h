/* SPDX-License-Identifier: MIT */
/* What every test of TLS begins with. */
#ifndef KIT_H
#define KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "zoo.h"

#define HOST "pop.example.org"

extern struct zoo zoo;
extern struct pop3_tls_context *context; /* trusts zoo.root alone */

int kit_begin(void **state);
int kit_end(void **state);

/* A pair after its handshake. target->host NULL: HOST. Ends by pair_end(). */
struct pair *pair_begin(struct pop3_tls_context *c, const struct pop3_tls_target *target,
                        const struct server_spec *spec, size_t chunk, enum pop3_tls_step *step);
struct pair *pair_begin_at(struct pop3_tls_context *c, const struct pop3_tls_target *target,
                           const struct server_spec *spec, SSL_CTX *server, size_t chunk,
                           enum pop3_tls_step *step);
void pair_end(struct pair *pair);

/* The same with the default context and whole records; the handshake must be done. */
struct pair *pair_good(const struct server_spec *spec);

/* Plain context for a CA file, or with our certificate. */
struct pop3_tls_context *context_make(const char *ca_file, const char *cert_file,
                                      const char *key_file, enum pop3_tls_min min);

struct pop3_bytes bytes(const char *text);

/* Only printable text, at least a few words. */
bool is_sentence(const char *text);

#endif
