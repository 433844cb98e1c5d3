import type { FetchFailure } from "../fetch/failure.ts";
import type { PlannedFetch } from "./fetch-plan.ts";

/** What happened, at which address, and what a user can do about it. */
export function fetchAdvice(planned: PlannedFetch, address: string, failure: FetchFailure): string {
  return `${planned.source}: ${address}: ${failure.message}. ${remedy(planned, failure)}`;
}

function remedy(planned: PlannedFetch, failure: FetchFailure): string {
  const byHand = `save it as ${planned.to} yourself`;
  switch (failure.kind) {
    case "moved":
      return `The publisher moved or renamed it, or has not published it yet: look for it at ${whereToLook(planned)}. Then correct download of the source ${planned.source} in study.yaml, or ${byHand}.`;
    case "offline":
      return `Is this machine online? Run the same command again when it is, or download the file elsewhere and ${byHand}.`;
    case "timeout":
    case "broken":
    case "busy":
      return `Run the same command again later: what came whole is kept. Or ${byHand}.`;
    case "content":
      return `Nothing was saved. Look for the file at ${whereToLook(planned)}; correct download of the source ${planned.source} in study.yaml, or ${byHand}.`;
    case "redirect":
    case "refused":
      return `Open the address in a browser: if the file is there, ${byHand}; else correct download of the source ${planned.source} in study.yaml.`;
    case "too-large":
      return `If it is the right file, ${byHand}.`;
    case "disk":
      return `Make room, or make the folder of ${planned.to} writable, and run the same command again.`;
    case "occupied":
      return "--force overwrites it.";
    case "interrupted":
      return "Run the same command again: it goes on where it stopped.";
  }
  return failure.kind satisfies never;
}

function whereToLook({ spec, addresses }: PlannedFetch): string {
  const site = spec.url ?? new URL(addresses[0]!).origin;
  return spec.from === undefined ? site : `${site} (${spec.from.en})`;
}
