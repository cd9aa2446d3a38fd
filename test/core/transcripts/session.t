# The session of RFC 1939 section 10, and what a session may be otherwise.

== session_of_rfc_1939
S: +OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n
E: REPLY GREETING +OK "POP3 server ready <1896.697170952@dbc.mtview.ca.us>"
I: yes
C: APOP mrose c4c9334bac560ecc979e58001b3e22fb
I: no
S: +OK mrose's maildrop has 2 messages (320 octets)\r\n
E: REPLY APOP +OK "mrose's maildrop has 2 messages (320 octets)"
C: STAT
S: +OK 2 320\r\n
E: REPLY STAT +OK "2 320"
C: LIST
S: +OK 2 messages (320 octets)\r\n
S: 1 120\r\n
S: 2 200\r\n
S: .\r\n
E: REPLY LIST +OK "2 messages (320 octets)"
E: ITEM LIST "1 120"
E: ITEM LIST "2 200"
E: END LIST
C: RETR 1
S: +OK 120 octets\r\n
S: From: a\r\n\r\nText\r\n
S: .\r\n
E: REPLY RETR 1 +OK "120 octets"
E: BODY RETR 1 "From: a\r\n\r\nText\r\n"
E: END RETR 1
C: DELE 1
S: +OK message 1 deleted\r\n
E: REPLY DELE 1 +OK "message 1 deleted"
I: yes
C: QUIT
S: +OK dewey POP3 server signing off (maildrop empty)\r\n
E: REPLY QUIT +OK "dewey POP3 server signing off (maildrop empty)"
X: eof
E: CLOSED

== session_pipelined_mixed_verbs
with deleted_cap=1
S: +OK\r\n
E: REPLY GREETING +OK ""
C: USER u
S: +OK\r\n
E: REPLY USER +OK ""
C: PASS p w
S: +OK\r\n
E: REPLY PASS +OK ""
C: CAPA
S: +OK list\r\nTOP\r\nPIPELINING\r\nUIDL\r\n.\r\n
E: REPLY CAPA +OK "list"
E: ITEM CAPA "TOP"
E: ITEM CAPA "PIPELINING"
E: ITEM CAPA "UIDL"
E: END CAPA
C: STAT
C: LIST 3
C: RETR 3
C: TOP 2 0
C: UIDL
C: DELE 3
C: NOOP
C: QUIT
C! BARRIER: NOOP
S: +OK 2 320 x\r\n+OK 3 9 x\r\n+OK\r\n..\r\n.\r\n-ERR [SYS/TEMP] no\r\n+OK\r\n.\r\n
S: +OK gone\r\n+OK\r\n+OK bye\r\n
E: REPLY STAT +OK "2 320 x"
E: REPLY LIST 3 +OK "3 9 x"
E: REPLY RETR 3 +OK ""
E: BODY RETR 3 ".\r\n"
E: END RETR 3
E: REPLY TOP 2 -ERR SYS/TEMP "[SYS/TEMP] no"
E: REPLY UIDL +OK ""
E: END UIDL
E: REPLY DELE 3 +OK "gone"
E: REPLY NOOP +OK ""
E: REPLY QUIT +OK "bye"
D: 3 = yes
D: 2 = no
X: eof
E: CLOSED

== session_refused_login_starts_again_at_user
S: +OK\r\n
E: REPLY GREETING +OK ""
C! STATE: PASS x
C: USER u
S: -ERR never heard of u\r\n
E: REPLY USER -ERR "never heard of u"
C! STATE: PASS x
C: USER v
S: +OK\r\n
E: REPLY USER +OK ""
C: PASS x
S: -ERR [AUTH] no\r\n
E: REPLY PASS -ERR AUTH "[AUTH] no"
C! STATE: PASS y
C! STATE: STAT
C: APOP v 0123456789abcdef0123456789abcdef
S: -ERR\r\n
E: REPLY APOP -ERR ""
C: USER v
S: +OK\r\n
E: REPLY USER +OK ""
C: PASS y
S: +OK\r\n
E: REPLY PASS +OK ""
C: STAT
S: +OK 0 0\r\n
E: REPLY STAT +OK "0 0"

== session_rset_gives_messages_back
with deleted_cap=1
S: +OK\r\n
E: REPLY GREETING +OK ""
C: USER u
S: +OK\r\n
E: REPLY USER +OK ""
C: PASS p
S: +OK\r\n
E: REPLY PASS +OK ""
C: DELE 7
S: +OK\r\n
E: REPLY DELE 7 +OK ""
C! DELETED: DELE 7
C! DELETED: RETR 7
C: DELE 6
S: -ERR locked\r\n
E: REPLY DELE 6 -ERR "locked"
D: 6 = no
D: 7 = yes
C: RSET
S: -ERR\r\n
E: REPLY RSET -ERR ""
D: 7 = yes
C: RSET
S: +OK\r\n
E: REPLY RSET +OK ""
D: 7 = no
C: RETR 7
S: +OK\r\n.\r\n
E: REPLY RETR 7 +OK ""
E: END RETR 7

== session_with_bare_line_feeds_allowed
with quirks=bare_lf
S: +OK hi\n
E: REPLY GREETING +OK "hi"
C: USER u
S: +OK\r\n
E: REPLY USER +OK ""
C: PASS p
S: +OK\n
E: REPLY PASS +OK ""
C: LIST
S: +OK\n1 5\n2 6\r\n.\n
E: REPLY LIST +OK ""
E: ITEM LIST "1 5"
E: ITEM LIST "2 6"
E: END LIST
C: RETR 1
S: +OK\na\n..b\n.\rc\n\n..\r\nd\r\n.e\n.\r.\n.\r\n
E: REPLY RETR 1 +OK ""
E: BODY RETR 1 "a\n.b\n\rc\n\n.\r\nd\r\ne\n\r.\n"
E: END RETR 1
C: RETR 2
S: +OK\n.\n
E: REPLY RETR 2 +OK ""
E: END RETR 2
