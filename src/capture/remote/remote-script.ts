/**
 * What the other host's shell runs; nothing is installed there, and nothing remains. It is one line without
 * single quotes inside, as login shells differ. The watchdog ends tcpdump when our end of standard input is
 * closed, and also if no heartbeat came for six ticks, as a connection that was cut silently closes nothing.
 * $1 seconds per tick, $2 tcpdump, $3 interface, $4 filter.
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
 * Finds tcpdump, a way to run it as root (sudo, if it asks for no password), and the first filter that the
 * interface accepts. The ssh connection itself is never captured: each packet would cause another one.
 * "greater 0" is always true, and keeps qualifiers of "tcp port" from the words after it. $1 the watchdog, $2
 * seconds per tick, $3 interface, then filters.
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

/** Seconds between two heartbeats, and the watchdog's tick. */
export const HEARTBEAT = 5;

/** A command line for any login shell. Six ticks (in seconds) without a heartbeat end the capture. */
export function remoteCommand(device: string, filters: readonly string[], tick = HEARTBEAT): string {
  const whole = filters.map((filter) => (filter.trim() === '' ? 'greater 0' : filter));
  return ['sh', '-c', START, 'sh', WATCHDOG, `${tick}`, device, ...whole].map(quoted).join(' ');
}

function quoted(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Path of tcpdump on the other host, as the script reported it; undefined if there is none. */
export function tcpdumpIn(messages: string): string | undefined {
  return /^syncgrep: tcpdump is (\/.*)$/m.exec(messages)?.[1];
}

/** The messages without those that the script addresses to us. */
export function withoutMarks(messages: string): string {
  return messages.replace(/^syncgrep: .*\n?/gm, '');
}
