/** How Trunkline and what it stands on are doing, in words and lights. */
import type { ReactNode } from 'react';
import type { HealthAnswer } from '../../../src/contract/health.ts';
import { Room } from '../frame/room.tsx';
import { texts } from '../texts.ts';
import { Badge } from '../ui/badge.tsx';
import { number } from '../ui/format.ts';
import { Moment } from '../ui/moment.tsx';
import { Panel } from '../ui/panel.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { upFor } from './up-for.ts';
import { useHealth } from './use-health.ts';

const parts = ['database', 'redis'] as const;

export function HealthPage() {
  const { data: health, error, refetch } = useHealth();
  return (
    <Room title={texts.health.title} ofPlatform scrolls>
      <div className="flex shrink-0 flex-col gap-4 p-5 max-md:px-3">
        {error && <Problem error={error} again={() => refetch()} />}
        {(health || error) && <Verdict status={error ? 'unknown' : (health?.status ?? 'unknown')} />}
        {!health && !error && <Skeleton rows={6} />}
        {health && (
          <div className={`grid items-start gap-4 lg:grid-cols-2 ${error ? 'opacity-60' : ''}`}>
            {parts.map((part) => (
              <Probe key={part} part={part} probe={health.probes[part]} />
            ))}
            <Panel title={texts.health.mail}>
              <Badge tone={health.mail === 'configured' ? 'live' : 'ring'} dot>
                {texts.health.mailState[health.mail]}
              </Badge>
              <p className="mt-3 text-ink-2">{texts.health.mailHint[health.mail]}</p>
            </Panel>
            <Panel title={texts.product}>
              <Facts
                facts={[
                  [texts.health.version, health.version],
                  [texts.health.uptime, upFor(health.uptimeSec)],
                  [texts.health.at, <Moment key="at" at={health.timestamp} zone={undefined} />],
                ]}
              />
            </Panel>
          </div>
        )}
      </div>
    </Room>
  );
}

const lights = { ok: 'text-live', degraded: 'text-ring', down: 'text-fail', unknown: 'text-fail' };

function Verdict({ status }: { status: keyof typeof lights }) {
  return (
    <div role="status" className="flex items-start gap-3 rounded-xl border border-line bg-surface p-5">
      <span aria-hidden className={`mt-1 size-3 shrink-0 rounded-full bg-current ${lights[status]}`} />
      <div>
        <p className="text-lg font-semibold">{texts.health.status[status]}</p>
        <p className="text-ink-2">{texts.health.statusHint[status]}</p>
      </div>
    </div>
  );
}

interface ProbeProps {
  readonly part: (typeof parts)[number];
  readonly probe: HealthAnswer['probes']['database'];
}

function Probe({ part, probe: { state, critical, since, latencyMs, ageMs, error } }: ProbeProps) {
  const tone = state === 'connected' ? 'live' : critical ? 'fail' : 'ring';
  const { latency, asked, ms, ago, notYet } = texts.health;
  return (
    <Panel title={texts.health.probes[part]}>
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={tone} dot>
          {texts.health.state[state]}
        </Badge>
        <span className="text-ink-2">
          {texts.health.since} <Moment at={since} zone={undefined} />
        </span>
      </p>
      {error && <p className="mt-2 break-words text-fail">{error}</p>}
      <p className="mt-3 mb-3 text-ink-2">{texts.health.probeHints[part]}</p>
      <Facts
        facts={[
          [latency, latencyMs === null ? notYet : ms(number(latencyMs))],
          [asked, ageMs === null ? notYet : ago(number(Math.round(ageMs / 1_000)))],
        ]}
      />
    </Panel>
  );
}

function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
