/* SPDX-License-Identifier: MIT */
/* See kit.h. */
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>

static enum pop3_client_say octets_keep(void *context, uint32_t msg, struct pop3_bytes octets)
{
    struct keeper *k = context;
    struct kept *kept = &k->kept[msg];
    assert_true(msg < KIT_MESSAGES && octets.n > 0);
    if (kept->cap - kept->n < octets.n) {
        kept->cap = 2 * kept->cap + octets.n;
        kept->p = realloc(kept->p, kept->cap);
        assert_non_null(kept->p);
    }
    memcpy(kept->p + kept->n, octets.p, octets.n);
    kept->n += octets.n;
    return msg >= k->say_at ? k->say : POP3_CLIENT_GO_ON;
}

static void end_keep(void *context, uint32_t msg, const struct pop3_client_error *why)
{
    struct keeper *k = context;
    if (msg >= KIT_MESSAGES)
        return;
    k->kept[msg].ends++;
    k->kept[msg].whole = why == NULL;
    k->kept[msg].fault = why ? why->fault : POP3_FAULT_NONE;
    k->order[k->ended++ % KIT_MESSAGES] = msg;
}

void keeper_begin(struct keeper *k)
{
    memset(k, 0, sizeof *k);
    k->sink = (struct pop3_client_sink){octets_keep, end_keep, k};
}

void keeper_end(struct keeper *k)
{
    for (size_t i = 0; i < KIT_MESSAGES; i++)
        free(k->kept[i].p);
    keeper_begin(k);
}

const char *url_of(const char *format, uint16_t port)
{
    static char url[200];
    const char *mark = strstr(format, "%u");
    snprintf(url, sizeof url, "%.*s%u%s", (int)(mark - format), format, port, mark + 2);
    return url;
}

struct pop3_client *open_good(const char *url, const struct pop3_client_options *options)
{
    struct pop3_client_error error;
    struct pop3_client *c = pop3_client_open(url, options, &error);
    if (!c)
        fail_msg("%s: %s", pop3_fault_name(error.fault), error.text);
    assert_int_equal(pop3_client_error(c)->fault, POP3_FAULT_NONE);
    return c;
}

bool is_sentence(const char *text)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            return false;
    return n > 15 && n < POP3_CLIENT_TEXT && text[n - 1] != '.';
}

void open_bad(const char *url, const struct pop3_client_options *options, enum pop3_fault fault,
              const char *word, ...)
{
    struct pop3_client_error error;
    struct pop3_client *c = pop3_client_open(url, options, &error);
    va_list words;
    assert_null(c);
    if (error.fault != fault || strcmp(error.word, word) != 0)
        fail_msg("%s %s: %s", pop3_fault_name(error.fault), error.word, error.text);
    assert_true(error.over);
    assert_true(is_sentence(error.text));
    va_start(words, word);
    for (const char *w; (w = va_arg(words, const char *)) != NULL;)
        if (!strstr(error.text, w))
            fail_msg("no \"%s\" in: %s", w, error.text);
    va_end(words);
}

void log_line(void *context, char mark, const char *line)
{
    struct log *log = context;
    int n = snprintf(log->text + log->n, sizeof log->text - log->n, "%c %s\n", mark, line);
    assert_true(n > 0 && (size_t)n < sizeof log->text - log->n);
    log->n += (size_t)n;
}
