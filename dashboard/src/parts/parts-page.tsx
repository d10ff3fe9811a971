/** Every component of ui/ in its states, for whoever works on them: `npm run dev`, /parts. */

import { Toasts } from '../ui/toast.tsx';
import { Actions } from './actions.tsx';
import { Fields } from './fields.tsx';
import { Lists } from './lists.tsx';
import { Signs } from './signs.tsx';

export function PartsPage() {
  return (
    <main className="min-h-dvh bg-bg p-5 text-ink">
      <h1 className="mb-5 text-lg font-semibold">Parts</h1>
      <div className="grid gap-5 lg:grid-cols-2">
        {(['light', 'dark'] as const).map((theme) => (
          <div
            key={theme}
            style={{ colorScheme: theme }}
            className="flex flex-col gap-4 rounded-xl bg-bg p-4 text-ink"
          >
            <Signs />
            <Actions />
            <Fields />
            <Lists />
          </div>
        ))}
      </div>
      <Toasts />
    </main>
  );
}
