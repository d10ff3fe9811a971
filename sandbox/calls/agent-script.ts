/** The agent's part, from a script instead of a vendor's commands. */
import { CallEnded } from './call-ended.ts';
import { createEar, type Ear } from './ear.ts';
import type { Line } from './line.ts';
import type { AgentScript, AgentStep, Call, CallResult } from './types.ts';

const usual = { answersAfterMs: 1_000, silenceMs: 800, waitMs: 15_000, beepMs: 30_000 };
/** How long it takes an agent to notice that it is spoken over; who says less than that only hums. */
const noticesMs = 250;

export async function runAgent(call: Call, line: Line, script: AgentScript): Promise<CallResult> {
  try {
    if (call.direction === 'inbound' && call.state === 'ringing') {
      await call.clock.sleep(usual.answersAfterMs, call.signal);
      call.agent.answer();
    }
    const by = await call.answered;
    if (by === 'machine' && script.onVoicemail?.do !== 'ignore') await meetMachine(call, line, script);
    else await converse(call, line, script);
  } catch (error) {
    if (!(error instanceof CallEnded)) call.hangUp('agent', `the agent failed: ${String(error)}`);
  }
  return call.ended;
}

async function converse(call: Call, line: Line, script: AgentScript): Promise<void> {
  const ear = createEar(line, 'person');
  for (const step of script.steps) await take(step, { call, line, ear, script });
}

interface Talking {
  call: Call;
  line: Line;
  ear: Ear;
  script: AgentScript;
}

async function take(step: AgentStep, talking: Talking): Promise<void> {
  const { call, ear } = talking;
  switch (step.do) {
    case 'say':
      return say(step.text, step.language, talking);
    case 'pause':
      return call.agent.pause(step.ms);
    case 'press':
      return call.agent.press(step.digits);
    case 'wait': {
      const { timeoutMs = usual.waitMs } = step;
      await ear.waitForTurn({ silenceMs: usual.silenceMs, timeoutMs }, call.signal);
      return;
    }
    case 'transfer': {
      const { to, person, timeoutMs } = step;
      await call.agent.dial({ targets: [{ number: to, person }], timeoutMs });
      return;
    }
    case 'hang up':
      return call.agent.hangUp();
  }
}

/** Lets the person finish first, and falls silent when they speak over it. */
async function say(text: string, language: AgentScript['language'], talking: Talking): Promise<void> {
  const { call, line, ear, script } = talking;
  while (line.speaking('person')) await line.changed(Number.POSITIVE_INFINITY, call.signal);
  const startMs = call.elapsedMs();
  const spokenOver = new AbortController();
  const stop = call.on((event) => {
    if (event.type === 'speaking' && event.who === 'person') void yieldTo(line, spokenOver);
  });
  const signal = script.yields === false ? undefined : spokenOver.signal;
  try {
    await call.agent.say(text, { voice: script.voice, language: language ?? script.language, signal });
  } catch (error) {
    if (call.signal.aborted || !spokenOver.signal.aborted) throw error;
  } finally {
    stop();
  }
  ear.answered(startMs, call.elapsedMs());
}

async function yieldTo(line: Line, spokenOver: AbortController): Promise<void> {
  try {
    await line.clock.sleep(noticesMs, line.signal);
  } catch {
    return;
  }
  if (line.speaking('person')) spokenOver.abort();
}

async function meetMachine(
  call: Call,
  line: Line,
  { onVoicemail, voice, language }: AgentScript,
): Promise<void> {
  if (onVoicemail?.do === 'leave') {
    const beeped = () => line.events.some(({ type }) => type === 'beep');
    const untilMs = call.elapsedMs() + usual.beepMs;
    while (!beeped() && call.elapsedMs() < untilMs) {
      await line.changed(untilMs - call.elapsedMs(), call.signal);
    }
    await call.agent.say(onVoicemail.text, { voice, language });
  }
  call.agent.hangUp();
}
