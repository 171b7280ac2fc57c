import type { Fields } from '../../../../decoders/fields/decode.ts';
import { knownText } from '../../../tables/known-texts.ts';
import { asText, groupOf, numberOf, textOf } from '../../field-values.ts';
import { LONGEST_NAME } from '../../replication/kept-text.ts';
import { chunkContents } from '../../syncs/sync-records.ts';

/** The AOR, or the contact, that a record or a packet is about. */
export interface Subject {
  readonly domain: string;
  readonly aor: string;
}

/** Undefined if a receiver would reject it, or if no real AOR is like this. */
export function subjectOf(fields: Fields): Subject | undefined {
  const domain = asText(fields.domain);
  const aor = asText(fields.aor);
  if (domain === undefined || aor === undefined || aor === '') return undefined;
  if (domain.length > LONGEST_NAME || aor.length > LONGEST_NAME) return undefined;
  return { domain: knownText(domain), aor: knownText(aor) };
}

/** Identifies a registration of an AOR at a node. */
export function registrationAt(
  cluster: number,
  node: number,
  { domain, aor }: Subject,
  fields: Fields,
): string {
  const names = [domain, aor, bounded(textOf(fields, 'contact')), bounded(textOf(fields, 'callid'))];
  return [`${cluster} ${node}`, ...names, numberOf(fields, 'cseq') ?? ''].join('\n');
}

/** The contacts in sync data. The record of an AOR precedes its contacts, and has no further information. */
export function* recordsOf(
  fields: Fields,
): Generator<{ readonly fields: Fields; readonly subject: Subject }> {
  for (const content of chunkContents(fields)) {
    const record = groupOf(content, 'contact_record');
    const subject = record === undefined ? undefined : subjectOf(record);
    if (record !== undefined && subject !== undefined) yield { fields: record, subject };
  }
}

export function bounded(text: string | undefined): string {
  return (text ?? '').slice(0, LONGEST_NAME);
}
