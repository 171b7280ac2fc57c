import { describe, expect, test } from 'vitest';
import { complete } from '../../src/filter/completion.ts';
import { KEY_DOCS } from '../../src/filter/key-docs.ts';

const VOCABULARY = {
  capabilities: ['dialog-dlg-repl', 'usrloc-contact-repl', 'with blank'],
  types: ['REPL_URECORD_INSERT', 'REPL_UCONTACT_INSERT'],
  methods: ['INVITE', 'REGISTER', 'INFO'],
  nodes: ['1', '2'],
  fields: ['aor', 'contact', 'chunks.contact_record.aor'],
  aors: ['1000', '2000', '1001@example.com'],
  callIds: ['a-1@192.0.2.1'],
};

/** `|` in the text is the cursor. Gives what is replaced, and by what. */
function at(marked: string): [replaced: string, suggestions: string[]] {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { from, to, suggestions } = complete(text, cursor, VOCABULARY);
  return [text.slice(from, to), suggestions.map((suggestion) => suggestion.text)];
}

describe('complete', () => {
  test.each<[marked: string, replaced: string, suggestions: string[]]>([
    ['ao|', 'ao', ['aor:']],
    ['-ao|', 'ao', ['aor:']],
    ['(ao|)', 'ao', ['aor:']],
    ['us|', 'us', ['user:', 'status:', 'cluster:']],
    ['m|', 'm', ['method:', 'from:', 'time:']],
    ['x no|', 'no', ['node:', 'no:', 'not']],
    ['a|o x', 'ao', ['aor:', 'callid:', 'cap:', 'status:']],
    ['ao|:1', 'ao:', ['aor:']],
    // An alias only where the name itself does not go with what was typed.
    ['call|', 'call', ['callid:']],
    ['call-|', 'call-', ['call-id:']],
    ['status:|', '', ['1xx', '2xx', '3xx', '4xx', '5xx', '6xx']],
    ['is:re|', 're', ['request', 'response', 'retransmitted']],
    ['is:cut,re|', 're', ['request', 'response', 'retransmitted']],
    ['is:r|eq x', 'req', ['request', 'response', 'retransmitted', 'internal', 'partial', 'malformed']],
    ['proto:|', '', ['sip', 'bin']],
    ['aor:10|', '10', ['1000', '1001@example.com']],
    ['callid:|', '', ['a-1@192.0.2.1']],
    ['method:in|', 'in', ['INVITE', 'INFO']],
    ['cap:dlg|', 'dlg', ['dialog-dlg-repl']],
    ['cap:w|', 'w', ['"with blank"']],
    ['cap:"w|', '"w', ['"with blank"']],
    ['type:UCON|', 'UCON', ['REPL_UCONTACT_INSERT']],
    ['node:|', '', ['1', '2']],
    ['field:con|', 'con', ['contact', 'chunks.contact_record.aor']],
    ['field:con|>3', 'con', ['contact', 'chunks.contact_record.aor']],
    ['field:con>3|', '', []],
    ['len:1|', '1', []],
    ['nokey:x|', '', []],
    ['"ao|"', '', []],
    ['/ao|/', '', []],
  ])('%s', (marked, replaced, suggestions) => {
    expect(at(marked)).toEqual([replaced, suggestions]);
  });

  test('between words all keys', () => {
    const keys = KEY_DOCS.map((key) => `${key.name}:`);
    for (const marked of ['|', 'x |', '|x', 'x | y', '(|', '-|']) expect(at(marked)).toEqual(['', keys]);
  });

  test('suggestions say what they are', () => {
    const [first] = complete('is:int', 6, VOCABULARY).suggestions;
    expect(first?.doc).toMatch(/clusterer-internal/);
  });
});
