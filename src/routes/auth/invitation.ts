/** POST /v1/auth/invitation and /v1/auth/invitation/accept */
import { z } from 'zod';
import { Invitation, InvitationAccepted, InvitationLook } from '../../contract/access.ts';
import { defineRoute } from '../frame/route.ts';
import { visitOf } from './answers.ts';

export const lookAtInvitationRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/invitation',
  access: { kind: 'public' },
  summary: 'Look at an invitation',
  description:
    'Who invites whom to what. By POST, so that the token of the link stands in no address and no log.',
  tags: ['Signing in'],
  unaudited: 'It only shows.',
  schema: { body: InvitationLook, response: { 200: Invitation } },
  async handler({ access, people: { accounts } }, request, reply) {
    const { user, inviter, tenant, expiresAt } = await access.invitations.look(request.body.token);
    return reply.code(200).send({
      email: accounts.emailOf(user),
      name: accounts.nameOf(user),
      tenant,
      inviter,
      role: user.role,
      expiresAt: expiresAt.toISOString(),
    });
  },
});

export const acceptInvitationRoute = defineRoute({
  method: 'POST',
  url: '/v1/auth/invitation/accept',
  access: { kind: 'public' },
  summary: 'Accept an invitation',
  description: 'Sets the password; from then on its owner can sign in. The link is good once.',
  tags: ['Signing in'],
  audit: 'invitation.accept',
  schema: { body: InvitationAccepted, response: { 204: z.null() } },
  async handler({ access }, request, reply) {
    await access.invitations.accept(request.body, visitOf(request));
    return reply.code(204).send(null);
  },
});
