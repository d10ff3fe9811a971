/** The process that answers: npm's `up`, the container and a developer start it as `node src/server.ts`. */
import { enableCompileCache } from 'node:module';

// Before the rest is imported: from the second start on it is there compiled.
enableCompileCache();
const [{ runProcess }, { serve }] = await Promise.all([import('./core/process.ts'), import('./serve.ts')]);

await runProcess('server', serve);
