/** A zone that BIND takes, with every construct that this reader knows. */
export const everyConstruct = String.raw`; a comment before all
$TTL 1h ; and behind a directive
@	IN SOA	ns.example.net. hostmaster\.mail ( ; the primary
		2024010101 ; serial "quoted
		1H 30m ( 1w2d
		) 60s )
	NS	ns.example.net.
	NS	ns2.example.net.
@ 3600 MX 10 mail
@ IN 3600 MX 20 mail2.example.net.
@ 3600 IN MX ( 0030 . )
 TXT "v=spf1 include:_spf.example.net -all"
 TXT unquoted tokens "and quoted" joined"without"blanks""
 TXT "esc\"aped \\ \; \032 \200" a\ b c\;d e\(f\) \"g \@ @ \# $
 TXT \# 3 026162
 TXT \# 5 ( 02 6162
   01 63 )
 TXT \# x
 TXT ""
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
sel._domainkey TXT ( "v=DKIM1; k=rsa; "
   "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ" ; half
   "QAB" )
line TXT "a\
b"

mail A 192.0.2.1
 A 192.0.2.2;adjacent comment
 AAAA 2001:DB8:0:0::1
 aaaa 2001:db8::2
( paren A 192.0.2.3 )
(paren2 A
 192.0.2.4
) ; closing
indented A 192.0.2.5
 ( A
192.0.2.6 )
nested A ((192.0.2.7
))

; owners
*.wild A 192.0.2.8
a\.b A 192.0.2.9
\@ A 192.0.2.10
\$ORIGIN A 192.0.2.11
\097bc A 192.0.2.12
TXT TXT TXT
IN IN A 192.0.2.13
1h A 192.0.2.14
x=y/z+w A 192.0.2.15
UPPER.Case A 192.0.2.16
absolute.example.com. A 192.0.2.17
_443._tcp TLSA 3 1 1 E3B0C44298FC1C149AFBF4C8996FB924 27AE41E4649B934CA495991B7852B855
_443._tcp TLSA 3 1 1 ( e3b0c44298fc1c149afbf4c8996fb92
  4 27ae41e4649b934ca495991b7852b856 )

$ORIGIN sub
@ A 192.0.2.20
rel A 192.0.2.21
$ORIGIN deeper
rel A 192.0.2.22
 A 192.0.2.23
$ORIGIN example.com.
 A 192.0.2.24
back A 192.0.2.25

$TTL 1w2d3h4m5s
ttl-a A 192.0.2.30
ttl-b 5 A 192.0.2.31
ttl-c A 192.0.2.32
$TTL 0
ttl-d A 192.0.2.33
ttl-e 1D12H IN A 192.0.2.34
$TTL 3600

owner A 192.0.2.40
$INCLUDE included.inc
 A 192.0.2.41
after A 192.0.2.42
$INCLUDE "included.inc" other ; again, elsewhere
 A 192.0.2.43
$INCLUDE included.inc sub.example.com.

$GENERATE 1-3 h$ A 192.0.2.$
$GENERATE 1-9/4 step\${0,3,d} 300 IN TXT "a$ b$"
$GENERATE 1-2 off\${-5} TXT x$$y\$z\${0,4,x}\${0,4,X}\${16,3,o}\${0,5,n}\${160,2,N}
$GENERATE 1-2 neg\${-5,3,x} TXT \${-5,3,d}\${-5,3,o}\${-5,0,n}
$GENERATE 0-1 ptr\${10,0,x} IN 60 PTR \${+300,0,n}.arpa
$GENERATE 0-31/10 \${0,3,n}.rev PTR host\${0,2}.example.net.
$GENERATE 1-2 mx$ MX "10 mx$"
$GENERATE 1-2 q$ TXT "\"a b$\""
$GENERATE 1-2 c$ CNAME "target$ ; x"
$GENERATE 1-2 a\$$ A 192.0.2.$
$GENERATE 1-2 a\\$ A 192.0.2.$
$GENERATE 1-2 a\046$ A 192.0.2.$
$GENERATE 1-1 srv$ SRV "0 0 5\${0,3,d} @"
$GENERATE 1-2 @ AAAA 2001:db8::$
$GENERATE 1-2 u$ TYPE65280 "\# 1 0$"
$generate 007-8 low$ a 192.0.2.$
 A 192.0.2.44

alias CNAME a.example.net.
dname DNAME b.example.net.
ptr PTR @
_sip._tcp SRV 1 2 3 sip
_sip._tcp SRV 0 0 0 .
caa CAA 0 issue letsencrypt.example
caa CAA 0 Issue ";"
caa CAA 128 iodef "mailto:a\"b@example.com"
ds DS 1 RSASHA256 SHA-256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
ds DS 2 13 2 ( E3B0C44298FC1C149AFBF4C8996FB924
  27ae41e4649b934ca495991b7852b855 )
key DNSKEY 256 3 8 AwEA AQ==
key DNSKEY 257 3 ECDSAP256SHA256 AwEAAg==
sig RRSIG A 8 3 3600 20300101000000 20200101000000 5 example.com. AwEAAQ==
sig RRSIG TYPE15 8 3 3600 1893456001 1577836800 5 @ AwEAAQ==
nsec NSEC b A MX TYPE65280 RRSIG type2
nsec3 NSEC3 1 0 5 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr
nsec3 NSEC3 1 1 5 ABCD 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A TYPE1234
https HTTPS 1 . alpn=h2,h3 port=443 ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1 ech=AEj+ key65333=foo mandatory=alpn,port no-default-alpn
https HTTPS 2 . alpn="h2,f\\\\oo\\,bar" key667="a b\200" key668
svcb SVCB 0 foo
svcb SVCB 1 . key1=\002h2 key65333="\001\187"
type TYPE1 192.0.2.50
type TYPE1 \# 4 C0000234
type CLASS1 TYPE65280 \# 0
type TYPE65281 \# 4 dead BEEF
type MX \# 3 000A 00
type15 type00015 10 mail

spf SPF "v=spf1" -all
hinfo HINFO PC "x y"
rp RP a.b .
afsdb AFSDB 1 b
naptr NAPTR 100 10 "S" "SIP+D2U" "" _sip._udp
kx KX 1 b
sshfp SSHFP 4 2 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
dhcid DHCID AAAA
smimea SMIMEA 3 0 0 ab cd
cds CDS 0 0 0 00
cdnskey CDNSKEY 0 3 0 AA==
openpgp OPENPGPKEY AwEA AQ==
lp LP 10 b
uri URI 10 1 "ftp://host/a b"
n3p NSEC3PARAM 1 0 5 abcd
n3p NSEC3PARAM 1 0 5 -
minfo MINFO a b
rt RT 1 a
px PX 1 a b
x25 X25 "311061700956"
mb MB a
loc LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m
apl APL 1:192.0.2.0/24 !1:192.0.2.64/28
last A 192.0.2.99`.replaceAll('\\${', '${');

export const includedFiles = {
  'included.inc': `; inherits the owner
 A 192.0.2.60
in A 192.0.2.61
$ORIGIN further
in A 192.0.2.62
$INCLUDE second.inc`,
  'second.inc': 'two TXT "no line end"',
};
