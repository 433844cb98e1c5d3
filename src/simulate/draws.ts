import { normalQuantile } from "../numerics/normal.ts";
import { nextWord, openStream, type RandomStream, uniform } from "../numerics/random.ts";

/** Draws of one simulation: each stream depends on the seed, its name and a number, never on what was drawn before. */
export interface Draws {
  stream(name: string, replicate?: number): RandomStream;
  /** The one standard normal draw of that name and number. */
  normal(name: string, replicate?: number): number;
  /** The one uniform draw of that name and number, in (0, 1). */
  uniform(name: string, replicate?: number): number;
}

export function drawsOf(seed: number): Draws {
  const stream = (name: string, replicate = 0): RandomStream => openStream({ seed, task: name, replicate });
  return {
    stream,
    normal: (name, replicate) => normalQuantile(uniform(stream(name, replicate))),
    uniform: (name, replicate) => uniform(stream(name, replicate)),
  };
}

/** A uniform draw of 32 bits: for the many draws of persons, half the price. In (0, 1). */
export function quickUniform(stream: RandomStream): number {
  return (nextWord(stream) + 0.5) / 4294967296;
}
