import type { TimeBase } from '../../capture/time-base.ts';
import { PERMANENT } from '../../cluster/contacts/held/contact-version.ts';
import type { ContactEffect } from '../../cluster/contacts/reports/contact-history.ts';
import type { MessageNumbers } from '../../engine/message-numbers.ts';
import type { Session } from '../../engine/session.ts';
import { effectTexts } from '../../view/aors/effect-text.ts';
import { counted, nodesText } from '../../view/text/counts.ts';
import { cutText } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import type { Style } from '../../view/text/styled-row.ts';
import { rfc3339 } from '../../view/text/times.ts';
import { jsonLine } from '../json/json-line.ts';
import { alignedColumns } from './aligned-columns.ts';
import type { Palette } from './palette.ts';

export interface EffectLineOptions {
  readonly session: Session;
  readonly numbers: MessageNumbers;
  readonly utc: boolean;
  readonly palette: Palette;
  /** Effects that had to be dropped. */
  readonly dropped: number;
  /** Nodes of a cluster whose links nobody observed, so that nothing is known about them. */
  readonly unseen: (cluster: number) => readonly number[];
  /** Nodes that were observed, but at which nothing happened to an AOR that others have or had. */
  readonly untouched: readonly UntouchedNodes[];
}

export interface UntouchedNodes {
  readonly aor: string;
  readonly nodes: readonly number[];
}

/** Maximum width of contact URIs and Call-IDs. */
const WIDEST = 48;
const HEADINGS = ['time', 'effect', 'by', 'expires', 'CSeq', 'contact', 'Call-ID'];

/** A paragraph for each AOR at each node with one line per effect; the last line is a count. */
export function* effectLines(
  effects: readonly ContactEffect[],
  options: EffectLineOptions,
): Generator<string> {
  const { palette } = options;
  const clusters = new Set(effects.map(({ cluster }) => cluster));
  for (const place of places(effects)) {
    const [first] = place;
    if (first === undefined) continue;
    const cluster = clusters.size > 1 ? ` of cluster ${first.cluster}` : '';
    yield palette.tone('replication', `${printable(first.aor)} on node ${first.node}${cluster}`);
    yield* placeLines(place, options);
  }
  for (const { aor, nodes } of options.untouched)
    yield palette.dim(
      `${printable(aor)}: ${nodesText(nodes)} ${nodes.length === 1 ? 'was' : 'were'} not seen to get anything about it`,
    );
  for (const cluster of clusters) {
    const unseen = options.unseen(cluster);
    if (unseen.length > 0)
      yield palette.dim(
        `not captured, so nothing is said of ${unseen.length === 1 ? 'it' : 'them'}: ${nodesText(unseen)}`,
      );
  }
  const dropped = options.dropped === 0 ? '' : `, ${counted(options.dropped, 'older one')} forgotten`;
  yield palette.dim(`${counted(effects.length, 'effect')}${dropped}`);
}

function* placeLines(
  effects: readonly ContactEffect[],
  { session, numbers, utc, palette }: EffectLineOptions,
): Generator<string> {
  const texts = effects.map((effect) => effectTexts(effect, { session, numbers }, utc));
  const rows = texts.map(({ time, effect, by, expires, cseq, contact, callId }) => {
    return [time, effect, by, expires, cseq, cutText(contact, WIDEST), cutText(callId, WIDEST)];
  });
  const [heading = '', ...table] = alignedColumns([HEADINGS, ...rows], '  ');
  yield palette.dim(heading);
  for (const [at, line] of table.entries()) yield coloured(line, texts[at]?.style ?? 'plain', palette);
}

function coloured(line: string, style: Style, palette: Palette): string {
  if (style === 'problem' || style === 'warning') return palette.problem(line);
  return style === 'dim' ? palette.dim(line) : line;
}

/** Effects grouped by AOR and node, sorted by these. */
function places(effects: readonly ContactEffect[]): readonly (readonly ContactEffect[])[] {
  const found = new Map<string, ContactEffect[]>();
  for (const effect of effects) {
    const key = `${effect.cluster} ${effect.node}\n${effect.domain}\n${effect.aor}`;
    const place = found.get(key);
    if (place === undefined) found.set(key, [effect]);
    else place.push(effect);
  }
  return [...found.values()].sort(([a], [b]) => compare(a, b));
}

function compare(a: ContactEffect | undefined, b: ContactEffect | undefined): number {
  if (a === undefined || b === undefined) return 0;
  if (a.cluster !== b.cluster) return a.cluster - b.cluster;
  if (a.aor !== b.aor) return a.aor < b.aor ? -1 : 1;
  return a.node - b.node;
}

/** One effect as a line of NDJSON. Members that are unknown or do not apply are absent. */
export function effectJson(effect: ContactEffect, base: TimeBase, numbers: MessageNumbers): string {
  const { cluster, domain, aor, node, kind, time, message, origin, from, contact, callId, cseq } = effect;
  return jsonLine({
    v: 1,
    cluster,
    domain,
    aor,
    node,
    time: rfc3339(base, time),
    effect: kind,
    reason: effect.reason,
    origin,
    from,
    message: message === undefined ? undefined : numbers.of(message),
    contact,
    callId,
    cseq,
    expires: expiry(effect.expires, base),
  });
}

/** Null for a contact that never expires. */
function expiry(expires: number | undefined, base: TimeBase): string | null | undefined {
  if (expires === undefined) return undefined;
  return expires === PERMANENT ? null : rfc3339(base, (expires - base.seconds) * 1e9);
}
