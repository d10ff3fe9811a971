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
  const playback = createPlayback(line, (name) => options.onMark?.(name));
  const stopKeys = line.on((event) => {
    if (event.type === 'dtmf' && event.who === 'person') options.onDtmf?.(event.digit);
  });
  let sent = 0;

  function sendFrame(): void {
    const timestampMs = sent * frameMs;
    const fromMs = startMs + timestampMs;
    sent += 1;
    for (const side of options.sides) {
      const payload = encodeMulaw(line.track(side).render(fromMs, fromMs + frameMs));
      options.onFrame({ side, chunk: sent, timestampMs, payload });
    }
  }

  /** Frames that are late, because the process was busy, follow at once: as many as time has passed. */
  function catchUp(): void {
    const due = Math.floor((line.elapsedMs() - startMs) / frameMs);
    while (sent < due && !closed.signal.aborted) sendFrame();
    playback.advance();
  }

  function close(): void {
    if (closed.signal.aborted) return;
    catchUp();
    closed.abort();
    stopKeys();
    line.streams.delete(playback);
    line.closing.delete(close);
    playback.stop();
    options.onEnd?.();
  }

  async function run(): Promise<void> {
    for (;;) {
      await line.clock.sleep(startMs + (sent + 1) * frameMs - line.elapsedMs(), closed.signal);
      catchUp();
    }
  }

  line.streams.add(playback);
  line.closing.add(close);
  void run().catch((error: unknown) => {
    if (!closed.signal.aborted) line.end('failed', 'network', `the stream broke: ${String(error)}`);
  });

  return {
    push: (mulaw) => playback.push(decodeMulaw(mulaw)),
    mark: (name) => playback.mark(name),
    clear: () => playback.clear(),
    close,
  };
}
