/**
 * What is asked for again and again, remembered for as long as nobody announces that it has changed. Nothing that is
 * older than a second is given out unless the announcements of that second are known.
 */
import { type Clock, systemClock } from './clock.ts';
import { Unavailable } from './errors.ts';
import type { Subject } from './subject.ts';
import { within } from './within.ts';

export interface Remembered<V> {
  /** Undefined where there is none. No promise where it is remembered. */
  get(id: string): V | undefined | Promise<V | undefined>;
}

/** services/revocations, as far as it is needed here. */
interface Announced {
  subscribe(listener: (subject: Subject | 'everything') => void): unknown;
  isCurrent(): boolean;
}

interface Options<V> {
  readonly kind: Subject['kind'];
  /** Reads what is true now: from the primary. */
  readonly load: (id: string) => Promise<V | undefined>;
  readonly revocations: Announced;
  readonly clock?: Clock;
  /** How many are remembered; the oldest make room. */
  readonly most?: number;
}

const usualMost = 10_000;
/** Also without an announcement: whoever made the change may have been killed before announcing it. */
const keptMs = 30_000;
/** That there is none: enough that asking for it again and again costs nothing, and too few to fill memory. */
const absentMs = 5_000;
const mostAbsent = 1_000;
const freshMs = 950;
const patienceMs = 5_000;

interface Loading<V> {
  readonly value: Promise<V | undefined>;
  /** Announced meanwhile: what is read may be from before. */
  stale: boolean;
}

/** A database that hangs is not waited for. */
const hanging = () => new Unavailable('The database does not answer now. Try again.');

export function createRemembered<V>(options: Options<V>): Remembered<V> {
  const { kind, load, revocations, clock = systemClock, most = usualMost } = options;
  const values = new Map<string, { readonly value: V; readonly until: number }>();
  const absent = new Map<string, number>();
  const loading = new Map<string, Loading<V>>();

  revocations.subscribe((subject) => {
    if (subject === 'everything') {
      values.clear();
      absent.clear();
      for (const one of loading.values()) one.stale = true;
    } else if (subject.kind === kind) {
      values.delete(subject.id);
      absent.delete(subject.id);
      const one = loading.get(subject.id);
      if (one !== undefined) one.stale = true;
    }
  });

  function remember(id: string, value: V | undefined): void {
    const now = clock.monotonicMs();
    if (value === undefined) put(absent, id, now + absentMs, mostAbsent);
    else put(values, id, { value, until: now + keptMs }, most);
  }

  /** Again where the answer came too late to be believed. */
  async function loaded(id: string, self: Pick<Loading<V>, 'stale'>): Promise<V | undefined> {
    const deadline = clock.monotonicMs() + patienceMs;
    while (clock.monotonicMs() < deadline) {
      const began = clock.monotonicMs();
      self.stale = false;
      const value = await within(patienceMs, load(id), hanging);
      const isFresh = clock.monotonicMs() - began < freshMs;
      if (self.stale || !(isFresh || revocations.isCurrent())) continue;
      remember(id, value);
      return value;
    }
    throw new Unavailable('Who you are cannot be checked now. Try again in a few seconds.');
  }

  function loadedOnce(id: string): Promise<V | undefined> {
    const under = loading.get(id);
    if (under !== undefined) return under.value;
    const state = { stale: false };
    const value = loaded(id, state).finally(() => loading.delete(id));
    loading.set(id, Object.assign(state, { value }));
    return value;
  }

  return {
    get(id) {
      const found = values.get(id);
      if (found !== undefined && found.until > clock.monotonicMs() && revocations.isCurrent()) {
        return found.value;
      }
      const until = absent.get(id);
      if (until !== undefined && until > clock.monotonicMs()) return undefined;
      return loadedOnce(id);
    },
  };
}

function put<T>(map: Map<string, T>, id: string, value: T, most: number): void {
  // A map is in the order of insertion.
  map.delete(id);
  const [oldest] = map.size < most ? [] : map.keys();
  if (oldest !== undefined) map.delete(oldest);
  map.set(id, value);
}
