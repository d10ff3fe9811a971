/** G.711 mu-law, by table: what telephones and media streams carry, eight bits for a sample. */

/** What 0 becomes. */
const mulawSilence = 0xff;

const bias = 132;
const clip = 32_635;

const decodeTable = Int16Array.from({ length: 256 }, (_, code) => decoded(code));
const encodeTable = Uint8Array.from({ length: 65_536 }, (_, index) => encoded(index - 32_768));

export function encodeMulaw(pcm: Int16Array): Uint8Array {
  const out = new Uint8Array(pcm.length);
  for (let index = 0; index < pcm.length; index += 1) {
    out[index] = encodeTable[(pcm[index] ?? 0) + 32_768] ?? mulawSilence;
  }
  return out;
}

export function decodeMulaw(mulaw: Uint8Array): Int16Array {
  const out = new Int16Array(mulaw.length);
  for (let index = 0; index < mulaw.length; index += 1) out[index] = decodeTable[mulaw[index] ?? 0] ?? 0;
  return out;
}

/** Sign, three bits for the segment, four within it, all inverted on the wire. */
function encoded(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), clip) + bias;
  const segment = 31 - Math.clz32(magnitude) - 7;
  const step = (magnitude >> (segment + 3)) & 0x0f;
  return ~(sign | (segment << 4) | step) & 0xff;
}

function decoded(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = (((bits & 0x0f) << 3) + bias) << ((bits >> 4) & 7);
  return bits & 0x80 ? bias - magnitude : magnitude - bias;
}
