/* SPDX-License-Identifier: MIT */
/*
 * What the texts of replies mean: pure functions of the octets given. Numbers
 * and fields: RFC 1939 sections 5 and 7; response codes: RFC 2449 section 8,
 * RFC 3206; capabilities: RFC 2449 section 6 and the RFCs that add to it; the
 * timestamp: RFC 1939 section 7 with the dot-atoms of RFC 5322.
 */
#include "core.h"

#include <string.h>

struct pop3_bytes pop3_field(struct pop3_bytes *s)
{
    size_t start = 0;
    while (start < s->n && s->p[start] == ' ')
        start++;
    size_t end = start;
    while (end < s->n && s->p[end] != ' ')
        end++;
    struct pop3_bytes field = {s->p + start, end - start};
    s->p += end;
    s->n -= end;
    return field;
}

static uint8_t capital(uint8_t c)
{
    return c >= 'a' && c <= 'z' ? (uint8_t)(c - ('a' - 'A')) : c;
}

bool pop3_same(struct pop3_bytes text, const char *capitals)
{
    if (strlen(capitals) != text.n)
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (capital(text.p[i]) != (uint8_t)capitals[i])
            return false;
    return true;
}

static bool number(struct pop3_bytes *s, uint64_t max, uint64_t *v)
{
    struct pop3_bytes field = pop3_field(s);
    uint64_t sum = 0;
    for (size_t i = 0; i < field.n; i++) {
        uint8_t digit = (uint8_t)(field.p[i] - '0');
        if (digit > 9 || sum > UINT64_MAX / 10 || sum * 10 > UINT64_MAX - digit)
            return false;
        sum = sum * 10 + digit;
    }
    *v = sum;
    return field.n > 0 && sum <= max;
}

static bool two_numbers(struct pop3_bytes s, uint32_t least, uint32_t *first, uint64_t *second)
{
    uint64_t a, b;
    if (!number(&s, UINT32_MAX, &a) || a < least || !number(&s, UINT64_MAX, &b))
        return false;
    *first = (uint32_t)a;
    *second = b;
    return true;
}

bool pop3_parse_stat(struct pop3_bytes text, uint32_t *messages, uint64_t *octets)
{
    return two_numbers(text, 0, messages, octets);
}

bool pop3_parse_list(struct pop3_bytes line, uint32_t *msg, uint64_t *octets)
{
    return two_numbers(line, 1, msg, octets);
}

bool pop3_parse_octets(struct pop3_bytes text, uint64_t *octets)
{
    uint64_t v;
    if (!number(&text, UINT64_MAX, &v))
        return false;
    *octets = v;
    return true;
}

bool pop3_parse_uidl(struct pop3_bytes line, uint32_t *msg, struct pop3_bytes *uid)
{
    uint64_t n;
    if (!number(&line, UINT32_MAX, &n) || n == 0)
        return false;
    *msg = (uint32_t)n;
    *uid = pop3_field(&line);
    bool fit = uid->n <= POP3_MAX_UID && pop3_field(&line).n == 0;
    for (size_t i = 0; i < uid->n; i++)
        fit = fit && uid->p[i] > ' ' && uid->p[i] <= '~';
    if (!fit)
        uid->n = 0;
    return true;
}

/* The code is name, or name with sub-levels that are not known. */
static bool code_is(struct pop3_bytes code, const char *name)
{
    size_t n = strlen(name);
    if (code.n > n && code.p[n] == '/')
        code.n = n;
    return pop3_same(code, name);
}

enum pop3_code pop3_parse_code(struct pop3_bytes text)
{
    static const struct {
        char name[12];
        uint8_t code;
    } codes[] = {
        {"LOGIN-DELAY", POP3_CODE_LOGIN_DELAY},
        {"IN-USE", POP3_CODE_IN_USE},
        {"SYS/TEMP", POP3_CODE_SYS_TEMP},
        {"SYS/PERM", POP3_CODE_SYS_PERM},
        {"AUTH", POP3_CODE_AUTH},
        {"UTF8", POP3_CODE_UTF8},
        {"SYS", POP3_CODE_SYS_TEMP}, /* what else SYS may say */
    };
    if (text.n == 0 || text.p[0] != '[')
        return POP3_CODE_NONE;
    struct pop3_bytes code = {text.p + 1, 0};
    while (code.n + 1 < text.n && code.p[code.n] > ' ' && code.p[code.n] <= '~' &&
           code.p[code.n] != ']')
        code.n++;
    if (code.n == 0 || code.n + 1 == text.n || code.p[code.n] != ']')
        return POP3_CODE_NONE;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (code_is(code, codes[i].name))
            return (enum pop3_code)codes[i].code;
    return POP3_CODE_UNKNOWN;
}

static bool is_atext(uint8_t c)
{
    return (capital(c) >= 'A' && capital(c) <= 'Z') || (c >= '0' && c <= '9') ||
           (c != 0 && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* The length of the dot-atom at the start of s, 0 if there is none. */
static size_t dot_atom(struct pop3_bytes s)
{
    size_t n = 0;
    while (n < s.n && (is_atext(s.p[n]) || (s.p[n] == '.' && n > 0 && s.p[n - 1] != '.')))
        n++;
    return n > 0 && s.p[n - 1] == '.' ? 0 : n;
}

/* The length of "[" text "]" at the start of s, 0 if there is none. */
static size_t literal(struct pop3_bytes s)
{
    size_t n = 1;
    if (s.n == 0 || s.p[0] != '[')
        return 0;
    while (n < s.n && s.p[n] > ' ' && s.p[n] <= '~' && !strchr("[]\\<>", s.p[n]))
        n++;
    return n < s.n && s.p[n] == ']' && n > 1 ? n + 1 : 0;
}

static void advance(struct pop3_bytes *s, size_t n)
{
    s->p += n;
    s->n -= n;
}

bool pop3_parse_timestamp(struct pop3_bytes text, struct pop3_bytes *timestamp)
{
    const uint8_t *open = text.n > 0 ? memchr(text.p, '<', text.n) : NULL;
    if (!open)
        return false;
    struct pop3_bytes s = {open + 1, (size_t)(text.p + text.n - open) - 1};
    size_t local = dot_atom(s);
    advance(&s, local);
    if (local == 0 || s.n == 0 || s.p[0] != '@')
        return false;
    advance(&s, 1);
    size_t domain = dot_atom(s);
    if (domain == 0)
        domain = literal(s);
    advance(&s, domain);
    if (domain == 0 || s.n == 0 || s.p[0] != '>' || memchr(s.p, '<', s.n))
        return false;
    *timestamp = (struct pop3_bytes){open, local + domain + 3};
    return true;
}

struct name {
    char name[19];
    uint16_t bit;
};

static const struct name tags[] = {
    {"TOP", POP3_CAP_TOP},
    {"USER", POP3_CAP_USER},
    {"SASL", POP3_CAP_SASL},
    {"RESP-CODES", POP3_CAP_RESP_CODES},
    {"LOGIN-DELAY", POP3_CAP_LOGIN_DELAY},
    {"PIPELINING", POP3_CAP_PIPELINING},
    {"EXPIRE", POP3_CAP_EXPIRE},
    {"UIDL", POP3_CAP_UIDL},
    {"IMPLEMENTATION", POP3_CAP_IMPLEMENTATION},
    {"STLS", POP3_CAP_STLS},
    {"AUTH-RESP-CODE", POP3_CAP_AUTH_RESP_CODE},
    {"UTF8", POP3_CAP_UTF8},
    {"LANG", POP3_CAP_LANG},
    {"", 0},
};

static const struct name mechanisms[] = {
    {"PLAIN", POP3_SASL_PLAIN},
    {"LOGIN", POP3_SASL_LOGIN},
    {"CRAM-MD5", POP3_SASL_CRAM_MD5},
    {"SCRAM-SHA-1", POP3_SASL_SCRAM_SHA_1},
    {"SCRAM-SHA-1-PLUS", POP3_SASL_SCRAM_SHA_1_PLUS},
    {"SCRAM-SHA-256", POP3_SASL_SCRAM_SHA_256},
    {"SCRAM-SHA-256-PLUS", POP3_SASL_SCRAM_SHA_256_PLUS},
    {"XOAUTH2", POP3_SASL_XOAUTH2},
    {"OAUTHBEARER", POP3_SASL_OAUTHBEARER},
    {"EXTERNAL", POP3_SASL_EXTERNAL},
    {"", 0},
};

static uint16_t bit_of(const struct name *names, struct pop3_bytes field)
{
    while (names->bit != 0 && !pop3_same(field, names->name))
        names++;
    return names->bit;
}

/* The first argument as a number, or otherwise if it is none; the second may be USER. */
static uint32_t count_get(struct pop3_capabilities *capa, struct pop3_bytes *line,
                          uint32_t otherwise)
{
    struct pop3_bytes first = pop3_field(line);
    uint64_t v;
    if (pop3_same(pop3_field(line), "USER"))
        capa->tags |= POP3_CAP_PER_USER;
    return number(&first, POP3_EXPIRE_NEVER - 1, &v) ? (uint32_t)v : otherwise;
}

void pop3_parse_capability(struct pop3_capabilities *capa, struct pop3_bytes line)
{
    uint32_t tag = bit_of(tags, pop3_field(&line));
    if (capa->tags & tag)
        return;
    capa->tags |= tag;
    if (tag == POP3_CAP_LOGIN_DELAY)
        capa->login_delay = count_get(capa, &line, 0);
    if (tag == POP3_CAP_EXPIRE)
        capa->expire = count_get(capa, &line, POP3_EXPIRE_NEVER);
    if (tag == POP3_CAP_UTF8 && pop3_same(pop3_field(&line), "USER"))
        capa->tags |= POP3_CAP_UTF8_USER;
    if (tag == POP3_CAP_SASL)
        while (line.n > 0)
            capa->sasl |= bit_of(mechanisms, pop3_field(&line));
}

enum pop3_refusal pop3_refusal(enum pop3_code code, bool auth_resp_code)
{
    switch (code) {
    case POP3_CODE_AUTH:
        return POP3_REFUSED_CREDENTIALS;
    case POP3_CODE_IN_USE:
        return POP3_REFUSED_IN_USE;
    case POP3_CODE_LOGIN_DELAY:
        return POP3_REFUSED_DELAY;
    case POP3_CODE_SYS_TEMP:
        return POP3_REFUSED_TEMPORARY;
    case POP3_CODE_SYS_PERM:
        return POP3_REFUSED_PERMANENT;
    case POP3_CODE_UTF8:
        return POP3_REFUSED_UNKNOWN;
    case POP3_CODE_NONE:
    case POP3_CODE_UNKNOWN:
        break;
    }
    return auth_resp_code ? POP3_REFUSED_UNKNOWN : POP3_REFUSED_CREDENTIALS;
}
