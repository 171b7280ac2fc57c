import type { PingedPlace } from '../../cluster/nodes/troubles/ping-answers.ts';
import { awayNodes, type Evidence, type Finding, howMany, named, type Rule } from '../finding.ts';

type Pinged = PingedPlace & { readonly cluster: number };

/** Fewer pings, or pings over a shorter time, may belong to a node that is just starting. */
const LEAST_PINGS = 4;
const LEAST_TIME = 15e9;
const LEAST_UNKNOWN = 3;

/** A node pings another node, or an address where one should be, and never receives a PONG. */
export const pingUnanswered: Rule = {
  name: 'ping-unanswered',
  find: (evidence) => {
    const found = strangers(evidence);
    const explained = new Set(found.flatMap(({ places }) => places));
    // PONGs of a stranger come from its wrong address, too: pings to it only seem to be unanswered.
    const isStranger = ({ cluster, to }: Pinged): boolean =>
      found.some((one) => one.cluster === cluster && one.node === to);
    return silentPlaces(evidence)
      .filter((one) => one.unknown < LEAST_UNKNOWN && !explained.has(one) && !isStranger(one))
      .map(unanswered);
  },
};

/** A node is told over and over that it is unknown (CLUSTERER_UNKNOWN_ID). */
export const nodeUnknown: Rule = {
  name: 'node-unknown',
  find: (evidence) =>
    silentPlaces(evidence)
      .filter((one) => one.unknown >= LEAST_UNKNOWN)
      .map(unknown),
};

/** A node connects from an address that the other nodes do not know as its own, and is not answered. */
export const sourceAddress: Rule = {
  name: 'source-address',
  find: (evidence) => strangers(evidence).map(elsewhere),
};

interface Stranger {
  readonly cluster: number;
  readonly node: number;
  /** The address that it sends from. */
  readonly source: string;
  readonly listeners: readonly string[];
  /** The addresses that do not answer it. */
  readonly places: readonly Pinged[];
}

function strangers(evidence: Evidence): readonly Stranger[] {
  const silent = silentPlaces(evidence);
  return evidence.nodes.flatMap(({ cluster, node, addresses: { outgoing, listeners } }) => {
    const places = silent.filter((one) => one.cluster === cluster && one.node === node);
    const [source] = outgoing;
    const isStranger = source !== undefined && listeners.length > 0 && places.length > 0;
    return isStranger ? [{ cluster, node, source, listeners, places }] : [];
  });
}

function silentPlaces(evidence: Evidence): readonly Pinged[] {
  const isAway = awayNodes(evidence);
  return evidence.pinged.filter(
    ({ cluster, answered, pings, first, last, to }) =>
      !answered &&
      pings >= LEAST_PINGS &&
      last - first >= LEAST_TIME &&
      (to === undefined || !isAway(cluster, to)),
  );
}

function unanswered({ cluster, node, place, to, first, last, messages }: Pinged): Finding {
  const seconds = Math.round((last - first) / 1e9);
  const isSip = /:506[01]$/.test(place);
  return {
    rule: 'ping-unanswered',
    severity: 'warning',
    title: `pings unanswered: node ${node} pings ${whom(to, place)} for ${seconds} s, and gets no PONG`,
    detail: isSip
      ? 'Whoever is there takes the connection and does not answer. That is a port of SIP: the URL of the node has to ' +
        'name its listener for bin.'
      : 'Whoever is there takes the connection and does not answer: the node that should be there may be disabled, ' +
        'may not know this one, or may be told another address of it.',
    ...about(cluster, to === undefined ? [node] : [node, to], messages),
    reference: 'https://github.com/OpenSIPS/opensips/issues/3032',
  };
}

function unknown({ cluster, node, place, to, unknown: times, messages }: Pinged): Finding {
  return {
    rule: 'node-unknown',
    severity: 'warning',
    title: `node unknown: ${whom(to, place)} does not know node ${node}, and says so ${howMany(times, 'time')}`,
    detail:
      'A node that is not known describes itself and is known then; it did, or did not, and nothing came of it. ' +
      'Nothing that it replicates is taken there.',
    ...about(cluster, to === undefined ? [node] : [node, to], messages),
    log: `Received message with unknown source id [${node}]`,
    reference: 'https://github.com/OpenSIPS/opensips/issues/1671',
  };
}

function elsewhere({ cluster, node, source, listeners, places }: Stranger): Finding {
  return {
    rule: 'source-address',
    severity: 'warning',
    title: `source address: node ${node} sends from ${source}, others know it as ${listeners.slice(0, 3).join(', ')}`,
    detail:
      `${places.map(({ to, place }) => whom(to, place)).join(', ')} ${places.length === 1 ? 'does' : 'do'} not answer ` +
      'it: a node drops what comes from an address that belongs to no node of its cluster.',
    ...about(
      cluster,
      [node],
      places.flatMap(({ messages }) => messages),
    ),
    log: `Received message from unknown source, addr: ${source}`,
    reference: 'https://github.com/OpenSIPS/opensips/issues/1671',
  };
}

function whom(node: number | undefined, place: string): string {
  return node === undefined ? place : `node ${node} (${place})`;
}

function about(cluster: number, nodes: readonly number[], messages: Finding['messages']) {
  return {
    cluster,
    nodes,
    aors: [],
    callIds: [],
    capabilities: [],
    messages: named(messages),
    confidence: 'likely' as const,
  };
}
