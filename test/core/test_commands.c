/* SPDX-License-Identifier: MIT */
/*
 * Commands: which are allowed where, their arguments and lengths, the queue,
 * the barriers. A refused command sends nothing and changes nothing.
 */
#include "cmocka_all.h"
#include "harness.h"

#include <stdio.h>
#include <string.h>

enum where {
    GREETING,
    AUTHORIZATION,
    NAMED,
    HANDSHAKE,
    SECURED,
    TRANSACTION,
    ENDED,
    REFUSED,
    PLACES
};

static void enter(struct session *s, enum where where)
{
    switch (where) {
    case GREETING:
        session_open(s, NULL);
        return;
    case AUTHORIZATION:
        session_greeted(s, NULL);
        return;
    case NAMED:
        session_greeted(s, NULL);
        assert_int_equal(session_command(s, "USER u"), POP3_OK);
        session_feed_text(s, "+OK\r\n");
        return;
    case HANDSHAKE:
    case SECURED:
        session_greeted(s, NULL);
        assert_int_equal(session_command(s, "STLS"), POP3_OK);
        session_feed_text(s, "+OK\r\n");
        if (where == SECURED)
            pop3_secured(&s->p);
        return;
    case TRANSACTION:
        session_logged_in(s, NULL);
        return;
    case ENDED:
        session_logged_in(s, NULL);
        assert_int_equal(session_command(s, "QUIT"), POP3_OK);
        session_feed_text(s, "+OK\r\n");
        return;
    case REFUSED:
        session_open(s, NULL);
        session_feed_text(s, "-ERR\r\n");
        return;
    case PLACES:
        break;
    }
    fail();
}

static const char *const lines[] = {
    "USER a", "PASS b", "APOP a b", "CAPA",    "STLS",   "STAT", "LIST", "LIST 1",
    "UIDL",   "UIDL 1", "RETR 1",   "TOP 1 1", "DELE 1", "NOOP", "RSET", "QUIT"};

#define LINES (sizeof lines / sizeof lines[0])

/* For each place a column for each of the lines: may it be sent? */
static const char allowed[PLACES][LINES + 1] = {
    [GREETING] = "................", [AUTHORIZATION] = "U.ACS..........Q",
    [NAMED] = "UPACS..........Q",    [HANDSHAKE] = "................",
    [SECURED] = "U.AC...........Q",  [TRANSACTION] = "...C.SLLUURTDNRQ",
    [ENDED] = "................",    [REFUSED] = "................",
};

static void every_command_in_every_state_is_sent_or_refused_without_trace(void **state)
{
    (void)state;
    for (int where = 0; where < PLACES; where++) {
        for (size_t i = 0; i < LINES; i++) {
            struct session s;
            enter(&s, (enum where)where);
            log_clear(&s.wire);
            struct pop3 before = s.p;
            enum pop3_err err = session_queue(&s, lines[i]);
            struct pop3_bytes out = pop3_out(&s.p);
            bool wanted = allowed[where][i] != '.';
            if ((err == POP3_OK) != wanted)
                fail_msg("%s in state %d: %s", lines[i], where, error_name(err));
            if (err == POP3_OK) {
                assert_int_equal(out.n, strlen(lines[i]) + 2);
                assert_memory_equal(out.p, lines[i], out.n - 2);
                assert_memory_equal(out.p + out.n - 2, "\r\n", 2);
            } else {
                assert_int_equal(err, POP3_ERR_STATE);
                assert_int_equal(out.n, 0);
                assert_memory_equal(&before, &s.p, sizeof before);
            }
            session_close(&s);
        }
    }
}

static void numbers_are_needed_or_needless(void **state)
{
    static const struct {
        enum pop3_verb verb;
        uint32_t msg, lines;
        enum pop3_err want;
    } cases[] = {
        {POP3_RETR, 0, 0, POP3_ERR_ARGUMENT},
        {POP3_DELE, 0, 0, POP3_ERR_ARGUMENT},
        {POP3_TOP, 0, 5, POP3_ERR_ARGUMENT},
        {POP3_RETR, 1, 1, POP3_ERR_ARGUMENT},
        {POP3_DELE, 1, 1, POP3_ERR_ARGUMENT},
        {POP3_LIST, 1, 1, POP3_ERR_ARGUMENT},
        {POP3_UIDL, 0, 1, POP3_ERR_ARGUMENT},
        {POP3_STAT, 1, 0, POP3_ERR_ARGUMENT},
        {POP3_STAT, 0, 1, POP3_ERR_ARGUMENT},
        {POP3_NOOP, 1, 0, POP3_ERR_ARGUMENT},
        {POP3_RSET, 0, 1, POP3_ERR_ARGUMENT},
        {POP3_QUIT, 1, 0, POP3_ERR_ARGUMENT},
        {POP3_CAPA, 1, 0, POP3_ERR_ARGUMENT},
        {POP3_STLS, 1, 0, POP3_ERR_ARGUMENT},
        {POP3_USER, 0, 0, POP3_ERR_ARGUMENT},
        {POP3_PASS, 0, 0, POP3_ERR_ARGUMENT},
        {POP3_APOP, 0, 0, POP3_ERR_ARGUMENT},
        {POP3_GREETING, 0, 0, POP3_ERR_ARGUMENT},
        {POP3_AUTH, 0, 0, POP3_ERR_ARGUMENT},
        {(enum pop3_verb)99, 0, 0, POP3_ERR_ARGUMENT},
        {POP3_TOP, 1, 0, POP3_OK},
    };
    struct session s;

    (void)state;
    session_logged_in(&s, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum pop3_err err = pop3_send(&s.p, cases[i].verb, cases[i].msg, cases[i].lines);
        if (err != cases[i].want)
            fail_msg("case %zu: %s", i, error_name(err));
        assert_int_equal(pop3_out(&s.p).n, err == POP3_OK ? 9 : 0);
    }
    session_close(&s);
}

static enum pop3_err text_send(struct session *s, enum pop3_verb verb, const char *p, size_t n)
{
    return pop3_send_text(&s->p, verb, (struct pop3_bytes){(const uint8_t *)p, n});
}

static void texts_with_cr_lf_or_nul_are_refused(void **state)
{
    struct session s;

    (void)state;
    session_greeted(&s, NULL);
    for (size_t at = 0; at < 3; at++) {
        for (int c = 0; c < 3; c++) {
            char text[3] = {'a', 'b', 'c'};
            text[at] = "\r\n\0"[c];
            assert_int_equal(text_send(&s, POP3_USER, text, 3), POP3_ERR_ARGUMENT);
            assert_int_equal(text_send(&s, POP3_APOP, text, 3), POP3_ERR_ARGUMENT);
        }
    }
    assert_int_equal(text_send(&s, POP3_USER, "", 0), POP3_ERR_ARGUMENT);
    assert_int_equal(text_send(&s, POP3_USER, NULL, 0), POP3_ERR_ARGUMENT);
    assert_int_equal(text_send(&s, POP3_GREETING, "a", 1), POP3_ERR_ARGUMENT);
    assert_int_equal(text_send(&s, POP3_RETR, "1", 1), POP3_ERR_ARGUMENT);
    assert_int_equal(text_send(&s, POP3_AUTH, "PLAIN", 5), POP3_ERR_ARGUMENT);
    assert_int_equal(text_send(&s, POP3_QUIT, "1", 1), POP3_ERR_ARGUMENT);
    assert_int_equal(text_send(&s, (enum pop3_verb)77, "1", 1), POP3_ERR_ARGUMENT);
    assert_int_equal(pop3_out(&s.p).n, 0);
    assert_int_equal(text_send(&s, POP3_USER, "\x01\x7f\xff", 3), POP3_OK);
    assert_memory_equal(pop3_out(&s.p).p, "USER \x01\x7f\xff\r\n", 10);
    session_close(&s);
}

static void commands_have_at_most_255_octets(void **state)
{
    char text[70000];
    struct session s;

    (void)state;
    memset(text, 'x', sizeof text);
    session_greeted(&s, &(struct options){.out_cap = POP3_MAX_COMMAND});
    /* "USER " and CRLF are 7 */
    assert_int_equal(text_send(&s, POP3_USER, text, 249), POP3_ERR_LENGTH);
    assert_int_equal(text_send(&s, POP3_USER, text, 255), POP3_ERR_LENGTH);
    assert_int_equal(text_send(&s, POP3_USER, text, 256), POP3_ERR_LENGTH);
    assert_int_equal(text_send(&s, POP3_USER, text, 65536 + 8), POP3_ERR_LENGTH);
    assert_int_equal(pop3_out(&s.p).n, 0);
    assert_true(pop3_idle(&s.p));
    assert_int_equal(text_send(&s, POP3_USER, text, 248), POP3_OK);
    assert_int_equal(pop3_out(&s.p).n, 255);
    session_flush(&s);
    session_feed_text(&s, "+OK\r\n");
    assert_int_equal(text_send(&s, POP3_PASS, text, 249), POP3_ERR_LENGTH);
    assert_int_equal(text_send(&s, POP3_PASS, text, 248), POP3_OK);
    session_close(&s);
}

static void the_output_buffer_fills_exactly(void **state)
{
    struct session s;

    (void)state;
    session_pipelined(&s, &(struct options){.out_cap = 32, .depth = 20});
    for (int i = 0; i < 4; i++)
        assert_int_equal(session_queue(&s, "RETR 1"), POP3_OK);
    assert_int_equal(pop3_out(&s.p).n, 32);
    assert_int_equal(session_queue(&s, "NOOP"), POP3_ERR_FULL);
    pop3_sent(&s.p, 5);
    assert_int_equal(session_queue(&s, "NOOP"), POP3_ERR_FULL);
    pop3_sent(&s.p, 1);
    assert_int_equal(session_queue(&s, "NOOP"), POP3_OK);
    assert_int_equal(pop3_out(&s.p).n, 32);
    assert_memory_equal(pop3_out(&s.p).p, "\r\nRETR 1\r\nRETR 1\r\nRETR 1\r\nNOOP\r\n", 32);
    pop3_sent(&s.p, 1000); /* more than there is: all of it */
    assert_int_equal(pop3_out(&s.p).n, 0);
    pop3_sent(&s.p, 1);
    session_close(&s);
}

static void a_command_that_does_not_fit_the_buffer_leaves_no_slot(void **state)
{
    struct session s;

    (void)state;
    session_logged_in(&s, &(struct options){.out_cap = 8, .deleted_cap = 8});
    assert_int_equal(session_queue(&s, "DELE 10"), POP3_ERR_FULL);
    assert_true(pop3_idle(&s.p));
    assert_int_equal(s.deleted[1], 0);
    assert_int_equal(session_queue(&s, "RETR 1"), POP3_OK);
    session_close(&s);
}

/* The queue is a ring; go around it several times at every depth. */
static void the_queue_keeps_order_at_every_depth(void **state)
{
    static const uint8_t depths[] = {1, 2, 3, 4, 5, 7, 8, 16, 100, 254, 255};

    (void)state;
    for (size_t i = 0; i < sizeof depths; i++) {
        uint32_t depth = depths[i];
        struct session s;
        uint32_t sent = 0, answered = 0;
        char line[32];
        session_pipelined(&s, &(struct options){.depth = (uint8_t)depth, .out_cap = 4096});
        while (answered < 600) {
            snprintf(line, sizeof line, "RETR %u", (unsigned)sent + 1);
            enum pop3_err err = session_command(&s, line);
            assert_int_equal(err, sent - answered < depth ? POP3_OK : POP3_ERR_FULL);
            sent += err == POP3_OK;
            if (err == POP3_OK && sent % 3 != 0)
                continue;
            session_feed_text(&s, "-ERR\r\n");
            snprintf(line, sizeof line, "E: REPLY RETR %u -ERR \"\"\n", (unsigned)++answered);
            assert_string_equal(session_log(&s), line);
        }
        session_close(&s);
    }
}

static void depth_1_never_pipelines(void **state)
{
    struct session s;

    (void)state;
    session_pipelined(&s, &(struct options){.depth = 1});
    assert_int_equal(session_command(&s, "NOOP"), POP3_OK);
    assert_int_equal(session_command(&s, "NOOP"), POP3_ERR_FULL);
    session_feed_text(&s, "+OK\r\n");
    assert_int_equal(session_command(&s, "NOOP"), POP3_OK);
    session_close(&s);
}

static void barriers_hold_in_both_directions(void **state)
{
    static const char *const alone[] = {"USER a", "APOP a b", "STLS"};
    struct session s;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        session_greeted(&s, NULL);
        assert_int_equal(session_command(&s, "CAPA"), POP3_OK);
        session_feed_text(&s, "+OK\r\nPIPELINING\r\n.\r\n");
        assert_int_equal(session_command(&s, alone[i]), POP3_OK);
        for (size_t k = 0; k < 3; k++)
            assert_int_equal(session_command(&s, alone[k]), POP3_ERR_BARRIER);
        assert_int_equal(session_command(&s, "CAPA"), POP3_ERR_BARRIER);
        assert_int_equal(session_command(&s, "QUIT"), POP3_ERR_BARRIER);
        session_feed_text(&s, "-ERR\r\n");
        assert_int_equal(session_command(&s, "CAPA"), POP3_OK);
        assert_int_equal(session_command(&s, alone[i]), POP3_ERR_BARRIER);
        session_close(&s);
    }
    session_pipelined(&s, NULL);
    assert_int_equal(session_command(&s, "NOOP"), POP3_OK);
    assert_int_equal(session_command(&s, "RSET"), POP3_OK);
    assert_int_equal(session_command(&s, "NOOP"), POP3_ERR_BARRIER);
    assert_int_equal(session_command(&s, "QUIT"), POP3_ERR_BARRIER);
    session_feed_text(&s, "+OK\r\n+OK\r\n");
    assert_int_equal(session_command(&s, "NOOP"), POP3_OK);
    assert_int_equal(session_command(&s, "QUIT"), POP3_OK);
    assert_int_equal(session_command(&s, "QUIT"), POP3_ERR_BARRIER);
    session_close(&s);
}

static void names_and_sentences_are_there(void **state)
{
    (void)state;
    assert_string_equal(pop3_verb_name(POP3_GREETING), "greeting");
    for (int v = POP3_USER; v <= POP3_QUIT; v++)
        assert_string_equal(pop3_verb_name((enum pop3_verb)v), verb_word((enum pop3_verb)v));
    for (int e = POP3_OK; e <= POP3_ERR_PROOF; e++) {
        const char *text = pop3_strerror((enum pop3_err)e);
        assert_true(strlen(text) > 5 && text[strlen(text) - 1] != '.');
        for (int f = POP3_OK; f < e; f++)
            assert_string_not_equal(text, pop3_strerror((enum pop3_err)f));
    }
    assert_non_null(pop3_strerror((enum pop3_err)200));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_in_every_state_is_sent_or_refused_without_trace),
        cmocka_unit_test(numbers_are_needed_or_needless),
        cmocka_unit_test(texts_with_cr_lf_or_nul_are_refused),
        cmocka_unit_test(commands_have_at_most_255_octets),
        cmocka_unit_test(the_output_buffer_fills_exactly),
        cmocka_unit_test(a_command_that_does_not_fit_the_buffer_leaves_no_slot),
        cmocka_unit_test(the_queue_keeps_order_at_every_depth),
        cmocka_unit_test(depth_1_never_pipelines),
        cmocka_unit_test(barriers_hold_in_both_directions),
        cmocka_unit_test(names_and_sentences_are_there),
    };
    return cmocka_run_group_tests_name("commands", tests, NULL, NULL);
}
