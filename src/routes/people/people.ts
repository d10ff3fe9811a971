/** The people of a tenant, or, for an administrator who names none, the platform's own. */
import { z } from 'zod';
import {
  NewPerson,
  PeoplePage,
  PeopleQuery,
  Person,
  PersonChange,
  PersonParams,
} from '../../contract/people.ts';
import { pageOf, placeOf } from '../../core/cursor.ts';
import { isId } from '../../core/ids.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute, type Route } from '../frame/route.ts';
import { shownBy } from './shown.ts';

const reading = { kind: 'caller', permission: 'users:read' } as const;
const writing = { kind: 'caller', permission: 'users:write' } as const;
const tags = ['People'] as const;

const listPeopleRoute = defineRoute({
  method: 'GET',
  url: '/v1/people',
  access: reading,
  summary: 'List people',
  description: 'The people of the tenant, the newest first.',
  tags,
  schema: { querystring: PeopleQuery, response: { 200: PeoplePage } },
  async handler({ people }, request, reply) {
    const { limit, cursor } = request.query;
    const before = cursor === undefined ? undefined : placeOf(cursor, (place) => isId('usr', place));
    const found = await people.list(callerOf(request).scope, { limit: limit + 1, before });
    return reply.code(200).send(pageOf(found, limit, shownBy(people.accounts)));
  },
});

const getPersonRoute = defineRoute({
  method: 'GET',
  url: '/v1/people/:userId',
  access: reading,
  summary: 'Get a person',
  description: 'One person by their id.',
  tags,
  schema: { params: PersonParams, response: { 200: Person } },
  async handler({ people }, request, reply) {
    const user = await people.get(callerOf(request).scope, request.params.userId);
    return reply.code(200).send(shownBy(people.accounts)(user));
  },
});

const inviteRoute = defineRoute({
  method: 'POST',
  url: '/v1/people',
  access: writing,
  summary: 'Invite a person',
  description:
    'Sends a link that is good once, for three days. 409 EMAIL_TAKEN where the address has an account already. Only administrators make administrators.',
  tags,
  audit: 'person.invite',
  schema: { body: NewPerson, response: { 201: Person } },
  async handler({ people }, request, reply) {
    const user = await people.invite(callerOf(request), request.body);
    return reply.code(201).send(shownBy(people.accounts)(user));
  },
});

const inviteAgainRoute = defineRoute({
  method: 'POST',
  url: '/v1/people/:userId/invitation',
  access: writing,
  summary: 'Invite again',
  description: 'Sends another link; the one before is not good any more.',
  tags,
  audit: 'person.inviteAgain',
  schema: { params: PersonParams, response: { 200: Person } },
  async handler({ people }, request, reply) {
    const user = await people.inviteAgain(callerOf(request), request.params.userId);
    return reply.code(200).send(shownBy(people.accounts)(user));
  },
});

const changePersonRoute = defineRoute({
  method: 'PATCH',
  url: '/v1/people/:userId',
  access: writing,
  summary: 'Change a person',
  description:
    'Their name or role, or whether they may sign in. Nobody changes their own role or status, and the last administrator stays one.',
  tags,
  audit: 'person.change',
  schema: { params: PersonParams, body: PersonChange, response: { 200: Person } },
  async handler({ people }, request, reply) {
    const user = await people.change(callerOf(request), request.params.userId, request.body);
    return reply.code(200).send(shownBy(people.accounts)(user));
  },
});

const removePersonRoute = defineRoute({
  method: 'DELETE',
  url: '/v1/people/:userId',
  access: writing,
  summary: 'Remove a person',
  description: 'With all that is known of them. Nobody removes themselves, or the last administrator.',
  tags,
  audit: 'person.remove',
  schema: { params: PersonParams, response: { 204: z.null() } },
  async handler({ people }, request, reply) {
    await people.remove(callerOf(request), request.params.userId);
    return reply.code(204).send(null);
  },
});

const removePersonsTotpRoute = defineRoute({
  method: 'DELETE',
  url: '/v1/people/:userId/totp',
  access: writing,
  summary: "Remove a person's second factor",
  description: 'For whoever has lost both the app and the recovery codes.',
  tags,
  audit: 'person.removeSecondFactor',
  schema: { params: PersonParams, response: { 204: z.null() } },
  async handler({ people }, request, reply) {
    await people.removeSecondFactor(callerOf(request), request.params.userId);
    return reply.code(204).send(null);
  },
});

export const peopleRoutes: readonly Route[] = [
  listPeopleRoute,
  getPersonRoute,
  inviteRoute,
  inviteAgainRoute,
  changePersonRoute,
  removePersonRoute,
  removePersonsTotpRoute,
];
