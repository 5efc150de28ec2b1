import type { DataProfile } from '../spec/profile';
import { ByteReader } from './csv/byteReader';
import { toUtf8, withLineFeeds } from './csv/encoding';
import { readInPasses } from './csv/passes';
import { planReading } from './csv/plan';
import { CsvSource } from './csv/source';
import { profileTable } from './profileTable';

/**
 * A first look at a CSV from its first 64 KB, within milliseconds. `complete` is false: kinds may still
 * change, and `rows` is an estimate from the length of the rows seen.
 * @throws UserError for whatever is wrong in the part that was read
 */
export async function previewCsv(file: string): Promise<DataProfile> {
  const source = await CsvSource.open(file);
  try {
    const { head, whole } = await source.firstBytes();
    const plan = planReading(head, whole, file);
    let bytesPerRow = 0;
    const draft = await readInPasses(file, plan, null, (pass) => {
      const converter = toUtf8(plan.dialect);
      const bytes = Buffer.concat([converter.write(head), whole ? converter.end() : Buffer.alloc(0)]);
      const reader = new ByteReader(pass);
      reader.push(plan.carriageReturns ? withLineFeeds(Buffer.from(bytes)) : bytes);
      if (whole) reader.end();
      bytesPerRow = head.length / Math.max(1, pass.rows);
    });
    const profile = profileTable({ ...draft, bytes: source.bytes, sha256: null });
    return { ...profile, complete: false, rows: whole ? draft.rows : Math.round(source.bytes / bytesPerRow) };
  } finally {
    await source.close();
  }
}
