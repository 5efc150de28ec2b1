import type { Attribute, Graph, Node, Tensor, ValueInfo } from './proto';

/** What a graph and all graphs within it share. */
interface Shared {
  /** Of the outermost graph: the inner ones read them there. */
  readonly tensors: Map<string, Tensor>;
  /** Numbers of the values that were made, because no two in nested graphs may have the same name. */
  count: number;
}

/** Puts a graph together, node after node; values are known by their names. */
export class GraphBuilder {
  private readonly nodes: Node[] = [];
  private readonly inputs: ValueInfo[] = [];
  private readonly outputs: ValueInfo[] = [];

  constructor(private readonly shared: Shared = { tensors: new Map(), count: 0 }) {}

  /** A graph within this one, which sees all values that were made before. */
  inner(): GraphBuilder {
    return new GraphBuilder(this.shared);
  }

  input(info: ValueInfo): string {
    this.inputs.push(info);
    return info.name;
  }

  /** An input with a name of its own. */
  newInput(info: Omit<ValueInfo, 'name'>): string {
    return this.input({ ...info, name: this.newName('in') });
  }

  /** Calls a value of this graph as the output is to be called. */
  output(value: string, info: ValueInfo): void {
    this.nodes.push({ type: 'Identity', inputs: [value], outputs: [info.name], attributes: {} });
    this.outputs.push(info);
  }

  newOutput(value: string, info: Omit<ValueInfo, 'name'>): void {
    this.output(value, { ...info, name: this.newName('out') });
  }

  /** A node of one output. @returns its name */
  op(type: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    const [output = ''] = this.ops(type, inputs, attributes, 1);
    return output;
  }

  /** A node of several outputs. */
  ops(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    outputs: number,
  ): string[] {
    const names = Array.from({ length: outputs }, () => this.newName(type.toLowerCase()));
    this.nodes.push({ type, inputs, outputs: names, attributes });
    return names;
  }

  /** Numbers that are part of the model, once for each name. */
  weight(name: string, dims: readonly number[], values: Float32Array): string {
    return this.tensor({ name, dims, values });
  }

  number(value: number): string {
    return this.tensor({ name: `number ${value}`, dims: [], values: Float32Array.of(value) });
  }

  /** A list of whole numbers, as shapes and axes are given. */
  integers(...values: number[]): string {
    const name = `integers ${values.join(' ')}`;
    return this.tensor({ name, dims: [values.length], values: BigInt64Array.from(values, BigInt) });
  }

  integer(value: number): string {
    return this.tensor({ name: `integer ${value}`, dims: [], values: BigInt64Array.of(BigInt(value)) });
  }

  concat(values: readonly string[], axis: number): string {
    const [only] = values;
    return only !== undefined && values.length === 1 ? only : this.op('Concat', values, { axis: { int: axis } });
  }

  /** [a, b, …] → [b, a, …]: examples first, as callers have them, or steps first, as recurrent layers have them. */
  swap(value: string, rank: 2 | 3 = 3): string {
    return this.op('Transpose', [value], { perm: { ints: [1, 0, 2].slice(0, rank) } });
  }

  /** The size along an axis, as a list of one number. */
  size(value: string, axis: number): string {
    return this.op('Shape', [value], { start: { int: axis }, end: { int: axis + 1 } });
  }

  /** One index along an axis, which is gone then. */
  pick(value: string, index: string, axis: number): string {
    return this.op('Gather', [value, index], { axis: { int: axis } });
  }

  build(name: string): Graph {
    const { nodes, inputs, outputs } = this;
    return { name, nodes, inputs, outputs, tensors: [] };
  }

  /** The outermost graph, with the numbers of all. */
  buildWhole(name: string): Graph {
    return { ...this.build(name), tensors: [...this.shared.tensors.values()] };
  }

  private tensor(tensor: Tensor): string {
    this.shared.tensors.set(tensor.name, tensor);
    return tensor.name;
  }

  private newName(base: string): string {
    return `${base}_${this.shared.count++}`;
  }
}
