/** What the simulated agent says: there is no model here, so it keeps to a script. */
import type { AgentScript } from '../../calls/index.ts';
import type { Language } from '../../speech/types.ts';
import type { BlandCall } from './store.ts';

const usual: Record<Language, { first: string; more: string; last: string }> = {
  en: {
    first: 'Hello, this is the automated assistant. Do you have a moment?',
    more: 'Thank you, I have noted that. Is there anything else?',
    last: 'Thank you for your time. Goodbye.',
  },
  de: {
    first: 'Guten Tag, hier ist die automatische Assistentin. Haben Sie einen Moment Zeit?',
    more: 'Danke, das habe ich notiert. Gibt es noch etwas?',
    last: 'Vielen Dank für Ihre Zeit. Auf Wiederhören.',
  },
  es: {
    first: 'Buenos días, soy la asistente automática. ¿Tiene un momento?',
    more: 'Gracias, lo he anotado. ¿Hay algo más?',
    last: 'Gracias por su tiempo. Adiós.',
  },
};

export function usualScript({ options, inbound }: BlandCall): AgentScript {
  const language = languageOf(options.language);
  const { first, more, last } = usual[language];
  const greeting = { do: 'say', text: options.first_sentence || first } as const;
  const wait = { do: 'wait' } as const;
  return {
    language,
    steps: [
      ...(options.wait_for_greeting && !inbound ? [wait] : []),
      greeting,
      wait,
      { do: 'say', text: more },
      wait,
      { do: 'say', text: last },
      { do: 'hang up' },
    ],
    onVoicemail: onVoicemail(options.voicemail),
  };
}

function onVoicemail(voicemail: BlandCall['options']['voicemail']): NonNullable<AgentScript['onVoicemail']> {
  if (voicemail?.action === 'ignore') return { do: 'ignore' };
  return voicemail?.action === 'leave_message' && voicemail.message
    ? { do: 'leave', text: voicemail.message }
    : { do: 'hang up' };
}

/** Bland takes names and codes of two and three letters. */
function languageOf(written: string | null | undefined): Language {
  const start = (written ?? 'en').toLowerCase().slice(0, 2);
  if (start === 'de' || start === 'ge') return 'de';
  return start === 'es' || start === 'sp' ? 'es' : 'en';
}
