/** The process that does the jobs: node src/worker.ts */
import { enableCompileCache } from 'node:module';

// Before the rest is imported: from the second start on it is there compiled.
enableCompileCache();
const [{ runProcess }, { work }] = await Promise.all([import('./core/process.ts'), import('./work.ts')]);

await runProcess('worker', work);
