/** The agent's part, from a script instead of a vendor's commands. */
import { CallEnded } from './call-ended.ts';
import { createEar, type Ear } from './ear.ts';
import type { Line } from './line.ts';
import type { AgentScript, AgentStep, Call, CallResult, RunAgentOptions } from './types.ts';

const usual = { answersAfterMs: 1_000, silenceMs: 800, waitMs: 15_000, beepMs: 30_000 };
/** How long it takes an agent to notice that it is spoken over; who says less than that only hums. */
const noticesMs = 250;

export async function runAgent(
  call: Call,
  line: Line,
  script: AgentScript,
  { signal: dismissed, onLeg }: RunAgentOptions = {},
): Promise<CallResult> {
  const signal = dismissed === undefined ? call.signal : AbortSignal.any([call.signal, dismissed]);
  try {
    if (call.direction === 'inbound' && call.state === 'ringing') {
      await call.clock.sleep(usual.answersAfterMs, signal);
      call.agent.answer();
    }
    const by = await call.answered;
    if (by === 'machine' && script.onVoicemail?.do !== 'ignore')
      await meetMachine({ call, line, script, signal, onLeg });
    else await converse({ call, line, script, signal, onLeg });
  } catch (error) {
    const expected = error instanceof CallEnded || dismissed?.aborted;
    if (!expected) call.hangUp('agent', `the agent failed: ${String(error)}`);
  }
  return call.ended;
}

interface Meeting {
  call: Call;
  line: Line;
  script: AgentScript;
  /** Ends the agent's part, with the call or before it. */
  signal: AbortSignal;
  onLeg: RunAgentOptions['onLeg'];
}

interface Talking extends Meeting {
  ear: Ear;
}

async function converse(meeting: Meeting): Promise<void> {
  const ear = createEar(meeting.line, 'person');
  for (const step of meeting.script.steps) {
    meeting.signal.throwIfAborted();
    await take(step, { ...meeting, ear });
  }
}

async function take(step: AgentStep, talking: Talking): Promise<void> {
  const { call, ear, signal, onLeg } = talking;
  switch (step.do) {
    case 'say':
      return say(step.text, step.language, talking);
    case 'pause':
      return call.agent.pause(step.ms, signal);
    case 'press':
      return call.agent.press(step.digits, signal);
    case 'wait': {
      const { timeoutMs = usual.waitMs } = step;
      await ear.waitForTurn({ silenceMs: usual.silenceMs, timeoutMs }, signal);
      return;
    }
    case 'transfer': {
      const { to, person, timeoutMs } = step;
      await call.agent.dial({ targets: [{ number: to, person }], timeoutMs, signal, onLeg });
      return;
    }
    case 'hang up':
      return call.agent.hangUp();
  }
}

/** Lets the person finish first, and falls silent when they speak over it. */
async function say(text: string, language: AgentScript['language'], talking: Talking): Promise<void> {
  const { call, line, ear, script } = talking;
  while (line.speaking('person')) await line.changed(Number.POSITIVE_INFINITY, talking.signal);
  const startMs = call.elapsedMs();
  const spokenOver = new AbortController();
  const stop = call.on((event) => {
    if (event.type === 'speaking' && event.who === 'person') void yieldTo(line, spokenOver);
  });
  const signal =
    script.yields === false ? talking.signal : AbortSignal.any([talking.signal, spokenOver.signal]);
  try {
    await call.agent.say(text, { voice: script.voice, language: language ?? script.language, signal });
  } catch (error) {
    if (talking.signal.aborted || !spokenOver.signal.aborted) throw error;
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

async function meetMachine({ call, line, script, signal }: Meeting): Promise<void> {
  const { onVoicemail, voice, language } = script;
  if (onVoicemail?.do === 'leave') {
    const beeped = () => line.events.some(({ type }) => type === 'beep');
    const untilMs = call.elapsedMs() + usual.beepMs;
    while (!beeped() && call.elapsedMs() < untilMs) {
      await line.changed(untilMs - call.elapsedMs(), signal);
    }
    await call.agent.say(onVoicemail.text, { voice, language, signal });
  }
  call.agent.hangUp();
}
