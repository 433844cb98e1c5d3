import { z } from "zod";
import { estimationResultSchema, studyResultSchema } from "../result/schema.ts";
import { stableJson, studyJsonSchema } from "../spec/json-schema.ts";
import { catalogue } from "./catalogue.ts";

/** The JSON Schemas the product publishes: of the files a study is written in, and of the results it gives. */
export const PUBLISHED_SCHEMAS: Readonly<Record<"study" | "result", () => string>> = {
  study: () => stableJson(studyJsonSchema(catalogue)),
  result: () => {
    const title = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "effectmeter result",
      description: "What effectmeter run writes (kind study) and effectmeter estimate --json prints (kind estimate).",
    };
    return stableJson({
      ...title,
      ...z.toJSONSchema(z.discriminatedUnion("kind", [studyResultSchema, estimationResultSchema])),
    });
  },
};
