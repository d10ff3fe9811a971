import type { SystemScope } from '../../core/tenancy.ts';
import type { Tenants } from '../../models/tenants.ts';

const pageSize = 500;

/** Every tenant there is, the suspended and the closed ones too. In pages: what is done for each may take its time. */
export function tenantIdsIn(tenants: Pick<Tenants, 'find'>, scope: SystemScope) {
  return async function* tenantIds(): AsyncGenerator<string> {
    for (let after = ''; ; ) {
      const page = await tenants.find(
        scope,
        { _id: { $gt: after } },
        { select: ['_id'], sort: { _id: 1 }, limit: pageSize },
      );
      for (const { _id } of page) yield _id;
      if (page.length < pageSize) return;
      after = page.at(-1)?._id ?? '';
    }
  };
}
