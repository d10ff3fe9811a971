/** A call's way from document to document, and the ways in which it fails. */
import { describe, expect, test } from 'vitest';
import { apology } from '../../../../../sandbox/vendors/twilio/twiml/session.ts';
import type { DocumentRequest } from '../../../../../sandbox/vendors/twilio/twiml/types.ts';
import { home, played, stage } from './stage.ts';

const end = 'hang up: the document has ended';
const broken = ['answer', `say ${apology}`, 'hang up: application error'];
const fallback = { url: 'https://spare.example/voice', method: 'POST' } as const;
const request = (url: string): DocumentRequest => ({ purpose: 'document', url, method: 'POST', params: [] });

async function withPage(page: object) {
  const result = stage({ pages: { [home]: page } });
  await result.session.done;
  return result;
}

describe('a document fails', () => {
  test.each<[string, object, number]>([
    ['that answers 404', { status: 404, body: Buffer.from('<Response/>') }, 11200],
    ['that answers 500', { status: 500 }, 11200],
    ['that answers 304', { status: 304 }, 11200],
    ['that is too slow', { ok: false, code: 11205, message: 'no answer within 15 s' }, 11205],
    ['that is no XML', { body: Buffer.from('OK') }, 12100],
    ['that is empty', { body: Buffer.from('') }, 12100],
    [
      'whose ampersands are bare',
      { body: Buffer.from('<Response><Redirect>/a?b&c</Redirect></Response>') },
      12100,
    ],
    ['whose root is another', { body: Buffer.from('<response/>') }, 12102],
    ['that is an HTML page', { contentType: 'text/html', body: Buffer.from('<html><br></html>') }, 12100],
    ['that is JSON', { contentType: 'application/json', body: Buffer.from('{}') }, 12300],
    ['that says nothing at all', { status: 204, contentType: '' }, 12300],
    ['that is too long', { body: Buffer.from(`<Response>${'<Pause/>'.repeat(9_000)}</Response>`) }, 11750],
  ])('%s', async (_, page, code) => {
    const { notices, heard } = await withPage(page);
    expect(notices).toMatchObject([{ level: 'error', code, url: home }]);
    expect(heard).toEqual(broken);
  });

  test('when an action answers nothing', async () => {
    const { notices, heard } = await played('<Gather action="/a"/>', {
      hears: [{ by: 'dtmf', digits: '1', finishedBy: 'count' }],
      pages: { 'https://app.example/a': { status: 204, contentType: '' } },
    });
    expect(notices).toMatchObject([{ code: 12300, url: 'https://app.example/a' }]);
    expect(heard.slice(-2)).toEqual(broken.slice(-2));
  });

  test('with an address that is none', async () => {
    expect((await played('<Redirect>http://</Redirect>')).notices).toMatchObject([
      { code: 11100, url: home },
    ]);
  });
});

describe('the fallback', () => {
  test('is told what failed and where, and may save the call', async () => {
    const { requests, heard } = await played('<Say>a</Say><Redirect>/gone</Redirect>', {
      fallback,
      pages: { [fallback.url]: '<Say>one moment</Say>' },
    });
    expect(requests.at(-1)).toMatchObject({
      purpose: 'fallback',
      url: fallback.url,
      fields: { ErrorCode: '11200', ErrorUrl: 'https://app.example/gone' },
    });
    expect(heard).toEqual(['answer', 'say a', 'say one moment', end]);
  });

  test('that fails as well leaves the caller with an apology', async () => {
    const { requests, heard, notices } = await played('<Redirect>/gone</Redirect>', { fallback });
    expect(requests).toHaveLength(3);
    expect(notices.map(({ url }) => url)).toEqual(['https://app.example/gone', fallback.url]);
    expect(heard).toEqual(broken);
  });

  test('does not go round in circles', async () => {
    const { heard, requests } = await played('<Redirect>/gone</Redirect>', {
      fallback,
      pages: { [fallback.url]: `<Redirect>${home}</Redirect>` },
    });
    expect(heard).toEqual(broken);
    expect(requests.length).toBeLessThan(200);
  });

  test('is not asked about what only the sandbox cannot do', async () => {
    const { requests, notices, heard } = await played('<Say>hold</Say><Enqueue>support</Enqueue>', {
      fallback,
    });
    expect(requests).toHaveLength(1);
    expect(notices).toMatchObject([
      { level: 'error', code: undefined, message: expect.stringContaining('<Enqueue>') },
    ]);
    expect(heard.at(-1)).toBe('hang up: application error');
  });
});

describe('a document goes on', () => {
  test('past verbs that are none, with a warning', async () => {
    const { heard, notices } = await played('<say>no</say><Say>yes</Say> stray <Whisper/>');
    expect(heard).toEqual(['answer', 'say yes', end]);
    expect(notices.map(({ code, level }) => [code, level])).toEqual(Array(3).fill([12200, 'warning']));
  });

  test('that has nothing in it: the call is taken and ended', async () => {
    expect((await played('')).heard).toEqual(['answer', end]);
  });

  test('that is plain text, by reading it aloud', async () => {
    const { heard } = await withPage({ contentType: 'text/plain', body: Buffer.from('just this') });
    expect(heard).toEqual(['answer', 'say just this', end]);
  });

  test('that is an audio file, by playing it', async () => {
    const { heard } = await withPage({ contentType: 'audio/wav', body: Buffer.alloc(7) });
    expect(heard).toEqual(['answer', 'play 7 samples: a recorded word', end]);
  });

  test('relative to where HTTP redirected to', async () => {
    const body = Buffer.from('<Response><Redirect>next</Redirect></Response>');
    const result = stage({
      pages: {
        [home]: { url: 'https://other.example/x/y', body },
        'https://other.example/x/next': '<Say>here</Say>',
      },
    });
    await result.session.done;
    expect(result.heard).toContain('say here');
  });

  test('that came with the call and has no address, as long as it names absolute ones', async () => {
    const twiml = '<Response><Gather action="https://app.example/a"/><Say>hi</Say></Response>';
    const inline = stage({ entry: { twiml }, ringing: false });
    await inline.session.done;
    expect(inline.heard).toEqual(['listen', 'say hi', end]);
    const lost = stage({ entry: { twiml: '<Response><Redirect>/a</Redirect></Response>' }, ringing: false });
    await lost.session.done;
    expect(lost.notices).toMatchObject([{ code: 11100 }]);
  });

  test('but not for ever without a sound', async () => {
    const { requests, heard, notices } = await played(`<Redirect>${home}</Redirect>`);
    expect(requests).toHaveLength(100);
    expect(notices).toMatchObject([{ level: 'error', code: undefined }]);
    expect(heard).toEqual(broken);
  });

  test('as long as there is something to hear', async () => {
    let left = 300;
    const result = stage({
      pages: { [home]: () => (left-- > 0 ? `<Pause/><Redirect>${home}</Redirect>` : '<Hangup/>') },
      ringing: false,
    });
    await result.session.done;
    expect(result.heard.filter((each) => each === 'pause 1000')).toHaveLength(300);
  });
});

describe('a call that is sent elsewhere', () => {
  const elsewhere = { request: request('https://app.example/other') };
  const pages = { 'https://app.example/other': '<Say>other</Say>' };

  test('leaves what it hears and goes on there', async () => {
    const { heard } = await played('<Say>long story</Say><Say>never</Say>', {
      pages,
      at: { 'say long': ({ session }) => session.update(elsewhere) },
    });
    expect(heard).toEqual(['answer', 'say long story', 'say other', end]);
  });

  test('does not wait for a document that is on its way', async () => {
    const result = stage({
      pages: {
        ...pages,
        [home]: () => {
          queueMicrotask(() => result.session.update(elsewhere));
          return new Promise<never>(() => {});
        },
      },
    });
    await result.session.done;
    expect(result.heard).toEqual(['answer', 'say other', end]);
  });

  test('leaves a stream and the phone it dials, without asking their actions', async () => {
    for (const verb of [
      '<Connect action="/a"><Stream url="wss://a.example"/></Connect>',
      '<Dial action="/a">+14155550100</Dial>',
    ]) {
      const result = await played(verb, {
        pages,
        at: {
          stream: ({ session }) => session.update(elsewhere),
          dial: ({ session }) => session.update(elsewhere),
        },
      });
      expect(result.requests.map(({ url }) => url)).toEqual([home, 'https://app.example/other']);
      expect(result.heard).toContain('say other');
    }
  });

  test('may be given TwiML itself, also in the middle of an apology', async () => {
    const { heard } = await played('<Redirect>/gone</Redirect>', {
      at: {
        'say We are sorry': ({ session }) =>
          session.update({ twiml: '<Response><Say>saved</Say></Response>' }),
      },
    });
    expect(heard).toEqual(['answer', `say ${apology}`, 'say saved', end]);
  });
});

describe('a caller who hangs up', () => {
  test('in the middle of anything ends it quietly', async () => {
    for (const verb of [
      '<Say>a</Say>',
      '<Pause/>',
      '<Play digits="1"/>',
      '<Gather><Say>a</Say></Gather>',
      '<Record/>',
    ]) {
      const { heard, notices, requests } = await played(`<Start/>${verb}<Say>never</Say>`, {
        at: {
          say: (on) => on.hangUp(),
          pause: (on) => on.hangUp(),
          press: (on) => on.hangUp(),
          record: (on) => on.hangUp(),
        },
      });
      expect(heard).toHaveLength(2);
      expect(notices).toEqual([]);
      expect(requests).toHaveLength(1);
    }
  });

  test('while a document is on its way ends it too', async () => {
    const result = stage({ pages: { [home]: () => new Promise<never>(() => {}) } });
    result.hangUp();
    await result.session.done;
    expect(result.heard).toEqual([]);
  });
});
