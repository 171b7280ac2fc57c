/** The views with a tab, in the order of their keys: `1` to `6`. */
export const TAB_NAMES = ['flows', 'ladder', 'messages', 'aors', 'cluster', 'time'] as const;
/** The views with a tab, and one that a key opens over any of them. */
export const VIEW_NAMES = [...TAB_NAMES, 'findings'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

export const VIEW_TITLES: Readonly<Record<ViewName, string>> = {
  flows: 'Flows',
  ladder: 'Ladder',
  messages: 'Messages',
  aors: 'AORs',
  cluster: 'Cluster',
  time: 'Time',
  findings: 'Findings',
};
