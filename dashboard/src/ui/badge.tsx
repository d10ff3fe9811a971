import type { ReactNode } from 'react';
import type { Call } from '../../../src/contract/calls.ts';
import { texts } from '../texts.ts';

const tones = {
  live: 'bg-live-soft text-live',
  ring: 'bg-ring-soft text-ring',
  fail: 'bg-fail-soft text-fail',
  quiet: 'bg-sunken text-ink-2',
};
type Tone = keyof typeof tones;

export function Badge({
  tone = 'quiet',
  dot = false,
  children,
}: {
  tone?: Tone;
  dot?: boolean;
  children: ReactNode;
}) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 text-sm font-medium whitespace-nowrap ${tones[tone]}`}
    >
      {dot && <span aria-hidden className="size-1.5 rounded-full bg-current" />}
      {children}
    </span>
  );
}

const toneOf: Record<Call['status'], Tone> = {
  queued: 'ring',
  ringing: 'ring',
  'in-progress': 'live',
  completed: 'quiet',
  busy: 'quiet',
  'no-answer': 'quiet',
  failed: 'fail',
  canceled: 'quiet',
  lost: 'fail',
};

export function StatusBadge({ status }: { status: Call['status'] }) {
  return (
    <Badge tone={toneOf[status]} dot>
      {texts.status[status]}
    </Badge>
  );
}
