/**
 * Asks for what belongs to things of several tenants, for each tenant alone: an index goes by tenant first, and of all
 * pairs of these tenants and those things most would be none.
 */
export async function byTenant<Item extends { readonly tenantId: string }, Found>(
  items: Iterable<Item>,
  ask: (tenantId: string, items: readonly Item[]) => Promise<readonly Found[]>,
): Promise<Found[]> {
  const ofTenants = Map.groupBy(items, ({ tenantId }) => tenantId);
  const found = await Promise.all([...ofTenants].map(([tenantId, own]) => ask(tenantId, own)));
  return found.flat();
}
