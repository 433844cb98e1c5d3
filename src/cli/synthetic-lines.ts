import type { SyntheticMark } from "../result/schema.ts";
import { colour } from "./colour.ts";

/** What a terminal shows before anything computed from made-up data, in both languages; nothing for real data. */
export function syntheticLines(mark: SyntheticMark | null): readonly string[] {
  if (mark === null) return [];
  return [
    colour.bold(
      colour.yellow(
        `SYNTHETIC DATA / SYNTHETISCHE GEGEVENS (${mark.file}, seed ${mark.seed}, effects ${mark.effects})`,
      ),
    ),
    colour.yellow("Made up to test the instrument: nothing here says anything about the real programme."),
    colour.yellow("Verzonnen om het instrument te toetsen: niets hiervan zegt iets over het echte programma."),
    "",
  ];
}
