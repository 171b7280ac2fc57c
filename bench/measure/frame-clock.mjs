// Loaded into the measured program by `node --import`: processor time from a key to the frame that answers it.
// The program draws that frame before it returns from the event that brought the key, so the time of the event
// is the time of the frame, whatever else the program does in between. One line an event: milliseconds.
// Linux tells the processor time of the thread that draws. Elsewhere it is that of all threads, also of those that
// clear away what the analysis left; of the thread that draws it is no more than the time that passes meanwhile.
import { EventEmitter } from 'node:events';
import { openSync, readSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';

const file = openSync(process.env.FRAME_CLOCK ?? '/dev/null', 'a');
const bytes = Buffer.alloc(128);
const schedule = openSchedule();

/** proc(5): nanoseconds on a processor, waiting for one, and time slices. */
function openSchedule() {
  try {
    return openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  } catch {
    return undefined;
  }
}

/** Milliseconds of processor time so far. */
function spent() {
  // Asking for it has the kernel count up to this moment.
  const { user, system } = process.cpuUsage();
  if (schedule === undefined) return (user + system) / 1000;
  const length = readSync(schedule, bytes, 0, bytes.length, 0);
  return Number(bytes.latin1Slice(0, length).split(' ', 1)[0]) / 1e6;
}

ReadStream.prototype.emit = function (event, ...values) {
  if (event !== 'data') return EventEmitter.prototype.emit.call(this, event, ...values);
  const before = spent();
  const begun = performance.now();
  const listened = EventEmitter.prototype.emit.call(this, event, ...values);
  writeSync(file, `${Math.min(spent() - before, performance.now() - begun)}\n`);
  return listened;
};
