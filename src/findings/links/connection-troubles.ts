import { LONGEST_PACKET } from '../../../decoders/bin/frame.ts';
import type { ConnectionTroubles } from '../../cluster/traffic/connection-troubles.ts';
import type { TroubleKind } from '../../reassembly/tcp/stream-trouble.ts';
import { type Evidence, type Finding, howMany, named, type Rule } from '../finding.ts';

/** A connection on which no packet begins where one has to: its receiver closes it. */
export const streamOutOfStep: Rule = {
  name: 'stream-out-of-step',
  find: (evidence) => ofKind(evidence, 'out of step').map(outOfStep),
};

/** A connection that was closed inside a packet. */
export const connectionCut: Rule = {
  name: 'connection-cut',
  find: (evidence) => ofKind(evidence, 'cut').map(cut),
};

/** A node that did not read what was sent to it, until its window was closed for too long. */
export const receiverBlocked: Rule = {
  name: 'receiver-blocked',
  find: (evidence) => ofKind(evidence, 'blocked').map(blocked),
};

function ofKind({ connections }: Evidence, kind: TroubleKind): readonly ConnectionTroubles[] {
  return connections.filter((one) => one.kind === kind);
}

function outOfStep(trouble: ConnectionTroubles): Finding {
  const { bytes } = trouble;
  const tooLong = bytes > LONGEST_PACKET ? `BIN packet size ${bytes} exceeds max size` : undefined;
  const log = bytes < 0 ? 'Invalid packet marker' : tooLong;
  return {
    rule: 'stream-out-of-step',
    severity: 'error',
    title: `stream out of step: ${path(trouble)}, ${howMany(trouble.count, 'time')}`,
    detail:
      `Where a packet has to begin ${bytes < 0 ? 'there is no marker' : `one of ${bytes} bytes is announced`}. ` +
      'Who receives it closes the connection, and loses what was under way. The last good packet stands before it.',
    ...about(trouble),
    ...(log === undefined ? {} : { log }),
    reference: 'https://github.com/OpenSIPS/opensips/issues/1423',
  };
}

/** Reads that a receiver spends on one packet: the default of bin_max_msg_chunks (spec bin-core 3). */
const MOST_READS = 32;

function cut(trouble: ConnectionTroubles): Finding {
  const { bytes, pieces, count, bySender } = trouble;
  const by = bySender === count ? 'The sender' : bySender === 0 ? 'The receiver' : 'One of both';
  const why =
    pieces >= MOST_READS && bySender < count
      ? ` The packet came in ${pieces} segments: a receiver gives up after ${MOST_READS} reads (bin_max_msg_chunks).`
      : '';
  return {
    rule: 'connection-cut',
    severity: 'warning',
    title: `connection cut: ${path(trouble)}, inside a packet, ${howMany(count, 'time')}`,
    detail:
      `${by} ended the connection after ${bytes} bytes of a packet. It is lost: nothing is sent again over the next ` +
      `connection.${why}`,
    ...about(trouble),
    reference: 'https://github.com/OpenSIPS/opensips/issues/2134',
  };
}

function blocked(trouble: ConnectionTroubles): Finding {
  return {
    rule: 'receiver-blocked',
    severity: 'warning',
    title: `receiver blocked: ${path(trouble)}, ${howMany(trouble.count, 'time')}, up to ${seconds(trouble.longest)}`,
    detail:
      'The receiver did not read, until its window was closed for longer than a sender waits (bin_send_timeout, 100 ms ' +
      'by default): its processes were busy or stuck. What could not be sent meanwhile is queued, or lost.',
    ...about(trouble),
    reference: 'https://github.com/OpenSIPS/opensips/issues/3396',
  };
}

function path({ from, to, fromPlace, toPlace }: ConnectionTroubles): string {
  return `from ${from === undefined ? fromPlace : `node ${from}`} to ${to === undefined ? toPlace : `node ${to}`}`;
}

function seconds(nanoseconds: number): string {
  return `${(nanoseconds / 1e9).toFixed(1)} s`;
}

function about({ cluster, from, to, messages }: ConnectionTroubles) {
  return {
    cluster,
    nodes: [from, to].filter((one) => one !== undefined),
    aors: [],
    callIds: [],
    capabilities: [],
    messages: named(messages),
    confidence: 'certain' as const,
  };
}
