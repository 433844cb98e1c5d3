import { InputError } from "../src/core/errors.ts";
import type { Reader, Writer } from "../src/core/source.ts";
import { autoReader } from "./auto/load.ts";
import { odata } from "./cbs/odata/load.ts";
import { csv } from "./csv/load.ts";
import { csvWriter } from "./csv/write.ts";
import { coordinates } from "./duo/coordinates/load.ts";
import { coordinatesWriter } from "./duo/coordinates/write.ts";
import { examResults } from "./duo/exam-results/load.ts";
import { exams } from "./duo/exams/load.ts";
import { examsWriter } from "./duo/exams/write.ts";
import { forecast } from "./duo/forecast/load.ts";
import { forecastWriter } from "./duo/forecast/write.ts";
import { functiemix } from "./duo/functiemix/load.ts";
import { locations } from "./duo/locations/load.ts";
import { locationsWriter } from "./duo/locations/write.ts";
import { marks } from "./duo/marks/load.ts";
import { marksWriter } from "./duo/marks/write.ts";
import { mboDiplomas } from "./duo/mbo-diplomas/load.ts";
import { mboInflow } from "./duo/mbo-inflow/load.ts";
import { mboInflowWriter } from "./duo/mbo-inflow/write.ts";
import { mboStudents } from "./duo/mbo-students/load.ts";
import { pupils } from "./duo/pupils/load.ts";
import { pupilsWriter } from "./duo/pupils/write.ts";
import { staff } from "./duo/staff/load.ts";
import { staffWriter } from "./duo/staff/write.ts";
import { subjects } from "./duo/subjects/load.ts";
import { subjectsWriter } from "./duo/subjects/write.ts";

export { unrecognised } from "./auto/load.ts";
export { followPages, type ODataPage } from "./cbs/odata.ts";
export { type FileRecognition, recogniseFile } from "./recognise-file.ts";

/** All readers. A new source is a folder, a line here, and tests. */
export const readers: readonly Reader[] = [
  exams,
  examResults,
  marks,
  subjects,
  pupils,
  locations,
  coordinates,
  forecast,
  staff,
  functiemix,
  mboInflow,
  mboDiplomas,
  mboStudents,
  odata,
  csv,
  autoReader(findReader),
];

/** @throws InputError listing the readers when there is none of this id */
export function findReader(id: string): Reader {
  const reader = readers.find((candidate) => candidate.id === id);
  if (reader === undefined)
    throw new InputError(
      `there is no reader "${id}"; there is ${readers.map((candidate) => candidate.id).join(", ")}.`,
    );
  return reader;
}

/** Layouts that made-up data can be written in. */
export const writers: readonly Writer[] = [
  coordinatesWriter,
  examsWriter,
  forecastWriter,
  locationsWriter,
  marksWriter,
  mboInflowWriter,
  pupilsWriter,
  staffWriter,
  subjectsWriter,
  csvWriter,
];

/** @throws InputError listing the writers when there is none of this id */
export function findWriter(id: string): Writer {
  const writer = writers.find((candidate) => candidate.id === id);
  if (writer === undefined)
    throw new InputError(
      `there is no writer "${id}"; there is ${writers.map((candidate) => candidate.id).join(", ")}.`,
    );
  return writer;
}
