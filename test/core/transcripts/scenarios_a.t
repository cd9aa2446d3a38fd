# Misbehaving servers, rows 1 to 26. The numbers are those of the project's list
# of scenarios; rows that take long inputs or pure functions are in
# test_scenario.c.

== scenario_01_dribble
from pipelining
C: STAT
C: LIST
C: UIDL
C: RETR 1
C: DELE 1
C: QUIT
S: +OK 1 3\r\n+OK\r\n1 3\r\n.\r\n+OK\r\n1 u\r\n.\r\n+OK 3\r\n.\r\n+OK\r\n+OK\r\n
E: REPLY STAT +OK "1 3"
E: REPLY LIST +OK ""
E: ITEM LIST "1 3"
E: END LIST
E: REPLY UIDL +OK ""
E: ITEM UIDL "1 u"
E: END UIDL
E: REPLY RETR 1 +OK "3"
E: END RETR 1
E: REPLY DELE 1 +OK ""
E: REPLY QUIT +OK ""

== scenario_02_coalesced_replies_before_credentials
S: +OK ready\r\n+OK\r\n+OK\r\n
E: REPLY GREETING +OK "ready"
E: FAILED GREETING UNASKED "+OK"
C! UNASKED: USER u

== scenario_02_unasked_err_after_a_reply
from transaction
C: NOOP
S: +OK\r\n-ERR Autologout\r\n
E: REPLY NOOP +OK ""
E: FAILED GREETING UNASKED "-ERR Autologout"
C! UNASKED: NOOP
C! UNASKED: QUIT

== scenario_02_unasked_reply_has_only_begun
from transaction
S: +
C! UNASKED: DELE 1

== scenario_03_end_split
from transaction
C: RETR 1
S: +OK\r\nx\r
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "x\r"
I: no
S: \n.
E: BODY RETR 1 "\n"
I: no
S: \r\n
E: END RETR 1
I: yes

== scenario_05_dots
from transaction
C: RETR 1
S: +OK\r\n..\r\n...\r\n..a\r\n.\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 ".\r\n..\r\n.a\r\n"
E: END RETR 1
C: TOP 1 9
S: +OK\r\n....\r\n.. ..\r\n. .\r\n.\r\n
E: REPLY TOP 1 +OK ""
E: BODY TOP 1 "...\r\n. ..\r\n .\r\n"
E: END TOP 1

== scenario_08_dot_and_space
from transaction
C: RETR 1
S: +OK\r\n. \r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 " \r\n"
I: no
S: .\r\n
E: END RETR 1

== scenario_11_end_of_stream_in_a_body
from transaction
C: RETR 1
S: +OK\r\nhalf of it\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "half of it\r\n"
X: eof
E: FAILED RETR 1 EOF ""
C! EOF: DELE 1
C! EOF: QUIT

== scenario_11_end_of_stream_in_the_end
from transaction
C: RETR 1
S: +OK\r\nall\r\n.\r
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "all\r\n"
X: eof
E: FAILED RETR 1 EOF ""

== scenario_13_endless_body
with max_octets=100
from transaction
C: RETR 1
S: +OK\r\n\{90*a}\r\n\{6*b}\r\n\{100*c}
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "\{90*a}\r\n\{6*b}\r\n"
E: FAILED RETR 1 LIMIT ""
C! LIMIT: DELE 1

== scenario_13_a_body_at_the_limit_is_whole
with max_octets=8
from transaction
C: RETR 1
S: +OK\r\n..aaaaa\r\n.\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 ".aaaaa\r\n"
E: END RETR 1
C: RETR 2
S: +OK\r\n..aaaaa\r\n..\r\n.\r\n
E: REPLY RETR 2 +OK ""
E: BODY RETR 2 ".aaaaa\r\n"
E: FAILED RETR 2 LIMIT ""

== scenario_13_a_carriage_return_behind_a_dot_over_the_limit
with max_octets=3
from transaction
C: RETR 1
S: +OK\r\na\r\n.\rb\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "a\r\n"
E: FAILED RETR 1 LIMIT ""

== scenario_15_endless_listing
with max_items=2
from transaction
C: LIST
S: +OK\r\n1 1\r\n2 1\r\n.\r\n
E: REPLY LIST +OK ""
E: ITEM LIST "1 1"
E: ITEM LIST "2 1"
E: END LIST
C: UIDL
S: +OK\r\n1 a\r\n2 b\r\n3 c\r\n4 d\r\n.\r\n
E: REPLY UIDL +OK ""
E: ITEM UIDL "1 a"
E: ITEM UIDL "2 b"
E: FAILED UIDL LIMIT "3 c"

== scenario_16_long_greeting
with line_cap=64
S: +OK \{300*x} <1.2@h>\r\n
E: REPLY GREETING +OK cut "\{60*x}"
C: USER u
S: +OK\r\n
E: REPLY USER +OK ""

== scenario_17_refusing_greeting
S: -ERR [SYS/TEMP] busy\r\n
E: REPLY GREETING -ERR SYS/TEMP "[SYS/TEMP] busy"
C! STATE: USER u
C! STATE: APOP u 0
C! STATE: STLS
S: +OK come back\r\n
C! STATE: USER u
X: eof
E: CLOSED

== scenario_18_silent_greeting
with reply_ms=10000
T: 4294967290 = 10000
T: 0 = 9994
T: 9993 = 1
T: 9994 = 0
E: FAILED GREETING TIMEOUT ""
T: 9995 = never
C! TIMEOUT: USER u

== scenario_19_smtp_server
S: 220 mx ESMTP\r\n
E: FAILED GREETING REPLY "220 mx ESMTP"
C! REPLY: CAPA

== scenario_19_imap_server
S: * OK [CAPABILITY IMAP4rev1]\r\n
E: FAILED GREETING REPLY "* OK [CAPABILITY IMAP4rev1]"

== scenario_20_tls_instead_of_a_greeting
S: \x16\x03\x03\0\x7a\x02\0
E: FAILED GREETING REPLY "\x16"

== scenario_21_bare_ok
S: +OK\r\n
E: REPLY GREETING +OK ""
C: USER u
S: +OK\r\n
E: REPLY USER +OK ""

== scenario_22_okay
S: +OKAY\r\n
E: FAILED GREETING REPLY "+OKAY"

== scenario_22_okay_to_dele
with deleted_cap=1
from transaction
C: DELE 1
S: +OKAY deleted\r\n
E: FAILED DELE 1 REPLY "+OKAY deleted"

== scenario_24_blank_reply
from transaction
C: DELE 1
S: \r\n+OK\r\n
E: FAILED DELE 1 REPLY "\r"
C! REPLY: QUIT

== scenario_26_nul_in_a_status
from transaction
C: DELE 1
S: +OK\0x\r\n
E: FAILED DELE 1 LINE "+OK"

== scenario_26_nul_in_an_item
from transaction
C: UIDL
S: +OK\r\n1 a\r\n2 \0b\r\n.\r\n
E: REPLY UIDL +OK ""
E: ITEM UIDL "1 a"
E: FAILED UIDL LINE "2 "

== scenario_26_nul_beyond_the_line_buffer
with line_cap=64
from transaction
C: NOOP
S: +OK \{90*x}\0\r\n
E: FAILED NOOP LINE cut "+OK \{60*x}"

== scenario_26_nul_in_a_body_is_data
from transaction
C: RETR 1
S: +OK\r\n\0a\0\r\n.\0\r\n.\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "\0a\0\r\n\0\r\n"
E: END RETR 1

== scenario_26_bare_line_feed_in_a_status
from transaction
C: NOOP
S: +OK a\nb\r\n
E: FAILED NOOP LINE "+OK a"

== scenario_26_bare_line_feed_in_an_item
from transaction
C: LIST
S: +OK\r\n1 1\n2 2\r\n.\r\n
E: REPLY LIST +OK ""
E: FAILED LIST LINE "1 1"
