/** trunkline mail: what the mails look like that Trunkline sends. */
import { NotFoundError } from '../../src/core/errors.ts';
import { defineCommand, type Family } from './command.ts';
import { didYouMean } from './suggest.ts';

const preview = defineCommand({
  name: 'mail preview',
  summary: 'Shows a mail that Trunkline sends, or all of them, filled in with samples.',
  arguments: { template: { optional: true, description: 'Its name; all of them if nothing is said.' } },
  options: { html: { type: 'flag', description: 'As HTML instead of text.' } },
  examples: ['mail preview', 'mail preview invitation --html > invitation.html'],
  async run(_context, { template: wanted, html: asHtml }) {
    const { previews } = await import('../../src/services/mail/templates/index.ts');
    const all = previews();
    const shown = all.filter(({ template }) => wanted === undefined || template === wanted);
    if (wanted !== undefined && shown.length === 0) {
      const names = all.map(({ template }) => template);
      throw new NotFoundError(
        `There is no mail ${wanted}, only ${names.join(', ')}.${didYouMean(wanted, names)}`,
      );
    }
    const texts = shown.map(({ template, subject, text, html }) =>
      asHtml ? html : `${template}: ${subject}\n\n${text}`,
    );
    return { data: { items: shown }, text: texts.join('\n\n').trimEnd() };
  },
});

export const mail: Family = {
  name: 'mail',
  summary: 'The mails that Trunkline sends.',
  commands: [preview],
};
