# What a correct POP3 client does (RFC 1939, 2449, 2595), lines 17 to 48. The numbers are those of the
# project's list of conformance lines; what concerns pure functions is in
# test_conformance.c.

== conformance_17_a_size_that_does_not_match_is_no_error
from transaction
C: RETR 1
S: +OK 3 octets\r\nabcdef\r\n.\r\n
E: REPLY RETR 1 +OK "3 octets"
E: BODY RETR 1 "abcdef\r\n"
E: END RETR 1
I: yes

== conformance_19_missing_uidl_top_and_capa_are_not_fatal
from transaction
C: UIDL
S: -ERR unknown\r\n
E: REPLY UIDL -ERR "unknown"
C: TOP 1 1
S: -ERR unknown\r\n
E: REPLY TOP 1 -ERR "unknown"
C: CAPA
S: -ERR unknown\r\n
E: REPLY CAPA -ERR "unknown"
C: STAT
S: +OK 0 0\r\n
E: REPLY STAT +OK "0 0"

== conformance_20_top_of_no_lines
from transaction
C: TOP 1 0
S: +OK\r\nSubject: x\r\n\r\n.\r\n
E: REPLY TOP 1 +OK ""
E: BODY TOP 1 "Subject: x\r\n\r\n"
E: END TOP 1

== conformance_21_a_deleted_number_is_not_used_again
with deleted_cap=2
from transaction
C: DELE 15
S: +OK\r\n
E: REPLY DELE 15 +OK ""
C! DELETED: DELE 15
C! DELETED: RETR 15
C! DELETED: TOP 15 0
C! DELETED: LIST 15
C! DELETED: UIDL 15
C: DELE 16
S: +OK\r\n
E: REPLY DELE 16 +OK ""
# 16 does not fit the bitmap of two octets
C: RETR 16
S: -ERR deleted\r\n
E: REPLY RETR 16 -ERR "deleted"

== conformance_22_rset_clears_deletions
with deleted_cap=2
from transaction
C: DELE 1
S: +OK\r\n
E: REPLY DELE 1 +OK ""
D: 1 = yes
C: RSET
S: +OK\r\n
E: REPLY RSET +OK ""
D: 1 = no
C: DELE 1
S: +OK\r\n
E: REPLY DELE 1 +OK ""

== conformance_23_quit_refused
from transaction
C: QUIT
S: -ERR some deleted messages not removed\r\n
E: REPLY QUIT -ERR "some deleted messages not removed"
X: eof
E: CLOSED

== conformance_23_end_of_stream_before_quit_is_answered
from transaction
C: QUIT
S: +OK
X: eof
E: FAILED QUIT EOF ""

== conformance_27_pass_is_sent_verbatim
from authorization
C: USER  first last 
S: +OK\r\n
E: REPLY USER +OK ""
C: PASS  two  words 
S: +OK\r\n
E: REPLY PASS +OK ""

== conformance_28_a_line_of_512_octets
from transaction
C: NOOP
S: +OK \{506*x}\r\n
E: REPLY NOOP +OK "\{506*x}"

== conformance_28_a_longer_line_is_cut
with line_cap=64
from transaction
C: NOOP
S: +OK \{60*x}\r\n
E: REPLY NOOP +OK "\{60*x}"
C: NOOP
S: +OK \{61*x}\r\n
E: REPLY NOOP +OK cut "\{60*x}"
C: NOOP
S: -ERR [IN-USE] \{120*y}\r\n
E: REPLY NOOP -ERR IN-USE cut "[IN-USE] \{50*y}"
C: LIST
S: +OK\r\n1 1\{62*z}\r\n.\{65*.}\r\n.\r\n
E: REPLY LIST +OK ""
E: ITEM LIST cut "1 1\{61*z}"
E: ITEM LIST cut "\{63*.}"
E: END LIST

== conformance_29_other_text_has_no_meaning
from transaction
C: DELE 1
S: +OK -ERR failed, try QUIT\r\n
E: REPLY DELE 1 +OK "-ERR failed, try QUIT"
C: NOOP
S: -ERR +OK\r\n
E: REPLY NOOP -ERR "+OK"

== conformance_31_capa_refused
from authorization
C: CAPA
S: -ERR what?\r\n
E: REPLY CAPA -ERR "what?"
C: USER u
S: +OK\r\n
E: REPLY USER +OK ""

== conformance_31_tags_in_any_case
from transaction
C: CAPA
S: +OK\r\nXYZZY\r\npipeLining\r\n.\r\n
E: REPLY CAPA +OK ""
E: ITEM CAPA "XYZZY"
E: ITEM CAPA "pipeLining"
E: END CAPA
C: NOOP
C: NOOP
S: +OK\r\n+OK\r\n
E: REPLY NOOP +OK ""
E: REPLY NOOP +OK ""

== conformance_34_codes_count_only_at_the_start
from pipelining
C: NOOP
C: NOOP
C: NOOP
C: NOOP
C: NOOP
C: NOOP
S: -ERR [in-use] a\r\n-ERR sorry [IN-USE] b\r\n-ERR  [IN-USE]\r\n-ERR [Sys/Temp/db/x] c\r\n
S: -ERR [X-NEW] d\r\n-ERR [in use] e\r\n
E: REPLY NOOP -ERR IN-USE "[in-use] a"
E: REPLY NOOP -ERR "sorry [IN-USE] b"
E: REPLY NOOP -ERR " [IN-USE]"
E: REPLY NOOP -ERR SYS/TEMP "[Sys/Temp/db/x] c"
E: REPLY NOOP -ERR UNKNOWN "[X-NEW] d"
E: REPLY NOOP -ERR "[in use] e"

== conformance_35_in_use_leaves_the_session_before_login
from authorization
C: USER u
S: +OK\r\n
E: REPLY USER +OK ""
C: PASS p
S: -ERR [IN-USE] locked\r\n
E: REPLY PASS -ERR IN-USE "[IN-USE] locked"
C! STATE: STAT
C: QUIT
S: +OK\r\n
E: REPLY QUIT +OK ""

== conformance_39_no_pipelining_unless_announced
from transaction
C: STAT
C! PIPELINE: LIST
S: +OK 1 1\r\n
E: REPLY STAT +OK "1 1"
C: LIST
C! PIPELINE: RETR 1
S: +OK\r\n1 1\r\n
E: REPLY LIST +OK ""
E: ITEM LIST "1 1"
C! PIPELINE: RETR 1
S: .\r\n
E: END LIST

== conformance_39_commands_in_flight_are_bounded
with depth=3
from pipelining
C: RETR 1
C: RETR 2
C: RETR 3
C! FULL: RETR 4
S: +OK\r\na\r\n.\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "a\r\n"
E: END RETR 1
C: RETR 4
C! FULL: RETR 5
S: +OK\r\nb\r\n.\r\n-ERR\r\n+OK\r\nd\r\n.\r\n
E: REPLY RETR 2 +OK ""
E: BODY RETR 2 "b\r\n"
E: END RETR 2
E: REPLY RETR 3 -ERR ""
E: REPLY RETR 4 +OK ""
E: BODY RETR 4 "d\r\n"
E: END RETR 4

== conformance_40_implementation_changes_nothing
from transaction
C: CAPA
S: +OK\r\nIMPLEMENTATION PIPELINING\r\nX-PIPELINING\r\nPIPELININGS\r\n.\r\n
E: REPLY CAPA +OK ""
E: ITEM CAPA "IMPLEMENTATION PIPELINING"
E: ITEM CAPA "X-PIPELINING"
E: ITEM CAPA "PIPELININGS"
E: END CAPA
C: NOOP
C! PIPELINE: NOOP
S: +OK\r\n
E: REPLY NOOP +OK ""

== conformance_41_text_may_have_spaces
from transaction
C: NOOP
S: +OK  a  b \r\n
E: REPLY NOOP +OK " a  b "
C: CAPA
S: +OK\r\n IMPLEMENTATION a  b \r\n.\r\n
E: REPLY CAPA +OK ""
E: ITEM CAPA " IMPLEMENTATION a  b "
E: END CAPA

== conformance_44_auth_is_reported
from authorization
C: APOP u 00112233445566778899aabbccddeeff
S: -ERR [AUTH] bad\r\n
E: REPLY APOP -ERR AUTH "[AUTH] bad"
I: yes

== conformance_46_nothing_follows_stls_until_the_handshake
from authorization
C: STLS
C! BARRIER: CAPA
C! BARRIER: QUIT
S: +OK go\r\n
E: START_TLS
C! STATE: CAPA
C! STATE: USER u
C! STATE: QUIT
X: secured
C: CAPA
S: +OK\r\n.\r\n
E: REPLY CAPA +OK ""
E: END CAPA
C! STATE: STLS

== conformance_47_what_was_announced_before_tls_is_forgotten
from authorization
C: CAPA
S: +OK\r\nSTLS\r\nPIPELINING\r\n.\r\n
E: REPLY CAPA +OK ""
E: ITEM CAPA "STLS"
E: ITEM CAPA "PIPELINING"
E: END CAPA
C: STLS
S: +OK\r\n
E: START_TLS
X: secured
C: CAPA
C! PIPELINE: CAPA
S: -ERR\r\n
E: REPLY CAPA -ERR ""

== conformance_48_no_stls_after_login
from transaction
C! STATE: STLS
