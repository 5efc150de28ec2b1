/** The wish to end a run. It reaches what is computing at once, not only where that looks for it. */
export class StopRequest {
  private asked = 0;
  private listener: () => void = () => undefined;

  get requested(): boolean {
    return this.asked > 0;
  }

  /** How often it was asked for: the first time ends the training, one while results are predicted ends that. */
  get times(): number {
    return this.asked;
  }

  request(): void {
    this.asked++;
    this.listener();
  }

  /** Is called at each request, in place of the listener before it. */
  listen(listener: () => void): void {
    this.listener = listener;
  }
}
