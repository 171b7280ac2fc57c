/**
 * What the decoder says about each message of RFC 4475, and why:
 * name | method or status | CSeq | From and its tag | To and its tag | what breaks the grammar
 *
 * The Call-ID of each begins with its name (that of mpart01 aside). The valid messages of 3.1.1 are read
 * whole. The invalid ones of 3.1.2 give their best reading, and what is wrong. Those of 3.2 to 3.4 have
 * something wrong beyond their syntax, which a decoder of recorded traffic does not judge, unless it
 * leaves the message ambiguous.
 */
const READINGS = `
# 3.1.1
# Folding everywhere, blanks around separators, compact forms, odd case, leading zeros.
wsinv | INVITE | 9 INVITE | sip:jdrosen@example.com 98asjd8 | sip:vivekg@chair-dnrc.example.com 1918181833n
# Escapes in URIs stay as they are: the URI is what was sent.
esc01 | INVITE | 234234 INVITE | sip:I%20have%20spaces@example.net 938 | sip:%75se%72@example.com
escnull | REGISTER | 14398234 REGISTER | sip:null-%00-null@example.com 839923423 | sip:null-%00-null@example.com
# There are no escapes in methods, display names and header names.
esc02 | RE%47IST%45R | 29344 RE%47IST%45R | sip:resource@example.com f232jadfj23 | sip:resource@example.com
lwsdisp | OPTIONS | 60 OPTIONS | sip:caller@example.com 323 | sip:user@example.com
# The second request in the datagram is no part of the first.
dblreq | REGISTER | 8 REGISTER | sip:j.user@example.com 43251j3j324 | sip:j.user@example.com
semiuri | OPTIONS | 8 OPTIONS | sip:caller@example.org 33242 | sip:j_user@example.com
transports | OPTIONS | 60 OPTIONS | sip:caller@example.com 323 | sip:user@example.com
mpart01 | MESSAGE | 1 MESSAGE | sip:fluffy@example.com 2fb0dcc9 | sip:kumiko@example.org
unreason | 200 | 35 INVITE | sip:user@example.com 11141343 | sip:user@example.edu 2229
noreason | 100 | 35 INVITE | sip:user@example.com 39ansfi3 | sip:user@example.edu 902jndnke3

# 3.1.2
# Semicolons and commas with nothing between them, in Via and Contact.
badinv01 | INVITE | 8 INVITE | sip:caller@example.net 134161461246 | sip:j.user@example.com | an empty parameter between semicolons
# Content-Length larger than the datagram: the same as a cut message, so partial, not malformed.
clerr | INVITE | 8 INVITE | sip:caller@example.net 93942939o2 | sip:j.user@example.com
ncl | INVITE | 0 INVITE | sip:caller@example.net 32394234 | sip:j.user@example.com | Content-Length is not a number
# A CSeq number that does not fit is no number; the method is there.
scalar02 | REGISTER | - REGISTER | sip:user@example.com 239232jh3 | sip:user@example.com | CSeq is not a number below 2^31 and a method
scalarlg | 503 | - OPTIONS | sip:other@example.net 2easdjfejw | sip:user@example.com | CSeq is not a number below 2^31 and a method
# The lone quote is taken for a character of the name, so that the URI is found.
quotbal | INVITE | 8 INVITE | sip:caller@example.net 93334 | sip:j.user@example.com | a quoted string without its closing quote
ltgtruri | INVITE | 1 INVITE | sip:caller@example.net 39291 | sip:user@example.com | the request URI stands in angle brackets
lwsruri | INVITE | 2130706432 INVITE | sip:caller@example.net 231413434 | sip:user@example.com 3xfe-9921883-z9f | blanks inside the request URI
lwsstart | INVITE | 1893884 INVITE | sip:caller@example.net 8814 | sip:user@example.com | more blanks in the start line than one between its parts
trws | OPTIONS | 238923 OPTIONS | sip:local-resource@example.com 329429089 | sip:remote-target@example.com | more blanks in the start line than one between its parts
escruri | INVITE | 149209342 INVITE | sip:caller@example.net 341518 | sip:user@example.com | a request URI may not carry header fields
# EST is no GMT.
baddate | INVITE | 1392934 INVITE | sip:caller@example.net 2234923 | sip:user@example.com | not a date in GMT as of RFC 1123
regbadct | REGISTER | 1 REGISTER | sip:user@example.com 998332 | sip:user@example.com | a URI with comma, question mark or semicolon without angle brackets
badaspec | OPTIONS | 3923239 OPTIONS | sip:a.g.bell@example.com 433423 | sip:t.watson@example.org | blanks inside the angle brackets of a URI
baddn | OPTIONS | 3923239 OPTIONS | sip:a.g.bell@example.com 43 | sip:t.watson@example.org | a display name with characters that need quotes
badvers | OPTIONS | 1 OPTIONS | sip:a.g.bell@example.com qweoiqpe | sip:t.watson@example.org | the version is not SIP/2.0
mismatch01 | OPTIONS | 8 INVITE | sip:caller@example.net 34525 | sip:j.user@example.com | the method of CSeq is not that of the request
mismatch02 | NEWMETHOD | 8 INVITE | sip:caller@example.net 34525 | sip:j.user@example.com | the method of CSeq is not that of the request
# A status code beyond 32 bits is none.
bigcode | - | 353494 INVITE | sip:user@example.com 39ansfi3 | sip:user@example.edu 902jndnke3 | the status code is not three digits from 100 to 699

# 3.2 to 3.4
# The branch is the magic cookie alone: a matter of transactions.
badbranch | OPTIONS | 8 OPTIONS | sip:caller@example.org 33242 | sip:user@example.com
# From, To and Call-ID are missing, without which nobody can say what a message belongs to.
insuf | INVITE | 193942 INVITE | - | - | no From header field
# Schemes that nobody knows are still URIs.
unkscm | OPTIONS | 3923423 OPTIONS | sip:caller@example.net 384 | sip:user@example.com
novelsc | OPTIONS | 3923423 OPTIONS | sip:caller@example.net 384 | sip:user@example.com
unksm2 | REGISTER | 234902 REGISTER | http://www.example.com 3234233 | isbn:2983792873
bext01 | OPTIONS | 8 OPTIONS | sip:caller@example.net 242etr | sip:j_user@example.com
invut | INVITE | 235448 INVITE | sip:caller@example.net 8392034 | sip:j.user@example.com
regaut01 | REGISTER | 9338 REGISTER | sip:j.user@example.com 87321hj23128 | sip:j.user@example.com
# Of header fields that may stand once the first is taken.
multi01 | INVITE | 5 INVITE | sip:caller@example.com 3413415 | sip:user@example.com | a header field that may stand once is repeated
mcl01 | OPTIONS | 15932 OPTIONS | sip:other@example.net 3923942 | sip:user@example.com | a header field that may stand once is repeated
bcast | 200 | 35 INVITE | sip:user@example.com 11141343 | sip:user@example.edu 2229
zeromf | OPTIONS | 39234321 OPTIONS | sip:caller@example.net 3ghsd41 | sip:user@example.com
cparam01 | REGISTER | 2 REGISTER | sip:watson@example.com DkfVgjkrtMwaerKKpe | sip:watson@example.com
cparam02 | REGISTER | 3 REGISTER | sip:watson@example.com 838293 | sip:watson@example.com
regescrt | REGISTER | 14398234 REGISTER | sip:user@example.com 8 | sip:user@example.com
sdp01 | INVITE | 8 INVITE | sip:caller@example.net 234 | sip:j_user@example.com
# RFC 2543: no tag in From, no Max-Forwards, no magic cookie.
inv2543 | INVITE | 56 INVITE | sip:+13035551111@ift.client.example.net;user=phone | sip:+16505552222@ss1.example.net
`;

export interface TortureReading {
  readonly name: string;
  readonly what: string;
  readonly cseq: string;
  readonly from: string;
  readonly to: string;
  readonly problem: string | undefined;
}

const METHOD = "!interesting-Method0123456789_*+`.%indeed'~";

/** Too long, or with backquotes, for the table. */
const UNWIELDY: readonly TortureReading[] = [
  {
    // Every token character in method and tag; NUL, BEL and DEL in a quoted string.
    name: 'intmeth',
    what: METHOD,
    cseq: `139122385 ${METHOD}`,
    from: "sip:mundane@example.com _token~1'+`*%!-.",
    to: "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com",
    problem: undefined,
  },
  {
    name: 'longreq',
    what: 'INVITE',
    cseq: '3882340 INVITE',
    from: `sip:${'amazinglylongcallername'.repeat(5)}@example.net 12${'982'.repeat(50)}424`,
    to: [
      `sip:user@example.com:6000;unknownparam1=very${'long'.repeat(20)}value`,
      `longparam${'name'.repeat(25)}=shortvalue`,
      `very${'long'.repeat(25)}ParameterNameWithNoValue`,
    ].join(';'),
    problem: undefined,
  },
];

export const TORTURE_READINGS: readonly TortureReading[] = [
  ...UNWIELDY,
  ...READINGS.split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', what = '', cseq = '', from = '', to = '', problem] = line.split(' | ');
      return { name, what, cseq, from, to, problem };
    }),
];
