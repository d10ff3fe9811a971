/** Who answers a number, and what is said where nobody does. */
import type { PhoneLine } from '../../../src/contract/numbers.ts';
import { texts } from '../texts.ts';
import { Check } from '../ui/check.tsx';
import { Field } from '../ui/field.tsx';
import { textIn } from '../ui/form-dialog.tsx';
import { TextArea } from '../ui/text-area.tsx';

const { numbers: words } = texts;

export function NumberFields({ line }: { line?: PhoneLine }) {
  const greeting = line?.greeting;
  return (
    <>
      <Field
        label={words.agent}
        hint={words.agentHint}
        name="agent"
        defaultValue={line?.agent ?? undefined}
        maxLength={80}
      />
      <TextArea
        rows={3}
        label={words.say}
        hint={words.sayHint}
        name="say"
        defaultValue={greeting?.say}
        maxLength={1_000}
      />
      <Field
        label={words.language}
        hint={words.languageHint}
        name="language"
        defaultValue={greeting?.language}
        pattern="[A-Za-z]{2,3}(\-[A-Za-z0-9]{2,8})*"
        maxLength={35}
      />
      <Check label={words.record} name="record" defaultChecked={greeting?.record ?? false} />
    </>
  );
}

/** Null: none. */
export function answeringIn(form: FormData): Pick<PhoneLine, 'agent' | 'greeting'> {
  const [agent, say, language] = [textIn(form, 'agent'), textIn(form, 'say'), textIn(form, 'language')];
  const greeting = { say, record: form.has('record'), ...(language !== '' && { language }) };
  return { agent: agent === '' ? null : agent, greeting: say === '' ? null : greeting };
}
