/** What Twilio is answered, read by a parser that is as strict as Twilio's; and the addresses that are in it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { overridesOf } from '../../../../sandbox/vendors/twilio/overrides.ts';
import { readTwiml } from '../../../../sandbox/vendors/twilio/twiml/document.ts';
import { type Element, parseXml } from '../../../../sandbox/vendors/twilio/twiml/xml.ts';
import {
  addressesFor,
  hookAddress,
  hookNames,
} from '../../../../src/providers/telephony/twilio/addresses.ts';
import {
  fallbackTwiml,
  greetingTwiml,
  hangUpTwiml,
  refusalTwiml,
} from '../../../../src/providers/telephony/twilio/twiml.ts';
import { element, escaped } from '../../../../src/providers/telephony/twilio/xml.ts';
import { often } from '../../../helpers/often.ts';

const hooksUrl = 'https://calls.example.com/hooks/twilio/conn_1';
const callId = 'call_0123456789abcdefghjkmnpqrs';

const verbs = (twiml: string) => readTwiml(twiml).children as Element[];
const names = (twiml: string) => verbs(twiml).map(({ name }) => name);

describe('a greeting', () => {
  test('is said, and that is all', () => {
    const twiml = greetingTwiml({ say: 'Hello & <welcome>', language: 'de-DE', record: false }, { hooksUrl });
    const [say, ...others] = verbs(twiml);
    expect(say).toMatchObject({ name: 'Say', children: ['Hello & <welcome>'] });
    expect([...(say?.attributes ?? [])]).toEqual([['language', 'de-DE']]);
    expect(others).toMatchObject([{ name: 'Hangup' }]);
  });

  test('takes a message, of which each address is told', () => {
    const twiml = greetingTwiml({ say: 'Please leave a message.', record: true }, { hooksUrl, callId });
    expect(names(twiml)).toEqual(['Say', 'Record', 'Hangup']);
    const attributes = verbs(twiml)[1]?.attributes;
    expect(attributes?.get('action')).toBe(hookAddress({ hooksUrl, callId }, 'action', 1));
    expect(attributes?.get('recordingStatusCallback')).toBe(hookAddress({ hooksUrl, callId }, 'recording'));
    expect(attributes?.get('recordingStatusCallbackEvent')).toBe('in-progress completed absent');
    expect(Number(attributes?.get('maxLength'))).toBeGreaterThan(0);
  });

  test('says nothing where there is nothing to say', () => {
    expect(names(greetingTwiml({ say: ' \n', record: false }, { hooksUrl }))).toEqual(['Hangup']);
  });
});

test('others are always the same', () => {
  expect(names(refusalTwiml)).toEqual(['Say', 'Hangup']);
  expect(names(fallbackTwiml)).toEqual(['Say', 'Hangup']);
  expect(names(hangUpTwiml)).toEqual(['Hangup']);
});

describe('any text gives XML that is well formed', { timeout: 120_000 }, () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    fc.constantFrom(
      ']]>',
      '<!--',
      '&amp;',
      '\ud800',
      '\udc00\ud800',
      '\u0000\u0008\u000b\u001f',
      '\ufffe\uffff',
      '\t\r\n',
      '😀',
      '\'"',
    ),
  );
  const text = fc.array(odd).map((parts) => parts.join(''));
  /** What XML has no way to hold is a space, or the sign for what cannot be read. */
  const shown = (said: string) =>
    Array.from(said.toWellFormed(), (character) => {
      const code = character.codePointAt(0) ?? 0;
      return '\t\n\r'.includes(character) || (code >= 0x20 && code !== 0xfffe && code !== 0xffff)
        ? character
        : ' ';
    }).join('');

  test('and comes back from it', () => {
    fc.assert(
      fc.property(text, text, (content, attribute) => {
        const root = parseXml(element('A', { b: attribute }, escaped(content)));
        expect(root.children.join('')).toBe(shown(content));
        expect(root.attributes.get('b')).toBe(shown(attribute));
      }),
      { numRuns: often(2_000) },
    );
  });

  test('in a greeting', () => {
    fc.assert(
      fc.property(text, text, fc.boolean(), (say, language, record) => {
        const found = names(greetingTwiml({ say, language, record }, { hooksUrl }));
        expect(found.slice(-1)).toEqual(['Hangup']);
        expect(found).toHaveLength(
          1 + Number(record) + Number(shown(say).trim() !== '' || say.trim() !== ''),
        );
      }),
      { numRuns: often(1_000) },
    );
  });
});

describe('addresses', () => {
  test('for each hook that is configured, and for no other', () => {
    const addresses = addressesFor(`${hooksUrl}/`);
    expect(Object.keys(addresses).sort()).toEqual(hookNames.filter((name) => name !== 'action').sort());
    for (const [name, address] of Object.entries(addresses)) {
      expect(address.split('#')[0]).toBe(`${hooksUrl}/${name}`);
    }
  });

  test('all attempts together end before Twilio gives the call up', () => {
    for (const address of [
      ...Object.values(addressesFor(hooksUrl)),
      hookAddress({ hooksUrl, callId }, 'action', 1),
    ]) {
      expect(address).toContain('#rc=3&rp=5xx,ct,rt&');
      const { retries, retryOn, connectMs, readMs, totalMs } = overridesOf(address);
      expect([retries, [...retryOn].sort()]).toEqual([3, ['5xx', 'ct', 'rt']]);
      expect((retries + 1) * (connectMs + readMs)).toBeLessThan(15_000);
      expect(totalMs).toBeLessThan(15_000);
      // We answer within a second.
      expect(readMs).toBeGreaterThan(2_000);
    }
  });

  test('carry the call and the step where there are such', () => {
    const { pathname, searchParams } = new URL(hookAddress({ hooksUrl, callId }, 'action', 2));
    expect(pathname).toBe('/hooks/twilio/conn_1/action');
    expect(Object.fromEntries(searchParams)).toEqual({ trunkline_call_id: callId, step: '2' });
    expect(new URL(hookAddress({ hooksUrl }, 'status')).search).toBe('');
  });
});
