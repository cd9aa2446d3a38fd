# More misbehaving servers, of the kinds that the numbered ones are examples of.

== more_reply_split_between_cr_and_lf
S: +OK ready\r
I: no
S: \n
E: REPLY GREETING +OK "ready"
I: yes

== more_empty_message
from transaction
C: RETR 1
S: +OK 0 octets\r\n.\r\n
E: REPLY RETR 1 +OK "0 octets"
E: END RETR 1

== more_message_of_one_empty_line
from transaction
C: RETR 1
S: +OK\r\n\r\n.\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "\r\n"
E: END RETR 1

== more_line_feeds_and_dots_that_smuggle_no_end
from transaction
C: RETR 1
S: +OK\r\na\n.\nb\n.\r\nc\r.\rd\r.\r\n\r\r\n..\r\n.\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "a\n.\nb\n.\r\nc\r.\rd\r.\r\n\r\r\n.\r\n"
E: END RETR 1

== more_dot_cr_at_the_start_of_a_line
from transaction
C: RETR 1
S: +OK\r\n.\r.\r\n.\ra\r\n.\r\r\n.\r\r\r\n..\r\r\n.\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "\r.\r\n\ra\r\n\r\r\n\r\r\r\n.\r\r\n"
E: END RETR 1

== more_end_glued_to_the_text
from transaction
C: RETR 1
S: +OK\r\ntext without an end.\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "text without an end.\r\n"
I: no
C! PIPELINE: NOOP
X: eof
E: FAILED RETR 1 EOF ""

== more_blank_line_behind_top
from transaction
C: TOP 1 0
S: +OK\r\nSubject: x\r\n\r\n.\r\n\r\n
E: REPLY TOP 1 +OK ""
E: BODY TOP 1 "Subject: x\r\n\r\n"
E: END TOP 1
E: FAILED GREETING UNASKED ""

== more_double_ok_in_a_pipeline_is_found_at_its_end
from pipelining
C: DELE 1
C: DELE 2
S: +OK\r\n+OK\r\n+OK\r\n
E: REPLY DELE 1 +OK ""
E: REPLY DELE 2 +OK ""
E: FAILED GREETING UNASKED "+OK"

== more_end_of_stream_instead_of_a_greeting
X: eof
E: FAILED GREETING EOF ""

== more_end_of_stream_after_pass
from authorization
C: USER u
S: +OK\r\n
E: REPLY USER +OK ""
C: PASS p
X: eof
E: FAILED PASS EOF ""

== more_connection_reset_in_a_listing
from transaction
C: LIST
S: +OK\r\n1 1\r\n2
E: REPLY LIST +OK ""
E: ITEM LIST "1 1"
X: fail LINK
E: FAILED LIST LINK ""
C! LINK: QUIT

== more_handshake_failed
from authorization
C: STLS
S: +OK\r\n
E: START_TLS
X: fail TLS
E: FAILED GREETING TLS ""
C! TLS: CAPA

== more_reset_behind_the_answer_to_quit
from transaction
C: QUIT
S: +OK\r\n
E: REPLY QUIT +OK ""
X: fail LINK
X: eof
E: CLOSED

== more_plus_err_to_pass
from authorization
C: USER u
S: +OK\r\n
E: REPLY USER +OK ""
C: PASS p
S: +ERR wrong\r\n
E: FAILED PASS REPLY "+ERR wrong"

== more_err_with_a_multi_line_habit
from transaction
C: UIDL
S: -ERR no\r\n.\r\n
E: REPLY UIDL -ERR "no"
E: FAILED GREETING UNASKED "."

== more_stat_of_many_spaces
from transaction
C: STAT
S: +OK   2    320   \r\n
E: REPLY STAT +OK "  2    320   "

== more_duplicate_numbers_in_a_listing
from transaction
C: LIST
S: +OK\r\n1 5\r\n1 6\r\n.\r\n
E: REPLY LIST +OK ""
E: ITEM LIST "1 5"
E: ITEM LIST "1 6"
E: END LIST

== more_numbers_behind_a_long_cut_are_not_guessed
with line_cap=64
from transaction
C: STAT
S: +OK 2 \{53*0}1234567\r\n
E: FAILED STAT NUMBER cut "2 \{53*0}12345"

== more_long_text_behind_whole_numbers
with line_cap=64
from pipelining
C: STAT
C: LIST 2
C: UIDL 2
S: +OK 2 320 \{80*x}\r\n+OK 2 200 \{80*y}\r\n+OK 2 \{80*z}\r\n
E: REPLY STAT +OK cut "2 320 \{54*x}"
E: REPLY LIST 2 +OK cut "2 200 \{54*y}"
E: REPLY UIDL 2 +OK cut "2 \{58*z}"

== more_number_that_the_cut_ends
with line_cap=64
from transaction
C: LIST 2
S: +OK 2 \{50*0}12345678 octets\r\n
E: FAILED LIST 2 NUMBER cut "2 \{50*0}12345678"

== more_bare_line_feeds_everywhere_when_allowed
with quirks=bare_lf max_octets=9
from transaction
C: STAT
S: +OK 1 1\n
E: REPLY STAT +OK "1 1"
C: UIDL
S: +OK\n1 a\n..\n.\n
E: REPLY UIDL +OK ""
E: ITEM UIDL "1 a"
E: ITEM UIDL "."
E: END UIDL
C: RETR 1
S: +OK\n\n..\n.\r.\n\n\n.\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "\n.\n\r.\n\n\n"
E: END RETR 1
C: RETR 1
S: +OK\n.\n
E: REPLY RETR 1 +OK ""
E: END RETR 1
C: RETR 1
S: +OK\n123456789\n.\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "123456789"
E: FAILED RETR 1 LIMIT ""
