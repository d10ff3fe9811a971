/** SendGrid's own description of mail/send. */
import { readSpec } from './specs.ts';

// The document says that `help` is an object and the mail's custom_args a text; the wire and the vendor's own client
// say the reverse.
const spec = readSpec('sendgrid-mail.json', (text) => {
  const document = JSON.parse(text);
  const { properties } = document.components.requestBodies.PostMailSend.content['application/json'].schema;
  properties.custom_args = { type: 'object' };
  document.components.schemas.ErrorResponse.properties.errors.items.properties.help = {
    type: ['string', 'null'],
  };
  return JSON.stringify(document);
});

/** Of requests and of refusals; undefined where the document is not there. */
export const asked = spec?.validator(
  '#/components/requestBodies/PostMailSend/content/application~1json/schema',
);
export const refused = spec?.validator('#/components/schemas/ErrorResponse');
