/** An address may carry what is nobody's here, and the API refuses what it does not know. */
export function known<Search extends object, Name extends PropertyKey>(
  search: Search,
  filters: Readonly<Record<Name, unknown>>,
): Pick<Search, Name & keyof Search> {
  const found = Object.entries(search).filter(([name]) => Object.hasOwn(filters, name));
  return Object.fromEntries(found) as Pick<Search, Name & keyof Search>;
}
