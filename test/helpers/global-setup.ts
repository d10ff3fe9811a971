/** Once for a run: the database that all test files share, each with a database name of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    mongoUri: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env.TEST_MONGODB_URI;
  if (external) {
    project.provide('mongoUri', external);
    return async () => {};
  }
  const server = fork(new URL('./mongo-server.ts', import.meta.url), { execArgv: [] });
  const exited = once(server, 'exit');
  const [uri] = (await Promise.race([
    once(server, 'message'),
    exited.then(() => Promise.reject(new Error('the embedded engine ended before it was ready'))),
  ])) as [string];
  project.provide('mongoUri', uri);
  return async () => {
    server.disconnect();
    const [code] = await exited;
    if (code !== 0) throw new Error(`the embedded engine ended with ${code}: something was left open`);
  };
}
