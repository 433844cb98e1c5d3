import type { Bilingual } from "../../core/text.ts";

/** Values of one finding as words: counts with separators, lists joined. A value that is not there is empty. */
export type Say = (key: string) => string;

/** What happened, what it usually means and what can be done. */
export type Sentence = (say: Say) => Bilingual;
