/** Audio both ways in frames of 20 ms, for as long as a media stream is open. */
import { decodeMulaw, encodeMulaw } from '../speech/mulaw.ts';
import type { Line } from './line.ts';
import { createPlayback } from './playback.ts';
import type { MediaStream, StreamOptions } from './types.ts';

const frameMs = 20;

export function openStream(line: Line, options: StreamOptions): MediaStream {
  if (line.state !== 'in-progress')
    throw new Error('a stream needs a call that is answered and has not ended');
  const startMs = line.elapsedMs();
  const closed = new AbortController();
  const signal = AbortSignal.any([line.signal, closed.signal]);
  const playback = createPlayback(line, (name) => options.onMark?.(name));
  const stopKeys = line.on((event) => {
    if (event.type === 'dtmf' && event.who === 'person') options.onDtmf?.(event.digit);
  });
  line.listeners.add(playback);

  function sendFrame(index: number): void {
    const fromMs = startMs + index * frameMs;
    for (const side of options.sides) {
      const payload = encodeMulaw(line.track(side).render(fromMs, fromMs + frameMs));
      options.onFrame({ side, chunk: index + 1, timestampMs: index * frameMs, payload });
    }
  }

  /** Frames that are late, because the process was busy, follow at once: as many as time has passed. */
  async function run(): Promise<void> {
    for (let sent = 0; ; ) {
      await line.clock.sleep(startMs + (sent + 1) * frameMs - line.elapsedMs(), signal);
      const due = Math.floor((line.elapsedMs() - startMs) / frameMs);
      for (; sent < due && !signal.aborted; sent += 1) sendFrame(sent);
      playback.advance();
    }
  }

  void run().catch((error: unknown) => {
    stopKeys();
    line.listeners.delete(playback);
    playback.stop();
    options.onEnd?.();
    if (!signal.aborted) line.end('failed', 'network', `the stream broke: ${String(error)}`);
  });

  return {
    push: (mulaw) => playback.push(decodeMulaw(mulaw)),
    mark: (name) => playback.mark(name),
    clear: () => playback.clear(),
    close: () => closed.abort(),
  };
}
