import { expect, test } from 'vitest';
import { createOutage } from '../../src/core/outage.ts';

test('an outage is told when it begins and when it is over, and in between only to who looks closely', () => {
  const told: string[] = [];
  const tell = (level: string) => (_: unknown, message: string) => void told.push(`${level} ${message}`);
  const log = { warn: tell('warn'), info: tell('info'), debug: tell('debug') } as unknown as Parameters<
    typeof createOutage
  >[0];
  const outage = createOutage(log, { begins: 'away', ends: 'back' });
  outage.over();
  outage.failed(new Error());
  outage.failed(new Error());
  outage.over();
  outage.over();
  outage.failed(new Error());
  expect(told).toEqual(['warn away', 'debug away', 'info back', 'warn away']);
});
