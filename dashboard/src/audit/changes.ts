/** What an entry says that changed, a line for each field however deep it lies. */

type Values = Readonly<Record<string, unknown>>;

export interface Change {
  /** `limits.callsPerDay.hard`. */
  readonly field: string;
  /** As JSON would have it; undefined where it was not there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export function changesOf(before: Values | null, after: Values | null): Change[] {
  const [was, is] = [leaves(before ?? {}), leaves(after ?? {})];
  const fields = [...new Set([...was.keys(), ...is.keys()])];
  return fields.map((field) => ({ field, before: was.get(field), after: is.get(field) }));
}

function leaves(values: Values, path = ''): Map<string, string> {
  return new Map(
    Object.entries(values).flatMap(([name, value]) => {
      const field = path === '' ? name : `${path}.${name}`;
      const isDeep = typeof value === 'object' && value !== null && !Array.isArray(value);
      if (isDeep && Object.keys(value).length > 0) return [...leaves(value as Values, field)];
      return [[field, typeof value === 'string' ? value : JSON.stringify(value)] as const];
    }),
  );
}
