/** A contact as `ul_dump` lists it. */
export interface DumpedContact {
  readonly aor: string;
  readonly contact: string;
  readonly callId: string;
  readonly cseq: number;
  /** Seconds left, infinity if for ever; undefined where it says expired or deleted. */
  readonly left: number | undefined;
  readonly userAgent: string;
  readonly socket: string | undefined;
}

/** JSON since 3.0, indented text in 2.4; undefined where the node did not answer. */
export function parseDump(dump: unknown): readonly DumpedContact[] | undefined {
  if (typeof dump === 'string') return parseTextDump(dump);
  if (typeof dump !== 'object' || dump === null || !('Domains' in dump)) return undefined;
  const { Domains } = dump as { readonly Domains: readonly DumpDomain[] };
  return Domains.flatMap(({ AORs }) =>
    AORs.flatMap(({ AOR, Contacts }) => Contacts.map((one) => dumped(AOR, one))),
  );
}

interface DumpDomain {
  readonly AORs: readonly { readonly AOR: string; readonly Contacts: readonly DumpContact[] }[];
}

interface DumpContact {
  readonly Contact: string;
  readonly Callid: string;
  readonly Cseq: number | string;
  readonly Expires: number | string;
  readonly 'User-agent'?: string;
  readonly Socket?: string;
}

function dumped(aor: string, one: DumpContact): DumpedContact {
  const left = one.Expires === 'permanent' ? Number.POSITIVE_INFINITY : Number(one.Expires);
  return {
    aor,
    contact: one.Contact,
    callId: one.Callid,
    cseq: Number(one.Cseq),
    left: Number.isNaN(left) ? undefined : left,
    userAgent: one['User-agent'] ?? '',
    socket: one.Socket,
  };
}

function parseTextDump(text: string): readonly DumpedContact[] | undefined {
  if (!text.includes('Domain::')) return undefined;
  const found: DumpedContact[] = [];
  let aor = '';
  let contact: Record<string, string> | undefined;
  const finish = (): void => {
    if (contact === undefined) return;
    const { Contact = '', Callid = '', Cseq = '', Expires = '', Socket } = contact;
    const fields = { Contact: Contact.replace(/ Q=\S*$/, ''), Callid, Cseq, Expires };
    const agent = { 'User-agent': contact['User-agent'] ?? '' };
    found.push(dumped(aor, { ...fields, ...agent, ...(Socket === undefined ? {} : { Socket }) }));
    contact = undefined;
  };
  for (const line of text.split('\n')) {
    const [, name, value] = /^\t+([\w-]+):: ?(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (name === 'AOR' || name === 'Contact') finish();
    if (name === 'AOR') aor = value;
    else if (name === 'Contact') contact = { Contact: value };
    else if (contact !== undefined) contact[name] = value;
  }
  finish();
  return found;
}
