/** Every template. A further one is a file here, a line here, and its values in ../mail.ts. */
import type { Templates } from '../mail.ts';
import { invitation } from './invitation.ts';
import { type Rendered, render } from './layout.ts';
import type { Template } from './letter.ts';
import { lockedOut } from './locked-out.ts';
import { passwordChanged } from './password-changed.ts';
import { passwordReset } from './password-reset.ts';
import { quota } from './quota.ts';

export type { Rendered } from './layout.ts';

type TemplateName = keyof Templates;

const templates: { readonly [T in TemplateName]: Template<T> } = {
  invitation,
  'password-reset': passwordReset,
  'password-changed': passwordChanged,
  'locked-out': lockedOut,
  quota,
};

export function rendered<T extends TemplateName>(name: T, values: Templates[T]): Rendered {
  return render(templates[name].compose(values));
}

/** What is stored may be of another version. */
export function isTemplate(name: string): name is TemplateName {
  return Object.hasOwn(templates, name);
}

export interface Preview extends Rendered {
  readonly template: string;
}

/** All of them, filled in with samples. */
export function previews(): Preview[] {
  return (Object.keys(templates) as TemplateName[]).map((template) => ({
    template,
    ...rendered(template, templates[template].sample),
  }));
}
