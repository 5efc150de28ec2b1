const general = `Trains recurrent networks (RNN, GRU, LSTM) on a CSV, and says whether they help.

Usage: sequence-lab COMMAND …

  train data.csv | experiment.json   train; prints the run folder
  init data.csv                      write an experiment.json with sensible choices for that file
  runs [DIR]                         list the runs of a folder
  export RUN --target keras|tfjs     write code and weights that reproduce a run

  --help      this text; with a command, its options
  --version

With --json, standard output carries one JSON object a line.
Exit codes: 0 done, 1 you can mend it, 2 wrong usage, 70 a defect, 130 stopped by Ctrl+C.
`;

const commands: Record<string, string> = {
  train: `Trains on a CSV (with what "init" would choose for it) or as an experiment.json says.

Usage: sequence-lab train data.csv | experiment.json [options]

  --set PATH=VALUE   change a field of the experiment; can be repeated:
                       --set training.epochs=50 --set model.layers.0.cell=gru
                       --set data.targets.0=Sunspots
  --out DIR          folder for the runs (default: sequence-lab beside the CSV)
  --threads N        at most N threads (default: SEQUENCE_LAB_THREADS, or the number of cores, at most 8); the results
                     do not depend on it
  --json             one JSON object a line on standard output: started, epoch, done, stopped, error

Standard output is the path of the run folder; progress and scores go to standard error.
Ctrl+C stops training and keeps what is there; a second Ctrl+C ends at once.
`,
  init: `Writes an experiment.json with sensible choices for a CSV, to be edited and trained.

Usage: sequence-lab init data.csv [options]

  --target COL   column to predict (default: the last numeric one)
  --task TASK    what is learned (default: forecast)
  --out FILE     where to write (default: experiment.json beside the CSV)
  --force        write over an existing file
  --json         one JSON object on standard output
`,
  runs: `Lists the runs of a folder, newest first.

Usage: sequence-lab runs [DIR] [--json]

DIR is a folder of runs, or one that has them in "sequence-lab" (default: here).
`,
  export: `Writes the code and the weights of a run for one target.

Usage: sequence-lab export RUN --target keras|tfjs [options]

  --target NAME   keras (Python) or tfjs (TensorFlow.js on Node)
  --out DIR       where to write (default: NAME-TARGET here); code/ and model/ are made in it
  --json          one JSON object on standard output
`,
};

/** Text of `--help`, of one command where there is such a command. */
export function help(command?: string): string {
  return (command !== undefined && Object.hasOwn(commands, command) ? commands[command] : undefined) ?? general;
}
