/** No address that is not on the public internet gets past the guard, however it is written. */
import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openNames } from '../../../src/providers/http/names.ts';
import { type Outbound, openOutbound } from '../../../src/providers/http.ts';
import { nameServer } from '../../helpers/name-server.ts';
import { often } from '../../helpers/often.ts';

const usual = { EGRESS_PORTS: [443, 8443], EGRESS_ALLOWED_NETWORKS: [] as string[] };

function outbound(config: Partial<typeof usual> = {}, servers = ['127.0.0.1:1']): Outbound {
  const opened = openOutbound({ ...usual, ...config }, { names: openNames(servers) });
  onTestFinished(() => opened.close());
  return opened;
}

const refusal = { code: 'ADDRESS_NOT_ALLOWED', status: 400, retryable: false };

/** From the registries of special addresses: the network, and how many of its bits are given. */
const forbidden4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['169.254.169.254', 32],
  ['100.100.100.200', 32],
  ['192.0.0.192', 32],
  ['168.63.129.16', 32],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['255.255.255.255', 32],
] as const;

const numberOf = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const dotted = (value: number) =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/** Any address of any of these networks, the first and the last ones more often. */
const badNumber = fc.constantFrom(...forbidden4).chain(([network, bits]) => {
  const size = 2 ** (32 - bits);
  const within = fc.oneof(fc.constantFrom(0, size - 1), fc.nat({ max: size - 1 }));
  return within.map((offset) => numberOf(network) + offset);
});

const bases = [
  (value: number) => String(value),
  (value: number) => `0x${value.toString(16)}`,
  (value: number) => `0X${value.toString(16).toUpperCase()}`,
  (value: number) => `0x000${value.toString(16)}`,
  (value: number) => `0${value.toString(8)}`,
  (value: number) => `000${value.toString(8)}`,
];

/** One, two, three or four numbers, each in any base: all of it what resolvers of old have always taken. */
const shortForm = (value: number) =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.constantFrom(...bases), { minLength: 4, maxLength: 4 }),
    )
    .map(([count, writers]) => {
      const parts = dotted(value).split('.').map(Number);
      const rest = parts.slice(count - 1).reduce((sum, part) => sum * 256 + part, 0);
      return [...parts.slice(0, count - 1), rest].map((part, n) => writers[n]?.(part)).join('.');
    });

const fullWidth = (text: string) =>
  text.replace(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
const percent = (text: string) => text.replace(/./g, (one) => `%${one.charCodeAt(0).toString(16)}`);
const otherDots = (text: string) => text.replaceAll('.', '。');

const anyForm4 = badNumber.chain((value) =>
  fc.oneof(
    fc.constant(dotted(value)),
    shortForm(value),
    shortForm(value).map((form) => `${form}.`),
    shortForm(value).map(fullWidth),
    shortForm(value).map(percent),
    shortForm(value).map(otherDots),
  ),
);

const groups = (bytes: readonly number[]) =>
  Array.from({ length: 8 }, (_, n) => (((bytes[2 * n] ?? 0) << 8) | (bytes[2 * n + 1] ?? 0)).toString(16));
const hexOf = (value: number) =>
  [Math.floor(value / 65_536), value % 65_536].map((half) => half.toString(16)).join(':');

/** An IPv4 address, any at all, inside an IPv6 address. */
const embedded = fc
  .oneof(badNumber, fc.nat({ max: 2 ** 32 - 1 }))
  .chain((value) =>
    fc.constantFrom(
      `::ffff:${dotted(value)}`,
      `::ffff:${hexOf(value)}`,
      `0:0:0:0:0:ffff:${dotted(value)}`,
      `::ffff:0:${dotted(value)}`,
      `::${dotted(value)}`,
      `64:ff9b::${dotted(value)}`,
      `64:ff9b::${hexOf(value)}`,
      `64:ff9b:1::${dotted(value)}`,
      `2002:${hexOf(value)}::1`,
      `2001:0:${hexOf(value)}::1`,
      `2001::${hexOf(2 ** 32 - 1 - value)}`,
      `fe80::5efe:${dotted(value)}`,
    ),
  );

const bytes = (first: readonly number[], length = 16) =>
  fc
    .array(fc.nat({ max: 255 }), { minLength: length - first.length, maxLength: length - first.length })
    .map((rest) => [...first, ...rest]);

const special6 = fc.oneof(
  fc.constantFrom(
    '::',
    '::1',
    'fd00:ec2::254',
    'fd20:ce::254',
    'ff02::1',
    '100::1',
    'fe80::1',
    'fec0::1',
    '5f00::1',
    '3fff::1',
  ),
  ...[
    [0xfc],
    [0xfd],
    [0xfe, 0x80],
    [0xfe, 0xbf],
    [0xfe, 0xc0],
    [0xff],
    [0x20, 0x01, 0x0d, 0xb8],
    [0x20, 0x01, 0x00],
    [0x3f, 0xff, 0x00],
    [0x01, 0x00],
    [0x00],
    [0x40],
    [0x80],
  ].map((first) => bytes(first).map((all) => groups(all).join(':'))),
);

const spelled6 = (address: string) =>
  fc.constantFrom(address, address.toUpperCase(), address.replace(/(^|:)([0-9a-f]{1,3})(?=:|$)/gi, '$10$2'));

const anyForm6 = fc
  .oneof(embedded, special6)
  .chain(spelled6)
  .map((address) => `[${address}]`);

const port = fc.constantFrom('', ':443', ':8443', ':80', ':6379');
const scheme = fc.constantFrom('https', 'http', 'HTTPS');

test('any textual form of any address that is not public is refused, set or asked', {
  timeout: 60_000,
}, async () => {
  const guard = outbound();
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyForm4, anyForm6), scheme, port, async (host, before, behind) => {
      const url = `${before}://${host}${behind}/path`;
      await expect(guard.check(url), url).rejects.toMatchObject(refusal);
      await expect(guard.request({ method: 'POST', url }), url).rejects.toMatchObject(refusal);
    }),
    { numRuns: often(2_000) },
  );
});

test('what is public is not refused, in whatever form it is written', async () => {
  const guard = outbound();
  const isFree = (value: number) =>
    forbidden4.every(
      ([network, bits]) =>
        Math.floor(value / 2 ** (32 - bits)) !== Math.floor(numberOf(network) / 2 ** (32 - bits)),
    ) && !/^192\.(31\.196|52\.193|175\.48)\./.test(dotted(value));
  const free = fc.integer({ min: 2 ** 24, max: 0xdfffffff }).filter(isFree);
  const forms = fc.oneof(
    free.map(dotted),
    free.chain(shortForm),
    fc.constantFrom('[2606:4700::1111]', '[2a00:1450:4001::5]', '8.8.8.8'),
  );
  await fc.assert(
    fc.asyncProperty(forms, fc.constantFrom('', ':443', ':8443'), async (host, behind) => {
      await guard.check(`https://${host}${behind}/`);
    }),
    { numRuns: often(500) },
  );
});

test('the resolver refuses what its name servers would say of us, however many good ones are beside it', {
  timeout: 60_000,
}, async () => {
  const answers = new Map<string, { 4: string[]; 6: string[] }>();
  const { server } = await nameServer((name, family) => answers.get(name)?.[family] ?? []);
  const guard = outbound({}, [server]);
  const good: fc.Arbitrary<string> = fc.constantFrom(
    '8.8.8.8',
    '93.184.215.14',
    '2606:4700::1111',
    '2a00:1450:4001::5',
  );
  const bad6 = fc.constantFrom(
    '::1',
    'fd00:ec2::254',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    '2002:7f00:1::1',
    'fe80::1',
    '2001:0:7f00:1::1',
  );
  const bad = fc.oneof(badNumber.map(dotted), bad6);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(good, { maxLength: 5 }), bad, fc.nat(), async (goods, one, where) => {
      run += 1;
      const name = `name${run}.example`;
      const all = goods.toSpliced(where % (goods.length + 1), 0, one);
      answers.set(name, {
        4: all.filter((each) => isIP(each) === 4),
        6: all.filter((each) => isIP(each) === 6),
      });
      const url = `https://${name}/`;
      await expect(guard.check(url), String(all)).rejects.toMatchObject(refusal);
      await expect(guard.request({ method: 'GET', url }), String(all)).rejects.toMatchObject(refusal);
      if (goods.length === 0) return;
      answers.set(name, {
        4: goods.filter((each) => isIP(each) === 4),
        6: goods.filter((each) => isIP(each) === 6),
      });
      await guard.check(url);
    }),
    { numRuns: 150 },
  );
});

describe('refused before anybody is asked', () => {
  test.each([
    ['no address', 'hello'],
    ['no host', 'https://'],
    ['another scheme', 'ftp://hooks.example/'],
    ['a file', 'file:///etc/passwd'],
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/plain,hello'],
    ['no TLS', 'http://hooks.example/'],
    ['a user', 'https://user@hooks.example/'],
    ['a password', 'https://:password@hooks.example/'],
    ['a host that looks like another one', 'https://hooks.example@127.0.0.1/'],
    ['a port of something else', 'https://hooks.example:22/'],
    ['port 0', 'https://hooks.example:0/'],
    ['a dot at the end of the host', 'https://hooks.example./'],
    ['a line break', 'https://hooks.example/\nx'],
    ['a tab in the host', 'https://hooks\t.example/'],
    ['a space before it', ' https://hooks.example/'],
    ['a backslash', 'https://hooks.example\\@127.0.0.1/'],
    ['a zone', 'https://[fe80::1%25eth0]/'],
    ['localhost', 'https://localhost/'],
    ['a name under localhost', 'https://app.LOCALHOST:8443/'],
    ['more than anybody needs', `https://hooks.example/${'x'.repeat(3_000)}`],
  ])('%s', async (_name, url) => {
    const { server, asked } = await nameServer(() => ['8.8.8.8']);
    const guard = outbound({}, [server]);
    await expect(guard.check(url)).rejects.toMatchObject({
      ...refusal,
      details: [{ path: 'url', message: /^The address / }],
    });
    await expect(guard.request({ method: 'GET', url })).rejects.toMatchObject(refusal);
    expect(asked).toEqual([]);
  });
});

describe('what lies behind is not told', () => {
  test('a name of ours and one that does not exist are refused in the same words', async () => {
    const { server } = await nameServer((name, family) =>
      name === 'db.internal' && family === 4 ? ['10.0.0.5'] : [],
    );
    const guard = outbound({}, [server]);
    const words = (url: string) =>
      guard.check(url).catch(({ message, code, details }) => ({ message, code, details }));
    const ours = await words('https://db.internal/');
    expect(ours).toEqual(await words('https://nothing.internal/'));
    expect(JSON.stringify(ours)).not.toMatch(/10\.0|internal|private|resolve/i);
  });

  test('a name that cannot be looked up now may be tried again', async () => {
    const { server } = await nameServer(() => 'fails');
    await expect(outbound({}, [server]).check('https://hooks.example/')).rejects.toMatchObject({
      code: 'ADDRESS_UNREACHABLE',
      retryable: true,
    });
  });
});

describe('networks of our own that are allowed', () => {
  test('are reached by any port and without TLS, and nothing beside them is', async () => {
    const guard = outbound({ EGRESS_ALLOWED_NETWORKS: ['127.0.0.1', '::1', '10.1.0.0/16'] });
    for (const url of [
      'http://127.0.0.1:3000/',
      'https://localhost:22/',
      'http://[::1]/',
      'http://10.1.2.3/',
      'http://0x7f.1/',
    ]) {
      await guard.check(url);
    }
    for (const url of [
      'http://127.0.0.2/',
      'http://10.2.0.1/',
      'http://8.8.8.8/',
      'https://8.8.8.8:22/',
      'http://[::ffff:127.0.0.1]/',
    ]) {
      await expect(guard.check(url), url).rejects.toMatchObject(refusal);
    }
  });
});
