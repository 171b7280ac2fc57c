import { finish, mix } from '../../../decoders/bytes/hash.ts';
import { hex32 } from '../random.ts';

/** Digest authentication (RFC 8760) as it looks; the responses are not computed from a password. */
export function digestChallenge(realm: string, nonce: number): string {
  return `Digest realm="${realm}", nonce="${nonceText(nonce)}", qop="auth", algorithm=MD5`;
}

export function credentials(
  user: string,
  realm: string,
  uri: string,
  nonce: number,
  count: number,
  opaque: string,
): string {
  const cnonce = hex32(finish(mix(nonce, opaque.length + count)));
  const response = `${hex32(mix(nonce, count))}${cnonce}${hex32(mix(count, nonce))}${hex32(nonce)}`;
  return (
    `Digest username="${user}", realm="${realm}", nonce="${nonceText(nonce)}", uri="${uri}", ` +
    `response="${response}", algorithm=MD5, cnonce="${cnonce}", qop=auth, nc=${hex32(count)}`
  );
}

function nonceText(nonce: number): string {
  return `${hex32(nonce)}${hex32(finish(nonce))}${hex32(mix(nonce, 1))}`;
}
