/** A sentence a reader sees, in every language the product speaks. */
export interface Bilingual {
  readonly nl: string;
  readonly en: string;
}
export type Language = keyof Bilingual;
