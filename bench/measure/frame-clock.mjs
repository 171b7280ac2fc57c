// Loaded into the measured program by `node --import`: processor time from a key to the frame that answers it.
// The program draws that frame before it returns from the event that brought the key, so the time of the event
// is the time of the frame, whatever else the program does in between. One line an event: milliseconds.
// The processor time is that of all threads, also of those that clear away what the analysis left: of the thread
// that draws it is no more than the time that passes meanwhile.
import { EventEmitter } from 'node:events';
import { openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';

const file = openSync(process.env.FRAME_CLOCK ?? '/dev/null', 'a');

ReadStream.prototype.emit = function (event, ...values) {
  if (event !== 'data') return EventEmitter.prototype.emit.call(this, event, ...values);
  const before = process.cpuUsage();
  const begun = performance.now();
  const listened = EventEmitter.prototype.emit.call(this, event, ...values);
  const { user, system } = process.cpuUsage(before);
  writeSync(file, `${Math.min((user + system) / 1000, performance.now() - begun)}\n`);
  return listened;
};
