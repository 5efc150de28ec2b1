import { type Brackets, black, call, layOut } from '../layout';
import type { Pipeline } from '../pipeline';

/** How the learning rate goes on: what stands before the epochs, and at the end of each. */
export function scheduler(
  { schedule, epochs, optimizer: { name, momentum } }: Pipeline['training'],
  watched: string,
): { readonly before: readonly string[]; readonly step: readonly string[] } {
  if (!schedule) return { before: [], step: [] };
  const create = (kind: string, ...options: string[]): Brackets =>
    call(`torch.optim.lr_scheduler.${kind}`, 'optimizer', ...options);
  const note =
    name === 'sgd' && momentum > 0
      ? ['    # A new rate holds for what momentum keeps as well; in Keras that keeps its own.']
      : [];
  if (schedule.name === 'cosine') {
    const rate = create('CosineAnnealingLR', `T_max=${epochs}`, `eta_min=${schedule.minLearningRate}`);
    return { before: [...note, layOut(black, 1, 'schedule = ', rate)], step: ['        schedule.step()'] };
  }
  const { factor, patience, minLearningRate } = schedule;
  const rate = create(
    'ReduceLROnPlateau',
    `factor=${factor}`,
    // PyTorch waits for one epoch more than it is told.
    `patience=${patience - 1}`,
    'threshold=1e-4',
    'threshold_mode="abs"',
    `min_lr=${minLearningRate}`,
    'eps=0',
  );
  return {
    before: [
      ...note,
      `    # Lowers the rate after ${patience === 1 ? 'an epoch' : `${patience} epochs`} without a better loss.`,
      layOut(black, 1, 'schedule = ', rate),
    ],
    step: [`        schedule.step(${watched})`],
  };
}
