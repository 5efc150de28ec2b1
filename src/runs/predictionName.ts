import fs from 'node:fs';
import path from 'node:path';

/** `new-predictions.csv` for the predictions of `new.csv`, in a folder; with the first number that is free. */
export function freePredictionName(folder: string, data: string): string {
  const { name } = path.parse(data);
  for (let number = 1; ; number++) {
    const file = path.join(folder, `${name}-predictions${number === 1 ? '' : `-${number}`}.csv`);
    if (!fs.existsSync(file)) return file;
  }
}
