import type { OpenedMessage } from './opened-message.ts';

export type Focus = 'list' | 'tree' | 'bytes';
export type BytesForm = 'hex' | 'text';

/** The list of messages and the message that is looked into. */
export interface MessagesModel {
  readonly length: number;
  /** Position of the selected message in the list; 0 if the list is empty. */
  readonly position: number;
  /** Position of the first row on the screen. */
  readonly top: number;
  readonly follow: boolean;
  readonly focus: Focus;
  /** The message is shown below the list if there is room. */
  readonly details: boolean;
  /** The message has the whole screen. */
  readonly zoom: boolean;
  readonly opened: OpenedMessage | undefined;
  /** Another view led to the message itself: from the message it goes back there, not to the list. */
  readonly led: boolean;
  readonly tree: TreeModel;
  /** First row of the bytes on the screen. */
  readonly bytesTop: number;
  /** SIP is text, BIN is not; both can be looked at the other way. */
  readonly sipForm: BytesForm;
  readonly binForm: BytesForm;
}

export interface TreeModel {
  readonly cursor: number;
  readonly top: number;
  /** Paths of fields that are open though they began closed, or the other way. */
  readonly toggled: ReadonlySet<string>;
}

export const FIRST_MESSAGES: MessagesModel = {
  length: 0,
  position: 0,
  top: 0,
  follow: false,
  focus: 'list',
  details: true,
  zoom: false,
  opened: undefined,
  led: false,
  tree: { cursor: 0, top: 0, toggled: new Set() },
  bytesTop: 0,
  sipForm: 'text',
  binForm: 'hex',
};

export function formOf(messages: MessagesModel): BytesForm {
  return messages.opened?.protocol === 'BIN' ? messages.binForm : messages.sipForm;
}
