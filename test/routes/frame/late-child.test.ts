import { expect, it } from 'vitest';
import { createLogger } from '../../../src/core/logger/index.ts';
import { lateChild } from '../../../src/routes/frame/late-child.ts';

function logger() {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger('info', { write: (line: string) => lines.push(JSON.parse(line)) });
  return { log, lines };
}

it('says what it was given, and who, as a child does', () => {
  const { log, lines } = logger();
  const late = lateChild(lateChild(log, { requestId: 'req_1' }), { tenantId: 'ten_1' });
  late.info({ password: 'secret' }, 'first');
  late.child({ userId: 'usr_1' }).warn('second');
  log.info('third');
  expect(lines).toMatchObject([
    {
      level: 'info',
      requestId: 'req_1',
      tenantId: 'ten_1',
      message: 'first',
      metadata: { password: '[redacted]' },
    },
    { level: 'warn', requestId: 'req_1', tenantId: 'ten_1', userId: 'usr_1', message: 'second' },
    { message: 'third' },
  ]);
  expect(lines[2]).not.toHaveProperty('requestId');
});

it('is made at its first use, once, and keeps a level of its own', () => {
  const { log, lines } = logger();
  let made = 0;
  const parent = {
    info: () => undefined,
    child(bindings: object) {
      made += 1;
      return log.child(bindings);
    },
  };
  const late = lateChild(parent as never as typeof log, { requestId: 'req_1' });
  expect(typeof late.info).toBe('function');
  expect(made).toBe(0);
  late.level = 'error';
  late.info('not said');
  late.error('said');
  expect(made).toBe(1);
  expect(late.level).toBe('error');
  expect(log.level).toBe('info');
  expect(lines.map(({ message }) => message)).toEqual(['said']);
});
