import { type SVGTemplateResult, type TemplateResult, html, svg } from 'lit';

import type { Topology } from '../../src/spec/experiment';
import { formatCount } from './format';
import type { Steps } from './taskWords';

// Boxes and arrows as the field draws them: inputs below, hidden states in the middle, outputs above.
const box = 11;
const column = 19;
const rows = { out: 24, hidden: 49, in: 74 } as const;
const height = 100;
/** More steps are drawn as the first, an ellipsis, and the last. */
const drawn = 3;

/** Where a step is drawn; null is the ellipsis. */
type Slot = number | null;

function slots(steps: number, from: number): { at: Slot[]; next: number } {
  const count = Math.min(steps, drawn);
  const at: Slot[] = Array.from({ length: count }, (_, i) => from + i);
  if (steps > drawn) at[1] = null;
  return { at, next: from + count };
}

export interface TopologyPicture {
  readonly topology: Topology;
  /** Left out where they are not known. */
  readonly steps: Steps | null;
}

/**
 * A topology as a picture with the real numbers of steps. It is decoration beside a name: whoever shows it says in
 * words what it shows.
 */
export function topologyPicture({ topology, steps }: TopologyPicture): TemplateResult {
  const [stepsIn, stepsOut] = [steps?.in ?? (topology.startsWith('one') ? 1 : 4), steps?.out ?? 4];
  const source = slots(topology.startsWith('one') ? 1 : Math.max(2, stepsIn), 0);
  const decodes = topology === 'encoder-decoder';
  const target = decodes ? slots(Math.max(2, stepsOut), source.next) : slots(Math.max(2, stepsOut), 0);
  const outs: Record<Topology, readonly Slot[]> = {
    'one-to-one': [0],
    'one-to-many': target.at,
    'many-to-one': source.at.slice(-1),
    'many-to-many': source.at,
    'encoder-decoder': target.at,
  };
  const inputs = source.at;
  const outputs = outs[topology];
  const hidden = decodes ? [...inputs, ...outputs] : outputs.length > inputs.length ? outputs : inputs;
  const width = hidden.length * column;
  const middle = (all: readonly Slot[]): number => {
    const at = all.filter((slot) => slot !== null);
    return (center(at[0] ?? 0) + center(at.at(-1) ?? 0)) / 2;
  };
  const words = (count: number): string => `${steps?.atMost === true && count > 1 ? '≤ ' : ''}${formatCount(count)}`;
  return html`<svg
    class="topology"
    viewBox="-9 0 ${width + 18} ${height}"
    width=${width + 18}
    height=${height}
    aria-hidden="true"
    focusable="false"
  >
    ${hidden.map((slot, i) => hiddenState(slot, hidden[i - 1], i))}
    ${inputs.map((slot) => (slot === null ? ellipsis(1, rows.in) : step('in', slot))) /* below their state */}
    ${outputs.map((slot, i) => (slot === null ? ellipsis(decodes ? source.next + i : i, rows.out) : step('out', slot)))}
    ${
      steps
        ? svg`<text class="count" x=${middle(inputs)} y=${height - 2} text-anchor="middle">${words(stepsIn)}</text>
          <text class="count" x=${middle(outputs)} y="11" text-anchor="middle">${words(stepsOut)}</text>`
        : ''
    }
  </svg>`;
}

const center = (slot: number): number => slot * column + column / 2;

function hiddenState(slot: Slot, before: Slot | undefined, place: number): SVGTemplateResult {
  const arrow =
    before === undefined
      ? svg``
      : arrowRight(
          (before === null ? center(place - 1) + 5 : center(before) + box / 2) + 0.5,
          slot === null ? center(place) - 6 : center(slot) - box / 2 - 0.5,
        );
  if (slot === null) return svg`${arrow}${ellipsis(place, rows.hidden)}`;
  return svg`${arrow}<rect class="hidden" x=${center(slot) - box / 2} y=${rows.hidden - box / 2} width=${box} height=${box} rx="2"></rect>`;
}

/** An input below its state with an arrow up to it, or an output above. */
function step(kind: 'in' | 'out', slot: number): SVGTemplateResult {
  const y = rows[kind];
  const lower = kind === 'in' ? y : rows.hidden;
  return svg`<rect class=${kind} x=${center(slot) - box / 2} y=${y - box / 2} width=${box} height=${box} rx="2"></rect>
    ${arrowUp(center(slot), lower - box / 2 - 1, lower - 25 + box / 2 + 1)}`;
}

function ellipsis(place: number, y: number): SVGTemplateResult {
  return svg`${[-4, 0, 4].map((x) => svg`<circle class="dot" cx=${center(place) + x} cy=${y} r="1"></circle>`)}`;
}

function arrowUp(x: number, from: number, to: number): SVGTemplateResult {
  return svg`<path class="arrow" d="M${x} ${from}V${to}M${x - 2.5} ${to + 3}L${x} ${to}L${x + 2.5} ${to + 3}"></path>`;
}

function arrowRight(from: number, to: number): SVGTemplateResult {
  const y = rows.hidden;
  return svg`<path class="arrow" d="M${from} ${y}H${to}M${to - 3} ${y - 2.5}L${to} ${y}L${to - 3} ${y + 2.5}"></path>`;
}
