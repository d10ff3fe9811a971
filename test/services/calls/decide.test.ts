import { expect, it } from 'vitest';
import { fact } from '../../../src/core/calls/fact.ts';
import { newId } from '../../../src/core/ids.ts';
import type { News } from '../../../src/services/calls/apply/news.ts';
import { createDecide } from '../../../src/services/calls/decide.ts';

const ownerId = newId('ten');
const connectionOf = (id: string) => ({ id, ownerId, provider: 'bland', simulated: false }) as const;

const newsOver = (connectionId: string): News => ({
  receiptId: newId('rcpt'),
  connection: connectionOf(connectionId),
  receivedAt: new Date(),
  providerCallId: newId('call'),
  facts: [fact('note', 'provider', { category: 'call', level: 'info', message: 'Ringing' })],
});

it('asks once for each connection of a batch which calls were placed there, and anew for the next batch', async () => {
  const asked: string[] = [];
  const deciding = createDecide({
    homes: { find: async () => [] },
    numbers: { at: async () => undefined },
    placements: {
      async unnamed(connectionId) {
        asked.push(connectionId);
        return [];
      },
    },
  });
  const decide = deciding();
  const news = ['one', 'other', 'one', 'one', 'other'].map(newsOver);
  const decided = await Promise.all(news.map((each) => decide(each)));
  expect(decided).toEqual(news.map(() => ({ tenantId: ownerId })));
  expect(asked).toEqual(['one', 'other']);
  await deciding()(newsOver('one'));
  expect(asked).toEqual(['one', 'other', 'one']);
});
