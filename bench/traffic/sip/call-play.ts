import type { Task } from '../event-queue.ts';
import { NODE_COUNT } from '../population.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { callText, messageName, travelsBack } from './call-texts.ts';
import { flowOf, type Pause, type Step } from './flow.ts';
import { startMedia } from './media-stream.ts';

/** Sends the messages of a call one after the other, and tells the nodes what they did. */
export class CallPlay implements Task {
  private readonly world: World;
  private readonly call: Call;
  private readonly steps: readonly Step[];
  private at = 0;

  constructor(world: World, call: Call) {
    this.world = world;
    this.call = call;
    this.steps = flowOf(call.shape);
    world.truth.callIds += world.sip === undefined ? 0 : 1;
  }

  run(now: number): void {
    const step = this.steps[this.at];
    if (step === undefined) return;
    if (step.message === 're-invite' && step.hop === 0) this.call.holds++;
    this.send(now, step);
    this.follow(now, step);
    this.at++;
    const next = this.steps[this.at];
    if (next !== undefined) this.world.queue.at(now + pauseOf(next.pause, this.world.random), this);
  }

  private send(now: number, step: Step): void {
    const { sip } = this.world;
    if (sip === undefined) return;
    const { call } = this;
    const { hop, message } = step;
    const isBack = travelsBack(call, step);
    const name = messageName(call, message);
    const text = callText(call, step);
    if (hop === 0) sip.send(now, call.caller, call.node(0), !isBack, name, text);
    else if (hop === call.lastHop) sip.send(now, call.callee, call.node(hop - 1), isBack, name, text);
    else if (isBack) sip.datagram(now, call.node(hop), call.node(hop - 1), name, text);
    else sip.datagram(now, call.node(hop - 1), call.node(hop), name, text);
  }

  private follow(now: number, { consequence }: Step): void {
    const { call, world } = this;
    const { replication, sip, options } = world;
    switch (consequence) {
      case 'created':
        call.answeredAt = now;
        replication?.dialogCreated(now, call);
        if (sip !== undefined && options.rtp > 0) startMedia(world, call, options.rtp);
        return;
      case 'updated':
        replication?.dialogUpdated(now, call);
        return;
      case 'ended':
        replication?.dialogEnded(now, call);
        return;
    }
  }
}

/** Which nodes a call between two parties passes: the caller's, and perhaps the callee's. */
export function pathOf(home: number, calleeHome: number, random: Random): readonly number[] {
  const first = random.chance(0.05) ? random.below(NODE_COUNT) : home;
  return first !== calleeHome && random.chance(0.35) ? [first, calleeHome] : [first];
}

/** Microseconds. */
function pauseOf(pause: Pause, random: Random): number {
  switch (pause) {
    case 'hop':
      return 150 + random.exponential(350);
    case 'phone':
      return 2000 + random.exponential(9000);
    case 'ringing':
      return 500_000 + random.exponential(5_000_000);
    case 'talking':
      return 1_000_000 + random.exponential(15_000_000);
  }
}
