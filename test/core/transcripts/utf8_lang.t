# UTF8 and LANG of RFC 6856.

== conformance_72_utf8_only_before_login_and_no_stls_after_it
from authorization
C: UTF8
C! BARRIER: CAPA
S: +OK\r\n
E: REPLY UTF8 +OK ""
C! STATE: STLS
C: USER u
S: +OK\r\n
E: REPLY USER +OK ""
C: PASS p
S: +OK\r\n
E: REPLY PASS +OK ""
C! STATE: UTF8

== utf8_refused_leaves_stls
from authorization
C: UTF8
S: -ERR what\r\n
E: REPLY UTF8 -ERR "what"
C: STLS
S: -ERR\r\n
E: REPLY STLS -ERR ""

== conformance_73_retr_refused_with_utf8
from transaction
C: RETR 1
S: -ERR [UTF8] that message is UTF-8\r\n
E: REPLY RETR 1 -ERR UTF8 "[UTF8] that message is UTF-8"

== conformance_74_lang_lists_and_sets
from authorization
C: LANG
S: +OK Language listing follows:\r\n
S: en English\r\n
S: i-default Default language\r\n
S: .\r\n
E: REPLY LANG +OK "Language listing follows:"
E: ITEM LANG "en English"
E: ITEM LANG "i-default Default language"
E: END LANG
C: LANG es
S: +OK es Idioma cambiado\r\n
E: REPLY LANG +OK "es Idioma cambiado"
C: LANG *
S: +OK es Idioma cambiado\r\n
E: REPLY LANG +OK "es Idioma cambiado"
C: LANG uga
S: -ERR invalid language <uga>\r\n
E: REPLY LANG -ERR "invalid language <uga>"

== lang_after_login
from transaction
C: LANG en
S: +OK en\r\n
E: REPLY LANG +OK "en"
C: STAT
S: +OK 0 0\r\n
E: REPLY STAT +OK "0 0"
