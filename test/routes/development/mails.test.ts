/** The preview of mails: for whoever develops Trunkline, and for nobody else. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMetrics } from '../../../src/core/metrics.ts';
import { createHttp } from '../../../src/routes/http.ts';
import { testApp } from '../../helpers/app.ts';

const { app } = await testApp();

async function startIn(NODE_ENV: 'development' | 'production' | 'test') {
  const { fastify } = await createHttp({
    ...app,
    config: { ...app.config, NODE_ENV },
    metrics: createMetrics(),
  });
  onTestFinished(() => fastify.close());
  return fastify;
}

describe('in development', () => {
  test('200: every mail is shown, as HTML and as text', async () => {
    const http = await startIn('development');
    const { statusCode, headers, body } = await http.inject('/dev/mails');
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    for (const { template, subject } of app.mail.previews()) {
      expect(body).toContain(`src="/dev/mails/${template}"`);
      expect(body).toContain(subject);
      const one = await http.inject(`/dev/mails/${template}`);
      expect(one.statusCode).toBe(200);
      expect(one.body).toContain(`<title>${subject.replaceAll("'", '&#39;')}</title>`);
      expect(one.headers['content-security-policy']).toMatch(/^default-src 'none'/);
    }
  });

  test('404: a mail that there is not', async () => {
    const http = await startIn('development');
    expect((await http.inject('/dev/mails/toString')).statusCode).toBe(404);
  });
});

test.each(['production', 'test'] as const)('404 in %s: there is no such page', async (environment) => {
  const http = await startIn(environment);
  expect((await http.inject('/dev/mails')).statusCode).toBe(404);
  expect((await http.inject('/dev/mails/invitation')).statusCode).toBe(404);
});
