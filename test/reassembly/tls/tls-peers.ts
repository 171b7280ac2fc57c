import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { type ConnectionOptions, connect, type SecureVersion, TLSSocket } from 'node:tls';
import { selfSigned } from '../../support/self-signed.ts';

/** Bytes that one side of a connection sent, in the order in which they went over the line. */
export interface Flight {
  readonly back: boolean;
  readonly bytes: Buffer;
}

/** A connection between two real TLS stacks, as an observer saw it, and the key log of its client. */
export interface TlsRecording {
  readonly flights: readonly Flight[];
  readonly keyLog: string;
  /** Name of the cipher suite, as in the registry. */
  readonly suite: string;
}

export interface TlsTalk {
  readonly version: SecureVersion;
  /** Of TLS 1.2: OpenSSL's names. */
  readonly ciphers?: string;
  /** Of TLS 1.3. */
  readonly suite?: string;
  /** What is said in turn, by the client first; an empty text stands for a renegotiation by the client. */
  readonly says: readonly string[];
}

const { key, cert } = selfSigned();

/** One end of a line in memory. */
class Wire extends Duplex {
  other: Wire | undefined;
  private readonly sent: (bytes: Buffer) => void;

  constructor(sent: (bytes: Buffer) => void) {
    super();
    this.sent = sent;
  }

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.sent(Buffer.from(bytes));
    this.other?.push(bytes);
    done();
  }

  override _final(done: () => void): void {
    this.other?.push(null);
    done();
  }
}

export async function talkOverTls({ version, ciphers, suite, says }: TlsTalk): Promise<TlsRecording> {
  const flights: Flight[] = [];
  const near = new Wire((bytes) => flights.push({ back: false, bytes }));
  const far = new Wire((bytes) => flights.push({ back: true, bytes }));
  near.other = far;
  far.other = near;
  const common = { minVersion: version, maxVersion: version, ciphers: ciphers ?? suite };
  const options: ConnectionOptions = { socket: near, rejectUnauthorized: false, ...common };
  const server = new TLSSocket(far, { isServer: true, key, cert, ...common });
  const client = connect(options);
  let keyLog = '';
  client.on('keylog', (line: Buffer) => {
    keyLog += line.toString('latin1');
  });
  const opened = Promise.all([once(client, 'secureConnect'), once(server, 'secure')]);
  await opened;
  const agreed = client.getCipher().standardName;
  for (const [at, text] of says.entries()) {
    const [speaker, listener] = at % 2 === 0 ? [client, server] : [server, client];
    if (text === '') await renegotiate(client);
    else await say(speaker, listener, text);
  }
  client.end();
  server.end();
  await once(client, 'close');
  return { flights, keyLog, suite: agreed };
}

async function say(speaker: TLSSocket, listener: TLSSocket, text: string): Promise<void> {
  let missing = Buffer.byteLength(text, 'latin1');
  const heard = new Promise<void>((resolve) => {
    const take = (bytes: Buffer): void => {
      missing -= bytes.length;
      if (missing > 0) return;
      listener.off('data', take);
      resolve();
    };
    listener.on('data', take);
  });
  speaker.write(text, 'latin1');
  await heard;
}

function renegotiate(client: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    client.renegotiate({ rejectUnauthorized: false }, (error) =>
      error === null ? resolve() : reject(error),
    );
  });
}
