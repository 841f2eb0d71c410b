/**
 * A seeded generator of uniform numbers in [0, 1) with 32 bits each: sfc32 of PractRand, seeded from text by an
 * FNV-1a style hash. The same seed gives the same sequence on every machine.
 */
export function seededRandom(seed: string): () => number {
  let a = hashText(seed, 0x9e3779b9),
    b = hashText(seed, 0x243f6a88),
    c = hashText(seed, 0xb7e15162),
    counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next(); // the first outputs still resemble the seed
  return next;
}

function hashText(text: string, basis: number): number {
  let hash = basis;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
