import { describe, expect, it } from 'vitest';
import { DialogTraffic } from './traffic.ts';

/** `from>to: names`, with the listener for which the dialog was refused. */
const strays = (traffic: DialogTraffic) =>
  traffic.tracker.strayPackets().map(({ from, node, packets }) => {
    const names = packets.map(
      ({ name, socket }) => `${name.slice(16)}${socket === undefined ? '' : ` ${socket}`}`,
    );
    return `${from}>${node}: ${names.join(' ')}`;
  });

const created = () => new DialogTraffic(1, 2, 3).at(0).dialog('CREATED', 1, 2);

describe('packets about a dialog that a node never got', () => {
  it('are noted of a node that was not told of it, and no other one', () => {
    const traffic = created().at(9).dialog('DELETED', 1, 2).dialog('DELETED', 1, 3);
    expect(strays(traffic)).toEqual(['1>3: DELETED']);
  });

  it('are noted of a node that refused it for its listener', () => {
    const given = { caller_sock: 'udp:192.0.2.1:5060', callee_sock: 'udp:192.0.2.1:5060' };
    const traffic = new DialogTraffic(1, 2, 3).at(0).dialog('CREATED', 1, 2, given).at(9);
    traffic.dialog('DELETED', 1, 2, given);
    expect(strays(traffic)).toEqual(['1>2: DELETED udp:192.0.2.1:5060']);
  });

  it('are none where it had the dialog, and is told twice of its end', () => {
    const traffic = created().at(9).dialog('DELETED', 1, 2).dialog('DELETED', 1, 2);
    expect(strays(traffic)).toEqual([]);
  });

  it('are none where the dialog may have come before the capture, or comes in a moment', () => {
    expect(strays(new DialogTraffic(1, 2, 3).at(9).dialog('DELETED', 1, 3))).toEqual([]);
    expect(strays(created().dialog('VALUE', 1, 3, { name: 'a', value: 'b' }))).toEqual([]);
  });

  it('are none where it began anew since', () => {
    const traffic = created().at(3).restart(3, 1).at(9).dialog('DELETED', 1, 3);
    expect(strays(traffic)).toEqual([]);
  });
});
