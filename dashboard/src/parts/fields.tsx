/** What is written or chosen. */
import { useState } from 'react';
import { Check } from '../ui/check.tsx';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { LateField } from '../ui/late-field.tsx';
import { MomentField } from '../ui/moment-field.tsx';
import { Select } from '../ui/select.tsx';
import { Several } from '../ui/several.tsx';
import { TextArea } from '../ui/text-area.tsx';
import { Part } from './part.tsx';

const options = [
  ['red', 'Red'],
  ['green', 'Green'],
  ['blue', 'Blue'],
] as const;

export function Fields() {
  const [late, setLate] = useState('');
  const [one, setOne] = useState('');
  const [several, setSeveral] = useState<string[]>(['red', 'blue']);
  const [moment, setMoment] = useState<string>();
  return (
    <>
      <Part name="Field">
        <Field label="Name" placeholder="Ada" />
        <Field label="With a hint" hint="What it is for." defaultValue="Ada" />
        <Field label="Disabled" defaultValue="Ada" disabled />
        <Field label="Password" type="password" defaultValue="secret" />
      </Part>
      <Part name="LateField, MomentField">
        <LateField label={`Asked for: “${late}”`} value={late} onChange={setLate} />
        <MomentField label={moment ?? 'No moment'} value={moment} onChange={setMoment} />
      </Part>
      <Part name="TextArea">
        <TextArea label="Note" />
        <TextArea label="With a hint" hint="What it is for." rows={3} defaultValue={'Two\nlines'} />
      </Part>
      <Part name="Select, Choice, Several">
        <Select label="Colour" value={one} options={[['', 'Any'], ...options]} onChange={setOne} />
        <Select hideLabel label="Colour" value={one} options={[['', 'Any'], ...options]} onChange={setOne} />
        <Choice label="Colour, in a form" name="colour" options={options} defaultValue="green" />
        <Several label="Colours" any="Any" chosen={several} options={options} onChange={setSeveral} />
        <Several label="No colours" any="Any" chosen={[]} options={options} onChange={setSeveral} />
      </Part>
      <Part name="Check">
        <Check label="Record calls" name="record" defaultChecked />
        <Check label="With a hint" hint="What it is for." name="hint" />
        <Check label="Disabled" name="disabled" disabled />
      </Part>
    </>
  );
}
