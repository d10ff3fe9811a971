/** Every text can be read on what it stands on, in both themes: WCAG AA asks for a contrast of 4.5. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('../../dashboard/src/tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name = '', light, dark]) => [
    name,
    { light: light ?? '', dark: dark ?? '' },
  ]),
);

const grounds = ['bg', 'surface', 'raised', 'sunken'];
const pairs: [text: string, ground: string][] = [
  ...['ink', 'ink-2', 'ink-3', 'accent', 'caller', 'live', 'ring', 'fail'].flatMap((text) =>
    grounds.map((ground): [string, string] => [text, ground]),
  ),
  ['accent-ink', 'accent'],
  ...['accent', 'caller', 'live', 'ring', 'fail'].flatMap((text): [string, string][] => [
    [text, `${text}-soft`],
    ['ink', `${text}-soft`],
    ['ink-2', `${text}-soft`],
  ]),
  // A row that is open, or rings.
  ['caller', 'accent-soft'],
  ['ink-3', 'accent-soft'],
  ['ink-3', 'ring-soft'],
];

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  test.each(pairs)('%s on %s', (text, ground) => {
    const [one, other] = [tokens.get(text), tokens.get(ground)].map((token) =>
      luminance(token?.[theme] ?? ''),
    );
    const [low = 0, high = 0] = [one ?? 0, other ?? 0].sort((a, b) => a - b);
    expect((high + 0.05) / (low + 0.05)).toBeGreaterThanOrEqual(4.5);
  });
});

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
