/** The player's part of the control API: /_sandbox/scenarios, calls, runs, traffic. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { StageError } from '../frame/index.ts';
import type { Player } from './index.ts';
import type { CallReport } from './report.ts';
import { callRequest, callsQuery, runRequest, trafficRequest } from './requests.ts';
import type { Run } from './run.ts';

interface ById {
  Params: { id: string };
}

export function mountPlayer(app: FastifyInstance, player: Player): void {
  app.register(async (api) => {
    api.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
      if (error instanceof z.ZodError) return reply.code(400).send({ message: z.prettifyError(error) });
      const status = error instanceof StageError ? 409 : (error.statusCode ?? 500);
      return reply.code(status).send({ message: error.message });
    });

    api.get('/_sandbox/scenarios', () => ({
      scenarios: [...player.scenarios].map(([id, { name, about, providers, direction, expect }]) => ({
        id,
        name,
        about,
        providers,
        direction,
        expect,
      })),
    }));

    api.post('/_sandbox/calls', (request, reply) =>
      reply.code(201).send(player.call(callRequest.parse(request.body ?? {}))),
    );
    api.get('/_sandbox/calls', (request) => ({
      calls: player.calls(callsQuery.parse(request.query).limit).map(brief),
    }));
    api.get<ById>('/_sandbox/calls/:id', (request, reply) => found(reply, player.callOf(request.params.id)));

    api.post('/_sandbox/runs', (request, reply) =>
      reply.code(201).send(player.run(runRequest.parse(request.body ?? {})).summary()),
    );
    api.get('/_sandbox/runs', () => ({ runs: player.runs().map((run) => run.summary()) }));
    api.get<ById & { Querystring: { calls?: string } }>('/_sandbox/runs/:id', (request, reply) => {
      const run = player.runOf(request.params.id);
      return found(reply, run && { ...run.summary(), ...callsOf(run, request.query.calls) });
    });
    api.delete<ById>('/_sandbox/runs/:id', (request, reply) => {
      const run = player.runOf(request.params.id);
      run?.stop();
      return found(reply, run?.summary());
    });

    api.get('/_sandbox/traffic', () => stateOf(player));
    api.put('/_sandbox/traffic', (request) => {
      player.startTraffic(trafficRequest.parse(request.body ?? {}));
      return stateOf(player);
    });
    api.delete('/_sandbox/traffic', () => {
      player.stopTraffic();
      return stateOf(player);
    });

    /** Takes every webhook: for who wants to hear the calls, and has no receiver at hand. */
    api.register(async (sink) => {
      sink.removeAllContentTypeParsers();
      sink.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null));
      sink.all('/_sandbox/sink', (_request, reply) => reply.code(204).send());
    });
  });
}

function stateOf({ traffic }: Player) {
  return { on: traffic !== undefined, ...traffic?.state() };
}

function found(reply: FastifyReply, what: unknown): unknown {
  return what ?? reply.code(404).send({ message: 'the player knows no such one; it forgets the oldest' });
}

/** `brief`, `none`, or else the whole of each. */
function callsOf(run: Run, how: string | undefined) {
  if (how === 'none') return {};
  return { calls: how === 'brief' ? run.calls().map(brief) : run.calls() };
}

/** Without what was said and sent. */
function brief({ conversation, webhooks, checks, ...call }: CallReport) {
  return { ...call, webhooks: webhooks.length, turns: conversation.length };
}
