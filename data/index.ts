import { InputError } from "../src/core/errors.ts";
import type { Reader } from "../src/core/source.ts";
import { csv } from "./csv/load.ts";
import { coordinates } from "./duo/coordinates/load.ts";
import { exams } from "./duo/exams/load.ts";
import { locations } from "./duo/locations/load.ts";
import { marks } from "./duo/marks/load.ts";
import { pupils } from "./duo/pupils/load.ts";

/** All readers. A new source is a folder, a line here, and tests. */
export const readers: readonly Reader[] = [exams, marks, pupils, locations, coordinates, csv];

/** @throws InputError listing the readers when there is none of this id */
export function findReader(id: string): Reader {
  const reader = readers.find((candidate) => candidate.id === id);
  if (reader === undefined)
    throw new InputError(
      `there is no reader "${id}"; there is ${readers.map((candidate) => candidate.id).join(", ")}.`,
    );
  return reader;
}
