import { texts } from '../texts.ts';
import { useNow } from './now.ts';

export type Connection = keyof typeof texts.live.light;

const colours: Record<Connection, string> = {
  connecting: 'text-ink-3',
  current: 'text-live',
  behind: 'text-ring',
  offline: 'text-fail',
};

/** Whether what is shown is what is: and since when nothing was heard. */
export function Light({ state, heardAt }: { state: Connection; heardAt: number | undefined }) {
  const now = useNow();
  const age = heardAt === undefined ? undefined : Math.max(0, Math.round((now - heardAt) / 1_000));
  return (
    <p className="flex items-center gap-2 whitespace-nowrap">
      <span aria-hidden className={`size-2 rounded-full bg-current ${colours[state]}`} />
      <span role="status" className="text-ink-2">
        {texts.live.light[state]}
      </span>
      {age !== undefined && (
        <span title={texts.live.ageHint} className="text-ink-3">
          <span className="font-mono">{age}</span> s
        </span>
      )}
    </p>
  );
}
