// npm run dev: the dashboard as it is being written, each change shown at once. It asks the server that `npm run up`
// runs beside it, or the one that TRUNKLINE_URL names.
import { join } from 'node:path';
import { createServer } from 'vite';

const server = await createServer({
  configFile: join(import.meta.dirname, '..', 'dashboard', 'vite.config.ts'),
});
await server.listen();
server.printUrls();
