import { expect, test } from "vitest";
import { mergerChain } from "../../../src/sensitivity/merger-chain.ts";
import { evidence, judge, refit } from "./evidence.ts";

// The words: 0.1 (0.2) is negligible, 3 (0.2) supported.
const chain = { applied: 3, open: 1, affected: 4 };

test("one refit, on the chained panel, when there is a link to follow", () => {
  expect(mergerChain.plan(evidence({ chain }), {})).toMatchObject([{ chained: true }]);
  expect(mergerChain.plan(evidence({ chain: { ...chain, applied: 0 } }), {})).toEqual([]);
  expect(mergerChain.plan(evidence(), {})).toEqual([]);
});

test("passed when the finding stays, with both estimates", () => {
  expect(judge(mergerChain, undefined, evidence({ chain, refits: [refit(0.2)] }))).toMatchObject({
    status: "passed",
    sentence: "merger-chain-passed",
    values: { raw: 0.1, chained: 0.2, rawFinding: "negligible", chainedFinding: "negligible", ...chain },
  });
});

test("failed when the finding changes", () => {
  expect(judge(mergerChain, undefined, evidence({ chain, refits: [refit(3)] }))).toMatchObject({
    status: "failed",
    sentence: "merger-chain-failed",
    values: { raw: 0.1, chained: 3, chainedFinding: "supported" },
  });
});

test("a panel of other units does not say how many codes are affected", () => {
  const judged = judge(
    mergerChain,
    undefined,
    evidence({ chain: { ...chain, open: 0, affected: Number.NaN }, refits: [refit(0.2)] }),
  );
  expect(judged.status).toBe("passed");
  expect(judged.values).not.toHaveProperty("affected");
});

test("a refit that cannot be estimated is uninformative", () => {
  expect(judge(mergerChain, undefined, evidence({ chain, refits: [refit(null)] })).status).toBe("uninformative");
});

test("without links it tests nothing, without evidence it is not available: neither passes", () => {
  expect(judge(mergerChain, undefined, evidence({ chain: { ...chain, applied: 0 } }))).toMatchObject({
    status: "uninformative",
    sentence: "merger-chain-no-links",
  });
  expect(judge(mergerChain, undefined, evidence())).toMatchObject({
    status: "not-available",
    sentence: "merger-chain-nothing",
  });
});
