/**
 * What the shell of the other host runs: nothing is installed there, and nothing stays. In one line
 * and without single quotes inside, as login shells differ.
 *
 * The watchdog: tcpdump goes when our end of standard input is closed, and also when no beat came for
 * six ticks: a connection that was cut without a word closes nothing. $1 seconds of a tick, $2 tcpdump,
 * $3 interface, $4 filter.
 */
const WATCHDOG = [
  'exec 3<&0',
  '"$2" -i "$3" -n -U -B 32768 -s 0 -w - "$4" </dev/null 3<&- & p=$!',
  'exec >/dev/null',
  '( trap "n=0" USR1; n=0; while [ $n -lt 6 ]; do sleep $1; n=$((n+1)); done; kill $p ) </dev/null 2>&1 3<&- & s=$!',
  '( while read -r b; do kill -USR1 $s; done; kill $p ) <&3 2>&1 3<&- & r=$!',
  'exec 3<&-',
  'wait $p; c=$?; kill $s $r 2>/dev/null; exit $c',
].join('; ');

/**
 * Finds tcpdump, the right to run it (sudo where it asks for no password), and the first of the filters
 * that the interface takes. The port of the ssh server itself is never captured: each packet would
 * make another one; "greater 0" keeps its "tcp port" from what follows. $1 the watchdog, $2 seconds of a
 * tick, $3 interface, then filters.
 */
const START = [
  'PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin',
  'w=$1; k=$2; i=$3; shift 3',
  't=$(command -v tcpdump) || { echo syncgrep: no tcpdump >&2; exit 127; }',
  'echo "syncgrep: tcpdump is $t" >&2',
  'own() { [ $# = 4 ] && echo "not tcp port $4 and greater 0 and"; }; x=$(own $SSH_CONNECTION)',
  'for r in "" "sudo -n"; do for f in "$@"; do if $r "$t" -i "$i" -d "$x ($f)" >/dev/null 2>&1 && $r sh -c : 2>/dev/null',
  'then exec $r sh -c "$w" sh "$k" "$t" "$i" "$x ($f)"; fi; done; done',
  'exec "$t" -i "$i" -w /dev/null "$x ($1)"',
].join('; ');

/** Seconds between two beats, and of a tick of the watchdog. */
export const BEAT = 5;

/** A command line for any login shell. `tick`: seconds, of which six without a beat end the capture. */
export function remoteCommand(device: string, filters: readonly string[], tick = BEAT): string {
  const whole = filters.map((filter) => (filter.trim() === '' ? 'greater 0' : filter));
  return ['sh', '-c', START, 'sh', WATCHDOG, `${tick}`, device, ...whole].map(quoted).join(' ');
}

function quoted(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Where tcpdump is on the other host, as the script has said; undefined where there is none. */
export function tcpdumpIn(messages: string): string | undefined {
  return /^syncgrep: tcpdump is (\/.*)$/m.exec(messages)?.[1];
}

/** What was said, without what the script tells us. */
export function withoutMarks(messages: string): string {
  return messages.replace(/^syncgrep: .*\n?/gm, '');
}
