import { hex32, type Random } from '../random.ts';
import { dotted, type Endpoint } from '../wire/packet-writer.ts';
import type { UserAgent } from './user-agents.ts';

export type Flow = 'sendrecv' | 'sendonly' | 'recvonly';

/** A session description of one make of device, with media at `media`. */
export function sdp(agent: UserAgent, session: number, version: number, media: Endpoint, flow: Flow): string {
  const host = dotted(media.address);
  const types = agent.codecs.map(([type]) => type).join(' ');
  let text = `v=0\r\no=- ${session} ${session + version} IN IP4 ${host}\r\ns=session\r\nc=IN IP4 ${host}\r\nt=0 0\r\n`;
  text += `m=audio ${media.port} RTP/AVP ${types}\r\n`;
  for (const [type, map] of agent.codecs) text += `a=rtpmap:${type} ${map}\r\n`;
  text += `a=fmtp:101 0-16\r\na=ptime:20\r\na=${flow}\r\n`;
  return agent.largeSdp ? text + extras(session, host, media.port) : text;
}

/** Candidates of interactive connectivity establishment (RFC 8839), and a video stream. */
function extras(session: number, host: string, port: number): string {
  const secret = hex32(session);
  let text = `a=ice-ufrag:${secret.slice(0, 4)}\r\na=ice-pwd:${secret}${secret}${secret}\r\na=rtcp:${port + 1}\r\n`;
  for (let index = 0; index < 6; index++) {
    const priority = 2130706431 - index * 256;
    text += `a=candidate:${index + 1} 1 UDP ${priority} ${host} ${port + 2 * index} typ host generation 0\r\n`;
  }
  text += `a=fingerprint:sha-256 ${Array.from({ length: 32 }, (_, at) => pair(session + 7 * at)).join(':')}\r\n`;
  text += `m=video ${port + 20} RTP/AVP 97 99 102\r\na=rtpmap:97 H264/90000\r\n`;
  text += 'a=fmtp:97 profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1\r\n';
  text +=
    'a=rtpmap:99 VP8/90000\r\na=rtpmap:102 H265/90000\r\na=rtcp-fb:* ccm fir\r\na=rtcp-fb:* nack pli\r\n';
  for (let index = 0; index < 6; index++) {
    text += `a=candidate:${index + 1} 2 UDP ${2130706000 - index} ${host} ${port + 30 + index} typ host\r\n`;
  }
  return text;
}

function pair(value: number): string {
  return (value & 0xff).toString(16).toUpperCase().padStart(2, '0');
}

/** A session id as a device makes it. */
export function sessionId(random: Random): number {
  return random.below(2_000_000_000) + 1_000_000_000;
}
