import type { Client } from "pg";
import { InputError } from "../../core/errors.ts";

/** Fields of an error of the server or of the network. */
interface ServerError {
  readonly message: string;
  readonly code?: string;
  /** 1-based, in characters of the statement. */
  readonly position?: string;
  readonly hint?: string;
}

/**
 * Why no connection was made, without the address that was given: it may hold a password. The underlying error is not kept as a cause for the same reason.
 *
 * @param client what the address was read as; null when it could not be read
 */
export function connectionError(cause: unknown, client: Client | null): InputError {
  if (client === null)
    return new InputError(
      "the address of the database cannot be read; write it like postgres://user@host:5432/database, special characters in it as %-codes.",
    );
  const { code, message } = cause as ServerError;
  const server = `the PostgreSQL server ${client.host}:${client.port}`;
  const user = `user "${client.user}"`;
  switch (code) {
    case "ECONNREFUSED":
      return new InputError(`${server} refuses the connection: is it running, and are host and port right?`);
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new InputError(`${server} is not found: check the name of the host.`);
    case "ENOENT":
      return new InputError(`${server} is not there: no such socket; is the server running?`);
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return new InputError(`${server} does not answer (${code}): check host, port and firewall.`);
    case "28P01":
      return new InputError(
        `${server} refuses the password of ${user}: set PGPASSWORD, use a password file, or correct the address.`,
      );
    case "28000":
      return new InputError(`${server} does not let ${user} in: ask for access, or try ?sslmode=require.`);
    case "3D000":
      return new InputError(`${server} has no database "${client.database}".`);
    default:
      break;
  }
  if (/password must be a string|no password/i.test(message))
    return new InputError(
      `${server} asks for a password of ${user}: set PGPASSWORD, use a password file, or put it into the address.`,
    );
  if (/timeout/i.test(message))
    return new InputError(`${server} does not answer within 15 seconds: check host, port and firewall.`);
  if (/SSL|certificate|self-signed/i.test(message))
    return new InputError(
      `${server}: no secure connection (${withoutPassword(message, client)}); see sslmode and sslrootcert behind ? in the address.`,
    );
  return new InputError(`${server} cannot be used: ${withoutPassword(message, client)}`);
}

/** A message in which the password, should it be quoted, is hidden. */
function withoutPassword(message: string, client: Client): string {
  const { password } = client as { readonly password?: unknown };
  return typeof password === "string" && password !== "" ? message.replaceAll(password, "***") : message;
}

/**
 * What is wrong with the query, with line and column of it.
 *
 * @param prefix characters that were put before the query; null when the error is not about its text
 */
export function queryError(cause: unknown, query: string, prefix: number | null, timeout: number): InputError {
  const { code, message, position, hint } = cause as ServerError;
  if (code === "57014")
    return new InputError(
      `the query takes longer than ${timeout} seconds; make it faster, or allow more with --timeout.`,
    );
  if (code === undefined) return new InputError(`the connection was lost while the query ran: ${message}`);
  const place = position === undefined || prefix === null ? "" : placeOf(query, Number(position) - 1 - prefix);
  const advice =
    code === "25006" || /data-modifying/.test(message)
      ? " (the query may only read)"
      : code === "42601" && /multiple commands/.test(message)
        ? " (one SELECT is allowed)"
        : hint === undefined
          ? ""
          : ` (${hint})`;
  return new InputError(`the query fails${place}: ${message}${advice}`);
}

/** Line and column of a character of the query; nothing where it lies outside. */
function placeOf(query: string, at: number): string {
  const characters = [...query];
  if (at < 0 || at > characters.length) return "";
  const before = characters.slice(0, at).join("").split("\n");
  return ` at line ${before.length}, column ${[...before.at(-1)!].length + 1}`;
}
