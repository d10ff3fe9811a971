/** What the HTTP edge is told by its variables is checked when it is read, not when the first request comes. */
import { describe, expect, test } from 'vitest';
import { networks, origins } from '../../../src/core/config/kinds.ts';

describe('networks', () => {
  test.each(['127.0.0.1', '10.0.0.0/8', '::1, fd00::/8', ''])('accepts %j', (text) => {
    expect(networks().safeParse(text).success).toBe(true);
  });

  test.each(['localhost', '10.0.0.0/33', '10.0.0/8', '::1/129', '10.0.0.0/8/8', '10.0.0.0/', '10.0.0.1;::1'])(
    'refuses %j',
    (text) => {
      expect(networks().safeParse(text).error?.issues[0]?.message).toMatch(/^IP addresses or networks/);
    },
  );
});

describe('origins', () => {
  test.each(['https://app.example.com', 'http://localhost:5173, https://a.example', ''])(
    'accepts %j',
    (text) => {
      expect(origins().safeParse(text).success).toBe(true);
    },
  );

  test.each([
    'app.example.com',
    'https://app.example.com/',
    'https://app.example.com/x',
    '*',
    'https://a.example:443',
  ])('refuses %j, which no browser ever sends', (text) => {
    expect(origins().safeParse(text).error?.issues[0]?.message).toMatch(/^origins such as/);
  });
});
