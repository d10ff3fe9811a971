import { EJSON } from 'bson';
import { uniqueName } from '../../../helpers/mongo.ts';
import type { Doc } from '../driver.ts';
import type { Step } from './commands.ts';
import { type Answer, comparable, same } from './compare.ts';
import { faults } from './faults.ts';
import type { Server } from './servers.ts';

/** A server says that it has not got something, or is starting anew; then there is nothing to compare. */
function incomparable(answer: Doc): boolean {
  if (answer.ok !== 0) return false;
  return (
    [115, 238].includes(Number(answer.code)) ||
    /database system is|recovery mode/.test(String(answer.message))
  );
}

/** What both collections hold in the end. */
const inspection: Step[] = ['left', 'right'].map((coll) => ({
  command: { find: coll, sort: { _id: 1 }, batchSize: 10_000 },
  ordered: true,
}));

const asScript = (steps: readonly Step[]) =>
  steps.map(({ command }) => `db.runCommand(${EJSON.stringify(command, { relaxed: true })})`).join('\n');

function difference(steps: readonly Step[], answers: [Server, unknown][]): string {
  const shown = answers.map(
    ([server, answer]) => `${server.name}: ${EJSON.stringify(answer as object, { relaxed: false })}`,
  );
  return `Two servers differ in the last command of\n${asScript(steps)}\n${shown.join('\n')}`;
}

/** Whether what follows is left open: a write over many documents that stopped in the middle. */
function undetermined(step: Step, answer: Answer): boolean {
  const failed = 'code' in answer || (answer.failures ?? []).length > 0;
  return failed && step.command.updates?.[0]?.multi === true;
}

/** Sends a sequence to both servers and throws at the first answer in which they differ. */
export async function compareServers(left: Server, right: Server, sequence: readonly Step[]): Promise<void> {
  // Two databases, since both may be of one server.
  const sides = [left, right].map((server) => ({ server, name: uniqueName('fuzz') }));
  const peculiar = left.isPeer || right.isPeer ? faults : [];
  const sent: Step[] = [];
  try {
    for (const step of [...sequence, ...inspection]) {
      if (peculiar.some((fault) => fault.avoid?.(step))) continue;
      sent.push(step);
      const answers = await Promise.all(sides.map(({ server, name }) => server.run(name, step.command)));
      if (answers.some(incomparable)) return;
      const [one, other] = answers.map((answer) =>
        peculiar.reduce((evened, fault) => fault.even?.(step, evened) ?? evened, comparable(step, answer)),
      ) as [Answer, Answer];
      if (peculiar.some((fault) => fault.ends?.(step, [one, other]))) return;
      if (!same(one, other))
        throw new Error(
          difference(sent, [
            [left, one],
            [right, other],
          ]),
        );
      if (undetermined(step, one)) return;
    }
  } finally {
    await Promise.all(sides.map(({ server, name }) => server.run(name, { dropDatabase: 1 })));
  }
}
