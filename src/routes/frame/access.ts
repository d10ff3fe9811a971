/**
 * Who may call a route. Every row of the table says it, and a start fails where a row's kind has no guard: nothing
 * is open because somebody forgot to close it.
 */
import type { RouteShorthandOptions } from 'fastify';
import type { Caller } from '../../core/caller.ts';
import type { Permission } from '../../core/permissions.ts';

export type Access =
  /** Anybody. */
  | { readonly kind: 'public' }
  /** Somebody of a tenant, or an administrator for it: by an API key or signed in, if they may do this. */
  | { readonly kind: 'caller'; readonly permission: Permission }
  /** The platform's own people. */
  | { readonly kind: 'platform'; readonly permission: Permission }
  /** Whoever is signed in, in their own matters. */
  | { readonly kind: 'signedIn' }
  /** A provider, by the signature of what it sends. */
  | { readonly kind: 'providerSignature'; readonly provider: 'bland' | 'twilio' }
  /** A media stream, by the token that is good for it alone. */
  | { readonly kind: 'streamToken' }
  /** Whoever collects metrics, by METRICS_TOKEN; where there is none, nobody. */
  | { readonly kind: 'metricsToken' };

type Kind = Access['kind'];

declare module 'fastify' {
  interface FastifyRequest {
    /** Whom a guard has let pass; undefined on routes that ask for nobody. */
    caller?: Caller;
  }
}

/** What stands before a handler. A guard throws where the caller may not pass. */
export type Guard = Pick<RouteShorthandOptions, 'onRequest' | 'preParsing' | 'preHandler'>;

/** How each kind of access is enforced. A kind that is missing here cannot be used by any route yet. */
export type Guards = { readonly [K in Kind]?: (access: Extract<Access, { kind: K }>) => Guard };

export function guardOf(access: Access, guards: Guards, route: string): Guard {
  const guard = guards[access.kind] as ((access: Access) => Guard) | undefined;
  if (guard === undefined) {
    throw new Error(`${route} asks for access "${access.kind}", for which there is no guard`);
  }
  return guard(access);
}
