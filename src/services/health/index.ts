/** How Trunkline is: asked by balancers (`ready`), by people and by monitoring (`report`). */
import type { HealthAnswer, ReadyAnswer } from '../../contract/health.ts';
import type { Logger } from '../../core/logger/index.ts';
import { version } from '../../core/version.ts';
import { type Finding, type Pace, type Probe, watch } from './probe.ts';

type Connection = HealthAnswer['database'];

/** A further one joins here, in the contract, and in app.ts, where it gets its way of asking. */
export interface Probes {
  readonly database: Probe<Connection>;
  readonly redis: Probe<Connection>;
}

export interface Health {
  report(): HealthAnswer;
  ready(): ReadyAnswer;
  /** From now on this process does not want to be sent requests. */
  stopBeingReady(): void;
  close(): Promise<void>;
}

const usualPace: Pace = { everyMs: 2_000, timeoutMs: 5_000 };

/** What is known without asking. */
export interface Settings {
  readonly mail: HealthAnswer['mail'];
  readonly providers: () => HealthAnswer['providers'];
}

export function createHealth(
  probes: Probes,
  { mail, providers }: Settings,
  log: Logger,
  pace: Pace = usualPace,
): Health {
  const watches = {
    database: watch('database', probes.database, pace, log),
    redis: watch('redis', probes.redis, pace, log),
  };
  const findings = () => ({ database: watches.database.finding(), redis: watches.redis.finding() });
  let closing = false;
  return {
    report() {
      const found = findings();
      const telephony = providers();
      const isAway = Object.values(telephony).some(({ state }) => state === 'unreachable');
      const status = statusOf(Object.values(found));
      return {
        // What a provider owes is asked for when it is back.
        status: isAway && status === 'ok' ? 'degraded' : status,
        database: found.database.state,
        redis: found.redis.state,
        probes: found,
        providers: telephony,
        mail,
        version,
        uptimeSec: Math.floor(process.uptime()),
        timestamp: new Date().toISOString(),
      };
    },
    ready() {
      const reasons = Object.entries(findings())
        .filter(([, { critical, well }]) => critical && !well)
        .map(([name, { state, error }]) => `${name} is ${state}: it ${error}`);
      if (closing) reasons.unshift('this process is closing');
      return { ready: reasons.length === 0, reasons };
    },
    stopBeingReady() {
      closing = true;
    },
    async close() {
      await Promise.all(Object.values(watches).map((each) => each.close()));
    },
  };
}

function statusOf(findings: Finding<string>[]): HealthAnswer['status'] {
  const failed = findings.filter(({ well }) => !well);
  if (failed.some(({ critical }) => critical)) return 'down';
  return failed.length > 0 ? 'degraded' : 'ok';
}
