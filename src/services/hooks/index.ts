/** What providers send: proven by its signature first, stored then, and only then answered. */
import { AuthenticationError, ValidationError } from '../../core/errors.ts';
import type { StoredReceipt } from '../../models/receipts.ts';
import type { Arrived, Message, ProviderName, Webhooks } from '../../providers/telephony/telephony.ts';
import type { Receiving } from '../calls/receipts/receive.ts';
import type { OpenConnection, OpenConnections } from '../connections/connections.ts';
import { headersOfInterest } from './headers.ts';
import type { Refusals } from './refusals.ts';

export type Answer = StoredReceipt['answer'];

/** A request whose signature is good. */
export interface Proven {
  readonly connection: OpenConnection;
  readonly bytes: Buffer;
}

/** What a provider is told, of each of its messages. */
export interface Answers {
  answerTo(connection: OpenConnection, message: Message): Answer | Promise<Answer>;
}

export interface Hooks {
  /** The same refusal whatever was wrong, so that it helps nobody to guess. */
  prove(
    provider: ProviderName,
    connectionId: string,
    arrived: Arrived,
    from: { requestId: string },
  ): Promise<Proven>;
  /** Resolves when it is stored; with what its first copy was answered, where this is a repeat. */
  take(proven: Proven, message: Omit<Message, 'body'> & Pick<Arrived, 'headers'>): Promise<Answer>;
  /** For a caller whom nobody else has answered: always the same, and from memory. */
  fallback(): Answer;
}

interface Parts {
  readonly connections: OpenConnections;
  readonly webhooks: Readonly<Record<ProviderName, Webhooks>>;
  readonly answers: Readonly<Record<ProviderName, Answers>>;
  readonly receiving: Pick<Receiving, 'receive'>;
  readonly refusals: Refusals;
  readonly fallback: Answer;
}

/** Stands in where there is no connection, so that finding that out takes as long as a wrong signature. */
const nobody = { secrets: ['no connection has this secret'] } as const;

export function createHooks({ connections, webhooks, answers, receiving, refusals, fallback }: Parts): Hooks {
  return {
    async prove(provider, connectionId, arrived, { requestId }) {
      const found = await connections.byId(connectionId);
      const connection = found?.provider === provider ? found : undefined;
      const verdict = webhooks[provider].verify(arrived, connection?.signing ?? nobody);
      if (connection !== undefined && verdict.good) {
        connections.seen(connectionId);
        return { connection, bytes: verdict.bytes };
      }
      const why = connection === undefined || verdict.good ? 'no such connection' : verdict.why;
      refusals.add({ provider, connection, why, requestId });
      throw new AuthenticationError('The signature of this webhook is not good.', {
        code: 'SIGNATURE_WRONG',
      });
    },
    async take({ connection, bytes }, { route, contentType, query, headers }) {
      const message = { route, contentType, query, body: bytes };
      const key = webhooks[connection.provider].keyOf(message);
      if (key === undefined) {
        throw new ValidationError('This cannot be read as what its content type says.', []);
      }
      const answer = await answers[connection.provider].answerTo(connection, message);
      const text = query.toString();
      return receiving.receive({
        connection,
        route,
        key,
        body: bytes,
        contentType,
        query: text === '' ? undefined : text,
        headers: headersOfInterest(headers),
        answer,
      });
    },
    fallback: () => fallback,
  };
}
