import { describe, expect, test } from 'vitest';
import { CALLEE, CALLER, DialogTraffic } from './traffic.ts';

/** Datagrams have no numbers: that one was not captured shows in what others do who got it. */
function cluster(): DialogTraffic {
  return new DialogTraffic(1, 2).announce(1, 2).announce(2, 1);
}

function doubts(traffic: DialogTraffic, seconds: number): readonly number[] {
  return traffic.reports(seconds).flatMap(({ uncertain }) => uncertain);
}

const TRYING = 'SIP/2.0 100 Trying';
const RINGING = 'SIP/2.0 180 Ringing';
const BUSY = 'SIP/2.0 486 Busy Here';

describe('a call that is not answered yet', () => {
  test('is certain while it rings', () => {
    expect(doubts(cluster().ring(1), 20)).toEqual([]);
  });

  test('the node acknowledges a failure that was not captured', () => {
    const traffic = cluster().ring(1).sip(1, CALLEE, 'ACK', { cseq: '1 ACK', toTag: 't' });
    expect(doubts(traffic, 2)).toEqual([1]);
  });

  test('the node acknowledges a failure and tries somebody else', () => {
    const traffic = cluster().ring(1).sip(CALLEE, 1, BUSY, { toTag: 't' });
    traffic.sip(1, CALLEE, 'ACK', { cseq: '1 ACK', toTag: 't' });
    expect(doubts(traffic, 2)).toEqual([]);
  });

  test('nobody answers what the node sent on, nor is it sent again', () => {
    const traffic = cluster().sip(CALLER, 1, 'INVITE').sip(1, CALLER, TRYING);
    traffic.sip(1, CALLEE, 'INVITE');
    expect(doubts(traffic, 0.9)).toEqual([]);
    expect(doubts(traffic, 2)).toEqual([1]);
    expect(doubts(traffic.sip(CALLEE, 1, TRYING), 2)).toEqual([]);
  });

  test('a callee who does not answer is called again', () => {
    const traffic = cluster().sip(CALLER, 1, 'INVITE').sip(1, CALLER, TRYING);
    expect(doubts(traffic.sip(1, CALLEE, 'INVITE', { retransmissions: 2 }), 2)).toEqual([]);
  });

  test.each([
    ['SIP/2.0 200 OK', '1 CANCEL', 1, CALLER],
    ['SIP/2.0 487 Request Terminated', '1 INVITE', CALLEE, 1],
  ])('%s to %s: it was cancelled, and is not seen to end', (first, cseq, from, to) => {
    const traffic = cluster().ring(1).sip(from, to, first, { cseq, toTag: 't' });
    expect(doubts(traffic, 0.9)).toEqual([]);
    expect(doubts(traffic, 2)).toEqual([1]);
  });

  test('the node tries, and neither sends it on nor answers', () => {
    const traffic = cluster().sip(CALLER, 1, 'INVITE').sip(1, CALLER, TRYING);
    expect(doubts(traffic, 0.9)).toEqual([]);
    expect(doubts(traffic, 2)).toEqual([1]);
  });
});

describe('SIP of another call was missed', () => {
  const other = { callId: 'other' };

  test.each<[string, (traffic: DialogTraffic) => DialogTraffic]>([
    [
      'an answer that the node hands on and was not seen to get',
      (traffic) =>
        traffic
          .sip(CALLER, 2, 'INVITE', other)
          .sip(2, CALLEE, 'INVITE', other)
          .sip(2, CALLER, RINGING, { ...other, toTag: 'o' }),
    ],
    [
      'an answer to what the node was not seen to send',
      (traffic) => traffic.sip(CALLER, 2, 'INVITE', other).sip(CALLEE, 2, RINGING, { ...other, toTag: 'o' }),
    ],
    [
      'the end of a call that was not seen to be answered',
      (traffic) => traffic.ring(2, other).sip(CALLER, 2, 'BYE', { ...other, cseq: '2 BYE', toTag: 't' }),
    ],
  ])('%s: a call that rings may have been answered unseen', (_, happens) => {
    const traffic = cluster().ring(1);
    expect(doubts(happens(traffic.at(1)), 3)).toContain(1);
    expect(doubts(traffic, 90)).not.toContain(1);
  });

  test('a call that is answered goes on, as far as anybody knows', () => {
    const traffic = cluster().call(1).at(1);
    traffic.ring(2, other).sip(CALLER, 2, 'BYE', { ...other, cseq: '2 BYE', toTag: 't' });
    expect(doubts(traffic, 3)).toEqual([]);
  });
});
