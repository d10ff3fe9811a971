/**
 * Everything that is known about one phone number, line by line as it is read: a header, a line for each thing, and
 * an end that counts them, so that a file that was cut short is seen to be. Nothing of it is stored.
 */
import type { Caller } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import type { Audit } from '../audit/audit.ts';
import { isExported, type Kinds } from './registry.ts';

export interface ExportParts {
  readonly kinds: Kinds;
  readonly audit: Pick<Audit, 'append'>;
  readonly clock: Clock;
}

/** Resolves when the log knows of it; the lines are read as they are asked for. */
export async function beginExport(
  { kinds, audit, clock }: ExportParts,
  caller: Caller,
  number: string,
): Promise<AsyncIterable<string>> {
  const id = newId('exp');
  await audit.append(caller.scope, caller, { action: 'export.made', resource: { type: 'export', id } });
  return lines();

  async function* lines() {
    yield line({ type: 'export', id, number, madeAt: clock.now().toISOString() });
    const counts: Record<string, number> = {};
    for (const { name: kind, export: exporting } of kinds) {
      if (!isExported(exporting)) {
        yield line({ type: 'nothing', kind, because: exporting.because });
        continue;
      }
      counts[kind] = 0;
      for await (const data of exporting.records(caller.scope, number)) {
        yield line({ type: 'record', kind, data });
        counts[kind] += 1;
      }
    }
    yield line({ type: 'end', counts });
  }
}

const line = (value: object) => `${JSON.stringify(value)}\n`;
