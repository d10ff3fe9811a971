/** Filters that one has kept under a name: each leads to what it finds. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import type { View } from '../../../src/contract/views.ts';
import { ask } from '../session/ask.ts';
import { useChange } from '../session/use-change.ts';
import { texts } from '../texts.ts';
import { Field } from '../ui/field.tsx';
import { FormDialog, textIn } from '../ui/form-dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import type { CallSearch } from './call-filters.tsx';
import { addressOf, filtersIn, isKeptWhole } from './view-of-address.ts';

const words = texts.calls.views;
const key = ['views'] as const;

export function ViewMenu({ search }: { search: CallSearch }) {
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => ask<{ items: View[] }>('/v1/views'),
  });
  const remove = useChange({
    send: ({ id }: View) => ask(`/v1/views/${id}`, undefined, { method: 'DELETE' }),
    outdates: [key],
    done: ({ name }) => words.removed(name),
  });
  return (
    <details className="relative">
      <summary className="flex h-9 cursor-pointer list-none items-center rounded-lg border border-line-strong bg-raised px-3 font-medium">
        {words.title}
      </summary>
      <div className="absolute right-0 z-10 mt-1 w-64 rounded-lg border border-line bg-raised p-2">
        {error && <Problem error={error} again={() => refetch()} />}
        {data?.items.length === 0 && <p className="p-2 text-ink-2">{words.none}</p>}
        <ul className="max-h-80 overflow-y-auto">
          {data?.items.map((view) => (
            <li key={view.id} className="flex items-center gap-1">
              <Link
                to="/calls"
                search={addressOf(view.filters, search.tenant)}
                className="min-w-0 flex-1 truncate rounded-md px-2 py-1.5 hover:bg-sunken"
                onClick={({ currentTarget }) => currentTarget.closest('details')?.removeAttribute('open')}
              >
                {view.name}
              </Link>
              <button
                type="button"
                aria-label={words.remove(view.name)}
                className="rounded-md p-1.5 text-ink-2 hover:bg-sunken"
                onClick={() => remove.mutate(view)}
              >
                <X size={16} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

export function KeepView({ search }: { search: CallSearch }) {
  const filters = filtersIn(search);
  if (Object.keys(filters).length === 0) return null;
  return (
    <FormDialog
      action={words.keep}
      title={words.keepTitle}
      submit={words.submit}
      send={(form) =>
        ask<View>('/v1/views', undefined, { method: 'POST', body: { name: textIn(form, 'name'), filters } })
      }
      outdates={[key]}
      done={(_, { name }) => words.kept(name)}
    >
      <Field label={words.name} name="name" required maxLength={60} hint={words.nameHint} />
      {!isKeptWhole(search) && <p className="text-ink-2">{words.withoutCaller}</p>}
    </FormDialog>
  );
}
