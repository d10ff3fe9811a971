// npm run docs:config: writes .env.example and the table of variables in docs/operations.md anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { envExample, withTable } from './config-docs/render.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs', 'operations.md');
writeFileSync(join(root, '.env.example'), envExample());
writeFileSync(page, withTable(readFileSync(page, 'utf8')));
