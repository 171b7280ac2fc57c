import { type Command, Option } from 'commander';

/** The options that every command has, as commander hands them over: texts that nobody has parsed yet. */
export interface CommonValues {
  readonly input?: readonly string[];
  /** The same as `input`, under the name that tcpdump gives it. */
  readonly r?: readonly string[];
  readonly device?: readonly string[];
  /** The same as `device`, under the name that tcpdump gives it. */
  readonly i?: readonly string[];
  readonly bpf?: string;
  readonly backend?: string;
  readonly duration?: string;
  readonly spool?: string;
  readonly ring?: string;
  readonly keepSpool?: boolean;
  readonly ssh?: readonly string[];
  readonly hep?: readonly string[];
  readonly follow?: readonly string[];
  readonly serve?: string;
  readonly hepSend?: string;
  readonly hepId?: string;
  readonly filter?: readonly string[];
  readonly aor?: readonly string[];
  readonly callId?: readonly string[];
  readonly node?: readonly string[];
  readonly capability?: readonly string[];
  readonly method?: readonly string[];
  readonly all?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly at?: string;
  readonly align?: boolean;
  readonly binPort?: readonly string[];
  readonly sipPort?: readonly string[];
  readonly anyPort?: boolean;
  readonly keylog?: readonly string[];
  readonly json?: boolean;
  readonly O?: string;
  readonly rotate?: readonly string[];
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly utc?: boolean;
  readonly ascii?: boolean;
  readonly theme?: 'dark' | 'light' | 'mono';
  readonly count?: string;
}

/** Two of the groups in which the help lists options: sources of captures, and where they are passed on to. */
export const READ = 'What is read:';
export const SHARED = 'Who else gets it:';

const GROUPS: Readonly<Record<string, readonly Option[]>> = {
  [READ]: [
    repeatable('-I, --input <file>', 'a capture, as FILE'),
    repeatable('-d, --device <if>', 'capture live on an interface, or any; "syncgrep interfaces" lists them'),
    repeatable('--ssh <host[,if]>', 'capture on another host, by tcpdump there and your own ssh'),
    repeatable('--hep <addr>', 'take HEP version 3, as a Homer server does: udp:0.0.0.0:9060, tcp:...'),
    repeatable('--follow <file>', 'a capture that grows, also where it is replaced, as tail -F'),
    new Option(
      '-f, --bpf <expr>',
      "capture filter for -d and --ssh, in tcpdump's language (at the end also without -f); else both ports and fragments; " +
        'what we send ourselves (--ssh, --serve, --hep-send) is never captured',
    ),
    new Option('--backend <name>', 'who captures for -d: auto, dumpcap, tcpdump, cap'),
    new Option('--duration <time>', 'end a live capture after so long: seconds, or as 15m, 12h'),
    new Option('--spool <dir>', 'where frames that come in live are kept, not among the temporary files'),
    new Option('--ring <files>', 'how many of them: files of a size, the oldest goes; 10x100MB'),
    new Option('--keep-spool', 'leave them there at the end, to be opened again: syncgrep DIR'),
    repeatable('--sip-port <port>', 'SIP on this port, or comma-separated ports, instead of 5060'),
    repeatable('--bin-port <port>', 'BIN on this port, or comma-separated ports, instead of 5555'),
    new Option('--any-port', 'also find SIP and BIN, by content, on all other ports'),
    repeatable(
      '--keylog <file>',
      'TLS key log, to read SIP and BIN over TLS, on the same ports, 5061 and 5556; else SSLKEYLOGFILE',
    ),
  ],
  'What is shown (the same option twice: or; different ones: and):': [
    repeatable('-F, --filter <expr>', 'display filter; so is what stands after the files'),
    repeatable('-a, --aor <aor>', 'about this user, user@host or SIP URI; * is any run of characters'),
    repeatable('--call-id <id>', 'with this Call-ID'),
    repeatable('--node <node>', 'sent or received by the node with this id or address'),
    repeatable('--capability <name>', 'BIN of this capability, or a part of its name'),
    repeatable('--method <name>', 'SIP requests of this method and their responses'),
    new Option('-A, --all', "internal messages, too: the clusterer's pings and topology"),
    new Option(
      '--since <time>',
      'from then on: ISO 8601, a time of day, or seconds from the first frame as +12.5',
    ),
    new Option('--until <time>', 'up to then; all of the second, minute or day that is named'),
    new Option('--at <time>', 'of reports on state: the state at that time, not at the end'),
    new Option('--no-align', 'leave the clocks of several captures as they are'),
    new Option('-n, --count <count>', 'stop after so many messages'),
  ],
  [SHARED]: [
    new Option(
      '--serve <addr>',
      'offer the frames as a pcapng over TCP to Wireshark and the like, also once files have been read: 127.0.0.1:57012',
    ),
    new Option(
      '--hep-send <addr>',
      'send all SIP as HEP version 3 to a Homer server: udp:host:9060, tcp:...',
    ),
    new Option('--hep-id <number>', 'capture id by which that server knows us (default: 2001)'),
  ],
  'How:': [
    new Option('--json', 'NDJSON: one object a line'),
    new Option('-q, --quiet', 'head lines only'),
    new Option(
      '-O <file>',
      'also write the frames of what is shown to a pcapng; live, SIGUSR1 begins it anew',
    ),
    repeatable('--rotate <when>', 'live, with -O: a new file after 100MB, 1h or either; 10x100MB keeps ten'),
    new Option(
      '--ascii',
      'nothing but ASCII, on the screen and in what is printed; also where the locale has nothing else',
    ),
    new Option('--utc', 'times in UTC, not local'),
    new Option(
      '--theme <name>',
      'of the screen; by default, by the background colour of the terminal',
    ).choices(['dark', 'light', 'mono']),
    new Option('--no-color', 'no colours (as NO_COLOR=1; FORCE_COLOR=1 keeps them in a pipe)'),
  ],
};

/** Options that users of other tools type out of habit: accepted without effect, and not in the help. */
function habits(): readonly Option[] {
  return [
    repeatable('-r <file>', 'as -I'),
    repeatable('-i <if>', 'as -d'),
    new Option('-W <mode>', 'of ngrep: lines are shown as lines').choices([
      'byline',
      'normal',
      'single',
      'none',
    ]),
    new Option('-p', 'of ngrep and sngrep'),
  ];
}

/** Adds the common options, in groups. */
export function addCommonOptions(command: Command): void {
  for (const option of habits()) command.addOption(option.hideHelp());
  for (const [heading, options] of Object.entries(GROUPS)) {
    for (const option of options) command.addOption(option.helpGroup(heading));
  }
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: readonly string[] = []) => [
    ...before,
    value,
  ]);
}
