import { digits, markdownTable } from './markdown';
import type { PeerResult, RowResult } from './race';
import type { Floor } from './shapes';

/** An engine that the table has a column for. */
export interface Column {
  readonly name: string;
  readonly label: string;
}

/** A floor, what was measured against it, and whether that is enough; null where that cannot be told. */
export interface JudgedFloor {
  readonly floor: Floor;
  readonly ratio: number | null;
  readonly met: boolean | null;
}

export const tested = 'fused';

/** The quickest engine beside the tested one. */
export function fastestPeer(peers: readonly PeerResult[]): PeerResult | null {
  const others = peers.filter(({ name }) => name !== tested);
  return others.reduce<PeerResult | null>((best, peer) => (best && best.ms <= peer.ms ? best : peer), null);
}

/**
 * How many times as quick as the peer of each floor the tested engine is.
 * @param columns the engines that belong to the comparison: beside some of them alone nobody is known to be the quickest
 */
export function judge({ row, peers }: Pick<RowResult, 'row' | 'peers'>, columns: readonly Column[]): JudgedFloor[] {
  const complete = columns.every(({ name }) => row.without?.includes(name) || peers.some((peer) => peer.name === name));
  const ours = peers.find(({ name }) => name === tested);
  return row.floors.map((floor) => {
    const peer = floor.peer ? peers.find(({ name }) => name === floor.peer) : fastestPeer(peers);
    if (!ours || !peer) return { floor, ratio: null, met: null };
    const ratio = peer.ms / ours.ms;
    const above = ratio >= floor.ratio;
    // A peer that is missing could be quicker, and one that was disturbed is: its threads wait for each other.
    const rivals = floor.peer ? [peer] : peers.filter(({ name }) => name !== tested);
    const known = above ? (floor.peer || complete) && !rivals.some(isDisturbed) : !isDisturbed(ours);
    return { floor, ratio, met: known ? above : null };
  });
}

/** Milliseconds a step of every engine, the tested one's GFLOP/s, and its floors. */
export function speedTable(results: readonly RowResult[], columns: readonly Column[]): string {
  const header = ['Shape', ...columns.map(({ label }) => `${label} ms`), 'GFLOP/s', 'Ratio', 'Floor', 'Met'];
  const lines = results.map((result) => {
    const times = columns.map(({ name }) => {
      const peer = result.peers.find((one) => one.name === name);
      if (!peer) return result.row.without?.includes(name) ? 'cannot' : 'missing';
      return digits(peer.ms) + (isDisturbed(peer) ? ' *' : '');
    });
    const ours = result.peers.find(({ name }) => name === tested);
    const floors = judge(result, columns);
    return [
      result.name,
      ...times,
      ours ? digits(ours.gflops) : '',
      floors.map(ratioText).join('; '),
      floors.map(floorText).join('; '),
      floors.map(({ met }) => (met === null ? '?' : met ? 'yes' : 'NO')).join('; '),
    ];
  });
  return markdownTable(header, lines);
}

/** What each engine did to be this quick. */
export function waysTable(results: readonly RowResult[], columns: readonly Column[]): string {
  const shown = columns.filter(({ name }) => results.some(({ peers }) => variantOf(peers, name) !== ''));
  const header = ['Quickest way', ...shown.map(({ label }) => label)];
  return markdownTable(
    header,
    results.map(({ name, peers }) => [name, ...shown.map((column) => variantOf(peers, column.name))]),
  );
}

/** Whether more than half of its times were taken while something else was at work. */
export function isDisturbed({ samples }: Pick<PeerResult, 'samples'>): boolean {
  return samples.filter(({ quiet }) => !quiet).length * 2 > samples.length;
}

const ratioText = ({ ratio }: JudgedFloor): string => (ratio === null ? '?' : `${ratio.toFixed(2)}×`);
const floorText = ({ floor }: JudgedFloor): string => `${floor.ratio}×${floor.peer ? ` ${floor.peer}` : ''}`;

function variantOf(peers: readonly PeerResult[], name: string): string {
  const peer = peers.find((one) => one.name === name);
  if (!peer || Object.keys(peer.variants).length <= 1) return '';
  return peer.apart
    ? `${peer.variant} (not counted: ${peer.apart.variant}, ${digits(peer.apart.ms)} ms)`
    : peer.variant;
}
