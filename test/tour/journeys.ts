/** What a new user wants to know, and how the screen tells: docs/tour.md is made from these, and a test goes them. */
export interface Journey {
  readonly title: string;
  readonly captures: readonly string[];
  readonly options?: readonly string[];
  readonly steps: readonly Step[];
}

export interface Step {
  /** As they are printed in the tour: `Enter`, `Esc`, `/aor:1201 Enter`. */
  readonly keys: string;
  readonly says: string;
  /** What is on the screen then. */
  readonly shows: RegExp;
  /** The screen as it is then goes into the tour. */
  readonly picture?: true;
}

const of = (recording: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `fixtures/captures/${recording}/${name}.pcap.gz`);
const SHARED = of('3.4/calls-shared-sockets', 'bridge');
const REGISTER = of('3.4/register', 'bridge');

export const JOURNEYS: readonly Journey[] = [
  {
    title: 'Why is AOR 1201 on node 3?',
    captures: REGISTER,
    steps: [
      {
        keys: ':aor 1201 Enter',
        says: 'AORs by node: each contact, and how each node came by it.',
        shows: /AOR +contact +node 1 .*\n.*1201/,
      },
      {
        keys: 'l l',
        says: 'Node 3: one contact by replication, the other by its own REGISTER.',
        shows: /AORs node 3/,
        picture: true,
      },
      {
        keys: 'Enter',
        says: 'The messages behind that cell: what node 3 got and sent about 1201.',
        shows: /Filter: aor:1201 node:3[\s\S]*REPL_UCONTACT_INSERT/,
        picture: true,
      },
    ],
  },
  {
    title: 'Follow a call',
    captures: SHARED,
    steps: [
      { keys: '/method:INVITE Enter', says: 'Only flows with an INVITE.', shows: /call .*COMPLETED/ },
      {
        keys: 'Enter',
        says: 'The ladder: SIP as solid arrows, replication as dashed ones, with what caused it and how long it took.',
        shows: /INVITE[\s\S]*- - /,
        picture: true,
      },
      {
        keys: 'Space j j Space',
        says: 'Two marked messages are compared, differences first.',
        shows: /\d+ differ, \d+ alike/,
        picture: true,
      },
    ],
  },
  {
    title: 'Watch a node restart and sync',
    captures: of('3.4/restart', 'bridge'),
    steps: [
      {
        keys: '6',
        says: 'What there was when, by kind; the row of events knows restarts, links and syncs.',
        shows: /events/,
      },
      { keys: ']', says: 'To the next event.', shows: /── /, picture: true },
      {
        keys: '5',
        says: 'The cluster: links, capabilities, since when, and when each node was restarted.',
        shows: /restarted/,
        picture: true,
      },
    ],
  },
  {
    title: 'Hide and show internal messages',
    captures: REGISTER,
    steps: [
      {
        keys: '3',
        says: 'Messages. The pings and the topology of the clusterer are hidden, and counted.',
        shows: /\d+ internal hidden/,
      },
      {
        keys: 'i',
        says: 'There they are. The same key hides them again.',
        shows: /CLUSTERER_PING[\s\S]*internal shown/,
        picture: true,
      },
    ],
  },
  {
    title: 'Filter by AOR',
    captures: SHARED,
    steps: [
      {
        keys: '3 /aor:13',
        says: 'While a filter is typed, mistakes are marked; Tab completes.',
        shows: /Filter: aor:13 /,
      },
      {
        keys: '02 Enter',
        says: 'SIP, and replication that concerns 1302, sync chunks included.',
        shows: /Filter: aor:1302[\s\S]*1302/,
        picture: true,
      },
      { keys: 'A', says: 'Everything again.', shows: /Filter: none/ },
    ],
  },
  {
    title: 'Look into a packet',
    captures: REGISTER,
    steps: [
      {
        keys: '3 /type:UCONTACT_INSERT Enter Enter',
        says: 'Every field, with what it means; the bytes of the selected one stand out.',
        shows: /▸ frame/,
      },
      {
        keys: 'j j j j',
        says: 'The id of the contact, taken apart.',
        shows: /contact_id[\s\S]*bytes at/,
        picture: true,
      },
    ],
  },
  {
    title: 'Save a flow',
    captures: SHARED,
    steps: [
      {
        keys: 's',
        says: 'A name is suggested; its end says whether frames, text or JSON are written.',
        shows: /Save to .*f1\.pcapng/,
        picture: true,
      },
      { keys: 'Esc', says: 'Or not.', shows: /1\/\d+/ },
    ],
  },
  {
    title: 'Step back in time',
    captures: REGISTER,
    steps: [
      {
        keys: ':at +8 Enter',
        says: 'Every view shows the state of that moment; "as of" says so.',
        shows: /as of /,
      },
      { keys: '4', says: 'Who held what then.', shows: /AOR +contact[\s\S]*as of /, picture: true },
      { keys: ':at end Enter', says: 'Back to the end.', shows: /1201[\s\S]*UTC/ },
    ],
  },
  {
    title: 'Find the node that is behind',
    captures: of('3.4/register', 'node1', 'node2'),
    steps: [
      {
        keys: '4',
        says: 'A node that lacks a contact says MISSING in red. A node that was not captured is "unseen": nothing is claimed of it.',
        shows: /unseen/,
        picture: true,
      },
      {
        keys: '!',
        says: 'Only AORs on which captured nodes differ: here there are none.',
        shows: /No AOR on which nodes differ/,
      },
    ],
  },
  {
    title: 'Help, and out',
    captures: REGISTER,
    steps: [
      { keys: '?', says: 'All keys and the language of filters.', shows: /Keys and filter/, picture: true },
      { keys: 'Esc', says: 'Back.', shows: /flow▲/ },
    ],
  },
];

const NAMED: Readonly<Record<string, string>> = { Enter: '\r', Esc: '\x1b', Space: ' ', Tab: '\t' };

/** What a terminal sends for the keys of a step. Text behind `/` or `:` keeps its blanks. */
export function keyStrokes(keys: string): readonly string[] {
  const strokes: string[] = [];
  let typing = false;
  for (const word of keys.split(' ')) {
    const named = NAMED[word];
    if (named !== undefined) {
      strokes.push(named);
      typing = false;
    } else {
      strokes.push(typing ? ` ${word}` : word);
      typing ||= /^[/:]./.test(word);
    }
  }
  return strokes;
}
