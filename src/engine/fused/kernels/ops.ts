// What the tape's records mean. Read by the kernels (AssemblyScript) and by the code that writes tapes (TypeScript):
// plain constants are both.
//
// A record is a row of 32-bit words: the operation, the number of words, then its arguments. Addresses are bytes in the
// engine's memory, strides are bytes. "Rows" are windows of the batch; a row operation works on the rows [from, to) that
// its thread was given, an item operation on all rows of the batch.

// Row operations.
/** C[rows, 8·panels] = start + A[rows, k] · B. */
export const MATMUL = 1;
/** out = activation(out), elementwise. */
export const ACTIVATE = 2;
/** gradient by the sum, from that by the output and the output itself. */
export const ACTIVATE_BACK = 3;
export const SIMPLE_RNN = 4;
export const SIMPLE_RNN_BACK = 5;
export const LSTM = 6;
export const LSTM_BACK = 7;
export const GRU_AFTER = 8;
export const GRU_AFTER_BACK = 9;
export const GRU_BEFORE_GATES = 10;
export const GRU_BEFORE_STATE = 11;
export const GRU_BEFORE_STATE_BACK = 12;
export const GRU_BEFORE_GATES_BACK = 13;
/** Loss of each row and its gradient by the outputs. */
export const LOSS = 14;
/** out = a · b, or with ADD out += a · b. */
export const MULTIPLY = 15;
export const MULTIPLY_ADD = 16;
/** out = merge(a, b) of two directions, and back. */
export const MERGE = 17;
export const MERGE_BACK = 18;
/** Where a time step is masked: out += a. */
export const ADD_MASKED = 19;
/** out = start + the vectors of tokens. */
export const EMBED = 20;
/** out = 1 at a token's place, otherwise 0. */
export const ONE_HOT = 21;
/** Softmax or sigmoid of logits, in place. */
export const PROBABILITIES = 24;
/** Loss of each row over all its steps, and its gradient by the outputs. */
export const SEQUENCE_LOSS = 25;
/** out = a, or with ADD out += a: any columns. */
export const COPY = 26;
/** Luong's dot attention of all steps of a decoder over all steps of an encoder, and back. */
export const ATTEND = 27;
export const ATTEND_BACK = 28;

// Item operations: a block of weights each.
/** Gradient of some panels: Aᵀ·D over time steps and rows. */
export const GRADIENT = 30;
/** Gradient of a bias: the columns' sums of D. */
export const COLUMN_SUMS = 31;
/** The sums of the squares of some panels of the gradient. */
export const SQUARES = 32;
export const ADAM = 33;
export const RMSPROP = 34;
export const SGD = 35;
/** Writes a panel's transpose where the backward products read it. */
export const TRANSPOSE = 36;
/** Gradient of some panels of the tokens' vectors: sums by token. */
export const EMBED_GRADIENT = 37;

/** Where the sum of a MATMUL or an EMBED starts. */
export const FROM_ZERO = 0;
export const FROM_OUTPUT = 1;
export const FROM_BIAS = 2;

export const LINEAR = 0;
export const TANH = 1;
export const SIGMOID = 2;
export const RELU = 3;
export const HARD_SIGMOID = 4;
export const SOFTSIGN = 5;
export const ELU = 6;
export const SELU = 7;
export const SOFTPLUS = 8;
/** e^x; for tests. */
export const EXP = 9;

export const MERGE_SUM = 0;
export const MERGE_AVE = 1;
export const MERGE_MUL = 2;

export const LOSS_MSE = 0;
export const LOSS_MAE = 1;
export const LOSS_HUBER = 2;
export const LOSS_QUANTILE = 3;
/** Cross-entropy, from logits. */
export const LOSS_SOFTMAX = 4;
export const LOSS_SIGMOID = 5;

// The control block at address 64: what the threads share. Words, as byte offsets.
export const CONTROL = 64;
/** Counts the jobs, times 16, plus the threads that the job is for; workers sleep on it. */
export const JOB = 0;
/** In place of the number of threads: the workers end. */
export const END_OF_THREADS = 15;
/** Workers that have finished the job. */
export const DONE = 4;
export const KIND = 8;
export const KIND_ROWS = 1;
export const KIND_ITEMS = 2;
/** Threads that share the job. */
export const THREADS = 12;
/** Tape of a rows job, [start, end). */
export const TAPE_START = 16;
export const TAPE_END = 20;
/** Rows of the batch. */
export const ROWS = 24;
/** Items: address of their table (start and end of each one's tape) and their number. */
export const ITEMS = 28;
export const ITEM_COUNT = 32;
/** The next item that nobody has taken. */
export const NEXT_ITEM = 36;
/** Not 0: leave the job as it is. */
export const ABANDON = 40;
/** Not 0: a worker has ended by an error, and its part of the job will not be done. */
export const FAILED = 48;
/** Workers that wait for jobs. */
export const READY = 44;
/** Numbers of the update, f32: learning rate (Adam: with both corrections), weight decay, scale of the gradient, momentum. */
export const RATE = 64;
export const DECAY = 68;
export const SCALE = 72;
export const MOMENTUM = 76;
/** 1 / (rows · outputs), for the gradient of the mean loss. */
export const LOSS_SCALE = 80;
/** Addresses of parameters, gradient and the optimizer's two memories: an update is given offsets into them. */
export const PARAMETERS = 96;
export const GRADIENTS = 100;
export const SLOT_1 = 104;
export const SLOT_2 = 108;
/** Bytes of the control block. */
export const CONTROL_END = 256;
/** Panels whose gradients are computed together at most, and rows that they take at a time. */
export const PANELS_TOGETHER = 32;
export const ROWS_TOGETHER = 128;
/** Each thread's own room, behind the kernels' constants, which begin at 1,024. */
export const SCRATCH = 4096;
export const SCRATCH_BYTES = PANELS_TOGETHER * ROWS_TOGETHER * 32;
/** Threads that the job counter can tell apart, and that have room of their own. */
export const MOST_THREADS = 8;
/** First address that the engine lays out. */
export const FIRST_FREE = SCRATCH + MOST_THREADS * SCRATCH_BYTES;
