/** The least that a page can do with the same events: it counts them and shows the number. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import type { Ground } from './ground.ts';
import { until } from './until.ts';

const client = readFileSync(createRequire(import.meta.url).resolve('socket.io-client/dist/socket.io.js'));

const html = (url: string, apiKey: string) => `<!doctype html><title>Bare</title><p>0</p>
<script src="/socket.io.js"></script>
<script>
  const text = document.querySelector('p').firstChild;
  let heard = 0;
  const socket = io('${url}', { transports: ['websocket'], auth: { apiKey: '${apiKey}' } });
  socket.on('feed:joined', () => { document.title = 'Joined'; });
  socket.onAny((name) => {
    if (!name.startsWith('feed:')) text.data = String(++heard);
  });
</script>`;

/** Resolves with what tells how what the page shows is wrong. */
export async function openBare(
  page: Page,
  { url, house }: Ground,
): Promise<(events: number) => Promise<string[]>> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/socket.io.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? client : html(url, house.apiKey));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  page.once('close', () => server.close());
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  await until(async () => (await page.title()) === 'Joined');
  let before = 0;
  return async (events) => {
    const shown = async () => Number(await page.locator('p').textContent());
    await until(async () => (await shown()) >= before + events);
    const heard = (await shown()) - before;
    before += heard;
    return heard === events ? [] : [`${heard} of ${events} events are counted`];
  };
}
