// npm run check: everything that is wrong and can be seen without running it. `-- --fix` mends what
// can be mended by itself: format, order of imports, safe lint fixes.
import { parseArgs } from 'node:util';
import { check } from './checks.ts';

const { values } = parseArgs({ options: { fix: { type: 'boolean', default: false } } });
process.exitCode = (await check(values)) ? 0 : 1;
