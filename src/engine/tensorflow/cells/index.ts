import type { Cell } from '../../../spec/experiment';
import type { RunCell } from './cell';
import { runGru } from './gru';
import { runLstm } from './lstm';
import { runSimpleRnn } from './simpleRnn';

export const runCell: Record<Cell, RunCell> = { simple_rnn: runSimpleRnn, gru: runGru, lstm: runLstm };
