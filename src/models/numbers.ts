/**
 * Numbers, of the tenant whose connection they are on. Who has had one is in its own document: a move is one write, and
 * whose a call is comes from memory. That is why the list is bounded, and the newest entries stay: it is asked about
 * calls of the last days, and a number changes hands a few times in its life.
 */
import { type Connection, Schema } from 'mongoose';
import { type Repository, scoped, storedOptions } from './scoped.ts';

export interface StoredNumber {
  _id: string;
  tenantId: string;
  connectionId: string;
  /** Of connection and number together: by it the one who was called is found. */
  key: string;
  number: string;
  /** As its connection's. */
  provider: 'bland' | 'twilio';
  simulated: boolean;
  /** The tenant who has it; nobody where it is not there. */
  holderId?: string;
  agent?: string;
  greeting?: StoredGreeting;
  /** The newest last; the last one is as it is now. */
  entries: NumberEntry[];
  /** It is kept, because calls of before may still be told. */
  removedAt?: Date;
  createdAt: Date;
  createdBy: string;
  rev: number;
}

export interface StoredGreeting {
  say: string;
  language?: string;
  record: boolean;
}

/** Never changed. */
export interface NumberEntry {
  /** The revision of the number that began with it. */
  rev: number;
  from: Date;
  /** The id of whoever did it. */
  by: string;
  holderId?: string;
  agent?: string;
}

export type Numbers = Repository<StoredNumber>;

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<StoredNumber>(
  {
    _id: String,
    tenantId: text,
    connectionId: text,
    key: text,
    number: text,
    provider: { ...text, enum: ['bland', 'twilio'] },
    simulated: { type: Boolean, required: true },
    holderId: String,
    agent: String,
    greeting: {
      type: { say: text, language: String, record: { type: Boolean, required: true } },
      _id: false,
    },
    entries: [
      {
        _id: false,
        rev: { type: Number, required: true },
        from: date,
        by: text,
        holderId: String,
        agent: String,
      },
    ],
    removedAt: Date,
    createdAt: date,
    createdBy: text,
    rev: { type: Number, required: true },
  },
  storedOptions,
)
  .index({ key: 1 }, { unique: true })
  // Lists: of those on one's own connections, and of those that one has on the platform's.
  .index({ tenantId: 1, _id: -1 })
  .index({ holderId: 1, _id: -1 })
  // Whether any hang on a connection.
  .index({ tenantId: 1, connectionId: 1 });

export function numbersIn(connection: Connection): Numbers {
  const model = connection.model<StoredNumber>('PhoneNumber', schema, 'numbers');
  // Whoever is called says a connection and a number, and no tenant.
  return scoped<StoredNumber>(model, { globallyUnique: [['key']] });
}
