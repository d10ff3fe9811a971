/** What became of a call's recordings, taken together. */
import type { FoldedCall } from '../../../core/calls/call.ts';
import type { FactOf } from '../../../core/calls/facts.ts';

type Heard = FactOf<'recording'> | FactOf<'recording.stored'>;

/** Where there are several, one that is still to come counts before those that are done. */
export function recordingState(facts: readonly Heard[]): FoldedCall['recording'] {
  const states = [...Map.groupBy(facts, ({ content }) => content.id).values()].map(stateOfOne);
  return (
    (['pending', 'stored', 'failed', 'absent'] as const).find((state) => states.includes(state)) ?? 'none'
  );
}

function stateOfOne(facts: readonly Heard[]): Exclude<FoldedCall['recording'], 'none'> {
  const says = (state: FactOf<'recording'>['content']['state']) =>
    facts.some((each) => each.kind === 'recording' && each.content.state === state);
  if (facts.some(({ kind }) => kind === 'recording.stored')) return 'stored';
  if (says('failed')) return 'failed';
  if (says('completed')) return 'pending';
  return says('absent') ? 'absent' : 'pending';
}
