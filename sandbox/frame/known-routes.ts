/** What a fault can strike: a rule for anything else would never do so, and nobody would notice. */
import type { FastifyInstance } from 'fastify';
import { isRoute, type NewFaultRule } from './faults.ts';
import type { Vendor } from './index.ts';

export interface KnownRoutes {
  /** Why the rule could never strike; undefined where it can. */
  problemOf(rule: NewFaultRule): string | undefined;
}

/** Before the vendors are mounted: their own routes are known by what they register. */
export function watchRoutes(app: FastifyInstance, vendors: readonly Vendor[]): KnownRoutes {
  const answers = new Map(vendors.map(({ name }) => [name, new Set<string>()]));
  app.addHook('onRoute', ({ method, url }) => {
    const [, name = '', path = '/'] = /^\/([^/]+)(\/.*)?$/.exec(url) ?? [];
    for (const one of [method].flat()) answers.get(name)?.add(`${one} ${path}`);
  });

  const routesOf = ({ vendor = '*', direction = 'in' }: NewFaultRule): readonly string[] =>
    vendors
      .filter(({ name }) => vendor === '*' || vendor === name)
      .flatMap(({ name, sends = [] }) => (direction === 'in' ? [...(answers.get(name) ?? [])] : sends));

  return {
    problemOf(rule) {
      const known = routesOf(rule);
      const unknown = (rule.route ?? '*')
        .split(',')
        .map((pattern) => pattern.trim())
        .find((pattern) => !known.some((route) => isRoute(pattern, route)));
      if (unknown === undefined) return undefined;
      const there = known.length > 0 ? `There are: ${known.toSorted().join(', ')}` : 'There are none';
      return `nothing is called "${unknown}" there, so that it would never strike. ${there}.`;
    },
  };
}
