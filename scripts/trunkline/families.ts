/** Every command there is, in the order of the help. */
import { audit } from './audit.ts';
import type { Family } from './command.ts';
import { erase } from './erase.ts';
import { keys } from './keys.ts';
import { mail } from './mail.ts';
import { queues } from './queues.ts';
import { retention } from './retention.ts';
import { rotateKeys } from './rotate-keys.ts';
import { tenants } from './tenants.ts';
import { users } from './users.ts';

export const families: readonly Family[] = [
  tenants,
  users,
  keys,
  queues,
  audit,
  retention,
  erase,
  rotateKeys,
  mail,
];
