import { defineCheck } from "../core/check.ts";
import { noOptions, variantOf } from "./options.ts";
import { stabilityJudgement } from "./stability.ts";

type None = Record<string, never>;

/** F6. The estimate without each cluster in turn: the finding must not hang on one of them. The most influential one is named. */
export const leaveOneClusterOut = defineCheck<None>({
  id: "leave-one-cluster-out",
  code: "F6",
  label: { nl: "Steeds één cluster weg", en: "One cluster left out at a time" },
  options: noOptions,
  plan: ({ clusterLabels }) =>
    clusterLabels.length < 3
      ? []
      : clusterLabels.map((label) =>
          variantOf({ nl: `zonder ${label}`, en: `without ${label}` }, { withoutCluster: label }),
        ),
  judge: (evidence) => stabilityJudgement("leave-one-cluster-out", evidence, { cluster: evidence.clusterName ?? "" }),
});

/** F6. The estimate without each period of the window in turn. */
export const leaveOnePeriodOut = defineCheck<None>({
  id: "leave-one-period-out",
  code: "F6",
  label: { nl: "Steeds één jaar weg", en: "One period left out at a time" },
  options: noOptions,
  plan: ({ windowPeriods }) =>
    windowPeriods.length < 3
      ? []
      : windowPeriods.map((period) =>
          variantOf({ nl: `zonder ${period}`, en: `without ${period}` }, { withoutPeriod: period }),
        ),
  judge: (evidence) => stabilityJudgement("leave-one-period-out", evidence),
});
