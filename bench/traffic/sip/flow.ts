/** What a call sends, in the order of RFC 3665; `re-` inside the dialog. */
export type CallMessage =
  | 'invite-without-credentials'
  | 'challenge'
  | 'challenge-ack'
  | 'invite'
  | 'trying'
  | 'ringing'
  | 'ok'
  | 'ack'
  | 'cancel'
  | 'cancel-ok'
  | 'failure'
  | 'failure-ack'
  | 're-invite'
  | 're-trying'
  | 're-ok'
  | 're-ack'
  | 'bye'
  | 'bye-ok';

/** What takes the time before a step. */
export type Pause = 'hop' | 'phone' | 'ringing' | 'talking';

/** What the first node tells the others when the step has been done. */
export type Consequence = 'created' | 'updated' | 'ended';

export interface Step {
  readonly message: CallMessage;
  /** Which hop it travels, counted from the caller. */
  readonly hop: number;
  readonly pause: Pause;
  readonly consequence?: Consequence;
}

export interface FlowShape {
  /** 2: over one node; 3: over two. */
  readonly hops: number;
  readonly outcome: 'answered' | 'cancelled' | 'refused' | 'not-found';
  readonly isChallenged: boolean;
  /** Put on hold and back, each by a request of its own. */
  readonly isHeld: boolean;
  readonly callerHangsUp: boolean;
}

const flows = new Map<string, readonly Step[]>();

/** All messages of a call of this shape, over all hops. */
export function flowOf(shape: FlowShape): readonly Step[] {
  const { hops, outcome, isChallenged, isHeld, callerHangsUp } = shape;
  const key = `${hops}${outcome}${isChallenged}${isHeld}${callerHangsUp}`;
  const known = flows.get(key);
  if (known !== undefined) return known;
  const steps = [...(isChallenged ? challenge() : []), ...remainder(shape)];
  flows.set(key, steps);
  return steps;
}

function remainder(shape: FlowShape): Step[] {
  const { hops } = shape;
  switch (shape.outcome) {
    case 'answered':
      return [...ring(hops), ...answer(hops), ...(shape.isHeld ? hold(hops) : []), ...hangUp(shape)];
    case 'cancelled':
      return [...ring(hops), ...cancel(hops)];
    case 'refused':
      return [...ring(hops), ...refuse(hops)];
    case 'not-found':
      return [
        { message: 'invite', hop: 0, pause: 'phone' },
        { message: 'trying', hop: 0, pause: 'hop' },
        { message: 'failure', hop: 0, pause: 'hop' },
        { message: 'failure-ack', hop: 0, pause: 'phone' },
      ];
  }
}

function challenge(): Step[] {
  return [
    { message: 'invite-without-credentials', hop: 0, pause: 'phone' },
    { message: 'challenge', hop: 0, pause: 'hop' },
    { message: 'challenge-ack', hop: 0, pause: 'phone' },
  ];
}

function ring(hops: number): Step[] {
  const steps: Step[] = [{ message: 'invite', hop: 0, pause: 'phone' }];
  for (let hop = 1; hop < hops; hop++) {
    steps.push({ message: 'trying', hop: hop - 1, pause: 'hop' }, { message: 'invite', hop, pause: 'hop' });
  }
  return [...steps, ...backward('ringing', hops, 'phone')];
}

function answer(hops: number): Step[] {
  return [...backward('ok', hops, 'ringing', 'created'), ...forward('ack', hops, 'phone', { 1: 'updated' })];
}

function hold(hops: number): Step[] {
  const once: readonly Step[] = [
    { message: 're-invite', hop: 0, pause: 'talking' },
    { message: 're-trying', hop: 0, pause: 'hop' },
    ...forward('re-invite', hops, 'hop').slice(1),
    ...backward('re-ok', hops, 'phone'),
    ...forward('re-ack', hops, 'phone', { 1: 'updated' }),
  ];
  return [...once, ...once];
}

function hangUp({ hops, callerHangsUp }: FlowShape): Step[] {
  if (callerHangsUp) {
    return [...forward('bye', hops, 'talking', { 1: 'ended' }), ...backward('bye-ok', hops, 'phone')];
  }
  return [...backward('bye', hops, 'talking', 'ended'), ...forward('bye-ok', hops, 'phone')];
}

function cancel(hops: number): Step[] {
  const steps: Step[] = [];
  for (let hop = 0; hop < hops; hop++) {
    steps.push(
      { message: 'cancel', hop, pause: hop === 0 ? 'ringing' : 'hop' },
      { message: 'cancel-ok', hop, pause: 'hop' },
    );
  }
  return [...steps, ...fail(hops, 'hop')];
}

function refuse(hops: number): Step[] {
  return fail(hops, 'ringing');
}

/** A final response other than 2xx is acknowledged on each hop (RFC 3261 17.1.1.3). */
function fail(hops: number, pause: Pause): Step[] {
  const steps: Step[] = [];
  for (let hop = hops - 1; hop >= 0; hop--) {
    steps.push(
      { message: 'failure', hop, pause: hop === hops - 1 ? pause : 'hop' },
      { message: 'failure-ack', hop, pause: 'hop' },
    );
  }
  return steps;
}

function forward(
  message: CallMessage,
  hops: number,
  pause: Pause,
  consequences: Readonly<Record<number, Consequence>> = {},
): Step[] {
  return Array.from({ length: hops }, (_, hop) => {
    const consequence = consequences[hop];
    return {
      message,
      hop,
      pause: hop === 0 ? pause : 'hop',
      ...(consequence === undefined ? {} : { consequence }),
    };
  });
}

/** The consequence follows when the first node has sent it to the caller. */
function backward(message: CallMessage, hops: number, pause: Pause, consequence?: Consequence): Step[] {
  return Array.from({ length: hops }, (_, index) => {
    const hop = hops - 1 - index;
    return {
      message,
      hop,
      pause: index === 0 ? pause : 'hop',
      ...(hop === 0 && consequence !== undefined ? { consequence } : {}),
    };
  });
}
