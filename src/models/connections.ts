/**
 * Connections: accounts at providers, of their owner's tenant; the platform's serve many. Credentials and the secrets
 * of webhooks are sealed. Two keys are unique over all tenants, because what arrives names no tenant: Twilio's account,
 * and each of Bland's secrets, whose signature covers neither address nor time.
 */
import { type Connection, Schema } from 'mongoose';
import { type Repository, scoped, storedOptions } from './scoped.ts';

export interface StoredConnection {
  _id: string;
  tenantId: string;
  provider: 'bland' | 'twilio';
  name: string;
  status: 'active' | 'disabled';
  simulated: boolean;
  /** Where the pretended provider is. */
  baseUrl?: string;
  /** By which the provider knows the account, and which is no secret. */
  accountId?: string;
  keyLastFour: string;
  credentialsSealed: string;
  /** What the secrets are; `secrets` says which there are, in the same order. */
  secretsSealed: string;
  secrets: StoredWebhookSecret[];
  /** Keyed hashes of the secrets, where they have to be unique. */
  fingerprints?: string[];
  lastSeenAt?: Date;
  /** What came of asking its account how it is; and when that is done next, at once where nothing is said. */
  check?: StoredCheck;
  checkAt?: Date;
  /** Goes up with every number that is put on it, so that it is not removed in the same moment. */
  numbering: number;
  createdAt: Date;
  createdBy: string;
  rev: number;
}

export interface StoredCheck {
  /** refused: its credentials are. failing: it has not answered, or wrongly. */
  verdict: 'reachable' | 'refused' | 'failing';
  askedAt: Date;
  lastSuccessAt?: Date;
  lastFailureAt?: Date;
  /** How many there were one after the other. */
  failures: number;
}

export interface StoredWebhookSecret {
  id: string;
  createdAt: Date;
}

export type Connections = Repository<StoredConnection>;

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;
const number = { type: Number, required: true } as const;

const schema = new Schema<StoredConnection>(
  {
    _id: String,
    tenantId: text,
    provider: { ...text, enum: ['bland', 'twilio'] },
    name: text,
    status: { ...text, enum: ['active', 'disabled'] },
    simulated: { type: Boolean, required: true },
    baseUrl: String,
    accountId: String,
    keyLastFour: text,
    credentialsSealed: text,
    secretsSealed: text,
    secrets: [{ _id: false, id: text, createdAt: date }],
    fingerprints: { type: [String], default: undefined },
    lastSeenAt: Date,
    check: Object,
    checkAt: Date,
    numbering: number,
    createdAt: date,
    createdBy: text,
    rev: number,
  },
  storedOptions,
)
  .index({ tenantId: 1, _id: -1 })
  // For who asks the accounts, those that have waited longest first.
  .index({ checkAt: 1 })
  .index({ accountId: 1 }, { unique: true, partialFilterExpression: { provider: 'twilio' } })
  .index({ fingerprints: 1 }, { unique: true, partialFilterExpression: { provider: 'bland' } });

export function connectionsIn(connection: Connection): Connections {
  const model = connection.model<StoredConnection>('ProviderConnection', schema, 'connections');
  return scoped<StoredConnection>(model, { globallyUnique: [['accountId'], ['fingerprints']] });
}
