/** POST /v1/simulated-calls */
import { NewSimulatedCall, SimulatedCall } from '../../contract/simulated-calls.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const simulatedCallRoute = defineRoute({
  method: 'POST',
  url: '/v1/simulated-calls',
  access: { kind: 'caller', permission: 'calls:write' },
  summary: 'Simulate a call',
  description:
    'The sandbox places it over a connection of yours that is marked as simulated: nobody’s phone rings, and nothing is billed. What becomes of it comes by webhooks, as of any call. 409 NOTHING_SIMULATED where you have no such connection, or no number on it; 409 SIMULATION_REFUSED where the sandbox does not know the number; 502 SANDBOX_UNREACHABLE where there is none.',
  tags: ['Calls'],
  audit: 'call.simulate',
  schema: { body: NewSimulatedCall, response: { 202: SimulatedCall } },
  async handler({ simulating }, request, reply) {
    return reply.code(202).send(await simulating.place(callerOf(request), request.body));
  },
});
