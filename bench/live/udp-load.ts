import { createSocket } from 'node:dgram';

/**
 * Sends SIP requests over UDP at a rate: `udp-load.ts FROM TO PORT RATE SECONDS`. Each is of another of some
 * thousand calls. Prints how many the kernel has taken.
 */
const [from = '', to = '', port = '5060', rate = '1000', seconds = '5'] = process.argv.slice(2);
const CALLS = 5000;
/** Milliseconds between two bursts. */
const TICK = 2;
const FILLER = 'x'.repeat(330);

const messages = Array.from({ length: CALLS }, (_, at) =>
  Buffer.from(
    `OPTIONS sip:${1000 + at}@example.com SIP/2.0\r\nVia: SIP/2.0/UDP ${from}:${port};branch=z9hG4bK${at}\r\n` +
      `From: <sip:${1000 + at}@example.com>;tag=1\r\nTo: <sip:peer@example.com>\r\n` +
      `Call-ID: ${at}@${from}\r\nCSeq: 00000000 OPTIONS\r\nX-Filler: ${FILLER}\r\nContent-Length: 0\r\n\r\n`,
  ),
);
const CSEQ = 8;
const places = messages.map((message) => message.indexOf('CSeq: ') + 'CSeq: '.length);

const socket = createSocket('udp4');
socket.bind(Number(port), from, () => {
  const begun = performance.now();
  let sent = 0;
  let taken = 0;
  const send = (): void => {
    const elapsed = performance.now() - begun;
    const due = Math.floor((Math.min(elapsed, Number(seconds) * 1000) / 1000) * Number(rate));
    for (; sent < due; sent++) {
      const at = sent % CALLS;
      // Not two of the same: they would be retransmissions.
      const message = Buffer.from(messages[at] as Buffer);
      message.write(String(sent).padStart(CSEQ, '0'), places[at] as number);
      socket.send(message, Number(port), to, (error) => {
        if (error === null) taken++;
      });
    }
    if (elapsed < Number(seconds) * 1000) setTimeout(send, TICK);
    else
      setTimeout(() => {
        process.stdout.write(`${taken}\n`);
        socket.close();
      }, 300);
  };
  send();
});
