# Misbehaving servers, rows 27 to 79. The numbers are those of the project's list
# of scenarios; rows that take long inputs or pure functions are in
# test_scenario.c.

== scenario_27_escape_sequences_are_passed_on_as_they_are
S: +OK \x1b]0;x\x07\r\n
E: REPLY GREETING +OK "\x1b]0;x\x07"

== scenario_28_stat_over_32_bits
from transaction
C: STAT
S: +OK 4294967297 1\r\n
E: FAILED STAT NUMBER "4294967297 1"

== scenario_28_stat_over_64_bits
from transaction
C: STAT
S: +OK 1 18446744073709551616\r\n
E: FAILED STAT NUMBER "1 18446744073709551616"

== scenario_28_stat_at_the_limits
from transaction
C: STAT
S: +OK 4294967295 18446744073709551615\r\n
E: REPLY STAT +OK "4294967295 18446744073709551615"

== scenario_29_stat_negative
from transaction
C: STAT
S: +OK -1 5\r\n
E: FAILED STAT NUMBER "-1 5"

== scenario_29_stat_with_a_plus
from transaction
C: STAT
S: +OK 1 +5\r\n
E: FAILED STAT NUMBER "1 +5"

== scenario_31_list_mismatch
from transaction
C: LIST 2
S: +OK 3 9\r\n
E: FAILED LIST 2 NUMBER "3 9"

== scenario_31_list_without_its_number
from transaction
C: LIST 2
S: +OK\r\n2 9\r\n.\r\n
E: FAILED LIST 2 NUMBER ""

== scenario_31_uidl_multi_line_instead_of_single
from transaction
C: UIDL 2
S: +OK\r\n2 abc\r\n.\r\n
E: FAILED UIDL 2 NUMBER ""

== scenario_34_listing_out_of_order
from transaction
C: LIST
S: +OK\r\n2 5\r\n1 6\r\n.\r\n
E: REPLY LIST +OK ""
E: ITEM LIST "2 5"
E: ITEM LIST "1 6"
E: END LIST

== scenario_35_arrival_race
from pipelining
C: STAT
C: UIDL
S: +OK 2 10\r\n+OK\r\n1 a\r\n2 b\r\n3 c\r\n.\r\n
E: REPLY STAT +OK "2 10"
E: REPLY UIDL +OK ""
E: ITEM UIDL "1 a"
E: ITEM UIDL "2 b"
E: ITEM UIDL "3 c"
E: END UIDL

== scenario_36_missing_uid
from pipelining
C: LIST
C: UIDL
C: RETR 2
S: +OK\r\n1 5\r\n2 5\r\n.\r\n+OK\r\n1 a\r\n.\r\n+OK\r\nabc\r\n.\r\n
E: REPLY LIST +OK ""
E: ITEM LIST "1 5"
E: ITEM LIST "2 5"
E: END LIST
E: REPLY UIDL +OK ""
E: ITEM UIDL "1 a"
E: END UIDL
E: REPLY RETR 2 +OK ""
E: BODY RETR 2 "abc\r\n"
E: END RETR 2

== scenario_40_control_octets_in_a_listing
from transaction
C: UIDL
S: +OK\r\n1 a\x1b[2J\r\n2 \xff\r\n.\r\n
E: REPLY UIDL +OK ""
E: ITEM UIDL "1 a\x1b[2J"
E: ITEM UIDL "2 \xff"
E: END UIDL

== scenario_43_equal_uids
from transaction
C: UIDL
S: +OK\r\n1 a\r\n2 a\r\n.\r\n
E: REPLY UIDL +OK ""
E: ITEM UIDL "1 a"
E: ITEM UIDL "2 a"
E: END UIDL

== scenario_47_size_lie
from transaction
C: LIST 1
S: +OK 1 10\r\n
E: REPLY LIST 1 +OK "1 10"
C: RETR 1
S: +OK 10 octets\r\n\{100*x}\r\n.\r\n
E: REPLY RETR 1 +OK "10 octets"
E: BODY RETR 1 "\{100*x}\r\n"
E: END RETR 1

== scenario_48_retr_refused
from transaction
C: RETR 1
S: -ERR no such\r\n
E: REPLY RETR 1 -ERR "no such"
C: RETR 2
S: +OK\r\nb\r\n.\r\n
E: REPLY RETR 2 +OK ""
E: BODY RETR 2 "b\r\n"
E: END RETR 2

== scenario_49_dele_refused
with deleted_cap=1
from transaction
C: DELE 1
S: -ERR\r\n
E: REPLY DELE 1 -ERR ""
D: 1 = no
C: RETR 1
S: +OK\r\n.\r\n
E: REPLY RETR 1 +OK ""
E: END RETR 1

== scenario_50_quit_refused
with deleted_cap=1
from transaction
C: DELE 1
S: +OK\r\n
E: REPLY DELE 1 +OK ""
C: QUIT
S: -ERR some not removed\r\n
E: REPLY QUIT -ERR "some not removed"
C! STATE: QUIT
C! STATE: NOOP
X: eof
E: CLOSED

== scenario_50_octets_behind_quit_are_ignored
from transaction
C: QUIT
S: +OK\r\n+OK again\r\n\0\n
E: REPLY QUIT +OK ""
X: eof
E: CLOSED

== scenario_55_stls_refused
from authorization
C: STLS
S: -ERR [SYS/PERM] no TLS\r\n
E: REPLY STLS -ERR SYS/PERM "[SYS/PERM] no TLS"
I: yes

== scenario_56_stls_injection
from authorization
C: STLS
S: +OK\r\n+OK\r\nSASL PLAIN\r\n.\r\n
E: START_TLS
E: FAILED GREETING AFTER_STLS ""
X: secured
C! AFTER_STLS: CAPA

== scenario_56_stls_injection_of_one_octet
from authorization
C: STLS
S: +OK\r\n\r
E: START_TLS
E: FAILED GREETING AFTER_STLS ""

== scenario_72_nested_code
from authorization
C: USER u
S: +OK\r\n
E: REPLY USER +OK ""
C: PASS p
S: -ERR [sys/temp/db] x\r\n
E: REPLY PASS -ERR SYS/TEMP "[sys/temp/db] x"

== scenario_75_pipelined_burst
with deleted_cap=1
from pipelining
C: RETR 1
C: RETR 2
C: RETR 3
C: DELE 3
C: DELE 1
S: +OK\r\na\r\n.\r\n-ERR gone\r\n+OK\r\nc\r\n.\r\n+OK\r\n-ERR\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "a\r\n"
E: END RETR 1
E: REPLY RETR 2 -ERR "gone"
E: REPLY RETR 3 +OK ""
E: BODY RETR 3 "c\r\n"
E: END RETR 3
E: REPLY DELE 3 +OK ""
E: REPLY DELE 1 -ERR ""
D: 1 = no
D: 2 = no
D: 3 = yes

== scenario_77_slowloris
with reply_ms=10000
from transaction
T: 0 = never
C: STAT
T: 1000 = 10000
S: +
T: 10000 = 1000
S: O
T: 10999 = 1
S: K
T: 11000 = 0
E: FAILED STAT TIMEOUT ""

== scenario_79_login_delay
from authorization
C: APOP u 00112233445566778899aabbccddeeff
S: -ERR [LOGIN-DELAY] wait 60 seconds\r\n
E: REPLY APOP -ERR LOGIN-DELAY "[LOGIN-DELAY] wait 60 seconds"
I: yes
