const barWidth = 24;

/** How much is done, in one line of standard error that is drawn anew; nothing where that is no terminal. */
export class ShareBar {
  private readonly terminal = process.stderr.isTTY;

  /** @param share 0 to 1 */
  show(what: string, share: number): void {
    if (!this.terminal) return;
    const filled = Math.round(Math.min(1, share) * barWidth);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
    process.stderr.write(`\r\x1b[K${bar} ${what}: ${Math.floor(100 * Math.min(1, share))} %`);
  }

  end(): void {
    if (this.terminal) process.stderr.write('\r\x1b[K');
  }
}
