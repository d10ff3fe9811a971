/** Filters that stand in the address, so that what is seen can be sent to somebody. */
import { useNavigate, useSearch } from '@tanstack/react-router';

export function useFilters<Name extends string>(names: readonly Name[]) {
  const search = useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>;
  const navigate = useNavigate();
  const given = names.filter((name) => search[name] !== undefined);
  return {
    filters: Object.fromEntries(given.map((name) => [name, search[name]])) as Partial<Record<Name, string>>,
    isFiltered: given.length > 0,
    /** An empty text takes a filter away. */
    change(name: Name, value: string): void {
      const next = { ...search, [name]: value === '' ? undefined : value };
      void navigate({ to: '.', search: defined(next) as never, replace: true });
    },
    clear(): void {
      const rest = Object.entries(search).filter(([name]) => !names.includes(name as Name));
      void navigate({ to: '.', search: Object.fromEntries(rest) as never, replace: true });
    },
  };
}

function defined(values: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
