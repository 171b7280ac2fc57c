import { describe, expect, test } from 'vitest';
import { TimeBase } from '../../../src/capture/time-base.ts';
import { ContactHistory } from '../../../src/cluster/contacts/reports/contact-history.ts';
import { START, Traffic } from './traffic.ts';

/** Nodes 1, 2 and 3, all captured, and what is told of AOR 1000. */
function watched(most?: number): { readonly traffic: Traffic; readonly history: ContactHistory } {
  const base = new TimeBase();
  base.fix(START);
  const history = new ContactHistory(base, ({ aor }) => aor === '1000', most);
  const traffic = new Traffic(undefined, history).mesh(1, 2, 3);
  return { traffic, history };
}

/** `2 inserted 0`: node, effect, seconds. */
function told(history: ContactHistory, node: number): readonly string[] {
  return history
    .effects()
    .filter((one) => one.node === node)
    .map(({ kind, time, cseq }) => `${kind} ${time / 1e9} CSeq ${cseq}`);
}

describe('the history of an AOR', () => {
  test('tells inserts, refreshes, other registrations and deletes, with what they leave', () => {
    const { traffic, history } = watched();
    traffic.at(1).contact('INSERT', 1, 2, { cseq: 1 });
    traffic.at(2).contact('UPDATE', 1, 2, { cseq: 2, expires: 400 });
    traffic.at(3).contact('UPDATE', 1, 2, { callid: 'b@phone', cseq: 7, expires: 500, match_mode: 0 });
    traffic.at(4).contact('DELETE', 1, 2, { callid: 'b@phone', cseq: 8 });
    expect(told(history, 2)).toEqual([
      'inserted 1 CSeq 1',
      'refreshed 2 CSeq 2',
      'updated 3 CSeq 7',
      'deleted 4 CSeq 7',
    ]);
    const effects = history.effects().filter(({ node }) => node === 2);
    expect(effects.map(({ expires }) => expires)).toEqual([START + 300, START + 400, START + 500, undefined]);
    expect(effects.map(({ from }) => from)).toEqual([1, 1, 1, 1]);
    expect(new Set(effects.map(({ message }) => message)).size).toBe(4);
  });

  test('says what a receiver does not take, and why', () => {
    const { traffic, history } = watched();
    traffic.contact('INSERT', 1, 2, { cseq: 5 });
    traffic.at(1).contact('UPDATE', 3, 2, { cseq: 4 });
    traffic.at(2).contact('INSERT', 3, 2, { cseq: 5 });
    expect(told(history, 2)).toEqual(['inserted 0 CSeq 5', 'discarded 1 CSeq 4', 'unchanged 2 CSeq 5']);
    expect(history.effects().find(({ kind }) => kind === 'discarded')).toMatchObject({
      reason: 'older',
      from: 3,
      contact: 'sip:1000@192.0.2.9:6001',
    });
  });

  test('contacts end by time at that time, whenever somebody looks', () => {
    const { traffic, history } = watched();
    traffic.contact('INSERT', 1, 2, { expires: 60 });
    traffic.at(500).contact('INSERT', 1, 2, { cseq: 2, expires: 900 });
    expect(told(history, 2)).toEqual(['inserted 0 CSeq 1', 'expired 60 CSeq 1', 'inserted 500 CSeq 2']);
  });

  test('a restart takes what is live then, and a sync brings it back', () => {
    const { traffic, history } = watched();
    const short = { contact: 'sip:1000@192.0.2.9:6002', callid: 'b@phone', expires: 30 };
    traffic.contact('INSERT', 1, 3).contact('INSERT', 1, 3, short);
    traffic.at(90).restart(3, 1).at(91).sync(2, 3, [{}]).syncEnd(2, 3);
    expect(told(history, 3)).toEqual([
      'inserted 0 CSeq 1',
      'inserted 0 CSeq 1',
      'expired 30 CSeq 1',
      'restart 90 CSeq 1',
      'inserted 91 CSeq 1',
    ]);
    expect(history.effects().at(-1)).toMatchObject({ origin: 'sync', from: 2 });
  });

  test('an AOR delete ends every contact', () => {
    const { traffic, history } = watched();
    traffic.contact('INSERT', 1, 2).contact('INSERT', 1, 2, { contact: 'sip:1000@192.0.2.9:6002' });
    traffic.at(3).deleteAor(1, 2);
    expect(told(history, 2).slice(2)).toEqual(['AOR deleted 3 CSeq 1', 'AOR deleted 3 CSeq 1']);
  });

  test('nothing is told of other AORs', () => {
    const { traffic, history } = watched();
    traffic.contact('INSERT', 1, 2, { aor: '1001' }).contact('DELETE', 1, 2, { aor: '1001' });
    expect(history.effects()).toEqual([]);
  });

  test('keeps the newest of very many, and counts the rest', () => {
    const { traffic, history } = watched(10);
    for (let cseq = 1; cseq <= 100; cseq++) traffic.contact('UPDATE', 1, 2, { cseq, expires: 300 + cseq });
    expect(history.size).toBeLessThanOrEqual(10);
    expect(history.dropped + history.size).toBe(200);
    expect(history.effects().at(-1)?.cseq).toBe(100);
  });
});
