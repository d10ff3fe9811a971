import fc from 'fast-check';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { describe, expect, test } from 'vitest';
import { type Element, parseXml, XmlError } from '../../../../../sandbox/vendors/twilio/twiml/xml.ts';
import { often } from '../../../../helpers/often.ts';

const element = (
  name: string,
  attributes: Record<string, string> = {},
  ...children: (Element | string)[]
) => ({
  name,
  attributes: new Map(Object.entries(attributes)),
  children,
});

describe('is read', () => {
  test.each<[string, string, ReturnType<typeof element>]>([
    ['an empty element', '<Response/>', element('Response')],
    ['a declaration', '<?xml version="1.0" encoding="UTF-8"?>\n<Response></Response>', element('Response')],
    ['a byte order mark', '\uFEFF<Response/>', element('Response')],
    ['a named document type', '<!DOCTYPE Response>\n<Response/>', element('Response')],
    ['attributes', `<Say voice='x' language = "en"/>`, element('Say', { voice: 'x', language: 'en' })],
    ['text between elements', '<a>x<b/>y</a>', element('a', {}, 'x', element('b'), 'y')],
    ['comments and instructions', '<!-- <x> --><a><!--y--><?php z ?></a><!-- -->', element('a')],
    ['CDATA', '<a><![CDATA[<b>&amp;]]]></a>', element('a', {}, '<b>&amp;]')],
    ['references', '<a b="&lt;&#10;&quot;">&amp;&#x1F600;&apos;</a>', element('a', { b: '<\n"' }, "&😀'")],
    ['line ends', '<a b="1\r\n2">\r\n\r</a>', element('a', { b: '1 2' }, '\n\n')],
    ['names beyond ASCII', '<año ü="1"/>', element('año', { ü: '1' })],
  ])('%s', (_, source, expected) => {
    expect(parseXml(source)).toEqual(expected);
  });

  test("whatever the vendor's own builder writes", () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter((value) => !/[\p{Cc}\p{Cs}\p{Cn}\uFFFE\uFFFF]/u.test(value));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 5 }), (says) => {
        const response = new VoiceResponse();
        for (const [words, language] of says) response.gather({ hints: language }).say(words);
        expect(parseXml(response.toString())).toEqual(
          element(
            'Response',
            {},
            ...says.map(([words, hints]) => element('Gather', { hints }, element('Say', {}, words))),
          ),
        );
      }),
      { numRuns: often(500) },
    );
  });
});

describe('is refused', () => {
  test.each([
    ['nothing', ''],
    ['text alone', 'hello'],
    ['JSON', '{"ok":true}'],
    ['an unclosed element', '<Response><Say>hi</Response>'],
    ['an element that is never closed', '<Response>'],
    ['an end without a start', '<Response/></Response>'],
    ['a second root', '<Response/><Response/>'],
    ['text after the root', '<Response/>x'],
    ['space before the declaration', '\n<?xml version="1.0"?><Response/>'],
    ['a declaration in the middle', '<Response><?xml version="1.0"?></Response>'],
    ['an unquoted attribute', '<Say voice=x/>'],
    ['an attribute without a value', '<Say loud/>'],
    ['an attribute twice', '<Say a="1" a="2"/>'],
    ['attributes without space', '<Say a="1"b="2"/>'],
    ['< in an attribute', '<Say a="<"/>'],
    ['a bare &', '<Say>Tom & Jerry</Say>'],
    ['a bare & in an address', '<Redirect>/a?b=1&c=2</Redirect>'],
    ['an unknown entity', '<Say>&nbsp;</Say>'],
    ['a reference to a forbidden character', '<Say>&#0;&#11;</Say>'],
    ['a control character', '<Say>\u0007</Say>'],
    [']]> in text', '<Say>]]></Say>'],
    ['-- in a comment', '<!-- a -- b --><Response/>'],
    ['a document type that defines something', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['names that differ in case', '<Say></say>'],
    ['a name that starts with a digit', '<1a/>'],
    ['a space before the name', '< Say/>'],
    ['CDATA outside of the root', '<a/><![CDATA[x]]>'],
    ['CDATA that does not end', '<a><![CDATA[x</a>'],
    ['elements in elements without end', `${'<a>'.repeat(101)}${'</a>'.repeat(101)}`],
    ['an HTML page', '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><br></body></html>'],
  ])('%s', (_, source) => {
    expect(() => parseXml(source)).toThrow(XmlError);
  });

  test('with the place where it goes wrong', () => {
    expect(() => parseXml('<Response>\n  <Say>a & b</Say>\n</Response>')).toThrow(/^line 2, /);
  });

  test('in an instant, however large', () => {
    const deep = '<a>'.repeat(50_000);
    expect(() => parseXml(deep)).toThrow(XmlError);
    expect(() => parseXml(`<a ${'b="1" '.repeat(20_000)}`)).toThrow(XmlError);
    expect(() => parseXml(`<a>${'&'.repeat(50_000)}</a>`)).toThrow(XmlError);
  });
});
