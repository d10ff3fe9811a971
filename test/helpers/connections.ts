/** Accounts at providers that no other test has. */
import { randomBytes } from 'node:crypto';

const hex = (bytes = 16) => randomBytes(bytes).toString('hex');

export const twilioCredentials = () => ({
  provider: 'twilio' as const,
  accountSid: `AC${hex()}`,
  authToken: hex(),
});

export const blandCredentials = () => ({ provider: 'bland' as const, apiKey: `org_${hex()}` });

export const newSecret = () => hex(24);

/** As it is sent to be connected. */
export const newConnection = (more: object = {}) => ({
  name: 'An account at Twilio',
  credentials: twilioCredentials(),
  ...more,
});

export const newBlandConnection = (more: object = {}) => ({
  name: 'An account at Bland',
  credentials: blandCredentials(),
  webhookSecret: newSecret(),
  ...more,
});
