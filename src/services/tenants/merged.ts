/** A group of settings with some of them changed, as it is stored. */
import { defined } from '../../core/defined.ts';

export function merged<T extends object, C extends { [K in keyof T]?: unknown }>(now: T, change: C): T {
  return { ...now, ...defined(change) };
}
