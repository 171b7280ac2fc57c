import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLazily } from '../../../decoders/bin/decode-packet.ts';
import { encodePacket } from '../../../decoders/bin/encode-packet.ts';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import { PacketSkimmer } from '../../../decoders/bin/skim-packet.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import { RepeatedTexts } from '../../../decoders/fields/repeated-texts.ts';
import { arbitraryFields } from '../../support/arbitrary-fields.ts';

test('a list of no values is one, though the packet before had none', () => {
  const entry = CATALOGUE.entries.find(({ spec }) => spec.name === 'usrloc-contact-repl');
  const candidate = entry?.candidatesFor(3, 3).find(({ releases }) => releases !== 0);
  if (candidate === undefined) throw new Error('no layout');
  const [any = {}] = fc.sample(arbitraryFields(candidate.list), { numRuns: 1, seed: 1 });
  const { match_params_no, match_param, ...fields } = any;
  const skimmer = new PacketSkimmer(CATALOGUE);
  const texts = new RepeatedTexts();
  const lazy = (values: Fields) => {
    const bytes = encodePacket(candidate, 3, values, { cluster: 1, source: 2, destination: 3 });
    return decodeLazily(skimmer, bytes, bytes.length, candidate.releases, texts).fields;
  };
  expect(lazy({ ...fields, match_mode: 0 }).match_param).toBeUndefined();
  const none = { ...fields, match_mode: 2, match_params_no: 0, match_param: [] };
  expect(lazy(none).match_param).toEqual([]);
  expect(lazy({ ...none, match_params_no: 1, match_param: ['line'] }).match_param).toEqual(['line']);
});
