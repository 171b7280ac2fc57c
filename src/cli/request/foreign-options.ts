/**
 * Options of other tools, or of other commands, that users type out of habit, each with the way to do the same here.
 * Where a letter means different things to two of those tools, the answer covers both.
 */
const ADVICE: Readonly<Record<string, string>> = {
  '-B': 'capture buffers need no size; --ring limits what is kept of a live capture',
  '-c': '-n COUNT stops after so many messages; method:INVITE, after the files, shows calls only',
  '-C': '--rotate 100MB, with -O, begins new files',
  '-D': 'syncgrep interfaces lists what can be captured from; syncgrep config, the settings',
  '-e': 'packets --json has all fields, for jq',
  '-E': 'HEP in packets is read without an option',
  '-G': '--rotate 1h, with -O, begins new files',
  '-H': '--hep-send udp:HOST:9060 sends HEP',
  '-k': '--keylog FILE reads TLS; a private key is of no use with the ciphers of today',
  '-l': 'flows need no limit, and lines are written as they come',
  '-L': '--hep udp:0.0.0.0:9060 listens for HEP; syncgrep interfaces lists interfaces',
  '-N': 'syncgrep packets prints, without the screen',
  '-R': 'the oldest go by themselves; --ring says how much of a live capture is kept; a display filter goes behind -F',
  '-s': 'frames are captured whole',
  '-S': 'frames are captured whole',
  '-t': 'times are complete; --utc shows them in UTC',
  '-T': 'syncgrep packets prints text, with --json objects: syncgrep packets FILE > OUT',
  '-U': 'frames are written as they come',
  '-v': 'all fields are shown; not WORD, or -F -WORD, shows what does not match',
  '-w': '-O FILE writes the frames of what is shown, with -A the internal ones, too',
  '-x': 'x shows bytes on the screen; packets prints all fields',
  '-X': 'x shows bytes on the screen; packets prints all fields',
  '-Y': '-F EXPR is a display filter: aor:1000 or method:INVITE',
  '--history': 'aors has it; what happened to a call or its dialog: syncgrep flow CALL-ID FILE',
  '-z': 'syncgrep flows, aors, nodes, syncs and check are the statistics',
};

/** How to do here what an option of sngrep, ngrep, tcpdump or tshark does: `-vvv`, `-s0`. */
export function adviceFor(option: string): string | undefined {
  if (option.startsWith('--')) return ADVICE[option];
  return /^-([a-z])(?:\1*|\d+)$/i.test(option) ? ADVICE[option.slice(0, 2)] : undefined;
}
