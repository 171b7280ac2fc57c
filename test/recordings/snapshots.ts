import type { Manifest } from './recordings.ts';

/** What a node itself said that it holds, through its management interface, while a recording was made. */
export interface Snapshot {
  readonly label: string;
  /** Key of the node in the manifest's topology. */
  readonly node: string;
  /** Seconds since 1970 UTC when the node was asked. */
  readonly time: number;
  readonly contacts: readonly ListedContact[];
  readonly dialogs: readonly ListedDialog[];
  /** Sharing tags that it holds; none in 2.4, where it is not asked for them. */
  readonly activeTags: readonly string[];
  /** Did the node answer what dialogs it has? */
  readonly listsDialogs: boolean;
}

export interface ListedContact {
  readonly aor: string;
  readonly contact: string;
  readonly callId: string;
  readonly cseq: number;
  readonly contactId: string;
}

export interface ListedDialog {
  readonly callId: string;
  readonly callerTag: string;
  /** Low half of its database key: what packets call h_id. */
  readonly hashId: number;
  /** One for each callee that answered or rang. */
  readonly calleeTags: readonly string[];
  readonly state: number;
  /** Listener towards the caller. */
  readonly callerSocket: string;
  /** Seconds since 1970 UTC of its confirmation, 0 where it never was. */
  readonly confirmed: number;
}

export function snapshots(manifest: Manifest): readonly Snapshot[] {
  return Object.entries(manifest.mi).flatMap(([label, { t, nodes }]) =>
    Object.entries(nodes).map(([node, answers]) => ({
      label,
      node,
      time: t,
      contacts: listedContacts(answers.ul_dump),
      dialogs: listedDialogs(answers.dlg_list),
      activeTags: listedTags(answers.clusterer_list_shtags),
      listsDialogs:
        typeof answers.dlg_list === 'string' ||
        (typeof answers.dlg_list === 'object' && answers.dlg_list !== null),
    })),
  );
}

function listedTags(answer: unknown): readonly string[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap(({ Tag, State }: { Tag?: unknown; State?: unknown }) =>
    State === 'active' ? [String(Tag)] : [],
  );
}

/** JSON from 3.x on, text in 2.4. */
function listedContacts(answer: unknown): readonly ListedContact[] {
  if (typeof answer === 'string') return contactsInText(answer);
  return objects(answer, 'Domains').flatMap((domain) =>
    objects(domain, 'AORs').flatMap((record) =>
      objects(record, 'Contacts').map((contact) => ({
        aor: String(record.AOR),
        contact: String(contact.Contact),
        callId: String(contact.Callid),
        cseq: Number(contact.Cseq),
        contactId: String(contact.ContactID),
      })),
    ),
  );
}

function listedDialogs(answer: unknown): readonly ListedDialog[] {
  if (typeof answer === 'string') return dialogsInText(answer);
  return objects(answer, 'Dialogs').map((dialog) => ({
    callId: String(dialog.callid),
    callerTag: String(dialog.caller_tag),
    // 3.0 calls it so.
    hashId: hashIdOf(String(dialog.db_id ?? dialog.ID)),
    calleeTags: objects(dialog, 'CALLEES').map((callee) => String(callee.callee_tag)),
    state: Number(dialog.state),
    callerSocket: String(dialog.caller_bind_addr),
    confirmed: Number(dialog.timestart),
  }));
}

function objects(value: unknown, key: string): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const list = (value as Readonly<Record<string, unknown>>)[key];
  return Array.isArray(list) ? list : [];
}

/** Lines of `name:: value`, an AOR followed by its contacts, a contact by what is known of it. */
function contactsInText(answer: string): readonly ListedContact[] {
  const contacts: ListedContact[] = [];
  let aor = '';
  for (const part of answer.split(/\t(?=AOR:: |\tContact:: )/)) {
    if (part.startsWith('AOR:: ')) aor = lineValue(part, 'AOR');
    else if (part.startsWith('\tContact:: ')) {
      contacts.push({
        aor,
        contact: lineValue(part, 'Contact').replace(/ Q=.*$/, ''),
        callId: lineValue(part, 'Callid'),
        cseq: Number(lineValue(part, 'Cseq')),
        contactId: lineValue(part, 'ContactID'),
      });
    }
  }
  return contacts;
}

function dialogsInText(answer: string): readonly ListedDialog[] {
  return answer
    .split(/^(?=dialog:: )/m)
    .filter((part) => part.startsWith('dialog:: '))
    .map((part) => ({
      callId: lineValue(part, 'callid'),
      callerTag: lineValue(part, 'caller_tag'),
      hashId: hashIdOf(/ID=(\d+)/.exec(part)?.[1] ?? '0'),
      calleeTags: [...part.matchAll(/callee_tag:: (.*)/g)].map(([, tag = '']) => tag),
      state: Number(lineValue(part, 'state')),
      callerSocket: lineValue(part, 'caller_bind_addr'),
      confirmed: Number(lineValue(part, 'timestart')),
    }));
}

function hashIdOf(key: string): number {
  return Number(BigInt.asUintN(32, BigInt(key)));
}

function lineValue(part: string, name: string): string {
  return new RegExp(`${name}:: (.*)`).exec(part)?.[1] ?? '';
}
