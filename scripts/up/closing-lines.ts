/** What `npm run up` tells at the end, when everything runs. Whatever a newcomer can try next gets its line here. */
import type { FirstLogin } from './first-login.ts';

export interface Running {
  readonly url: string;
  readonly data: string;
  readonly database: string;
  /** Where the pretended providers are, and the mails that were sent. */
  readonly sandbox: string | undefined;
  /** Undefined where others have made the administrators. */
  readonly login: FirstLogin | undefined;
  /** Undefined where the database is not ours to back up. */
  readonly backups: string | undefined;
}

export function closingLines(running: Running): [what: string, where: string][] {
  const { url, data, database, backups, sandbox, login } = running;
  return [
    ['Dashboard', url],
    ['API, to read', `${url}/docs`],
    ['Health', `${url}/health`],
    ...loginLines(login),
    ...sandboxLines(sandbox),
    ['Database', database],
    ['Data', data],
    ...(backups === undefined ? [] : [['Backups', `${backups}, every ten minutes`] as [string, string]]),
    ['To stop', 'Ctrl-C'],
    ...(sandbox === undefined
      ? []
      : [['A simulated call', 'npm run call, in another terminal'] as [string, string]]),
  ];
}

function loginLines(login: FirstLogin | undefined): [string, string][] {
  if (login === undefined) return [];
  const { email, password, apiKey } = login;
  return [
    ['Login', `${email} · ${password}`],
    ...(apiKey === undefined ? [] : [['API key', apiKey] as [string, string]]),
  ];
}

function sandboxLines(sandbox: string | undefined): [string, string][] {
  if (sandbox === undefined) return [];
  return [
    ['Sandbox', `${sandbox}, with the pretended providers`],
    ['Mails', `${sandbox}/_sandbox/sendgrid/inbox`],
  ];
}

/** A frame as wide as its longest line. */
export function boxed(lines: readonly (readonly [string, string])[]): string[] {
  const labels = Math.max(...lines.map(([what]) => what.length));
  const rows = lines.map(([what, where]) => `${what.padEnd(labels)}   ${where}`);
  const width = Math.max(...rows.map((row) => row.length));
  const edge = '─'.repeat(width + 2);
  return [`┌${edge}┐`, ...rows.map((row) => `│ ${row.padEnd(width)} │`), `└${edge}┘`];
}
