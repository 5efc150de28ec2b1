/** What the page of an experiment asks for, and the script that answers. */
export interface PageForm {
  /** Above the field, with a colon. */
  readonly asked: string;
  /** Lines of the field. */
  readonly height: number;
  /** A choice of one of the run's series. */
  readonly choosesSeries?: boolean;
  /** What is read of `preprocessing.json`. */
  readonly needs: readonly string[];
  /**
   * Lines of the script after the model and `needs` are there, unindented. They declare `predict(text)`, which gives the text
   * that is shown, and may set `field.placeholder`.
   */
  readonly script: readonly string[];
}
