import type { MessageId } from '../../src/ids.ts';
import type { FlowReport } from '../../src/view/flows/flow-report.ts';
import { printable } from '../../src/view/text/printable.ts';

/** What a sender may put into a header field so that a document says something else. */
export const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>',
  '</text></svg><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '<!--',
  ']]>',
  '</pre></details><h1>owned</h1>',
  '</style><style>*{display:none}',
  '&lt;script&gt; &#60;b&#62; &copy;',
  '``` \n```\n# owned\n```mermaid',
  '| a | b \\| c \\\\| ` `` ```',
  '[click](javascript:alert(1)) ![x](http://198.51.100.1/x.png) @someone #1 http://example.com :smile:',
  '*a* _b_ ~~c~~ $x$ \\',
  '%%{init: {}}%% ; end\nparticipant X #lt; #quot;',
  '\x00\x1b[2J\x9b\u202e\u2028\ufffe\ud800\t\r',
  'x'.repeat(5000),
];

/** A ladder in which the text stands wherever text from the wire does. */
export function hostileReport(wire: string): FlowReport {
  const text = printable(wire);
  const arrow = {
    id: 0 as MessageId,
    flow: '',
    time: '03:04:05.000000',
    isReplication: false,
    tone: 'request' as const,
    lag: '',
    note: `contact here by ${text}`,
  };
  return {
    flows: [
      {
        id: 'f1',
        kind: 'call',
        state: 'IN CALL',
        parties: [text, text],
        callIds: [text],
        figures: '2 messages',
        marks: [text],
      },
    ],
    begins: '2026-01-02 03:04:05.000000 UTC',
    columns: [
      { title: 'A', shortTitle: 'A', address: text },
      { title: 'node1', shortTitle: 'n1', address: '192.0.2.1' },
    ],
    arrows: [
      { ...arrow, number: 1, delta: '', from: 0, to: 1, label: text },
      { ...arrow, number: 2, delta: '+0.000100', from: 1, to: 1, isReplication: true, label: `200 ${text}` },
    ],
    leftOut: 0,
    lagLegend: undefined,
  };
}
