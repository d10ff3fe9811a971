/** What mails say and how they look: the same in both forms, harmless whatever is filled in, and nothing from outside. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Templates } from '../../../src/services/mail/mail.ts';
import { isTemplate, previews, rendered } from '../../../src/services/mail/templates/index.ts';
import { escaped } from '../../../src/services/mail/templates/layout.ts';
import { named } from '../../../src/services/mail/templates/letter.ts';

const invitation = (change: Partial<Templates['invitation']> = {}) =>
  rendered('invitation', {
    inviter: 'Ada',
    tenant: 'Acme',
    link: 'https://calls.example.com/invitation#token=abc',
    validFor: '7 days',
    ...change,
  });

describe.each(previews().map((one) => [one.template, one] as const))(
  '%s',
  (_name, { subject, text, html }) => {
    test('has a subject, a text and HTML', () => {
      expect(subject).toMatch(/^\S.{5,78}$/);
      expect(text.length).toBeGreaterThan(50);
      expect(html).toMatch(/^<!doctype html>/);
    });

    test('loads nothing, runs nothing, and brings its styles on its elements', () => {
      expect(html).not.toMatch(/<(img|link|script|style|iframe|object|form)|url\(|@import|\son\w+=/i);
      expect(html.match(/(?:src|background|srcset)="/g)).toBeNull();
    });

    test('says in its text whatever its HTML says', () => {
      const words = (plain: string) => plain.replace(/\s+/g, ' ');
      const body = html.slice(html.indexOf('</h1>')).replace(/<[^>]+>/g, ' ');
      const said = body.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
      for (const sentence of words(said).split(/(?<=[.:?])\s/)) {
        for (const word of sentence.split(' ')) expect(words(text)).toContain(word);
      }
    });

    test('leaves nothing unfilled', () => {
      expect(`${subject}${text}${html}`).not.toMatch(/undefined|null|\[object|\$\{|\{\{/);
    });
  },
);

test('every template has a preview, and what is none is none', () => {
  expect(
    previews()
      .map(({ template }) => template)
      .sort(),
  ).toEqual(['invitation', 'locked-out', 'password-changed', 'password-reset', 'quota'].sort());
  expect(previews().every(({ template }) => isTemplate(template))).toBe(true);
  expect(['toString', '__proto__', 'welcome'].some(isTemplate)).toBe(false);
});

test('whatever somebody is called, it makes no element and no attribute', () => {
  const elements = (html: string) => html.match(/<[a-z!/][^>]*>/gi);
  const plain = invitation();
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('"', "'", '<b>', '&lt;', ''),
      (name, more) => {
        const mail = invitation({ inviter: `${name}${more}`, tenant: `${more}${name}` });
        expect(elements(mail.html)).toEqual(elements(plain.html));
      },
    ),
  );
});

test('a name is one line, not too long, and no address that a mail program would make a link of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      const shown = named(name);
      expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
      expect([...shown.replaceAll('\u2060', '')].length).toBeLessThanOrEqual(80);
    }),
  );
  expect(named('Win at evil.example/now')).not.toContain('evil.example');
  expect(named('https://evil.example')).not.toMatch(/https:\/|evil\.e/);
  expect(named('mallory@evil.example')).not.toContain('@evil');
  expect(named('Grace Hopper')).toBe('Grace Hopper');
  expect(named('Dr. Grace Hopper')).toBe('Dr. Grace Hopper');
});

test('a link stands in both forms, escaped where it has to be, and is an http or https address', () => {
  const link = 'https://calls.example.com/reset?a=1&b="2"';
  const { text, html } = invitation({ link });
  expect(text).toContain(link);
  expect(html).toContain(`href="${escaped(link)}"`);
  expect(html).not.toContain(link);
  for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'calls.example.com', '']) {
    expect(() => invitation({ link: bad }), bad).toThrow();
  }
});
