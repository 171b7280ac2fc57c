/** How the devices of one make write their messages. Makes and names are invented. */
export interface UserAgent {
  readonly name: string;
  /** Headers that it puts into every request that opens something. */
  readonly abilities: string;
  /** Parameters behind its Contact URI. */
  readonly uriParameters: string;
  readonly hasInstance: boolean;
  /** Short header names (RFC 3261 7.3.3). */
  readonly compact: boolean;
  /** Several Vias in one header, as it copies them into responses. */
  readonly joinsVias: boolean;
  /** Registration interval that it asks for, in seconds. */
  readonly expires: number;
  /** Codecs as payload type and rtpmap. */
  readonly codecs: readonly (readonly [type: number, map: string])[];
  /** Candidates, fingerprint and a video stream: more than one Ethernet frame holds. */
  readonly largeSdp: boolean;
}

const ALLOW_SHORT = 'INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, REFER, MESSAGE';
const ALLOW_LONG = `${ALLOW_SHORT}, INFO, SUBSCRIBE, UPDATE, PRACK, PUBLISH`;
const NARROW = [
  [0, 'PCMU/8000'],
  [8, 'PCMA/8000'],
  [101, 'telephone-event/8000'],
] as const;
const WIDE = [[9, 'G722/8000'], ...NARROW, [18, 'G729/8000']] as const;
const OPUS = [[96, 'opus/48000/2'], [97, 'speex/16000'], ...NARROW] as const;

function agent(name: string, allow: string, supported: string, rest: Partial<UserAgent> = {}): UserAgent {
  const compact = rest.compact ?? false;
  return {
    name,
    abilities: `Allow: ${allow}\r\n${compact ? 'k' : 'Supported'}: ${supported}\r\nUser-Agent: ${name}\r\nAllow-Events: talk, hold, conference, refer, check-sync\r\n`,
    uriParameters: '',
    hasInstance: false,
    compact,
    joinsVias: false,
    expires: 600,
    codecs: NARROW,
    largeSdp: false,
    ...rest,
  };
}

const DESK = agent('DeskPhone T46/66.86.0.15', ALLOW_LONG, 'replaces, timer, 100rel', { codecs: WIDE });

/** By weight: some makes are common. */
export const USER_AGENTS: readonly [UserAgent, ...UserAgent[]] = [
  DESK,
  agent('DeskPhone T29/46.83', ALLOW_LONG, 'replaces', { expires: 3600, codecs: WIDE }),
  agent('Softphone 5.8 (Linux)', ALLOW_LONG, 'outbound, path, gruu', {
    uriParameters: ';transport=udp;ob',
    hasInstance: true,
    codecs: OPUS,
    expires: 300,
  }),
  DESK,
  agent('MobileVoice/7.3 (phone; os 17)', ALLOW_LONG, 'outbound, timer', {
    uriParameters: ';app-id=4711;pn-type=voip',
    hasInstance: true,
    codecs: OPUS,
    expires: 1800,
  }),
  agent('ATA-2/1.4.9', ALLOW_SHORT, 'replaces', { joinsVias: true, expires: 3600 }),
  agent('Conference unit 12', ALLOW_SHORT, 'timer', { compact: true, codecs: WIDE }),
  agent('PBX gate 18.20.0', ALLOW_LONG, 'replaces, timer, histinfo', { joinsVias: true, codecs: WIDE }),
  DESK,
  agent('Video station 3', ALLOW_LONG, 'replaces, 100rel, outbound', {
    hasInstance: true,
    largeSdp: true,
    codecs: OPUS,
  }),
  agent('ATA-1/1.2', ALLOW_SHORT, 'replaces', { uriParameters: ';line=1', expires: 120 }),
  agent('Softphone 4.1', ALLOW_SHORT, 'replaces', { uriParameters: ';rinstance=71b5a0c2', codecs: OPUS }),
];
