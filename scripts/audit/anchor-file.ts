/** What AUDIT_ANCHOR_FILE got: of each tenant, how far its log had come at last. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const Line = z.object({ tenantId: z.string(), seq: z.int().min(1), hash: z.string() });

export type KnownAnchor = z.infer<typeof Line>;

export async function readAnchors(files: readonly string[]): Promise<Map<string, KnownAnchor[]>> {
  const anchors = new Map<string, KnownAnchor[]>();
  for (const file of files) {
    for (const anchor of (await newestOf(file)).values()) {
      anchors.set(anchor.tenantId, [...(anchors.get(anchor.tenantId) ?? []), anchor]);
    }
  }
  return anchors;
}

/** Each anchor holds all entries before it, so the newest one of a tenant is enough. */
async function newestOf(file: string): Promise<Map<string, KnownAnchor>> {
  const newest = new Map<string, KnownAnchor>();
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: 100 })) {
    const anchor = parsed(line);
    if (anchor === undefined) continue;
    if (anchor.seq > (newest.get(anchor.tenantId)?.seq ?? 0)) newest.set(anchor.tenantId, anchor);
  }
  return newest;
}

/** A process that died while it wrote leaves a line that is none. */
function parsed(line: string): KnownAnchor | undefined {
  try {
    return Line.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
