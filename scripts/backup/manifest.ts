/** What a backup says about itself. It is written last, so a folder without it is no backup. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export const manifestName = 'manifest.json';

const count = z.number().int().nonnegative();

const manifestSchema = z.object({
  /** How the folder is laid out: one that is not known is refused. */
  format: z.literal(1),
  /** The version of Trunkline that wrote it. */
  product: z.string(),
  database: z.string(),
  server: z.object({ kind: z.enum(['embedded', 'ferretdb', 'mongodb']), version: z.string() }),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  collections: z.array(z.object({ name: z.string(), documents: count, indexes: count })),
  files: z.array(z.object({ path: z.string(), bytes: count, sha256: z.string().length(64) })),
});

export type Manifest = z.infer<typeof manifestSchema>;

export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, manifestName);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(
      `${folder} is no complete backup: ${manifestName} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Error(`${file} is damaged, or of a Trunkline that is newer than this one: ${why}`);
  }
}
