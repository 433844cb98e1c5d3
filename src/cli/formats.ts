/** What `run` and `report` can write. */
export const FORMATS = ["html", "md", "csv", "json"] as const;
export type Format = (typeof FORMATS)[number];
