import { type Evidence, type Finding, named, type PacketGroup, type Rule } from '../finding.ts';

/** Packets that contradict every layout of their capability. */
export const malformedPackets: Rule = {
  name: 'malformed-packets',
  find: findingsAbout('malformed', {
    rule: 'malformed-packets',
    severity: 'warning',
    what: 'malformed',
    detail: 'No release is known to send such bytes: a bug of the sender, or no OpenSIPS at all.',
  }),
};

/** Packets of an unknown capability, type or version. */
export const unknownPackets: Rule = {
  name: 'unknown-packets',
  find: findingsAbout('unknown', {
    rule: 'unknown-packets',
    severity: 'info',
    what: 'of an unknown kind',
    detail: 'A module of its own, or a release that came later: nothing of it went into the state.',
  }),
};

/** MI commands that one node has others run: an operator should know about each. */
export const remoteCommands: Rule = {
  name: 'mi-command',
  find: findingsAbout('command', {
    rule: 'mi-command',
    severity: 'info',
    what: 'with MI commands for other nodes',
    detail: 'Whoever reaches the BIN port can have commands run; look at the messages for what they are.',
    reference: 'https://github.com/OpenSIPS/opensips/issues/1198',
  }),
};

interface Words extends Pick<Finding, 'rule' | 'severity' | 'detail' | 'reference'> {
  readonly what: string;
}

function findingsAbout(
  about: PacketGroup['about'],
  words: Words,
): (evidence: Evidence) => readonly Finding[] {
  return ({ packets }) =>
    packets.filter((group) => group.about === about).map((group) => finding(group, words));
}

function finding({ cluster, source, capability, count, messages }: PacketGroup, words: Words): Finding {
  const { what, ...common } = words;
  const sender = source > 0 ? `node ${source}` : 'an unknown sender';
  const packets = count === 1 ? '1 packet' : `${count} packets`;
  return {
    ...common,
    title: `${packets} ${what}: ${capability === '' ? 'several capabilities' : capability}, from ${sender}`,
    cluster,
    nodes: source > 0 ? [source] : [],
    aors: [],
    callIds: [],
    capabilities: capability === '' ? [] : [capability],
    messages: named(messages),
    confidence: 'certain',
  };
}
