import { NameTable } from './name-table.ts';
import { UsualNames } from './usual-names.ts';

/** Ids of known header fields (RFC 3261 20, and later RFCs). */
export const Header = {
  /** Any other; its name is in the message. */
  Other: 0,
  Accept: 1,
  AcceptContact: 2,
  AcceptEncoding: 3,
  AcceptLanguage: 4,
  AlertInfo: 5,
  Allow: 6,
  AllowEvents: 7,
  AuthenticationInfo: 8,
  Authorization: 9,
  CallId: 10,
  CallInfo: 11,
  Contact: 12,
  ContentDisposition: 13,
  ContentEncoding: 14,
  ContentLanguage: 15,
  ContentLength: 16,
  ContentTransferEncoding: 17,
  ContentType: 18,
  CSeq: 19,
  Date: 20,
  Diversion: 21,
  ErrorInfo: 22,
  Event: 23,
  Expires: 24,
  From: 25,
  Geolocation: 26,
  HistoryInfo: 27,
  Identity: 28,
  IdentityInfo: 29,
  InReplyTo: 30,
  Join: 31,
  MaxForwards: 32,
  MimeVersion: 33,
  MinExpires: 34,
  MinSe: 35,
  Organization: 36,
  PAccessNetworkInfo: 37,
  PAssertedIdentity: 38,
  PAssociatedUri: 39,
  PCalledPartyId: 40,
  PChargingVector: 41,
  PPreferredIdentity: 42,
  PVisitedNetworkId: 43,
  Path: 44,
  Priority: 45,
  Privacy: 46,
  ProxyAuthenticate: 47,
  ProxyAuthorization: 48,
  ProxyRequire: 49,
  RAck: 50,
  Reason: 51,
  RecordRoute: 52,
  ReferSub: 53,
  ReferTo: 54,
  ReferredBy: 55,
  RejectContact: 56,
  RemotePartyId: 57,
  Replaces: 58,
  ReplyTo: 59,
  RequestDisposition: 60,
  Require: 61,
  RetryAfter: 62,
  Route: 63,
  RSeq: 64,
  Server: 65,
  ServiceRoute: 66,
  SessionExpires: 67,
  SipEtag: 68,
  SipIfMatch: 69,
  Subject: 70,
  SubscriptionState: 71,
  Supported: 72,
  Timestamp: 73,
  To: 74,
  Unsupported: 75,
  UserAgent: 76,
  Via: 77,
  Warning: 78,
  WwwAuthenticate: 79,
} as const;
export type Header = (typeof Header)[keyof typeof Header];

/** Larger than every id. */
export const HEADER_COUNT = 80;

/** The grammar of a header field's value. */
export type HeaderForm =
  /** name-addr or addr-spec with parameters; one, or several separated by commas. */
  | 'address'
  | 'addresses'
  | 'vias'
  | 'cseq'
  | 'number'
  | 'date'
  /** Items with parameters, separated by commas. */
  | 'items'
  /** One item with parameters. */
  | 'item'
  /** A scheme, then name=value pairs separated by commas. */
  | 'credentials'
  | 'text';

type Declared = readonly [id: Header, name: string, form: HeaderForm, compact?: string];

const DECLARED: readonly Declared[] = [
  [Header.Accept, 'Accept', 'items'],
  [Header.AcceptContact, 'Accept-Contact', 'items', 'a'],
  [Header.AcceptEncoding, 'Accept-Encoding', 'items'],
  [Header.AcceptLanguage, 'Accept-Language', 'items'],
  [Header.AlertInfo, 'Alert-Info', 'addresses'],
  [Header.Allow, 'Allow', 'items'],
  [Header.AllowEvents, 'Allow-Events', 'items', 'u'],
  [Header.AuthenticationInfo, 'Authentication-Info', 'text'],
  [Header.Authorization, 'Authorization', 'credentials'],
  [Header.CallId, 'Call-ID', 'text', 'i'],
  [Header.CallInfo, 'Call-Info', 'addresses'],
  [Header.Contact, 'Contact', 'addresses', 'm'],
  [Header.ContentDisposition, 'Content-Disposition', 'item'],
  [Header.ContentEncoding, 'Content-Encoding', 'items', 'e'],
  [Header.ContentLanguage, 'Content-Language', 'items'],
  [Header.ContentLength, 'Content-Length', 'number', 'l'],
  [Header.ContentTransferEncoding, 'Content-Transfer-Encoding', 'text'],
  [Header.ContentType, 'Content-Type', 'item', 'c'],
  [Header.CSeq, 'CSeq', 'cseq'],
  [Header.Date, 'Date', 'date'],
  [Header.Diversion, 'Diversion', 'addresses'],
  [Header.ErrorInfo, 'Error-Info', 'addresses'],
  [Header.Event, 'Event', 'item', 'o'],
  [Header.Expires, 'Expires', 'number'],
  [Header.From, 'From', 'address', 'f'],
  [Header.Geolocation, 'Geolocation', 'addresses'],
  [Header.HistoryInfo, 'History-Info', 'addresses'],
  [Header.Identity, 'Identity', 'text', 'y'],
  [Header.IdentityInfo, 'Identity-Info', 'address', 'n'],
  [Header.InReplyTo, 'In-Reply-To', 'text'],
  [Header.Join, 'Join', 'item'],
  [Header.MaxForwards, 'Max-Forwards', 'number'],
  [Header.MimeVersion, 'MIME-Version', 'text'],
  [Header.MinExpires, 'Min-Expires', 'number'],
  [Header.MinSe, 'Min-SE', 'item'],
  [Header.Organization, 'Organization', 'text'],
  [Header.PAccessNetworkInfo, 'P-Access-Network-Info', 'item'],
  [Header.PAssertedIdentity, 'P-Asserted-Identity', 'addresses'],
  [Header.PAssociatedUri, 'P-Associated-URI', 'addresses'],
  [Header.PCalledPartyId, 'P-Called-Party-ID', 'address'],
  [Header.PChargingVector, 'P-Charging-Vector', 'item'],
  [Header.PPreferredIdentity, 'P-Preferred-Identity', 'addresses'],
  [Header.PVisitedNetworkId, 'P-Visited-Network-ID', 'text'],
  [Header.Path, 'Path', 'addresses'],
  [Header.Priority, 'Priority', 'text'],
  [Header.Privacy, 'Privacy', 'text'],
  [Header.ProxyAuthenticate, 'Proxy-Authenticate', 'credentials'],
  [Header.ProxyAuthorization, 'Proxy-Authorization', 'credentials'],
  [Header.ProxyRequire, 'Proxy-Require', 'items'],
  [Header.RAck, 'RAck', 'text'],
  [Header.Reason, 'Reason', 'items'],
  [Header.RecordRoute, 'Record-Route', 'addresses'],
  [Header.ReferSub, 'Refer-Sub', 'item'],
  [Header.ReferTo, 'Refer-To', 'address', 'r'],
  [Header.ReferredBy, 'Referred-By', 'address', 'b'],
  [Header.RejectContact, 'Reject-Contact', 'items', 'j'],
  [Header.RemotePartyId, 'Remote-Party-ID', 'addresses'],
  [Header.Replaces, 'Replaces', 'item'],
  [Header.ReplyTo, 'Reply-To', 'address'],
  [Header.RequestDisposition, 'Request-Disposition', 'items', 'd'],
  [Header.Require, 'Require', 'items'],
  [Header.RetryAfter, 'Retry-After', 'text'],
  [Header.Route, 'Route', 'addresses'],
  [Header.RSeq, 'RSeq', 'number'],
  [Header.Server, 'Server', 'text'],
  [Header.ServiceRoute, 'Service-Route', 'addresses'],
  [Header.SessionExpires, 'Session-Expires', 'item', 'x'],
  [Header.SipEtag, 'SIP-ETag', 'text'],
  [Header.SipIfMatch, 'SIP-If-Match', 'text'],
  [Header.Subject, 'Subject', 'text', 's'],
  [Header.SubscriptionState, 'Subscription-State', 'item'],
  [Header.Supported, 'Supported', 'items', 'k'],
  [Header.Timestamp, 'Timestamp', 'text'],
  [Header.To, 'To', 'address', 't'],
  [Header.Unsupported, 'Unsupported', 'items'],
  [Header.UserAgent, 'User-Agent', 'text'],
  [Header.Via, 'Via', 'vias', 'v'],
  [Header.Warning, 'Warning', 'text'],
  [Header.WwwAuthenticate, 'WWW-Authenticate', 'credentials'],
];

const NAMES: string[] = [''];
const FORMS: HeaderForm[] = ['text'];
for (const [id, name, form] of DECLARED) {
  NAMES[id] = name;
  FORMS[id] = form;
}

const TABLE = new NameTable(
  DECLARED.flatMap(([id, name, , compact]) =>
    compact === undefined
      ? [[name.toLowerCase(), id] as const]
      : [[name.toLowerCase(), id] as const, [compact, id] as const],
  ),
  true,
);

/** The names as written in their RFCs, which is how they are nearly always sent. */
export const USUAL_NAMES = new UsualNames(DECLARED.map(([id, name]) => [name, id] as const));

/** All names, as written in their RFCs. */
export const HEADER_NAMES: readonly string[] = DECLARED.map(([, name]) => name);

/** Id of the field name in bytes[from..to), in any case; also of compact forms. */
export function headerId(bytes: Uint8Array, from: number, to: number): Header {
  return TABLE.find(bytes, from, to) as Header;
}

/** The name as written in its RFC; empty for `Header.Other`. */
export function headerName(header: Header): string {
  return NAMES[header] as string;
}

export function headerForm(header: Header): HeaderForm {
  return FORMS[header] as HeaderForm;
}

/** Headers whose value is a duration in seconds (RFC 3261 20, RFC 4028). */
export const DELTA_SECONDS: ReadonlySet<Header> = new Set([
  Header.Expires,
  Header.MinExpires,
  Header.MinSe,
  Header.RetryAfter,
  Header.SessionExpires,
]);
