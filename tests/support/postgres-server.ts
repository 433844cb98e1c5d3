import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A PostgreSQL server of its own on a free port, with nothing in it. Users log in with a password. */
export interface PostgresServer {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** `postgres://user:password@127.0.0.1:port/postgres`. */
  readonly url: string;
  stop(): void;
}

const DEBIAN = "/usr/lib/postgresql";

/** Folder of initdb and pg_ctl. @throws Error that says how to install them */
function programs(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folder = versions.map((version) => join(DEBIAN, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
  if (folder === undefined)
    throw new Error("these tests need a PostgreSQL server: apt-get install postgresql (as .ci/run does)");
  return folder;
}

/** The server refuses to run as root; Debian's package makes the user postgres. */
function account(): { readonly uid: number; readonly gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {};
  const entry = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync("/etc/passwd", "utf8"));
  if (entry === null) throw new Error("run these tests as an ordinary user, or install Debian's package postgresql");
  return { uid: Number(entry[1]), gid: Number(entry[2]) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

export async function startPostgres(): Promise<PostgresServer> {
  const bin = programs();
  const owner = account();
  const folder = mkdtempSync(join(tmpdir(), "effectmeter-postgres-"));
  if ("uid" in owner) chownSync(folder, owner.uid!, owner.gid!);
  const [user, password] = ["reader", "s3cret/word"];
  const port = await freePort();
  const run = (program: string, args: readonly string[]): void => {
    execFileSync(join(bin, program), args, { ...owner, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  };
  const data = join(folder, "data");
  const file = join(folder, "password");
  writeFileSync(file, password, { mode: 0o644 });
  run("initdb", ["-D", data, "-U", user, `--pwfile=${file}`, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "-N"]);
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`;
  run("pg_ctl", ["-D", data, "-o", options, "-l", join(folder, "log"), "-w", "start"]);
  return {
    port,
    user,
    password,
    url: `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    stop: () => {
      run("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
