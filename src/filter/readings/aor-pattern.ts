import type { FilterValue } from '../ast.ts';
import { matchesPieces } from '../wildcard.ts';
import { meaning, type Reading, unreadable } from './reading.ts';

/** User and host, split at their wildcards. Any host if `host` is absent; hosts are in lower case. */
export interface AorPattern {
  readonly user: readonly string[];
  readonly host: readonly string[] | undefined;
}

/** A placeholder for wildcards while the pattern is split like an AOR: a Unicode noncharacter. */
const STAR = '\uFFFF';

/** Reads `user`, `user@host` or a sip:, sips: or tel: URI, whose parameters are ignored. */
export function readAorPattern(value: FilterValue): Reading<AorPattern> {
  const { user, host } = splitAor(value.pieces.join(STAR));
  if (user === '') {
    return unreadable('The AOR has no user', 'Write user, user@host, or *@host for everybody there');
  }
  return meaning({ user: user.split(STAR), host: host?.split(STAR) });
}

/**
 * Do user and host of the AOR match? Of an AOR without host (usrloc without use_domain), only the user
 * counts. Users are case-sensitive, hosts are not (RFC 3261 19.1.4).
 */
export function matchesAor(pattern: AorPattern, text: string): boolean {
  const aor = splitAor(text);
  if (!matchesPieces(pattern.user, aor.user)) return false;
  return pattern.host === undefined || aor.host === undefined || matchesPieces(pattern.host, aor.host);
}

/** Host in lower case without port; undefined if there is none. */
export function splitAor(text: string): { user: string; host: string | undefined } {
  const bare = text.startsWith('<') ? text.slice(1).replace(/>.*$/s, '') : text;
  const scheme = /^(?:sips?|tel):/i.exec(bare);
  const rest = scheme === null ? bare : bare.slice(scheme[0].length);
  const at = rest.indexOf('@');
  if (at < 0) return { user: scheme === null ? rest : withoutParameters(rest), host: undefined };
  const user = rest.slice(0, at);
  const host = withoutPort(withoutParameters(rest.slice(at + 1))).toLowerCase();
  return {
    user: scheme === null ? user : (user.split(':', 1)[0] ?? ''),
    host: host === '' ? undefined : host,
  };
}

function withoutParameters(text: string): string {
  const end = text.search(/[;?]/);
  return end < 0 ? text : text.slice(0, end);
}

function withoutPort(host: string): string {
  return host.replace(/^(\[[^\]]*\]|[^:]*):\d*$/, '$1');
}
