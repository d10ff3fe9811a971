/** The server with one thing less: GET / is not limited. */
import { runProcess } from '../../src/core/process.ts';
import { table } from '../../src/routes/table.ts';
import { serve } from '../../src/serve.ts';

const routes = table.map((row) => (row.url === '/' ? { ...row, vital: true } : row));

await runProcess('server', (context) => serve(context, { routes }));
