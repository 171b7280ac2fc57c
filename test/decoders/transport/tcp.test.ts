import { describe, expect, test } from 'vitest';
import { EtherType, LayerStatus, TcpFlag } from '../../../decoders/packet-layers.ts';
import { decodeTcp } from '../../../decoders/transport/tcp.ts';
import { tcpTimestamps } from '../../../decoders/transport/tcp-timestamps.ts';
import { type Bytes, tcp } from '../../support/build-packets.ts';
import { payloadOf, placeNetwork } from '../../support/decode-packets.ts';

const DATA = Uint8Array.of(1, 2, 3, 4, 5);
const TIME_STAMP = [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2];

function decode(packet: Bytes, missing = 0) {
  const { layers, from, to } = placeNetwork(packet, EtherType.Ipv4, missing);
  return { status: decodeTcp(layers), layers, from, to };
}

describe('TCP', () => {
  test('gives ports, numbers, flags and payload', () => {
    const shape = { sequence: 0xfffffffe, acknowledgement: 0x80000001, window: 65_535, flags: 0x19 };
    const { status, layers, to } = decode(tcp(DATA, { ...shape, source: 1, destination: 2 }));
    expect(status).toBe(LayerStatus.Ok);
    expect(layers).toMatchObject({
      sourcePort: 1,
      destinationPort: 2,
      sequence: shape.sequence,
      acknowledgement: shape.acknowledgement,
      tcpFlags: TcpFlag.Fin | TcpFlag.Psh | TcpFlag.Ack,
      window: 65_535,
      payloadTo: to,
      payloadEnd: to,
    });
    expect(payloadOf(layers)).toEqual(DATA);
  });

  test('passes over options', () => {
    const { layers } = decode(tcp(DATA, { options: TIME_STAMP }));
    expect(payloadOf(layers)).toEqual(DATA);
  });

  test('gives the timestamps among the options', () => {
    const timestamps = (options: readonly number[]) => tcpTimestamps(decode(tcp(DATA, { options })).layers);
    expect(timestamps(TIME_STAMP)).toEqual({ value: 1, echo: 2 });
    expect(timestamps([2, 4, 5, 180, 4, 2, 8, 10, 255, 255, 255, 255, 0, 0, 0, 2, 1, 0, 0, 0])).toEqual({
      value: 0xffffffff,
      echo: 2,
    });
  });

  test.each([
    ['there are none', []],
    ['the list ends before', [0, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2]],
    ['the option has another length', [8, 9, 0, 0, 0, 1, 0, 0, 0, 2, 1, 1]],
    ['it reaches into the payload', [1, 1, 1, 1, 8, 10, 0, 0]],
    ['an option has no length', [9, 0, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2]],
    ['the length itself is cut', [1, 1, 1, 8]],
  ])('but none if %s', (_, options) => {
    expect(tcpTimestamps(decode(tcp(DATA, { options })).layers)).toBeUndefined();
  });

  test('may have no payload', () => {
    const { status, layers } = decode(tcp([], { flags: TcpFlag.Syn, options: TIME_STAMP }));
    expect(status).toBe(LayerStatus.Ok);
    expect(payloadOf(layers)).toHaveLength(0);
  });

  test('tells captured from sent', () => {
    const { layers, to } = decode(tcp(DATA), 1000);
    expect(layers).toMatchObject({ payloadTo: to, payloadEnd: to + 1000 });
  });

  test.each([
    ['shorter than 20 bytes', tcp(DATA, { headerLength: 16 })],
    ['longer than the packet', tcp(DATA, { headerLength: 60 })],
  ])('a header %s is malformed', (_name, packet) => {
    expect(decode(packet).status).toBe(LayerStatus.Malformed);
  });

  test('a header that was cut is too short, one that is not there malformed', () => {
    for (let length = 0; length < 32; length++) {
      const part = tcp(DATA, { options: TIME_STAMP }).subarray(0, length);
      expect(decode(part, 60).status, `${length}`).toBe(LayerStatus.TooShort);
      expect(decode(part).status, `${length}`).toBe(LayerStatus.Malformed);
    }
  });
});
