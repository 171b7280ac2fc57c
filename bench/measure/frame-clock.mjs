// Loaded into the measured program by `node --import`: processor time from a key to the frame that answers it.
// The program draws that frame before it returns from the event that brought the key, so the time of the event
// is the time of the frame, whatever else the program does in between. One line an event: milliseconds.
import { EventEmitter } from 'node:events';
import { openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';

const file = openSync(process.env.FRAME_CLOCK ?? '/dev/null', 'a');

ReadStream.prototype.emit = function (event, ...values) {
  if (event !== 'data') return EventEmitter.prototype.emit.call(this, event, ...values);
  const before = process.cpuUsage();
  const listened = EventEmitter.prototype.emit.call(this, event, ...values);
  const { user, system } = process.cpuUsage(before);
  writeSync(file, `${(user + system) / 1000}\n`);
  return listened;
};
