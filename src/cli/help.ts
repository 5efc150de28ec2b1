const general = `Trains recurrent networks (RNN, GRU, LSTM) on a CSV, and says whether they help: forecasts numbers, tells
labels from texts or series, labels each row, translates texts, and writes new ones.

Usage: sequence-lab COMMAND …

  train data.csv | experiment.json   train; prints the run folder
  init data.csv                      write an experiment.json with sensible choices for that file
  runs [DIR]                         list the runs of a folder
  compare RUN RUN…                   what runs were trained with, and how good they are, side by side
  predict RUN [--data new.csv]       predict another CSV with a finished run
  backtest RUN                       a forecast's errors from every origin of its test part, by step ahead
  generate RUN                       write new texts with a finished run
  export RUN --target NAME           write code and weights that reproduce a run

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
                       --set data.targets.0=Sunspots --set task=classify
  --out DIR          folder for the runs (default: sequence-lab beside the CSV)
  --threads N        at most N threads (default: SEQUENCE_LAB_THREADS, or the number of cores, at most 8); the results
                     do not depend on it
  --json             one JSON object a line on standard output: started, epoch, samples, done, stopped, error

Standard output is the path of the run folder; progress and scores go to standard error.
Ctrl+C stops training and keeps what is there; a second Ctrl+C ends at once.
`,
  init: `Writes an experiment.json with sensible choices for a CSV, to be edited and trained.

Usage: sequence-lab init data.csv [options]

  --task TASK    what is learned (default: what the columns look like; it says why):
                   forecast    numbers ahead of time, of one series or of many
                   classify    one label for a text, or for the rows of a series
                   label       a label for each row
                   translate   one text from another
                   generate    new texts like those of a column
  --target COL   column to predict (default: the task's own choice, for numbers the last column)
  --out FILE     where to write (default: experiment.json beside the CSV)
  --force        write over an existing file
  --json         one JSON object on standard output
`,
  runs: `Lists the runs of a folder, newest first.

Usage: sequence-lab runs [DIR] [--json]

Each run stands there with the score that its task is judged by, and that of a naive answer.
DIR is a folder of runs, or one that has them in "sequence-lab" (default: here).
`,
  compare: `Puts runs side by side: the settings in which they differ, scores beside those of a naive answer, and time.

Usage: sequence-lab compare RUN RUN… [--json]

Settings stand there as --set takes them. The best value of the main score is marked where the runs are of the same
task and data.
`,
  predict: `Predicts a CSV with the network of a finished run, and writes the predictions as a CSV.

Usage: sequence-lab predict RUN [options]

  --data FILE   the CSV (default: that of the run). Its columns are found by name and must be of the same kind; the
                columns that are predicted may be missing. Delimiter, encoding and the way numbers and dates are
                written may be others
  --out FILE    where to write (default: NAME-predictions.csv here, numbered where that is there)
  --force       write over an existing file
  --threads N   at most N threads
  --json        one JSON object on standard output

Everything is scaled, numbered and named as in training; nothing is fitted anew. The columns are those of the run's
predictions.csv; "split" is new, or forecast for the steps after the end of the data.
Standard output is the path of the file; scores, where the file holds the true values, go to standard error.
`,
  backtest: `Forecasts again from every origin of a run's test part, each time the whole horizon, without training again.

Usage: sequence-lab backtest RUN [options]

  --out FILE    write all forecasts there, as a CSV
  --force       write over an existing file
  --threads N   at most N threads
  --json        one JSON object on standard output

Errors by step ahead stand beside those of repeating the last value and the last season.
`,
  generate: `Writes new texts with the network of a finished run.

Usage: sequence-lab generate RUN [options]

  --start TEXT             what each text begins with
  --count N                texts (default: as in the experiment, sampling.count)
  --length N               most tokens of a text (sampling.length)
  --temperature X          below 1 likelier tokens are preferred, 0 takes the likeliest (sampling.temperature)
  --top-k K                only the K likeliest tokens
  --condition COL=VALUE    value of a conditioning column; can be repeated
  --seed N                 another seed gives other texts (default: 1)
  --threads N              at most N threads
  --json                   one JSON object on standard output

Standard output is the texts.
`,
  export: `Writes the code and the weights of a run for one target.

Usage: sequence-lab export RUN --target NAME [options]

  --target NAME   keras, pytorch or notebook (Python), or tfjs (TensorFlow.js on Node)
  --out DIR       where to write (default: NAME-TARGET here); code/ and model/ are made in it
  --force         write over files that are there
  --json          one JSON object on standard output
`,
};

/** Text of `--help`, of one command where there is such a command. */
export function help(command?: string): string {
  return (command !== undefined && Object.hasOwn(commands, command) ? commands[command] : undefined) ?? general;
}
