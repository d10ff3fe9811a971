/** What the vendors know: in memory, and in one file where the sandbox was given one. */
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

export interface Keeper {
  /** What has to be right in what was saved, so that nothing stumbles over it later. */
  readonly schema: z.ZodType;
  /** As JSON can hold it. */
  save(): unknown;
  /** Nothing given: as on the first day. */
  load(saved: unknown): void;
}

export interface SandboxState {
  /** Announces a part; what the file knew of it is loaded at once. */
  keep(name: string, keeper: Keeper): void;
  /** All parts as they are now. */
  snapshot(): Record<string, unknown>;
  /** Every part as on the first day, or as a snapshot says. Throws where one part is wrong, and changes none then. */
  restore(snapshot?: Readonly<Record<string, unknown>>): void;
  /** Something may have changed. */
  touch(): void;
  close(): Promise<void>;
}

const saveEveryMs = 5_000;

export function createState(file: string | undefined, log: (line: string) => void): SandboxState {
  const keepers = new Map<string, Keeper>();
  const found = file === undefined ? {} : read(file);
  let changed = false;
  let saving: Promise<void> = Promise.resolve();

  const snapshot = () => Object.fromEntries([...keepers].map(([name, keeper]) => [name, keeper.save()]));
  function save(): void {
    if (file === undefined || !changed) return;
    changed = false;
    saving = saving
      .then(() => write(file, snapshot()))
      .catch((error) => log(`the state was not saved: ${error}`));
  }
  const timer = setInterval(save, saveEveryMs).unref();

  return {
    keep(name, keeper) {
      if (keepers.has(name)) throw new Error(`two parts of the state are called ${name}`);
      const wrong = wrongIn(name, keeper, found);
      if (wrong !== undefined) throw new Error(`the state file ${file} cannot be read: ${wrong}`);
      keepers.set(name, keeper);
      keeper.load(found[name]);
    },
    snapshot,
    restore(saved = {}) {
      const wrong = [...keepers].map(([name, keeper]) => wrongIn(name, keeper, saved)).find(Boolean);
      if (wrong !== undefined) throw new StateError(wrong);
      for (const [name, keeper] of keepers) keeper.load(saved[name]);
      changed = true;
    },
    touch() {
      changed = true;
    },
    async close() {
      clearInterval(timer);
      save();
      await saving;
    },
  };
}

/** A snapshot that is none of ours. */
export class StateError extends Error {}

function wrongIn(name: string, { schema }: Keeper, saved: Readonly<Record<string, unknown>>) {
  const read = schema.optional().safeParse(saved[name]);
  const [first] = read.error?.issues ?? [];
  return first && `${[name, ...first.path].join('.')}: ${first.message}`;
}

function read(file: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`the state file ${file} cannot be read: ${(error as Error).message}`);
  }
}

async function write(file: string, content: unknown): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(content));
  await rename(`${file}.new`, file);
}
