/* SPDX-License-Identifier: MIT */
/* See scram.h. */
#include "scram.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

void base64_of(char *to, const void *from, size_t n)
{
    EVP_EncodeBlock((unsigned char *)to, from, (int)n);
}

static const EVP_MD *md_of(enum pop3_hash hash)
{
    return hash == POP3_SHA_1 ? EVP_sha1() : EVP_sha256();
}

static void hmac(const struct scram_case *c, const uint8_t *key, size_t size, const char *text,
                 uint8_t *to)
{
    assert_non_null(HMAC(md_of(c->hash), key, (int)size, (const unsigned char *)text,
                         strlen(text), to, NULL));
}

/* c=, r= of the server's first message. */
static void without_proof_make(const struct scram_case *c, struct scram_reference *to)
{
    uint8_t raw[SCRAM_TEXT];
    char channel[SCRAM_TEXT];
    size_t n = strlen(c->gs2);
    memcpy(raw, c->gs2, n);
    memcpy(raw + n, c->binding.n > 0 ? c->binding.p : raw, c->binding.n);
    base64_of(channel, raw, n + c->binding.n);
    n = strcspn(c->server_first, ",");
    snprintf(to->without_proof, sizeof to->without_proof, "c=%.500s,%.*s", channel, (int)n,
             c->server_first);
}

void scram_calculate(const struct scram_case *c, struct scram_reference *to)
{
    char message[3 * SCRAM_TEXT], encoded[64];
    uint8_t signature[32], proof[32];
    size_t size = to->size = c->hash == POP3_SHA_1 ? 20 : 32;
    without_proof_make(c, to);
    snprintf(message, sizeof message, "%s,%s,%s", c->bare, c->server_first, to->without_proof);
    assert_int_equal(PKCS5_PBKDF2_HMAC(c->password, -1, (const unsigned char *)c->salt,
                                       (int)strlen(c->salt), c->iterations, md_of(c->hash),
                                       (int)size, to->salted),
                     1);
    hmac(c, to->salted, size, "Client Key", to->client_key);
    hmac(c, to->salted, size, "Server Key", to->server_key);
    assert_int_equal(
        EVP_Digest(to->client_key, size, to->stored_key, NULL, md_of(c->hash), NULL), 1);
    hmac(c, to->stored_key, size, message, signature);
    for (size_t i = 0; i < size; i++)
        proof[i] = to->client_key[i] ^ signature[i];
    base64_of(encoded, proof, size);
    snprintf(to->client_final, sizeof to->client_final, "%.900s,p=%s", to->without_proof,
             encoded);
    hmac(c, to->server_key, size, message, signature);
    base64_of(encoded, signature, size);
    snprintf(to->server_final, sizeof to->server_final, "v=%s", encoded);
}

void scram_begin(struct pop3_scram *m, uint32_t slice)
{
    const struct pop3_scram_config config = {.hash = POP3_SHA_1,
                                             .user = LITERAL("user"),
                                             .password = LITERAL("pencil"),
                                             .nonce = LITERAL(NONCE),
                                             .slice = slice};
    assert_true(pop3_scram_init(m, &config));
    responds(&m->sasl, NOTHING, LITERAL("n,,n=user,r=" NONCE));
}

void scram_left_nothing(const struct pop3_scram *m)
{
    static const uint8_t zeros[POP3_MAX_DIGEST];
    assert_memory_equal(m->u, zeros, sizeof m->u);
    assert_memory_equal(m->salted, zeros, sizeof m->salted);
    assert_memory_equal(m->server_signature, zeros, sizeof m->server_signature);
}
