/** One row of the table of routes: everything that is to be known of a route, in the file of the route. */
import type {
  ContextConfigDefault,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteGenericInterface,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Metrics } from '../../core/metrics.ts';
import type { Access as GettingIn } from '../../services/access/index.ts';
import type { AuditLog } from '../../services/audit/index.ts';
import type { CallCommands } from '../../services/calls/commands/index.ts';
import type { Inbox } from '../../services/calls/inbox/index.ts';
import type { CallNotes } from '../../services/calls/notes/index.ts';
import type { CallReading } from '../../services/calls/read/index.ts';
import type { SimulatedCalls } from '../../services/calls/simulated/index.ts';
import type { Todays } from '../../services/calls/today/index.ts';
import type { ConnectionManagement } from '../../services/connections/management.ts';
import type { Health } from '../../services/health/index.ts';
import type { Hooks } from '../../services/hooks/index.ts';
import type { KeyManagement } from '../../services/keys/management.ts';
import type { MailService } from '../../services/mail/index.ts';
import type { NumberManagement } from '../../services/numbers/management.ts';
import type { People } from '../../services/people/index.ts';
import type { Privacy } from '../../services/privacy/index.ts';
import type { QueueCare } from '../../services/queues/index.ts';
import type { Quotas } from '../../services/quotas/index.ts';
import type { Tenants } from '../../services/tenants/index.ts';
import type { Views } from '../../services/views/index.ts';
import type { Access } from './access.ts';
import type { LimitName } from './limit-of.ts';

/** What handlers are given. Each takes what it needs of it. */
export interface Services {
  readonly access: GettingIn;
  readonly audit: Pick<AuditLog, 'list' | 'export' | 'verifyPiece'>;
  readonly health: Health;
  readonly hooks: Hooks;
  readonly calls: CallReading & { readonly inbox: Inbox; readonly today: Todays };
  readonly calling: CallCommands;
  readonly notes: CallNotes;
  readonly simulating: SimulatedCalls;
  readonly metrics: Metrics;
  readonly privacy: Privacy;
  readonly people: People;
  readonly mail: MailService;
  readonly tenants: Pick<Tenants, 'list' | 'create' | 'get' | 'change' | 'setStatus' | 'own'>;
  readonly keys: KeyManagement;
  readonly connections: ConnectionManagement;
  readonly numbers: NumberManagement;
  readonly quotas: Pick<Quotas, 'usage'>;
  readonly queueCare: QueueCare;
  readonly views: Views;
  /** The API in OpenAPI's words, as JSON. */
  readonly openApi: () => Promise<string>;
}

/** An answer that is not JSON. */
interface Content {
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: z.ZodType }>>;
}

export interface Schemas {
  readonly params?: z.ZodType;
  readonly querystring?: z.ZodType;
  readonly headers?: z.ZodType;
  readonly body?: z.ZodType;
  /** By status. Errors are the same everywhere and not repeated here. */
  readonly response: Readonly<Record<number, z.ZodType | Content>>;
}

type Request<S extends Schemas> = FastifyRequest<
  RouteGenericInterface,
  RawServerDefault,
  RawRequestDefaultExpression,
  S,
  ZodTypeProvider
>;

type Reply<S extends Schemas> = FastifyReply<
  RouteGenericInterface,
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  ContextConfigDefault,
  S,
  ZodTypeProvider
>;

/** `subject.verb`: what the audit log calls it. */
type Action = `${string}.${string}`;

/** What changes something is noted in the audit log by its service, or says why it need not be. */
type Noted =
  | { readonly method: 'GET'; readonly audit?: Action; readonly unaudited?: never }
  | { readonly method: Mutating; readonly audit: Action; readonly unaudited?: never }
  | { readonly method: Mutating; readonly audit?: never; readonly unaudited: string };

type Mutating = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Described<S extends Schemas> {
  readonly url: string;
  readonly access: Access;
  /** In a few words, for the list of routes. */
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly [string, ...string[]];
  /** Part of the docs themselves, and not listed there. */
  readonly unlisted?: boolean;
  /** Its body is taken as the bytes that came, of these content types alone. Nothing said: JSON, as its schema has it. */
  readonly raw?: readonly string[];
  /** Bytes. Nothing said: `limits.bodyBytes`. */
  readonly bodyLimit?: number;
  /** Answered under any load, and not worth a line in the log: those who ask come every few seconds. */
  readonly vital?: boolean;
  /** How often it may be called. Nothing said: what its access implies. */
  readonly limit?: LimitName;
  readonly schema: S;
  handler(services: Services, request: Request<S>, reply: Reply<S>): Reply<S> | Promise<Reply<S>>;
}

type TypedRoute<S extends Schemas> = Described<S> & Noted;

export type Route = TypedRoute<Schemas>;

export function defineRoute<const S extends Schemas>(route: TypedRoute<S>): TypedRoute<S> {
  return route;
}
