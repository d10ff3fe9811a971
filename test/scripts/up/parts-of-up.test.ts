import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { boxed, closingLines } from '../../../scripts/up/closing-lines.ts';
import { chooseDatabase } from '../../../scripts/up/database.ts';
import { foldersOf, makeDataFolder, readEnvironment, root } from '../../../scripts/up/environment.ts';
import { holderOfFolder, holdFolder } from '../../../scripts/up/holder.ts';
import { isMongodWarning, isNewsOfOurs, isRedisWarning, openLogFile } from '../../../scripts/up/log-file.ts';
import { refuseSamePorts } from '../../../scripts/up/ports.ts';
import { reset } from '../../../scripts/up/reset.ts';
import { readSettings } from '../../../scripts/up/settings.ts';
import { socketFolder } from '../../../scripts/up/sockets.ts';
import { strangersIn } from '../../../scripts/up/strangers.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-parts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

describe('the database', () => {
  test.each<[string, string | undefined, string | undefined, string | undefined, string]>([
    ['MONGODB_URI comes first', 'mongodb://x', 'WiredTiger', '/bin/mongod', 'given'],
    ['then a mongod', undefined, undefined, '/bin/mongod', 'mongod'],
    ['then the embedded engine', undefined, undefined, undefined, 'embedded'],
    ['data of the embedded engine stay with it', undefined, 'data.mdb', '/bin/mongod', 'embedded'],
    ['data of mongod stay with it', undefined, 'WiredTiger', '/bin/mongod', 'mongod'],
  ])('%s', (_, uri, file, mongod, choice) => {
    if (file !== undefined) writeFileSync(join(folder, file), '');
    // An argument that is undefined would be looked up on the PATH of whoever runs the tests.
    expect(mongod === undefined ? onNoPath(uri) : chooseDatabase(uri, folder, mongod)).toBe(choice);
  });

  function onNoPath(uri: string | undefined) {
    const path = process.env.PATH;
    process.env.PATH = '';
    try {
      return chooseDatabase(uri, folder);
    } finally {
      process.env.PATH = path;
    }
  }
});

describe('the environment', () => {
  test('wins over .env, and an empty variable counts as none', () => {
    const file = join(folder, '.env');
    writeFileSync(file, 'PORT=1\nHOST=a\nLOG_LEVEL=debug\n');
    expect(readEnvironment(file, { PORT: '2', HOST: '' })).toEqual({
      PORT: '2',
      HOST: 'a',
      LOG_LEVEL: 'debug',
    });
    expect(readEnvironment(join(folder, 'none'), { PORT: '2' })).toEqual({ PORT: '2' });
  });

  test('is read where it has a name that is known: others are most often slips', () => {
    const known = ['LOG_LEVEL', 'ENCRYPTION_KEYS_FILE', 'SANDBOX_PORT', 'NODE_OPTIONS', 'TZ'];
    const slips = ['LOG_LVL', 'LOG_LEVEL_FILE', 'log_level', 'toString'];
    expect(strangersIn([...known, ...slips])).toEqual(slips);
  });

  test('names folders from the repository on', () => {
    expect(foldersOf({})).toEqual({ data: join(root, 'data'), backups: join(root, 'backups') });
    expect(foldersOf({ TRUNKLINE_DATA: '/srv/calls', TRUNKLINE_BACKUPS: '' }).data).toBe('/srv/calls');
  });
});

describe('what a person has set', () => {
  test.each([['SANDBOX_PORT', 'abc']])('a wrong %s is told in words', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(`${name} is "${value}"; expected a whole number`);
  });

  test('an empty variable counts as none', () => {
    expect(readSettings({ SANDBOX_PORT: '' }).SANDBOX_PORT).toBe(4010);
  });

  test('the same port for two things is refused with both names', () => {
    expect(() => refuseSamePorts({ PORT: 1, SANDBOX_PORT: undefined, METRICS_PORT: 1 })).toThrow(
      'PORT and METRICS_PORT are both 1.',
    );
    refuseSamePorts({ PORT: 1, SANDBOX_PORT: undefined, METRICS_PORT: undefined });
  });

  test('a data folder that cannot be one is told with the variable that changes it', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => makeDataFolder(join(file, 'data'))).toThrow(/Nothing can be stored in .*TRUNKLINE_DATA/s);
  });
});

describe('the sockets', () => {
  test.each(['/srv/Größe und Maß', '/srv/a,b', '/srv/100%', '/srv/a?b', `/srv/${'x'.repeat(120)}`])(
    'lie elsewhere where an address cannot name their folder: %s',
    (data) => {
      const { path, remove } = socketFolder(data);
      onTestFinished(remove);
      expect(path).not.toBe(data);
      expect(path).toMatch(/^[\w./@+-]{1,90}$/);
    },
  );

  test('lie in the data folder otherwise', () => {
    expect(socketFolder('/srv/trunk-line_1.0/data').path).toBe('/srv/trunk-line_1.0/data');
  });
});

describe('the data folder', () => {
  const told = { mongodbUri: 'mongodb://x/', redisUrl: 'redis://x', url: 'http://127.0.0.1:3000' };

  test('has one holder, who can be asked for and gives it back', () => {
    const release = holdFolder(folder, told);
    expect(holderOfFolder(folder)).toMatchObject({ pid: process.pid, ...told });
    expect(statSync(join(folder, 'up.json')).mode & 0o777).toBe(0o600);
    expect(() => holdFolder(folder, told)).toThrow(`process ${process.pid} serves ${folder} at ${told.url}`);
    release();
    expect(holderOfFolder(folder)).toBeUndefined();
  });

  test('is free where its holder is gone, even when its number belongs to another process now', () => {
    for (const holder of [
      { pid: 999_999_999, since: '1' },
      { pid: process.pid, since: 'earlier' },
    ]) {
      writeFileSync(join(folder, 'up.json'), JSON.stringify({ ...told, ...holder }));
      expect(holderOfFolder(folder)).toBeUndefined();
      holdFolder(folder, told)();
    }
  });

  test('is free where the holder’s file was cut short: whoever wrote it lost its machine', () => {
    for (const text of ['', '{"pid":12']) {
      writeFileSync(join(folder, 'up.json'), text);
      expect(holderOfFolder(folder)).toBeUndefined();
      holdFolder(folder, told)();
    }
  });

  test('is emptied by reset of what is ours, and of nothing else', async () => {
    for (const name of ['mongo', 'redis', 'logs', 'holiday']) mkdirSync(join(folder, name));
    const asked: string[] = [];
    const answer = (yes: boolean) => ({
      data: folder,
      mongodbUri: undefined,
      isSure: async (question: string) => {
        asked.push(question);
        return yes;
      },
    });
    expect(await reset(answer(false))).toBe(false);
    expect(statSync(join(folder, 'mongo')).isDirectory()).toBe(true);
    expect(await reset(answer(true))).toBe(true);
    expect(asked[0]).toContain(folder);
    expect(
      ['mongo', 'redis', 'logs', 'holiday'].filter((name) =>
        statSync(join(folder, name), { throwIfNoEntry: false }),
      ),
    ).toEqual(['holiday']);
    // There is nothing left to be asked about.
    expect(await reset(answer(false))).toBe(true);
    expect(asked).toHaveLength(2);
  });
});

describe('logs', () => {
  test('of Redis: warnings are shown, greetings and the usual are not', () => {
    const lines = [
      '7:M 22 Nov 2026 04:37:55.592 # Failed to write AOF: No space left on device',
      '7:M 22 Nov 2026 04:37:55.592 # Server initialized',
      '7:C 22 Nov 2026 04:37:55.592 # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo',
      '7:M 22 Nov 2026 04:37:55.592 # WARNING Memory overcommit must be enabled!',
      '7:M 22 Nov 2026 04:37:55.592 * Ready to accept connections, no error',
    ];
    expect(lines.filter(isRedisWarning)).toEqual(lines.slice(0, 1));
  });

  test('of mongod: warnings and worse, but not those of every start', () => {
    const lines = [
      '{"s":"W","c":"STORAGE","msg":"slow"}',
      '{"s":"F","c":"STORAGE","msg":"fatal"}',
      '{"s":"I","c":"NETWORK","msg":"fine"}',
      '{"s":"W","c":"CONTROL","msg":"Access control is not enabled","tags":["startupWarnings"]}',
    ];
    expect(lines.filter(isMongodWarning)).toEqual(lines.slice(0, 2));
  });

  test('go on where they were, and are put aside when they are full', async () => {
    const file = join(folder, 'logs', 'redis.log');
    const log = openLogFile(file);
    log.write('one');
    await log.close();
    writeFileSync(file, Buffer.alloc((10 << 20) + 1));
    const next = openLogFile(file);
    next.write('two');
    await next.close();
    expect(statSync(`${file}.1`).size).toBe((10 << 20) + 1);
    expect(statSync(file).size).toBeLessThan(100);
  });

  test('are put aside while they are written, too, and no line is lost at that', async () => {
    const file = join(folder, 'server.log');
    const log = openLogFile(file, 300);
    for (let n = 0; n < 15; n += 1) {
      log.write(`\u001b[32mline ${n}\u001b[39m`);
      // The file has to be there before it can be put aside.
      await expect.poll(() => existsSync(file)).toBe(true);
    }
    await log.close();
    const lines = [`${file}.1`, file].flatMap((each) => readFileSync(each, 'utf8').trim().split('\n'));
    expect(lines.map((line) => line.replace(/^\S+ /, ''))).toEqual(
      Array.from({ length: 15 }, (_, n) => `line ${n}`),
    );
  });

  test('of server and worker: everything but what they say of themselves at every start', () => {
    const lines = [
      'INFO: a scope over all tenants {"metadata":{"reason":"x"}}',
      'INFO: server is listening at http://127.0.0.1:3000',
    ];
    expect(lines.filter(isNewsOfOurs)).toEqual(lines.slice(1));
  });
});

test('the box is as wide as its longest line', () => {
  const running = {
    url: 'http://127.0.0.1:3000',
    data: './data',
    database: 'x',
    backups: undefined,
    sandbox: 'http://127.0.0.1:4010',
    login: { email: 'admin@trunkline.example', password: 'secret', apiKey: 'tl_test_key' },
  };
  const box = boxed(closingLines(running));
  expect(new Set(box.map((line) => line.length)).size).toBe(1);
  expect(box.join('\n')).toContain('http://127.0.0.1:3000/docs');
});
