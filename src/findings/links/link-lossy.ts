import { type Finding, NOTHING_NAMED, named, type ResentOnLink, type Rule } from '../finding.ts';

/** Fewer retransmissions may be a coincidence. */
const LEAST = 4;
/** Percentage of retransmitted packets above which a link is in trouble; on a good one it is below one. */
const MUCH = 5;

/** A link that loses much of what a node sends, so that it has to be retransmitted. */
export const linkLossy: Rule = {
  name: 'link-lossy',
  find: ({ resent }) =>
    resent.filter((one) => one.resent >= LEAST && one.resent * 100 >= one.packets * MUCH).map(lossy),
};

function lossy({ cluster, from, to, packets, resent, longest, messages }: ResentOnLink): Finding {
  const [sender, receiver] = [from, to].map((node) => (node === undefined ? '?' : `node ${node}`));
  const share = Math.round((100 * resent) / packets);
  const late =
    longest > 0 ? ` The latest of them was acknowledged after ${Math.round(longest / 1e6)} ms.` : '';
  return {
    ...NOTHING_NAMED,
    rule: 'link-lossy',
    severity: 'warning',
    title: `link loses packets: from ${sender} to ${receiver}, ${resent} of ${packets} were sent again (${share} %)`,
    detail:
      'They, or their acknowledgements, were lost on the way. Nothing is lost to the cluster as long as the connection ' +
      `lasts, but all that is sent after one of them waits for it, and so do calls that need it at once.${late}`,
    cluster,
    nodes: [from, to].filter((node) => node !== undefined),
    messages: named(messages),
    confidence: 'certain',
  };
}
