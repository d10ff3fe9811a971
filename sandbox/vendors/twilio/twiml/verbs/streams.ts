/** Connect, Start and Stop: sockets and recordings beside the call. */
import type { Form } from '../../signature.ts';
import { attributesOf, elementsOf } from '../attributes.ts';
import { recordingCallback } from '../callbacks.ts';
import { NotPretended, TwimlFailure } from '../failure.ts';
import { unlessAborted } from '../scene.ts';
import type { RunningStream, Scene, Verb } from '../types.ts';
import type { Element } from '../xml.ts';

const tracks = {
  inbound_track: ['inbound'],
  outbound_track: ['outbound'],
  both_tracks: ['inbound', 'outbound'],
} as const;

/** Holds the call until the other side of the socket, or the call itself, ends it. */
export const connect: Verb = {
  attributes: ['action', 'method'],
  audible: true,
  async play(scene, element) {
    const attributes = attributesOf(element, scene);
    const action = attributes.url('action');
    const method = attributes.method();
    const [noun, ...others] = elementsOf(element);
    if (noun === undefined) throw new TwimlFailure(12200, '<Connect> names nothing to connect to');
    if (noun.name !== 'Stream' || others.length > 0) throw new NotPretended(`<${noun.name}> in <Connect>`);
    const stream = openStream(scene, noun, true);
    try {
      await unlessAborted(stream.ended, scene.signal);
    } catch (error) {
      stream.stop();
      if (!scene.line.signal.aborted) throw error;
    }
    if (action === undefined) return undefined;
    return { request: { purpose: 'action', url: action, method, params: [] }, owed: true };
  },
};

export const start: Verb = {
  attributes: ['action', 'method'],
  audible: false,
  async play(scene, element) {
    for (const noun of elementsOf(element)) {
      if (noun.name === 'Stream') openStream(scene, noun, false);
      else if (noun.name === 'Recording') startRecording(scene, noun);
      else throw new NotPretended(`<${noun.name}> in <Start>`);
    }
    return undefined;
  },
};

export const stop: Verb = {
  attributes: [],
  audible: false,
  async play(scene, element) {
    for (const noun of elementsOf(element)) {
      if (noun.name !== 'Stream') throw new NotPretended(`<${noun.name}> in <Stop>`);
      const name = noun.attributes.get('name') ?? '';
      const stream = scene.streams.get(name);
      if (stream === undefined) scene.warn(12200, `<Stop> finds no stream called "${name}"`);
      stream?.stop();
      scene.streams.delete(name);
    }
    return undefined;
  },
};

function openStream(scene: Scene, noun: Element, bidirectional: boolean): RunningStream {
  const attributes = attributesOf(noun, scene);
  const url = attributes.text('url')?.trim() ?? '';
  if (!/^wss?:\/\/[^/?#]/i.test(url)) {
    throw new TwimlFailure(11100, `<Stream> url="${url}" should be a wss address`);
  }
  const name = attributes.text('name');
  const callback = attributes.url('statusCallback');
  const track =
    attributes.oneOf('track', ['inbound_track', 'outbound_track', 'both_tracks']) ?? 'inbound_track';
  if (bidirectional && track !== 'inbound_track') {
    scene.warn(12200, '<Connect><Stream> hears the inbound track alone');
  }
  const stream = scene.ports.stream({
    url,
    name,
    tracks: bidirectional ? ['inbound'] : tracks[track],
    bidirectional,
    parameters: parametersOf(scene, noun),
    callback:
      callback === undefined
        ? undefined
        : { url: callback, method: attributes.method('statusCallbackMethod') },
  });
  if (name !== undefined) scene.streams.set(name, stream);
  return stream;
}

function parametersOf(scene: Scene, noun: Element): Form {
  return elementsOf(noun).flatMap(({ name: tag, attributes }) => {
    const name = attributes.get('name');
    if (tag === 'Parameter' && name !== undefined) return [[name, attributes.get('value') ?? ''] as const];
    scene.warn(12200, `<${tag}> in <Stream> should be a <Parameter> with a name`);
    return [];
  });
}

function startRecording(scene: Scene, noun: Element): void {
  const attributes = attributesOf(noun, scene);
  scene.ports.record({
    source: 'StartCallRecordingAPI',
    channels: attributes.oneOf('channels', ['mono', 'dual']) === 'mono' ? 1 : 2,
    track: attributes.oneOf('track', ['inbound', 'outbound', 'both']) ?? 'both',
    callback: recordingCallback(attributes),
  });
}
