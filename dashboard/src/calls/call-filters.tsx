/** Every filter that the API has, each in the address, so that what is seen can be sent to somebody. */
import { useState } from 'react';
import { known } from '../frame/known-filters.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { LateField } from '../ui/late-field.tsx';
import { MomentField } from '../ui/moment-field.tsx';
import { Select } from '../ui/select.tsx';
import { Several } from '../ui/several.tsx';

export type CallSearch = { readonly [K in keyof typeof texts.calls.filters | 'tenant']?: string };

const { filters: labels, any, yes, no } = texts.calls;
const orNot = [
  ['', any],
  ['true', yes],
  ['false', no],
] as const;
const states = Object.entries(texts.status);
const choices = {
  direction: [
    ['', any],
    ['inbound', texts.direction.inbound],
    ['outbound', texts.direction.outbound],
    ['unknown', texts.directionNotKnown],
  ],
  provider: [
    ['', any],
    ['bland', 'Bland'],
    ['twilio', 'Twilio'],
  ],
  recorded: orNot,
  simulated: orNot,
} as const;
const written = ['q', 'from', 'to', 'agent', 'providerCallId', 'numberId', 'disposition'] as const;
const counted = ['minSec', 'maxSec'] as const;
const moments = ['since', 'until'] as const;

interface Props {
  readonly search: CallSearch;
  onChange(change: CallSearch): void;
}

export function CallFilters({ search, onChange }: Props) {
  const hidden = [...written, ...counted, ...moments, 'recorded', 'simulated'] as const;
  const [all, setAll] = useState(() => hidden.some((name) => search[name] !== undefined));
  const change = (name: keyof CallSearch) => (value: string) => onChange({ [name]: value });
  const select = (name: keyof typeof choices) => (
    <Select
      key={name}
      label={labels[name]}
      value={search[name] ?? ''}
      options={choices[name]}
      onChange={change(name)}
    />
  );
  return (
    <div className="flex shrink-0 flex-col gap-3 border-b border-line px-5 py-3">
      <div className="flex flex-wrap items-end gap-3">
        <Several
          label={labels.status}
          any={any}
          chosen={search.status?.split(',') ?? []}
          options={states}
          onChange={(chosen) => onChange({ status: chosen.join() })}
        />
        {select('direction')}
        {select('provider')}
        <Button aria-expanded={all} onClick={() => setAll(!all)}>
          {texts.calls.more}
        </Button>
        {Object.keys(search).some((name) => name !== 'tenant') && (
          <Button kind="quiet" onClick={() => onChange(cleared)}>
            {texts.calls.clear}
          </Button>
        )}
      </div>
      {all && (
        <div className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
          {written.map((name) => (
            <LateField key={name} label={labels[name]} value={search[name] ?? ''} onChange={change(name)} />
          ))}
          {counted.map((name) => (
            <LateField
              key={name}
              type="number"
              label={labels[name]}
              value={search[name] ?? ''}
              onChange={change(name)}
            />
          ))}
          {moments.map((name) => (
            <MomentField key={name} label={labels[name]} value={search[name]} onChange={change(name)} />
          ))}
          {select('recorded')}
          {select('simulated')}
        </div>
      )}
    </div>
  );
}

export const askedOf = (search: CallSearch) => known(search, labels);

const cleared: CallSearch = Object.fromEntries(Object.keys(labels).map((name) => [name, '']));
