export {
  type Backoff,
  type CommonPayload,
  defineQueue,
  jobPayload,
  type Priority,
  type Queue,
} from './define.ts';
export { notificationQueue } from './notification.ts';
export { InvalidPayload, parsePayload } from './payload.ts';
export { createRegistry, keyPrefix, type Registry, registry } from './registry.ts';
export type { AddOptions, Counts, DeadJob, DeadPage, Queues } from './types.ts';
