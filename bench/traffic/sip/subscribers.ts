import type { TrafficOptions } from '../options.ts';
import { NODE_COUNT, type Party, type Phone } from '../population.ts';
import type { World } from '../world.ts';
import { Call } from './call.ts';
import { CallPlay, pathOf } from './call-play.ts';
import type { FlowShape } from './flow.ts';
import type { Registrar } from './registration.ts';
import { ShortFlow } from './short-flows.ts';
import { Subscription } from './subscription.ts';

/** Share of all SIP messages, and messages that one of the kind makes on average. */
const REGISTRATIONS = { share: 0.25, messages: 2.7 };
const CALLS = { share: 0.52, messages: 13 };
const PINGS = { share: 0.09, messages: 2 };
const TEXTS = { share: 0.04, messages: 4 };
const SUBSCRIPTIONS = { share: 0.1, messages: 11 };

/** Seconds between two registrations of a phone. */
const REFRESH = 270;
/** The load swings by so much around its average, in so many seconds, with bursts on top. */
const SWING = 0.4;
const PERIOD = 97;
const BURST = 2.5;
const BURST_LENGTH = 3;
const BETWEEN_BURSTS = 31;

/** Phones that a load needs: each registers again every few minutes. */
export function usersFor({ rate }: TrafficOptions): number {
  return Math.max(200, Math.round(((rate * REGISTRATIONS.share) / REGISTRATIONS.messages) * REFRESH));
}

/** Lets everybody register, call, write and watch, at rates that vary. */
export function startSubscribers(world: World, registrar: Registrar): void {
  const { population, random } = world;
  // Everybody in turn, in an order that jumps about.
  const stride = strideFor(population.size);
  let turn = random.below(population.size);
  arrive(world, REGISTRATIONS, (now) => {
    turn = (turn + stride) % population.size;
    registrar.begin(now, turn);
  });
  arrive(world, CALLS, (now) => new CallPlay(world, call(world, registrar)).run(now));
  if (world.sip === undefined) return;
  arrive(world, PINGS, () => {
    if (random.chance(0.05))
      ShortFlow.ping(world, population.gateway(random.u32()), random.below(NODE_COUNT));
    const phone = anyPhone(world, registrar);
    ShortFlow.ping(world, phone, phone.home);
  });
  arrive(world, TEXTS, () => {
    ShortFlow.message(world, anyPhone(world, registrar), anyPhone(world, registrar));
  });
  arrive(world, SUBSCRIPTIONS, (now) => {
    new Subscription(world, anyPhone(world, registrar), anyPhone(world, registrar)).run(now);
  });
}

/** Independent arrivals at a rate that follows the load. */
function arrive(
  world: World,
  { share, messages }: { readonly share: number; readonly messages: number },
  begin: (now: number) => void,
): void {
  const { queue, random, options } = world;
  const perSecond = (options.rate * share) / messages;
  const next = (): void => {
    const mean = 1e6 / (perSecond * loadAt(queue.now / 1e6));
    queue.callAfter(random.exponential(mean), (now) => {
      begin(now);
      next();
    });
  };
  next();
}

function loadAt(seconds: number): number {
  const burst = seconds % BETWEEN_BURSTS < BURST_LENGTH ? BURST : 1;
  return burst * (1 + SWING * Math.sin((2 * Math.PI * seconds) / PERIOD));
}

function anyPhone({ population, random }: World, registrar: Registrar): Phone {
  let index = random.below(population.size);
  for (let tries = 0; tries < 4 && !registrar.isRegistered(index); tries++) {
    index = random.below(population.size);
  }
  return population.phone(index);
}

function call(world: World, registrar: Registrar): Call {
  const { options, population, random } = world;
  const phone = anyPhone(world, registrar);
  const other = anyPhone(world, registrar);
  const direction = random.fraction();
  const trunk = population.gateway(random.u32());
  const isIncoming = direction < 0.1;
  const isOutgoing = direction > 0.8;
  const caller: Party = isIncoming ? trunk : phone;
  const callee: Party = isOutgoing ? trunk : other;
  const nodes = pathOf(isIncoming ? random.below(NODE_COUNT) : phone.home, other.home, random);
  const path = isOutgoing ? nodes.slice(0, 1) : nodes;
  const shape = shapeOf(world, path.length + 1, isIncoming);
  return new Call(random, options.seed, caller, callee, path, shape);
}

function shapeOf({ random }: World, hops: number, isIncoming: boolean): FlowShape {
  const fate = random.fraction();
  return {
    hops,
    outcome: fate < 0.74 ? 'answered' : fate < 0.83 ? 'cancelled' : fate < 0.95 ? 'refused' : 'not-found',
    isChallenged: !isIncoming && random.chance(0.4),
    isHeld: random.chance(0.06),
    callerHangsUp: random.chance(0.6),
  };
}

/** Near the golden section of the number, and without a common factor. */
function strideFor(size: number): number {
  let stride = Math.max(1, Math.round(size * 0.618));
  while (greatestCommonDivisor(stride, size) !== 1) stride++;
  return stride;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
