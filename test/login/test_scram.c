/* SPDX-License-Identifier: MIT */
/*
 * SCRAM in whole logins: the server's side is the reference of test/sasl. What
 * the server may do wrong, and what each side must say about channel bindings.
 */
#include "play.h"

#include "../sasl/scram.h"

#define SALT "NaCl of ten octets"

/* An exchange; the texts are those of the reference. */
struct exchange {
    enum pop3_hash hash;
    const char *name, *offers, *gs2, *user;
    struct pop3_bytes bound; /* what c= must hold behind the header */
};

struct messages {
    char first[2 * SCRAM_TEXT], server_first[2 * SCRAM_TEXT];
    char final[2 * SCRAM_TEXT], server_final[128];
    struct scram_reference reference;
};

static void encode(char *to, const char *text)
{
    base64_of(to, text, strlen(text));
}

static void messages_make(struct messages *m, const struct exchange *x)
{
    char bare[SCRAM_TEXT], first[SCRAM_TEXT], server_first[SCRAM_TEXT], salt[64];
    struct scram_case c = {x->hash, x->gs2, bare, server_first, SECRET, SALT, 4096, x->bound};
    encode(salt, SALT);
    snprintf(bare, sizeof bare, "n=%s,r=" CLIENT_NONCE, x->user);
    snprintf(first, sizeof first, "%s%.900s", x->gs2, bare);
    snprintf(server_first, sizeof server_first,
             "r=" CLIENT_NONCE "3rfcNHYJY1ZVvWVs7j,s=%s,i=4096", salt);
    scram_calculate(&c, &m->reference);
    encode(m->first, first);
    encode(m->server_first, server_first);
    encode(m->final, m->reference.client_final);
    encode(m->server_final, m->reference.server_final);
}

/* The exchange goes well; config tells the rest. */
static void exchange_run(const struct exchange *x, const struct play *template)
{
    char script[8192];
    struct messages m;
    struct play play = *template;
    const char *begin = play.config.two_steps ? "\nS + \nC " : " ";
    messages_make(&m, x);
    snprintf(
        script, sizeof script,
        HELLO CAPA("S UIDL\nS SASL %s\n") "C AUTH %s%s%s\nS + %s\nC %s\nS + %s\nC \nS +OK\n",
        x->offers, x->name, begin, m.first, m.server_first, m.final, m.server_final);
    play.script = script;
    play.config.tls_first = true;
    play.what = POP3_LOGIN_DONE;
    play.stride = play.stride > 0 ? play.stride : 149;
    play_run(&play);
}

static const struct exchange sha_1 = {POP3_SHA_1, "SCRAM-SHA-1", "SCRAM-SHA-1",
                                      "n,,",      "tim",         {NULL, 0}};
static const struct exchange sha_256 = {
    POP3_SHA_256, "SCRAM-SHA-256", "SCRAM-SHA-1 PLAIN SCRAM-SHA-256", "n,,", "tim", {NULL, 0}};

static void both_hashes_log_in_however_the_octets_come(void **state)
{
    struct play play = {.method = &pop3_method_scram_sha_1, .stride = 1};
    (void)state;
    exchange_run(&sha_1, &play);
    play.method = &pop3_method_scram_sha_256;
    play.stride = 0;
    exchange_run(&sha_256, &play);
    play.config.slice = 100;
    exchange_run(&sha_256, &play);
    play.config.two_steps = true;
    exchange_run(&sha_256, &play);
}

static void names_are_escaped(void **state)
{
    struct exchange x = sha_256;
    struct play play = {.config = {.user = TEXT("t,i=m"), .authzid = TEXT("b=,")},
                        .method = &pop3_method_scram_sha_256};
    (void)state;
    x.user = "t=2Ci=3Dm";
    x.gs2 = "n,a=b=3D=2C,";
    exchange_run(&x, &play);
}

/* Channel binding: gs2 by what the server offers and the client can and may do. */

static const uint8_t octets[64] = "0123456789abcdef,=\0\1\xFF";

struct binding {
    const char *offers, *name, *gs2;
    enum pop3_binding binding;
    size_t n;
    enum pop3_hash hash;
    const struct pop3_method *method, *const *methods;
};

static const struct pop3_method *const only_sha_256[] = {&pop3_method_scram_sha_256, NULL};

#define ALL_SCRAM "SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS"

static const struct binding bindings[] = {
    {ALL_SCRAM, "SCRAM-SHA-256-PLUS", "p=tls-exporter,,", POP3_BIND_TLS_EXPORTER, 32,
     POP3_SHA_256, &pop3_method_scram_sha_256_plus, NULL},
    {ALL_SCRAM, "SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,",
     POP3_BIND_TLS_SERVER_END_POINT, 64, POP3_SHA_256, &pop3_method_scram_sha_256_plus, NULL},
    {"SCRAM-SHA-256 SCRAM-SHA-1-PLUS", "SCRAM-SHA-1-PLUS", "p=tls-unique,,",
     POP3_BIND_TLS_UNIQUE, 12, POP3_SHA_1, &pop3_method_scram_sha_1_plus, NULL},
    /* The client cannot bind. */
    {ALL_SCRAM, "SCRAM-SHA-256", "n,,", POP3_BIND_NONE, 0, POP3_SHA_256,
     &pop3_method_scram_sha_256, NULL},
    /* It can, and the server did not offer, or somebody took the offer away. */
    {"SCRAM-SHA-1 SCRAM-SHA-256", "SCRAM-SHA-256", "y,,", POP3_BIND_TLS_EXPORTER, 32,
     POP3_SHA_256, &pop3_method_scram_sha_256, NULL},
    {"SCRAM-SHA-1", "SCRAM-SHA-1", "y,,", POP3_BIND_TLS_UNIQUE, 12, POP3_SHA_1,
     &pop3_method_scram_sha_1, NULL},
    /* It can, the server offered, and the application does not want to: not "y". */
    {ALL_SCRAM, "SCRAM-SHA-256", "n,,", POP3_BIND_TLS_EXPORTER, 32, POP3_SHA_256,
     &pop3_method_scram_sha_256, only_sha_256},
    {"SCRAM-SHA-1-PLUS SCRAM-SHA-256", "SCRAM-SHA-256", "n,,", POP3_BIND_TLS_EXPORTER, 32,
     POP3_SHA_256, &pop3_method_scram_sha_256, only_sha_256},
};

static void conformance_67_binding_flags_by_offer_and_ability(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++) {
        const struct binding *b = &bindings[i];
        struct pop3_bytes data = {octets, b->n};
        struct exchange x = {b->hash, b->name, b->offers, b->gs2, "tim", {NULL, 0}};
        struct play play = {
            .config = {.binding = b->binding, .binding_data = data, .methods = b->methods},
            .method = b->method};
        if (b->method->binds)
            x.bound = data;
        exchange_run(&x, &play);
    }
}

/* After STLS: the handshake's binding, not the configuration's. */
static void the_binding_is_that_of_the_handshake(void **state)
{
    static const struct pop3_bytes old = {octets, 32}, new = {octets + 16, 32};
    struct exchange x = {POP3_SHA_256, "SCRAM-SHA-256-PLUS", "", "p=tls-exporter,,",
                         "tim",        {octets + 16, 32}};
    struct messages m;
    char script[8192];
    (void)state;
    messages_make(&m, &x);
    snprintf(script, sizeof script,
             HELLO CAPA("S STLS\n") STLS CAPA(
                 "S UIDL\nS SASL SCRAM-SHA-256-PLUS SCRAM-SHA-256\n") "C AUTH "
                                                                      "SCRAM-SHA-256-PLUS "
                                                                      "%s\nS + %s\nC %s\nS + "
                                                                      "%s\nC \nS +OK\n",
             m.first, m.server_first, m.final, m.server_final);
    struct play play = {script,
                        .config = {.binding = POP3_BIND_TLS_EXPORTER, .binding_data = old},
                        .binding = POP3_BIND_TLS_EXPORTER,
                        .binding_data = new,
                        .what = POP3_LOGIN_DONE,
                        .method = &pop3_method_scram_sha_256_plus,
                        .stride = 97};
    play_run(&play);
    /* None before TLS, none after it: the -PLUS form is not chosen. */
    play = (struct play){HELLO CAPA("S STLS\n") STLS CAPA("S SASL SCRAM-SHA-256-PLUS\n"),
                         .config = {.binding = POP3_BIND_TLS_EXPORTER, .binding_data = old},
                         .what = POP3_LOGIN_REFUSED, .why = POP3_WHY_NO_METHOD};
    play_run(&play);
}

/* What the server may answer to the first message; the client says "*". */

static const char *const bad_firsts[] = {
    /* scenario 60: a nonce that is foreign, ours alone, cut, or not one */
    "r=3rfcNHYJY1ZVvWVs7j,s=c2FsdA==,i=4096",
    "r=" CLIENT_NONCE ",s=c2FsdA==,i=4096",
    "r=fyko+d2lbbFgONRv9qkxdawl3rfc,s=c2FsdA==,i=4096",
    "r=3rfc" CLIENT_NONCE ",s=c2FsdA==,i=4096",
    "r=" CLIENT_NONCE "\xC3\xA9,s=c2FsdA==,i=4096",
    "r=,s=c2FsdA==,i=4096",
    /* scenario 61: iterations */
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=1",
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=4095",
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=0",
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=-4096",
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=+4096",
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=04096",
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=4294967295",
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=4294971392",
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=18446744073709555712",
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=10001",
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=4096x",
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=",
    /* salt */
    "r=" CLIENT_NONCE "x,s=,i=4096",
    "r=" CLIENT_NONCE "x,s=c2Fsd,i=4096",
    "r=" CLIENT_NONCE "x,i=4096",
    /* order, extensions, errors */
    "s=c2FsdA==,r=" CLIENT_NONCE "x,i=4096",
    "m=x,r=" CLIENT_NONCE "x,s=c2FsdA==,i=4096",
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=4096,m=x",
    "r=" CLIENT_NONCE "x,s=c2FsdA==,i=4096,",
    "e=other-error",
    "v=AAAA",
    "",
};

static void bad_first_messages_run(const char *reply, const struct play *template)
{
    for (size_t i = 0; i < sizeof bad_firsts / sizeof *bad_firsts; i++) {
        char script[4096], coded[SCRAM_TEXT];
        struct messages m;
        struct play play = *template;
        messages_make(&m, &sha_256);
        encode(coded, bad_firsts[i]);
        snprintf(script, sizeof script,
                 HELLO CAPA("S SASL SCRAM-SHA-256\n") "C AUTH SCRAM-SHA-256 %s\nS + "
                                                      "%s\nC *\nS %s\n",
                 m.first, coded, reply);
        play.script = script;
        play.config.tls_first = true;
        play.config.max_iterations = 10000;
        play.what = POP3_LOGIN_REFUSED;
        play.method = &pop3_method_scram_sha_256;
        play.stride = 11;
        play_run(&play);
    }
}

static void scenario_60_61_bad_first_messages_are_cancelled(void **state)
{
    static const struct play refused = {.why = POP3_WHY_EXCHANGE};
    static const struct play accepted = {.why = POP3_WHY_SESSION, .err = POP3_ERR_PROOF};
    (void)state;
    bad_first_messages_run("-ERR cancelled", &refused);
    bad_first_messages_run("+OK never mind", &accepted);
}

/* What the server may answer to the proof. */
struct final {
    const char *answer; /* %s: the right v= in base64 */
    enum pop3_login_why why;
    enum pop3_err err;
    enum pop3_code code;
};

static const struct final finals[] = {
    /* +OK without v= is not believed (security.md 10) */
    {"S +OK\n", POP3_WHY_SESSION, POP3_ERR_PROOF, POP3_CODE_NONE},
    /* v= along with +OK is not in RFC 5034 */
    {"S +OK %s\n", POP3_WHY_SESSION, POP3_ERR_PROOF, POP3_CODE_NONE},
    /* scenario 62: a wrong one, an error, none, one octet too many or few */
    {"S + dj1yNUd2OXFBSGhCMTdhcWdVOTRjTmhRPT0=\nC *\nS +OK\n", POP3_WHY_SESSION, POP3_ERR_PROOF,
     POP3_CODE_NONE},
    {"S + dj1BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBPQ==\nC *\nS +OK\n",
     POP3_WHY_SESSION, POP3_ERR_PROOF, POP3_CODE_NONE},
    {"S + dj1yNUd2OXFBSGhCMTdhcWdVOTRjTmhRPT0=\nC *\nS -ERR\n", POP3_WHY_EXCHANGE, POP3_OK,
     POP3_CODE_NONE},
    {"S + \nC *\nS -ERR [SYS/TEMP] x\n", POP3_WHY_TEMPORARY, POP3_OK, POP3_CODE_SYS_TEMP},
    {"S + ZT1pbnZhbGlkLXByb29m\nC *\nS -ERR [AUTH] no\n", POP3_WHY_CREDENTIALS, POP3_OK,
     POP3_CODE_AUTH},
    {"S + ZT1pbnZhbGlkLXByb29m\nC *\nS +OK\n", POP3_WHY_SESSION, POP3_ERR_PROOF,
     POP3_CODE_NONE},
    {"S + \nC *\nS +OK\n", POP3_WHY_SESSION, POP3_ERR_PROOF, POP3_CODE_NONE},
    {"S +\nC *\nS +OK\n", POP3_WHY_SESSION, POP3_ERR_PROOF, POP3_CODE_NONE},
    {"S + %s=\nC *\nS +OK\n", POP3_WHY_SESSION, POP3_ERR_PROOF, POP3_CODE_NONE},
    /* the client cancelled nothing: it is the password */
    {"S -ERR\n", POP3_WHY_CREDENTIALS, POP3_OK, POP3_CODE_NONE},
    {"S -ERR [AUTH] wrong\n", POP3_WHY_CREDENTIALS, POP3_OK, POP3_CODE_AUTH},
    {"S -ERR [IN-USE] locked\n", POP3_WHY_IN_USE, POP3_OK, POP3_CODE_IN_USE},
    {"EOF\n", POP3_WHY_SESSION, POP3_ERR_EOF, POP3_CODE_NONE},
    {"S + %s\nC \nEOF\n", POP3_WHY_SESSION, POP3_ERR_EOF, POP3_CODE_NONE},
    {"S + %s\nC \nSILENCE\n", POP3_WHY_SESSION, POP3_ERR_TIMEOUT, POP3_CODE_NONE},
    {"S + %s\nC \nS -ERR [SYS/TEMP] after all\n", POP3_WHY_TEMPORARY, POP3_OK,
     POP3_CODE_SYS_TEMP},
    /* a challenge behind the last one */
    {"S + %s\nC \nS + %s\nC *\nS +OK\n", POP3_WHY_SESSION, POP3_ERR_PROOF, POP3_CODE_NONE},
};

/* Puts v wherever the text has %s. */
static void fill(char *to, const char *text, const char *v)
{
    for (*to = '\0'; *text; to += strlen(to))
        if (strncmp(text, "%s", 2) == 0) {
            strcpy(to, v);
            text += 2;
        } else {
            to[0] = *text++;
            to[1] = '\0';
        }
}

static void scenario_62_a_server_that_does_not_prove_itself_is_refused(void **state)
{
    struct messages m;
    (void)state;
    messages_make(&m, &sha_1);
    for (size_t i = 0; i < sizeof finals / sizeof *finals; i++) {
        char script[8192];
        int n =
            snprintf(script, sizeof script - 512,
                     HELLO CAPA("S SASL SCRAM-SHA-1\n") "C AUTH SCRAM-SHA-1 %s\nS + %s\nC %s\n",
                     m.first, m.server_first, m.final);
        fill(script + n, finals[i].answer, m.server_final);
        struct play play = {script,
                            .config = {.tls_first = true},
                            .what = POP3_LOGIN_REFUSED,
                            .why = finals[i].why,
                            .code = finals[i].code,
                            .err = finals[i].err,
                            .method = &pop3_method_scram_sha_1,
                            .stride = 301};
        play_run(&play);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_hashes_log_in_however_the_octets_come),
        cmocka_unit_test(names_are_escaped),
        cmocka_unit_test(conformance_67_binding_flags_by_offer_and_ability),
        cmocka_unit_test(the_binding_is_that_of_the_handshake),
        cmocka_unit_test(scenario_60_61_bad_first_messages_are_cancelled),
        cmocka_unit_test(scenario_62_a_server_that_does_not_prove_itself_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
