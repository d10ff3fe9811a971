/** One scenario as one call: placed at a provider, or expected there until somebody orders it. */
import { type Sandbox, type Stage, StageError } from '../frame/index.ts';
import { noteOf } from './books.ts';
import type { CallOrder } from './cast.ts';
import { follow, type PlayedCall, type Watch } from './follow.ts';
import { recordingLateMs, rulesOf } from './troubles.ts';

export type PlayParts = Pick<Sandbox, 'stages' | 'phones' | 'faults' | 'journal' | 'background' | 'clock'>;

/** Throws a StageError where it cannot be placed. */
export function playCall(sandbox: PlayParts, order: CallOrder): PlayedCall {
  const { scenario, own, target } = order;
  const { stage, cast, watch } = prepare(sandbox, order);
  const placed = stage.place({
    ...cast,
    direction: scenario.direction,
    own,
    target,
    ringTimeoutMs: scenario['ring timeout'],
  });
  return follow(sandbox, { order, stage, watch }, placed.id, placed);
}

/** Begins when somebody orders a call to that number by the provider's API; until then it has the id given here. */
export function expectCall(sandbox: PlayParts, order: CallOrder, id: string): PlayedCall {
  const { name, scenario } = order;
  if (scenario.direction === 'inbound') {
    throw new StageError(`nobody can order ${name} by an API: in it a person calls`);
  }
  const { stage, cast, watch } = prepare(sandbox, order);
  return follow(sandbox, { order, stage, watch }, id, stage.expect(cast));
}

function prepare(sandbox: PlayParts, order: CallOrder) {
  const { scenario, other } = order;
  const stage = stageFor(sandbox, order);
  let watching: Watch | undefined;
  const cast = {
    other,
    person: scenario.person,
    agent: scenario.agent,
    shuffled: scenario.network.some(({ are }) => are === 'shuffled'),
    recordingLateMs: recordingLateMs(scenario.network),
    announce(id: string) {
      watching = startWatch(sandbox, order, stage, id);
    },
  };
  return { stage, cast, watch: () => watching };
}

function stageFor({ stages }: Pick<Sandbox, 'stages'>, { provider }: CallOrder): Stage {
  const stage = stages.get(provider);
  if (stage !== undefined) return stage;
  throw new StageError(`this sandbox has no ${provider}`);
}

/** Notes what is sent about a call, and sees to it that what the scenario says goes wrong with that. */
function startWatch(
  { journal, faults, clock }: PlayParts,
  { scenario, provider }: CallOrder,
  stage: Stage,
  callId: string,
): Watch {
  const noted: ReturnType<typeof noteOf>[] = [];
  const forget = journal.subscribe((entry) => {
    const about = entry.subject === callId || entry.within === callId;
    if (about && entry.direction === 'out') noted.push(noteOf(entry));
  });
  const where = { stage, provider, callId, speed: clock.speed };
  const rules = rulesOf(scenario.network, where).map((rule) => faults.add(rule).id);
  return {
    noted,
    stop() {
      forget();
      for (const rule of rules) faults.remove(rule);
      return noted;
    },
  };
}
