import { createHash } from "node:crypto";
import { DOUBLE, type DuckDBConnection, DuckDBDataChunk, VARCHAR } from "@duckdb/node-api";
import type { Client } from "pg";
import { InputError } from "../../core/errors.ts";
import { connectionError, queryError } from "./postgres-errors.ts";
import {
  type NumberNotes,
  type ServerColumn,
  type ServerType,
  serverNumber,
  serverText,
  serverType,
} from "./postgres-values.ts";
import { type Staged, type StagedColumn, type StagingOptions, stagingDatabase } from "./staged.ts";

export interface QueryOptions extends StagingOptions {
  /** Seconds that one statement may take. */
  readonly timeout: number;
}

const ROWS_PER_FETCH = 10_000;
/** Rows of a chunk that the embedded database takes. */
const ROWS_PER_CHUNK = 2048;
const CONNECT_MS = 15_000;

export function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//i.test(text);
}

/**
 * Runs one SELECT on a PostgreSQL server, in a read-only transaction with a limit on its time, and makes its rows visible to an embedded database while `use`
 * runs. Rows come in batches: memory does not grow with them. The password appears nowhere.
 *
 * @param url `postgres://user@host/database`, options of the connection (sslmode, sslrootcert …) behind `?`; the password may also come from PGPASSWORD or
 * the password file
 * @throws InputError when the server cannot be reached, refuses the user or the query, or the answer has columns that are neither number, text nor date
 */
export async function withStagedQuery<T>(
  url: string,
  query: string,
  options: QueryOptions,
  use: (staged: Staged) => Promise<T>,
): Promise<T> {
  const database = await stagingDatabase(options);
  try {
    return await use(await fetchInto(database.connection, url, query, options.timeout));
  } finally {
    database.close();
  }
}

async function fetchInto(connection: DuckDBConnection, url: string, query: string, timeout: number): Promise<Staged> {
  const client = await connected(url);
  try {
    await client.query("BEGIN READ ONLY");
    await client.query(`SET LOCAL statement_timeout = ${Math.round(timeout * 1000)}`);
    await client.query("SET LOCAL TIME ZONE 'UTC'");
    await client.query("SET LOCAL DateStyle = 'ISO, YMD'");
    await client.query("SET LOCAL extra_float_digits = 1");
    await declareCursor(client, query, timeout);
    const columns = await columnsOf(client);
    const { rowCount, notes } = await copyRows(client, connection, columns, query, timeout);
    if (rowCount === 0) throw new InputError("the query gives no rows.");
    const { version } = (await client.query<{ version: string }>("SELECT current_setting('server_version') AS version"))
      .rows[0]!;
    return {
      connection,
      relation: "rows",
      rowCount,
      columns: columns.map(stagedColumn),
      facts: [
        ["format", "postgresql"],
        ["host", client.host],
        ["port", client.port],
        ["database", client.database ?? ""],
        ["server version", version],
        ["query", query.trim()],
        ["query sha256", createHash("sha256").update(query.trim()).digest("hex")],
      ],
      delimiter: ",",
      label: null,
      weight: null,
      notes,
      where: (row) => `row ${row + 1}`,
    };
  } finally {
    await client.end().catch(() => {});
  }
}

async function connected(url: string): Promise<Client> {
  // Loaded when a server is asked for.
  const { default: pg } = await import("pg");
  let client: Client;
  try {
    client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_MS,
      application_name: "effectmeter import",
      types: { getTypeParser: () => (text: string) => text },
    });
  } catch (cause) {
    throw connectionError(cause, null);
  }
  // Without a listener a connection that breaks would end the process; the query under way reports it.
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (cause) {
    throw connectionError(cause, client);
  }
  return client;
}

/** A cursor takes one SELECT, VALUES or TABLE; the extended protocol refuses a second statement. */
async function declareCursor(client: Client, query: string, timeout: number): Promise<void> {
  const prefix = "DECLARE effectmeter NO SCROLL CURSOR FOR ";
  try {
    await client.query({ text: `${prefix}${query.trim().replace(/;\s*$/, "")}`, queryMode: "extended" } as {
      text: string;
    });
  } catch (cause) {
    throw queryError(cause, query.trim(), prefix.length, timeout);
  }
}

async function columnsOf(client: Client): Promise<readonly (ServerColumn & ServerType)[]> {
  const { fields } = await client.query("FETCH 0 FROM effectmeter");
  const oids = [...new Set(fields.map(({ dataTypeID }) => dataTypeID))];
  const { rows } = await client.query<{ oid: string; name: string; kind: string }>(
    "SELECT oid::text, format_type(oid, NULL) AS name, typtype::text AS kind FROM pg_type WHERE oid = ANY($1::oid[])",
    [oids],
  );
  const known = new Map(rows.map((row) => [Number(row.oid), row]));
  const columns: (ServerColumn & ServerType)[] = [];
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const { name, dataTypeID } of fields) {
    const type = known.get(dataTypeID);
    const column = { name, oid: dataTypeID, typeName: type?.name ?? String(dataTypeID), isEnum: type?.kind === "e" };
    const read = serverType(column);
    if (read === null)
      problems.push(
        `the query's column "${name}" has type ${column.typeName}, which is neither number, text nor date; CAST it in the query, or leave it out.`,
      );
    else columns.push({ ...column, ...read });
    if (seen.has(name)) problems.push(`the query gives two columns called "${name}"; name them apart with AS.`);
    seen.add(name);
  }
  if (fields.length === 0) problems.push("the query gives no columns.");
  if (problems.length > 0) throw new InputError(problems);
  return columns;
}

function stagedColumn({ name, staged, type }: ServerColumn & ServerType, index: number): StagedColumn {
  const cast = type === "boolean" ? "BOOLEAN" : type === "date" ? "DATE" : type === "moment" ? "TIMESTAMP" : null;
  return {
    name,
    expression: staged === "number" || cast === null ? `c${index}` : `CAST(c${index} AS ${cast})`,
    type,
    label: null,
    valueLabels: new Map(),
    reason: null,
  };
}

async function copyRows(
  client: Client,
  connection: DuckDBConnection,
  columns: readonly (ServerColumn & ServerType)[],
  query: string,
  timeout: number,
): Promise<{ readonly rowCount: number; readonly notes: readonly string[] }> {
  const definition = columns.map(({ staged }, index) => `c${index} ${staged === "number" ? "DOUBLE" : "VARCHAR"}`);
  await connection.run(`CREATE TABLE rows (${definition.join(", ")})`);
  const appender = await connection.createAppender("rows");
  const types = columns.map(({ staged }) => (staged === "number" ? DOUBLE : VARCHAR));
  const seen: NumberNotes[] = columns.map(() => ({ rounded: 0, notNumbers: 0 }));
  let rowCount = 0;
  for (;;) {
    const { rows } = await client
      .query<(string | null)[]>({ text: `FETCH ${ROWS_PER_FETCH} FROM effectmeter`, rowMode: "array" })
      .catch((cause: unknown) => {
        throw queryError(cause, query.trim(), null, timeout);
      });
    for (let start = 0; start < rows.length; start += ROWS_PER_CHUNK) {
      const size = Math.min(ROWS_PER_CHUNK, rows.length - start);
      const chunk = DuckDBDataChunk.create(types, size);
      columns.forEach(({ name, staged, kind }, index) => {
        const vector = chunk.getColumnVector(index);
        for (let i = 0; i < size; i++) {
          const text = rows[start + i]![index]!;
          const where = () => `the query's row ${rowCount + start + i + 1}, column "${name}"`;
          if (staged === "number") {
            const value = serverNumber(text, kind, where, seen[index]!);
            vector.setItem(i, Number.isNaN(value) ? null : value);
          } else vector.setItem(i, serverText(text, kind, where));
        }
        vector.flush();
      });
      appender.appendDataChunk(chunk);
    }
    rowCount += rows.length;
    if (rows.length < ROWS_PER_FETCH) break;
  }
  appender.closeSync();
  return { rowCount, notes: notesOf(columns, seen) };
}

function notesOf(columns: readonly (ServerColumn & ServerType)[], seen: readonly NumberNotes[]): string[] {
  return columns.flatMap(({ name, kind }, index) => {
    const { rounded, notNumbers } = seen[index]!;
    return [
      ...(kind === "decimal"
        ? [
            `column ${name} is numeric on the server and is written as double precision${rounded > 0 ? `: ${rounded} values have more digits than that holds and were rounded` : ""}.`,
          ]
        : []),
      ...(notNumbers > 0 ? [`column ${name}: ${notNumbers} values are NaN and became missing.`] : []),
    ];
  });
}
