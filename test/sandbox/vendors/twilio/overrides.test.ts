import { expect, test } from 'vitest';
import { overridesOf } from '../../../../sandbox/vendors/twilio/overrides.ts';

const usual = { connectMs: 5_000, readMs: 15_000, totalMs: 15_000, retries: 1, retryOn: new Set(['ct']) };

test('without any, once more after a failed connection', () => {
  for (const url of [
    'https://a.example/',
    'https://a.example/#',
    'https://a.example/?rc=3',
    'https://a.example/#top',
  ]) {
    expect(overridesOf(url)).toEqual(usual);
  }
});

test('all of them', () => {
  expect(
    overridesOf('https://a.example/v?x=1#ct=100&rt=2000&tt=9000&rc=5&rp=4xx,5xx,rt&sni=y&e=ashburn'),
  ).toEqual({
    connectMs: 100,
    readMs: 2_000,
    totalMs: 9_000,
    retries: 5,
    retryOn: new Set(['4xx', '5xx', 'rt']),
  });
  expect(overridesOf('https://a.example/#rc=0&rp=all')).toEqual({
    ...usual,
    retries: 0,
    retryOn: new Set(['ct', 'rt', '4xx', '5xx']),
  });
});

test('what is out of range or makes no sense is passed over', () => {
  for (const wrong of [
    'rc=6',
    'rc=-1',
    'rc=two',
    'ct=99',
    'ct=10001',
    'rt=15001',
    'tt=1',
    'rp=',
    'rp=sometimes',
    'ct=1e3',
  ]) {
    expect(overridesOf(`https://a.example/#${wrong}`)).toEqual(usual);
  }
});
