import { InputError } from "../../src/core/errors.ts";
import type { Codebook, Reader } from "../../src/core/source.ts";
import { listed } from "../layout.ts";
import { layoutOf } from "../own/load.ts";
import { type FileRecognition, recogniseFile } from "../recognise-file.ts";
import codebook from "./codebook.json" with { type: "json" };

/**
 * The reader of a source that names none: each file is recognised by its content, and all must be of one family.
 *
 * @param find the reader of an id
 */
export function autoReader(find: (id: string) => Reader): Reader {
  return {
    id: "auto",
    codebook: codebook satisfies Codebook,
    async read(paths, template) {
      if (paths.length === 0) throw new InputError("no files to recognise: name at least one.");
      const own = template === undefined ? [] : [layoutOf(template)];
      const found: FileRecognition[] = [];
      for (const path of paths) found.push(await recogniseFile(path, own));
      const problems = found.filter((one) => one.reader === null).map(unrecognised);
      if (problems.length > 0) throw new InputError(problems);
      const [first] = found;
      const other = found.find((one) => one.reader !== first!.reader);
      if (other !== undefined)
        throw new InputError(
          `${first!.path} is for ${first!.reader} and ${other.path} for ${other.reader}; files of one source are of one family. Make two sources of them.`,
        );
      const reader = find(first!.reader!);
      return { ...(await reader.read(paths, template)), codebook: reader.codebook };
    },
  };
}

/** What a file that no reader takes resembles most, and what it lacks. */
export function unrecognised({ path, sheet, nearest }: FileRecognition): string {
  const place = sheet === "" ? `${path}, line 1` : `${path}, sheet "${sheet}"`;
  if (nearest === null)
    return `${place}: the columns are those of no known table; name a reader for it (csv takes any columns).`;
  const besides = nearest.extra.length === 0 ? "" : `; it has besides ${listed(nearest.extra)}`;
  return `${place}: the columns resemble those of ${nearest.reader} (${nearest.edition}) most: missing ${nearest.missing.join("; ")}${besides}. Correct the header, or name a reader for it (csv takes any columns).`;
}
