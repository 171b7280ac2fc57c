/** What a new user wants to know, and how the screen tells: docs/tour.md is made from these, and a test goes them. */
export interface Journey {
  readonly title: string;
  /** Where a shell would take them from; of a journey that is live, the one that comes in. */
  readonly captures: readonly string[];
  /** What a person would type in place of the captures, for one that comes in while it is looked at. */
  readonly live?: string;
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
        says: 'Node 3: one contact came from node 2 (`←2`), for the other it is the registrar (`reg`).',
        shows: /AORs node 3/,
        picture: true,
      },
      {
        keys: 'Enter',
        says: 'The history of 1201 at node 3: what did what to it, and when.',
        shows: /AORs 1201 › node 3[\s\S]*|inserted +#\d+ REPL_UCONTACT_INSERT from node 2/,
        picture: true,
      },
      {
        keys: 'Enter',
        says: 'The packet that brought the contact, among all messages about 1201; its fields and bytes below.',
        shows: /\n>\d+ .*REPL_UCONTACT_INSERT/,
        picture: true,
      },
      {
        keys: 'L',
        says: 'The ladder of its registration, at that packet: who was told, and how fast.',
        shows: /Ladder registration f\d+/,
        picture: true,
      },
    ],
  },
  {
    title: 'Follow a call that entered node 2',
    captures: SHARED,
    steps: [
      {
        keys: '/method:INVITE to:2 Enter',
        says: 'Only flows in which an INVITE came to node 2.',
        shows: /Filter: method:INVITE to:2[\s\S]* call .*COMPLETED/,
      },
      {
        keys: 'Enter',
        says: 'The ladder: SIP as solid arrows, replication as dashed ones, with what caused it and how long it took.',
        shows: /INVITE[\s\S]*- - /,
        picture: true,
      },
      {
        keys: 'j j j c',
        says: 'Why node 2 knew where to send it: `c` follows the cause. The registration at node 1 joins the ladder.',
        shows: /Ladder registration f\d+, call f\d+/,
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
        says: 'What there was when, by kind; the row of events knows restarts (R), links, syncs (S) and sharing tags that are taken over (T).',
        shows: /events/,
      },
      {
        keys: '[ [',
        says: 'Events, from the end backwards: the restart of node 3, and what was sent then.',
        shows: /── 09:43:22/,
        picture: true,
      },
      {
        keys: '/is:sync time:09:43:20.. Enter 3',
        says: 'The syncs after it: requests, their answers, and what came with them.',
        shows: /CLUSTERER_SYNC_REQ/,
        picture: true,
      },
      {
        keys: '5',
        says: 'The cluster: links, capabilities, since when, and when each node was restarted.',
        shows: /restarted/,
        picture: true,
      },
      {
        keys: 'G k k Space j',
        says: 'At its end, how long replication took; measured when it is unfolded. Below, the median from each node to each other one.',
        shows: /median +to 1 [\s\S]*from 1 .* ms/,
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
        says: 'Messages. The pings and the topology of the clusterer are one line at the bottom, which speaks up when something is wrong.',
        shows: /cluster 1: [\s\S]*\d+ internal hidden/,
        picture: true,
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
    title: 'Filter live by AOR',
    captures: SHARED,
    live: `ssh node1 "tcpdump -i any -U -w - 'port 5060 or port 5555 or ip[6:2] & 0x3fff > 0 or ip6 proto 44'" | npx syncgrep -`,
    steps: [
      {
        keys: '3 /aor:14',
        says: 'While a filter is typed, names that occur are offered, mistakes are marked, and what it finds is counted.',
        shows: /Filter: aor:14 *\n +14\d\d[\s\S]*finds \d+ messages/,
        picture: true,
      },
      {
        keys: '01 Enter f',
        says: 'SIP and replication that concern 1401, sync chunks included; `f` follows what comes in.',
        shows: /of 470 messages[\s\S]*Filter: aor:1401[\s\S]*200 BYE[\s\S]*following/,
        picture: true,
      },
      { keys: 'A', says: 'Everything again.', shows: /Filter: none/ },
    ],
  },
  {
    title: 'Compare two updates',
    captures: SHARED,
    steps: [
      {
        keys: ':flow f9 Enter',
        says: 'A call that was renegotiated: its dialog was replicated again and again.',
        shows: /Ladder call f9/,
      },
      {
        keys: 'Ctrl-S DLG_UPDATED Enter',
        says: 'A text is searched; `n` goes on to the next row that has it.',
        // How far on the hit is: rows of the ladder have the text before anything is found.
        shows: /DLG_UPDATED {2}\d+ rows? on {2}\d+ of \d+/,
      },
      {
        keys: 'Space n n n n n n Space',
        says: 'Two of them marked: what differs comes first, numbers with how far they have moved.',
        shows: /#\d+ and #\d+ DLG_UPDATED {2}\d+ of \d+ differ/,
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
        says: 'A name is suggested, and what is typed takes its place; its end says whether frames, text or JSON are written.',
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
      { keys: 'E', says: 'Back to the end.', shows: /1201[\s\S]*UTC/ },
    ],
  },
  {
    title: 'Find the node that is behind',
    captures: of('mixed/mixed-3.4-3.6', 'bridge'),
    steps: [
      {
        keys: 'w',
        says: 'What is wrong, worst first, as `syncgrep check` has it; the one that is selected stands below in words.',
        shows: /contacts missing: nodes 1, 3 lack\b[\s\S]*It lasts until both[\s\S]*› Findings/,
        picture: true,
      },
      {
        keys: '4 !',
        says: 'Only AORs on which nodes differ: nodes 1 and 3 did not take what nodes 2 and 4 told them.',
        shows: /DISCARDED[\s\S]*only differing ones: 3 AORs \(!\)/,
        picture: true,
      },
      {
        keys: 'Enter',
        says: 'Why node 1 did not: it is of a release that takes no packets of this version.',
        shows: /AORs 1201 › node 1/,
        picture: true,
      },
    ],
  },
  {
    title: 'Help, and out',
    captures: REGISTER,
    steps: [
      {
        keys: '?',
        says: 'All keys of this place, then those of others, and the language of filters.',
        shows: /Keys and filter/,
        picture: true,
      },
      { keys: 'Esc', says: 'Back.', shows: /flow▲/ },
      { keys: 'q', says: 'Out: the terminal is as it was.', shows: /^\s*$/ },
    ],
  },
];

/** Times as fast as it was recorded. */
const SPEED = 6;

/** How the program is started: as a person would, or with a recording that comes in faster. */
export function commandOf({ captures, live }: Journey): readonly string[] {
  const program = `${process.execPath} dist/syncgrep.js --utc`;
  if (live === undefined) return [...program.split(' '), ...captures];
  return ['sh', '-c', `${process.execPath} scripts/replay.mjs ${captures[0]} ${SPEED} | ${program} -`];
}

/** Has the first screen of a journey come? */
export function hasBegun(text: string, { live }: Journey): boolean {
  return /^ {2}f1 /m.test(text) && (live !== undefined || !/analysing|reading|decoding/.test(text));
}

const NAMED: Readonly<Record<string, string>> = {
  Enter: '\r',
  Esc: '\x1b',
  Space: ' ',
  Tab: '\t',
  'Ctrl-S': '\x13',
};

/** What a terminal sends for the keys of a step. Text behind `/`, `:` or Ctrl-S keeps its blanks. */
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
