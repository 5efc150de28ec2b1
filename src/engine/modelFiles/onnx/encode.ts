import { PbfWriter } from 'pbf';

import { floatBytes } from '../floatBytes';
import type { Attribute, Dimension, ElementType, Graph, Node, OnnxModel, Tensor, ValueInfo } from './proto';

/** The operators are those of opset 17, which ONNX Runtime reads from version 1.12 (2022) on. */
const opset = 17;
const irVersion = 8;

/** `TensorProto.DataType` */
const elementTypes: Record<ElementType, number> = { float: 1, int32: 6, int64: 7, bool: 9 };
/** `AttributeProto.AttributeType` */
const attributeTypes = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7, strings: 8 } as const;

/** The model as a protocol buffer; the numbers of its fields are those of onnx.proto. */
export function encodeModel(model: OnnxModel): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, irVersion);
  pbf.writeStringField(2, 'Sequence Lab');
  pbf.writeStringField(6, model.doc);
  pbf.writeMessage(7, writeGraph, model.graph);
  pbf.writeMessage(8, (version, to) => to.writeVarintField(2, version), opset);
  for (const entry of Object.entries(model.metadata)) pbf.writeMessage(14, writeEntry, entry);
  return pbf.finish();
}

function writeEntry([key, value]: [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}

function writeGraph({ name, nodes, tensors, inputs, outputs }: Graph, pbf: PbfWriter): void {
  for (const node of nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, name);
  for (const tensor of tensors) pbf.writeMessage(5, writeTensor, tensor);
  for (const input of inputs) pbf.writeMessage(11, writeValueInfo, input);
  for (const output of outputs) pbf.writeMessage(12, writeValueInfo, output);
}

function writeNode({ type, inputs, outputs, attributes }: Node, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  for (const output of outputs) pbf.writeStringField(2, output);
  // A node's name is for people: that of its first output, which no other node has.
  pbf.writeStringField(3, outputs[0] ?? type);
  pbf.writeStringField(4, type);
  for (const entry of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, entry);
}

function writeAttribute([name, attribute]: [string, Attribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if ('float' in attribute) pbf.writeFloatField(2, attribute.float);
  else if ('int' in attribute) pbf.writeVarintField(3, attribute.int);
  else if ('string' in attribute) pbf.writeStringField(4, attribute.string);
  else if ('tensor' in attribute) pbf.writeMessage(5, writeTensor, attribute.tensor);
  else if ('graph' in attribute) pbf.writeMessage(6, writeGraph, attribute.graph);
  else if ('floats' in attribute) for (const value of attribute.floats) pbf.writeFloatField(7, value);
  else if ('ints' in attribute) for (const value of attribute.ints) pbf.writeVarintField(8, value);
  else for (const value of attribute.strings) pbf.writeStringField(9, value);
  const [kind] = Object.keys(attribute) as (keyof typeof attributeTypes)[];
  if (kind === undefined) throw new Error(`The attribute ${name} has no value.`);
  pbf.writeVarintField(20, attributeTypes[kind]);
}

function writeTensor({ name, dims, values }: Tensor, pbf: PbfWriter): void {
  for (const dim of dims) pbf.writeVarintField(1, dim);
  pbf.writeVarintField(2, elementTypes[values instanceof Float32Array ? 'float' : 'int64']);
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, values instanceof Float32Array ? floatBytes([values]) : integerBytes(values));
}

function integerBytes(values: BigInt64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, i) => {
    view.setBigInt64(8 * i, value, true);
  });
  return new Uint8Array(view.buffer);
}

function writeValueInfo({ name, type, dims, doc }: ValueInfo, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(
    2,
    (_, ofType) => {
      ofType.writeMessage(
        1,
        (__, ofTensor) => {
          ofTensor.writeVarintField(1, elementTypes[type]);
          ofTensor.writeMessage(2, writeShape, dims);
        },
        null,
      );
    },
    null,
  );
  if (doc !== undefined) pbf.writeStringField(3, doc);
}

function writeShape(dims: readonly Dimension[], pbf: PbfWriter): void {
  for (const dim of dims) pbf.writeMessage(1, writeDimension, dim);
}

function writeDimension(dim: Dimension, pbf: PbfWriter): void {
  if (typeof dim === 'number') pbf.writeVarintField(1, dim);
  else pbf.writeStringField(2, dim);
}
