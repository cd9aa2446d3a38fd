# What a correct POP3 client does (RFC 1939), lines 1 to 16. The numbers are those of the
# project's list of conformance lines; what concerns pure functions is in
# test_conformance.c.

== conformance_01_commands_are_keyword_single_spaces_crlf
from transaction
C: STAT
S: +OK 1 1\r\n
E: REPLY STAT +OK "1 1"
C: LIST
S: +OK\r\n.\r\n
E: REPLY LIST +OK ""
E: END LIST
C: LIST 4294967295
S: +OK 4294967295 18446744073709551615\r\n
E: REPLY LIST 4294967295 +OK "4294967295 18446744073709551615"
C: UIDL
S: +OK\r\n.\r\n
E: REPLY UIDL +OK ""
E: END UIDL
C: UIDL 1
S: +OK 1 a\r\n
E: REPLY UIDL 1 +OK "1 a"
C: RETR 10
S: +OK\r\n.\r\n
E: REPLY RETR 10 +OK ""
E: END RETR 10
C: TOP 1 4294967295
S: +OK\r\n.\r\n
E: REPLY TOP 1 +OK ""
E: END TOP 1
C: DELE 90
S: +OK\r\n
E: REPLY DELE 90 +OK ""
C: NOOP
S: +OK\r\n
E: REPLY NOOP +OK ""
C: RSET
S: +OK\r\n
E: REPLY RSET +OK ""
C: CAPA
S: +OK\r\n.\r\n
E: REPLY CAPA +OK ""
E: END CAPA
C: QUIT
S: +OK\r\n
E: REPLY QUIT +OK ""

== conformance_02_okay_is_not_success
from transaction
C: NOOP
S: +OKAY\r\n
E: FAILED NOOP REPLY "+OKAY"

== conformance_02_lower_case_ok_is_not_success
from transaction
C: DELE 1
S: +ok\r\n
E: FAILED DELE 1 REPLY "+ok"

== conformance_02_plus_err_is_no_status
from transaction
C: NOOP
S: +ERR no\r\n
E: FAILED NOOP REPLY "+ERR no"

== conformance_02_err_needs_a_space_too
from transaction
C: NOOP
S: -ERRor\r\n
E: FAILED NOOP REPLY "-ERRor"

== conformance_02_a_tab_is_no_space
from transaction
C: NOOP
S: +OK\x09done\r\n
E: FAILED NOOP REPLY "+OK\x09done"

== conformance_02_a_space_before_the_status_is_no_status
from transaction
C: NOOP
S:  +OK\r\n
E: FAILED NOOP REPLY " +OK"

== conformance_02_half_a_status_is_none
from transaction
C: NOOP
S: +O\r\n
E: FAILED NOOP REPLY "+O"

== conformance_03_ok_without_a_space
S: +OK\r\n
E: REPLY GREETING +OK ""
C: CAPA
S: -ERR\r\n
E: REPLY CAPA -ERR ""
C: QUIT
S: +OK \r\n
E: REPLY QUIT +OK ""

== conformance_04_the_same_result_at_every_segmentation
from transaction
C: LIST
S: +OK two\r\n1 10\r\n2 20\r\n.\r\n
E: REPLY LIST +OK "two"
E: ITEM LIST "1 10"
E: ITEM LIST "2 20"
E: END LIST
C: RETR 1
S: +OK\r\n..\r\n\r\n.\r.\r\n..\r\r\n.a\r\n...\r\n\r\n.\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 ".\r\n\r\n\r.\r\n.\r\r\na\r\n..\r\n\r\n"
E: END RETR 1

== conformance_05_a_body_ends_only_at_a_line_that_is_a_dot
from transaction
C: RETR 1
S: +OK\r\na.\r\n. \r\n.\n\n.\r\r\n\n.\r.\r\n.\n.\n\r\n.\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "a.\r\n \r\n\n\n.\r\r\n\n.\r.\r\n\n.\n\r\n"
E: END RETR 1

== conformance_05_a_listing_ends_only_at_a_line_that_is_a_dot
from transaction
C: LIST
S: +OK\r\n1 1\r\n. \r\n..\r\n\r\n.x\r\n2 2.\r\n.\r\n
E: REPLY LIST +OK ""
E: ITEM LIST "1 1"
E: ITEM LIST " "
E: ITEM LIST "."
E: ITEM LIST ""
E: ITEM LIST "x"
E: ITEM LIST "2 2."
E: END LIST

== conformance_05_a_body_that_waits_for_its_end_is_not_over
from transaction
C: RETR 1
S: +OK\r\na\r\n.
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "a\r\n"
I: no
C! PIPELINE: NOOP
S: \r
I: no
S: \n
E: END RETR 1
I: yes

== conformance_06_one_dot_is_stripped
from transaction
C: RETR 1
S: +OK\r\n..\r\n.x\r\n...\r\n..x.\r\nx..\r\n.\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 ".\r\nx\r\n..\r\n.x.\r\nx..\r\n"
E: END RETR 1

== conformance_07_err_to_a_multi_line_command_has_no_body
from pipelining
C: RETR 1
C: TOP 1 5
C: LIST
C: UIDL
C: CAPA
C: NOOP
S: -ERR a\r\n-ERR b\r\n-ERR c\r\n-ERR d\r\n-ERR e\r\n+OK f\r\n
E: REPLY RETR 1 -ERR "a"
E: REPLY TOP 1 -ERR "b"
E: REPLY LIST -ERR "c"
E: REPLY UIDL -ERR "d"
E: REPLY CAPA -ERR "e"
E: REPLY NOOP +OK "f"
I: yes

== conformance_08_multi_line_replies_of_no_lines
from pipelining
C: RETR 1
C: TOP 1 5
C: LIST
C: UIDL
C: CAPA
S: +OK\r\n.\r\n+OK\r\n.\r\n+OK\r\n.\r\n+OK\r\n.\r\n+OK\r\n.\r\n
E: REPLY RETR 1 +OK ""
E: END RETR 1
E: REPLY TOP 1 +OK ""
E: END TOP 1
E: REPLY LIST +OK ""
E: END LIST
E: REPLY UIDL +OK ""
E: END UIDL
E: REPLY CAPA +OK ""
E: END CAPA

== conformance_09_nothing_is_sent_before_the_greeting
I: no
C! STATE: CAPA
C! STATE: USER u
C! STATE: QUIT
S: +OK gre
C! STATE: CAPA
S: eting\r\n
E: REPLY GREETING +OK "greeting"
I: yes

== conformance_09_a_refusing_greeting_ends_the_session
S: -ERR too many\r\n
E: REPLY GREETING -ERR "too many"
C! STATE: USER u
C! STATE: CAPA
C! STATE: QUIT
X: eof
E: CLOSED

== conformance_10_pass_only_after_ok_to_user
from authorization
C! STATE: PASS p
C: USER u
C! STATE: PASS p
S: +O
C! STATE: PASS p
S: K\r\n
E: REPLY USER +OK ""
C: PASS p
C! STATE: STAT
S: -ERR\r\n
E: REPLY PASS -ERR ""
C! STATE: PASS p
C: USER u
S: -ERR\r\n
E: REPLY USER -ERR ""
C! STATE: PASS p

== conformance_11_a_command_in_the_wrong_state_sends_nothing
from authorization
C! STATE: STAT
C! STATE: LIST
C! STATE: LIST 1
C! STATE: UIDL
C! STATE: RETR 1
C! STATE: TOP 1 1
C! STATE: DELE 1
C! STATE: NOOP
C! STATE: RSET
C! STATE: PASS p
I: yes

== conformance_12_quit_before_login_has_no_deletions_to_commit
with deleted_cap=2
from authorization
C! STATE: DELE 1
C: QUIT
S: +OK\r\n
E: REPLY QUIT +OK ""
D: 1 = no
X: eof
E: CLOSED

== conformance_13_text_behind_stat_is_ignored
from transaction
C: STAT
S: +OK 3 1000 octets, 7 new\r\n
E: REPLY STAT +OK "3 1000 octets, 7 new"

== conformance_13_stat_without_numbers
from transaction
C: STAT
S: +OK maildrop has 3 messages\r\n
E: FAILED STAT NUMBER "maildrop has 3 messages"

== conformance_13_stat_with_one_number
from transaction
C: STAT
S: +OK 3\r\n
E: FAILED STAT NUMBER "3"

== conformance_13_refused_stat_needs_no_numbers
from transaction
C: STAT
S: -ERR busy\r\n
E: REPLY STAT -ERR "busy"

== conformance_14_text_behind_a_scan_listing_is_ignored
from pipelining
C: LIST 2
C: LIST
S: +OK 2 200 octets\r\n+OK\r\n1 120 from a@b\r\n.\r\n
E: REPLY LIST 2 +OK "2 200 octets"
E: REPLY LIST +OK ""
E: ITEM LIST "1 120 from a@b"
E: END LIST

== conformance_15_list_of_one_message_is_a_single_line
from pipelining
C: LIST 2
C: UIDL 2
C: NOOP
S: +OK 2 200\r\n+OK 2 uid\r\n+OK\r\n
E: REPLY LIST 2 +OK "2 200"
E: REPLY UIDL 2 +OK "2 uid"
E: REPLY NOOP +OK ""

== conformance_15_list_must_answer_the_number_asked
from transaction
C: LIST 2
S: +OK 1 200\r\n
E: FAILED LIST 2 NUMBER "1 200"

== conformance_15_uidl_must_answer_the_number_asked
from transaction
C: UIDL 2
S: +OK 22 abc\r\n
E: FAILED UIDL 2 NUMBER "22 abc"

== conformance_15_list_without_size
from transaction
C: LIST 2
S: +OK 2\r\n
E: FAILED LIST 2 NUMBER "2"

== conformance_16_gaps_in_numbering
from transaction
C: LIST
S: +OK\r\n3 1\r\n9 1\r\n1000000 1\r\n.\r\n
E: REPLY LIST +OK ""
E: ITEM LIST "3 1"
E: ITEM LIST "9 1"
E: ITEM LIST "1000000 1"
E: END LIST
