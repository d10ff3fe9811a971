import { type Client, type Doc, MongoClient, MongoServerError } from '../driver.ts';

/** Something that answers commands as a MongoDB does, errors included. */
export interface Server {
  readonly name: string;
  readonly isPeer: boolean;
  run(database: string, command: Doc): Promise<Doc>;
  close(): Promise<void>;
}

/** Numbers keep their types, so that an int and a double are told apart. */
const raw = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true };

export async function serverAt(uri: string, name: string): Promise<Server> {
  const client: Client = await new MongoClient(uri).connect();
  const info = await client.db('admin').command({ buildInfo: 1 });
  return {
    name,
    isPeer: 'ferretdb' in info,
    async run(database, command) {
      try {
        return await client.db(database).command(command, raw);
      } catch (error) {
        if (error instanceof MongoServerError) return { ok: 0, code: error.code, message: error.message };
        throw error;
      }
    },
    close: () => client.close(),
  };
}

/** A server with a fault, to show that the comparison sees it. */
export function damaged(server: Server, damage: (command: Doc, answer: Doc) => Doc): Server {
  return {
    ...server,
    name: `${server.name}, damaged`,
    run: async (database, command) => damage(command, await server.run(database, command)),
  };
}
