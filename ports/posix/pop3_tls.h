/* SPDX-License-Identifier: MIT */
/*
 * pop3_tls.h: TLS for POP3 by OpenSSL 3, without I/O: ciphertext from the
 * server goes in, plaintext comes out, and the other way round. It opens no
 * socket and waits for nothing, so blocking clients and event loops drive it
 * the same way.
 *
 *     t = pop3_tls_new(context, &target, &error);
 *     for (;;) {
 *         <send pop3_tls_out(t), tell pop3_tls_sent()>
 *         switch (pop3_tls_handshake(t, &in)) ...   WANT_INPUT: receive into in,
 *     }                                             at its end pop3_tls_eof(t)
 *     <then pop3_tls_read() and pop3_tls_write(), sending pop3_tls_out() after each>
 *
 * What is verified, always: a chain to a trusted authority, the validity
 * dates, the host name as configured (RFC 9525: "*" only as the whole left-most
 * label, one label deep; an IP literal matches an iPAddress only; the CN is
 * ignored), TLS 1.2 or later, keys and signatures of 112 bits of strength or
 * more, a stapled OCSP answer where there is one (RFC 6066, RFC 7633). There is
 * no switch that turns verification off; a server without a certificate that
 * others trust is reached by pinning its public key.
 *
 * Also: no compression, no renegotiation, no early data, no private key
 * without a certificate that was configured for it. Peer text in sentences and
 * names is escaped: control and format characters, invalid UTF-8.
 *
 * Threads: a context may be used by several threads at once, a session by one
 * at a time. Strings are UTF-8 with a final NUL.
 */
#ifndef NXPOP3_POP3_TLS_H
#define NXPOP3_POP3_TLS_H

#include "nxpop3/pop3.h"
#include "nxpop3/sasl.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Why TLS is not possible. */
enum pop3_tls_fault {
    POP3_TLS_FINE = 0,
    POP3_TLS_UNTRUSTED,  /* no chain to a trusted authority, or not for servers */
    POP3_TLS_WRONG_HOST, /* the certificate is for other names */
    POP3_TLS_EXPIRED,    /* a certificate of the chain is over */
    POP3_TLS_NOT_YET,    /* a certificate of the chain has not begun */
    POP3_TLS_REVOKED,    /* the staple says so */
    POP3_TLS_STAPLE,     /* the staple is bad, or missing where the certificate wants it */
    POP3_TLS_PIN,        /* the key is none of the pinned ones */
    POP3_TLS_WEAK,       /* a key, signature or cipher below today's strength */
    POP3_TLS_VERSION,    /* no common version from the minimum on */
    POP3_TLS_CLIENT,     /* the server did not accept our certificate, or wants one */
    POP3_TLS_PROTOCOL,   /* not TLS, or broken TLS */
    POP3_TLS_TRUNCATED,  /* the connection ended without close_notify */
    POP3_TLS_LOCAL       /* configuration, memory, misuse */
};

/* A word for a log: "untrusted", "wrong-host" ...; never NULL. */
const char *pop3_tls_fault_name(enum pop3_tls_fault fault);

/* One sentence without a full stop: where, what happened, what to do. */
#define POP3_TLS_TEXT 512u
struct pop3_tls_error {
    enum pop3_tls_fault fault;
    char text[POP3_TLS_TEXT];
};

/* Versions to begin with. */
enum pop3_tls_min { POP3_TLS_1_2, POP3_TLS_1_3 };

/* What sessions share. All of it is read by pop3_tls_context_new() and not kept. */
struct pop3_tls_config {
    const char *ca_file;   /* PEM: the only trusted ones; NULL: the system's, as OpenSSL finds
                          them, also by SSL_CERT_FILE and SSL_CERT_DIR */
    const char *cert_file; /* PEM, our certificate, then its chain; NULL: none */
    const char *key_file;  /* PEM, not encrypted; NULL: it is in cert_file */
    enum pop3_tls_min min;
};

struct pop3_tls_context;
struct pop3_tls;

/* NULL on failure, with the reason in *error (POP3_TLS_LOCAL). */
struct pop3_tls_context *pop3_tls_context_new(const struct pop3_tls_config *config,
                                              struct pop3_tls_error *error);

/* NULL is fine. Sessions may outlive it. */
void pop3_tls_context_free(struct pop3_tls_context *context);

/*
 * Pins name public keys, "sha256//BASE64;sha256//BASE64": the SHA-256 of the
 * DER SubjectPublicKeyInfo, as curl --pinnedpubkey has it. Any one must match.
 */
enum pop3_tls_pinning {
    POP3_TLS_PIN_TOO,  /* after everything else was verified */
    POP3_TLS_PIN_ALONE /* the pin is what is trusted: issuer, names and dates of the
                          certificate, and its staple, are not looked at */
};

/* The server of one session. Nothing of it is kept by reference. */
struct pop3_tls_target {
    const char *host; /* as configured: an ASCII name, or an IP literal, [] and %zone allowed */
    const char *pins; /* NULL: none; PIN_ALONE needs some */
    enum pop3_tls_pinning pinning;
    struct pop3_bytes resume; /* of pop3_tls_resumption(), or n == 0 */
};

/*
 * A session; the ClientHello waits for pop3_tls_handshake(). NULL on failure,
 * with the reason in *error (POP3_TLS_LOCAL). A resume that is damaged, too
 * old, or of another host, trust or pin is ignored: the handshake is full then.
 */
struct pop3_tls *pop3_tls_new(struct pop3_tls_context *context,
                              const struct pop3_tls_target *target,
                              struct pop3_tls_error *error);

/* Wipes and frees; NULL is fine. */
void pop3_tls_free(struct pop3_tls *t);

/* How far a call came. */
enum pop3_tls_step {
    POP3_TLS_DONE,
    POP3_TLS_WANT_INPUT,  /* in is empty: send what is in pop3_tls_out(), then receive */
    POP3_TLS_WANT_OUTPUT, /* pop3_tls_out() is full: send some, call again */
    POP3_TLS_CLOSED,      /* close_notify came: the proper end of what the server sends */
    POP3_TLS_FAILED       /* see pop3_tls_error(); sticky. Send pop3_tls_out(): the alert */
};

/*
 * Goes on shaking hands; DONE when the server is verified, and then always.
 * Advances *in past what was used; in is lent for the call only.
 */
enum pop3_tls_step pop3_tls_handshake(struct pop3_tls *t, struct pop3_bytes *in);

/*
 * Plaintext into to, at most cap octets, cap > 0; *n how many, more than 0 when
 * DONE and 0 otherwise. Call it until it does not answer DONE: input that is
 * used up may still have left plaintext inside. FAILED before the handshake is
 * done. What was received before the end of the stream is handed over first.
 */
enum pop3_tls_step pop3_tls_read(struct pop3_tls *t, struct pop3_bytes *in, uint8_t *to,
                                 size_t cap, size_t *n);

/*
 * Encrypts the first octets of data into pop3_tls_out(). Returns how many: all,
 * or fewer when it is full, or 0 when the handshake is not done, after
 * pop3_tls_close() and after a failure. Nothing of data is kept.
 */
size_t pop3_tls_write(struct pop3_tls *t, struct pop3_bytes data);

/*
 * Ends what we send: puts close_notify into pop3_tls_out(), once, if the
 * handshake was done and nothing failed. Reading may go on until CLOSED.
 */
void pop3_tls_close(struct pop3_tls *t);

/* The connection delivers no more; a read then ends in CLOSED or TRUNCATED. */
void pop3_tls_eof(struct pop3_tls *t);

/* Octets for the server, valid until the next call on the session. */
struct pop3_bytes pop3_tls_out(const struct pop3_tls *t);

/* The transport took the first n octets of pop3_tls_out(). */
void pop3_tls_sent(struct pop3_tls *t, size_t n);

/* The failure, POP3_TLS_FINE if none; valid as long as the session. */
const struct pop3_tls_error *pop3_tls_error(const struct pop3_tls *t);

/* Facts for a log, valid as long as the session. */
struct pop3_tls_info {
    const char *version; /* "TLSv1.3" */
    const char *cipher;  /* "TLS_AES_256_GCM_SHA384" */
    bool resumed;
    bool client_asked; /* the server asked for a certificate of ours */
    bool client_sent;  /* and one was configured, so that it got it */
};

/* False before the handshake is done. */
bool pop3_tls_info(const struct pop3_tls *t, struct pop3_tls_info *info);

/*
 * Subject and issuer of the server's certificate, escaped, cut to cap octets with
 * the final NUL. Returns false, and an empty string, while none was seen.
 */
bool pop3_tls_peer_name(const struct pop3_tls *t, char *name, size_t cap);

/*
 * The pin of the key that the server presented, also when the handshake failed
 * because nobody vouches for it: trust on first use is to show this to the
 * user, to store it, and to begin a new session with it as POP3_TLS_PIN_ALONE.
 * False, and an empty string, while none was seen.
 */
#define POP3_TLS_PIN_TEXT 53u /* octets, with the final NUL */
bool pop3_tls_peer_pin(const struct pop3_tls *t, char pin[POP3_TLS_PIN_TEXT]);

/*
 * Channel binding data for SCRAM: tls-exporter (RFC 9266), tls-server-end-point
 * and tls-unique (RFC 5929). Returns the octets written, 0 where there are none:
 * before the handshake is done, tls-unique on TLS 1.3, it and tls-exporter on
 * TLS 1.2 without extended master secret (RFC 7627), tls-server-end-point
 * for a signature without one hash (Ed25519).
 */
size_t pop3_tls_binding(const struct pop3_tls *t, enum pop3_binding binding,
                        uint8_t data[POP3_SCRAM_MAX_BINDING]);

/*
 * What the next session with the same target can resume, if the server gave
 * it: TLS 1.3 servers send it after the handshake, so ask late. Use each once
 * only. Returns its size, 0 if there is none, and fills to if cap is enough. It is
 * a secret: store it as one, and wipe it.
 */
size_t pop3_tls_resumption(const struct pop3_tls *t, uint8_t *to, size_t cap);

#ifdef __cplusplus
}
#endif

#endif
