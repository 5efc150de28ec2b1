import { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/index.js';

/** Of one row of a list, and of the most that are shown at a time: as in @vscode-elements/elements. CSS pixels. */
const rowHeight = 22;
const mostRows = 10;

/** Lists of choices open upwards where there is no room below: the element itself opens all of them below, out of sight. */
export function placeSelectLists(document: Document): void {
  const place = (event: Event): void => {
    const select = event.composedPath().find((target) => target instanceof VscodeSingleSelect);
    if (!select || select.open) return;
    const { top, bottom } = select.getBoundingClientRect();
    const below = document.documentElement.clientHeight - bottom;
    const needed = (Math.min(select.options.length, mostRows) + 1) * rowHeight;
    select.position = below < needed && top > below ? 'above' : 'below';
  };
  // Before the element itself hears of it, and draws its list.
  for (const type of ['pointerdown', 'click', 'keydown']) document.addEventListener(type, place, { capture: true });
}
