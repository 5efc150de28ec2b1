import { openModel, type OpenOptions } from './openRun';
import { type WritingOptions, type WrittenText, writerOf, writeTexts } from './tasks/generate/writeTexts';

/**
 * Texts from the network of a finished run; its data are not read.
 * @param folder the run's
 * @throws UserError when there is no such network, for a start that it cannot read, and a condition it was not trained on
 */
export async function generateTexts(folder: string, options: OpenOptions & WritingOptions): Promise<WrittenText[]> {
  const { experiment, preprocessing, engine } = await openModel(folder, options);
  try {
    return await writeTexts(engine, writerOf(experiment, preprocessing), options);
  } finally {
    engine.dispose();
  }
}
