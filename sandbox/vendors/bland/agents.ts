/** Web agents, and the tokens that open one conversation with them. */
import type { FastifyInstance } from 'fastify';
import { jsonBody, type RandomStream } from '../../frame/index.ts';
import { accountOf } from './accounts.ts';
import { failure, success } from './answers.ts';
import { agentSchema, complaints } from './request.ts';
import type { Store, WebAgent } from './store.ts';

interface Route {
  Params: { id: string };
}

export function mountAgents(api: FastifyInstance, store: Store, ids: RandomStream): void {
  api.get('/v1/agents', (request, reply) => {
    const account = accountOf(request);
    return reply.send({
      agents: [...store.agents.values()].filter((each) => each.account === account).map(told),
    });
  });

  api.post('/v1/agents', (request, reply) => {
    const parsed = agentSchema.safeParse(jsonBody(request));
    if (!parsed.success) return failure(reply, 400, 'Invalid parameters', complaints(parsed.error));
    if (!parsed.data.prompt && !parsed.data.pathway_id) {
      return failure(reply, 400, 'Invalid parameters', ['Missing required parameter: prompt.']);
    }
    const agent: WebAgent = {
      account: accountOf(request),
      id: ids.uuid(),
      settings: parsed.data,
      tokens: [],
    };
    store.agents.set(agent.id, agent);
    return reply.send({ agent: told(agent) });
  });

  api.post<Route>('/v1/agents/:id', (request, reply) => {
    const agent = store.agentOf(accountOf(request), request.params.id);
    if (agent === undefined) return failure(reply, 404, 'Agent not found.');
    const parsed = agentSchema.safeParse(jsonBody(request));
    if (!parsed.success) return failure(reply, 400, 'Invalid parameters', complaints(parsed.error));
    agent.settings = { ...agent.settings, ...parsed.data };
    return success(reply, { message: `Successfully updated agent ${agent.id}.`, updates: parsed.data });
  });

  api.post<Route>('/v1/agents/:id/authorize', (request, reply) => {
    const agent = store.agentOf(accountOf(request), request.params.id);
    if (agent === undefined) return failure(reply, 404, 'Agent not found.');
    const token = ids.uuid();
    agent.tokens.push(token);
    return success(reply, { token });
  });

  api.post<Route>('/v1/agents/:id/delete', (request, reply) => {
    const agent = store.agentOf(accountOf(request), request.params.id);
    if (agent === undefined) return failure(reply, 404, 'Agent not found.');
    store.agents.delete(agent.id);
    return success(reply, { message: `Successfully deleted agent ${agent.id}` });
  });
}

function told({ id, settings }: WebAgent) {
  return {
    agent_id: id,
    webhook: null,
    dynamic_data: null,
    interruption_threshold: null,
    first_sentence: null,
    model: 'base',
    voice_settings: null,
    voice: 'maya',
    temperature: null,
    max_duration: 30,
    language: 'ENG',
    tools: null,
    ...settings,
  };
}
