import { compileFilter } from '../../src/filter/compile.ts';
import { parseFilter } from '../../src/filter/parser.ts';
import type { MessageId } from '../../src/ids.ts';
import { type Row, RowFacts } from './rows.ts';

/** Does the row pass the filter? Fails where the filter has errors. */
export function passes(text: string, row: Row, prepare: (facts: RowFacts) => void = () => {}): boolean {
  const { filter, errors } = parseFilter(text);
  if (errors.length > 0) throw new Error(`${text}: ${errors[0]?.message}`);
  const facts = new RowFacts([row]);
  prepare(facts);
  return compileFilter(filter, facts).matches(0 as MessageId);
}
